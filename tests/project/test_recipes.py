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


def python(package: Path, *arguments: object, folder: Path = REPOSITORY) -> str:
    """What Python prints, run in a folder with the copy of the package in the place of the package."""
    environment = os.environ | {"PYTHONPATH": str(package.parent), "PYTHONDONTWRITEBYTECODE": "1"}
    command = [sys.executable, *map(str, arguments)]
    finished = subprocess.run(
        command, cwd=folder, env=environment, capture_output=True, text=True, timeout=120, check=False
    )
    assert finished.returncode == 0, finished.stdout[-2000:] + finished.stderr
    return finished.stdout.strip()


def printed(package: Path, program: str) -> str:
    check = f"import gradwalk; assert gradwalk.__file__.startswith({str(package)!r})"
    return python(package, "-c", f"{check}\n{program}")


def assert_tests_pass(package: Path, name: str, *words: str, root: Path = REPOSITORY) -> None:
    """Run the tests of the mathematics, as they are below `root`, that have one of the words in their names."""
    options = ["-p", "no:cacheprovider", "--import-mode=importlib", "-v", "-k", " or ".join(words)]
    options += ["--numprocesses=0"] if root == REPOSITORY else ["--rootdir", root]
    seen = python(package, "-m", "pytest", *options, f"{root}/tests/mathematics/test_{name}.py", folder=root)
    assert [word for word in words if not re.search(rf"{word}.* PASSED", seen)] == []


def recipe(title: str) -> list[str]:
    """The pieces of code in a section of CONTRIBUTING.md."""
    text = (REPOSITORY / "CONTRIBUTING.md").read_text(encoding="utf-8")
    section = text.partition(f"## {title}\n")[2].partition("\n## ")[0]
    return re.findall(r"```python\n(.*?)```", section, flags=re.DOTALL)


def test_a_surface_is_one_entry(package):
    path = package / "mathematics" / "gallery.py"
    insert(path, '    Surface(\n        "ravine"', SURFACE)
    program = "print(gradwalk.LinkedExplorer('trough').text(), [*gradwalk.LinkedExplorer().chooser.menu.options])"
    assert "F = 4.693" in (seen := printed(package, program))
    assert "trough" in seen
    assert_tests_pass(package, "surfaces", "trough", "names", "counts")


def test_operations_are_one_row_each(package, tmp_path):
    rows, oracles, line = recipe("Add an operation")
    insert(package / "mathematics" / "operations.py", '    "sin":      (np.sin,', rows)
    shutil.copytree(REPOSITORY / "tests" / "mathematics", tmp_path / "tests" / "mathematics")
    insert(tmp_path / "tests" / "mathematics" / "oracles.py", '    "add": A + B', oracles)
    with (package / "mathematics" / "node.py").open("a", encoding="utf-8") as file:
        file.write(line)
    new = ("softsign", "smoothmax")
    assert_tests_pass(package, "operations", *new, "table", "course", root=tmp_path)
    assert_tests_pass(package, "graph", "brackets", "reads_back", root=tmp_path)


def test_new_operations_are_known_everywhere(package):
    insert(package / "mathematics" / "operations.py", '    "sin":      (np.sin,', recipe("Add an operation")[0])
    with (package / "mathematics" / "node.py").open("a", encoding="utf-8") as file:
        file.write(recipe("Add an operation")[2])
    program = """
import numpy as np
from gradwalk.mathematics.node import softsign
formula = "y*softsign(x) + smoothmax(x, y)"
print(gradwalk.Graph.from_formula(formula).gradient(x=0.0, y=0.0))
print(gradwalk.Graph.from_function(lambda x, y: y * softsign(x) + np.logaddexp(x, y)))
print(gradwalk.Graph.from_formula(formula).expression(-1))
print(gradwalk.GraphExplorer(formula, x=0, y=0, step=9).text())
fill_in = gradwalk.FillInExplorer(formula, x=1, y=2)
fill_in.entry.value = "softsign(1)"
fill_in.task.index = len(fill_in.task.options) - 1
fill_in.entry.value = "0.1234"
for _ in range(4):
    fill_in.take_hint()
print(fill_in.text())
print(gradwalk.LinkedExplorer("softsign(x) + smoothmax(x, y)").text())
"""
    seen = printed(package, program)
    assert "{'y': 0.5, 'x': 0.5}" in seen
    assert "y*softsign(x) + smoothmax(x, y)" in seen
    assert "smoothmax(x, y)" in seen
    assert "F = " in seen


def test_a_question_is_one_table(package):
    with (package / "questions" / "01.toml").open("a", encoding="utf-8") as file:
        file.write(QUESTION)
    assert printed(package, "print(gradwalk.ask('01/trial').question)") == "Is this a trial?"


EXAMPLE = REPOSITORY / "docs" / "guide" / "examples" / "homework"
ONE = """
from gradwalk.checks.course import HOMEWORKS as COURSE

HOMEWORKS = [COURSE["05_interpretation"]]
"""  # what `trial` is to try


def test_an_exercise_is_a_text_a_check_and_its_wrong_answers(package, tmp_path):
    """The exercise of the guide's example is put into a homework of the course."""
    check = (EXAMPLE / "checks.py").read_text(encoding="utf-8").partition("HOMEWORKS = ")[0]
    check = check.replace("gradwalk.checks import", "gradwalk.checks.exercise import").replace(
        "HomeworkDefinition, ", ""
    )
    (package / "checks" / "exercises" / "momentum.py").write_text(check, encoding="utf-8")
    insert(package / "checks" / "course.py", "    network_by_hand,\n", "    momentum,\n")
    insert(
        package / "checks" / "course.py",
        "            wanted_change.BEST_STEP,",
        "            momentum.MOMENTUM_STEP,\n",
    )
    folder = tmp_path / "homework"
    (folder / "exercises").mkdir(parents=True)
    for name in ("nbgrader_config.py", "wrong_answers.toml", "exercises/05_interpretation.md"):
        shutil.copy(REPOSITORY / "homework" / name, folder / name)
    text = (EXAMPLE / "exercises" / "06_momentum.md").read_text(encoding="utf-8")
    insert(
        folder / "exercises" / "05_interpretation.md", "## Questions about", text[text.index("## Exercise") :] + "\n"
    )
    with (folder / "wrong_answers.toml").open("a", encoding="utf-8") as file:
        file.write((EXAMPLE / "wrong_answers.toml").read_text(encoding="utf-8"))
    assert "05_interpretation" in python(package, "-m", "gradwalk.grading", "build", folder)
    (folder / "checks.py").write_text(ONE, encoding="utf-8")
    program = f"from pathlib import Path; from gradwalk.grading.trial import trial; print(trial(Path({str(folder)!r})))"
    assert printed(package, program) == "[]"
