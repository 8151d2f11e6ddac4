"""What the built site holds: everything a learner needs, and nothing that she must not see or need not wait for."""

from __future__ import annotations

import hashlib
import json
import re
from pathlib import Path

import pytest

from gradwalk.grading.release import find_leaks
from tools.harness.notebook_page import REPOSITORY
from tools.harness.pyodide_files import PYODIDE_URL

pytestmark = pytest.mark.network

NOTEBOOKS = sorted((REPOSITORY / "notebooks").glob("*.ipynb"))
HOMEWORK = sorted((REPOSITORY / "homework" / "source").glob("*/*.ipynb"))
LOCK = Path("static", "pyodide-lock", "pyodide-lock.json")
KERNEL = "@jupyterlite/pyodide-kernel-extension:kernel"


@pytest.fixture(scope="module")
def lock(built):
    return json.loads((built / LOCK).read_text(encoding="utf-8"))["packages"]


def read(path):
    return json.loads(path.read_text(encoding="utf-8"))


def sources(notebook):
    return ["".join(cell["source"]) for cell in notebook["cells"]]


def names(folder):
    return [path.name for path in sorted(folder.iterdir())]


def test_there_are_five_notebooks_and_five_homeworks_to_open(built):
    assert len(NOTEBOOKS) == len(HOMEWORK) == 5
    assert names(built / "files" / "notebooks") == [path.name for path in NOTEBOOKS]
    assert names(built / "files" / "homework") == [path.name for path in HOMEWORK]
    listed = read(built / "api" / "contents" / "homework" / "all.json")["content"]
    assert sorted(entry["name"] for entry in listed) == [path.name for path in HOMEWORK]


def test_the_start_page_links_every_notebook_by_its_title(built):
    page = (built / "index.html").read_text(encoding="utf-8")
    linked = re.findall(r'<a href="lab/index\.html\?path=([^"]+)">([^<]+)</a>', page)
    assert [path for path, _ in linked] == [
        *(f"notebooks/{path.name}" for path in NOTEBOOKS),
        *(f"homework/{path.name}" for path in HOMEWORK),
    ]
    assert all(f"# {title}" in sources(read(built / "files" / path))[0] for path, title in linked)


def test_every_notebook_asks_for_the_kernel_that_the_site_has(built):
    for path in (built / "files").rglob("*.ipynb"):
        assert read(path)["metadata"]["kernelspec"]["name"] == "python", path.name


@pytest.mark.parametrize("original", NOTEBOOKS, ids=lambda path: path.stem)
def test_notebooks_are_those_of_the_repository_with_their_outputs(built, original):
    copy, stored = read(built / "files" / "notebooks" / original.name), read(original)
    assert copy["cells"] == stored["cells"]


@pytest.mark.parametrize("original", HOMEWORK, ids=lambda path: path.stem)
def test_no_line_of_a_solution_is_in_any_notebook_of_the_site(built, original):
    released = built / "files" / "homework" / original.name
    assert find_leaks(read(original), released.read_text(encoding="utf-8"), secret="a secret that is not there") == []
    assert any("pass  # write your answer here" in source for source in sources(read(released)))
    whole = "\n".join(path.read_text(encoding="utf-8", errors="replace") for path in sorted(built.rglob("*.ipynb")))
    assert "BEGIN SOLUTION" not in whole


def test_homework_keeps_what_the_grading_needs(built):
    for original in HOMEWORK:
        marks = [cell["metadata"].get("nbgrader", {}).get("grade_id") for cell in read(original)["cells"]]
        copy = read(built / "files" / "homework" / original.name)
        assert [cell["metadata"].get("nbgrader", {}).get("grade_id") for cell in copy["cells"]] == marks


def test_nothing_is_shipped_that_nobody_reads(built):
    assert list(built.rglob("*.map")) == []
    assert names(built / "extensions") == ["@jupyter-widgets", "@jupyterlite", "anywidget"]


def test_no_notebook_installs_anything(built):
    for path in (built / "files").rglob("*.ipynb"):
        assert not any(re.search(r"%pip|micropip|piplite", source) for source in sources(read(path))), path.name


def test_the_lock_has_everything_that_gradwalk_imports(lock):
    wanted, found = ["gradwalk"], set()
    while wanted:
        name = wanted.pop()
        found.add(name)
        wanted += [other for other in lock[name]["depends"] if other not in found]
    assert {"anywidget", "ipywidgets", "matplotlib", "numpy", "pillow", "psygnal", "traitlets"} <= found
    assert not {"fonttools", "jupyterlab-widgets", "pytz"} & found
    assert lock["gradwalk"]["imports"] == ["gradwalk"]


def test_every_package_of_the_lock_is_on_the_site_or_with_pyodide(built, lock):
    for package in lock.values():
        if not package["file_name"].startswith(PYODIDE_URL):
            wheel = built / LOCK.parent / package["file_name"]
            assert hashlib.sha256(wheel.read_bytes()).hexdigest() == package["sha256"]


def test_what_the_kernel_starts_with_is_in_the_lock(built, lock):
    options = read(built / "jupyter-lite.json")["jupyter-config-data"]["litePluginSettings"][KERNEL]
    assert options["pyodideUrl"] == f"{PYODIDE_URL}pyodide.mjs"
    assert options["loadPyodideOptions"]["lockFileURL"] == f"./{LOCK.as_posix()}"
    assert set(options["loadPyodideOptions"]["packages"]) <= set(lock)
