"""Which file counts: found wherever it lies and whatever it is called, or a row that says what to do."""

import io
import json
import os
import unicodedata
import zipfile

import pytest

from gradwalk.grading import batch, report
from gradwalk.grading.folder import CourseFolder

from .material import release_notebook, save, solved_notebook

NAME = "01_gradient_direction"
FILE = f"{NAME}.ipynb"


@pytest.fixture
def folder(tmp_path):
    course = CourseFolder(tmp_path / "course")
    (course.root / "release" / NAME).mkdir(parents=True)
    save(release_notebook(NAME), course.root / "release" / NAME / FILE)
    course.make_secret()
    return course


def put(folder, path, data, age=0):
    """Put a file below submitted/ada/HOMEWORK, `age` seconds old."""
    target = folder.submitted / "ada" / NAME / path
    target.parent.mkdir(parents=True, exist_ok=True)
    save(data, target)
    when = 1_700_000_000 - age
    os.utime(target, (when, when))
    return target


def chosen(folder):
    (person,) = folder.people(NAME)
    return folder.handed_in(person, NAME)


def zip_of(*names):
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        for name in names:
            archive.writestr(name, json.dumps(solved_notebook(NAME)))
    return data.getvalue()


@pytest.mark.parametrize(
    "path", ["sub/x.ipynb", "a/b/c/X.IPYNB", "x.ipynb.json", "x.ipynb.txt", "x.json", "notebook", "ü ö.ipynb"]
)
def test_a_notebook_is_found_wherever_it_lies_and_whatever_it_is_called(path, folder):
    put(folder, path, solved_notebook(NAME))
    put(folder, ".ipynb_checkpoints/x-checkpoint.ipynb", release_notebook(NAME))
    put(folder, "__MACOSX/._x.ipynb", b"\0")
    put(folder, "notes.txt", b"see the notebook")
    assert chosen(folder).file == path
    assert f"is called {path!r}" in chosen(folder).notes[0]


def test_an_untouched_file_of_the_right_name_does_not_hide_a_solved_one(folder):
    put(folder, FILE, release_notebook(NAME), age=0)
    put(folder, "solved.ipynb", solved_notebook(NAME), age=100)
    assert chosen(folder).file == "solved.ipynb"
    assert "There are 2 notebooks; 'solved.ipynb' was marked" in " ".join(chosen(folder).notes)


def test_with_only_the_id_typed_a_file_is_still_untouched(folder):
    text = json.dumps(release_notebook(NAME)).replace('student_id = \\"\\"', 'student_id = \\"ada\\"')
    assert "ada" in text
    put(folder, FILE, text.encode())
    put(folder, f"{NAME} (1).ipynb", solved_notebook(NAME), age=50)
    assert chosen(folder).file == f"{NAME} (1).ipynb"


def test_of_two_with_work_the_right_name_comes_first_and_then_the_newest(folder):
    put(folder, "old.ipynb", solved_notebook(NAME), age=100)
    put(folder, "new.ipynb", solved_notebook(NAME), age=10)
    assert chosen(folder).file == "new.ipynb"
    put(folder, FILE, solved_notebook(NAME), age=200)
    assert chosen(folder).file == FILE


def test_a_broken_file_beside_a_good_one_is_not_taken(folder):
    put(folder, FILE, b"")
    put(folder, "good.ipynb", solved_notebook(NAME), age=10)
    assert chosen(folder).file == "good.ipynb"


@pytest.mark.parametrize(
    ("name", "data", "words"),
    [
        ("x.zip", zip_of("x.ipynb"), "'x.zip' is an archive, never unpacked: ask for the .ipynb file, or unpack it"),
        ("x.pdf", b"%PDF-1.7", "'x.pdf' is a PDF: ask for the .ipynb file."),
        ("x.html", b"<html>", "is a web page"),
        ("x.py", b"print(1)", "is a Python script"),
    ],
)
def test_what_is_no_notebook_is_said_with_what_to_do(name, data, words, folder):
    put(folder, name, data)
    assert chosen(folder).path is None
    assert words in chosen(folder).problem


def test_a_pipe_or_a_link_in_the_folder_stops_nothing(folder):
    place = put(folder, "x.txt", b"hello").parent
    os.mkfifo(place / "pipe.txt")
    (place / "link.ipynb").symlink_to(folder.secret_file)
    assert "link" in chosen(folder).problem
    put(folder, "sub/x.ipynb", solved_notebook(NAME))
    assert chosen(folder).file == "sub/x.ipynb"


def test_two_spellings_of_one_folder_are_one_learner_with_the_newest_file(folder):
    put(folder, FILE, solved_notebook(NAME), age=100)
    target = folder.submitted / "ADA" / NAME / "second.ipynb"
    target.parent.mkdir(parents=True)
    save(solved_notebook(NAME), target)
    handed_in = chosen(folder)
    assert handed_in.path.name == FILE
    assert "The folders 'ADA' and 'ada' are hers" in handed_in.notes[-1]


# --- in the class ----------------------------------------------------------------------------------------------------


def grade(folder, box):
    batch.grade(folder, NAME, batch.Options(limits=box), io.StringIO())
    return {record.student: record for _person, record in report.collect(folder, NAME)}


def hand_in(folder, student, typed):
    place = folder.submitted / student / NAME
    place.mkdir(parents=True, exist_ok=True)
    save(solved_notebook(NAME, typed), place / FILE)


def test_accents_capitals_and_blanks_cost_nothing_and_split_nobody(folder, box):
    name = "Zoë Müller"
    hand_in(folder, unicodedata.normalize("NFD", name), unicodedata.normalize("NFC", name).upper() + " ")
    (folder.root / "students.csv").write_text(f"id,email\n{unicodedata.normalize('NFC', name)},z@x.org\n", "utf-8")
    records = grade(folder, box)
    assert list(records) == [unicodedata.normalize("NFC", name)]
    record = records[unicodedata.normalize("NFC", name)]
    assert (record.score_so_far, record.notes, record.staff_notes) == (11.0, [], [])


def test_a_login_is_hers_and_that_of_a_classmate_is_not(folder, box):
    hand_in(folder, "12345", "alovelace")
    hand_in(folder, "12346", "alovelace")
    assert {record.numbers_of for record in grade(folder, box).values()} == {"alovelace"}
    (folder.root / "students.csv").write_text("id,login\n12345,alovelace\n12346,bob\n", "utf-8")
    records = grade(folder, box)  # the class list has changed, and so has whose numbers count
    assert {student: record.numbers_of for student, record in records.items()} == {"12345": "alovelace", "12346": "bob"}
    assert "classmate" in " ".join(records["12346"].notes)
    assert records["12345"].notes == []
