"""Measure how wrong a finite difference is, for every step h from 1e-1 to 1e-15, and what makes it wrong."""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from gradwalk.mathematics.calculus import EPSILON, central_difference, forward_difference
from gradwalk.mathematics.graph import Graph
from gradwalk.mathematics.network import backward, total_loss
from gradwalk.mathematics.parameters import Parameters

SMALLEST, LARGEST = 1e-15, 1e-1
STEPS = np.logspace(-15, -1, 85)  # six to a decade
DIFFERENCES: Mapping[str, Callable] = {"forward": forward_difference, "central": central_difference}
PROBE = 1e-3  # the step with which f'' and f''' are measured from the exact f'


@dataclass(frozen=True)
class Quotients:
    """What one step h makes of f: its values beside x, and the differences with their errors, by kind."""

    h: float
    above: float
    here: float
    below: float
    differences: Mapping[str, float]
    errors: Mapping[str, float]


@dataclass(frozen=True)
class DifferenceStudy:
    """A function f of one number, its exact derivative, and the point x at which both are compared.

    `function` and `derivative` take an array and work on it entry by entry. `variable` and `name` are what the reader
    calls x and f; `slope` is the name of the derivative.
    """

    function: Callable[[np.ndarray], np.ndarray]
    derivative: Callable[[np.ndarray], np.ndarray]
    x: float
    variable: str = "x"
    name: str = "f"
    slope: str = "f′(x)"

    @classmethod
    def of_formula(cls, graph: Graph, x: float) -> "DifferenceStudy":
        """Study a graph in the one variable x."""
        return cls(lambda at: graph.value(x=at), lambda at: graph.gradient(x=at)["x"], x)

    @classmethod
    def of_loss(
        cls, parameters: Parameters, data: tuple[np.ndarray, np.ndarray], index: int, value: float
    ) -> "DifferenceStudy":
        """Study E as a function of entry `index` of `parameters.flatten()` alone, at `value`; data = (x, target)."""

        def moved(entry: float) -> Parameters:
            vector = parameters.flatten()
            vector[index] = entry
            return parameters.unflatten(vector)

        loss = np.vectorize(lambda entry: total_loss(moved(entry), *data), otypes=[float])
        slope = np.vectorize(lambda entry: backward(moved(entry), *data).flatten()[index], otypes=[float])
        called = parameters.labels()[index].symbol
        return cls(loss, slope, value, called, "E", f"∂E/∂{called}")

    def at(self, step: float = 0.0) -> float:
        """f(x + step)."""
        return float(self.function(np.asarray(self.x + step)))

    @cached_property
    def value(self) -> float:
        """f(x)."""
        return self.at()

    @cached_property
    def exact(self) -> float:
        """f'(x) by the chain rule."""
        return float(self.derivative(np.asarray(self.x)))

    def difference(self, kind: str, h: float | np.ndarray) -> np.ndarray:
        """Return the forward or central difference of step h; nan where x + h rounds to x."""
        with np.errstate(all="ignore"):
            return np.asarray(DIFFERENCES[kind](self.function, self.x, h), dtype=float)

    @cached_property
    def errors(self) -> dict[str, np.ndarray]:
        """|difference - f'(x)| of both differences at all STEPS."""
        with np.errstate(invalid="ignore"):
            return {kind: np.abs(self.difference(kind, STEPS) - self.exact) for kind in DIFFERENCES}

    def look(self, h: float) -> Quotients:
        """Return what the step h makes of f."""
        differences = {kind: float(self.difference(kind, h)) for kind in DIFFERENCES}
        errors = {kind: abs(value - self.exact) for kind, value in differences.items()}
        return Quotients(h, self.at(h), self.value, self.at(-h), differences, errors)

    @cached_property
    def higher(self) -> tuple[float, float]:
        """f''(x) and f'''(x), measured from the exact f'; below what rounding can feign they count as zero."""
        around = self.x + PROBE * np.array([-1.0, 0.0, 1.0])
        before, here, after = (float(slope) for slope in self.derivative(around))
        blur = 100 * EPSILON * max(abs(here), abs(before), abs(after))
        second, third = after - before, after - 2 * here + before
        return (
            second / (2 * PROBE) if abs(second) > blur else 0.0,
            third / PROBE**2 if abs(third) > blur else 0.0,
        )

    def truncation(self, kind: str, h: float | np.ndarray) -> np.ndarray:
        """Return the leading error of the formula itself: |f''| h / 2 forward, |f'''| h^2 / 6 central."""
        second, third = self.higher
        step = np.asarray(h, dtype=float)
        return abs(second) / 2 * step if kind == "forward" else abs(third) / 6 * step**2

    def rounding(self, h: float | np.ndarray) -> np.ndarray:
        """Return the size that rounding f can give the error: about eps |f(x)| / h."""
        return EPSILON * abs(self.value) / np.asarray(h, dtype=float)

    def balance(self, kind: str) -> float:
        """Return the step at which truncation and rounding are equal; inf where there is no truncation."""
        truncation, power = float(self.truncation(kind, 1.0)), 1 if kind == "forward" else 2
        if truncation == 0:
            return math.inf
        return (float(self.rounding(1.0)) / truncation) ** (1 / (power + 1))

    @property
    def is_smooth(self) -> bool:
        """Whether f and f' are finite at x."""
        return math.isfinite(self.exact) and math.isfinite(self.value)
