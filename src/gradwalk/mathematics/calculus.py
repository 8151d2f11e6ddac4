"""Take derivatives by finite differences, measure slopes in a direction, and take second derivatives.

A point is an array x of shape (d,) for any d; a function f takes such an array and returns a number.
"""

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

EPSILON = np.finfo(float).eps
TINY = np.finfo(float).tiny


def central_step(x: ArrayLike) -> np.ndarray:
    """Return the step that balances the errors of a central difference: (eps max(1, |x|))**(1/3).

    The formula leaves about h**2, and a number as large as x is rounded to eps |x|, which leaves eps |x| / h. So the
    step grows with |x|, but less than in proportion: at x = 1e6 it is 6e-4, and sin still looks smooth.
    """
    return _rounded_to(x) ** (1 / 3)


def forward_step(x: ArrayLike) -> np.ndarray:
    """Return the step that balances the errors of a forward difference, h and eps |x| / h: (eps max(1, |x|))**(1/2)."""
    return _rounded_to(x) ** (1 / 2)


def _rounded_to(x: ArrayLike) -> np.ndarray:
    """Return eps max(1, |x|), shape of x."""
    return EPSILON * np.maximum(1.0, np.abs(x))


def central_difference(f: Callable, x: ArrayLike, h: ArrayLike | None = None) -> Any:
    """Return (f(x + h) - f(x - h)) / 2h, which is f'(x) up to O(h**2).

    `f` is applied element by element to `x`, a number or an array; `h` > 0 is a number or an array (default:
    `central_step(x)`).
    """
    x = np.asarray(x, dtype=float)
    h = checked_step(central_step(x) if h is None else h)
    above, below = x + h, x - h  # the step actually taken, after rounding
    return (f(above[()]) - f(below[()])) / (above - below)[()]


def forward_difference(f: Callable, x: ArrayLike, h: ArrayLike | None = None) -> Any:
    """Return (f(x + h) - f(x)) / h, which is f'(x) only up to O(h); arguments as in `central_difference`."""
    x = np.asarray(x, dtype=float)
    h = checked_step(forward_step(x) if h is None else h)
    above = x + h
    return (f(above[()]) - f(x[()])) / (above - x)[()]


def numerical_gradient(
    f: Callable, x: ArrayLike, h: ArrayLike | None = None, difference: Callable = central_difference
) -> np.ndarray:
    """Return the gradient of a number-valued f at x, a number or an array, by one difference an element; shape of x.

    `difference` is `central_difference` or `forward_difference`.
    """
    x = np.asarray(x, dtype=float)
    gradient = np.empty_like(x)
    for index in np.ndindex(x.shape):
        gradient[index] = difference(along(f, x, index), x[index], h)
    return gradient


def along(f: Callable, x: np.ndarray, index: tuple[int, ...]) -> Callable[[float], float]:
    """Return f as a function of one element of x alone; f gets a plain number where x is one."""

    def function(element: float) -> float:
        moved = x.copy()
        moved[index] = element
        return float(f(moved[()]))

    return function


def unit_vector(direction: ArrayLike) -> np.ndarray:
    """Return direction / ||direction||, shape (..., d). Raises ValueError for a zero or non-finite direction."""
    direction = np.asarray(direction, dtype=float)
    largest = np.max(np.abs(direction), axis=-1, keepdims=True)
    if not np.all(np.isfinite(direction)) or np.any(largest == 0):
        raise ValueError(f"{direction.tolist()} is no direction; give a finite vector that is not zero.")
    scaled = direction / largest  # so that squares neither overflow nor vanish
    return scaled / np.linalg.norm(scaled, axis=-1, keepdims=True)


def directional_derivative(gradient: ArrayLike, direction: ArrayLike) -> Any:
    """Return D_u F = grad F . u, where u is the unit vector along `direction`; both of shape (..., d).

    Raises ValueError where they have different numbers of components, or the direction has no length.
    """
    gradient, u = np.asarray(gradient, dtype=float), unit_vector(direction)
    if gradient.shape[-1:] != u.shape[-1:]:
        raise ValueError(f"The gradient has {gradient.shape[-1]} components, the direction {u.shape[-1]}; match them.")
    return np.sum(gradient * u, axis=-1)[()]


def relative_error(a: ArrayLike, b: ArrayLike, tiny: ArrayLike = TINY) -> Any:
    """Return |a - b| / max(|a|, |b|, tiny), element by element; 0 where a and b are equal."""
    a, b = np.asarray(a, dtype=float), np.asarray(b, dtype=float)
    with np.errstate(all="ignore"):
        error = np.abs(a - b) / np.maximum(np.maximum(np.abs(a), np.abs(b)), tiny)
    return np.where(a == b, 0.0, error)[()]


def hessian(gradient: Callable, x: ArrayLike, h: ArrayLike | None = None) -> np.ndarray:
    """Return the matrix of second derivatives at x, shape (d, d), by central differences of the exact gradient.

    `gradient` takes and returns an array of shape (d,). Raises ValueError where it returns another shape.
    """
    x = np.asarray(x, dtype=float)
    if x.ndim != 1:
        raise ValueError(f"The point x has shape {x.shape}; give one of shape (d,).")
    steps = checked_step(np.broadcast_to(central_step(x) if h is None else h, x.shape))
    columns = []
    for k, step in enumerate(steps):
        above, below = x.copy(), x.copy()
        above[k], below[k] = x[k] + step, x[k] - step
        difference = _checked_gradient(gradient, above) - _checked_gradient(gradient, below)
        columns.append(difference / (above[k] - below[k]))
    matrix = np.stack(columns, axis=1)
    return (matrix + matrix.T) / 2


def _checked_gradient(gradient: Callable, at: np.ndarray) -> np.ndarray:
    """Return the gradient at a point as an array of the point's shape."""
    found = np.asarray(gradient(at), dtype=float)
    if found.shape != at.shape:
        raise ValueError(f"The gradient has shape {found.shape} at a point of shape {at.shape}; make them equal.")
    return found


def checked_step(h: ArrayLike) -> np.ndarray:
    """Return the step of a difference. Raises ValueError unless it is positive and finite."""
    h = np.asarray(h, dtype=float)
    if not np.all(np.isfinite(h) & (h > 0)):
        raise ValueError(f"The step h is {h.tolist()}; give a positive number such as 1e-5.")
    return h
