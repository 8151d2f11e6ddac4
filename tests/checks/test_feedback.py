"""What a learner is told and shown: answers that nobody planned, the five states, the drawings and their twins."""

import ast
import dataclasses
import re
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from gradwalk import checks
from gradwalk.checks import drawing
from gradwalk.checks.diagnosis import judge
from gradwalk.checks.exercise import ALMOST, NOT_ATTEMPTED, RIGHT, STOPPED, WRONG, Response
from gradwalk.checks.feedback import NOTEBOOKS, place_of
from gradwalk.checks.homework import HOMEWORKS, homework
from gradwalk.checks.student import generator_for
from tests.homework.material import HOMEWORK_FOLDER

# --- answers that nobody planned -------------------------------------------------------------------------------------


def feedback_on(answer, name="01_gradient_direction", exercise="update_step"):
    return homework(name, "ada").check(exercise, answer)


def returning(value):
    return lambda *_inputs: value


def in_place_without_return(w, gradient, learning_rate):
    w -= learning_rate * gradient


def leaving(w, gradient, learning_rate):
    raise SystemExit


def in_place(w, gradient, learning_rate):
    w -= learning_rate * gradient
    return w


class Stopped(RuntimeError):
    """An error of the learner's own."""


def with_own_error(w, gradient, learning_rate):
    raise Stopped("on purpose")


@pytest.mark.parametrize(
    ("answer", "status", "words"),
    [
        (None, NOT_ATTEMPTED, "must be a function"),
        (returning(None), NOT_ATTEMPTED, "every path end with `return`"),
        (returning(...), NOT_ATTEMPTED, "returns nothing yet"),
        (lambda w, g, rate: print(w - rate * g), WRONG, "prints, but returns nothing"),
        (in_place_without_return, WRONG, "changes its inputs and returns nothing"),
        (3.4, WRONG, "update_step is a number, it must be a function"),
        ("w - g", WRONG, "update_step is a text, it must be a function"),
        (lambda w: w, STOPPED, "stopped with TypeError"),
        (leaving, STOPPED, "stopped with SystemExit"),
        (with_own_error, STOPPED, "stopped with RuntimeError (on purpose, in the line `raise Stopped("),
        (lambda w, g, rate: f"{w}", WRONG, "gives a text"),
        (lambda w, g, rate: (w - rate * g) * (1 + 0j), WRONG, "gives complex numbers"),
        (returning([[1, 2], [3]]), WRONG, "rows differ in length"),
        (returning([1, "two"]), WRONG, "gives a list"),
        (returning(True), WRONG, "gives True or False"),
        (lambda w, g, rate: lambda: w, WRONG, "gives a function"),
        (lambda w, g, rate: (number for number in w), WRONG, "gives a generator"),
        (lambda w, g, rate: {"w": w}, WRONG, "gives a dict"),
        (lambda w, g, rate: 0 * w / 0, WRONG, "not finite"),
        (returning([]), WRONG, "shape (0,)"),
        (returning(1.0), WRONG, "a single number"),
        (
            lambda w, g, rate: (w - rate * g).ravel()[None],
            ALMOST,
            "numbers are right: for two parameters your result has the shape (1, 2)",
        ),
        (lambda w, g, rate: np.round(w - rate * g, 3), ALMOST, "Within one per cent"),
        (lambda w, g, rate: w - rate * g if w.ndim == 1 else None, ALMOST, "Right for 2 of 3 examples"),
    ],
)
@pytest.mark.filterwarnings("ignore::RuntimeWarning")
def test_an_unusual_answer_is_told_what_is_odd_about_it(answer, status, words):
    feedback = feedback_on(answer)
    assert feedback.verdict.status == status
    assert words in repr(feedback)


def test_what_an_answer_prints_is_still_seen(capsys):
    feedback_on(lambda w, g, rate: print("half way", w.shape) or w - rate * g)
    assert capsys.readouterr().out.startswith("half way (2,)")


def test_an_interrupt_passes_through_a_check():
    def interrupted(w, gradient, learning_rate):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        feedback_on(interrupted)


def test_a_matrix_the_wrong_way_round_is_almost_right():
    verdict = feedback_on(lambda z, y, t: np.outer(y - t, z).T * 1.0, "04_two_layer_network", "output_weight_gradient")
    assert (verdict.verdict.status, verdict.verdict.mistake) == (ALMOST, "transposed")
    network = HOMEWORKS["04_two_layer_network"].exercises["output_weight_gradient"]
    unnamed = dataclasses.replace(network, mistakes=())
    cases = unnamed.cases(generator_for("any"))
    responses = [Response(unnamed.reference(*case.arguments).T) for case in cases]
    assert "rows and columns are exchanged" in judge(unnamed, cases, responses).message


def test_of_two_results_each_is_said_to_be_right_or_not():
    def training_step(x, t, w1, w2, learning_rate):
        z = np.tanh(w1 @ x)
        return 7 * w1, w2 - learning_rate * np.outer(w2 @ z - t, z)

    verdict = feedback_on(training_step, "04_two_layer_network", "training_step").verdict
    assert (verdict.status, verdict.mistake, verdict.fraction) == (ALMOST, "right in parts", 0.25)
    assert "number 1 has none of its 12 entries right for a network of three inputs" in verdict.message
    assert "; number 2 is right." in verdict.message
    turned = feedback_on(lambda *inputs: (7, training_step(*inputs)[1].T), "04_two_layer_network", "training_step")
    assert "number 1 is not right; number 2 has rows and columns exchanged." in turned.verdict.message
    for wrong, words in (
        (np.ones(7), "one array"),
        ((1, 2, 3), "3 results"),
        (None, "returns nothing"),
        (1.0, "one number"),
        ("w", "a text"),
    ):
        one = feedback_on(
            lambda x, t, w1, w2, rate, wrong=wrong: wrong if w1.shape == (4, 3) else w1,
            "04_two_layer_network",
            "training_step",
        )
        assert words in one.verdict.message


def test_a_table_says_how_many_entries_are_right_and_which_to_look_at():
    table = dict.fromkeys(("u", "v", "F", "dF/du", "dF/dv", "dF/dx", "dF/dy"))
    work = homework("03_chain_rule", "ada")
    assert work.check("graph_gradient", table).verdict.status == NOT_ATTEMPTED
    table |= {"u": work.data["x"] * work.data["y"], "v": np.sin(work.data["x"])}
    verdict = work.check("graph_gradient", table).verdict
    assert (verdict.status, verdict.fraction) == (WRONG, 0.0)
    assert "Right entries: 2 of 7. The entry `F` is still empty" in verdict.message
    table |= {"F": table["u"] + table["v"], "dF/du": 1, "dF/dv": "one"}
    verdict = work.check("graph_gradient", table).verdict
    assert (verdict.status, verdict.fraction) == (ALMOST, pytest.approx(4 / 7))
    assert "The entry `dF/dv` holds a text, a number is wanted" in verdict.message
    x, y = work.data["x"], work.data["y"]
    one_path = {"u": x * y, "v": np.sin(x), "F": x * y + np.sin(x), "dF/du": 1, "dF/dv": 1, "dF/dx": y, "dF/dy": x}
    verdict = work.check("graph_gradient", one_path).verdict
    assert (verdict.status, verdict.mistake, verdict.fraction) == (ALMOST, "one path only", pytest.approx(6 / 7))
    assert "must stay a table" in work.check("graph_gradient", [1, 2, 3]).verdict.message


def three_digits(number):
    return float(f"{number:.3g}")


def one_pass_by_hand(data):
    """The table of homework 4 with every number rounded to three digits before it is used."""
    x, (v1, v2), (t1, t2) = data["x"], data["w2"], data["t"]
    h = three_digits(data["w1"] * x)
    z = three_digits(np.tanh(h))
    y1, y2 = three_digits(v1 * z), three_digits(v2 * z)
    e1, e2 = three_digits(y1 - t1), three_digits(y2 - t2)
    dE_dz = three_digits(three_digits(v1 * e1) + three_digits(v2 * e2))
    dE_dh = three_digits(three_digits(1 - three_digits(z * z)) * dE_dz)
    keys = ("h", "z", "y1", "y2", "dE/dy1", "dE/dy2", "dE/dz", "dE/dh", "dE/dw1")
    return dict(zip(keys, (h, z, y1, y2, e1, e2, dE_dz, dE_dh, three_digits(dE_dh * x)), strict=True))


def slopes_by_hand(data):
    length = three_digits(np.sqrt(np.sum(data["gradient"] ** 2)))
    return {"0": length, "60": three_digits(length / 2), "90": 0, "180": -length}


def graph_by_hand(data):
    x, y = data["x"], data["y"]
    u, v = three_digits(x * y), three_digits(np.sin(x))
    table = {"u": u, "v": v, "F": three_digits(u + v), "dF/du": 1, "dF/dv": 1}
    return {**table, "dF/dx": three_digits(y + three_digits(np.cos(x))), "dF/dy": x}


@pytest.mark.parametrize(
    ("name", "exercise", "by_hand"),
    [
        ("02_taylor_expansion", "slopes_by_angle", slopes_by_hand),
        ("03_chain_rule", "graph_gradient", graph_by_hand),
        ("04_two_layer_network", "one_pass", one_pass_by_hand),
    ],
)
def test_three_digits_in_every_step_are_enough_for_a_table(name, exercise, by_hand):
    for student in map(str, range(500)):
        work = homework(name, student)
        verdict = work.check(exercise, by_hand(work.data)).verdict
        assert verdict.status == RIGHT, (student, verdict)


def test_a_learner_cannot_spoil_her_own_numbers():
    work = homework("05_interpretation", "ada")
    before = work.data["gradient"].copy()
    work.data["gradient"][:] = 0
    np.testing.assert_array_equal(work.data["gradient"], before)


# --- what is shown ---------------------------------------------------------------------------------------------------

STATES = {
    NOT_ATTEMPTED: ("○", returning(None)),
    STOPPED: ("!", leaving),
    WRONG: ("✗", lambda w, g, rate: w + rate * g),
    ALMOST: ("◐", in_place),
    RIGHT: ("✓", lambda w, g, rate: w - rate * g),
}


@pytest.mark.parametrize("status", STATES)
def test_each_state_is_a_heading_with_a_word_and_a_sign_of_its_own(status):
    sign, answer = STATES[status]
    feedback = feedback_on(answer)
    page = feedback._repr_html_()
    assert repr(feedback).startswith(f"{sign} update_step: {status}. ")
    heading = page[page.index('role="heading"') : page.index("</p>")]
    assert f">{sign}</span> {status}</span>" in heading
    assert 'role="status"' in page


def test_the_words_of_an_error_cannot_break_the_panel():
    def update_step(w, gradient, learning_rate):
        raise ValueError("<script>`x` & <b>")

    assert "<script>" not in feedback_on(update_step)._repr_html_()


WRONG_BUT_DRAWN = {
    "update_step": lambda w, g, rate: w + rate * g,
    "steepest_angle": lambda g: np.degrees(np.arctan(g[1] / g[0])),
    "descent_path": lambda grad, start, rate, n: np.zeros((n + 1, 2)) + start,
    "numerical_gradient": lambda f, w, h: np.array([(f(w + s) - f(w)) / h for s in h * np.eye(w.size)]) * 2,
    "step_for_change": lambda g, change: change * g,
    "hidden_gradient": lambda h, w2, y, t: w2.T @ (t - y),
    "network_gradients": lambda x, t, w1, w2: (0 * w1, 0 * w2),
}


@pytest.mark.parametrize("exercise", WRONG_BUT_DRAWN)
def test_a_drawing_has_a_twin_in_words_that_names_both(exercise):
    name = next(name for name, definition in HOMEWORKS.items() if exercise in definition.exercises)
    for student in map(str, range(10)):
        page = homework(name, student).check(exercise, WRONG_BUT_DRAWN[exercise])._repr_html_()
        caption = page.split("<figcaption>")[1].split("</figcaption>")[0]
        assert page.count("<polyline") == 2
        assert "(solid)" in caption
        assert "ours (dashed)" in caption or "our direction (dashed)" in caption
        assert "nan" not in page
        assert "inf" not in caption


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("size", [0.0, 1e-300, 1e12, 1e300, np.inf, np.nan])
@pytest.mark.parametrize("exercise", WRONG_BUT_DRAWN)
def test_a_wild_result_is_not_drawn_and_warns_of_nothing(exercise, size):
    name = next(name for name, definition in HOMEWORKS.items() if exercise in definition.exercises)

    def wild(*inputs):
        right = HOMEWORKS[name].exercises[exercise].reference(*inputs)
        parts = [np.full(np.shape(part), size) for part in (right if isinstance(right, tuple) else (right,))]
        return tuple(parts) if isinstance(right, tuple) else parts[0]

    page = homework(name, "ada").check(exercise, wild)._repr_html_()
    assert ("<svg" in page) == (size < 1e6 or (exercise == "steepest_angle" and size < np.inf))
    assert "NaN" not in page


@pytest.mark.parametrize(
    "height", [lambda x, y: x**2 + 5 * y**2, lambda x, y: x * y, lambda x, y: np.sin(3 * x) + y, lambda x, y: 2 * x - y]
)
def test_a_contour_line_joins_places_of_one_height_and_no_other(height):
    window = drawing.Viewport.around(np.array([[-1.0, -1.0], [1.5, 0.5]]))
    path = re.search(r'd="([^"]*)"', drawing._contour_lines(height, window)).group(1)
    lines = [np.array(line.split(), dtype=float).reshape(-1, 2) for line in path.split("M")[1:]]
    assert len(lines) >= drawing.LEVELS
    for line in lines:
        x, y = (line * [1, -1] + [0, drawing.SIZE]).T / drawing.SIZE * window.width + window.low[:, None]
        heights = height(x, y)
        assert np.ptp(heights) < 0.02 * np.ptp(height(*np.meshgrid(*window.low[:, None] + [0, window.width])))


FREE_OF = """
import sys
from gradwalk.checks import homework
heavy = {"matplotlib", "ipywidgets", "anywidget", "traitlets", "IPython", "PIL", "contourpy"}
assert not heavy & sys.modules.keys(), heavy & sys.modules.keys()
work = homework("01_gradient_direction", "ada")
work.check("update_step", lambda w, gradient, rate: w - rate * gradient)
assert not heavy & sys.modules.keys(), heavy & sys.modules.keys()
assert "<svg" in work.check("update_step", lambda w, gradient, rate: w + rate * gradient)._repr_html_()
assert heavy & sys.modules.keys() == {"contourpy"}, heavy & sys.modules.keys()
"""


def test_checks_load_no_widgets_and_what_draws_only_when_something_is_drawn():
    subprocess.run([sys.executable, "-c", FREE_OF], check=True)


def words_of(definition):
    """All that a homework may say: its text with the hints, and every message of its exercises."""
    yield (HOMEWORK_FOLDER / "exercises" / f"{definition.name}.md").read_text(encoding="utf-8")
    for exercise in definition.exercises.values():
        yield from (exercise.right, exercise.wanted, place_of(exercise.equation))
        for mistake in exercise.mistakes:
            yield from (mistake.message, place_of(mistake.equation) if mistake.equation else "")


@pytest.mark.parametrize("name", HOMEWORKS)
def test_a_homework_sends_to_no_later_notebook(name):
    text = " ".join(words_of(HOMEWORKS[name]))
    named = {int(number) for number in re.findall(r"notebook (\d)", text)}
    named |= {NOTEBOOKS[first] for first in re.findall(r"(?<!\w)\(([12456])\.\d+\)", text)}
    assert named
    assert max(named) <= int(name[:2])


def test_every_equation_that_is_named_stands_in_the_notebook_that_is_named():
    for definition in HOMEWORKS.values():
        for exercise in definition.exercises.values():
            for equation in {exercise.equation, *(mistake.equation for mistake in exercise.mistakes)} - {""}:
                number = re.search(r"notebook (\d)", place_of(equation)).group(1)
                (notebook,) = (HOMEWORK_FOLDER.parent / "notebooks").glob(f"0{number}_*.ipynb")
                text = notebook.read_text(encoding="utf-8")
                mark = "## {}" if equation.startswith("section") else "tag{{{}}}"
                assert all(mark.format(tag) in text for tag in re.findall(r"\d\.\d+", equation)), equation


def test_the_checks_need_nothing_that_a_browser_lacks():
    missing = {"threading", "multiprocessing", "subprocess", "signal", "socket", "ssl", "resource", "fcntl"}
    for path in Path(checks.__file__).parent.rglob("*.py"):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        nodes = [node for node in ast.walk(tree) if isinstance(node, ast.Import | ast.ImportFrom)]
        names = {alias.name for node in nodes for alias in node.names} | {getattr(node, "module", "") for node in nodes}
        assert not names & missing, path


def test_an_error_in_the_answer_is_part_of_the_feedback():
    feedback = homework("01_gradient_direction", "ada").check("update_step", lambda w, g, rate: w[99])
    assert feedback.verdict.status == STOPPED
    assert "IndexError" in repr(feedback)


def test_a_wrong_step_is_drawn_beside_the_right_one():
    feedback = homework("01_gradient_direction", "ada").check("update_step", lambda w, g, rate: w + rate * g)
    assert feedback._repr_html_().count("<polyline") == 2
    assert "yours (dashed) to" in feedback.picture.split("<figcaption>")[1]
    right = homework("01_gradient_direction", "ada").check("update_step", lambda w, g, rate: w - rate * g)
    assert "<svg" not in right._repr_html_()


def test_a_drawing_survives_an_answer_of_another_shape():
    for value in (np.inf * np.ones(2), np.ones(7), 3.0, "text", None, np.ones((2, 2, 2))):
        homework("01_gradient_direction", "ada").check("update_step", lambda w, g, rate, value=value: value)
