"""Execute the committed notebooks in place, or check that they are fit to be committed.

    uv run python -m tools.notebooks            execute notebooks/*.ipynb and store their outputs
    uv run python -m tools.notebooks --check    say what is wrong with them; change nothing
    uv run python -m tools.notebooks --tidy     drop what does not belong in git; execute nothing

Each takes paths of single notebooks, too.
"""

from __future__ import annotations

import argparse
import copy
import os
import re
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import matplotlib
import nbformat
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError
from nbformat import NotebookNode

REPOSITORY = Path(__file__).resolve().parents[1]
NOTEBOOKS = REPOSITORY / "notebooks"

CELL_TIMEOUT = 120  # seconds
MAX_LINES = 15  # of code in a cell

KERNELSPEC = {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"}
# A Python version here would change with every contributor; readers and highlighters need the name only.
LANGUAGE_INFO = {"name": "python"}

# A view names a model that lived in the kernel of whoever executed the notebook, by another id each time. In a
# trusted notebook JupyterLab shows "Error displaying widget: model not found" for it; without it, the stored picture.
WIDGET_VIEW = "application/vnd.jupyter.widget-view+json"
VOLATILE_CELL_METADATA = ("execution", "ExecuteTime", "collapsed", "scrolled", "trusted", "jp-MarkdownHeadingCollapsed")

READABLE_ID = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
GENERATED_ID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|[0-9a-f]{8}")
# Text that differs from one run, or one version of NumPy, to the next.
UNSTABLE_TEXT = re.compile(r" at 0x[0-9a-f]{6,}|\bnp\.(?:float|int|bool)\d*_?\(|model_id")


def main(arguments: list[str] | None = None) -> int:
    """Command line; returns 0 if all notebooks are in order, else 1."""
    parser = argparse.ArgumentParser(description="Execute the notebooks in place, or check or tidy them.")
    parser.add_argument("paths", nargs="*", type=Path, help="notebooks (all in notebooks/ if none is given)")
    parser.add_argument("--check", action="store_true", help="report what is wrong, change nothing")
    parser.add_argument("--tidy", action="store_true", help="drop what does not belong in git, execute nothing")
    options = parser.parse_args(arguments)
    paths = options.paths or sorted(NOTEBOOKS.glob("*.ipynb"))
    if not paths:
        parser.error(f"there is no notebook in {NOTEBOOKS}")
    act = check if options.check else tidy_in_place if options.tidy else execute_in_place
    return max(act(path) for path in paths)


def check(path: Path) -> int:
    """Print one line for everything that is wrong with a notebook."""
    found = list(problems(nbformat.read(path, as_version=4)))
    for problem in found:
        print(f"{path}: {problem}")
    return 1 if found else 0


def tidy_in_place(path: Path) -> int:
    """Rewrite a notebook tidied if that changes it; 1 then, as pre-commit expects of a hook that changes files."""
    before = nbformat.read(path, as_version=4)
    after = tidy(before)
    if after == before:
        return 0
    nbformat.write(after, path)
    print(f"{path}: tidied")
    return 1


def execute_in_place(path: Path) -> int:
    """Execute a notebook and store its outputs; a notebook with an error in it is left as it was."""
    started = time.monotonic()
    try:
        executed = tidy(execute(nbformat.read(path, as_version=4), path.parent))
    except (CellExecutionError, CellTimeoutError, DeadKernelError) as error:
        print(f"{path}: not executed to its end, so left unchanged\n{error}", file=sys.stderr)
        return 1
    nbformat.write(executed, path)
    print(f"{path}: executed in {time.monotonic() - started:.1f} s")
    return check(path)


def execute(notebook: NotebookNode, folder: Path) -> NotebookNode:
    """A copy of the notebook executed in a new kernel of this Python, with `folder` as its working directory.

    Raises nbclient's CellExecutionError, CellTimeoutError or DeadKernelError.
    """
    executed = copy.deepcopy(notebook)
    with tempfile.TemporaryDirectory() as profile:
        client = NotebookClient(
            executed,
            timeout=CELL_TIMEOUT,
            kernel_name="python3",
            resources={"metadata": {"path": str(folder)}},
            coalesce_streams=True,
            record_timing=False,
            store_widget_state=False,
        )
        os.environ["JUPYTER_PREFER_ENV_PATH"] = "1"  # `python3` means this environment's, not a user's own kernelspec
        return client.execute(env=neutral_environment(profile))


def neutral_environment(profile: str) -> dict[str, str]:
    """This process's environment without the user's IPython profile and Matplotlib style."""
    style = Path(matplotlib.get_data_path()) / "matplotlibrc"
    return {**os.environ, "IPYTHONDIR": profile, "MATPLOTLIBRC": str(style)}


def tidy(notebook: NotebookNode) -> NotebookNode:
    """A copy without widget states and views and without volatile metadata; code cells counted 1, 2, 3, …"""
    tidied = copy.deepcopy(notebook)
    tidied.nbformat, tidied.nbformat_minor = 4, 5
    tidied.metadata.pop("widgets", None)
    tidied.metadata.update(kernelspec=NotebookNode(KERNELSPEC), language_info=NotebookNode(LANGUAGE_INFO))
    for cell in tidied.cells:
        for name in VOLATILE_CELL_METADATA:
            cell.metadata.pop(name, None)
    for count, cell in enumerate(executed_cells(tidied), start=1):
        tidy_outputs(cell, count)
    return tidied


def executed_cells(notebook: NotebookNode) -> list[NotebookNode]:
    """Code cells that have been executed; empty ones never are."""
    return [cell for cell in notebook.cells if cell.cell_type == "code" and cell.execution_count is not None]


def tidy_outputs(cell: NotebookNode, count: int) -> None:
    """Number an executed cell and its outputs, and drop widget views; changes the cell."""
    cell.execution_count = count
    for output in cell.outputs:
        if "data" in output:
            output.data.pop(WIDGET_VIEW, None)
        if "execution_count" in output:
            output.execution_count = count
    cell.outputs = [output for output in cell.outputs if output.get("data", True)]


def problems(notebook: NotebookNode) -> Iterator[str]:
    """One sentence for each thing that keeps a notebook from being committed."""
    yield from problems_of_ids([cell.get("id", "") for cell in notebook.cells])
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    if [cell.execution_count for cell in code] != list(range(1, len(code) + 1)):
        yield "The code cells are not counted 1, 2, 3, …: execute the notebook with `python -m tools.notebooks`."
    elif tidy(notebook) != notebook:
        yield "It holds widget state or volatile metadata: run `python -m tools.notebooks --tidy`."
    if code and re.search(r"^\s*[%!]", code[0].source, re.MULTILINE):
        yield f"The first code cell {code[0].id!r} has a magic in it; keep it plain imports."
    for cell in code:
        yield from (f"Cell {cell.id!r} {problem}" for problem in problems_of_code(cell))
    for cell in notebook.cells:
        if cell.cell_type == "markdown" and r"\label" in cell.source:
            yield rf"Cell {cell.id!r} has a \label, which does not render in a notebook; write \tag{{1.1}}."


def problems_of_ids(ids: list[str]) -> Iterator[str]:
    """One sentence for each id that is not unique or not a readable name."""
    for cell_id in sorted({cell_id for cell_id in ids if ids.count(cell_id) > 1}):
        yield f"The id {cell_id!r} belongs to more than one cell."
    for cell_id in ids:
        if not READABLE_ID.fullmatch(cell_id) or GENERATED_ID.fullmatch(cell_id):
            yield f"The id {cell_id!r} says nothing; use lower-case words joined by hyphens, like 'contour-map'."


def problems_of_code(cell: NotebookNode) -> Iterator[str]:
    """What is wrong with the source or the outputs of one code cell, as the end of a sentence about it."""
    lines = cell.source.splitlines()
    if not cell.source.strip():
        yield "is empty; remove it."
    if len(lines) > MAX_LINES:
        yield f"has {len(lines)} lines of code; {MAX_LINES} are allowed."
    if any(line.rstrip().endswith(";") for line in lines):
        yield "ends a line with ;, which silences nothing when the tests run it; write `_ = …`."
    for output in cell.outputs:
        if output.output_type == "error":
            yield f"ends in an error: {output.ename}: {output.evalue}"
        if output.get("name") == "stderr":
            yield f"writes to standard error: {output.text.strip()!r}"
        found = UNSTABLE_TEXT.search(output.get("text", "") + str(output.get("data", {}).get("text/plain", "")))
        if found:
            yield f"shows {found.group()!r}, which differs between runs or versions; print a formatted number instead."


if __name__ == "__main__":
    sys.exit(main())
