"""The record of a submission: written and read back the same, of known statuses only, made from one reading."""

import io
import json
import os

import pytest

from gradwalk.grading import batch
from gradwalk.grading.folder import CourseFolder
from gradwalk.grading.records import QuestionResult, QuestionStatus, Record, RecordStatus, read_record, write_record

from .material import release_notebook, save, solved_notebook

NAME = "01_gradient_direction"


def record(**more):
    results = [
        QuestionResult("update_step", "code", 2.0, 1.5, "almost", "Nearly.", "sign"),
        QuestionResult("why", "text", 3.0, None, QuestionStatus.BY_HAND, "A person marks this text."),
    ]
    return Record(NAME, "ada", 5.0, RecordStatus.GRADED, "a.ipynb", questions=results, **more)


def test_a_record_is_read_back_as_it_was_written(tmp_path):
    one = record(notes=["odd"], values={"rate": {"dict": {"a": 0.5}}}, texts={"why": "so"}, answers={"f": "def f(): 0"})
    write_record(tmp_path, one)
    again = read_record(tmp_path, "ada")
    assert again == one
    assert again.questions[0].status is QuestionStatus.ALMOST
    assert json.loads((tmp_path / "ada.json").read_text("utf-8"))["status"] == "graded"


def test_a_score_is_known_when_every_question_is_marked():
    one = record()
    assert (one.score, one.score_so_far) == (None, 1.5)
    one.questions[1].score = 2.25
    assert (one.score, one.score_so_far) == (3.75, 3.75)
    failed = Record(NAME, "ada", 5.0, problem="empty")
    assert (failed.score, failed.score_so_far, failed.graded) == (None, None, False)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[1]",
        '{"student": "ada"}',
        '{"homework": "h", "student": "ada", "points": 1, "status": "perfect"}',
        '{"homework": "h", "student": "ada", "points": 1, "questions": [{"name": "f"}]}',
        '{"homework": "h", "student": "ada", "points": 1, "a field of another version": 1}',
        '{"homework": "h", "student": "bob", "points": 1}',
    ],
)
def test_what_is_no_record_of_this_version_counts_as_none(text, tmp_path):
    (tmp_path / "ada.json").write_text(text, encoding="utf-8")
    assert read_record(tmp_path, "ada") is None


def test_a_submission_is_opened_once(tmp_path, box, monkeypatch):
    folder = CourseFolder(tmp_path)
    for place in ("release/" + NAME, f"submitted/ada/{NAME}"):
        (tmp_path / place).mkdir(parents=True)
    save(release_notebook(NAME), tmp_path / "release" / NAME / f"{NAME}.ipynb")
    path = save(solved_notebook(NAME, "ada"), tmp_path / "submitted" / "ada" / NAME / f"{NAME}.ipynb")
    folder.make_secret()
    real, opened = os.open, []
    monkeypatch.setattr(os, "open", lambda name, *rest, **more: opened.append(str(name)) or real(name, *rest, **more))
    batch.grade(folder, NAME, batch.Options(limits=box), io.StringIO())
    assert opened.count(str(path)) == 1
