"""One point on a surface, with all that the course says about it: F, the gradient, its length and its direction."""

import math
from dataclasses import dataclass
from functools import cached_property
from typing import ClassVar

import numpy as np

from gradwalk.labels import tr
from gradwalk.mathematics.surfaces import Surface
from gradwalk.states.numerals import degrees, number, vector
from gradwalk.states.state import Readout

NO_VALUE = "F(x, y) has no finite value at this point, so nothing stands above it and there is no gradient here."
NO_GRADIENT = (
    "The chain rule gives no finite gradient at this point: a local derivative is undefined or infinite here "
    "(F itself may have a slope all the same)."
)
NUMERICALLY = "numerically, by central differences"
NO_SLOPE = (
    "The slopes found numerically on the two sides of this point do not come together, or F ends here: no gradient."
)
TINY = 1e-9  # a gradient that is shorter, beside the usual slope of its surface, is almost zero
ALMOST_FLAT = "The gradient is almost zero here: to first order next to nothing is gained or lost in any direction."
FLAT = "The gradient is zero here: to first order no direction leads up or down. A minimum, a maximum or a saddle?"


@dataclass(frozen=True)
class Spot:
    """The point (x, y), the height F(x, y) above it, and the gradient there, shape (2,).

    `usual_slope` is how long the gradient is elsewhere on the surface; `numerically` tells that it is found by central
    differences.
    """

    headline: ClassVar[tuple[str, ...]] = ("(x, y)", "F", "∇F", "|∇F|")

    x: float
    y: float
    height: float
    gradient: np.ndarray
    usual_slope: float = 0.0
    numerically: bool = False

    @classmethod
    def on(cls, surface: Surface, x: float, y: float) -> "Spot":
        """Return the spot of `surface` at (x, y)."""
        height = float(surface.value(x, y))
        # A formula's derivative may have a value where the formula has none, as 1/x has beside log(x).
        slopes = surface.gradient(x, y) if math.isfinite(height) else (math.nan, math.nan)
        gradient = np.array([float(slope) for slope in slopes])
        return cls(x, y, height, gradient, surface.usual_slope, surface.is_numerical)

    @property
    def length(self) -> float:
        """The length of the gradient: the slope in the steepest direction."""
        return math.hypot(*self.gradient)

    @property
    def angle(self) -> float:
        """The direction of the gradient, in radians from the x-axis; nan where there is none."""
        return math.atan2(self.gradient[1], self.gradient[0]) if self.length > 0 else math.nan

    @property
    def has_direction(self) -> bool:
        """Whether the gradient is finite and not zero."""
        return math.isfinite(self.length) and self.length > 0

    def readout(self) -> Readout:
        """Return the text twin: (name, value) pairs."""
        return [
            ("(x, y)", vector((self.x, self.y))),
            ("F", number(self.height)),
            ("∇F", vector(self.gradient)),
            ("|∇F|", number(self.length)),
            (tr("angle of ∇F"), degrees(self.angle)),
            *self.found,
        ]

    @property
    def found(self) -> Readout:
        """How the gradient is found, where that is not by the chain rule."""
        return [(tr("slopes found"), NUMERICALLY)] if self.numerically else []

    def note(self) -> str:
        """Return one sentence where something is special about this point, else an empty string."""
        if not math.isfinite(self.height):
            return NO_VALUE
        if not math.isfinite(self.length):
            return NO_SLOPE if self.numerically else NO_GRADIENT
        if self.length == 0:
            return FLAT
        return ALMOST_FLAT if self.length < TINY * self.usual_slope else ""


@dataclass(frozen=True)
class LookFromSpot:
    """What is looked at from the point r0 = (x, y) of a surface in one direction, given by an angle to the x-axis."""

    surface: Surface
    x: float
    y: float

    @cached_property
    def spot(self) -> Spot:
        """The point r0, with F and the gradient there."""
        return Spot.on(self.surface, self.x, self.y)

    @cached_property
    def here(self) -> np.ndarray:
        """The point r0, shape (2,)."""
        return np.array([self.x, self.y])

    @cached_property
    def is_smooth(self) -> bool:
        """Whether F has a finite gradient at r0, so that all slopes follow from it."""
        return math.isfinite(self.spot.height) and math.isfinite(self.spot.length)

    def angle_to_gradient(self, angle: float) -> float:
        """Return the angle between grad F and the direction at `angle`, 0 to pi; nan where one has no direction."""
        if not self.is_smooth or not self.spot.has_direction:
            return math.nan
        return abs(math.remainder(angle - self.spot.angle, math.tau))
