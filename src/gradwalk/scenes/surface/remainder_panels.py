"""Two views of a Taylor remainder: a lens that shrinks with the step, and the remainder against its length."""

import math

import numpy as np
from matplotlib.axes import Axes

from gradwalk.labels import tr, tr_later
from gradwalk.scenes.kit.palette import BLACK, BLUE, GREEN, GREY, PURPLE, RED
from gradwalk.scenes.kit.panel import HALF, Panel
from gradwalk.scenes.kit.powers import write_powers
from gradwalk.stage import Mark, arrow, point, polygon, polyline, text
from gradwalk.states.numerals import number
from gradwalk.states.surface.taylor_step import FIRST, SECOND, TaylorStep

LENS = (-0.75, 1.55)  # the lens shows this part of the line along r, in units of |r|
TALL = 1.15  # and this many times the largest change
AROUND = np.linspace(*LENS, 47)
HEIGHT = 182
DECADES_OF_REMAINDER = 15
SMALLEST = 1e-307  # numbers nearer to zero have lost digits


def lens_panel() -> Panel:
    """Return the panel that magnifies F along the step, so that |r| always looks the same."""

    def draw(axes: Axes) -> None:
        axes.set(xlim=LENS, ylim=(-TALL, TALL), yticks=[])
        axes.set_xticks([0, 1], ["0", "|r|"])
        axes.set_xlabel(tr("way along r, magnified"), fontsize=10)
        axes.set_ylabel(tr("change of F"), fontsize=10)
        axes.tick_params(labelsize=10)
        axes.axhline(0, color="#c8ccd0", linewidth=1)
        axes.axvline(0, color="#c8ccd0", linewidth=1)

    label = tr("F along the step beside its first-order model, magnified so that the step always has the same size.")
    return Panel("lens", label, draw, width=HALF, height=HEIGHT, bounds=(0.075, 0.25, 0.9, 0.69))


def remainder_panel(reach: tuple[float, float], largest: float) -> Panel:
    """Return the log-log panel of the remainder; `largest` is a power of ten that remainders seldom exceed."""

    def draw(axes: Axes) -> None:
        axes.set(xscale="log", yscale="log", xlim=reach, ylim=remainder_limits(largest))
        axes.set_xlabel(tr("length of the step |r|"), fontsize=10)
        axes.set_ylabel(tr("|remainder|"), fontsize=10)
        axes.tick_params(labelsize=9)
        write_powers(axes.xaxis)
        write_powers(axes.yaxis)
        axes.set_xticks(10.0 ** np.arange(round(math.log10(reach[0])), round(math.log10(reach[1])) + 1))
        axes.grid(color="#eceef0")
        axes.spines[["top", "right"]].set_visible(False)

    label = tr(
        "The remainder against the length of the step, on logarithmic axes. Drag the point to change the length."
    )
    bounds = (0.16, 0.25, 0.81, 0.69)
    return Panel("remainder", label, draw, width=HALF, height=HEIGHT, bounds=bounds, grab="here")


def remainder_limits(largest: float) -> tuple[float, float]:
    """Return the lowest and the highest remainder shown, which have logarithms and one power of ten between them."""
    lowest = max(largest * 10.0**-DECADES_OF_REMAINDER, SMALLEST)
    return (lowest, max(largest, 10 * lowest))


def lens_marks(step: TaylorStep) -> dict[str, Mark]:
    """Return the marks in the lens; the window is as wide as the step is long, and as high as F changes in it."""
    if not math.isfinite(step.spot.height):
        return {}
    lengths = step.length * AROUND
    curves = {"actual": step.change(lengths)}
    if step.is_smooth:
        curves["first"] = step.prediction(lengths, FIRST)
    if step.is_smooth and step.with_second:
        curves["second"] = step.prediction(lengths, SECOND)
    sizes = np.abs(np.concatenate(list(curves.values())))
    unit = float(sizes[np.isfinite(sizes)].max(initial=0.0)) or 1.0
    looks = {"actual": (BLACK, 2.5, None), "second": (GREEN, 2, "8 4"), "first": (BLUE, 2, None)}
    marks: dict[str, Mark] = {}
    for name, (color, width, dash) in looks.items():
        if name in curves:
            rows = np.column_stack([AROUND, curves[name] / unit])
            marks[name] = polyline(rows[[0, -1]] if name == "first" else rows, color, width=width, dash=dash)
    return {**marks, **_lens_step(step, unit), **_lens_size(step, unit)}


def _lens_step(step: TaylorStep, unit: float) -> dict[str, Mark]:
    """Return the step itself, and at its end the actual change, the predicted one and what lies between."""
    marks: dict[str, Mark] = {"r": arrow((0, 0), (1, 0), PURPLE, width=3)}
    actual, predicted = step.actual / unit, step.predicted() / unit
    if step.is_smooth and math.isfinite(actual):
        marks["gap"] = polyline([(1, predicted), (1, actual)], RED, width=5)
        if abs(actual - predicted) > 0.25:
            marks["gap name"] = text((1, (actual + predicted) / 2), tr("remainder"), RED, shift=(9, 5), bold=True)
    if step.is_smooth:
        marks["predicted"] = point((1, predicted), BLUE, size=5.5, shape="square")
    if math.isfinite(actual):
        marks["end"] = point((1, actual), BLACK, size=6)
    marks["start"] = point((0, 0), BLACK, size=6)
    return marks


def _lens_size(step: TaylorStep, unit: float) -> dict[str, Mark]:
    """Return the size of the window in words, in the corner that the end of the step leaves free."""
    wide, high = number((LENS[1] - LENS[0]) * step.length), number(2 * TALL * unit)
    size = tr("this window: {wide} wide, {high} high", wide=wide, high=high)
    corner, down = ((LENS[1], TALL), 16) if step.predicted() < 0 or step.actual < 0 else ((LENS[1], -TALL), -7)
    return {"size": text(corner, size, GREY, size=12, anchor="end", shift=(-6, down))}


def remainder_marks(step: TaylorStep, largest: float) -> dict[str, Mark]:
    """Return the marks of the log-log plot, whose top is `largest`."""
    low, _ = remainder_limits(largest)
    if not step.is_smooth:
        words = text((step.reach[0], largest), tr("no first-order model here"), BLUE, shift=(8, 18), bold=True)
        return {"name 1": words, "here": _handle((step.length, math.sqrt(low * largest)))}
    marks = _rounding_marks(step, low)
    marks["first"] = polyline(np.column_stack([step.lengths, step.first_remainders]), BLUE, width=2.5)
    marks.update(_breaking_marks(step, low, largest))
    if step.with_second:
        marks["second"] = polyline(
            np.column_stack([step.lengths, step.second_remainders]), GREEN, width=2.5, dash="8 4"
        )
        marks.update(_named(step, SECOND, largest))
    marks.update(_named(step, FIRST, largest))
    left = abs(step.remainder())
    inside = np.clip(np.nan_to_num(left, nan=0.0), 3 * low, largest / 3)
    marks["here"] = _handle((step.length, float(inside)))
    return marks


def _handle(at: tuple[float, float]) -> Mark:
    label = tr("Length of the step. Arrow keys make it longer or shorter.")
    return point(at, PURPLE, size=8, drag=True, guided=True, label=label)


def _rounding_marks(step: TaylorStep, low: float) -> dict[str, Mark]:
    """Return the band in which a remainder cannot be told from rounding."""
    lengths = step.lengths[::5]
    floor = np.maximum(step.rounding(lengths, FIRST), low)
    band = [*zip(lengths, floor, strict=True), (lengths[-1], low), (lengths[0], low)]
    marks: dict[str, Mark] = {"rounding": polygon(band, GREY, opacity=0.2)}
    if floor[0] > 10 * low:
        marks["rounding name"] = text((lengths[0], low), tr("rounding"), GREY, size=12, shift=(6, -4))
    return marks


def _breaking_marks(step: TaylorStep, low: float, largest: float) -> dict[str, Mark]:
    if not step.reach[0] < step.breaks_at < step.reach[1]:
        return {}
    at = step.breaks_at
    side = ("end", -5) if at > math.sqrt(step.reach[0] * step.reach[1]) else ("start", 5)
    return {
        "break": polyline([(at, low), (at, largest)], RED, width=1.5, dash="5 4"),
        "break name": text((at, low), tr("10 % off"), RED, anchor=side[0], shift=(side[1], -7), bold=True),
    }


NAMES = {FIRST: (tr_later("first order"), BLUE), SECOND: (tr_later("second order"), GREEN)}


def _named(step: TaylorStep, order: int, largest: float) -> dict[str, Mark]:
    """Return the name of a curve with its slope at this length, or what is to be said where there is no curve."""
    name, color = NAMES[order]
    exponent = step.first_exponent if order == FIRST else step.second_exponent
    if step.degree <= order:
        words = tr("exact, but for rounding")
    elif not math.isfinite(exponent):
        words = tr("too small to measure here")
    else:
        words = tr("slope {slope} here", slope=f"{exponent:.2f}")
    return {
        f"name {order}": text((step.reach[0], largest), f"{tr(name)}: {words}", color, shift=(8, 18 * order), bold=True)
    }
