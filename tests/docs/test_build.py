"""The guide is built without a warning, names what a reader looks for, and loads nothing from elsewhere."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import gradwalk
from tests.registry import uv

REPOSITORY = Path(__file__).resolve().parents[2]
pytestmark = pytest.mark.network


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site with the guide alone, as the documented command makes it; Sphinx's warnings end it."""
    folder = tmp_path_factory.mktemp("docs") / "site"
    uv("run", REPOSITORY / "website" / "build.py", "--only", "docs", "--output", folder, cwd=folder.parent)
    return folder


def test_every_public_name_is_in_the_reference(site):
    text = (site / "docs" / "reference" / "explorers.html").read_text(encoding="utf-8")
    text += (site / "docs" / "reference" / "mathematics.html").read_text(encoding="utf-8")
    named = set(re.findall(r'id="gradwalk\.(?:mathematics\.\w+\.)?(\w+)"', text))
    assert set(gradwalk.__all__) - named == set()


def test_commands_and_start_page_are_there(site):
    command = (site / "docs" / "reference" / "command.html").read_text(encoding="utf-8")
    assert "usage: gradwalk homework" in command
    start = (site / "index.html").read_text(encoding="utf-8")
    assert [name for name in re.findall(r'href="(docs/[^"]+)"', start) if not (site / name).is_file()] == []
    assert "docs/teaching/index.html" in start


def test_nothing_is_loaded_from_elsewhere(site):
    loaded = re.compile(
        r'<(?:script|img|iframe)[^>]*\ssrc="(?:https?:)?//|<link rel="stylesheet"[^>]*href="(?:https?:)?//'
    )
    found = [path.name for path in site.rglob("*.html") if loaded.search(path.read_text(encoding="utf-8"))]
    assert found == []


def test_solutions_are_for_teachers_and_not_on_the_site(site):
    assert [path for path in site.rglob("*") if "solution" in path.name] == []
