"""Notebook 4 as a learner uses it: step on and back, press weights, type numbers, predict. Pictures are kept."""

from __future__ import annotations

import re

import numpy as np
import pytest
from playwright.sync_api import expect

from tests.browser.whole_notebook import WholeNotebook
from tools.harness.explorer_on_page import ExplorerOnPage

NOTEBOOK = "04_two_layer_network.ipynb"
EXPLORERS = (
    "layer-explorer", "forward-explorer", "backward-explorer", "check-lab", "bug-hunt", "training-explorer",
)  # fmt: skip
PREDICTIONS = ("reach", "paths", "saturated", "step-size", "one-check", "symmetric")
X, TARGET = np.array([1.0, 0.5]), np.array([1.0, 0.0])
W1 = np.array([[0.5, -0.4], [-0.8, 0.6], [0.3, 0.9]])
W2 = np.array([[0.7, -0.3, 0.4], [-0.6, 0.8, 0.5]])


class TestWholeNotebook(WholeNotebook):
    """Notebook 4 as it is stored, and after Run All."""


def first_layer_gradient(w1: np.ndarray, w2: np.ndarray) -> np.ndarray:
    z = np.tanh(w1 @ X)
    return np.outer((1 - z**2) * (w2.T @ (w2 @ z - TARGET)), X)


def test_network_steps_forward_and_back_by_buttons(notebook):
    explorer = ExplorerOnPage(notebook, "forward-explorer")
    expect(explorer.value("step")).to_have_text("0 of 10")
    assert "E" not in explorer.twin()
    for step in range(1, 5):
        explorer.root.get_by_title("One step on").click()
        expect(explorer.value("step")).to_have_text(re.compile(f"^{step} of"))
    z = np.tanh(W1 @ X)
    assert explorer.numbers("h") == pytest.approx(W1 @ X, abs=1e-3)
    assert explorer.numbers("z") == pytest.approx(z, abs=1e-3)
    assert explorer.numbers("y") == pytest.approx(W2 @ z, abs=1e-3)
    assert explorer.numbers("E") == pytest.approx([((W2 @ z - TARGET) ** 2).sum() / 2], abs=1e-3)
    notebook.screenshot("04-forward-explorer-forward", explorer.root)
    explorer.root.get_by_title("One step back").click()
    expect(explorer.value("step")).to_have_text(re.compile("^3 of"))


def test_network_plays(notebook):
    explorer = ExplorerOnPage(notebook, "forward-explorer")
    notebook.set_slider(explorer.root, "step", 0)
    expect(explorer.value("step")).to_have_text(re.compile("^0 of"))
    play = explorer.play_button()
    play.click()
    expect(explorer.value("step")).to_have_text(re.compile("^[23] of"), timeout=20_000)
    play.click()


def test_pressed_weight_shows_its_derivative(notebook):
    explorer = ExplorerOnPage(notebook, "backward-explorer")
    notebook.set_slider(explorer.root, "step", 10)
    expect(explorer.value("step")).to_have_text(re.compile("^10 of"))
    explorer.mark("network", "w1[1, 0]").click()
    expect(explorer.value("chosen")).to_have_text("w⁽¹⁾₂₁ = −0.8000")
    gradient = first_layer_gradient(W1, W2)
    assert explorer.numbers("∂E/∂w⁽¹⁾₂₁") == pytest.approx([gradient[1, 0]], abs=1e-3)
    expect(explorer.value("relative error")).to_have_text("below 10⁻⁶")
    notebook.press(explorer.mark("network", "w1[2, 1]"), "Enter")
    expect(explorer.value("chosen")).to_have_text("w⁽¹⁾₃₂ = 0.9000")
    assert explorer.numbers("∂E/∂w⁽¹⁾₃₂") == pytest.approx([gradient[2, 1]], abs=1e-3)
    notebook.screenshot("04-backward-explorer-chosen", explorer.root)


def test_pressed_edge_chooses_its_weight(notebook):
    explorer = ExplorerOnPage(notebook, "backward-explorer")
    box = explorer.mark("network", "edge w1[1, 0]").locator("path.gradwalk-body").bounding_box()
    notebook.page.mouse.click(box["x"] + 0.75 * box["width"], box["y"] + 0.75 * box["height"])
    expect(explorer.value("chosen")).to_have_text(re.compile("w⁽¹⁾₂₁"))


def test_a_path_left_out_is_seen(notebook):
    explorer = ExplorerOnPage(notebook, "backward-explorer")
    notebook.set_slider(explorer.root, "step", 10)
    explorer.mark("network", "w1[0, 0]").click()
    expect(explorer.value("chosen")).to_have_text(re.compile("w⁽¹⁾₁₁"))
    notebook.press(notebook.slider_handle(explorer.root, "paths counted"), "ArrowLeft")
    expect(explorer.value("paths counted")).to_have_text("1 of 2")
    assert explorer.numbers("relative error")[0] > 0.1
    notebook.screenshot("04-backward-explorer-one-path", explorer.root)
    notebook.press(notebook.slider_handle(explorer.root, "paths counted"), "ArrowRight")
    expect(explorer.value("relative error")).to_have_text("below 10⁻⁶")


def test_slider_and_box_set_the_chosen_number(notebook):
    explorer = ExplorerOnPage(notebook, "forward-explorer")
    explorer.mark("network", "x2").click()
    expect(explorer.value("chosen")).to_have_text(re.compile("^x₂"))
    explorer.type_formula("=", "-3/4")
    expect(explorer.value("chosen")).to_have_text("x₂ = −0.7500")
    assert explorer.numbers("x") == [1, -0.75]
    notebook.press(notebook.slider_handle(explorer.root, "x₂"), "ArrowRight", times=3)
    expect(explorer.value("chosen")).to_have_text("x₂ = −0.7200")
    explorer.root.get_by_role("button", name="first numbers").click()
    expect(explorer.value("chosen")).to_have_text("x₂ = 0.5000")


@pytest.mark.parametrize(("label", "bad"), [("=", "abc"), ("=", "1,5,2"), ("hidden units", "0"), ("hidden units", "6")])
def test_bad_input_gets_one_sentence_and_loses_nothing(notebook, label, bad):
    explorer = ExplorerOnPage(notebook, "forward-explorer")
    before, good = explorer.twin(), explorer.text_box(label).input_value()
    explorer.type_formula(label, bad)
    warning = explorer.root.locator(".gradwalk-warning")
    expect(warning).to_be_visible()
    assert explorer.twin() == before
    assert explorer.text_box(label).input_value() == bad
    notebook.screenshot("04-forward-explorer-bad-input", explorer.root)
    explorer.type_formula(label, good)
    expect(warning).to_have_count(0)


def test_largest_network_has_all_its_weights_within_reach(notebook):
    explorer = ExplorerOnPage(notebook, "backward-explorer")
    for label in ("inputs", "hidden units", "outputs"):
        explorer.type_formula(label, "5")
    expect(explorer.root.locator('[data-panel="network"] [data-mark^="w"]')).to_have_count(50)
    notebook.wait_until_idle()
    for name in ("w1[0, 0]", "w1[4, 4]", "w2[2, 3]", "w2[4, 0]"):
        explorer.mark("network", name).click()
        expect(explorer.mark("network", name).locator("rect")).to_have_attribute("fill", "#f6e6f1")
    notebook.screenshot("04-backward-explorer-5-5-5", explorer.root)
    explorer.root.get_by_role("button", name="first numbers").click()
    expect(explorer.root.locator('[data-panel="network"] [data-mark^="w"]')).to_have_count(12)


def test_layer_shows_what_an_input_and_a_weight_touch(notebook):
    explorer = ExplorerOnPage(notebook, "layer-explorer")
    explorer.mark("layer", "x2").click()
    expect(explorer.value("∂y₁/∂x₂")).to_have_text("−0.4000")
    assert explorer.twin()["∂y₂/∂x₂"] == "0.6000"
    explorer.mark("layer", "w[1, 0]").click()
    expect(explorer.value("∂y₂/∂w₂₁")).to_have_text("1.000")
    assert explorer.twin()["∂y₁/∂w₂₁"] == "0.000"
    before = explorer.numbers("y")
    notebook.press(notebook.slider_handle(explorer.root, "w₂₁"), "ArrowRight", times=10)
    expect(explorer.value("chosen")).to_have_text("w₂₁ = −0.7000")
    assert explorer.numbers("y") == pytest.approx([before[0], before[1] + 0.1], abs=1e-3)


@pytest.mark.parametrize("name", PREDICTIONS)
def test_prediction_opens_after_a_commitment(notebook, name):
    question = notebook.output(f"predict-{name}")
    question.scroll_into_view_if_needed()
    assert question.locator(".gradwalk-explorer").count() == 0
    question.locator("input[type=radio]").first.check()
    question.get_by_role("button", name="Commit").click()
    expect(question).to_contain_text("You predicted:", timeout=30_000)
    notebook.wait_until_idle()
    if name != "one-check":  # its outcome is the next cell
        expect(question.locator(".gradwalk-explorer")).to_be_visible()
    notebook.screenshot(f"04-predict-{name}", question)


def test_committed_predictions_are_kept_in_the_notebook(notebook):
    notebook.run_cell("your-predictions")
    expect(notebook.output("your-predictions")).to_contain_text("You predicted:")
