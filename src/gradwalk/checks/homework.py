"""Check an answer at once, in the learner's own kernel, with a reason; give her the numbers that belong to her id."""

import os

import numpy as np

from gradwalk.checks import chain_rule, gradient_direction, interpretation, taylor_expansion, two_layer_network
from gradwalk.checks.diagnosis import judge, numbers
from gradwalk.checks.exercise import RIGHT, Case, Response, Verdict
from gradwalk.checks.feedback import Feedback
from gradwalk.checks.student import data_for, generator_for, normalised_id

MODULES = (gradient_direction, taylor_expansion, chain_rule, two_layer_network, interpretation)
HOMEWORKS = {module.HOMEWORK.name: module.HOMEWORK for module in MODULES}


def homework(name, student_id=""):
    """Return the Homework `name` (such as "01_gradient_direction") with the numbers of `student_id`.

    Raises ValueError for an unknown name. Without an id the numbers are those of the printed example.
    """
    if name not in HOMEWORKS:
        raise ValueError(f"There is no homework {name!r}; choose one of {', '.join(HOMEWORKS)}.")
    return Homework(HOMEWORKS[name], student_id)


class Homework:
    """One homework of one learner: her `data`, and `check` for her answers."""

    def __init__(self, definition, student_id=""):
        """Take a HomeworkDefinition and a student id, a text."""
        self.definition = definition
        self.student_id = normalised_id(student_id)
        self._all_data = data_for(definition, self.student_id)

    @property
    def data(self):
        """The learner's own numbers, a dict of names to numbers, arrays and texts."""
        return public_data(self._all_data)

    def check(self, name, answer):
        """Compare `answer`, a function or a value, with the exercise `name` and return Feedback that shows itself.

        Raises ValueError for an unknown name. An error inside the answer becomes part of the feedback.
        """
        if name not in self.definition.exercises:
            known = ", ".join(self.definition.exercises)
            raise ValueError(f"There is no exercise {name!r} in this homework; choose one of {known}.")
        exercise = self.definition.exercises[name]
        cases = self._cases(name, exercise)
        responses = [Response(answer)] if exercise.is_value else [respond(answer, case) for case in cases]
        verdict = judge(exercise, cases, responses)
        feedback = Feedback(name, verdict, _picture(exercise, cases, responses, verdict))
        if os.environ.get("NBGRADER_EXECUTION"):
            _insist_on_right(verdict)
        return feedback

    def _cases(self, name, exercise):
        if exercise.is_value:
            return exercise.cases(self._all_data)
        return exercise.cases(generator_for("practice", self.definition.name, name, self.student_id))

    def __repr__(self):
        """Say whose homework it is."""
        owner = f"the numbers of {self.student_id!r}" if self.student_id else "example numbers: type your student id"
        return f"{self.definition.title}, {owner}"


def public_data(data):
    """Return `data` without the entries that tell which option is which."""
    return {name: value for name, value in data.items() if not name.startswith("_")}


def _insist_on_right(verdict):
    """Make a cell fail under bare `nbgrader autograde`, which gives full marks to any cell that raises nothing."""
    if verdict.status != RIGHT:
        raise AssertionError(verdict.message)


def respond(answer, case):
    """Call `answer` with fresh copies of the inputs of `case` and return the Response."""
    if not callable(answer):
        return Response(None)
    arguments = tuple(part.copy() if isinstance(part, np.ndarray) else part for part in case.arguments)
    try:
        value = answer(*arguments)
    except Exception as error:  # noqa: BLE001  whatever the answer raises belongs in the feedback
        kind = next(base.__name__ for base in type(error).__mro__ if base.__module__ == "builtins")
        return Response(error=kind, detail=str(error)[:200])
    return Response(value, after=arguments)


def _picture(exercise, cases, responses, verdict):
    """Draw the learner's rule beside the right one where the exercise can and the answer has the right shape."""
    first: Case = cases[0]
    value = numbers(responses[0].value)
    if exercise.draw is None or verdict.status == RIGHT or value is None:
        return ""
    right = exercise.reference(*first.arguments)
    if not np.all(np.isfinite(value)) or value.shape != np.shape(right):
        return ""
    return exercise.draw(first.arguments, right, value)


__all__ = ["HOMEWORKS", "Feedback", "Homework", "Verdict", "homework"]
