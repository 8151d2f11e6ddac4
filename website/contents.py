"""What the site holds to open: a page to start from, the notebooks, and the homework as learners get it."""

from __future__ import annotations

import html
import json
import tempfile
from pathlib import Path
from string import Template

from gradwalk.grading.folder import CourseFolder
from gradwalk.grading.release import release, set_up

HERE = Path(__file__).resolve().parent
# JupyterLite's kernel has another name than JupyterLab's; with that one a learner would be asked to choose.
KERNELSPEC = {"display_name": "Python (Pyodide)", "language": "python", "name": "python"}


def copy_notebooks(source: Path, target: Path) -> None:
    """Copy the notebooks, with their outputs: those are what is seen until the kernel has started."""
    for notebook in sorted(source.glob("*.ipynb")):
        copy_for_pyodide(notebook, target / notebook.name)


def copy_homework(source: Path, target: Path) -> None:
    """Release each homework in a course of its own, thrown away afterwards, and copy what learners get.

    Raises gradwalk.grading.release.ReleaseRefused when a line of a solution would go out.
    """
    with tempfile.TemporaryDirectory(prefix="gradwalk-release-") as temporary:
        course = CourseFolder(Path(temporary))
        set_up(course, source)
        for folder in sorted((source / "source").iterdir()):
            copy_for_pyodide(release(course, folder.name), target / f"{folder.name}.ipynb")


def copy_for_pyodide(notebook: Path, target: Path) -> None:
    """Copy a notebook and let it ask for the kernel that the site has."""
    content = json.loads(notebook.read_text(encoding="utf-8"))
    content["metadata"]["kernelspec"] = KERNELSPEC
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(json.dumps(content, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def write_start_page(notebooks: list[Path], site: Path) -> None:
    """Write the page of the bare address: the pages of `notebooks`, and what of JupyterLite is in the site to open."""
    pages = [f'<li><a href="{path.stem}.html">{html.escape(title(path))}</a></li>' for path in notebooks]
    files = site / "files"
    lists = {folder.name: links(folder) for folder in files.iterdir()} if files.is_dir() else {}
    live = template("live.html").substitute(lists) if lists else ""
    guide = template("guide.html").substitute() if (site / "docs").is_dir() else ""
    text = template("index.html").substitute(pages="\n        ".join(pages), live=live, guide=guide)
    (site / "index.html").write_text(text, encoding="utf-8")


def template(name: str) -> Template:
    """Return a page whose gaps are still open."""
    return Template((HERE / name).read_text(encoding="utf-8"))


def links(folder: Path) -> str:
    """Return an item with a link for every notebook in `folder`."""
    items = [
        f'<li><a href="lab/index.html?path={folder.name}/{path.name}">{html.escape(title(path))}</a></li>'
        for path in sorted(folder.glob("*.ipynb"))
    ]
    return "\n        ".join(items)


def title(notebook: Path) -> str:
    """Return the first line of a notebook, which is its heading."""
    first = json.loads(notebook.read_text(encoding="utf-8"))["cells"][0]
    return "".join(first["source"]).splitlines()[0].removeprefix("# ")
