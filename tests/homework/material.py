"""What the tests of the homework share: the sheets, the answers as source, and ways to run them."""

import functools
import importlib.util
import json
import re
import shutil
import textwrap
import tomllib
from pathlib import Path

import numpy as np

from gradwalk.checks.homework import HOMEWORKS, Homework

HOMEWORK_FOLDER = Path(__file__).resolve().parents[2] / "homework"
SOLUTION = re.compile(r"^([ ]*)### BEGIN SOLUTION\n(.*?)^[ ]*### END SOLUTION\n?", re.M | re.S)
STUB = "pass  # write your answer here"


@functools.cache
def load_script(name):
    """Import the script homework/NAME.py."""
    spec = importlib.util.spec_from_file_location(f"homework_{name}", HOMEWORK_FOLDER / f"{name}.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@functools.cache
def wrong_answers():
    return tomllib.loads((HOMEWORK_FOLDER / "wrong_answers.toml").read_text(encoding="utf-8"))


@functools.cache
def built_cells(name):
    return load_script("build").read_cells((HOMEWORK_FOLDER / "exercises" / f"{name}.md").read_text(encoding="utf-8"))


def answer_source(name, exercise):
    """Return the answer cell with its solution markers."""
    cell = next(c for c in built_cells(name) if c["metadata"].get("nbgrader", {}).get("grade_id") == exercise)
    return cell["source"] + "\n"


def with_body(source, body):
    """Put `body` in the place of the solution."""
    return SOLUTION.sub(lambda match: textwrap.indent(textwrap.dedent(body).strip("\n"), match.group(1)) + "\n", source)


def solution_of(name, exercise):
    return SOLUTION.sub(lambda match: match.group(2), answer_source(name, exercise))


def run_answer(source, definition, student):
    """Run the source of an answer the way a notebook would, and return the variables it leaves."""
    space = {"np": np, "work": Homework(definition, student)}
    exec(source, space)
    return space


def every_exercise():
    return [(name, exercise) for name, definition in HOMEWORKS.items() for exercise in definition.exercises]


def release_notebook(name):
    """Return what `nbgrader generate_assignment` makes of the source: solutions replaced, outputs cleared."""
    notebook = json.loads(json.dumps(load_script("build").build(_text(name))))
    for cell in notebook["cells"]:
        cell["source"] = SOLUTION.sub(lambda match: f"{match.group(1)}{STUB}\n", cell["source"] + "\n").rstrip("\n")
        mark = cell["metadata"].get("nbgrader", {})
        if mark.get("solution") and mark.get("grade"):
            cell["source"] = "Write your answer here."
    return notebook


def _text(name):
    return (HOMEWORK_FOLDER / "exercises" / f"{name}.md").read_text(encoding="utf-8")


HAS_BUBBLEWRAP = shutil.which("bwrap") is not None


def solved_notebook(name, student="ada", **bodies):
    """Return the released notebook answered: every exercise by its solution, or by the body given under its name."""
    notebook = release_notebook(name)
    for cell in notebook["cells"]:
        mark = cell["metadata"].get("nbgrader", {})
        if cell["id"] == "given-01":
            cell["source"] = cell["source"].replace('student_id = ""', f'student_id = "{student}"')
        elif mark.get("solution") and mark.get("grade"):
            cell["source"] = "Because the gradient knows one point only."
        elif mark.get("solution"):
            exercise = mark["grade_id"]
            body = bodies.get(exercise)
            whole = solution_of(name, exercise) if body is None else with_body(answer_source(name, exercise), body)
            cell["source"] = whole.rstrip("\n")
    return notebook


def cell_of(notebook, grade_id):
    """Return the cell with this grade id, to be changed in place."""
    return next(c for c in notebook["cells"] if c["metadata"].get("nbgrader", {}).get("grade_id") == grade_id)


def save(notebook, path):
    """Write a notebook (dict), or text or bytes as they are, to `path` and return it."""
    data = notebook if isinstance(notebook, bytes) else json.dumps(notebook).encode()
    path.write_bytes(data)
    return path
