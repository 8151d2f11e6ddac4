"""Ask a learner about her own answer, and judge what she says."""

import functools
import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from numpy.random import Generator

from gradwalk.checks.exercise import Case, Exercise, HomeworkDefinition, Inputs
from gradwalk.checks.own_answer.edit_effect import edit_effect
from gradwalk.checks.own_answer.evidence import Evidence
from gradwalk.checks.own_answer.places import which_part
from gradwalk.checks.own_answer.question import CodeQuestion
from gradwalk.checks.own_answer.scaling import what_changes
from gradwalk.checks.own_answer.slips import whose_numbers
from gradwalk.checks.own_answer.subject import Subject, small_inputs
from gradwalk.checks.student import data_for, generator_for

EACH = 2  # questions at most about one answer
FRESH = 0.5  # what a right answer to the fresh question is worth after a wrong one to the first
DRAWS, TRIES = 3, 24
AskedInputs = tuple[Inputs, tuple[Case, ...]]
Kind = Callable[[Subject, Generator], CodeQuestion | None]


@dataclass(frozen=True)
class Asked:
    """A question under its `name`, such as "q3", the `code` it belongs to, and how to make a fresh one of its kind."""

    name: str
    question: CodeQuestion
    code: str
    make_fresh: Callable[[], CodeQuestion | None]

    @functools.cached_property
    def fresh(self) -> CodeQuestion | None:
        """Another question of the same kind, or None when there is only the one."""
        return self.make_fresh()

    def next_for(self, letters: str) -> CodeQuestion | None:
        """Return the question that is open after these letters; None when there is none."""
        if not letters:
            return self.question
        return self.fresh if len(letters) == 1 and letters != self.question.right_letter else None

    @property
    def line(self) -> str:
        """What she writes into a cell, with the place of her letter."""
        return f'work.answer("{self.name}", "", code="{self.code}")'

    def share(self, letters: str) -> float:
        """Return what her letters are worth: 1 for a right first one, FRESH for a right second, else 0."""
        if letters[:1] == self.question.right_letter:
            return 1.0
        second = letters[1:2]
        return FRESH if second and self.fresh is not None and second == self.fresh.right_letter else 0.0


def code_of(*parts: str) -> str:
    """Return four letters that change with the version of the code."""
    return hashlib.sha256("\x1f".join(parts).encode("utf-8", "replace")).hexdigest()[:4]


def questions_of(definition: HomeworkDefinition, variable: str) -> list[str]:
    """Return the names of the questions about one exercise; they are the same whatever the answer is."""
    first = EACH * list(definition.exercises).index(variable) + 1
    return [f"q{number}" for number in range(first, first + EACH)]


def inputs_for(definition: HomeworkDefinition, exercise: Exercise, student: str) -> AskedInputs:
    """Return the small inputs of a learner, and cases of ordinary size; both are hers to see."""
    parts = definition.name, exercise.variable, student
    if exercise.is_value:
        others = (f"{student} {number}" for number in range(1, DRAWS))
        cases = tuple(Case((data_for(definition, who),)) for who in (student, *others))
        return cases[0].arguments, cases
    cases = exercise.cases(generator_for("practice", *parts))
    small = small_inputs(exercise, cases, generator_for("small", *parts))
    # The first is the plainest one, in which different parts may be the same.
    plainest, *others = [case for case in cases if not case.public] or cases
    return small, (*others, plainest)


def ask_about(
    definition: HomeworkDefinition,
    variable: str,
    student: str,
    evidence: Evidence,
    *,
    inputs: AskedInputs | None = None,
    extra: int = 0,
) -> list[Asked]:
    """Return the questions about the right answer to one exercise; none when nothing can be asked.

    student   her id in its normal form
    evidence  of her code; empty for a value, or code without a source
    inputs    those of `inputs_for`, where they are known already
    extra     0 for the questions of the homework, another number for others
    """
    exercise = definition.exercises[variable]
    small, cases = inputs or inputs_for(definition, exercise, student)
    subject = Subject(exercise, small, cases, evidence)
    names = questions_of(definition, variable)[: 1 if exercise.is_value else EACH]
    code = code_of(definition.name, variable, student, evidence.version)
    found: list[Asked] = []
    used: list[Kind] = []
    for place, name in enumerate(names):
        for kind in (one for one in _in_turn(definition, variable, student, place) if one not in used):
            if (question := kind(subject, _rng(definition, subject, student, name, kind, extra))) is not None:
                fresh = functools.partial(_fresh, definition, subject, student, name, kind, question)
                found.append(Asked(name, question, code, fresh))
                used.append(kind)
                break
    return found


def _in_turn(definition: HomeworkDefinition, variable: str, student: str, place: int) -> list[Kind]:
    """Return the kinds in the order in which they are tried for one question, so that a homework has them all.

    The first question about code is an edit or a slip, by turns; the second is about its parts, or a change of inputs.
    """
    if definition.exercises[variable].is_value:
        return [what_changes, whose_numbers]  # there is no code to ask about
    start = int(generator_for("kinds", definition.name, student).integers(2))
    turn = (start + list(definition.exercises).index(variable)) % 2
    first = [edit_effect, whose_numbers] if turn else [whose_numbers, edit_effect]
    second = [which_part, what_changes]
    return [*second, *first] if place else [*first, *second]


def _rng(definition: HomeworkDefinition, subject: Subject, student: str, name: str, kind: Kind, turn: int) -> Generator:
    """Return the generator of one question; only what is asked about code follows from the code."""
    version = subject.evidence.version if kind in (edit_effect, which_part) else ""
    return generator_for("question", definition.name, subject.name, student, name, str(turn), version)


def _fresh(
    definition: HomeworkDefinition, subject: Subject, student: str, name: str, kind: Kind, first: CodeQuestion
) -> CodeQuestion | None:
    """Return another question of the same kind, or None when there is only the one.

    What was said of the choices of the first one could tell its right choice: so that is one of them only where there
    are no others, and the right one of them last of all.
    """
    found: list[CodeQuestion] = []
    for turn in range(1, TRIES):
        question = kind(subject, _rng(definition, subject, student, name, kind, 100 + turn))
        if question is not None and question.text != first.text:
            found.append(question)
            if not _told(question, first):
                break
    return min(found, key=lambda one: _told(one, first), default=None)


def _told(question: CodeQuestion, first: CodeQuestion) -> int:
    """Return 0 where the right choice of a question is none of the first one, 2 where it is its right one, else 1."""
    right = question.choices[question.right].text
    if right == first.choices[first.right].text:
        return 2
    return int(right in {choice.text for choice in first.choices})


def share_of(asked: Sequence[Asked], letters: Mapping[str, str]) -> float:
    """Return the share of right answers to all questions; 1 when there was nothing to ask."""
    return sum(one.share(letters.get(one.name, "")) for one in asked) / len(asked) if asked else 1.0
