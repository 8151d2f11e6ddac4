"""Put the notebooks of the course into a learner's folder, and open the first; what is there is never written over."""

from __future__ import annotations

import argparse
import signal
import subprocess
import sys
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path

from gradwalk.material import notebooks_folder

FOLDER = Path("gradwalk-notebooks")
ABOUT = f"""Put the five notebooks of the course into FOLDER (default: {FOLDER}), and open the first in JupyterLab.

A notebook that is there already stays as it is, whatever is in it. To start one anew, rename or delete yours and give
the same command again."""


def main(arguments: Sequence[str], program: str = "gradwalk notebooks") -> int:
    """Copy and open; returns JupyterLab's exit code, 0 where it is not asked for, 1 without it, 2 without a copy."""
    options = build_parser(program).parse_args(arguments)
    try:
        paths = put_notebooks(options.folder)
    except OSError as error:
        print(f"{program}: the notebooks cannot be put into {str(options.folder)!r}: {error}", file=sys.stderr)
        return 2
    return 0 if options.no_open else open_in_jupyterlab(paths[0])


def build_parser(program: str) -> argparse.ArgumentParser:
    """Return the parser of the command's arguments."""
    parser = argparse.ArgumentParser(
        prog=program, description=ABOUT, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "folder", nargs="?", type=Path, default=FOLDER, metavar="FOLDER", help="made where it is missing"
    )
    parser.add_argument("--no-open", action="store_true", help="only copy; do not start JupyterLab")
    return parser


def put_notebooks(folder: Path) -> list[Path]:
    """Copy what is missing in `folder` and print a line for each notebook; returns their paths in order.

    Raises OSError where the folder cannot be made or written.
    """
    folder.mkdir(parents=True, exist_ok=True)
    paths = []
    for source in sorted(notebooks_folder().glob("*.ipynb")):
        paths.append(folder / source.name)
        print(f"{paths[-1]}: {_put(source.read_bytes(), paths[-1])}")
    return paths


def _put(content: bytes, target: Path) -> str:
    """Write `content` to `target` unless there is something; returns what was done."""
    if target.is_symlink() or target.exists():
        same = target.is_file() and target.read_bytes() == content
        return "is there" if same else "is there and differs from ours (your work, or another version): kept"
    _write_whole(content, target)
    return "new"


def _write_whole(content: bytes, target: Path) -> None:
    """Write a file that is there whole or not at all, however full the disk is."""
    part = target.with_name(f".{target.name}.part")
    try:
        part.write_bytes(content)
        part.rename(target)
    finally:
        part.unlink(missing_ok=True)


def open_in_jupyterlab(path: Path) -> int:
    """Start JupyterLab with a notebook and wait for its end; returns its exit code, or 1 where there is none."""
    if find_spec("jupyterlab") is None:
        print(f'JupyterLab is not installed here: `pip install "gradwalk[lab]"`, then `jupyter lab {path}`.')
        return 1
    print("JupyterLab starts. To stop it: File, Shut Down; or Ctrl-C here.", flush=True)
    with subprocess.Popen([sys.executable, "-m", "jupyterlab", path.name], cwd=path.parent) as jupyterlab:
        signal.signal(signal.SIGTERM, lambda *_: jupyterlab.terminate())  # no server is left behind
        while True:
            try:
                return jupyterlab.wait()
            except KeyboardInterrupt:  # JupyterLab got it, too, and asks whether it should stop
                continue
