"""Play: call something again and again from inside the kernel, while it goes on answering, until paused or done."""

import asyncio
from collections.abc import Callable

import ipywidgets as widgets

SECONDS_A_FRAME = 0.08


class Player(widgets.ToggleButton):
    """A button that plays while it is pressed: `tick()` is called every SECONDS_A_FRAME until it returns False.

    The playing is a task of the kernel's own event loop, so nothing is left running in a browser whose output was
    cleared. Without an event loop, as in a plain Python program, there is nothing to play in, and the button stays up.
    """

    def __init__(self, tick: Callable[[], bool]) -> None:
        super().__init__(value=False, icon="play", tooltip="Play", layout=widgets.Layout(width="5em"))
        self._tick = tick
        self._task: asyncio.Task | None = None
        self.observe(self._pressed, "value")

    def _pressed(self, _change: object) -> None:
        self.icon, self.tooltip = ("pause", "Pause") if self.value else ("play", "Play")
        if not self.value:
            self._stop()
            return
        try:
            self._task = asyncio.get_running_loop().create_task(self._play())
        except RuntimeError:
            self.value = False

    def _stop(self) -> None:
        task, self._task = self._task, None
        if task is not None and not task.done():
            task.cancel()

    async def _play(self) -> None:
        try:
            while self.value and self._tick():
                await asyncio.sleep(SECONDS_A_FRAME)
        finally:
            # Paused and pressed again, another task plays already: this one must not stop it.
            if self._task is asyncio.current_task():
                self._task = None
                self.value = False
