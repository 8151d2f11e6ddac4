"""Judge a filled-in table: the share of its right entries, and what to do about the first wrong one."""

from typing import Any

import numpy as np

from gradwalk.checks.comparison import entry, is_nothing, kind_of, numbers, same
from gradwalk.checks.exercise import ALMOST, WRONG, Exercise, Response, Verdict

HALF = 0.5


def judge_table(exercise: Exercise, right: dict[str, Any], response: Response) -> Verdict:
    """Give a table that no mistake explains the share of its right entries, and name the first wrong one."""
    if response.error or not isinstance(response.value, dict):
        keys = ", ".join(right)
        return Verdict(WRONG, f"{exercise.variable} must stay a table with the entries {keys}.", "", exercise.equation)
    good = right_entries(exercise, right, response)
    bad = next(key for key in right if key not in good)
    todo = _todo(entry(response.value, bad))
    message = f"Right entries: {len(good)} of {len(right)}. The entry `{bad}` {todo}. {exercise.wanted}"
    credit = table_credit(exercise, right, response)
    return Verdict(ALMOST if credit else WRONG, message, "some entries", exercise.equation, credit)


def _todo(value: Any) -> str:
    """Say what to do about an entry of a table that is not right."""
    if is_nothing(value):
        return "is still empty"
    if numbers(value) is None:
        return f"holds {kind_of(value)}, a number is wanted"
    return "is the first to look at again" if np.size(value) == 1 else "holds an array, one number is wanted"


def right_entries(exercise: Exercise, right: dict[str, Any], response: Response) -> list[str]:
    """Return the keys under which the table of `response` holds what `right` has there."""
    return [key for key in right if same(right[key], entry(response.value, key), exercise.tolerance)]


def table_credit(exercise: Exercise, right: dict[str, Any], response: Response) -> float:
    """Return the share of right entries, or nothing when fewer than half of them are right."""
    share = len(right_entries(exercise, right, response)) / len(right)
    return share if share >= HALF else 0.0
