"""What stays, what changes: an input is doubled, set to zero, numbered in another order; a unit is saturated.

By which factor does the result change?
"""

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.random import Generator

from gradwalk.checks.comparison import numbers
from gradwalk.checks.diagnosis import outcome
from gradwalk.checks.own_answer.question import Choice, CodeQuestion, draw, one_of
from gradwalk.checks.own_answer.subject import Subject, numbers_among

TOLERANCE = 1e-7  # relative
NEARLY_NOTHING = 1e-6
HUNDREDFOLD = "becomes a hundred times as large"
CHANGES: dict[str, Callable[[Any], Any]] = {
    "is doubled": lambda value: 2 * value,
    "is halved": lambda value: value / 2,
    "gets the opposite sign": lambda value: -value,
    "is set to zero": lambda value: 0 * value,
    HUNDREDFOLD: lambda value: 100 * value,
}
EFFECTS = {
    1.0: "it stays as it is",
    2.0: "it is doubled",
    0.5: "it is halved",
    4.0: "it is multiplied by four",
    0.25: "it is divided by four",
    -1.0: "it gets the opposite sign",
    100.0: "it is multiplied by a hundred",
    0.01: "it is divided by a hundred",
    0.0: "it becomes zero, or nearly so",
}
REORDERED = "it has the same numbers in another order"
SATURATED = 20.0  # what goes into a unit whose slope is then nothing
TRIED = "It was tried with several sets of numbers, and came out so each time."
NO_FACTOR = "it changes, but not by one fixed factor"


@dataclass(frozen=True)
class Change:
    """One change of the inputs, in words, and the part of the result that is watched."""

    words: str
    part: str


def what_changes(subject: Subject, rng: Generator) -> CodeQuestion | None:
    """Return a question that names a change and asks for its effect; None when too few effects are possible."""
    effects = subject.once(_by_effect)
    drawn = draw(rng, list(effects))
    if drawn is None:
        return None
    causes = [one_of(rng, effects, effect) for effect in drawn.outcomes]
    asked = causes[drawn.right]
    text = f"In `{subject.name}`, {asked.words}, and all else stays. What happens to {asked.part}?"
    choices = tuple(
        Choice(
            effect,
            TRIED if cause is asked else _told(cause, asked),
        )
        for effect, cause in zip(drawn.outcomes, causes, strict=True)
    )
    return CodeQuestion("what stays, what changes", text, choices, drawn.right)


def _told(cause: Change, asked: Change) -> str:
    """Say when the effect of another choice would come about."""
    return f"That happens to {'it' if cause.part == asked.part else cause.part} when {cause.words}."


def _by_effect(subject: Subject) -> dict[str, list[Change]]:
    """Return effect -> the changes that have it for all cases."""
    before = [_parts(subject, case.arguments) for case in subject.cases]
    found: dict[str, list[Change]] = {}
    for words, changed in _changes(subject):
        after = [_parts(subject, arguments) for arguments in changed]
        for part in before[0]:
            effect = _common(_effect(one.get(part), two.get(part)) for one, two in zip(before, after, strict=True))
            if effect and not _is_by_chance(words, effect):
                found.setdefault(effect, []).append(Change(words, part))
    return found


def _common(effects: Iterator[str]) -> str:
    """Return the effect that all cases have; "" when there is none, and no more is looked at than that takes."""
    first = next(effects)
    return first if first and all(one == first for one in effects) else ""


def _is_by_chance(words: str, effect: str) -> bool:
    """Tell whether an effect depends on the numbers after all: a unit is saturated only away from the origin."""
    return effect == EFFECTS[0.0] and words.endswith(HUNDREDFOLD)


def _changes(subject: Subject) -> Iterator[tuple[str, list[tuple[Any, ...]]]]:
    """Yield each change in words, with the inputs of all cases after it."""
    inputs = [case.arguments for case in subject.cases]
    if subject.exercise.is_value:
        for name in numbers_among(inputs[0][0]):
            for words, change in CHANGES.items():
                yield f"`{name}` {words}", [({**one, name: change(one[name])},) for (one,) in inputs]
        return
    yield from _reordered(subject, inputs)
    yield from _saturated(subject, inputs)
    for place, name in enumerate(subject.parameters):
        if isinstance(inputs[0][place], float | np.ndarray):
            for words, change in CHANGES.items():
                yield f"`{name}` {words}", [_with(one, place, change(one[place])) for one in inputs]
        for other in range(place):
            if _alike(inputs, place, other):
                words = f"`{name}` is set equal to `{subject.parameters[other]}`"
                yield words, [_with(one, place, one[other]) for one in inputs]


def _reordered(subject: Subject, inputs: Sequence[tuple[Any, ...]]) -> Iterator[tuple[str, list[tuple[Any, ...]]]]:
    """Yield the changes in which units, outputs or coordinates are numbered in the opposite order."""
    for what, axes in subject.exercise.orders.items():
        named = " and ".join(f"`{subject.parameters[place]}`" for place, _ in axes)
        turned = [{place: np.flip(one[place], axis) for place, axis in axes} for one in inputs]
        changed = [
            tuple(new.get(n, value) for n, value in enumerate(one)) for one, new in zip(inputs, turned, strict=True)
        ]
        yield f"{what} are numbered in the opposite order, in {named}", changed


def _saturated(subject: Subject, inputs: Sequence[tuple[Any, ...]]) -> Iterator[tuple[str, list[tuple[Any, ...]]]]:
    """Yield the change that saturates the first unit."""
    place = subject.exercise.saturates
    if place is not None:
        first = [np.concatenate([[SATURATED], one[place][1:]]) for one in inputs if np.ndim(one[place]) == 1]
        if len(first) == len(inputs):
            name, changed = subject.parameters[place], zip(inputs, first, strict=True)
            yield f"the first entry of `{name}` is set to {SATURATED:g}", [_with(one, place, h) for one, h in changed]


def _with(inputs: tuple[Any, ...], place: int, value: Any) -> tuple[Any, ...]:
    return (*inputs[:place], value, *inputs[place + 1 :])


def _alike(inputs: Sequence[tuple[Any, ...]], place: int, other: int) -> bool:
    pairs = [(one[place], one[other]) for one in inputs]
    return all(isinstance(a, np.ndarray) and isinstance(b, np.ndarray) and a.shape == b.shape for a, b in pairs)


def _parts(subject: Subject, inputs: tuple[Any, ...]) -> dict[str, np.ndarray]:
    """Return the parts of the right result by what they are called; a step by itself where there is one."""
    exercise = subject.exercise
    computed = outcome(exercise.reference, inputs)
    if computed.error:
        return {}
    result = computed.value
    found = _named(result, "the result", "part of the result")
    if exercise.saturates is not None and np.ndim(result) == 1 and len(result) > 1:
        found |= {"the first entry of the result": result[0], "the other entries of the result": result[1:]}
    if exercise.start is not None:
        pairs = zip(_sequence(result), _sequence(exercise.start(*inputs)), strict=True)
        steps = tuple(np.subtract(one, two) for one, two in pairs)
        found |= _named(steps if isinstance(result, tuple) else steps[0], "the step that is taken", "step")
    return {name: array for name, part in found.items() if (array := numbers(part)) is not None}


def _named(result: Any, whole: str, part: str) -> dict[str, Any]:
    if isinstance(result, dict):
        return {f"the entry `{name}`": value for name, value in result.items()}
    if isinstance(result, tuple):
        order = ("first", "second", "third")
        return {f"the {word} {part}": value for word, value in zip(order, result, strict=False)}
    return {whole: result}


def _sequence(result: Any) -> tuple[Any, ...]:
    return result if isinstance(result, tuple) else (result,)


def _effect(before: np.ndarray | None, after: np.ndarray | None) -> str:
    """Say by which factor a part has changed; "" when nothing can be said."""
    if before is None or after is None or before.shape != after.shape:
        return ""
    if before.size == 1:
        return _of_number(float(before.item()), float(after.item()))
    if not (np.isfinite(before).all() and np.isfinite(after).all()):
        return ""
    sizes = np.abs(before)
    size = float(sizes.max(initial=0.0))
    if size < NEARLY_NOTHING:
        return ""
    if np.abs(after).max() <= NEARLY_NOTHING * size:
        return EFFECTS[0.0]
    largest = sizes.argmax()
    factor = float(after.flat[largest] / before.flat[largest])
    if np.abs(after - factor * before).max() > TOLERANCE * max(abs(factor), 1.0) * size:
        return REORDERED if _is_reordered(before, after) else NO_FACTOR
    return _in_words(factor)


def _of_number(before: float, after: float) -> str:
    """Say by which factor one number has changed, as `_effect` does."""
    if not (math.isfinite(before) and math.isfinite(after)) or abs(before) < NEARLY_NOTHING:
        return ""
    return EFFECTS[0.0] if abs(after) <= NEARLY_NOTHING * abs(before) else _in_words(after / before)


def _is_reordered(before: np.ndarray, after: np.ndarray) -> bool:
    one, two = np.sort(before, axis=None), np.sort(after, axis=None)
    return bool((np.abs(one - two) <= TOLERANCE * np.abs(two)).all())


def _in_words(factor: float) -> str:
    known = (words for one, words in EFFECTS.items() if abs(factor - one) <= TOLERANCE * max(abs(one), 1.0))
    return next(known, NO_FACTOR)
