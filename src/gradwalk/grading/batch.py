"""Grade a whole class: in parallel, in shards, again after a kill, with a record for everyone and a stop for no one."""

import hashlib
import itertools
import os
import sys
import threading
import time
import traceback
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass, field, replace
from typing import TextIO

from gradwalk.grading import sandbox
from gradwalk.grading.course import Course
from gradwalk.grading.folder import CourseFolder, Person, in_shard
from gradwalk.grading.hand_in import HandedIn
from gradwalk.grading.limits import Limits
from gradwalk.grading.marking import mark_bytes
from gradwalk.grading.reading import Unreadable, read_bytes
from gradwalk.grading.records import Record, fingerprint, read_record, write_record
from gradwalk.grading.report import shown
from gradwalk.grading.sheet import Sheet


@dataclass(frozen=True)
class Options:
    """How to grade: at how many at a time, which shard (index, count) or None, again or only what changed."""

    jobs: int = 2
    shard: tuple[int, int] | None = None
    again: bool = False
    unsafe: bool = False
    limits: Limits = field(default_factory=Limits)


def grade(folder: CourseFolder, homework: str, options: Options, out: TextIO | None = None) -> tuple[int, int]:
    """Grade `homework` of the CourseFolder `folder`; return the number of records written and the number kept.

    Raises SandboxError before anything is graded when there is something to grade and the sandbox does not work; where
    all is up to date no box is started. After that nothing stops the others: what goes wrong with one submission is
    written into its record. `out` (default: standard error) is told the progress.
    """
    sheet, secret = folder.sheet(homework), folder.secret()
    everyone = folder.people(homework)
    mine = [person for person in everyone if in_shard(person.id, options.shard)]
    logins = folder.roster().logins()
    ids, homeworks = frozenset(one.id for one in everyone), folder.homeworks()
    share = folder.share_of_questions()
    course = Course(secret, ids, options.limits, options.unsafe, logins, share, homeworks=homeworks)
    jobs = [_Job(folder, sheet, course, person, options.again) for person in mine]
    progress = Progress(len(jobs), out or sys.stderr)
    progress.say(f"{homework}: {len(jobs)} students")
    if not any(job.is_new() for job in jobs):
        return 0, len(jobs)
    sandbox.run([], [], {}, options.limits, unsafe=options.unsafe)
    _run_all(jobs, options.jobs, course.stop, progress)
    return progress.done, len(jobs) - progress.done


def _run_all(waiting: Sequence["_Job"], count: int, stop: threading.Event, progress: "Progress") -> None:
    """Run the jobs, `count` at a time; an interruption drops those that have not begun, and ends those that have."""
    processors = itertools.cycle(sorted(os.sched_getaffinity(0)))
    pool = ThreadPoolExecutor(count, initializer=_keep_to_a_processor, initargs=(processors,))
    try:
        for future in as_completed([pool.submit(job.run) for job in waiting]):
            if (record := future.result()) is None:
                progress.skip()
            else:
                progress.step(shown(record.student), record.problem or describe_score(record))
    except BaseException:
        stop.set()
        raise
    finally:
        pool.shutdown(cancel_futures=True)


def _keep_to_a_processor(processors: Iterator[int]) -> None:
    """Keep this thread, and with it its boxes, to one processor: what spins in one must not take another's time."""
    os.sched_setaffinity(0, {next(processors)})


@dataclass(frozen=True)
class _Job:
    """One submission to grade; it holds no answers, so that a class of any size fits into memory."""

    folder: CourseFolder
    sheet: Sheet
    course: Course
    person: Person
    again: bool

    def run(self) -> Record | None:
        """Write the record, whatever happens, and return it; None when there is one of exactly this submission."""
        started = time.monotonic()
        try:
            record = self._record()
        except Exception as error:  # noqa: BLE001  one submission must never stop the class; the record says what was
            record = self._failed(error)
        if record is not None:
            record = replace(record, seconds=round(time.monotonic() - started, 3), unsafe=self.course.unsafe)
            write_record(self.folder.record_folder(self.sheet.name), record)
        return record

    def is_new(self) -> bool:
        """Tell whether there is something to mark; what cannot be told is for `run`, which writes down why."""
        if self.again or read_record(self.folder.record_folder(self.sheet.name), self.person.id) is None:
            return True  # then `run` reads what was handed in, and once is enough
        try:
            return not self._is_up_to_date(self._read()[-1])
        except Exception:  # noqa: BLE001  as in `run`
            return True

    def _read(self) -> tuple[HandedIn, bytes | None, str, str, str]:
        """Return what was handed in, its bytes or the problem with them, their sha256, and the key of its record."""
        handed_in = self.folder.handed_in(self.person, self.sheet.name)
        data, problem = _content(handed_in)
        sha256 = "" if data is None else hashlib.sha256(data).hexdigest()
        content = "\n".join([sha256 or problem, *handed_in.notes])
        return (
            handed_in,
            data,
            problem,
            sha256,
            fingerprint(content, self.sheet, self.course.secret, self.course.unsafe, self.course.share),
        )

    def _record(self) -> Record | None:
        handed_in, data, problem, sha256, key = self._read()
        if self._is_up_to_date(key):
            return None
        file = handed_in.file
        record = Record(self.sheet.name, self.person.id, self.sheet.points, file=file, problem=problem)
        if data is not None:
            record = self._mark(data, file)
        return replace(
            record, notes=list(dict.fromkeys(record.notes)), staff_notes=[*handed_in.notes], sha256=sha256, key=key
        )

    def _is_up_to_date(self, key: str) -> bool:
        """Tell whether the record kept is of exactly this submission; a failure of the grading is tried again."""
        kept = None if self.again else read_record(self.folder.record_folder(self.sheet.name), self.person.id)
        if kept is None or kept.key != key or kept.retry:
            return False
        # A changed class list may have made the id that was typed hers, or a classmate's.
        return not kept.graded or kept.numbers_of == self.course.numbers([kept.typed], self.person.id).shown

    def _mark(self, data: bytes, file: str) -> Record:
        try:
            return mark_bytes(data, file, self.sheet, self.person.id, self.course)
        except sandbox.SandboxError:
            time.sleep(1)  # the machine may have been short of something for a moment
            return mark_bytes(data, file, self.sheet, self.person.id, self.course)

    def _failed(self, error: Exception) -> Record:
        trace = "".join(traceback.format_exception(error))[-2000:]
        problem = f"Grading itself failed with {type(error).__name__}: run `grade` again, and report it if it stays."
        return Record(self.sheet.name, self.person.id, self.sheet.points, problem=problem, trace=trace, retry=True)


def _content(handed_in: HandedIn) -> tuple[bytes | None, str]:
    """Return the bytes of what was handed in, or None and the reason."""
    if handed_in.path is None:
        return None, handed_in.problem
    try:
        return read_bytes(handed_in.path), ""
    except Unreadable as problem:
        return None, str(problem)


class Progress:
    """Writes a line for each submission, with how long the rest will take."""

    def __init__(self, total: int, out: TextIO) -> None:
        """Take the number of submissions to come and the stream to write to."""
        self.total, self.out, self.done = total, out, 0
        self.started = time.monotonic()

    def say(self, text: str) -> None:
        """Write one line at once."""
        print(text, file=self.out, flush=True)

    def skip(self) -> None:
        """Count one submission less: its record is up to date."""
        self.total -= 1

    def step(self, student: str, result: str) -> None:
        """Write the line of one finished submission."""
        self.done += 1
        left = (time.monotonic() - self.started) / self.done * (self.total - self.done)
        self.say(f"{self.done:4}/{self.total}  {student:<24} {result}  ({left:.0f} s to go)")


def describe_score(record: Record) -> str:
    """Return the score of a graded record in words."""
    known = [result for result in record.questions if result.score is not None]
    total = f"{record.score_so_far:g} of {sum(result.points for result in known):g} points"
    by_hand = sum(result.points for result in record.questions if result.score is None)
    return f"{total}, {by_hand:g} to be marked by hand" if by_hand else total


__all__ = ["Options", "describe_score", "grade"]
