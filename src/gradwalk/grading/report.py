"""Merge the records of a homework: a report with a row for every submission, and what a person has to look at.

A submission that is not graded, or waits for a person, has an empty score everywhere; it is never written as 0.
"""

from __future__ import annotations

import collections
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from gradwalk.checks.student import normalised_id
from gradwalk.grading import tables
from gradwalk.grading.folder import CourseFolder, HandedInAt, Person, suggestions
from gradwalk.grading.identity import Spellings
from gradwalk.grading.likeness import Likeness, Traits, find_likenesses, traits_of
from gradwalk.grading.records import QuestionResult, QuestionStatus, Record, read_record
from gradwalk.grading.sheet import Sheet
from gradwalk.grading.tables import Table, write_table
from gradwalk.grading.whole_file import write_whole

TALK_COLUMNS = ("student", "questions right", "questions")
REPORT_COLUMNS = (
    "student",
    "status",
    "score",
    "points",
    "by hand",
    "problem",
    "notes",
    "file",
    "handed in",
    "time from",
    "late",
    "seconds",
)
shown = tables.printable
LOGINS = (
    "The ids that were typed are not those of the folders; answers are held against the numbers of what was typed. "
    "Give students.csv a column `login` with what each types, and the id of a classmate is noticed."
)
SHARED_BY = 0.5  # of those who are graded: a note that more of them have is said once


def collect(folder: CourseFolder, homework: str) -> Iterator[tuple[Person, Record]]:
    """Yield every person of the CourseFolder `folder`, sorted, with her record; missing ones say how to get them."""
    sheet = folder.sheet(homework)
    people = folder.people(homework)
    doubts = suggestions(people)
    for person in people:
        record = _current_record(folder, sheet, person.id)
        when = folder.handed_in_at(person, homework, record.file, record.sha256) if record.file else HandedInAt(None)
        record.student, record.handed_in = person.id, when.when.isoformat(" ", "seconds") if when.when else ""
        record.time_from, record.late = when.source, any(attempt.late for attempt in person.attempts[-1:])
        record.staff_notes += [note for note in (when.remark, doubts.get(person.id, "")) if note]
        yield person, record


def _current_record(folder: CourseFolder, sheet: Sheet, student: str) -> Record:
    record = read_record(folder.record_folder(sheet.name), student)
    if record is None:
        return _missing(sheet, student, "There is no record yet")
    if record.graded and [result.name for result in record.questions] != [one.name for one in sheet.questions]:
        return _missing(sheet, student, "The questions have changed since this was marked")
    return record


def _missing(sheet: Sheet, student: str, reason: str) -> Record:
    problem = f"{reason}: run `grade` again, on the shard that has this student."
    return Record(sheet.name, student, sheet.points, problem=problem)


@dataclass
class Summing:
    """Takes the records one by one and keeps of each what the tables and the comparison of all need."""

    records: list[Record] = field(default_factory=list)
    traits: list[Traits | None] = field(default_factory=list)

    def passing(self, records: Iterable[Record]) -> Iterator[Record]:
        """Yield `records` as they come, and take each."""
        for record in records:
            self.take(record)
            yield record

    def take(self, record: Record) -> None:
        """Take one record."""
        self.traits.append(traits_of(record))
        self.records.append(record.without_answers())


def write_reports(folder: CourseFolder, homework: str, summing: Summing) -> str:
    """Write all tables of one homework into its report folder; return the text for the screen."""
    place, people = folder.report_folder(homework), {person.id: person for person in folder.people(homework)}
    said_once, records = say_once(_with_typed_ids(summing.records, people))
    write_table(place / "report.csv", REPORT_COLUMNS, [_report_row(record) for record in records])
    write_table(place / "questions.csv", *_question_table(records))
    write_table(place / "canvas.csv", *tables.canvas_table(homework, records, people))
    moodle, left_out = tables.moodle_table(homework, records, people)
    write_table(place / "moodle.csv", *moodle)
    tables.write_gradescope(place / "gradescope", records)
    alike = find_likenesses(summing.traits)
    write_table(place / "alike.csv", ("what", "students"), [(one.what, ", ".join(one.students)) for one in alike])
    talks = [record for record in records if record.needs_a_talk]
    write_table(place / "talk.csv", TALK_COLUMNS, [_talk_row(record) for record in talks])
    names = {person.id: person.entry.full_name for person in people.values() if person.entry}
    text = summary(homework, records, names, [*folder.roster().remarks, *said_once, *left_out], alike)
    text += _talks_in_words(talks)
    write_whole(place / "report.txt", text + "\n")
    return text


def _talk_row(record: Record) -> tuple[str, float, int]:
    shares = [one["share"] for found in record.asked.values() for one in found]
    return record.student, sum(shares), len(shares)


def _talks_in_words(talks: Sequence[Record]) -> str:
    """Name those whose code is right and who missed most questions about it: it says nothing about why."""
    if not talks:
        return ""
    rows = [f"  {shown(one):<28} {right:g} of {count} questions right" for one, right, count in map(_talk_row, talks)]
    return "\n".join(
        ["", "", "Worth a talk, all code right and most questions about it missed (see `interview`):", *rows]
    )


def _with_typed_ids(records: Sequence[Record], people: dict[str, Person]) -> list[Record]:
    """Say of an id that was typed and is nobody's: once if most did so, of each if few did."""
    other = {record.student for record in records if record.graded and _is_foreign(record, people[record.student])}
    graded = sum(record.graded for record in records)
    if len(other) > max(2, SHARED_BY * graded):
        return [_noted(record, LOGINS) if record.student in other else record for record in records]
    names = Spellings(people)
    return [_noted(one, _typed_note(one, names)) if one.student in other else one for one in records]


def _is_foreign(record: Record, person: Person) -> bool:
    own = {normalised_id(person.id), normalised_id(person.entry.login if person.entry else "")}
    return bool(record.typed) and record.typed not in own and record.numbers_of == record.typed


def _typed_note(record: Record, names: Spellings) -> str:
    near = names.near(record.typed)
    perhaps = f" It is nearly {' or '.join(map(repr, near))}." if near else ""
    return f"The id typed in the notebook is {record.typed!r}; the answers were held against its numbers.{perhaps}"


def _noted(record: Record, note: str) -> Record:
    return replace(record, staff_notes=[*record.staff_notes, note])


def say_once(records: Sequence[Record]) -> tuple[list[str], list[Record]]:
    """Return the notes that most of the graded share, with how many do, and the records without them."""
    counts = collections.Counter(note for one in records if one.graded for note in {*one.notes, *one.staff_notes})
    most = max(2, SHARED_BY * sum(record.graded for record in records))
    shared = {note for note, count in counts.items() if count > most}
    said = [f"{counts[note]} of {len(records)}: {note}" for note in sorted(shared)]
    return said, [
        replace(
            record,
            notes=[note for note in record.notes if note not in shared],
            staff_notes=[note for note in record.staff_notes if note not in shared],
        )
        for record in records
    ]


def _report_row(record: Record) -> tuple[object, ...]:
    waiting = sum(result.points for result in record.questions if result.status is QuestionStatus.BY_HAND)
    start = (record.student, record.status, record.score_so_far, record.points, waiting or None, record.problem)
    end = (record.handed_in, record.time_from, "late" if record.late else "", record.seconds)
    return (*start, _notes(record), record.file, *end)


def _notes(record: Record) -> str:
    return " ".join(dict.fromkeys([*record.staff_notes, *record.notes]))


def _question_table(records: Sequence[Record]) -> Table:
    """One row for each question of each student."""
    columns = ("student", "question", "score", "points", "status", "mistake", "message")
    rows = [(record.student, *_question_cells(result)) for record in records for result in record.questions]
    empty = [
        (record.student, "", None, record.points, record.status, "", record.problem)
        for record in records
        if not record.questions
    ]
    return columns, rows + empty


def _question_cells(one: QuestionResult) -> tuple[object, ...]:
    return one.name, one.score, one.points, one.status, one.mistake, one.message


def summary(
    homework: str,
    records: Sequence[Record],
    names: Mapping[str, str],
    remarks: Sequence[str],
    alike: Sequence[Likeness],
) -> str:
    """Return the report as text: how many, a row for everyone, what to look at, the mistakes that were made most.

    names  id -> full name, of those who have one in the class list
    """
    graded = [record for record in records if record.graded]
    waiting = [record for record in graded if record.score is None]
    counts = f"{len(graded)} graded, {len(records) - len(graded)} not graded, {len(waiting)} wait for marks by hand"
    lines = [f"{homework}: {len(records)} students, {counts}", "", *(_line(record, names) for record in records)]
    if remarks:
        lines += ["", "Of all:", *(f"  {remark}" for remark in remarks)]
    if alike:
        lines += ["", "For a person to look at (no mark depends on it):", *(f"  {one}" for one in alike)]
    return "\n".join([*lines, "", "Mistakes made most often:", *_common_mistakes(graded)])


def _line(record: Record, names: Mapping[str, str]) -> str:
    result = f"{record.score_so_far:6.2f} of {record.points:g}" if record.graded else f"{record.status:>12}"
    waiting = sum(one.points for one in record.questions if one.status is QuestionStatus.BY_HAND)
    by_hand = f" (+{waiting:g} by hand)" if waiting else ""
    name = names.get(record.student, "")
    who = record.student if name in ("", record.student) else f"{record.student} {name}"
    return f"{shown(who):<28} {result}{by_hand}  {record.problem or _notes(record)}".rstrip()


def _common_mistakes(graded: Sequence[Record]) -> list[str]:
    counts = collections.Counter(
        (result.name, result.mistake) for record in graded for result in record.questions if result.mistake
    )
    return [f"{count:5}  {name}: {mistake}" for (name, mistake), count in counts.most_common(10)] or ["  none"]
