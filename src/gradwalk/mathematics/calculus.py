"""Check gradients with finite differences, measure slopes in a direction, and take second derivatives.

A point is an array x of shape (d,) for any d; a function f takes such an array and returns a number.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

EPSILON = np.finfo(float).eps
TINY = np.finfo(float).tiny


def central_step(x) -> np.ndarray:
    """Return the step that balances the errors of a central difference: eps**(1/3), larger for |x| > 1."""
    return EPSILON ** (1 / 3) * np.maximum(1.0, np.abs(x))


def forward_step(x) -> np.ndarray:
    """Return the step that balances the errors of a forward difference: eps**(1/2), larger for |x| > 1."""
    return EPSILON ** (1 / 2) * np.maximum(1.0, np.abs(x))


def central_difference(f: Callable, x, h=None):
    """Return (f(x + h) - f(x - h)) / 2h, which is f'(x) up to O(h**2).

    `f` is applied element by element to `x`, a number or an array; `h` > 0 is a number or an array (default:
    `central_step(x)`).
    """
    x = np.asarray(x, dtype=float)
    h = _step(central_step(x) if h is None else h)
    above, below = x + h, x - h  # the step actually taken, after rounding
    return (f(above[()]) - f(below[()])) / (above - below)[()]


def forward_difference(f: Callable, x, h=None):
    """Return (f(x + h) - f(x)) / h, which is f'(x) only up to O(h); arguments as in `central_difference`."""
    x = np.asarray(x, dtype=float)
    h = _step(forward_step(x) if h is None else h)
    above = x + h
    return (f(above[()]) - f(x[()])) / (above - x)[()]


def numerical_gradient(f: Callable, x, h=None, difference: Callable = central_difference) -> np.ndarray:
    """Return the gradient of a number-valued f at the array x by one difference for each element; shape of x.

    `difference` is `central_difference` or `forward_difference`.
    """
    x = np.array(x, dtype=float)
    gradient = np.empty_like(x)
    for index in np.ndindex(x.shape):
        gradient[index] = difference(_along(f, x, index), x[index], h)
    return gradient


def _along(f: Callable, x: np.ndarray, index: tuple) -> Callable:
    """Return f as a function of one element of x alone."""

    def function(element):
        moved = x.copy()
        moved[index] = element
        return float(f(moved))

    return function


def unit_vector(direction) -> np.ndarray:
    """Return direction / ||direction||, shape (..., d). Raises ValueError for a zero or non-finite direction."""
    direction = np.asarray(direction, dtype=float)
    largest = np.max(np.abs(direction), axis=-1, keepdims=True)
    if not np.all(np.isfinite(direction)) or np.any(largest == 0):
        raise ValueError(f"{direction.tolist()} is no direction; give a finite vector that is not zero.")
    scaled = direction / largest  # so that squares neither overflow nor vanish
    return scaled / np.linalg.norm(scaled, axis=-1, keepdims=True)


def directional_derivative(gradient, direction) -> np.ndarray:
    """Return D_u F = grad F . u, where u is the unit vector along `direction`; both of shape (..., d).

    Raises ValueError where they have different numbers of components, or the direction has no length.
    """
    gradient, u = np.asarray(gradient, dtype=float), unit_vector(direction)
    if gradient.shape[-1:] != u.shape[-1:]:
        raise ValueError(f"The gradient has {gradient.shape[-1]} components, the direction {u.shape[-1]}; match them.")
    return np.sum(gradient * u, axis=-1)[()]


def relative_error(a, b, tiny: float = TINY):
    """Return |a - b| / max(|a|, |b|, tiny), element by element; 0 where a and b are equal."""
    a, b = np.asarray(a, dtype=float), np.asarray(b, dtype=float)
    with np.errstate(all="ignore"):
        error = np.abs(a - b) / np.maximum(np.maximum(np.abs(a), np.abs(b)), tiny)
    return np.where(a == b, 0.0, error)[()]


@dataclass(frozen=True)
class GradientCheck:
    """The outcome of a gradient check; `worst` is the index of the element with the largest relative error."""

    gradient: np.ndarray
    numerical: np.ndarray
    error: np.ndarray
    worst: tuple[int, ...]
    tolerance: float

    @property
    def largest_error(self) -> float:
        """The largest relative error."""
        return float(self.error[self.worst])

    @property
    def passed(self) -> bool:
        """True when every relative error is within the tolerance."""
        return self.largest_error <= self.tolerance

    def __bool__(self):
        """Return whether the check passed."""
        return self.passed

    def __str__(self):
        """Return the verdict in one sentence."""
        verdict = "agree" if self.passed else "disagree"
        return (
            f"Gradient and central differences {verdict}: the largest relative error is {self.largest_error:.1e}, "
            f"at index {self.worst}, where the gradient says {self.gradient[self.worst]:.6g} and the differences "
            f"{self.numerical[self.worst]:.6g} (tolerance {self.tolerance:.0e})."
        )


def gradient_check(f: Callable, gradient, x, h=None, tolerance: float = 1e-6) -> GradientCheck:
    """Compare a gradient with central differences of f at the array x.

    `gradient` is an array of the shape of x, or a function of x that returns one. What rounding and the length of the
    step leave between a right gradient and its differences is no disagreement: see `difference_noise`.
    Raises ValueError where the gradient has another shape than x.
    """
    x = np.atleast_1d(np.asarray(x, dtype=float))
    claimed = np.atleast_1d(np.asarray(gradient(x) if callable(gradient) else gradient, dtype=float))
    if claimed.shape != x.shape:
        raise ValueError(f"The gradient has shape {claimed.shape} and the point {x.shape}; make them equal.")
    numerical = numerical_gradient(f, x, h)
    noise = _rounding(f, x, h)
    error = _error_beyond(noise, claimed, numerical, tolerance)
    if not np.all(error <= tolerance):
        error = _error_beyond(noise + difference_noise(f, x), claimed, numerical, tolerance)
    worst = tuple(int(k) for k in np.unravel_index(np.argmax(error), error.shape))
    return GradientCheck(claimed, numerical, error, worst, tolerance)


def _error_beyond(noise, claimed: np.ndarray, numerical: np.ndarray, tolerance: float) -> np.ndarray:
    """Return the relative errors, where a difference as large as the noise just passes; undefined is infinite."""
    error = np.atleast_1d(relative_error(claimed, numerical, np.maximum(noise / tolerance, TINY)))
    return np.where(np.isnan(error), np.inf, error)


def _rounding(f: Callable, x: np.ndarray, h=None) -> float:
    """Return what rounding of f leaves in a central difference, about eps |f| / h."""
    return 10 * EPSILON * abs(float(f(x))) / np.min(central_step(x) if h is None else h)


def difference_noise(f: Callable, x) -> np.ndarray:
    """Return how far a right gradient may lie beside central differences with `central_step(x)`; shape of x.

    Rounding of f leaves eps |f| / h. Where f is zero because its terms cancel, as at an exact fit, they are rounded
    none the less, which acts like a shift of x by a few eps: far less than eps**(2/3) x f'', which is taken here.
    The step itself leaves h**2 / 6 times the third derivative, as a difference of twice the length tells.
    """
    x = np.asarray(x, dtype=float)
    shift = EPSILON ** (2 / 3) * np.maximum(1.0, np.abs(x)) * numerical_gradient(f, x, difference=_second_difference)
    series = numerical_gradient(f, x, difference=_wider_difference) - numerical_gradient(f, x)
    return _rounding(f, x) + np.abs(shift) + np.abs(series)


def _second_difference(f: Callable, x, _h=None):
    """Return f''(x) from the three values that a central difference has around it."""
    h = central_step(x)
    return (f(x + h) - 2 * f(x) + f(x - h)) / h**2


def _wider_difference(f: Callable, x, _h=None):
    """Return the central difference of twice the usual step."""
    return central_difference(f, x, 2 * central_step(x))


def hessian(gradient: Callable, x, h=None) -> np.ndarray:
    """Return the matrix of second derivatives at x, shape (d, d), by central differences of the exact gradient."""
    x = np.asarray(x, dtype=float)
    steps = _step(np.broadcast_to(central_step(x) if h is None else h, x.shape))
    columns = []
    for k, step in enumerate(steps):
        above, below = x.copy(), x.copy()
        above[k], below[k] = x[k] + step, x[k] - step
        difference = np.asarray(gradient(above), dtype=float) - np.asarray(gradient(below), dtype=float)
        columns.append(difference / (above[k] - below[k]))
    matrix = np.stack(columns, axis=1)
    return (matrix + matrix.T) / 2


def _step(h):
    """Return the step of a difference. Raises ValueError unless it is positive and finite."""
    h = np.asarray(h, dtype=float)
    if not np.all(np.isfinite(h) & (h > 0)):
        raise ValueError(f"The step h is {h.tolist()}; give a positive number such as 1e-5.")
    return h
