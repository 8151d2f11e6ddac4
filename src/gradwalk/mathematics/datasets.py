"""Make the four data sets of Bishop's figure 5.3: points of x^2, a sine, |x| and the Heaviside step over (-1, 1).

C. M. Bishop, Pattern Recognition and Machine Learning (2006), figure 5.3: 50 points, three hidden units.
"""

from __future__ import annotations

import operator
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np


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
