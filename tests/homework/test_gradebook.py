"""With nbgrader: released, graded, marked by hand, merged again, fed back; the marks of a person stay."""

import csv
import json
import sqlite3

import pytest

pytest.importorskip("nbgrader", reason="nbgrader is not installed: uv run --extra grading pytest tests/homework")

from gradwalk.grading import release
from gradwalk.grading.__main__ import main
from gradwalk.grading.folder import CourseFolder

from .material import HOMEWORK_FOLDER, sample_class, save

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
    wrong = {"hidden_gradient": sample_class.wrong_answers()["hidden_gradient"]["missing f'"]}
    hand_in(course, "ada", sample_class.answered(NAME, "ada"))
    hand_in(course, "bob", sample_class.answered(NAME, "bob", wrong))
    hand_in(course, "cyd", b"")
    assert main(["grade", str(course.root), NAME]) == 0
    assert main(["merge", str(course.root), NAME]) == 1  # one is not graded
    assert canvas(course) == {"": "16.0", "ada": "", "bob": "", "cyd": ""}

    from nbgrader.api import Gradebook

    with Gradebook(f"sqlite:///{course.root}/gradebook.db") as gradebook:
        students = {submission.student.id for submission in gradebook.assignment_submissions(NAME)}
        assert students == {"ada", "bob"}
        grade = gradebook.find_grade("hidden_gradient_check", NAME, NAME, "bob")
        assert (grade.auto_score, grade.needs_manual_grade) == (0.75, False)
        assert "slope multiplies" in gradebook.find_comment("hidden_gradient", NAME, NAME, "bob").auto_comment
        text = gradebook.find_grade("why_the_sum", NAME, NAME, "bob")
        assert text.needs_manual_grade
        text.manual_score, text.needs_manual_grade = 2.0, False
        gradebook.db.commit()

    main(["merge", str(course.root), NAME])
    assert canvas(course) == {"": "16.0", "ada": "", "bob": "12.75", "cyd": ""}
    capsys.readouterr()
    assert main(["feedback", str(course.root), NAME]) == 0
    assert "1 feedback pages written, 2 wait" in capsys.readouterr().out
    page = (course.root / "feedback" / "bob" / NAME / f"{NAME}.html").read_text(encoding="utf-8")
    assert "the tanh has to be passed" in page
    assert "Traceback (most" not in page


def test_formgrader_finds_every_cell_of_the_notebook_it_shows(course, box):
    hand_in(course, "dan", sample_class.untouched(NAME))
    main(["grade", str(course.root), NAME])
    main(["merge", str(course.root), NAME])
    rows = sqlite3.connect(course.root / "gradebook.db").execute("select name from base_cell").fetchall()
    shown = (course.root / "autograded" / "dan" / NAME / f"{NAME}.ipynb").read_text(encoding="utf-8")
    assert [name for (name,) in rows if f'"{name}"' not in shown] == []


def test_a_release_that_would_give_something_away_is_refused(course, tmp_path):
    source = sample_class.source_notebook(NAME)
    released = sample_class.untouched(NAME)
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
    save(sample_class.untouched(NAME), other.root / "release" / NAME / f"{NAME}.ipynb")
    other.make_secret()
    assert main(["merge", str(other.root), NAME]) == 2
    assert "run `release`" in capsys.readouterr().err
