"""Right at home is right when marked: every accident of the corpus is run at home and is marked, and both agree."""

import io
import json
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

from gradwalk.grading import batch
from gradwalk.grading.folder import CourseFolder
from gradwalk.grading.limits import Limits
from gradwalk.grading.records import read_record

from .accidents import ACCIDENTS, CLASSMATE, NOT, RIGHT, RULES, Book
from .conftest import require_bubblewrap
from .material import release_notebook, save


@pytest.fixture(scope="module")
def books():
    """Accident -> its changed notebook."""
    found = {}
    for accident in ACCIDENTS:
        book = Book(accident.homework, accident.student)
        accident.change(book)
        found[accident] = book
    return found


@pytest.fixture(scope="module")
def at_home_and_marked(books, tmp_path_factory):
    """Accident -> exercise -> status of the check, and accident -> record; both are made at the same time."""
    require_bubblewrap()
    place = tmp_path_factory.mktemp("parity")
    (place / "cells").write_text("".join(json.dumps(book.code()) + "\n" for book in books.values()), encoding="utf-8")
    command = [sys.executable, str(Path(__file__).with_name("home_kernel.py"))]
    with open(place / "cells", "rb") as cells, open(place / "statuses", "wb") as statuses:
        home = subprocess.Popen(command, stdin=cells, stdout=statuses)
        records = mark_all(books, CourseFolder(place / "course"))
        assert home.wait() == 0
    lines = (place / "statuses").read_text(encoding="utf-8").splitlines()
    return dict(zip(books, map(json.loads, lines), strict=True)), records


def mark_all(books, folder):
    """Mark all in one batch for each homework; the limits are wide, so that a busy machine makes no difference."""
    for accident, book in books.items():
        hand_in(folder, accident.student, accident.homework, book.notebook)
    options = batch.Options(jobs=2, limits=Limits(cell_seconds=20, question_seconds=20))
    for homework in dict.fromkeys(accident.homework for accident in books):
        (folder.root / "release" / homework).mkdir(parents=True)
        save(release_notebook(homework), folder.root / "release" / homework / f"{homework}.ipynb")
        hand_in(folder, CLASSMATE, homework, release_notebook(homework))
        folder.make_secret()
        batch.grade(folder, homework, options, io.StringIO())
    return {one: read_record(folder.record_folder(one.homework), one.student) for one in books}


def hand_in(folder, student, homework, notebook):
    place = folder.root / "submitted" / student / homework
    place.mkdir(parents=True)
    save(notebook, place / f"{homework}.ipynb")


@pytest.fixture(scope="module")
def at_home(at_home_and_marked):
    return at_home_and_marked[0]


@pytest.fixture(scope="module")
def marked(at_home_and_marked):
    return at_home_and_marked[1]


NOTE = """
from gradwalk.checks.homework import Homework
statuses, check = {}, Homework.check
def noted(self, name, answer):
    feedback = check(self, name, answer)
    statuses[name] = feedback.verdict.status
    return feedback
Homework.check = noted
"""
IN_A_KERNEL = ("04 table filled by |=", "05 %%capture", "01 an error and a definition below", "01 a magic")


def test_the_shell_at_home_says_what_a_kernel_of_jupyter_says(books, at_home):
    """A real kernel takes seconds for a notebook, so it executes only some of them."""
    found = {accident.name: accident for accident in books}
    for name in filter(found.get, IN_A_KERNEL):
        sources = [NOTE, *books[found[name]].code(), "import json; print(json.dumps(statuses))"]
        notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(source) for source in sources])
        NotebookClient(notebook, timeout=60, kernel_name="python3", allow_errors=True).execute()
        assert json.loads(notebook.cells[-1].outputs[0].text) == at_home[found[name]], name
    assert len(set(IN_A_KERNEL) & set(found)) >= 3


def code_statuses(record):
    """Question -> status; an attempt whose cell failed is called wrong, with the error, where home only had nothing."""
    failed = {one.name for one in record.questions if one.message.startswith("The cell that defines")}
    return {one.name: NOT if one.name in failed else str(one.status) for one in record.questions if one.kind == "code"}


def test_every_notebook_is_marked_as_its_check_cells_said(books, at_home, marked):
    differences = []
    for accident, book in books.items():
        ruled = RULES[accident.kind].statuses(book) if accident.kind in RULES else {}
        for name, status in code_statuses(marked[accident]).items():
            wanted = ruled.get(name, at_home[accident].get(name, NOT))  # a check cell that itself stopped said nothing
            if status != wanted:
                differences.append(f"{accident.name}: {name} is {status!r}, not {wanted!r}")
    assert not differences, f"{len(differences)} differences:\n" + "\n".join(differences)


def test_every_rule_is_needed(books, at_home):
    """A rule that agrees with home is none."""
    for accident, book in books.items():
        if accident.kind in RULES:
            assert any(
                at_home[accident].get(name) != status for name, status in RULES[accident.kind].statuses(book).items()
            )


def test_the_corpus_is_large_and_most_of_it_is_right_at_home(books, at_home):
    """An accident that is wrong at home proves little; most must be right, or the corpus has lost its sense."""
    assert len(books) >= 120
    assert None not in at_home.values()
    right = [statuses for statuses in at_home.values() if set(statuses.values()) == {RIGHT}]
    assert len(right) > len(books) / 2
