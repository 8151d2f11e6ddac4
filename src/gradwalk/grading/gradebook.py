"""Write marks into nbgrader's gradebook through its own API, so that formgrader, feedback and export work as known.

Only what differs from what is there is written, and nbgrader is imported only then. Only one process may write at a
time; a lock in the course folder sees to that.
"""

from __future__ import annotations

import contextlib
import datetime
import fcntl
import itertools
import warnings
from collections.abc import Generator, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from types import ModuleType
from typing import Any

from gradwalk.grading.folder import CourseFolder, Person
from gradwalk.grading.marks_by_hand import HandMark
from gradwalk.grading.nbgrader_modules import nbgrader_module
from gradwalk.grading.records import Record
from gradwalk.grading.sheet import CHECK_SUFFIX
from gradwalk.grading.stored import (
    GradebookError,
    StoredComment,
    StoredGrade,
    StoredSubmission,
    explain,
    same_time,
)

BATCH = 50  # submissions in one transaction: few commits, and formgrader never waits long for the database
STUDENT_COLUMNS = ("first_name", "last_name", "email", "lms_user_id")


def _api() -> ModuleType:
    return nbgrader_module("nbgrader.api")


@contextlib.contextmanager
def one_writer(folder: CourseFolder) -> Generator[None, None, None]:
    """Hold the lock of the CourseFolder `folder`; raises RuntimeError when another process is writing."""
    path = folder.root / "grading" / "lock"
    path.parent.mkdir(parents=True, exist_ok=True)
    with open(path, "w", encoding="ascii") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise RuntimeError(f"Another process is writing into {folder.root}; wait until it has ended.") from error
        yield


@dataclass(frozen=True)
class GradebookEntry:
    """What the gradebook has to say of one student: her internal name and her StoredSubmission."""

    name: str
    submission: StoredSubmission


def entry_for(
    person: Person, record: Record, marked: Record, marks: Mapping[str, HandMark], stored: StoredSubmission | None
) -> GradebookEntry:
    """Return what the gradebook has to say of `person`.

    record, marked  her record as the machine made it, and with the marks of persons in it
    """
    columns = stored.student if stored else (None,) * 4
    listed = [getattr(person.entry, column) or None for column in STUDENT_COLUMNS] if person.entry else [None] * 4
    submission = StoredSubmission(tuple(new or old for new, old in zip(listed, columns, strict=True)), record.handed_in)
    for result, after in zip(record.questions, marked.questions, strict=True):
        cell = result.name if result.kind == "text" else result.name + CHECK_SUFFIX
        mark = marks.get(result.name)
        counts = mark if mark is not None and not mark.aside else None
        waits = after.score is None
        submission.grades[cell] = StoredGrade(
            result.score, counts.score if counts else None, counts.extra if counts else None, waits
        )
        # A text that waits for a person has no comment yet: nbgrader would print it on the page for the learner.
        words = after.message if result.score is not None and (not mark or not mark.comment) else None
        submission.comments[result.name] = StoredComment(words, _comment(result.name, mark, stored))
    return GradebookEntry(person.internal, submission)


def _comment(question: str, mark: HandMark | None, stored: StoredSubmission | None) -> str | None:
    """Return a person's words: those of a mark that was set aside go with it."""
    if mark is not None:
        return None if mark.aside else mark.comment or None
    there = stored.comments.get(question) if stored else None
    return there.by_hand if there else None


def is_stored(entry: GradebookEntry, stored: StoredSubmission | None) -> bool:
    """Tell whether the gradebook says all of `entry` already."""
    if stored is None or not same_time(stored.timestamp, entry.submission.timestamp or ""):
        return False
    return replace(stored, timestamp="") == replace(entry.submission, timestamp="")


def write_entries(folder: CourseFolder, homework: str, entries: Iterable[GradebookEntry]) -> Iterator[list[str]]:
    """Write `entries` of `homework` into the gradebook; yield the internal names of each BATCH when it is written.

    Each BATCH is one transaction: a merge that is killed has written whole batches, and the next one writes the rest.
    Raises GradebookError, with what to do, when the database is locked, damaged or cannot be written.
    """
    entries = iter(entries)
    while batch := list(itertools.islice(entries, BATCH)):
        with _open(folder, homework) as gradebook:
            _write_batch(gradebook, homework, batch)
        yield [entry.name for entry in batch]


@contextlib.contextmanager
def _open(folder: CourseFolder, homework: str) -> Generator[Any, None, None]:
    """Open the gradebook, which must know `homework`."""
    api = _api()
    from sqlalchemy.engine import URL
    from sqlalchemy.exc import SQLAlchemyError

    file = folder.gradebook.resolve()
    if not file.is_file():
        raise GradebookError(f"There is no {file}; run `release` for {homework} first.")
    try:
        with warnings.catch_warnings(), api.Gradebook(URL.create("sqlite", database=str(file))) as gradebook:
            warnings.filterwarnings("ignore", "Object of type")  # these objects are added in the same transaction
            gradebook.find_assignment(homework)
            yield gradebook
    except api.MissingEntry as error:
        raise GradebookError(f"The gradebook does not know {homework}; run `release` for it first.") from error
    except SQLAlchemyError as error:
        raise explain(file, str(getattr(error, "orig", error))) from error


def _write_batch(gradebook: Any, homework: str, batch: list[GradebookEntry]) -> None:
    """Write the students, the submissions and their grades in one transaction, then let go of all of them."""
    with gradebook.db.no_autoflush:
        assignment = gradebook.find_assignment(homework)
        names = {cell.id: cell.name for notebook in assignment.notebooks for cell in _cells(notebook)}
        students = _students(gradebook, batch)
        submissions = _submissions(gradebook, assignment, students)
        for entry in batch:
            submission = submissions.get(entry.name) or _new_submission(gradebook, assignment, students[entry.name])
            when = entry.submission.timestamp
            submission.timestamp = datetime.datetime.fromisoformat(when) if when else None
            _write_grades(submission, names, entry.submission)
        gradebook.db.commit()
    gradebook.db.expunge_all()


def _cells(notebook: Any) -> list[Any]:
    return [*notebook.grade_cells, *notebook.solution_cells, *notebook.task_cells]


def _students(gradebook: Any, batch: list[GradebookEntry]) -> dict[str, Any]:
    """Return internal name -> Student; the names of the class list are kept up to date."""
    student_type = _api().Student
    names = [entry.name for entry in batch]
    found = {one.id: one for one in gradebook.db.query(student_type).filter(student_type.id.in_(names))}
    for entry in batch:
        if entry.name not in found:
            found[entry.name] = student_type(id=entry.name)
            gradebook.db.add(found[entry.name])
        for column, text in zip(STUDENT_COLUMNS, entry.submission.student, strict=True):
            if text and getattr(found[entry.name], column) != text:
                setattr(found[entry.name], column, text)
    return found


def _submissions(gradebook: Any, assignment: Any, students: Mapping[str, Any]) -> dict[str, Any]:
    """Return internal name -> SubmittedAssignment, with everything below it loaded in a few queries."""
    from sqlalchemy.orm import selectinload

    api = _api()
    submitted, notebook = api.SubmittedAssignment, api.SubmittedNotebook
    below = selectinload(submitted.notebooks)
    query = gradebook.db.query(submitted).options(
        below.selectinload(notebook.grades), below.selectinload(notebook.comments)
    )
    found = query.filter(submitted.assignment_id == assignment.id, submitted.student_id.in_(list(students)))
    return {submission.student_id: submission for submission in found}


def _new_submission(gradebook: Any, assignment: Any, student: Any) -> Any:
    """Make the submission with an empty grade and comment for each cell, as nbgrader does, but commit nothing yet."""
    api = _api()
    submission = api.SubmittedAssignment(assignment=assignment, student=student)
    for notebook in assignment.notebooks:
        mine = api.SubmittedNotebook(notebook=notebook, assignment=submission)
        for cell in (*notebook.grade_cells, *notebook.task_cells):
            api.Grade(cell_id=cell.id, notebook=mine)
        for cell in (*notebook.solution_cells, *notebook.task_cells):
            api.Comment(cell_id=cell.id, notebook=mine)
    gradebook.db.add(submission)
    return submission


def _write_grades(submission: Any, names: Mapping[str, str], wanted: StoredSubmission) -> None:
    """Put the scores and words of `wanted` into the objects of `submission`; `names` has the name of each cell."""
    for notebook in submission.notebooks:
        for grade in notebook.grades:
            new = wanted.grades[names[grade.cell_id]]
            grade.auto_score, grade.manual_score, grade.extra_credit = new.auto, new.by_hand, new.extra
            grade.needs_manual_grade = new.waits
        for comment in notebook.comments:
            words = wanted.comments[names[comment.cell_id]]
            comment.auto_comment, comment.manual_comment = words.auto, words.by_hand


def rename_students(folder: CourseFolder, homework: str, renamed: Mapping[str, str]) -> None:
    """Give what is kept under old internal names to new ones, old -> new; an old one with a new one beside it stays."""
    if not renamed:
        return
    api = _api()
    with _open(folder, homework) as gradebook:
        for old, new in renamed.items():
            student = gradebook.db.get(api.Student, old)
            if student is None or gradebook.db.get(api.Student, new) is not None:
                continue
            columns = {column: getattr(student, column) for column in STUDENT_COLUMNS}
            gradebook.db.add(api.Student(id=new, **columns))
            gradebook.db.flush()
            submitted = api.SubmittedAssignment
            gradebook.db.query(submitted).filter(submitted.student_id == old).update({"student_id": new})
            gradebook.db.expire_all()
            gradebook.db.delete(gradebook.db.get(api.Student, old))
            gradebook.db.commit()
