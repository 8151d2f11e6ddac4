# /// script
# requires-python = ">=3.11"
# dependencies = [
#     "furo>=2024.8",
#     "gradwalk[grading]",
#     "ipykernel",
#     "jinja2",
#     "jupyterlite-core[contents]==0.8.6",
#     "jupyterlite-pyodide-kernel==0.8.6",
#     "myst-parser>=4",
#     "nbclient>=0.10",
#     "nbconvert>=7.16",
#     "packaging",
#     "pip>=24",
#     "pkginfo>=1.12",
#     "sphinx>=8.1",
# ]
# [tool.uv.sources]
# gradwalk = { path = "..", editable = true }
# ///
"""Build the web site: a page of every notebook, live without Python, JupyterLite for who wants Python, and the guide.

    uv run website/build.py            writes build/website, to be put on any web server

uv reads the lines above and makes an environment of its own, so that no extension of anybody's JupyterLab gets into
the site. The folder is made anew each time.
"""

from __future__ import annotations

import argparse
import shutil
import tempfile
from pathlib import Path

from contents import write_start_page
from guide import build_docs
from jupyterlite import REPOSITORY, build_jupyterlite, pyodide_folder
from pages import build_pages


def main() -> None:
    """Command line."""
    options = command_line()
    with tempfile.TemporaryDirectory(prefix="gradwalk-site-") as temporary:
        site = Path(temporary) / "site"
        site.mkdir()
        notebooks = sorted((REPOSITORY / "notebooks").glob(f"{options.notebook}.ipynb"))
        if options.only in (None, "live"):
            build_jupyterlite(site, options.pyodide_lock)
        if options.only in (None, "pages"):
            build_pages(notebooks, site, Path(temporary), live=options.only is None)
        if options.only in (None, "docs"):
            build_docs(site / "docs")
        write_start_page(notebooks if options.only in (None, "pages") else [], site)
        shutil.rmtree(options.output, ignore_errors=True)
        shutil.copytree(site, options.output)
    print(f"The site is in {options.output}. Look at it: python3 -m http.server --directory {options.output}")


def command_line() -> argparse.Namespace:
    """Read where to write the site, what of it, and where Pyodide's own lock file is."""
    parser = argparse.ArgumentParser(description="Build the course as a static site that needs no server.")
    parser.add_argument("--output", type=Path, default=REPOSITORY / "build" / "website", help="folder (it is replaced)")
    parser.add_argument(
        "--only", choices=["pages", "live", "docs"], help="the pages without Python, JupyterLite, or the guide alone"
    )
    parser.add_argument("--notebook", default="*", help="make a page of the notebooks whose names match")
    parser.add_argument(
        "--pyodide-lock",
        default=f"{pyodide_folder()}/pyodide-lock.json",
        metavar="URL",
        help="Pyodide's own list of packages (default: %(default)s)",
    )
    return parser.parse_args()


if __name__ == "__main__":
    main()
