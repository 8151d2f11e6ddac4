"""Plot F against the step of a descent, on axes that hold the whole path, and the learning rate on a line."""

import math
from dataclasses import dataclass

import numpy as np
from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator

from gradwalk.scenes.palette import BLACK
from gradwalk.scenes.panel import Panel

RATE_LIMITS = (1e-4, 10.0)  # learning rates that the line shows


@dataclass(frozen=True)
class LossAxes:
    """The limits and the scale of the loss plot; rounded outwards, so that a small move leaves them as they are."""

    num_steps: int
    low: float
    high: float
    scale: str

    @classmethod
    def around(cls, losses: np.ndarray, num_steps: int) -> "LossAxes":
        """Return axes that hold all finite `losses`: logarithmic where all are positive, linear otherwise."""
        finite = losses[np.isfinite(losses)]
        if not finite.size:
            return cls(num_steps, 0.0, 1.0, "linear")
        low, high = float(finite.min()), float(finite.max())
        if low > 1e-300:
            bottom, top = math.floor(math.log10(low)), math.ceil(math.log10(high))
            return cls(num_steps, 10.0 ** max(bottom, top - 18), 10.0 ** min(max(top, bottom + 1), 308), "log")
        # At a loss of exactly zero, or below, a logarithm has nothing to show.
        size = max(abs(low), abs(high), 1e-12)
        step = 10.0 ** math.floor(math.log10(size))
        return cls(num_steps, step * math.floor(low / step), step * (math.floor(high / step) + 1), "linear")

    def draw(self, axes: Axes) -> None:
        """Draw the empty axes."""
        axes.set_yscale(self.scale)
        axes.set(xlim=(-0.02 * self.num_steps, 1.02 * self.num_steps), ylim=(self.low, self.high))
        axes.set_xlabel("step", fontsize=10)
        axes.set_ylabel("F", fontsize=10, rotation=0, labelpad=12)
        axes.xaxis.set_major_locator(MaxNLocator(integer=True))
        axes.tick_params(labelsize=9)
        axes.grid(color="#eceef0")
        axes.spines[["top", "right"]].set_visible(False)


def loss_panel(axes: LossAxes) -> Panel:
    """Return the panel that shows F against the step."""
    label = "The value of F at every step of the descent."
    return Panel("loss", label, axes.draw, width=888, height=210, bounds=(0.085, 0.24, 0.9, 0.69))


def rate_panel(limit: float | None) -> Panel:
    """Return the panel that shows the learning rate on a logarithmic line; `limit` is 2 / lambda_max, or None."""

    def draw(axes: Axes) -> None:
        axes.set_xscale("log")
        axes.set(xlim=RATE_LIMITS, ylim=(0, 1), yticks=[])
        axes.set_xlabel("learning rate η", fontsize=10, labelpad=1)
        axes.tick_params(labelsize=9, pad=2)
        axes.spines[["top", "right", "left"]].set_visible(False)
        if limit is not None and math.isfinite(limit):
            _draw_limit(axes, limit)

    label = "The learning rate on a logarithmic line. Drag the point, or press where it shall go."
    return Panel("rate", label, draw, width=888, height=96, bounds=(0.03, 0.46, 0.955, 0.5), grab="rate")


def _draw_limit(axes: Axes, limit: float) -> None:
    """Mark 2 / lambda_max, beyond which descent on a quadratic diverges along its steepest axis."""
    axes.axvspan(RATE_LIMITS[0], limit, facecolor="#eef5ee", linewidth=0)
    axes.axvspan(limit, RATE_LIMITS[1], facecolor="#f6e9e2", hatch="///", edgecolor="#e0c3b2", linewidth=0)
    axes.axvline(limit, color=BLACK, linewidth=1.5)
    side, shift = ("left", 6) if limit < 0.3 else ("right", -6)
    axes.annotate(
        f"2/λ_max = {limit:.4g}; beyond it: divergence",
        (limit, 0.8), (shift, 0), textcoords="offset points",
        ha=side, va="center", fontsize=10, color=BLACK,
        bbox={"facecolor": "white", "edgecolor": "none", "alpha": 0.85, "pad": 1.5},
    )  # fmt: skip
