"""What stands in for the stage where the browser has no anywidget: one sentence and a still picture."""

import base64
import html

import ipywidgets as widgets

WHY = (
    "This picture stands still, because anywidget did not reach your browser. Reload the page; if that does not help, "
    "whoever runs this Jupyter finds what to do in the README of Gradwalk, under “Where it works”."
)

# stage.css hides the class, and that style sheet comes with anywidget's front end or not at all. The three seconds
# keep the picture from flashing up while a slow line still loads that front end.
_LATE = "<style>@keyframes gradwalk-late { to { max-height: none } }</style>"
_STYLE = "max-height: 0; overflow: hidden; animation: gradwalk-late 0s 3s forwards; line-height: 1.5"


class Substitute(widgets.HTML):
    """A picture that the browser shows only where it cannot show the stage; empty until `keep`."""

    def __init__(self) -> None:
        super().__init__(layout={"max_width": "100%", "height": "auto"})
        self.add_class("gradwalk-substitute")

    def keep(self, png: bytes, width: int, words: str) -> None:
        """Keep a `png` to be shown `width` CSS pixels wide, with `words` for who cannot see it."""
        source = "data:image/png;base64," + base64.b64encode(png).decode("ascii")
        picture = f'<img src="{source}" alt="{html.escape(words)}" style="width: {width}px; max-width: 100%">'
        self.value = f'{_LATE}<div style="{_STYLE}"><p>{html.escape(WHY)}</p>{picture}</div>'
