"""The course in Chromium, without a server: every notebook runs to its end, and its explorers live."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, expect

from gradwalk.questions import first_questions
from tools.harness.chromium import VIEWPORT
from tools.harness.explorer_on_page import ExplorerOnPage
from tools.harness.notebook_page import REPOSITORY, NotebookPage
from tools.harness.static_site import StaticSite

pytestmark = pytest.mark.network

FIRST = "notebooks/01_gradient_direction.ipynb"
OTHERS = ("02_taylor_expansion", "03_chain_rule", "04_two_layer_network", "05_interpretation")
FIRST_VISIT = 30_000_000  # bytes
KEPT_SCORES = """() => window.jupyterapp.serviceManager.contents
    .get("notebooks/concept_test_scores.json", { content: true, format: "base64" })
    .then(file => JSON.parse(atob(file.content)))"""
SHOWS_EXPLORER = re.compile(r"^(?:\w+ = )?(?:\w+Explorer|GradientCheckLab|BugHunt)\(", re.MULTILINE)


@pytest.fixture(scope="module")
def notebook(chromium: Browser, site: StaticSite):
    """Notebook 1 as a first visitor has it: from the start page, after Run All."""
    site.transfers.clear()
    with chromium.new_context(viewport=VIEWPORT) as context:
        site.answer_for_pyodide(context)
        opened = NotebookPage(context.new_page(), site, FIRST)
        opened.page.goto(site.url)
        opened.screenshot("lite-start")
        opened.page.get_by_role("link", name="Which way is down?").click()
        opened.wait_until_idle()
        opened.run_all()
        yield opened


@pytest.mark.parametrize("color_scheme", ["light", "dark"])
def test_everybody_can_read_the_start_page(visitor, site, color_scheme):
    page = visitor.new_page()
    page.emulate_media(color_scheme=color_scheme)
    page.goto(site.url)
    found = Axe().run(page).response
    assert {"color-contrast", "document-title", "html-has-lang"} <= {rule["id"] for rule in found["passes"]}
    assert [(rule["id"], node["html"]) for rule in found["violations"] for node in rule["nodes"]] == []


def explorer_cells(path: Path) -> list[str]:
    """Ids of the cells that show an explorer at once, without a prediction before it."""
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    return [
        cell["id"] for cell in cells if cell["cell_type"] == "code" and SHOWS_EXPLORER.match("".join(cell["source"]))
    ]


def assert_lives(notebook: NotebookPage) -> None:
    """No error anywhere, and every explorer with a picture, marks and numbers."""
    assert notebook.error_outputs() == []
    assert notebook.page_errors == []
    cells = explorer_cells(REPOSITORY / notebook.path)
    assert cells
    for cell in cells:
        explorer = ExplorerOnPage(notebook, cell)
        assert explorer.root.locator("svg [data-mark]").count() > 0, cell
        assert all(explorer.twin().values()), cell


def test_first_notebook_runs_to_its_end(notebook):
    assert_lives(notebook)
    notebook.screenshot("lite-01")


def test_first_visit_is_small(notebook, site):
    missing = [transfer.path for transfer in site.transfers if transfer.status != 200]
    assert missing == []  # nothing was asked for that is neither on the site nor with Pyodide
    assert sum(transfer.sent for transfer in site.transfers) <= FIRST_VISIT


def test_a_moved_slider_moves_marks_and_numbers(notebook):
    explorer = ExplorerOnPage(notebook, "linked-explorer")
    x, _ = explorer.numbers("(x, y)")
    foot = explorer.mark("surface", "foot")
    before = foot.get_attribute("transform")
    notebook.press(notebook.slider_handle(explorer.root, "x"), "ArrowRight", times=4)
    assert explorer.numbers("(x, y)")[0] > x
    assert foot.get_attribute("transform") != before


def test_a_dragged_point_moves_numbers_and_the_other_view(notebook):
    explorer = ExplorerOnPage(notebook, "linked-explorer")
    x, y = explorer.numbers("(x, y)")
    before = explorer.mark("surface", "foot").get_attribute("transform")
    notebook.drag(explorer.mark("map", "foot"), 60, -40)
    moved_x, moved_y = explorer.numbers("(x, y)")
    assert moved_x > x
    assert moved_y > y
    assert explorer.mark("surface", "foot").get_attribute("transform") != before
    notebook.screenshot("lite-01-linked-explorer", explorer.root)


def test_a_descent_plays_and_stops_in_the_browser_s_own_kernel(notebook):
    explorer = ExplorerOnPage(notebook, "descent-explorer")
    play = explorer.play_button()
    play.click()
    expect(explorer.value("step")).to_have_text(re.compile(r"^[3-9] of"))
    play.click()
    explorer.settled()


def test_a_kept_score_is_there_for_the_last_notebook(notebook):
    test = notebook.widget("concept-test-before", ".gradwalk-prediction")
    for number in range(len(first_questions())):
        expect(test).to_contain_text(f"Question {number + 1} of")
        test.get_by_role("button", name="I do not know").click()
    test.get_by_role("button", name="Keep this for notebook 5").click()
    expect(test.get_by_text("Kept as concept_test_scores.json")).to_be_visible()
    assert list(notebook.page.evaluate(KEPT_SCORES)) == ["before"]


# Last, in the page and the kernel of the first: to start another takes longer than to run a notebook.
@pytest.mark.parametrize("name", OTHERS)
def test_the_other_notebooks_run_to_their_end(notebook, name):
    notebook.show_other(f"notebooks/{name}.ipynb")
    notebook.run_all()
    assert_lives(notebook)
    notebook.screenshot(f"lite-{name[:2]}")
