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
from gradwalk.checks.own_answer import (
    Asked,
    Reply,
    ask_about,
    committed,
    inputs_for,
    letters_in,
    questions_of,
    read_evidence,
    reply_to,
    why_about,
)
from gradwalk.checks.own_code import examine
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

    is_handed_out = True  # nothing of hers, so that runs of her edited code share it

    def __init__(self, definition: HomeworkDefinition, student_id: object = "") -> None:
        """Take a HomeworkDefinition and a student id, a text."""
        self.definition = definition
        self.student_id = normalised_id(student_id)
        self._all_data = data_for(definition, self.student_id)
        self._asked: dict[str, Asked] = {}
        self._committed: dict[tuple[str, str], str] = {}
        self._chosen: dict[tuple[str, str], str] = {}

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
        if feedback.verdict.status == RIGHT:
            feedback.questions, feedback.why = self._ask(self.definition.exercises[name], answer)
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

    def _ask(self, exercise: Exercise, answer: object) -> tuple[list[Asked], str]:
        """Return the questions about a right answer, and remember them; and the one for a sentence, or ""."""
        inputs = small, cases = inputs_for(self.definition, exercise, self.student_id)
        found = {} if exercise.is_value else examine(answer, small, cases[0].arguments)
        evidence = read_evidence(found)
        asked = ask_about(self.definition, exercise.variable, self.student_id, evidence, inputs=inputs)
        self._asked |= {one.name: one for one in asked}
        return asked, why_about(self.definition, exercise.variable, self.student_id, evidence)

    @property
    def asked(self) -> list[Asked]:
        """The questions that checks have asked so far, in their order."""
        return sorted(self._asked.values(), key=lambda one: int(one.name[1:]))

    def letters_for(self, asked: Asked) -> str:
        """Return the letters that were given to a question that was asked, "" when there are none yet."""
        return self._committed.get((asked.name, asked.code), "")

    @property
    def lines_to_keep(self) -> list[str]:
        """The lines of the answers that were chosen and do not stand in a cell yet: only what stands there counts."""
        chosen = [(one, self._chosen.get((one.name, one.code))) for one in self.asked]
        return [one.line.replace('""', f'"{letters}"', 1) for one, letters in chosen if letters]

    def choose(self, question: str, letters: str) -> Reply:
        """Take letters that were chosen by hand, as `answer` does; their line is not in a cell yet."""
        reply = self.answer(question, letters)
        self._chosen[question, self._asked[question].code] = letters
        return reply

    def answer(self, question: str, letters: str, code: str = "") -> Reply:
        """Take the answer to a question about your own code, such as "q3", and return a Reply with the reasons.

        `letters` has your letter, and after it that for the fresh question, if there is one. `code` tells which version
        of your code the question was about; leave it as it was shown.
        """
        asked, given = self._asked.get(question), letters_in(letters)
        if asked is None:
            return Reply(question, (self._not_asked(question),))
        if code and code != asked.code:
            changed = f"Your code has changed since, so {question} is asked anew. The line to copy is now:"
            return Reply(question, (changed,), asked.question, asked.line)
        before = self.letters_for(asked)
        if given[:1] and given[:1] in asked.question.letters:
            if before and given[:1] != before[:1]:
                first = f"Your first answer to {question} was ({before[:1]}); leave it, and go on from there."
                return Reply(question, (first,))
            self._committed[question, asked.code] = committed(asked, before, given)
        self._chosen.pop((question, asked.code), None)
        return reply_to(asked, given)

    def _not_asked(self, question: str) -> str:
        """Say why there is no such question here."""
        for name in self.definition.exercises:
            if question in questions_of(self.definition, name):
                return f"{question} comes when {name} is right: run its check, then this cell again."
        return f"There is no question {question!r} in this homework."

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
