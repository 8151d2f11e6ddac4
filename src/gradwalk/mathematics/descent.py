"""Walk down a function by gradient descent, equation (1.1), and see from the path whether it settles or diverges."""

import math
import operator
from collections.abc import Callable

import numpy as np
from numpy.typing import ArrayLike

ROUNDED = 4 * np.finfo(float).eps  # steps that are shorter, for the size of a point, are rounding
FLAT = 1e-9  # eigenvalues that are smaller, for the size of the matrix, are rounding
FAR, GROWING, GROWTH = 1e6, 3, 1e-6


def gradient_descent(
    grad: Callable, start: ArrayLike, learning_rate: float, num_steps: int, callback: Callable | None = None
) -> np.ndarray:
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


def lengths(vectors: ArrayLike) -> np.ndarray:
    """Return the lengths of vectors of shape (..., d), shape (...), which no square makes overflow or vanish."""
    vectors = np.asarray(vectors, dtype=float)
    largest = np.max(np.abs(vectors), axis=-1, keepdims=True)
    with np.errstate(all="ignore"):
        scaled = np.where((largest > 0) & np.isfinite(largest), vectors / largest, np.sign(vectors))
        return largest[..., 0] * np.where(largest[..., 0] > 0, np.linalg.norm(scaled, axis=-1), 1.0)


def step_lengths(path: ArrayLike) -> np.ndarray:
    """Return the lengths ||w_{k+1} - w_k|| along a path of shape (n + 1, d); shape (n,)."""
    with np.errstate(all="ignore"):
        return lengths(np.diff(np.asarray(path, dtype=float), axis=0))


def growth_factors(path: ArrayLike) -> np.ndarray:
    """Return by how much each step is longer than the one before, shape (n - 1,).

    It is nan after a step that is not longer than rounding: at a minimum nothing grows. For a quadratic the factors
    tend to max |1 - learning_rate * lambda|: above 1 the descent diverges.
    """
    path = np.asarray(path, dtype=float)
    steps, rounding = step_lengths(path), ROUNDED * lengths(path[:-1])
    with np.errstate(all="ignore"):
        return np.where(steps[:-1] > rounding[:-1], steps[1:] / steps[:-1], np.nan)


def growth_factor(path: ArrayLike) -> float:
    """Return the last finite growth factor of the path, nan when there is none."""
    factors = growth_factors(path)
    finite = factors[np.isfinite(factors)]
    return float(finite[-1]) if finite.size else float("nan")


def diverges(path: ArrayLike, reach: float) -> bool:
    """Tell whether the path has run away: it ends at no finite point, or ever longer steps took it FAR times `reach`.

    `reach` is the size of the region in which the function is looked at. Steps may well grow on the way to a minimum,
    and a path may leave the region and come back; no path is called divergent for that.
    """
    path = np.asarray(path, dtype=float)
    if not np.isfinite(path[-1]).all():
        return True
    factors = growth_factors(path)[-GROWING:]
    is_far = lengths(path[-1] / FAR - path[0] / FAR) > reach
    return bool(is_far and len(factors) == GROWING and np.all(factors > 1 + GROWTH))


def learning_rate_limit(hessian: ArrayLike) -> float:
    """Return 2 / lambda_max, above which descent on a quadratic with this Hessian (d, d) diverges.

    It is inf when no eigenvalue is positive: nothing then curves upwards, so no step can be too long for it.
    """
    largest = float(eigenvalues(hessian)[-1])
    return 2.0 / largest if largest > 0 else float("inf")


def settling_limit(hessian: ArrayLike) -> float:
    """Return the learning rate below which descent on a quadratic with this Hessian (d, d) settles: 2 / lambda_max.

    It is 0 where the quadratic curves down in some direction, as at a saddle: every learning rate then leads away along
    it. It is inf where nothing curves.
    """
    return 0.0 if eigenvalues(hessian)[0] < 0 else learning_rate_limit(hessian)


def eigenvalues(hessian: ArrayLike) -> np.ndarray:
    """Return the eigenvalues of a symmetric matrix in ascending order; what rounding leaves of 0 is 0."""
    hessian = np.asarray(hessian, dtype=float)
    if hessian.ndim != 2 or hessian.shape[0] != hessian.shape[1] or not np.isfinite(hessian).all():
        raise ValueError(f"The Hessian must be a finite square matrix; {hessian.tolist()} is not.")
    largest = float(np.max(np.abs(hessian))) or 1.0
    shares = np.linalg.eigvalsh(hessian / largest / 2 + hessian.T / largest / 2)
    return np.where(np.abs(shares) < FLAT, 0.0, shares) * largest


def _checked_start(start: ArrayLike) -> np.ndarray:
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
