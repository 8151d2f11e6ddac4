"""The folder of one course, in nbgrader's layout: where everything is, who is in it, which file was handed in."""

from __future__ import annotations

import contextlib
import datetime
import functools
import hashlib
import re
import secrets
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from gradwalk.checks.exercise import HomeworkDefinition
from gradwalk.checks.package import read_homeworks
from gradwalk.checks.student import normalised_id
from gradwalk.grading.collected import Attempt, Collected, read_collected
from gradwalk.grading.hand_in import CALLED, HandedIn, choose, may_hold
from gradwalk.grading.identity import Spellings, internal_name, is_name
from gradwalk.grading.roster import Entry, Roster, read_roster
from gradwalk.grading.sheet import Sheet, read_sheet
from gradwalk.grading.timestamps import NoTime, stamp_in, time_of_file

DEFAULT_SHARE = 0.2  # of the points of an answer, for the questions about it


@dataclass(frozen=True)
class Person:
    """One learner under all her names.

    id       what the class list calls her, or else her folder
    entry    her line of the class list, None when she has none
    folders  the names of her folders in submitted/; collected: her names in the zips that were collected
    attempts  what `collect` has of her, the one that counts last
    """

    id: str
    entry: Entry | None = None
    folders: tuple[str, ...] = ()
    collected: tuple[str, ...] = ()
    attempts: tuple[Attempt, ...] = ()

    @property
    def internal(self) -> str:
        """Her name in paths and in the gradebook."""
        return internal_name(self.id)

    @property
    def was_moved(self) -> bool:
        """Whether somebody has moved what was collected from her to a folder of another name."""
        kept = any(piece.kept for attempt in self.attempts for piece in attempt.pieces)
        return kept and not self.folders and self.entry is None

    @property
    def earlier_internals(self) -> set[str]:
        """The internal names she had before she was in the class list."""
        return {internal_name(name) for name in (*self.folders, *self.collected)} - {self.internal}


@dataclass(frozen=True)
class HandedInAt:
    """When something was handed in (UTC without zone, None when nobody knows), who says so, and what is odd."""

    when: datetime.datetime | None
    source: str = ""
    remark: str = ""


@dataclass(frozen=True)
class CourseFolder:
    """Paths below the folder `root` of a course."""

    root: Path

    @property
    def secret_file(self) -> Path:
        """The file with the secret the hidden inputs follow from; nothing but the grading reads it."""
        return self.root / "grading" / "secret"

    @property
    def gradebook(self) -> Path:
        """The gradebook of nbgrader."""
        return self.root / "gradebook.db"

    @property
    def submitted(self) -> Path:
        """Where hand-ins are, each in a folder PERSON/HOMEWORK."""
        return self.root / "submitted"

    def homeworks(self) -> dict[str, HomeworkDefinition]:
        """Return the homeworks of the course, and those of the file checks.py where `setup` has put one.

        Raises ValueError where checks.py cannot be read.
        """
        own = self.root / "checks.py"
        return {**read_homeworks(), **(read_homeworks(own) if own.is_file() else {})}

    def secret(self) -> str:
        """Return the secret of the course; raises FileNotFoundError with what to do when there is none."""
        if not self.secret_file.is_file():
            raise FileNotFoundError(f"There is no {self.secret_file}; run `setup` on the course folder first.")
        return self.secret_file.read_text(encoding="ascii").strip()

    def make_secret(self) -> None:
        """Write a new secret readable by the owner only, unless there is one: another one would change all inputs."""
        self.secret_file.parent.mkdir(parents=True, exist_ok=True)
        if not self.secret_file.exists():
            self.secret_file.touch(mode=0o600)
            self.secret_file.write_text(secrets.token_hex(32) + "\n", encoding="ascii")

    @property
    def share_file(self) -> Path:
        """The file with the part of the points that the questions about an answer are worth, in per cent."""
        return self.root / "grading" / "questions_percent"

    def share_of_questions(self) -> float:
        """Return the part of the points for the questions about an answer, from 0 to 1.

        Raises ValueError, naming the file, when it holds no number from 0 to 100.
        """
        if not self.share_file.is_file():
            return DEFAULT_SHARE
        text = self.share_file.read_text(encoding="utf-8", errors="replace").strip().removesuffix("%").strip()
        if not re.fullmatch(r"\d{1,3}(\.\d+)?", text) or float(text) > 100:
            raise ValueError(f"{self.share_file} holds {text[:40]!r}: write a number from 0 to 100 into it.")
        return float(text) / 100

    def set_share_of_questions(self, percent: float) -> None:
        """Write the part of the points for the questions about an answer, in per cent."""
        self.share_file.parent.mkdir(parents=True, exist_ok=True)
        self.share_file.write_text(f"{percent:g}\n", encoding="utf-8")

    def released(self, homework: str) -> Path:
        """Return the path of the released notebook; raises FileNotFoundError with what to do when there is none."""
        path = self.root / "release" / homework / f"{homework}.ipynb"
        if not path.is_file():
            raise FileNotFoundError(f"There is no {path}; run `release` for {homework} first.")
        return path

    def sheet(self, homework: str) -> Sheet:
        """Return the Sheet of the released notebook; raises FileNotFoundError with what to do when there is none."""
        return read_sheet(self.released(homework))

    def record_folder(self, homework: str) -> Path:
        """Where the records of one homework are kept, one JSON file a submission."""
        return self.root / "grading" / "records" / homework

    def report_folder(self, homework: str) -> Path:
        """Where the report and the exports of one homework are written."""
        return self.root / "grading" / "reports" / homework

    def collected_file(self, homework: str) -> Path:
        """Where `collect` keeps what came from whom."""
        return self.root / "grading" / "collected" / f"{homework}.json"

    def collected(self, homework: str) -> Collected:
        """Return what `collect` has taken for `homework`; raises ValueError when its memory is damaged."""
        return read_collected(self.collected_file(homework))

    def roster(self) -> Roster:
        """Return the class list students.csv; raises ValueError, naming file and line, when it is none."""
        return read_roster(self.root / "students.csv")

    def people(self, homework: str) -> list[Person]:
        """Return everyone in the class list, in submitted/ and in what was collected, each once, sorted by id."""
        entries = sorted(self.submitted.iterdir()) if self.submitted.is_dir() else []
        folders = [entry.name for entry in entries if may_hold(entry, homework)]
        people = join_names(self.roster(), folders, self.collected(homework).people)
        return [person for person in people if not person.was_moved]

    def handed_in(self, person: Person, homework: str) -> HandedIn:
        """Return the HandedIn of one person, whatever she called the file."""
        if not is_name(person.id):
            problem = "This cannot be the name of a student: rename the folder, or correct students.csv."
            return HandedIn(person.id, None, problem)
        places = [self.submitted / name / homework for name in person.folders]
        handed_in = choose(person.id, places, functools.cache(functools.partial(self.sheet, homework)))
        return _with_collected(handed_in, person)

    def handed_in_at(self, person: Person, homework: str, file: str, sha256: str) -> HandedInAt:
        """Return when `file` was handed in; no file and no date stops it.

        What `collect` read in the zip of a learning platform counts before a timestamp.txt (of nbgrader's own collect),
        and that before the time of the file; both of these can be written by whoever handed in, and so they are named.
        """
        places = [self.submitted / name / homework for name in person.folders]
        for attempt in reversed(person.attempts):
            if attempt.time and sha256 in {piece.sha256 for piece in attempt.pieces}:
                return HandedInAt(datetime.datetime.fromisoformat(attempt.time), attempt.clock)
        if person.attempts:
            return _time_of(places, file)
        try:
            stamps = [when for place in places if (when := stamp_in(place)) is not None]
        except NoTime as problem:
            return replace(_time_of(places, file), remark=f"timestamp.txt is passed over: {problem}.")
        return HandedInAt(stamps[-1], "timestamp.txt") if stamps else _time_of(places, file)


def _time_of(places: Iterable[Path], file: str) -> HandedInAt:
    for place in places:
        with contextlib.suppress(NoTime):
            return HandedInAt(time_of_file(place / file), "file")
    return HandedInAt(None)


def _with_collected(handed_in: HandedIn, person: Person) -> HandedIn:
    """Add what `collect` knows: why there is no notebook, or what else came with it."""
    if not person.attempts:
        return handed_in
    attempt = person.attempts[-1]
    if handed_in.path is None:
        return replace(handed_in, problem=" ".join(attempt.problems) or handed_in.problem)
    late = (f"Late, says {attempt.layout.capitalize()}.",) if attempt.late else ()
    notes = [note for note in handed_in.notes if not note.startswith(CALLED)]  # platforms call every file otherwise
    return replace(handed_in, notes=(*notes, *late, *attempt.problems))


def join_names(roster: Roster, folders: Iterable[str], collected: Mapping[str, Sequence[Attempt]]) -> list[Person]:
    """Return one Person for each line of the class list and for each other name, in whatever spellings it comes.

    A folder that `collect` has filled belongs to whom it was collected from, whatever else its name may mean; and who
    has another name in a new class list is still known by the folder.
    """
    found: dict[str, Person] = {normalised_id(entry.id): Person(entry.id, entry) for entry in roster.entries}
    filled: dict[str, str] = {}
    for name, attempts in collected.items():
        places = [Path(one.place).parts[1] for one in attempts if one.place.startswith("submitted/")]
        entry = roster.find_number(name) if attempts and attempts[-1].layout == "canvas" else None
        key, person = _person(entry or roster.find(name) or roster.find("".join(places[-1:])), name, found)
        both = [*person.attempts, *attempts]
        if person.attempts:
            both.sort(key=lambda one: (one.time, one.serial))
        found[key] = replace(person, collected=(*person.collected, name), attempts=tuple(both))
        filled |= dict.fromkeys(places, key)
    for name in folders:
        key, person = _person(roster.find(name), name, found)
        key = filled.get(name, key)
        person = found.get(key, person)
        found[key] = replace(person, folders=(*person.folders, name))
    return sorted(found.values(), key=lambda person: person.id)


def _person(entry: Entry | None, name: str, found: Mapping[str, Person]) -> tuple[str, Person]:
    """Return the key and the Person, new or not, of `entry`, or of `name` where the class list has no entry."""
    key = normalised_id(entry.id if entry else name) or name
    return key, found.get(key, Person(name))


def suggestions(people: Iterable[Person]) -> dict[str, str]:
    """Return id -> a sentence for those who may be one person in two spellings, so that nobody is split in silence.

    Where there is a class list, only those who are not in it are compared with those who are.
    """
    people = list(people)
    listed = [person.id for person in people if person.entry]
    spellings = Spellings(listed or [person.id for person in people])
    said: dict[str, str] = {}
    for student in (one.id for one in people if not one.entry and is_name(one.id)):
        near = spellings.near(student)
        names = " or ".join(map(repr, near))
        if listed:
            end = f"; perhaps it is {names}: rename the folder, or correct students.csv." if near else "."
            said[student] = f"{student!r} is not in students.csv{end}"
            same = f"{student!r} may be the same person: rename the folder, or correct students.csv."
            said |= dict.fromkeys(near, same)
        elif near:
            said[student] = f"{student!r} may be the same person as {names}: then rename the folder."
    return said


def in_shard(student: str, shard: tuple[int, int] | None) -> bool:
    """Tell whether a student belongs to the shard (index, count); index counts from 0. None means everyone.

    The shard follows from the id alone, so that any machine comes to the same answer.
    """
    if shard is None:
        return True
    index, count = shard
    return int(hashlib.sha256(normalised_id(student).encode("utf-8", "surrogatepass")).hexdigest(), 16) % count == index
