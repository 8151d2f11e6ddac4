"""The pages learners get: one file each, and all of them in a zip that Canvas or Moodle hands out by itself."""

from __future__ import annotations

import io
import json
import sys
import time
import zipfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TextIO

from gradwalk.grading.collected import Attempt
from gradwalk.grading.folder import CourseFolder, Person
from gradwalk.grading.marked_notebook import marked_notebook
from gradwalk.grading.nbgrader_modules import nbgrader_module
from gradwalk.grading.records import Record
from gradwalk.grading.whole_file import write_whole

PAGES = "grading/pages"  # the notebooks pages are made of: without the rubrics that formgrader's notebooks hold


@dataclass(frozen=True)
class Written:
    """What became of the pages: the internal names of those written, unchanged and failed; how many have to wait."""

    new: tuple[str, ...]
    unchanged: tuple[str, ...]
    failed: tuple[str, ...]
    waiting: int


def write_pages(folder: CourseFolder, homework: str, records: Iterable[Record], out: TextIO | None = None) -> Written:
    """Write the page of everyone in `records` whose marks are complete, with a line of progress for each.

    A page that would be the same as before is left as it is.
    """
    source = json.loads(folder.released(homework).read_text(encoding="utf-8"))
    due, unchanged, waiting = [], [], 0
    for record in records:
        name = Person(record.student).internal
        if record.score is None:
            waiting += 1
        elif _write_notebook(folder, source, record, name):
            due.append(name)
        else:
            unchanged.append(name)
    failed = list(_generate(folder, homework, due, out or sys.stderr)) if due else []
    new = tuple(name for name in due if name not in failed)
    return Written(new, tuple(unchanged), tuple(failed), waiting)


def page_of(folder: CourseFolder, homework: str, name: str) -> Path:
    """Return the path of the page of the learner with the internal name `name`."""
    return folder.root / "feedback" / name / homework / f"{homework}.html"


def _write_notebook(folder: CourseFolder, source: dict[str, Any], record: Record, name: str) -> bool:
    """Write what the page is made of; tell whether a page has to be made of it."""
    notebook = marked_notebook(source, record)
    notebook["metadata"]["gradwalk"] = {"scores": [one.score for one in record.questions]}
    text = json.dumps(notebook).encode("utf-8", "backslashreplace")
    path = folder.root / PAGES / name / record.homework / f"{record.homework}.ipynb"
    if path.is_file() and path.read_bytes() == text and page_of(folder, record.homework, name).is_file():
        return False
    page_of(folder, record.homework, name).unlink(missing_ok=True)  # so that one that is not up to date is never sent
    write_whole(path, text)
    return True


def _generate(folder: CourseFolder, homework: str, names: list[str], out: TextIO) -> Iterator[str]:
    """Let nbgrader make the pages of `names`; yield those it failed for."""
    make, started = _maker(folder, homework), time.monotonic()
    for done, name in enumerate(names, start=1):
        made = make(name)
        left = (time.monotonic() - started) / done * (len(names) - done)
        print(
            f"{done:4}/{len(names)}  {name:<24} {'written' if made else 'failed'}  ({left:.0f} s to go)",
            file=out,
            flush=True,
        )
        if not made:
            yield name


def _maker(folder: CourseFolder, homework: str) -> Callable[[str], bool]:
    make_place = nbgrader_module("nbgrader.coursedir").CourseDirectory
    place = make_place(root=str(folder.root.resolve()), course_id="gradwalk", autograded_directory=PAGES)
    nbgrader = nbgrader_module("nbgrader.apps.api").NbGraderAPI(coursedir=place)
    return lambda name: bool(nbgrader.generate_feedback(homework, name, force=True)["success"])


def write_zips(folder: CourseFolder, homework: str, written: Written) -> dict[Path, int]:
    """Write one zip for each platform that hand-ins were collected from; return path -> number of pages in it.

    Only pages that are `written` and up to date are in it: those who wait for a mark again keep the page they had.

    Canvas: Assignment, Upload submissions. Moodle: View all submissions, Upload multiple feedback files in a zip.
    """
    current = {*written.new, *written.unchanged}
    found: dict[str, list[tuple[str, bytes]]] = {}
    for person in folder.people(homework):
        page = page_of(folder, homework, person.internal)
        for attempt in person.attempts[-1:] if person.internal in current else ():
            if attempt.layout != "plain":
                found.setdefault(attempt.layout, []).append((name_in_zip(attempt, homework), page.read_bytes()))
    for old in folder.report_folder(homework).glob("feedback_*.zip"):
        old.unlink()
    return dict(_write_zip(folder, homework, layout, pages) for layout, pages in found.items())


def name_in_zip(attempt: Attempt, homework: str) -> str:
    """Return what a page is called in a zip, so that the platform finds the learner by the name it gave her itself."""
    folders = any(piece.name.replace("\\", "/").startswith(f"{attempt.prefix}/") for piece in attempt.pieces)
    return f"{attempt.prefix}{'/' if folders else ''}{homework}_feedback.html"


def _write_zip(folder: CourseFolder, homework: str, layout: str, pages: list[tuple[str, bytes]]) -> tuple[Path, int]:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, page in pages:
            archive.writestr(name, page)
    path = folder.report_folder(homework) / f"feedback_{layout}.zip"
    write_whole(path, data.getvalue())
    return path, len(pages)
