"""Merge the records of a homework: a report with a row for every submission, and tables for other systems.

A submission that is not graded, or waits for a person, has an empty score everywhere; it is never written as 0.
"""

import collections
import csv
import json
import shutil

from gradwalk.grading.marking import BY_HAND, GRADED, NOT_GRADED
from gradwalk.grading.records import read_record

REPORT_COLUMNS = ("student", "status", "score", "points", "by hand", "problem", "notes", "file", "handed in", "seconds")
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠", "|", "%")


def collect(folder, homework, by_hand=None):
    """Yield a record for every student of the CourseFolder `folder`, sorted; missing ones say how to get them.

    by_hand  student -> question -> score given by a person; it takes the place of the score in the record.
    """
    sheet = folder.sheet(homework)
    asked = [question.name for question in sheet.questions]
    for student in folder.students(homework):
        record = read_record(folder.record_folder(homework), student)
        if record is None:
            record = _missing(sheet, student, "There is no record yet")
        elif record["status"] == GRADED and [row["name"] for row in record["questions"]] != asked:
            record = _missing(sheet, student, "The questions have changed since this was marked")
        when = folder.handed_in_at(student, homework, record["file"]) if record["file"] else None
        record["handed_in"] = when.isoformat(" ", "seconds") if when else ""
        yield _with_scores_by_hand(record, (by_hand or {}).get(student, {}))


def _with_scores_by_hand(record, scores):
    for row in record["questions"]:
        given = scores.get(row["name"])
        if given is not None:
            waited = row["kind"] == "text" or row["status"] == BY_HAND
            row.update(score=given, status="marked by hand" if waited else row["status"])
    return record


def without_answers(record):
    """Return what the tables need of a record; the answers themselves would fill the memory with a large class."""
    return {key: value for key, value in record.items() if key not in ("answers", "texts")}


def _missing(sheet, student, reason):
    problem = f"{reason}: run `grade` again, on the shard that has this student."
    row = {"homework": sheet.name, "student": student, "file": "", "points": sheet.points, "status": NOT_GRADED}
    return {**row, "problem": problem, "questions": [], "notes": [], "seconds": 0.0}


def score_of(record):
    """Return the score of a record, or None when it is not graded or a person still has to mark something."""
    if record["status"] != GRADED or any(row["score"] is None for row in record["questions"]):
        return None
    return round(sum(row["score"] for row in record["questions"]), 2)


def write_reports(folder, homework, records):
    """Write all tables of one homework into its report folder; return the text for the screen."""
    place = folder.report_folder(homework)
    place.mkdir(parents=True, exist_ok=True)
    records, roster = list(records), folder.roster()
    _write_table(place / "report.csv", REPORT_COLUMNS, [_report_row(record) for record in records])
    _write_table(place / "questions.csv", *_question_table(records))
    _write_table(place / "canvas.csv", *_canvas_table(homework, records, roster))
    _write_table(place / "moodle.csv", *_moodle_table(homework, records, roster))
    shutil.rmtree(place / "gradescope", ignore_errors=True)  # what an earlier merge left may hold no longer
    for record in records:
        if any(row["score"] is not None for row in record["questions"]):  # then the id is one that can be a folder
            _write_gradescope(place / "gradescope" / record["student"], record)
    text = summary(homework, records)
    (place / "report.txt").write_text(text + "\n", encoding="utf-8", errors="backslashreplace")
    return text


def _write_table(path, columns, rows):
    with open(path, "w", newline="", encoding="utf-8", errors="backslashreplace") as file:
        writer = csv.writer(file)
        writer.writerow(columns)
        writer.writerows([harmless_cell(cell) for cell in row] for row in rows)


def harmless_cell(cell):
    """Return `cell`; a text a spreadsheet would run as a formula gets an apostrophe in front."""
    if not isinstance(cell, str):
        return "" if cell is None else cell
    return f"'{cell}" if cell.lstrip(" ").startswith(FORMULA_STARTS) else cell


def shown(student):
    """Return an id as it can be printed: a folder may be called anything, line breaks included."""
    return (student if student.isprintable() else ascii(student))[:100]


def _report_row(record):
    known = [row for row in record["questions"] if row["score"] is not None]
    score = round(sum(row["score"] for row in known), 2) if record["status"] == GRADED else None
    waiting = sum(row["points"] for row in record["questions"] if row["status"] == BY_HAND)
    notes = " ".join(record["notes"])
    start = (record["student"], record["status"], score, record["points"], waiting or None)
    return (*start, record["problem"], notes, record["file"], record["handed_in"], record.get("seconds", 0.0))


def _question_table(records):
    """One row for each question of each student."""
    columns = ("student", "question", "score", "points", "status", "mistake", "message")
    rows = [(record["student"], *_question_cells(row)) for record in records for row in record["questions"]]
    empty = [
        (record["student"], "", None, record["points"], record["status"], "", record["problem"])
        for record in records
        if not record["questions"]
    ]
    return columns, rows + empty


def _question_cells(row):
    return row["name"], row["score"], row["points"], row["status"], row["mistake"], row["message"]


def _canvas_table(homework, records, roster):
    """Canvas imports its own columns; the second line gives the points possible."""
    columns = ("Student", "ID", "SIS User ID", "SIS Login ID", "Section", homework)
    first = ("Points Possible", "", "", "", "", records[0]["points"] if records else 0)
    rows = [
        (_full_name(record, roster), _entry(record, roster, "lms_user_id"), "", record["student"], "", score_of(record))
        for record in records
    ]
    return columns, [first, *rows]


def _moodle_table(homework, records, roster):
    """Moodle maps columns when it imports; students are found by ID number or by address."""
    columns = ("ID number", "Email address", homework, "Feedback comments")
    rows = [
        (record["student"], _entry(record, roster, "email"), score_of(record), feedback_text(record))
        for record in records
    ]
    return columns, rows


def _entry(record, roster, column):
    return (roster.get(record["student"], {}).get(column) or "").strip()


def _full_name(record, roster):
    last, first = _entry(record, roster, "last_name"), _entry(record, roster, "first_name")
    return f"{last}, {first}" if last and first else last or first or record["student"]


def feedback_text(record):
    """Return the reasons in a few lines, without any input or expected value."""
    if record["status"] != GRADED:
        return f"Not graded. {record['problem']}"
    return "\n".join(f"{row['name']}: {row['status']}. {row['message']}" for row in record["questions"])


def _write_gradescope(place, record):
    """Write results.json as Gradescope's autograder reads it.

    Gradescope wants a score in every test, so a question that waits for a person is named in the output instead.
    """
    marked = [row for row in record["questions"] if row["score"] is not None]
    waiting = [
        f"{row['name']} ({row['points']:g} points) is still to be marked by hand and is not counted here."
        for row in record["questions"]
        if row["score"] is None
    ]
    results = {
        "tests": [_gradescope_test(row) for row in marked],
        "output": "\n".join([*record["notes"], *waiting]),
        "visibility": "after_published",
    }
    place.mkdir(parents=True, exist_ok=True)
    (place / "results.json").write_text(json.dumps(results, indent=1), encoding="utf-8")


def _gradescope_test(row):
    output = f"{row['status']}: {row['message']}"
    return {"name": row["name"], "score": row["score"], "max_score": row["points"], "output": output}


def summary(homework, records):
    """Return the report as text: how many, a row for everyone, and the mistakes that were made most."""
    graded = [record for record in records if record["status"] == GRADED]
    waiting = [record for record in graded if score_of(record) is None]
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


def _line(record):
    _student, status, score, points, waiting, problem, notes, *_rest = _report_row(record)
    result = f"{score:6.2f} of {points:g}" if status == GRADED else f"{status:>12}"
    by_hand = f" (+{waiting:g} by hand)" if waiting else ""
    return f"{shown(record['student']):<28} {result}{by_hand}  {problem or notes}".rstrip()


def _common_mistakes(graded):
    counts = collections.Counter(
        (row["name"], row["mistake"]) for record in graded for row in record["questions"] if row["mistake"]
    )
    return [f"{count:5}  {name}: {mistake}" for (name, mistake), count in counts.most_common(10)] or ["  none"]
