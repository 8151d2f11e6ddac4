"""Turn a direction u about a point, keep the slopes you find, and compare them with the gradient."""

import math
from collections.abc import Sequence
from typing import Any, ClassVar, Unpack

import ipywidgets as widgets
import numpy as np

from gradwalk.explorers.arrangement import beside, row
from gradwalk.explorers.controls import RateSlider
from gradwalk.explorers.number_controls import NumberSlider, check_given
from gradwalk.explorers.settings import Held, checked_flag, is_number
from gradwalk.explorers.surface_explorers import PointExplorer, SurfaceLike, Window
from gradwalk.labels import tr
from gradwalk.scenes.surface.direction_scene import DirectionScene
from gradwalk.states.surface.direction import Direction

TURNS = {"ArrowLeft": 1, "ArrowUp": 1, "ArrowRight": -1, "ArrowDown": -1}  # degrees, counter-clockwise
SHIFT = 10
MOST_KEPT = 9
Y_WEIGHTS = (0.2, 5.0)
AUTO = {"width": "auto"}  # as wide as the words


class DirectionExplorer(PointExplorer[Direction]):
    """A direction u that turns about the point, the slope along it, and the gradient.

    `surface`, `x`, `y`, `camera` and `window` are as for PointExplorer; `direction` is the angle of u in degrees from
    the x-axis. With `show_gradient` false the gradient and the curve of slopes wait until the reader asks for them.
    With `rescale` a slider c appears: one unit of y counts as c = `y_weight` units of x when the length of u is
    measured.
    `kept` are directions kept in sight, in degrees.
    """

    recorded: ClassVar = {"direction": 73, "show_gradient": 2}

    scene_class = DirectionScene

    def __init__(
        self,
        surface: SurfaceLike = "bowl",
        x: float | None = None,
        y: float | None = None,
        direction: float = 90.0,
        show_gradient: bool = True,
        rescale: bool = False,
        y_weight: float = 1.0,
        kept: Sequence[float] = (),
        camera: Sequence[float] | None = None,
        **window: Unpack[Window],
    ) -> None:
        show_gradient, rescale = checked_flag("show_gradient", show_gradient), checked_flag("rescale", rescale)
        self.direction = turn_slider(direction)
        self.y_weight = RateSlider("c", *Y_WEIGHTS, y_weight)
        self.show_gradient = widgets.Checkbox(
            value=show_gradient, description=tr("show ∇F and the curve"), indent=False, layout=AUTO
        )
        self.keep = widgets.Button(description=tr("keep this direction"), layout=AUTO)
        self.forget = widgets.Button(description=tr("forget all kept"), disabled=True, layout=AUTO)
        self._kept = Held(kept, _checked_kept)
        self._kept.observe(self._show_kept, "value")
        self.keep.on_click(lambda _: self.keep_direction())
        self.forget.on_click(lambda _: self._kept.put(()))
        weight = {"y_weight": self.y_weight} if rescale else {}
        keeping = row(beside(self.keep, self.forget, self.show_gradient), *weight.values())
        others = {"direction": self.direction, **weight, "kept": self._kept, "show_gradient": self.show_gradient}
        super().__init__(surface, x, y, camera, others, [self.direction], [keeping], **window)
        self._show_kept()

    @property
    def state(self) -> Direction:
        """The direction in the present state."""
        angle = math.radians(self.direction.value)
        kept = tuple(math.radians(angle) for angle in self.kept)
        at = (self.x.value, self.y.value)
        return Direction(self.surface, *at, angle, self.y_weight.value, kept, self.show_gradient.value)

    @property
    def kept(self) -> tuple[float, ...]:
        """The directions that the reader kept, in degrees."""
        return self._kept.value

    def keep_direction(self) -> None:
        """Keep the present direction, so that its slope stays in sight; a direction is kept once."""
        if self.direction.value not in self.kept and len(self.kept) < MOST_KEPT:
            self._kept.put((*self.kept, self.direction.value))

    def _show_kept(self, _change: Any = None) -> None:
        self.forget.disabled = not self.kept
        self.keep.disabled = len(self.kept) >= MOST_KEPT

    def _drag(self, panel: str, mark: str, pixel: tuple[float, float], held: bool) -> None:
        if panel == "slope":
            self.direction.value = on_turn_grid(float(self.scene.panels["slope"].unproject(pixel)[0]))
        elif mark == "tip":
            right, up = self.scene.panels["map"].unproject(pixel) - self.state.here
            self.direction.value = on_turn_grid(math.degrees(math.atan2(up, right)))
        else:
            super()._drag(panel, mark, pixel, held)

    def _key(self, panel: str, mark: str, key: str, shift: bool) -> None:
        if mark == "tip":
            self.turn_by(TURNS[key] * (SHIFT if shift else 1))
        elif panel == "slope":
            self.turn_by((1 if key in ("ArrowRight", "ArrowUp") else -1) * (SHIFT if shift else 1))
        else:
            super()._key(panel, mark, key, shift)

    def turn_by(self, degrees: float) -> None:
        """Turn u by so many degrees, counter-clockwise."""
        self.direction.value = turned(self.direction.value, degrees)


def _checked_kept(value: Any) -> tuple[float, ...]:
    """Return directions in degrees. Raises ValueError for anything else, and for more than can be kept."""
    if isinstance(value, (list, tuple)) and len(value) <= MOST_KEPT and all(map(is_number, value)):
        return tuple(float(angle) for angle in value)
    raise ValueError(f"Give up to {MOST_KEPT} directions in degrees, not {value!r}.")


def turn_slider(degrees: float) -> NumberSlider:
    """Return a slider for an angle, from −180° to 180° but for whole turns. Raises ValueError for what is no number."""
    check_given("direction", degrees, -math.inf, math.inf)
    return NumberSlider("φ (°)", -180, 180, math.remainder(degrees, 360), 0.1, decimals=1)


def on_turn_grid(degrees: float) -> float:
    """Return the angle rounded to half a degree, finer than a hand can point."""
    return float(np.clip(round(2 * degrees) / 2, -180, 180))


def turned(before: float, degrees: float) -> float:
    """Return the angle `before` turned by `degrees`, on the grid; beyond 180° it goes on from −180°."""
    return on_turn_grid(math.remainder(before + degrees, 360))
