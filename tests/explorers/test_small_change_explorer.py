"""The small-change explorer: promise and outcome are those of the network, node by node, and −∇E is the best way."""

import numpy as np
import pytest

from gradwalk.explorers.small_change_explorer import WEIGHTS, SmallChangeExplorer
from gradwalk.mathematics.network import backward, forward, total_loss
from gradwalk.scenes.network.small_change_scene import LAYOUT, REMAINDERS
from gradwalk.states.network.change_step import STAGES, brief
from gradwalk.states.network.small_change import (
    DIRECTIONS,
    DOWN,
    DOWNHILL,
    LARGEST,
    LENGTHS,
    PARAMETERS,
    RANDOM,
    TARGET,
    UP,
    UPHILL,
    SmallChange,
    X,
    unit_direction,
)
from gradwalk.states.numerals import compact, signed

GRADIENT = backward(PARAMETERS, X, TARGET).flatten()


def change_of(direction, weight=3, seed=2):
    return SmallChange(unit_direction(direction, weight, seed))


@pytest.mark.parametrize("direction", DIRECTIONS)
@pytest.mark.parametrize("length", [1e-4, 0.03, 2.0])
def test_actual_and_predicted_are_those_of_the_network(direction, length):
    change = change_of(direction)
    assert np.linalg.norm(change.direction) == pytest.approx(1)
    moved = PARAMETERS.unflatten(PARAMETERS.flatten() + length * change.direction)
    outcome = total_loss(moved, X, TARGET) - total_loss(PARAMETERS, X, TARGET)
    assert change.actual(length) == pytest.approx(outcome, rel=1e-9, abs=1e-14)
    assert change.predicted(length) == pytest.approx(length * GRADIENT @ change.direction)
    after, before = forward(moved, X), forward(PARAMETERS, X)
    for name, values in change.exact_changes(length).items():
        np.testing.assert_allclose(values, getattr(after, name) - getattr(before, name))


@pytest.mark.parametrize("direction", DIRECTIONS)
def test_the_change_followed_forward_ends_in_the_dot_product(direction):
    change = change_of(direction)
    assert change.first_order_changes(0.1)["E"][0] == pytest.approx(change.predicted(0.1))


@pytest.mark.parametrize("direction", DIRECTIONS)
def test_first_order_changes_miss_by_the_second_order(direction):
    change = change_of(direction, weight=1)

    def missed(length):
        first, exact = change.first_order_changes(length), change.exact_changes(length)
        return {name: np.max(np.abs(first[name] - exact[name])) for name in "hzy"}

    assert missed(1e-2)["h"] < 1e-15
    for name in "zy":
        assert missed(1e-3)[name] == pytest.approx(missed(1e-2)[name] / 100, rel=0.1)


@pytest.mark.parametrize("direction", DIRECTIONS)
def test_the_remainder_has_slope_two(direction):
    change = change_of(direction)
    short = LENGTHS < 0.01
    slope = np.polyfit(np.log(LENGTHS[short]), np.log(change.remainders[short]), 1)[0]
    assert slope == pytest.approx(2, abs=0.05)


def test_no_direction_promises_less_than_downhill():
    best = change_of(DOWNHILL).slope
    assert best == pytest.approx(-np.linalg.norm(GRADIENT))
    assert change_of(UPHILL).slope == pytest.approx(-best)
    others = [change_of(RANDOM, seed=seed).slope for seed in range(200)]
    others += [change_of(direction, weight).slope for direction in (UP, DOWN) for weight in range(len(WEIGHTS))]
    assert min(others) > best


def test_the_downhill_change_is_named_as_a_step_of_1_1():
    explorer = SmallChangeExplorer(DOWNHILL, length=0.1)
    eta = 0.1 / np.linalg.norm(GRADIENT)
    assert f"−η∇E with η = {compact(eta)}" in explorer.stage.note


def test_a_change_that_is_not_small_is_called_so():
    explorer = SmallChangeExplorer(UP, "w1[0, 0]", length=2.0)
    assert "not small" in explorer.stage.note
    explorer.length.value = 0.01
    assert "not small" not in explorer.stage.note


@pytest.mark.parametrize("stage", range(len(STAGES)))
def test_stages_show_the_change_no_further_than_it_has_run(stage):
    explorer = SmallChangeExplorer(DOWNHILL, stage=stage)
    shown = {name for name in explorer.stage.marks["network"] if name.endswith(" -40")}
    reached = "hzyE"[:stage]
    assert shown == {f"{node} -40" for node in LAYOUT.nodes if node[0] in reached}


def test_arrows_light_up_along_the_path_of_one_weight():
    explorer = SmallChangeExplorer(UP, "w1[1, 0]", stage=4)
    purple = explorer.stage.marks["network"]["edge w1[1, 0]"]["shapes"][0]["stroke"]
    marks = explorer.stage.marks["network"]
    lit = {name for name, mark in marks.items() if mark["shapes"][0].get("stroke") == purple}
    assert {name for name in lit if name.startswith("edge")} == {
        "edge w1[1, 0]", "edge h2 z2", "edge w2[0, 1]", "edge y1 E",
    }  # fmt: skip


def test_buttons_go_through_the_stages_and_stop_at_the_ends():
    explorer = SmallChangeExplorer(stage=4)
    explorer.forth.click()
    assert explorer.stage_slider.value == 4
    for _ in range(6):
        explorer.back.click()
    assert explorer.stage_slider.value == 0
    assert "In purple" in explorer.stage.note


def test_a_pressed_number_is_the_weight_that_changes():
    explorer = SmallChangeExplorer(DOWNHILL)
    explorer._press("network", "w2[0, 2]")
    assert (explorer.direction.value, explorer.weight.value) == (UP, "w2[0, 2]")
    assert explorer.stage.marks["network"]["w2[0, 2]"]["shapes"][-1]["text"] == "+0.1"
    assert explorer.stage.marks["network"]["w2[0, 1]"]["shapes"][-1]["text"] == "−0.7"
    explorer._press("network", "y1")
    assert explorer.weight.value == "w2[0, 2]"


def test_hand_and_keys_change_the_length():
    explorer = SmallChangeExplorer(length=0.1)
    pixel = explorer.scene.panels["remainder"].project(np.array([[0.01, 1e-5]]))[0]
    explorer._drag("remainder", "here", tuple(pixel), True)
    assert explorer.length.value == pytest.approx(0.01, rel=0.05)
    explorer._key("remainder", "here", "ArrowRight", shift=False)
    assert explorer.length.value > 0.01
    explorer._drag("remainder", "here", (10_000.0, 0.0), True)
    assert explorer.length.value == LARGEST


@pytest.mark.parametrize("direction", DIRECTIONS)
@pytest.mark.parametrize("weight", WEIGHTS)
def test_the_remainder_stays_inside_its_axes(direction, weight):
    change = SmallChange(unit_direction(direction, WEIGHTS.index(weight), 0))
    assert REMAINDERS[0] <= change.remainders.min()
    assert change.remainders.max() <= REMAINDERS[1]


def test_bad_arguments_are_named():
    for arguments in ({"direction": "sideways"}, {"weight": "w3[0, 0]"}, {"length": 7.0}):
        (value,) = arguments.values()
        with pytest.raises(ValueError, match=str(value).replace("[", r"\[")):
            SmallChangeExplorer(**arguments)


@pytest.mark.parametrize(
    ("value", "long", "short"), [(0.0, "0", "0"), (-0.08764, "−0.08764", "−0.088"), (2e-5, "+2.000·10⁻⁵", "+2·10⁻⁵")]
)
def test_numbers_with_their_sign(value, long, short):
    assert (signed(value), brief(value)) == (long, short)


def test_moved_figure_equals_fresh_figure():
    moved = SmallChangeExplorer(UP, "w1[0, 1]", length=1.0, stage=1)
    moved.direction.value = RANDOM
    moved.seed.value = 7
    moved._press("network", "w2[0, 1]")
    moved.direction.value, moved.length.value, moved.stage_slider.value = DOWN, 0.3, 3
    fresh = SmallChangeExplorer(DOWN, "w2[0, 1]", length=0.3, stage=3)
    for trait in ("marks", "readout", "note", "picture_network", "picture_profile", "picture_remainder"):
        assert getattr(moved.stage, trait) == getattr(fresh.stage, trait), trait
