"""A surface z = F(x, y) in its window: value, gradient, minima."""

from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from gradwalk.mathematics.descent import lengths
from gradwalk.mathematics.graph import Graph
from gradwalk.mathematics.minima import find_minima_of
from gradwalk.mathematics.pointwise import PointwiseFunction

VARIABLES = ("x", "y")
FAR_WINDOWS = 3
GRID = 9
NEIGHBOURS = [np.array([i, j]) for i, j in ((-1, 0), (1, 0), (0, -1), (0, 1), (-1, -1), (-1, 1), (1, -1), (1, 1))]
Range = tuple[float, float]


@dataclass(frozen=True, eq=False)
class Surface:
    """A function F(x, y) with the window to look at it and a point to start from.

    `reason` says in one sentence what the surface shows. `z_limits` are the heights worth drawing, None for all.
    `known_minima` are exact minima, all there are, None when they have to be searched for. `axis_names` are written at
    the axes. Where `graph` is a PointwiseFunction, all derivatives are central differences.
    """

    name: str
    formula: str
    reason: str
    x_range: Range = (-3.0, 3.0)
    y_range: Range = (-3.0, 3.0)
    start: tuple[float, float] = (2.0, 1.0)
    z_limits: Range | None = None
    known_minima: tuple[tuple[float, float], ...] | None = None
    axis_names: tuple[str, str] = ("x", "y")
    graph: Graph | PointwiseFunction = field(default=None, repr=False)  # type: ignore  # there is one after __post_init__

    def __post_init__(self) -> None:
        """Read the formula, unless a graph came with it. Raises FormulaError for text that is no formula in x and y."""
        if self.graph is None:
            object.__setattr__(self, "graph", Graph.from_formula(self.formula, VARIABLES))

    def value(self, x: ArrayLike, y: ArrayLike) -> Any:
        """Return F(x, y) for numbers or arrays of any broadcastable shapes; nan or inf where F is not defined."""
        return self.graph.value(x=x, y=y)

    def gradient(self, x: ArrayLike, y: ArrayLike) -> tuple[Any, Any]:
        """Return (dF/dx, dF/dy), each in the common shape of x and y; nan or inf where F has no gradient."""
        gradient = self.graph.gradient(x=x, y=y)
        return gradient["x"], gradient["y"]

    @property
    def is_numerical(self) -> bool:
        """Whether F is called point by point, and its derivatives are central differences."""
        return isinstance(self.graph, PointwiseFunction)

    @cached_property
    def minima(self) -> np.ndarray:
        """The local minima within the ranges, shape (m, 2); found numerically unless they are known."""
        if self.known_minima is None:
            return find_minima(self)
        return np.array(self.known_minima, dtype=float).reshape(-1, 2)

    def nearest_minimum(self, point: ArrayLike) -> np.ndarray | None:
        """Return the minimum nearest to a point, shape (2,), or None where none is found.

        Unless all minima are known, they are searched for in the window, and beside it in windows of the same size
        that come nearer to the point than what was found, up to FAR_WINDOWS away.
        """
        point = np.asarray(point, dtype=float)
        if self.known_minima is not None:
            return _nearest(self.minima, point)
        with np.errstate(all="ignore"):
            here = np.floor((point - self._corner) / self._sides)
        if not np.all(np.abs(here) <= FAR_WINDOWS):
            return _nearest(self.minima, point)
        found = np.concatenate([self.minima, self._minima_in(tuple(map(int, here)))])
        for window in (here + move for move in NEIGHBOURS):
            nearest = _nearest(found, point)
            corner = self._corner + window * self._sides
            gap = np.linalg.norm(point - np.clip(point, corner, corner + self._sides))
            if nearest is not None and gap < np.linalg.norm(nearest - point):
                found = np.concatenate([found, self._minima_in(tuple(map(int, window)))])
        return _nearest(found, point)

    @property
    def _corner(self) -> np.ndarray:
        return np.array([self.x_range[0], self.y_range[0]])

    @property
    def _sides(self) -> np.ndarray:
        return np.array([np.ptp(self.x_range), np.ptp(self.y_range)])

    @cached_property
    def _searched(self) -> dict[tuple[int, ...], np.ndarray]:
        """The minima in each window searched so far, by how many windows it lies beside the first one."""
        return {(0, 0): self.minima}

    def _minima_in(self, window: tuple[int, ...]) -> np.ndarray:
        if window not in self._searched:
            (left, low), (width, height) = self._corner + np.array(window) * self._sides, self._sides
            ranges = (float(left), float(left + width)), (float(low), float(low + height))
            self._searched[window] = find_minima_of(self.value, self.gradient, *ranges)
        return self._searched[window]

    @cached_property
    def usual_slope(self) -> float:
        """The median length of the gradient over the window, the measure for a small one; 0 where none is finite."""
        (left, right), (low, high) = self.x_range, self.y_range
        x, y = np.meshgrid(np.linspace(left, right, GRID), np.linspace(low, high, GRID))
        slopes = lengths(np.stack(self.gradient(x, y), axis=-1))
        return float(np.median(slopes[np.isfinite(slopes)])) if np.isfinite(slopes).any() else 0.0


def find_minima(surface: Surface) -> np.ndarray:
    """Return the isolated local minima of F within its ranges, shape (m, 2), lowest first; m may be 0."""
    return find_minima_of(surface.value, surface.gradient, surface.x_range, surface.y_range)


def _nearest(minima: np.ndarray, point: np.ndarray) -> np.ndarray | None:
    """Return the row of `minima` (m, 2) nearest to a point, None where there is no row."""
    return minima[np.argmin(lengths(minima - point))] if len(minima) else None
