"""The class list students.csv, as any spreadsheet writes it, and whom a name in a zip or in submitted/ stands for."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from gradwalk.checks.student import normalised_id
from gradwalk.grading.reading import Unreadable, read_bytes

SEPARATORS = ",;\t"
BLANK = re.compile(r"[\s\-]+")
LOST_IN_MOODLE = re.compile(r"[&<>\"'`´’|:\\/]")  # what Moodle takes out of names before they become folders


@dataclass(frozen=True)
class Entry:
    """One line of the class list; `id` is what the system calls her, `login` what she types in the notebook."""

    id: str
    login: str = ""
    first_name: str = ""
    last_name: str = ""
    email: str = ""
    lms_user_id: str = ""

    @property
    def full_name(self) -> str:
        """First and last name, either alone when the other is missing, "" without both."""
        return f"{self.first_name} {self.last_name}".strip()


COLUMNS = tuple(Entry.__dataclass_fields__)


@dataclass(frozen=True)
class Roster:
    """The class list: its entries in order, and in `remarks` what is odd about the file, with file and line."""

    entries: tuple[Entry, ...] = ()
    remarks: tuple[str, ...] = ()
    _ids: dict[str, Entry] = field(default_factory=dict, compare=False, repr=False)
    _names: dict[str, set[str]] = field(default_factory=dict, compare=False, repr=False)

    def __post_init__(self) -> None:
        """Index the entries by all that may stand for them."""
        for entry in self.entries:
            self._ids.setdefault(normalised_id(entry.id), entry)
            for name in filter(None, _names_of(entry)):
                self._names.setdefault(name, set()).add(entry.id)

    def find(self, name: str) -> Entry | None:
        """Return the entry that `name` stands for: an id, or else the number, login or full name of only one."""
        if (entry := self._ids.get(normalised_id(name))) is not None:
            return entry
        found = self._names.get(normalised_id(name), set()) | self._names.get(plain_name(name), set())
        return self._ids[normalised_id(next(iter(found)))] if len(found) == 1 else None

    def find_number(self, number: str) -> Entry | None:
        """Return the only entry with this `lms_user_id`, which comes before ids where Canvas has given the number."""
        found = [entry for entry in self.entries if entry.lms_user_id and entry.lms_user_id == number.strip()]
        return found[0] if len(found) == 1 else None

    def logins(self) -> dict[str, str]:
        """Return id (in its normal form) -> login of those who have one."""
        return {normalised_id(entry.id): entry.login for entry in self.entries if entry.login}


def _names_of(entry: Entry) -> Iterator[str]:
    yield normalised_id(entry.lms_user_id)
    yield normalised_id(entry.login)
    for name in (entry.full_name, f"{entry.last_name} {entry.first_name}", f"{entry.last_name}, {entry.first_name}"):
        if entry.first_name and entry.last_name:
            yield normalised_id(name)
            yield plain_name(name)


def plain_name(name: str) -> str:
    """Return a full name in the form that is left of it when a learning platform has made a folder of it."""
    return normalised_id(LOST_IN_MOODLE.sub("", name).replace("_", " "))


def read_roster(path: Path) -> Roster:
    """Return the Roster in the file `path`, empty when there is none.

    UTF-8 with or without BOM, UTF-16 and Windows' code page are read, with commas, semicolons or tabs. Raises
    ValueError, naming file and line, when it is no table with a column `id`.
    """
    if not path.is_file():
        return Roster()
    try:
        text = decode(read_bytes(path))
    except Unreadable as problem:
        raise ValueError(f"{path}: {problem}") from problem
    lines = list(_lines(text))
    if not lines:
        raise ValueError(f"{path} is empty: write the names of the columns into its first line, `id` among them.")
    start, names = lines[0][0], [BLANK.sub("_", name.strip().casefold()) for name in lines[0][1]]
    if "id" not in names:
        raise ValueError(f"{path}, line {start}: no column is called `id`, but {', '.join(filter(None, names))}.")
    return _read_entries(path.name, names, lines[1:])


def decode(data: bytes) -> str:
    """Return a text file in whichever of the encodings a spreadsheet writes it."""
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return data.decode("utf-16", "replace")
    if data[1:2] == b"\0" or data[:1] == b"\0":
        return data.decode("utf-16-le" if data[1:2] == b"\0" else "utf-16-be", "replace")
    for encoding in ("utf-8-sig", "cp1252"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    return data.decode("latin-1")


def _lines(text: str) -> Iterator[tuple[int, list[str]]]:
    """Yield (number, cells) of every line that is not blank; a first line `sep=;` is Excel's and says the separator."""
    text = "\n".join(text.lstrip("\ufeff").splitlines()) + "\n"
    first = text.partition("\n")[0].strip().strip('"')
    said = first[4] if first.lower().startswith("sep=") and len(first) == 5 else ""
    head = text.partition("\n")[2] if said else text
    separator = said or max(SEPARATORS, key=head.lstrip().partition("\n")[0].count)
    reader = csv.reader(io.StringIO(text), delimiter=separator)
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells) and not (said and reader.line_num == 1):
                yield reader.line_num, cells
    except csv.Error as error:
        raise ValueError(f"The class list cannot be read at line {reader.line_num}: {error}.") from error


def _read_entries(file: str, names: list[str], lines: Iterable[tuple[int, list[str]]]) -> Roster:
    entries: dict[str, Entry] = {}
    remarks, seen = [], {}
    for number, cells in lines:
        row = {name: cell.strip() for name, cell in zip(names, cells, strict=False) if name in COLUMNS}
        key = normalised_id(row.get("id", ""))
        if len(cells) > len(names) and any(cell.strip() for cell in cells[len(names) :]):
            remarks.append(f"{file}, line {number}: {len(cells)} cells, but {len(names)} columns; put quotes around.")
        if not key:
            remarks.append(f"{file}, line {number}: the id is missing; the line was passed over.")
        elif key in entries:
            remarks.append(f"{file}, line {number}: the id {row['id']!r} stands in line {seen[key]}, which counts.")
        else:
            entries[key], seen[key] = Entry(**row), number
    return Roster(tuple(entries.values()), (*remarks, *_shared(file, entries.values())))


def _shared(file: str, entries: Iterable[Entry]) -> Iterator[str]:
    """Say of each login or number that two lines share that it stands for neither."""
    for column in ("login", "lms_user_id"):
        seen: dict[str, list[str]] = {}
        for entry in entries:
            seen.setdefault(normalised_id(getattr(entry, column)), []).append(entry.id)
        for value, ids in seen.items():
            if value and len(ids) > 1:
                yield f"{file}: the {column} {value!r} is that of {' and '.join(ids)}; give each her own."
