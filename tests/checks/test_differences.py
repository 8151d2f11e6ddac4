"""What a wrong answer without a name is told: true of it, no guess at the reason, and nothing of the hidden inputs."""

import re

import numpy as np
import pytest

from gradwalk.checks.calling import respond
from gradwalk.checks.diagnosis import judge
from gradwalk.checks.differences import phrase
from gradwalk.checks.exercise import ALMOST, WRONG, Pair, Response
from gradwalk.checks.homework import HOMEWORKS, homework
from gradwalk.checks.plain import shown_count, shown_shape, shown_value
from gradwalk.checks.student import generator_for
from tests.homework.material import every_exercise

STUDENTS = [str(number) for number in range(200)]
FUNCTIONS = [
    (name, exercise) for name, exercise in every_exercise() if not HOMEWORKS[name].exercises[exercise].is_value
]


def verdict_on(answer, exercise, student="ada"):
    name = next(name for name, definition in HOMEWORKS.items() if exercise in definition.exercises)
    return homework(name, student).check(exercise, answer).verdict


# --- words for a difference ------------------------------------------------------------------------------------------

CHANGES = {
    "is right": lambda right, rng: right,
    "opposite sign in every": lambda right, rng: -right,
    "not always the right sign": lambda right, rng: np.abs(right),
    "is twice what": lambda right, rng: 2 * right,
    "is half what": lambda right, rng: right / 2,
    "is minus three times what": lambda right, rng: -3 * right,
    "by one factor, the same": lambda right, rng: 1.234 * right,
    "is zero in every": lambda right, rng: 0 * right,
    "larger than it should be, by the same amount": lambda right, rng: right + 0.7,
    "points the right way in every example, but is shorter": lambda right, rng: right * rng.uniform(0.2, 0.8),
    "points the opposite way in every": lambda right, rng: -right * rng.uniform(1.5, 3),
    "rows and columns exchanged": lambda right, rng: right.T,
    "the right numbers in another shape": lambda right, rng: right.ravel(),
    "has 5 of its 6 entries right for case 0": lambda right, rng: (
        right + np.arange(6).reshape(3, 2) // 5 * rng.uniform(1, 2)
    ),
    "has none of its 6 entries right": lambda right, rng: rng.normal(size=right.shape),
}


@pytest.mark.parametrize("words", CHANGES)
def test_a_difference_is_said_as_it_is_and_only_where_it_is_so(words):
    for seed in range(30):
        rng = np.random.default_rng(seed)
        rights = [rng.normal(size=(3, 2)) * 3 for _ in range(3)]
        pairs = [Pair(right, CHANGES[words](right, rng), f"case {i}") for i, right in enumerate(rights)]
        assert words in phrase(pairs, 1e-5)
        spoiled = [*pairs[:2], Pair(rights[2], rights[2] + rng.normal(size=(3, 2)), "case 2")]
        assert "every" not in phrase(spoiled, 1e-5)


def test_a_number_is_said_to_be_larger_smaller_or_of_the_wrong_sign():
    for value, words in ((3.0, "is larger than"), (1.0, "is smaller than"), (-1.0, "the wrong sign"), (0.0, "is zero")):
        assert words in phrase([Pair(1.5, 1.5, "one"), Pair(2.0, value, "two")], 1e-5)


def test_the_step_is_described_where_the_place_it_leads_to_is_odd():
    rng = np.random.default_rng(0)
    starts, steps = rng.normal(size=(3, 4)), rng.normal(size=(3, 4))
    pairs = [Pair(start + step, start + step / 2, "a case") for start, step in zip(starts, steps, strict=True)]
    assert phrase(pairs, 1e-5, list(starts)) == "differs: the step to it is half what it should be, in every example"


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("value", [np.inf, np.nan, 1e300, "text", None, [1, [2]], np.ones((7, 7))])
def test_no_value_breaks_the_words(value):
    assert isinstance(phrase([Pair(np.ones(2), value, "one"), Pair(np.zeros(2), np.zeros(2), "two")], 1e-5), str)


# --- the steps of training -------------------------------------------------------------------------------------------


def training(*, rate=lambda rate, size: rate, factor=1.0):
    def training_step(x, t, w1, w2, learning_rate):
        z = np.tanh(w1 @ x)
        error = factor * (w2 @ z - t)
        eta = rate(learning_rate, t.size)
        return w1 - eta * np.outer((1 - z**2) * (w2.T @ error), x), w2 - eta * np.outer(error, z)

    return training_step


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (training(factor=2), "the step to it is twice what it should be, in every example"),
        (training(rate=lambda eta, size: eta / 2), "the step to it is half what it should be, in every example"),
        (training(rate=lambda eta, size: eta / size), "points the right way in every example, but is shorter"),
        (training(rate=lambda eta, size: eta**2), "points the right way in every example, but is shorter"),
        (training(rate=lambda eta, size: 0.05), "points the right way in every example, but is shorter"),
    ],
)
def test_a_step_of_training_hears_what_is_odd_about_it(answer, words):
    for student in STUDENTS:
        verdict = verdict_on(answer, "training_step", student)
        assert (verdict.status, verdict.mistake) == (WRONG, ""), student
        assert verdict.message.count(words) == 2, verdict.message
        assert "first" not in verdict.message


def test_exchanged_results_of_training_are_called_so():
    def exchanged(*inputs):
        return training()(*inputs)[::-1]

    assert {verdict_on(exchanged, "training_step", student).mistake for student in STUDENTS} == {"order swapped"}


# --- answers that passed, or were told what is not so ----------------------------------------------------------------


def by_coordinates(grad, start, learning_rate, num_steps):
    points = [np.array(start)]
    for _ in range(num_steps):
        w = points[-1].copy()
        for i in range(2):
            w[i] -= learning_rate * grad(w)[i]
        points.append(w)
    return np.array(points)


def first_step(grad, start, learning_rate, num_steps):
    points = [start]
    for _ in range(num_steps):
        points.append(points[-1] - learning_rate * grad(points[-1]))
        return np.array(points)


def sizes_of_slopes(f, w, h):
    return np.array([abs(f(w + step) - f(w - step)) / (2 * h) for step in h * np.eye(w.size)])


@pytest.mark.parametrize(
    ("answer", "exercise", "mistake", "fraction"),
    [
        (by_coordinates, "descent_path", "one coordinate after the other", 0.25),
        (first_step, "descent_path", "one step only", 0.25),
        (lambda *inputs: 1.99, "remainder_order", "", 0.0),
        (lambda *inputs: 2.01, "remainder_order", "", 0.0),
        (lambda a, b: (1 / b, 0), "division_derivatives", "", 0.0),
        (lambda a, b: (1 / b, b), "division_derivatives", "", 0.0),
    ],
)
def test_a_wrong_answer_gets_this_name_and_no_more_points(answer, exercise, mistake, fraction):
    for student in STUDENTS:
        verdict = verdict_on(answer, exercise, student)
        assert (verdict.mistake, verdict.fraction) == (mistake, fraction), (student, verdict)


def test_slopes_without_sign_are_right_for_nobody():
    verdicts = [verdict_on(sizes_of_slopes, "numerical_gradient", student) for student in STUDENTS]
    assert max(verdict.fraction for verdict in verdicts) <= 0.5


@pytest.mark.parametrize("exercise", [exercise for _name, exercise in FUNCTIONS])
def test_no_constant_earns_anything(exercise):
    name = next(name for name, definition in HOMEWORKS.items() if exercise in definition.exercises)
    rules = HOMEWORKS[name].exercises[exercise]
    for student in STUDENTS[:20]:
        cases = rules.cases(generator_for("practice", name, exercise, student))
        for constant in (rules.reference(*case.arguments) for case in cases):
            assert verdict_on(lambda *inputs, constant=constant: constant, exercise, student).fraction == 0


def test_half_a_turn_too_far_is_told_of_the_way_and_drawn_where_the_way_differs():
    def steepest_angle(gradient):
        return np.degrees(np.arctan(gradient[1] / gradient[0])) + 180

    for student in STUDENTS:
        page = homework("01_gradient_direction", student).check("steepest_angle", steepest_angle)._repr_html_()
        assert "points the opposite way for a gradient up and right and one down and right" in page
        assert "points the right way, but is not between -180 and 180, for a gradient down and left" in page
        assert "an angle of 180 degrees" in page
        assert "an angle of 0 degrees" not in page


def test_rows_that_are_right_are_not_called_wrong():
    def forgets_to_renew(grad, start, learning_rate, num_steps):
        points, slopes = [start], grad(start)
        for i in range(num_steps):
            points.append(points[-1] - learning_rate * slopes)
            slopes = grad(points[-1]) if i % 2 else slopes
        return np.array(points)

    for student in STUDENTS:
        assert "has 2 right rows at the beginning" in verdict_on(forgets_to_renew, "descent_path", student).message


# --- the public case -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("name", "exercise"), FUNCTIONS)
def test_the_public_case_is_the_same_for_everybody_and_its_result_can_be_shown(name, exercise):
    rules = HOMEWORKS[name].exercises[exercise]
    publics = []
    for student in STUDENTS[:5]:
        cases = rules.cases(generator_for("practice", name, exercise, student))
        (public,) = (case for case in cases if case.public)
        publics.append((public.note, shown_value(rules.reference(*public.arguments))))
    assert len(set(publics)) == 1
    assert all(publics[0])


def test_one_component_for_a_slope_is_told_what_a_small_case_must_give():
    message = verdict_on(lambda gradient, direction: gradient[0], "directional_derivative").message
    assert "For gradient = [5, -10] and direction = [3, 4] it must be -5, and yours is 5." in message


# --- nothing of the hidden inputs in a message -----------------------------------------------------------------------


def digits_of(text):
    return re.findall(r"\d{3,}", text)


@pytest.mark.parametrize(
    "value",
    [
        np.empty((0, 2240, 1370)),
        np.empty((0, 987)),
        np.zeros((1, 456)),
        [0.0] * 4711,
        np.float64(7654321.0),
        "4711 8888",
        {"4711": 8888},
        (1370.5, 2240.5),
        (1370.5, 2240.5, 9999.0),
    ],
)
@pytest.mark.parametrize(("name", "exercise"), FUNCTIONS)
def test_what_comes_out_of_the_box_cannot_spell_the_hidden_inputs(name, exercise, value):
    rules = HOMEWORKS[name].exercises[exercise]
    cases = rules.cases(generator_for("hidden", "a secret", name, exercise, "ada"))
    message = judge(rules, cases, [Response(value) for _ in cases]).message
    public = next(case for case in cases if case.public)
    own = {*digits_of(public.note), *digits_of(shown_value(rules.reference(*public.arguments))), "180"}
    assert not set(digits_of(message)) - own, message


def test_shapes_and_counts_are_shown_when_they_are_small():
    assert shown_shape((2, 3)) == "the shape (2, 3)"
    assert shown_shape((2240, 3)) == "an axis of ten or more"
    assert shown_shape((2, 2, 4)) == "more than two axes"
    assert (shown_count(3), shown_count(4711)) == ("3", "ten or more")


def test_a_value_is_shown_in_the_learners_own_kernel_only():
    rules = HOMEWORKS["01_gradient_direction"].exercises["update_step"]
    cases = rules.cases(generator_for("any"))
    responses = [respond(lambda w, gradient, rate: w - rate, case) for case in cases]
    assert [bool(response.shown) for response in responses] == [case.public for case in cases]
    assert "and yours is [4.5, -1.5]" in judge(rules, cases, responses).message
    boxed = judge(rules, cases, [Response(response.value) for response in responses])
    assert "and yours is not" in boxed.message


def test_nearly_right_is_told_no_reason():
    verdict = verdict_on(lambda w, gradient, rate: np.round(w - rate * gradient, 3), "update_step")
    assert (verdict.status, verdict.mistake) == (ALMOST, "inaccurate")
    assert "rounded" not in verdict.message
