"""Notebook 3 as a learner uses it: wiggle, step a graph, press nodes, fill in, predict. Pictures are kept."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.browser.whole_notebook import WholeNotebook
from tools.harness.explorer_on_page import ExplorerOnPage

NOTEBOOK = "03_chain_rule.ipynb"
EXPLORERS = ("chain-explorer", "graph-explorer", "fill-in")
PREDICTIONS = ("predict-slopes", "predict-where", "predict-message", "predict-overwrite", "predict-changed")
SIXTY = (
    "sin(x*y+exp(-x**2))*cos(y*z) + log(1+x**2*z**2)/(1+exp(-(a*x+b*y+c*z))) + tanh(a*b+sqrt(1+c**2))*(x-y)**2/(1+z**2)"
    " + (a-x)*(b-y)*(c-z)*abs(x+y+z)*sin(a*b*c)*cos(x/(2+y**2))*(x*a+y*b)"
)


class TestWholeNotebook(WholeNotebook):
    """Notebook 3 as it is stored, and after Run All."""


# ---------------------------------------------------------------- the chain


def test_dragged_x_moves_all_three_plots_and_slopes_multiply(notebook):
    explorer = ExplorerOnPage(notebook, "chain-explorer")
    before = explorer.twin()["x"]
    notebook.drag(explorer.mark("g", "start"), -60, 20)
    expect(explorer.value("x")).not_to_have_text(before)
    notebook.wait_until_idle()
    dz_dy, dy_dx, product = explorer.numbers("dz/dx = dz/dy · dy/dx")
    assert product == pytest.approx(dz_dy * dy_dx, abs=2e-3)
    assert dy_dx == pytest.approx(explorer.numbers("x")[0], abs=2e-3)  # g(x) = x²/2
    assert explorer.slider_number("x") == pytest.approx(explorer.numbers("x")[0], abs=1e-3)
    notebook.screenshot("03-chain-explorer-dragged", explorer.root)


def test_dragged_diamond_changes_the_wiggle(notebook):
    explorer = ExplorerOnPage(notebook, "chain-explorer")
    notebook.set_slider(explorer.root, "Δx", 0.6)
    expect(explorer.value("Δx")).to_have_text("0.6000")
    notebook.drag(explorer.mark("fg", "end"), -20, 0)
    expect(explorer.value("Δx")).not_to_have_text("0.6000")
    assert 0 < explorer.numbers("Δx")[0] < 0.6


def test_arrow_keys_move_both_points(notebook):
    explorer = ExplorerOnPage(notebook, "chain-explorer")
    notebook.set_slider(explorer.root, "x", 1)
    expect(explorer.value("x")).to_have_text("1.000")
    notebook.press(explorer.mark("g", "start"), "ArrowRight", times=3)
    expect(explorer.value("x")).to_have_text("1.030")
    before = explorer.twin()["Δx"]
    notebook.press(explorer.mark("g", "end"), "ArrowLeft", times=2)
    expect(explorer.value("Δx")).not_to_have_text(before)


def test_a_kink_and_a_bad_formula_are_said(notebook):
    explorer = ExplorerOnPage(notebook, "chain-explorer")
    explorer.type_formula("f(y) =", "abs(y)")
    explorer.type_formula("g(x) =", "x")
    notebook.set_slider(explorer.root, "x", 0)
    expect(explorer.note()).to_contain_text("no finite slope of f")
    notebook.screenshot("03-chain-explorer-kink", explorer.root)
    notebook.wait_until_idle()
    explorer.type_formula("g(x) =", "sin x")
    expect(explorer.root.locator(".gradwalk-warning")).to_contain_text("sin(x)")
    assert explorer.text_box("g(x) =").input_value() == "sin x"
    notebook.screenshot("03-chain-explorer-bad-formula", explorer.root)
    explorer.type_formula("g(x) =", "x**2/2")
    explorer.type_formula("f(y) =", "sin(y)")
    expect(explorer.root.locator(".gradwalk-warning")).to_have_count(0)


# ---------------------------------------------------------------- the graph


def test_graph_is_stepped_forward_and_backward(notebook):
    explorer = ExplorerOnPage(notebook, "graph-explorer")
    on, back = explorer.root.get_by_title("One step on"), explorer.root.get_by_title("One step back")
    for _ in range(6):
        on.click()
    expect(explorer.value("step")).to_have_text("6 of 7")
    message = explorer.value("∂v3/∂x by ∂₁v2: before + gradient × local derivative")
    expect(message).to_have_text(re.compile(r"= −0\.4161$"))
    expect(explorer.mark("graph", "node0")).to_contain_text("grad −0.4161 …")
    notebook.screenshot("03-graph-explorer-step-6", explorer.root)
    on.click()
    expect(explorer.mark("graph", "node0")).to_contain_text("grad 2.584")
    back.click()
    expect(explorer.mark("graph", "node0")).to_contain_text("…")
    on.click()


def test_a_node_is_explained_by_keyboard(notebook):
    explorer = ExplorerOnPage(notebook, "graph-explorer")
    notebook.press(explorer.mark("graph", "node0"), "Enter")
    expect(explorer.value("paths from x")).to_have_text("x → v1 → v3; x → v2 → v3")
    expect(explorer.value("in numbers")).to_have_text(re.compile(r"= 2\.584$"))
    assert explorer.root.locator('[data-mark^="path"]').count() == 4
    notebook.screenshot("03-graph-explorer-explained", explorer.root)
    explorer.mark("graph", "node0").click()
    expect(explorer.root.locator('[data-mark^="path"]')).to_have_count(0)


def test_graph_plays_and_is_reset(notebook):
    explorer = ExplorerOnPage(notebook, "graph-explorer")
    explorer.root.get_by_role("button", name="reset").click()
    expect(explorer.value("step")).to_have_text("0 of 7")
    play = explorer.play_button()
    play.click()
    expect(explorer.value("step")).to_have_text(re.compile("^[2-4] of"), timeout=15_000)
    play.click()


def test_inputs_are_edited_and_drawn_at_random(notebook):
    explorer = ExplorerOnPage(notebook, "graph-explorer")
    explorer.type_formula("x", "-1")
    expect(explorer.mark("graph", "node0")).to_contain_text("−1.000")
    explorer.root.get_by_role("button", name="randomise").click()
    expect(explorer.mark("graph", "node0")).not_to_contain_text("−1.000")


def test_bad_formula_loses_nothing_and_sixty_nodes_are_readable(notebook):
    explorer = ExplorerOnPage(notebook, "graph-explorer")
    nodes = explorer.root.locator('[data-mark^="node"]')
    explorer.type_formula("formula", "x*y + sin(x")
    expect(explorer.root.locator(".gradwalk-warning")).to_contain_text("bracket")
    expect(nodes).to_have_count(5)
    explorer.type_formula("formula", SIXTY)
    expect(nodes).to_have_count(66)
    notebook.set_slider(explorer.root, "step", 100)
    expect(explorer.value("step")).to_have_text("100 of 121")
    panel = explorer.root.locator('[data-panel="graph"]')
    scale = panel.evaluate(
        "panel => panel.getBoundingClientRect().width / panel.querySelector('svg').viewBox.baseVal.width"
    )
    assert scale > 0.98  # the letters keep their size; the panel scrolls
    notebook.screenshot("03-graph-explorer-sixty-nodes", explorer.root)


# ---------------------------------------------------------------- filling in


def write(explorer: ExplorerOnPage, entry: str) -> None:
    box = explorer.root.get_by_placeholder("a number or an expression")
    box.fill(entry)
    box.press("Enter")


def test_the_graph_is_filled_in_by_keyboard_and_a_lost_path_is_named(notebook):
    explorer = ExplorerOnPage(notebook, "fill-in")  # x = 0.5, y = 3
    for number, entry in enumerate(("1.5", "sin(x)", "1.979", "1", "1", "1", "2/4"), start=1):
        write(explorer, entry)
        expect(explorer.value("right")).to_have_text(f"{number} of 8")
    write(explorer, "3")
    expect(explorer.root.locator(".gradwalk-warning")).to_contain_text("+=, not =")
    explorer.root.get_by_role("button", name="hint").click()
    expect(explorer.note()).to_contain_text("Hint 1 of 4")
    notebook.screenshot("03-fill-in-one-path", explorer.root)
    assert "3.878" not in explorer.root.inner_text()
    write(explorer, "3+cos(.5)")
    expect(explorer.note()).to_contain_text("All 8 entries are right")
    notebook.screenshot("03-fill-in-done", explorer.root)


# ---------------------------------------------------------------- predictions


@pytest.mark.parametrize("cell_id", PREDICTIONS)
def test_predictions_are_committed_before_they_are_explained(notebook, cell_id):
    question = notebook.output(cell_id)
    question.scroll_into_view_if_needed()
    commit = question.get_by_role("button", name="Commit")
    expect(commit).to_be_disabled()
    assert question.locator(".gradwalk-explorer").count() == 0
    question.locator("input[type=radio]").first.check()
    commit.click()
    expect(question).to_contain_text("You predicted:")
    notebook.screenshot(f"03-{cell_id}", question)


def test_committed_predictions_are_listed_at_the_end(notebook):
    notebook.run_cell("your-predictions")
    expect(notebook.output("your-predictions")).to_contain_text("You predicted:")
