"""Say as much as can be said of a wrong answer that has no name: where it fails, what is odd about it, what is right.

Nothing said here gives the right value away.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np

from gradwalk.checks.comparison import entry, is_nothing, kind_of, numbers, parts_of, rearranged, same
from gradwalk.checks.exercise import ALMOST, STOPPED, WRONG, Case, Exercise, Response, Verdict

CLOSE = 1e-2  # within this the idea is right and a digit is lost
HALF, QUARTER = 0.5, 0.25
SHAPES = {
    "transposed": "The numbers are right, but rows and columns are exchanged: the shape is {} for {}, it must be {}.",
    "reshaped": "The numbers are right, but the shape is {} for {}; it must be {}.",
}

PLAIN_WORDS = {
    "GivenFunction": "A GivenFunction is a function you are given: call it, with its argument in parentheses.",
    "mismatch in its core dimension": "With `@` the inner sizes must agree: write the shapes of both arrays beside it.",
    "does not have enough dimensions": "With `@` both sides must be arrays; one of yours is a number or a function.",
    "could not be broadcast together": "The shapes of two arrays do not fit: write both of them down.",
    "truth value of an array": "An `if` asks one question, and an array has many answers. Here you need none.",
    "only integer scalar arrays": "A place in an array is given by whole numbers.",
}
PARTS = {
    "right": "is right",
    "transposed": "has its rows and columns exchanged",
    "reshaped": "has the right numbers in another shape",
    "wrong": "is not right",
}


def judge_unnamed(
    exercise: Exercise,
    cases: Sequence[Case],
    expected: Sequence[Any],
    responses: Sequence[Response],
    hits: Sequence[bool],
) -> Verdict:
    """Return the Verdict on `responses` that no mistake explains; `hits` tells which of them are right."""
    if isinstance(expected[0], dict):
        return _judge_table(exercise, expected[0], responses[0])
    for judgement in (_right_for_some, _inaccurate, _wrong_shape, _right_in_parts):
        verdict = judgement(exercise, cases, expected, responses, hits)
        if verdict is not None:
            return verdict
    first = hits.index(False)
    complaint = _complaint(exercise, cases[first], expected[first], responses[first])
    status, name = (STOPPED, "error") if responses[first].error else (WRONG, "")
    return Verdict(status, complaint, name, exercise.equation)


def _right_for_some(
    exercise: Exercise,
    cases: Sequence[Case],
    expected: Sequence[Any],
    responses: Sequence[Response],
    hits: Sequence[bool],
) -> Verdict | None:
    if sum(hits) * 2 < len(hits):
        return None
    first = hits.index(False)
    complaint = _complaint(exercise, cases[first], expected[first], responses[first])
    message = f"Right for {sum(hits)} of {len(hits)} examples, but not for {cases[first].note}. {complaint}"
    return Verdict(ALMOST, message, "right for some inputs only", exercise.equation, HALF)


def _inaccurate(
    exercise: Exercise,
    _cases: Sequence[Case],
    expected: Sequence[Any],
    responses: Sequence[Response],
    _hits: Sequence[bool],
) -> Verdict | None:
    if not all(
        not answer.error and same(right, answer.value, CLOSE) for right, answer in zip(expected, responses, strict=True)
    ):
        return None
    message = "Within one per cent, but not the value itself: look for a rounded number or a step of another length."
    return Verdict(ALMOST, message, "inaccurate", exercise.equation, HALF)


def _wrong_shape(
    exercise: Exercise,
    cases: Sequence[Case],
    expected: Sequence[Any],
    responses: Sequence[Response],
    hits: Sequence[bool],
) -> Verdict | None:
    """Recognise the right numbers in the wrong order of axes, or in a list of another shape."""
    wrong = [index for index, hit in enumerate(hits) if not hit]
    found = {rearranged(expected[index], responses[index].value, exercise.tolerance) for index in wrong}
    if "" in found:
        return None
    first, kind = wrong[0], "transposed" if "transposed" in found else "reshaped"
    shapes = np.shape(responses[first].value), np.shape(expected[first])
    message = SHAPES[kind].format(shapes[0], cases[first].note, shapes[1])
    return Verdict(ALMOST, message, kind, exercise.equation, HALF)


def _right_in_parts(
    exercise: Exercise,
    _cases: Sequence[Case],
    expected: Sequence[Any],
    responses: Sequence[Response],
    _hits: Sequence[bool],
) -> Verdict | None:
    """Where several results are wanted, say of each whether it is right for every input."""
    count = len(expected[0]) if isinstance(expected[0], tuple) else 0
    returned = [parts_of(response.value) for response in responses]
    if not count or any(len(parts) != count for parts in returned):
        return None
    states = [_state_of_part(part, expected, returned, exercise.tolerance) for part in range(count)]
    if set(states) == {"wrong"}:
        return None
    each = "; ".join(f"number {number} {PARTS[state]}" for number, state in enumerate(states, start=1))
    message = f"Of the {count} results you return, {each}. {exercise.wrong}"
    return Verdict(ALMOST, message, "right in parts", exercise.equation, QUARTER)


def _state_of_part(part: int, expected: Sequence[Any], returned: Sequence[list[Any]], tolerance: float) -> str:
    """Return "right", "transposed", "reshaped" or "wrong" for one of several results, over all inputs."""
    pairs = [(right[part], parts[part]) for right, parts in zip(expected, returned, strict=True)]
    if all(same(*pair, tolerance) for pair in pairs):
        return "right"
    found = {rearranged(*pair, tolerance) for pair in pairs if not same(*pair, tolerance)}
    return "wrong" if "" in found else "transposed" if "transposed" in found else "reshaped"


def _complaint(exercise: Exercise, case: Case, right: Any, response: Response) -> str:
    """Say what is odd about one response."""
    name, note = exercise.variable, case.note
    if response.error:
        detail = f" ({response.detail})" if response.detail else ""
        return f"{name} stopped with {response.error}{detail} for {note}.{_in_plain_words(response.detail)}"
    if is_nothing(response.value) and not exercise.is_value:
        return f"{name} returns nothing for {note}: end every path with `return`."
    if isinstance(right, str):
        return exercise.wrong
    if isinstance(right, tuple):
        return _complaint_of_parts(exercise, note, right, response.value)
    return _complaint_of_numbers(exercise, note, right, response.value)


def _in_plain_words(detail: str) -> str:
    """Say what the words of Python and NumPy for the commonest slips mean; "" for any other."""
    return next((f" {meaning}" for words, meaning in PLAIN_WORDS.items() if words in detail), "")


def _complaint_of_parts(exercise: Exercise, note: str, right: tuple[Any, ...], value: object) -> str:
    if len(parts_of(value)) == len(right):
        return exercise.wrong
    found = f"{exercise.variable} returns {_kind_of_result(value)} for {note}"
    return f"{found}; {len(right)} results are wanted. {exercise.wrong}"


def _kind_of_result(value: object) -> str:
    if isinstance(value, list | tuple) and len(value) > 1:
        return f"{len(value)} results"
    array = numbers(value)
    return kind_of(value) if array is None else "one array" if array.ndim else "one number"


def _complaint_of_numbers(exercise: Exercise, note: str, right: Any, value: object) -> str:
    array = numbers(value)
    if array is None:
        wanted = "a number" if np.ndim(right) == 0 else "an array of numbers"
        return f"{exercise.variable} gives {kind_of(value)} for {note}; {wanted} is wanted."
    if not np.all(np.isfinite(array)):
        return f"{exercise.variable} gives a value that is not finite for {note}: look for a division by zero."
    if array.shape != np.shape(right) and not (array.size == np.size(right) == 1):
        return f"{_shape(array)} for {note}, but {_wanted_shape(right)} is wanted. {exercise.wrong}"
    return exercise.wrong


def _shape(array: np.ndarray) -> str:
    return f"The result has the shape {array.shape}" if array.ndim else "The result is a single number"


def _wanted_shape(right: Any) -> str:
    return f"the shape {np.shape(right)}" if np.ndim(right) else "a single number"


def _judge_table(exercise: Exercise, right: dict[str, Any], response: Response) -> Verdict:
    """Give a filled-in table the share of its right entries, and name the first wrong one."""
    if response.error or not isinstance(response.value, dict):
        keys = ", ".join(right)
        return Verdict(WRONG, f"{exercise.variable} must stay a table with the entries {keys}.", "", exercise.equation)
    good = right_entries(exercise, right, response)
    bad = next(key for key in right if key not in good)
    todo = _todo(entry(response.value, bad))
    message = f"Right entries: {len(good)} of {len(right)}. The entry `{bad}` {todo}. {exercise.wrong}"
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
