"""Read nbgrader's gradebook as the SQLite file it is: at once, without nbgrader, and without changing a byte of it."""

from __future__ import annotations

import contextlib
import datetime
import sqlite3
from collections.abc import Generator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote

LOCK_SECONDS = 5.0
NOT_INSTALLED = "nbgrader is not installed; install the extra with `pip install gradwalk[grading]`."


class GradebookError(RuntimeError):
    """The gradebook is not there, locked, damaged, or does not know the homework; the message says what to do."""


@dataclass
class StoredGrade:
    """One grade: the automatic score, and what a person entered."""

    auto: float | None
    by_hand: float | None
    extra: float | None
    waits: bool


@dataclass
class StoredComment:
    """One comment: the automatic text, and a person's."""

    auto: str | None
    by_hand: str | None


@dataclass
class StoredSubmission:
    """What the gradebook has of one student for one homework; grades and comments by the names of their cells."""

    student: tuple[str | None, ...]  # first name, last name, address, number
    timestamp: str | None
    grades: dict[str, StoredGrade] = field(default_factory=dict)
    comments: dict[str, StoredComment] = field(default_factory=dict)

    @property
    def is_marked(self) -> bool:
        """Whether a person has given a mark to any question."""
        return any(grade.by_hand is not None or grade.extra for grade in self.grades.values())


SUBMISSIONS = """
    select submitted_assignment.student_id, first_name, last_name, email, lms_user_id, timestamp
    from submitted_assignment join student on student.id = submitted_assignment.student_id where assignment_id = ?
"""
BELOW = """
    select submitted_assignment.student_id, base_cell.name, {columns} from {table}
    join base_cell on base_cell.id = {table}.cell_id
    join submitted_notebook on submitted_notebook.id = {table}.notebook_id
    join submitted_assignment on submitted_assignment.id = submitted_notebook.assignment_id
    where submitted_assignment.assignment_id = ?
"""
GRADES = BELOW.format(table="grade", columns="auto_score, manual_score, extra_credit, needs_manual_grade")
COMMENTS = BELOW.format(table="comment", columns="auto_comment, manual_comment")


def read_submissions(path: Path, homework: str) -> dict[str, StoredSubmission]:
    """Return internal name -> StoredSubmission of `homework` in the gradebook `path`; raises GradebookError."""
    with _reading(path) as database:
        key = _assignment(database, homework, path)
        found = {row[0]: StoredSubmission(tuple(row[1:5]), row[5]) for row in database.execute(SUBMISSIONS, (key,))}
        for student, cell, *grade, waits in database.execute(GRADES, (key,)):
            found[student].grades[cell] = StoredGrade(*grade, bool(waits))
        for student, cell, *comment in database.execute(COMMENTS, (key,)):
            found[student].comments[cell] = StoredComment(*comment)
    return found


def read_students(path: Path) -> set[str]:
    """Return the internal names of all students in the gradebook; raises GradebookError."""
    with _reading(path) as database:
        return {name for (name,) in database.execute("select id from student")}


def has_submissions(path: Path, homework: str) -> bool:
    """Tell whether marks of `homework` are in the gradebook; raises GradebookError when it cannot be read."""
    if not path.is_file():
        return False
    query = """select 1 from submitted_assignment join assignment on assignment.id = assignment_id
               where assignment.name = ? limit 1"""
    with _reading(path) as database:
        return database.execute(query, (homework,)).fetchone() is not None


def cells_of(path: Path, homework: str) -> set[str]:
    """Return the names of the cells that the gradebook knows of `homework`, {} without a gradebook."""
    if not path.is_file():
        return set()
    query = """select base_cell.name from base_cell join notebook on notebook.id = notebook_id
               join assignment on assignment.id = assignment_id where assignment.name = ?"""
    with _reading(path) as database:
        return {name for (name,) in database.execute(query, (homework,))}


class Copied:
    """A copy of the gradebook that takes the place of the original when it is whole, used as a context manager."""

    def __init__(self, original: Path, copy: Path) -> None:
        """Copy `original`, which need not be there, to `copy`."""
        self.original, self.copy = original, copy
        self._database: sqlite3.Connection | None = None

    def __enter__(self) -> Copied:
        """Make the copy; raises GradebookError when the original is locked or damaged."""
        if self.original.is_file():
            with said_in_one_sentence(self.original):
                self._database = sqlite3.connect(self.original, timeout=LOCK_SECONDS)
                self._version = self._data_version()
                with contextlib.closing(sqlite3.connect(self.copy)) as target:
                    self._database.backup(target)
        return self

    def __exit__(self, *_: object) -> None:
        """Let go of the original."""
        if self._database is not None:
            self._database.close()

    def _data_version(self) -> int:
        assert self._database is not None
        return int(self._database.execute("pragma data_version").fetchone()[0])

    def put_back(self) -> bool:
        """Write the copy into the original, in place; False, with nothing written, when that has changed meanwhile."""
        if self._database is None:
            self.copy.replace(self.original)
            return True
        with said_in_one_sentence(self.original):
            if self._data_version() != self._version:
                return False
            with contextlib.closing(sqlite3.connect(self.copy)) as source:
                source.backup(self._database)
        return True


def _assignment(database: sqlite3.Connection, homework: str, path: Path) -> str:
    row = database.execute("select id from assignment where name = ?", (homework,)).fetchone()
    if row is None:
        raise GradebookError(f"The gradebook {path} does not know {homework}; run `release` for it first.")
    return str(row[0])


@contextlib.contextmanager
def _reading(path: Path) -> Generator[sqlite3.Connection, None, None]:
    if not path.is_file():
        raise GradebookError(f"There is no {path}; run `release` first.")
    with said_in_one_sentence(path):
        address = f"file:{quote(str(path.resolve()))}?mode=ro"
        with contextlib.closing(sqlite3.connect(address, uri=True, timeout=LOCK_SECONDS)) as database:
            yield database


@contextlib.contextmanager
def said_in_one_sentence(path: Path) -> Generator[None, None, None]:
    """Turn what SQLite complains about into a GradebookError that says what to do; nothing is half written."""
    try:
        yield
    except sqlite3.Error as error:
        raise explain(path, str(error)) from error


def explain(path: Path, complaint: str) -> GradebookError:
    """Return the GradebookError for a complaint of SQLite about the gradebook `path`."""
    words = complaint.lower()
    if "lock" in words or "busy" in words:
        remedy = "is in use by another program, such as formgrader: close it, and give the same command again."
    elif "full" in words:
        remedy = "could not be written, the disk is full: make room, and give the same command again."
    elif "readonly" in words or "permission" in words or "unable to open" in words:
        remedy = "may not be opened or written: change its permissions, and give the same command again."
    elif "malformed" in words or "not a database" in words or "no such" in words or "i/o" in words:
        remedy = "is damaged: put a copy back, or move it away and run `release` and `merge`, which restores the marks."
    else:
        remedy = "could not be used: give the same command again, and report it if it stays."
    return GradebookError(f"The gradebook {path} {remedy} ({' '.join(complaint.split())[:80]})")


def same_time(stored: str | None, iso: str) -> bool:
    """Tell whether a time as SQLite keeps it is the time `iso`, "" for none."""
    if not stored or not iso:
        return not stored and not iso
    return datetime.datetime.fromisoformat(stored) == datetime.datetime.fromisoformat(iso)
