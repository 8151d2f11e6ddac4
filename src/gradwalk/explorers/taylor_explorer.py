"""Take a step r from a point, compare what F does with what its tangent plane promises, and find where that breaks."""

import math
from collections.abc import Sequence
from typing import Any, ClassVar, Unpack

import ipywidgets as widgets
import numpy as np

from gradwalk.explorers.arrangement import beside, row
from gradwalk.explorers.controls import RateSlider
from gradwalk.explorers.direction_explorer import AUTO, SHIFT, on_turn_grid, turn_slider, turned
from gradwalk.explorers.settings import checked_flag
from gradwalk.explorers.surface_explorers import PointExplorer, SurfaceLike, Window, seen_through
from gradwalk.labels import tr
from gradwalk.scenes.surface.taylor_scene import TaylorScene
from gradwalk.states.surface.taylor_step import TaylorStep, reach_of

TURNS = {"ArrowLeft": 1, "ArrowRight": -1}  # degrees
GROWTHS = {"ArrowUp": 1, "ArrowDown": -1, "ArrowRight": 1, "ArrowLeft": -1}


class TaylorExplorer(PointExplorer[TaylorStep]):
    """A step r from the point, the change of F it makes, the change that (2.1) predicts, and the remainder.

    `surface`, `x`, `y`, `camera` and `window` are as for PointExplorer. `length` > 0 is |r| and `direction` its angle
    in degrees from the x-axis. `second_order` adds the second-order model.
    """

    recorded: ClassVar = {"length": 21, "direction": 25, "second_order": 2}

    scene_class = TaylorScene

    def __init__(
        self,
        surface: SurfaceLike = "hills",
        x: float | None = None,
        y: float | None = None,
        length: float = 0.8,
        direction: float = 45.0,
        second_order: bool = False,
        camera: Sequence[float] | None = None,
        **window: Unpack[Window],
    ) -> None:
        first = seen_through(surface, window)
        self.direction = turn_slider(direction)
        self.length = RateSlider("|r|", *reach_of(first), length)
        self.second_order = widgets.Checkbox(
            value=checked_flag("second_order", second_order),
            description=tr("second-order model, too"),
            indent=False,
            layout=AUTO,
        )
        self.downhill = widgets.Button(description=tr("along −∇F"), layout=AUTO)
        self.uphill = widgets.Button(description=tr("along ∇F"), layout=AUTO)
        self.uphill.on_click(lambda _: self.point_along(+1))
        self.downhill.on_click(lambda _: self.point_along(-1))
        turns = row(self.direction, beside(self.uphill, self.downhill, self.second_order))
        others = {"length": self.length, "direction": self.direction, "second_order": self.second_order}
        super().__init__(first, x, y, camera, others, [self.length], [turns], **window)

    @property
    def state(self) -> TaylorStep:
        """The step in the present state."""
        angle = math.radians(self.direction.value)
        at = (self.x.value, self.y.value)
        reach = reach_of(self.surface)
        return TaylorStep(self.surface, *at, self.length.value, angle, reach, self.second_order.value)

    def point_along(self, sign: int) -> None:
        """Turn the step along sign * grad F, to a tenth of a degree; where that has no direction, nothing happens."""
        spot = self.spot
        if spot.has_direction:
            right, up = sign * spot.gradient
            self.direction.value = round(math.degrees(math.atan2(up, right)), 1)

    def _change_surface(self, change: Any) -> None:
        """Take the new surface, and let the slider offer the lengths that its picture shows."""
        super()._change_surface(change)
        with self.quietly():
            self.length.set_range(*reach_of(self.surface))

    def _drag(self, panel: str, mark: str, pixel: tuple[float, float], held: bool) -> None:
        if panel == "remainder":
            self.length.set_nearest(self.scene.panels["remainder"].unproject(pixel)[0])
        elif mark == "head":
            self._step_to(self.scene.panels["map"].unproject(pixel))
        else:
            super()._drag(panel, mark, pixel, held)

    def _step_to(self, head: np.ndarray) -> None:
        """Let the step end at `head`, shape (2,)."""
        right, up = head - self.state.here
        if (right, up) == (0, 0):
            return
        with self.together():
            self.length.set_nearest(math.hypot(right, up))
            self.direction.value = on_turn_grid(math.degrees(math.atan2(up, right)))

    def _key(self, panel: str, mark: str, key: str, shift: bool) -> None:
        times = SHIFT if shift else 1
        if mark == "head" and key in TURNS:
            self.direction.value = turned(self.direction.value, TURNS[key] * times)
        elif mark in ("head", "here"):
            self.length.move(GROWTHS[key] * times)
        else:
            super()._key(panel, mark, key, shift)
