"""Plot F against the step of a descent, and the growth factor of its steps against the learning rate."""

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator

from gradwalk.labels import tr
from gradwalk.scenes.kit.palette import BLACK, GREY
from gradwalk.scenes.kit.panel import DRAWABLE, HALF, Panel
from gradwalk.scenes.kit.powers import write_powers
from gradwalk.states.numerals import compact
from gradwalk.states.surface.descent import RATE_LIMITS

FACTOR_LIMITS = (0.0, 2.5)


@dataclass(frozen=True)
class LossAxes:
    """The limits and the scale of the loss plot; rounded outwards, so that a small move leaves them as they are."""

    num_steps: int
    low: float
    high: float
    scale: str

    @classmethod
    def around(cls, losses: np.ndarray, num_steps: int) -> "LossAxes":
        """Return axes that hold all `losses` up to DRAWABLE: logarithmic where all are positive, linear otherwise."""
        finite = losses[np.abs(losses) <= DRAWABLE]
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
        axes.set_xlabel(tr("step"), fontsize=10)
        axes.set_ylabel("F", fontsize=10, rotation=0, labelpad=12)
        axes.xaxis.set_major_locator(MaxNLocator(integer=True))
        axes.tick_params(labelsize=9)
        if self.scale == "log":
            write_powers(axes.yaxis)
        axes.grid(color="#eceef0")
        axes.spines[["top", "right"]].set_visible(False)


def loss_panel(axes: LossAxes) -> Panel:
    """Return the panel that shows F against the step."""
    label = tr("The value of F at every step of the descent.")
    return Panel("loss", label, axes.draw, width=HALF, height=180, bounds=(0.15, 0.27, 0.81, 0.66))


def rate_panel(eigenvalues: np.ndarray | None) -> Panel:
    """Return the panel that shows the growth factor of a step against the learning rate.

    With the `eigenvalues` of the Hessian of a quadratic, shape (2,), it shows max |1 - eta lambda|, which the growth
    tends to, and the limit 2 / lambda_max. Without them (None) the axes stay empty: no single limit holds.
    """

    def draw(axes: Axes) -> None:
        axes.set_xscale("log")
        write_powers(axes.xaxis)
        axes.set(xlim=RATE_LIMITS, ylim=FACTOR_LIMITS)
        axes.set_xlabel(tr("learning rate η"), fontsize=10)
        axes.set_ylabel(tr("growth factor"), fontsize=10)
        axes.tick_params(labelsize=9)
        axes.axhline(1, color=GREY, linewidth=1, linestyle=(0, (4, 3)))
        if eigenvalues is not None:
            _draw_factors(axes, eigenvalues)

    label = tr("Growth factor of a step against the learning rate. Drag the point, or press where it shall go.")
    bounds = (0.13, 0.27, 0.83, 0.66)
    return Panel("rate", label, draw, width=HALF, height=180, bounds=bounds, grab="rate")


def _draw_factors(axes: Axes, eigenvalues: np.ndarray) -> None:
    """Draw the factor of the slowest or wildest direction, and the learning rate beyond which it exceeds one."""
    rates = np.geomspace(*RATE_LIMITS, 400)
    axes.plot(rates, np.abs(1 - np.outer(rates, eigenvalues)).max(axis=1), color=GREY, linewidth=1.5)
    steepest = float(eigenvalues.max())
    limit = 2 / steepest if steepest > 0 else math.inf
    if eigenvalues.min() >= 0 and RATE_LIMITS[0] < limit < RATE_LIMITS[1]:
        axes.axvspan(limit, RATE_LIMITS[1], facecolor="#f6e9e2", hatch="///", edgecolor="#e6cfc1", linewidth=0)
        axes.axvline(limit, color=BLACK, linewidth=1.5)
        words: dict[str, Any] = {
            "fontsize": 10,
            "va": "top",
            "bbox": {"facecolor": "white", "edgecolor": "none", "pad": 1.5},
        }
        axes.annotate(tr("limit") + r" $2/\lambda_{\max}$ = " + compact(limit), (limit, 2.42), (-6, 0), ha="right",
                      textcoords="offset points", **words)  # fmt: skip
        # At the foot, beside the handle's way: above, the curve of the factor runs through.
        axes.annotate(tr("diverges"), (RATE_LIMITS[1], 0.62), (-6, 0), ha="right", textcoords="offset points", **words)
