"""Take a surface z = F(x, y) from the gallery, from typed text or from a Python function: value, gradient, minima."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from gradwalk.mathematics.descent import lengths
from gradwalk.mathematics.formula import reading
from gradwalk.mathematics.graph import Graph
from gradwalk.mathematics.minima import find_minima_of
from gradwalk.mathematics.pointwise import PointwiseFunction, graph_or_pointwise

VARIABLES = ("x", "y")
FAR_WINDOWS = 3
GRID = 9
NEIGHBOURS = [np.array([i, j]) for i, j in ((-1, 0), (1, 0), (0, -1), (0, 1), (-1, -1), (-1, 1), (1, -1), (1, 1))]
Range = tuple[float, float]
OWN = "Your own function."
NUMERICAL = "Your own function, called point by point: it has no formula here, so its slopes are found numerically."


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


_GALLERY = (
    Surface(
        "bowl",
        "x**2 + y**2",
        "The contours are circles, so here, and almost only here, −∇F points at the minimum.",
        start=(2.0, 1.0),
        known_minima=((0.0, 0.0),),
    ),
    Surface(
        "ravine",
        "(x**2 + 10*y**2)/2",
        "In a long valley −∇F points across it: at (10, 1) it is 39 degrees off the way to the minimum.",
        x_range=(-12.0, 12.0),
        y_range=(-8.0, 8.0),
        start=(10.0, 1.0),
        known_minima=((0.0, 0.0),),
    ),
    Surface(
        "saddle",
        "x**2 - y**2",
        "The gradient is zero at (0, 0), yet that is no minimum: F falls along y.",
        x_range=(-2.0, 2.0),
        y_range=(-2.0, 2.0),
        start=(1.5, 0.1),
        known_minima=(),
    ),
    Surface(
        "monkey saddle",
        "x**3 - 3*x*y**2",
        "Three ways down meet at a point where even the second derivatives vanish.",
        x_range=(-1.5, 1.5),
        y_range=(-1.5, 1.5),
        start=(1.0, 0.3),
        known_minima=(),
    ),
    Surface(
        "Himmelblau",
        "(x**2 + y - 11)**2 + (x + y**2 - 7)**2",
        "Four minima of equal depth: the start decides which one the descent finds.",
        x_range=(-5.0, 5.0),
        y_range=(-5.0, 5.0),
        start=(0.5, 0.5),
        known_minima=(
            (3.0, 2.0),
            (-2.805118086952745, 3.131312518250573),
            (-3.779310253377747, -3.283185991286170),
            (3.584428340330492, -1.848126526964404),
        ),
    ),
    Surface(
        "Rosenbrock",
        "(1 - x)**2 + 100*(y - x**2)**2",
        "A curved valley that is easy to enter and slow to follow to its minimum at (1, 1).",
        x_range=(-2.0, 2.0),
        y_range=(-1.0, 3.0),
        start=(-1.2, 1.0),
        z_limits=(0.0, 1000.0),
        known_minima=((1.0, 1.0),),
    ),
    Surface(
        "ripples",
        "(x**2 + y**2)/8 - cos(2*x)*cos(2*y)",
        "Many local minima: a small step gets caught in the nearest one.",
        x_range=(-4.0, 4.0),
        y_range=(-4.0, 4.0),
        start=(2.6, 1.3),
    ),
    Surface(
        "hills",
        "3*(1 - x)**2*exp(-x**2 - (y + 1)**2) - 10*(x/5 - x**3 - y**5)*exp(-x**2 - y**2) - exp(-(x + 1)**2 - y**2)/3",
        "Hills, valleys and passes together, and a gradient that fades away towards the edge.",
        start=(0.3, 1.0),
    ),
    Surface(
        "plateau",
        "1 - exp(-(x**2 + y**2)/2)",
        "Far from the minimum the surface is almost flat, so the first steps are tiny.",
        x_range=(-4.0, 4.0),
        y_range=(-4.0, 4.0),
        start=(2.5, 1.0),
        known_minima=((0.0, 0.0),),
    ),
    Surface(
        "kink",
        "abs(x) + y**2/2",
        "On the line x = 0 there is no gradient, and beside it the slope along x never gets smaller.",
        start=(2.2, 1.8),
        known_minima=((0.0, 0.0),),
    ),
    Surface(
        "wall",
        "x - log(x) + y**2/2",
        "F is not defined for x <= 0, and a step that is too long ends there.",
        x_range=(-1.0, 5.0),
        y_range=(-3.0, 3.0),
        start=(4.0, 2.0),
        known_minima=((1.0, 0.0),),
    ),
)
GALLERY = {surface.name: surface for surface in _GALLERY}


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
