"""Grade a whole class: in parallel, in shards, again after a kill, with a record for everyone and a stop for no one."""

import itertools
import os
import sys
import time
import traceback
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass, field
from pathlib import Path

from gradwalk.grading import sandbox
from gradwalk.grading.folder import in_shard
from gradwalk.grading.limits import Limits
from gradwalk.grading.marking import NOT_GRADED, Course, mark
from gradwalk.grading.records import fingerprint, read_record, write_record
from gradwalk.grading.report import shown


@dataclass(frozen=True)
class Options:
    """How to grade: at how many at a time, which shard (index, count) or None, again or only what changed."""

    jobs: int = 2
    shard: tuple | None = None
    again: bool = False
    unsafe: bool = False
    limits: Limits = field(default_factory=Limits)


def grade(folder, homework, options, out=sys.stderr):
    """Grade `homework` of the CourseFolder `folder`; return the number of records written and the number kept.

    Raises SandboxError before anything is graded when the sandbox does not work. After that nothing stops the others:
    what goes wrong with one submission is written into its record.
    """
    sheet, secret = folder.sheet(homework), folder.secret()
    sandbox.run([], [], {}, options.limits, unsafe=options.unsafe)
    everyone = folder.students(homework)
    mine = [student for student in everyone if in_shard(student, options.shard)]
    course = Course(secret, frozenset(everyone), options.limits, options.unsafe)
    waiting = [job for job in (_job(folder, sheet, course, student) for student in mine) if job.due(options)]
    progress = Progress(len(waiting), out)
    progress.say(f"{homework}: {len(mine)} students, {len(mine) - len(waiting)} records are up to date")
    _run_all(waiting, options.jobs, progress)
    return len(waiting), len(mine) - len(waiting)


def _run_all(waiting, count, progress):
    """Run the jobs, `count` at a time; an interruption drops those that have not begun."""
    processors = itertools.cycle(sorted(os.sched_getaffinity(0)))
    pool = ThreadPoolExecutor(count, initializer=_keep_to_a_processor, initargs=(processors,))
    try:
        for future in as_completed([pool.submit(job.run) for job in waiting]):
            progress.step(*future.result())
    finally:
        pool.shutdown(cancel_futures=True)


def _keep_to_a_processor(processors):
    """Keep this thread, and with it its boxes, to one processor: what spins in one must not take another's time."""
    os.sched_setaffinity(0, {next(processors)})


@dataclass(frozen=True)
class _Job:
    """One submission to grade; it holds no answers, so that a class of any size fits into memory."""

    handed_in: object
    sheet: object
    course: Course
    records: Path
    key: str
    up_to_date: bool

    def due(self, options):
        """Tell whether there is no record of exactly this submission; a failure of the grading is tried again."""
        return options.again or not self.up_to_date

    def run(self):
        """Write the record, whatever happens; return the student and the result in a few words."""
        started = time.monotonic()
        try:
            record = self._mark()
        except Exception as error:  # noqa: BLE001  one submission must never stop the class; the record says what was
            record = self._failed(error)
        notes = list(dict.fromkeys([*self.handed_in.notes, *record.get("notes", [])]))
        seconds = round(time.monotonic() - started, 3)
        record = {**record, "notes": notes, "key": self.key, "seconds": seconds, "unsafe": self.course.unsafe}
        write_record(self.records, record)
        return shown(record["student"]), record["problem"] or describe_score(record)

    def _mark(self):
        if self.handed_in.path is None:
            return {**self._row(NOT_GRADED), "problem": self.handed_in.problem}
        try:
            return mark(self.handed_in.path, self.sheet, self.handed_in.student, self.course)
        except sandbox.SandboxError:
            time.sleep(1)  # the machine may have been short of something for a moment
            return mark(self.handed_in.path, self.sheet, self.handed_in.student, self.course)

    def _failed(self, error):
        trace = "".join(traceback.format_exception(error))[-2000:]
        problem = f"Grading itself failed with {type(error).__name__}: run `grade` again, and report it if it stays."
        return {**self._row(NOT_GRADED), "problem": problem, "trace": trace, "retry": True}

    def _row(self, status):
        student, points = self.handed_in.student, self.sheet.points
        file = self.handed_in.path.name if self.handed_in.path else ""
        row = {"homework": self.sheet.name, "student": student, "file": file, "points": points}
        return {**row, "status": status, "questions": [], "notes": []}


def _job(folder, sheet, course, student):
    handed_in, records = folder.handed_in(student, sheet.name), folder.record_folder(sheet.name)
    key = fingerprint(handed_in, sheet, course.secret, course.unsafe)
    kept = read_record(records, student) or {}
    return _Job(handed_in, sheet, course, records, key, kept.get("key") == key and not kept.get("retry", False))


class Progress:
    """Writes a line for each submission, with how long the rest will take."""

    def __init__(self, total, out):
        """Take the number of submissions to come and the stream to write to."""
        self.total, self.out, self.done = total, out, 0
        self.started = time.monotonic()

    def say(self, text):
        """Write one line at once."""
        print(text, file=self.out, flush=True)

    def step(self, student, result):
        """Write the line of one finished submission."""
        self.done += 1
        left = (time.monotonic() - self.started) / self.done * (self.total - self.done)
        self.say(f"{self.done:4}/{self.total}  {student:<24} {result}  ({left:.0f} s to go)")


def describe_score(record):
    """Return the score of a graded record in words."""
    code = [row for row in record["questions"] if row["score"] is not None]
    total = f"{sum(row['score'] for row in code):g} of {sum(row['points'] for row in code):g} points"
    by_hand = sum(row["points"] for row in record["questions"] if row["score"] is None)
    return f"{total}, {by_hand:g} to be marked by hand" if by_hand else total


__all__ = ["Options", "describe_score", "grade"]
