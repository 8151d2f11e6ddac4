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

MAX_FILE_BYTES = 32 << 20
MAX_CELLS = 2_000
MAX_SOURCE = 200_000
MAX_PARTS = 2_000_000  # of JSON; each may take a hundred bytes once it is read
SALVAGE_EFFORT = 1_000_000_000  # characters passed over while whole cells are looked for in a broken file: about 1 s
READING = 50  # reading a character as JSON costs about as much as passing over so many
DEEP = 10_000
CELL_START = re.compile(r'\{\s*"(?:cell_type|attachments|execution_count|id|metadata|outputs|source)"\s*:')


class Unreadable(ValueError):
    """No cell can be got out of the file; the message says what is wrong and what to do."""


@dataclass(frozen=True)
class Cell:
    """One cell: its kind ("code", "markdown", "raw"), its source, and the grade id its metadata claims ("" if none)."""

    kind: str
    source: str
    grade_id: str = ""


@dataclass
class Notebook:
    """The cells in order; in `notes` what was odd about the file, one sentence each; `whole` unless parts are lost."""

    cells: list
    notes: list = field(default_factory=list)
    whole: bool = True


def read_notebook(path):
    """Return the Notebook in the file `path`; raises Unreadable when there is nothing to grade in it."""
    return parse_notebook(read_bytes(path))


def read_bytes(path):
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
        raise Unreadable(f"The file is larger than {MAX_FILE_BYTES >> 20} MiB: ask for it without outputs.")
    return data


def parse_notebook(data):
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
    cells = [cell for cell in (_read_cell(entry) for entry in raw[:MAX_CELLS]) if cell is not None]
    if len(raw) > MAX_CELLS:
        notes.append(f"The file has {len(raw)} cells; the first {MAX_CELLS} were read.")
    if not cells:
        raise Unreadable("The file is not a notebook: no cell was found in it; ask for the .ipynb file.")
    return Notebook(cells, notes, whole)


def _decode(data, notes):
    for encoding in ("utf-8-sig", "utf-16") if data[:2] in (b"\xff\xfe", b"\xfe\xff") else ("utf-8-sig",):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    notes.append("The file has bytes that are not UTF-8; they were replaced.")
    return data.decode("utf-8", "replace")


def _raw_cells(notebook, notes):
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


def _salvage(text):
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


def _read_cell(entry):
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
    return Cell(kind, source[:MAX_SOURCE], _grade_id(entry.get("metadata")))


def _grade_id(metadata):
    marks = metadata.get("nbgrader") if isinstance(metadata, dict) else None
    grade_id = marks.get("grade_id") if isinstance(marks, dict) else None
    return grade_id if isinstance(grade_id, str) else ""
