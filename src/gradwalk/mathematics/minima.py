"""Find the local minima of a function of two variables inside a window, from its values and its gradient."""

from collections.abc import Callable

import numpy as np

CELLS = 60  # grid cells along each side
ITERATIONS = 60
HALVINGS = 24


def find_minima_of(value: Callable, gradient: Callable, x_range, y_range) -> np.ndarray:
    """Return the isolated local minima inside the window, shape (m, 2), lowest first.

    `value(x, y)` and `gradient(x, y)` take arrays. Every low point of a grid is polished by Newton's method, which only
    ever steps down; points that leave the window, or are no strict minimum, are dropped. Minima narrower than a grid
    cell (1/60 of the window) can be missed.
    """
    low, high = np.array([x_range[0], y_range[0]], dtype=float), np.array([x_range[1], y_range[1]], dtype=float)
    cell = (high - low) / CELLS
    with np.errstate(all="ignore"):
        points = _low_grid_points(value, low, high, cell)
        points = _polish(value, gradient, points, cell)
        inside = np.all((points >= low - 1e-9 * cell) & (points <= high + 1e-9 * cell), axis=1)
        points = points[inside]
        points = points[_is_strict_minimum(value, points, cell / 4)]
        order = np.lexsort((points[:, 1], points[:, 0], np.round(value(*points.T), 9)))
    return _merged(points[order], cell)


def _low_grid_points(value: Callable, low, high, cell) -> np.ndarray:
    """Return the grid points that are no higher than their eight neighbours; the grid ends a cell outside the window."""
    x = np.linspace(low[0] - cell[0], high[0] + cell[0], CELLS + 3)
    y = np.linspace(low[1] - cell[1], high[1] + cell[1], CELLS + 3)
    z = np.asarray(value(*np.meshgrid(x, y, indexing="ij")), dtype=float)
    z = np.where(np.isnan(z), np.inf, z)
    rows, columns = z.shape
    windows = [z[1 + i : rows - 1 + i, 1 + j : columns - 1 + j] for i in (-1, 0, 1) for j in (-1, 0, 1)]
    centre, neighbours = windows[4], np.array(windows[:4] + windows[5:])
    lowest = np.isfinite(centre) & (centre <= neighbours.min(axis=0)) & (centre < neighbours.max(axis=0))
    i, j = np.nonzero(lowest)
    return np.stack([x[i + 1], y[j + 1]], axis=1)


def _polish(value: Callable, gradient: Callable, points: np.ndarray, cell) -> np.ndarray:
    """Move every point down by Newton steps, each at most a cell long and halved until it does not go up."""
    fractions = np.append(0.5 ** np.arange(HALVINGS), 0.0)[:, None, None]
    for _ in range(ITERATIONS):
        if len(points) == 0:
            break
        trials = points + fractions * _newton_step(gradient, points, cell)
        heights = np.asarray(value(trials[..., 0], trials[..., 1]), dtype=float)
        best = np.argmin(np.where(np.isnan(heights), np.inf, heights), axis=0)
        moved = trials[best, np.arange(len(points))]
        if np.array_equal(moved, points):
            break
        points = moved
    return points


def _newton_step(gradient: Callable, points: np.ndarray, cell) -> np.ndarray:
    """Return -|H|**-1 grad F for each point, with H by central differences of the exact gradient."""
    h = 1e-4 * cell
    moves = np.array([[0, 0], [h[0], 0], [-h[0], 0], [0, h[1]], [0, -h[1]]])
    around = points + moves[:, None, :]
    g = np.nan_to_num(np.stack(gradient(around[..., 0], around[..., 1]), axis=-1), posinf=0.0, neginf=0.0)
    hessian = np.stack([(g[1] - g[2]) / (2 * h[0]), (g[3] - g[4]) / (2 * h[1])], axis=-1)
    curvature, directions = np.linalg.eigh((hessian + np.swapaxes(hessian, -1, -2)) / 2)
    slope = np.einsum("mij,mi->mj", directions, g[0])
    curvature = np.maximum(np.abs(curvature), np.abs(slope) / np.max(cell) + np.finfo(float).tiny)
    return -np.einsum("mij,mj->mi", directions, slope / curvature)


def _is_strict_minimum(value: Callable, points: np.ndarray, radius) -> np.ndarray:
    """Tell for each point whether F is higher everywhere on a small ellipse round it, beyond rounding."""
    if len(points) == 0:
        return np.zeros(0, dtype=bool)
    angles = np.linspace(0, 2 * np.pi, 24, endpoint=False)
    ring = points + radius * np.stack([np.cos(angles), np.sin(angles)], axis=1)[:, None, :]
    centre, around = value(*points.T), np.asarray(value(ring[..., 0], ring[..., 1]), dtype=float)
    around = np.where(np.isnan(around), np.inf, around)
    rounding = 1e-13 * (np.abs(centre) + np.max(np.where(np.isfinite(around), np.abs(around), 0.0), axis=0))
    return np.isfinite(centre) & np.all(around > centre + rounding, axis=0)


def _merged(points: np.ndarray, cell) -> np.ndarray:
    """Return the points without those closer than a tenth of a cell to an earlier one."""
    kept: list[np.ndarray] = []
    for point in points:
        if all(np.max(np.abs(point - other) / cell) > 0.1 for other in kept):
            kept.append(point)
    return np.array(kept, dtype=float).reshape(-1, 2)
