"""Ask before showing: the reader commits to an answer, and only then the outcome opens, with the reason why."""

import html
from collections.abc import Callable, Mapping
from typing import Any

import ipywidgets as widgets
import traitlets

from gradwalk.explorers.explorer import PAGE, Explorer
from gradwalk.explorers.lifecycle import close_parts, shown_by_this_cell
from gradwalk.questions import question

# ipywidgets sets text for one-line labels; sentences need a paragraph's size and room between lines.
WORDS = "font-size: 14px; line-height: 1.55; margin: 4px 0; max-width: 52em"
OPENS = "In a running notebook a picture to try it on opens here."
WAITING = "Choose one answer and commit to it. Then the outcome opens."


class Prediction(widgets.VBox):
    """A question with `choices` = {answer: why it is right or wrong}, of which `answer` is right.

    `reveal` makes the widget that shows the outcome; it is called once, when the reader commits. What she committed
    to stays in `committed`. Raises ValueError where `answer` is none of the choices.
    """

    committed = traitlets.Unicode(None, allow_none=True)

    def __init__(
        self,
        question: str,
        choices: Mapping[str, str],
        answer: str,
        reveal: Callable[[], widgets.Widget] | None = None,
    ) -> None:
        if answer not in choices:
            raise ValueError(f"Give as answer one of the choices {list(choices)}, not {answer!r}.")
        self.question, self.choices, self.answer = question, dict(choices), answer
        self._reveal = reveal
        self.options = widgets.RadioButtons(
            options=list(choices), value=None, layout=widgets.Layout(width="auto", max_width="60em")
        )
        self.button = widgets.Button(description="Commit", disabled=True, button_style="primary")
        self.feedback = widgets.HTML(self._sentences([WAITING]))
        title = widgets.HTML(f'<p style="{WORDS}"><b>Predict.</b> {html.escape(question)}</p>')
        super().__init__([title, self.options, self.button, self.feedback], layout=PAGE)
        self.add_class("gradwalk-prediction")
        self.options.observe(self._chosen, "value")
        self.button.on_click(lambda _: self.commit())
        shown_by_this_cell(self)

    def close(self) -> None:
        """Close the prediction and what it has opened."""
        close_parts(self)
        super().close()

    def commit(self) -> None:
        """Take the chosen answer as final, explain it, and open the outcome. Without a choice nothing happens."""
        if self.options.value is None or self.committed is not None:
            return
        self.committed = self.options.value
        self.options.disabled = self.button.disabled = True
        self.feedback.value = self._sentences(self.outcome_lines())
        if self._reveal is not None:
            opened = self._reveal()
            self.children = [*self.children, opened]
            if isinstance(opened, Explorer):
                opened.keep_still()

    def outcome_lines(self) -> list[str]:
        """Return what was predicted, whether it is so and why; before the commitment, a reminder."""
        if self.committed is None:
            return [WAITING]
        why = self.choices[self.committed]
        if self.committed == self.answer:
            return [f"You predicted: {self.committed}", f"That is so. {why}"]
        right = f"The outcome: {self.answer} {self.choices[self.answer]}"
        return [f"You predicted: {self.committed}", f"It turns out otherwise. {why}", right]

    def outcome(self) -> str:
        """Return `outcome_lines` as one string, to print."""
        return "\n".join(self.outcome_lines())

    def _chosen(self, change: dict[str, Any]) -> None:
        self.button.disabled = change["new"] is None or self.committed is not None

    @staticmethod
    def _sentences(lines: list[str]) -> str:
        items = "".join(f'<p style="{WORDS}">{html.escape(line)}</p>' for line in lines)
        return f'<div role="status" class="gradwalk-feedback">{items}</div>'

    def _repr_mimebundle_(self, **options: Any) -> Mapping[str, Any]:
        """Add the question and a folded answer, for readers without a kernel, to what a live notebook shows."""
        bundle = super()._repr_mimebundle_(**options) or {}
        plain = "\n".join([f"Predict. {self.question}", *(f"  ( ) {choice}" for choice in self.choices)])
        return {**bundle, "text/plain": plain, "text/html": self._page()}

    def _page(self) -> str:
        items = "".join(f"<li>{html.escape(choice)}</li>" for choice in self.choices)
        answer = html.escape(f"{self.answer} {self.choices[self.answer]}")
        question = f"<p><b>Predict.</b> {html.escape(self.question)}</p><ul>{items}</ul>"
        opens = f"<p>{OPENS}</p>" if self._reveal is not None else ""
        return f"{question}<details><summary>The outcome</summary><p>{answer}</p>{opens}</details>"


def ask(name: str, reveal: Callable[[], widgets.Widget] | None = None) -> Prediction:
    """Return the prediction for the question called `name`, as in "01/arrow"; `reveal` makes what then opens.

    Raises KeyError where there is no such question.
    """
    asked = question(name)
    return Prediction(asked.text, asked.choices, asked.answer, reveal)
