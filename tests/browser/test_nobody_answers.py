"""In JupyterLab: a kernel that is busy or was restarted, and the keys of a question before any stage has rendered."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import nbformat
import pytest
from playwright.sync_api import expect

from tools.harness.notebook_page import NotebookPage

CELLS = {
    "question": "from gradwalk import ConceptTest, ask\nask('01/arrow')",
    "test": "ConceptTest('after')",
    "explorer": "from gradwalk import LinkedExplorer\nexplorer = LinkedExplorer('bowl')\nexplorer",
    "busy": "import time\ntime.sleep(6)",
}
UNANSWERED = ".gradwalk-unanswered"
RESTART = "window.jupyterapp.shell.currentWidget.sessionContext.session.kernel.restart()"
RUN_BUSY_CELL = """index => {
    window.jupyterapp.shell.currentWidget.content.activeCellIndex = index;
    window.jupyterapp.commands.execute("notebook:run-cell");
}"""


@pytest.fixture
def notebook(open_notebook: Callable[[Path], NotebookPage], tmp_path: Path) -> NotebookPage:
    written = nbformat.v4.new_notebook(metadata={"kernelspec": {"name": "python3", "display_name": "Python 3"}})
    written.cells = [nbformat.v4.new_code_cell(source, id=name) for name, source in CELLS.items()]
    nbformat.write(written, tmp_path / "small.ipynb")
    return open_notebook(tmp_path / "small.ipynb")


def test_keys_of_a_question_do_not_change_the_notebook_before_any_stage_is_there(notebook):
    cells = notebook.cell_ids()
    for name in ("question", "test"):
        notebook.run_cell(name)
        asked = notebook.widget(name, ".gradwalk-prediction")
        for control in (asked.locator("input[type=radio]").first, asked.locator("button:enabled").first):
            if control.count() == 0:
                continue
            control.focus()
            for key in ("b", "m", "a", "x", "d", "d", "c", "v"):
                notebook.page.keyboard.press(key)
    assert notebook.page.locator(".gradwalk-stage").count() == 0
    assert notebook.cell_ids() == cells
    assert notebook.page.locator(".jp-MarkdownCell").count() == 0
    first = notebook.widget("question", ".gradwalk-prediction").locator("input[type=radio]")
    first.nth(0).focus()
    notebook.page.keyboard.press("ArrowDown")
    expect(first.nth(1)).to_be_checked()


def test_a_busy_kernel_keeps_the_hand_and_a_restarted_one_says_what_to_do(notebook):
    notebook.run_cell("explorer")
    stage = notebook.widget("explorer", ".gradwalk-stage")
    handle = stage.locator("[data-panel=map] [data-mark=foot]")
    before = handle.get_attribute("transform")
    notebook.page.evaluate(RUN_BUSY_CELL, notebook.cell_index("busy"))
    notebook.page.wait_for_timeout(300)
    notebook.drag(handle, -80, 40)
    dropped = handle.get_attribute("transform")
    assert dropped != before
    expect(stage.locator(UNANSWERED)).to_contain_text("while it is busy, this waits")
    assert handle.get_attribute("transform") == dropped
    notebook.screenshot("busy-kernel", stage)
    expect(stage.locator(UNANSWERED)).to_be_empty(timeout=15_000)
    x, y = (float(number) for number in dropped.removeprefix("translate(").removesuffix(")").split())
    now = [float(number) for number in handle.get_attribute("transform")[10:-1].split()]
    assert now == pytest.approx([x, y], abs=1.5)  # where it was put, rounded to the grid of the values
    notebook.wait_until_idle()

    notebook.page.evaluate(RESTART)
    expect(stage.locator(UNANSWERED)).to_contain_text(
        "no longer knows this picture: run this cell again", timeout=15_000
    )
    settled = handle.get_attribute("transform")
    notebook.drag(handle, 60, -20)
    expect(handle).to_have_attribute("transform", settled)
    notebook.screenshot("restarted-kernel", stage)
    notebook.wait_until_idle()
    notebook.run_cell("explorer")
    again = notebook.widget("explorer", ".gradwalk-stage")
    expect(again.locator(UNANSWERED)).to_be_empty()
