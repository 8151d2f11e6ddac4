"""See a network learn: data, fit, the outputs of its three hidden units, and the loss against the step."""

import math
from functools import partial

import numpy as np
from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator

from gradwalk.labels import tr
from gradwalk.mathematics.names import Name, units
from gradwalk.scenes.kit.palette import BLACK, BLUE, GREEN, ORANGE, PURPLE, RED
from gradwalk.scenes.kit.panel import Panel
from gradwalk.scenes.kit.scene import Marks, Scene
from gradwalk.stage import Mark, point, polyline, text
from gradwalk.states.network.training_run import CURVE, HIDDEN, TrainingRun
from gradwalk.states.network.training_step import TrainingStep
from gradwalk.states.numerals import power_of_ten

HIDDEN_LOOKS = ((GREEN, "2 4"), (ORANGE, "7 4"), (PURPLE, "12 4 2 4"))
HEIGHT = 1.35  # targets from -1 to 1 are drawn from -HEIGHT to HEIGHT
FAR = 50.0  # beyond this a curve is out of sight anyway
LABEL_GAP = 0.14  # between the names of curves at the right edge
PIECES = 80  # the loss curve is cut into so many pieces; each shows its first and its highest point


class TrainingScene(Scene[TrainingStep]):
    """Left the data with the fit and the hidden outputs, right E against the step."""

    def __init__(self, state: TrainingStep) -> None:
        self.run, self.num_steps = state.run, state.num_steps
        self.limits = loss_decades(state.losses)
        super().__init__(self._fit_panel(), self._loss_panel())

    def _fit_panel(self) -> Panel:
        label = tr("The data, what the network makes of them, and the outputs of its three hidden units.")
        return Panel(
            "fit",
            label,
            partial(_draw_data, run=self.run),
            width=520,
            height=400,
            bounds=(0.1, 0.12, 0.88, 0.85),
        )

    def _loss_panel(self) -> Panel:
        label = tr("The loss E at every step so far, on a logarithmic axis.")
        return Panel("loss", label, self._draw_loss, width=368, height=400, bounds=(0.17, 0.12, 0.8, 0.85))

    def _draw_loss(self, axes: Axes) -> None:
        low, high = self.limits
        axes.set(xlim=(-0.02 * self.num_steps, 1.05 * self.num_steps), ylim=(low - 0.03 * (high - low), high))
        axes.set_xlabel(tr("step"), fontsize=10, labelpad=1)
        axes.set_ylabel("E", fontsize=10, rotation=0, labelpad=8)
        axes.xaxis.set_major_locator(MaxNLocator(5, integer=True))
        every = -(-(high - low) // 8)
        ticks = list(range(low, high + 1, every))
        axes.set_yticks(ticks, labels=[power_of_ten(tick) for tick in ticks])
        axes.tick_params(labelsize=9)
        axes.grid(color="#eceef0")
        axes.spines[["top", "right"]].set_visible(False)

    def fit(self, state: TrainingStep) -> None:
        """Paint anew what another data set, more steps or a higher loss asks for."""
        if state.run.dataset is not self.run.dataset:
            self.redraw("fit", partial(_draw_data, run=state.run))
        limits = loss_decades(state.losses)
        if (state.num_steps, limits) != (self.num_steps, self.limits):
            self.num_steps, self.limits = state.num_steps, limits
            self.redraw("loss", self._draw_loss)
        self.run = state.run

    def marks(self, state: TrainingStep) -> Marks:
        """Return the marks of both panels."""
        if not state.is_finite:
            return {"fit": {}, "loss": _loss_marks(state)}
        y, z = state.curves
        return {"fit": _fit_marks(state.run, y[:, 0], z), "loss": _loss_marks(state)}


def _fit_marks(run: TrainingRun, y: np.ndarray, z: np.ndarray) -> dict[str, Mark]:
    """Return the curves y (n,) and z (n, 3) with their names at the right edge."""
    curves = {name: (z[:, j], *HIDDEN_LOOKS[j]) for j, name in enumerate(units("z", HIDDEN))}
    marks: dict[str, Mark] = {
        name: polyline(_along(run, values), color, width=2, dash=dash) for name, (values, color, dash) in curves.items()
    }
    marks["y"] = polyline(_along(run, y), RED, width=3)
    colors = {name: color for name, (_, color, _) in curves.items()} | {"y": RED}
    size, (left, right) = size_of(run), window_of(run)
    ends = {name: float(values[-1]) / size for name, (values, _, _) in curves.items()} | {"y": float(y[-1]) / size}
    for name, height in spread(ends, LABEL_GAP).items():
        words, at = name.symbol if isinstance(name, Name) else tr("fit y"), right + 0.01 * (right - left)
        marks[f"{name} name"] = text((at, height * size), words, colors[name], size=13, shift=(2, 4), bold=True)
    return marks


def window_of(run: TrainingRun) -> tuple[float, float]:
    """Return the first and the last x at which the curves are drawn."""
    return float(run.curve[0, 0]), float(run.curve[-1, 0])


def size_of(run: TrainingRun) -> float:
    """Return what the picture is larger than that of targets from -1 to 1, where the hidden outputs are."""
    return max(1.0, float(np.abs(run.target).max()))


def _draw_data(axes: Axes, run: TrainingRun) -> None:
    (left, right), height = window_of(run), HEIGHT * size_of(run)
    width = (right - left) / 2
    axes.set(xlim=(left - 0.03 * width, right + 0.22 * width), ylim=(-height, height))
    axes.set_xticks(np.linspace(left, right, 5) if run.curve is CURVE else MaxNLocator(5).tick_values(left, right))
    axes.set_xlim(left - 0.03 * width, right + 0.22 * width)  # ticks beyond them have moved the limits
    axes.set_xlabel("x", fontsize=10, labelpad=1)
    axes.tick_params(labelsize=9)
    axes.grid(color="#eceef0")
    axes.spines[["top", "right"]].set_visible(False)
    axes.plot(run.x[:, 0], run.target[:, 0], "o", markersize=5, markerfacecolor="#cfe3f1", markeredgecolor=BLUE)


def _loss_marks(state: TrainingStep) -> dict[str, Mark]:
    shown = telling_steps(state.losses)
    heights = decimal_exponents(state.losses[shown])
    marks = {"curve": polyline(np.column_stack([shown, heights]), BLACK, width=2)}
    if np.isfinite(heights[-1]):
        marks["here"] = point((state.step, heights[-1]), RED, size=6, shape="diamond")
    return marks


def loss_decades(losses: np.ndarray) -> tuple[int, int]:
    """Return the decades (lowest, highest), rounded outwards, that hold the losses."""
    shown = decimal_exponents(losses)
    low, high = (np.nanmin(shown), np.nanmax(shown)) if np.isfinite(shown).any() else (-1.0, 1.0)
    grid = next(size for size in (1, 5, 20, 50, 1000) if high - low <= 8 * size)
    bottom = grid * math.floor(low / grid)
    return (bottom, max(grid * math.ceil(high / grid), bottom + grid))


def telling_steps(losses: np.ndarray) -> np.ndarray:
    """Return the steps drawn of a long loss curve: enough to hide no spike and no early fall, in increasing order."""
    last = len(losses) - 1
    starts = np.unique(np.linspace(0, last, PIECES).astype(int))
    early = np.unique(np.geomspace(1, last + 1, PIECES // 2).astype(int) - 1)
    pieces = np.split(np.nan_to_num(losses, nan=np.inf), starts[1:])
    peaks = [start + int(np.argmax(piece)) for start, piece in zip(starts, pieces, strict=True)]
    return np.unique(np.concatenate([starts, early, peaks]))


def decimal_exponents(values: np.ndarray) -> np.ndarray:
    """Return log10 of positive finite values, nan for others.

    The axis shows these and not the values: Matplotlib's logarithmic ticks fail near 1e308, where divergence ends.
    """
    with np.errstate(all="ignore"):
        exponents = np.log10(values)
    return np.where(np.isfinite(exponents), exponents, np.nan)


def _along(run: TrainingRun, values: np.ndarray) -> np.ndarray:
    """Return the curve of `values` along x, shape (n, 2), cut off far outside the picture."""
    far = FAR * size_of(run)
    return np.column_stack([run.curve[:, 0], np.clip(values, -far, far)])


def spread(heights: dict[str, float], gap: float) -> dict[str, float]:
    """Return the heights, kept inside the picture and moved apart where two are closer than `gap`."""
    order = sorted(heights, key=lambda name: (np.clip(heights[name], -HEIGHT, HEIGHT), name))
    placed: dict[str, float] = {}
    floor = -HEIGHT + gap / 2
    for name in order:
        placed[name] = max(float(np.clip(heights[name], -HEIGHT, HEIGHT)), floor)
        floor = placed[name] + gap
    over = max(0.0, floor - gap / 2 - HEIGHT)
    ceiling = HEIGHT
    for name in reversed(order):
        if over and placed[name] > ceiling - gap / 2:
            placed[name] = ceiling - gap / 2
        ceiling = placed[name] - gap / 2
    return placed
