"""marimo, which knows anywidget and no other widgets: an explorer that ends a cell is live there."""

from __future__ import annotations

import re
import socket
import subprocess
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.environments.throwaway import make_environment
from tools.harness.notebook_page import SCREENSHOTS

NOTEBOOK = """
import marimo

app = marimo.App()


@app.cell
def _():
    from gradwalk import LinkedExplorer

    explorer = LinkedExplorer("bowl")
    explorer
    return (explorer,)


@app.cell
def _(explorer):
    explorer.x.value = 1.5
    return
"""
START_TIMEOUT = 60  # seconds

pytestmark = pytest.mark.network


@pytest.fixture
def address(tmp_path: Path) -> Iterator[str]:
    """The notebook as an application of marimo's own server, in an environment with the newest marimo."""
    environment = make_environment(tmp_path / "environment", "-e", ".", "marimo")
    (tmp_path / "small.py").write_text(NOTEBOOK, encoding="utf-8")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [environment.python, "-m", "marimo", "run", "small.py", "--headless", "--no-token", "--port", str(port)]
    with subprocess.Popen(command, cwd=tmp_path, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as server:
        try:
            yield wait_for(f"http://127.0.0.1:{port}", server)
        finally:
            server.terminate()


def wait_for(address: str, server: subprocess.Popen) -> str:
    deadline = time.monotonic() + START_TIMEOUT
    while time.monotonic() < deadline and server.poll() is None:
        try:
            with urllib.request.urlopen(address, timeout=5):
                return address
        except OSError:
            time.sleep(0.2)
    raise AssertionError("marimo's server did not start")


@pytest.fixture
def page(chromium: Browser) -> Iterator[Page]:
    with chromium.new_context(viewport={"width": 1200, "height": 800}) as context:
        yield context.new_page()


def test_an_explorer_is_moved_by_hand_and_from_a_cell(address, page):
    page.goto(address)
    place = page.locator(".gradwalk-pair", has_text="(x, y)").locator(".gradwalk-value")
    expect(place).to_have_text("(1.500, 1.000)", timeout=90_000)  # as the second cell has set it
    handle = page.locator("[data-panel=map] [data-mark=foot]")
    box = handle.bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x - 60, y + 30, steps=5)
    page.mouse.up()
    expect(place).to_have_text(re.compile(r"^\(0\.\d+, 0\.\d+\)$"))
    page.keyboard.press("ArrowLeft")
    page.screenshot(path=SCREENSHOTS / "marimo.png")
    expect(page.locator(".gradwalk-unanswered")).to_be_empty()
