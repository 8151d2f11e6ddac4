"""Homework without a fork: a lecturer's folder is built, tried, set up, released and marked like the course's own."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from gradwalk.checks import HOMEWORKS, homework, read_homeworks
from gradwalk.checks.exercise import ALMOST, NOT_ATTEMPTED, RIGHT, WRONG
from gradwalk.grading.__main__ import main
from gradwalk.grading.folder import CourseFolder
from gradwalk.grading.records import read_record
from gradwalk.grading.trial import SOLUTION, trial

from .material import HAS_BUBBLEWRAP, save

REPOSITORY = Path(__file__).resolve().parents[2]
EXAMPLE = REPOSITORY / "docs" / "guide" / "examples" / "homework"
NAME = "06_momentum"


@pytest.fixture(scope="module")
def package(tmp_path_factory) -> Path:
    """A copy of the example in the guide, built."""
    folder = tmp_path_factory.mktemp("own") / "homework"
    assert main(["new", str(folder)]) == 0
    assert main(["build", str(folder)]) == 0
    return folder


def built(package: Path) -> dict:
    return json.loads((package / "source" / NAME / f"{NAME}.ipynb").read_text(encoding="utf-8"))


def answered(notebook: dict, body: str) -> dict:
    """The notebook as a learner hands it in, with this body in the place of the solution."""
    cells = [cell | {"source": SOLUTION.sub(body, "".join(cell["source"]))} for cell in notebook["cells"]]
    return notebook | {"cells": cells}


def test_the_example_is_built_with_its_own_exercises(package):
    cells = built(package)["cells"]
    shown = "".join(str(output) for cell in cells for output in cell.get("outputs", []))
    assert "The velocity keeps its share beta" in shown
    assert "A step with momentum" in shown
    assert main(["build", str(package), "--check"]) == 0


def test_what_is_there_is_not_written_over(package, capsys):
    assert main(["new", str(package)]) == 2
    assert f"There is something in {package} already" in capsys.readouterr().err


def test_a_text_that_was_changed_is_out_of_date(package, tmp_path, capsys):
    folder = Path(shutil.copytree(package, tmp_path / "changed"))
    text = folder / "exercises" / f"{NAME}.md"
    text.write_text(text.read_text(encoding="utf-8") + "\nOne more sentence.\n", encoding="utf-8")
    assert main(["build", str(folder), "--check"]) == 1
    assert capsys.readouterr().out == f"out of date: {NAME}\n"


def test_what_cannot_be_built_is_said_with_its_text(package, tmp_path, capsys):
    folder = Path(shutil.copytree(package, tmp_path / "broken"))
    text = folder / "exercises" / f"{NAME}.md"
    whole = text.read_text(encoding="utf-8")
    text.write_text(whole.replace("```python check momentum_step 3", "```python check momentum_step"), encoding="utf-8")
    assert main(["build", str(folder)]) == 2
    assert f"{text}: Give the check momentum_step its points" in capsys.readouterr().err
    text.write_text(whole + "```python given\n1 / 0\n```\n", encoding="utf-8")
    assert main(["build", str(folder)]) == 2
    assert f"{text}: A cell fails when it is run: ZeroDivisionError: division by zero" in capsys.readouterr().err
    assert main(["build", str(tmp_path)]) == 2
    assert "There is no exercises/NAME.md" in capsys.readouterr().err


def test_every_solution_and_every_wrong_answer_of_the_example_is_recognised(package, capsys):
    assert main(["try", str(package)]) == 0
    assert "Every solution is right" in capsys.readouterr().out


def test_a_fault_of_the_package_is_said(package, tmp_path):
    folder = Path(shutil.copytree(package, tmp_path / "faulty"))
    source = (folder / "checks.py").read_text(encoding="utf-8")
    reference = "return beta * velocity - learning_rate * gradient"
    (folder / "checks.py").write_text(source.replace(reference, "return beta * velocity - gradient", 1))
    wrong = (folder / "wrong_answers.toml").read_text(encoding="utf-8").replace('"no memory"', '"amnesia"')
    (folder / "wrong_answers.toml").write_text(wrong, encoding="utf-8")
    faults = trial(folder)
    assert any(fault.startswith("momentum_step: the solution is told") for fault in faults)
    assert any("No wrong answer shows the mistake 'no memory'" in fault for fault in faults)


@pytest.mark.skipif(not HAS_BUBBLEWRAP, reason="marking needs Bubblewrap")
def test_a_class_is_marked_with_it(package, tmp_path):
    course = CourseFolder(tmp_path / "course")
    assert main(["setup", str(course.root), "--sources", str(package)]) == 0
    assert main(["release", str(course.root), NAME]) == 0
    released = course.released(NAME)
    assert (released.parent / "checks.py").is_file()
    assert "### BEGIN SOLUTION" not in released.read_text(encoding="utf-8")
    bodies = {
        "right": "    return beta * velocity - learning_rate * gradient\n",
        "sign": "    return beta * velocity + learning_rate * gradient\n",
        "other": "    return velocity * 7\n",
        "nothing": "    pass  # write your answer here\n",
    }
    for student, body in bodies.items():
        folder = course.root / "submitted" / student / NAME
        folder.mkdir(parents=True)
        save(answered(built(package), body), folder / f"{NAME}.ipynb")
    assert main(["grade", str(course.root), NAME]) == 0
    marked = {student: read_record(course.record_folder(NAME), student).questions[0] for student in bodies}
    assert {student: (one.status.value, one.score) for student, one in marked.items()} == {
        "right": (RIGHT, 3.0), "sign": (WRONG, 0.0), "other": (WRONG, 0.0), "nothing": (NOT_ATTEMPTED, 0.0),
    }  # fmt: skip
    assert marked["sign"].mistake == "sign"
    assert "The velocity grows along the gradient" in marked["sign"].message


def test_a_homework_of_a_file_answers_in_the_notebook(monkeypatch):
    monkeypatch.chdir(EXAMPLE)
    work = homework(NAME, "ada", "checks.py")
    verdict = work.check("momentum_step", lambda v, g, eta, beta: v - eta * g).verdict
    assert verdict.mistake == "not damped"
    assert verdict.status not in (RIGHT, ALMOST)


def test_a_module_is_a_package_too_and_the_course_is_the_first():
    assert read_homeworks() == HOMEWORKS
    assert homework("05_interpretation", "ada", "gradwalk.checks.course").data.keys()


def test_an_installed_module_is_found(tmp_path):
    shutil.copy(EXAMPLE / "checks.py", tmp_path / "our_course.py")
    program = f"from gradwalk.checks import homework; print(homework({NAME!r}, 'ada', 'our_course'))"
    environment = os.environ | {"PYTHONPATH": str(tmp_path)}
    done = subprocess.run([sys.executable, "-c", program], env=environment, capture_output=True, text=True, check=True)
    assert done.stdout == "A step with momentum, the numbers of 'ada'\n"


BAD_FILES = {
    "no such list": ("x = 1", "Let HOMEWORKS in .* be a list of HomeworkDefinition, not None"),
    "an empty list": ("HOMEWORKS = []", "not \\[\\]"),
    "other things": ("HOMEWORKS = [1]", "not \\[1\\]"),
    "a number": ("HOMEWORKS = 3", "not 3"),
    "not Python": ("HOMEWORKS = [", "cannot be read: SyntaxError"),
    "an error": ("1 / 0", "cannot be read: ZeroDivisionError"),
    "twice": (
        "from gradwalk.checks import HomeworkDefinition as D\nHOMEWORKS = [D('a', 'A', {}), D('a', 'B', {})]",
        "Two homeworks in .* are called 'a'",
    ),
}


@pytest.mark.parametrize(("text", "message"), BAD_FILES.values(), ids=BAD_FILES)
def test_a_bad_file_is_said_in_a_sentence(tmp_path, text, message):
    (tmp_path / "checks.py").write_text(text)
    with pytest.raises(ValueError, match=message) as caught:
        homework("a", "", str(tmp_path / "checks.py"))
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("nowhere.py", "There is no file 'nowhere.py' with homeworks"),
        ("nowhere.at.all", "There is no module 'nowhere.at.all'"),
        ("not a name", "There is no module 'not a name'"),
        ("", "There is no module ''"),
    ],
)
def test_a_source_that_is_not_there_is_said(source, message):
    with pytest.raises(ValueError, match=message):
        homework(NAME, "", source)


def test_an_unknown_name_lists_those_of_the_package():
    with pytest.raises(ValueError, match=r"There is no homework '01_gradient_direction'; choose one of 06_momentum\."):
        homework("01_gradient_direction", "", EXAMPLE / "checks.py")
