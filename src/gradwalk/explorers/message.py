"""A line that says one sentence to the reader and keeps its place, so that nothing jumps."""

import html

import ipywidgets as widgets


class MessageLine(widgets.HTML):
    """One sentence to the reader: a quiet remark, or what is wrong; it keeps its line, so nothing jumps."""

    def __init__(self, remark: str = "") -> None:
        super().__init__(layout=widgets.Layout(min_height="1.8em", margin="0 2px"))
        self.remark(remark)

    def remark(self, sentence: str) -> None:
        """Show `sentence` as a quiet remark; an empty one clears the line."""
        self.value = f'<span class="gradwalk-remark">{html.escape(sentence) or "&nbsp;"}</span>'

    def warn(self, sentence: str) -> None:
        """Show `sentence` as a warning, which a screen reader speaks at once."""
        self.value = warning(sentence)


def warning(sentence: str) -> str:
    """Return a sentence as HTML that stands out, and that a screen reader speaks at once."""
    return f'<span role="alert" class="gradwalk-warning">⚠ {html.escape(sentence)}</span>'
