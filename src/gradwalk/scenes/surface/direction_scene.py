"""See a direction u at a point: on the map with the gradient, on the surface with the tangent line, and its slope."""

import math

import numpy as np

from gradwalk.labels import tr
from gradwalk.mathematics.surfaces import Surface
from gradwalk.scenes.kit.palette import BLACK, BLUE, GREEN, GREY, ORANGE, PURPLE, RED
from gradwalk.scenes.kit.panel import HALF, Panel
from gradwalk.scenes.kit.scene import Marks
from gradwalk.scenes.surface.section import reach_within, section, within
from gradwalk.scenes.surface.slope_panel import SlopeAxes, slope_marks, slope_panel
from gradwalk.scenes.surface.surface_scenes import ReliefScene
from gradwalk.stage import Mark, arrow, point, polyline, text
from gradwalk.states.surface.direction import ANGLES, Direction

DIAL_SHARE = 0.25  # the longest u is drawn this long, as a share of the picture
SECTION_SHARE = 0.35  # the tangent line reaches this far to either side
SECTION = np.linspace(-1, 1, 41)


class DirectionScene(ReliefScene[Direction]):
    """Map and surface with a direction u that turns about the point; below them the slope along u against its angle."""

    height = 290

    def __init__(self, surface: Surface) -> None:
        self.slope_axes = SlopeAxes(1.0)
        super().__init__(surface)

    def _panels(self) -> list[Panel]:
        label = tr(
            "Contour map of F(x, y) = {formula}. Drag the tip of u to turn it, or the point.",
            formula=self.surface.formula,
        )
        chart = Panel("map", label, self.relief.draw_map, width=HALF, height=self.height, grab="tip")
        return [chart, self._space_panel(), slope_panel(self.slope_axes)]

    def fit(self, direction: Direction) -> None:
        """Give the slope plot axes that hold all slopes; it is painted anew only where they must change."""
        axes = SlopeAxes.around(direction)
        if axes != self.slope_axes:
            self.slope_axes = axes
            self.redraw("slope", axes.draw)

    def marks(self, direction: Direction) -> Marks:
        """Return the marks of every panel."""
        return {
            "map": self._map_direction(direction),
            "surface": self._space_direction(direction),
            "slope": slope_marks(direction, self.slope_axes.limit),
        }

    def dial(self, direction: Direction, angles: np.ndarray | float) -> np.ndarray:
        """Return where displacements of length one end on the map, all drawn with one scale, shape (..., 2)."""
        scale = DIAL_SHARE * self.span * min(1.0, direction.y_weight)
        return direction.here + scale * direction.unit(angles)

    def _map_direction(self, direction: Direction) -> dict[str, Mark]:
        here, tip = direction.here, self.dial(direction, direction.angle)
        marks: dict[str, Mark] = {"dial": polyline(self.dial(direction, ANGLES), PURPLE, width=1.2, dash="2 4")}
        for count, angle in enumerate(direction.kept, start=1):
            end = self.dial(direction, angle)
            marks[f"kept {count}"] = polyline([here, end], PURPLE, width=1.2, dash="3 4")
            at = here + 1.16 * (end - here)
            marks[f"number {count}"] = text(at, str(count), PURPLE, anchor="middle", shift=(0, 5))
        if direction.with_gradient and direction.is_smooth and direction.spot.has_direction:
            marks.update(self._map_gradient(direction))
        marks["u"] = arrow(here, tip, PURPLE, width=3, name="u")
        marks["foot"] = point(here, RED, size=7, shape="diamond", drag=True, label=tr("Point on the contour map"))
        label = tr("Tip of u. Arrow keys turn it, with Shift by ten degrees.")
        marks["tip"] = point(within(self.relief, here, tip), PURPLE, size=7, drag=True, guided=True, label=label)
        return marks

    def _map_gradient(self, direction: Direction) -> dict[str, Mark]:
        """Return both arrows of the gradient, and its shadow on the line of u, which is as long as the slope says."""
        spot, here = direction.spot, direction.here
        head = np.array(self.arrow_head(spot))
        marks: dict[str, Mark] = {}
        if direction.y_weight == 1:
            shadow = here + ((head - here) @ direction.u) * direction.u
            marks["shadow"] = polyline([here, shadow], PURPLE, width=7)
            marks["perpendicular"] = polyline([head, shadow], GREY, width=1.2, dash="4 3")
        else:
            down = self.dial(direction, direction.steepest[1] + math.pi)
            marks["steepest"] = arrow(
                here, here + 1.6 * (down - here), GREEN, width=2.5, dash="7 5", name=tr("steepest")
            )
        marks["downhill"] = arrow(here, self.arrow_head(spot, -1), ORANGE, width=3.5, name="−∇F")
        marks["gradient"] = arrow(here, head, BLUE, width=3.5, name="∇F")
        return marks

    def _space_direction(self, direction: Direction) -> dict[str, Mark]:
        base = self.space_marks(direction.spot)
        floor = self.relief.floor
        foot = (*direction.here, floor)
        marks: dict[str, Mark] = {}
        if math.isfinite(direction.spot.height):
            steps = SECTION_SHARE * self.span * SECTION
            cut = section(self.relief, direction.here, self._along(direction), steps)
            marks["section"] = polyline(cut, BLACK, width=1.5)
        if direction.with_gradient and "gradient" in base:
            head = (*self.arrow_head(direction.spot, -1), floor)
            marks["downhill"] = arrow(foot, head, ORANGE, width=3, name="−∇F")
        else:
            base.pop("gradient", None)
        marks["u"] = arrow(foot, (*self.dial(direction, direction.angle), floor), PURPLE, width=3, name="u")
        if math.isfinite(direction.slope):
            marks["tangent"] = polyline(self._tangent(direction), PURPLE, width=3)
        return {**marks, **base}

    @staticmethod
    def _along(direction: Direction) -> np.ndarray:
        """Return the unit vector of the picture along u, shape (2,)."""
        return np.array([math.cos(direction.angle), math.sin(direction.angle)])

    def _tangent(self, direction: Direction) -> np.ndarray:
        """Return the ends of the tangent line along u, shape (2, 3); without a gradient it starts at the point."""
        along = self._along(direction)
        slope = direction.slope * float(np.hypot(along[0], direction.y_weight * along[1]))
        height, reach = direction.spot.height, SECTION_SHARE * self.span
        ahead = reach_within(self.relief, height, slope, reach)
        behind = reach_within(self.relief, height, -slope, reach) if direction.is_smooth else 0.0
        steps = np.array([-behind, ahead])
        return np.column_stack([direction.here + np.outer(steps, along), height + steps * slope])

    def remark(self, direction: Direction) -> str:
        """Return one sentence where the picture does not show the gradient as it is."""
        return self.spot_remark(direction.spot) if direction.with_gradient and not direction.spot.note() else ""
