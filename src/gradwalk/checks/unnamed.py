"""Say as much as can be said of a wrong answer that has no name: where it fails, what is odd about it, what is right.

Only what the results show is said, never a guess at the reason. The right value is told for a public case alone.
"""

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

import numpy as np

from gradwalk.checks.comparison import is_nothing, kind_of, numbers, parts_of, rearranged, same
from gradwalk.checks.differences import phrase
from gradwalk.checks.exercise import ALMOST, STOPPED, WRONG, Case, Exercise, Pair, Response, Verdict
from gradwalk.checks.plain import shown_count, shown_shape, shown_value

CLOSE = 1e-2  # within this the idea is right and a digit is lost
HALF, QUARTER = 0.5, 0.25
PLAIN_WORDS = {
    "GivenFunction": "A GivenFunction is a function you are given: call it, with its argument in parentheses.",
    "mismatch in its core dimension": "With `@` the inner sizes must agree: write the shapes of both arrays beside it.",
    "does not have enough dimensions": "With `@` both sides must be arrays; one of yours is a number or a function.",
    "could not be broadcast together": "The shapes of two arrays do not fit: write both of them down.",
    "truth value of an array": "An `if` asks one question, and an array has many answers. Here you need none.",
    "only integer scalar arrays": "A place in an array is given by whole numbers.",
    "positional argument": "A function was called with another number of arguments than it takes.",
}


class CaseOutcome(NamedTuple):
    """What an answer did with one case, beside the right result."""

    case: Case
    right: Any
    response: Response
    hit: bool

    @property
    def pair(self) -> Pair:
        """The right result and the returned one."""
        return Pair(self.right, self.response.value, self.case.note)


Findings = Sequence[CaseOutcome]


def judge_unnamed(exercise: Exercise, findings: Findings) -> Verdict:
    """Return the Verdict on an answer, one of whose `findings` at least is no hit, and which no mistake explains."""
    judgements: tuple[Callable[[Exercise, Findings], Verdict | None], ...]
    judgements = (_right_for_some, _inaccurate, _wrong_shape, _right_in_parts)
    for judgement in judgements:
        verdict = judgement(exercise, findings)
        if verdict is not None:
            return verdict
    status, name = (STOPPED, "error") if _first_wrong(findings).response.error else (WRONG, "")
    return Verdict(status, _complaint(exercise, findings), name, exercise.equation)


def _first_wrong(findings: Findings) -> CaseOutcome:
    return next(finding for finding in findings if not finding.hit)


def _right_for_some(exercise: Exercise, findings: Findings) -> Verdict | None:
    drawn = [finding.hit for finding in findings if not finding.case.public]
    if sum(drawn) * 2 < len(drawn):
        return None
    where = f"Right for {sum(drawn)} of {len(drawn)} examples, but not for {_first_wrong(findings).case.note}."
    message = f"{where} {_complaint(exercise, findings)}"
    return Verdict(ALMOST, message, "right for some inputs only", exercise.equation, HALF)


def _inaccurate(exercise: Exercise, findings: Findings) -> Verdict | None:
    if not all(not answer.error and same(right, answer.value, CLOSE) for _case, right, answer, _hit in findings):
        return None
    message = f"Within one per cent of the right value in every example, but not the value itself. {exercise.wanted}"
    return Verdict(ALMOST, message, "inaccurate", exercise.equation, HALF)


def _wrong_shape(exercise: Exercise, findings: Findings) -> Verdict | None:
    """Recognise the right numbers in the wrong order of axes, or in a list of another shape."""
    found = {rearranged(f.right, f.response.value, exercise.tolerance) for f in findings if not f.hit}
    if "" in found:
        return None
    kind = "transposed" if "transposed" in found else "reshaped"
    words = (
        "The numbers are right, but rows and columns are exchanged" if kind == "transposed" else "The numbers are right"
    )
    case, right, response, _hit = _first_wrong(findings)
    shapes = shown_shape(np.shape(response.value)), shown_shape(np.shape(right))
    message = f"{words}: for {case.note} your result has {shapes[0]}; it must have {shapes[1]}."
    return Verdict(ALMOST, message, kind, exercise.equation, HALF)


def _right_in_parts(exercise: Exercise, findings: Findings) -> Verdict | None:
    """Where several results are wanted, say of each whether it is right for every input."""
    count = len(findings[0].right) if isinstance(findings[0].right, tuple) else 0
    if not count or any(len(parts_of(finding.response.value)) != count for finding in findings):
        return None
    found = [_part(exercise, findings, part) for part in range(count)]
    good = [any(words in state for words in RIGHT_NUMBERS) for state in found]
    each = "; ".join(f"number {number} {state}" for number, state in enumerate(found, start=1))
    message = _joined(f"Of the {count} results you return, {each}.", _in_public(findings), exercise.wanted)
    if any(good[exercise.begun :]):
        return Verdict(ALMOST, message, "right in parts", exercise.equation, QUARTER)
    return Verdict(WRONG, message, "", exercise.equation)


RIGHT_NUMBERS = ("is right", "has rows and columns exchanged", "has the right numbers")


def _part(exercise: Exercise, findings: Findings, part: int) -> str:
    """Say of one of several results how it differs from the right one."""
    pairs = [Pair(f.right[part], parts_of(f.response.value)[part], f.case.note) for f in findings]
    starts = [exercise.start(*f.case.arguments)[part] for f in findings] if exercise.start else ()
    words = phrase(pairs, exercise.tolerance, starts) or "is not right"
    return f"{words}, as it was handed out" if words == "is right" and part < exercise.begun else words


# --- what is odd about one result ------------------------------------------------------------------------------------


def _complaint(exercise: Exercise, findings: Findings) -> str:
    """Say what is odd about the first result that is not right, and how all of them differ."""
    case, right, response, _hit = _first_wrong(findings)
    if response.error:
        detail = f" ({response.detail})" if response.detail else ""
        words = f"{exercise.variable} stopped with {response.error}{detail} for {case.note}."
        return _joined(words, _in_plain_words(response.detail))
    if is_nothing(response.value) and not exercise.is_value:
        return f"{exercise.variable} returns nothing for {case.note}: end every path with `return`."
    if isinstance(right, str):
        return exercise.wanted
    if isinstance(right, tuple):
        return _complaint_of_parts(exercise, case.note, right, response.value)
    return _complaint_of_form(exercise, case.note, right, response.value) or _difference(exercise, findings)


def _joined(*sentences: str) -> str:
    return " ".join(filter(None, sentences))


def _in_plain_words(detail: str) -> str:
    """Say what the words of Python and NumPy for the commonest slips mean; "" for any other."""
    return next((meaning for words, meaning in PLAIN_WORDS.items() if words in detail), "")


def _complaint_of_parts(exercise: Exercise, note: str, right: tuple[Any, ...], value: object) -> str:
    if len(parts_of(value)) == len(right):
        return exercise.wanted
    found = f"{exercise.variable} returns {_kind_of_result(value)} for {note}"
    return f"{found}; {len(right)} results are wanted. {exercise.wanted}"


def _kind_of_result(value: object) -> str:
    if isinstance(value, list | tuple) and len(value) > 1:
        return f"{shown_count(len(value))} results"
    array = numbers(value)
    return kind_of(value) if array is None else "one array" if array.ndim else "one number"


def _complaint_of_form(exercise: Exercise, note: str, right: Any, value: object) -> str:
    """Say it when the value is made of no finite numbers, or has another shape than `right`; else ""."""
    array = numbers(value)
    if array is None:
        wanted = "a number" if np.ndim(right) == 0 else "an array of numbers"
        return f"{exercise.variable} gives {kind_of(value)} for {note}; {wanted} is wanted."
    if not np.all(np.isfinite(array)):
        return f"{exercise.variable} gives a value that is not finite for {note}."
    if exercise.differ or array.shape == np.shape(right) or array.size == np.size(right) == 1:
        return ""
    found = f"The result has {shown_shape(array.shape)}" if array.ndim else "The result is a single number"
    wanted = shown_shape(np.shape(right)) if np.ndim(right) else "a single number"
    return f"{found} for {note}, but {wanted} is wanted. {exercise.wanted}"


def _difference(exercise: Exercise, findings: Findings) -> str:
    """Say how the results differ from the right ones, first in words for all, then in numbers for the public case."""
    pairs = [finding.pair for finding in findings if not finding.response.error]
    if exercise.differ:
        words = exercise.differ(pairs, exercise.tolerance)
    else:
        starts = [exercise.start(*finding.case.arguments) for finding in findings] if exercise.start else ()
        words = phrase(pairs, exercise.tolerance, starts if len(starts) == len(pairs) else ())
    return _joined(words and f"Your result {words}.", _in_public(findings), exercise.wanted)


def _in_public(findings: Findings) -> str:
    """Say for the public case what it must give, and what it gives where that is known; "" when it is right there."""
    for case, right, response, hit in findings:
        if case.public and not hit and not response.error:
            wanted = shown_value(right)
            yours = response.shown if response.shown not in ("", wanted) else "not"
            return f"For {case.note} it must be {wanted}, and yours is {yours}."
    return ""
