"""Take a surface z = F(x, y) from the gallery, from typed text or from a Python function."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from gradwalk.mathematics.formula import reading
from gradwalk.mathematics.gallery import GALLERY
from gradwalk.mathematics.graph import Graph
from gradwalk.mathematics.pointwise import PointwiseFunction, graph_or_pointwise
from gradwalk.mathematics.surface import VARIABLES, Range, Surface

__all__ = ["GALLERY", "Surface", "surface_from"]

OWN = "Your own function."
NUMERICAL = "Your own function, called point by point: it has no formula here, so its slopes are found numerically."


def surface_from(
    source: str | Callable[..., Any] | Surface,
    x_range: Sequence[float] | None = None,
    y_range: Sequence[float] | None = None,
    start: Sequence[float] | None = None,
    axis_names: Sequence[str] | None = None,
) -> Surface:
    """Return a surface from a gallery name, a formula in x and y, a Python function of two parameters, or a surface.

    The ranges (default: -3 to 3), the start and the names of the axes are in the place of those that a surface brings.
    Without a start, one is chosen where F is finite. A function that is no formula, because it has an `if` or converts
    to float, is called point by point, and its derivatives are central differences. Raises FormulaError for text that
    is neither name nor formula, TypeError for a function that does not take and return numbers, ValueError for bad
    ranges, starts or names; all are one sentence.
    """
    surface = _read(source)
    if x_range is not None or y_range is not None:
        surface = _in_window(surface, x_range, y_range)
    if start is not None:
        surface = replace(surface, start=_checked_start(surface, start))
    return surface if axis_names is None else replace(surface, axis_names=_checked_names(axis_names))


def _in_window(surface: Surface, x_range: Sequence[float] | None, y_range: Sequence[float] | None) -> Surface:
    """Return the surface in other ranges. What is known of the old window, heights and minima, is not of this one."""
    xs = surface.x_range if x_range is None else _checked_range("x_range", x_range)
    ys = surface.y_range if y_range is None else _checked_range("y_range", y_range)
    (x, y), named = surface.start, surface.name in GALLERY
    inside = xs[0] <= x <= xs[1] and ys[0] <= y <= ys[1]
    start = surface.start if inside and named else _finite_start(surface.graph, xs, ys)
    return replace(surface, x_range=xs, y_range=ys, start=start, z_limits=None, known_minima=None)


def _read(source: str | Callable[..., Any] | Surface) -> Surface:
    """Return the surface of a name, a formula or a function in the usual window."""
    if isinstance(source, Surface):
        return source
    if callable(source):
        graph = graph_or_pointwise(source, VARIABLES)
        name = getattr(source, "__name__", "<lambda>").replace("<lambda>", str(graph))
        return _own_surface(name, str(graph), NUMERICAL if isinstance(graph, PointwiseFunction) else OWN, graph)
    by_name = {name.casefold(): surface for name, surface in GALLERY.items()}
    if isinstance(source, str) and source.strip().casefold() in by_name:
        return by_name[source.strip().casefold()]
    graph, shown = Graph.from_formula(source, VARIABLES), reading(source, VARIABLES)
    reason = f"Your own formula, {shown}" if shown else "Your own formula."
    return _own_surface(source.strip(), source.strip(), reason, graph)


def _own_surface(name: str, formula: str, reason: str, graph: Graph | PointwiseFunction) -> Surface:
    """Return a learner's surface in the usual window."""
    surface = Surface(name, formula, reason, graph=graph)
    return replace(surface, start=_finite_start(graph, surface.x_range, surface.y_range))


FARTHEST, NARROWEST = 1e100, 1e-9  # beyond, neither pictures nor differences can tell neighbouring places apart


def _checked_range(name: str, limits: Sequence[float]) -> Range:
    """Return (low, high) as floats. Raises ValueError unless both are finite and low < high."""
    try:
        low, high = (float(limit) for limit in limits)
    except (TypeError, ValueError):
        low, high = np.nan, np.nan
    if not -np.inf < low < high < np.inf:
        raise ValueError(f"{name} is {_plain(limits)}; give two numbers, the smaller one first.")
    if not (max(-low, high) <= FARTHEST and high - low >= NARROWEST * max(1.0, -low, high)):
        raise ValueError(
            f"{name} is {_plain(limits)}; give numbers of a size up to {FARTHEST:g}, far enough apart to tell "
            f"{1 / NARROWEST:g} places between them."
        )
    return low, high


def _plain(limits: Any) -> Any:
    """Return limits as one would write them."""
    return tuple(limits) if isinstance(limits, (list, np.ndarray)) else limits


def _checked_start(surface: Surface, start: Sequence[float]) -> tuple[float, float]:
    """Return the point to start from. Raises ValueError for one that is outside of the ranges."""
    try:
        x, y = (float(part) for part in start)
    except (TypeError, ValueError):
        raise ValueError(f"start is {start!r}; give two numbers, x and y.") from None
    for name, part, (low, high) in (("x", x, surface.x_range), ("y", y, surface.y_range)):
        if not low <= part <= high:
            raise ValueError(f"start is {_plain(start)}; give {name} from {low:g} to {high:g}.")
    return x, y


def _checked_names(names: Sequence[str]) -> tuple[str, str]:
    """Return two names of axes. Raises ValueError unless they are two different texts."""
    if isinstance(names, str) or len(names) != 2 or not all(isinstance(name, str) and name.strip() for name in names):
        raise ValueError(f"axis_names is {names!r}; give two texts, for the x-axis and the y-axis.")
    if names[0] == names[1]:
        raise ValueError(f"axis_names is {names!r}; give the two axes different names.")
    return names[0], names[1]


def _finite_start(graph: Graph | PointwiseFunction, x_range: Range, y_range: Range) -> tuple[float, float]:
    """Return a point off the middle of the window where F and its gradient are finite, if one of a few dozen is."""
    fractions = np.array([5 / 6, 1 / 6, 2 / 3, 1 / 3, 0.9, 0.1])
    x, y = (low + fractions * (high - low) for low, high in (x_range, y_range))
    x, y = np.meshgrid(x, np.roll(y, -2), indexing="ij")  # begins at (5/6, 2/3): right of and above the middle
    found = [graph.value(x=x, y=y), *graph.gradient(x=x, y=y).values()]
    first = int(np.argmax(np.all(np.isfinite(found), axis=0)))  # 0 when there is none: shown and said there
    return float(x.flat[first]), float(y.flat[first])
