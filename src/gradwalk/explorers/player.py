"""Play: call something again and again from inside the kernel, while it goes on answering, until paused or done."""

import asyncio
import weakref
from collections.abc import Callable
from typing import Any, ClassVar

import ipywidgets as widgets
import numpy as np

from gradwalk.explorers.arrangement import beside, wide
from gradwalk.explorers.number_controls import NumberSlider
from gradwalk.labels import tr
from gradwalk.stage import Stage

SECONDS_A_FRAME = 0.08


class Player(widgets.ToggleButton):
    """A button that plays while it is pressed: `tick()` is called every `seconds` until it returns False.

    The playing is a task of the kernel's own event loop, so nothing is left running in a browser whose output was
    cleared. Without an event loop, as in a plain Python program, there is nothing to play in, and the button stays up.
    One player plays at a time, because all share one kernel; and a new one stops the others, because the cell of an
    older explorer may just have been run again.
    """

    _all: ClassVar[weakref.WeakSet] = weakref.WeakSet()

    def __init__(self, tick: Callable[[], bool], seconds: float = SECONDS_A_FRAME) -> None:
        super().__init__(value=False, icon="play", tooltip=tr("Play"), layout=widgets.Layout(width="5em"))
        self._tick, self.seconds = tick, seconds
        self._task: asyncio.Task | None = None
        self._pause_others()
        self._all.add(self)
        self.observe(self._pressed, "value")

    def heed(self, stage: Stage) -> None:
        """Where the reader's system asks for less motion, play nothing; what is stepped by hand stays."""
        stage.observe(self._calm, "reduced_motion")

    def close(self) -> None:
        """Stop playing for good."""
        self._stop()
        super().close()

    def _calm(self, change: dict[str, Any]) -> None:
        self.value = self.value and not change["new"]
        self.disabled = change["new"]

    def _pause_others(self) -> None:
        for other in list(self._all):
            if other is not self:
                other.value = False

    def _pressed(self, _change: object) -> None:
        self.icon, self.tooltip = ("pause", tr("Pause")) if self.value else ("play", tr("Play"))
        if not self.value:
            self._stop()
            return
        self._pause_others()
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
                await asyncio.sleep(self.seconds)
        finally:
            # Paused and pressed again, another task plays already: this one must not stop it.
            if self._task is asyncio.current_task():
                self._task = None
                self.value = False


class Stepper:
    """The controls of what goes step by step: `back`, `play`, `forth` and the slider `step` from 0 to `last`.

    It plays a step every `seconds`, from the start again where it has come to the end. Whoever takes a step or moves
    the slider by hand pauses it.
    """

    def __init__(self, step: int, last: int, seconds: float) -> None:
        self.step = NumberSlider(tr("step"), 0, last, step, 1, whole=True)
        self.play = Player(self._advance, seconds)
        self.back = _button("step-backward", tr("One step back"))
        self.forth = _button("step-forward", tr("One step on"))
        self._playing_on = False
        self.back.on_click(lambda _: self._go(-1))
        self.forth.on_click(lambda _: self._go(+1))
        self.step.observe(self._moved, "value")
        self.play.observe(self._started, "value")

    @property
    def controls(self) -> widgets.Widget:
        """All controls side by side, for a row of the grid."""
        return wide(beside(self.back, self.play, self.forth, self.step))

    def go_to(self, last: int) -> None:
        """Let the steps go from 0 to `last`; the present one stays, or becomes the last."""
        self.step.set_range(0, last, min(self.step.value, last), 1)

    def _go(self, steps: int) -> None:
        self.play.value = False
        self.step.value = int(np.clip(self.step.value + steps, 0, self.step.max))

    def _started(self, change: dict[str, Any]) -> None:
        if change["new"] and self.step.value == self.step.max:
            self._play_to(0)

    def _advance(self) -> bool:
        """Take one step of the play; return whether there is more to come."""
        self._play_to(min(self.step.value + 1, self.step.max))
        return self.step.value < self.step.max

    def _play_to(self, step: int) -> None:
        self._playing_on = True
        self.step.value = step
        self._playing_on = False

    def _moved(self, _change: Any) -> None:
        if not self._playing_on:
            self.play.value = False


def _button(icon: str, tooltip: str) -> widgets.Button:
    return widgets.Button(icon=icon, tooltip=tooltip, layout=widgets.Layout(width="3em"))
