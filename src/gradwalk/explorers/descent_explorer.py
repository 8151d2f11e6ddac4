"""Walk down a surface by (1.1): choose start and learning rate, step, play, go back, and watch it converge or not."""

from collections.abc import Sequence
from typing import Any, ClassVar, Unpack

from gradwalk.explorers.arrangement import row
from gradwalk.explorers.controls import RateSlider
from gradwalk.explorers.number_controls import NumberBox
from gradwalk.explorers.player import Stepper
from gradwalk.explorers.surface_explorers import KEYS, PointExplorer, SurfaceLike, Window
from gradwalk.labels import tr
from gradwalk.scenes.surface.descent_scene import DescentScene
from gradwalk.states.surface.descent import RATE_LIMITS, Descent

MOST_STEPS = 200
SECONDS_A_STEP = 0.3


class DescentExplorer(PointExplorer[Descent]):
    """Gradient descent w <- w - eta grad F, from a start that the hand moves.

    `surface`, `x` and `y` (the start), `camera` and `window` are as for PointExplorer; `learning_rate` > 0;
    `num_steps`, up to 200, is how far the path goes; `step` is the step looked at first.
    """

    recorded: ClassVar = {"learning_rate": 41, "step": 201}

    scene_class = DescentScene

    def __init__(
        self,
        surface: SurfaceLike = "ravine",
        x: float | None = None,
        y: float | None = None,
        learning_rate: float = 0.05,
        num_steps: int = 30,
        step: int = 0,
        camera: Sequence[float] | None = None,
        **window: Unpack[Window],
    ) -> None:
        self.learning_rate = RateSlider("η", *RATE_LIMITS, learning_rate)
        self.num_steps = NumberBox(num_steps, 1, MOST_STEPS, name=tr("steps"), whole=True, name_width="3em")
        self.stepper = Stepper(step, num_steps, SECONDS_A_STEP)
        self.step, self.play = self.stepper.step, self.stepper.play
        self.num_steps.observe(self._change_length, "value")
        others = {"learning_rate": self.learning_rate, "num_steps": self.num_steps, "step": self.step}
        playing = row(self.stepper.controls, self.num_steps)
        super().__init__(surface, x, y, camera, others, [self.learning_rate], [playing], **window)
        self.play.heed(self.stage)

    @property
    def state(self) -> Descent:
        """The path in the present state."""
        return Descent(self.surface, self.point, self.learning_rate.value, self.num_steps.value, self.step.value)

    def _change_length(self, change: dict[str, Any]) -> None:
        with self.quietly():
            self.stepper.go_to(change["new"])

    def _drag(self, panel: str, mark: str, pixel: tuple[float, float], held: bool) -> None:
        if panel == "rate":
            self.learning_rate.set_nearest(self.scene.panels["rate"].unproject(pixel)[0])
        else:
            super()._drag(panel, mark, pixel, held)

    def _key(self, panel: str, mark: str, key: str, shift: bool) -> None:
        if panel == "rate":
            self.learning_rate.move(sum(KEYS[key]) * (10 if shift else 1))
        else:
            super()._key(panel, mark, key, shift)
