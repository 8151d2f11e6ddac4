"""Tell the browser things in their order: a new range before the value in it, and a picture before what is beside it.

ipywidgets sends what has changed in the order of a Python set, which differs from process to process. A slider in the
browser takes one thing after the other: a value that comes before its range is clipped to the old one and sent back.
And it sends a change before those who observe it have been called, so that the picture would come last.
"""

from collections.abc import Callable, Generator, Sequence
from contextlib import contextmanager
from functools import partial
from typing import Any, ClassVar

import ipywidgets as widgets

LAST = ("value", "index")


class PictureFirst(widgets.Widget):
    """A mixin for what stands beside a picture: what a move changes in it is sent after the picture has been.

    Each message costs the server and the browser about as much time as the kernel needs for the whole picture.
    """

    _waiting: ClassVar[list[Callable[[], None]] | None] = None  # what is sent when the outermost block ends

    def set_state(self, sync_data: dict[str, Any]) -> None:
        """Take in what the browser says; it is echoed after all that follows from it."""
        with picture_first():
            super().set_state(sync_data)

    def notify_change(self, change: Any) -> None:
        """Tell the browser of a change after those who observe it."""
        with picture_first():
            super().notify_change(change)

    def _send(self, msg: dict[str, Any], buffers: Any = None) -> None:
        send = partial(super()._send, msg, buffers)
        if PictureFirst._waiting is None:
            send()
        else:
            PictureFirst._waiting.append(send)


@contextmanager
def picture_first() -> Generator[None, None, None]:
    """Hold back what widgets beside a picture tell the browser, until the picture has been sent inside."""
    if PictureFirst._waiting is not None:
        yield
        return
    PictureFirst._waiting = waiting = []
    try:
        yield
    finally:
        PictureFirst._waiting = None
        for send in waiting:
            send()


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
