"""The memory of `collect`: what came for one homework, from whom and when, attempt by attempt, in one JSON file."""

from __future__ import annotations

import dataclasses
import json
from dataclasses import dataclass, field
from pathlib import Path

from gradwalk.grading.whole_file import write_whole


@dataclass
class Piece:
    """One file of a hand-in: its name where it came from, its SHA-256, and its name where it was put.

    `kept` is "" for what is no notebook; then `problem` says what it is and what to do.
    """

    name: str
    sha256: str = ""
    kept: str = ""
    problem: str = ""


@dataclass
class Attempt:
    """What one learner handed in at once.

    origin  the name of the zip or folder it was taken from; prefix: the first path segment, or what of it names her
    layout  canvas, moodle or plain; serial: Canvas's number of the newest file, 0 elsewhere
    time    when, as the zip or the file says (ISO, UTC), "" when it does not
    place   the folder its files are in, relative to the course
    """

    origin: str
    prefix: str
    layout: str
    late: bool = False
    serial: int = 0
    time: str = ""
    place: str = ""
    pieces: list[Piece] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Read what came from JSON."""
        self.pieces = [one if isinstance(one, Piece) else Piece(**one) for one in self.pieces]

    @property
    def clock(self) -> str:
        """Who says the time: the zip, which Canvas and Moodle date when they make it, or the file in a folder."""
        return "zip" if self.origin.lower().endswith(".zip") else "file"

    @property
    def problems(self) -> list[str]:
        """What is to be done about files that are no notebooks."""
        return [piece.problem for piece in self.pieces if piece.problem]

    @property
    def content(self) -> list[tuple[str, str]]:
        """What makes this attempt the same as another: names and content, whatever they were downloaded in."""
        return sorted((piece.sha256, piece.problem and piece.name) for piece in self.pieces)


@dataclass
class Collected:
    """Name as the zip gave it -> her attempts, the one that counts last."""

    people: dict[str, list[Attempt]] = field(default_factory=dict)


def read_collected(path: Path) -> Collected:
    """Return what was collected, nothing when there is no such file; raises ValueError when it is damaged."""
    try:
        raw = json.loads(path.read_text(encoding="utf-8"))
        return Collected({name: [Attempt(**one) for one in attempts] for name, attempts in raw.items()})
    except FileNotFoundError:
        return Collected()
    except (ValueError, TypeError, AttributeError) as error:
        raise ValueError(f"{path} is damaged: delete it and `collect` all zips again, the oldest first.") from error


def write_collected(path: Path, collected: Collected) -> None:
    """Write it so that a reader sees the old or the new one, never half of one."""
    raw = {name: [dataclasses.asdict(one) for one in attempts] for name, attempts in collected.people.items()}
    write_whole(path, json.dumps(raw, indent=1))
