"""Stepping a graph: each step shows what the engine knows then, and the moved figure equals a fresh one."""

import json

import pytest

from gradwalk import GraphExplorer
from gradwalk.mathematics.formula import FormulaError
from gradwalk.mathematics.graph import Graph

STORY = "(0.5*you + 2*you - 4)**2"
NAMES = ["mother", "father", "report", "shortfall", "teacher"]
SIXTY = " + ".join(f"sin(x{i}*y{i})*exp(-x{i}**2)" for i in range(9))


def shown(explorer: GraphExplorer):
    stage = explorer.stage
    return (json.dumps(stage.marks), stage.readout, stage.note, stage.frames, stage.picture_graph)


def lines(explorer: GraphExplorer, name: str) -> list[str]:
    index = explorer.names.index(name)
    shapes = explorer.stage.marks["graph"][f"node{index}"]["shapes"]
    written = [shape["text"] for shape in shapes if "text" in shape]
    return [*written, *[""] * (3 - len(written))]


def test_values_appear_one_by_one():
    explorer = GraphExplorer("x*y + sin(x)", x=2, y=3)
    assert lines(explorer, "v1") == ["v₁ = x·y", "", ""]
    explorer.stepper.forth.click()
    assert lines(explorer, "v1") == ["v₁ = x·y", "6.000", ""]
    assert dict(explorer.stage.readout)["forward: v1 = x·y"] == "2.000·3.000 = 6.000"
    assert lines(explorer, "v2")[1] == ""
    explorer.stepper.back.click()
    explorer.stepper.back.click()
    assert explorer.step.value == 0


def test_a_message_is_added_to_what_was_there():
    explorer = GraphExplorer("x*y + sin(x)", x=2, y=3, step=6)
    assert lines(explorer, "x")[2] == "grad −0.4161 …"
    assert "still waits" in explorer.stage.note
    assert "x: −0.4161 …, v1: 1.000" in dict(explorer.stage.readout)["gradients"]
    explorer.stepper.forth.click()
    assert lines(explorer, "x")[2] == "grad 2.584"
    message = dict(explorer.stage.readout)["∂v3/∂x by ∂₁v1: before + gradient × local derivative"]
    assert message == "−0.4161 + 1.000 × 3.000 = 2.584"


def test_a_node_is_explained_by_press_and_by_menu():
    explorer = GraphExplorer("x*y + sin(x)", x=2, y=3, step=7)
    explorer._press("graph", "node0")
    words = dict(explorer.stage.readout)
    assert words["paths from x"] == "x → v1 → v3; x → v2 → v3"
    assert words["by the rules"] == "1 · y + 1 · cos(x)"
    assert words["in numbers"] == "1.000 · 3.000 + 1.000 · (−0.4161) = 2.584"
    assert sum(name.startswith("path") for name in explorer.stage.marks["graph"]) == 4
    explorer._press("graph", "node0")
    assert explorer.selected is None


def test_numbers_are_not_told_before_the_backward_pass_has_been_there():
    explorer = GraphExplorer("x*y + sin(x)", x=2, y=3, step=2, node="x")
    assert "2.584" not in explorer.text()


def test_too_many_paths_are_gathered_by_their_users():
    explorer = GraphExplorer("(x + x)*(x + x)*(x + x)", x=0.5, node="x")
    explorer.step.value = explorer.step.max
    assert dict(explorer.stage.readout)["paths from x"].startswith("6, of which 4 are drawn")


def test_own_names():
    explorer = GraphExplorer(STORY, names=NAMES, you=1, step=11, node="you")
    assert lines(explorer, "you") == ["you", "input", "1.000", "grad −7.500"]
    assert dict(explorer.stage.readout)["in numbers"].endswith("= −7.500")


@pytest.mark.parametrize("formula", ["x*y + sin(x)", STORY, SIXTY, "x", "2 + 3"])
def test_the_moved_figure_equals_a_fresh_one(formula):
    explorer = GraphExplorer("x*y*z")
    explorer.step.value = 3
    explorer.formula.text.value = formula
    explorer.draw_inputs()
    explorer.step.value = explorer.step.max
    explorer.step.value = explorer.step.max // 2
    explorer.node.value = explorer.node.options[1][1]
    values = explorer.inputs.value
    fresh = GraphExplorer(formula, step=explorer.step.value, node=explorer.node.options[1][1], **values)
    assert shown(explorer) == shown(fresh)


@pytest.mark.parametrize("bad", ["x^", "x + (y", "1/2x", "", "x.real", "__import__('os')", "+".join(["x*y"] * 120)])
def test_a_bad_formula_is_explained_and_loses_nothing(bad):
    explorer = GraphExplorer("x*y + sin(x)", x=2, y=3, step=5)
    before = shown(explorer)
    explorer.formula.text.value = bad
    assert "gradwalk-warning" in explorer.formula.message.value
    assert explorer.formula.text.value == bad
    assert shown(explorer) == before
    explorer.formula.text.value = "x*y"
    assert "gradwalk-warning" not in explorer.formula.message.value
    assert str(explorer.graph) == "x*y"


def test_inputs_are_kept_while_the_formula_asks_for_the_same():
    explorer = GraphExplorer("x*y", x=2, y=3)
    explorer.inputs.boxes["x"].value = -1
    assert lines(explorer, "x")[1] == "−1.000"
    explorer.reset.click()
    assert explorer.inputs.value == {"x": 2.0, "y": 3.0}


@pytest.mark.parametrize(
    ("formula", "inputs", "words"),
    [
        ("1/x", {"x": 0}, "no finite value"),
        ("abs(x)", {"x": 0}, "no finite gradient"),
        ("log(x)", {"x": -1}, "no finite value"),
    ],
)
def test_what_is_not_finite_is_said(formula, inputs, words):
    explorer = GraphExplorer(formula, **inputs)
    assert words in explorer.stage.note
    for step in range(explorer.step.max + 1):
        explorer.step.value = step


def test_wrong_arguments_get_one_sentence():
    with pytest.raises(ValueError, match="'q' is no variable of x\\*y; give values for x, y"):
        GraphExplorer("x*y", q=1)
    with pytest.raises(ValueError, match="'v9' is no node of this graph"):
        GraphExplorer("x*y", node="v9")
    with pytest.raises(FormulaError):
        GraphExplorer("x*")
    with pytest.raises(ValueError, match="nodes, and 150 can be shown"):
        GraphExplorer("+".join(["x*y"] * 120))


def test_python_functions_and_graphs_are_welcome():
    explorer = GraphExplorer(lambda a, b: a * b + a, a=2, b=3)
    assert explorer.formula.text.value == "a*b + a"
    assert GraphExplorer(Graph.from_formula("x*x"), x=2).graph.variables == ("x",)


def test_random_inputs_are_finite_and_the_same_in_every_session():
    one, other = GraphExplorer("log(x)*sqrt(y)"), GraphExplorer("log(x)*sqrt(y)")
    for explorer in (one, other):
        explorer.randomise.click()
    assert one.inputs.value == other.inputs.value
    assert "finite" not in one.stage.note


def test_every_node_can_be_pressed_and_is_named():
    explorer = GraphExplorer(SIXTY)
    nodes = {name: mark for name, mark in explorer.stage.marks["graph"].items() if mark["kind"] == "node"}
    assert len(nodes) == len(explorer.scene.shown) >= 60
    assert all(mark["press"] and mark["label"] and mark["shapes"][1]["size"] >= 11 for mark in nodes.values())


def test_a_reader_without_a_kernel_sees_a_picture_and_words():
    bundle, _ = GraphExplorer("x*y", x=2, y=3, step=3)._repr_mimebundle_()
    assert bundle["image/png"].startswith(b"\x89PNG")
    assert "gradients = x: 3.000, y: 2.000, v1: 1.000" in bundle["text/plain"]


def test_inputs_that_still_exist_keep_what_was_typed_into_them():
    explorer = GraphExplorer("x*y + sin(x)", x=2, y=3)
    explorer.inputs.boxes["x"].value = 1.25
    explorer.formula.text.value = "x*z"
    assert explorer.inputs.value == {"x": 1.25, "z": 2.0}
    explorer.formula.text.value = "y/x"
    assert explorer.inputs.value == {"x": 1.25, "y": 3.0} or explorer.inputs.value == {"y": 3.0, "x": 1.25}
    explorer.reset.click()
    assert explorer.inputs.value["x"] == 2
