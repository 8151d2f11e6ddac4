"""Examine a learner's answer: return as plain data what questions about it can be made of."""

import ast
import contextlib
from collections.abc import Sequence
from typing import Any

from . import running
from .edits import MOST_EDITS, edits_of
from .names import OwnNames, names_in
from .program import Program, program_of

MOST_TURNS_OF_ALL = 60_000
LONGEST_PART, MOST_PARTS = 60, 60


def examine(answer: object, small: Sequence[Any], large: Sequence[Any]) -> dict[str, Any]:
    """Return what is known of the code of `answer`, a function; an empty dict when it has no source.

    small  inputs with which each edited version is called; `large` those with which the values of parts are watched

    "source" and "parameters" are texts; "unedited" is the result for `small`; "edits" are
    dicts of "line", "before", "after" and "value" or "error"; "parts" are dicts of "line", "text" and "value".
    """
    try:
        program = program_of(answer)
        return {} if program is None else _examined(program, small, large)
    except (SyntaxError, ValueError, RecursionError, MemoryError, StopIteration):
        return {}  # code that can be run need not be code that can be taken apart


def _examined(program: Program, small: Sequence[Any], large: Sequence[Any]) -> dict[str, Any]:
    names = OwnNames(program.space, names_in(compile(program.text, "<your code>", "exec")))
    with running.undisturbed():
        first = running.run(program.text, program.name, names.fresh(), small)
        if first.error:
            return {}
        edits, parts = _edits(program, names, small, first.turns), _parts(program, names, large)
    return {
        "source": program.text,
        "parameters": program.parameters(),
        "unedited": first.value,
        "edits": edits,
        "parts": parts,
    }


def _edits(program: Program, names: OwnNames, small: Sequence[Any], turns: int) -> list[dict[str, Any]]:
    """Return what each edit does; of code that takes long only as many as a moment allows, everywhere the same."""
    found, counted = [], running.can_go_on(ast.parse(program.text))
    for edit in edits_of(program.text, min(MOST_EDITS, MOST_TURNS_OF_ALL // (turns + 1))):
        with contextlib.suppress(SyntaxError):  # an edit of a text need not give a program
            result = running.run(edit.text, program.name, names.fresh(), small, counted=counted)
            outcome = {"error": result.error} if result.error else {"value": result.value}
            found.append({"line": edit.line, "before": edit.before, "after": edit.after, **outcome})
    return found


def _parts(program: Program, names: OwnNames, large: Sequence[Any]) -> list[dict[str, Any]]:
    result, places = running.watch(program.text, program.name, names.fresh(), large)
    if result.error:
        return []
    lines, found = [line.encode() for line in program.text.split("\n")], []
    for number, value in sorted(result.parts.items()):
        if text := _text_of(places[number], lines):
            found.append({"line": places[number].lineno, "text": text, "value": value})
    return found[:MOST_PARTS]


def _text_of(place: ast.expr, lines: Sequence[bytes]) -> str:
    """Return a part as it is written; "" when it is long or stands on several lines."""
    segment = lines[place.lineno - 1][place.col_offset : place.end_col_offset].decode()
    return segment if place.end_lineno == place.lineno and len(segment) <= LONGEST_PART else ""
