"""Hand-ins that are like each other, listed for a person to look at: no mark depends on it.

Looked for are one id typed by two, equal files, equal texts, and equal answers to numbers that differ from learner to
learner. What two can come to by themselves (a letter, a whole number, an answer that is right for both) is not listed.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Hashable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from gradwalk.grading.records import QuestionStatus, Record
from gradwalk.grading.sheet import normalised
from gradwalk.grading.tables import printable

SHORTEST_TEXT, SHORTEST_WORK = 40, 200  # characters that two do not write alike by accident
MOST_NAMED = 8


@dataclass(frozen=True)
class Traits:
    """What of one hand-in is compared: digests and numbers, so that a class of any size fits into memory.

    values  question -> the numbers of a computed answer that are no accident; right: the questions that are right
    """

    student: str
    typed: str
    numbers_of: str
    file: str
    work: str
    texts: dict[str, str]
    values: dict[str, tuple[str, ...]]
    right: frozenset[str]


@dataclass(frozen=True)
class Likeness:
    """Learners whose hand-ins agree in something, and in what."""

    what: str
    students: tuple[str, ...]

    def __str__(self) -> str:
        """The likeness as a line of the report."""
        named = ", ".join(map(printable, self.students[:MOST_NAMED]))
        more = len(self.students) - MOST_NAMED
        return f"{self.what}: {named}{f' and {more} more' if more > 0 else ''}"


def traits_of(record: Record) -> Traits | None:
    """Return the Traits of a record, None of one that is not graded or of which nothing was attempted."""
    if not record.graded or all(one.status is QuestionStatus.NOT_ATTEMPTED for one in record.questions):
        return None
    texts = {name: _words(text) for name, text in record.texts.items() if text}
    work = normalised("\n".join([*record.answers.values(), *texts.values()]))
    return Traits(
        record.student,
        record.typed,
        record.numbers_of,
        record.sha256,
        _digest(work) if texts and len(work) >= SHORTEST_WORK else "",
        {name: _digest(text) for name, text in texts.items() if len(text) >= SHORTEST_TEXT},
        {name: found for name, value in record.values.items() if (found := tuple(_telling(value)))},
        frozenset(one.name for one in record.questions if one.status is QuestionStatus.RIGHT),
    )


def _words(text: str) -> str:
    return re.sub(r"\W+", " ", text.casefold()).strip()


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def _telling(value: Any) -> Iterator[str]:
    """Yield the numbers in an encoded value that have three digits or more and are not whole."""
    if isinstance(value, float) and value == value and abs(value) != float("inf"):
        written = f"{value:.6g}"
        if value != int(value) and len(re.sub(r"e.*|\D", "", written).lstrip("0")) >= 3:
            yield written
    elif isinstance(value, dict):
        for item in value.values():
            yield from _telling(item)
    elif isinstance(value, list):
        for item in value:
            yield from _telling(item)


def find_likenesses(traits: Iterable[Traits | None]) -> list[Likeness]:
    """Return every Likeness among `traits`, the strongest first; one pair is listed once for equal work."""
    known = [one for one in traits if one is not None]
    found = [Likeness(f"The id {typed!r} was typed by", who) for typed, who in _groups(known, lambda one: one.typed)]
    files = [who for _, who in _groups(known, lambda one: one.file)]
    found += [Likeness("One file was handed in by", who) for who in files]
    work = [who for _, who in _groups(known, lambda one: one.work) if who not in files]
    found += [Likeness("All answers and texts are the same of", who) for who in work]
    same = {*files, *work}
    for question in sorted({name for one in known for name in one.texts}):
        groups = _groups(known, lambda one, question=question: one.texts.get(question, ""))
        found += [Likeness(f"The text {question} is the same of", who) for _, who in groups if who not in same]
    return found + list(_equal_values(known))


def _groups(traits: list[Traits], key: Callable[[Traits], Hashable]) -> Iterator[tuple[Hashable, tuple[str, ...]]]:
    groups: dict[Hashable, list[str]] = {}
    for one in traits:
        groups.setdefault(key(one), []).append(one.student)
    return ((value, tuple(who)) for value, who in groups.items() if value and len(who) > 1)


def _equal_values(traits: list[Traits]) -> Iterator[Likeness]:
    """Compare answers to individual numbers: equal ones of learners with other numbers, not right for all of them."""
    for question in sorted({name for one in traits for name in one.values}):
        groups: dict[tuple[str, ...], list[Traits]] = {}
        for one in traits:
            if question in one.values:
                groups.setdefault(one.values[question], []).append(one)
        for group in groups.values():
            several = len({one.numbers_of for one in group}) > 1
            if several and any(question not in one.right for one in group):
                what = f"The same answer to different numbers, {question}, is that of"
                yield Likeness(what, tuple(one.student for one in group))
