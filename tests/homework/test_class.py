"""The sample class that ships with the course, whole: everyone gets the points that are known beforehand, and a row."""

import csv
import io

from gradwalk.grading import batch, report
from gradwalk.grading.folder import CourseFolder

from .material import release_notebook, sample_class, sample_faults, save

NAME = "01_gradient_direction"


def rows_of(path):
    with open(path, newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def test_the_sample_class_gets_the_points_it_must_get_and_a_row_for_everyone(tmp_path, box):
    folder = CourseFolder(tmp_path / "course")
    (folder.root / "release" / NAME).mkdir(parents=True)
    save(release_notebook(NAME), folder.root / "release" / NAME / f"{NAME}.ipynb")
    folder.make_secret()
    sample_class.write_class(folder.root, NAME)
    expected = {row["student"]: row["code points"] for row in rows_of(folder.root / "expected.csv")}
    assert len(expected) >= 60
    assert batch.grade(folder, NAME, batch.Options(limits=box), io.StringIO()) == (len(expected), 0)

    summing = report.Summing()
    for _person, record in report.collect(folder, NAME):
        summing.take(record)
    text = report.write_reports(folder, NAME, summing)
    questions = rows_of(folder.report_folder(NAME) / "questions.csv")
    text_question = folder.sheet(NAME).text_questions[-1].name
    points = {
        student: sum(float(row["score"]) for row in questions if row["student"] == student and is_code(row))
        for student in expected
    }
    known = {student: float(value) for student, value in expected.items() if value}
    assert text_question in {row["question"] for row in questions}
    assert {student: points[student] for student in known} == known
    assert [row["student"] for row in rows_of(folder.report_folder(NAME) / "report.csv")] == sorted(expected)
    assert [student for student in expected if f"\n{student} " not in text] == []
    first = [row for row in questions if row["student"].startswith("cheat-") and row["question"] == "update_step"]
    assert len(first) == len(sample_faults.CHEATS)
    assert {row["score"] for row in first} == {"0.0"}


def is_code(row):
    return row["question"] not in ("", "why", "why_not_straight")
