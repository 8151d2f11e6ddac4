"""Right results are right in every form, nearly right ones are not, and every known mistake has its own name."""

import dataclasses
import functools

import numpy as np
import pytest

from gradwalk.checks.diagnosis import judge, outcome
from gradwalk.checks.exercise import RIGHT, KnownMistake, Response
from gradwalk.checks.homework import HOMEWORKS
from gradwalk.checks.student import data_for, generator_for
from tests.homework.material import every_exercise

EXERCISES = every_exercise()
STUDENTS = [str(seed) for seed in range(8)]


@functools.cache
def cases_for(name, exercise_name, student, kind="practice"):
    definition = HOMEWORKS[name]
    exercise = definition.exercises[exercise_name]
    if exercise.is_value:
        return exercise.cases(data_for(definition, student))
    return exercise.cases(generator_for(kind, definition.name, exercise_name, student))


# --- other forms of a right result -----------------------------------------------------------------------------------


def right_forms(value):
    """Yield what other right programs may return in the place of the right `value`."""
    if isinstance(value, str):
        yield from (value.upper(), f" {value} ", f"({value})", f"{value}.", np.str_(value))
    elif isinstance(value, dict):
        forms = zip(*(list(right_forms(number))[:5] for number in value.values()), strict=True)
        yield from (dict(zip(value, row, strict=True)) for row in forms)
        yield {**value, "a note of her own": "text"}
    elif isinstance(value, tuple):
        forms = zip(*(right_forms(part) for part in value), strict=True)
        yield from (kind(row) for row in forms for kind in (tuple, list))
        if len({np.shape(part) for part in value}) == 1:
            yield np.array(value)
    else:
        yield from number_forms(np.asarray(value))


def number_forms(array):
    yield from (array, array.astype(np.float32), array.tolist(), array.astype(np.longdouble), array * (1 + 1e-9))
    if array.ndim:
        yield from (np.asfortranarray(array), tuple(array.tolist()), list(array), np.ma.masked_array(array))
    else:
        yield from (array[()], array.reshape(1), [float(array)], array.reshape(1, 1))


@pytest.mark.parametrize(("name", "exercise"), EXERCISES)
def test_a_right_result_is_right_in_every_form(name, exercise):
    definition = HOMEWORKS[name].exercises[exercise]
    for student in STUDENTS:
        cases = cases_for(name, exercise, student, "practice")
        forms = [right_forms(definition.reference(*case.arguments)) for case in cases]
        for values in zip(*forms, strict=False):
            verdict = judge(definition, cases, [Response(value) for value in values])
            assert verdict.status == RIGHT, (student, values, verdict)


# --- results that are nearly right -----------------------------------------------------------------------------------


def spoiled(rng, value):
    """Yield results that are wrong in one place, or by a little everywhere."""
    if isinstance(value, str):
        yield from ("", "abcde", "z", value + value, value.encode(), [value])
    elif isinstance(value, dict):
        for key, number in value.items():
            yield from (
                {**value, key: wrong} for wrong in (number + 1, -number - 1, None, str(number), [number, number])
            )
            yield {other: value[other] for other in value if other != key}
    elif isinstance(value, tuple):
        for place, part in enumerate(value):
            for wrong in spoiled(rng, part):
                yield (*value[:place], wrong, *value[place + 1 :])
        yield from (value[:-1], (*value, value[0]), value[0])
    else:
        yield from spoiled_numbers(rng, np.asarray(value, dtype=float))


def spoiled_numbers(rng, array):
    place = rng.integers(array.size)
    largest = np.abs(array).max() or 1.0
    for change in (largest * 0.001, -2 * largest, np.nan, np.inf, 1e300):
        wrong = array.copy()
        wrong.flat[place] += change
        yield wrong
    yield from (array + largest / 1000, array - 2 * largest, array + 1e-4 * largest)
    yield from (
        array + 1j,
        array.astype(str),
        {"result": array},
        [array, array],
        lambda: array,
        (n for n in array.flat),
    )
    yield from (array[..., None, None] * np.ones(2), np.append(array, 0.0), array > 0, object())
    if array.size > 1:
        yield from (array.ravel()[:-1], array[::-1] + 1e-3 * largest, [array.ravel()[0], array.ravel().tolist()])


@pytest.mark.parametrize(("name", "exercise"), EXERCISES)
def test_a_spoiled_result_is_never_right_and_always_explained(name, exercise):
    definition = HOMEWORKS[name].exercises[exercise]
    for student in STUDENTS:
        cases = cases_for(name, exercise, student, "practice")
        right = [Response(definition.reference(*case.arguments)) for case in cases]
        place = int(student) % len(cases)
        for value in spoiled(generator_for("spoiled", student), right[place].value):
            responses = [*right[:place], Response(value), *right[place + 1 :]]
            verdict = judge(definition, cases, responses)
            assert verdict.status != RIGHT, (student, value, verdict)
            assert len(verdict.message) > 20


# --- mistakes told apart ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("name", "exercise"), EXERCISES)
def test_what_a_mistake_gives_is_explained_by_that_mistake_alone(name, exercise):
    definition = HOMEWORKS[name].exercises[exercise]
    for student in map(str, range(50)):
        cases = cases_for(name, exercise, student, "practice")
        for mistake in definition.mistakes:
            responses = [outcome(mistake.compute, case.arguments) for case in cases]
            assert judge(definition, cases, responses).mistake == mistake.name, student


def test_two_mistakes_that_give_the_same_are_both_named():
    definition = HOMEWORKS["01_gradient_direction"].exercises["update_step"]
    twin = KnownMistake("twin", lambda w, gradient, rate: w + rate * gradient, "Another cause.")
    cases = cases_for("01_gradient_direction", "update_step", "ada", "practice")
    responses = [outcome(twin.compute, case.arguments) for case in cases]
    verdict = judge(dataclasses.replace(definition, mistakes=(*definition.mistakes, twin)), cases, responses)
    assert verdict.mistake == "sign or twin"
    assert "Your step climbs" in verdict.message
    assert verdict.message.endswith("Or: Another cause.")
