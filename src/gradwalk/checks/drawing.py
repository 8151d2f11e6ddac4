"""Draw a learner's own rule beside the right one on a contour map, as SVG text made with NumPy alone."""

from dataclasses import dataclass

import numpy as np

SIZE, LEVELS, CELLS = 260, 9, 40
COLOURS = {"right": "#00695c", "yours": "#b3261e"}
NAMES = {"right": "right", "yours": "yours"}


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
    """Return an SVG of the contour lines of `value(x, y)` with `marks` (Arrows, Paths) and `caption` as text twin.

    Returns "" when a mark has no two finite coordinates, because then there is nothing to draw it at.
    """
    rows = [np.asarray(mark.points, dtype=float) for mark in marks]
    if any(row.ndim != 2 or row.shape[1] != 2 or not np.all(np.isfinite(row)) for row in rows):
        return ""
    everything = np.vstack(rows)
    centre = (everything.min(axis=0) + everything.max(axis=0)) / 2
    half = max(float(np.ptp(everything, axis=0).max()) * 0.65, 1e-6)
    low = centre - half
    lines = _contour_lines(value, low, 2 * half)
    drawn = "".join(_draw(mark, row, low, 2 * half) for mark, row in zip(marks, rows, strict=True))
    return (
        f'<svg role="img" aria-label="{caption}" width="{SIZE}" height="{SIZE}" viewBox="0 0 {SIZE} {SIZE}" '
        f'style="background:#fff;border:1px solid #ccc"><title>{caption}</title>{lines}{drawn}</svg>'
    )


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
    colour = COLOURS[mark.role]
    pixels = _to_pixels([points], low, width)[0]
    line = " ".join(f"{x:.1f},{y:.1f}" for x, y in pixels)
    dash = ' stroke-dasharray="6 4"' if mark.role == "yours" else ""
    head = "".join(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="2.5" fill="{colour}"/>' for x, y in pixels[:-1])
    x, y = pixels[-1]
    return (
        f'<polyline points="{line}" stroke="{colour}" stroke-width="2.5" fill="none"{dash}/>{head}'
        f'<circle cx="{x:.1f}" cy="{y:.1f}" r="5" fill="{colour}"/>'
        f'<text x="{x + 7:.1f}" y="{y - 7:.1f}" font-size="12" fill="{colour}">{NAMES[mark.role]}</text>'
    )
