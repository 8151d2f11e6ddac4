"""No false accept, no false reject: mutants of every solution fail, and every other right way to answer passes."""

import ast
import copy
import dataclasses
import functools

import numpy as np
import pytest

from gradwalk.checks.calling import respond
from gradwalk.checks.diagnosis import is_right, judge, outcome
from gradwalk.checks.exercise import RIGHT, KnownMistake, Response
from gradwalk.checks.homework import HOMEWORKS
from gradwalk.checks.student import data_for, generator_for
from tests.homework.material import every_exercise, run_answer, solution_of

EXERCISES = every_exercise()
STUDENTS = [str(seed) for seed in range(8)]

OTHER_OPERATORS = {
    ast.Add: [ast.Sub],
    ast.Sub: [ast.Add],
    ast.Mult: [ast.Div, ast.Add],
    ast.Div: [ast.Mult],
    ast.Pow: [ast.Mult],
    ast.MatMult: [ast.Mult],
}
OTHER_FUNCTIONS = {
    "tanh": ["sin"],
    "abs": ["negative"],
    "arctan2": ["subtract"],
    "degrees": ["radians"],
    "outer": ["multiply"],
    "argmax": ["argmin"],
    "sum": ["max", "mean"],
    "cos": ["sin", "abs"],
    "norm": ["sum"],
    "log2": ["log", "abs"],
}
# Mutants that are no mistakes: with this line, what is computed is right for every input.
EQUIVALENT = (
    "gradient[-1], gradient[0]",  # there are two components
    "long = grad_F(r0) @ (h * u) - (F(r0 + h * u) - F(r0))",  # the size is taken later
    "short = grad_F(r0) @ (h / 2 * u) - (F(r0 + h / 2 * u) - F(r0))",
    "abs(long / -short)",
    "for angle in ('180', '90', '60', '0')",  # the order of a table says nothing
)


@functools.cache
def cases_for(name, exercise_name, student, kind):
    definition = HOMEWORKS[name]
    exercise = definition.exercises[exercise_name]
    if exercise.is_value:
        return exercise.cases(data_for(definition, student))
    return exercise.cases(generator_for(kind, definition.name, exercise_name, student))


def mutants(source):
    """Yield the source after every small change of the solution that these tables know."""
    tree = ast.parse(source)
    for index, node in enumerate(ast.walk(tree)):
        for position in range(len(list(changes(node)))):
            mutant = copy.deepcopy(tree)
            target = list(ast.walk(mutant))[index]
            list(changes(target))[position]()
            changed = ast.unparse(ast.fix_missing_locations(mutant))
            if changed != ast.unparse(tree):
                yield changed


def changes(node):
    """Yield functions that change `node` in place, each in another way."""
    if isinstance(node, ast.BinOp):
        for other in OTHER_OPERATORS.get(type(node.op), []):
            yield functools.partial(setattr, node, "op", other())
        if isinstance(node.op, ast.Sub | ast.Div | ast.Pow):
            yield lambda: node.__dict__.update(left=node.right, right=node.left)
        yield lambda: node.__dict__.update(right=ast.UnaryOp(ast.USub(), node.right))
    if isinstance(node, ast.Constant) and isinstance(node.value, int | float):
        for other in (node.value + 1, -node.value, 0):
            yield functools.partial(setattr, node, "value", other)
    if isinstance(node, ast.Attribute) and node.attr in OTHER_FUNCTIONS:
        for other in OTHER_FUNCTIONS[node.attr]:
            yield functools.partial(setattr, node, "attr", other)
    if isinstance(node, ast.Attribute) and node.attr == "T":
        yield lambda: node.__dict__.update(attr="real")
    if isinstance(node, ast.Tuple) and isinstance(node.ctx, ast.Load) and len(node.elts) > 1:
        yield node.elts.reverse
        yield node.elts.pop
    if isinstance(node, ast.Call) and len(node.args) == 2 and getattr(node.func, "id", "") != "max":
        yield node.args.reverse
    if isinstance(node, ast.FunctionDef):
        yield from other_names(node)


def other_names(function):
    """Yield functions that put another argument of `function` in the place of one that is read, place by place."""
    arguments = [argument.arg for argument in function.args.args]
    reads = [node for node in ast.walk(function) if isinstance(node, ast.Name) and node.id in arguments]
    for node in reads:
        for other in arguments:
            if other != node.id:
                yield functools.partial(setattr, node, "id", other)


def is_choice(name, exercise):
    return HOMEWORKS[name].exercises[exercise].wanted.startswith("Answer with one letter")


def is_accepted(name, exercise_name, source, student, kind):
    definition = HOMEWORKS[name]
    exercise = definition.exercises[exercise_name]
    cases = cases_for(name, exercise_name, student, kind)
    try:
        answer = run_answer(source, definition, student)[exercise.variable]
    except (TypeError, ValueError, IndexError, KeyError, ZeroDivisionError, AttributeError):
        return False
    responses = (Response(answer) if exercise.is_value else respond(answer, case) for case in cases)
    expected = (exercise.reference(*case.arguments) for case in cases)
    return all(
        is_right(right, response, exercise.tolerance) for right, response in zip(expected, responses, strict=True)
    )


@pytest.mark.filterwarnings("ignore::RuntimeWarning", "ignore::DeprecationWarning")
@pytest.mark.parametrize(("name", "exercise"), [row for row in EXERCISES if not is_choice(*row)])
def test_no_mutant_of_a_solution_is_right(name, exercise):
    tried = {
        source for source in mutants(solution_of(name, exercise)) if not any(line in source for line in EQUIVALENT)
    }
    accepted = [
        (student, kind, source)
        for source in tried
        for student in STUDENTS
        for kind in ("practice", "hidden")
        if is_accepted(name, exercise, source, student, kind)
    ]
    assert len(tried) > 4
    assert accepted == []


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
