"""What a prediction and the concept test share: choices to press, what is said about a choice, and how both print."""

import html
from collections.abc import Iterable, Mapping
from typing import Any

import ipywidgets as widgets

from gradwalk.explorers.explorer import PAGE
from gradwalk.explorers.lifecycle import close_parts, shown_by_this_cell
from gradwalk.labels import tr
from gradwalk.questions import Question
from gradwalk.stage import Keys

# ipywidgets sets text for one-line labels; sentences need a paragraph's size and room between lines.
WORDS = "font-size: 14px; line-height: 1.55; margin: 4px 0; max-width: 52em"
ROW = {"flex_flow": "row wrap", "align_items": "center", "grid_gap": "4px 16px"}

UNKNOWN = ""  # the answer of someone who does not know


class Quiz(widgets.VBox):
    """A question, its choices, a button to commit to one, and what is then said about it.

    A subclass says in `printed` how readers without a kernel see it.
    """

    def __init__(self, *, below: Iterable[widgets.Widget] = (), beside: Iterable[widgets.Widget] = ()) -> None:
        self.title = widgets.HTML()
        self.options = widgets.RadioButtons(
            options=[], value=None, layout=widgets.Layout(width="auto", max_width="60em")
        )
        self.button = widgets.Button(description=tr("Commit"), button_style="primary")
        self.feedback = widgets.HTML()
        beside = list(beside)
        row = widgets.HBox([self.button, *beside], layout=ROW) if beside else self.button
        # In a hidden box: where the front end of anywidget is missing, Jupyter would write so in its place.
        keys = widgets.Box([Keys()], layout=widgets.Layout(display="none"))
        super().__init__([self.title, self.options, row, self.feedback, *below, keys], layout=PAGE)
        self.add_class("gradwalk-prediction")
        shown_by_this_cell(self)

    def close(self) -> None:
        """Close the quiz with all its widgets, and what it has opened."""
        close_parts(self)
        super().close()

    def printed(self) -> tuple[str, str]:
        """Return plain text and HTML for readers without a kernel."""
        raise NotImplementedError

    def _repr_mimebundle_(self, **options: Any) -> Mapping[str, Any]:
        """Add the questions, for readers without a kernel, to what a live notebook shows."""
        plain, page = self.printed()
        return {**(super()._repr_mimebundle_(**options) or {}), "text/plain": plain, "text/html": page}


def explain(asked: Question, choice: str, chose: str, wrong: str, answer: str) -> list[str]:
    """Return why a choice is right or wrong, and the right one: a few lines, which begin in the given words."""
    right = f"{answer}: {asked.answer} {asked.choices[asked.answer]}"
    if choice == UNKNOWN:
        return [right]
    if choice == asked.answer:
        return [f"{chose}: {choice}", f"{tr('That is so.')} {asked.choices[choice]}"]
    return [f"{chose}: {choice}", f"{wrong} {asked.choices[choice]}", right]


def paragraphs(lines: Iterable[str]) -> str:
    """Return lines as HTML that a screen reader says when it appears."""
    items = "".join(f'<p style="{WORDS}">{html.escape(line)}</p>' for line in lines)
    return f'<div role="status" class="gradwalk-feedback">{items}</div>'


def choice_list(asked: Question) -> str:
    """Return the choices of a question as an HTML list."""
    return f"<ul>{''.join(f'<li>{html.escape(choice)}</li>' for choice in asked.choices)}</ul>"


def folded(summary: str, content: str) -> str:
    """Return HTML content that the reader opens by a press on `summary`."""
    return f"<details><summary>{html.escape(summary)}</summary>{content}</details>"
