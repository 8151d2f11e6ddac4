"""What an exercise is made of: inputs, the right result, and the wrong results that are recognised by name.

A check never reads a learner's code. It compares what her function returns with the right value, and with what each
named mistake would return on the same inputs.
"""

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np

NOT_ATTEMPTED, WRONG, ALMOST, RIGHT = "not attempted", "runs but wrong", "almost", "right"


@dataclass(frozen=True)
class Case:
    """One set of inputs; `note` says in a few words what is special about it."""

    arguments: tuple
    note: str = "an ordinary example"


class GivenFunction:
    """A function handed to an answer as an input, kept as its `source` (a lambda in NumPy) so that it can travel."""

    def __init__(self, source):
        """Take `source`, the text of a lambda that may use `np`."""
        self.source = source
        self._function = eval(source, {"np": np})  # always a text of this package, never one of a learner

    def __call__(self, *arguments):
        """Call the function."""
        return self._function(*arguments)

    def __repr__(self):
        """Show the source."""
        return self.source


@dataclass(frozen=True)
class Mistake:
    """A wrong answer with a name: `compute` takes the inputs of a case and returns (or raises) what the mistake gives.

    `message` points to the idea, `equation` to the place in the course; `credit` is the share of the points it keeps.
    """

    name: str
    compute: Callable
    message: str
    equation: str = ""
    credit: float = 0.0


@dataclass(frozen=True)
class Exercise:
    """One exercise that is checked by its result.

    variable   the Python name that holds the answer: a function, or a value when `is_value`
    cases      rng -> list of Case; for a value: data (the learner's numbers) -> its single Case
    reference  the inputs of a case -> the right result
    tolerance  relative error that still counts as right
    draw       inputs, right result, learner's result -> SVG text of both, or None
    """

    variable: str
    equation: str
    cases: Callable
    reference: Callable
    mistakes: tuple
    right: str
    wrong: str
    tolerance: float = 1e-6
    is_value: bool = False
    draw: Callable | None = None


@dataclass(frozen=True)
class HomeworkDefinition:
    """One homework: its name and title, its exercises by name, and the numbers (rng -> dict) each learner gets."""

    name: str
    title: str
    exercises: dict
    data: Callable


@dataclass(frozen=True)
class Response:
    """What an answer did with one case: a value or the name of the error it raised, and its inputs afterwards.

    `after` is None when it is not known; `detail` is the text of the error, shown in the learner's own kernel only.
    """

    value: object = None
    error: str = ""
    after: tuple | None = None
    detail: str = ""


@dataclass(frozen=True)
class Verdict:
    """The result of a check: `status`, a `message` of why, the name of a recognised `mistake`, the share of points."""

    status: str
    message: str
    mistake: str = ""
    equation: str = ""
    fraction: float = 0.0
    picture: str = field(default="", repr=False)
