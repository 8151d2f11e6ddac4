"""The gradient-check lab: what it says of truncation and rounding is true, and bad input loses nothing."""

import math

import numpy as np
import pytest

from gradwalk.explorers.gradient_check_lab import DATA, GradientCheckLab
from gradwalk.mathematics.formula import FormulaError
from gradwalk.mathematics.network import backward
from gradwalk.scenes.checking.gradient_check_scene import cancellation, written
from gradwalk.stage.shapes import LETTER
from gradwalk.states.checking.difference import STRAIGHT
from gradwalk.states.checking.difference_study import STEPS, DifferenceStudy


def exponential(x=0.3):
    return DifferenceStudy(np.exp, np.exp, x)


@pytest.mark.parametrize(("kind", "slope"), [("forward", 1), ("central", 2)])
def test_truncation_has_slope_one_forward_and_two_central(kind, slope):
    large = STEPS > 1e-3
    fitted = np.polyfit(np.log10(STEPS[large]), np.log10(exponential().errors[kind][large]), 1)[0]
    assert fitted == pytest.approx(slope, abs=0.03)


@pytest.mark.parametrize("kind", ["forward", "central"])
def test_rounding_has_slope_minus_one(kind):
    small = STEPS < 1e-9
    errors = np.maximum(exponential().errors[kind][small], 1e-18)
    assert np.polyfit(np.log10(STEPS[small]), np.log10(errors), 1)[0] == pytest.approx(-1, abs=0.25)


@pytest.mark.parametrize("kind", ["forward", "central"])
def test_the_guides_are_what_the_errors_follow(kind):
    study = exponential()
    assert study.truncation(kind, 1e-3) == pytest.approx(study.look(1e-3).errors[kind], rel=0.01)
    tiny = STEPS < 1e-10
    assert (study.errors[kind][tiny] < 3 * study.rounding(STEPS[tiny])).all()


def test_balance_is_near_the_best_step():
    study = exponential()
    for kind in ("forward", "central"):
        best = STEPS[np.argmin(study.errors[kind])]
        assert abs(math.log10(study.balance(kind) / best)) < 1.2


def test_a_parabola_has_no_truncation_in_central_differences():
    study = DifferenceStudy(np.square, lambda x: 2 * x, 1.5)
    assert study.truncation("central", 0.1) == 0
    assert study.balance("central") == math.inf
    assert study.truncation("forward", 0.1) == pytest.approx(0.1)


@pytest.mark.parametrize("formula", ["x", "3 - 2*x", "2"])
def test_of_a_straight_function_only_rounding_is_said(formula):
    lab = GradientCheckLab(formula)
    lab.h.value = 0.1
    assert STRAIGHT in lab.text()


def test_the_network_is_differentiated_at_the_chosen_weight():
    lab = GradientCheckLab(network=True)
    for index in (0, 4, 11, 16):
        lab.weight.index = index
        assert lab.x.value == pytest.approx(lab.network.flatten()[index], abs=1e-12)
        assert lab.study.exact == pytest.approx(backward(lab.network, *DATA).flatten()[index])
        assert lab.study.look(1e-5).errors["central"] < 1e-8


def test_x_moves_the_weight():
    lab = GradientCheckLab(network=True)
    lab.x.value = 0.75
    moved = lab.network.flatten()
    moved[lab.weight.index] = 0.75
    expected = backward(lab.network.unflatten(moved), *DATA).flatten()[lab.weight.index]
    assert lab.study.exact == pytest.approx(expected)


def test_a_bad_formula_is_explained_and_loses_nothing():
    lab = GradientCheckLab("sin(x)")
    before = lab.text()
    lab.formula.text.value = "sin(x"
    assert "stays sin(x)" in lab.formula.message.value
    assert lab.formula.text.value == "sin(x"
    assert lab.text() == before
    lab.formula.text.value = "x**3"
    assert "stays" not in lab.formula.message.value
    assert "exact f′(x) = 3" in lab.text()


def test_a_bad_first_formula_raises():
    with pytest.raises(FormulaError):
        GradientCheckLab("x +")


@pytest.mark.parametrize("formula", ["log(x)", "abs(x)", "1/x", "sqrt(x)"])
def test_a_point_without_derivative_is_said(formula):
    lab = GradientCheckLab(formula, x=0)
    assert "choose another x" in lab.text()
    lab.x.value = 2.0
    assert "choose another x" not in lab.text()


def test_a_step_that_vanishes_in_rounding_is_said():
    study = DifferenceStudy(np.sin, np.cos, 40.0)
    assert math.isnan(study.look(1e-15).differences["forward"])
    assert cancellation(study.look(1e-15)) == "Both values are the same number."


@pytest.mark.parametrize(
    ("value", "other", "same"), [(2.7185, 2.7195, "2.71"), (-0.5, 0.5, ""), (3.0, 3.0, "3.0000000000000000")]
)
def test_common_digits(value, other, same):
    digits, length = written(value, other)
    assert digits[:length] == same


def test_keys_and_hand_move_h_along_the_axis():
    lab = GradientCheckLab(h=1e-5)
    lab._key("error", "central", "ArrowLeft", shift=True)
    assert lab.h.value == pytest.approx(1e-6)
    pixel = lab.scene.panels["error"].project(np.array([[1e-9, 1e-6]]))[0]
    lab._drag("error", "forward", tuple(pixel), True)
    assert lab.h.value == pytest.approx(1e-9, rel=0.1)
    lab._drag("error", "forward", (10_000, 0), True)
    assert lab.h.value == pytest.approx(0.1)


def test_moved_figure_equals_fresh_figure():
    moved = GradientCheckLab("sin(x)", x=-2.0, h=1e-2)
    for h in (1e-14, 1e-3):
        moved.h.value = h
    moved.source.value = True
    moved.x.value = 2.0
    moved.source.value = False
    moved.formula.text.value = "exp(3*x)"
    moved.x.value, moved.h.value = 1.5, 1e-7
    fresh = GradientCheckLab("exp(3*x)", x=1.5, h=moved.h.value)
    assert moved.stage.marks == fresh.stage.marks
    assert moved.stage.readout == fresh.stage.readout
    assert moved.stage.picture_error == fresh.stage.picture_error


@pytest.mark.parametrize("network", [False, True])
@pytest.mark.parametrize("h", [1e-3, 1e-5])  # with which the notebook opens it
def test_the_line_at_h_runs_through_no_word(network, h):
    lab = GradientCheckLab(network=network, h=h)
    placed = lab.scene.place(lab.view()[0])["error"]
    line = placed["h"]["at"][0][0]
    for mark in (mark for mark in placed.values() if mark["kind"] == "text"):
        words = mark["shapes"][0]
        start, length = mark["at"][0][0] + words["x"], LETTER * words["size"] * len(words["text"])
        left, right = (start - length, start) if words.get("anchor") == "end" else (start, start + length)
        assert not left < line < right, words["text"]


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("formula", ["1e-300*x", "1e300*x", "1e-310*exp(x)", "1e307*exp(x)"])
def test_errors_of_any_size_have_axes_that_hold_decades(formula):
    low, high = GradientCheckLab(formula, x=1.0).scene.limits
    assert -300 <= low <= high - 4 <= 296
