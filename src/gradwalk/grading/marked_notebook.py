"""Make the notebook an instructor sees: the cells as handed out, with the learner's answers and the reasons put in.

It is made new from the instructor's source and a record, never by copying the submitted file, so that nothing but text
of the learner reaches the browser of whoever marks it.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from gradwalk.checks.own_answer import WHY
from gradwalk.grading.marks_by_hand import HandMark
from gradwalk.grading.records import QuestionResult, Record
from gradwalk.grading.sheet import CHECK_SUFFIX

LONGEST_SHOWN = 20_000  # characters: of a longer text, made for it, nbgrader's page would take minutes or hours
# What MathJax would make a link, an attribute or a command of its own of.
COMMAND = re.compile(
    r"\\(?=(?:href|url|style|class|css|cssId|data|html\w*|require|unicode|mmlToken|includegraphics|"
    r"def|let|gdef|edef|newcommand|renewcommand|newenvironment|DeclareMathOperator|begingroup|toggle|texttip|tooltip|"
    r"mathtip|action)(?![a-zA-Z]))"
)


@dataclass(frozen=True)
class Aids:
    """What only the person who marks sees: whose it is, the rubrics, and the marks of earlier versions, by question."""

    student: str
    rubrics: Mapping[str, str]
    earlier: Mapping[str, HandMark]


def marked_notebook(source: Mapping[str, Any], record: Record, aids: Aids | None = None) -> dict[str, Any]:
    """Return a notebook (dict) of `source` (dict, the released notebook) with the answers and results of `record`.

    With `aids` it is the one a person marks, without them the one the learner gets.
    """
    results = {result.name: result for result in record.questions}
    cells = [_filled(cell, record, results) for cell in json.loads(json.dumps(source["cells"]))]
    metadata = {"kernelspec": source["metadata"].get("kernelspec", {}), "language_info": {"name": "python"}}
    cells = [each for cell in cells for each in (*_why_before(cell, record), *_aids_before(cell, aids), cell)]
    cells.insert(0, _notes_cell(record, aids))
    return {"cells": cells, "metadata": metadata, "nbformat": 4, "nbformat_minor": 5}


def _notes_cell(record: Record, aids: Aids | None) -> dict[str, Any]:
    notes = [f"handed in by {aids.student}", *record.staff_notes] if aids else []
    lines = "".join(f"\n- {harmless(note)}" for note in [*notes, *record.notes]) or "\n- nothing unusual"
    return _markdown("grading-notes", f"**About this file**\n{lines}")


def _markdown(name: str, text: str) -> dict[str, Any]:
    return {"cell_type": "markdown", "id": name[:64], "metadata": {}, "source": text}


def _aids_before(cell: dict[str, Any], aids: Aids | None) -> list[dict[str, Any]]:
    """Return the cells for the person who marks that stand before a cell of an answer."""
    name = cell["metadata"].get("nbgrader", {}).get("grade_id", "")
    found = []
    if aids and name in aids.rubrics:
        found.append(_markdown(f"rubric-{name}", f"**Rubric** (learners never see it)\n\n{aids.rubrics[name]}"))
    if aids and name in aids.earlier:
        found.append(_markdown(f"earlier-{name}", _earlier(aids.earlier[name])))
    return found


def _why_before(cell: dict[str, Any], record: Record) -> list[dict[str, Any]]:
    """Return the cell with what a learner was asked for one sentence, before the cell of her sentence."""
    if not record.why or cell["metadata"].get("nbgrader", {}).get("grade_id") != WHY:
        return []
    return [_markdown("asked-why", f"**The question**\n\n{writable(record.why)}")]


def _earlier(mark: HandMark) -> str:
    """Return the old mark and the version it was given for; indented, no text of a learner becomes a page."""
    comment = f" The comment was: {harmless(writable(mark.comment))}" if mark.comment else ""
    version = "\n".join(f"    {line}" for line in writable(mark.shown).split("\n"))
    said = f"**Marked before, and changed since.** The earlier version below got {mark.words}.{comment}"
    return f"{said} The new version stands in the next cell and waits for a mark.\n\n{version}"


def _filled(cell: dict[str, Any], record: Record, results: dict[str, QuestionResult]) -> dict[str, Any]:
    mark = cell["metadata"].get("nbgrader", {})
    name = mark.get("grade_id", "")
    if cell["cell_type"] == "code":
        cell["outputs"], cell["execution_count"] = [], None
    if mark.get("solution") and mark.get("grade"):
        text = record.texts.get(name)
        if text:
            cell |= _with_pictures(harmless(writable(text)), record.pictures.get(name, []))
    elif mark.get("solution"):
        answer = record.answers.get(name)
        cell["source"] = writable(answer) if answer else cell["source"]
    elif mark.get("grade"):
        result = results[name.removesuffix(CHECK_SUFFIX)]
        cell["outputs"] = [{"name": "stdout", "output_type": "stream", "text": f"{result.status}: {result.message}\n"}]
    return cell


def _with_pictures(text: str, pictures: list[str]) -> dict[str, Any]:
    """Return the source and the attachments of a text; the pictures, painted by us, stand below it."""
    attachments, lines = {}, [text]
    for number, data in enumerate(pictures, start=1):
        name = f"picture-{number}.png"
        lines.append(f"![picture {number}](attachment:{name})" if data else f"(Picture {number} cannot be shown.)")
        attachments |= {name: {"image/png": data}} if data else {}
    return {"source": "\n\n".join(lines), "attachments": attachments}


def writable(text: str) -> str:
    """Return a learner's text as a page can hold it: without halves of characters, and cut off where it is too long."""
    text = text.encode("utf-8", "replace").decode("utf-8")
    rest = len(text) - LONGEST_SHOWN
    return text if rest <= 0 else f"{text[:LONGEST_SHOWN]}\n\n({rest} more characters are in the submitted file.)"


def harmless(text: str) -> str:
    """Return a learner's Markdown without HTML, links and pictures; words and mathematics stay as they are."""
    text = text.replace("<", "&lt;").replace("](", "] (").replace("]:", "] :").replace("][", "] [")
    return COMMAND.sub(r"\\ ", text)
