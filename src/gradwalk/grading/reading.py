"""Read a submitted notebook as data: whatever its bytes are, get back the cells that can be got, and say what was odd.

Nothing here executes or imports anything of the submission. Supported are nbformat 3 and 4, with or without ids and
metadata; a file that is not whole JSON is searched for whole cells.
"""

import errno
import json
import os
import re
import stat
from dataclasses import dataclass, field
from pathlib import Path

MAX_FILE_BYTES = 32 << 20
MAX_CELLS = 10_000
MAX_SOURCE = 8_000_000  # characters, of all cells together; pictures in a text do not count
MAX_PARTS = 2_000_000  # of JSON; each may take a hundred bytes once it is read
SALVAGE_EFFORT = 1_000_000_000  # characters passed over while whole cells are looked for in a broken file: about 1 s
READING = 50  # reading a character as JSON costs about as much as passing over so many
DEEP = 10_000
CELL_START = re.compile(r'\{\s*"(?:cell_type|attachments|execution_count|id|metadata|outputs|source)"\s*:')


DATA = re.compile(r"data:image/[\w.+-]{1,20};base64,([A-Za-z0-9+/=]*)")


class Unreadable(ValueError):
    """No cell can be got out of the file; the message says what is wrong and what to do."""


@dataclass(frozen=True)
class Cell:
    """One cell: its kind ("code", "markdown", "raw"), its source, the grade id its metadata claims ("" if none).

    `place` is its number in the file, counted from 1; `pictures` are those in it, name -> file in base64.
    """

    kind: str
    source: str
    grade_id: str = ""
    place: int = 0
    pictures: dict[str, str] = field(default_factory=dict)


@dataclass
class Notebook:
    """The cells in order; in `notes` what was odd about the file, one sentence each; `whole` unless parts are lost."""

    cells: list[Cell]
    notes: list[str] = field(default_factory=list)
    whole: bool = True


def read_bytes(path: Path) -> bytes:
    """Return the bytes of an ordinary file; a link, a pipe or a device is refused, a submission must not point away."""
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    except OSError as error:
        kind = "is a link to another file" if error.errno == errno.ELOOP else f"cannot be opened ({error.strerror})"
        raise Unreadable(f"The file {kind}: ask for the notebook itself.") from error
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        os.close(descriptor)
        raise Unreadable("The file is not an ordinary file: ask for the notebook itself.")
    with os.fdopen(descriptor, "rb") as file:
        data = file.read(MAX_FILE_BYTES + 1)
    if len(data) > MAX_FILE_BYTES:
        raise Unreadable(
            f"The file is larger than {MAX_FILE_BYTES >> 20} MiB: ask for it with its outputs cleared, and with "
            "smaller pictures in its texts, or none."
        )
    return data


def parse_notebook(data: bytes) -> Notebook:
    """Return the Notebook written in `data` (bytes); raises Unreadable when not one cell is found."""
    if not data.strip():
        raise Unreadable("The file is empty: ask for it again.")
    if sum(map(data.count, (b",", b"{", b"["))) > MAX_PARTS:
        raise Unreadable("The file has millions of parts: ask for it without outputs.")
    notes, whole = [], True
    text = _decode(data, notes)
    try:
        raw = _raw_cells(json.loads(text), notes)
    except (ValueError, RecursionError):
        raw, whole = _salvage(text), False
        notes.append(f"The file is not whole JSON; {len(raw)} whole cells were found in it.")
    cells = [cell for place, entry in enumerate(raw, start=1) if (cell := _read_cell(entry, place)) is not None]
    if not cells:
        raise Unreadable("The file is not a notebook: no cell was found in it; ask for the .ipynb file.")
    return Notebook(_within_bounds(cells, notes), notes, whole)


def _within_bounds(cells: list[Cell], notes: list[str]) -> list[Cell]:
    """Leave out what is too much to run, and say what."""
    if len(cells) > MAX_CELLS:
        notes.append(f"The file has {len(cells)} cells with something in them; only the first {MAX_CELLS} were read.")
    kept, room = [], MAX_SOURCE
    for cell in cells[:MAX_CELLS]:
        room -= len(cell.source)
        if room >= 0:
            kept.append(cell)
            continue
        room += len(cell.source)
        size = f"holds {len(cell.source)} characters"
        notes.append(f"Cell {cell.place} {size}, which is too much, and was left out: ask for a notebook without it.")
    return kept


def _decode(data: bytes, notes: list[str]) -> str:
    for encoding in ("utf-8-sig", "utf-16") if data[:2] in (b"\xff\xfe", b"\xfe\xff") else ("utf-8-sig",):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    notes.append("The file has bytes that are not UTF-8; they were replaced.")
    return data.decode("utf-8", "replace")


def _raw_cells(notebook: object, notes: list[str]) -> list:
    if isinstance(notebook, list):
        return notebook
    if not isinstance(notebook, dict):
        raise ValueError("not a notebook")
    if isinstance(notebook.get("cells"), list):
        return notebook["cells"]
    sheets = notebook.get("worksheets")
    if not isinstance(sheets, list):
        raise ValueError("neither cells nor worksheets")
    notes.append("The file is in notebook format 3.")
    cells = [sheet.get("cells") for sheet in sheets if isinstance(sheet, dict)]
    return [cell for group in cells if isinstance(group, list) for cell in group]


def _salvage(text: str) -> list[dict]:
    """Return every whole cell object in a text that is not JSON as a whole (cut off, or with merge marks in it).

    A text can be made so that each of its beginnings is read to the end in vain; after some of them it is enough.
    """
    decoder, cells, position = json.JSONDecoder(), [], 0
    left = SALVAGE_EFFORT + 2 * READING * len(text)
    while left > 0 and (match := CELL_START.search(text, position)):
        start = match.start()
        try:
            entry, position = decoder.raw_decode(text, start)
        except (ValueError, RecursionError) as error:
            position = start + 1
            end = getattr(error, "pos", start + DEEP)
            left -= end + READING * (end - start)  # the error counts the lines from the beginning
            continue
        if isinstance(entry, dict) and "cell_type" in entry:
            cells.append(entry)
    return cells


def _read_cell(entry: object, place: int) -> Cell | None:
    """Return the Cell in one JSON object of either format, or None when it holds no text."""
    if not isinstance(entry, dict):
        return None
    source = entry.get("source", entry.get("input", ""))
    if isinstance(source, list):
        source = "".join(line for line in source if isinstance(line, str))
    if not isinstance(source, str) or not source.strip():
        return None
    kind = entry.get("cell_type")
    kind = kind if kind in ("code", "markdown", "raw") else "raw"
    grade_id = _grade_id(entry.get("metadata"))
    if kind == "code":
        return Cell(kind, source, grade_id, place)
    pictures = _attachments(entry.get("attachments"))
    return Cell(kind, _without_data(source, pictures), grade_id, place, pictures)


def _attachments(found: object) -> dict[str, str]:
    """Return name -> file in base64 of what was pasted into a cell."""
    kinds = (
        [(name, files) for name, files in found.items() if isinstance(files, dict)] if isinstance(found, dict) else []
    )
    return {name: data for name, files in kinds for data in files.values() if isinstance(data, str)}


def _without_data(source: str, pictures: dict[str, str]) -> str:
    """Move the pictures that stand in the text itself to `pictures`, and leave their names in it."""

    def moved(match: re.Match[str]) -> str:
        name = f"picture-{len(pictures) + 1}"
        pictures[name] = match.group(1)
        return f"attachment:{name}"

    return DATA.sub(moved, source)


def _grade_id(metadata: object) -> str:
    marks = metadata.get("nbgrader") if isinstance(metadata, dict) else None
    grade_id = marks.get("grade_id") if isinstance(marks, dict) else None
    return grade_id if isinstance(grade_id, str) else ""
