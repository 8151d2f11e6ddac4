"""Every explorer, its controls and its first numbers, is seen at once on a small laptop, and nothing in it jumps."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect

from tools.harness.explorer_on_page import ExplorerOnPage
from tools.harness.gallery import FRESH, open_gallery, write_gallery
from tools.harness.jupyterlab import JupyterLab
from tools.harness.notebook_page import NotebookPage

MOVED_ON = ["question-right", "small-change-downhill"]
WINDOW = {"width": 1280, "height": 800}
EXPLORERS = [name for name in FRESH if name not in ("concept-test", "question", "predictions")]
ROOM = "() => document.querySelector('.jp-WindowedPanel-outer').clientHeight"

# For each choice the middle of each line of its words, in pixels from the top of the window.
LINES_OF_CHOICES = """box => [...box.querySelectorAll("label")].map(label => {
    const words = document.createRange();
    words.selectNode(document.createTreeWalker(label, NodeFilter.SHOW_TEXT).nextNode());
    return [...words.getClientRects()].map(({ top, bottom }) => [(top + bottom) / 2]);
})"""


@pytest.fixture(scope="module")
def notebook(
    chromium: Browser, jupyterlab: JupyterLab, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[NotebookPage]:
    path = write_gallery(tmp_path_factory.mktemp("heights") / "notebook", [*EXPLORERS, *MOVED_ON])
    with chromium.new_context(viewport=WINDOW) as context:
        opened = open_gallery(context.new_page(), jupyterlab, path)
        yield opened
    jupyterlab.shut_down_kernel(opened.path)


def height(notebook: NotebookPage, cell_id: str) -> float:
    box = notebook.widget(cell_id, ".gradwalk-explorer").bounding_box()
    assert box is not None
    return box["height"]


@pytest.mark.parametrize("cell_id", EXPLORERS)
def test_it_is_seen_without_scrolling(notebook, cell_id):
    assert height(notebook, cell_id) <= notebook.page.evaluate(ROOM)


def test_stepping_through_a_network_moves_nothing_below(notebook):
    explorer, before = ExplorerOnPage(notebook, "network"), height(notebook, "network")
    for step in range(1, 11):
        explorer.root.get_by_title("One step on").click()
        expect(explorer.value("step")).to_contain_text(f"{step} of 10")
        assert height(notebook, "network") == before


def test_a_long_note_moves_nothing_below(notebook):
    expect(ExplorerOnPage(notebook, "small-change-downhill").note()).to_contain_text("misses by more than a tenth")
    assert height(notebook, "small-change-downhill") == height(notebook, "small-change")


def test_a_long_warning_moves_no_picture(notebook):
    explorer = ExplorerOnPage(notebook, "linked")
    picture = explorer.root.locator(".gradwalk-panel").first
    before = picture.bounding_box()
    box = explorer.root.get_by_role("textbox", name="F(x, y) =")
    box.fill("1/2x + y" + " + x" * 40)
    box.press("Enter")
    expect(explorer.root.locator(".gradwalk-warning")).to_be_visible()
    assert picture.bounding_box() == before


def test_a_choice_of_two_lines_lies_over_no_other(notebook):
    choices = notebook.widget("hunt", ".widget-radio-box")
    choices.evaluate("box => { box.style.flex = 'none'; box.style.width = '200px'; }")
    lines = choices.evaluate(LINES_OF_CHOICES)
    assert max(len(each) for each in lines) > 1
    edges = [edge for each in lines for line in each for edge in line]
    assert edges == sorted(edges)  # each line stands below the one before
    choices.evaluate("box => box.removeAttribute('style')")


def test_the_button_of_a_question_is_about_as_wide_as_its_words(notebook):
    box = notebook.widget("question-right", ".gradwalk-prediction > button").bounding_box()
    assert box is not None
    assert 60 <= box["width"] <= 200
