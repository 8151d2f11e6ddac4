"""The folder of one course, in nbgrader's layout: where everything is, who is in it, which file was handed in."""

import csv
import datetime
import hashlib
import os
import re
import secrets
from dataclasses import dataclass
from pathlib import Path

from gradwalk.checks.student import normalised_id
from gradwalk.grading.reading import Unreadable, read_bytes
from gradwalk.grading.sheet import read_sheet

ODD_IN_AN_ID = re.compile(r"[<>&\"'`/\\|]")
LONGEST_ID = 100


@dataclass(frozen=True)
class HandedIn:
    """What one student handed in: the file to read, or None with the reason in `problem`; notes about its name."""

    student: str
    path: Path | None
    problem: str = ""
    notes: tuple = ()


@dataclass(frozen=True)
class CourseFolder:
    """Paths below the folder `root` of a course."""

    root: Path

    @property
    def secret_file(self):
        """The file with the secret the hidden inputs follow from; nothing but the grading reads it."""
        return self.root / "grading" / "secret"

    def secret(self):
        """Return the secret of the course; raises FileNotFoundError with what to do when there is none."""
        if not self.secret_file.is_file():
            raise FileNotFoundError(f"There is no {self.secret_file}; run `setup` on the course folder first.")
        return self.secret_file.read_text(encoding="ascii").strip()

    def make_secret(self):
        """Write a new secret readable by the owner only, unless there is one: another one would change all inputs."""
        self.secret_file.parent.mkdir(parents=True, exist_ok=True)
        if not self.secret_file.exists():
            self.secret_file.touch(mode=0o600)
            self.secret_file.write_text(secrets.token_hex(32) + "\n", encoding="ascii")

    def sheet(self, homework):
        """Return the Sheet of the released notebook; raises FileNotFoundError with what to do when there is none."""
        path = self.root / "release" / homework / f"{homework}.ipynb"
        if not path.is_file():
            raise FileNotFoundError(f"There is no {path}; run `release` for {homework} first.")
        return read_sheet(path)

    def record_folder(self, homework):
        """Where the records of one homework are kept, one JSON file a submission."""
        return self.root / "grading" / "records" / homework

    def report_folder(self, homework):
        """Where the report and the exports of one homework are written."""
        return self.root / "grading" / "reports" / homework

    def roster(self):
        """Return student id -> row of students.csv (columns as nbgrader's: id, first_name, last_name, email, ...)."""
        path = self.root / "students.csv"
        if not path.is_file():
            return {}
        with open(path, newline="", encoding="utf-8-sig") as file:
            rows = list(csv.DictReader(file))
        if rows and "id" not in rows[0]:
            raise ValueError(f"{path} has no column `id`; its first line must name the columns.")
        return {row["id"].strip(): row for row in rows if row["id"].strip()}

    def students(self, homework):
        """Return the ids of everyone in the class list or with anything for `homework` in submitted/, sorted."""
        submitted = self.root / "submitted"
        entries = submitted.iterdir() if submitted.is_dir() else ()
        return sorted({entry.name for entry in entries if _may_hold(entry, homework)} | set(self.roster()))

    def handed_in_at(self, student, homework, file):
        """Return when `file` was handed in, UTC without zone: from nbgrader's timestamp.txt, or the file's own time."""
        folder = self.root / "submitted" / student / homework
        try:
            stamp = read_bytes(folder / "timestamp.txt")[:100].decode("ascii", "replace").strip()
            when = datetime.datetime.fromisoformat(stamp.removesuffix(" UTC"))
        except (Unreadable, ValueError):
            path = folder / file
            when = datetime.datetime.fromtimestamp(path.lstat().st_mtime if os.path.lexists(path) else 0, datetime.UTC)
        return when.astimezone(datetime.UTC).replace(tzinfo=None) if when.tzinfo else when

    def handed_in(self, student, homework):
        """Return the HandedIn of one student, whatever she called the file."""
        if not is_id(student):
            problem = "This cannot be the id of a student: rename the folder, or correct students.csv."
            return HandedIn(student, None, problem)
        try:
            return _handed_in(self.root / "submitted" / student / homework, student)
        except PermissionError:
            return HandedIn(student, None, "The folder may not be read: change its permissions, and run `grade` again.")


def _handed_in(folder, student):
    if any(path.is_symlink() for path in (folder.parent, folder)):
        return HandedIn(student, None, "The folder is a link to another place: ask for the notebook itself.")
    if not folder.is_dir():
        return HandedIn(student, None, _why_nothing(folder))
    files = [path for path in folder.iterdir() if not path.name.startswith(".") and path.name != "timestamp.txt"]
    files = [path for path in files if path.is_file() and not path.is_symlink()] or files
    named = [path for path in files if path.name == f"{folder.name}.ipynb"]
    notebooks = [path for path in files if path.suffix.lower() == ".ipynb"]
    found = named or sorted(notebooks, key=_age) or sorted(files, key=_age)
    if not found:
        return HandedIn(student, None, "The folder is empty: ask for the notebook.")
    return HandedIn(student, found[0], notes=_notes_on(found[0], named, notebooks, folder.name))


def _notes_on(taken, named, notebooks, homework):
    """Return what to say about the choice of the file `taken` and its name."""
    notes = [] if named else [f"The file is called {taken.name!r}; it was taken for {homework}.ipynb."]
    if len(notebooks) > 1:
        chosen = f"There are {len(notebooks)} notebooks; {taken.name!r} was marked."
        notes.append(f"{chosen} If another one counts, remove this one and run `grade` again.")
    return tuple(notes)


def _why_nothing(folder):
    misplaced = _misplaced(folder.parent, folder.name)
    if not misplaced:
        return "Nothing was handed in."
    place = f"submitted/{folder.parent.name}/{folder.name}/"
    return f"The notebook must be in {place}, but there is {misplaced[0].name!r}: move it, and run `grade` again."


def _may_hold(entry, homework):
    """Tell whether there may be something for `homework` in an entry of submitted/; in a wrong place it gets a row."""
    try:
        return os.path.lexists(entry / homework) or (entry.name[0] != "." and bool(_misplaced(entry, homework)))
    except PermissionError:
        return True


def _misplaced(entry, homework):
    """Return what may be `homework` in a wrong place: an entry of submitted/ that is no folder, or things in it."""
    if entry.is_symlink() or not entry.is_dir():
        return [entry] if os.path.lexists(entry) else []
    inside = [path for path in entry.iterdir() if not path.name.startswith(".")]
    loose = [path for path in inside if path.suffix.lower() == ".ipynb"]
    return loose + [path for path in inside if path.name.strip().lower() == homework.lower()]


def is_id(student):
    """Tell whether `student` can be an id everywhere: in paths, in the database, in tables and on pages."""
    whole = 0 < len(student.encode("utf-8", "replace")) <= LONGEST_ID and student.isprintable()
    return whole and student == student.strip() and student[0] != "." and not ODD_IN_AN_ID.search(student)


def _age(path):
    """Sort key: the newest file first."""
    return -path.lstat().st_mtime, path.name


def in_shard(student, shard):
    """Tell whether a student belongs to the shard (index, count); index counts from 0. None means everyone.

    The shard follows from the id alone, so that any machine comes to the same answer.
    """
    if shard is None:
        return True
    index, count = shard
    return int(hashlib.sha256(normalised_id(student).encode("utf-8", "surrogatepass")).hexdigest(), 16) % count == index
