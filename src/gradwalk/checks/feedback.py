"""Show a verdict in a notebook: a line of text everywhere, a panel with the state in words where HTML is shown."""

import html
import re
from collections.abc import Sequence

from gradwalk.checks.exercise import ALMOST, NOT_ATTEMPTED, RIGHT, STOPPED, WRONG, Verdict
from gradwalk.checks.own_answer import Asked, showing

# White text on each of them has a contrast of at least 5 : 1, so the badge can be read in a light and a dark theme.
COLOURS = {NOT_ATTEMPTED: "#5f6368", STOPPED: "#7b1fa2", WRONG: "#b3261e", ALMOST: "#8a5300", RIGHT: "#00695c"}
SIGNS = {NOT_ATTEMPTED: "○", STOPPED: "!", WRONG: "✗", ALMOST: "◐", RIGHT: "✓"}
NOTEBOOKS = {"1": 1, "2": 2, "4": 3, "5": 4, "6": 5}  # first figure of an equation's number -> notebook of the course
PANEL = "margin:4px 0;padding:2px 14px 6px;border-left:6px solid {};max-width:44em;line-height:1.5"
BADGE = "background:{};color:#fff;border-radius:3px;padding:2px 9px;font-weight:600;white-space:nowrap"


class Feedback:
    """What a check cell shows; `verdict` holds the same as data."""

    def __init__(
        self, name: str, verdict: Verdict, picture: str = "", questions: Sequence[Asked] | None = None
    ) -> None:
        """Take the name of the exercise, a Verdict, the HTML of a picture or "", and the questions that follow.

        `questions` is None where none are meant to be asked, and empty where none can be; `why` is the question for a
        sentence, or "".
        """
        self.name = name
        self.verdict = verdict
        self.picture = picture
        self.questions = questions
        self.why = ""

    def __repr__(self) -> str:
        """The state, the reason and the equation on one line; then the questions about the answer."""
        verdict = self.verdict
        line = " ".join(part for part in (f"{self._state()}.", verdict.message, self._place()) if part)
        if self.questions is None:
            return line
        why = [showing.why_text(self.why)] if self.why else []
        return "\n\n".join([line, showing.introduction(self.questions), *map(showing.text_of, self.questions), *why])

    def _state(self) -> str:
        return f"{SIGNS[self.verdict.status]} {self.name}: {self.verdict.status}"

    def _place(self) -> str:
        """Say where to read on; a right answer needs no such word, and an empty one has not come so far."""
        verdict = self.verdict
        if not verdict.equation or verdict.status not in (WRONG, ALMOST):
            return ""
        return f"See {place_of(verdict.equation, named=verdict.equation in verdict.message)}."

    def _repr_html_(self) -> str:
        """The same as a panel: a heading with the state in a word and a sign, the reason, and the picture below it."""
        colour = COLOURS[self.verdict.status]
        words = " ".join(part for part in (_with_code(self.verdict.message), html.escape(self._place())) if part)
        return (
            f'<div role="status" style="{PANEL.format(colour)}">'
            f'<p role="heading" aria-level="3" style="margin:6px 0">'
            f'<span style="{BADGE.format(colour)}"><span aria-hidden="true">{SIGNS[self.verdict.status]}</span> '
            f"{self.verdict.status}</span> <code>{html.escape(self.name)}</code></p>"
            f'<p style="margin:6px 0">{words}</p>{self.picture}</div>{self._questions_html()}'
        )

    def _questions_html(self) -> str:
        if self.questions is None:
            return ""
        first = f'<p style="margin:6px 0">{html.escape(showing.introduction(self.questions))}</p>'
        why = showing.why_html(self.why) if self.why else ""
        return showing.panel(first + "".join(map(showing.html_of, self.questions)) + why)


def _with_code(message: str) -> str:
    """Escape `message` for HTML and set what stands between backticks as code."""
    return re.sub(r"`([^`]+)`", r"<code>\1</code>", html.escape(message))


def place_of(equation: str, *, named: bool = False) -> str:
    """Return where in the course `equation`, such as "(5.9)-(5.12)" or "section 1.4", stands.

    Its number is left out when `named`.
    """
    if equation.startswith("section"):
        return f"{equation} in notebook {equation.split()[1][0]}"
    notebook = f"notebook {NOTEBOOKS[equation[1]]}"
    return notebook if named else f"{equation} in {notebook}"
