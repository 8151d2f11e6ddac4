"""Check a gradient with finite differences, and say how far rounding alone may hold the two apart.

A point is a number or an array x of any shape; a function f takes such a point and returns a number.
"""

import contextlib
import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import ArrayLike

from gradwalk.mathematics.calculus import (
    EPSILON,
    TINY,
    along,
    central_step,
    numerical_gradient,
    relative_error,
)

ROUNDINGS = 10.0  # so many roundings of f, in units of eps, are excused
SHIFT = 1000 * EPSILON  # by which rounding may move an exact fit, in units of max(1, |x|)
KNOWN = 0.1  # a difference that may be off by less than this share of its size is one
FAR_APART = 1e20  # two scales between which steps would be too far from each other to tell how good they are
LONGEST = 0.1  # step, in units of a scale; tried only where rounding drowns all that are short
STEPS = 16  # tried before a gradient is called wrong
CUBE_ROOT = EPSILON ** (1 / 3)


@dataclass(frozen=True, eq=False)
class GradientCheck:
    """The outcome of a gradient check; every array has the shape of the point.

    `error` is the relative error |gradient - numerical| / max(|gradient|, |numerical|). `allowance` is the difference
    |gradient - numerical| that rounding and the step of the differences explain. `worst` is the index of the element
    that needs the largest part of what it is allowed, or exceeds it most.
    """

    gradient: np.ndarray
    numerical: np.ndarray
    allowance: np.ndarray
    tolerance: float

    @property
    def error(self) -> np.ndarray:
        """The relative errors; infinite where gradient or differences are undefined."""
        error = np.asarray(relative_error(self.gradient, self.numerical))
        return np.where(np.isnan(error), np.inf, error)

    @property
    def _share(self) -> np.ndarray:
        """The difference in units of what is allowed: up to 1 where gradient and differences agree."""
        return _share(self.gradient, self.numerical, self.allowance, self.tolerance)

    @property
    def agreeing(self) -> np.ndarray:
        """Where gradient and differences agree, up to the tolerance and the allowance."""
        return self._share <= 1

    @property
    def worst(self) -> tuple[int, ...]:
        """The index of the element that is furthest off for what it is allowed."""
        shares = self._share
        return tuple(int(k) for k in np.unravel_index(np.argmax(shares), shares.shape)) if shares.shape else ()

    @property
    def largest_error(self) -> float:
        """The relative error of the element `worst`."""
        return float(self.error[self.worst])

    @property
    def passed(self) -> bool:
        """True when every element agrees."""
        return bool(np.all(self.agreeing))

    def __bool__(self) -> bool:
        """Return whether the check passed."""
        return self.passed

    def __str__(self) -> str:
        """Return the verdict in one sentence: what is claimed, what is measured, and what rounding allows."""
        verdict = "agree" if self.passed else "disagree"
        place = f"at index {self.worst}" if self.worst else "here"
        claimed, measured = float(self.gradient[self.worst]), float(self.numerical[self.worst])
        return (
            f"Gradient and central differences {verdict}: {place}, where they are furthest apart, the gradient says "
            f"{claimed:.6g} and the differences {measured:.6g}, a relative error of {self.largest_error:.1e} "
            f"(tolerance {self.tolerance:.0e}); rounding explains differences up to {self.allowance[self.worst]:.1e}."
        )


def gradient_check(
    f: Callable, gradient: Callable | ArrayLike, x: ArrayLike, h: ArrayLike | None = None, tolerance: float = 1e-6
) -> GradientCheck:
    """Compare a gradient with central differences of f at x, a number or an array.

    `gradient` has the shape of x, or is a function of x that returns it. Without a step `h`, an element that does not
    agree at the usual step is measured again with many others, and the step that measures best counts. What rounding
    and the length of the step leave between a right gradient and its differences is no disagreement.
    Raises ValueError where x is not finite, or where the gradient has another shape.
    """
    x = _finite(x)
    claimed = np.asarray(gradient(x[()]) if callable(gradient) else gradient, dtype=float)
    if claimed.shape != x.shape:
        raise ValueError(f"The gradient has shape {claimed.shape} and the point {x.shape}; make them equal.")
    with np.errstate(all="ignore"):
        numerical = numerical_gradient(f, x, h)
    rounding = _rounding(f, x, np.minimum(np.abs(claimed), np.abs(numerical)))
    steps = np.asarray(central_step(x) if h is None else h, dtype=float)
    allowance = np.array(np.broadcast_to(rounding / steps, x.shape))
    doubtful = np.argwhere(~(np.abs(claimed - numerical) <= tolerance * np.abs(numerical)))
    if h is None and len(doubtful):
        squares = _rounding_of_squares(f, x)
        for index in map(tuple, doubtful):
            found = _best_difference(along(f, x, index), float(x[index]), rounding, squares)
            numerical[index], allowance[index] = found
    return GradientCheck(claimed, numerical, allowance, tolerance)


def _finite(x: ArrayLike) -> np.ndarray:
    """Return x as an array. Raises ValueError where it is empty or, naming the first bad element, not finite."""
    x = np.array(x, dtype=float)
    if not x.size:
        raise ValueError(f"x has the shape {x.shape}, without a number in it; give one at least.")
    bad = np.argwhere(~np.isfinite(x))
    if len(bad):
        place = f"x[{', '.join(map(str, bad[0]))}]" if x.ndim else "x"
        raise ValueError(f"{place} is {x[tuple(bad[0])]}; give finite numbers only.")
    return x


def _share(claimed: np.ndarray, numerical: np.ndarray, allowance: np.ndarray, tolerance: float) -> np.ndarray:
    """Return |claimed - numerical| in units of what is allowed; infinite where undefined."""
    with np.errstate(all="ignore"):
        allowed = tolerance * np.maximum(np.abs(claimed), np.abs(numerical)) + allowance
        share = np.abs(claimed - numerical) / np.maximum(allowed, TINY)
    return np.where(np.isnan(share), np.inf, np.where(claimed == numerical, 0.0, share))


def _rounding(f: Callable, x: np.ndarray, slopes: np.ndarray) -> float:
    """Return how far rounding may shift the values of f: that of f itself, and that of the numbers it is made of.

    The latter acts as if each element of x were off by eps |x|, which shifts f by eps |x dF/dx|: it counts where f is
    small because large terms cancel.
    """
    with np.errstate(all="ignore"):
        shifts = np.abs(x * slopes)
        made_of = np.sum(shifts, where=np.isfinite(shifts))
    return ROUNDINGS * EPSILON * (abs(float(f(x[()]))) + float(made_of))


def _rounding_of_squares(f: Callable, x: np.ndarray) -> float:
    """Return the same to second order, (eps x)**2 / 2 times f'': it counts at an exact fit, where f has no slope."""
    with np.errstate(all="ignore"):
        curvatures = numerical_gradient(f, x, difference=_second_difference)
        shifts = (ROUNDINGS * EPSILON * x) ** 2 * np.abs(curvatures) / 2
    return float(np.sum(shifts, where=np.isfinite(shifts)))


def _second_difference(f: Callable, x: float, _h: None) -> float:
    """Return f''(x) by the three values that a central difference has around it."""
    h = float(central_step(x))
    return float((f(x + h) - 2 * f(x) + f(x - h)) / h**2)


def _best_difference(f: Callable, x: float, rounding: float, squares: float) -> tuple[float, float]:
    """Return the central difference of the step that measures best, and how far it may be off.

    Long steps see what f does elsewhere: they are tried where rounding drowns the short ones, beside a large constant.
    How far the formula is off is told by two neighbouring steps on each side. Rounding shifts f by `rounding` and
    `squares` at x, and at the ends of a step by r times what it shifts r, where f is a sum of squares r**2 / 2. At an
    exact fit all that is left acts like a shift of x by some eps, times f''. The gradient is rounded as well, such as
    1 - z**2 where tanh is flat: by no more than rounding does with a step of the size of x.
    """
    steps, num_short = _ladder(x)
    above, here, below = _values(f, x + steps), f(x), _values(f, x - steps)
    with np.errstate(all="ignore"):
        found = (above - below) / ((x + steps) - (x - steps))
        beside = np.abs(np.diff(found))
        # Off by c h**2, neighbours on these ladders differ by three fifths of it or more; two may agree by chance.
        formula = 2 * sliding_window_view(np.pad(beside, 2), 4).max(axis=1)
        at_ends = 2 * np.sqrt(np.maximum(np.abs(above), np.abs(below))) * math.sqrt(squares)
        curvature = np.abs(above - 2 * here + below) / steps**2
        shift = SHIFT * max(1.0, abs(x)) * curvature + np.sqrt(2 * curvature) * math.sqrt(squares)
        off = formula + (rounding + squares + at_ends) / steps + shift
        drowned = rounding / steps[num_short - 1] > KNOWN * np.abs(found[num_short - 1])
        tried = slice(None if drowned else num_short)
        best = _best(np.where(np.isfinite(off), off, np.inf)[tried], np.abs(found)[tried])
    return float(found[best]), float(off[best]) + rounding / max(1.0, abs(x))


def _best(off: np.ndarray, size: np.ndarray) -> int:
    """Return where a difference of some `size` is known best: to the fewest per cent, or where it may be 0, at all."""
    share = np.where(np.isfinite(off), off / size, np.inf)
    return int(np.argmin(share if np.min(share) < KNOWN else off))


def _values(f: Callable, points: np.ndarray) -> np.ndarray:
    """Return f at the points; nan where it has no value, which is no fault of x."""
    values = np.full(len(points), np.nan)
    for k, point in enumerate(points):
        with contextlib.suppress(ArithmeticError, ValueError), np.errstate(all="ignore"):
            values[k] = f(point)
    return values


def _ladder(x: float) -> tuple[np.ndarray, int]:
    """Return steps for a function whose scale is anything between 1 and |x|, and how many of them are short."""
    small, large = sorted((1.0, max(abs(x), 1e-290) if x else 1.0))
    if large / small < FAR_APART:
        short = CUBE_ROOT * np.geomspace(small / 100, 10 * large, STEPS)
    else:
        around = [np.geomspace(scale / 100, 10 * scale, STEPS // 2) for scale in (small, large)]
        short = CUBE_ROOT * np.concatenate(around)
    return np.concatenate([short, np.geomspace(short[-1], LONGEST * large, 2 + STEPS // 2)[1:]]), len(short)
