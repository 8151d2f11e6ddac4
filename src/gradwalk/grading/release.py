"""Set up a course and release a homework: nbgrader removes the solutions, and nothing goes out that must not."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from gradwalk.grading.folder import CourseFolder
from gradwalk.grading.sheet import normalised, text_of
from gradwalk.grading.stored import Copied, cells_of, has_submissions

SOLUTION = re.compile(r"### BEGIN SOLUTION\n(.*?)### END SOLUTION", re.S)
SHORTEST_SECRET = 12
TRIES = 3


class ReleaseRefused(RuntimeError):
    """The release would give something away, or nbgrader could not make it."""


def set_up(folder: CourseFolder, sources: Path) -> list[str]:
    """Copy the homework sources and the settings from `sources` into the CourseFolder and make its secret.

    What is there already stays as it is, but for checks.py: the newest exercises count. A folder that is made here is
    its owner's alone, because solutions and marks are in it. Returns what is to be said.
    Raises FileNotFoundError when `sources` holds no homework.
    """
    sources = Path(sources)
    if not (sources / "source").is_dir():
        raise FileNotFoundError(f"There is no {sources / 'source'}; pass the homework folder of the repository.")
    if not folder.root.exists() or not any(folder.root.iterdir()):
        folder.root.mkdir(parents=True, exist_ok=True)
        folder.root.chmod(0o700)
    for homework in sorted((sources / "source").iterdir()):
        target = folder.root / "source" / homework.name
        if homework.is_dir() and not target.exists():
            shutil.copytree(homework, target, ignore=shutil.ignore_patterns(".*"))
    settings = folder.root / "nbgrader_config.py"
    if not settings.exists():
        shutil.copy(sources / "nbgrader_config.py", settings)
    if (sources / "checks.py").is_file():
        shutil.copy(sources / "checks.py", folder.root / "checks.py")
    folder.make_secret()
    open_to_others = folder.root.stat().st_mode & 0o077
    return [f"Others can look into {folder.root}: `chmod 700` it, unless they mark with you."] if open_to_others else []


def release(folder: CourseFolder, homework: str) -> Path:
    """Let nbgrader make the release of `homework`, look through it, and return its path.

    All is made aside, and takes the place of the old release and of what the gradebook knows only when it is whole.
    Raises ReleaseRefused, with nothing touched, when nbgrader forbids it or fails, or when a line of a solution, a
    rubric or the secret is still in it.
    """
    source = folder.root / "source" / homework / f"{homework}.ipynb"
    if not source.is_file():
        raise ReleaseRefused(f"There is no {source}; run `setup`, or check the name of the homework.")
    _refuse_other_questions(folder, homework, _read(source))
    (folder.root / "grading").mkdir(parents=True, exist_ok=True)
    for _ in range(TRIES):
        with tempfile.TemporaryDirectory(dir=folder.root / "grading", prefix=".release-") as aside:
            if _release_aside(folder, homework, Path(aside)):
                return folder.released(homework)
    raise ReleaseRefused("The gradebook changes while the release is made: close formgrader, and release again.")


def _refuse_other_questions(folder: CourseFolder, homework: str, source: dict[str, Any]) -> None:
    """Refuse what nbgrader would refuse in the middle: other cells, once marks are recorded."""
    if not has_submissions(folder.gradebook, homework):
        return
    marks = [cell["metadata"].get("nbgrader", {}) for cell in source["cells"]]
    kinds = ("grade", "solution", "locked", "task")
    wanted = {mark["grade_id"] for mark in marks if any(mark.get(kind) for kind in kinds)}
    known = cells_of(folder.gradebook, homework)
    if wanted != known:
        changes = [f"without {name!r}" for name in sorted(known - wanted)]
        changes += [f"with {name!r}" for name in sorted(wanted - known)]
        raise ReleaseRefused(
            f"Marks of {homework} are recorded, so nbgrader takes no release {', '.join(changes[:4])}: keep the cell "
            "and give it 0 points, or move gradebook.db away, then release and merge every homework again."
        )


def _release_aside(folder: CourseFolder, homework: str, aside: Path) -> bool:
    """Make the release in the folder `aside` and swap it in; False when the gradebook has changed meanwhile."""
    shutil.copytree(folder.root / "source" / homework, aside / "source" / homework)
    if (folder.root / "nbgrader_config.py").is_file():
        shutil.copy(folder.root / "nbgrader_config.py", aside)
    with Copied(folder.gradebook, aside / "gradebook.db") as book:
        _run_nbgrader(aside, "generate_assignment", homework, "--create", "--force")
        made = aside / "release" / homework
        text = (made / f"{homework}.ipynb").read_text(encoding="utf-8")
        leaks = find_leaks(_read(aside / "source" / homework / f"{homework}.ipynb"), text, folder.secret())
        if leaks:
            raise ReleaseRefused(f"The release of {homework} would give away {leaks[0]!r}; mark it as a solution.")
        if not book.put_back():
            return False
    target = folder.root / "release" / homework
    target.parent.mkdir(exist_ok=True)
    if target.exists():
        os.rename(target, aside / "old")
    os.rename(made, target)
    return True


def _read(path: Path) -> dict[str, Any]:
    return json.loads(path.read_text(encoding="utf-8"))


def find_leaks(source: dict[str, Any], released_text: str, secret: str) -> list[str]:
    """Return the lines of solutions and free-text answers of `source` (dict), and the secret, found in the release."""
    released = "\n".join(text_of(cell) for cell in json.loads(released_text)["cells"])
    private = [line for cell in source["cells"] for line in _private_lines(cell)]
    leaks = [line for line in private if len(line) > SHORTEST_SECRET and line in released]
    leaks += [word for word in ("BEGIN SOLUTION", "BEGIN HIDDEN TESTS", "BEGIN MARK SCHEME") if word in released_text]
    return leaks + (["the secret of the course"] if secret in released_text else [])


def _private_lines(cell: dict[str, Any]) -> list[str]:
    mark = cell["metadata"].get("nbgrader", {})
    if mark.get("solution") and mark.get("grade"):
        return normalised(text_of(cell)).split("\n")
    return [line.strip() for part in SOLUTION.findall(text_of(cell)) for line in part.split("\n")]


def _run_nbgrader(place: Path, *arguments: str) -> None:
    """Run an nbgrader command in the folder `place`; it looks for `alembic` on the PATH, beside this Python."""
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", "")])
    command = [sys.executable, "-m", "nbgrader", *arguments]
    result = subprocess.run(
        command, cwd=place, env={**os.environ, "PATH": path}, capture_output=True, text=True, check=False
    )
    if result.returncode != 0:
        said = [line for line in result.stderr.strip().splitlines() if line.strip()] or ["it said nothing"]
        raise ReleaseRefused(f"nbgrader failed, and nothing was changed: {said[-1].strip()[-300:]}")
