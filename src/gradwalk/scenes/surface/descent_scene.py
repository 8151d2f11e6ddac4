"""See a descent: its path on map and surface, F against the step, and the learning rate on a line of its own."""

import math
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from gradwalk.mathematics.calculus import hessian
from gradwalk.mathematics.descent import gradient_descent, growth_factor, learning_rate_limit
from gradwalk.mathematics.graph import polynomial_degree
from gradwalk.mathematics.surfaces import Surface
from gradwalk.scenes.kit.palette import BLACK, GREEN, GREY, ORANGE, RED
from gradwalk.scenes.kit.panel import Panel
from gradwalk.scenes.surface.loss_panel import FACTOR_LIMITS, RATE_LIMITS, LossAxes, loss_panel, rate_panel
from gradwalk.scenes.surface.surface_scenes import LinkedScene
from gradwalk.stage import Mark, arrow, point, polyline
from gradwalk.states.numerals import degrees, number
from gradwalk.states.surface.spot import NO_GRADIENT, Spot

ENDED = "the next point is no finite number: the chain rule gives no gradient here, or the steps have grown too long."
NO_LIMIT = "none, since F curves down in some direction"
FAR = 1000.0  # in widths of the picture; a browser need not draw points beyond


@dataclass(frozen=True)
class Descent:
    """A whole path of gradient descent on a surface, and the step that is looked at."""

    surface: Surface
    start: tuple[float, float]
    learning_rate: float
    num_steps: int
    step: int

    @cached_property
    def path(self) -> np.ndarray:
        """The points of the path, shape (n + 1, 2); it ends early where F or its gradient stops being finite."""
        return gradient_descent(self._gradient, self.start, self.learning_rate, self.num_steps)

    @cached_property
    def losses(self) -> np.ndarray:
        """F at every point of the path, shape (n + 1,)."""
        return np.broadcast_to(np.asarray(self.surface.value(*self.path.T), dtype=float), len(self.path))

    @cached_property
    def spot(self) -> Spot:
        """The point of the path at the step that is looked at."""
        return Spot.on(self.surface, *map(float, self.path[self.index]))

    @property
    def index(self) -> int:
        """The step that is looked at, no further than the last point that is finite."""
        return min(self.step, int(np.isfinite(self.path).all(axis=1).nonzero()[0][-1]))

    @property
    def has_ended(self) -> bool:
        """Whether the path stops at the point looked at, because the next one is not finite."""
        return self.index + 1 < len(self.path) and not np.isfinite(self.path[self.index + 1]).all()

    def _gradient(self, at: np.ndarray) -> np.ndarray:
        return np.array(self.surface.gradient(*at), dtype=float)

    @cached_property
    def nearest_minimum(self) -> np.ndarray | None:
        """The known minimum closest to the point looked at, shape (2,), or None."""
        minima = self.surface.minima
        if not len(minima):
            return None
        return minima[np.argmin(np.linalg.norm(minima - self.path[self.index], axis=1))]

    @property
    def angle_to_minimum(self) -> float:
        """The angle in radians between -grad F and the direction to the nearest minimum; nan where undefined."""
        if self.nearest_minimum is None or not self.spot.has_direction:
            return math.nan
        towards = self.nearest_minimum - self.path[self.index]
        size = np.linalg.norm(towards) * self.spot.length
        if size < 1e-12:
            return math.nan
        return math.acos(float(np.clip(-self.spot.gradient @ towards / size, -1, 1)))

    @cached_property
    def growth(self) -> float:
        """The factor by which the length of a step grew over the last steps looked at."""
        return growth_factor(self.path[: self.index + 1])


def quadratic_curvatures(surface: Surface) -> np.ndarray | None:
    """Return the eigenvalues of the Hessian, shape (2,), where F is a quadratic polynomial, else None.

    None, too, where they are too large for a number of the computer.
    """
    if polynomial_degree(surface.graph) > 2:
        return None

    def gradient(at: np.ndarray) -> np.ndarray:
        return np.array(surface.gradient(*at), dtype=float)

    curvatures = hessian(gradient, np.zeros(2))
    return np.linalg.eigvalsh(curvatures).round(9) if np.isfinite(curvatures).all() else None


class DescentScene(LinkedScene):
    """Map and surface with the path so far; below them F against the step, and the learning rate on a line."""

    def __init__(self, surface: Surface) -> None:
        self.curvatures = quadratic_curvatures(surface)
        self.loss_axes = LossAxes(30, 0.0, 1.0, "linear")
        super().__init__(surface)

    def _panels(self) -> list[Panel]:
        chart = self._map_panel()
        chart.grab = "start"
        return [chart, self._space_panel(), loss_panel(self.loss_axes), rate_panel(self.curvatures)]

    def fit_loss(self, descent: Descent) -> None:
        """Give the loss plot axes that hold the whole path."""
        axes = LossAxes.around(descent.losses, descent.num_steps)
        if axes != self.loss_axes:
            self.loss_axes = axes
            self.redraw("loss", axes.draw)

    def descent_marks(self, descent: Descent) -> dict[str, dict[str, Mark]]:
        """Return the marks of every panel."""
        return {
            "map": self._map_path(descent),
            "surface": self._space_path(descent),
            "loss": self._loss_marks(descent),
            "rate": self._rate_marks(descent),
        }

    def _map_path(self, descent: Descent) -> dict[str, Mark]:
        walked = self._within_reach(descent.path[: descent.index + 1])
        spot, here = descent.spot, walked[-1]
        marks = {
            "start": point(descent.start, BLACK, size=7, shape="square", drag=True, label="Start of the descent"),
            "path": polyline(walked, BLACK, width=1.5, dots=2.5),
        }
        if descent.nearest_minimum is not None:
            marks["to_minimum"] = arrow(here, descent.nearest_minimum, GREEN, width=2.5, dash="7 5")
            marks["minimum"] = point(descent.nearest_minimum, GREEN, size=6, shape="ring")
        if spot.has_direction:
            marks["downhill"] = arrow(here, self.arrow_head(spot, -1), ORANGE, width=3.5, name="−∇F")
        marks["here"] = point(here, RED, size=6, shape="diamond")
        return marks

    def _space_path(self, descent: Descent) -> dict[str, Mark]:
        walked = descent.path[: descent.index + 1]
        high = self.relief.limits[1]
        shown = self._inside(walked) & (descent.losses[: len(walked)] <= high)
        heights = np.where(shown, descent.losses[: len(walked)], np.nan)
        on_floor = np.column_stack([walked, np.where(self._inside(walked), self.relief.floor, np.nan)])
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
        marks = {"rate": point((rate, 0.12), ORANGE, size=8, drag=True, label="Learning rate")}
        if math.isfinite(descent.growth):
            seen = float(np.clip(descent.growth, *FACTOR_LIMITS))
            marks["stem"] = polyline([(rate, 0.12), (rate, seen)], ORANGE, width=1.5, dash="3 3")
            marks["growth"] = point((rate, seen), ORANGE, size=5, shape="ring")
        return marks

    @property
    def limit(self) -> float | None:
        """2 / lambda_max where F is a quadratic that curves down nowhere (inf where it is a plane), else None.

        Where F curves down, every learning rate leads away along that direction.
        """
        if self.curvatures is None or self.curvatures.min() < 0:
            return None
        return learning_rate_limit(np.diag(self.curvatures))

    def _inside(self, points: np.ndarray) -> np.ndarray:
        """Return which points lie in the ranges of the surface, shape (n,)."""
        (left, right), (near, far) = self.surface.x_range, self.surface.y_range
        x, y = points.T
        return (left <= x) & (x <= right) & (near <= y) & (y <= far)

    def _within_reach(self, points: np.ndarray) -> np.ndarray:
        """Return the points, those very far away pulled in along their direction from the middle of the picture."""
        middle = np.array([np.mean(self.surface.x_range), np.mean(self.surface.y_range)])
        with np.errstate(invalid="ignore", over="ignore"):
            away = np.linalg.norm(points - middle, axis=1, keepdims=True) / self.span
            return np.where(away > FAR, middle + (points - middle) / away * FAR, points)

    def descent_readout(self, descent: Descent) -> list[tuple[str, str]]:
        """Return the text twin of a descent."""
        rows = [("step", f"{descent.index} of {descent.num_steps}"), ("η", f"{descent.learning_rate:.4g}")]
        rows += descent.spot.readout()[:4]
        rows.append(("angle of −∇F to the nearest minimum", degrees(descent.angle_to_minimum)))
        rows.append(("growth factor of a step", number(descent.growth)))
        if self.curvatures is not None:
            rows.append(("limit 2/λ_max", NO_LIMIT if self.limit is None else number(self.limit)))
        return rows

    def descent_note(self, descent: Descent) -> str:
        """Return one sentence where the path needs a word, else an empty string."""
        if descent.has_ended:
            return f"The descent ends at step {descent.index}: {ENDED}"
        if not math.isfinite(descent.spot.length):
            return NO_GRADIENT
        if not self._inside(descent.path[descent.index : descent.index + 1])[0]:
            return self._outside_note(descent)
        return descent.spot.note()

    def _outside_note(self, descent: Descent) -> str:
        if descent.growth > 1:
            factor = number(descent.growth)
            return f"The path has left the picture, and its last step was {factor} times the one before: it diverges."
        return "The path has left the picture."
