"""Build the guide, the teaching plan and the reference with Sphinx; offline, and a warning is an error."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from jupyterlite import REPOSITORY, run


def build_docs(target: Path) -> None:
    """Write docs/ as web pages to the folder `target`; ends with what Sphinx said where it warns."""
    with tempfile.TemporaryDirectory(prefix="gradwalk-docs-") as doctrees:
        options = ["-q", "-E", "-W", "--keep-going", "-d", doctrees, "-b", "html"]
        run(sys.executable, "-m", "sphinx", *options, REPOSITORY / "docs", target)
    (target / ".buildinfo").unlink(missing_ok=True)
