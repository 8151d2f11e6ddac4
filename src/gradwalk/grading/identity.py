"""Who is who: names under which one person is kept, names that are safe in paths, names that are nearly the same."""

from __future__ import annotations

import difflib
import hashlib
import re
import unicodedata
from collections.abc import Iterable
from decimal import Decimal, InvalidOperation

from gradwalk.checks.student import normalised_id

LONGEST = 100  # bytes: an id longer than this would not fit into paths together with what is put around it
# nbgrader takes [ ] ? * in an id for patterns and { } for fields; shells, addresses and pages dislike the others.
SAFE = re.compile(r"[^\W_](?:[\w@.+ -]*[\w@+-])?")
ALIKE = 0.88  # of the letters: "alovelace" and "alovelac", but not "alovelace" and "blovelace"


def internal_name(student: str) -> str:
    """Return the name of a student in paths and in the gradebook: her id itself where that is safe.

    Two spellings of one id (capitals, kinds of accents, blanks around) have one internal name, two ids have two.
    """
    key = normalised_id(student)
    if SAFE.fullmatch(key) and ".." not in key and len(key.encode("utf-8", "surrogatepass")) <= LONGEST:
        return key
    letters = re.sub(r"[^a-z0-9]+", "-", _without_accents(key)).strip("-")[:40]
    digest = hashlib.sha256(key.encode("utf-8", "surrogatepass")).hexdigest()[:12]
    return f"{letters or 'student'}-{digest}"


def is_name(student: str) -> bool:
    """Tell whether `student` can be what somebody is called: printable and not empty; anything else is an accident."""
    return bool(normalised_id(student)) and student.isprintable() and len(student) <= 250


def near_misses(student: str, others: Iterable[str]) -> list[str]:
    """Return those of `others` that may be `student` written in another way, never `student` itself.

    Leading zeros, numbers as a spreadsheet writes them (2.0231108E7), accents, punctuation, an address for a login,
    and a letter too many or too few.
    """
    mine, key = _loose(student), normalised_id(student)
    found = [other for other in others if normalised_id(other) != key and mine and _alike(mine, _loose(other))]
    return sorted(found)


def _alike(one: str, other: str) -> bool:
    if one == other:
        return True
    letters = one.isalpha() and other.isalpha() and min(len(one), len(other)) >= 5 and one[0] == other[0]
    return letters and difflib.SequenceMatcher(None, one, other).ratio() >= ALIKE


def _loose(student: str) -> str:
    """Return what is left of an id when everything is taken away that people and spreadsheets change."""
    key = normalised_id(student)
    if "@" in key:
        key = key.partition("@")[0]
    number = _as_number(key)
    return number if number is not None else re.sub(r"[\W_]+", "", _without_accents(key)).lstrip("0")


def _as_number(key: str) -> str | None:
    try:
        number = Decimal(key.replace(",", "."))
    except InvalidOperation:
        return None
    whole = number.is_finite() and abs(number.adjusted()) < LONGEST and number == number.to_integral_value()
    return str(int(number)) if whole else None


def _without_accents(text: str) -> str:
    return "".join(letter for letter in unicodedata.normalize("NFKD", text) if not unicodedata.combining(letter))
