"""Say how returned results differ from the right ones: only what the numbers show, never a guess at the reason.

A phrase continues a sentence such as "Your result ..."; what it says holds for every example unless it names one.
"""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from gradwalk.checks.comparison import TINY, rearranged, same, shaped_like
from gradwalk.checks.exercise import Pair
from gradwalk.checks.plain import shown_factor

Arrays = Sequence[tuple[np.ndarray, np.ndarray]]  # right result and returned one, of the same shape


def phrase(pairs: Sequence[Pair], tolerance: float, starts: Sequence[Any] = ()) -> str:
    """Return how the values of `pairs` differ from the right ones; `starts` are what both are steps away from, if any.

    Each value is one number or one array; the phrase is "" when some value has no finite numbers of the right shape.
    """
    if all(same(pair.right, pair.value, tolerance) for pair in pairs):
        return "is right"
    with np.errstate(all="ignore"):  # a wild result may overflow
        return _of_shape(pairs, tolerance) or _of_numbers(pairs, tolerance, starts)


def _of_shape(pairs: Sequence[Pair], tolerance: float) -> str:
    """Say that the right numbers stand in another order of axes or in another shape."""
    wrong = [pair for pair in pairs if not same(pair.right, pair.value, tolerance)]
    found = {rearranged(pair.right, pair.value, tolerance) for pair in wrong}
    if "" in found:
        return ""
    return "has rows and columns exchanged" if "transposed" in found else "has the right numbers in another shape"


def _of_numbers(pairs: Sequence[Pair], tolerance: float, starts: Sequence[Any]) -> str:
    values = [shaped_like(pair.right, pair.value) for pair in pairs]
    if any(value is None for value in values):
        return ""
    arrays = [(np.asarray(pair.right, dtype=float), value) for pair, value in zip(pairs, values, strict=True)]
    steps = [(right - start, value - start) for (right, value), start in zip(arrays, starts, strict=False)]
    of_step = _everywhere(steps, tolerance) if steps else ""
    return (
        _everywhere(arrays, tolerance)
        or (of_step and f"differs: the step to it {of_step}")
        or _somewhere(pairs, tolerance)
    )


# --- what holds in every example -------------------------------------------------------------------------------------


def _everywhere(arrays: Arrays, tolerance: float) -> str:
    for describe in (_signs, _factor, _shift, _length):
        words = describe(arrays, tolerance)
        if words:
            return words
    return ""


def _signs(arrays: Arrays, tolerance: float) -> str:
    if _all_close(arrays, tolerance, lambda right, value: (right, -value)):
        return "has the right size and the opposite sign in every example"
    if _all_close(arrays, tolerance, lambda right, value: (np.abs(right), np.abs(value))):
        return "has the right size in every example, but not always the right sign"
    return ""


def _factor(arrays: Arrays, tolerance: float) -> str:
    factors = [_ratio(right, value) for right, value in arrays]
    if not _all_close(arrays, tolerance, lambda right, value: (right * factors[0], value)):
        return ""
    if not abs(factors[0]) > TINY:
        return "is zero in every example"
    word = shown_factor(factors[0], tolerance)
    return (
        f"is {word} what it should be, in every example"
        if word
        else "is wrong by one factor, the same in every example"
    )


def _shift(arrays: Arrays, tolerance: float) -> str:
    right, value = arrays[0]
    shift = float((value - right).flat[0])
    if not _all_close(arrays, tolerance, lambda right, value: (right + shift, value)):
        return ""
    return f"is {'larger' if shift > 0 else 'smaller'} than it should be, by the same amount in every example"


def _length(arrays: Arrays, tolerance: float) -> str:
    """Say of arrays that they point the right way, or the opposite one, and are not as long as they should be."""
    ratios = [_ratio(right, value) for right, value in arrays]
    parallel = all(
        same(right * ratio, value, tolerance) and abs(ratio) > TINY
        for (right, value), ratio in zip(arrays, ratios, strict=True)
    )
    if not parallel or all(right.size < 2 for right, _ in arrays):
        return ""
    if len({ratio > 0 for ratio in ratios}) > 1:
        return "lies along the right line in every example, but not always the right way round"
    way = "points the right way" if ratios[0] > 0 else "points the opposite way"
    sizes = {np.sign(np.round(abs(ratio) - 1, 9)) for ratio in ratios} - {0.0}
    length = {(1.0,): "longer than it should be", (-1.0,): "shorter than it should be"}
    return f"{way} in every example, but is {length.get(tuple(sizes), 'longer or shorter than it should be')}"


def _ratio(right: np.ndarray, value: np.ndarray) -> float:
    """Return the factor of `right` that comes nearest to `value`."""
    square = float(np.sum(right * right))
    return float(np.sum(right * value)) / square if square > 0 else 0.0


def _all_close(
    arrays: Arrays, tolerance: float, change: Callable[[np.ndarray, np.ndarray], tuple[np.ndarray, np.ndarray]]
) -> bool:
    return all(same(*change(right, value), tolerance) for right, value in arrays)


# --- what holds in one example ---------------------------------------------------------------------------------------


def _somewhere(pairs: Sequence[Pair], tolerance: float) -> str:
    """Say what is wrong in the first example in which something is."""
    first = next(pair for pair in pairs if not same(pair.right, pair.value, tolerance))
    right, value = np.asarray(first.right, dtype=float), shaped_like(first.right, first.value)
    if right.size > 1:
        good = int(np.sum(np.abs(right - value) <= TINY + tolerance * np.abs(right).max()))
        return f"has {good or 'none'} of its {right.size} entries right for {first.note}"
    if np.sign(right) != np.sign(value):
        return f"has the wrong sign for {first.note}" if value else f"is zero for {first.note}"
    return f"is {'larger' if value > right else 'smaller'} than it should be for {first.note}"
