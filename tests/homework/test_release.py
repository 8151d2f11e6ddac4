"""A release is made aside and swapped in whole; a course is its owner's alone; odd paths are refused by name."""

import json
import os
import sqlite3
import subprocess
import sys

import pytest

pytest.importorskip("nbgrader", reason="nbgrader is not installed: uv run --extra grading pytest tests/homework")

from gradwalk.grading import release
from gradwalk.grading.__main__ import main
from gradwalk.grading.folder import CourseFolder

from .material import HOMEWORK_FOLDER
from .test_marks_by_hand import NAME, TEXT, give, merge, record


@pytest.fixture(scope="module")
def released(tmp_path_factory):
    folder = CourseFolder(tmp_path_factory.mktemp("release") / "course")
    assert main(["setup", str(folder.root), "--sources", str(HOMEWORK_FOLDER)]) == 0
    assert main(["release", str(folder.root), NAME]) == 0
    return folder


@pytest.fixture
def course(released, tmp_path):
    subprocess.run(["cp", "-rp", released.root, tmp_path / "course"], check=True)
    return CourseFolder(tmp_path / "course")


def change_source(course, change):
    path = course.root / "source" / NAME / f"{NAME}.ipynb"
    notebook = json.loads(path.read_text("utf-8"))
    change(notebook["cells"])
    path.write_text(json.dumps(notebook), "utf-8")


def without(exercise):
    def change(cells):
        cells[:] = [c for c in cells if exercise not in c["metadata"].get("nbgrader", {}).get("grade_id", "")]

    return change


def state_of(course):
    kept = [path for path in course.root.rglob("*") if path.is_file() and "source" not in path.parts]
    return {path: path.read_bytes() for path in kept if path.name not in ("lock", "gradebook.db")} | {
        "database": list(sqlite3.connect(course.gradebook).iterdump())
    }


def test_a_dropped_exercise_is_refused_before_anything_is_touched(course, capsys):
    record(course, "ada")
    merge(course)
    before = state_of(course)
    change_source(course, without("hidden_gradient"))
    assert main(["release", str(course.root), NAME]) == 2
    text = capsys.readouterr().err
    assert "no release without 'hidden_gradient'" in text
    assert "give it 0 points" in text
    assert text.count("\n") == 1
    assert state_of(course) == before
    assert merge(course)["ada"].graded


def test_without_marks_an_exercise_may_be_dropped(course):
    change_source(course, without("hidden_gradient"))
    assert main(["release", str(course.root), NAME]) == 0
    assert "hidden_gradient" not in course.released(NAME).read_text("utf-8")


def test_points_may_change_after_marks_and_those_of_persons_stay(course):
    record(course, "ada")
    merge(course)
    give(course, "ada", score=2.5)
    merge(course)

    def no_points(cells):
        mark = next(c["metadata"]["nbgrader"] for c in cells if "hidden_gradient_check" in json.dumps(c["metadata"]))
        mark["points"] = 0

    change_source(course, no_points)
    assert main(["release", str(course.root), NAME]) == 0
    assert sum(question.points for question in course.sheet(NAME).questions) == 14.0
    assert next(one.score for one in merge(course)["ada"].questions if one.name == TEXT) == 2.5


@pytest.mark.parametrize("fault", ["leak", "nbgrader fails"])
def test_a_release_that_fails_leaves_the_old_one(fault, course, monkeypatch, capsys):
    before = state_of(course)
    if fault == "leak":
        monkeypatch.setattr(release, "find_leaks", lambda *_: ["w2 @ z - t"])
    else:
        change_source(course, lambda cells: cells.append({"cell_type": "nonsense"} | cells[0] | {"metadata": 7}))
    assert main(["release", str(course.root), NAME]) == 2
    assert capsys.readouterr().err.count("\n") == 1
    assert state_of(course) == before


def test_a_mark_given_while_the_release_is_made_is_not_lost(course, monkeypatch):
    record(course, "ada")
    merge(course)
    real, runs = release._run_nbgrader, []

    def marked_meanwhile(place, *arguments):
        real(place, *arguments)
        runs.append(place)
        if len(runs) == 1:
            give(course, "ada", score=1.5)

    monkeypatch.setattr(release, "_run_nbgrader", marked_meanwhile)
    assert main(["release", str(course.root), NAME]) == 0
    assert len(runs) == 2
    assert next(one.score for one in merge(course)["ada"].questions if one.name == TEXT) == 1.5


def test_a_course_is_its_owners_alone(tmp_path, capsys):
    made = tmp_path / "new" / "course"
    assert main(["setup", str(made), "--sources", str(HOMEWORK_FOLDER)]) == 0
    assert made.stat().st_mode & 0o777 == 0o700
    assert "Others can look" not in capsys.readouterr().out
    made.chmod(0o750)  # a colleague marks, too
    assert main(["setup", str(made), "--sources", str(HOMEWORK_FOLDER)]) == 0
    assert made.stat().st_mode & 0o777 == 0o750
    assert "Others can look into" in capsys.readouterr().out


@pytest.mark.parametrize("name", ["course [2026]", "what?", "all*", "{course}"])
def test_a_path_that_nbgrader_takes_for_a_pattern_is_refused(name, tmp_path, capsys):
    with pytest.raises(SystemExit) as stopped:
        main(["setup", str(tmp_path / name), "--sources", str(HOMEWORK_FOLDER)])
    assert stopped.value.code == 2
    assert "rename the folder" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


def test_other_odd_paths_work(tmp_path):
    course = CourseFolder(tmp_path / "Zoë's course #1 50% & more; (x)")
    assert main(["setup", str(course.root), "--sources", str(HOMEWORK_FOLDER)]) == 0
    assert main(["release", str(course.root), NAME]) == 0
    record(course, "ada")
    assert main(["merge", str(course.root), NAME]) == 0
    give(course, "ada", score=2.5)
    assert main(["feedback", str(course.root), NAME]) == 0
    assert (course.root / "feedback" / "ada" / NAME / f"{NAME}.html").is_file()
    assert [path.name for path in tmp_path.iterdir()] == [course.root.name]


def test_a_terminal_without_our_letters_stops_nothing(course):
    record(course, "Zoë 张伟")
    command = [sys.executable, "-m", "gradwalk.grading", "merge", str(course.root), NAME]
    done = subprocess.run(command, env={**os.environ, "PYTHONIOENCODING": "ascii"}, capture_output=True, check=False)
    assert done.returncode == 0
    assert rb"Zo\xeb" in done.stdout
