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
SHORTEST_WORD = 5
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


class Spellings:
    """Names among which those that may be one person in another spelling are found, a thousand as quickly as ten.

    Leading zeros, numbers as a spreadsheet writes them (2.0231108E7), accents, punctuation, an address for a login,
    and a letter too many or too few.
    """

    def __init__(self, names: Iterable[str]) -> None:
        """Take the names to be found."""
        self._by_form: dict[str, list[str]] = {}
        self._by_letter: dict[str, set[str]] = {}
        for name in names:
            form = _loose(name)
            self._by_form.setdefault(form, []).append(name)
            if form.isalpha() and len(form) >= SHORTEST_WORD:
                self._by_letter.setdefault(form[0], set()).add(form)

    def near(self, student: str) -> list[str]:
        """Return the names that may be `student` written in another way, sorted, never `student` itself."""
        form, key = _loose(student), normalised_id(student)
        if not form:
            return []
        forms = {form}
        if form.isalpha() and len(form) >= SHORTEST_WORD:
            forms |= {other for other in self._by_letter.get(form[0], ()) if _alike(form, other)}
        found = {name for one in forms for name in self._by_form.get(one, ())}
        return sorted(name for name in found if normalised_id(name) != key)


def _alike(one: str, other: str) -> bool:
    close = abs(len(one) - len(other)) <= 1
    return close and difflib.SequenceMatcher(None, one, other).ratio() >= ALIKE


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
