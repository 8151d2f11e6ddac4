"""Filling a graph in: right goes on, wrong is explained, hints never tell the number, new inputs begin anew."""

import json

import pytest

from gradwalk import FillInExplorer


def write(explorer: FillInExplorer, *entries: str) -> None:
    for entry in entries:
        explorer.entry.value = entry


def filled(explorer: FillInExplorer) -> dict:
    return {key: entry.is_right for key, entry in explorer.entries.items()}


def test_the_whole_graph_by_keyboard_alone():
    explorer = FillInExplorer("x*y + sin(x)", x=2, y=3)
    write(explorer, "6", "sin(x)", "v1 + v2", "1", "1", "1", "2", "3 + cos(2)")
    assert list(filled(explorer).values()) == [True] * 8
    assert explorer.stage.note == "All 8 entries are right; you took 0 hints."
    assert "Nothing is left" in explorer.feedback.value


def test_one_path_only_is_named_and_the_entry_stays():
    explorer = FillInExplorer("x*y + sin(x)", x=2, y=3)
    write(explorer, "6", ".909", "6.909", "1", "1", "1", "2", "3")
    assert "+=, not =" in explorer.feedback.value
    assert explorer.entry.value == "3"
    x = explorer.graph.inputs["x"]
    assert explorer.stage.marks["graph"][f"node{x}"]["shapes"][-1]["text"] == "grad ✗ 3.000"
    assert "2.584" not in explorer.feedback.value + explorer.text()
    write(explorer, "2.584")
    assert explorer.stage.marks["graph"][f"node{x}"]["shapes"][-1]["text"] == "grad ✓ 2.584"


@pytest.mark.parametrize("bad", ["sin(x", "2,5", "v3", "x^", "os.system('x')"])
def test_what_cannot_be_read_is_explained(bad):
    explorer = FillInExplorer("x*y + sin(x)", x=2, y=3)
    write(explorer, bad)
    assert "gradwalk-warning" in explorer.feedback.value
    assert explorer.entry.value == bad
    assert filled(explorer) == {"v1": False}


def test_a_node_lends_its_name_only_when_it_is_right():
    explorer = FillInExplorer("x*y + sin(x)", x=2, y=3)
    write(explorer, "v1")
    assert filled(explorer) == {"v1": False}


def test_hints_say_more_each_time_and_never_the_number():
    explorer = FillInExplorer("x*y + sin(x)", x=2, y=3)
    explorer.task.value = "∂v3/∂x"
    hints = []
    for _ in range(6):
        explorer.hint.click()
        hints.append(explorer.stage.note)
    assert hints[0].startswith("Hint 1 of 4: x is used twice, by v2 and v1")
    assert "∂v3/∂v2 · cos(x) + ∂v3/∂v1 · y" in hints[2]
    assert hints[3].endswith("That was the last hint: the rest is arithmetic.")
    assert hints[5] == hints[3]
    assert not any("2.584" in hint for hint in hints)


def test_a_step_from_a_wrong_number_is_called_right():
    explorer = FillInExplorer("sin(x*y)", x=2, y=3)
    explorer.task.value = "∂v2/∂v1"
    write(explorer, "7")
    explorer.task.value = "∂v2/∂x"
    write(explorer, "21")
    assert "it starts from a wrong ∂v₂/∂v₁" in explorer.feedback.value


def test_a_pressed_node_is_taken_in_hand():
    explorer = FillInExplorer("x*y + sin(x)", x=2, y=3)
    explorer._press("graph", "node3")
    assert explorer.task.value == "v2"
    explorer._press("graph", "node3")
    assert explorer.task.value == "∂v3/∂v2"
    explorer._press("graph", "node0")
    assert explorer.task.value == "∂v3/∂x"


def test_what_was_written_comes_back_with_its_task():
    explorer = FillInExplorer("x*y + sin(x)", x=2, y=3)
    write(explorer, "5")
    explorer.task.value = "v2"
    assert explorer.entry.value == ""
    explorer.task.value = "v1"
    assert explorer.entry.value == "5"
    assert "what add would give" in explorer.feedback.value


@pytest.mark.parametrize("change", ["inputs", "randomise", "formula", "clear"])
def test_a_new_exercise_begins_empty(change):
    explorer = FillInExplorer("x*y + sin(x)", x=2, y=3)
    write(explorer, "6", "5")
    explorer.hint.click()
    if change == "inputs":
        explorer.inputs.boxes["x"].value = 1.5
    elif change == "formula":
        explorer.formula.text.value = "x*x"
    else:
        getattr(explorer, change).click()
    assert (explorer.entries, explorer.hints, explorer.entry.value) == ({}, {}, "")
    assert explorer.task.value == explorer.task.options[0][1]
    assert explorer.stage.readout[0] == ["right", f"0 of {len(explorer.task.options)}"]


def test_the_moved_figure_equals_a_fresh_one():
    explorer = FillInExplorer("x*y")
    write(explorer, "1", "2")
    explorer.formula.text.value = "x*y + sin(x)"
    explorer.inputs.boxes["y"].value = 3
    write(explorer, "5", "3", "0.1")
    values = explorer.inputs.value
    fresh = FillInExplorer("x*y + sin(x)", **values)
    write(fresh, "5", "3", "0.1")
    assert json.dumps(explorer.stage.marks) == json.dumps(fresh.stage.marks)
    assert explorer.stage.readout == fresh.stage.readout
    assert explorer.stage.picture_graph == fresh.stage.picture_graph


def test_a_graph_without_variables_has_nothing_to_crash():
    explorer = FillInExplorer("2 + 3")
    write(explorer, "1")
    assert explorer.stage.readout[0][1].startswith("1 of 1")


def test_where_nothing_is_finite_it_is_said():
    explorer = FillInExplorer("1/x", x=0)
    assert "no finite value" in explorer.stage.note
    write(explorer, "0")
    assert filled(explorer) == {"v1": False}


def test_a_number_that_is_right_by_luck_is_said_to_be():
    explorer = FillInExplorer("x*y + sin(x)", x=1, y=2)
    explorer.task.value = "∂v3/∂v1"
    write(explorer, "1")
    assert "happens to be 1" not in explorer.feedback.value  # that of a sum is 1 everywhere
    explorer.task.value = "∂v3/∂y"
    write(explorer, "1")
    assert filled(explorer)["∂v3/∂y"]
    assert "Here ∂₂v₁ happens to be 1" in explorer.feedback.value


@pytest.mark.parametrize("formula", ["x*y + sin(x)", "1*x + x*y", "x**2/y"])
def test_random_inputs_leave_nothing_to_luck(formula):
    explorer = FillInExplorer(formula)
    for _ in range(30):
        explorer.randomise.click()
        assert not any(map(explorer.propagation.lucky_messages, explorer.propagation.shown))
