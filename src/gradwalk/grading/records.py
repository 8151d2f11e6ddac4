"""The record of one submission: what it is, and its one JSON file, written whole or not at all."""

from __future__ import annotations

import dataclasses
import hashlib
import json
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Any

from gradwalk.checks import exercise
from gradwalk.checks.student import normalised_id
from gradwalk.grading.identity import internal_name
from gradwalk.grading.sheet import Sheet
from gradwalk.grading.whole_file import write_whole

VERSION = 5


class RecordStatus(StrEnum):
    """Whether a submission could be graded at all."""

    GRADED = "graded"
    NOT_GRADED = "not graded"


class QuestionStatus(StrEnum):
    """What became of one question: the five verdicts of the checks, and the two of a person."""

    NOT_ATTEMPTED = exercise.NOT_ATTEMPTED
    STOPPED = exercise.STOPPED
    WRONG = exercise.WRONG
    ALMOST = exercise.ALMOST
    RIGHT = exercise.RIGHT
    BY_HAND = "to be marked by hand"
    MARKED_BY_HAND = "marked by hand"


@dataclass
class QuestionResult:
    """The result of one question; `kind` is code or text, `score` None while a person has to mark it."""

    name: str
    kind: str
    points: float
    score: float | None
    status: QuestionStatus
    message: str
    mistake: str = ""

    def __post_init__(self) -> None:
        """Read the status; raises ValueError for one that does not exist."""
        self.status = QuestionStatus(self.status)


@dataclass
class Record:
    """Everything known about one submission after marking.

    problem     why it is not graded and what to do, "" when it is graded
    notes       what is to be said to everybody, staff_notes: what only those who mark must read
    typed       the id in the notebook, in its normal form, "" without one
    numbers_of  the id whose numbers the answers were held against, "" for the example numbers
    answers     question -> the sources that answer it; texts: question -> the text a person marks
    pictures    question -> the pictures in its text, PNG files in base64, "" for one that cannot be shown
    asked       question -> what was asked about her answer, and chosen; see understanding.py
    why         the question for one sentence about an answer of hers, "" where there was none
    studies     question -> what the sandbox says of the code of a right answer, as far as it is believed
    values      question -> the computed value handed in, encoded as grading/inside/values.py does
    sha256      of the file; key: of everything the marks follow from, so that a change is noticed
    retry       whether grading itself failed, so that the next run tries again; trace: where
    """

    homework: str
    student: str
    points: float
    status: RecordStatus = RecordStatus.NOT_GRADED
    file: str = ""
    problem: str = ""
    questions: list[QuestionResult] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    staff_notes: list[str] = field(default_factory=list)
    typed: str = ""
    numbers_of: str = ""
    answers: dict[str, str] = field(default_factory=dict)
    texts: dict[str, str] = field(default_factory=dict)
    pictures: dict[str, list[str]] = field(default_factory=dict)
    asked: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    studies: dict[str, dict[str, Any]] = field(default_factory=dict)
    why: str = ""
    values: dict[str, Any] = field(default_factory=dict)
    sha256: str = ""
    key: str = ""
    seconds: float = 0.0
    unsafe: bool = False
    retry: bool = False
    trace: str = ""
    handed_in: str = ""
    time_from: str = ""
    late: bool = False

    def __post_init__(self) -> None:
        """Read what came from JSON; raises ValueError or TypeError for what is no record."""
        self.status = RecordStatus(self.status)
        self.questions = [one if isinstance(one, QuestionResult) else QuestionResult(**one) for one in self.questions]

    @property
    def graded(self) -> bool:
        """Whether the submission could be graded."""
        return self.status is RecordStatus.GRADED

    @property
    def score(self) -> float | None:
        """The sum of all scores, None when it is not graded or a person still has to mark something."""
        scores = [question.score for question in self.questions]
        known = [score for score in scores if score is not None]
        return round(sum(known), 2) if self.graded and len(known) == len(scores) else None

    @property
    def score_so_far(self) -> float | None:
        """The sum of the scores that are known, None when it is not graded."""
        return round(sum(one.score for one in self.questions if one.score is not None), 2) if self.graded else None

    def without_answers(self) -> Record:
        """Return what the tables need; the answers themselves would fill the memory with a large class."""
        asked = {name: [{"share": one["share"]} for one in found] for name, found in self.asked.items()}
        return dataclasses.replace(self, answers={}, texts={}, pictures={}, values={}, studies={}, why="", asked=asked)

    @property
    def needs_a_talk(self) -> bool:
        """Whether all code is right, and most of the questions about it are not."""
        code = [one for one in self.questions if one.kind == "code"]
        shares = [each["share"] for found in self.asked.values() for each in found]
        all_right = bool(code) and all(one.status is QuestionStatus.RIGHT for one in code)
        return all_right and bool(shares) and sum(shares) < len(shares) / 2


def points_in_words(points: float) -> str:
    """Return a number of points in words, such as "1 point" or "2.5 points"."""
    return f"{points:g} point{'' if points == 1 else 's'}"


def record_path(folder: Path, student: str) -> Path:
    """Return the path of the record of `student` in the folder of records, for every text a folder can be called."""
    return folder / f"{internal_name(student)}.json"


def fingerprint(content: str, sheet: Sheet, secret: str, unsafe: bool, share: float) -> str:
    """Return a text that changes when what marks follow from changes.

    content  the SHA-256 of the file, or the reason why there is none, and what is noted about its choice
    share    of the points for questions about an answer
    """
    parts = (str(VERSION), content, repr(sheet), secret, str(unsafe), str(share))
    return hashlib.sha256("\x1f".join(parts).encode("utf-8", "replace")).hexdigest()


def write_record(folder: Path, record: Record) -> None:
    """Write a record so that a reader sees the old one or the new one and never half of one."""
    write_whole(record_path(folder, record.student), json.dumps(dataclasses.asdict(record), indent=1))


def read_record(folder: Path, student: str) -> Record | None:
    """Return the record of `student`, or None when there is none, it is not whole, or another version wrote it."""
    try:
        record = Record(**json.loads(record_path(folder, student).read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        return None
    return record if normalised_id(record.student) == normalised_id(student) else None
