"""Tell why an answer is wrong: compare what it returned with the right value and with every mistake known by name.

All comparison happens on numbers that were already returned, so it works on answers from another process as well.
"""

import numpy as np

from gradwalk.checks.exercise import ALMOST, NOT_ATTEMPTED, RIGHT, WRONG, Response, Verdict

CLOSE = 1e-2
HALF = 0.5
TINY = 1e-9  # every exercise works with numbers of ordinary size, so this only forgives rounding around zero


def judge(exercise, cases, responses):
    """Return the Verdict on `responses` (list of Response) to `cases` (list of Case) of `exercise`."""
    if all(_is_blank(response) for response in responses):
        return Verdict(NOT_ATTEMPTED, _blank_message(exercise))
    expected = [exercise.reference(*case.arguments) for case in cases]
    hits = [same(right, answer, exercise.tolerance) for right, answer in zip(expected, responses, strict=True)]
    if all(hits):
        return _judge_right(exercise, cases, responses)
    for mistake in exercise.mistakes:
        if _explains(mistake, cases, expected, responses, exercise.tolerance):
            status = ALMOST if mistake.credit > 0 else WRONG
            return Verdict(status, mistake.message, mistake.name, mistake.equation or exercise.equation, mistake.credit)
    return _judge_unknown(exercise, cases, expected, responses, hits)


def _is_blank(response):
    return response.error == "NotImplementedError" or (not response.error and _is_nothing(response.value))


def _is_nothing(value):
    """Tell whether `value` is None or `...`, or a table with nothing filled in."""
    if isinstance(value, dict | list | tuple):
        items = value.values() if isinstance(value, dict) else value
        return all(_is_nothing(item) for item in items)
    return value is None or value is Ellipsis or getattr(value, "type_name", "") == "ellipsis"


def _blank_message(exercise):
    if exercise.is_value:
        return f"Not attempted yet: {exercise.variable} holds no answer."
    return f"Not attempted yet: {exercise.variable} returns nothing. If you wrote code in it, end it with `return`."


def _judge_right(exercise, cases, responses):
    if not any(_changed_inputs(case, response) for case, response in zip(cases, responses, strict=True)):
        return Verdict(RIGHT, exercise.right, "", exercise.equation, 1.0)
    message = (
        f"The value is right, but {exercise.variable} changes its inputs in place, so the caller's arrays are no "
        "longer what they were. Make a new array: `w = w - step` does, `w -= step` does not."
    )
    return Verdict(ALMOST, message, "inputs changed in place", exercise.equation, HALF)


def _changed_inputs(case, response):
    if response.after is None:
        return False
    pairs = zip(case.arguments, response.after, strict=False)
    return any(isinstance(before, np.ndarray) and not _identical(before, after) for before, after in pairs)


def _identical(before, after):
    return isinstance(after, np.ndarray) and before.shape == after.shape and np.array_equal(before, after)


def same(right, response, tolerance):
    """Tell whether the value of `response` is `right` within the relative `tolerance`; an error never is."""
    if isinstance(response, Response):
        if response.error:
            return False
        response = response.value
    if isinstance(right, str):
        return isinstance(response, str) and response.strip().strip("().").lower() == right.lower()
    if isinstance(right, dict):
        return isinstance(response, dict) and all(same(right[key], response.get(key), tolerance) for key in right)
    if isinstance(right, tuple):
        return _same_tuple(right, response, tolerance)
    return _same_numbers(right, response, tolerance)


def _same_tuple(right, response, tolerance):
    response = list(response) if isinstance(response, np.ndarray) and response.ndim else response
    if not isinstance(response, list | tuple) or len(response) != len(right):
        return False
    return all(same(one, other, tolerance) for one, other in zip(right, response, strict=True))


def _same_numbers(right, value, tolerance):
    right, value = numbers(right), numbers(value)
    if value is None or not (right.shape == value.shape or right.size == value.size == 1):
        return False
    right, value = (right.ravel(), value.ravel()) if right.size == 1 else (right, value)
    scale = np.max(np.abs(right), initial=0.0) if right.size else 0.0
    with np.errstate(all="ignore"):
        return bool(np.all(np.abs(value - right) <= tolerance * scale + TINY))


def numbers(value):
    """Return `value` as an array of floats, or None when it is not made of numbers."""
    if isinstance(value, str | bytes | dict | bool) or value is None:
        return None
    try:
        array = np.asarray(value)
        return None if array.dtype.kind not in "iuf" else array.astype(float)
    except (TypeError, ValueError, OverflowError):
        return None


def _explains(mistake, cases, expected, responses, tolerance):
    """Tell whether the mistake gives every response, and differs from the right result in at least one it returned."""
    told_apart = False
    for case, right, response in zip(cases, expected, responses, strict=True):
        predicted = outcome(mistake.compute, case.arguments)
        if predicted.error or response.error:
            if bool(predicted.error) != bool(response.error):
                return False
            continue
        if not same(predicted.value, response, tolerance):
            return False
        told_apart = told_apart or not same(right, predicted, tolerance)
    return told_apart


def outcome(compute, arguments):
    """Return the Response of `compute`, a function of this package, to fresh copies of `arguments`."""
    copies = tuple(argument.copy() if isinstance(argument, np.ndarray) else argument for argument in arguments)
    with np.errstate(all="ignore"):
        try:
            return Response(compute(*copies))
        except (ValueError, TypeError, IndexError, KeyError, ZeroDivisionError) as error:
            return Response(error=type(error).__name__)


def _judge_unknown(exercise, cases, expected, responses, hits):
    """Say as much as can be said of a wrong answer that has no name."""
    first = hits.index(False)
    response, right, note = responses[first], expected[first], cases[first].note
    if isinstance(right, dict):
        return _judge_table(exercise, right, response)
    if response.error:
        complaint = f"{exercise.variable} stopped with {response.error}{_detail(response)} on {note}."
    else:
        complaint = _complain(exercise, right, response.value, note)
    if sum(hits) * 2 >= len(hits):
        message = f"Right for {sum(hits)} of {len(hits)} examples. {complaint}"
        return Verdict(ALMOST, message, "right for some inputs only", exercise.equation, HALF)
    if all(same(one, answer, CLOSE) for one, answer in zip(expected, responses, strict=True)):
        message = "Within one per cent, but not the value itself: look for a rounded number or a step that is too long."
        return Verdict(ALMOST, message, "inaccurate", exercise.equation, HALF)
    return Verdict(WRONG, complaint, "error" if response.error else "", exercise.equation)


def _detail(response):
    return f" ({response.detail})" if response.detail else ""


def _complain(exercise, right, value, note):
    """Say what is odd about `value` without giving the right one away."""
    if isinstance(right, str):
        return exercise.wrong
    if value is None:
        return f"{exercise.variable} returns nothing on {note}: end every path with `return`."
    if isinstance(right, tuple):
        return exercise.wrong
    array = numbers(value)
    if array is None:
        return f"{exercise.variable} gives a {type_name(value)} on {note}; a number or an array of numbers is wanted."
    if not np.all(np.isfinite(array)):
        return f"{exercise.variable} gives a value that is not finite on {note}."
    wanted = np.shape(right)
    if array.shape != wanted and not (array.size == np.size(right) == 1):
        return f"The shape is {array.shape} on {note}, it must be {wanted}. {exercise.wrong}"
    return exercise.wrong


def type_name(value):
    """Return the name of the type of `value`, also of one that stayed behind the sandbox wall."""
    return getattr(value, "type_name", type(value).__name__)


def _judge_table(exercise, right, response):
    """Give a filled-in table the share of its right entries, and name the first wrong one."""
    if response.error or not isinstance(response.value, dict):
        return Verdict(WRONG, f"{exercise.variable} must stay a dict with the keys {', '.join(right)}.", "", "")
    good = [key for key in right if same(right[key], response.value.get(key), exercise.tolerance)]
    bad = next(key for key in right if key not in good)
    message = f"{len(good)} of {len(right)} entries are right; look again at {bad!r} first. {exercise.wrong}"
    status = ALMOST if len(good) * 2 >= len(right) else WRONG
    fraction = len(good) / len(right) if status == ALMOST else 0.0
    return Verdict(status, message, "some entries", exercise.equation, fraction)
