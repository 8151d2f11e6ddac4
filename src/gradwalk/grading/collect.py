"""Sort what a learning platform gives as one zip, or a folder, into submitted/: every file has a place or a reason.

Nothing of a hand-in decides where anything is written: paths are made from the platform's name of the learner alone.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from gradwalk.checks.student import normalised_id
from gradwalk.grading.collected import Attempt, Collected, Piece, write_collected
from gradwalk.grading.folder import CourseFolder, join_names
from gradwalk.grading.identity import is_name
from gradwalk.grading.kinds import HEAD, Kind, describe, is_junk, kind_of
from gradwalk.grading.layouts import Owner, owner_of
from gradwalk.grading.members import Member, members_of
from gradwalk.grading.placing import HandIn, Placing, Row, file_name, folder_name
from gradwalk.grading.reading import Unreadable, parse_notebook
from gradwalk.grading.roster import Roster

MOST_FILES, MOST_BYTES = 40, 96 << 20  # of one learner in one zip
MOST_LINES, MOST_LINES_EACH = 200, 3  # on the screen; every file is in the table
ABSOLUTE = re.compile(r"[/\\]|[A-Za-z]:[/\\]")
MANY = 4  # so many of one name are no namesakes
NOBODYS = "Nothing says whose it is: put it into a folder that is called like her, and collect the folder."
NOT_OPENED = "An archive inside is never unpacked: take it out and name it itself, or unpack it and name the folder."


def collect(folder: CourseFolder, homework: str, sources: Iterable[Path], inside: str = "") -> list[Row]:
    """Collect `sources` (zips and folders, in this order) for `homework`; return a Row for every file in them.

    The same source again changes nothing; of two attempts of one learner the newer counts and the other is kept in
    grading/earlier. With `inside`, only what is in that folder of a source counts. Raises SourceRefused for what is
    neither zip nor folder, before anything of it is written.
    """
    folder.released(homework)
    rows: list[Row] = []
    for source in sources:
        if source.resolve().is_relative_to(folder.submitted.resolve()):
            raise ValueError(f"{source} is where hand-ins are put; name the zip or the folder that was downloaded.")
        with members_of(source) as members:
            rows += _Source(folder, homework, source.name, folder.collected(homework)).take(_below(members, inside))
    return rows


def _below(members: list[Member], inside: str) -> list[Member]:
    if not inside:
        return members
    return [replace(one, parts=one.parts[1:]) for one in members if one.parts[0] == inside and len(one.parts) > 1]


Group = list[tuple[Member, Owner]]


@dataclass(frozen=True)
class _Source:
    """One zip or folder that is collected for a homework."""

    folder: CourseFolder
    homework: str
    name: str
    collected: Collected

    def take(self, members: list[Member]) -> list[Row]:
        """Place every file of the source, remember it, and return its row."""
        names = names_of([owner_of(member.parts) for member in members], self.collected, self.folder.roster())
        groups, rows = self._group(members, names)
        placing = Placing(self.folder.root, self.homework, self.collected, self._places(groups))
        try:
            for name, group in groups.items():
                rows += [*placing.place(name, _read(group, self.name, name)), *self._namesake(name, group[0][1])]
        finally:
            write_collected(self.folder.collected_file(self.homework), self.collected)
        return [*rows, *self._one_folder(groups)]

    def _group(self, members: list[Member], names: dict[Owner, str]) -> tuple[dict[str, Group], list[Row]]:
        """Return name -> her files, and the rows of files that are nobody's or of another homework."""
        others = {path.name.casefold() for path in (self.folder.root / "source").glob("*")} - {self.homework.casefold()}
        groups: dict[str, Group] = {}
        rows = []
        for member in members:
            owner = owner_of(member.parts)
            if (row := self._passed_over(member, owner, names[owner], others)) is not None:
                rows.append(row)
            else:
                groups.setdefault(names[owner], []).append((member, owner))
        return groups, rows

    def _passed_over(self, member: Member, owner: Owner, name: str, others: set[str]) -> Row | None:
        row = Row(self.name, member.name, name, "passed over")
        if is_junk((member.parts[0], "")) or (len(member.parts) == 1 and is_junk(member.parts)):
            return replace(row, student="", result=f"passed over: {Kind.JUNK.says}")
        if ".." in member.parts or ABSOLUTE.match(member.name):
            return replace(row, to_do=f"{_shown(member)} has a path that leads out of the zip: ask for it again.")
        if not name or not is_name(name):
            return replace(row, student="", to_do=NOT_OPENED if _is_archive(member) else NOBODYS)
        if owner.layout == "plain" and owner.inside[0].casefold() in others:
            return replace(row, result=f"passed over: it is for {owner.inside[0]}")
        return None

    def _places(self, groups: dict[str, Group]) -> dict[str, Path]:
        """Return name -> her folder in submitted/, relative to the course: the one she has, or one by her name."""
        submitted, roster = self.folder.submitted, self.folder.roster()
        there = sorted(path.name for path in submitted.iterdir()) if submitted.is_dir() else []
        new = {name: [Attempt(self.name, group[0][1].prefix, group[0][1].layout)] for name, group in groups.items()}
        people = join_names(roster, there, {**new, **self.collected.people})
        found = {}
        for person in people:
            own = [name for name in person.folders if not (submitted / name).is_symlink()]
            place = Path("submitted", own[0] if own else folder_name(person.id), self.homework)
            found |= dict.fromkeys(person.collected, place)
        return found

    def _namesake(self, name: str, owner: Owner) -> Iterator[Row]:
        """Say that two learners have one name, of each that is kept with her number."""
        if name == f"{owner.name} ({owner.number})":
            to_do = f"Two are called {owner.name!r}: rename the folder {name!r} in submitted/ after her id."
            yield Row(self.name, owner.prefix, name, "two of one name", to_do)

    def _one_folder(self, groups: dict[str, Group]) -> Iterator[Row]:
        """Ask whether the only folder of a source, with several folders in it, is a learner at all."""
        (name, group), *more = groups.items() if groups else [("", [])]
        below = {owner.inside[0] for _member, owner in group if owner.layout == "plain" and len(owner.inside) > 1}
        if not more and len(below) > 1:
            to_do = f"All files are in {name!r}: if that is no learner, collect again with --inside {name!r}."
            yield Row(self.name, name, name, "one folder", to_do)


def names_of(owners: list[Owner], collected: Collected, roster: Roster) -> dict[Owner, str]:
    """Return Owner -> the name she is kept under: with Moodle's number where two learners have one name.

    A name of many is no name: Moodle calls everybody a participant, in the language of the site, when it hides names.
    "" is the name of a loose file that is not called like anybody in the class list.
    """
    known = {normalised_id(name): name for name in collected.people}
    first = {key: owner_of((collected.people[name][-1].prefix, "x")).number for key, name in known.items()}
    numbers = {key: {number} for key, number in first.items() if number}
    for owner in owners:
        if owner.number:
            numbers.setdefault(normalised_id(owner.name), set()).add(owner.number)
    names = {}
    for owner in owners:
        name, key = unicodedata.normalize("NFC", owner.name), normalised_id(owner.name)
        if not name:
            name = owner.prefix if roster.find(owner.prefix) else ""
        elif len(numbers.get(key, ())) > 1 and first.get(key) != owner.number:
            forms = [f"{name} ({owner.number})", f"{name} {owner.number}"]
            hidden = len(numbers[key]) >= MANY and roster.find(name) is None  # "Participant" in some language
            name = next((one for one in forms if normalised_id(one) in known), forms[hidden])
        names[owner] = known.setdefault(normalised_id(name), name)
    return names


def _read(group: Group, source: str, name: str) -> HandIn:
    """Read the files of one learner within the limits."""
    owner = max(
        (owner for _member, owner in group), key=lambda one: (one.serial, "assignsubmission_file" in one.prefix)
    )
    hand_in = HandIn(Attempt(source, owner.prefix, owner.layout, serial=owner.serial))
    attempt = hand_in.attempt
    for number, (member, mine) in enumerate(group):
        row = Row(source, member.name, name, "")
        piece, row = _piece(member, mine.inside[-1], hand_in, row, number)
        attempt.pieces.append(piece)
        hand_in.rows.append(row)
        attempt.late |= mine.late
        attempt.time = max(attempt.time, member.time if piece.sha256 else "")
    if hand_in.data:
        _forgive_what_is_beside(hand_in)
    return hand_in


def _forgive_what_is_beside(hand_in: HandIn) -> None:
    """Where there is a notebook, nothing is to be done about a picture or an archive beside it."""
    for piece, row in zip(hand_in.attempt.pieces, hand_in.rows, strict=True):
        if not piece.kept:
            piece.problem = row.to_do = ""


def _piece(member: Member, called: str, hand_in: HandIn, row: Row, number: int) -> tuple[Piece, Row]:
    """Return one file, which she called `called`, as it is kept, and its row."""
    piece = Piece(member.name)
    try:
        data = _content(member, hand_in, number)
    except Unreadable as problem:
        piece.problem = f"{_shown(member)} {problem}."
        return piece, replace(row, result=f"not taken: it {problem}", to_do=piece.problem)
    piece.sha256 = hashlib.sha256(data).hexdigest()
    kind = _kind(member, data)
    if kind is not Kind.NOTEBOOK:
        piece.problem = describe(member.parts[-1], kind)
        return piece, replace(row, result=f"not taken: {kind.says}", to_do=piece.problem)
    try:
        whole = parse_notebook(data).whole
    except Unreadable as problem:
        piece.problem = str(problem).replace("The file", _shown(member), 1)
        return piece, replace(row, result="not taken: no cell is in it", to_do=piece.problem)
    piece.kept = file_name(called)
    hand_in.data[piece.sha256] = data
    if not whole:
        piece.problem = f"{_shown(member)} is cut off or damaged: what is whole is marked; ask for it again."
    return piece, replace(row, result="notebook", to_do=piece.problem)


def _kind(member: Member, data: bytes) -> Kind:
    if member.is_link:
        return Kind.LINK
    return Kind.JUNK if is_junk(member.parts) else kind_of(member.parts[-1], data[:HEAD])


def _content(member: Member, hand_in: HandIn, number: int) -> bytes:
    if number >= MOST_FILES or hand_in.size > MOST_BYTES:
        raise Unreadable(f"was not looked at: there are more than {MOST_FILES} files or {MOST_BYTES >> 20} MiB of hers")
    data = b"" if member.is_link else member.read()
    hand_in.size += len(data)
    return data


def _shown(member: Member) -> str:
    return repr(member.parts[-1][:80]) if member.parts[-1].isprintable() else ascii(member.parts[-1][:80])


def describe_rows(rows: list[Row]) -> Iterator[str]:
    """Yield the lines of the short table: how much came, what is new, what somebody has to do."""
    notebooks = [row for row in rows if row.result.startswith("notebook")]
    fresh = [row for row in notebooks if row.result.endswith((", new", ", newer", ", put back"))]
    to_do = [row for row in rows if row.to_do]
    people = len({row.student for row in notebooks})
    yield f"{len(rows)} files, {len(notebooks)} notebooks of {people} people; {len(fresh)} notebooks are new or newer."
    if not notebooks:
        yield "No notebook was found: is it the download of this homework, and not of another one?"
    if to_do:
        yield f"{len(to_do)} need something:"
    by_student: dict[str, dict[str, None]] = {}
    for row in to_do:
        line = row.to_do if row.student else f"{_plain(row.file, 60)!r}: {row.to_do}"
        by_student.setdefault(row.student, {})[line] = None
    lines = [line for student, own in by_student.items() for line in _lines_of(student, list(own))]
    yield from lines[:MOST_LINES]
    if len(lines) > MOST_LINES:
        yield f"  ... and {len(lines) - MOST_LINES} lines more, all in collected.csv."


def _lines_of(student: str, to_do: list[str]) -> Iterator[str]:
    """Yield what is to be done about one learner; with "" about files that are nobody's, each of which is shown."""
    most = MOST_LINES_EACH if student else MOST_LINES
    for line in to_do[:most]:
        yield f"  {_plain(student, 28) or '?':<28} {line}"
    if len(to_do) > most:
        yield f"  {_plain(student, 28) or '?':<28} and {len(to_do) - most} files more, all in collected.csv."


def _plain(text: str, length: int) -> str:
    return (text if text.isprintable() else ascii(text)[1:-1])[:length]


def _is_archive(member: Member) -> bool:
    return len(member.parts) == 1 and kind_of(member.parts[0], b"?") is Kind.ARCHIVE


def downloaded(folder: CourseFolder, homework: str) -> list[Path]:
    """Return the zips in downloaded/HOMEWORK of the course, the oldest first; raises ValueError when there is none."""
    place = folder.root / "downloaded" / homework
    found = sorted(place.rglob("*.[zZ][iI][pP]"), key=lambda path: (path.stat().st_mtime, path.name))
    if not found:
        raise ValueError(f"There is no zip in {place}: put one there, or name the zip or folder behind the homework.")
    return found


def table_of(rows: list[Row]) -> tuple[Sequence[str], list[tuple[object, ...]]]:
    """Return the columns and lines of the table of every file."""
    columns = ("source", "file", "student", "result", "to do")
    return columns, [(row.source, row.file, row.student, row.result, row.to_do) for row in rows]
