"""Ask before showing: within one screen below a question that is still open, nothing gives its answer away.

What is seen is what stands there after Run All: prose outside folded parts, code, and outputs that are not hidden.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import nbformat
import pytest

from gradwalk.questions import names

NOTEBOOKS = sorted((Path(__file__).resolve().parents[2] / "notebooks").glob("*.ipynb"))
ASKED = re.compile(r'ask\("(\d\d/\w+)"')
FOLDED = re.compile(r"<details>.*?</details>", re.DOTALL)
SCREEN = 26  # lines of text: a window of 800 pixels, less what the question itself fills
LINE = 100  # letters
EXPLORER = 30  # lines as tall as a picture

# What would give the answer away, as regular expressions.
TELLS = {
    "01/arrow": [r"stays flat", r"third component"],
    "01/downhill": [r"39\.3", r"off the minimum", r"points to the minimum", r"degrees off"],
    "01/bigger_rate": [
        r"-1\.1",
        r"2/λ_max",
        r"lambda_\{\\max\}",
        r"past \$?0\.2",
        r"diverge",
        r"0\.200",
        r"[Ww]hy it breaks",
    ],
    "01/flat": [r"zero gradient means", r"saddle have a zero gradient"],
    "01/long_step": [r"best direction (80|60)", r"steepest way for any step"],
    "02/quarter_turn": [r"a quarter of a circle apart", r"is a cosine", r"slope along u = 0"],
    "02/halve_step": [r"a quarter of the remainder", r"falls as \$\\\|\\mathbf\{r\}\\\|\^2"],
    "02/universal_rate": [r"e\+12", r"crawls, walks", r"beside the curvature"],
    "02/other_units": [r"26\.6", r"no cosine of", r"turns? towards", r"straight at the minimum"],
    "02/again_step": [r"0\.8, 1\.3"],
    "02/again_limit": [r"1/3", r"2/6", r"lambda_\{\\max\}"],
    "03/slopes": [r"slopes multiply", r"-6\.0"],
    "03/where": [r"0\.647", r"dz\}\{dy\} \\frac\{dy\}\{dx\} \\tag", r"their product"],
    "03/message": [r"-7\.5", r"were \*\*added\*\*", r"one path is enough"],
    "03/overwrite": [r"with = : 3", r"`=` for `\+=`"],
    "03/changed": [r"True", r"nothing has moved", r"is the same as gradient descent"],
    "03/again_slope": [r"4\.8"],
    "03/again_gradient": [r"9\.5, 5"],
    "04/reach": [r"touches one output only"],
    "04/paths": [r"to \*every\* output", r"sum has two terms", r"all of them\. The contributions"],
    "04/saturated": [r"flat parts", r"too large in size", r"0\.0013"],
    "04/step_size": [r"smaller step is always better", r"balance", r"proportional to \$h\^2\$", r"error, central"],
    "04/one_check": [r"K = 1: True", r"proves the code"],
    "04/again_two_paths": [r"contributions add", r"sum over all paths", r"\*\*added"],
    "04/again_half_step": [r"quarter", r"\^2\$"],
    "04/symmetric": [r"0\.2701", r"All three rows", r"stay equal"],
    "05/one_weight": [r"-0\.025", r"falls by"],
    "05/again_weight": [r"-0\.2\b", r"z_j \\tag"],
    "05/again_steepest": [r"opposite", r"-\\nabla", r"−∇"],
    "05/best_change": [r"smallest when they are opposite", r"-\\eta\\,\\nabla E", r"along −∇E"],
    "05/long_change": [r"-0\.327", r"longer step along it gains more", r"rises? again"],
}


def cells_after_questions() -> Iterator[tuple[str, list[nbformat.NotebookNode]]]:
    for path in NOTEBOOKS:
        cells = nbformat.read(path, as_version=4).cells
        for index, cell in enumerate(cells):
            if cell.cell_type == "code" and (found := ASKED.search(cell.source)):
                yield found[1], cells[index + 1 :]


def seen(cell: nbformat.NotebookNode) -> tuple[str, int]:
    """The text of a cell that stands open, and how many lines it takes, pictures included."""
    if cell.cell_type != "code":
        text = FOLDED.sub("(folded)", cell.source)
        return text, lines(text)
    if cell.metadata.get("jupyter", {}).get("outputs_hidden"):
        return cell.source, lines(cell.source) + 1
    outputs = "\n".join(o.get("text") or o.get("data", {}).get("text/plain", "") for o in cell.outputs)
    pictures = any("image/png" in o.get("data", {}) for o in cell.outputs)
    return f"{cell.source}\n{outputs}", lines(cell.source) + (EXPLORER if pictures else lines(outputs))


def lines(text: str) -> int:
    return sum(1 + len(line) // LINE for line in text.splitlines())


def first_screen(cells: list[nbformat.NotebookNode]) -> str:
    texts, filled = [], 0
    for cell in cells:
        text, height = seen(cell)
        texts.append(text)
        filled += height + 1  # cells stand apart
        if filled > SCREEN:
            break
    return "\n".join(texts)


FOUND = dict(cells_after_questions())


def test_every_question_is_asked_and_has_its_tells():
    assert set(FOUND) == set(TELLS) == {name for name in names() if not name.startswith("concept_test")}


@pytest.mark.parametrize("name", sorted(TELLS))
def test_nothing_below_an_open_question_gives_it_away(name):
    screen = first_screen(FOUND[name])
    assert [tell for tell in TELLS[name] if re.search(tell, screen)] == []


def test_an_answer_that_stands_open_is_found():
    cell = nbformat.v4.new_code_cell("print(d_you)", outputs=[nbformat.v4.new_output("stream", text="-7.5\n")])
    assert re.search(TELLS["03/message"][0], first_screen([cell]))
    cell.metadata["jupyter"] = {"outputs_hidden": True}
    assert not re.search(TELLS["03/message"][0], first_screen([cell]))
