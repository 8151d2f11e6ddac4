"""Fixtures for tests in a real browser: a JupyterLab server, a Chromium, and `open_notebook`.

Server and browser are shared by the tests of this folder and end after its last test.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from tests.ci import skip_or_fail
from tools.harness.chromium import HOW_TO_INSTALL, VIEWPORT, find_chromium, launch_chromium
from tools.harness.explorer_on_page import DECODED_WIDTH
from tools.harness.jupyterlab import JupyterLab, running_jupyterlab
from tools.harness.notebook_page import REPOSITORY, SCREENSHOTS, NotebookPage, opened_notebook

NOTEBOOKS = REPOSITORY / "notebooks"


# Package scope: Playwright's event loop must be gone before the notebooks' own tests run in this process.
@pytest.fixture(scope="package")
def chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        if find_chromium(playwright) is None:
            skip_or_fail(HOW_TO_INSTALL)
        browser = launch_chromium(playwright)
        yield browser
        browser.close()


@pytest.fixture(scope="package")
def jupyterlab() -> Iterator[JupyterLab]:
    with running_jupyterlab() as lab:
        yield lab


@pytest.fixture
def page(chromium: Browser) -> Iterator[Page]:
    with chromium.new_context(viewport=VIEWPORT) as context:
        yield context.new_page()


@pytest.fixture
def open_notebook(page: Page, jupyterlab: JupyterLab) -> Iterator[Callable[[Path], NotebookPage]]:
    """A function that copies a notebook to the server, opens it and waits for its kernel."""

    opened = []

    def open_(path: Path) -> NotebookPage:
        opened.append(NotebookPage(page, jupyterlab, jupyterlab.add(path)))
        opened[-1].open()
        return opened[-1]

    yield open_
    for notebook in opened:
        jupyterlab.shut_down_kernel(notebook.path)


@pytest.fixture(scope="module")
def unrun_notebook(request: pytest.FixtureRequest, chromium: Browser, jupyterlab: JupyterLab) -> Iterator[NotebookPage]:
    """The notebook that the test module names in NOTEBOOK, open, before anything has run."""
    with opened_notebook(chromium, jupyterlab, NOTEBOOKS / request.module.NOTEBOOK) as opened:
        yield opened


@pytest.fixture(scope="module")
def stored_widths(request: pytest.FixtureRequest, unrun_notebook: NotebookPage) -> dict[str, int]:
    """Cell id -> width in pixels of the picture that is seen before the first run, for the module's EXPLORERS."""
    cells = getattr(request.module, "EXPLORERS", ())
    return {cell: unrun_notebook.widget(cell, "img").evaluate(DECODED_WIDTH) for cell in cells}


@pytest.fixture(scope="module")
def notebook(
    request: pytest.FixtureRequest, unrun_notebook: NotebookPage, stored_widths: dict[str, int]
) -> NotebookPage:
    """The same notebook after Run All, or after the cells that the module names in CELLS; shared by its tests."""
    for cell in getattr(request.module, "CELLS", ()):
        unrun_notebook.run_cell(cell)
    if not hasattr(request.module, "CELLS"):
        unrun_notebook.run_all()
    return unrun_notebook


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Ask a test for `explorer_cell` once for each of the module's EXPLORERS."""
    if "explorer_cell" in metafunc.fixturenames:
        metafunc.parametrize("explorer_cell", metafunc.module.EXPLORERS)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item):
    """Keep a picture of the page where a test failed."""
    report = yield
    if report.failed and report.when == "call":
        for value in item.funcargs.values():
            page = value.page if isinstance(value, NotebookPage) else value
            if isinstance(page, Page):
                page.screenshot(path=SCREENSHOTS / f"failed-{re.sub(r'[^a-z0-9]+', '-', item.name.lower())}.png")
    return report
