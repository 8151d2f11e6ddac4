"""Answer a homework as a learner would, and change what was answered: the notebooks of the sample class."""

import json
import re
import textwrap
import tomllib
from pathlib import Path

HERE = Path(__file__).resolve().parent
SOLUTION = re.compile(r"^([ ]*)### BEGIN SOLUTION\n(.*?)^[ ]*### END SOLUTION\n?", re.M | re.S)
STUB = "pass  # write your answer here"
TEXT_STUB = "Write your answer here."
SENTENCE = "The gradient says how fast the loss rises, so without this the step would have another length or direction."
TEXT = "Only on the axes. Elsewhere the steep direction dominates, but every small step lowers the loss."


def source_notebook(name):
    """Return the instructor's notebook as a dict, its sources as single texts, without outputs."""
    notebook = json.loads((HERE / "source" / name / f"{name}.ipynb").read_text(encoding="utf-8"))
    for cell in notebook["cells"]:
        cell["source"] = "".join(cell["source"]) + "\n"
        if cell["cell_type"] == "code":
            cell |= {"outputs": [], "execution_count": None}
    return notebook


def mark_of(cell):
    """Return the nbgrader metadata of a cell, empty when it has none."""
    return cell["metadata"].get("nbgrader", {})


def cell_of(notebook, grade_id):
    """Return the cell with this grade id, to be changed in place."""
    return next(cell for cell in notebook["cells"] if mark_of(cell).get("grade_id") == grade_id)


def untouched(name):
    """Return the notebook as it is handed out."""
    return _filled(name, "", lambda cell: SOLUTION.sub(lambda m: f"{m.group(1)}{STUB}\n", cell["source"]), TEXT_STUB)


def answered(name, student, bodies=None, sentence=TEXT_STUB):
    """Return the notebook answered by `student`: by the solutions, or by the body given under the exercise's name.

    `sentence` is what she writes where one sentence about her code is asked for; by default nothing.
    """

    def fill(cell):
        body = (bodies or {}).get(mark_of(cell)["grade_id"])
        return solved(cell["source"]) if body is None else with_body(cell["source"], body)

    notebook = _filled(name, student, fill, TEXT)
    cell_of(notebook, "why")["source"] = sentence
    return notebook


def _filled(name, student, fill, text):
    notebook = source_notebook(name)
    for cell in notebook["cells"]:
        mark = mark_of(cell)
        if 'student_id = ""' in cell["source"]:
            cell["source"] = cell["source"].replace('student_id = ""', f'student_id = "{student}"')
        elif mark.get("solution"):
            cell["source"] = text if mark["grade"] else fill(cell)
        cell["source"] = cell["source"].rstrip("\n")
    return notebook


def solved(source):
    """Return the source of an answer cell without the marks around its solution."""
    return SOLUTION.sub(lambda match: match.group(2), source)


def with_body(source, body):
    """Return the source of an answer cell with `body` in the place of its solution."""
    return SOLUTION.sub(lambda match: textwrap.indent(textwrap.dedent(body).strip("\n"), match.group(1)) + "\n", source)


def wrong_answers():
    """Return exercise -> mistake -> body."""
    return tomllib.loads((HERE / "wrong_answers.toml").read_text(encoding="utf-8"))


def code_points(notebook):
    """Return exercise -> points, in the order of the notebook."""
    marks = [mark_of(cell) for cell in notebook["cells"] if mark_of(cell).get("locked")]
    return {mark["grade_id"].removesuffix("_check"): mark["points"] for mark in marks}


def with_cell(notebook, source):
    """Put a code cell in front of the first answer."""
    cell = {
        "cell_type": "code",
        "id": "extra",
        "metadata": {},
        "source": source,
        "outputs": [],
        "execution_count": None,
    }
    notebook["cells"].insert(2, cell)
    return notebook
