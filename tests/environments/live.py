"""Open notebook 1 in the JupyterLab (or Notebook 7) of an environment and move the point of an explorer by a slider."""

from __future__ import annotations

from playwright.sync_api import Browser, expect

from tests.environments.throwaway import REPOSITORY
from tools.harness.chromium import VIEWPORT
from tools.harness.explorer_on_page import ExplorerOnPage
from tools.harness.jupyterlab import JupyterLab
from tools.harness.notebook_page import NotebookPage

NOTEBOOK = REPOSITORY / "notebooks" / "01_gradient_direction.ipynb"


def assert_slider_moves_the_marks(chromium: Browser, lab: JupyterLab, name: str, app: str = "lab") -> None:
    """Run an explorer's cell, then press the arrow key on a slider: numbers and marks move in both panels.

    All cells of all notebooks are run in each environment by nbval, without a page.
    """
    with chromium.new_context(viewport=VIEWPORT) as context:
        notebook = NotebookPage(context.new_page(), lab, lab.add(NOTEBOOK))
        notebook.open(app)
        for cell in ("imports", "linked-explorer"):
            notebook.run_cell(cell)
        assert (errors := notebook.error_outputs()) == [], errors
        assert notebook.page_errors == [], notebook.page_errors
        explorer = ExplorerOnPage(notebook, "linked-explorer")
        feet = [explorer.mark(panel, "foot") for panel in ("map", "surface")]
        before = [foot.get_attribute("transform") for foot in feet]
        x = explorer.numbers("(x, y)")[0]
        notebook.press(notebook.slider_handle(explorer.root, "x"), "ArrowRight", times=5)
        expect(feet[0]).not_to_have_attribute("transform", before[0])
        assert explorer.numbers("(x, y)")[0] > x
        assert feet[1].get_attribute("transform") != before[1]
        notebook.screenshot(f"environment-{name}")
        notebook.screenshot(f"environment-{name}-explorer", explorer.root)
