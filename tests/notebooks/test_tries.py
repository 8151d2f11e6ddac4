"""Words that drive pictures: every link of the text finds its explorer, which has those settings and takes them."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qsl

import nbformat
import pytest

from gradwalk.explorers.explorer import Explorer
from gradwalk.explorers.prediction import Prediction
from gradwalk.scenes.kit.palette import inks

NOTEBOOKS = sorted((Path(__file__).resolve().parents[2] / "notebooks").glob("*.ipynb"))
LINK = re.compile(r"\]\(#(above|below)\?([^)\s]+)\)")
NAMELESS = re.compile(r"\[[^\]]*\$[^\]]*\]\(#[^)]*\)")  # a formula that is set as a picture says no name
OTHER = re.compile(r"\]\(#(?!above\?|below\?)[^)]*\)")
SHOWS = re.compile(r"\b(\w+Explorer|BugHunt|GradientCheckLab|ConceptMap)\(")


def value_of(text: str) -> str | float | bool:
    """A value as tries.js reads it."""
    if text in ("true", "false"):
        return text == "true"
    try:
        return int(number) if (number := float(text)).is_integer() else number
    except ValueError:
        return text


def links(
    cells: list[nbformat.NotebookNode], lights: bool = False
) -> Iterator[tuple[int, str, dict[str, str | float | bool]]]:
    """The cell that shows the explorer of each link, where the link stands from there, and what it sets, or lights."""
    shown = [k for k, cell in enumerate(cells) if cell.cell_type == "code" and SHOWS.search(cell.source)]
    for k, cell in enumerate(cells):
        if cell.cell_type == "markdown":
            for where, query in LINK.findall(cell.source):
                if query.startswith("light=") is not lights:
                    continue
                target = max(s for s in shown if s < k) if where == "above" else min(s for s in shown if s > k)
                yield target, where, {name: value_of(value) for name, value in parse_qsl(query, True)}


def explorer_of(cells: list[nbformat.NotebookNode], target: int) -> Explorer:
    """The explorer of a cell, after all cells before it that show none; that of a question is what it reveals."""
    names: dict[str, object] = {}
    for cell in cells[:target]:
        if cell.cell_type == "code" and not SHOWS.search(cell.source):
            exec(cell.source, names)
    last = cells[target].source.rstrip()
    if "ask(" in last:
        exec(last, names)
        asked = next(value for value in names.values() if isinstance(value, Prediction) and value.reveal is not None)
        return asked.reveal()
    return eval(last, names)


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_every_link_finds_its_explorer_and_its_values(path):
    cells = nbformat.read(path, as_version=4).cells
    found = list(links(cells))
    assert found
    for target in sorted({target for target, _, _ in found}):
        explorer = explorer_of(cells, target)
        first = explorer.settings
        for _, _, wanted in (link for link in found if link[0] == target):
            explorer.settings = first
            explorer._try(wanted)
            assert explorer.message.value == "", (cells[target].id, wanted)
            for name, value in wanted.items():
                assert explorer.settings[name] == value, (cells[target].id, wanted)


def test_words_of_a_colour_light_a_mark_of_that_colour():
    lit = set()
    for path in NOTEBOOKS:
        cells = nbformat.read(path, as_version=4).cells
        for target, _, wanted in links(cells, lights=True):
            name = wanted["light"]
            colour = next(ink[1] for ink_name, ink in inks().items() if fits(name, ink_name))
            assert f'"{colour}"' in json.dumps(explorer_of(cells, target).stage.marks), (cells[target].id, name)
            lit.add(name)
    assert len(lit) >= 8


def fits(name: str, wanted: str) -> bool:
    """As in lights.js: a name that ends in "…" stands for all that begin so."""
    return name.startswith(wanted[:-1]) if wanted.endswith("…") else name == wanted


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_no_link_leads_nowhere_or_has_a_name_that_cannot_be_read_aloud(path):
    assert [
        OTHER.findall(cell.source) for cell in nbformat.read(path, as_version=4).cells if OTHER.search(cell.source)
    ] == []
