"""The class list students.csv, as any spreadsheet writes it, and whom a name in a zip or in submitted/ stands for."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from gradwalk.checks.student import normalised_id
from gradwalk.grading.reading import Unreadable, read_bytes

SEPARATORS = ",;\t"
LINE_END = re.compile(r"\r\n|\r|\n")  # and nothing else that Unicode may call one: it can stand in a name
EXCELS = re.compile(r'"?sep=(.)"?\s*', re.IGNORECASE | re.DOTALL)  # its first line, which says the separator
BLANK = re.compile(r"[\s\-]+")
# What platforms and spreadsheets call the columns, in English, German and French.
ALSO = {
    "id_number": "id", "student_id": "id", "id_nummer": "id", "matrikelnummer": "id", "numéro_d'identification": "id",
    "username": "login", "sis_login_id": "login", "anmeldename": "login", "nom_d'utilisateur": "login",
    "firstname": "first_name", "given_name": "first_name", "vorname": "first_name", "prénom": "first_name",
    "lastname": "last_name", "surname": "last_name", "family_name": "last_name", "nachname": "last_name",
    "nom": "last_name", "nom_de_famille": "last_name", "e_mail": "email", "mail": "email", "email_address": "email",
    "e_mail_adresse": "email", "courriel": "email", "adresse_de_courriel": "email",
}  # fmt: skip
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
        data = read_bytes(path)
    except Unreadable as problem:
        raise ValueError(f"{path}: {problem}") from problem
    if data.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
        raise ValueError(f"{path} is the file of a spreadsheet: open it there and save it as CSV.")
    lines = list(_lines(decode(data), path))
    if not lines:
        raise ValueError(f"{path} is empty: write the names of the columns into its first line, `id` among them.")
    start, titles = lines[0]
    names = _columns(titles)
    if "id" not in names:
        there = ", ".join(title.strip() for title in titles if title.strip())
        raise ValueError(
            f"{path}, line {start}: no column is called `id`, but {there}: call that one `id` which says what the "
            "system calls her."
        )
    twice = [name for name in COLUMNS if names.count(name) > 1]
    if twice:
        raise ValueError(f"{path}, line {start}: two columns are called `{twice[0]}`: delete one, or rename it.")
    return _read_entries(path.name, names, lines[1:])


def _columns(titles: list[str]) -> list[str]:
    """Return the names of the columns; one by another title that is known counts where there is none by its name."""
    names = [BLANK.sub("_", normalised_id(title)) for title in titles]
    return [ALSO[name] if name in ALSO and ALSO[name] not in names else name for name in names]


def decode(data: bytes) -> str:
    """Return a text file in whichever of the encodings a spreadsheet writes it."""
    if data[:4] in (b"\xff\xfe\0\0", b"\0\0\xfe\xff"):
        return data.decode("utf-32", "replace")
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


def _lines(text: str, path: Path) -> Iterator[tuple[int, list[str]]]:
    """Yield (number, cells) of every line that is not blank; a first line `sep=;` is Excel's and says the separator."""
    lines = LINE_END.split(text.lstrip("\ufeff"))
    said = EXCELS.fullmatch(lines[0])
    lines[0] = "" if said else lines[0]
    head = next((line for line in lines if line.strip()), "")
    reader = csv.reader(
        (line + "\n" for line in lines), delimiter=said[1] if said else max(SEPARATORS, key=head.count), strict=True
    )
    before = 0
    try:
        for cells in reader:
            if any(cell.strip(f" {SEPARATORS}") for cell in cells):
                yield reader.line_num, cells
            before = reader.line_num
    except csv.Error as error:
        raise ValueError(
            f"{path}, line {before + 1}: {error}: it may be a quotation mark that is opened and not closed."
        ) from error


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
