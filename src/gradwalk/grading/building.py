"""Build the instructor's notebooks in FOLDER/source from the readable texts in FOLDER/exercises.

A text is Markdown; a fenced block becomes a cell by the words after its language:

    ```python given               a cell that is handed out as it is
    ```python answer NAME         an answer cell, its solution between BEGIN SOLUTION and END SOLUTION
    ```python check NAME POINTS   the check of that answer, with its points
    ```markdown text NAME POINTS  a free text: the block is the model answer and the rubric

What stands before BEGIN SOLUTION is handed out too: so an exercise is begun for the learner. Three lines `Hint 1:`,
`Hint 2:`, `Hint 3:` become hints that open one inside the other.
"""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path
from typing import Any

from gradwalk.material import example_folder, homework_folder

Cell = dict[str, Any]
FENCE = re.compile(r"^```(python|markdown) (given|answer|check|text)(?: (\w+))?(?: (\d+))?\n(.*?)^```\n", re.M | re.S)
HINTS = re.compile(r"((?:^Hint \d: .*\n?)+)", re.M)
METADATA = {
    "kernelspec": {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"},
    "language_info": {"name": "python"},
}


def begin(folder: Path) -> Path:
    """Copy the example, one exercise with its check and its wrong answers, into a new `folder`; return that.

    Raises FileExistsError where there is something already.
    """
    if folder.exists() and any(folder.iterdir()):
        raise FileExistsError(f"There is something in {folder} already; give a new folder.")
    return Path(shutil.copytree(example_folder(), folder, dirs_exist_ok=True))


def build_all(folder: Path) -> list[Path]:
    """Build, run and write the notebooks of all texts in `folder`, and return them.

    Raises ValueError where there is no text, or where a text or its run says that something is wrong.
    """
    written = [write(path) for path in texts_in(folder)]
    if not (settings := folder / "nbgrader_config.py").exists():
        shutil.copy(homework_folder() / settings.name, settings)
    return written


def texts_in(folder: Path) -> list[Path]:
    """Return the texts of the homeworks in `folder`. Raises ValueError where there is none."""
    texts = sorted((folder / "exercises").glob("*.md"))
    if not texts:
        raise ValueError(f"There is no exercises/NAME.md in {folder}; `gradwalk homework new` makes one to begin with.")
    return texts


def read_cells(text: str) -> list[Cell]:
    """Return the notebook cells (dicts of the notebook format, without outputs) described by `text`."""
    cells: list[Cell] = []
    position = 0
    for fence in FENCE.finditer(text):
        _add_prose(cells, text[position : fence.start()])
        cells.append(_block(len(cells), *fence.groups()))
        position = fence.end()
    _add_prose(cells, text[position:])
    return cells


def _add_prose(cells: list[Cell], prose: str) -> None:
    if "```" in prose:
        raise ValueError(f"This block has no words the builder knows: {prose[prose.index('```') :][:60]!r}")
    if prose.strip():
        cells.append(_cell("markdown", f"text-{len(cells):02}", HINTS.sub(_nested_hints, prose.strip())))


def _nested_hints(match: re.Match[str]) -> str:
    """Put each hint inside the one before, so that they can only be opened one by one."""
    hints = [line.partition(": ")[2] for line in match.group(1).strip().split("\n")]
    opened = "\n".join(
        f"<details><summary>Hint {number}</summary>\n\n{hint}\n" for number, hint in enumerate(hints, start=1)
    )
    return opened + "\n" + "</details>" * len(hints) + "\n"


def _block(number: int, language: str, role: str, name: str, points: str | None, source: str) -> Cell:
    if role == "given":
        return _cell("code", f"given-{number:02}", source)
    marks: dict[str, Any] = {
        "grade": role != "answer",
        "solution": role != "check",
        "locked": role == "check",
        "task": False,
    }
    marks |= {"grade_id": f"{name}_check" if role == "check" else name, "schema_version": 3}
    if role != "answer":
        if points is None:
            raise ValueError(f"Give the {role} {name} its points, as in ```{language} {role} {name} 3.")
        marks["points"] = int(points)
    kind = "markdown" if language == "markdown" else "code"
    return _cell(kind, marks["grade_id"].replace("_", "-"), source, {"nbgrader": dict(sorted(marks.items()))})


def _cell(kind: str, cell_id: str, source: str, metadata: dict[str, Any] | None = None) -> Cell:
    cell = {"cell_type": kind, "id": cell_id[:64], "metadata": metadata or {}, "source": source.rstrip("\n")}
    return cell if kind == "markdown" else {**cell, "execution_count": None, "outputs": []}


def build(text: str) -> dict[str, Any]:
    """Return the notebook described by `text` as a dict of notebook format 4.5, without outputs."""
    return {"cells": read_cells(text), "metadata": METADATA, "nbformat": 4, "nbformat_minor": 5}


def with_outputs(notebook: dict[str, Any], folder: Path) -> Any:
    """Run the notebook in a fresh kernel in `folder` and return it with outputs.

    Raises ValueError, with the last line of the error, where a cell fails.
    """
    import nbformat  # only needed when outputs are made
    from nbclient import NotebookClient
    from nbclient.exceptions import CellExecutionError

    node = nbformat.from_dict(notebook)
    place = {"metadata": {"path": str(folder)}}
    try:
        NotebookClient(node, timeout=60, kernel_name="python3", record_timing=False, resources=place).execute()
    except CellExecutionError as error:
        raise ValueError(f"A cell fails when it is run: {error.ename}: {error.evalue}") from None
    for cell in node.cells:
        cell.metadata.pop("execution", None)
        for output in cell.get("outputs", ()):
            output.get("data", {}).pop("application/vnd.jupyter.widget-view+json", None)  # of a kernel that is gone
    node.metadata = METADATA
    return node


def target_of(path: Path) -> Path:
    """Return where the notebook built from the text at `path` is kept, in nbgrader's layout."""
    return path.parents[1] / "source" / path.stem / f"{path.stem}.ipynb"


def is_current(path: Path) -> bool:
    """Tell whether the notebook beside the text at `path` has exactly its cells."""
    target = target_of(path)
    if not target.exists():
        return False
    kept = json.loads(target.read_text(encoding="utf-8"))["cells"]
    return [_essence(cell) for cell in kept] == [_essence(cell) for cell in read_cells(path.read_text("utf-8"))]


def _essence(cell: Cell) -> tuple[str, str, dict[str, Any], str]:
    source = cell["source"]
    return cell["cell_type"], cell["id"], cell["metadata"], source if isinstance(source, str) else "".join(source)


def write(path: Path) -> Path:
    """Build, run and write the notebook of the text at `path`; checks.py goes beside it, because it is asked there.

    Raises ValueError, with the text, where that does not go.
    """
    import nbformat

    target = target_of(path)
    target.parent.mkdir(parents=True, exist_ok=True)
    if (own := path.parents[1] / "checks.py").exists():
        shutil.copy(own, target.parent)
    try:
        notebook = with_outputs(build(path.read_text(encoding="utf-8")), target.parent)
    except ValueError as error:
        raise ValueError(f"{path}: {error}") from None
    nbformat.write(notebook, target)
    return target
