"""Train the two-layer network by gradient descent (1.1), step by step, so that one can pause and look.

Nothing is hidden when it goes wrong: the loss of every step is handed out, infinity and nan included.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import ArrayLike

from gradwalk.mathematics.descent import checked_learning_rate
from gradwalk.mathematics.network import loss_and_gradient
from gradwalk.mathematics.parameters import Parameters, as_data, require_finite


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


def _gradient_steps(
    parameters: Parameters, x: np.ndarray, target: np.ndarray, learning_rate: float
) -> Iterator[tuple[Parameters, float]]:
    while True:
        with np.errstate(over="ignore", invalid="ignore"):  # a diverging loss is shown as it is, not warned about
            loss, gradient = loss_and_gradient(parameters, x, target)
        yield parameters, loss
        with np.errstate(over="ignore", invalid="ignore"):
            parameters = gradient_step(parameters, gradient, learning_rate)
