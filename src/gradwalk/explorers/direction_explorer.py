"""Turn a direction u about a point, keep the slopes you find, and compare them with the gradient."""

import math
from collections.abc import Callable
from typing import Any

import ipywidgets as widgets
import numpy as np
import traitlets

from gradwalk.explorers.controls import rate_slider
from gradwalk.explorers.explorer import ROW, SLIDER
from gradwalk.explorers.surface_explorers import PointExplorer
from gradwalk.mathematics.surfaces import Surface
from gradwalk.scenes.kit.scene import Marks
from gradwalk.scenes.surface.direction_scene import DirectionScene
from gradwalk.states.surface.direction import Direction

TURNS = {"ArrowLeft": 1, "ArrowUp": 1, "ArrowRight": -1, "ArrowDown": -1}  # degrees, counter-clockwise
SHIFT = 10
MOST_KEPT = 9
Y_WEIGHTS = (0.2, 5.0)
AUTO = {"width": "auto"}  # as wide as the words


class DirectionExplorer(PointExplorer):
    """A direction u that turns about the point, the slope along it, and the gradient.

    `surface`, `x` and `y` are as for PointExplorer; `direction` is the angle of u in degrees from the x-axis. With
    `show_gradient` false the gradient and the curve of slopes wait until the reader asks for them. With `rescale` a
    slider c appears: one unit of y counts as c = `y_weight` units of x when the length of u is measured.
    """

    scene_class = DirectionScene
    kept = traitlets.Tuple()  # the directions that the reader kept, in degrees

    def __init__(
        self,
        surface: str | Surface | Callable[..., Any] = "bowl",
        x: float | None = None,
        y: float | None = None,
        direction: float = 90.0,
        show_gradient: bool = True,
        rescale: bool = False,
        y_weight: float = 1.0,
    ) -> None:
        self.direction = turn_slider(direction)
        self.y_weight = rate_slider("c", *Y_WEIGHTS, y_weight)
        self.show_gradient = widgets.Checkbox(
            value=show_gradient, description="show ∇F and the curve", indent=False, layout=AUTO
        )
        self.keep = widgets.Button(description="keep this direction", layout=AUTO)
        self.forget = widgets.Button(description="forget all kept", disabled=True, layout=AUTO)
        super().__init__(surface, x, y)
        controls = [self.keep, self.forget, self.show_gradient]
        row = widgets.HBox([self.y_weight, *controls] if rescale else controls, layout=ROW)
        self.children = [*self.children[:2], row, *self.children[2:]]
        self._observe()

    def extra_controls(self) -> list[widgets.Widget]:
        """Return the slider that turns u."""
        return [self.direction]

    def _observe(self) -> None:
        for control in (self.direction, self.y_weight, self.show_gradient):
            control.observe(self.refresh, "value")
        self.observe(self._show_kept, "kept")
        self.keep.on_click(lambda _: self.keep_direction())
        self.forget.on_click(lambda _: self.set_trait("kept", ()))

    @property
    def state(self) -> Direction:
        """The direction in the present state."""
        angle = math.radians(self.direction.value)
        return Direction(self.surface, self.x.value, self.y.value, angle, self.y_weight.value)

    @property
    def kept_angles(self) -> tuple[float, ...]:
        """The kept directions, in radians."""
        return tuple(math.radians(angle) for angle in self.kept)

    def keep_direction(self) -> None:
        """Keep the present direction, so that its slope stays in sight; a direction is kept once."""
        if self.direction.value not in self.kept and len(self.kept) < MOST_KEPT:
            self.kept = (*self.kept, self.direction.value)

    def _show_kept(self, _change: Any) -> None:
        self.forget.disabled = not self.kept
        self.keep.disabled = len(self.kept) >= MOST_KEPT
        self.refresh()

    def view(self) -> tuple[Marks, list[tuple[str, str]], str]:
        """Return the marks, the text twin and the note of the present state."""
        state, kept, shown = self.state, self.kept_angles, self.show_gradient.value
        readout = self.scene.direction_readout(state, kept, shown)
        return self.scene.direction_marks(state, kept, shown), readout, self.scene.direction_note(state, shown)

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


def turn_slider(degrees: float) -> widgets.FloatSlider:
    """Return a slider for an angle from −180° to 180°."""
    wrapped = math.remainder(degrees, 360)
    return widgets.FloatSlider(
        value=wrapped, min=-180, max=180, step=0.1, description="φ (°)", readout_format=".1f", **SLIDER
    )


def on_turn_grid(degrees: float) -> float:
    """Return the angle rounded to half a degree, finer than a hand can point."""
    return float(np.clip(round(2 * degrees) / 2, -180, 180))


def turned(before: float, degrees: float) -> float:
    """Return the angle `before` turned by `degrees`, on the grid; beyond 180° it goes on from −180°."""
    return on_turn_grid(math.remainder(before + degrees, 360))
