"""CONTRIBUTING.md's short recipes, followed to the letter in a copy of the package."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).resolve().parents[2]
PACKAGE = REPOSITORY / "src" / "gradwalk"

SURFACE = """    Surface("trough", "x**2 + log(1 + y**2)", "Its floor rises ever more gently.", start=(2.0, 1.0)),
"""
RULE = """    "asinh":    (np.arcsinh,        (lambda a, z: 1.0/np.sqrt(1.0 + a*a),  "1/sqrt(1 + a**2)")),
"""
NOTATION = r"""    "asinh":    ("asinh({0})",  ATOM,  (ANY,),  r"\mathrm{{asinh}}\left({0}\right)",  ATOM,  (ANY,)),
"""
QUESTION = """
[trial]
question = "Is this a trial?"

[[trial.choices]]
text = "Yes."
right = true
why = "It stands here for a test."

[[trial.choices]]
text = "No."
why = "It stands here for a test all the same."
"""


@pytest.fixture
def package(tmp_path: Path) -> Path:
    return Path(shutil.copytree(PACKAGE, tmp_path / "gradwalk", ignore=shutil.ignore_patterns("__pycache__")))


def insert(path: Path, before: str, text: str, count: int = 1) -> None:
    """Put a row before the first line that begins with the words."""
    source = path.read_text(encoding="utf-8")
    assert before in source
    path.write_text(source.replace(before, text + before, count), encoding="utf-8")


def python(package: Path, *arguments: object) -> str:
    """What Python prints, run in the repository with the copy of the package in the place of the package."""
    environment = os.environ | {"PYTHONPATH": str(package.parent), "PYTHONDONTWRITEBYTECODE": "1"}
    command = [sys.executable, *map(str, arguments)]
    finished = subprocess.run(
        command, cwd=REPOSITORY, env=environment, capture_output=True, text=True, timeout=120, check=False
    )
    assert finished.returncode == 0, finished.stdout[-2000:] + finished.stderr
    return finished.stdout.strip()


def printed(package: Path, program: str) -> str:
    check = f"import gradwalk; assert gradwalk.__file__.startswith({str(package)!r})"
    return python(package, "-c", f"{check}\n{program}")


def assert_tests_pass(package: Path, name: str, *words: str) -> None:
    """Run the tests of the mathematics that have one of the words in their names, from the repository unchanged."""
    options = ["-p", "no:cacheprovider", "--numprocesses=0", "-v", "-k", " or ".join(words)]
    seen = python(package, "-m", "pytest", *options, f"tests/mathematics/test_{name}.py")
    assert [word for word in words if not re.search(rf"{word}.* PASSED", seen)] == []


def test_a_surface_is_one_entry(package):
    path = package / "mathematics" / "surfaces.py"
    insert(path, '    Surface(\n        "ravine"', SURFACE)
    program = "print(gradwalk.LinkedExplorer('trough').text(), [*gradwalk.LinkedExplorer().chooser.menu.options])"
    assert "F = 4.693" in (seen := printed(package, program))
    assert "trough" in seen
    assert_tests_pass(package, "surfaces", "trough", "names", "counts")


def test_an_operation_is_one_row_in_each_of_two_tables(package):
    path = package / "mathematics" / "operations.py"
    insert(path, '    "tanh":     (np.tanh', RULE)
    insert(path, '    "tanh":     ("tanh({0})"', NOTATION)
    program = "print(gradwalk.Graph.from_formula('y*asinh(x)').gradient(x=0.0, y=2.0)['x'])"
    assert float(printed(package, program)) == pytest.approx(2.0)
    assert_tests_pass(package, "operations", "asinh", "tables", "course")


def test_a_question_is_one_table(package):
    with (package / "questions" / "01.toml").open("a", encoding="utf-8") as file:
        file.write(QUESTION)
    assert printed(package, "print(gradwalk.ask('01/trial').question)") == "Is this a trial?"
