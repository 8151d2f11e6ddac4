"""After Run All, every cell can be run again on its own: it gives its stored output, whatever was run since."""

from __future__ import annotations

from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

NOTEBOOKS = sorted((Path(__file__).resolve().parents[2] / "notebooks").glob("*.ipynb"))


def said(outputs: list[nbformat.NotebookNode]) -> list[str]:
    """What the outputs of a cell say in words; pictures and widgets are compared elsewhere.

    A stream can arrive in several pieces.
    """
    streams = "".join(output.get("text", "") for output in outputs)
    others = [output for output in outputs if output.output_type != "stream"]
    return [streams, *(output.get("data", {}).get("text/plain", output.get("ename", "")) for output in others)]


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_cells_run_again_from_the_last_to_the_first_say_the_same(path):
    stored = nbformat.read(path, as_version=4)
    notebook = nbformat.read(path, as_version=4)
    client = NotebookClient(
        notebook, timeout=120, resources={"metadata": {"path": str(path.parent)}}, allow_errors=True
    )
    with client.setup_kernel():
        for index, cell in enumerate(notebook.cells):
            client.execute_cell(cell, index)
        for index, cell in reversed(list(enumerate(notebook.cells))):
            if cell.cell_type == "code":
                client.execute_cell(cell, index)
                assert said(cell.outputs) == said(stored.cells[index].outputs), cell.id
