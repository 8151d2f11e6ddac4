"""See a descent: its path on map and surface, F against the step, and the learning rate on a line of its own."""

import math

import numpy as np

from gradwalk.labels import tr
from gradwalk.mathematics.surfaces import Surface
from gradwalk.scenes.kit.palette import BLACK, GREY, ORANGE, RED
from gradwalk.scenes.kit.panel import Panel
from gradwalk.scenes.kit.scene import Marks
from gradwalk.scenes.surface.loss_panel import FACTOR_LIMITS, LossAxes, loss_panel, rate_panel
from gradwalk.scenes.surface.surface_scenes import ReliefScene, to_minimum
from gradwalk.stage import Mark, arrow, point, polyline
from gradwalk.states.surface.descent import RATE_LIMITS, Descent
from gradwalk.states.surface.quadratic import curvatures_of


class DescentScene(ReliefScene[Descent]):
    """Map and surface with the path so far; below them F against the step, and the learning rate on a line."""

    height = 290

    def __init__(self, surface: Surface) -> None:
        self.loss_axes = LossAxes(30, 0.0, 1.0, "linear")
        super().__init__(surface)

    def _panels(self) -> list[Panel]:
        chart = self._map_panel()
        chart.grab = "start"
        return [chart, self._space_panel(), loss_panel(self.loss_axes), rate_panel(curvatures_of(self.surface))]

    def fit(self, descent: Descent) -> None:
        """Give the loss plot axes that hold the whole path."""
        axes = LossAxes.around(descent.losses, descent.num_steps)
        if axes != self.loss_axes:
            self.loss_axes = axes
            self.redraw("loss", axes.draw)

    def marks(self, descent: Descent) -> Marks:
        """Return the marks of every panel."""
        return {
            "map": self._map_path(descent),
            "surface": self._space_path(descent),
            "loss": self._loss_marks(descent),
            "rate": self._rate_marks(descent),
        }

    def _map_path(self, descent: Descent) -> dict[str, Mark]:
        walked = descent.path[: descent.index + 1]
        spot, here = descent.spot, walked[-1]
        marks = {
            "start": point(descent.start, BLACK, size=7, shape="square", drag=True, label=tr("Start of the descent")),
            "path": polyline(walked, BLACK, width=1.5, dots=2.5),
        }
        if descent.nearest_minimum is not None:
            marks.update(to_minimum(here, descent.nearest_minimum))
        if spot.has_direction:
            marks["downhill"] = arrow(here, self.arrow_head(spot, -1), ORANGE, width=3.5, name="−∇F")
        marks["here"] = point(here, RED, size=6, shape="diamond")
        return marks

    def _space_path(self, descent: Descent) -> dict[str, Mark]:
        walked = descent.path[: descent.index + 1]
        high = self.relief.limits[1]
        shown = descent.inside(walked) & (descent.losses[: len(walked)] <= high)
        heights = np.where(shown, descent.losses[: len(walked)], np.nan)
        on_floor = np.column_stack([walked, np.where(descent.inside(walked), self.relief.floor, np.nan)])
        marks = {
            "shadow": polyline(on_floor, GREY, width=1.5),
            "path": polyline(np.column_stack([walked, heights]), BLACK, width=1.5, dots=2.5),
        }
        if shown[-1]:
            marks["drop"] = polyline([on_floor[-1], (*walked[-1], heights[-1])], GREY, width=1.5, dash="4 4")
            marks["foot"] = point(on_floor[-1], RED, size=5, shape="diamond")
            marks["point"] = point((*walked[-1], heights[-1]), BLACK, size=7)
        return marks

    def _loss_marks(self, descent: Descent) -> dict[str, Mark]:
        steps = np.arange(len(descent.path))
        curve = np.column_stack([steps, descent.losses])
        if self.loss_axes.scale == "log":
            curve[curve[:, 1] <= 0, 1] = np.nan
        walked = curve[: descent.index + 1]
        return {
            "curve": polyline(walked, BLACK, width=1.5, dots=2.5),
            "here": point(walked[-1], RED, size=6, shape="diamond"),
        }

    @staticmethod
    def _rate_marks(descent: Descent) -> dict[str, Mark]:
        """Return the handle of the learning rate, and above it the growth factor that this path really had."""
        rate = float(np.clip(descent.learning_rate, *RATE_LIMITS))
        marks = {"rate": point((rate, 0.12), ORANGE, size=8, drag=True, label=tr("Learning rate"))}
        if math.isfinite(descent.growth):
            seen = float(np.clip(descent.growth, *FACTOR_LIMITS))
            marks["stem"] = polyline([(rate, 0.12), (rate, seen)], ORANGE, width=1.5, dash="3 3")
            marks["growth"] = point((rate, seen), ORANGE, size=5, shape="ring")
        return marks
