"""What a question is about: one exercise, inputs of the learner's own, and what is known of her code."""

import inspect
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

import numpy as np
from numpy.random import Generator

from gradwalk.checks.comparison import numbers
from gradwalk.checks.diagnosis import outcome
from gradwalk.checks.exercise import Case, Exercise, GivenFunction, Inputs, Rule
from gradwalk.checks.own_answer.evidence import Evidence

Result = TypeVar("Result")
MOST_ENTRIES, MOST_AXES = 12, 2
TRIES = 50
NOTHING = 1e-9  # what stays of a zero that was rounded on the way


@dataclass(frozen=True)
class Subject:
    """What is asked about.

    small  inputs with few digits, such as fit on a line; for a value, the learner's own numbers
    cases  inputs of ordinary size, on which what is said of the exercise must hold
    """

    exercise: Exercise
    small: Inputs
    cases: tuple[Case, ...]
    evidence: Evidence
    _found: dict[Any, Any] = field(default_factory=dict, repr=False, compare=False)

    def once(self, rule: Callable[["Subject"], Result]) -> Result:
        """Return what `rule` finds out about this subject; it is asked once, however many questions are drawn."""
        if rule not in self._found:
            self._found[rule] = rule(self)
        return self._found[rule]

    @property
    def name(self) -> str:
        """The name of the answer."""
        return self.exercise.variable

    @property
    def parameters(self) -> tuple[str, ...]:
        """What the inputs are called: by her, or else in the exercise."""
        own = self.evidence.parameters
        if len(own) == len(self.small):
            return own
        named = _parameters(self.exercise.reference)[: len(self.small)]
        if len(named) == len(self.small):
            return named
        return tuple(f"input {number}" for number in range(1, len(self.small) + 1))

    @property
    def call(self) -> str:
        """The inputs in words."""
        pairs = zip(self.parameters, self.small, strict=False)
        return ", ".join(f"`{name} = {shown_input(value)}`" for name, value in pairs)


def _parameters(rule: Rule) -> tuple[str, ...]:
    """Return what a rule calls its inputs, each by itself; a rule may take more than an answer does."""
    try:
        parameters = inspect.signature(rule).parameters.values()
    except (TypeError, ValueError):  # a function of NumPy has none
        return ()
    return tuple(one.name for one in parameters if one.kind in (one.POSITIONAL_ONLY, one.POSITIONAL_OR_KEYWORD))


def shown_input(value: Any) -> str:
    """Return an input as a text."""
    return value.shown if isinstance(value, GivenFunction) else shown_result(value)


def shown_result(value: Any) -> str:
    """Return a result as a text with three digits; "" for what is too long to be read, or is no result."""
    if isinstance(value, str):
        return f'"{value}"'
    if isinstance(value, dict):
        return ", ".join(f"{name}: {shown_result(entry)}" for name, entry in value.items())
    if isinstance(value, tuple):
        parts = [shown_result(part) for part in value]
        return f"({', '.join(parts)})" if 0 < len(parts) <= MOST_AXES and all(parts) else ""
    array = numbers(value)
    if array is None or not 0 < array.size <= MOST_ENTRIES or array.ndim > MOST_AXES:
        return ""
    return _nested(array)


def _nested(array: np.ndarray) -> str:
    if array.ndim == 0:
        number = float(f"{float(array):.10g}")  # so that machines that round otherwise show the same three digits
        return "0" if abs(number) < NOTHING else f"{number:.3g}"
    return f"[{', '.join(_nested(part) for part in array)}]"


def small_inputs(exercise: Exercise, cases: Sequence[Case], rng: Generator) -> Inputs:
    """Return inputs with few digits, of the shapes of the public case; that case itself where no others will do."""
    public = next((case.arguments for case in cases if case.public), cases[-1].arguments)
    for _ in range(TRIES):
        inputs = exercise.small(rng) if exercise.small else tuple(_varied(part, rng) for part in public)
        result = outcome(exercise.reference, inputs)
        if not result.error and _is_plain(result.value):
            return inputs
    return public


def _is_plain(result: Any) -> bool:
    found = [numbers(part) for part in (result if isinstance(result, tuple) else (result,))]
    return all(part is not None and np.isfinite(part).all() and np.any(part) for part in found)


def _varied(part: Any, rng: Generator) -> Any:
    """Return another input of the kind of `part`: whole numbers stay whole, functions themselves."""
    if isinstance(part, np.ndarray):
        whole = bool(np.all(part == np.round(part)))
        values = rng.permutation(np.arange(1, 10))[: part.size] if part.size < 10 else rng.integers(1, 10, part.size)
        signs = rng.choice([-1.0, 1.0], size=part.size)
        return ((values if whole else values / 10) * signs).reshape(part.shape)
    if isinstance(part, float):
        sizes = np.arange(2, 10) if part == round(part) else np.array([0.1, 0.2, 0.25, 0.4, 0.5])
        return float(rng.choice(sizes)) * (1.0 if part > 0 else -1.0)
    return part


def numbers_among(found: Mapping[str, Any]) -> dict[str, Any]:
    """Return the entries of a learner's own numbers that are numbers she is shown."""
    return {
        name: value
        for name, value in found.items()
        if not name.startswith("_") and isinstance(value, float | np.ndarray)
    }
