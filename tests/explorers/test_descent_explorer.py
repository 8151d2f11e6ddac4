"""The descent that is shown is the one that (1.1) says, also when it diverges."""

import itertools
import math

import numpy as np
import pytest

from gradwalk import DescentExplorer
from gradwalk.mathematics.surfaces import GALLERY
from gradwalk.scenes.surface.loss_panel import LossAxes
from gradwalk.states.surface.limit import LIMIT, NO_LIMIT


def test_path_is_that_of_the_update_rule():
    explorer = DescentExplorer("ravine", 10, 1, learning_rate=0.15, step=12)
    path = explorer.state.path
    for before, after in itertools.pairwise(path):
        assert np.allclose(after, before - 0.15 * before * (1, 10))
    assert dict(explorer.stage.readout)["step"] == "12 of 30"
    assert len(explorer.stage.marks["map"]["path"]["at"]) == 13


@pytest.mark.parametrize(("name", "limit"), [("bowl", 1.0), ("ravine", 0.2), ("3*x**2 + 7", 1 / 3), ("4", math.inf)])
def test_limit_of_a_quadratic(name, limit):
    assert DescentExplorer(name).state.limit == pytest.approx(limit)


def test_a_saddle_has_no_limit_below_which_descent_settles():
    explorer = DescentExplorer("saddle", 1.5, 0.01, learning_rate=0.1, step=30)
    assert "diverges" in explorer.stage.note
    assert dict(explorer.stage.readout)[LIMIT] == NO_LIMIT


@pytest.mark.parametrize("formula", ["x + 2*y", "x**2 + y", "1e-200*x", "(x + y)**2 + x", "1e200*(x - y)"])
def test_nothing_settles_where_f_falls_evenly(formula):
    assert dict(DescentExplorer(formula).stage.readout)[LIMIT] == NO_LIMIT


@pytest.mark.parametrize("formula", ["exp(1000)", "x**2 + 1e308*10", "1/0", "log(0) + x", "-exp(999)"])
def test_of_an_infinite_function_nothing_is_known(formula):
    assert LIMIT not in dict(DescentExplorer(formula).stage.readout)


@pytest.mark.parametrize("name", ["Himmelblau", "kink", "ripples"])
def test_no_limit_where_f_is_not_quadratic(name):
    explorer = DescentExplorer(name)
    assert explorer.state.limit is None
    assert LIMIT not in dict(explorer.stage.readout)


def test_angle_to_the_minimum_is_the_one_of_the_text():
    explorer = DescentExplorer("ravine", 10, 1)
    assert math.degrees(explorer.state.angle_to_minimum) == pytest.approx(39.29, abs=0.01)
    assert dict(explorer.stage.readout)["angle of −∇F to the nearest minimum found"] == "39.3°"


def test_divergence_is_shown_unclipped_in_numbers():
    explorer = DescentExplorer("ravine", 10, 1, learning_rate=0.3, num_steps=60, step=60)
    y = 1 * (1 - 3.0) ** 60
    assert explorer.state.path[-1, 1] == pytest.approx(y)
    assert dict(explorer.stage.readout)["growth factor of a step"] == "2.000"
    assert "diverges" in explorer.stage.note
    assert f"{y:.2e}".split("e")[0] in dict(explorer.stage.readout)["(x, y)"]


def test_overflow_ends_the_path_with_a_sentence():
    explorer = DescentExplorer("Rosenbrock", -1.2, 1.0, learning_rate=1.0, num_steps=200, step=200)
    assert len(explorer.state.path) < 201
    assert "no finite number" in explorer.stage.note
    for panel in explorer.stage.marks.values():
        for mark in panel.values():
            assert all(at is None or max(map(abs, at)) < 1e7 for at in mark["at"])


def test_a_walk_that_ran_away_is_not_drawn_at_the_minimum():
    explorer = DescentExplorer("Rosenbrock", -1.2, 1.0, learning_rate=0.15, step=30)
    assert np.abs(explorer.state.path[-1]).max() > 1e150
    shown = explorer.stage.marks["map"]
    assert shown["here"]["at"] == [None]
    assert shown["here"]["shapes"] == []
    left, top, right, bottom = explorer.scene.panels["map"].room
    seen = [at for at in shown["path"]["at"] if at]
    assert len(seen) >= 2
    assert not (left <= seen[-1][0] <= right and top <= seen[-1][1] <= bottom)


def test_leaving_the_domain_is_said():
    explorer = DescentExplorer("wall", 4.0, 0.0, learning_rate=8.0, step=30)
    assert dict(explorer.stage.readout)["(x, y)"] == "(−2.000, 0.000)"
    assert dict(explorer.stage.readout)["F"] == "undefined"
    assert "no finite number" in explorer.stage.note


def test_steps_go_back_and_forth_within_their_ends():
    explorer = DescentExplorer("bowl", num_steps=3, step=2)
    explorer.stepper.forth.click()
    explorer.stepper.forth.click()
    assert explorer.step.value == 3
    for _ in range(5):
        explorer.stepper.back.click()
    assert explorer.step.value == 0


def test_fewer_steps_pull_the_step_back():
    explorer = DescentExplorer("bowl", num_steps=30, step=25)
    explorer.num_steps.value = 10
    assert (explorer.step.value, explorer.step.max) == (10, 10)
    assert dict(explorer.stage.readout)["step"] == "10 of 10"


def test_learning_rate_is_dragged_and_keyed():
    explorer = DescentExplorer("ravine")
    pixel = explorer.scene.panels["rate"].project([(0.21, 0.1)])[0]
    explorer.stage.hand = {"panel": "rate", "mark": "rate", "x": pixel[0], "y": pixel[1], "held": False}
    assert explorer.learning_rate.value == 0.21
    message = {"type": "key", "panel": "rate", "mark": "rate", "key": "ArrowRight", "shift": False}
    explorer.stage._handle_custom_msg(message, [])
    assert explorer.learning_rate.value == 0.22


@pytest.mark.parametrize(
    ("losses", "scale", "low", "high"),
    [
        ([55.0, 3.0, 0.02], "log", 0.01, 100.0),
        ([1.0, 1.0], "log", 1.0, 10.0),
        ([-2.0, 3.0], "linear", -2.0, 4.0),
        ([0.0, 5.0], "linear", 0.0, 6.0),
        ([math.nan], "linear", 0.0, 1.0),
    ],
)
def test_loss_axes_hold_all_losses(losses, scale, low, high):
    axes = LossAxes.around(np.array(losses), 10)
    assert (axes.scale, axes.low, axes.high) == (scale, pytest.approx(low), pytest.approx(high))


@pytest.mark.parametrize("name", GALLERY)
def test_every_surface_can_be_walked(name):
    explorer = DescentExplorer(name, learning_rate=0.01, step=30)
    assert explorer.still()[:4] == b"\x89PNG"
