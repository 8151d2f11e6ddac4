"""Ask before showing: the reader commits to an answer, and only then the outcome opens, with the reason why."""

import html
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import ipywidgets as widgets
import traitlets

from gradwalk.explorers.explorer import Explorer
from gradwalk.explorers.message import warning
from gradwalk.explorers.quiz import WORDS, Quiz, choice_list, explain, folded, paragraphs
from gradwalk.labels import tr, tr_later
from gradwalk.questions import Question
from gradwalk.questions import question as question_called
from gradwalk.questions.reading import check_question

OPENS = tr_later("In a running notebook a picture to try it on opens here.")


@dataclass(frozen=True)
class Wording:
    """How a question speaks: what it asks for, what it waits for, and how it names the choice and the right answer."""

    asks: str
    waiting: str
    chose: str
    wrong: str
    answer: str


PREDICT = Wording(
    tr_later("Predict."),
    tr_later("Choose one answer and commit to it. Then the outcome opens."),
    tr_later("You predicted"),
    tr_later("It turns out otherwise."),
    tr_later("The outcome"),
)
RECALL = Wording(
    tr_later("Recall."),
    tr_later("Choose one answer and commit to it. Then you read why."),
    tr_later("You answered"),
    tr_later("It is not so."),
    tr_later("The answer"),
)


class Prediction(Quiz):
    """A question with `choices` = {answer: why it is right or wrong}, of which `answer` is right.

    `reveal` makes the widget that shows the outcome; it is called once, when the reader commits. What she committed
    to stays in `committed`. With `where`, the place that has taught the answer, it asks to recall and not to predict.
    Raises ValueError, with one sentence, where a part is missing or `answer` is none of the choices.
    """

    committed = traitlets.Unicode(None, allow_none=True)

    def __init__(
        self,
        question: str,
        choices: Mapping[str, str],
        answer: str,
        reveal: Callable[[], widgets.Widget] | None = None,
        where: str = "",
    ) -> None:
        check_question("", question, choices, answer)
        if reveal is not None and not callable(reveal):
            raise ValueError(f"Give reveal as a function that makes what opens, as in lambda: ..., not {reveal!r:.60}.")
        self.question, self.choices, self.answer = question, dict(choices), answer
        self.where, self.reveal = where, reveal
        self._asked = Question("", question, self.choices, answer, where=where)
        self._words = RECALL if where else PREDICT
        super().__init__()
        self.title.value = f'<p style="{WORDS}"><b>{html.escape(tr(self._words.asks))}</b> {html.escape(question)}</p>'
        self.options.options, self.options.value = list(choices), None
        self.button.disabled = True
        self.feedback.value = paragraphs(self.outcome_lines())
        self.options.observe(self._chosen, "value")
        self.button.on_click(lambda _: self.commit())

    def commit(self) -> None:
        """Take the chosen answer as final, explain it, and open the outcome. Without a choice nothing happens."""
        if self.options.value is None or self.committed is not None:
            return
        self.committed = self.options.value
        self.options.disabled = self.button.disabled = True
        self.feedback.value = paragraphs(self.outcome_lines())
        if self.reveal is not None:
            self._open(self.reveal)

    def _open(self, reveal: Callable[[], widgets.Widget]) -> None:
        """Show what `reveal` makes, or say why it makes nothing: a callback's own error is seen by nobody."""
        try:
            opened = reveal()
        except Exception as error:  # noqa: BLE001 - whatever the function of a lecturer may raise
            opened = widgets.HTML(warning(f"What opens here could not be made: {type(error).__name__}: {error}"))
        if not isinstance(opened, widgets.Widget):
            opened = widgets.HTML(warning(f"What opens here has to be a widget; reveal returned {opened!r:.60}."))
        self.children = [*self.children, opened]
        if isinstance(opened, Explorer):
            opened.keep_still()

    def outcome_lines(self) -> list[str]:
        """Return what was predicted, whether it is so and why; before the commitment, a reminder."""
        words = self._words
        if self.committed is None:
            return [tr(words.waiting)]
        lines = explain(self._asked, self.committed, tr(words.chose), tr(words.wrong), tr(words.answer))
        return [*lines, tr("See {where}.", where=self.where)] if self.where else lines

    def _chosen(self, change: dict[str, Any]) -> None:
        self.button.disabled = change["new"] is None or self.committed is not None

    def printed(self) -> tuple[str, str]:
        """Return the question and a folded answer, for readers without a kernel."""
        asks = tr(self._words.asks)
        plain = "\n".join([f"{asks} {self.question}", *(f"  ( ) {choice}" for choice in self.choices)])
        answer = f"<p>{html.escape(f'{self.answer} {self.choices[self.answer]}')}</p>"
        opens = f"<p>{html.escape(tr(OPENS))}</p>" if self.reveal is not None else ""
        question = f"<p><b>{asks}</b> {html.escape(self.question)}</p>{choice_list(self._asked)}"
        return plain, f"{question}{folded(tr(self._words.answer), answer + opens)}"


def ask(
    name: str = "",
    reveal: Callable[[], widgets.Widget] | None = None,
    *,
    file: str | Path | None = None,
    question: str | None = None,
    choices: Mapping[str, str] | None = None,
    answer: str | None = None,
) -> Prediction:
    """Return the prediction for a question; `reveal` makes what opens after it is answered.

    The question is the one called `name`, as in "01/arrow", of the course or of a TOML `file` of your own; or it is
    given by `question`, `choices` = {answer: why it is right or wrong} and the right `answer`. Raises KeyError where
    there is no question of this name, ValueError, with one sentence, for one that does not fit.
    """
    if question is not None or choices is not None or answer is not None:
        if name or file is not None:
            raise ValueError(f"Give a name or a question, not both: {name or str(file)!r} and {question!r:.60}.")
        check_question("", question, choices, answer)
        return Prediction(question or "", choices or {}, answer or "", reveal)
    if not isinstance(name, str) or not name:
        wanted = 'Give the name of a question, as in ask("01/arrow"), or question, choices and answer'
        raise ValueError(f"{wanted}, not {name!r:.60}.")
    asked = question_called(name, file)
    return Prediction(asked.text, asked.choices, asked.answer, reveal, asked.where)
