"""What was handed out: the questions of one homework with their points and stubs, read from the released notebook.

Points and names come from here and never from a submission, so nothing a learner writes into metadata counts.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

CHECK_SUFFIX = "_check"


@dataclass(frozen=True)
class SheetQuestion:
    """One question: the name of its answer cell, its points, the text it was released with; `kind` code or text."""

    name: str
    kind: str
    points: float
    stub: str


@dataclass(frozen=True)
class Sheet:
    """One homework as released: its name, its questions in order, the code cells that are given and not answered."""

    name: str
    questions: tuple[SheetQuestion, ...]
    given: tuple[str, ...]
    checks: tuple[str, ...]
    prose: tuple[str, ...] = ()

    @property
    def code_questions(self) -> tuple[SheetQuestion, ...]:
        """The questions that are marked by running code."""
        return tuple(question for question in self.questions if question.kind == "code")

    @property
    def text_questions(self) -> tuple[SheetQuestion, ...]:
        """The questions a person marks."""
        return tuple(question for question in self.questions if question.kind == "text")

    @property
    def points(self) -> float:
        """The sum of all points."""
        return sum(question.points for question in self.questions)


def read_sheet(path: Path) -> Sheet:
    """Return the Sheet in the released notebook `path`; raises ValueError when two cells have one grade id."""
    cells = json.loads(Path(path).read_text(encoding="utf-8"))["cells"]
    marks = [(cell.get("metadata", {}).get("nbgrader", {}), cell) for cell in cells]
    points = {}
    for mark, _ in marks:
        name = mark.get("grade_id")
        if name in points:
            raise ValueError(f"The grade id {name!r} is used twice in {path}; give each cell its own.")
        if name:
            points[name] = float(mark.get("points", 0)) if mark.get("grade") else 0.0
    questions = tuple(_question(mark, cell, points) for mark, cell in marks if mark.get("solution"))
    code = [(mark, text_of(cell)) for mark, cell in marks if cell["cell_type"] == "code"]
    checks = tuple(source for mark, source in code if mark.get("grade") and not mark.get("solution"))
    given = tuple(source for mark, source in code if not mark.get("solution") and not mark.get("grade"))
    prose = tuple(text_of(cell) for _, cell in marks if cell["cell_type"] != "code")
    return Sheet(Path(path).stem, questions, given, checks, prose)


def _question(mark: Mapping[str, Any], cell: Mapping[str, Any], points: Mapping[str, float]) -> SheetQuestion:
    name = mark["grade_id"]
    if mark.get("grade"):
        return SheetQuestion(name, "text", points[name], text_of(cell))
    if name + CHECK_SUFFIX not in points:
        raise ValueError(
            f"The answer cell {name!r} has no check cell {name + CHECK_SUFFIX!r}; add one with its points."
        )
    return SheetQuestion(name, "code", points[name + CHECK_SUFFIX], text_of(cell))


def text_of(cell: Mapping[str, Any]) -> str:
    """Return the source of a cell of the notebook format as one text."""
    source = cell["source"]
    return source if isinstance(source, str) else "".join(map(str, source))


def normalised(source: str) -> str:
    """Return `source` without what editors change by themselves: line ends, trailing blanks, blank lines around."""
    lines = [line.rstrip() for line in source.replace("\r\n", "\n").replace("\r", "\n").split("\n")]
    return re.sub(r"\n{2,}", "\n", "\n".join(lines)).strip()
