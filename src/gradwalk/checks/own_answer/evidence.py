"""What is known of a learner's code, read as data: from her own kernel, or from a sandbox that is not believed."""

import functools
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from gradwalk.checks.own_answer.version import version_of

LONGEST_TEXT, MOST_ENTRIES = 10_000, 80


@dataclass(frozen=True)
class Edited:
    """One edit of her code: the line it begins at, the lines before and after, and the result, or the error."""

    line: int
    before: str
    after: str
    value: Any = None
    error: str = ""


@dataclass(frozen=True)
class Part:
    """A part of her code as it is written, and the first value it had."""

    line: int
    text: str
    value: Any


@dataclass(frozen=True)
class Evidence:
    """What `own_code.examine` has found; all empty for code without a source, and for values."""

    source: str = ""
    parameters: tuple[str, ...] = ()
    unedited: Any = None
    edits: tuple[Edited, ...] = ()
    parts: tuple[Part, ...] = ()

    @functools.cached_property
    def version(self) -> str:
        """A text that changes with her code, and not with its comments or blanks."""
        return version_of(self.source)


def read_evidence(found: object, read: Callable[[Any], Any] = lambda value: value) -> Evidence:
    """Return the Evidence in the plain data `found`; `read` turns each value into itself.

    What is no such data gives an empty one. Raises ValueError only where `read` does.
    """
    if not isinstance(found, Mapping) or not found.get("source"):
        return Evidence()
    entries = [_dicts(found.get(name)) for name in ("edits", "parts")]
    edits = tuple(
        Edited(_number(one), _text(one, "before"), _text(one, "after"), read(one.get("value")), _text(one, "error"))
        for one in entries[0]
    )
    parts = tuple(Part(_number(one), _text(one, "text"), read(one.get("value"))) for one in entries[1])
    named = found.get("parameters")
    names = tuple(str(one)[:80] for one in named[:20]) if isinstance(named, list) else ()
    return Evidence(_text(found, "source"), names, read(found.get("unedited")), edits, parts)


def _dicts(found: object) -> list[Mapping[str, Any]]:
    return [one for one in found[:MOST_ENTRIES] if isinstance(one, Mapping)] if isinstance(found, list) else []


def _text(found: Mapping[str, Any], name: str) -> str:
    value = found.get(name, "")
    return value[:LONGEST_TEXT] if isinstance(value, str) else ""


def _number(found: Mapping[str, Any]) -> int:
    value = found.get("line")
    return value if type(value) is int and 0 < value < LONGEST_TEXT else 1
