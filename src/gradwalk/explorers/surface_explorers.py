"""Take the point on z = F(x, y) in hand: in space, or on the contour map beside it."""

from collections.abc import Callable
from typing import Any

import ipywidgets as widgets

from gradwalk.explorers.controls import SurfaceChooser, set_range, slider
from gradwalk.explorers.explorer import ROW, Explorer
from gradwalk.mathematics.surfaces import Surface, surface_from
from gradwalk.scenes.kit.scene import Marks
from gradwalk.scenes.surface.surface_scenes import LinkedScene, SurfaceScene
from gradwalk.states.surface.spot import Spot

KEYS = {"ArrowLeft": (-1, 0), "ArrowRight": (1, 0), "ArrowDown": (0, -1), "ArrowUp": (0, 1)}
KEY_STEPS, SHIFT_STEPS = 2, 20  # slider steps that an arrow key moves the point, without and with Shift


class PointExplorer(Explorer):
    """An explorer with a surface and a point (x, y) on it, moved by sliders, by the hand and by keys.

    `surface` is the name of a gallery surface, a formula in x and y, or a Python function of two variables;
    (x, y) is where the point starts. Raises FormulaError where the formula cannot be read.
    """

    scene_class: type[SurfaceScene] = SurfaceScene

    def __init__(
        self, surface: str | Surface | Callable[..., Any] = "bowl", x: float | None = None, y: float | None = None
    ) -> None:
        first = surface_from(surface)
        start = (first.start[0] if x is None else x, first.start[1] if y is None else y)
        self.chooser = SurfaceChooser(first)
        self.x = slider("x", *first.x_range, start[0])
        self.y = slider("y", *first.y_range, start[1])
        self.scene = self.scene_class(first)
        super().__init__([self.chooser, widgets.HBox([self.x, self.y, *self.extra_controls()], layout=ROW)])
        self.chooser.observe(self._change_surface, "surface")
        for control in (self.x, self.y):
            control.observe(self.refresh, "value")
        self.stage.on_drag(self._drag)
        self.stage.on_key(self._key)

    def extra_controls(self) -> list[widgets.Widget]:
        """Return the controls that a subclass adds beside the sliders of x and y."""
        return []

    @property
    def surface(self) -> Surface:
        """The surface in force."""
        return self.chooser.surface

    @property
    def point(self) -> tuple[float, float]:
        """The point (x, y) in hand, without the noise that a slider leaves in the last digits: 0 is exactly 0."""
        return (round(self.x.value, 10), round(self.y.value, 10))

    @property
    def spot(self) -> Spot:
        """The point in hand, with F and the gradient there."""
        return Spot.on(self.surface, *self.point)

    def view(self) -> tuple[Marks, list[tuple[str, str]], str]:
        """Return the marks, the text twin and the note of the present state."""
        spot = self.spot
        return self.scene.marks(spot), spot.readout(), self.scene.note(spot)

    def move_to(self, x: float, y: float) -> None:
        """Move the point to (x, y); the sliders keep it inside the picture and on their steps."""
        with self.together():
            self.x.value, self.y.value = float(x), float(y)

    def _change_surface(self, _change: Any) -> None:
        """Build the scene of the new surface and put the point at its start; the cameras stay."""
        cameras = self.stage.cameras
        self.scene = self.scene_class(self.surface)
        for panel, view in cameras.items():
            self.scene.turn(panel, view["elevation"], view["azimuth"])
        self._batched = True
        set_range(self.x, *self.surface.x_range, self.surface.start[0])
        set_range(self.y, *self.surface.y_range, self.surface.start[1])
        self._batched = False
        self.repaint()

    def _drag(self, panel: str, mark: str, pixel: tuple[float, float], _held: bool) -> None:
        self.move_to(*self.scene.locate(panel, mark, pixel, self.point))

    def _key(self, _panel: str, _mark: str, key: str, shift: bool) -> None:
        right, up = KEYS[key]
        steps = SHIFT_STEPS if shift else KEY_STEPS
        self.move_to(self.x.value + right * steps * self.x.step, self.y.value + up * steps * self.y.step)


class SurfaceExplorer(PointExplorer):
    """The surface in space: move the black point, turn the camera, watch the gradient in the xy-plane."""


class LinkedExplorer(PointExplorer):
    """Contour map and surface side by side: drag the point on the map, and both views agree."""

    scene_class = LinkedScene
