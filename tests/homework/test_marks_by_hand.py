"""Marks of a person: never those of an answer she has not seen, never lost, told to everyone who must know."""

import csv
import errno
import json
import os
import re
import resource
import sqlite3
import subprocess
import sys
import zipfile

import pytest

pytest.importorskip("nbgrader", reason="nbgrader is not installed: uv run --extra grading pytest tests/homework")

from gradwalk.grading import gradebook, merging
from gradwalk.grading.__main__ import main, sentence_about
from gradwalk.grading.folder import CourseFolder
from gradwalk.grading.marks_by_hand import HandMark, digest_of
from gradwalk.grading.records import QuestionResult, QuestionStatus, Record, RecordStatus, write_record
from gradwalk.grading.sheet import text_of

from .material import HOMEWORK_FOLDER, save

NAME = "04_two_layer_network"
FILES = "assignsubmission_file"
TEXT, CODE = "why_the_sum", "hidden_gradient"


@pytest.fixture(scope="module")
def released(tmp_path_factory):
    """A course with one released homework, to be copied."""
    folder = CourseFolder(tmp_path_factory.mktemp("marks") / "course")
    assert main(["setup", str(folder.root), "--sources", str(HOMEWORK_FOLDER)]) == 0
    assert main(["release", str(folder.root), NAME]) == 0
    return folder


@pytest.fixture
def course(released, tmp_path):
    subprocess.run(["cp", "-r", released.root, tmp_path / "course"], check=True)
    return CourseFolder(tmp_path / "course")


def record(course, student, text="first text", code="return 1", score=2.0):
    """Write the record that marking makes; the sandbox is not what is tried here."""
    results = [
        QuestionResult(one.name, "code", one.points, one.points, QuestionStatus.RIGHT, "Right.")
        if one.kind == "code"
        else QuestionResult(one.name, "text", one.points, 0.0, QuestionStatus.NOT_ATTEMPTED, "No text was handed in.")
        if one.name == "why"
        else QuestionResult(one.name, "text", one.points, None, QuestionStatus.BY_HAND, "A person marks this text.")
        for one in course.sheet(NAME).questions
    ]
    for result in results:
        if result.name == CODE:
            result.score, result.status, result.message = score, QuestionStatus.WRONG, "f' is missing."
    place = course.submitted / student / NAME
    place.mkdir(parents=True, exist_ok=True)
    path = save({"cells": []}, place / f"{NAME}.ipynb")
    made = Record(NAME, student, course.sheet(NAME).points, RecordStatus.GRADED, path.name, questions=results)
    made.answers, made.texts = {CODE: code}, {TEXT: text}
    write_record(course.record_folder(NAME), made)


def give(course, student, question=TEXT, score=2.5, extra=None, comment=None):
    """Enter a mark as formgrader does."""
    with sqlite3.connect(course.gradebook) as database:
        for table, values in (
            ("grade", {"manual_score": score, "extra_credit": extra, "needs_manual_grade": score is None}),
            ("comment", {"manual_comment": comment}),
        ):
            cell = question + ("_check" if question == CODE and table == "grade" else "")
            columns = ", ".join(f"{column} = ?" for column in values)
            changed = database.execute(
                f"""update {table} set {columns} where cell_id in (select id from base_cell where name = ?)
                    and notebook_id in (select submitted_notebook.id from submitted_notebook join submitted_assignment
                    on submitted_assignment.id = submitted_notebook.assignment_id where student_id = ?)""",
                (*values.values(), cell, student),
            )
            assert changed.rowcount == 1


def stored(course, student, question=TEXT):
    """Return (score by hand, waits, comment by hand) as the gradebook has them."""
    from gradwalk.grading.stored import read_submissions

    found = read_submissions(course.gradebook, NAME)[student]
    grade = found.grades.get(question) or found.grades[question + "_check"]
    return grade.by_hand, grade.waits, found.comments[question].by_hand


def shown(course, student):
    notebook = json.loads((course.root / "autograded" / student / NAME / f"{NAME}.ipynb").read_text("utf-8"))
    return "\n".join(text_of(cell) for cell in notebook["cells"])


def merge(course):
    return {one.student: one for one in merging.Merging.of(course, NAME).run()}


def result(course, student, question=TEXT):
    return next(one for one in merge(course)[student].questions if one.name == question)


@pytest.mark.parametrize(
    ("score", "extra", "words"),
    [(1.0, None, "1 point"), (2.5, 1.0, "2.5 points and 1 point extra"), (None, 0.5, "0.5 points extra")],
)
def test_a_mark_is_said_in_words(score, extra, words):
    assert HandMark(score, extra, "", "", "").words == words


def test_a_mark_of_a_text_waits_again_when_the_text_has_changed(course):
    record(course, "ada", text="first text")
    merge(course)
    give(course, "ada", score=2.5, comment="Well put.")
    assert (result(course, "ada").score, result(course, "ada").message) == (2.5, "A person gave 2.5 points. Well put.")
    record(course, "ada", text="asdf")
    again = result(course, "ada")
    assert (again.score, again.status) == (None, QuestionStatus.BY_HAND)
    assert "gave 2.5 points for an earlier version" in again.message
    assert stored(course, "ada") == (None, True, None)
    page = shown(course, "ada")
    assert "Marked before, and changed since" in page
    assert all(part in page for part in ("2.5 points", "Well put.", "    first text", "asdf"))
    give(course, "ada", score=0.0, comment="Empty words.")
    assert result(course, "ada").score == 0.0
    assert "Marked before" not in shown(course, "ada")
    assert merge(course)["ada"].score is not None


def test_a_mark_waits_again_when_only_the_picture_has_changed():
    one = Record(NAME, "ada", 16.0, texts={TEXT: "see the picture"}, pictures={TEXT: ["abc"]})
    other = Record(NAME, "ada", 16.0, texts={TEXT: "see the picture"}, pictures={TEXT: ["xyz"]})
    assert digest_of(one, TEXT) == digest_of(one, TEXT)
    assert digest_of(one, TEXT) != digest_of(other, TEXT)


def test_the_same_mark_for_the_new_version_counts(course):
    record(course, "ada")
    merge(course)
    give(course, "ada", score=2.5)
    merge(course)
    record(course, "ada", text="a new text")
    merge(course)
    give(course, "ada", score=2.5)
    assert result(course, "ada").score == 2.5


def test_a_mark_given_while_the_old_version_was_shown_is_not_one_of_the_new_version(course):
    record(course, "ada", text="what she saw")
    merge(course)
    record(course, "ada", text="asdf")  # graded, not yet merged: formgrader still shows the old one
    give(course, "ada", score=3.0)
    assert result(course, "ada").score is None
    assert "    what she saw" in shown(course, "ada")


def test_a_mark_comes_back_with_the_version_it_was_given_for(course):
    record(course, "ada", text="first")
    merge(course)
    give(course, "ada", score=2.0, extra=0.5, comment="Good.")
    merge(course)
    record(course, "ada", text="second")
    assert result(course, "ada").score is None
    record(course, "ada", text="first\n")  # an editor may change line ends
    assert result(course, "ada").score == 2.5
    assert stored(course, "ada") == (2.0, False, "Good.")


def test_a_mark_of_code_waits_again_when_the_code_has_changed(course):
    record(course, "ada", code="return h", score=0.0)
    merge(course)
    give(course, "ada", CODE, score=2.0, comment="A slip.")
    changed = result(course, "ada", CODE)
    assert (changed.score, changed.status) == (2.0, QuestionStatus.MARKED_BY_HAND)
    assert changed.message == "A person gave 2 points in place of 0. A slip."
    record(course, "ada", code="return 0*h", score=0.0)
    assert result(course, "ada", CODE).score is None
    assert stored(course, "ada", CODE) == (None, True, None)


def test_a_mark_that_a_person_takes_back_is_gone(course):
    record(course, "ada")
    merge(course)
    give(course, "ada", score=2.0)
    merge(course)
    give(course, "ada", score=None)
    assert result(course, "ada").score is None
    record(course, "ada", text="other")
    merge(course)
    record(course, "ada")
    assert result(course, "ada").score is None


def test_grading_again_keeps_marks_of_answers_that_are_the_same(course):
    record(course, "ada")
    merge(course)
    give(course, "ada", CODE, score=1.0)
    give(course, "ada", score=3.0)
    merge(course)
    record(course, "ada", score=0.5)  # the exercise was mended, her answer is as it was
    assert (result(course, "ada", CODE).score, result(course, "ada").score) == (1.0, 3.0)


def test_a_lost_gradebook_is_made_again_with_the_marks_of_persons(course, released):
    record(course, "ada")
    merge(course)
    give(course, "ada", score=2.0, comment="Good.")
    merge(course)
    course.gradebook.write_bytes(released.gradebook.read_bytes())  # as after moving it away and `release`
    assert result(course, "ada").score == 2.0
    assert stored(course, "ada") == (2.0, False, "Good.")


@pytest.mark.parametrize("step", ["write_marks", "write_entries", "_show"])
def test_a_kill_anywhere_never_makes_an_old_mark_one_of_a_new_answer(step, course, monkeypatch):
    record(course, "ada", text="first")
    merge(course)
    give(course, "ada", score=2.5)
    merge(course)
    record(course, "ada", text="asdf")

    def killed(*_):
        raise KeyboardInterrupt

    target = {"write_marks": merging.marks_by_hand, "write_entries": gradebook, "_show": merging.Merging}[step]
    monkeypatch.setattr(target, step, killed)
    with pytest.raises(KeyboardInterrupt):
        merge(course)
    monkeypatch.undo()
    assert result(course, "ada").score is None
    assert "2.5 points" in shown(course, "ada")


def test_marks_follow_a_learner_whom_the_class_list_calls_otherwise(course):
    record(course, "Ada Lovelace")
    merge(course)
    give(course, "ada lovelace", score=2.0)
    merge(course)
    (course.root / "students.csv").write_text("id,first_name,last_name\n4711,Ada,Lovelace\n", encoding="utf-8")
    assert merge(course)["4711"].graded is False  # it has to be graded for the new id, then the mark is there
    (course.submitted / "Ada Lovelace").rename(course.submitted / "4711")
    record(course, "4711")
    assert result(course, "4711").score == 2.0
    assert stored(course, "4711")[0] == 2.0


def test_the_rubric_stands_where_one_marks_and_never_on_the_page_of_a_learner(course, capsys):
    record(course, "O'Brien [PhD]*")
    (course.root / "students.csv").write_text("id,email\nO'Brien [PhD]*,o@x.org\n", encoding="utf-8")
    assert main(["merge", str(course.root), NAME]) == 0
    (name,) = [path.name for path in (course.root / "autograded").iterdir()]
    source = json.loads((course.root / "source" / NAME / f"{NAME}.ipynb").read_text("utf-8"))
    rubric = next(c for c in source["cells"] if c["metadata"].get("nbgrader", {}).get("grade_id") == TEXT)
    line = "".join(rubric["source"]).strip().split("\n")[-1]
    assert line in shown(course, name)
    assert "O'Brien" in shown(course, name)
    give(course, name, score=1.0, comment="Look at the sum again.")
    give(course, name, CODE, score=1.5)
    assert main(["feedback", str(course.root), NAME]) == 0
    assert "1/1" in capsys.readouterr().err
    page = (course.root / "feedback" / name / NAME / f"{NAME}.html").read_text(encoding="utf-8")
    assert line[:60] not in page
    assert "Look at the sum again." in page
    assert "A person gave 1.5 points in place of 2" in page
    assert main(["feedback", str(course.root), NAME]) == 0
    assert "0 feedback pages written, 1 are up to date" in capsys.readouterr().out
    for table in ("questions.csv", "moodle.csv"):
        assert "Look at the sum again." in (course.report_folder(NAME) / table).read_text("utf-8"), table
    results = json.loads((course.report_folder(NAME) / "gradescope" / name / "results.json").read_text("utf-8"))
    assert "Look at the sum again." in json.dumps(results)


def test_feedback_goes_back_in_the_layout_of_the_platform(course, tmp_path, capsys):
    from gradwalk.grading.collect import collect

    for path, files in (
        ("c.zip", {"lovelaceada_LATE_17_99_x.ipynb": "17"}),
        (
            "m.zip",
            {"Bob B_3_assignsubmission_file_/x.ipynb": "Bob B", "Cyd C_4_assignsubmission_file_x.ipynb": "Cyd C"},
        ),
    ):
        with zipfile.ZipFile(tmp_path / path, "w") as archive:
            for name, student in files.items():
                archive.writestr(name, json.dumps({"cells": [{"cell_type": "code", "source": student}]}))
        collect(course, NAME, [tmp_path / path])
    for student in ("17", "Bob B", "Cyd C"):
        record(course, student)
    merge(course)
    for student in ("17", "bob b", "cyd c"):
        give(course, student, score=1.0)
    assert main(["feedback", str(course.root), NAME]) == 0
    names = {}
    for layout in ("canvas", "moodle"):
        with zipfile.ZipFile(course.report_folder(NAME) / f"feedback_{layout}.zip") as archive:
            names[layout] = archive.namelist()
            assert all(b"<html" in archive.read(name) for name in archive.namelist())
    assert names["canvas"] == [f"lovelaceada_LATE_17_99_{NAME}_feedback.html"]
    assert names["moodle"] == [
        f"Bob B_3_assignsubmission_file_/{NAME}_feedback.html",
        f"Cyd C_4_assignsubmission_file_{NAME}_feedback.html",
    ]
    assert "2 pages to upload" in capsys.readouterr().out
    record(course, "Bob B", text="a new text")  # waits again: the page of the old one is not sent once more
    assert main(["feedback", str(course.root), NAME]) == 0
    with zipfile.ZipFile(course.report_folder(NAME) / "feedback_moodle.zip") as archive:
        assert archive.namelist() == names["moodle"][1:]


# --- the gradebook is not to be had ----------------------------------------------------------------------------------


def said(course, capsys):
    """Merge must refuse with one sentence and the exit code 2."""
    capsys.readouterr()
    assert main(["merge", str(course.root), NAME]) == 2
    text = capsys.readouterr().err
    assert text.count("\n") == 1
    return text


def test_a_locked_gradebook_is_refused_and_nothing_is_lost(course, capsys, monkeypatch):
    record(course, "ada")
    monkeypatch.setattr("gradwalk.grading.stored.LOCK_SECONDS", 0.1)
    with sqlite3.connect(course.gradebook, isolation_level=None) as other:
        other.execute("begin exclusive")
        assert "in use by another program" in said(course, capsys)
        other.execute("rollback")
    assert main(["merge", str(course.root), NAME]) == 0


def test_a_gradebook_locked_for_writing_is_refused_too(course, capsys):
    record(course, "ada")
    with sqlite3.connect(course.gradebook, isolation_level=None) as other:
        other.execute("begin immediate")
        assert "in use by another program" in said(course, capsys)
        other.execute("rollback")
    assert main(["merge", str(course.root), NAME]) == 0


@pytest.mark.parametrize("damage", [b"", b"not a database at all, but some text that is long enough" * 40, None])
def test_a_damaged_gradebook_is_refused_by_name(damage, course, capsys):
    record(course, "ada")
    data = bytearray(course.gradebook.read_bytes())
    data[100:4000] = b"\xff" * 3900
    course.gradebook.write_bytes(bytes(data) if damage is None else damage)
    text = said(course, capsys)
    assert "is damaged" in text or "run `release`" in text


def test_a_full_disk_in_the_database_is_said_and_the_next_merge_writes_the_rest(course, capsys, monkeypatch):
    record(course, "ada")
    real = gradebook._write_batch

    def with_a_full_disk(book, homework, batch):
        from sqlalchemy import text

        pages = book.db.execute(text("pragma page_count")).scalar()
        book.db.execute(text(f"pragma max_page_count = {pages}"))
        for entry in batch:
            for comment in entry.submission.comments.values():
                comment.auto = "x" * 100_000
        real(book, homework, batch)

    monkeypatch.setattr(gradebook, "_write_batch", with_a_full_disk)
    assert "the disk is full" in said(course, capsys)
    monkeypatch.undo()
    assert main(["merge", str(course.root), NAME]) == 0


def test_a_gradebook_that_is_not_there_and_a_file_in_the_place_of_a_folder_are_said(course, capsys):
    course.gradebook.rename(course.root / "aside.db")
    assert f"There is no {course.gradebook}; run `release`" in said(course, capsys)
    (course.root / "aside.db").rename(course.gradebook)
    (course.root / "grading").rename(course.root / "aside")
    (course.root / "grading").write_text("", encoding="ascii")
    assert "rename the file that is in the place of a folder, and give the same command again" in said(course, capsys)


@pytest.mark.parametrize("code", [errno.EACCES, errno.EROFS, errno.ENOSPC])
def test_what_the_machine_refuses_is_said_with_the_file_and_a_remedy(code):
    text = sentence_about(OSError(code, os.strerror(code), "/course/grading/lock"))
    assert text.startswith(f"/course/grading/lock: {os.strerror(code)}: ")
    assert text.endswith(", and give the same command again.")
    assert sentence_about(OSError("of another kind")) == "of another kind"


def test_a_merge_of_an_unchanged_class_needs_no_nbgrader_and_less_than_a_second(course):
    for number in range(75):
        record(course, f"student-{number}", text=f"text {number}")
    merge(course)
    give(course, "student-3", score=2.0)
    merge(course)
    command = [sys.executable, "-m", "gradwalk.grading", "merge", str(course.root), NAME]
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(command, capture_output=True, check=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    # Processor time, which other work on the machine does not lengthen; on an idle one it is the time that passes.
    assert after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime < 1.0
    command[1:1] = ["-X", "importtime"]
    imported = subprocess.run(command, capture_output=True, text=True, check=True).stderr
    assert "gradwalk.grading.merging" in imported
    assert not re.search(r"\| +(nbgrader|sqlalchemy|nbconvert|IPython|matplotlib)", imported)


def test_the_report_counts_what_a_person_gave(course):
    record(course, "ada")
    merge(course)
    give(course, "ada", score=2.5)
    main(["merge", str(course.root), NAME])
    with open(course.report_folder(NAME) / "questions.csv", newline="", encoding="utf-8") as file:
        rows = {row["question"]: row for row in csv.DictReader(file)}
    assert (rows[TEXT]["score"], rows[TEXT]["status"]) == ("2.5", "marked by hand")
