"""Draw a learner's own rule beside the right one on a contour map, as SVG text made with NumPy alone.

Her mark is dashed and named, so colour is never the only difference; the caption says in words what the picture shows.
"""

import html
from dataclasses import dataclass

import numpy as np

SIZE, LEVELS, CELLS = 260, 9, 40
FARTHEST = 1e6  # a mark farther away than this would leave nothing else to see
COLOURS = {"right": "#00695c", "yours": "#b3261e"}
FIGURE = '<figure style="margin:8px 0"><div style="width:{}px;max-width:100%">{}</div>{}</figure>'


@dataclass(frozen=True)
class Arrow:
    """An arrow from `start` to `end`, arrays of two numbers; `role` is right or yours."""

    start: np.ndarray
    end: np.ndarray
    role: str

    @property
    def points(self):
        """The two ends as rows."""
        return np.array([self.start, self.end], dtype=float)


@dataclass(frozen=True)
class Path:
    """A path through the rows of `points` (n, 2); `role` is right or yours."""

    points: np.ndarray
    role: str


def contour_picture(value, marks, caption):
    """Return the HTML of the contour lines of `value(x, y)` with `marks` (Arrows, Paths), and `caption` as text twin.

    Returns "" when a mark has no two finite coordinates within FARTHEST, because then there is nothing to draw it at.
    """
    rows = [np.asarray(mark.points, dtype=float) for mark in marks]
    if any(row.ndim != 2 or row.shape[1] != 2 or not np.all(np.abs(row) < FARTHEST) for row in rows):
        return ""
    everything = np.vstack(rows)
    centre = (everything.min(axis=0) + everything.max(axis=0)) / 2
    half = max(float(np.ptp(everything, axis=0).max()) * 0.65, 1e-6)
    low = centre - half
    lines = _contour_lines(value, low, 2 * half)
    drawn = "".join(_draw(mark, row, low, 2 * half) for mark, row in zip(marks, rows, strict=True))
    svg = (
        f'<svg aria-hidden="true" width="100%" viewBox="0 0 {SIZE} {SIZE}" '
        f'style="background:#fff;border:1px solid #9e9e9e">{lines}{drawn}</svg>'
    )
    return FIGURE.format(SIZE, svg, f"<figcaption>{html.escape(caption)}</figcaption>")


def _contour_lines(value, low, width):
    """Return the level lines as short segments: in each triangle of a grid a line is straight (marching triangles)."""
    axis = np.linspace(0, width, CELLS + 1)
    x, y = np.meshgrid(low[0] + axis, low[1] + axis)
    z = value(x, y)
    segments = []
    for level in np.quantile(z, np.linspace(0.04, 0.96, LEVELS)):
        segments += _segments(x, y, z, level)
    path = "".join(f"M{a[0]:.1f} {a[1]:.1f}L{b[0]:.1f} {b[1]:.1f}" for a, b in _to_pixels(segments, low, width))
    return f'<path d="{path}" stroke="#9e9e9e" stroke-width="1" fill="none"/>'


def _segments(x, y, z, level):
    corners = [((0, 0), (0, 1), (1, 0)), ((1, 1), (0, 1), (1, 0))]
    found = []
    for triangle in corners:
        points = [_shifted(np.stack([x, y, z], axis=-1), row, column) for row, column in triangle]
        found += _cross(points, level)
    return found


def _shifted(grid, row, column):
    return grid[row : row + CELLS, column : column + CELLS].reshape(-1, 3)


def _cross(points, level):
    """Return where the level crosses the edges of many triangles at once: pairs of points, two for each triangle."""
    edges = [(points[0], points[1]), (points[1], points[2]), (points[2], points[0])]
    hits, places = [], []
    for a, b in edges:
        crossing = (a[:, 2] < level) != (b[:, 2] < level)
        share = np.where(crossing, (level - a[:, 2]) / np.where(crossing, b[:, 2] - a[:, 2], 1.0), 0.0)
        hits.append(crossing)
        places.append(a[:, :2] + share[:, None] * (b[:, :2] - a[:, :2]))
    hits, places = np.array(hits), np.array(places)
    return [places[hits[:, i], i] for i in np.flatnonzero(hits.sum(axis=0) == 2)]


def _to_pixels(segments, low, width):
    if not segments:
        return np.empty((0, 2, 2))
    scaled = (np.array(segments) - low) / width * SIZE
    scaled[..., 1] = SIZE - scaled[..., 1]
    return scaled


def _draw(mark, points, low, width):
    """Return the SVG of one mark: a line with a dot at every point, the last one large and with a name."""
    colour = COLOURS[mark.role]
    pixels = _to_pixels([points], low, width)[0]
    line = " ".join(f"{x:.1f},{y:.1f}" for x, y in pixels)
    dash = ' stroke-dasharray="6 4"' if mark.role == "yours" else ""
    dots = "".join(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="2.5" fill="{colour}"/>' for x, y in pixels[:-1])
    x, y = pixels[-1]
    return (
        f'<polyline points="{line}" stroke="{colour}" stroke-width="2.5" fill="none"{dash}/>{dots}'
        f'<circle cx="{x:.1f}" cy="{y:.1f}" r="5" fill="{colour}"/>{_label(mark.role, x, y)}'
    )


def _label(role, x, y):
    """Return the name of a mark beside its end: the right one above it and yours below, so that both can be read."""
    side, anchor = (-8, "end") if x > SIZE - 50 else (8, "start")
    below = 16 if role == "yours" else -8
    return (
        f'<text x="{x + side:.1f}" y="{y + below:.1f}" text-anchor="{anchor}" font-size="13" font-weight="600" '
        f'fill="{COLOURS[role]}" stroke="#fff" stroke-width="3" paint-order="stroke">{role}</text>'
    )
