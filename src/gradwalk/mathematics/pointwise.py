"""Take any Python function of numbers as it is, point by point, where it is no formula that a graph can be made of.

Its derivatives are central differences: right to about eight digits, and whoever shows them says so.
"""

import inspect
import itertools
import warnings
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from gradwalk.mathematics.calculus import EPSILON, central_step
from gradwalk.mathematics.function import trace
from gradwalk.mathematics.graph import Graph
from gradwalk.mathematics.node import is_number

PROBES = (0.5, 1.0, -0.7, 2.3, 0.0)  # at each pair of these a function is tried
KINK = 0.75  # one-sided slopes that disagree by as much at h as at this share of 2h do not come together
ROUNDING = 1e3 * EPSILON  # disagreements below so much of F, over h, are rounding


class PointwiseFunction:
    """A Python function of real numbers, called point by point; nan where it raises or returns no real number.

    It answers what a Graph answers: `value` and `gradient` for arrays, `variables`, and its text. Raises TypeError,
    with one sentence, where the function returns no number anywhere.
    """

    def __init__(self, function: Callable[..., Any], variables: Sequence[str]) -> None:
        self.function, self.variables = function, tuple(variables)
        name = getattr(function, "__name__", type(function).__name__).replace("<lambda>", "function")
        self._text = f"{name}({', '.join(self.variables)})"
        self._probe()

    def __str__(self) -> str:
        """Return how the function is called: it has no formula."""
        return self._text

    def value(self, /, **inputs: ArrayLike) -> Any:
        """Return the function at the given inputs, in their common (broadcast) shape; a float for scalars."""
        return self._at(*(inputs[name] for name in self.variables))

    def gradient(self, /, **inputs: ArrayLike) -> dict[str, Any]:
        """Return {name: d function / d name} by central differences, each in the common shape of the inputs.

        nan at a kink and at a jump, where the slopes of the two sides do not come together.
        """
        at = np.broadcast_arrays(*(np.asarray(inputs[name], dtype=float) for name in self.variables))
        return {name: self._slope(at, k)[()] for k, name in enumerate(self.variables)}

    def _slope(self, at: Sequence[np.ndarray], k: int) -> np.ndarray:
        """Return (f(x + h) - f(x - h)) / 2h along variable k."""
        h = central_step(at[k])
        moved = [[*at[:k], at[k] + way * h, *at[k + 1 :]] for way in (-2, -1, 0, 1, 2)]
        far_below, below, here, above, far_above = (np.asarray(self._at(*place)) for place in moved)
        with np.errstate(all="ignore"):
            slope = (above - below) / (moved[3][k] - moved[1][k])
            near, far = np.abs(above + below - 2 * here) / h, np.abs(far_above + far_below - 2 * here) / (2 * h)
            noise = ROUNDING * np.maximum(1.0, np.abs(here)) / h
            return np.where((near > KINK * far) & (near > noise), np.nan, slope)

    def _at(self, *places: ArrayLike) -> Any:
        places = np.broadcast_arrays(*(np.asarray(place, dtype=float) for place in places))
        points = zip(*(place.ravel().tolist() for place in places), strict=True)
        with np.errstate(all="ignore"), warnings.catch_warnings():
            warnings.simplefilter("ignore")
            values = np.array([self._number(point) for point in points])
        return values.reshape(places[0].shape) if places[0].shape else float(values[0])

    def _number(self, point: Sequence[float]) -> float:
        try:
            result = self.function(*point)
        except Exception:  # noqa: BLE001  a function that fails at a point has no value there, and the picture goes on
            return np.nan
        return float(result) if is_number(result) else np.nan

    def _probe(self) -> None:
        """Raise TypeError where no probe gives a number, unless the function is merely defined at none of them."""
        problems = []
        for point in itertools.product(PROBES, repeat=len(self.variables)):
            problem = self._problem(point)
            if not problem:
                return
            problems.append(problem)
        if kinds := [problem for problem in problems if problem != UNDEFINED]:
            raise TypeError(f"{self} {kinds[0]}; let it return one real number for numbers.")

    def _problem(self, point: Sequence[float]) -> str:
        """Return what is wrong with the function at a point, "" where it gives a number."""
        with np.errstate(all="ignore"), warnings.catch_warnings():
            warnings.simplefilter("ignore")
            try:
                result = self.function(*point)
            except (ArithmeticError, ValueError):
                return UNDEFINED
            except Exception as error:  # noqa: BLE001  whatever it is, it is told in a sentence
                return (
                    f"stops with {type(error).__name__} ({str(error).splitlines()[0] if str(error) else 'no reason'})"
                )
        return "" if is_number(result) else f"returned {type(result).__name__}"


UNDEFINED = "has no value"


def graph_or_pointwise(function: Callable[..., Any], variables: Sequence[str]) -> Graph | PointwiseFunction:
    """Return the graph of a Python function, or, where none can be made, the function called point by point.

    None can be made where it asks which of two numbers is larger, converts to float, or calls what has no rule. Raises
    TypeError, with one sentence, where it does not take these variables or returns no number.
    """
    _check_parameters(function, variables)
    try:
        return Graph(*trace(function, variables))
    except Exception:  # noqa: BLE001  nodes are no numbers, so a function that works may stop with any error at all
        return PointwiseFunction(function, variables)


def _check_parameters(function: Callable[..., Any], variables: Sequence[str]) -> None:
    """Raise the sentence of `trace` where the function cannot be called with so many values."""
    try:
        inspect.signature(function).bind(*variables)
    except TypeError:
        trace(function, variables)
    except ValueError:
        return  # a function of C that does not tell its parameters
