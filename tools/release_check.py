"""Say what keeps a version from being released: `python -m tools.release_check v0.2.0`; nothing is changed.

The tag, `gradwalk.__version__`, CHANGELOG.md and CITATION.cff must name one version, and the pages their own address.
"""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Iterator
from pathlib import Path

from gradwalk import __version__
from tools.set_address import REPOSITORY, pages_without_address

# Where the version is named by those who cannot ask for it.
NAMED = {
    "CITATION.cff": r'^version: "?([^"\n]+)"?$',
    "docs/conda-forge/recipe.yaml": r'^  version: "([^"\n]+)"$',
    "homework/cluster/kubernetes.yaml": r"gradwalk-grading:(\S+)$",
}


def main(arguments: list[str] | None = None) -> int:
    """Command line; returns 1 when something is in the way."""
    parser = argparse.ArgumentParser(description="Say what keeps a version from being released.")
    parser.add_argument("tag", help="such as v0.2.0")
    found = list(problems(parser.parse_args(arguments).tag, REPOSITORY))
    print("\n".join(found) or f"{__version__} may be released.")
    return 1 if found else 0


def problems(tag: str, root: Path, version: str = __version__) -> Iterator[str]:
    """One sentence for each thing that is in the way of the release `tag` of the files below `root`."""
    if tag != f"v{version}":
        yield f"The tag {tag!r} is not v{version}: set `__version__` in src/gradwalk/__init__.py, or tag anew."
    if not released_on(version, root):
        yield f"CHANGELOG.md has no heading such as `## [{version}] - 2026-12-31`: put what is unreleased below one."
    for name, pattern in NAMED.items():
        found = re.search(pattern, (root / name).read_text(encoding="utf-8"), re.MULTILINE)
        if (named := found[1] if found else "") != version:
            yield f"{name} names version {named!r}, and this is {version}: change it there."
    for path in pages_without_address(root):
        yield f"{path.relative_to(root)} says OWNER or REPOSITORY: run `python -m tools.set_address YOU/NAME`."


def released_on(version: str, root: Path) -> str:
    """Return the date under which CHANGELOG.md lists a version, or nothing."""
    text = (root / "CHANGELOG.md").read_text(encoding="utf-8")
    found = re.search(rf"^## \[{re.escape(version)}\] - (\d{{4}}-\d{{2}}-\d{{2}})$", text, re.MULTILINE)
    return found[1] if found else ""


if __name__ == "__main__":
    sys.exit(main())
