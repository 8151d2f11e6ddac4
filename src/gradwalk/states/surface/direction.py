"""A direction u at a point of a surface: the slope along u, the angle to the gradient, and what "length" means for u.

Angles are in radians from the x-axis. Lengths are Euclidean unless a `y_weight` other than one is given.
"""

import math
from dataclasses import dataclass
from functools import cached_property
from typing import ClassVar

import numpy as np

from gradwalk.labels import tr, tr_later
from gradwalk.mathematics.calculus import EPSILON
from gradwalk.states.numerals import degrees, number, vector
from gradwalk.states.state import Readout
from gradwalk.states.surface.spot import LookFromSpot

ANGLES = np.radians(np.linspace(-180, 180, 73))  # every 5 degrees, both ends included
AGREE = 1e-3  # two one-sided slopes, taken with different steps, that differ by more belong to no slope at all
NEAR = math.radians(0.75)  # angles closer than this are called near in a note
EQUAL = 1e-7  # and closer than this in radians, equal
EXACT = 15  # decimals of a cosine; that of a right angle has rounding behind them, and is 0
ALONG = "u points along ∇F: in no other direction does F rise faster."
AGAINST = "u points along −∇F: in no other direction does F fall faster."
ACROSS = "u runs along the contour line, at right angles to ∇F: to first order F does not change."
NEAR_ALONG = "u is {gap} off ∇F: exactly along it F rises fastest."
NEAR_AGAINST = "u is {gap} off −∇F: exactly along it F falls fastest."
NEAR_ACROSS = "u is {gap} off the contour line: exactly along it, at right angles to ∇F, the slope is zero."
ONE_SIDED = (
    "No gradient by the chain rule here, so no cosine: each slope is measured by one small step in its direction."
)


@dataclass(frozen=True)
class Direction(LookFromSpot):
    """The direction at the angle `angle` in the point (x, y) of a surface, a displacement of length one.

    The length of a displacement is sqrt(dx**2 + (y_weight * dy)**2): one unit of y counts as `y_weight` units of x.
    `kept` are angles kept in sight; without `with_gradient` only what can be measured along u is said and shown.
    """

    headline: ClassVar[tuple[str, ...]] = (
        "φ", tr_later("slope along u"), "|∇F|", tr_later("θ, between ∇F and u"), tr_later("steepest, so measured"),
    )  # fmt: skip

    angle: float
    y_weight: float = 1.0
    kept: tuple[float, ...] = ()
    with_gradient: bool = True

    def unit(self, angles: np.ndarray | float) -> np.ndarray:
        """Return the displacements of length one at `angles` of shape (...), shape (..., 2)."""
        e = np.stack([np.cos(angles), np.sin(angles)], axis=-1).round(15)  # a right angle gives a true zero
        lengths = np.hypot(e[..., 0], self.y_weight * e[..., 1])
        return e / lengths[..., None]

    @cached_property
    def u(self) -> np.ndarray:
        """The displacement of length one in this direction, shape (2,)."""
        return self.unit(self.angle)

    def slopes(self, angles: np.ndarray) -> np.ndarray:
        """Return the directional derivatives at `angles`, shape (n,); nan where there is none.

        They are grad F . u. Without a gradient they are one-sided, measured by a small step along u.
        """
        units = self.unit(angles)
        return units @ self.spot.gradient if self.is_smooth else self._one_sided(units)

    def _one_sided(self, units: np.ndarray) -> np.ndarray:
        step = math.sqrt(EPSILON) * max(1.0, abs(self.x), abs(self.y))
        near, nearer = (self._quotients(units, h) for h in (16 * step, step))
        with np.errstate(invalid="ignore"):
            return np.where(np.abs(near - nearer) <= AGREE * (1 + np.abs(nearer)), nearer, np.nan)

    def _quotients(self, units: np.ndarray, h: float) -> np.ndarray:
        """Return (F(r0 + h u) - F(r0)) / h, shape (n,)."""
        with np.errstate(all="ignore"):
            values = np.broadcast_to(self.surface.value(*(self.here + h * units).T), len(units))
            return (values - self.spot.height) / h

    @cached_property
    def slope_curve(self) -> np.ndarray:
        """The slopes in the directions ANGLES, shape (73,)."""
        return self.slopes(ANGLES)

    @cached_property
    def slope(self) -> float:
        """The slope of F along u."""
        return float(self.slopes(np.array([self.angle]))[0])

    @property
    def theta(self) -> float:
        """The angle between grad F and u in the picture, 0 to pi; nan without a direction of the gradient."""
        return self.angle_to_gradient(self.angle)

    @cached_property
    def kept_slopes(self) -> np.ndarray:
        """The slopes along the directions kept, shape (n,)."""
        return self.slopes(np.array(self.kept)) if self.kept else np.array([])

    @cached_property
    def steepest(self) -> tuple[float, float]:
        """The largest slope of all directions, and the angle where it is found; nan where there is none.

        With M = diag(1, y_weight**2) it is sqrt(g . M^-1 g), along M^-1 g: for y_weight = 1 that is |grad F|, along it.
        """
        if not self.is_smooth or not self.spot.has_direction:
            return (math.nan, math.nan)
        slope_x, slope_y = self.spot.gradient
        return (math.hypot(slope_x, slope_y / self.y_weight), math.atan2(slope_y / self.y_weight**2, slope_x))

    def readout(self) -> Readout:
        """Return the text twin of the direction and of those that were kept."""
        rows = [
            ("(x, y)", vector(self.here)),
            ("F", number(self.spot.height)),
            ("φ", degrees(self.angle)),
            ("u", vector(self.u)),
            (self._measure(), number(1.0)),
            (tr("slope along u"), number(self.slope)),
        ]
        if self.with_gradient:
            rows += [
                ("∇F", vector(self.spot.gradient)),
                ("|∇F|", number(self.spot.length)),
                (tr("θ, between ∇F and u"), degrees(self.theta)),
            ]
        if self.with_gradient and self.y_weight == 1:
            rows.append(("|∇F| cos θ", number(self.spot.length * round(math.cos(self.theta), EXACT))))
        elif self.with_gradient:
            slope, angle = self.steepest
            rows.append(
                (
                    tr("steepest, so measured"),
                    tr("slope {slope} at φ = {angle}", slope=number(slope), angle=degrees(angle)),
                )
            )
        pairs = enumerate(zip(self.kept, self.kept_slopes, strict=True), start=1)
        rows += self.spot.found
        return [*rows, *(_kept_row(n, angle, slope) for n, (angle, slope) in pairs)]

    def _measure(self) -> str:
        """Return how the length of u, which is one, is measured."""
        return (
            "|u|" if self.y_weight == 1 else tr("length of u as √(Δx² + ({weight} Δy)²)", weight=number(self.y_weight))
        )

    def note(self) -> str:
        """Return one sentence where something is special, else an empty string."""
        if not self.is_smooth and math.isfinite(self.slope):
            return ONE_SIDED
        if self.spot.note() or not self.with_gradient or self.y_weight != 1:
            return self.spot.note()
        for angle, exact, near in ((0, ALONG, NEAR_ALONG), (1, ACROSS, NEAR_ACROSS), (2, AGAINST, NEAR_AGAINST)):
            gap = abs(self.theta - angle * math.pi / 2)
            if gap <= NEAR:
                return exact if gap <= EQUAL else near.format(gap=f"{number(math.degrees(gap), 1)}°")
        return ""


def _kept_row(count: int, angle: float, slope: float) -> tuple[str, str]:
    """Return what is said of a direction that the reader kept."""
    said = tr("φ {angle}, slope {slope}", angle=degrees(angle), slope=number(slope))
    return tr("kept {number}", number=count), said
