"""The bug hunt: every bug can be found, every wrong guess is answered by numbers that are true, and bugs can hide."""

import html
import re

import ipywidgets as widgets
import numpy as np
import pytest

from gradwalk.explorers.bug_hunt import SIZES, BugHunt
from gradwalk.mathematics.network import backward, forward
from gradwalk.mathematics.network_bugs import BUGS, LISTING
from gradwalk.scenes.checking.bug_hunt_scene import neat_limit
from gradwalk.states.checking.bug_evidence import SUSPICIONS, bug_of_case
from gradwalk.states.numerals import number

CASES = range(1, 8)


def guess(hunt, suspicion):
    hunt.suspicion.value = suspicion
    hunt.name()
    return hunt.feedback.value


def test_seven_cases_have_the_seven_bugs_in_another_order():
    names = [bug_of_case(case).name for case in CASES]
    assert sorted(names) == sorted(BUGS)
    assert names != list(BUGS)
    assert bug_of_case(8) is bug_of_case(1)


def test_every_bug_can_be_named():
    assert SUSPICIONS.keys() == BUGS.keys()


@pytest.mark.parametrize("case", CASES)
def test_the_right_name_is_accepted_and_explained(case):
    hunt, bug = BugHunt(case), bug_of_case(case)
    words = guess(hunt, bug.name)
    assert hunt.solved
    assert f"({bug.equation})" in words
    assert hunt.name_it.disabled


@pytest.mark.parametrize("case", CASES)
def test_a_wrong_name_is_answered_by_what_it_would_give(case):
    hunt, bug = BugHunt(case), bug_of_case(case)
    for suspicion in SUSPICIONS:
        if suspicion == bug.name:
            continue
        words = guess(hunt, suspicion)
        assert not hunt.solved
        name = re.search(r"∂E/∂(\S+):", words).group(1)
        at = [label.symbol for label in hunt.state.names].index(name)
        assert number(hunt.state.checked[at]) in words
        expected, true = hunt.state.under(suspicion)[at], hunt.state.checked[at]
        assert ("leave it right" in words) == bool(np.isclose(expected, true))
        assert "leave it right" in words or number(expected) in words


@pytest.mark.parametrize("case", CASES)
@pytest.mark.parametrize("size", SIZES)
def test_what_is_checked_is_the_true_gradient(case, size):
    hunt = BugHunt(case, size)
    evidence = hunt.state
    true = backward(hunt.parameters, evidence.x, evidence.target).flatten()
    np.testing.assert_allclose(evidence.checked, true, rtol=1e-6, atol=1e-8)


def case_of(name):
    return next(case for case in CASES if bug_of_case(case).name == name)


@pytest.mark.parametrize(
    ("name", "hide"),
    [
        ("sign", lambda hunt: hunt.hit.click()),
        ("missing derivative", lambda hunt: hunt.flat.click()),
        ("derivative at h", lambda hunt: hunt.flat.click()),
        ("one path", lambda hunt: setattr(hunt.size, "value", "2-3-1")),
        ("transposed weights", lambda hunt: setattr(hunt.size, "value", "2-3-1")),
        ("updated weights", lambda hunt: hunt.flat.click()),
        ("bias forgotten", lambda hunt: setattr(hunt.biases, "value", False)),
    ],
)
def test_each_bug_hides_where_it_says_and_then_no_name_is_accepted(name, hide):
    hunt = BugHunt(case_of(name))
    assert "differ from the check" in hunt.stage.note
    hide(hunt)
    assert "proves nothing" in hunt.stage.note
    assert "nothing here speaks for this bug" in guess(hunt, name)
    assert not hunt.solved


def test_two_names_that_fit_are_not_told_apart_by_luck():
    hunt = BugHunt(case_of("one path"), "2-2-2")
    for box, value in {"w2[0, 0]": 0.5, "w2[0, 1]": 0.0, "w2[1, 0]": -0.2, "w2[1, 1]": 0.4}.items():
        hunt.numbers.boxes[box].value = value
    y = forward(hunt.parameters, hunt.state.x).y
    # With these errors, one path and the transposed weights send the same wrong sum back.
    hunt.numbers.boxes["t1"].value, hunt.numbers.boxes["t2"].value = float(y[0] - 1.0), float(y[1] - 0.5)
    assert "so would" in guess(hunt, "one path")
    assert SUSPICIONS["transposed weights"] in hunt.feedback.value
    assert not hunt.solved
    hunt.numbers.boxes["t1"].value += 0.3
    assert "Found" in guess(hunt, "one path")


def test_changed_numbers_take_an_old_answer_away_but_not_a_solution():
    hunt = BugHunt(case_of("sign"))
    assert "does not fit" in guess(hunt, "one path")
    hunt.numbers.boxes["x1"].value = 0.35
    assert "does not fit" not in hunt.feedback.value
    assert "Found" in guess(hunt, "sign")
    hunt.numbers.boxes["x1"].value = 0.4
    assert "Found" in hunt.feedback.value


def test_numbers_out_of_range_are_brought_back():
    hunt = BugHunt()
    hunt.numbers.boxes["x1"].value = 1e300
    assert hunt.numbers.boxes["x1"].value == 10


def test_bad_arguments_are_named():
    with pytest.raises(ValueError, match="'9-9-9'"):
        BugHunt(size="9-9-9")
    with pytest.raises(ValueError, match="not 0"):
        BugHunt(0)


@pytest.mark.parametrize(
    ("largest", "limit"), [(0.0, 1), (0.9, 1), (1.0, 1), (1.2, 2), (4.9, 5), (51, 100), (0.03, 0.05)]
)
def test_neat_limit(largest, limit):
    assert neat_limit(largest) == pytest.approx(limit)


@pytest.mark.parametrize("case", CASES)
def test_no_cross_stands_at_a_right_zero(case):
    hunt = BugHunt(case, "2-3-1" if case % 2 else "2-3-2")
    for _ in range(6):
        hunt.draw.click()
        hunt.hit.click()
        evidence = hunt.state
        assert evidence.agreeing.all()
        assert not evidence.shown(evidence.claimed).any()
        marks = hunt.stage.marks["gradients"]
        assert {mark["shapes"][0]["text"] for name, mark in marks.items() if name.startswith("verdict")} == {"✓"}


def test_moved_figure_equals_fresh_figure():
    moved = BugHunt(3)
    moved.flat.click()
    moved.size.value, moved.biases.value = "2-2-2", False
    moved.draw.click()
    fresh = BugHunt(3, "2-2-2", biases=False)
    for name, box in moved.numbers.boxes.items():
        fresh.numbers.boxes[name].value = box.value
    for trait in ("frames", "marks", "readout", "note", "picture_gradients"):
        assert getattr(moved.stage, trait) == getattr(fresh.stage, trait), trait


def test_the_listing_is_shown_in_the_names_of_the_notebook_and_gives_no_bug_away():
    shown = [part.value for part in widgets_of(BugHunt()) if isinstance(part, widgets.HTML) and "<pre>" in part.value]
    (listing,) = shown
    assert LISTING.splitlines()[0] == "error = y - y_hat"
    for line in LISTING.splitlines():
        assert html.escape(line) in listing
    assert not any(html.escape(bug.wrong) in listing.splitlines() for bug in BUGS.values())


def widgets_of(widget):
    yield widget
    for child in getattr(widget, "children", ()):
        yield from widgets_of(child)


def test_setting_the_targets_moves_the_targets_and_says_so():
    hunt = BugHunt()
    before, outputs = hunt.numbers.value, forward(hunt.parameters, hunt.state.x).y
    assert hunt.hit.description == "Set every ŷ to its y"
    hunt.hit.click()
    changed = {name for name, value in hunt.numbers.value.items() if value != before[name]}
    assert changed == {"t1", "t2"}
    np.testing.assert_array_equal(hunt.state.target, outputs)
