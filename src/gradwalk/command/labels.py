"""Write the labels of the explorers into a file for a translator."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from gradwalk.labels import write_template

ABOUT = """Write all labels of the explorers, in English, into FILE (TOML), to be said in another language.

Write yours on the right of each line, and in the first cell of a notebook gradwalk.use_labels("FILE")."""


def main(arguments: Sequence[str], program: str = "gradwalk labels") -> int:
    """Write the file; returns 0, or 2 where it cannot be written."""
    options = build_parser(program).parse_args(arguments)
    try:
        write_template(options.file)
    except FileExistsError:
        print(f"{program}: there is a {str(options.file)!r} already; give the file another name.", file=sys.stderr)
        return 2
    except OSError as error:
        print(f"{program}: {str(options.file)!r} cannot be written: {error.strerror}.", file=sys.stderr)
        return 2
    print(f"{options.file}: write your words on the right of each line, then say use_labels({str(options.file)!r})")
    return 0


def build_parser(program: str) -> argparse.ArgumentParser:
    """Return the parser of the command's arguments."""
    parser = argparse.ArgumentParser(
        prog=program, description=ABOUT, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("file", type=Path, metavar="FILE", help="as in labels_de.toml; it must not be there yet")
    return parser
