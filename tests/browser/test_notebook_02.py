"""Notebook 2 as a learner uses it: Run All, turn a direction, keep it, take steps, predict. Pictures are kept."""

from __future__ import annotations

import math
import re

import pytest
from playwright.sync_api import expect

from tests.browser.whole_notebook import WholeNotebook
from tools.harness.explorer_on_page import ExplorerOnPage, numbers_in

NOTEBOOK = "02_taylor_expansion.ipynb"
EXPLORERS = ("hunt-explorer", "shadow-explorer", "taylor-explorer", "how-small-explorer", "units-explorer")


class TestWholeNotebook(WholeNotebook):
    """Notebook 2 as it is stored, and after Run All."""


def test_dragged_tip_turns_u_and_stays_on_its_circle(notebook):
    explorer = ExplorerOnPage(notebook, "shadow-explorer")
    tip, foot = explorer.mark("map", "tip"), explorer.mark("map", "foot")
    notebook.set_slider(explorer.root, "x", 0)  # the whole circle is in the map
    notebook.set_slider(explorer.root, "y", 0.5)
    expect(explorer.value("(x, y)")).to_have_text("(0.000, 0.5000)")
    notebook.wait_until_idle()
    x, y = notebook.centre_of(foot)
    before_x, before_y = notebook.centre_of(tip)
    radius = math.hypot(before_x - x, before_y - y)
    notebook.page.mouse.move(before_x, before_y)
    notebook.page.mouse.down()
    notebook.page.mouse.move(x - 120, y - 60, steps=15)
    (phi,) = explorer.numbers("φ")
    held_x, held_y = notebook.centre_of(tip)
    notebook.page.mouse.up()
    # The hand keeps the part of a pixel by which it took the tip beside its middle.
    assert phi == pytest.approx(math.degrees(math.atan2(60, -120)), abs=1.5)
    assert math.hypot(held_x - x, held_y - y) == pytest.approx(radius, abs=2)
    names = ("slope along u", "|∇F|", "θ, between ∇F and u")
    (slope,), (length,), (theta,) = (explorer.numbers(name) for name in names)
    assert slope == pytest.approx(length * math.cos(math.radians(theta)), abs=5e-3)
    notebook.screenshot("02-shadow-explorer-turned", explorer.root)


def test_the_steepest_direction_is_found_by_keys_and_kept(notebook):
    explorer = ExplorerOnPage(notebook, "hunt-explorer")
    assert "∇F" not in explorer.twin()
    tip = explorer.mark("map", "tip")
    slope = explorer.numbers("slope along u")[0]
    for key in ("Shift+ArrowLeft", "ArrowLeft"):
        slope = climb(notebook, explorer, tip, key, slope)
    explorer.root.get_by_role("button", name="keep this direction").click()
    expect(explorer.value("kept 1")).to_contain_text("slope")
    notebook.screenshot("02-hunt-explorer-kept", explorer.root)
    explorer.root.get_by_text("show ∇F and the curve").click()
    expect(explorer.value("|∇F|")).to_have_count(1)
    assert slope == pytest.approx(explorer.numbers("|∇F|")[0], rel=2e-3)
    notebook.screenshot("02-hunt-explorer-shown", explorer.root)


def climb(notebook, explorer, tip, key: str, slope: float) -> float:
    """Press a key as long as the slope grows, then go back by one; return the largest slope."""
    back = key.replace("Left", "Right")
    while True:
        phi = explorer.twin()["φ"]
        notebook.press(tip, key)
        expect(explorer.value("φ")).not_to_have_text(phi)
        now = explorer.numbers("slope along u")[0]
        if now < slope:
            notebook.press(tip, back)
            expect(explorer.value("φ")).to_have_text(phi)
            return slope
        slope = now


def test_slope_curve_is_not_cut_in_a_window_of_1300_pixels(notebook):
    before = notebook.page.viewport_size
    notebook.page.set_viewport_size({"width": 1300, "height": 900})
    row = ExplorerOnPage(notebook, "shadow-explorer").root.locator(".gradwalk-panels")
    try:
        assert row.evaluate("row => row.scrollWidth - row.clientWidth") <= 0
    finally:
        notebook.page.set_viewport_size(before)


def test_press_on_the_slope_curve_turns_u(notebook):
    explorer = ExplorerOnPage(notebook, "shadow-explorer")
    box = explorer.root.locator('[data-panel="slope"] > svg').bounding_box()
    before = explorer.twin()["φ"]
    notebook.page.mouse.click(box["x"] + 0.7 * box["width"], box["y"] + 0.4 * box["height"])
    expect(explorer.value("φ")).not_to_have_text(before)
    tip, foot = (notebook.centre_of(explorer.mark("map", name)) for name in ("tip", "foot"))
    angle = math.degrees(math.atan2(foot[1] - tip[1], tip[0] - foot[0]))
    assert angle == pytest.approx(explorer.numbers("φ")[0], abs=2)


def test_a_shorter_step_is_predicted_better(notebook):
    explorer = ExplorerOnPage(notebook, "taylor-explorer")
    explorer.root.get_by_text("second-order model").click()
    expect(explorer.value("its remainder")).to_have_count(1)
    off = explorer.numbers("off by")[0]
    notebook.drag(explorer.mark("remainder", "here"), -110, 40)
    notebook.wait_until_idle()
    assert explorer.numbers("off by")[0] < off / 10
    assert explorer.numbers("|r|")[0] < 0.02
    notebook.screenshot("02-taylor-explorer-short", explorer.root)


def test_dragged_head_is_the_step(notebook):
    explorer = ExplorerOnPage(notebook, "taylor-explorer")
    before = explorer.twin()["r"]
    box = explorer.root.locator('[data-panel="map"] > svg').bounding_box()
    notebook.page.mouse.click(box["x"] + 0.75 * box["width"], box["y"] + 0.7 * box["height"])
    expect(explorer.value("r")).not_to_have_text(before)
    notebook.wait_until_idle()
    head, foot = (notebook.centre_of(explorer.mark("map", name)) for name in ("head", "foot"))
    r = numbers_in(explorer.twin()["r"])
    assert r[0] > 0 > r[1]
    assert (head[0] - foot[0]) / (foot[1] - head[1]) == pytest.approx(r[0] / r[1], rel=0.05)
    explorer.root.get_by_role("button", name="along −∇F").click()
    expect(explorer.value("θ, between ∇F and r")).to_have_text("180.0°")
    notebook.screenshot("02-taylor-explorer-long", explorer.root)


@pytest.mark.parametrize("cell_id", ["shadow-explorer", "taylor-explorer"])
def test_kinks_and_bad_formulas_are_said(notebook, cell_id):
    explorer = ExplorerOnPage(notebook, cell_id)
    explorer.type_formula("F(x, y) =", "sin x")
    expect(explorer.root.locator(".gradwalk-warning")).to_contain_text("sin(x)")
    explorer.type_formula("F(x, y) =", "abs(x) + y**2/2")
    expect(explorer.root.locator("select")).to_have_value("your own")
    notebook.set_slider(explorer.root, "x", 0)
    expect(explorer.note()).to_contain_text("gradient")
    notebook.screenshot(f"02-{cell_id}-kink", explorer.root)
    explorer.type_formula("F(x, y) =", "x + 2*y")
    expect(explorer.value("|∇F|" if cell_id == "shadow-explorer" else "off by")).to_have_text(
        re.compile("2.236|0.000 %")
    )
    expect(explorer.root.locator(".gradwalk-warning")).to_have_count(0)
    expect(explorer.note()).not_to_contain_text("no gradient")
    notebook.screenshot(f"02-{cell_id}-plane", explorer.root)


def test_another_measure_of_length_turns_the_steepest_direction(notebook):
    explorer = ExplorerOnPage(notebook, "units-explorer")
    expect(explorer.value("steepest, so measured")).to_have_text("slope 2.828 at φ = 26.6°")
    notebook.press(notebook.slider_handle(explorer.root, "c"), "ArrowRight", times=3)
    expect(explorer.value("steepest, so measured")).not_to_have_text("slope 2.828 at φ = 26.6°")
    notebook.screenshot("02-units-explorer-moved", explorer.root)


@pytest.mark.parametrize("cell_id", ["predict-quarter-turn", "predict-halve-step", "predict-other-units"])
def test_prediction_opens_an_explorer_after_a_commitment(notebook, cell_id):
    question = notebook.output(cell_id)
    question.scroll_into_view_if_needed()
    assert question.locator(".gradwalk-explorer").count() == 0
    question.locator("input[type=radio]").nth(1).check()
    question.get_by_role("button", name="Commit").click()
    expect(question.locator(".gradwalk-explorer")).to_be_visible()
    expect(question).to_contain_text("You predicted:")
    notebook.screenshot(f"02-{cell_id}", question)
