"""Send the picture of a move before what stands beside it.

ipywidgets sends a change before those who observe it have been called, so that the picture would come last. Yet server
and browser take about as long for a message as the kernel for the whole picture.
"""

import threading
from collections.abc import Callable, Generator
from contextlib import contextmanager
from functools import partial
from typing import Any

import ipywidgets as widgets


class _Waiting(threading.local):
    """What is sent when the outermost block of a thread ends: cells and sliders may run in threads of their own."""

    sends: list[Callable[[], None]] | None = None


_waiting = _Waiting()


class PictureFirst(widgets.Widget):
    """A mixin for what stands beside a picture: what a move changes in it is sent after the picture has been."""

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
        if _waiting.sends is None:
            send()
        else:
            _waiting.sends.append(send)


@contextmanager
def picture_first() -> Generator[None, None, None]:
    """Hold back what widgets beside a picture tell the browser, until the picture has been sent inside."""
    if _waiting.sends is not None:
        yield
        return
    _waiting.sends = sends = []
    try:
        yield
    finally:
        _waiting.sends = None
        for send in sends:
            send()
