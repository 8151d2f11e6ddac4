"""Draw the inputs of the cases so that no two rules agree on them by accident."""

from collections.abc import Sequence

import numpy as np
from numpy.random import Generator


def of_both_signs(rng: Generator, shape: tuple[int, ...], low: float, high: float) -> np.ndarray:
    """Return an array of `shape` with sizes from `low` to `high`; two entries or more have both signs among them.

    Three entries or more in a row never rise all along, so that what sorts them is found out.
    """
    size = int(np.prod(shape))
    negative = rng.integers(1, size) if size > 1 else rng.integers(2)
    signs = rng.permutation(np.where(np.arange(size) < negative, -1.0, 1.0))
    drawn = rng.uniform(low, high, size=shape) * signs.reshape(shape)
    return drawn[::-1] if drawn.ndim == 1 and size > 2 and np.all(np.diff(drawn) > 0) else drawn


def are_apart(known: Sequence[float], others: Sequence[float], tolerance: float) -> bool:
    """Tell whether each value of `known` differs by more than twice the relative `tolerance` from every other value.

    The right value and those of mistakes with a name are known; what other wrong rules give may agree with one another.
    """
    first, second = np.array(known)[:, None], np.array([*known, *others])
    near = np.abs(first - second) <= 2 * tolerance * np.maximum(np.abs(first), np.abs(second))
    return int(near.sum()) == len(known)  # each is near itself
