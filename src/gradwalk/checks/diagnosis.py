"""Tell why an answer is wrong: compare what it returned with the right value and with every mistake known by name."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from gradwalk.checks.comparison import is_nothing, same
from gradwalk.checks.exercise import (
    ALMOST,
    NOT_ATTEMPTED,
    RIGHT,
    WRONG,
    Case,
    Exercise,
    Inputs,
    KnownMistake,
    Response,
    Rule,
    Verdict,
)
from gradwalk.checks.tables import judge_table, table_credit
from gradwalk.checks.unnamed import CaseOutcome, judge_unnamed

HALF = 0.5
ROUNDING = 1e-12  # relative; an input that was moved and put back may differ by this, and nobody is harmed


def judge(exercise: Exercise, cases: Sequence[Case], responses: Sequence[Response]) -> Verdict:
    """Return the Verdict on `responses` to `cases` of `exercise`."""
    if all(map(_is_blank, responses)):
        return _judge_blank(exercise, cases, responses)
    expected = [exercise.reference(*case.arguments) for case in cases]
    hits = [is_right(right, answer, exercise.tolerance) for right, answer in zip(expected, responses, strict=True)]
    if all(hits):
        return _judge_right(exercise, cases, responses)
    found = [mistake for mistake in exercise.mistakes if explains(mistake, exercise, cases, expected, responses)]
    is_table = isinstance(expected[0], dict)
    if found:
        credit = table_credit(exercise, expected[0], responses[0]) if is_table else min(m.credit for m in found)
        return _judge_named(exercise, found, credit)
    if is_table:
        return judge_table(exercise, expected[0], responses[0])
    verdict = judge_unnamed(exercise, list(map(CaseOutcome, cases, expected, responses, hits)))
    return _with_word_on_inputs(verdict, exercise.variable, any(map(_changed_inputs, cases, responses)))


def is_right(right: Any, response: Response, tolerance: float) -> bool:
    """Tell whether `response` returned `right`; one that stopped with an error never is."""
    return not response.error and same(right, response.value, tolerance)


def _is_blank(response: Response) -> bool:
    return response.error == "NotImplementedError" or (not response.error and is_nothing(response.value))


def _judge_blank(exercise: Exercise, cases: Sequence[Case], responses: Sequence[Response]) -> Verdict:
    """Tell an empty answer from one that works and only forgets to return."""
    name = exercise.variable
    if exercise.is_value:
        return Verdict(NOT_ATTEMPTED, f"{name} holds no answer yet.")
    if any(response.printed for response in responses):
        message = f"{name} prints, but returns nothing. The caller needs the value: `return` it."
        return Verdict(WRONG, message, "printed instead of returned", exercise.equation)
    if any(map(_changed_inputs, cases, responses)):
        message = f"{name} changes its inputs and returns nothing. Make a new array, and `return` it."
        return Verdict(WRONG, message, "inputs changed in place", exercise.equation)
    message = f"{name} returns nothing yet. If you have written code in it, does every path end with `return`?"
    return Verdict(NOT_ATTEMPTED, message)


def _judge_right(exercise: Exercise, cases: Sequence[Case], responses: Sequence[Response]) -> Verdict:
    if not any(map(_changed_inputs, cases, responses)):
        return Verdict(RIGHT, exercise.right, "", exercise.equation, 1.0)
    message = (
        f"The value is right, but {exercise.variable} changes its inputs in place, so the caller's arrays are no "
        "longer what they were. Make a new array: `w = w - step` does, `w -= step` does not."
    )
    return Verdict(ALMOST, message, "inputs changed in place", exercise.equation, HALF)


def _with_word_on_inputs(verdict: Verdict, name: str, changed: bool) -> Verdict:
    """Add to the Verdict on a wrong answer that it changes its inputs, which is often the cause."""
    if not changed:
        return verdict
    return replace(verdict, message=f"{verdict.message} Besides, {name} changes its inputs in place: work on a copy.")


def _changed_inputs(case: Case, response: Response) -> bool:
    if response.after is None:
        return False
    pairs = zip(case.arguments, response.after, strict=False)
    return any(isinstance(before, np.ndarray) and not _unchanged(before, after) for before, after in pairs)


def _unchanged(before: np.ndarray, after: object) -> bool:
    if not isinstance(after, np.ndarray) or before.shape != after.shape:
        return False
    return bool(np.all(np.abs(after - before) <= ROUNDING * np.max(np.abs(before), initial=0.0)))


def explains(
    mistake: KnownMistake,
    exercise: Exercise,
    cases: Sequence[Case],
    expected: Sequence[Any],
    responses: Sequence[Response],
) -> bool:
    """Tell whether the mistake gives every response, and differs from the right result in at least one it returned."""
    told_apart = False
    for case, right, response in zip(cases, expected, responses, strict=True):
        predicted = outcome(mistake.compute, case.arguments)
        if predicted.error or response.error:
            if bool(predicted.error) != bool(response.error):
                return False
            continue
        if not same(predicted.value, response.value, exercise.tolerance):
            return False
        told_apart = told_apart or not same(right, predicted.value, exercise.tolerance)
    return told_apart


def outcome(compute: Rule, arguments: Inputs) -> Response:
    """Return the Response of `compute`, a function of this package, to fresh copies of `arguments`."""
    copies = tuple(argument.copy() if isinstance(argument, np.ndarray) else argument for argument in arguments)
    with np.errstate(all="ignore"):
        try:
            return Response(compute(*copies))
        except (ValueError, TypeError, IndexError, KeyError, ZeroDivisionError) as error:
            return Response(error=type(error).__name__)


def _judge_named(exercise: Exercise, found: Sequence[KnownMistake], credit: float) -> Verdict:
    """Name the mistake; where several give the same on these inputs, name them all, for any of them may be hers."""
    causes = " Or: ".join(mistake.message for mistake in found)
    message = causes if len(found) == 1 else f"This can be one of {len(found)} things. {causes}"
    name, equation = " or ".join(mistake.name for mistake in found), found[0].equation or exercise.equation
    return Verdict(ALMOST if credit else WRONG, message, name, equation, credit)
