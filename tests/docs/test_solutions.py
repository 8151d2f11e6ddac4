"""Each task of "On your own" has its solution, in the order of the notebook, and every number of it comes out."""

from __future__ import annotations

import re
from pathlib import Path

import nbformat
import pytest

REPOSITORY = Path(__file__).resolve().parents[2]
FOLDER = REPOSITORY / "docs" / "teaching" / "solutions"
NOTEBOOKS = sorted((REPOSITORY / "notebooks").glob("*.ipynb"))
FENCE = re.compile(r"^```python\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def parts(notebook: Path) -> dict[int, str]:
    """Number of the task -> its solution."""
    text = (FOLDER / f"{notebook.stem[:2]}.md").read_text(encoding="utf-8")
    found = re.split(r"^## (\d)\. .+$", text, flags=re.MULTILINE)
    return dict(zip(map(int, found[1::2]), found[2::2], strict=True))


@pytest.mark.parametrize("notebook", NOTEBOOKS, ids=lambda path: path.stem)
def test_every_task_has_a_solution(notebook):
    closing = next(cell.source for cell in nbformat.read(notebook, as_version=4).cells if cell.id == "closing")
    tasks = [int(number) for number in re.findall(r"^(\d)\. ", closing.partition("## On your own")[2], re.MULTILINE)]
    assert list(parts(notebook)) == tasks == [1, 2, 3, 4, 5]


@pytest.mark.parametrize("notebook", NOTEBOOKS, ids=lambda path: path.stem)
def test_every_solution_is_checked_but_one_in_words(notebook):
    unchecked = [number for number, text in parts(notebook).items() if "assert" not in text]
    assert unchecked == ([5] if notebook.stem.startswith("05") else [])


@pytest.mark.parametrize("notebook", NOTEBOOKS, ids=lambda path: path.stem)
def test_what_a_solution_computes_is_what_it_says(notebook):
    space: dict[str, object] = {}
    for number, source in enumerate(FENCE.findall((FOLDER / f"{notebook.stem[:2]}.md").read_text("utf-8")), start=1):
        exec(compile(source, f"{notebook.stem[:2]}.md, block {number}", "exec"), space)


def test_no_notebook_leads_to_the_solutions():
    assert [path.name for path in NOTEBOOKS if "teaching/solutions" in path.read_text(encoding="utf-8")] == []
