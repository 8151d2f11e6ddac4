"""Make the four data sets of Bishop's figure 5.3: points of x^2, a sine, |x| and the Heaviside step over (-1, 1).

C. M. Bishop, Pattern Recognition and Machine Learning (2006), figure 5.3: 50 points, three hidden units.
"""

from __future__ import annotations

import operator
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from gradwalk.mathematics.parameters import as_floats, in_a_line, require_finite


@dataclass(frozen=True)
class Dataset:
    """A function to learn: its name, its formula in LaTeX, and the function itself, entry by entry."""

    name: str
    formula: str
    function: Callable[[np.ndarray], np.ndarray]

    def points(self, num_points: int = 50, seed: int | None = None) -> tuple[np.ndarray, np.ndarray]:
        """Return x (N, 1) in increasing order within (-1, 1) and target (N, 1), the function at x, without noise.

        Without a seed the points are the middles of N equal pieces of (-1, 1). With one they are drawn uniformly, as
        in the book, and the same seed draws the same points.
        Raises ValueError when num_points is not a whole number of at least 1.
        """
        num_points = _checked_num_points(num_points)
        if seed is None:
            x = (2 * np.arange(num_points) + 1) / num_points - 1
        else:
            x = np.sort(np.random.default_rng(seed).uniform(-1, 1, num_points))
        return x[:, None], self.function(x)[:, None]


MOST_POINTS = 500  # more cannot be told apart in the picture, and each costs time at every step
OWN = "your own"


@dataclass(frozen=True, eq=False)
class OwnDataset:
    """Points of one's own to learn: x (N, 1) and target (N, 1)."""

    x: np.ndarray
    target: np.ndarray
    name: str = OWN

    @classmethod
    def of(cls, pair: Any) -> OwnDataset:
        """Return the data set of a pair (x, y) of N numbers each, as lists or arrays (N,) or (N, 1), sorted by x.

        Raises ValueError, with one sentence, unless they are finite numbers, two at least and 500 at most, at two
        different places at least.
        """
        if not isinstance(pair, (tuple, list)) or len(pair) != 2:
            raise ValueError(f"Give the data as a pair (x, y) of N numbers each, not {in_a_line(pair)}.")
        x, y = (_column(name, part) for name, part in zip("xy", pair, strict=True))
        if len(x) != len(y):
            raise ValueError(f"Give x and y equally many numbers, not {len(x)} and {len(y)}.")
        if not 2 <= len(x) <= MOST_POINTS:
            raise ValueError(f"Give from 2 to {MOST_POINTS} points, which can be shown, not {len(x)}.")
        if np.ptp(x) == 0:
            raise ValueError(f"Give points at two different x at least; all {len(x)} are at {x[0]:g}.")
        order = np.argsort(x, kind="stable")
        return cls(x[order, None], y[order, None])

    def points(self) -> tuple[np.ndarray, np.ndarray]:
        """Return x (N, 1) in increasing order and target (N, 1)."""
        return self.x, self.target


def _column(name: str, values: Any) -> np.ndarray:
    """Return values as an array (N,). Raises ValueError for anything but one number a point."""
    values = as_floats(name, values)
    if values.ndim == 2 and values.shape[1] == 1:
        values = values[:, 0]
    if values.ndim != 1:
        raise ValueError(f"Give {name} the shape (N,) or (N, 1), one number a point, not {values.shape}.")
    require_finite(**{name: values})
    return values


def sine(x: np.ndarray) -> np.ndarray:
    """sin(pi x): one whole period over (-1, 1), which is what the book's figure shows."""
    return np.sin(np.pi * x)


def heaviside(x: np.ndarray) -> np.ndarray:
    """0 for x < 0, 1 for x >= 0."""
    return np.heaviside(x, 1.0)


FIGURE_5_3 = {
    dataset.name: dataset
    for dataset in (
        Dataset("square", "x^2", np.square),
        Dataset("sine", r"\sin(\pi x)", sine),
        Dataset("absolute value", "|x|", np.abs),
        Dataset("Heaviside", "H(x)", heaviside),
    )
}


def _checked_num_points(num_points: int) -> int:
    try:
        count = operator.index(num_points)
    except TypeError:
        count = 0
    if count < 1:
        raise ValueError(f"Give num_points as a whole number of at least 1, not {num_points!r}.")
    return count
