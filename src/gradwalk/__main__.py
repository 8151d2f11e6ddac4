"""The command `gradwalk`, also `python -m gradwalk`: the notebooks for a learner, the homework for an instructor."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Sequence

from gradwalk import __version__

PROGRAM = "gradwalk"
ABOUT = """Gradient descent and back-propagation in live Jupyter notebooks.

commands:
  notebooks   put the five notebooks into a folder and open the first in JupyterLab
  homework    hand out, collect, mark and give back the homework (for instructors)
  labels      write the labels of the explorers into a file, to be said in another language
  concept-test  what a class's exported answers say about the questions and the course (for instructors)"""
MORE = """examples:
  gradwalk notebooks                     into the folder gradwalk-notebooks; what you changed there stays as it is
  gradwalk notebooks ~/lesson --no-open  only copy
  gradwalk homework doctor               is this machine ready to mark?
  gradwalk homework setup ~/course       make the folder of a course; then release, collect, grade, merge, feedback

`gradwalk COMMAND --help` tells all of a command."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command named by the first of `arguments` (default: those of the command line); returns its exit code."""
    first, *others = list(sys.argv[1:] if arguments is None else arguments) or ["--help"]
    if command := COMMANDS.get(first):
        return command(others)
    build_parser().parse_args([first])
    return 2  # not reached: help, version and errors end the program


def build_parser() -> argparse.ArgumentParser:
    """Return the parser of what stands before a command's own arguments."""
    parser = argparse.ArgumentParser(
        prog=PROGRAM,
        usage=f"{PROGRAM} [--help] [--version] COMMAND ...",
        description=ABOUT,
        epilog=MORE,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--version", action="version", version=f"{PROGRAM} {__version__}")
    parser.add_argument("command", choices=sorted(COMMANDS), metavar="COMMAND", help=argparse.SUPPRESS)
    return parser


def notebooks(arguments: Sequence[str]) -> int:
    """Put the notebooks into a folder."""
    from gradwalk.command.notebooks import main

    return main(arguments, f"{PROGRAM} notebooks")


def homework(arguments: Sequence[str]) -> int:
    """Run a command of the instructor."""
    from gradwalk.grading.__main__ import main

    return main(arguments, f"{PROGRAM} homework")


def labels(arguments: Sequence[str]) -> int:
    """Write the labels of the explorers into a file."""
    from gradwalk.command.labels import main

    return main(arguments, f"{PROGRAM} labels")


def concept_test(arguments: Sequence[str]) -> int:
    """Print the statistics of a class."""
    from gradwalk.grading.concept_test import main

    return main(arguments, f"{PROGRAM} concept-test")


COMMANDS: dict[str, Callable[[Sequence[str]], int]] = {
    "notebooks": notebooks,
    "homework": homework,
    "labels": labels,
    "concept-test": concept_test,
}


if __name__ == "__main__":
    sys.exit(main())
