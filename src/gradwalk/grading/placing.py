"""Put collected hand-ins into submitted/: the newest attempt counts, earlier ones are kept, nothing is written over."""

from __future__ import annotations

import contextlib
import hashlib
import os
import re
from dataclasses import dataclass, field, replace
from pathlib import Path

from gradwalk.grading.collected import Attempt, Collected, Piece
from gradwalk.grading.identity import internal_name
from gradwalk.grading.timestamps import NoTime, read_stamp
from gradwalk.grading.whole_file import write_whole

ODD_IN_A_FILE_NAME = re.compile(r"[^\w.() -]+")
ODD_IN_A_FOLDER = re.compile(r"[/\\\0]|^[.~-]|[. ]$")


@dataclass
class Row:
    """What became of one file; `to_do` is "" where nothing is to be done."""

    source: str
    file: str
    student: str
    result: str
    to_do: str = ""


@dataclass
class HandIn:
    """The files of one learner in one source, before anything is written."""

    attempt: Attempt
    data: dict[str, bytes] = field(default_factory=dict)  # SHA-256 -> content of the notebooks
    rows: list[Row] = field(default_factory=list)
    size: int = 0


def file_name(name: str) -> str:
    """Return what a notebook called `name` is called in submitted/: safe, and with the ending .ipynb."""
    stem = re.split(r"\.ipynb", name.strip(), maxsplit=1, flags=re.IGNORECASE)[0]
    stem = ODD_IN_A_FILE_NAME.sub("_", stem).strip(" .")[:80].encode()[:100].decode("utf-8", "ignore")
    return f"{stem or 'notebook'}.ipynb"


def folder_name(name: str) -> str:
    """Return what the folder of a learner called `name` is called: her name where that can be a folder."""
    odd = ODD_IN_A_FOLDER.search(name) or len(name.encode("utf-8", "replace")) > 200
    return internal_name(name) if odd else name


@dataclass(frozen=True)
class Placing:
    """Puts the hand-ins of one source where they belong; `places` has everybody's folder in submitted/."""

    root: Path
    homework: str
    collected: Collected
    places: dict[str, Path]

    def place(self, name: str, hand_in: HandIn) -> list[Row]:
        """Write what is new of `hand_in`, remember it, and return its rows."""
        attempts = self.collected.people.get(name, [])
        word = self._decide(name, attempts, hand_in)
        self.collected.people[name] = attempts
        if attempts[-1].content != hand_in.attempt.content:  # what came later has settled it
            hand_in.rows = [replace(row, to_do="") for row in hand_in.rows]
        return [replace(row, result=f"{row.result}, {word}") for row in hand_in.rows]

    def _decide(self, name: str, attempts: list[Attempt], hand_in: HandIn) -> str:
        new, current = hand_in.attempt, attempts[-1] if attempts else None
        if current and current.content == new.content:
            return "put back" if self._put_back(current, hand_in) else "unchanged"
        if any(one.content == new.content and (one.serial, one.time) == (new.serial, new.time) for one in attempts):
            return "unchanged"
        if current and not hand_in.data and any(piece.kept for attempt in attempts for piece in attempt.pieces):
            attempts.append(new)
            return "the earlier notebook counts"
        if current and not is_newer(new, current):
            self._write(hand_in, self._earlier(name, len(attempts) + 1))
            attempts.insert(len(attempts) - 1, new)
            return "older than what is there"
        for number, attempt in enumerate(attempts, start=1):
            self._set_aside(attempt, self._earlier(name, number))
        self._write(hand_in, self.places[name])
        attempts.append(new)
        return "newer" if current else "new"

    def _put_back(self, current: Attempt, hand_in: HandIn) -> bool:
        """Write the files that count again where all of them are gone; tell whether that was so."""
        kept = [piece for piece in current.pieces if piece.kept]
        there = [piece for piece in kept if os.path.lexists(self.root / current.place / piece.kept)]
        if there or not kept or not current.place.startswith("submitted/"):
            return False
        hand_in.attempt.pieces = current.pieces
        self._write(hand_in, Path(current.place))
        return True

    def _earlier(self, name: str, number: int) -> Path:
        return Path("grading", "earlier", self.homework, internal_name(name), str(number))

    def _write(self, hand_in: HandIn, place: Path) -> None:
        """Write the notebooks into `place` (relative to the course), none over another one."""
        hand_in.attempt.place = place.as_posix()
        target = self.root / place
        for piece in (one for one in hand_in.attempt.pieces if one.kept):
            piece.kept = _free_name(target, piece)
            write_whole(target / piece.kept, hand_in.data[piece.sha256])
            with contextlib.suppress(NoTime, OSError):
                seconds = read_stamp(hand_in.attempt.time).timestamp()
                os.utime(target / piece.kept, (seconds, seconds))

    def _set_aside(self, attempt: Attempt, earlier: Path) -> None:
        """Move the files of an attempt that counts no longer; what somebody has changed by hand stays."""
        if not attempt.place.startswith("submitted/"):
            return
        source, target = self.root / attempt.place, self.root / earlier
        for piece in (one for one in attempt.pieces if one.kept):
            if _sha256(source / piece.kept) == piece.sha256:
                target.mkdir(parents=True, exist_ok=True)
                os.replace(source / piece.kept, target / piece.kept)
        attempt.place = earlier.as_posix()


def is_newer(new: Attempt, old: Attempt) -> bool:
    """Tell whether `new` was handed in after `old`: by Canvas's numbers, else by the times, else it came later."""
    if new.serial and old.serial and new.serial != old.serial:
        return new.serial > old.serial
    if new.time and old.time and new.time != old.time:
        return new.time > old.time
    return True


def _free_name(folder: Path, piece: Piece) -> str:
    """Return a name that is free in `folder`, or that of the same content."""
    stem, number, name = piece.kept.removesuffix(".ipynb"), 1, piece.kept
    while os.path.lexists(folder / name) and _sha256(folder / name) != piece.sha256:
        number += 1
        name = f"{stem} ({number}).ipynb"
    return name


def _sha256(path: Path) -> str:
    try:
        return "" if path.is_symlink() else hashlib.sha256(path.read_bytes()).hexdigest()
    except OSError:
        return ""
