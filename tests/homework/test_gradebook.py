"""With nbgrader: released, graded, marked by hand, merged again, fed back; the marks of a person stay."""

import csv
import json
import sqlite3

import pytest

pytest.importorskip("nbgrader", reason="nbgrader is not installed: uv run --extra grading pytest tests/homework")

from gradwalk.grading import gradebook, release
from gradwalk.grading.__main__ import main
from gradwalk.grading.folder import CourseFolder

from .material import HOMEWORK_FOLDER, sample_notebooks, save

NAME = "04_two_layer_network"


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    """A course with one released homework."""
    folder = CourseFolder(tmp_path_factory.mktemp("gradebook") / "course")
    assert main(["setup", str(folder.root), "--sources", str(HOMEWORK_FOLDER)]) == 0
    assert main(["release", str(folder.root), NAME]) == 0
    return folder


def hand_in(folder, student, notebook):
    place = folder.root / "submitted" / student / NAME
    place.mkdir(parents=True)
    save(notebook, place / f"{NAME}.ipynb")


def canvas(folder):
    with open(folder.report_folder(NAME) / "canvas.csv", newline="", encoding="utf-8") as file:
        return {row["SIS Login ID"]: row[NAME] for row in csv.DictReader(file)}


def test_the_whole_way_through_the_gradebook(course, box, capsys):
    wrong = {"hidden_gradient": sample_notebooks.wrong_answers()["hidden_gradient"]["missing f'"]}
    hand_in(course, "ada", sample_notebooks.answered(NAME, "ada"))
    hand_in(course, "bob", sample_notebooks.answered(NAME, "bob", wrong))
    hand_in(course, "cyd", b"")
    assert main(["grade", str(course.root), NAME]) == 0
    assert main(["merge", str(course.root), NAME]) == 1  # one is not graded
    points = str(course.sheet(NAME).points)
    assert canvas(course) == {"": points, "ada": "", "bob": "", "cyd": ""}

    from nbgrader.api import Gradebook

    with Gradebook(f"sqlite:///{course.root}/gradebook.db") as book:
        students = {submission.student.id for submission in book.assignment_submissions(NAME)}
        assert students == {"ada", "bob"}
        grade = book.find_grade("hidden_gradient_check", NAME, NAME, "bob")
        assert (grade.auto_score, grade.needs_manual_grade) == (0.75, False)
        assert "slope multiplies" in book.find_comment("hidden_gradient", NAME, NAME, "bob").auto_comment
        text = book.find_grade("why_the_sum", NAME, NAME, "bob")
        assert text.needs_manual_grade
        text.manual_score, text.needs_manual_grade = 2.0, False
        book.db.commit()

    main(["merge", str(course.root), NAME])
    assert canvas(course) == {"": points, "ada": "", "bob": "12.75", "cyd": ""}
    capsys.readouterr()
    assert main(["feedback", str(course.root), NAME]) == 0
    assert "1 feedback pages written, 0 are up to date, 2 wait" in capsys.readouterr().out
    page = (course.root / "feedback" / "bob" / NAME / f"{NAME}.html").read_text(encoding="utf-8")
    assert "the tanh has to be passed" in page
    assert "Traceback (most" not in page
    assert "A person marks this text" not in page


def test_formgrader_finds_every_cell_of_the_notebook_it_shows(course, box):
    hand_in(course, "dan", sample_notebooks.untouched(NAME))
    main(["grade", str(course.root), NAME])
    main(["merge", str(course.root), NAME])
    rows = sqlite3.connect(course.root / "gradebook.db").execute("select name from base_cell").fetchall()
    shown = (course.root / "autograded" / "dan" / NAME / f"{NAME}.ipynb").read_text(encoding="utf-8")
    assert [name for (name,) in rows if f'"{name}"' not in shown] == []


def grades_of(course):
    query = """
        select submitted_assignment.student_id, base_cell.name, auto_score, manual_score, needs_manual_grade from grade
        join base_cell on base_cell.id = grade.cell_id
        join submitted_notebook on submitted_notebook.id = grade.notebook_id
        join submitted_assignment on submitted_assignment.id = submitted_notebook.assignment_id
        order by 1, 2
    """
    return sqlite3.connect(course.root / "gradebook.db").execute(query).fetchall()


def test_a_merge_killed_between_two_batches_is_finished_by_the_next(course, box, monkeypatch):
    for student in ("m-1", "m-2", "m-3"):
        hand_in(course, student, sample_notebooks.answered(NAME, student))
    main(["grade", str(course.root), NAME])
    monkeypatch.setattr(gradebook, "BATCH", 1)
    real, batches = gradebook._write_batch, []

    def killed_at_the_second_new_one(book, homework, batch):
        batches.extend(batch)
        if batch[0].name == "m-2":
            raise KeyboardInterrupt
        real(book, homework, batch)

    monkeypatch.setattr(gradebook, "_write_batch", killed_at_the_second_new_one)
    assert main(["merge", str(course.root), NAME]) == 130
    assert "m-3" not in {entry.name for entry in batches}
    half = {student for student, *_ in grades_of(course)}
    assert ("m-1" in half, "m-2" in half) == (True, False)
    monkeypatch.undo()
    main(["merge", str(course.root), NAME])
    whole = grades_of(course)
    assert {"m-1", "m-2", "m-3"} <= {student for student, *_ in whole}
    main(["merge", str(course.root), NAME])
    assert grades_of(course) == whole


def test_names_and_extra_credit_of_the_instructor_count(course, box):
    hand_in(course, "zoe", sample_notebooks.answered(NAME, "zoe"))
    (course.root / "students.csv").write_text("id,first_name,last_name\nzoe,Zoë,Quill\n", encoding="utf-8")
    main(["grade", str(course.root), NAME])
    main(["merge", str(course.root), NAME])
    with gradebook._open(course, NAME) as book:
        assert (book.find_student("zoe").first_name, book.find_student("zoe").last_name) == ("Zoë", "Quill")
        text = book.find_grade("why_the_sum", NAME, NAME, "zoe")
        text.manual_score, text.needs_manual_grade = 2.0, False
        book.find_grade("hidden_gradient_check", NAME, NAME, "zoe").extra_credit = 0.5
        book.db.commit()
        shown = book.find_submission(NAME, "zoe").score
    main(["merge", str(course.root), NAME])
    assert canvas(course)["zoe"] == str(shown)
    (course.root / "students.csv").unlink()


def test_a_release_that_would_give_something_away_is_refused(course, tmp_path):
    source = sample_notebooks.source_notebook(NAME)
    released = sample_notebooks.untouched(NAME)
    assert release.find_leaks(source, json.dumps(released), "s" * 64) == []
    released["cells"][3]["source"] += "\n    error = w2 @ z - t\n"
    leaks = release.find_leaks(source, json.dumps(released), "s" * 64)
    assert leaks[0] == "error = w2 @ z - t"
    assert release.find_leaks(source, '{"cells": [], "x": "' + "s" * 64 + '"}', "s" * 64) == [
        "the secret of the course"
    ]


def test_a_homework_that_was_not_released_is_not_written(course, box, tmp_path, capsys):
    other = CourseFolder(tmp_path / "other")
    (other.root / "release" / NAME).mkdir(parents=True)
    save(sample_notebooks.untouched(NAME), other.root / "release" / NAME / f"{NAME}.ipynb")
    other.make_secret()
    assert main(["merge", str(other.root), NAME]) == 2
    assert "run `release`" in capsys.readouterr().err
