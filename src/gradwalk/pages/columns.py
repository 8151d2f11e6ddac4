"""Keep what an explorer shows, over all its states, by column: each only along the controls on which it depends.

A column over states of shape (n1, n2, ...) is one of

    {"value": v}                                  the same everywhere
    {"axes": [...], "values": [...], "index": [...]}    few different values, and which of them stands where
    {"axes": [...], "points": k, "tenths": [...]}       k points a state, in tenths of a pixel, as differences

`axes` are the numbers of the controls on which it depends; `index` and `tenths` run over those alone, the last fastest.
"""

import json
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

Column = dict[str, Any]


def column(values: Sequence[Any], shape: tuple[int, ...]) -> Column:
    """Return the column of `values`, one a state in the order of an array of `shape`, as JSON has them."""
    texts = [json.dumps(value, sort_keys=True, allow_nan=False, default=float) for value in values]
    numbers = {text: number for number, text in enumerate(dict.fromkeys(texts))}
    grid = np.array([numbers[text] for text in texts]).reshape(shape)
    axes = [axis for axis in range(grid.ndim) if (grid != grid.take([0], axis)).any()]
    if not axes:
        return {"value": json.loads(texts[0])}
    needed = grid[tuple(slice(None) if axis in axes else 0 for axis in range(grid.ndim))].ravel()
    different = [json.loads(text) for text in numbers]
    points = _points(different)
    if points and len(different) > len(needed) // 8:
        return {"axes": axes, "points": points, "tenths": _differences([different[k] for k in needed])}
    return {"axes": axes, "values": different, "index": needed.tolist()}


def at(kept: Mapping[str, Any], state: Sequence[int], shape: Sequence[int]) -> Any:
    """Return the value of a column, other than one of points, in a state: for each control the number of its value."""
    if "axes" not in kept:
        return kept["value"]
    row = 0
    for axis in kept["axes"]:
        row = row * shape[axis] + state[axis]
    return kept["values"][kept["index"][row]]


def _points(values: list[Any]) -> int:
    """Return how many points (x, y) each value holds, or 0 where they are not as many points in all, or missing."""
    count = len(values[0]) if isinstance(values[0], list) else 0
    return count if all(_are_points(value, count) for value in values) else 0


def _are_points(value: Any, count: int) -> bool:
    return (
        isinstance(value, list)
        and len(value) == count
        and all(isinstance(row, list) and len(row) == 2 and all(_is_tenth(x) for x in row) for row in value)
    )


def _is_tenth(x: Any) -> bool:
    """Whether a number is exactly what so many tenths are in the browser, too."""
    return isinstance(x, int | float) and not isinstance(x, bool) and abs(x) < 1e9 and round(10 * x) / 10 == x


def _differences(rows: list[list[list[float]]]) -> list[int]:
    """Return the tenths of all points of a state after another, each less that of the state before."""
    tenths = np.rint(10 * np.array(rows)).astype(int).reshape(len(rows), -1)
    return np.diff(tenths, axis=0, prepend=np.zeros_like(tenths[:1])).ravel().tolist()
