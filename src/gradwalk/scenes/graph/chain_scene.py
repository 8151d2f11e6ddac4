"""See y = g(x), z = f(y) and z = f(g(x)) side by side: a change of x runs through them, and slopes multiply (4.1)."""

import math

import numpy as np
from matplotlib.axes import Axes

from gradwalk.labels import tr
from gradwalk.mathematics.chain_rule import pretty
from gradwalk.mathematics.composition import Link
from gradwalk.scenes.kit.limits import without_spikes
from gradwalk.scenes.kit.palette import BLACK, BLUE, GREEN, GREY, ORANGE, PURPLE
from gradwalk.scenes.kit.panel import DRAWABLE, Panel
from gradwalk.scenes.kit.scene import Marks, Scene
from gradwalk.stage import Mark, point, polyline, text
from gradwalk.states.graph.chain_step import ChainStep
from gradwalk.states.numerals import number

SAMPLES = 801
FLAT = 1e-9  # values that differ by less, for their size, are drawn as a constant
REACH = 0.25  # the largest wiggle, as a share of the range of x
SQUEEZED = 2.5  # more of it, and the usual part of a curve is too low to see
NEAR_EDGE = 0.12  # of the width of a plot
MARGIN = 0.12  # of the range of values, above and below the curve: room for the letters of a change
SPIKES = 0.05  # the share of values at each end that may lie outside the picture
WORDS = (0.48, 0.14)  # the width and height of "dz/dx = −0.878", in those of a plot
PLACES = [(across, up) for up in (1, 0) for across in (0, 0.5, 1)]  # top left first; (1, 0) is the bottom right corner
JUMP = 0.5  # of the picture's height between two samples: there the curve is broken, not drawn through
GONE = "x + Δx leads out of the picture; a smaller Δx brings it back."


class ChainScene(Scene[ChainStep]):
    """Three linked plots on common ranges; dx, dy and dz have the same colour and letters wherever they appear."""

    def __init__(self, g: Link, f: Link, x_range: tuple[float, float]) -> None:
        self.g, self.f, self.x_range = g, f, x_range
        self._free: dict[str, tuple[float, float]] = {}  # panel -> where its slope is written
        pad = REACH * (x_range[1] - x_range[0])  # so that x + dx stays in the picture
        self.x_limits = (x_range[0] - pad, x_range[1] + pad)
        self.y_limits = self._heights(g)
        composed = f(g(np.linspace(*x_range, SAMPLES)))
        self.z_limits = _limits(np.concatenate([composed, f(np.linspace(*self.y_limits, SAMPLES))]))
        super().__init__(
            self._plot("g", g, ("x", "y"), (self.x_limits, self.y_limits), f"y = g(x) = {pretty(str(g.graph))}"),
            self._plot("f", f, ("y", "z"), (self.y_limits, self.z_limits), f"z = f(y) = {pretty(str(f.graph))}"),
            self._plot("fg", lambda x: f(g(x)), ("x", "z"), (self.x_limits, self.z_limits), "z = f(g(x))"),
        )

    def _heights(self, g: Link) -> tuple[float, float]:
        """Return the limits of y: for all x that can be reached, unless that would squeeze the usual ones flat."""
        usual = _limits(g(np.linspace(*self.x_range, SAMPLES)))
        wide = _limits(g(np.linspace(*self.x_limits, SAMPLES)))
        return wide if wide[1] - wide[0] <= SQUEEZED * (usual[1] - usual[0]) else usual

    def _plot(self, name: str, curve, letters: tuple[str, str], limits: tuple, title: str) -> Panel:
        def draw(axes: Axes) -> None:
            (across, up), (low, high) = letters, limits[1]
            at = np.linspace(*limits[0], SAMPLES)
            values = _broken(np.array(curve(at), dtype=float), high - low)
            axes.plot(at, values, color=GREY, linewidth=1.6)
            axes.set(xlim=limits[0], ylim=limits[1])
            self._free[name] = _free_place((at - limits[0][0]) / np.ptp(limits[0]), (values - low) / (high - low))
            axes.set_title(title if len(title) <= 34 else f"{title[:33]}…", fontsize=10, parse_math=False)
            axes.set_xlabel(across, fontsize=10, labelpad=1)
            axes.text(-0.05, 1.03, up, fontsize=10, transform=axes.transAxes, ha="right")
            axes.tick_params(labelsize=9)
            axes.locator_params(nbins=6)
            axes.grid(color="#eceef0")
            axes.spines[["top", "right"]].set_visible(False)

        label = tr("The graph of {curve}.", curve=title)
        grab = "" if name == "f" else "start"
        return Panel(name, label, draw, width=290, height=290, bounds=(0.185, 0.145, 0.785, 0.755), grab=grab)

    def marks(self, w: ChainStep) -> Marks:
        """Return the marks of the three panels."""
        dx, dy, dz = ("Δx", PURPLE, w.dx), ("Δy", GREEN, w.dy), ("Δz", ORANGE, w.dz)
        return {
            "g": self._step("g", (w.x, w.y), dx, dy, w.dy_dx, "dy/dx"),
            "f": self._step("f", (w.y, w.z), dy, dz, w.dz_dy, "dz/dy"),
            "fg": self._step("fg", (w.x, w.z), dx, dz, w.dz_dx, "dz/dx"),
        }

    def _step(self, name: str, start: tuple, run: tuple, rise: tuple, slope: float, symbol: str) -> dict[str, Mark]:
        """Return tangent, changes and points of one panel: from `start`, `run` across and `rise` up."""
        corner, end = (start[0] + run[2], start[1]), (start[0] + run[2], start[1] + rise[2])
        marks: dict[str, Mark] = {}
        if math.isfinite(slope) and np.isfinite(start).all():
            marks["tangent"] = polyline(self._tangent(name, start, slope), BLUE, width=2)
        marks["run"] = polyline([start, corner], run[1], width=3)
        marks["rise"] = polyline([corner, end], rise[1], width=3, dash="7 3")
        marks |= self._letters(name, start, corner, end, run, rise)
        if "tangent" in marks:
            marks["slope"] = self._slope_text(name, f"{symbol} = {number(slope)}")
        live = name != "f"
        marks["end"] = point(end, PURPLE, size=5, shape="diamond", drag=live, guided=live, label="x + Δx")
        marks["start"] = point(start, BLACK, size=5.5, drag=live, guided=live, label="x")
        return {key: mark for key, mark in marks.items() if np.isfinite(mark.at).all()}

    def _tangent(self, name: str, start: tuple, slope: float) -> np.ndarray:
        """Return the two ends of the tangent, as far as the picture goes."""
        (left, right), (low, high) = self.panels[name].axes.get_xlim(), self.panels[name].axes.get_ylim()
        steep = abs(slope) * (right - left) > high - low  # a quotient by a slope next to zero could overflow
        reach = (high - low) / abs(slope) if steep else right - left
        across = np.array([start[0] - reach, start[0] + reach])
        return np.column_stack([across, start[1] + slope * (across - start[0])])

    def _slope_text(self, name: str, words: str) -> Mark:
        """Return the slope as text where the curve leaves room for it; there it stays, whatever is moved."""
        (across, up), axes = self._free[name], self.panels[name].axes
        at = [low + share * (high - low) for share, (low, high) in ((across, axes.get_xlim()), (up, axes.get_ylim()))]
        anchor = {0: "start", 0.5: "middle", 1: "end"}[across]
        shift = (8 - 16 * across, 16 if up else -8)
        return text(at, words, BLUE, size=13, anchor=anchor, shift=shift, bold=True, plate=True)

    def _letters(self, name: str, start: tuple, corner: tuple, end: tuple, run: tuple, rise: tuple) -> dict[str, Mark]:
        """Return the letters beside the two changes, on the outer side of the triangle they make."""
        (left, end_of_axis), middle = self.panels[name].axes.get_xlim(), ((start[0] + corner[0]) / 2, start[1])
        room = NEAR_EDGE * (end_of_axis - left)
        right = corner[0] < left + room or (run[2] >= 0 and corner[0] < end_of_axis - room)
        below = 17 if rise[2] >= 0 else -7
        return {
            "run letter": text(middle, run[0], run[1], size=12, anchor="middle", shift=(0, below), bold=True),
            "rise letter": text(
                (corner[0], (start[1] + end[1]) / 2), rise[0], rise[1],
                size=12, anchor="start" if right else "end", shift=(6 if right else -6, 4), bold=True,
            ),
        }  # fmt: skip

    def remark(self, w: ChainStep) -> str:
        """Return one sentence where the far end of the change is out of sight."""
        return "" if self._holds(w) else GONE

    def _holds(self, w: ChainStep) -> bool:
        """Tell whether the far end of the wiggle is seen in all plots."""
        ends = ((w.y + w.dy, self.y_limits), (w.z + w.dz, self.z_limits))
        return all(low <= value <= high for value, (low, high) in ends)


def _free_place(across: np.ndarray, up: np.ndarray) -> tuple[float, float]:
    """Return the first of PLACES where the fewest points of a curve, given in shares of the plot, cross WORDS."""

    def crossed(place: tuple[float, float]) -> int:
        left, bottom = place[0] * (1 - WORDS[0]), place[1] * (1 - WORDS[1])
        beside = (across >= left) & (across <= left + WORDS[0])
        return int(np.count_nonzero(beside & (up >= bottom) & (up <= bottom + WORDS[1])))

    return min(PLACES, key=crossed)


def _limits(values: np.ndarray) -> tuple[float, float]:
    """Return rounded limits that hold the values, spikes and what is too large to draw left out."""
    finite = values[np.abs(values) <= DRAWABLE]
    if not finite.size:
        return (-1.0, 1.0)
    low, high = without_spikes(finite, SPIKES, room=1)
    size = max(abs(low), abs(high))
    spread = high - low if high - low > FLAT * size else 0.0  # less is rounding, and no axis can show it
    room = MARGIN * spread or FLAT * size or 1.0
    return (low - room, high + room)


def _broken(values: np.ndarray, height: float) -> np.ndarray:
    """Return the values of a curve with nan where it leaves the picture or jumps, so that no false line is drawn."""
    with np.errstate(invalid="ignore"):
        jumps = np.flatnonzero(np.abs(np.diff(values)) > JUMP * height)
    broken = values.copy()
    broken[jumps] = np.nan
    broken[~np.isfinite(broken)] = np.nan
    return broken
