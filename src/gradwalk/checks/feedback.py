"""Show a verdict in a notebook: a line of text everywhere, a coloured panel where HTML is shown."""

import html

from gradwalk.checks.exercise import ALMOST, NOT_ATTEMPTED, RIGHT, WRONG

COLOURS = {NOT_ATTEMPTED: "#5f6368", WRONG: "#b3261e", ALMOST: "#8a5300", RIGHT: "#00695c"}
SIGNS = {NOT_ATTEMPTED: "○", WRONG: "✗", ALMOST: "◐", RIGHT: "✓"}


class Feedback:
    """What a check cell shows; `verdict` holds the same as data."""

    def __init__(self, name, verdict, picture=""):
        """Take the name of the exercise, a Verdict, and an SVG text or ""."""
        self.name = name
        self.verdict = verdict
        self.picture = picture

    def __repr__(self):
        """The status, the reason and the equation on one line."""
        place = f" See {self.verdict.equation}." if self.verdict.equation and self.verdict.status != RIGHT else ""
        return f"{SIGNS[self.verdict.status]} {self.name}: {self.verdict.status}. {self.verdict.message}{place}"

    def _repr_html_(self):
        """The same as a panel, with the picture below it; None when there is no picture and text says it all."""
        if not self.picture:
            return None
        colour = COLOURS[self.verdict.status]
        return (
            f'<div style="border-left:4px solid {colour};padding:4px 12px">'
            f"<p>{html.escape(repr(self))}</p>{self.picture}</div>"
        )
