"""Build the instructor's notebooks in homework/source from the readable texts in homework/exercises.

`python homework/build.py` writes them with their outputs; `python homework/build.py --check` only tells whether they
are up to date; `python homework/build.py FOLDER` does it for homeworks of your own, whose exercises FOLDER/checks.py
has and FOLDER/exercises/NAME.md tells. A text is Markdown; a fenced block becomes a cell by the words after its
language:

    ```python given               a cell that is handed out as it is
    ```python answer NAME         an answer cell, its solution between BEGIN SOLUTION and END SOLUTION
    ```python check NAME POINTS   the check of that answer, with its points
    ```markdown text NAME POINTS  a free text: the block is the model answer and the rubric

What stands before BEGIN SOLUTION is handed out too: so an exercise is begun for the learner. Three lines `Hint 1:`,
`Hint 2:`, `Hint 3:` become hints that open one inside the other.
"""

import argparse
import json
import re
import shutil
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
FENCE = re.compile(r"^```(python|markdown) (given|answer|check|text)(?: (\w+))?(?: (\d+))?\n(.*?)^```\n", re.M | re.S)
HINTS = re.compile(r"((?:^Hint \d: .*\n?)+)", re.M)
METADATA = {
    "kernelspec": {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"},
    "language_info": {"name": "python"},
}


def read_cells(text):
    """Return the notebook cells (dicts of the notebook format, without outputs) described by `text`."""
    cells, position = [], 0
    for fence in FENCE.finditer(text):
        _add_prose(cells, text[position : fence.start()])
        cells.append(_block(len(cells), *fence.groups()))
        position = fence.end()
    _add_prose(cells, text[position:])
    return cells


def _add_prose(cells, prose):
    if "```" in prose:
        raise ValueError(f"This block has no words the builder knows: {prose[prose.index('```') :][:60]!r}")
    if prose.strip():
        cells.append(_cell("markdown", f"text-{len(cells):02}", HINTS.sub(_nested_hints, prose.strip())))


def _nested_hints(match):
    """Put each hint inside the one before, so that they can only be opened one by one."""
    hints = [line.partition(": ")[2] for line in match.group(1).strip().split("\n")]
    opened = "\n".join(
        f"<details><summary>Hint {number}</summary>\n\n{hint}\n" for number, hint in enumerate(hints, start=1)
    )
    return opened + "\n" + "</details>" * len(hints) + "\n"


def _block(number, language, role, name, points, source):
    if role == "given":
        return _cell("code", f"given-{number:02}", source)
    marks = {"grade": role != "answer", "solution": role != "check", "locked": role == "check", "task": False}
    marks |= {"grade_id": f"{name}_check" if role == "check" else name, "schema_version": 3}
    if role != "answer":
        marks["points"] = int(points)
    kind = "markdown" if language == "markdown" else "code"
    return _cell(kind, marks["grade_id"].replace("_", "-"), source, {"nbgrader": dict(sorted(marks.items()))})


def _cell(kind, cell_id, source, metadata=None):
    cell = {"cell_type": kind, "id": cell_id[:64], "metadata": metadata or {}, "source": source.rstrip("\n")}
    return cell if kind == "markdown" else {**cell, "execution_count": None, "outputs": []}


def build(text):
    """Return the notebook described by `text` as a dict of notebook format 4.5, without outputs."""
    return {"cells": read_cells(text), "metadata": METADATA, "nbformat": 4, "nbformat_minor": 5}


def with_outputs(notebook, folder=HERE):
    """Run the notebook in a fresh kernel in `folder` and return it with outputs; raises when a cell fails."""
    import nbformat  # only needed when outputs are made
    from nbclient import NotebookClient

    node = nbformat.from_dict(notebook)
    NotebookClient(
        node, timeout=60, kernel_name="python3", record_timing=False, resources={"metadata": {"path": str(folder)}}
    ).execute()
    for cell in node.cells:
        cell.metadata.pop("execution", None)
        for output in cell.get("outputs", ()):
            output.get("data", {}).pop("application/vnd.jupyter.widget-view+json", None)  # of a kernel that is gone
    node.metadata = METADATA
    return node


def target_of(path):
    """Return where the notebook built from the text at `path` is kept, in nbgrader's layout."""
    return path.parents[1] / "source" / path.stem / f"{path.stem}.ipynb"


def is_current(path):
    """Tell whether the notebook beside the text at `path` has exactly its cells."""
    target = target_of(path)
    if not target.exists():
        return False
    kept = json.loads(target.read_text(encoding="utf-8"))["cells"]
    return [_essence(cell) for cell in kept] == [_essence(cell) for cell in read_cells(path.read_text("utf-8"))]


def _essence(cell):
    source = cell["source"]
    return cell["cell_type"], cell["id"], cell["metadata"], source if isinstance(source, str) else "".join(source)


def write(path):
    """Build, run and write one notebook; checks.py goes beside it, because the notebook asks it."""
    import nbformat

    target = target_of(path)
    target.parent.mkdir(parents=True, exist_ok=True)
    if (own := path.parents[1] / "checks.py").exists():
        shutil.copy(own, target.parent)
    nbformat.write(with_outputs(build(path.read_text("utf-8")), target.parent), target)


def main(arguments=None):
    """Write all notebooks, or with --check name those that are out of date; returns the exit code."""
    parser = argparse.ArgumentParser(description="Build homework/source from homework/exercises.")
    parser.add_argument("--check", action="store_true", help="write nothing, fail when a notebook is out of date")
    parser.add_argument("folder", type=Path, nargs="?", default=HERE, help="homeworks of your own")
    options = parser.parse_args(arguments)
    texts = sorted((options.folder / "exercises").glob("*.md"))
    if not texts:
        parser.error(f"there is no exercises/NAME.md in {options.folder}")
    stale = [path for path in texts if not (options.check and is_current(path))]
    for path in stale:
        print(("out of date: " if options.check else "building ") + path.stem)
        if not options.check:
            write(path)
    if not options.check and not (settings := options.folder / "nbgrader_config.py").exists():
        shutil.copy(HERE / settings.name, settings)
    return 1 if options.check and stale else 0


if __name__ == "__main__":
    sys.exit(main())
