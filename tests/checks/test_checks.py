"""The whole matrix: every solution is right, every named wrong answer gets its own message, for a hundred students."""

import functools

import numpy as np
import pytest

from gradwalk.checks.calling import respond
from gradwalk.checks.diagnosis import judge
from gradwalk.checks.exercise import ALMOST, NOT_ATTEMPTED, RIGHT, Response
from gradwalk.checks.homework import HOMEWORKS, homework, public_data
from gradwalk.checks.student import data_for, generator_for
from gradwalk.mathematics import network
from gradwalk.mathematics.calculus import numerical_gradient
from tests.homework.material import answer_source, every_exercise, run_answer, solution_of, with_body, wrong_answers

SEEDS = [str(seed) for seed in range(100)]
EXERCISES = every_exercise()


@functools.cache
def cases_of(name, exercise_name, student):
    definition = HOMEWORKS[name]
    exercise = definition.exercises[exercise_name]
    if exercise.is_value:
        return exercise.cases(data_for(definition, student))
    return exercise.cases(generator_for("hidden", "a secret", exercise_name, student))


def verdict_of(name, exercise_name, source, student):
    exercise, cases = HOMEWORKS[name].exercises[exercise_name], cases_of(name, exercise_name, student)
    answer = run_answer(source, HOMEWORKS[name], student)[exercise.variable]
    return judge(exercise, cases, [Response(answer)] if exercise.is_value else [respond(answer, it) for it in cases])


@pytest.mark.parametrize(("name", "exercise"), EXERCISES)
def test_the_solution_is_right_for_every_student(name, exercise):
    source = solution_of(name, exercise)
    for student in SEEDS:
        verdict = verdict_of(name, exercise, source, student)
        assert (verdict.status, verdict.fraction) == (RIGHT, 1.0), (student, verdict)


@pytest.mark.parametrize(("name", "exercise"), EXERCISES)
def test_every_named_mistake_gets_its_own_message(name, exercise):
    template = answer_source(name, exercise)
    for mistake, body in wrong_answers()[exercise].items():
        source = with_body(template, body)
        for student in SEEDS:
            verdict = verdict_of(name, exercise, source, student)
            assert (verdict.mistake, verdict.fraction < 1) == (mistake, True), (mistake, student, verdict)


@pytest.mark.parametrize(("name", "exercise"), EXERCISES)
def test_every_mistake_of_an_exercise_is_written_down_as_an_answer(name, exercise):
    known = {mistake.name for mistake in HOMEWORKS[name].exercises[exercise].mistakes}
    written = set(wrong_answers()[exercise]) - {"inputs changed in place"}
    assert known == written
    assert len(known) >= 4
    messages = [mistake.message for mistake in HOMEWORKS[name].exercises[exercise].mistakes]
    assert len(set(messages)) == len(messages)


@pytest.mark.parametrize(("name", "exercise"), EXERCISES)
def test_an_empty_answer_counts_as_not_attempted(name, exercise):
    verdict = verdict_of(name, exercise, with_body(answer_source(name, exercise), "pass"), "ada")
    assert (verdict.status, verdict.fraction) == (NOT_ATTEMPTED, 0.0)


@pytest.mark.parametrize(("name", "exercise"), EXERCISES)
def test_no_message_contains_a_line_of_the_solution(name, exercise):
    body = solution_of(name, exercise).split('"""')[-1]
    lines = [line.strip().removeprefix("return ") for line in body.split("\n") if len(line.strip()) > 12]
    definition = HOMEWORKS[name].exercises[exercise]
    messages = [definition.wanted, *(mistake.message for mistake in definition.mistakes)]
    assert not [line for line in lines for message in messages if line in message]


@pytest.mark.parametrize(
    "constant", [0.0, 1.0, np.zeros(2), np.zeros((3, 3)), (0.0, 0.0), "z", {}, lambda: 1, object()]
)
@pytest.mark.parametrize(("name", "exercise"), EXERCISES)
def test_a_constant_answer_is_never_right(name, exercise, constant):
    definition = HOMEWORKS[name].exercises[exercise]
    work = homework(name, "seven")
    verdict = work.check(exercise, constant if definition.is_value else lambda *_inputs: constant).verdict
    assert verdict.fraction < 1


def test_two_students_have_different_numbers_and_each_her_own_again():
    for name in HOMEWORKS:
        seen = {str(public_data(homework(name, student)._all_data)) for student in SEEDS}
        assert len(seen) > 60, name
        assert str(homework(name, " Ada ").data) == str(homework(name, "ada").data)


def test_the_data_a_learner_sees_does_not_tell_the_answers():
    for name in HOMEWORKS:
        assert not [key for key in homework(name, "ada").data if "letters" in key]


def test_a_right_answer_for_vectors_only_is_almost_right():
    def update_step(w, gradient, learning_rate):
        return np.array([a - learning_rate * b for a, b in zip(w, gradient, strict=True)]) if w.ndim == 1 else w * 0

    verdict = homework("01_gradient_direction", "ada").check("update_step", update_step).verdict
    assert (verdict.status, verdict.fraction) == (ALMOST, 0.5)


def test_unknown_names_are_refused_with_the_known_ones():
    with pytest.raises(ValueError, match="01_gradient_direction"):
        homework("06_something")
    with pytest.raises(ValueError, match="update_step"):
        homework("01_gradient_direction").check("nothing", 1)


def test_under_bare_nbgrader_a_wrong_answer_fails_its_cell(monkeypatch):
    monkeypatch.setenv("NBGRADER_EXECUTION", "autograde")
    work = homework("01_gradient_direction", "ada")
    work.check("update_step", lambda w, g, rate: w - rate * g)
    with pytest.raises(AssertionError, match="climbs"):
        work.check("update_step", lambda w, g, rate: w + rate * g)


def test_the_reference_of_the_network_agrees_with_the_library_and_with_central_differences():
    exercise = HOMEWORKS["04_two_layer_network"].exercises["network_gradients"]
    for case in exercise.cases(generator_for("any")):
        x, t, w1, w2 = case.arguments
        g1, g2 = exercise.reference(x, t, w1, w2)
        library = network.backward(network.Parameters(w1, w2), x, t)
        np.testing.assert_allclose(g1, library.w1, rtol=1e-12)
        np.testing.assert_allclose(g2, library.w2, rtol=1e-12)
        by_difference = numerical_gradient(lambda w, x=x, t=t, w2=w2: 0.5 * np.sum((w2 @ np.tanh(w @ x) - t) ** 2), w1)
        np.testing.assert_allclose(g1, by_difference, rtol=1e-6)


def test_a_learning_rate_just_below_the_limit_converges_and_just_above_diverges():
    data = data_for(HOMEWORKS["01_gradient_direction"], "ada")
    exercise = HOMEWORKS["01_gradient_direction"].exercises["largest_rate"]
    limit = 2 / data["b"]
    assert float(data["rates"][exercise.reference(data)]) == pytest.approx(limit, rel=5e-3)
    for factor, converges in ((0.99, True), (1.01, False)):
        point = np.array([1.0, 1.0])
        for _ in range(2000):
            point = point - factor * limit * np.array([data["a"], data["b"]]) * point
        assert (np.abs(point).max() < 1) is np.bool_(converges)
