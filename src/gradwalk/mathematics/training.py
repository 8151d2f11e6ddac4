"""Train the two-layer network by gradient descent (1.1): all at once, or step by step so that one can pause and look.

Nothing is hidden when it goes wrong: the loss of every step is kept, infinity and nan included.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from gradwalk.mathematics.descent import checked_learning_rate, checked_num_steps
from gradwalk.mathematics.network import loss_and_gradient
from gradwalk.mathematics.parameters import Parameters, as_data, require_finite

Callback = Callable[[Parameters, int, float], object]


@dataclass(frozen=True, eq=False)
class Training:
    """The outcome of a training.

    `losses` (n + 1,) is the learning curve: losses[s] is E after s steps, losses[0] before the first one.
    `parameters` are those that losses[-1] belongs to. `diverged` is True when that loss, or one of those parameters,
    is not a finite number; the training stops there.
    """

    parameters: Parameters
    losses: np.ndarray
    diverged: bool

    @property
    def num_steps(self) -> int:
        """The number of steps taken, fewer than asked for when the training diverged."""
        return len(self.losses) - 1

    def __str__(self) -> str:
        """Say in one sentence what the loss did."""
        first, last, steps = self.losses[0], self.losses[-1], self.num_steps
        if self.diverged:
            return (
                f"The training diverged: the loss went from {first:.4g} to {last:.4g} in {steps} step(s), "
                "or the weights are no longer finite; try a smaller learning rate."
            )
        verb = "fell" if last < first else "rose" if last > first else "stayed"
        return f"In {steps} step(s) the loss {verb} from {first:.4g} to {last:.4g}."


def gradient_step(parameters: Parameters, gradient: Parameters, learning_rate: float) -> Parameters:
    """w <- w - learning_rate * dE/dw (1.1), for every weight and bias; `gradient` has the parameters' structure."""
    held = parameters.arrays()
    return Parameters.trusted(**{name: w - learning_rate * getattr(gradient, name) for name, w in held})


def gradient_steps(
    parameters: Parameters, x: ArrayLike, target: ArrayLike, learning_rate: float
) -> Iterator[tuple[Parameters, float]]:
    """Yield (parameters, E) before the first step, after one step, after two, and so on for ever.

    It works only while it is asked for the next pair, so stopping to ask is a pause. Full batch: every step uses all
    points, x (N, D), target (N, K). Raises ValueError at once for bad shapes, numbers that are not finite and a
    learning rate that is not positive.
    """
    x, target = as_data(parameters, x, target)
    require_finite(x=x, target=target, **dict(parameters.arrays()))
    return _gradient_steps(parameters, x, target, checked_learning_rate(learning_rate))


def _gradient_steps(parameters, x, target, learning_rate):
    while True:
        with np.errstate(over="ignore", invalid="ignore"):  # a diverging loss is shown as it is, not warned about
            loss, gradient = loss_and_gradient(parameters, x, target)
        yield parameters, loss
        with np.errstate(over="ignore", invalid="ignore"):
            parameters = gradient_step(parameters, gradient, learning_rate)


def train(
    parameters: Parameters,
    x: ArrayLike,
    target: ArrayLike,
    learning_rate: float,
    num_steps: int,
    callback: Callback | None = None,
) -> Training:
    """Take `num_steps` steps of (1.1) with all points at once and return where they led, with the learning curve.

    `callback(parameters, step, loss)` is called before the first step (step 0) and after each one.
    Stops early only when the loss is no longer finite, and the result says so. Raises ValueError as `gradient_steps`
    does, and for a num_steps that is not a whole number of at least 0.
    """
    num_steps = checked_num_steps(num_steps)
    losses = []
    steps = gradient_steps(parameters, x, target, learning_rate)
    for step, (parameters, loss) in zip(range(num_steps + 1), steps, strict=False):
        losses.append(loss)
        if callback is not None:
            callback(parameters, step, loss)
        if not math.isfinite(loss):
            break
    finite = math.isfinite(loss) and bool(np.isfinite(parameters.flatten()).all())
    return Training(parameters, np.array(losses), diverged=not finite)
