"""Which file counts as what one learner handed in, or what to do when none can."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from gradwalk.grading.kinds import HEAD, Kind, describe, is_called_notebook, is_junk, kind_of
from gradwalk.grading.reading import Unreadable, parse_notebook, read_bytes
from gradwalk.grading.sheet import Sheet, normalised

DEEPEST, MOST = 4, 300  # folders below the homework's own that are looked into, files that are looked at
CALLED = "The file is called"
TOO_LARGE_TO_COMPARE = 8 << 20  # bytes


@dataclass(frozen=True)
class HandedIn:
    """What one student handed in: the file to read, or None with the reason in `problem`; notes about the choice.

    `file` is its name, below the homework's folder.
    """

    student: str
    path: Path | None
    problem: str = ""
    notes: tuple[str, ...] = ()
    file: str = ""


@dataclass(frozen=True)
class _Found:
    path: Path
    kind: Kind


def choose(student: str, places: Sequence[Path], sheet: Callable[[], Sheet]) -> HandedIn:
    """Return the HandedIn of `student` among the folders `places`, each submitted/SOMEBODY/HOMEWORK.

    Whatever the file is called, wherever below it lies. Of several notebooks one with work of the learner's own counts,
    the one of the right name first, then the newest. Nothing that links out of the folders is followed.
    """
    try:
        return _choose(student, [place for place in places if os.path.lexists(place)], places, sheet)
    except OSError as error:
        problem = f"The folder may not be read ({error.strerror}): change its permissions, and run `grade` again."
        return HandedIn(student, None, problem)


def _choose(student: str, there: list[Path], places: Sequence[Path], sheet: Callable[[], Sheet]) -> HandedIn:
    if any(path.is_symlink() for place in there or places for path in (place.parent, place)):
        return HandedIn(student, None, "The folder is a link to another place: ask for the notebook itself.")
    folders = [place for place in there if place.is_dir()]
    if not folders:
        return HandedIn(student, None, _why_nothing(places))
    found = [one for place in folders for one in _files(place)]
    notebooks = [one.path for one in found if one.kind is Kind.NOTEBOOK]
    if not notebooks:
        return _without_notebook(student, found)
    taken = _best(notebooks, sheet)
    inside = next(folder for folder in folders if taken.is_relative_to(folder))
    notes = tuple(_notes_on(taken, notebooks, folders, inside))
    return HandedIn(student, taken, notes=notes, file=str(taken.relative_to(inside)))


def _files(place: Path, depth: int = 0) -> list[_Found]:
    """Return the files below `place`, nearest first, without what computers leave there and without links."""
    here, below = [], []
    for entry in sorted(place.iterdir()):
        if is_junk((entry.name,)) or entry.name.startswith("."):
            continue
        if entry.is_symlink():
            here.append(_Found(entry, Kind.LINK))
        elif entry.is_dir() and depth < DEEPEST and not is_junk((entry.name, "")):
            below += _files(entry, depth + 1)
        elif not entry.is_dir():
            here.append(_Found(entry, _kind(entry)))
        if len(here) + len(below) >= MOST:
            break
    return [*here, *below]


def _kind(path: Path) -> Kind:
    """Return the kind of a file by its name, or else by its beginning; what is called a notebook is read later."""
    if is_called_notebook(path.name):
        return Kind.NOTEBOOK
    if not path.is_file():
        return Kind.OTHER
    with open(path, "rb") as file:
        return kind_of(path.name, file.read(HEAD))


def _without_notebook(student: str, found: list[_Found]) -> HandedIn:
    """Take the only file that is none we know, or say of what there is what to do."""
    if not found:
        return HandedIn(student, None, "The folder is empty: ask for the notebook.")
    empty = [one.path for one in found if one.kind is Kind.EMPTY]
    if len(empty) == len(found) == 1 or (len(found) == 1 and found[0].kind is Kind.OTHER):
        return HandedIn(student, found[0].path, file=found[0].path.name)
    problem = " ".join(describe(one.path.name, one.kind) for one in found[:3])
    return HandedIn(student, None, f"There is no notebook. {problem} Then run `grade` again.")


def _best(notebooks: list[Path], sheet: Callable[[], Sheet]) -> Path:
    if len(notebooks) == 1:
        return notebooks[0]
    handed_out = _handed_out(sheet())
    name = f"{sheet().name}.ipynb"

    def rank(path: Path) -> tuple[bool, bool, float, str]:
        return not has_own_work(path, handed_out), path.name != name, -path.lstat().st_mtime, str(path)

    return min(notebooks, key=rank)


def _handed_out(sheet: Sheet) -> frozenset[str]:
    sources = (*sheet.given, *sheet.checks, *sheet.prose, *(question.stub for question in sheet.questions))
    return frozenset(normalised(source) for source in sources)


def has_own_work(path: Path, handed_out: frozenset[str]) -> bool:
    """Tell whether the notebook has a cell, besides that with her id, which was not handed out."""
    with contextlib.suppress(Unreadable, OSError):
        data = read_bytes(path)
        if len(data) > TOO_LARGE_TO_COMPARE:
            return True
        cells = parse_notebook(data).cells
        own = [cell for cell in cells if normalised(cell.source) not in handed_out]
        return any("student_id" not in cell.source for cell in own)
    return False


def _notes_on(taken: Path, notebooks: list[Path], folders: list[Path], inside: Path) -> Iterator[str]:
    """Say what is to be said about the choice of the file `taken` and its name."""
    name = f"{folders[0].name}.ipynb"
    shown = str(taken.relative_to(inside))
    if shown != name:
        yield f"{CALLED} {shown!r}; it was taken for {name}."
    if len(notebooks) > 1:
        yield (
            f"There are {len(notebooks)} notebooks; {shown!r} was marked. If another one counts, remove this one and "
            "run `grade` again."
        )
    if len(folders) > 1:
        names = " and ".join(repr(folder.parent.name) for folder in folders)
        yield f"The folders {names} are hers; the file is from {inside.parent.name!r}."


def _why_nothing(places: Sequence[Path]) -> str:
    for place in places:
        misplaced = find_misplaced(place.parent, place.name)
        if misplaced:
            right = f"submitted/{place.parent.name}/{place.name}/"
            there = f"but there is {misplaced[0].name!r}: move it, and run `grade` again."
            return f"The notebook must be in {right}, {there}"
    return "Nothing was handed in."


def find_misplaced(entry: Path, homework: str) -> list[Path]:
    """Return what may be `homework` in a wrong place: an entry of submitted/ that is no folder, or things in it."""
    if entry.is_symlink() or not entry.is_dir():
        return [entry] if os.path.lexists(entry) else []
    inside = [path for path in entry.iterdir() if not path.name.startswith(".")]
    loose = [path for path in inside if path.suffix.lower() == ".ipynb"]
    return loose + [path for path in inside if path.name.strip().lower() == homework.lower()]


def may_hold(entry: Path, homework: str) -> bool:
    """Tell whether there may be something for `homework` in an entry of submitted/; in a wrong place it gets a row."""
    try:
        return os.path.lexists(entry / homework) or (entry.name[0] != "." and bool(find_misplaced(entry, homework)))
    except OSError:
        return True
