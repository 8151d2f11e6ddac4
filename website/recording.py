"""Run inside the kernel that executes a notebook: beside what a cell shows, give what a page without Python shows.

`record_to(folder)` makes every explorer and question that a cell shows add HTML of the type `PAGE`; its tables go to
`folder`, one script each, named after their content.
"""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

from IPython.core.formatters import BaseFormatter
from IPython.core.getipython import get_ipython
from traitlets import ObjectName, Unicode

from gradwalk.explorers.concept_test import ConceptTest
from gradwalk.explorers.explorer import Explorer
from gradwalk.explorers.prediction import Prediction
from gradwalk.pages import album
from gradwalk.pages.document import parts, still
from gradwalk.pages.pictures import small_webp
from gradwalk.pages.questions import concept_test, prediction

PAGE = "application/vnd.gradwalk.page+html"
VIEWS = 24  # every 15 degrees
OUTCOME = 900  # states


class PageFormatter(BaseFormatter):
    """What a cell shows, for a page."""

    format_type = Unicode(PAGE)
    print_method = ObjectName("_repr_gradwalk_page_")


def record_to(folder: str, records: str = "records/") -> None:
    """Write the tables of all that is shown from now on to `folder`, which pages find at the address `records`."""

    met: set[type] = set()

    def show(explorer: Explorer, outcome: bool = False) -> str:
        return recorded(explorer, Path(folder), records, met, outcome)

    formatter = PageFormatter()
    formatter.for_type(Explorer, show)
    formatter.for_type(Prediction, lambda asked: prediction(asked, lambda explorer: show(explorer, outcome=True)))
    formatter.for_type(ConceptTest, lambda test: concept_test(test.mode, test.questions))
    get_ipython().display_formatter.formatters[PAGE] = formatter


def recorded(explorer: Any, folder: Path, records: str, met: set[type], outcome: bool = False) -> str:
    """Return the still picture of an explorer, which comes to life from scripts in `folder`.

    The `outcome` of a prediction shows one thing: it has fewer states, one side and no menus. `met` are the classes
    of the explorers that were shown before.
    """
    first = type(explorer) not in met and not outcome  # one with a menu is enough, and a menu is many tables
    met.update([type(explorer)] if first else [])
    taken = album(explorer, states=OUTCOME) if outcome else album(explorer, views=VIEWS, menus=first)
    tables = parts(taken)
    name = hashlib.sha256(json.dumps(tables[taken.start]).encode()).hexdigest()[:12]
    for part, data in tables.items():
        write(folder, ".".join(filter(None, (name, part))), data)
    (folder / f"{name}.webp").write_bytes(small_webp(taken.still, taken.first.width))
    return still(taken, name=name, folder=records)


def write(folder: Path, name: str, data: object) -> None:
    """Write a script that brings one table: a folder on a USB stick serves scripts, but no data."""
    folder.mkdir(parents=True, exist_ok=True)
    script = f"globalThis.gradwalkRecords[{json.dumps(name)}]={json.dumps(data, separators=(',', ':'))};\n"
    (folder / f"{name}.js").write_text(script, encoding="utf-8")
