"""See a step r from a point: tangent plane and surface, the predicted and the actual change, and the remainder."""

import math
from functools import cached_property

import numpy as np

from gradwalk.labels import tr
from gradwalk.mathematics.surfaces import Surface
from gradwalk.scenes.kit.palette import BLACK, BLUE, GREY, PURPLE, RED
from gradwalk.scenes.kit.panel import HALF, Panel
from gradwalk.scenes.kit.scene import Marks
from gradwalk.scenes.surface.remainder_panels import lens_marks, lens_panel, remainder_marks, remainder_panel
from gradwalk.scenes.surface.section import clipped, reach_within, section, within
from gradwalk.scenes.surface.surface_scenes import ReliefScene
from gradwalk.stage import Mark, arrow, point, polygon, polyline
from gradwalk.states.surface.taylor_step import TaylorStep, reach_of

PLANE_SHARE = 0.3  # the tangent plane reaches this far to every side, or as far as the step


class TaylorScene(ReliefScene[TaylorStep]):
    """Map and surface with the step; below them the lens on F along the step, and the remainder against |r|."""

    height = 290

    def __init__(self, surface: Surface) -> None:
        self.reach = reach_of(surface)
        super().__init__(surface)

    def _panels(self) -> list[Panel]:
        label = tr(
            "Contour map of F(x, y) = {formula}. Drag the head of the step r, or the point.",
            formula=self.surface.formula,
        )
        chart = Panel("map", label, self.relief.draw_map, width=HALF, height=self.height, grab="head")
        return [chart, self._space_panel(), lens_panel(), remainder_panel(self.reach, self.largest)]

    @cached_property
    def largest(self) -> float:
        """A power of ten above the heights of the surface: the top of the plot of remainders."""
        low, high = self.relief.limits
        return 10.0 ** min(math.ceil(math.log10(high - low)) + 1, 300)

    def marks(self, step: TaylorStep) -> Marks:
        """Return the marks of every panel."""
        return {
            "map": self._map_step(step),
            "surface": self._space_step(step),
            "lens": lens_marks(step),
            "remainder": remainder_marks(step, self.largest),
        }

    def _map_step(self, step: TaylorStep) -> dict[str, Mark]:
        head = step.here + step.r
        marks: dict[str, Mark] = {}
        if step.is_smooth and step.spot.has_direction:
            marks["gradient"] = arrow(step.here, self.arrow_head(step.spot), BLUE, width=3, name="∇F")
        if step.reach[0] < step.breaks_at < step.reach[1]:
            broken = step.here + step.breaks_at * step.u
            marks["ray"] = polyline([step.here, broken], RED, width=1.5, dash="5 4")
            marks["break"] = point(broken, RED, size=6, shape="ring")
        marks["r"] = arrow(step.here, head, PURPLE, width=3.5, name="r")
        marks["foot"] = point(
            step.here, RED, size=7, shape="diamond", drag=True, label=tr("Point r0 on the contour map")
        )
        label = tr("Head of the step r. Left and right turn it, up and down change its length.")
        marks["head"] = point(within(self.relief, step.here, head), PURPLE, size=7, drag=True, label=label)
        return marks

    def _space_step(self, step: TaylorStep) -> dict[str, Mark]:
        base = self.space_marks(step.spot)
        base.pop("gradient", None)
        floor = self.relief.floor
        marks: dict[str, Mark] = {}
        if step.is_smooth:
            marks.update(self._plane(step))
        if math.isfinite(step.spot.height):
            cut = section(self.relief, step.here, step.u, np.linspace(0, 1, 31) * step.length)
            marks["section"] = polyline(cut, BLACK, width=2)
        marks["r"] = arrow((*step.here, floor), (*(step.here + step.r), floor), PURPLE, width=3, name="r")
        return {**marks, **self._space_ends(step), **base}

    def _plane(self, step: TaylorStep) -> dict[str, Mark]:
        """Return the tangent plane around r0, as far as it lies within the picture."""
        side = max(PLANE_SHARE * self.span, min(step.length, self.span))
        corners = side * np.array([(-1, -1), (1, -1), (1, 1), (-1, 1)])
        with np.errstate(all="ignore"):  # a corner too far up or down has no place
            heights = step.spot.height + corners @ step.spot.gradient
            patch = clipped(np.column_stack([step.here + corners, heights]), self.relief)
        if len(patch) < 3:
            return {}
        rim = polyline(np.vstack([patch, patch[:1]]), BLUE, width=1.2)
        return {"plane": polygon(patch, BLUE, opacity=0.22), "rim": rim}

    def _space_ends(self, step: TaylorStep) -> dict[str, Mark]:
        """Return the end of the step on the surface and on the tangent plane, and the remainder between them."""
        xy = step.here + step.r
        actual, predicted = (step.spot.height + change for change in (step.actual, step.predicted()))
        marks: dict[str, Mark] = {}
        if self._shown(xy, actual):
            foot = (*xy, self.relief.floor)
            marks["end drop"] = polyline([foot, (*xy, actual)], GREY, width=1.2, dash="4 4")
        if step.is_smooth:
            marks["tangent"] = polyline(self._tangent(step), BLUE, width=2.5)
        if step.is_smooth and self._shown(xy, predicted):
            if self._shown(xy, actual):
                marks["gap"] = polyline([(*xy, predicted), (*xy, actual)], RED, width=5)
            marks["predicted"] = point((*xy, predicted), BLUE, size=5.5, shape="square")
        if self._shown(xy, actual):
            marks["end"] = point((*xy, actual), BLACK, size=5.5)
        return marks

    def _tangent(self, step: TaylorStep) -> np.ndarray:
        """Return the way of the step on the tangent plane, shape (2, 3), as far as it lies within the picture."""
        reach = reach_within(self.relief, step.spot.height, step.slope, step.length)
        end = within(self.relief, step.here, step.here + reach * step.u)
        height = step.spot.height + step.slope * float((end - step.here) @ step.u)
        return np.array([(*step.here, step.spot.height), (*end, height)])

    def _shown(self, xy: np.ndarray, z: float) -> bool:
        (left, right), (near, far) = self.surface.x_range, self.surface.y_range
        return left <= xy[0] <= right and near <= xy[1] <= far and self.relief.floor <= z <= self.relief.limits[1]
