"""Cut what runs away: the part of a line that lies in a box, on the plane or in space.

Browsers keep coordinates in single precision, and a camera maps what is infinitely far to a pixel like any other, so
a runaway walk must be cut before it is projected or drawn.
"""

from collections.abc import Sequence

import numpy as np

HUGE = 1e100  # differences and products of such numbers are still finite

Point = Sequence[float] | np.ndarray


def clipped_line(points: np.ndarray, low: np.ndarray, high: np.ndarray) -> np.ndarray:
    """Return the line through `points`, shape (n, d), as far as it lies between `low` and `high`, both of shape (d,).

    A row that is not finite lifts the pen, and so does a row of nan in what is returned. A line inside the box is
    returned as it is.
    """
    finite = np.all(np.isfinite(points), axis=1)
    inside = finite & np.all((points >= low) & (points <= high), axis=1)
    if inside.all():
        return points
    gap = np.full(points.shape[1], np.nan)
    rows: list[np.ndarray] = [points[0]] if inside[0] else []
    for k in range(1, len(points)):
        if inside[k - 1] and inside[k]:
            rows.append(points[k])
            continue
        part = shares_inside(points[k - 1], points[k], low, high) if finite[k - 1] and finite[k] else None
        if part is None:
            rows.append(points[k] if inside[k] else gap)
            continue
        if not inside[k - 1]:
            rows += [gap, between(points[k - 1], points[k], part[0])]
        rows.append(points[k] if inside[k] else between(points[k - 1], points[k], part[1]))
    return np.array(rows or [gap])


def shares_inside(start: Point, end: Point, low: Point, high: Point) -> tuple[float, float] | None:
    """Return the shares of the way from `start` to `end` where it enters and leaves the box, None where it misses it.

    Liang and Barsky (1984): each pair of sides leaves an interval of shares, and the box their intersection.
    """
    # Most lines are seen to miss at once: both ends lie beyond the same side.
    for s, e, lo, hi in zip(start, end, low, high, strict=True):
        if (s < lo and e < lo) or (s > hi and e > hi):
            return None
    entry, leave = 0.0, 1.0
    for s, e, lo, hi in zip(_within_reach(start), _within_reach(end), map(float, low), map(float, high), strict=True):
        if s == e:
            if not lo <= s <= hi:
                return None
            continue
        first, second = sorted(((lo - s) / (e - s), (hi - s) / (e - s)))
        entry, leave = max(entry, first), min(leave, second)
    return (entry, leave) if entry < leave else None


def between(start: Point, end: Point, share: float) -> np.ndarray:
    """Return the point at a share of the way from `start` to `end`, shape (d,)."""
    s, e = np.array(_within_reach(start)), np.array(_within_reach(end))
    return s + share * (e - s)


def _within_reach(point: Point) -> list[float]:
    """Return a point in the same direction with coordinates that can be subtracted and multiplied."""
    largest = max(abs(float(value)) for value in point)
    scale = HUGE / largest if largest > HUGE else 1.0
    return [float(value) * scale for value in point]
