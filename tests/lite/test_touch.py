"""The course without a server under a finger: JupyterLab has menus that cannot be tapped, and so a toolbar."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from tools.harness.notebook_page import RUN_TIMEOUT
from tools.harness.static_site import StaticSite

pytestmark = pytest.mark.network

SOON = 30_000  # milliseconds, for a busy machine
FIRST = "notebooks/01_gradient_direction.ipynb"
PHONE = {"viewport": {"width": 412, "height": 840}, "has_touch": True, "is_mobile": True}


@pytest.fixture(scope="module")
def phone(chromium: Browser, site: StaticSite):
    """Notebook 1 on a phone, in the app that start page and pages open there."""
    with chromium.new_context(**PHONE, accept_downloads=True) as context:
        site.answer_for_pyodide(context)
        page = context.new_page()
        page.goto(site.notebook_url(FIRST, app="notebooks"))
        page.locator(".jp-Notebook .jp-CodeCell").first.wait_for(timeout=RUN_TIMEOUT)
        yield page


def tool(page: Page, name: str):
    return page.locator(".jp-Toolbar").get_by_role("button", name=re.compile(name)).first


def test_words_say_what_one_waits_for(phone):
    expect(phone.locator("#gradwalk-loading")).to_contain_text(re.compile("Python is (loading|ready)"), timeout=SOON)


def test_a_notebook_has_the_width_of_the_phone(phone):
    assert phone.locator(".jp-Notebook").bounding_box()["width"] >= 0.9 * PHONE["viewport"]["width"]


def test_download_is_tapped_in_the_toolbar(phone):
    with phone.expect_download() as download:
        tool(phone, "Download").tap()
    assert download.value.suggested_filename.endswith("01_gradient_direction.ipynb")  # the folder stands before it


def test_run_all_is_tapped_in_the_toolbar(phone):
    tool(phone, "Run all").tap()
    # Every cell waits for Python from that moment on; that they run is tested where there is a mouse.
    prompts = phone.locator(".jp-CodeCell .jp-InputPrompt", has_text=re.compile(r"\[(\*|\d+)\]"))
    expect(prompts).to_have_count(phone.locator(".jp-CodeCell").count(), timeout=SOON)
