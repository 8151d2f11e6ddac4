"""Find the local minima of a function of two variables inside a window, from its values and its gradient."""

from collections.abc import Callable

import numpy as np

CELLS = 60  # grid cells along each side of the window
DESCENTS = 60
HALVINGS = 16
ZOOMS = 40
TINY = np.finfo(float).tiny
Range = tuple[float, float]


def find_minima_of(value: Callable, gradient: Callable, x_range: Range, y_range: Range) -> np.ndarray:
    """Return the isolated local minima inside the window, shape (m, 2), lowest first.

    `value(x, y)` and `gradient(x, y)` take arrays. Every low point of a grid is led down by Newton steps, and where the
    gradient does not vanish, as at a kink, by ever finer grids. Points that leave the window or are no strict minimum
    are dropped. Minima narrower than a grid cell (1/60 of the window) can be missed, and on a curved kink a point that
    falls very slowly along the kink can be taken for a minimum.
    """
    low, high = np.array([x_range[0], y_range[0]], dtype=float), np.array([x_range[1], y_range[1]], dtype=float)
    cell = (high - low) / CELLS
    with np.errstate(all="ignore"):
        points = _descend(value, gradient, _low_grid_points(value, low, high, cell), cell)
        points = _merged(_sharpen(gradient, points, cell), cell)
        smooth = np.max(np.abs(_gradient(gradient, points)), axis=1) < 1e-6 * _slope_scale(value, points, cell)
        points = np.concatenate([points[smooth], _kinks(value, gradient, points[~smooth], cell)])
        inside = np.all((points >= low - 1e-9 * cell) & (points <= high + 1e-9 * cell), axis=1)
        points = points[inside]
        points = points[_is_strict_minimum(value, points, cell)]
        order = np.lexsort((points[:, 1], points[:, 0], np.round(value(*points.T), 9)))
    return _merged(points[order], cell)


def _low_grid_points(value: Callable, low: np.ndarray, high: np.ndarray, cell: np.ndarray) -> np.ndarray:
    """Return the points of a grid, a cell larger than the window, that are no higher than their eight neighbours."""
    x = np.linspace(low[0] - cell[0], high[0] + cell[0], CELLS + 3)
    y = np.linspace(low[1] - cell[1], high[1] + cell[1], CELLS + 3)
    z = _heights(value, np.stack(np.meshgrid(x, y, indexing="ij"), axis=-1))
    rows, columns = z.shape
    windows = [z[1 + i : rows - 1 + i, 1 + j : columns - 1 + j] for i in (-1, 0, 1) for j in (-1, 0, 1)]
    centre, neighbours = windows[4], np.array(windows[:4] + windows[5:])
    lowest = np.isfinite(centre) & (centre <= neighbours.min(axis=0)) & (centre < neighbours.max(axis=0))
    i, j = np.nonzero(lowest)
    return np.stack([x[i + 1], y[j + 1]], axis=1)


def _heights(value: Callable, points: np.ndarray) -> np.ndarray:
    """Return F at points of shape (..., 2); inf where F is not defined, so that no search goes there."""
    heights = np.asarray(value(points[..., 0], points[..., 1]), dtype=float)
    return np.where(np.isnan(heights), np.inf, heights)


def _gradient(gradient: Callable, points: np.ndarray) -> np.ndarray:
    """Return grad F at points of shape (..., 2), same shape."""
    return np.stack(gradient(points[..., 0], points[..., 1]), axis=-1)


def _descend(value: Callable, gradient: Callable, points: np.ndarray, cell: np.ndarray) -> np.ndarray:
    """Move every point down by Newton steps, each at most a cell long and halved until it leads lowest."""
    fractions = np.append(0.5 ** np.arange(HALVINGS), 0.0)[:, None, None]
    for _ in range(DESCENTS):
        trials = points + fractions * _newton_step(gradient, points, cell, np.max(cell))
        best = np.argmin(_heights(value, trials), axis=0)
        moved = trials[best, np.arange(len(points))]
        if np.all(np.abs(moved - points) <= 1e-6 * cell):
            break
        points = moved
    return points


def _newton_step(gradient: Callable, points: np.ndarray, cell: np.ndarray, longest: float) -> np.ndarray:
    """Return -|H|**-1 grad F for each point, with H by central differences of the exact gradient."""
    h = 1e-4 * cell
    moves = np.array([[0, 0], [h[0], 0], [-h[0], 0], [0, h[1]], [0, -h[1]]])
    g = np.nan_to_num(_gradient(gradient, points + moves[:, None, :]), posinf=0.0, neginf=0.0)
    hessian = np.stack([(g[1] - g[2]) / (2 * h[0]), (g[3] - g[4]) / (2 * h[1])], axis=-1)
    curvature, directions = np.linalg.eigh((hessian + np.swapaxes(hessian, -1, -2)) / 2)
    slope = np.einsum("mij,mi->mj", directions, g[0])
    curvature = np.maximum(np.abs(curvature), np.abs(slope) / longest + TINY)
    return -np.einsum("mij,mj->mi", directions, slope / curvature)


def _sharpen(gradient: Callable, points: np.ndarray, cell: np.ndarray) -> np.ndarray:
    """Take full Newton steps while they shorten the gradient: near a minimum F itself is too flat to tell."""
    for _ in range(8):
        moved = points + _newton_step(gradient, points, cell, np.max(cell))
        before, after = (np.linalg.norm(_gradient(gradient, p), axis=1) for p in (points, moved))
        points = np.where((after < before)[:, None], moved, points)
    return points


def _slope_scale(value: Callable, points: np.ndarray, cell: np.ndarray) -> np.ndarray:
    """Return how steep F is a cell away from each point, the measure for 'the gradient vanishes'."""
    rise = np.abs(_heights(value, points + _ring(cell)) - _heights(value, points))
    return np.max(rise, axis=0, where=np.isfinite(rise), initial=0.0) / np.min(cell) + TINY


def _kinks(value: Callable, gradient: Callable, points: np.ndarray, cell: np.ndarray) -> np.ndarray:
    """Return the minima near the points at which the gradient does not vanish: F rises from them in every direction."""
    points, moves = _zoom(value, points, cell), 1e-6 * _ring(cell, 240)
    rising = np.sum(_gradient(gradient, points + moves) * moves, axis=-1)
    return points[np.all(~(rising < 0), axis=0)]  # a direction in which F is not defined does no harm


def _zoom(value: Callable, points: np.ndarray, cell: np.ndarray) -> np.ndarray:
    """Move every point to the lowest point of a grid around it, again and again on a finer grid."""
    steps = np.linspace(-1, 1, 9)
    grid = np.stack(np.meshgrid(steps, steps, indexing="ij"), axis=-1).reshape(-1, 1, 2)
    for k in range(ZOOMS):
        trials = np.concatenate([points[None], points + grid * cell * 0.5**k])
        points = trials[np.argmin(_heights(value, trials), axis=0), np.arange(len(points))]
    return points


def _is_strict_minimum(value: Callable, points: np.ndarray, cell: np.ndarray) -> np.ndarray:
    """Tell for each point whether F is higher all round it, beyond rounding, and levels out towards it.

    A pole such as log(x**2 + y**2) does not level out: closer to it F rises as much again. A point that F is defined
    at, but hardly anywhere around, such as x = -1 for x**x, is no minimum either.
    """
    centre = _heights(value, points)
    near, far = (_heights(value, points + radius * _ring(cell, 240)) - centre for radius in (1e-3, 0.25))
    highest_near, highest_far = (np.max(rise, axis=0, where=np.isfinite(rise), initial=0.0) for rise in (near, far))
    rounding = 1e-13 * (np.abs(centre) + highest_far)
    defined = np.isfinite(centre) & (np.mean(np.isfinite(near), axis=0) > 0.2)
    return defined & np.all(far > rounding, axis=0) & (highest_near < 0.5 * highest_far)


def _ring(cell: np.ndarray, directions: int = 24) -> np.ndarray:
    """Return moves round an ellipse with the cell's sides as half-axes, shape (directions, 1, 2)."""
    angles = np.linspace(0, 2 * np.pi, directions, endpoint=False)
    return (cell * np.stack([np.cos(angles), np.sin(angles)], axis=1))[:, None, :]


def _merged(points: np.ndarray, cell: np.ndarray) -> np.ndarray:
    """Return the points without those closer than a tenth of a cell to an earlier one."""
    close = np.max(np.abs(points[:, None] - points) / cell, axis=-1) < 0.1
    return points[~np.any(np.tril(close, -1), axis=1)]
