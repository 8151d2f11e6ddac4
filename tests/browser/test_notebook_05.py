"""Notebook 5 as a learner uses it: Run All, change weights, follow the change, press concepts, take the test."""

from __future__ import annotations

import re

import numpy as np
import pytest
from playwright.sync_api import Locator, expect

from gradwalk.mathematics.network import backward
from gradwalk.questions import concept_questions
from gradwalk.states.graph.course_map import CONCEPTS, RELATIONS
from gradwalk.states.network.small_change import PARAMETERS, TARGET, X
from tests.browser.whole_notebook import WholeNotebook
from tools.harness.explorer_on_page import ExplorerOnPage, numbers_in

NOTEBOOK = "05_interpretation.ipynb"
EXPLORERS = ("small-change-explorer", "concept-map")
GRADIENT = backward(PARAMETERS, X, TARGET)
PREDICTED = "predicted ΔE, ∇E · Δw"


class TestWholeNotebook(WholeNotebook):
    """Notebook 5 as it is stored, and after Run All."""


def choose(explorer: ExplorerOnPage, box: int, label: str) -> None:
    explorer.root.locator("select").nth(box).select_option(label)
    explorer.settled()


def test_a_pressed_weight_changes_and_its_slope_is_seen(notebook):
    explorer = ExplorerOnPage(notebook, "small-change-explorer")
    length = explorer.numbers("|Δw|")[0]
    explorer.mark("network", "w2[0, 2]").click()
    expect(explorer.mark("network", "w2[0, 2]")).to_contain_text("+")
    assert explorer.numbers(PREDICTED)[0] == pytest.approx(length * GRADIENT.w2[0, 2], rel=0.01)
    explorer.mark("network", "w1[1, 1]").focus()
    notebook.page.keyboard.press("Enter")
    expect(explorer.mark("network", "w1[1, 1]")).to_contain_text("+")
    assert explorer.numbers(PREDICTED)[0] == pytest.approx(length * GRADIENT.w1[1, 1], rel=0.01)
    notebook.screenshot("05-one-weight", explorer.root)


def test_the_length_follows_hand_keys_and_slider(notebook):
    explorer = ExplorerOnPage(notebook, "small-change-explorer")
    before = explorer.numbers("|Δw|")[0]
    here = explorer.mark("remainder", "here")
    notebook.drag(here, -90, 0)
    notebook.page.wait_for_timeout(400)
    dragged = explorer.numbers("|Δw|")[0]
    assert dragged < before / 5
    notebook.press(here, "ArrowRight", times=3)
    expect(explorer.value("|Δw|")).not_to_have_text(f"{dragged:g}")
    assert explorer.numbers("|Δw|")[0] > dragged
    notebook.press(notebook.slider_handle(explorer.root, "|Δw|"), "Home")
    expect(explorer.value("|Δw|")).to_have_text("1·10⁻⁴")


def test_downhill_is_a_step_of_1_1_and_no_other_way_promises_more(notebook):
    explorer = ExplorerOnPage(notebook, "small-change-explorer")
    choose(explorer, 0, "all, along −∇E")
    expect(explorer.note()).to_contain_text("−η∇E with η")
    best = explorer.numbers(PREDICTED)[0]
    steepness = float(np.linalg.norm(GRADIENT.flatten()))
    assert best == pytest.approx(-explorer.numbers("|Δw|")[0] * steepness, rel=0.01)
    notebook.screenshot("05-downhill", explorer.root)
    choose(explorer, 0, "all, at random")
    assert explorer.numbers(PREDICTED)[0] > best


def test_the_change_is_followed_stage_by_stage(notebook):
    explorer = ExplorerOnPage(notebook, "small-change-explorer")
    choose(explorer, 0, "all, at random")
    back, forth = (explorer.root.get_by_title(f"One stage {way}") for way in ("back", "on"))
    for _ in range(4):
        back.click()
    expect(explorer.note()).to_contain_text("In purple the weights that change")
    expect(explorer.mark("network", "h1 -40")).to_have_count(0)
    for node in ("h1", "z1", "y1", "E"):
        forth.click()
        expect(explorer.mark("network", f"{node} -40")).to_be_visible()
        notebook.screenshot(f"05-followed-to-{node[0]}", explorer.root)


def test_a_concept_is_pressed_by_mouse_and_by_key(notebook):
    explorer = ExplorerOnPage(notebook, "concept-map")
    pairs = explorer.root.locator(".gradwalk-pair")
    expect(pairs).to_have_count(len(RELATIONS))
    explorer.mark("map", "taylor").click()
    expect(explorer.note()).to_contain_text(CONCEPTS["taylor"].sentence)
    expect(pairs).to_have_count(sum("taylor" in (start, goal) for start, _, goal in RELATIONS))
    notebook.screenshot("05-concept-map-pressed", explorer.root)
    explorer.mark("map", "update").focus()
    notebook.page.keyboard.press("Enter")
    expect(explorer.note()).to_contain_text(CONCEPTS["update"].sentence)
    choose(explorer, 0, "the whole course")
    expect(pairs).to_have_count(len(RELATIONS))


def concept_test(notebook) -> Locator:
    return notebook.widget("concept-test", ".gradwalk-prediction")


def test_the_concept_test_is_taken_with_the_keyboard_alone(notebook):
    test, keyboard = concept_test(notebook), notebook.page.keyboard
    expect(test).to_contain_text(f"Question 1 of {len(concept_questions())}")
    for place, question in enumerate(concept_questions()):
        expect(test).to_contain_text(question.text)
        wanted = list(question.choices).index(question.answer) if place % 2 else 0
        test.locator("input[type=radio]").nth(wanted).focus()
        keyboard.press("Space")
        button = test.get_by_role("button", name="Commit")
        button.focus()
        keyboard.press("Enter")
        expect(test.locator(".gradwalk-feedback")).to_contain_text(question.where)
        if place == 0:
            notebook.screenshot("05-concept-test-explained", test)
        keyboard.press("Enter")  # the button has kept the focus and now leads on
    expect(test).to_contain_text(re.compile(rf"\d+ of {len(concept_questions())} right"))
    notebook.screenshot("05-concept-test-score", test)


def test_the_score_is_kept_on_demand(notebook):
    test = concept_test(notebook)
    keep = test.get_by_role("button", name="Keep this score")
    if not keep.is_visible():
        for _ in concept_questions():
            test.get_by_role("button", name="I do not know").click()
            test.get_by_role("button", name=re.compile("Next question|See how it went")).click()
    keep.click()
    expect(test).to_contain_text("Kept as concept_test_scores.json")


@pytest.mark.parametrize("cell_id", ["predict-one-weight", "predict-best-change", "predict-long-change"])
def test_a_prediction_opens_its_outcome_after_a_commitment(notebook, cell_id):
    question = notebook.output(cell_id)
    question.scroll_into_view_if_needed()
    assert question.locator(".gradwalk-explorer").count() == 0
    question.get_by_role("radio").first.check()
    question.get_by_role("button", name="Commit").click()
    expect(question.locator(".gradwalk-feedback")).to_contain_text("It turns out otherwise.")
    expect(question.locator(".gradwalk-explorer")).to_be_visible()
    notebook.screenshot(f"05-{cell_id}", question)


def test_the_first_prediction_comes_true(notebook):
    explorer = ExplorerOnPage(notebook, "predict-one-weight")
    assert explorer.numbers("actual ΔE")[0] == pytest.approx(-0.025, abs=1e-3)
    assert numbers_in(explorer.twin()["|Δw|"]) == [0.05]
