"""What the tests of the homework share: the sheets, the answers as source, and ways to run them."""

import functools
import importlib
import json
import shutil
import sys
from pathlib import Path

import numpy as np

from gradwalk.checks.homework import HOMEWORKS, Homework
from gradwalk.grading.building import read_cells

HOMEWORK_FOLDER = Path(__file__).resolve().parents[2] / "homework"


# Beside each other, as when a person runs `python homework/sample_class.py`.
sys.path.append(str(HOMEWORK_FOLDER))
sample_class, sample_faults, sample_notebooks = map(
    importlib.import_module, ("sample_class", "sample_faults", "sample_notebooks")
)
cell_of, with_body, SOLUTION = sample_notebooks.cell_of, sample_notebooks.with_body, sample_notebooks.SOLUTION
wrong_answers = functools.cache(sample_notebooks.wrong_answers)


@functools.cache
def built_cells(name):
    return read_cells((HOMEWORK_FOLDER / "exercises" / f"{name}.md").read_text(encoding="utf-8"))


def answer_source(name, exercise):
    """Return the answer cell with its solution markers."""
    cell = next(c for c in built_cells(name) if c["metadata"].get("nbgrader", {}).get("grade_id") == exercise)
    return cell["source"] + "\n"


def solution_of(name, exercise):
    return sample_notebooks.solved(answer_source(name, exercise))


def run_answer(source, definition, student):
    """Run the source of an answer the way a notebook would, and return the variables it leaves."""
    space = {"np": np, "work": homework_of(definition.name, student)}
    exec(compiled(source), space)
    return space


@functools.cache
def homework_of(name, student):
    return Homework(HOMEWORKS[name], student)


@functools.cache
def compiled(source):
    return compile(source, "an answer", "exec")


def every_exercise():
    return [(name, exercise) for name, definition in HOMEWORKS.items() for exercise in definition.exercises]


def release_notebook(name):
    """Return what `nbgrader generate_assignment` makes of the source: solutions replaced, outputs cleared."""
    return sample_notebooks.untouched(name)


HAS_BUBBLEWRAP = shutil.which("bwrap") is not None


def solved_notebook(name, student="ada", **bodies):
    """Return the released notebook answered: every exercise by its solution, or by the body given under its name."""
    return sample_notebooks.answered(name, student, bodies)


def save(notebook, path):
    """Write a notebook (dict), or text or bytes as they are, to `path` and return it."""
    data = notebook if isinstance(notebook, bytes) else json.dumps(notebook).encode()
    path.write_bytes(data)
    return path
