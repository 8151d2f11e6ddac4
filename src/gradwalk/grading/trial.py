"""Try homeworks of one's own before anyone else does: every solution is right, every wrong answer gets its own name."""

from __future__ import annotations

import json
import re
import textwrap
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path

import numpy as np

from gradwalk.checks.exercise import RIGHT, HomeworkDefinition, Verdict
from gradwalk.checks.homework import Homework
from gradwalk.checks.package import read_homeworks
from gradwalk.grading.sheet import text_of

SOLUTION = re.compile(r"^([ ]*)### BEGIN SOLUTION\n(.*?)^[ ]*### END SOLUTION\n?", re.M | re.S)
STUDENTS = tuple(f"student {number}" for number in range(20))


def trial(folder: Path) -> list[str]:
    """Return one sentence for each fault of the homeworks in `folder`: checks.py, source/ and wrong_answers.toml.

    Every solution is held against twenty students, and so is every wrong answer. Raises ValueError where checks.py
    cannot be read, FileNotFoundError where `gradwalk homework build` has made no notebook yet.
    """
    path = Path(folder) / "wrong_answers.toml"
    wrong = tomllib.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}
    definitions = read_homeworks(Path(folder) / "checks.py").values()
    return [fault for definition in definitions for fault in _faults(definition, _answers(folder, definition), wrong)]


def _answers(folder: Path, definition: HomeworkDefinition) -> dict[str, str]:
    """Return exercise -> the source of its answer cell, with the markers of its solution."""
    path = Path(folder) / "source" / definition.name / f"{definition.name}.ipynb"
    if not path.is_file():
        raise FileNotFoundError(f"There is no {path}; run `gradwalk homework build {folder}` first.")
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    return {cell["metadata"].get("nbgrader", {}).get("grade_id", ""): text_of(cell) + "\n" for cell in cells}


def _faults(
    definition: HomeworkDefinition, answers: Mapping[str, str], wrong: Mapping[str, Mapping[str, str]]
) -> Iterator[str]:
    for name, exercise in definition.exercises.items():
        if name not in answers:
            yield f"{definition.name} has no answer cell for the exercise {name!r}; write one in its text."
            continue
        yield from _fault_of(definition, name, SOLUTION.sub(r"\2", answers[name]), RIGHT, "the solution")
        bodies = wrong.get(name, {})
        for mistake in exercise.mistakes:
            if mistake.name not in bodies:
                yield f"No wrong answer shows the mistake {mistake.name!r} of {name}; add it to wrong_answers.toml."
                continue
            source = SOLUTION.sub(lambda match, body=bodies[mistake.name]: _indented(match, body), answers[name])
            yield from _fault_of(definition, name, source, mistake.name, f"the wrong answer {mistake.name!r}")


def _indented(match: re.Match[str], body: str) -> str:
    return textwrap.indent(textwrap.dedent(body).strip("\n"), match.group(1)) + "\n"


def _fault_of(definition: HomeworkDefinition, name: str, source: str, wanted: str, what: str) -> Iterator[str]:
    """Yield a sentence unless all students with this answer are told `wanted`: that it is right, or its mistake."""
    for student in STUDENTS:
        verdict = _verdict(definition, name, source, student)
        if wanted not in (verdict.status, verdict.mistake):
            told = verdict.mistake or f"{verdict.status}: {verdict.message}"
            yield f"{name}: {what} is told {told!r} for {student!r}, not {wanted!r}."
            return


def _verdict(definition: HomeworkDefinition, name: str, source: str, student: str) -> Verdict:
    work = Homework(definition, student)
    space = {"np": np, "work": work}
    exec(source, space)  # the lecturer's own text, on her own machine
    return work.check(name, space.get(definition.exercises[name].variable)).verdict
