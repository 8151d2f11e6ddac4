"""Homework 1 as a learner does it: untouched, hints one by one, a wrong answer drawn, a loop that never ends."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

import pytest
from playwright.sync_api import Browser, Locator, expect

from tests.homework.material import answer_source, release_notebook, save, solution_of, with_body
from tools.harness.jupyterlab import JupyterLab
from tools.harness.notebook_page import OPEN_NOTEBOOK, NotebookPage, opened_notebook

HOMEWORK = "01_gradient_direction"
VIEWPORT = {"width": 1300, "height": 1000}
WRITE = f"([index, source]) => {OPEN_NOTEBOOK}.content.widgets[index].model.sharedModel.setSource(source)"
IS_BUSY = f"() => {OPEN_NOTEBOOK}.sessionContext.session.kernel.status === 'busy'"
START = f"""index => {{
    {OPEN_NOTEBOOK}.content.activeCellIndex = index;
    window.jupyterapp.commands.execute("notebook:run-cell");
}}"""


@pytest.fixture(scope="module")
def homework(
    chromium: Browser, jupyterlab: JupyterLab, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[NotebookPage]:
    path = save(release_notebook(HOMEWORK), tmp_path_factory.mktemp("homework") / f"{HOMEWORK}.ipynb")
    with opened_notebook(chromium, jupyterlab, path) as opened:
        opened.run_all()
        yield opened


def answer(homework: NotebookPage, exercise: str, source: str) -> Locator:
    """Write an answer into its cell, run it and its check; returns what the check shows."""
    cell_id = exercise.replace("_", "-")
    homework.page.evaluate(WRITE, [homework.cell_index(cell_id), source])
    homework.run_cell(cell_id)
    homework.run_cell(f"{cell_id}-check")
    return homework.widget(f"{cell_id}-check", "[role=status]")


def with_wrong(exercise: str, body: str) -> str:
    return with_body(answer_source(HOMEWORK, exercise), body).rstrip("\n")


def test_the_untouched_homework_says_that_nothing_was_attempted(homework):
    headings = homework.page.locator(".jp-OutputArea [role=status] [role=heading]")
    assert headings.all_inner_texts() == [
        f"○ not attempted {name}"
        for name in ("update_step", "directional_derivative", "steepest_angle", "descent_path", "largest_rate")
    ]
    assert homework.error_outputs() == []
    assert homework.page_errors == []


def test_hints_open_one_by_one_with_the_keyboard(homework):
    summaries = [homework.page.locator(".jp-RenderedMarkdown summary", has_text=f"Hint {n}").first for n in (1, 2, 3)]
    for summary, inner in pairwise(summaries):
        expect(inner).to_be_hidden()
        homework.press(summary, "Enter")
        expect(inner).to_be_visible()
    homework.press(summaries[-1], "Enter")
    expect(homework.page.locator("details p", has_text="The last line begins with")).to_be_visible()
    homework.press(summaries[0], "Enter")
    expect(summaries[1]).to_be_hidden()


def test_a_wrong_step_is_named_and_drawn_and_a_right_one_is_right(homework):
    shown = answer(homework, "update_step", with_wrong("update_step", "return w + step"))
    expect(shown.get_by_role("heading", name="runs but wrong")).to_be_visible()
    expect(shown).to_contain_text("Your step climbs.")
    expect(shown.locator("svg polyline")).to_have_count(2)
    expect(shown.locator("figcaption")).to_contain_text("yours (dashed) to")
    homework.screenshot("homework-wrong-step", homework.output("update-step-check"))
    shown = answer(homework, "update_step", solution_of(HOMEWORK, "update_step"))
    expect(shown.get_by_role("heading", name=re.compile("right"))).to_be_visible()
    expect(shown.locator("svg")).to_have_count(0)


def test_an_endless_answer_can_be_interrupted_and_mended(homework):
    endless = with_wrong("steepest_angle", "while True:\n    pass")
    index = homework.cell_index("steepest-angle")
    homework.page.evaluate(WRITE, [index, endless])
    homework.run_cell("steepest-angle")
    homework.page.evaluate(START, index + 1)
    homework.page.wait_for_function(IS_BUSY)
    homework.menu("Kernel", "Interrupt Kernel")
    homework.wait_until_idle()
    assert any("KeyboardInterrupt" in text for text in homework.error_outputs())
    shown = answer(homework, "steepest_angle", solution_of(HOMEWORK, "steepest_angle"))
    expect(shown).to_contain_text("✓ right")
    assert homework.error_outputs() == []


def test_an_error_is_shown_with_the_line_it_arose_in(homework):
    shown = answer(homework, "descent_path", with_wrong("descent_path", "points = [start]\nreturn points.foo"))
    expect(shown).to_contain_text("stopped with AttributeError")
    expect(shown.locator("code", has_text="return points.foo")).to_be_visible()


def test_the_choice_is_told_apart_from_what_is_no_letter(homework):
    shown = answer(homework, "largest_rate", 'largest_rate = "z"')
    expect(shown).to_contain_text('Answer with one letter from "a" to "e", in quotes')
    shown = answer(homework, "largest_rate", solution_of(HOMEWORK, "largest_rate"))
    expect(shown).to_contain_text("✓ right")


def test_a_question_is_answered_by_choosing_and_its_line_is_written_into_a_new_cell(homework):
    answer(homework, "update_step", solution_of(HOMEWORK, "update_step"))
    questions = homework.cell_ids()[homework.cell_index("given-22")]
    homework.run_cell(questions)
    shown = homework.output(questions)
    first = shown.locator(".gradwalk-prediction").first
    expect(first.get_by_role("button", name="This is my answer")).to_be_disabled()
    first.locator("input[type=radio]").first.check()
    homework.screenshot("homework-choose", shown)
    first.get_by_role("button", name="This is my answer").click()
    expect(first.locator("[role=status]", has_text="q1: (a)")).to_be_visible()
    expect(shown.locator("pre", has_text='work.answer("q1", "a')).to_be_visible()
    homework.screenshot("homework-chosen", shown)
    before = len(homework.cell_ids())
    homework.run_cell(questions)
    homework.page.wait_for_function(f"before => {OPEN_NOTEBOOK}.content.widgets.length > before", arg=before)
    written = f"index => {OPEN_NOTEBOOK}.content.widgets[index].model.sharedModel.getSource()"
    source = homework.page.evaluate(written, homework.cell_index(questions) + 1)
    assert source.startswith('work.answer("q1", "a')
