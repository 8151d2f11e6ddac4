"""Set up a course and release a homework: nbgrader removes the solutions, and nothing goes out that must not."""

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

from gradwalk.grading.sheet import normalised, text_of

SOLUTION = re.compile(r"### BEGIN SOLUTION\n(.*?)### END SOLUTION", re.S)
SHORTEST_SECRET = 12


class ReleaseRefused(RuntimeError):
    """The release would give something away, or nbgrader could not make it."""


def set_up(folder, sources):
    """Copy the homework sources and the settings from `sources` into the CourseFolder and make its secret.

    What is there already stays as it is. Raises FileNotFoundError when `sources` holds no homework.
    """
    sources = Path(sources)
    if not (sources / "source").is_dir():
        raise FileNotFoundError(f"There is no {sources / 'source'}; pass the homework folder of the repository.")
    folder.root.mkdir(parents=True, exist_ok=True)
    for homework in sorted((sources / "source").iterdir()):
        target = folder.root / "source" / homework.name
        if homework.is_dir() and not target.exists():
            shutil.copytree(homework, target, ignore=shutil.ignore_patterns(".*"))
    settings = folder.root / "nbgrader_config.py"
    if not settings.exists():
        shutil.copy(sources / "nbgrader_config.py", settings)
    folder.make_secret()


def release(folder, homework):
    """Let nbgrader make the release of `homework`, look through it, and return its path.

    Raises ReleaseRefused when nbgrader fails or when a line of a solution, a rubric or the secret is still in it; the
    release is removed then.
    """
    source = folder.root / "source" / homework / f"{homework}.ipynb"
    if not source.is_file():
        raise ReleaseRefused(f"There is no {source}; run `setup`, or check the name of the homework.")
    _run_nbgrader(folder, "generate_assignment", homework, "--create", "--force")
    target = folder.root / "release" / homework / f"{homework}.ipynb"
    leaks = find_leaks(_read(source), target.read_text(encoding="utf-8"), folder.secret())
    if leaks:
        target.unlink()
        raise ReleaseRefused(f"The release of {homework} would give away {leaks[0]!r}; mark it as a solution.")
    return target


def _read(path):
    return json.loads(path.read_text(encoding="utf-8"))


def find_leaks(source, released_text, secret):
    """Return the lines of solutions and free-text answers of `source` (dict), and the secret, found in the release."""
    released = "\n".join(text_of(cell) for cell in json.loads(released_text)["cells"])
    private = [line for cell in source["cells"] for line in _private_lines(cell)]
    leaks = [line for line in private if len(line) > SHORTEST_SECRET and line in released]
    leaks += [word for word in ("BEGIN SOLUTION", "BEGIN HIDDEN TESTS", "BEGIN MARK SCHEME") if word in released_text]
    return leaks + (["the secret of the course"] if secret in released_text else [])


def _private_lines(cell):
    mark = cell["metadata"].get("nbgrader", {})
    if mark.get("solution") and mark.get("grade"):
        return normalised(text_of(cell)).split("\n")
    return [line.strip() for part in SOLUTION.findall(text_of(cell)) for line in part.split("\n")]


def _run_nbgrader(folder, *arguments):
    """Run an nbgrader command in the course folder; it looks for `alembic` on the PATH, beside this Python."""
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", "")])
    command = [sys.executable, "-m", "nbgrader", *arguments]
    result = subprocess.run(
        command, cwd=folder.root, env={**os.environ, "PATH": path}, capture_output=True, text=True, check=False
    )
    if result.returncode != 0:
        raise ReleaseRefused(f"nbgrader failed: {result.stderr.strip()[-500:]}")
