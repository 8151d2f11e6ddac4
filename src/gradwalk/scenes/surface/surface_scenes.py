"""See a point on z = F(x, y), its projection on the xy-plane, and the gradient there: in space, or map and space."""

import math
from functools import cached_property

import numpy as np
from numpy.typing import ArrayLike

from gradwalk.labels import tr
from gradwalk.mathematics.surfaces import Surface
from gradwalk.scenes.kit.palette import BLACK, BLUE, GREEN, GREY, ORANGE, RED
from gradwalk.scenes.kit.panel import DRAWABLE, HALF, Panel, SpacePanel
from gradwalk.scenes.kit.scene import Marks, Scene, StateT
from gradwalk.scenes.surface.relief import COARSE, SMALLEST, Relief
from gradwalk.stage import Mark, arrow, point, polyline
from gradwalk.states.surface.spot import Spot
from gradwalk.states.surface.way_down import WayDown

ARROW_SHARE = 0.3  # a typical gradient is drawn this long, as a share of the picture
ARROW_FIRST = 0.2  # and the one at the start of the surface at least this long, where that is
ARROW_STRETCH = 2.5  # no more than so many times as long as the typical one makes it
ARROW_MOST = 0.5  # and none longer than this
SHORTENED = "The gradient is longer than the picture has room for: its arrow is drawn shorter."
UNDRAWABLE = "F is so large here that no picture can show it; where the map is grey, it is so, or not defined at all."
OUTSIDE = "This point of the surface lies outside the heights shown: the black point stays at the edge."


class ReliefScene(Scene[StateT]):
    """What all scenes of a surface share: its pictures on the map and in space, and the marks of a point there."""

    width, height = HALF, 420

    def __init__(self, surface: Surface) -> None:
        self.surface = surface
        self.relief = Relief(surface)
        super().__init__(*self._panels())

    def _panels(self) -> list[Panel]:
        raise NotImplementedError

    def _map_panel(self) -> Panel:
        label = tr(
            "Contour map of F(x, y) = {formula}. Drag the point, or press where it shall go.",
            formula=self.surface.formula,
        )
        return Panel("map", label, self.relief.draw_map, width=HALF, height=self.height, grab="foot")

    def _space_panel(self) -> SpacePanel:
        return SpacePanel(
            "surface",
            tr("The surface z = {formula} in space. Drag to turn the camera.", formula=self.surface.formula),
            self.relief.draw_space,
            sketch=lambda axes: self.relief.draw_space(axes, COARSE),
            width=self.width,
            height=self.height,
        )

    @cached_property
    def arrow_scale(self) -> float:
        """How long, in units of x, a gradient of length one is drawn."""
        x, y, _ = self.relief.sample(COARSE)
        lengths = np.hypot(*(np.broadcast_to(slope, x.shape) for slope in self.surface.gradient(x, y)))
        usual = lengths[np.isfinite(lengths) & (lengths > SMALLEST)]
        if not usual.size:
            return 1.0
        scale = ARROW_SHARE * self.span / float(np.median(usual))
        # What is seen first is an arrow with a shaft, and not a head below its point.
        share = scale * Spot.on(self.surface, *self.surface.start).length / self.span
        return scale * min(ARROW_FIRST / share, ARROW_STRETCH) if 0 < share < ARROW_FIRST else scale

    @property
    def span(self) -> float:
        """The shorter side of the xy-plane shown."""
        return min(np.ptp(self.surface.x_range), np.ptp(self.surface.y_range))

    def arrow_head(self, spot: Spot, sign: float = 1) -> tuple[float, float]:
        """Return where the arrow of sign * gradient from (x, y) ends."""
        length = min(self.arrow_scale * spot.length, ARROW_MOST * self.span)
        step = sign * length / spot.length * spot.gradient
        return (spot.x + step[0], spot.y + step[1])

    def space_marks(self, spot: Spot) -> dict[str, Mark]:
        """Return the marks in space. The gradient lies in the xy-plane: it has no third component."""
        floor = self.relief.floor
        foot = (spot.x, spot.y, floor)
        marks: dict[str, Mark] = {}
        if math.isfinite(spot.height):
            above = (spot.x, spot.y, float(np.clip(spot.height, *self.relief.limits)))
            marks["drop"] = polyline([foot, above], GREY, width=1.5, dash="4 4")
        if spot.has_direction:
            marks["gradient"] = arrow(foot, (*self.arrow_head(spot), floor), BLUE, width=3.5, name="∇F")
        marks["foot"] = point(foot, RED, size=6, shape="diamond", drag=True, label=tr("Projection on the xy-plane"))
        if math.isfinite(spot.height):
            marks["point"] = point(above, BLACK, size=7, drag=True, label=tr("Point on the surface"))
        return marks

    def spot_remark(self, spot: Spot) -> str:
        """Return one sentence where the picture does not show a point or its gradient as it is, else an empty string.

        Where the point has no height, its state has said so.
        """
        if abs(spot.height) > DRAWABLE:
            return UNDRAWABLE
        low, high = self.relief.limits
        if not low - 1e-9 * (high - low) <= spot.height <= high + 1e-9 * (high - low):
            return OUTSIDE
        return SHORTENED if self.arrow_scale * spot.length > ARROW_MOST * self.span else ""

    def locate(self, panel: str, mark: str, pixel: tuple[float, float], near: tuple[float, float]) -> np.ndarray:
        """Return the (x, y) that the hand means when it drags `mark` to `pixel`, coming from `near`."""
        space = self.panels[panel]
        if not isinstance(space, SpacePanel):
            return space.unproject(pixel)
        if mark == "foot":
            return space.unproject_at(pixel, self.relief.floor)
        return space.unproject_on(pixel, self._clipped_height, near)

    def _clipped_height(self, x: np.ndarray, y: np.ndarray) -> np.ndarray:
        return np.clip(self.surface.value(x, y), *self.relief.limits)


class SurfaceScene(ReliefScene[Spot]):
    """The surface in space: black point, its projection in red, and from there the gradient in blue."""

    width, height = 640, 480

    def _panels(self) -> list[Panel]:
        return [self._space_panel()]

    def marks(self, spot: Spot) -> Marks:
        """Return the marks in space for a spot."""
        return {"surface": self.space_marks(spot)}

    def remark(self, spot: Spot) -> str:
        """Return one sentence where the picture does not show the spot as it is."""
        return self.spot_remark(spot)


class LinkedScene(ReliefScene[Spot]):
    """Contour map left and surface right, with the same point in both."""

    def _panels(self) -> list[Panel]:
        return [self._map_panel(), self._space_panel()]

    def remark(self, spot: Spot) -> str:
        """Return one sentence where the picture does not show the spot as it is."""
        return self.spot_remark(spot)

    def marks(self, spot: Spot) -> Marks:
        """Return the marks of both panels for a spot."""
        return {"map": self.map_marks(spot), "surface": self.space_marks(spot)}

    def map_marks(self, spot: Spot, /) -> dict[str, Mark]:
        """Return the marks on the contour map: red projected point and blue gradient arrow."""
        marks: dict[str, Mark] = {}
        here = (spot.x, spot.y)
        if spot.has_direction:
            marks["gradient"] = arrow(here, self.arrow_head(spot), BLUE, width=3.5, name="∇F")
        marks["foot"] = point(here, RED, size=7, shape="diamond", drag=True, label=tr("Point on the contour map"))
        return marks


class WayDownScene(LinkedScene):
    """The same with -grad F in place of the gradient, and on the map the straight way to the nearest minimum."""

    def map_marks(self, spot: Spot, /) -> dict[str, Mark]:
        """Return the marks on the contour map: the point, the way downhill, and the way to the minimum."""
        marks: dict[str, Mark] = {}
        here = (spot.x, spot.y)
        if isinstance(spot, WayDown) and spot.minimum is not None:
            marks.update(to_minimum(here, spot.minimum))
        if spot.has_direction:
            marks["downhill"] = arrow(here, self.arrow_head(spot, -1), ORANGE, width=3.5, name="−∇F")
        marks["foot"] = point(here, RED, size=7, shape="diamond", drag=True, label=tr("Point on the contour map"))
        return marks

    def space_marks(self, spot: Spot) -> dict[str, Mark]:
        """Return the marks in space, with -grad F in the xy-plane."""
        marks = super().space_marks(spot)
        if "gradient" in marks:
            tail, head = (spot.x, spot.y, self.relief.floor), (*self.arrow_head(spot, -1), self.relief.floor)
            marks["gradient"] = arrow(tail, head, ORANGE, width=3.5, name="−∇F")
        return {("downhill" if name == "gradient" else name): mark for name, mark in marks.items()}


def to_minimum(here: ArrayLike, minimum: ArrayLike) -> dict[str, Mark]:
    """Return the straight way from a point to a minimum, and the minimum, on the map."""
    return {
        "to_minimum": arrow(here, minimum, GREEN, width=2.5, dash="7 5"),
        "minimum": point(minimum, GREEN, size=6, shape="ring"),
    }
