"""Check an answer at once, in the learner's own kernel, with a reason; give her the numbers that belong to her id."""

import copy
import os
import warnings
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from gradwalk.checks.calling import respond
from gradwalk.checks.comparison import kind_of, numbers, shaped_like
from gradwalk.checks.course import HOMEWORKS
from gradwalk.checks.diagnosis import judge
from gradwalk.checks.exercise import (
    NOT_ATTEMPTED,
    RIGHT,
    WRONG,
    Case,
    Exercise,
    HomeworkDefinition,
    Numbers,
    Response,
    Verdict,
)
from gradwalk.checks.feedback import Feedback
from gradwalk.checks.history import is_older_version
from gradwalk.checks.package import COURSE, read_homeworks
from gradwalk.checks.student import data_for, generator_for, normalised_id

OLDER_VERSION = (
    "The last cell with `{}` is not Python (a syntax error), so it did not run: this is on the version before."
)
VISIBLE = 0.03  # a smaller difference, as a share of the right result, cannot be seen in a picture


def homework(name: str, student_id: object = "", source: str | Path = COURSE) -> "Homework":
    """Return the Homework `name` (such as "01_gradient_direction") with the numbers of `student_id`.

    `source` is where its exercises are: the five of the course, unless it is a Python file or an installed module, see
    `read_homeworks`. Raises ValueError for an unknown name or source. Without an id the numbers are those of the
    printed example.
    """
    known = read_homeworks(source)
    if name not in known:
        raise ValueError(f"There is no homework {name!r}; choose one of {', '.join(known)}.")
    return Homework(known[name], student_id)


class Homework:
    """One homework of one learner: her `data`, and `check` for her answers."""

    def __init__(self, definition: HomeworkDefinition, student_id: object = "") -> None:
        """Take a HomeworkDefinition and a student id, a text."""
        self.definition = definition
        self.student_id = normalised_id(student_id)
        self._all_data = data_for(definition, self.student_id)

    @property
    def data(self) -> Numbers:
        """The learner's own numbers, a dict of names to numbers, arrays and texts; a copy, so they cannot be lost."""
        return copy.deepcopy(public_data(self._all_data))

    def check(self, name: str, answer: object) -> Feedback:
        """Compare `answer`, a function or a value, with the exercise `name` and return Feedback that shows itself.

        Raises ValueError for an unknown name. An error inside the answer becomes part of the feedback.
        """
        if name not in self.definition.exercises:
            known = ", ".join(self.definition.exercises)
            raise ValueError(f"There is no exercise {name!r} in this homework; choose one of {known}.")
        feedback = self._feedback(self.definition.exercises[name], answer)
        if is_older_version(name):
            message = f"{OLDER_VERSION.format(name)} {feedback.verdict.message}"
            feedback.verdict = replace(feedback.verdict, message=message)
        if os.environ.get("NBGRADER_EXECUTION"):
            _insist_on_right(feedback.verdict)
        return feedback

    def _feedback(self, exercise: Exercise, answer: object) -> Feedback:
        name = exercise.variable
        if exercise.is_value:
            return Feedback(name, _judged(exercise, exercise.cases(self._all_data), [Response(answer)]))
        if not callable(answer):
            return Feedback(name, not_a_function(name, answer))
        cases = exercise.cases(generator_for("practice", self.definition.name, name, self.student_id))
        responses = [respond(answer, case) for case in cases]
        verdict = _judged(exercise, cases, responses)
        return Feedback(name, verdict, "" if verdict.status == RIGHT else _picture(exercise, cases, responses))

    def __repr__(self) -> str:
        """Say whose homework it is."""
        owner = f"the numbers of {self.student_id!r}" if self.student_id else "example numbers: type your student id"
        return f"{self.definition.title}, {owner}"


def public_data(data: Numbers) -> Numbers:
    """Return `data` without the entries that tell which option is which."""
    return {name: value for name, value in data.items() if not name.startswith("_")}


def _insist_on_right(verdict: Verdict) -> None:
    """Make a cell fail under bare `nbgrader autograde`, which gives full marks to any cell that raises nothing."""
    if verdict.status != RIGHT:
        raise AssertionError(verdict.message)


def _judged(exercise: Exercise, cases: Sequence[Case], responses: Sequence[Response]) -> Verdict:
    """Judge undisturbed: what the learner has made of NumPy's errors and of warnings is for her own code."""
    with np.errstate(all="ignore"), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return judge(exercise, cases, responses)


def not_a_function(name: str, answer: object) -> Verdict:
    """Return the Verdict on an answer that must be a function and is something else."""
    if answer is None:
        return Verdict(NOT_ATTEMPTED, f"{name} holds nothing yet; it must be a function.")
    kind = "a number" if numbers(answer) is not None else kind_of(answer)
    return Verdict(WRONG, f"{name} is {kind}, it must be a function: begin with `def {name}(` as in the cell above.")


def _picture(exercise: Exercise, cases: Sequence[Case], responses: Sequence[Response]) -> str:
    """Draw a wrong result beside the right one, for the case in which their difference is best seen, or return ""."""
    if exercise.draw is None:
        return ""
    rows = []
    for case, response in zip(cases, responses, strict=True):
        right = exercise.reference(*case.arguments)
        rows.append((case.arguments, right, shaped_like(right, response.value)))
    with np.errstate(all="ignore"):  # a wild result may overflow; then there is no picture
        seen = [row for row in rows if row[2] is not None and _distance(*row[1:]) > VISIBLE]
        seen.sort(key=lambda row: abs(np.log(_distance(*row[1:]))))  # best when it is as large as the right result
        return next(filter(None, (exercise.draw(*row) for row in seen)), "")


def _distance(right: Any, value: Any) -> float:
    """Return how far `value` is from `right`, both arrays or tuples of arrays, as a share of the size of `right`."""
    wanted, found = (np.concatenate([np.ravel(part) for part in _parts(whole)]) for whole in (right, value))
    return float(np.linalg.norm(found - wanted) / np.linalg.norm(wanted))


def _parts(whole: Any) -> tuple[Any, ...]:
    return whole if isinstance(whole, tuple) else (whole,)


__all__ = ["HOMEWORKS", "Feedback", "Homework", "Verdict", "homework"]
