"""A walk down a surface by (1.1): its path, the step looked at, how its steps grow, and what limits the rate."""

import math
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import ClassVar

import numpy as np

from gradwalk.labels import tr, tr_later
from gradwalk.mathematics.descent import GROWTH, diverges, gradient_descent, growth_factor
from gradwalk.mathematics.surfaces import Surface
from gradwalk.states.numerals import compact, degrees, number, out_of
from gradwalk.states.state import Readout
from gradwalk.states.surface.limit import LIMIT, settling_words
from gradwalk.states.surface.quadratic import limit_of
from gradwalk.states.surface.spot import Spot
from gradwalk.states.surface.way_down import TO_MINIMUM, angle_to

RATE_LIMITS = (1e-4, 10.0)  # learning rates that can be chosen
ENDED = "the next point is no finite number: the chain rule gives no gradient here, or the steps have grown too long."


@lru_cache(maxsize=4)  # looking at another step leaves the path as it is
def _path(surface: Surface, start: tuple[float, float], learning_rate: float, num_steps: int) -> np.ndarray:
    path = gradient_descent(lambda w: np.array(surface.gradient(*w), dtype=float), start, learning_rate, num_steps)
    path.flags.writeable = False
    return path


@dataclass(frozen=True)
class Descent:
    """A whole path of gradient descent on a surface, and the step that is looked at."""

    headline: ClassVar[tuple[str, ...]] = (
        tr_later("step"),
        "F",
        TO_MINIMUM,
        tr_later("growth factor of a step"),
    )

    surface: Surface
    start: tuple[float, float]
    learning_rate: float
    num_steps: int
    step: int

    @cached_property
    def path(self) -> np.ndarray:
        """The points of the path, shape (n + 1, 2); it ends early where F or its gradient stops being finite."""
        return _path(self.surface, self.start, self.learning_rate, self.num_steps)

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
        return min(self.step, int(np.flatnonzero(np.all(np.isfinite(self.path), axis=1))[-1]))

    @property
    def has_ended(self) -> bool:
        """Whether the path stops at the point looked at, because the next one is not finite."""
        return self.index + 1 < len(self.path) and not np.isfinite(self.path[self.index + 1]).all()

    @cached_property
    def nearest_minimum(self) -> np.ndarray | None:
        """The minimum found closest to the point looked at, shape (2,), or None."""
        return self.surface.nearest_minimum(self.path[self.index])

    @property
    def angle_to_minimum(self) -> float:
        """The angle in radians between -grad F and the direction to the nearest minimum; nan where undefined."""
        return angle_to(self.spot, self.nearest_minimum)

    @cached_property
    def growth(self) -> float:
        """The factor by which the last step looked at is longer than the one before."""
        return growth_factor(self.path[: self.index + 1])

    @cached_property
    def diverges(self) -> bool:
        """Whether the path is known to run away: it does so within its steps, or F is quadratic and its steps grow."""
        if diverges(self.path, max(np.ptp(self.surface.x_range), np.ptp(self.surface.y_range))):
            return True
        return self.limit is not None and self.growth > 1 + GROWTH

    @property
    def limit(self) -> float | None:
        """The learning rate below which descent settles where F is quadratic, else None."""
        return limit_of(self.surface)

    def inside(self, points: np.ndarray) -> np.ndarray:
        """Return which points, shape (n, 2), lie in the ranges of the surface, shape (n,)."""
        (left, right), (near, far) = self.surface.x_range, self.surface.y_range
        x, y = points.T
        return (left <= x) & (x <= right) & (near <= y) & (y <= far)

    def readout(self) -> Readout:
        """Return the text twin."""
        step = out_of(self.index, self.num_steps)
        step += f", {tr('where the path ends')}" if self.has_ended else ""
        early = self.index < 2 and not self.has_ended
        rows = [(tr("step"), step), ("η", compact(self.learning_rate))]
        rows += self.spot.readout()[:4]
        rows.append((tr(TO_MINIMUM), degrees(self.angle_to_minimum)))
        rows.append((tr("growth factor of a step"), tr("known after two steps") if early else number(self.growth)))
        if self.limit is not None:
            rows.append((tr(LIMIT), settling_words(self.limit)))
        return [*rows, *self.spot.found]

    def note(self) -> str:
        """Return one sentence where the path needs a word, else an empty string."""
        if self.has_ended:
            return f"The descent ends at step {self.index}: {ENDED}"
        if not math.isfinite(self.spot.length):
            return self.spot.note()
        if not self.inside(self.path[self.index : self.index + 1])[0]:
            return self._outside_note()
        return self.spot.note()

    def _outside_note(self) -> str:
        if self.diverges and self.growth > 1:
            factor = number(self.growth)
            return f"The path has left the picture, and its last step was {factor} times the one before: it diverges."
        return "The path has left the picture."
