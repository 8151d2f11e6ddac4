"""What an exercise is made of: inputs, the right result, and the wrong results that are recognised by name.

A check never reads a learner's code. It compares what her function returns with the right value, and with what each
named mistake would return on the same inputs.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import numpy as np
from numpy.random import Generator

NOT_ATTEMPTED, STOPPED, WRONG = "not attempted", "stops with an error", "runs but wrong"
ALMOST, RIGHT = "almost", "right"
BY_HAND = 1.5e-2  # the relative error that adds up when every step of a calculation is rounded to three digits

Inputs = tuple[Any, ...]  # what an answer is called with; one that is a value has the learner's numbers alone
Numbers = dict[str, Any]  # name -> number, array or text
Function = Callable[..., Any]  # a function handed to an answer, such as a loss or a gradient
Rule = Callable[..., Any]  # inputs of a case -> result, right or wrong
Axes = tuple[tuple[int, int], ...]  # (place of an input, axis of it)
Cases = Callable[[Any], "list[Case]"]  # rng, or the learner's numbers -> cases


@dataclass(frozen=True)
class Case:
    """One set of inputs; `note` says in a few words what is special about it.

    A `public` case has small fixed numbers, the same for everybody; its note tells them all, and its right result may
    be told, too.
    """

    arguments: Inputs
    note: str = "an ordinary example"
    public: bool = False


def with_public_case(draw: Callable[[Generator], Sequence[Case]], arguments: Inputs, note: str) -> "Cases":
    """Return rng -> the cases of `draw`, and after them the public case of `arguments`."""
    return lambda rng: [*draw(rng), Case(arguments, note, public=True)]


class GivenFunction:
    """A function handed to an answer as an input, kept as its `source` (a lambda in NumPy) so that it can travel."""

    def __init__(self, source: str, shown: str = "") -> None:
        """Take `source`, the text of a lambda that may use `np`, and how it is shown to a learner, if not like this."""
        self.source, self.shown = source, shown or source
        self._function: Function = eval(source, {"np": np})  # always a text of this package, never one of a learner

    def __call__(self, *arguments: Any) -> Any:
        """Call the function."""
        return self._function(*arguments)

    @classmethod
    def of_point(cls, name: str, expression: str) -> "GivenFunction":
        """Return the function of the point `name` (an array), which takes its coordinates one by one as well.

        The notebooks write grad(*point), so an answer may do so, too.
        """
        gathered = f"np.atleast_1d({name}[0] if len({name}) == 1 else {name})"
        return cls(f"lambda *{name}: (lambda {name}: {expression})({gathered})", f"lambda {name}: {expression}")

    def __repr__(self) -> str:
        """Show the source."""
        return self.source


@dataclass(frozen=True)
class KnownMistake:
    """A wrong answer with a name: `compute` takes the inputs of a case and returns (or raises) what the mistake gives.

    `message` points to the idea, `equation` to the place in the course; `credit` is the share of the points it keeps.
    A table keeps the share of its right entries instead, however its mistake is named.
    """

    name: str
    compute: Rule
    message: str
    equation: str = ""
    credit: float = 0.0


def no_numbers(_rng: Generator) -> Numbers:
    """Return the numbers of an exercise that gives the learner none of her own: an empty dict."""
    return {}


@dataclass(frozen=True)
class Exercise:
    """One exercise that is checked by its result.

    variable   the Python name that holds the answer: a function, or a value when `is_value`
    cases      rng -> list of Case; for a value: data (the learner's numbers) -> its single Case
    reference  the inputs of a case -> the right result
    numbers    rng -> dict of the learner's own numbers; names with a leading underscore are not shown to her
    tolerance  relative error that still counts as right; the default forgives single precision
    wanted     what is asked for, in a sentence that is true whatever an answer does
    draw       inputs, right result, learner's result -> HTML of both, or "" when they cannot be drawn
    begun      how many of several results are handed out; they earn nothing
    start      inputs -> what the result is a step away from, where an answer takes a step
    differ     pairs of right and returned results, tolerance -> how they differ in words; None for the usual words
    parts      what parts of a solution are called -> inputs -> their value; "Which part of your code gives ...?"
    orders     what may be numbered in another order -> the (place of the input, axis) pairs that number it
    saturates  the place of the input that holds what goes into units, an entry for each, and the result, too
    small      rng -> inputs with few digits, where other numbers in the place of the public ones will not do
    """

    variable: str
    equation: str
    cases: Cases
    reference: Rule
    mistakes: tuple[KnownMistake, ...]
    right: str
    wanted: str
    numbers: Callable[[Generator], Numbers] = no_numbers
    tolerance: float = 1e-5
    is_value: bool = False
    draw: Callable[[Inputs, Any, Any], str] | None = None
    begun: int = 0
    start: Callable[..., Any] | None = None
    differ: Callable[[Sequence["Pair"], float], str] | None = None
    parts: Mapping[str, Rule] = field(default_factory=dict)
    small: Callable[[Generator], Inputs] | None = None
    orders: Mapping[str, Axes] = field(default_factory=dict)
    saturates: int | None = None


@dataclass(frozen=True)
class HomeworkDefinition:
    """One homework: its name, its title, and its exercises by the name of the variable that answers them.

    With `why` a right answer brings the question for one sentence, which a text called "why" in the homework takes.
    """

    name: str
    title: str
    exercises: dict[str, Exercise]
    why: bool = False


class Pair(NamedTuple):
    """A right result, what was returned in its place, and the note of the case."""

    right: Any
    value: Any
    note: str


@dataclass(frozen=True)
class Response:
    """What an answer did with one case: a value or the name of the error it raised, and its inputs afterwards.

    `after` is None when it is not known. `detail` is the text of the error, `printed` tells whether something was
    printed, and `shown` is the value as a text if it is short and the case public; all three are known in the learner's
    own kernel only, for what comes out of the sandbox could carry hidden inputs.
    """

    value: Any = None
    error: str = ""
    after: tuple[object, ...] | None = None
    detail: str = ""
    printed: bool = False
    shown: str = ""


@dataclass(frozen=True)
class Verdict:
    """The result of a check: `status`, a `message` of why, the name of a recognised `mistake`, the share of points."""

    status: str
    message: str
    mistake: str = ""
    equation: str = ""
    fraction: float = 0.0
