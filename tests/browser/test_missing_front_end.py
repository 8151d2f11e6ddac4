"""Where the front end of a widget does not reach the browser, a learner sees one sentence and a still picture."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import nbformat
import pytest
from playwright.sync_api import Locator, Page, expect

from tools.harness.explorer_on_page import DECODED_WIDTH
from tools.harness.notebook_page import NotebookPage

ANYWIDGET = "**/lab/extensions/anywidget/**"
WIDGET_MANAGER = "**/lab/extensions/@jupyter-widgets/**"

CELLS = {
    "imports": "from gradwalk import ConceptTest, LinkedExplorer, ask",
    "alone": "LinkedExplorer('bowl')",
    "asked": """
arrow = ask("01/arrow", lambda: LinkedExplorer("bowl"))
arrow.options.index = 0
arrow.commit()
arrow""",
    "test": "ConceptTest('after')",
}


@pytest.fixture
def run_without(open_notebook: Callable[[Path], NotebookPage], page: Page, tmp_path: Path):
    """A function that runs a small notebook in a JupyterLab whose files at these addresses do not arrive."""

    def run(*addresses: str) -> NotebookPage:
        for address in addresses:
            page.route(address, lambda route: route.abort())
        notebook = open_notebook(written(tmp_path / "small"))
        notebook.run_all()
        return notebook

    return run


def written(folder: Path) -> Path:
    folder.mkdir()
    notebook = nbformat.v4.new_notebook(metadata={"kernelspec": {"name": "python3", "display_name": "Python 3"}})
    notebook.cells = [nbformat.v4.new_code_cell(source.strip(), id=name) for name, source in CELLS.items()]
    nbformat.write(notebook, folder / "small.ipynb")
    return folder / "small.ipynb"


def assert_decoded(picture: Locator) -> None:
    expect(picture).to_be_visible()
    assert picture.evaluate(DECODED_WIDTH) > 0


def test_without_anywidget_there_are_a_sentence_and_a_picture(run_without):
    notebook = run_without(ANYWIDGET)
    for cell in ("alone", "asked"):
        substitute = notebook.widget(cell, ".gradwalk-substitute")
        expect(substitute).to_contain_text("This picture stands still, because anywidget did not reach your browser")
        assert_decoded(substitute.locator("img"))
        assert "F = 5.000" in substitute.locator("img").get_attribute("alt")
        notebook.screenshot(f"without-anywidget-{cell}", notebook.output(cell))


def test_without_any_widgets_there_are_the_picture_and_the_questions_to_read(run_without):
    notebook = run_without(WIDGET_MANAGER, ANYWIDGET)
    assert_decoded(notebook.widget("alone", "img"))
    expect(notebook.output("asked")).to_contain_text("Where does the arrow lie?")
    notebook.widget("asked", "summary").click()
    expect(notebook.output("asked")).to_contain_text("In a running notebook a picture to try it on opens here.")
    assert notebook.output("test").locator("summary").count() > 5
    notebook.screenshot("without-widgets", notebook.output("alone"))


def test_with_anywidget_no_still_picture_stands_above_the_live_one(run_without):
    notebook = run_without()
    for cell in ("alone", "asked"):
        expect(notebook.widget(cell, ".gradwalk-twin")).to_be_visible()
        expect(notebook.output(cell).locator(".gradwalk-substitute")).to_be_hidden()
