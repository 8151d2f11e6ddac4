"""Compose z = f(y) with y = g(x): values, slopes by the chain rule (4.1), and what a finite change of x does."""

import math
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import ArrayLike

from gradwalk.mathematics.graph import Graph


@dataclass(frozen=True)
class Link:
    """One function of one variable, as a graph with at most one input."""

    graph: Graph

    def __call__(self, at: ArrayLike) -> np.ndarray:
        """Return the values at `at`, a number or an array; where there is none, nan or inf."""
        return np.broadcast_to(self.graph.value(**self._named(at)), np.shape(at))[()]

    def slope(self, at: float) -> float:
        """Return the exact derivative at the number `at`; nan or inf where there is none."""
        gradient = self.graph.gradient(**self._named(at))
        return float(next(iter(gradient.values()), 0.0))

    def _named(self, at: ArrayLike) -> dict[str, ArrayLike]:
        return dict.fromkeys(self.graph.variables, at)


@dataclass(frozen=True)
class Wiggle:
    """A change of x by `dx`, at `x`, through y = g(x) and z = f(y).

    `dy` and `dz` are the actual changes; `dy_dx`, `dz_dy` the slopes at the starting point, `dz_dx` their product.
    """

    g: Link
    f: Link
    x: float
    dx: float

    @cached_property
    def y(self) -> float:
        """The inner value g(x)."""
        return float(self.g(self.x))

    @cached_property
    def z(self) -> float:
        """The outer value f(g(x))."""
        return float(self.f(self.y))

    @cached_property
    def dy(self) -> float:
        """The actual change of y; nan where g has no finite value at either end."""
        return _change(self.y, float(self.g(self.x + self.dx)))

    @cached_property
    def dz(self) -> float:
        """The actual change of z; nan likewise."""
        return _change(self.z, float(self.f(float(self.g(self.x + self.dx)))))

    @cached_property
    def dy_dx(self) -> float:
        """The slope of g at x."""
        return self.g.slope(self.x)

    @cached_property
    def dz_dy(self) -> float:
        """The slope of f at y = g(x)."""
        return self.f.slope(self.y) if math.isfinite(self.y) else math.nan

    @cached_property
    def dz_dx(self) -> float:
        """The slope of the composition, dz/dy times dy/dx, equation (4.1)."""
        return self.dz_dy * self.dy_dx


def _change(before: float, after: float) -> float:
    """Return after - before, nan unless both are finite."""
    return after - before if math.isfinite(before) and math.isfinite(after) else math.nan


def ratio(change: float, by: float) -> float:
    """Return change / by, nan where `by` is zero."""
    return change / by if by else math.nan
