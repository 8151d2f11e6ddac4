"""Walk down a surface by (1.1): choose start and learning rate, step, play, go back, and watch it converge or not."""

from collections.abc import Callable
from typing import Any

import ipywidgets as widgets

from gradwalk.explorers.controls import rate_slider, set_nearest, step_rate
from gradwalk.explorers.explorer import ROW
from gradwalk.explorers.player import Stepper
from gradwalk.explorers.surface_explorers import KEYS, PointExplorer
from gradwalk.mathematics.surfaces import Surface
from gradwalk.scenes.kit.scene import Marks
from gradwalk.scenes.surface.descent_scene import Descent, DescentScene
from gradwalk.scenes.surface.loss_panel import RATE_LIMITS

MOST_STEPS = 200
SECONDS_A_STEP = 0.3


class DescentExplorer(PointExplorer):
    """Gradient descent w <- w - eta grad F, from a start that the hand moves.

    `surface`, `x` and `y` (the start) are as for PointExplorer; `learning_rate` > 0; `num_steps` is how far the path
    goes; `step` is the step looked at first.
    """

    scene_class = DescentScene

    def __init__(
        self,
        surface: str | Surface | Callable[..., Any] = "ravine",
        x: float | None = None,
        y: float | None = None,
        learning_rate: float = 0.05,
        num_steps: int = 30,
        step: int = 0,
    ) -> None:
        self.learning_rate = rate_slider("η", *RATE_LIMITS, learning_rate)
        self.num_steps = widgets.BoundedIntText(num_steps, min=1, max=MOST_STEPS, description="steps", **_NARROW)
        self.stepper = Stepper(step, num_steps, SECONDS_A_STEP)
        self.step, self.play = self.stepper.step, self.stepper.play
        super().__init__(surface, x, y)
        self.children = [*self.children[:2], widgets.HBox(self.stepper.controls, layout=ROW), *self.children[2:]]
        self._observe()

    def extra_controls(self) -> list[widgets.Widget]:
        """Return the learning rate and the number of steps."""
        return [self.learning_rate, self.num_steps]

    def _observe(self) -> None:
        self.learning_rate.observe(self.refresh, "value")
        self.step.observe(self.refresh, "value")
        self.num_steps.observe(self._change_length, "value")
        self.play.heed(self.stage)

    @property
    def descent(self) -> Descent:
        """The path in the present state."""
        return Descent(self.surface, self.point, self.learning_rate.value, self.num_steps.value, self.step.value)

    def view(self) -> tuple[Marks, list[tuple[str, str]], str]:
        """Return the marks, the text twin and the note of the present state."""
        descent = self.descent
        self.scene.fit_loss(descent)
        return self.scene.descent_marks(descent), self.scene.descent_readout(descent), self.scene.descent_note(descent)

    def _change_length(self, change: dict[str, Any]) -> None:
        with self.together():
            self.step.max = change["new"]

    def _drag(self, panel: str, mark: str, pixel: tuple[float, float], held: bool) -> None:
        if panel == "rate":
            set_nearest(self.learning_rate, self.scene.panels["rate"].unproject(pixel)[0])
        else:
            super()._drag(panel, mark, pixel, held)

    def _key(self, panel: str, mark: str, key: str, shift: bool) -> None:
        if panel == "rate":
            step_rate(self.learning_rate, sum(KEYS[key]) * (10 if shift else 1))
        else:
            super()._key(panel, mark, key, shift)


_NARROW = {"style": {"description_width": "3em"}, "layout": {"width": "8em"}}
