"""A Chromium for the tests of this folder, which need no JupyterLab."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Playwright, sync_playwright

from tests.ci import skip_or_fail
from tools.harness.chromium import HOW_TO_INSTALL, find_chromium, launch_chromium


@pytest.fixture(scope="package")
def playwright() -> Iterator[Playwright]:
    with sync_playwright() as playwright:
        if find_chromium(playwright) is None:
            skip_or_fail(HOW_TO_INSTALL)
        yield playwright


@pytest.fixture(scope="package")
def chromium(playwright: Playwright) -> Iterator[Browser]:
    browser = launch_chromium(playwright)
    yield browser
    browser.close()


@pytest.fixture(scope="package")
def playwright_devices(playwright: Playwright) -> dict:
    """The phones that Playwright knows, by name."""
    return playwright.devices
