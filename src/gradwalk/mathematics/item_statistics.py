"""What a class's answers say about a test: difficulty, discrimination, reliability (KR-20), normalised gain.

Answers are an array (n, k) of n learners and k questions: 1 right, 0 wrong, nan not reached.
"""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

RESAMPLES = 2000
LEVEL = 0.95


class Estimate(NamedTuple):
    """A number with the interval that holds it in 95 of 100 classes; nan where it cannot be said."""

    value: float
    low: float
    high: float


def difficulty(right: np.ndarray) -> np.ndarray:
    """Return the share of right answers to each question, shape (k,), of those who reached it; nan where none did."""
    reached = np.isfinite(right)
    with np.errstate(invalid="ignore"):
        return np.nansum(right, axis=0) / reached.sum(axis=0)


def discrimination(right: np.ndarray) -> np.ndarray:
    """Return the correlation of each question with the score on all others, shape (k,), of those who reached all.

    nan for a question that all answer alike, and where all others are answered alike.
    """
    whole = complete(right)
    rest = whole.sum(axis=1, keepdims=True) - whole
    return np.array([_correlation(item, others) for item, others in zip(whole.T, rest.T, strict=True)])


def reliability(right: np.ndarray) -> float:
    """Return KR-20, k/(k - 1) (1 - sum p(1 - p) / variance of the scores), Cronbach's alpha of right and wrong.

    Of those who reached all questions; nan for one question, and where all have the same score.
    """
    whole = complete(right)
    k = whole.shape[1]
    spread = whole.sum(axis=1).var() if len(whole) else 0.0
    if k < 2 or spread == 0:
        return np.nan
    p = whole.mean(axis=0)
    return float(k / (k - 1) * (1 - np.sum(p * (1 - p)) / spread))


def normalised_gain(before: np.ndarray, after: np.ndarray) -> float:
    """Return Hake's gain of a class, (mean after - mean before) / (1 - mean before), of scores (n,) from 0 to 1.

    nan where there is nobody, or nothing left to gain.
    """
    if not len(before) or before.mean() >= 1:
        return np.nan
    return float((after.mean() - before.mean()) / (1 - before.mean()))


def complete(right: np.ndarray) -> np.ndarray:
    """Return the rows of those who reached all questions."""
    return right[np.isfinite(right).all(axis=1)]


def scores(right: np.ndarray) -> np.ndarray:
    """Return the share of right answers of each learner, shape (n,), of the questions she reached; nan for none."""
    reached = np.isfinite(right).sum(axis=1)
    with np.errstate(invalid="ignore"):
        return np.nansum(right, axis=1) / reached


def with_interval(statistic: Callable[..., float], *arrays: np.ndarray, seed: int = 0) -> Estimate:
    """Return a statistic of arrays with a row a learner, and its interval by the bootstrap: learners drawn anew.

    The interval is nan with fewer than three learners, or where the statistic cannot be said.
    """
    value, n = statistic(*arrays), len(arrays[0])
    if n < 3 or not np.isfinite(value):
        return Estimate(value, np.nan, np.nan)
    rng = np.random.default_rng(seed)
    drawn = (rng.integers(0, n, n) for _ in range(RESAMPLES))
    found = np.array([statistic(*(array[rows] for array in arrays)) for rows in drawn])
    found = found[np.isfinite(found)]
    if not len(found):
        return Estimate(value, np.nan, np.nan)
    low, high = np.quantile(found, [(1 - LEVEL) / 2, (1 + LEVEL) / 2])
    return Estimate(value, float(low), float(high))


def _correlation(first: np.ndarray, second: np.ndarray) -> float:
    if len(first) < 2 or first.std() == 0 or second.std() == 0:
        return np.nan
    return float(np.corrcoef(first, second)[0, 1])
