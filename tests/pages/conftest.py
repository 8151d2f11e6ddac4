"""A browser that finds nothing but the page itself, and a file for the columns that node reads."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser

# Its fixtures and the hook that keeps a picture of a failed page serve here, too.
from tests.browser.conftest import chromium, pytest_runtest_makereport  # noqa: F401


@pytest.fixture(autouse=True)
def columns_file(tmp_path, monkeypatch):
    monkeypatch.setenv("PYTEST_COLUMNS", str(tmp_path / "columns.json"))


@pytest.fixture
def page_alone(chromium: Browser):  # noqa: F811
    """A page of a window without a network, in which no script may fail."""
    with chromium.new_context(viewport={"width": 1100, "height": 900}) as context:
        context.route(lambda url: not url.startswith("file:"), lambda route: route.abort())
        page, errors = context.new_page(), []

        def failed(error: object) -> None:
            errors.append(error)

        page.on("pageerror", failed)
        yield page
        assert errors == []
