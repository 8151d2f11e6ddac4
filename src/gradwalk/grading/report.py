"""Merge the records of a homework: a report with a row for every submission, and tables for other systems.

A submission that is not graded, or waits for a person, has an empty score everywhere; it is never written as 0.
"""

import collections
import csv
import io
import json
import shutil
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from gradwalk.grading.folder import CourseFolder, HandedInAt, Person
from gradwalk.grading.identity import internal_name
from gradwalk.grading.records import QuestionResult, QuestionStatus, Record, read_record
from gradwalk.grading.roster import Roster
from gradwalk.grading.sheet import Sheet
from gradwalk.grading.whole_file import write_whole

REPORT_COLUMNS = ("student", "status", "score", "points", "by hand", "problem", "notes", "file", "handed in", "seconds")
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠", "|", "%")


Table = tuple[Sequence[str], list[tuple[object, ...]]]  # the columns and the rows


def collect(folder: CourseFolder, homework: str) -> Iterator[tuple[Person, Record]]:
    """Yield every person of the CourseFolder `folder`, sorted, with her record; missing ones say how to get them."""
    sheet = folder.sheet(homework)
    for person in folder.people(homework):
        record = _current_record(folder, sheet, person.id)
        when = folder.handed_in_at(person, homework, record.file, record.sha256) if record.file else HandedInAt(None)
        record.student, record.handed_in = person.id, when.when.isoformat(" ", "seconds") if when.when else ""
        record.notes += [when.remark] if when.remark else []
        yield person, record


def _current_record(folder: CourseFolder, sheet: Sheet, student: str) -> Record:
    record = read_record(folder.record_folder(sheet.name), student)
    if record is None:
        return _missing(sheet, student, "There is no record yet")
    if record.graded and [result.name for result in record.questions] != [one.name for one in sheet.questions]:
        return _missing(sheet, student, "The questions have changed since this was marked")
    return record


def _missing(sheet: Sheet, student: str, reason: str) -> Record:
    problem = f"{reason}: run `grade` again, on the shard that has this student."
    return Record(sheet.name, student, sheet.points, problem=problem)


def write_reports(folder: CourseFolder, homework: str, records: Iterable[Record]) -> str:
    """Write all tables of one homework into its report folder; return the text for the screen."""
    place = folder.report_folder(homework)
    place.mkdir(parents=True, exist_ok=True)
    records, roster = list(records), folder.roster()
    write_table(place / "report.csv", REPORT_COLUMNS, [_report_row(record) for record in records])
    write_table(place / "questions.csv", *_question_table(records))
    write_table(place / "canvas.csv", *_canvas_table(homework, records, roster))
    write_table(place / "moodle.csv", *_moodle_table(homework, records, roster))
    shutil.rmtree(place / "gradescope", ignore_errors=True)  # what an earlier merge left may hold no longer
    for record in records:
        if record.graded and record.score_so_far is not None:
            _write_gradescope(place / "gradescope" / internal_name(record.student), record)
    text = summary(homework, records)
    (place / "report.txt").write_text(text + "\n", encoding="utf-8", errors="backslashreplace")
    return text


def write_table(path: Path, columns: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """Write a table that a spreadsheet reads and runs nothing of; a reader sees the old one or the new one."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(columns)
    writer.writerows([harmless_cell(cell) for cell in row] for row in rows)
    write_whole(path, text.getvalue())


def harmless_cell(cell: object) -> object:
    """Return `cell`; a text a spreadsheet would run as a formula gets an apostrophe in front."""
    if not isinstance(cell, str):
        return "" if cell is None else cell
    return f"'{cell}" if cell.lstrip(" ").startswith(FORMULA_STARTS) else cell


def shown(student: str) -> str:
    """Return an id as it can be printed: a folder may be called anything, line breaks included."""
    return (student if student.isprintable() else ascii(student))[:100]


def _report_row(record: Record) -> tuple[object, ...]:
    waiting = sum(result.points for result in record.questions if result.status is QuestionStatus.BY_HAND)
    start = (record.student, record.status, record.score_so_far, record.points, waiting or None)
    return (*start, record.problem, " ".join(record.notes), record.file, record.handed_in, record.seconds)


def _question_table(records: Sequence[Record]) -> Table:
    """One row for each question of each student."""
    columns = ("student", "question", "score", "points", "status", "mistake", "message")
    rows = [(record.student, *_question_cells(result)) for record in records for result in record.questions]
    empty = [
        (record.student, "", None, record.points, record.status, "", record.problem)
        for record in records
        if not record.questions
    ]
    return columns, rows + empty


def _question_cells(one: QuestionResult) -> tuple[object, ...]:
    return one.name, one.score, one.points, one.status, one.mistake, one.message


def _canvas_table(homework: str, records: Sequence[Record], roster: Roster) -> Table:
    """Canvas imports its own columns; the second line gives the points possible."""
    columns = ("Student", "ID", "SIS User ID", "SIS Login ID", "Section", homework)
    first = ("Points Possible", "", "", "", "", records[0].points if records else 0)
    rows = [
        (_full_name(record, roster), _entry(record, roster, "lms_user_id"), "", record.student, "", record.score)
        for record in records
    ]
    return columns, [first, *rows]


def _moodle_table(homework: str, records: Sequence[Record], roster: Roster) -> Table:
    """Moodle maps columns when it imports; students are found by ID number or by address."""
    columns = ("ID number", "Email address", homework, "Feedback comments")
    rows = [
        (record.student, _entry(record, roster, "email"), record.score, feedback_text(record)) for record in records
    ]
    return columns, rows


def _entry(record: Record, roster: Roster, column: str) -> str:
    entry = roster.find(record.student)
    return getattr(entry, column) if entry else ""


def _full_name(record: Record, roster: Roster) -> str:
    last, first = _entry(record, roster, "last_name"), _entry(record, roster, "first_name")
    return f"{last}, {first}" if last and first else last or first or record.student


def feedback_text(record: Record) -> str:
    """Return the reasons in a few lines, without any input or expected value."""
    if not record.graded:
        return f"Not graded. {record.problem}"
    return "\n".join(f"{one.name}: {one.status}. {one.message}" for one in record.questions)


def _write_gradescope(place: Path, record: Record) -> None:
    """Write results.json as Gradescope's autograder reads it.

    Gradescope wants a score in every test, so a question that waits for a person is named in the output instead.
    """
    marked = [result for result in record.questions if result.score is not None]
    waiting = [
        f"{result.name} ({result.points:g} points) is still to be marked by hand and is not counted here."
        for result in record.questions
        if result.score is None
    ]
    results = {
        "tests": [_gradescope_test(result) for result in marked],
        "output": "\n".join([*record.notes, *waiting]),
        "visibility": "after_published",
    }
    place.mkdir(parents=True, exist_ok=True)
    (place / "results.json").write_text(json.dumps(results, indent=1), encoding="utf-8")


def _gradescope_test(one: QuestionResult) -> dict[str, object]:
    output = f"{one.status}: {one.message}"
    return {"name": one.name, "score": one.score, "max_score": one.points, "output": output}


def summary(homework: str, records: Sequence[Record]) -> str:
    """Return the report as text: how many, a row for everyone, and the mistakes that were made most."""
    graded = [record for record in records if record.graded]
    waiting = [record for record in graded if record.score is None]
    lines = [
        f"{homework}: {len(records)} students, {len(graded)} graded, {len(records) - len(graded)} not graded, "
        f"{len(waiting)} wait for marks by hand",
        "",
        *[_line(record) for record in records],
        "",
        "Mistakes made most often:",
        *_common_mistakes(graded),
    ]
    return "\n".join(lines)


def _line(record: Record) -> str:
    _student, status, score, points, waiting, problem, notes, *_rest = _report_row(record)
    result = f"{score:6.2f} of {points:g}" if record.graded else f"{status:>12}"
    by_hand = f" (+{waiting:g} by hand)" if waiting else ""
    return f"{shown(record.student):<28} {result}{by_hand}  {problem or notes}".rstrip()


def _common_mistakes(graded: Sequence[Record]) -> list[str]:
    counts = collections.Counter(
        (result.name, result.mistake) for record in graded for result in record.questions if result.mistake
    )
    return [f"{count:5}  {name}: {mistake}" for (name, mistake), count in counts.most_common(10)] or ["  none"]
