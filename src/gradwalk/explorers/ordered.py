"""Tell the browser a new range before the value in it, and all of it after the picture that it changes.

ipywidgets sends what has changed in the order of a Python set, which differs from process to process. A slider in the
browser takes one thing after the other: a value that comes before its range is clipped to the old one and sent back.
"""

from collections.abc import Generator, Sequence
from contextlib import contextmanager
from typing import Any

import ipywidgets as widgets

from gradwalk.stage import PictureFirst

LAST = ("value", "index")


class ValueLast(PictureFirst):
    """A mixin for widgets with a range or options: in each message the value comes last."""

    def get_state(self, key: Any = None, drop_defaults: bool = False) -> dict[str, Any]:
        """Return the state to send, as ipywidgets does, the value behind all that bounds it."""
        state = super().get_state(key, drop_defaults)
        for name in LAST:
            if name in state:
                state[name] = state.pop(name)
        return state

    @contextmanager
    def at_once(self) -> Generator[None, None, None]:
        """Change range and value inside: they are checked together, and the browser gets them in one message.

        In two messages the browser would clip the old value to the new range, and send that back.
        """
        with self.hold_sync(), self.hold_trait_notifications():
            yield


class Slider(ValueLast, widgets.FloatSlider):
    """A slider over real numbers."""


class WholeSlider(ValueLast, widgets.IntSlider):
    """A slider over whole numbers."""


class OptionSlider(ValueLast, widgets.SelectionSlider):
    """A slider over options."""


class TextBox(PictureFirst, widgets.Text):
    """A box for text."""


class Menu(ValueLast, widgets.Dropdown):
    """A menu of options."""

    def offer(self, options: Sequence[Any], value: Any) -> None:
        """Offer other `options`, `value` chosen."""
        with self.hold_sync():
            self.options = options
            self.value = value
