"""A change of x that runs through y = g(x) and z = f(y): the ratios of the changes beside the slopes, (4.1)."""

import math
from dataclasses import dataclass
from typing import ClassVar

from gradwalk.mathematics.composition import Wiggle, ratio
from gradwalk.states.numerals import factor, number
from gradwalk.states.state import Readout

NO_Y = "g(x) has no finite value at this x, so there is no y and no z here."
NO_Z = "f(y) has no finite value at this y, so there is no z here."
NO_SLOPE = (
    "We find no finite slope of {} (most often at a kink, a jump or a vertical tangent): (4.1) says nothing here."
)
NO_SLOPE_G, NO_SLOPE_F = NO_SLOPE.format("g at this x"), NO_SLOPE.format("f at this y")
LANDED = "x + Δx leads to a point without a finite value; the actual changes are undefined."
STILL = "Δx is zero: nothing moves. Choose another wiggle."
FLAT = "Here Δy is zero although Δx is not: Δz/Δy has no value, yet the chain rule with derivatives still holds."


@dataclass(frozen=True)
class ChainStep(Wiggle):
    """A change of x and what it does, in words."""

    headline: ClassVar[tuple[str, ...]] = ("Δz/Δx = Δz/Δy · Δy/Δx", "dz/dx = dz/dy · dy/dx", "Δz/Δx − dz/dx")

    def readout(self) -> Readout:
        """Return the text twin: the point, the actual changes and their ratios, the slopes and their product."""
        quotient = ratio(self.dz, self.dx)
        ratios = f"{number(ratio(self.dz, self.dy))} · {factor(ratio(self.dy, self.dx), number)}"
        product = f"{number(self.dz_dy)} · {factor(self.dy_dx, number)} = {number(self.dz_dx)}"
        return [
            ("x", number(self.x)), ("y", number(self.y)), ("z", number(self.z)),
            ("Δx", number(self.dx)), ("Δy", number(self.dy)), ("Δz", number(self.dz)),
            ("Δz/Δx = Δz/Δy · Δy/Δx", f"{ratios} = {number(quotient)}"),
            ("dz/dx = dz/dy · dy/dx", product),
            ("Δz/Δx − dz/dx", number(quotient - self.dz_dx)),
        ]  # fmt: skip

    def note(self) -> str:
        """Return one sentence where something is special, else an empty string."""
        if not math.isfinite(self.y):
            return NO_Y
        if not math.isfinite(self.z):
            return NO_Z
        if not math.isfinite(self.dy_dx):
            return NO_SLOPE_G
        if not math.isfinite(self.dz_dy):
            return NO_SLOPE_F
        if not math.isfinite(self.dz):
            return LANDED
        if self.dx == 0:
            return STILL
        return FLAT if self.dy == 0 else ""
