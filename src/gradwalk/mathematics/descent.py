"""Walk down a function by gradient descent, equation (1.1), and see from the path whether it settles or diverges."""

import math
import operator
from collections.abc import Callable

import numpy as np


def gradient_descent(grad: Callable, start, learning_rate: float, num_steps: int, callback: Callable | None = None):
    """Return the path w_0, w_1, ... of w <- w - learning_rate * grad(w), equation (1.1), start included.

    `grad` takes and returns an array of shape (d,). `callback(w, step, gradient)` is called before each update. The
    path has shape (num_steps + 1, d). It is shorter only when a point is not finite: that point is kept and is the
    last one. Raises ValueError for a learning rate, number of steps or start that makes no sense.
    """
    point = _checked_start(start)
    learning_rate, num_steps = checked_learning_rate(learning_rate), checked_num_steps(num_steps)
    path = [point]
    with np.errstate(all="ignore"):
        for step in range(num_steps):
            gradient = np.asarray(grad(point.copy()), dtype=float)
            if gradient.shape != point.shape:
                raise ValueError(f"grad returned shape {gradient.shape} at a point of shape {point.shape}; match them.")
            if callback is not None:
                callback(point.copy(), step, gradient.copy())
            point = point - learning_rate * gradient
            path.append(point)
            if not np.isfinite(point).all():
                break
    return np.array(path)


def step_lengths(path) -> np.ndarray:
    """Return the lengths ||w_{k+1} - w_k|| along a path of shape (n + 1, d); shape (n,)."""
    with np.errstate(all="ignore"):
        return np.linalg.norm(np.diff(np.asarray(path, dtype=float), axis=0), axis=-1)


def growth_factors(path) -> np.ndarray:
    """Return by how much each step is longer than the one before, shape (n - 1,); nan after a step of length 0.

    For a quadratic the factors tend to max |1 - learning_rate * lambda|: above 1 the descent diverges.
    """
    lengths = step_lengths(path)
    with np.errstate(all="ignore"):
        return np.where(lengths[:-1] > 0, lengths[1:] / lengths[:-1], np.nan)


def growth_factor(path) -> float:
    """Return the last finite growth factor of the path, nan when there is none."""
    factors = growth_factors(path)
    finite = factors[np.isfinite(factors)]
    return float(finite[-1]) if finite.size else float("nan")


def diverges(path) -> bool:
    """Tell whether the path ends at a point that is not finite, or in ever longer steps."""
    factors = growth_factors(path)[-3:]
    return not np.isfinite(np.asarray(path, dtype=float)[-1]).all() or bool(factors.size and np.all(factors > 1))


def learning_rate_limit(hessian) -> float:
    """Return 2 / lambda_max, above which descent on a quadratic with this Hessian (d, d) diverges.

    It is inf when no eigenvalue is positive: nothing then curves upwards, so no step can be too long for it.
    """
    largest = float(_eigenvalues(hessian)[-1])
    return 2.0 / largest if largest > 0 else float("inf")


def _eigenvalues(hessian) -> np.ndarray:
    """Return the eigenvalues of a symmetric matrix in ascending order."""
    hessian = np.asarray(hessian, dtype=float)
    if hessian.ndim != 2 or hessian.shape[0] != hessian.shape[1] or not np.isfinite(hessian).all():
        raise ValueError(f"The Hessian must be a finite square matrix; {hessian.tolist()} is not.")
    return np.linalg.eigvalsh((hessian + hessian.T) / 2)


def _checked_start(start) -> np.ndarray:
    """Return the start as an array of its own, shape (d,)."""
    try:
        point = np.array(start, dtype=float)
    except (TypeError, ValueError):
        point = np.array(np.nan)
    if point.ndim != 1 or point.size == 0 or not np.isfinite(point).all():
        raise ValueError(f"The start is {start!r}; give finite coordinates such as [1.0, 2.0].")
    return point


def checked_learning_rate(learning_rate: float) -> float:
    """Return the learning rate η as a float; ValueError unless it is a positive, finite number."""
    if isinstance(learning_rate, (int, float, np.number)) and 0 < learning_rate < math.inf:
        return float(learning_rate)
    raise ValueError(f"The learning rate is {learning_rate!r}; give a positive number such as 0.1.")


def checked_num_steps(num_steps: int) -> int:
    """Return the number of steps as an int; ValueError unless it is a whole number, 0 or more."""
    try:
        steps = operator.index(num_steps)
    except TypeError:
        steps = -1
    if steps < 0:
        raise ValueError(f"The number of steps is {num_steps!r}; give a whole number, 0 or more.")
    return steps
