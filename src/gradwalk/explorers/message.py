"""A line that says one sentence to the reader; whatever it says and however long, nothing below it moves."""

import html

import ipywidgets as widgets


class MessageLine(widgets.HTML):
    """One sentence to the reader: a quiet remark, or what is wrong.

    It keeps a line, and what is longer lies over the pictures; with `over`, for what is seldom said, all of it does.
    """

    def __init__(self, remark: str = "", over: bool = False) -> None:
        super().__init__()
        self.add_class("gradwalk-over" if over else "gradwalk-say")
        self._empty = "" if over else "&nbsp;"
        self.remark(remark)

    def remark(self, sentence: str) -> None:
        """Show `sentence` as a quiet remark; an empty one clears the line."""
        words = html.escape(sentence) or self._empty
        self.value = words and f'<span class="gradwalk-remark">{words}</span>'

    def warn(self, sentence: str) -> None:
        """Show `sentence` as a warning, which a screen reader speaks at once."""
        self.value = warning(sentence)


def warning(sentence: str) -> str:
    """Return a sentence as HTML that stands out, and that a screen reader speaks at once."""
    return f'<span role="alert" class="gradwalk-warning">⚠ {html.escape(sentence)}</span>'
