"""A point on a surface with the way downhill and the way to the nearest minimum, which are not the same."""

import math
from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from gradwalk.labels import tr, tr_later
from gradwalk.mathematics.calculus import unit_vector
from gradwalk.mathematics.descent import lengths
from gradwalk.mathematics.surfaces import Surface
from gradwalk.states.numerals import degrees, vector
from gradwalk.states.state import Readout
from gradwalk.states.surface.spot import Spot

ARRIVED = 1e-12  # closer to a minimum than this, for the size of the numbers, is at it
TO_MINIMUM = tr_later("angle of −∇F to the nearest minimum found")


@dataclass(frozen=True)
class WayDown(Spot):
    """A point, and the `minimum` found nearest to it, shape (2,), or None."""

    headline: ClassVar[tuple[str, ...]] = ("(x, y)", "−∇F", TO_MINIMUM)

    minimum: np.ndarray | None = None

    @classmethod
    def on(cls, surface: Surface, x: float, y: float) -> "WayDown":
        """Return the point of `surface` at (x, y)."""
        return cls(**vars(Spot.on(surface, x, y)), minimum=surface.nearest_minimum(np.array([x, y])))

    def readout(self) -> Readout:
        """Return the text twin: (name, value) pairs."""
        rows = [("−∇F", vector(-self.gradient)), (tr(TO_MINIMUM), degrees(angle_to(self, self.minimum)))]
        return [*super().readout(), *rows]


def angle_to(spot: Spot, minimum: np.ndarray | None) -> float:
    """Return the angle in radians between -grad F at `spot` and the way to `minimum`; nan where there is none."""
    if minimum is None or not spot.has_direction:
        return math.nan
    here = np.array([spot.x, spot.y])
    if lengths(minimum - here) <= ARRIVED * max(lengths(here), lengths(minimum)):
        return math.nan
    return math.acos(float(np.clip(-unit_vector(spot.gradient) @ unit_vector(minimum - here), -1, 1)))
