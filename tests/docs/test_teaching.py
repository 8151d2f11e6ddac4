"""The plan names questions and sections that there are, its minutes add up, and the worksheets' answers are right."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import nbformat
import numpy as np
import pytest

from gradwalk import Graph, central_difference

REPOSITORY = Path(__file__).resolve().parents[2]
TEACHING = REPOSITORY / "docs" / "teaching"
PLANS = {"five_lessons": 50, "one_session": 90}
QUESTIONS = {
    name
    for path in (REPOSITORY / "src" / "gradwalk" / "questions").glob("0*.toml")
    for name in tomllib.loads(path.read_text(encoding="utf-8"))
}
HEADINGS = {
    section
    for path in (REPOSITORY / "notebooks").glob("*.ipynb")
    for cell in nbformat.read(path, as_version=4).cells
    for section in re.findall(r"^## (\d\.\d+) ", cell.source, re.MULTILINE)
}


def read(name: str) -> str:
    return (TEACHING / f"{name}.md").read_text(encoding="utf-8")


def lessons(name: str) -> list[list[tuple[int, int]]]:
    """The minutes (from, to) of each table of a plan."""
    parts = re.split(r"^\| minute .*$", read(name), flags=re.MULTILINE)[1:]
    return [[(int(a), int(b)) for a, b in re.findall(r"^\| (\d+)–(\d+) \|", part, re.MULTILINE)] for part in parts]


@pytest.mark.parametrize("name", PLANS)
def test_every_minute_is_planned_once(name):
    assert len(lessons(name)) == (5 if name == "five_lessons" else 1)
    for minutes in lessons(name):
        assert minutes[0][0] == 0
        assert minutes[-1][1] == PLANS[name]
        assert [end for _, end in minutes[:-1]] == [start for start, _ in minutes[1:]]


@pytest.mark.parametrize("name", [*PLANS, "misconceptions"])
def test_every_question_that_is_named_is_in_the_bank(name):
    asked = re.findall(r"\*\*(?:A|a)sk\*\* ((?:(?:, then |, )?`\w+`)+)", read(name))
    named = {each for group in asked for each in re.findall(r"`(\w+)`", group)}
    if name == "misconceptions":
        named = set(
            re.findall(r"`(\w+)`(?=[,; |])", "".join(re.findall(r"^\|[^|]*\|([^|]*\|)", read(name), re.MULTILINE)))
        )
    assert len(named) > 5
    assert named <= QUESTIONS


@pytest.mark.parametrize("name", [*PLANS, "misconceptions"])
def test_every_section_that_is_named_is_in_a_notebook(name):
    table = "\n".join(re.findall(r"^\|.*\|$", read(name), re.MULTILINE))
    column = re.findall(r"(?:Sections? |, |and |\| )(\d\.\d+)(?=[,;. |])", table)
    assert column
    assert {each for each in column if each not in HEADINGS} == set()


def test_there_is_a_line_for_each_of_the_23_misconceptions():
    assert len(re.findall(r'^\| "', read("misconceptions"), re.MULTILINE)) == 23


def numbers(sheet: int) -> list[float]:
    """All numbers in the answers of a sheet, without those of its items."""
    (text,) = re.findall(rf"^\*\*Sheet {sheet}\.\*\* (.+)$", read("worksheets"), re.MULTILINE)
    text = re.sub(r"(?<!\d)\d: ", "", text.replace("−", "-").replace("- ", "-"))
    return [float(each) for each in re.findall(r"-?\d+(?:\.\d+)?", text)]


def test_sheet_1():
    F, step = Graph.from_formula("(x**2 + 10*y**2)/2"), np.array([0.95, 0.5])
    g = F.gradient(x=10.0, y=1.0)
    first = step * [10, 1]
    assert [55, 10, 10] == [F.value(x=10.0, y=1.0), g["x"], g["y"]] == numbers(1)[:3]
    assert np.allclose([*first, *(step * first)], numbers(1)[4:8])


def test_sheet_2():
    F = Graph.from_formula("x**2/2 + 2*y**2")
    found = [0.6 * 2 + 0.8 * 4]
    for r in (0.1, 0.05):
        change = F.value(x=2 + r, y=1.0) - F.value(x=2.0, y=1.0)
        found += [2 * r, change, change - 2 * r]
    told = numbers(2)
    assert np.isclose(told[2], found[0])
    assert np.allclose(told[-6:], found[1:])
    assert np.isclose(np.dot([0.894, -0.447], [2, 4]), 0, atol=1e-3)


def test_sheet_3():
    D = lambda you: (0.5 * you + 2 * you - 4) ** 2  # noqa: E731
    told = numbers(3)
    assert told[:5] == [0.5, 2, D(1), -3, -3]
    assert np.allclose(told[5:8], [-1.5, -6, central_difference(D, 1.0)])
    assert np.allclose(told[8:], [-0.075, round(D(1.01) - D(1), 4)])


def test_sheet_4():
    F = Graph.from_formula("x*y + sin(x)")
    g = F.gradient(x=2.0, y=3.0)
    told = numbers(4)
    assert np.allclose(told[:3], [6, np.sin(2), F.value(x=2.0, y=3.0)], atol=5e-5)
    assert np.allclose(told[5:9], [3, np.cos(2), g["x"], g["y"]], atol=5e-5)


def test_sheet_5():
    z = np.array([0.462, -0.762])
    w2 = np.array([2.0, 1.0])
    y = w2 @ z
    slope = 1 - z[0] ** 2
    found = [*z, y, y**2 / 2, y, *(y * z), y * w2[0], slope, y * w2[0] * slope, 0.1 * y * w2[0] * slope]
    assert np.allclose(numbers(5), found, rtol=0.005)
