"""Tables of marks for Canvas, Moodle and Gradescope, and the one way in which a table is written.

A submission that is not graded, or waits for a person, is never written as 0. What only staff must read never stands
in a table that a platform shows to learners.
"""

from __future__ import annotations

import csv
import io
import json
import re
import shutil
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from gradwalk.checks.student import normalised_id
from gradwalk.grading.folder import Person
from gradwalk.grading.identity import internal_name
from gradwalk.grading.records import QuestionResult, Record, points_in_words
from gradwalk.grading.roster import plain_name
from gradwalk.grading.whole_file import write_whole

FORMULA_STARTS = "=+\\-@|%\t\r\n＝＋－＠"
# A spreadsheet that separates by semicolons or tabs makes a cell of its own of what follows one inside a text.
INNER_START = re.compile(rf"([;\t\r\n][\s\"']*)(?=[{FORMULA_STARTS}])")
Table = tuple[Sequence[str], Sequence[Sequence[object]]]  # the columns and the rows


def write_table(path: Path, columns: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """Write a table that a spreadsheet reads and runs nothing of; a reader sees the old one or the new one."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(columns)
    writer.writerows([harmless_cell(cell) for cell in row] for row in rows)
    write_whole(path, text.getvalue())


def harmless_cell(cell: object) -> object:
    """Return `cell`; a text a spreadsheet would run as a formula, whatever separates its cells, gets an apostrophe."""
    if not isinstance(cell, str):
        return "" if cell is None else cell
    cell = INNER_START.sub(r"\1'", cell)
    return f"'{cell}" if re.match(rf"[\s\"]*[{FORMULA_STARTS}]", cell) or cell[:1] in ("\t", "\r", "\n") else cell


def canvas_table(homework: str, records: Sequence[Record], people: Mapping[str, Person]) -> Table:
    """Canvas imports its own columns and finds a learner by `ID` first; the second line gives the points possible."""
    columns = ("Student", "ID", "SIS User ID", "SIS Login ID", "Section", homework)
    first = ("Points Possible", "", "", "", "", records[0].points if records else 0)
    rows = [_canvas_row(record, people[record.student]) for record in records]
    return columns, [first, *rows]


def _canvas_row(record: Record, person: Person) -> tuple[object, ...]:
    collected = [name for name in person.collected if name.isdigit()]
    entry = person.entry
    number = (entry.lms_user_id if entry else "") or (collected[0] if collected else "")
    if not entry and not number and person.id.isdigit():
        number = person.id  # without a class list, a number is what Canvas calls her
    login = (entry.login or entry.id) if entry else person.id
    login = "" if login == number else login
    return (_full_name(person), number, "", login, "", record.score)


def _full_name(person: Person) -> str:
    entry = person.entry
    if entry is None:
        return person.id
    both = bool(entry.last_name and entry.first_name)
    return f"{entry.last_name}, {entry.first_name}" if both else entry.full_name or person.id


def moodle_table(homework: str, records: Sequence[Record], people: Mapping[str, Person]) -> tuple[Table, list[str]]:
    """Return the table for Moodle and what is to be said about it.

    Moodle's importer keeps the learner of the line before where a line names none, and takes an empty grade for a
    deleted one. So only those stand in it whose marks are complete and who have an address, and a column of ID numbers
    is there only when all of them have one.
    """
    complete = [record for record in records if record.score is not None]
    found = [(record, people[record.student]) for record in complete]
    rows = [(record, one, one.entry.email) for record, one in found if one.entry and one.entry.email]
    without = [record.student for record, one in found if not one.entry or not one.entry.email]
    numbers = [_id_number(person) for _record, person, _address in rows]
    with_numbers = bool(numbers) and all(numbers) and len(set(numbers)) == len(numbers)
    columns = ("Email address", *(("ID number",) if with_numbers else ()), homework, "Feedback comments")
    lines = [
        (address, *((number,) if with_numbers else ()), record.score, feedback_text(record))
        for (record, _person, address), number in zip(rows, numbers, strict=True)
    ]
    return (columns, lines), _left_out(without, len(records) - len(complete))


def _left_out(without: Sequence[str], incomplete: int) -> list[str]:
    said = [f"moodle.csv leaves out {incomplete} whose marks are not complete."] if incomplete else []
    if without:
        names = ", ".join(map(printable, without[:5])) + (" and others" if len(without) > 5 else "")
        said.append(f"moodle.csv leaves out {len(without)} without an address in students.csv: {names}.")
    return said


def _id_number(person: Person) -> str:
    """Return the ID number of somebody in the class list, "" where the id is only her name."""
    entry = person.entry
    if entry is None or plain_name(entry.id) in {plain_name(entry.full_name), normalised_id(entry.email)}:
        return ""
    return entry.id


def feedback_text(record: Record) -> str:
    """Return the reasons in a few lines for the learner, without any input or expected value; "" while it is open."""
    if record.score is None:
        return ""
    return "\n".join(f"{one.name}: {one.status}. {one.message}" for one in record.questions)


def write_gradescope(place: Path, records: Iterable[Record]) -> None:
    """Write STUDENT/results.json for each graded record into `place`, and nothing else that an earlier merge left.

    Gradescope reads such a file inside the container of an autograder; these are for whoever uploads through its API.
    """
    shutil.rmtree(place, ignore_errors=True)
    for record in records:
        if record.graded:
            text = json.dumps(_gradescope_results(record), indent=1)
            write_file = place / internal_name(record.student) / "results.json"
            write_file.parent.mkdir(parents=True, exist_ok=True)
            write_file.write_text(text, encoding="utf-8")


def _gradescope_results(record: Record) -> dict[str, object]:
    """Gradescope wants a score in every test, so a question that waits for a person is named in the output instead."""
    marked = [result for result in record.questions if result.score is not None]
    waiting = [
        f"{result.name} ({points_in_words(result.points)}) is still to be marked by hand and is not counted here."
        for result in record.questions
        if result.score is None
    ]
    output = "\n".join([*record.notes, *waiting])
    return {"tests": [_gradescope_test(one) for one in marked], "output": output, "visibility": "after_published"}


def _gradescope_test(one: QuestionResult) -> dict[str, object]:
    output = f"{one.status}: {one.message}"
    return {"name": one.name, "score": one.score, "max_score": one.points, "output": output}


def printable(student: str) -> str:
    """Return an id as it can be printed: a folder may be called anything, line breaks included."""
    return (student if student.isprintable() else ascii(student))[:100]
