"""A step r from a point r0: what F does, what the Taylor models predict, equation (2.1), and what they leave out.

Along r all is a function of one number, the length |r|: F(r0 + |r| u) with the unit vector u.
"""

import math
from dataclasses import dataclass
from functools import cached_property
from typing import ClassVar

import numpy as np

from gradwalk.labels import tr, tr_later
from gradwalk.mathematics.calculus import EPSILON, hessian
from gradwalk.mathematics.surfaces import Surface
from gradwalk.states.numerals import apart, degrees, number, vector
from gradwalk.states.state import Readout
from gradwalk.states.surface.limit import LIMIT, settling_words
from gradwalk.states.surface.quadratic import degree_of, limit_of
from gradwalk.states.surface.spot import LookFromSpot

OFF = 0.1  # the share by which a prediction may be off before it counts as broken
LENGTHS_A_DECADE = 10
REFINED = 33
FIRST, SECOND = 1, 2
DECADES_OF_LENGTH = 7
PLANE = "F is a plane: the first-order model is F itself, and all that is left is rounding."
QUADRATIC = "F is quadratic: the second-order model is F itself, and all that is left of its remainder is rounding."
FLAT_ALONG = "Along r the first-order prediction is zero: all that F does there is remainder."
_QUIET = np.errstate(all="ignore")  # what is too large for a number becomes infinite, and is then said to be
NO_END = "F has no finite value at r0 + r: there the prediction cannot be compared with anything."


def reach_of(surface: Surface) -> tuple[float, float]:
    """Return the shortest and the longest step looked at, powers of ten; the longest is at least half a side long."""
    side = max(np.ptp(surface.x_range), np.ptp(surface.y_range))
    top = math.ceil(math.log10(0.5 * side))
    return (10.0 ** (top - DECADES_OF_LENGTH), 10.0**top)


@dataclass(frozen=True)
class TaylorStep(LookFromSpot):
    """A step of `length` > 0 at the angle `angle` (radians from the x-axis) from the point (x, y) of a surface.

    `reach` is the range of lengths, shortest and longest, that is looked at besides; `with_second` looks at the
    second-order model, too.
    """

    headline: ClassVar[tuple[str, ...]] = (
        "|r|", tr_later("actual change of F"), tr_later("first-order prediction ∇F·r"), tr_later("remainder"),
    )  # fmt: skip

    length: float
    angle: float
    reach: tuple[float, float] = (1e-6, 10.0)
    with_second: bool = False

    @cached_property
    def u(self) -> np.ndarray:
        """The unit vector along the step, shape (2,)."""
        return np.array([math.cos(self.angle), math.sin(self.angle)]).round(15)  # a right angle gives a true zero

    @cached_property
    def r(self) -> np.ndarray:
        """The step, shape (2,)."""
        return self.length * self.u

    @property
    def theta(self) -> float:
        """The angle between grad F and r, 0 to pi; nan without a direction of the gradient."""
        return self.angle_to_gradient(self.angle)

    @cached_property
    def slope(self) -> float:
        """The directional derivative grad F . u."""
        return float(self.spot.gradient @ self.u)

    @cached_property
    def curvature(self) -> float:
        """The second derivative u . H u along the step, H by central differences of the exact gradient."""
        matrix = hessian(lambda at: np.array(self.surface.gradient(*at), dtype=float), self.here)
        with np.errstate(invalid="ignore"):
            return float(self.u @ matrix @ self.u)

    def change(self, lengths: np.ndarray) -> np.ndarray:
        """Return F(r0 + length u) - F(r0) for signed lengths of shape (n,)."""
        with np.errstate(all="ignore"):
            values = self.surface.value(*(self.here + np.outer(lengths, self.u)).T)
            return np.broadcast_to(values, len(lengths)) - self.spot.height

    @_QUIET
    def prediction(self, lengths: np.ndarray, order: int) -> np.ndarray:
        """Return the change that the Taylor model of `order` 1 or 2 predicts for signed lengths of any shape."""
        first = self.slope * lengths
        return first if order == FIRST else first + self.curvature * lengths**2 / 2

    @_QUIET
    def rounding(self, lengths: np.ndarray, order: int) -> np.ndarray:
        """Return what rounding alone can do to a remainder: below it a remainder cannot be told from zero."""
        size = 2 * abs(self.spot.height) + np.abs(self.slope * lengths)
        moved = (abs(self.x) + abs(self.y) + lengths) * self.spot.length
        floor = 4 * EPSILON * (size + moved)
        if self.spot.numerically:  # the slopes themselves are good to about eps**(2/3), and the curvature to eps**(1/3)
            floor = floor + 4 * EPSILON ** (2 / 3) * (1 + abs(self.spot.height) + self.spot.length) * lengths
            floor = floor + (order == SECOND) * EPSILON ** (1 / 3) * (1 + abs(self.curvature)) * lengths**2
        if order == SECOND:  # the central differences in H are good to about eps**(2/3)
            floor = floor + EPSILON ** (2 / 3) * (1 + self.spot.length + abs(self.curvature)) * lengths**2
        return floor

    @_QUIET
    def remainders(self, lengths: np.ndarray, order: int, change: np.ndarray | None = None) -> np.ndarray:
        """Return |F(r0 + r) - model| for lengths of shape (n,); nan where it is undefined or lost in rounding.

        `change` is that of F at these lengths, where it is known already.
        """
        change = self.change(lengths) if change is None else change
        left = np.abs(change - self.prediction(lengths, order))
        return np.where(left > self.rounding(lengths, order), left, np.nan)

    @cached_property
    def lengths(self) -> np.ndarray:
        """The lengths looked at besides this one, shape (n,), evenly spaced on a logarithmic axis."""
        decades = math.log10(self.reach[1] / self.reach[0])
        return np.geomspace(*self.reach, round(LENGTHS_A_DECADE * decades) + 1)

    @cached_property
    def _changes(self) -> np.ndarray:
        return self.change(self.lengths)

    @cached_property
    def first_remainders(self) -> np.ndarray:
        """The first-order remainders at `lengths`, shape (n,)."""
        return self.remainders(self.lengths, FIRST, self._changes)

    @cached_property
    def second_remainders(self) -> np.ndarray:
        """The second-order remainders at `lengths`, shape (n,)."""
        return self.remainders(self.lengths, SECOND, self._changes)

    @cached_property
    def _half_and_whole(self) -> np.ndarray:
        """The change of F after half of the step and after all of it, shape (2,)."""
        return self.change(np.array([0.5, 1.0]) * self.length)

    @cached_property
    def actual(self) -> float:
        """F(r0 + r) - F(r0)."""
        return float(self._half_and_whole[1])

    def predicted(self, order: int = FIRST) -> float:
        """Return the change that the model of `order` predicts for this step."""
        return float(self.prediction(np.array(self.length), order))

    @_QUIET
    def remainder(self, order: int = FIRST) -> float:
        """Return the actual change minus the predicted one, with its sign; zero where rounding hides it."""
        left = self.actual - self.predicted(order)
        return 0.0 if abs(left) <= self.rounding(np.array(self.length), order) else left

    @property
    def off_by(self) -> float:
        """The first-order remainder as a share of the prediction; inf where nothing is predicted, nan if undefined."""
        left, predicted = abs(self.remainder()), abs(self.predicted())
        if not predicted:
            return math.inf if left else math.nan
        return left / predicted

    @cached_property
    def first_exponent(self) -> float:
        """The power p for which the first-order remainder falls as |r|**p, measured between |r| and |r|/2."""
        return self._exponent(FIRST)

    @cached_property
    def second_exponent(self) -> float:
        """The same for the second-order remainder; nan where rounding hides it."""
        return self._exponent(SECOND)

    @_QUIET
    def _exponent(self, order: int) -> float:
        lengths = np.array([0.5, 1.0]) * self.length
        half, whole = self.remainders(lengths, order, self._half_and_whole)
        return math.log2(whole / half) if half > 10 * self.rounding(lengths, order)[0] else math.nan

    @cached_property
    def breaks_at(self) -> float:
        """The shortest |r| along u at which the prediction is off by a tenth; nan undefined, inf beyond the reach.

        Where even the shortest length looked at is off by more, that length is returned.
        """
        if not self.is_smooth or abs(self.slope) <= 1e-12 * self.spot.length:
            return math.nan
        broken = self._excess(self.lengths, self.first_remainders) > 0
        first = int(np.argmax(broken))
        if not broken[first] or first == 0:
            return float(self.lengths[0]) if broken[first] else math.inf
        fine = np.geomspace(self.lengths[first - 1], self.lengths[first], REFINED)
        return _crossing(fine, self._excess(fine, self.remainders(fine, FIRST)))

    @_QUIET
    def _excess(self, lengths: np.ndarray, remainders: np.ndarray) -> np.ndarray:
        """Return log(remainder / (OFF * |prediction|)); negative where the prediction holds well enough."""
        share = remainders / np.abs(self.slope * lengths) / OFF
        return np.log(np.nan_to_num(share, nan=1e-30, posinf=1e30))

    @cached_property
    def degree(self) -> float:
        """The degree of F where it is a polynomial, else inf."""
        return degree_of(self.surface)

    @property
    def limit(self) -> float | None:
        """The learning rate below which descent settles where F is quadratic, else None."""
        return limit_of(self.surface)

    def readout(self) -> Readout:
        """Return the text twin."""
        rows = [
            ("r₀", vector(self.here)),
            ("r", vector(self.r)),
            ("|r|", number(self.length)),
            (tr("θ, between ∇F and r"), degrees(self.theta)),
            (tr("actual change of F"), apart(self.actual, self.predicted())),
            (tr("first-order prediction ∇F·r"), apart(self.predicted(), self.actual)),
            (tr("remainder"), number(self.remainder())),
            (tr("off by"), share(self.off_by)),
            (tr("remainder falls as |r| to the power"), _power(self.first_exponent)),
            ("η = |r|/|∇F|", number(self.learning_rate(self.length))),
            (tr("10 % off at |r|"), self._breaking_point()),
        ]
        if self.with_second:
            rows += [
                (tr("second-order prediction"), apart(self.predicted(SECOND), self.actual)),
                (tr("its remainder"), number(self.remainder(SECOND))),
                (tr("it falls as |r| to the power"), _power(self.second_exponent)),
            ]
        rows += self.spot.found
        return rows if self.limit is None else [*rows, (tr(LIMIT), settling_words(self.limit))]

    def note(self) -> str:
        """Return one sentence where something is special, else an empty string."""
        if self.spot.note():
            return self.spot.note()
        if not math.isfinite(self.actual):
            return NO_END
        if self.degree <= 1:
            return PLANE
        if math.isnan(self.breaks_at):
            return FLAT_ALONG
        return QUADRATIC if self.degree == 2 and self.with_second else ""

    def learning_rate(self, length: float) -> float:
        """Return eta = length / |grad F|: with this learning rate a step of descent has this length."""
        return length / self.spot.length if self.spot.has_direction else math.nan

    def _breaking_point(self) -> str:
        if math.isnan(self.breaks_at):
            return number(math.nan)
        if self.breaks_at == math.inf:
            return tr("none up to {length}", length=number(self.reach[1]))
        if self.breaks_at == self.reach[0]:
            return tr("below {limit}", limit=number(self.reach[0]))
        return f"{number(self.breaks_at)} (η = {number(self.learning_rate(self.breaks_at))})"


def _crossing(lengths: np.ndarray, excess: np.ndarray) -> float:
    """Return the length where `excess` first turns positive, by a straight line on logarithmic axes."""
    k = max(int(np.argmax(excess > 0)), 1)
    before, after = excess[k - 1], excess[k]
    part = before / (before - after)
    return float(lengths[k - 1] * (lengths[k] / lengths[k - 1]) ** part)


def share(value: float) -> str:
    """Return a share in per cent."""
    return f"{number(100 * value)} %" if math.isfinite(value) else number(value)


def _power(exponent: float) -> str:
    return tr("not measurable") if not math.isfinite(exponent) else f"{exponent:.2f}".replace("-", "−")
