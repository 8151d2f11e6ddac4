"""No kernel at all: the stored notebooks as HTML in a browser, and as a repository's page would show them."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from html import unescape
from pathlib import Path

import nbformat
import pytest
from playwright.sync_api import Browser, Page

from tests.environments.throwaway import REPOSITORY
from tools.harness.explorer_on_page import DECODED_WIDTH
from tools.harness.notebook_page import SCREENSHOTS

NOTEBOOKS = sorted((REPOSITORY / "notebooks").glob("*.ipynb"))
STEMS = [path.stem for path in NOTEBOOKS]

TAG = re.compile(r"\\tag\{\d+\.\d+\}")
DISPLAYED = re.compile(r"\$\$.*?\$\$", re.DOTALL)
ELEMENT = re.compile(r"<\s*([a-z][a-z0-9]*)([^>]*)>", re.IGNORECASE)
ELEMENT_OR_END = re.compile(r"</?[a-z][^>]*>", re.IGNORECASE)
# What repositories' pages let through of HTML in an output; styles, scripts and frames are dropped there.
LET_THROUGH = {"p", "b", "br", "ul", "ol", "li", "details", "summary", "div", "span", "table", "tr", "th", "td"}
# What is left of a widget, or of an output, that a page could not show.
JUNK = ("application/vnd.", "widget-view", "Error displaying", "VBox(", "<gradwalk.", "model_id", "Loading widget")

# All text of the page, folded or not, without the line breaks that the layout makes.
SHOWN_TEXT = "() => document.querySelector('main').textContent"


def squeezed(text: str) -> str:
    return re.sub(r"\s+", "", text)


def outputs(path: Path) -> Iterator[nbformat.NotebookNode]:
    for cell in nbformat.read(path, as_version=4).cells:
        yield from cell.get("outputs", [])


@pytest.fixture(scope="module")
def html(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with each notebook as `jupyter nbconvert --to html notebooks/*.ipynb` writes it; nothing is executed."""
    folder = tmp_path_factory.mktemp("html")
    command = [sys.executable, "-m", "nbconvert", "--to", "html", "--output-dir", folder, *NOTEBOOKS]
    subprocess.run(command, check=True, capture_output=True, timeout=180)
    return folder


@pytest.fixture(scope="module")
def page(chromium: Browser) -> Iterator[Page]:
    with chromium.new_context(viewport={"width": 1200, "height": 1000}) as context:
        context.route(re.compile("^https?:"), lambda route: route.abort())  # nothing but the file itself
        yield context.new_page()


@pytest.mark.parametrize("stem", STEMS)
def test_html_shows_every_picture_text_and_equation(html, page, stem):
    page.goto((html / f"{stem}.html").as_uri(), wait_until="domcontentloaded")
    path = REPOSITORY / "notebooks" / f"{stem}.ipynb"
    stored = list(outputs(path))

    pictures = page.locator(".jp-OutputArea-output img").all()
    metadata = [output.metadata["image/png"] for output in stored if "image/png" in output.get("data", {})]
    assert len(pictures) == len(metadata) >= 2
    for picture, expected in zip(pictures, metadata, strict=True):
        assert picture.evaluate(DECODED_WIDTH) == 2 * expected["width"]
        assert 0 < picture.bounding_box()["width"] <= expected["width"]

    shown = page.evaluate(SHOWN_TEXT)
    assert not [junk for junk in JUNK if junk in shown]
    assert page.locator("script[type*='widget']").count() == 0
    squeezed_page = squeezed(shown)
    for text in filter(None, map(stored_text, stored)):
        assert squeezed(text) in squeezed_page
    source = "".join(cell.source for cell in nbformat.read(path, as_version=4).cells if cell.cell_type == "markdown")
    assert TAG.findall(shown) == TAG.findall(source)
    page.screenshot(path=SCREENSHOTS / f"html-{stem}.png", full_page=True)


def stored_text(output: nbformat.NotebookNode) -> str:
    """What a page shows of an output in words: its stream, its HTML, or its plain text if it has no picture."""
    data = output.get("data", {})
    if "text/html" in data:
        return unescape(ELEMENT_OR_END.sub("", data["text/html"]))
    return output.get("text", "") or ("" if "image/png" in data else data.get("text/plain", ""))


@pytest.mark.parametrize("path", NOTEBOOKS, ids=STEMS)
def test_a_repository_can_show_every_output(path):
    for output in outputs(path):
        kinds = output.data.keys() if "data" in output else {"text/plain"}
        assert kinds & {"text/plain", "image/png", "text/html"}
        assert kinds <= {"text/plain", "image/png", "text/html"}
        for name, attributes in ELEMENT.findall(output.get("data", {}).get("text/html", "")):
            assert name in LET_THROUGH
            assert "on" not in {part.partition("=")[0][:2] for part in attributes.split()}


@pytest.mark.parametrize("path", NOTEBOOKS, ids=STEMS)
def test_every_equation_is_set_where_only_dollars_mark_mathematics(path):
    for cell in nbformat.read(path, as_version=4).cells:
        if cell.cell_type == "markdown":
            outside = DISPLAYED.sub("", cell.source)
            assert not TAG.search(outside), cell.id
            assert r"\begin{" not in outside, cell.id


def test_the_template_that_the_readme_names_keeps_the_words_of_every_picture(tmp_path):
    path = NOTEBOOKS[0]
    command = [
        sys.executable,
        "-m",
        "nbconvert",
        "--to",
        "html",
        "--template",
        "classic",
        "--output-dir",
        tmp_path,
        path,
    ]
    subprocess.run(command, check=True, capture_output=True, timeout=180)
    shown = unescape((tmp_path / f"{path.stem}.html").read_text(encoding="utf-8"))
    words = [output.metadata["image/png"]["alt"] for output in outputs(path) if "image/png" in output.get("data", {})]
    assert words
    assert all(each in shown for each in words)
    assert "--template classic" in (REPOSITORY / "README.md").read_text(encoding="utf-8")
