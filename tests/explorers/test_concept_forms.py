"""Two forms of the concept test that ask for the same ideas with other questions; the numbers in them are right."""

from __future__ import annotations

import math
from collections import Counter
from pathlib import Path

import numpy as np
import pytest

from gradwalk.mathematics.graph import Graph
from gradwalk.mathematics.network import loss_and_gradient
from gradwalk.mathematics.parameters import Parameters
from gradwalk.questions.forms import FORMS, LOOKS_FOR, MISCONCEPTIONS, concept_form, looks_for, short_name

A, B = concept_form("A"), concept_form("B")
ALL = (*A, *B)
every_form = pytest.mark.parametrize("form", FORMS)


def called(name):
    return next(question for question in ALL if short_name(question) == name)


@every_form
def test_each_form_looks_for_all_twenty_three_misconceptions(form):
    assert len(MISCONCEPTIONS) == 23
    assert {key for question in concept_form(form) for key in looks_for(question)} == MISCONCEPTIONS.keys()


def test_every_question_of_a_has_one_twin_that_asks_for_the_same_with_other_words():
    assert [question.twin for question in B] == [short_name(question) for question in A] == list(LOOKS_FOR)
    for first, second in zip(A, B, strict=True):
        assert (first.topic, looks_for(first)) == (second.topic, looks_for(second))
        assert len(first.choices) == len(second.choices) == 3
        assert first.text != second.text
        assert first.answer != second.answer


@pytest.mark.parametrize("question", ALL, ids=lambda question: question.name)
def test_every_choice_has_its_reason_and_every_question_its_place(question):
    assert all(len(why) > 20 for why in question.choices.values())
    assert "notebook" in question.where
    assert question.misconception


@every_form
def test_neither_place_nor_length_gives_the_answer_away(form):
    questions = concept_form(form)
    places = Counter(list(question.choices).index(question.answer) for question in questions)
    assert max(places.values()) <= 0.5 * len(questions)
    longest = sum(max(question.choices, key=len) == question.answer for question in questions)
    assert longest <= 0.5 * len(questions)


def test_another_form_is_said():
    with pytest.raises(ValueError, match="Give the form as one of A, B, not 'C'"):
        concept_form("C")


def test_the_teachers_page_lists_as_many_misconceptions():
    page = Path(__file__).resolve().parents[2] / "docs" / "teaching" / "misconceptions.md"
    rows = [line for line in page.read_text(encoding="utf-8").splitlines() if line.startswith('| "')]
    assert len(rows) == len(MISCONCEPTIONS)


# --- the numbers ---


def gradient(formula, **at):
    return Graph.from_formula(formula, tuple(at)).gradient(**at)


def test_numbers_about_surfaces_are_right():
    assert gradient("x**2 + 4*y**2", x=4.0, y=1.0) == {"x": 8.0, "y": 8.0}
    assert "(3, 0)" in called("past-the-minimum").answer  # (4, 1) - t (1, 1) meets y = 0 at t = 1
    assert gradient("x**3 + y**2", x=0.0, y=0.0) == {"x": 0.0, "y": 0.0}
    assert 1 - 10 * 0.25 == -1.5
    assert math.hypot(3, 4) == 5
    assert np.array([0, 6]) @ np.array([0, 2]) / 2 == float(called("shorter-arrow").answer)


def test_numbers_about_paths_are_right():
    assert gradient("2*x*x**2", x=1.0)["x"] == float(called("both-factors").answer)
    assert 10 * (1 - math.tanh(3) ** 2) == pytest.approx(float(called("flat-tanh").answer), abs=0.01)
    assert math.tanh(3) == pytest.approx(0.995, abs=1e-3)
    assert 10 * (1 - 3**2) == -80


@pytest.mark.parametrize(
    ("name", "w2", "errors"),
    [("back-through-weights", [[1, 2], [3, 4]], [1, 0]), ("rows-or-columns", [[0, 1], [2, 0]], [0, 1])],
)
def test_what_comes_back_through_weights_is_what_the_network_says(name, w2, errors):
    """Wrong choices are w2 as it stands, and all its rows together."""
    w2, errors = np.array(w2, dtype=float), np.array(errors, dtype=float)
    written = {f"({a:g}, {b:g})" for a, b in (w2.T @ errors, w2 @ errors, w2.sum(axis=0))}
    assert written == set(called(name).choices)
    assert called(name).answer == "({:g}, {:g})".format(*(w2.T @ errors))
    x = np.array([1.0])
    w1 = np.array([[0.2], [-0.3]])
    z = np.tanh(w1 @ x)
    _, found = loss_and_gradient(Parameters(w1, w2), x, w2 @ z - errors)
    np.testing.assert_allclose(found.w1[:, 0] / (1 - z**2), w2.T @ errors, atol=1e-12)


def test_numbers_about_losses_are_right():
    assert gradient("(y - 5)**2/2", y=3.0)["y"] == -2
    assert gradient("(w*z + b - t)**2/2", w=1.0, z=3.0, b=0.0, t=1.0)["b"] == float(called("bias-gradient").answer)
    assert gradient("(y - t)**2", y=3.0, t=1.0)["y"] == 2 * (3 - 1)
    assert pytest.approx(float(called("two-receivers").answer.split(",")[0])) == 0.5 - 0.3


def test_numbers_about_small_changes_are_right():
    assert np.array([-2, 5]) @ [0.1, 0.1] == pytest.approx(0.3)
    assert math.sqrt(29) * 0.1 == pytest.approx(0.54, abs=5e-3)
    slope = np.array([6.0, 8.0])
    promised = {choice: slope @ np.array(eval(choice.replace("−", "-"))) for choice in called("shared-step").choices}
    assert min(promised, key=promised.get) == called("shared-step").answer
    assert sorted(round(float(value), 9) for value in promised.values()) == [-1.0, -0.8, 1.0]
