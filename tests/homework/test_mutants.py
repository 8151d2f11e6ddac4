"""No false accept and no false name: every small slip in a right program, over two hundred students."""

import functools
from types import SimpleNamespace

import numpy as np
import pytest

from gradwalk.checks.comparison import TINY, same
from gradwalk.checks.diagnosis import judge, outcome
from gradwalk.checks.exercise import Response
from gradwalk.checks.homework import HOMEWORKS, public_data
from gradwalk.checks.student import data_for, generator_for

from .inputs import INPUTS
from .material import every_exercise, solution_of
from .mutation import mutants
from .right_programs import OTHER_RIGHT_PROGRAMS

EXERCISES = every_exercise()
# Names that are true of more programs than the one that computes them: a table that is flat in another way, numbers
# that are rounded to another place.
TRUE_OF_MORE = {"same slope everywhere", "rounded"}
CLASS = [str(seed) for seed in range(200)]
FEW = CLASS[:10]
EXACT = 1e-7  # relative; two programs that differ by less on inputs of every kind compute the same
BY_THREE_DIGITS = 5e-3  # relative; a table need not be filled in more closely than this
# What a wrong program may do when it is called: no test is interested in which of them.
ERRORS = (
    TypeError,
    ValueError,
    IndexError,
    KeyError,
    ZeroDivisionError,
    OverflowError,
    AttributeError,
    NameError,
    UnboundLocalError,
    np.linalg.LinAlgError,
)


@functools.cache
def cases_for(name, exercise_name, student, kind="practice"):
    definition = HOMEWORKS[name]
    exercise = definition.exercises[exercise_name]
    if exercise.is_value:
        return exercise.cases(data_for(definition, student))
    return exercise.cases(generator_for(kind, definition.name, exercise_name, student))


@functools.cache
def expected_for(name, exercise_name, student):
    reference = HOMEWORKS[name].exercises[exercise_name].reference
    return [reference(*case.arguments) for case in cases_for(name, exercise_name, student)]


@functools.cache
def first_numbers(name, exercise_name, student):
    """What is right in the first case as one number, and each known mistake with what it gives there."""
    exercise = HOMEWORKS[name].exercises[exercise_name]
    arguments = cases_for(name, exercise_name, student)[0].arguments
    given = [(mistake, first_number(outcome(mistake.compute, arguments).value)) for mistake in exercise.mistakes]
    return first_number(expected_for(name, exercise_name, student)[0]), given


def first_number(value):
    """The sum of the numbers in a result, for a quick comparison; None for what has none."""
    if isinstance(value, dict):
        value = list(value.values())
    parts = value if isinstance(value, tuple | list) else (value,)
    try:
        return sum(float(np.sum(part)) for part in parts)
    except (TypeError, ValueError):
        return None


def may_be(number, other, tolerance):
    """Tell whether two results with these first numbers may be the same, by a wide margin."""
    if number is None or other is None:
        return number is other
    return abs(number - other) <= min(0.1, 100 * tolerance) * (1 + abs(other))


def is_choice(name, exercise):
    return HOMEWORKS[name].exercises[exercise].wanted.startswith("Answer with one letter")


def called(answer, arguments):
    """What `answer` returns for fresh copies of `arguments`; an error is returned as itself."""
    try:
        return answer(*(part.copy() if isinstance(part, np.ndarray) else part for part in arguments))
    except ERRORS as error:
        return error


class Program:
    """A wrong program for one exercise: what it gives for a student, and for inputs of every kind."""

    def __init__(self, name, exercise, source):
        self.name, self.exercise = name, HOMEWORKS[name].exercises[exercise]
        self.code = compile(source, exercise, "exec")
        self.answer = None if self.exercise.is_value else self._run(None)
        self.known = {}

    def _run(self, work):
        space = {"np": np, "work": work}
        try:
            exec(self.code, space)
        except ERRORS as error:
            return error
        return space[self.exercise.variable]

    def results(self, student):
        """What it gives in each case of this student, one after the other."""
        cases = cases_for(self.name, self.exercise.variable, student)
        if self.exercise.is_value:
            yield self._run(SimpleNamespace(data=public_data(cases[0].arguments[0])))
        else:
            yield from (called(self.answer, case.arguments) for case in cases)

    def computes(self, rule):
        """Tell whether it is `rule`: the same on inputs of every kind."""
        if rule not in self.known:
            inputs = drawn_inputs(self.exercise.variable)
            self.known[rule] = all(is_same(called(rule, it), called(self.answer, it), EXACT) for it in inputs)
        return self.known[rule]


@functools.cache
def drawn_inputs(exercise):
    rng = generator_for("inputs of every kind", exercise)
    return [INPUTS[exercise](rng) for _ in range(12)]


def is_same(right, value, tolerance):
    """Tell whether a result is `right`; where one of them is an error, both must be."""
    if isinstance(right, Exception) or isinstance(value, Exception):
        return isinstance(right, Exception) and isinstance(value, Exception)
    return same(right, value, tolerance)


def is_accepted(program, student):
    """Tell whether every result is right for this student; the first wrong one decides."""
    expected = expected_for(program.name, program.exercise.variable, student)
    pairs = zip(expected, program.results(student), strict=True)
    return all(is_same(right, value, program.exercise.tolerance) for right, value in pairs)


def fault(program, student):
    """What is wrong with the marking of a wrong program: "accepted", or the names that are not true of it; or ""."""
    if program.exercise.is_value:
        return fault_of_table(program, student)
    name, exercise = program.name, program.exercise
    first = first_number(next(program.results(student)))
    right, given = first_numbers(name, exercise.variable, student)
    if may_be(first, right, exercise.tolerance) and is_accepted(program, student):
        return "" if program.computes(exercise.reference) else "accepted"
    near = [mistake for mistake, number in given if may_be(first, number, exercise.tolerance)]
    if not near or any(program.computes(mistake.compute) for mistake in near):
        return ""
    if first is None and student not in FEW:
        return ""  # whether it stops in one of the cases follows from their shapes, which are the same for all
    names = set(verdict_on(program, student).mistake.split(" or ")) & {mistake.name for mistake in near}
    return ", ".join(sorted(names - TRUE_OF_MORE))


@functools.cache
def tables(name, exercise_name, student):
    """The names of the right table and of each known mistake, and their entries as rows of an array."""
    exercise = HOMEWORKS[name].exercises[exercise_name]
    rules = {"accepted": exercise.reference} | {mistake.name: mistake.compute for mistake in exercise.mistakes}
    (data,) = cases_for(name, exercise_name, student)[0].arguments
    return list(rules), np.array([list(rule(data).values()) for rule in rules.values()], dtype=float)


def fault_of_table(program, student):
    """The same for a table: it may be judged like another one only if it agrees with it in three digits."""
    names, rows = tables(program.name, program.exercise.variable, student)
    value = next(program.results(student))
    try:
        entries = np.array(
            [float(value[key]) for key in expected_for(program.name, program.exercise.variable, student)[0]]
        )
    except (*ERRORS, TypeError):
        return ""
    errors = np.abs(entries - rows) - TINY
    judged = np.all(errors <= program.exercise.tolerance * np.abs(rows), axis=1)
    true = np.all(errors <= BY_THREE_DIGITS * np.abs(rows), axis=1)
    if judged[0] or true.any():
        return "accepted" if judged[0] and not true[0] else ""
    return ", ".join(sorted({names[row] for row in np.flatnonzero(judged)} - TRUE_OF_MORE))


def verdict_on(program, student):
    cases = cases_for(program.name, program.exercise.variable, student)
    values = list(program.results(student))
    responses = [
        Response(error=type(value).__name__) if isinstance(value, Exception) else Response(value) for value in values
    ]
    return judge(program.exercise, cases, responses)


@pytest.mark.filterwarnings(
    "ignore::RuntimeWarning", "ignore::DeprecationWarning", "ignore::UserWarning", "ignore::SyntaxWarning"
)
@pytest.mark.parametrize(("name", "exercise"), [row for row in EXERCISES if not is_choice(*row)])
def test_no_mutant_of_a_right_program_is_right_or_gets_a_false_name(name, exercise):
    reference = HOMEWORKS[name].exercises[exercise].reference
    tried, wrong = 0, []
    for source in (solution_of(name, exercise), *OTHER_RIGHT_PROGRAMS.get(exercise, ())):
        for mutant, slip in mutants(source).items():
            program = Program(name, exercise, mutant)
            if not program.exercise.is_value and program.computes(reference):
                continue
            tried += 1
            found = next(filter(None, (fault(program, student) for student in CLASS)), "")
            if found:
                wrong.append((found, slip, mutant))
    assert tried > 40
    assert wrong == []


PLANTED = [
    ("01_gradient_direction", "update_step", "return w - step", "return w - step * (1 + 5e-6)", "accepted"),
    ("05_interpretation", "predicted_change", "return np.sum(parts)", "return 1.000005 * np.sum(parts)", "accepted"),
    ("03_chain_rule", "graph_gradient", "= y + np.cos(x)", "= 1.0055 * (y + np.cos(x))", "accepted"),
    ("03_chain_rule", "graph_gradient", "= y + np.cos(x)", "= 1.0055 * y", "one path only"),
    ("01_gradient_direction", "update_step", "return w - step", "return w + step * (1 + 5e-6)", "sign"),
]


@pytest.mark.parametrize(("name", "exercise", "line", "slip", "found"), PLANTED)
def test_a_planted_fault_of_the_marking_is_found(name, exercise, line, slip, found):
    source = solution_of(name, exercise)
    assert line in source
    assert any(fault(Program(name, exercise, source.replace(line, slip)), student) == found for student in CLASS)


SORTED_ROUNDED_OR_CUT = [
    ("01_gradient_direction", "directional_derivative", "np.linalg.norm(direction)", "np.round({}, 1)"),
    ("02_taylor_expansion", "first_order_model", "gradient @ r", "gradient @ np.sort(r)"),
    ("02_taylor_expansion", "remainder", "F(r0 + r)", "F(np.sort(r0 + r))"),
    ("02_taylor_expansion", "remainder_order", "F(r0 + h * u) - F(r0) - grad_F(r0) @ (h * u)", "np.maximum({}, 0)"),
    ("03_chain_rule", "division_derivatives", "return dq_da, -a / b**2", "return sorted((dq_da, -a / b**2))"),
    ("05_interpretation", "most_sensitive", "np.abs(gradient)", "({} // 1)"),
    ("05_interpretation", "step_for_change", "change * gradient", "change * np.sort(gradient)"),
]


@pytest.mark.filterwarnings("ignore::RuntimeWarning")
@pytest.mark.parametrize(("name", "exercise", "line", "slip"), SORTED_ROUNDED_OR_CUT)
def test_what_is_sorted_rounded_or_cut_is_right_for_nobody_and_gets_no_false_name(name, exercise, line, slip):
    source = solution_of(name, exercise)
    assert line in source
    program = Program(name, exercise, source.replace(line, slip.format(line)))
    assert [fault(program, student) for student in CLASS] == [""] * len(CLASS)
