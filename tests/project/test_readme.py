"""Every link to a file leads to it, and the README lists each notebook under its own title."""

from __future__ import annotations

import re
from pathlib import Path

import nbformat
import pytest

REPOSITORY = Path(__file__).resolve().parents[2]
NOTEBOOKS = sorted((REPOSITORY / "notebooks").glob("*.ipynb"))
LINK = re.compile(r"\[([^\]]*)\]\((?!https?:|#)([^)]+)\)")
PAGES = [REPOSITORY / "README.md", REPOSITORY / "CONTRIBUTING.md", *REPOSITORY.glob("*/README.md")]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(REPOSITORY)))
def test_every_link_to_a_file_leads_to_it(page):
    targets = [target.partition("#")[0] for _, target in LINK.findall(page.read_text(encoding="utf-8"))]
    assert [target for target in targets if not (page.parent / target).exists()] == []


def test_every_notebook_is_listed_under_its_own_title():
    listed = [
        link for link in LINK.findall((REPOSITORY / "README.md").read_text(encoding="utf-8")) if ".ipynb" in link[1]
    ]
    titles = [nbformat.read(path, as_version=4).cells[0].source.splitlines()[0] for path in NOTEBOOKS]
    assert listed == [
        (title.removeprefix("# "), f"notebooks/{path.name}") for title, path in zip(titles, NOTEBOOKS, strict=True)
    ]
