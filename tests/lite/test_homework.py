"""Homework in the browser alone: type the id, answer, check, choose, save, download; and it is graded like any."""

from __future__ import annotations

import csv
import importlib.util
import json
import re
import shutil
from pathlib import Path

import pytest
from playwright.sync_api import expect

from gradwalk.grading.__main__ import main
from gradwalk.grading.folder import CourseFolder
from tests.ci import skip_or_fail
from tests.homework.material import HAS_BUBBLEWRAP, HOMEWORK_FOLDER, cell_of, sample_notebooks, solved_notebook
from tools.harness.notebook_page import NotebookPage

pytestmark = pytest.mark.network

NAME = "01_gradient_direction"
QUESTIONS = "given-22"  # the cell in which the questions about one's own code are answered
ANSWERED = ("update_step", "directional_derivative", "steepest_angle")
WRONG_SIGN = sample_notebooks.wrong_answers()["update_step"]["sign"]


@pytest.fixture
def homework(visitor, site):
    if not HAS_BUBBLEWRAP:
        skip_or_fail("Bubblewrap is not installed, so nothing can be graded: apt-get install bubblewrap.")
    if importlib.util.find_spec("nbgrader") is None:
        skip_or_fail("nbgrader is not installed: uv run --extra grading pytest tests/lite")
    opened = NotebookPage(visitor.new_page(), site, f"homework/{NAME}.ipynb")
    opened.open()
    return opened


def cell_id(exercise: str) -> str:
    """The cell of an exercise has its name, written with hyphens."""
    return exercise.replace("_", "-")


def type_into(notebook: NotebookPage, cell: str, source: str) -> None:
    """Replace the text of a cell by hand, and run it."""
    editor = notebook.cell(cell).locator(".cm-content")
    editor.click()
    notebook.page.keyboard.press("ControlOrMeta+a")
    notebook.page.keyboard.insert_text(source)
    notebook.page.keyboard.press("ControlOrMeta+Enter")
    notebook.wait_until_idle()


def answers() -> dict[str, str]:
    """Exercise -> the text of its cell: a sign slip in the first, the next two right, the others left alone."""
    solved = solved_notebook(NAME, "ada", update_step=WRONG_SIGN)
    return {name: cell_of(solved, name)["source"] for name in ANSWERED}


def check(notebook: NotebookPage, exercise: str, verdict: str) -> None:
    """Run a check cell and read its verdict."""
    notebook.run_cell(f"{cell_id(exercise)}-check")
    expect(notebook.output(f"{cell_id(exercise)}-check").get_by_role("status").first).to_contain_text(verdict)


def choose_an_answer(notebook: NotebookPage) -> None:
    """Take the first choice of the first question about one's own code."""
    notebook.run_cell(QUESTIONS)
    first = notebook.widget(QUESTIONS, ".widget-radio-box")
    commit = notebook.output(QUESTIONS).get_by_role("button", name="This is my answer").first
    expect(commit).to_be_disabled()
    first.locator("input").first.click()
    commit.click()
    expect(notebook.output(QUESTIONS)).to_contain_text(re.compile("q3: .*(is right|is not it)", re.DOTALL))
    expect(notebook.output(QUESTIONS)).to_contain_text('work.answer("q3", "a", code=')


def run_the_written_lines(notebook: NotebookPage) -> None:
    """Run the cell of the questions again, and then the cell that it has written."""
    notebook.run_cell(QUESTIONS)
    written = notebook.page.locator(
        ".jp-Notebook .jp-CodeCell .cm-content", has_text='work.answer("q3", "a", code='
    ).first
    expect(written).to_be_visible()
    written.click()
    notebook.page.keyboard.press("ControlOrMeta+Enter")
    notebook.wait_until_idle()
    notebook.screenshot("lite-homework-questions")


def download(notebook: NotebookPage, target: Path) -> Path:
    """Save the notebook and download it, both from the menu."""
    notebook.menu("File", "Save Notebook")
    with notebook.page.expect_download() as started:
        notebook.menu("File", "Download")
    path = target / started.value.suggested_filename
    started.value.save_as(path)
    return path


def test_homework_answered_in_the_browser_is_graded_like_any(homework, tmp_path):
    type_into(homework, "given-01", sample_notebooks.answered(NAME, "ada")["cells"][1]["source"])
    expect(homework.output("given-01")).to_contain_text("the numbers of 'ada'")
    for exercise, source in answers().items():
        type_into(homework, cell_id(exercise), source)
    check(homework, "update_step", "wrong")
    check(homework, "directional_derivative", "right")
    check(homework, "steepest_angle", "right")
    homework.run_cell(cell_id("descent_path"))
    check(homework, "descent_path", "not attempted")
    homework.screenshot("lite-homework")
    choose_an_answer(homework)
    run_the_written_lines(homework)
    handed_in = download(homework, tmp_path)
    assert handed_in.suffix == ".ipynb"
    assert json.loads(handed_in.read_text(encoding="utf-8"))["metadata"]["kernelspec"]["name"] == "python"
    rows = graded(handed_in, tmp_path / "course")
    assert {name: row["mistake"] for name, row in rows.items()}["update_step"] == "sign"
    full = {name: float(row["score"]) for name, row in rows.items() if row["score"]}
    assert full["directional_derivative"] > 0
    assert full["steepest_angle"] > 0
    assert full["update_step"] == full["descent_path"] == 0
    assert re.search(r"questions about it: q3 (not )?right", rows["directional_derivative"]["message"])
    assert "(q5, q6) have no answer" in rows["steepest_angle"]["message"]


def graded(handed_in: Path, folder: Path) -> dict[str, dict[str, str]]:
    """Grade one file with the instructor's commands; returns the row of each question."""
    assert main(["setup", str(folder), "--sources", str(HOMEWORK_FOLDER)]) == 0
    assert main(["release", str(folder), NAME]) == 0
    place = folder / "submitted" / "ada" / NAME
    place.mkdir(parents=True)
    shutil.copy(handed_in, place)
    assert main(["grade", str(folder), NAME]) == 0
    assert main(["merge", str(folder), NAME]) == 0
    with open(CourseFolder(folder).report_folder(NAME) / "questions.csv", newline="", encoding="utf-8") as table:
        return {row["question"]: row for row in csv.DictReader(table)}
