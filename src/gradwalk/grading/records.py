"""Keep one JSON record for each submission: written whole or not at all, and good for as long as nothing changed."""

import hashlib
import json
import os
import secrets

from gradwalk.grading.folder import is_id
from gradwalk.grading.reading import Unreadable, read_bytes

VERSION = 1


def record_path(folder, student):
    """Return the path of the record of `student` in the folder of records, for every text a folder can be called."""
    if not is_id(student):
        student = "odd-" + hashlib.sha256(student.encode("utf-8", "surrogatepass")).hexdigest()[:40]
    return folder / f"{student}.json"


def fingerprint(handed_in, sheet, secret, unsafe):
    """Return a text that changes when the file, the questions, the secret or the way of grading changes."""
    try:
        content = hashlib.sha256(read_bytes(handed_in.path)).hexdigest() if handed_in.path else handed_in.problem
    except Unreadable as problem:
        content = str(problem)
    parts = (str(VERSION), content, repr(sheet), secret, str(unsafe))
    return hashlib.sha256("\x1f".join(parts).encode("utf-8", "replace")).hexdigest()


def write_record(folder, record):
    """Write a record so that a reader sees the old one or the new one and never half of one."""
    folder.mkdir(parents=True, exist_ok=True)
    path = record_path(folder, record["student"])
    temporary = path.with_name(f".{secrets.token_hex(8)}")  # process ids are the same in every container
    try:
        with open(temporary, "w", encoding="utf-8", errors="backslashreplace") as file:
            json.dump(record, file, indent=1)
            file.flush()
            os.fsync(file.fileno())
        os.replace(temporary, path)
    finally:
        temporary.unlink(missing_ok=True)


def read_record(folder, student):
    """Return the record of `student`, or None when there is none or it is not whole."""
    try:
        record = json.loads(record_path(folder, student).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return record if isinstance(record, dict) and record.get("student") == student else None
