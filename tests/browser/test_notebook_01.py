"""Notebook 1 as a learner uses it: Run All, drag, slide, type, predict, play a descent. Pictures are kept."""

from __future__ import annotations

import math
import re

import pytest
from playwright.sync_api import expect

from tests.browser.whole_notebook import WholeNotebook
from tools.harness.explorer_on_page import ExplorerOnPage, numbers_in

NOTEBOOK = "01_gradient_direction.ipynb"
EXPLORERS = ("surface-explorer", "linked-explorer", "descent-explorer")


class TestWholeNotebook(WholeNotebook):
    """Notebook 1 as it is stored, and after Run All."""


def himmelblau(x: float, y: float) -> float:
    return (x**2 + y - 11) ** 2 + (x + y**2 - 7) ** 2


def test_dragged_point_moves_numbers_sliders_and_both_views(notebook):
    explorer = ExplorerOnPage(notebook, "linked-explorer")
    x, y = explorer.numbers("(x, y)")
    on_surface = explorer.mark("surface", "foot")
    before = on_surface.get_attribute("transform")
    notebook.drag(explorer.mark("map", "foot"), 60, -40)
    moved_x, moved_y = explorer.numbers("(x, y)")
    assert moved_x > x
    assert moved_y > y
    # One unit is as long on both axes of the map, so the ratio of the movements is that of the pixels.
    assert (moved_x - x) / (moved_y - y) == pytest.approx(60 / 40, rel=0.1)
    assert explorer.numbers("F")[0] == pytest.approx(himmelblau(moved_x, moved_y), rel=1e-2)
    assert explorer.slider_number("x") == pytest.approx(moved_x, abs=1e-3)
    assert explorer.slider_number("y") == pytest.approx(moved_y, abs=1e-3)
    assert on_surface.get_attribute("transform") != before
    notebook.screenshot("01-linked-explorer-dragged", explorer.root)


def test_dragged_point_stays_under_the_mouse(notebook):
    explorer = ExplorerOnPage(notebook, "linked-explorer")
    foot = explorer.mark("map", "foot")
    x, y = notebook.centre_of(foot)
    notebook.page.mouse.move(x, y)
    notebook.page.mouse.down()
    notebook.page.mouse.move(x - 50, y + 30, steps=5)
    held = foot.bounding_box()
    notebook.page.mouse.up()
    assert held["x"] + held["width"] / 2 == pytest.approx(x - 50, abs=2)
    assert held["y"] + held["height"] / 2 == pytest.approx(y + 30, abs=2)


def test_press_on_the_map_sends_the_point_there(notebook):
    explorer = ExplorerOnPage(notebook, "linked-explorer")
    svg = explorer.root.locator('[data-panel="map"] > svg')
    box = svg.bounding_box()
    target = box["x"] + 0.7 * box["width"], box["y"] + 0.3 * box["height"]
    notebook.page.mouse.click(*target)
    notebook.page.wait_for_timeout(400)  # the kernel's own place takes over from the hand's
    explorer.settled()
    x, y = notebook.centre_of(explorer.mark("map", "foot"))
    assert (x, y) == pytest.approx(target, abs=3)


def test_slider_by_value_and_by_arrow_keys(notebook):
    explorer = ExplorerOnPage(notebook, "linked-explorer")
    notebook.set_slider(explorer.root, "x", 1)
    notebook.set_slider(explorer.root, "y", 2)
    expect(explorer.value("(x, y)")).to_have_text("(1.000, 2.000)")
    expect(explorer.value("F")).to_have_text("68.00")
    notebook.press(notebook.slider_handle(explorer.root, "x"), "ArrowRight", times=5)
    expect(explorer.value("(x, y)")).not_to_have_text("(1.000, 2.000)")
    assert explorer.numbers("(x, y)")[0] > 1


def test_arrow_keys_move_the_point_itself(notebook):
    explorer = ExplorerOnPage(notebook, "linked-explorer")
    before = explorer.settled()["(x, y)"]
    x, y = numbers_in(before)
    notebook.press(explorer.mark("map", "foot"), "ArrowUp", times=3)
    expect(explorer.value("(x, y)")).not_to_have_text(before)
    moved_x, moved_y = explorer.numbers("(x, y)")
    assert moved_x == pytest.approx(x)
    assert moved_y > y


def test_camera_turns_and_the_point_keeps_its_numbers(notebook):
    explorer = ExplorerOnPage(notebook, "surface-explorer")
    numbers = explorer.settled()
    picture = explorer.root.locator('[data-panel="surface"] img')
    source = picture.get_attribute("src")
    x, y = notebook.centre_of(explorer.root.locator('[data-panel="surface"] > svg'))
    notebook.page.mouse.move(x - 200, y - 170)  # beside the surface
    notebook.page.mouse.down()
    notebook.page.mouse.move(x - 120, y - 150, steps=8)
    notebook.page.mouse.up()
    expect(picture).not_to_have_attribute("src", source)
    notebook.page.wait_for_timeout(500)  # the fine mesh follows the coarse one
    assert explorer.settled() == numbers
    notebook.screenshot("01-surface-explorer-turned", explorer.root)


def test_formula_typed_by_the_learner(notebook):
    explorer = ExplorerOnPage(notebook, "surface-explorer")
    explorer.type_formula("F(x, y) =", "x*y + 3")
    notebook.set_slider(explorer.root, "x", 0.5)
    notebook.set_slider(explorer.root, "y", -1)
    expect(explorer.value("F")).to_have_text("2.500")
    expect(explorer.value("∇F")).to_have_text("(−1.000, 0.5000)")
    notebook.screenshot("01-surface-explorer-formula", explorer.root)


@pytest.mark.parametrize("bad", ["cos²(x) + y", "x + (y", "q + y", "1/2x", "", "x.real + y"])
def test_bad_formula_gets_one_sentence_and_loses_nothing(notebook, bad):
    explorer = ExplorerOnPage(notebook, "surface-explorer")
    explorer.type_formula("F(x, y) =", "x*y + 3")
    expect(explorer.root.locator(".gradwalk-warning")).to_have_count(0)
    before = explorer.twin()
    explorer.type_formula("F(x, y) =", bad)
    warning = explorer.root.locator(".gradwalk-warning")
    expect(warning).to_be_visible()
    assert "Traceback" not in warning.inner_text()
    assert explorer.settled() == before
    assert explorer.text_box("F(x, y) =").input_value() == bad
    if bad == "cos²(x) + y":
        assert "cos(x)**2 + y" in warning.inner_text()
        notebook.screenshot("01-surface-explorer-bad-formula", explorer.root)
    # The explorer goes on working.
    notebook.press(notebook.slider_handle(explorer.root, "x"), "ArrowRight", times=3)
    expect(explorer.value("(x, y)")).not_to_have_text(before["(x, y)"])


def test_descent_plays_pauses_and_steps_back(notebook):
    explorer = ExplorerOnPage(notebook, "descent-explorer")
    play = explorer.play_button()
    play.click()
    expect(explorer.value("step")).to_have_text(re.compile(r"^[4-9] of"), timeout=10_000)
    play.click()
    stopped = int(explorer.numbers("step")[0])
    notebook.page.wait_for_timeout(800)
    assert int(explorer.numbers("step")[0]) == stopped
    notebook.screenshot("01-descent-explorer-played", explorer.root)
    explorer.root.get_by_title("One step back").click()
    expect(explorer.value("step")).to_have_text(re.compile(f"^{stopped - 1} of"))


def test_descent_follows_equation_1_1(notebook):
    explorer = ExplorerOnPage(notebook, "descent-explorer")
    notebook.set_slider(explorer.root, "step", 0)
    expect(explorer.value("step")).to_have_text(re.compile("^0 of"))
    (x, y), (slope_x, slope_y), (eta,) = (explorer.numbers(name) for name in ("(x, y)", "∇F", "η"))
    explorer.root.get_by_title("One step on").click()
    expect(explorer.value("step")).to_have_text(re.compile("^1 of"))
    assert explorer.numbers("(x, y)") == pytest.approx([x - eta * slope_x, y - eta * slope_y], abs=5e-3)


def test_divergence_is_said_in_numbers(notebook):
    explorer = ExplorerOnPage(notebook, "descent-explorer")
    handle = notebook.slider_handle(explorer.root, "η")
    while explorer.numbers("η")[0] <= 0.2:
        notebook.press(handle, "ArrowRight")
    notebook.set_slider(explorer.root, "step", 30)
    expect(explorer.value("step")).to_have_text("30 of 30")
    # Of the two factors of a step, 1 - eta and 1 - 10 eta, the second has the larger size.
    (growth,), (eta,) = explorer.numbers("growth factor of a step"), explorer.numbers("η")
    assert growth == pytest.approx(10 * eta - 1, abs=0.02)
    assert growth > 1
    assert explorer.numbers("descent settles for η below 2/λ_max") == [0.2]
    notebook.screenshot("01-descent-explorer-diverges", explorer.root)


def test_prediction_opens_the_outcome_only_after_a_commitment(notebook):
    question = notebook.output("predict-downhill")
    question.scroll_into_view_if_needed()
    assert question.locator(".gradwalk-explorer").count() == 0
    commit = question.get_by_role("button", name="Commit")
    expect(commit).to_be_disabled()
    question.locator("input[type=radio]").first.check()
    commit.click()
    expect(question.locator(".gradwalk-explorer")).to_be_visible()
    expect(question).to_contain_text("You predicted:")
    notebook.screenshot("01-predict-downhill", question)
    opened = ExplorerOnPage(notebook, "predict-downhill")
    assert opened.numbers("(x, y)") == [10, 1]


def test_committed_prediction_is_kept_in_the_notebook(notebook):
    notebook.run_cell("your-predictions")
    expect(notebook.output("your-predictions")).to_contain_text("You predicted:")


def test_numbers_are_read_as_the_course_writes_them():
    assert numbers_in("(−1.200·10⁵, 0.5000, 2·10⁻³)") == [-120000.0, 0.5, 0.002]
    assert math.isclose(numbers_in("39.3°")[0], 39.3)


def test_words_of_the_text_set_the_picture_by_press_and_by_key(notebook):
    explorer = ExplorerOnPage(notebook, "surface-explorer")
    summit, hollow = (notebook.page.get_by_role("link", name=name, exact=True) for name in ("summit", "hollow"))
    hollow.click()
    expect(explorer.value("(x, y)")).to_have_text("(0.2300, −1.630)")
    summit.focus()
    notebook.page.keyboard.press("Enter")
    expect(explorer.value("(x, y)")).to_have_text("(0.000, 1.580)")
    expect(summit).to_be_visible()  # and the text is not open for editing


def test_words_and_names_light_their_mark_while_they_are_pointed_at(notebook):
    explorer = ExplorerOnPage(notebook, "surface-explorer")
    lit = explorer.root.locator(".gradwalk-lit")
    notebook.page.get_by_role("link", name="red one", exact=True).hover()
    expect(lit).to_have_attribute("data-mark", "foot")
    explorer.value("F").hover()
    expect(lit).to_have_attribute("data-mark", "point")
    explorer.note().hover()
    expect(lit).to_have_count(0)
