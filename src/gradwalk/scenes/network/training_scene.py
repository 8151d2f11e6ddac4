"""See a network learn: data, fit, the outputs of its three hidden units, and the loss against the step."""

import math

import numpy as np
from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator

from gradwalk.scenes.kit.palette import BLACK, BLUE, GREEN, ORANGE, PURPLE, RED
from gradwalk.scenes.kit.panel import Panel
from gradwalk.scenes.kit.scene import Scene
from gradwalk.stage import Mark, point, polyline, text
from gradwalk.states.network.training_run import CURVE, HIDDEN, TrainingRun
from gradwalk.states.numerals import number

HIDDEN_LOOKS = ((GREEN, "2 4"), (ORANGE, "7 4"), (PURPLE, "12 4 2 4"))
HEIGHT = 1.35  # the fit is drawn from -HEIGHT to HEIGHT
FAR = 50.0  # beyond this a curve is out of sight anyway
LABEL_GAP = 0.14  # between the names of curves at the right edge
PIECES = 80  # the loss curve is cut into so many pieces; each shows its first and its highest point
SAME = 1e-9  # hidden outputs closer than this are one curve

SYMMETRIC = (
    "All three hidden units compute the same: equal weights get equal gradients, step after step, so they never part. "
    "Three units do the work of one."
)
DIVERGED = "The training ends at step {step}: E is no finite number any more. This learning rate is too large."
GREW = "E is larger than at the start: at this learning rate the steps leap over the valley."
ROSE = "The last step raised E: it was too long for what the gradient promises."


class TrainingScene(Scene):
    """Left the data with the fit and the hidden outputs, right E against the step."""

    def __init__(self, run: TrainingRun, num_steps: int) -> None:
        self.run, self.num_steps = run, num_steps
        self.limits = (-1, 1)
        super().__init__(self._fit_panel(), self._loss_panel())

    def _fit_panel(self) -> Panel:
        label = "The data, what the network makes of them, and the outputs of its three hidden units."
        return Panel("fit", label, self._draw_data, width=520, height=400, bounds=(0.1, 0.12, 0.88, 0.85))

    def _loss_panel(self) -> Panel:
        label = "The loss E at every step so far, on a logarithmic axis."
        return Panel("loss", label, self._draw_loss, width=368, height=400, bounds=(0.17, 0.12, 0.8, 0.85))

    def _draw_data(self, axes: Axes) -> None:
        axes.set(xlim=(-1.03, 1.22), ylim=(-HEIGHT, HEIGHT), xticks=[-1, -0.5, 0, 0.5, 1])
        axes.set_xlabel("x", fontsize=10, labelpad=1)
        axes.tick_params(labelsize=9)
        axes.grid(color="#eceef0")
        axes.spines[["top", "right"]].set_visible(False)
        axes.plot(
            self.run.x[:, 0], self.run.target[:, 0], "o", markersize=5, markerfacecolor="#cfe3f1", markeredgecolor=BLUE
        )

    def _draw_loss(self, axes: Axes) -> None:
        low, high = self.limits
        axes.set(xlim=(-0.02 * self.num_steps, 1.05 * self.num_steps), ylim=(low - 0.03 * (high - low), high))
        axes.set_xlabel("step", fontsize=10, labelpad=1)
        axes.set_ylabel("E", fontsize=10, rotation=0, labelpad=8)
        axes.xaxis.set_major_locator(MaxNLocator(5, integer=True))
        every = -(-(high - low) // 8)
        ticks = list(range(low, high + 1, every))
        axes.set_yticks(ticks, labels=[power_of_ten(tick) for tick in ticks])
        axes.tick_params(labelsize=9)
        axes.grid(color="#eceef0")
        axes.spines[["top", "right"]].set_visible(False)

    def follow(self, run: TrainingRun, num_steps: int) -> None:
        """Look at another run, or at more steps; what does not change is not painted anew."""
        new_data, new_length = run.dataset is not self.run.dataset, num_steps != self.num_steps
        self.run, self.num_steps = run, num_steps
        if new_data:
            self.redraw("fit", self._draw_data)
        if new_length:
            self.redraw("loss", self._draw_loss)

    def fit_loss(self, step: int) -> None:
        """Give the loss plot decades that hold the curve up to `step`."""
        shown = decimal_exponents(self.run.losses(step))
        low, high = (np.nanmin(shown), np.nanmax(shown)) if np.isfinite(shown).any() else (-1.0, 1.0)
        grid = next(size for size in (1, 5, 20, 50, 1000) if high - low <= 8 * size)
        bottom = grid * math.floor(low / grid)
        limits = (bottom, max(grid * math.ceil(high / grid), bottom + grid))
        if limits != self.limits:
            self.limits = limits
            self.redraw("loss", self._draw_loss)

    def marks(self, step: int) -> dict[str, dict[str, Mark]]:
        """Return the marks of both panels after `step` steps, which the run has reached."""
        self.fit_loss(step)
        if not np.isfinite(self.run.parameters(step).flatten()).all():
            return {"fit": {}, "loss": self._loss_marks(step)}
        y, z = self.run.curves(step)
        return {"fit": self._fit_marks(y[:, 0], z), "loss": self._loss_marks(step)}

    def _fit_marks(self, y: np.ndarray, z: np.ndarray) -> dict[str, Mark]:
        curves = {f"z{j + 1}": (z[:, j], *HIDDEN_LOOKS[j]) for j in range(HIDDEN)}
        marks: dict[str, Mark] = {
            name: polyline(_along(values), color, width=2, dash=dash) for name, (values, color, dash) in curves.items()
        }
        marks["y"] = polyline(_along(y), RED, width=3)
        colors = {name: color for name, (_, color, _) in curves.items()} | {"y": RED}
        ends = {name: float(values[-1]) for name, (values, _, _) in curves.items()} | {"y": float(y[-1])}
        for name, height in spread(ends, LABEL_GAP).items():
            words = "fit y" if name == "y" else f"z{'₁₂₃'[int(name[1]) - 1]}"
            marks[f"{name} name"] = text((1.02, height), words, colors[name], size=13, shift=(2, 4), bold=True)
        return marks

    def _loss_marks(self, step: int) -> dict[str, Mark]:
        losses = self.run.losses(step)
        shown = telling_steps(losses)
        heights = decimal_exponents(losses[shown])
        marks = {"curve": polyline(np.column_stack([shown, heights]), BLACK, width=2)}
        if np.isfinite(heights[-1]):
            marks["here"] = point((step, heights[-1]), RED, size=6, shape="diamond")
        return marks


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


def power_of_ten(exponent: int) -> str:
    """Return a tick label such as 10⁻³."""
    return "10" + str(exponent).translate(str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹"))


def _along(values: np.ndarray) -> np.ndarray:
    """Return the curve of `values` over CURVE, shape (n, 2), cut off far outside the picture."""
    return np.column_stack([CURVE[:, 0], np.clip(values, -FAR, FAR)])


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


def hidden_difference(z: np.ndarray) -> float:
    """Return the largest difference between the outputs of any two hidden units, z of shape (n, 3)."""
    return float(np.max(z.max(axis=1) - z.min(axis=1)))


def readout(run: TrainingRun, step: int, num_steps: int) -> list[tuple[str, str]]:
    """Return the text twin after `step` steps."""
    losses = run.losses(step)
    rows = [
        ("step", f"{step} of {num_steps}"),
        ("η", f"{run.learning_rate:.3g}"),
        ("E", number(losses[-1])),
        ("E at the start", number(losses[0])),
    ]
    if np.isfinite(run.parameters(step).flatten()).all():
        _, z = run.curves(step)
        rows.append(("largest difference between hidden units", number(hidden_difference(z))))
        rows.append(("2/λ_max of E here", number(run.limit(step))))
    return rows


def note(run: TrainingRun, step: int) -> str:
    """Return one sentence where the training needs a word, else an empty string."""
    losses = run.losses(step)
    if not math.isfinite(losses[-1]):
        return DIVERGED.format(step=step)
    if losses[-1] > losses[0]:
        return GREW
    if hidden_difference(run.curves(step)[1]) < SAME:
        return SYMMETRIC
    return ROSE if step and losses[-1] > losses[-2] else ""
