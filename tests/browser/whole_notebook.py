"""What the browser's tests of every notebook ask first. A module names NOTEBOOK and EXPLORERS and subclasses this."""

from __future__ import annotations

from tools.harness.explorer_on_page import DECODED_WIDTH, ExplorerOnPage
from tools.harness.notebook_page import NotebookPage


class WholeNotebook:
    """The stored pictures before the first run; then no error anywhere, and explorers that can be seen and read."""

    def test_stored_pictures_are_seen_before_the_first_run(self, stored_widths: dict[str, int]):
        assert all(stored_widths.values()), stored_widths

    def test_runs_without_an_error(self, notebook: NotebookPage):
        assert notebook.error_outputs() == []
        assert notebook.page_errors == []

    def test_every_explorer_shows_pictures_marks_and_text(self, notebook: NotebookPage, explorer_cell: str):
        explorer = ExplorerOnPage(notebook, explorer_cell)
        for picture in explorer.root.locator("img.gradwalk-picture").all():
            assert picture.evaluate(DECODED_WIDTH) > 0
            assert picture.get_attribute("alt")
        assert explorer.root.locator("svg [data-mark]").count() > 0
        assert all(explorer.twin().values())
        notebook.screenshot(f"{notebook.path.split('/')[-1][:2]}-{explorer_cell}", explorer.root)
