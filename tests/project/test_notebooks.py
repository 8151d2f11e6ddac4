"""The committed notebooks are fit to be read, and the tests that compare their outputs can fail.

The rules are in tools/notebooks.py, where a contributor can run them alone.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import nbformat
import pytest

from tools.notebooks import NOTEBOOKS, WIDGET_VIEW, check, execute_in_place, problems, tidy

REPOSITORY = Path(__file__).resolve().parents[2]


def notebook_of(*cells: tuple[str, str], **fields) -> nbformat.NotebookNode:
    """A notebook of code cells (id, source), as if executed, without outputs."""
    notebook = nbformat.v4.new_notebook()
    notebook.cells = [
        nbformat.v4.new_code_cell(source, id=cell_id, execution_count=count)
        for count, (cell_id, source) in enumerate(cells, start=1)
    ]
    notebook.cells[0].update(fields)
    return tidy(notebook)


@pytest.mark.parametrize("path", sorted(NOTEBOOKS.glob("*.ipynb")), ids=lambda path: path.stem)
def test_notebook_is_fit_to_be_committed(path):
    assert list(problems(nbformat.read(path, as_version=4))) == []


def test_the_course_begins_with_notebook_one():
    assert (NOTEBOOKS / "01_gradient_direction.ipynb").exists()


@pytest.mark.parametrize(
    ("notebook", "words"),
    [
        (notebook_of(("same", "1"), ("same", "2")), "more than one cell"),
        (notebook_of(("3f2a9c1e", "1")), "says nothing"),
        (notebook_of(("5b0d7b1c-7b0a-4d52-9d8e-1f5d2a6b7c8d", "1")), "says nothing"),
        (notebook_of(("never-run", "1"), execution_count=None), "not counted"),
        (notebook_of(("long", "x = 1\n" * 16)), "16 lines"),
        (notebook_of(("magic", "%matplotlib inline")), "magic"),
        (notebook_of(("silent", "plot();")), "silences nothing"),
        (notebook_of(("empty", "")), "is empty"),
        (
            notebook_of(("bad", "1 / 0"), outputs=[nbformat.v4.new_output("error", ename="E", evalue="e")]),
            "ends in an error",
        ),
        (
            notebook_of(("warns", "f()"), outputs=[nbformat.v4.new_output("stream", name="stderr", text="careful")]),
            "standard error",
        ),
        (
            notebook_of(("scalar", "f()"), outputs=[nbformat.v4.new_output("stream", text="np.float64(3.0)")]),
            "differs between",
        ),
    ],
)
def test_each_rule_is_enforced(notebook, words):
    assert any(words in problem for problem in problems(notebook))


def test_tidy_drops_widgets_and_volatile_metadata_and_keeps_the_picture():
    notebook = notebook_of(("slider", "x"))
    data = {WIDGET_VIEW: {"model_id": "a"}, "image/png": "iVBORw0KGgo=", "text/plain": "a slider"}
    notebook.cells[0].outputs = [nbformat.v4.new_output("execute_result", data, execution_count=7)]
    notebook.cells[0].metadata.update(execution={"iopub.status.busy": "now"}, tags=["kept"])
    notebook.metadata.widgets = {"application/vnd.jupyter.widget-state+json": {}}
    assert any("--tidy" in problem for problem in problems(notebook))

    tidied = tidy(notebook)
    (output,) = tidied.cells[0].outputs
    assert set(output.data) == {"image/png", "text/plain"}
    assert output.execution_count == tidied.cells[0].execution_count == 1
    assert tidied.cells[0].metadata == {"tags": ["kept"]}
    assert "widgets" not in tidied.metadata
    assert list(problems(tidied)) == []
    assert tidied.cells[0].id == "slider"


@pytest.fixture
def executed(tmp_path) -> Path:
    """A small notebook executed by the project's own command."""
    path = tmp_path / "small.ipynb"
    notebook = notebook_of(("imports", "import math"), ("third", "print(f'{1 / 3:.4f}')"), ("root", "math.sqrt(2)"))
    nbformat.write(notebook, path)
    assert execute_in_place(path) == 0
    return path


def test_a_changed_digit_in_a_stored_output_is_found(executed):
    assert check(executed) == 0
    text = executed.read_text()
    (executed.parent / "wrong_stream.ipynb").write_text(text.replace("0.3333", "0.3334"))
    (executed.parent / "wrong_result.ipynb").write_text(text.replace("1.4142135623730951", "1.4142135623730950"))
    finished = run_pytest(executed.parent)
    failed = {line.split()[1] for line in finished.stdout.splitlines() if line.startswith("FAILED")}
    assert failed == {"wrong_stream.ipynb::Cell", "wrong_result.ipynb::Cell"}, finished.stdout
    assert "2 failed, 7 passed" in finished.stdout


def run_pytest(folder: Path) -> subprocess.CompletedProcess:
    """The project's own configuration of pytest on the notebooks of another folder."""
    options = ["--rootdir", folder, "-c", REPOSITORY / "pyproject.toml", "-p", "no:cacheprovider", "--color=no"]
    command = [sys.executable, "-m", "pytest", *options, "--numprocesses=0", folder]  # three cells need no workers
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=180, check=False)


def test_a_notebook_with_an_error_is_left_as_it_was(tmp_path, capsys):
    path = tmp_path / "broken.ipynb"
    nbformat.write(notebook_of(("bad", "1 / 0")), path)
    before = path.read_bytes()
    assert execute_in_place(path) == 1
    assert path.read_bytes() == before
    assert "ZeroDivisionError" in capsys.readouterr().err
