"""Cut a surface along a line in the xy-plane, and keep what is drawn there within the picture."""

import numpy as np

from gradwalk.scenes.surface.relief import Relief

EDGE = 0.025  # room between a handle and the edge of the map, as a share of its side


def section(relief: Relief, here: np.ndarray, along: np.ndarray, steps: np.ndarray) -> np.ndarray:
    """Return the points of the surface above here + steps * along, shape (n, 3); nan outside the picture."""
    xy = here + np.outer(steps, along)
    z = np.broadcast_to(relief.surface.value(*xy.T), len(xy))
    low, high = relief.limits
    shown = in_ranges(relief, xy) & (low <= z) & (z <= high)
    return np.column_stack([xy, np.where(shown, z, np.nan)])


def in_ranges(relief: Relief, points: np.ndarray) -> np.ndarray:
    """Return which `points`, shape (n, 2), lie in the ranges of the surface, shape (n,)."""
    (left, right), (near, far) = relief.surface.x_range, relief.surface.y_range
    x, y = points.T
    return (left <= x) & (x <= right) & (near <= y) & (y <= far)


def within(relief: Relief, here: np.ndarray, there: np.ndarray) -> np.ndarray:
    """Return the point on the way from `here` to `there`, shape (2,), that is the last inside the map; or `there`.

    A little room is left to the edge, so that a handle put there can be seen and taken.
    """
    low, high = np.array([relief.surface.x_range, relief.surface.y_range], dtype=float).T
    room = EDGE * (high - low)
    way = there - here
    with np.errstate(all="ignore"):  # the shortest way takes any multiple of itself to the edge
        parts = np.where(way > 0, (high - room - here) / way, np.where(way < 0, (low + room - here) / way, np.inf))
    return here + min(1.0, max(0.0, float(parts.min()))) * way


def reach_within(relief: Relief, height: float, slope: float, reach: float) -> float:
    """Return how far a line of this slope, from this height, runs inside the picture; at most `reach`."""
    room = (relief.limits[1] - height) if slope > 0 else (height - relief.floor)
    return min(reach, max(room, 0.0) / abs(slope)) if slope else reach


def clipped(polygon: np.ndarray, relief: Relief) -> np.ndarray:
    """Return the part of a convex polygon, shape (n, 3), that lies within the picture; shape (0, 3) if none does."""
    (left, right), (near, far) = relief.surface.x_range, relief.surface.y_range
    bounds = ((left, right), (near, far), (relief.floor, relief.limits[1]))
    for axis, (low, high) in enumerate(bounds):
        polygon = _cut(polygon, polygon[:, axis] - low)
        polygon = _cut(polygon, high - polygon[:, axis])
    return polygon


def _cut(polygon: np.ndarray, inside: np.ndarray) -> np.ndarray:
    """Return the part of a convex polygon where `inside`, one number for each corner, is not negative."""
    corners = []
    for k in range(len(polygon)):
        a, b = inside[k - 1], inside[k]
        if (a < 0) != (b < 0):
            corners.append(polygon[k - 1] + a / (a - b) * (polygon[k] - polygon[k - 1]))
        if b >= 0:
            corners.append(polygon[k])
    return np.array(corners).reshape(-1, 3)
