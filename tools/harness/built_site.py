"""Build the site by the documented command, with the Pyodide of the tests."""

from __future__ import annotations

import subprocess
from pathlib import Path

from tools.harness.notebook_page import REPOSITORY
from tools.harness.pyodide_files import PartsMissing

TIMEOUT = 300  # seconds
NO_REGISTRY = ("Could not find a version", "dns error", "error sending request", "Connection", "No solution found")


def build_site(target: Path, pyodide: Path) -> None:
    """Write the site to `target`; `pyodide` is the folder with the files of Pyodide.

    Raises PartsMissing where a registry cannot be reached.
    """
    command = ["uv", "run", "website/build.py", "--only", "live", "--output", str(target)]
    command += ["--pyodide-lock", (pyodide / "pyodide-lock.json").as_uri()]
    finished = subprocess.run(command, cwd=REPOSITORY, capture_output=True, text=True, timeout=TIMEOUT, check=False)
    if finished.returncode != 0 and any(sign in finished.stderr for sign in NO_REGISTRY):
        raise PartsMissing(f"The site cannot be built without a package registry: {finished.stderr[-300:]}")
    assert finished.returncode == 0, finished.stderr
