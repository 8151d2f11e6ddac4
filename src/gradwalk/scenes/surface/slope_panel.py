"""Plot the slope along u against the direction of u: the curve, the kept measurements, and the handle that turns u."""

import math
from dataclasses import dataclass

import numpy as np
from matplotlib.axes import Axes

from gradwalk.labels import tr
from gradwalk.scenes.kit.palette import BLACK, BLUE, GREEN, GREY, ORANGE, PURPLE
from gradwalk.scenes.kit.panel import WHOLE, Panel, is_narrow
from gradwalk.stage import Mark, point, polyline, text
from gradwalk.states.surface.direction import ANGLES, Direction

NEAT = (1.0, 1.5, 2.0, 3.0, 5.0, 7.5, 10.0)


@dataclass(frozen=True)
class SlopeAxes:
    """Slopes from -limit to limit; the limit is a round number, so that a small move leaves it as it is."""

    limit: float

    @classmethod
    def around(cls, direction: Direction) -> "SlopeAxes":
        """Return axes that hold the slopes of all directions."""
        slopes = np.abs(direction.slope_curve)
        largest = float(slopes[np.isfinite(slopes)].max(initial=0.0))
        return cls(neat_limit(1.12 * largest))

    def draw(self, axes: Axes) -> None:
        """Draw the empty axes."""
        axes.set(xlim=(-180, 180), ylim=(-self.limit, self.limit))
        angles = range(-180, 181, 90 if is_narrow(axes) else 45)
        axes.set_xticks(angles, [f"{angle}°".replace("-", "−") for angle in angles])
        axes.set_xlabel(tr("direction φ of u, from the x-axis"), fontsize=10)
        axes.set_ylabel(tr("slope of F along u"), fontsize=10)
        axes.tick_params(labelsize=9)
        axes.grid(color="#eceef0")
        axes.axhline(0, color=GREY, linewidth=1)
        axes.spines[["top", "right"]].set_visible(False)


def neat_limit(size: float) -> float:
    """Return the smallest round number (1, 1.5, 2, 3, 5 or 7.5 times a power of ten) that is at least `size`; or 1."""
    if not 1e-12 < size < 1e300:
        return 1.0
    power = 10.0 ** math.floor(math.log10(size))
    return next(digit * power for digit in NEAT if digit * power >= size * (1 - 1e-12))


def slope_panel(axes: SlopeAxes) -> Panel:
    """Return the panel that shows the slope against the direction."""
    label = tr("The slope of F along u, for every direction of u. Drag the point, or press where u shall point.")
    return Panel("slope", label, axes.draw, width=WHOLE, height=180, bounds=(0.085, 0.27, 0.885, 0.68), grab="here")


def slope_marks(direction: Direction, limit: float) -> dict[str, Mark]:
    """Return the marks of the slope panel, which shows slopes from -limit to limit."""
    marks: dict[str, Mark] = {}
    if direction.with_gradient:
        color, dash = (BLACK, None) if direction.is_smooth else (GREY, "6 4")
        curve = np.column_stack([np.degrees(ANGLES), direction.slope_curve])
        marks["curve"] = polyline(curve, color, width=2, dash=dash)
        marks.update(_extremes(direction, limit))
    marks.update(_kept_marks(direction))
    here = (math.degrees(direction.angle), direction.slope)
    if not math.isfinite(direction.slope):
        here = (here[0], 0.0)
    label = tr("Direction of u on the slope curve. Arrow keys turn u.")
    marks["here"] = point(here, PURPLE, size=8, drag=True, guided=True, label=label)
    return marks


def _extremes(direction: Direction, limit: float) -> dict[str, Mark]:
    """Return where the gradient, its negative and, if it differs, the steepest direction are on the axis of angles."""
    if not direction.spot.has_direction or not direction.is_smooth:
        return {}
    up = direction.spot.angle
    # The curve is high at the gradient and low at its negative: the names go to the other end.
    places = [("∇F", up, BLUE, -0.9), ("−∇F", up + math.pi, ORANGE, 0.74)]
    if direction.y_weight != 1:
        places.append((tr("steepest down, so measured"), direction.steepest[1] + math.pi, GREEN, 0.5))
    marks: dict[str, Mark] = {}
    names: dict[str, Mark] = {}
    for name, angle, color, high in places:
        x = math.degrees(math.remainder(angle, math.tau))
        marks[f"line {name}"] = polyline([(x, -limit), (x, limit)], color, width=1.5, dash="5 4")
        anchor, shift = ("end", -6) if x > 0 else ("start", 6)
        at = (x, high * limit)
        names[f"name {name}"] = text(at, name, color, anchor=anchor, shift=(shift, 0), bold=True, plate=True)
    return {**marks, **names}  # no line runs through a name


def _kept_marks(direction: Direction) -> dict[str, Mark]:
    marks: dict[str, Mark] = {}
    for count, (angle, slope) in enumerate(zip(direction.kept, direction.kept_slopes, strict=True), start=1):
        at = (math.degrees(angle), slope)
        marks[f"kept {count}"] = point(at, PURPLE, size=5, shape="ring")
        marks[f"number {count}"] = text(at, str(count), PURPLE, anchor="middle", shift=(0, -9), bold=True)
    return marks
