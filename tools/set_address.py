"""Write the address of your copy of the repository into every page that names it: `python -m tools.set_address A/B`.

Until then an address says OWNER and REPOSITORY, because the course does not know where it will live. A release refuses
to start while one of them is left.
"""

from __future__ import annotations

import argparse
import re
import sys
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[1]
PAGES = (
    "*.md",
    "*.cff",
    "pyproject.toml",
    ".github/**/*.md",
    ".github/**/*.yml",
    "docs/**/*.md",
    "docs/**/*.yaml",
    "website/*.md",
    "homework/*.md",
)
ADDRESS = re.compile(r"[A-Za-z0-9][A-Za-z0-9-]{0,38}/[A-Za-z0-9._-]{1,100}")
# A word that holds them beside a slash or a dot; "with your own OWNER and REPOSITORY" is no address.
PLACEHOLDER = re.compile(r"\S*(?:OWNER|REPOSITORY)(?:[/.]|%2F)\S*|\S*(?:[/.]|%2F)(?:OWNER|REPOSITORY)\S*")


def main(arguments: list[str] | None = None) -> int:
    """Command line; returns 0, or 2 for what is no address."""
    parser = argparse.ArgumentParser(description="Write the address of your copy into every page that names it.")
    parser.add_argument("address", help="such as ada/walk, as in the address of your copy on GitHub")
    address = parser.parse_args(arguments).address
    if not ADDRESS.fullmatch(address):
        print(f"{address!r} is no address: write the two words of your copy, such as ada/walk.", file=sys.stderr)
        return 2
    for path in pages_without_address(REPOSITORY):
        path.write_text(filled(path.read_text(encoding="utf-8"), address), encoding="utf-8")
        print(path.relative_to(REPOSITORY))
    return 0


def pages_without_address(root: Path) -> list[Path]:
    """Return every page below `root` in which an address still says OWNER or REPOSITORY."""
    found = sorted({path for pattern in PAGES for path in root.glob(pattern)})
    return [path for path in found if PLACEHOLDER.search(path.read_text(encoding="utf-8"))]


def filled(text: str, address: str) -> str:
    """Return the text with OWNER/REPOSITORY of its addresses replaced by the two words of `address`."""
    owner, name = address.split("/")
    return PLACEHOLDER.sub(lambda word: word[0].replace("OWNER", owner).replace("REPOSITORY", name), text)


if __name__ == "__main__":
    sys.exit(main())
