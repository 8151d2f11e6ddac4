"""The wheel, installed alone in a fresh environment far from any checkout: a learner's and an instructor's week.

`GRADWALK_WHEELS` names a folder with a wheel to try instead of one that is built here; a release tries its own file so.
"""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import time
from pathlib import Path

import nbformat
import pytest

import gradwalk
from tests.environments.throwaway import REPOSITORY, make_environment
from tests.homework.conftest import require_bubblewrap
from tests.registry import uv

pytestmark = pytest.mark.network
HOMEWORK = "01_gradient_direction"
TIMEOUT = 120  # seconds


class Installed:
    """An environment with the wheel in it, and an empty folder to work in."""

    def __init__(self, folder: Path, wheel: Path) -> None:
        environment = make_environment(folder / "environment", f"gradwalk[lab,grading] @ {wheel.as_uri()}")
        self.python, self.folder = environment.python, folder / "work"
        self.folder.mkdir()
        # Nothing of this checkout, of this test run or of a user's Jupyter takes part.
        kept = {
            name: value for name, value in os.environ.items() if not name.startswith(("PYTEST_", "PYTHON", "VIRTUAL"))
        }
        path = os.pathsep.join([str(self.python.parent), os.environ["PATH"]])
        jupyter = {f"JUPYTER_{name}_DIR": str(folder / name.lower()) for name in ("CONFIG", "RUNTIME")}
        self.variables = {**kept, **jupyter, "PATH": path}

    def run(self, *command: object) -> subprocess.CompletedProcess[str]:
        """Run a command of the environment in the empty folder."""
        options = {"cwd": self.folder, "env": self.variables, "timeout": TIMEOUT}
        return subprocess.run([*map(str, command)], **options, capture_output=True, text=True, check=False)

    def gradwalk(self, *arguments: object) -> str:
        """What the command `gradwalk` says; it must succeed."""
        finished = self.run("gradwalk", *arguments)
        assert finished.returncode == 0, finished.stdout + finished.stderr
        return finished.stdout + finished.stderr

    def says(self, program: str) -> str:
        """What a Python program prints."""
        finished = self.run(self.python, "-c", program)
        assert finished.returncode == 0, finished.stderr
        return finished.stdout


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Installed:
    folder = tmp_path_factory.mktemp("alone")
    if "GRADWALK_WHEELS" not in os.environ:
        uv("build", "--wheel", "--out-dir", folder / "dist", REPOSITORY, cwd=folder)
    (wheel,) = (REPOSITORY / os.environ.get("GRADWALK_WHEELS", folder / "dist")).glob("gradwalk-*.whl")
    return Installed(folder, wheel)


@pytest.fixture(scope="module")
def course(installed: Installed) -> Path:
    """A course, set up and with one homework released."""
    installed.gradwalk("homework", "setup", "course")
    installed.gradwalk("homework", "release", "course", HOMEWORK)
    return installed.folder / "course"


def test_it_is_the_wheel_that_is_tried(installed):
    where, version = installed.says("import gradwalk; print(gradwalk.__file__, gradwalk.__version__)").split()
    assert Path(where).is_relative_to(installed.python.parents[1])
    assert version == gradwalk.__version__
    assert installed.gradwalk("--version") == f"gradwalk {version}\n"


def test_its_metadata_are_those_of_this_version(installed):
    told = installed.says(
        "from importlib.metadata import metadata; found = metadata('gradwalk'); "
        "print(found['Version'], found['License-Expression'], *found.get_all('License-File'))"
    )
    assert told.split() == [gradwalk.__version__, *["BSD-3-Clause", "AND", "CC-BY-4.0", "LICENSE", "LICENSE-CONTENT"]]


def test_explorers_and_checks_are_there(installed):
    told = installed.says(
        "from gradwalk import LinkedExplorer\n"
        "from gradwalk.checks import homework\n"
        "print(LinkedExplorer('Himmelblau', x=1.0, y=-0.5).text())\n"
        "print(homework('01_gradient_direction', 'ada').definition.name)"
    )
    assert "F = " in told
    assert told.endswith(f"{HOMEWORK}\n")
    installed.gradwalk("labels", "labels.toml")
    installed.gradwalk("homework", "new", "own")
    assert installed.says("import gradwalk as gw; gw.use_labels('labels.toml'); print(gw.ConceptMap().concept.label)")
    assert {path.name for path in (installed.folder / "own").iterdir()} > {"checks.py", "exercises"}


def test_a_notebook_runs_as_it_was_stored(installed):
    installed.gradwalk("notebooks", "lesson", "--no-open")
    name = "03_chain_rule.ipynb"
    finished = installed.run("jupyter", "execute", "--inplace", f"lesson/{name}")
    assert finished.returncode == 0, finished.stderr
    assert texts_of(installed.folder / "lesson" / name) == texts_of(REPOSITORY / "notebooks" / name)


def texts_of(path: Path) -> list[str]:
    """What each code cell says; in how many pieces a stream arrives is chance."""
    cells = [cell for cell in nbformat.read(path, as_version=4).cells if cell.cell_type == "code"]
    return ["".join(map(text_of, cell.outputs)) for cell in cells]


def text_of(output: nbformat.NotebookNode) -> str:
    return output.get("text") or output.get("data", {}).get("text/plain", "")


def test_the_first_notebook_opens_in_jupyterlab(installed):
    settings = Path(installed.variables["JUPYTER_CONFIG_DIR"]) / "jupyter_server_config.json"
    settings.parent.mkdir(exist_ok=True)
    settings.write_text(json.dumps({"ServerApp": {"open_browser": False, "port": 0, "allow_root": True}}))
    with subprocess.Popen(
        ["gradwalk", "notebooks", "opened"], cwd=installed.folder, env=installed.variables
    ) as running:
        try:
            page = awaited(Path(installed.variables["JUPYTER_RUNTIME_DIR"]), "jpserver-file-to-run-*-open.html")
        finally:
            running.send_signal(signal.SIGTERM)
    servers = Path(installed.variables["JUPYTER_RUNTIME_DIR"])
    assert [*servers.glob("jpserver-*")] == []  # the server has ended with the command, and tidied up
    assert re.search(r"http://localhost:\d+/lab/tree/01_gradient_direction\.ipynb\?token=", page)


def awaited(folder: Path, pattern: str) -> str:
    """The text of a file as soon as there is one; JupyterLab writes it to lead the browser."""
    until = time.monotonic() + TIMEOUT
    while time.monotonic() < until:
        if texts := [path.read_text(encoding="utf-8") for path in folder.glob(pattern)]:
            return texts[0]
        time.sleep(0.1)
    pytest.fail(f"There is no {pattern} in {folder} after {TIMEOUT} seconds.")


def test_a_homework_is_released_without_a_solution(course):
    released = (course / "release" / HOMEWORK / f"{HOMEWORK}.ipynb").read_text(encoding="utf-8")
    assert "BEGIN SOLUTION" not in released
    assert "check(" in released


def test_what_is_handed_in_is_graded_and_merged(installed, course):
    require_bubblewrap()
    place = course / "submitted" / "ada" / HOMEWORK
    place.mkdir(parents=True)
    source = (course / "source" / HOMEWORK / f"{HOMEWORK}.ipynb").read_text(encoding="utf-8")
    (place / f"{HOMEWORK}.ipynb").write_text(source.replace('student_id = \\"\\"', 'student_id = \\"ada\\"'))
    assert "1 marked" in installed.gradwalk("homework", "grade", "course", HOMEWORK)
    assert "0 marked, 1 were up to date" in installed.gradwalk("homework", "grade", "course", HOMEWORK)
    assert "ada" in installed.gradwalk("homework", "merge", "course", HOMEWORK)
    (report,) = (course / "grading" / "reports" / HOMEWORK).glob("report.csv")
    assert "ada" in report.read_text(encoding="utf-8")
