"""Slips that nobody planned: right ways are not refused, wrong ones neither pass nor get a false name."""

import numpy as np
import pytest

from gradwalk.checks.exercise import ALMOST, NOT_ATTEMPTED, RIGHT, STOPPED
from gradwalk.checks.homework import HOMEWORKS, homework
from gradwalk.grading.marking import mark

from .material import answer_source, run_answer, save, solved_notebook, with_body

STUDENTS = [str(number) for number in range(40)]


def verdicts(name, exercise, body):
    """The verdict on the answer with this body, for every student."""
    source = with_body(answer_source(name, exercise), body)
    for student in STUDENTS:
        answer = run_answer(source, HOMEWORKS[name], student)[exercise]
        yield homework(name, student).check(exercise, answer).verdict


# --- wrong rules that one set of numbers may not reward --------------------------------------------------------------

NEVER_RIGHT = [
    ("02_taylor_expansion", "first_order_model", "return value + abs(change)"),
    ("04_two_layer_network", "hidden_gradient", "return (1 - z**2) * abs(w2.T @ (y - t))"),
    ("05_interpretation", "most_sensitive", "return divmod(int(np.argmax(abs(gradient))), len(gradient))"),
    ("05_interpretation", "predicted_change", "return abs(np.sum(parts))"),
    (
        "05_interpretation",
        "most_sensitive",
        "sizes = abs(gradient)\nreturn sizes.sum(axis=1).argmax(), sizes.sum(axis=0).argmax()",
    ),
]


@pytest.mark.parametrize(("name", "exercise", "body"), NEVER_RIGHT)
def test_a_wrong_rule_is_right_for_no_student(name, exercise, body):
    assert RIGHT not in {verdict.status for verdict in verdicts(name, exercise, body)}


@pytest.mark.parametrize("component", [0, 1, slice(0, 1)])
def test_one_component_is_never_the_length_of_the_gradient(component):
    for student in STUDENTS:
        work = homework("02_taylor_expansion", student)
        length = float(np.max(work.data["gradient"][component]))
        table = {"0": length, "60": length / 2, "90": 0, "180": -length}
        assert work.check("slopes_by_angle", table).verdict.status != RIGHT


REMAINDERS = """
def left(step):
    return abs(F(r0 + step) - F(r0) - grad_F(r0) @ step)
"""
OTHER_SLIPS = [
    ("04_two_layer_network", "one_pass", "weights.sum() * error.sum()"),
    ("04_two_layer_network", "one_pass", "weights @ error / 2"),
]


@pytest.mark.parametrize(("name", "exercise", "rule"), OTHER_SLIPS)
def test_a_slip_without_a_name_gets_no_false_one(name, exercise, rule):
    body = f"""
weights = work.data["w2"]
h = work.data["w1"] * work.data["x"]
z = np.tanh(h)
y = weights * z
error = y - work.data["t"]
back = {rule}
one_pass = {{"h": h, "z": z, "y1": y[0], "y2": y[1], "dE/dy1": error[0], "dE/dy2": error[1], "dE/dz": back}}
one_pass |= {{"dE/dh": (1 - z**2) * back, "dE/dw1": (1 - z**2) * back * work.data["x"]}}
"""
    assert {verdict.mistake for verdict in verdicts(name, exercise, body)} == {"some entries"}


@pytest.mark.parametrize("rule", ["(y + np.cos(x)) / 2", "x * y + np.cos(x)"])
def test_a_slip_on_the_graph_gets_no_false_name(rule):
    body = f"""
x, y = work.data["x"], work.data["y"]
graph_gradient = {{"u": x * y, "v": np.sin(x), "F": x * y + np.sin(x), "dF/du": 1, "dF/dv": 1}}
graph_gradient |= {{"dF/dx": {rule}, "dF/dy": x}}
"""
    assert {verdict.mistake for verdict in verdicts("03_chain_rule", "graph_gradient", body)} == {"some entries"}


def test_a_measured_order_that_was_rounded_is_told_so():
    body = REMAINDERS + "return round(np.log2(left(h * u) / left(h / 2 * u)))"
    assert all("not rounded" in verdict.message for verdict in verdicts("02_taylor_expansion", "remainder_order", body))


# --- right ways ------------------------------------------------------------------------------------------------------


def test_a_parameter_that_is_moved_and_put_back_is_no_changed_input():
    body = """
slopes = []
for i in range(len(w)):
    w[i] += h
    above = f(w)
    w[i] -= 2 * h
    below = f(w)
    w[i] += h
    slopes.append((above - below) / (2 * h))
return np.array(slopes)
"""
    assert {verdict.status for verdict in verdicts("03_chain_rule", "numerical_gradient", body)} == {RIGHT}


def test_an_angle_may_be_a_number_in_a_table():
    for student in STUDENTS:
        work = homework("02_taylor_expansion", student)
        length = np.linalg.norm(work.data["gradient"])
        table = {0: length, 60: length / 2, 90: 0, 180: -length}
        assert work.check("slopes_by_angle", table).verdict.status == RIGHT


# --- words -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("blank", ["", "  "])
def test_an_empty_text_is_no_attempt(blank):
    assert homework("05_interpretation", "ada").check("best_step", blank).verdict.status == NOT_ATTEMPTED


@pytest.mark.parametrize("wrong", ["z", "f", 1, ["a"], "a or b"])
def test_an_option_that_does_not_exist_is_answered_with_the_letters_there_are(wrong):
    assert 'from "a" to "e"' in homework("05_interpretation", "ada").check("best_step", wrong).verdict.message


def test_an_answer_right_for_some_inputs_hears_for_which_it_is_not():
    def steepest_angle(gradient):
        return abs(np.degrees(np.arctan2(gradient[1], gradient[0])))

    verdict = homework("01_gradient_direction", "ada").check("steepest_angle", steepest_angle).verdict
    assert verdict.status == ALMOST
    assert "Right for 2 of 4 examples, but not for a gradient down and left." in verdict.message


def test_a_wrong_answer_that_spoils_its_inputs_hears_of_both():
    def actual_change(E, w, dw):
        w += dw
        return E(w) - E(w)

    message = homework("05_interpretation", "ada").check("actual_change", actual_change).verdict.message
    assert "after the step minus the loss before it" in message
    assert "changes its inputs in place: work on a copy" in message


@pytest.mark.parametrize(
    ("entry", "words"),
    [("12", "holds a text"), ([1, 2], "holds an array"), (True, "holds True or False"), (3, "the first to look at")],
)
def test_an_entry_of_a_table_is_told_what_it_holds(entry, words):
    table = {"0": entry, "60": 1, "90": 1, "180": 1}
    assert words in homework("02_taylor_expansion", "ada").check("slopes_by_angle", table).verdict.message


@pytest.mark.parametrize(
    ("name", "exercise", "body", "words"),
    [
        ("03_chain_rule", "chain_derivative", "return df(g) * dg(x)", "call it"),
        ("01_gradient_direction", "descent_path", "return start - learning_rate * grad", "call it"),
        ("02_taylor_expansion", "remainder", "return after - F(r0) - grad_F @ r", "a number or a function"),
        ("04_two_layer_network", "hidden_gradient", "return w2 @ (y - t)", "inner sizes"),
        ("04_two_layer_network", "output_weight_gradient", "return error * z", "shapes of two arrays do not fit"),
        ("01_gradient_direction", "update_step", "return w if gradient > 0 else -w", "Here you need none"),
    ],
)
def test_the_commonest_errors_are_also_said_in_plain_words(name, exercise, body, words):
    (verdict,) = {(verdict.status, words in verdict.message) for verdict in verdicts(name, exercise, body)}
    assert verdict == (STOPPED, True)


def test_a_mask_is_not_called_a_ragged_list():
    verdict = homework("05_interpretation", "ada").check("most_sensitive", lambda g: abs(g) == abs(g).max()).verdict
    assert "returns True or False" in verdict.message


# --- drawings --------------------------------------------------------------------------------------------------------


def picture_of(exercise, answer, name, student="ada"):
    return homework(name, student).check(exercise, answer)._repr_html_().partition("<figure")[2]


def test_two_arrows_that_lie_on_one_another_are_not_drawn_where_another_case_shows_them_apart():
    def squares_the_input(h, w2, y, t):
        return (1 - h**2) * (w2.T @ (y - t))

    captions = [picture_of("hidden_gradient", squares_the_input, "04_two_layer_network", name) for name in STUDENTS]
    assert all(captions)
    assert not [caption for caption in captions if "angle of 0 degrees with it and is as long" in caption]


def test_of_paths_that_run_away_the_shortest_is_drawn():
    def forgets_the_rate(grad, start, learning_rate, num_steps):
        points = [start]
        for _ in range(num_steps):
            points.append(points[-1] - 3 * grad(points[-1]))
        return np.array(points)

    for name in STUDENTS:
        caption = picture_of("descent_path", forgets_the_rate, "01_gradient_direction", name)
        assert float(caption.partition("ends at ")[2].partition(".</fig")[0]) < 1e4


def test_what_the_eye_cannot_tell_apart_is_not_drawn():
    def rounded(gradient):
        return round(float(np.degrees(np.arctan2(gradient[1], gradient[0]))), 1)

    assert picture_of("steepest_angle", rounded, "01_gradient_direction") == ""


def test_an_arrow_of_the_same_length_is_said_to_be_as_long():
    picture = picture_of("step_for_change", lambda g, change: -change * g / (g @ g), "05_interpretation")
    assert "and is as long." in picture


# --- the idiom of the notebooks --------------------------------------------------------------------------------------

UNPACKED = [
    (
        "01_gradient_direction",
        "descent_path",
        "points = [start]\nfor _ in range(num_steps):\n"
        "    points.append(points[-1] - learning_rate * grad(*points[-1]))\nreturn np.array(points)",
    ),
    ("02_taylor_expansion", "remainder", "return F(*(r0 + r)) - F(*r0) - grad_F(*r0) @ r"),
    (
        "03_chain_rule",
        "numerical_gradient",
        "return np.array([(f(*(w + s)) - f(*(w - s))) / (2 * h) for s in h * np.eye(len(w))])",
    ),
    ("05_interpretation", "actual_change", "return E(*(w + dw)) - E(*w)"),
]


@pytest.mark.parametrize(("name", "exercise", "body"), UNPACKED)
def test_a_given_function_takes_a_point_or_its_coordinates(name, exercise, body):
    assert {verdict.status for verdict in verdicts(name, exercise, body)} == {RIGHT}


def test_what_is_right_by_coordinates_at_home_is_right_when_marked(course, sheets, tmp_path):
    for name in sorted({name for name, _exercise, _body in UNPACKED}):
        bodies = {exercise: body for homework_name, exercise, body in UNPACKED if homework_name == name}
        path = save(solved_notebook(name, "ada", **bodies), tmp_path / f"{name}.ipynb")
        record = mark(path, sheets[name], "ada", course)
        assert {
            question.name: question.status for question in record.questions if question.name in bodies
        } == dict.fromkeys(bodies, RIGHT)
