"""Draw a learner's own rule beside the right one on a contour map, as SVG text.

Her mark is dashed and named, so colour is never the only difference; the caption says in words what the picture shows.
"""

import html
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Self

import numpy as np

SIZE, LEVELS, CELLS = 260, 9, 40
MARGIN = 0.25  # on each side, as a share of what is shown: room for the names
FARTHEST = 1e6  # a mark farther away than this would leave nothing else to see
NEAR = 30  # pixels; the names of two ends that lie closer go to different sides
COLOURS = {"right": "#00695c", "yours": "#b3261e"}
Height = Callable[[np.ndarray, np.ndarray], np.ndarray]  # x and y of one shape -> the height there
FIGURE = '<figure style="margin:8px 0"><div style="width:{}px;max-width:100%">{}</div>{}</figure>'


@dataclass(frozen=True)
class Way:
    """A way through the rows of `points` (n, 2), an arrow if there are two; `role` is right or yours."""

    points: np.ndarray | Sequence[np.ndarray]
    role: str


@dataclass(frozen=True)
class Viewport:
    """The square that is shown: its lower left corner `low` (2,) and its width, both in data coordinates."""

    low: np.ndarray
    width: float

    @classmethod
    def around(cls, points: np.ndarray) -> Self:
        """Return the Viewport around the rows of `points` (n, 2), with a margin."""
        low, high = points.min(axis=0), points.max(axis=0)
        width = max(float((high - low).max()) * (1 + 2 * MARGIN), 1e-6)
        return cls((low + high - width) / 2, width)

    def pixels(self, points: np.ndarray) -> np.ndarray:
        """Return data coordinates (..., 2) as pixels of the picture, whose y axis points down."""
        scaled = (np.asarray(points, dtype=float) - self.low) / self.width * SIZE
        scaled[..., 1] = SIZE - scaled[..., 1]
        return scaled


def contour_picture(value: Height, ways: Sequence[Way], caption: str) -> str:
    """Return the HTML of the contour lines of `value(x, y)` with two `ways`, and `caption` as text twin.

    Returns "" when a way has no two finite coordinates within FARTHEST, because then there is nothing to draw it at.
    """
    rows = [np.asarray(way.points, dtype=float) for way in ways]
    if any(row.ndim != 2 or row.shape[1] != 2 or not np.all(np.abs(row) < FARTHEST) for row in rows):
        return ""
    window = Viewport.around(np.vstack(rows))
    lines = [window.pixels(row) for row in rows]
    drawn = "".join(_line(way.role, line) for way, line in zip(ways, lines, strict=True))
    ends = zip(ways, lines, _sides(lines), strict=True)
    names = "".join(_name(way.role, line[-1], side) for way, line, side in ends)
    svg = (
        f'<svg aria-hidden="true" width="100%" viewBox="0 0 {SIZE} {SIZE}" '
        f'style="background:#fff;border:1px solid #9e9e9e">{_contour_lines(value, window)}{drawn}{names}</svg>'
    )
    return FIGURE.format(SIZE, svg, f"<figcaption>{html.escape(caption)}</figcaption>")


def times_as_long(ratio: float | np.floating) -> str:
    """Say for a caption how long one arrow is, `ratio` times the other."""
    return "as long" if f"{ratio:.2g}" == "1" else f"{ratio:.3g} times as long"


def _line(role: str, line: np.ndarray) -> str:
    """Return the SVG of one way, given in pixels (n, 2): a line with a dot at every point, the last one large."""
    colour = COLOURS[role]
    points = " ".join(f"{x:.1f},{y:.1f}" for x, y in line)
    dash = ' stroke-dasharray="6 4"' if role == "yours" else ""
    radii = [2.5] * (len(line) - 1) + [5]
    dots = (
        f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{r}" fill="{colour}"/>' for (x, y), r in zip(line, radii, strict=True)
    )
    return f'<polyline points="{points}" stroke="{colour}" stroke-width="2.5" fill="none"{dash}/>{"".join(dots)}'


def _sides(lines: Sequence[np.ndarray]) -> Sequence[int]:
    """Return for each of two lines whether its name goes below (1) or above (-1) its end, where nothing is drawn."""
    first, second = (line[-1] for line in lines)
    if np.abs(first - second).max() < NEAR:
        return (1, -1) if first[1] > second[1] else (-1, 1)
    return [1 if line[-1, 1] > line[0, 1] else -1 for line in lines]


def _name(role: str, end: np.ndarray, side: int) -> str:
    """Return the SVG of the name of a way, below or above its end."""
    return (
        f'<text x="{end[0]:.1f}" y="{end[1] + 5 + side * 14:.1f}" text-anchor="middle" font-size="13" '
        f'font-weight="600" fill="{COLOURS[role]}" stroke="#fff" stroke-width="3" paint-order="stroke">{role}</text>'
    )


# --- contour lines ---------------------------------------------------------------------------------------------------


def _contour_lines(value: Height, window: Viewport) -> str:
    """Return the level lines of `value` in `window` as one SVG path."""
    # Comes with Matplotlib; imported here, so that a check that draws nothing stays light.
    from contourpy import LineType, contour_generator

    axis = np.linspace(0, window.width, CELLS + 1)
    x, y = np.meshgrid(window.low[0] + axis, window.low[1] + axis)
    z = value(x, y)
    levels = np.quantile(z, np.linspace(0.04, 0.96, LEVELS))
    generator = contour_generator(x, y, z, line_type=LineType.Separate)
    lines = [np.asarray(line) for level in levels for line in generator.lines(level)]
    path = "".join(_polyline(window.pixels(line)) for line in lines)
    return f'<path d="{path}" stroke="#9e9e9e" stroke-width="1" fill="none"/>'


def _polyline(points: np.ndarray) -> str:
    """Return the path through the rows of `points` (n, 2): in SVG further pairs after M are lines."""
    return "M" + " ".join(f"{x:.1f} {y:.1f}" for x, y in points.tolist())
