"""What the report and the tables say, and to whom: copies for a person, shared notes once, nothing open or false."""

import csv
import io
import json
import os
import re

import pytest

from gradwalk.grading import report, tables
from gradwalk.grading.collected import Attempt, Collected, Piece, write_collected
from gradwalk.grading.folder import CourseFolder
from gradwalk.grading.records import QuestionResult, QuestionStatus, Record, RecordStatus, write_record
from gradwalk.grading.timestamps import NoTime, read_stamp

from .material import release_notebook, save

NAME, TEXT = "01_gradient_direction", "why_not_straight"
STATUSES = {"right": QuestionStatus.RIGHT, "wrong": QuestionStatus.WRONG}


@pytest.fixture
def folder(tmp_path):
    course = CourseFolder(tmp_path / "course")
    (course.root / "release" / NAME).mkdir(parents=True)
    save(release_notebook(NAME), course.root / "release" / NAME / f"{NAME}.ipynb")
    return course


def hand_in(folder, student, *, text_score=None, rate="right", **more):
    """Write a folder and the record of a marked hand-in."""
    place = folder.submitted / student / NAME
    place.mkdir(parents=True, exist_ok=True)
    save({"cells": []}, place / "x.ipynb")
    results = []
    for one in folder.sheet(NAME).questions:
        status = STATUSES[rate] if one.name == "largest_rate" else QuestionStatus.RIGHT
        score = text_score if one.name == TEXT else one.points if one.kind == "code" else 0.0
        status = QuestionStatus.BY_HAND if one.name == TEXT else status
        results.append(QuestionResult(one.name, one.kind, one.points, score, status, "Right."))
    values = {"typed": student, "numbers_of": more.get("typed", student), "sha256": f"of {student}", **more}
    made = Record(NAME, student, 14.0, RecordStatus.GRADED, "x.ipynb", questions=results, **values)
    write_record(folder.record_folder(NAME), made)


def write(folder):
    summing = report.Summing()
    for _person, record in report.collect(folder, NAME):
        summing.take(record)
    return report.write_reports(folder, NAME, summing)


def table(folder, name):
    with open(folder.report_folder(NAME) / name, newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


# --- copies ----------------------------------------------------------------------------------------------------------

LONG = "Every path through the graph sends its own share, and the shares of all of them are added up at the leaf."
NUMBERS = {"array": [0.123456, -2.71828], "shape": [2], "kind": "f"}


def alike(folder):
    write(folder)
    return {(row["what"], row["students"]) for row in table(folder, "alike.csv")}


def test_one_id_typed_by_two_is_listed(folder):
    hand_in(folder, "12345", typed="alovelace")
    hand_in(folder, "12346", typed="alovelace")
    hand_in(folder, "12347", typed="eve")
    assert alike(folder) == {("The id 'alovelace' was typed by", "12345, 12346")}
    assert "The id 'alovelace' was typed by: 12345, 12346" in write(folder)


def test_equal_files_and_equal_work_are_listed_once(folder):
    work = {"answers": {"f": "def f():\n    return 1\n" * 20}, "texts": {"why": LONG}}
    hand_in(folder, "ada", sha256="same", **work)
    hand_in(folder, "bob", sha256="same", **work)
    hand_in(folder, "cyd", answers={"f": "def f():\n    return 2\n"}, texts={"why": "Because!"})
    assert alike(folder) == {("One file was handed in by", "ada, bob")}
    hand_in(folder, "bob", sha256="run again", **work)
    assert alike(folder) == {("All answers and texts are the same of", "ada, bob")}
    hand_in(folder, "bob", texts={"why": LONG.upper().replace(",", " ,")})
    assert alike(folder) == {("The text why is the same of", "ada, bob")}


def test_equal_answers_to_individual_numbers_are_listed(folder):
    hand_in(folder, "ada", values={"largest_rate": NUMBERS})
    hand_in(folder, "eve", values={"largest_rate": json.loads(json.dumps(NUMBERS))}, rate="wrong")
    hand_in(folder, "fay", values={"largest_rate": {"array": [0.5, 2.0]}}, rate="wrong")
    hand_in(folder, "gil", values={"largest_rate": {"array": [0.5, 2.0]}}, rate="wrong")
    assert alike(folder) == {("The same answer to different numbers, largest_rate, is that of", "ada, eve")}


def test_what_two_can_come_to_by_themselves_is_not_listed(folder):
    hand_in(folder, "ada", values={"largest_rate": NUMBERS}, texts={"why": "It adds up."}, answers={"f": "return 1"})
    hand_in(folder, "bob", values={"largest_rate": NUMBERS}, texts={"why": "It adds up."}, answers={"f": "return 1"})
    hand_in(folder, "cyd", values={"largest_rate": "a"}, typed="")
    hand_in(folder, "dan", values={"largest_rate": "a"}, typed="", rate="wrong")
    assert alike(folder) == set()


def test_those_who_left_everything_as_it_was_are_not_alike(folder):
    for student in ("ada", "bob"):
        hand_in(folder, student, sha256="as handed out")
        path = folder.record_folder(NAME) / f"{student}.json"
        raw = json.loads(path.read_text("utf-8"))
        for result in raw["questions"]:
            result["status"] = "not attempted"
        path.write_text(json.dumps(raw), "utf-8")
    assert alike(folder) == set()


# --- notes -----------------------------------------------------------------------------------------------------------


def test_a_note_that_most_share_is_said_once_and_a_rare_one_where_it_is(folder):
    for number in range(9):
        hand_in(folder, f"s{number}", notes=["The file is in notebook format 3."] + ["Rare."] * (number == 4))
    text = write(folder)
    assert text.count("notebook format 3") == 1
    assert "9 of 9: The file is in notebook format 3." in text
    assert [row["notes"] for row in table(folder, "report.csv")] == ["Rare." if n == 4 else "" for n in range(9)]


def test_typed_logins_of_a_whole_class_are_said_once_and_the_real_case_is_seen(folder):
    for number in range(70):
        hand_in(folder, str(12000 + number), typed=f"login{number}")
    hand_in(folder, "12070", typed="login3")
    text = write(folder)
    assert text.count("were typed") == 1
    assert "column `login`" in text
    assert "The id 'login3' was typed by: 12003, 12070" in text
    assert {row["notes"] for row in table(folder, "report.csv")} == {""}


def test_one_odd_id_is_said_in_its_row_with_what_it_is_nearly(folder):
    for student in ("ada", "bob", "0071234"):
        hand_in(folder, student)
    hand_in(folder, "0071234", typed="71234")
    notes = {row["student"]: row["notes"] for row in table(folder, "report.csv")} if write(folder) else {}
    assert "'71234'; the answers were held against its numbers. It is nearly '0071234'." in notes["0071234"]
    assert notes["ada"] == ""


def test_the_report_names_people_and_not_only_numbers(folder):
    (folder.root / "students.csv").write_text("id,first_name,last_name\n12345,Ada,Lovelace\n", "utf-8")
    hand_in(folder, "12345")
    assert "\n12345 Ada Lovelace  " in write(folder)


def test_two_spellings_are_suggested_and_never_joined_in_silence(folder):
    (folder.root / "students.csv").write_text("id\n0071234\nada\n", "utf-8")
    for student in ("71234", "ada"):
        hand_in(folder, student)
    write(folder)
    notes = {row["student"]: row["notes"] for row in table(folder, "report.csv")}
    assert "not in students.csv; perhaps it is '0071234'" in notes["71234"]
    assert "'71234' may be the same person" in notes["0071234"]
    assert notes["ada"] == ""


# --- times -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("stamp", "utc"),
    [
        ("2026-02-06 10:20:30.5 UTC", "2026-02-06 10:20:30"),
        ("2026-02-06 10:20:30 CET", "2026-02-06 09:20:30"),
        ("2026-07-06 10:20:30 CEST", "2026-07-06 08:20:30"),
        ("2026-02-06 10:20:30 EST", "2026-02-06 15:20:30"),
        ("2026-02-06T10:20:30+05:30", "2026-02-06 04:50:30"),
        ("2026-02-06 10:20 Europe/Berlin", "2026-02-06 09:20:00"),
        ("2026-02-06 10:20:30", "2026-02-06 10:20:30"),
        ("2024-02-29T10:20:30Z", "2024-02-29 10:20:30"),
        ("2026-02-06 10:20:30 -03", "2026-02-06 13:20:30"),  # so nbgrader writes America/Sao_Paulo
        ("2026-02-06 10:20:30 +0545", "2026-02-06 04:35:30"),
        ("2026-02-06 10:20:30 UTC+1", "2026-02-06 09:20:30"),
        ("2026-02-06 10:20:30 Etc/GMT-14", "2026-02-05 20:20:30"),
        ("2026-07-06 10:20:30 MESZ", "2026-07-06 08:20:30"),
    ],
)
def test_a_time_is_read_with_its_zone(stamp, utc):
    assert read_stamp(stamp).isoformat(" ", "seconds") == utc


@pytest.mark.parametrize(
    "stamp",
    [
        "0001-01-01 00:00:00 UTC",
        "9999-12-31 23:59:59 UTC",
        "9999-12-31 23:59:59-12:00",
        "2026-02-30 10:00:00",
        "2026-02-06 10:20:30 XYZ",
        "2026-02-06 10:20:30 ../../etc/passwd",
        "yesterday",
        "",
        "2026-02-06 10:20:30 +99:99",
        "2026-02-06 10:20:30 localtime",  # that of the machine that marks
        "2023-02-29 10:20:30 UTC",
        "-2026-02-06 10:20:30",
    ],
)
def test_a_time_that_cannot_be_is_said_and_stops_nobody(stamp, folder):
    with pytest.raises(NoTime):
        read_stamp(stamp)
    hand_in(folder, "ada")
    (folder.submitted / "ada" / NAME / "timestamp.txt").write_text(stamp, "utf-8")
    write(folder)
    row = table(folder, "report.csv")[0]
    assert "timestamp.txt is passed over" in row["notes"]
    assert row["time from"] == "file"


@pytest.mark.parametrize("year", [-5000, 0, 11476, 200_000])
def test_a_file_of_any_year_stops_nobody(year, folder):
    hand_in(folder, "ada")
    path = folder.submitted / "ada" / NAME / "x.ipynb"
    try:
        os.utime(path, ((year - 1970) * 31_556_952,) * 2)
    except (OSError, OverflowError):
        pytest.skip("This file system cannot hold such a time.")
    write(folder)
    assert table(folder, "report.csv")[0]["handed in"][:2] in ("19", "20")  # when it came here, if nothing else


def test_when_something_was_handed_in_cannot_be_forged_by_the_hand_in(folder):
    hand_in(folder, "ada", sha256="abc")
    (folder.submitted / "ada" / NAME / "timestamp.txt").write_text("2020-01-01 00:00:00 UTC", "utf-8")
    place = f"submitted/ada/{NAME}"
    piece = Piece("ada_1_2_x.ipynb", "abc", "x.ipynb")
    attempt = Attempt("c.zip", "ada_1_2_", "canvas", True, 2, "2026-02-06 10:00:00", place, [piece])
    write_collected(folder.collected_file(NAME), Collected({"ada": [attempt]}))
    write(folder)
    row = table(folder, "report.csv")[0]
    assert (row["handed in"], row["time from"], row["late"]) == ("2026-02-06 10:00:00", "zip", "late")
    hand_in(folder, "ada", sha256="another file, put there by hand")
    write(folder)
    row = table(folder, "report.csv")[0]
    assert (row["time from"], row["handed in"][:4] == "2020") == ("file", False)


# --- tables of platforms ---------------------------------------------------------------------------------------------


def test_moodle_gets_nobody_without_an_address_and_no_open_marks(folder):
    (folder.root / "students.csv").write_text(
        "id,first_name,last_name,email\n1,Ada,Lovelace,ada@x.org\n2,Bob,B,\n3,Cyd,C,cyd@x.org\n4,Dan,D,dan@x.org\n",
        "utf-8",
    )
    for student in "123":
        hand_in(folder, student, text_score=None if student == "3" else 2.0)
    text = write(folder)
    rows = table(folder, "moodle.csv")
    assert [(row["Email address"], row["ID number"], row[NAME]) for row in rows] == [("ada@x.org", "1", "13.0")]
    assert "leaves out 1 without an address in students.csv: 2." in text
    assert "leaves out 2 whose marks are not complete" in text
    assert all(value for row in rows for value in row.values())  # the importer keeps the learner of the line before


def test_full_names_are_no_id_numbers(folder):
    (folder.root / "students.csv").write_text(
        "id,first_name,last_name,email\nAda Lovelace,Ada,Lovelace,a@x.org\n2,Bob,B,b@x.org\n", "utf-8"
    )
    for student in ("Ada Lovelace", "2"):
        hand_in(folder, student, text_score=1.0)
    write(folder)
    assert list(table(folder, "moodle.csv")[0]) == ["Email address", NAME, "Feedback comments"]


def test_what_is_for_staff_reaches_no_learner(folder):
    (folder.root / "students.csv").write_text("id,email\nada,a@x.org\nbob,b@x.org\ncyd,c@x.org\n", "utf-8")
    for student in ("ada", "bob"):
        hand_in(folder, student, text_score=1.0, staff_notes=["If another one counts, run `grade` again."])
    write(folder)
    place = folder.report_folder(NAME)
    for path in (place / "moodle.csv", place / "gradescope" / "ada" / "results.json", place / "canvas.csv"):
        assert "grade" not in re.sub(r"gradescope|gradient|graded", "", path.read_text("utf-8")), path
    assert "run `grade` again" in (place / "report.csv").read_text("utf-8")
    assert {row["Email address"] for row in table(folder, "moodle.csv")} == {"a@x.org", "b@x.org"}


def test_canvas_numbers_go_where_canvas_looks_for_them(folder):
    for student in ("12345", "alovelace"):
        hand_in(folder, student)
    write(folder)
    rows = {row["Student"]: (row["ID"], row["SIS Login ID"]) for row in table(folder, "canvas.csv")}
    assert (rows["12345"], rows["alovelace"]) == (("12345", ""), ("", "alovelace"))
    (folder.root / "students.csv").write_text(
        "id,login,first_name,last_name,lms_user_id\n12345,ada,Ada,Lovelace,12345\nalovelace,,Eve,M,99\n", "utf-8"
    )
    write(folder)
    rows = {row["Student"]: (row["ID"], row["SIS Login ID"]) for row in table(folder, "canvas.csv")}
    assert (rows["Lovelace, Ada"], rows["M, Eve"]) == (("12345", "ada"), ("99", "alovelace"))


FORMULAS = [
    "=1+1",
    "+1",
    "-1",
    "@SUM(A1)",
    "|calc",
    "x;=1+1",
    'x;"=1+1"',
    "x;\t=1",
    "a\n=1",
    'a\r\n"=1',
    "＝1",
    ' "=1',
    "x\t=1",
]


@pytest.mark.parametrize("text", FORMULAS)
@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_no_cell_is_a_formula_whatever_separates_cells(text, separator, folder):
    tables.write_table(folder.root / "t.csv", ("a", "b", "c"), [(text, "middle", text), ("x", text, 1)])
    written = (folder.root / "t.csv").read_text("utf-8")
    for quoting in (csv.QUOTE_MINIMAL, csv.QUOTE_NONE):
        for row in csv.reader(io.StringIO(written), delimiter=separator, quoting=quoting):
            for cell in row:
                assert cell.strip(' "\t\r\n')[:1] not in tuple("=+-@|%＝＋－＠"), (cell, separator)


def test_numbers_stay_numbers():
    assert tables.harmless_cell(-1.5) == -1.5
    assert tables.harmless_cell(None) == ""
    assert tables.harmless_cell("between 1 and -2, not 3; see (2.5)") == "between 1 and -2, not 3; see (2.5)"
