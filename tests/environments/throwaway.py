"""A Python environment made for one test module in a temporary folder; the project's own and its lock stay untouched.

`make_environment(folder, …)` gives it, `run_notebooks(environment)` runs the course in it as the test suite does.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tomllib
from dataclasses import dataclass
from pathlib import Path

from packaging.requirements import Requirement

from tests.registry import uv

REPOSITORY = Path(__file__).resolve().parents[2]
PYPROJECT = tomllib.loads((REPOSITORY / "pyproject.toml").read_text(encoding="utf-8"))

RUN_TIMEOUT = 300  # seconds

# Of the tests' requirements, what runs notebooks without a browser.
_RUNNERS = {"nbclient", "nbformat", "nbval", "pytest", "pytest-xdist"}
RUNNERS = [line for line in PYPROJECT["dependency-groups"]["test"] if Requirement(line).name in _RUNNERS]


@dataclass(frozen=True)
class Environment:
    """An environment by the path of its Python."""

    python: Path

    def run(self, *arguments: object) -> subprocess.CompletedProcess:
        """Run its Python in the repository's root."""
        command = [self.python, *map(str, arguments)]
        # Without the outer run's worker names, coverage and the like.
        clean = {name: value for name, value in os.environ.items() if not name.startswith(("PYTEST_", "VIRTUAL_ENV"))}
        return subprocess.run(
            command, cwd=REPOSITORY, env=clean, capture_output=True, text=True, timeout=RUN_TIMEOUT, check=False
        )

    def versions(self) -> dict[str, str]:
        """Name -> version of everything installed."""
        listed = uv("pip", "list", "--python", self.python, "--format", "json", cwd=self.python.parent)
        return {each["name"]: each["version"] for each in json.loads(listed)}


def make_environment(folder: Path, *install: object) -> Environment:
    """A new environment of this Python version in `folder`, with what `uv pip install` is told to install."""
    uv("venv", "--python", sys.executable, folder, cwd=folder.parent)
    environment = Environment(folder / ("Scripts" if os.name == "nt" else "bin") / "python")
    # In the root, so that the dot in "-e ." and in binder/requirements.txt is the repository, as it is for pip there.
    uv("pip", "install", "--python", environment.python, *install, cwd=REPOSITORY)
    return environment


def run_notebooks(environment: Environment) -> subprocess.CompletedProcess:
    """Run the course as the test suite does: every stored output is compared with what comes out."""
    options = ["-p", "no:cacheprovider", "--color=no", "--numprocesses=0", "-q"]
    return environment.run("-m", "pytest", *options, "notebooks")
