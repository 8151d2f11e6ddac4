"""Fixtures for tests in a real browser: a JupyterLab server, a Chromium, and `open_notebook`.

Server and browser are shared by the tests of this folder and end after its last test.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from tests.browser.chromium import HOW_TO_INSTALL, find_chromium, launch_chromium
from tests.browser.jupyterlab import JupyterLab, running_jupyterlab
from tests.browser.notebook_page import SCREENSHOTS, NotebookPage
from tests.ci import skip_or_fail

FAILED = pytest.StashKey[bool]()
VIEWPORT = {"width": 1500, "height": 1000}


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
def page(chromium: Browser, request: pytest.FixtureRequest) -> Iterator[Page]:
    context = chromium.new_context(viewport=VIEWPORT)
    page = context.new_page()
    yield page
    if request.node.stash.get(FAILED, False):
        name = re.sub(r"\W+", "-", request.node.name)
        page.screenshot(path=SCREENSHOTS / f"failed-{name}.png")
    context.close()


@pytest.fixture
def open_notebook(page: Page, jupyterlab: JupyterLab) -> Iterator[Callable[[Path], NotebookPage]]:
    """A function that copies a notebook to the server, opens it and waits for its kernel."""

    def open_(path: Path) -> NotebookPage:
        notebook = NotebookPage(page, jupyterlab, jupyterlab.add(path))
        notebook.open()
        return notebook

    yield open_
    jupyterlab.shut_down_kernels()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item):
    report = yield
    if report.failed:
        item.stash[FAILED] = True
    return report
