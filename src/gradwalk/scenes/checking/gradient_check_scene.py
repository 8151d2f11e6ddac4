"""See the error of forward and central differences against the step h, and the digits that cancel on the way."""

import math
from decimal import Decimal

import numpy as np
from matplotlib.axes import Axes

from gradwalk.labels import tr, tr_later
from gradwalk.scenes.kit.palette import BLACK, BLUE, GREEN, GREY, PURPLE, RED
from gradwalk.scenes.kit.panel import Panel, is_narrow
from gradwalk.scenes.kit.powers import write_powers
from gradwalk.scenes.kit.scene import Marks, Scene
from gradwalk.stage import Mark, point, polyline, text
from gradwalk.states.checking.difference import Difference
from gradwalk.states.checking.difference_study import LARGEST, SMALLEST, STEPS, DifferenceStudy, Quotients
from gradwalk.states.numerals import number, power_of_ten

COLORS = {"forward": RED, "central": BLUE}
NAMES = {"forward": tr_later("forward"), "central": tr_later("central"), "rounding": tr_later("rounding")}
HANDLES = {
    "forward": tr_later("Step h of the forward difference"),
    "central": tr_later("Step h of the central difference"),
}
WIDTHS = {"forward": 1.4, "central": 2.6}
SHAPES = {"forward": "circle", "central": "diamond"}
SLOPES = {"forward": 1, "central": 2, "rounding": -1}
DIGITS = 17  # so many decimal digits tell any two doubles apart
ENDS = (SMALLEST / 2, LARGEST * 2)

Limits = tuple[int, int]  # decades


class GradientCheckScene(Scene[Difference]):
    """Left the errors on logarithmic axes, right the digits of f(x + h), f(x) and f(x - h)."""

    def __init__(self, study: DifferenceStudy) -> None:
        self.limits = decades(study)
        super().__init__(self._error_panel(), self._digits_panel())

    def fit(self, state: Difference) -> None:
        """Give the error plot axes that hold both curves; it is painted anew only when they change."""
        limits = decades(state.study)
        if limits != self.limits:
            self.limits = limits
            self.redraw("error", self._draw_errors)

    def _error_panel(self) -> Panel:
        label = tr("Error of the forward and the central difference against the step h, both axes logarithmic.")
        return Panel(
            "error", label, self._draw_errors, width=556, height=420, bounds=(0.13, 0.13, 0.84, 0.84), grab="central"
        )

    def _digits_panel(self) -> Panel:
        label = tr(
            "The digits of f(x + h), f(x) and f(x − h), and of the two differences; the read-out has them as text."
        )
        return Panel("digits", label, _draw_nothing, width=332, height=420, bounds=(0.02, 0.02, 0.96, 0.96))

    def _draw_errors(self, axes: Axes) -> None:
        axes.set(xscale="log", yscale="log", xlim=ENDS, ylim=tuple(10.0**k for k in self.limits))
        axes.set_xlabel(tr("step h"), fontsize=10)
        axes.set_ylabel(tr("error |difference − exact derivative|"), fontsize=10)
        axes.set_xticks([10.0**k for k in range(-15, 0, 4 if is_narrow(axes) else 2)])
        axes.tick_params(labelsize=9)
        write_powers(axes.xaxis)
        write_powers(axes.yaxis)
        axes.grid(color="#eceef0")
        axes.spines[["top", "right"]].set_visible(False)

    def marks(self, state: Difference) -> Marks:
        """Return the marks of both panels for what one step makes of f."""
        study, seen = state.study, state.seen
        if not study.is_smooth:
            return {"error": {}, "digits": {}}
        return {"error": self._error_marks(study, seen), "digits": digit_marks(study, seen)}

    def _error_marks(self, study: DifferenceStudy, seen: Quotients) -> dict[str, Mark]:
        bottom, top = (10.0**k for k in self.limits)
        marks: dict[str, Mark] = {**self._guides(study)}
        for kind, errors in study.errors.items():
            shown = np.column_stack([STEPS, np.maximum(errors, bottom)])
            marks[f"{kind}_curve"] = polyline(shown, COLORS[kind], width=WIDTHS[kind])
        marks["h"] = polyline([(seen.h, bottom), (seen.h, top)], PURPLE, width=1.5, dash="5 4")
        for kind, error in seen.errors.items():
            if math.isfinite(error):
                label = tr(HANDLES[kind])
                at = (seen.h, float(np.clip(error, bottom, top)))
                marks[kind] = point(at, COLORS[kind], size=7, shape=SHAPES[kind], drag=True, label=label)
        return {**marks, **self._labels(study)}

    def _guides(self, study: DifferenceStudy) -> dict[str, Mark]:
        """Return dashed lines for what the theory says: slopes 1 and 2 of truncation, slope -1 of rounding."""
        ends = np.array([SMALLEST, LARGEST])
        lines = {kind: study.truncation(kind, ends) for kind in COLORS} | {"rounding": study.rounding(ends)}
        return {
            f"{name}_guide": polyline(np.column_stack([ends, values]), GREY, width=1.2, dash="3 4")
            for name, values in lines.items()
            if (values > 0).all()
        }

    def _labels(self, study: DifferenceStudy) -> dict[str, Mark]:
        """Return the words at the curves: each stands on the empty side of its line."""
        bottom, top = (10.0**k for k in self.limits)
        lines = {
            "forward": (1e-3, float(study.truncation("forward", 1e-3)), RED, "end", ((-10, -20), (-10, -6))),
            "central": (6e-4, float(study.truncation("central", 6e-4)), BLUE, "start", ((12, 10), (12, 24))),
            "rounding": (1e-12, float(study.rounding(1e-12)), BLACK, "start", ((10, -18), (10, -4))),
        }
        marks = {}
        for name, (h, height, color, anchor, shifts) in lines.items():
            if bottom < height < top:
                for words, shift in zip(_called(name), shifts, strict=True):
                    marks[f"{name} {words}"] = text((h, height), words, color, anchor=anchor, shift=shift, size=12)
        return marks


def _called(name: str) -> tuple[str, str]:
    """Return what is written at a curve: its name and its slope."""
    return tr(NAMES[name]), tr("slope {slope}", slope=f"{SLOPES[name]}".replace("-", "−"))


def decades(study: DifferenceStudy) -> Limits:
    """Return the decades (lowest, highest) that hold both curves, rounded outwards to even powers of ten."""
    errors = np.concatenate(list(study.errors.values()))
    shown = errors[np.isfinite(errors) & (errors > 0)]
    if not shown.size:
        return (-16, 0)
    low, high = math.log10(shown.min()), math.log10(shown.max())
    bottom = min(max(2 * math.floor(low / 2), -300), 296)
    return (bottom, min(max(2 * math.ceil(high / 2), bottom + 4), 300))


def _draw_nothing(axes: Axes) -> None:
    axes.set(xlim=(0, 1), ylim=(0, 1))
    axes.axis("off")


def digit_marks(study: DifferenceStudy, seen: Quotients) -> dict[str, Mark]:
    """Return the lines of digits: what f(x) shares with its neighbours is grey, what is left stands out."""
    called = "E(w{})" if study.name == "E" else "f(x{})"
    places = {" + h": seen.above, "": seen.here, " − h": seen.below}
    values = {called.format(step): value for step, value in places.items()}
    marks = {"title": text((0, 0.94), tr("Subtracting what is nearly equal"), BLACK, size=14, bold=True)}
    for row, (name, value) in enumerate(values.items()):
        other = seen.below if row == 1 else seen.here
        marks |= _line(name, value, other, 0.84 - 0.085 * row, same=GREY, rest=PURPLE)
    marks["cancel"] = text((0, 0.56), cancellation(seen), BLACK, size=12)
    marks["quotients"] = text((0, 0.4), tr("What the differences make of it"), BLACK, size=14, bold=True)
    for row, (kind, value) in enumerate(seen.differences.items()):
        marks |= _line(tr(NAMES[kind]), value, study.exact, 0.3 - 0.085 * row, same=GREEN, rest=GREY)
    return marks | _line(tr("exact"), study.exact, study.exact, 0.13, same=GREEN, rest=GREY)


def cancellation(seen: Quotients) -> str:
    """Return one line that says how many of about 16 digits cancel in f(x + h) - f(x)."""
    value, change = abs(seen.here), abs(seen.above - seen.here)
    if change == 0:
        return tr("Both values are the same number.")
    if value <= change:
        return tr("No leading digit cancels here.")
    return tr("About {digits} of 16 digits cancel.", digits=f"{math.log10(value / change):.0f}")


def _line(name: str, value: float, other: float, y: float, same: str, rest: str) -> dict[str, Mark]:
    """Return a named number; the leading digits it has in common with `other` and the others differ in look."""
    digits, length = written(value, other)
    marks = {name: text((0, y), name, BLACK, size=12)}
    if length:
        marks[f"{name} same"] = text((0.29, y), digits[:length], same, size=13)
    if digits[length:]:
        at = (0.29 + 0.0272 * _widths(digits[:length]), y)
        marks[f"{name} rest"] = text(at, digits[length:], rest, size=13, bold=rest == PURPLE)
    return marks


def _widths(digits: str) -> float:
    """Return the width of `digits` in digits: in the course's typeface all digits have one width, a point half."""
    return sum(0.5 if sign == "." else 1.3 if sign == "−" else 1 for sign in digits)


def written(value: float, other: float) -> tuple[str, int]:
    """Return all digits of `value`, and how many leading characters `other`, written alike, has in common."""
    if not math.isfinite(value):
        return number(value), 0
    size = max(abs(value), abs(other) if math.isfinite(other) else 0.0)
    if size and not 1e-5 <= size < 1e7:
        exponent = math.floor(math.log10(size))
        mine, theirs = (f"{Decimal(each).scaleb(-exponent):.{DIGITS - 1}f}" for each in (value, other))
        mine, theirs = (f"{digits}·{power_of_ten(exponent)}" for digits in (mine, theirs))
    else:
        decimals = DIGITS - 1 - (math.floor(math.log10(size)) if size else 0)
        mine, theirs = f"{value:.{decimals}f}", f"{other:.{decimals}f}"
    pairs = enumerate(zip(mine, theirs, strict=False))
    length = next((i for i, (a, b) in pairs if a != b), min(len(mine), len(theirs)))
    return mine.replace("-", "−"), length
