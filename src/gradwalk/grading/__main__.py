"""The instructor's commands: `python -m gradwalk.grading COMMAND`; see homework/README.md for the walk-through."""

import argparse
import io
import os
import re
import sys
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path

from gradwalk.grading import batch, collect, doctor, feedback, gradebook, merging, release, report
from gradwalk.grading.folder import CourseFolder, suggestions
from gradwalk.grading.limits import Limits
from gradwalk.grading.records import Record
from gradwalk.grading.sandbox import SandboxError

REFUSALS = (
    SandboxError,
    release.ReleaseRefused,
    OSError,
    ValueError,
    RuntimeError,
)


def main(arguments=None):
    """Run one command; returns the exit code: 0 done, 1 something is not right, 2 refused and said why, 130 stopped."""
    options = build_parser().parse_args(arguments)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")  # a terminal that cannot show a name must not stop the class
    try:
        return options.command(options)
    except REFUSALS as error:
        print(f"gradwalk.grading: {error}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        print("gradwalk.grading: stopped; give the same command again to go on.", file=sys.stderr)
        return 130


def build_parser():
    """Return the parser of all commands."""
    parser = argparse.ArgumentParser(prog="python -m gradwalk.grading", description="Hand out and mark the homework.")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    commands.add_parser("doctor", help="tell which protections are active").set_defaults(command=run_doctor)
    setup = _add(commands, "setup", run_setup, "make a course folder", homework=False)
    setup.add_argument("--sources", type=Path, default=Path("homework"), help="the homework folder of the repository")
    _add(commands, "release", run_release, "make the notebooks for the students")
    gather = _add(commands, "collect", run_collect, "sort the zip of a learning platform, or a folder, into submitted/")
    gather.add_argument("sources", type=Path, nargs="*", help="zips, folders; else all of COURSE/downloaded/HOMEWORK")
    gather.add_argument("--inside", default="", metavar="FOLDER", help="only what is in this folder of a source")
    grade = _add(commands, "grade", run_grade, "mark what was handed in")
    grade.add_argument("--jobs", type=int, default=os.cpu_count() or 1, help="so many at a time")
    grade.add_argument("--shard", type=read_shard, help="i/N: only part i of N, counted from 0")
    grade.add_argument("--again", action="store_true", help="mark everything again, not only what changed")
    grade.add_argument("--unsafe", action="store_true", help="without a sandbox: only for work of your own")
    grade.add_argument("--seconds", type=float, default=4.0, help="the time for each answer")
    merge = _add(commands, "merge", run_merge, "write the gradebook, the report and the tables")
    merge.add_argument("--no-gradebook", action="store_true", help="only the report and the tables")
    _add(commands, "feedback", run_feedback, "write the feedback pages of those who are marked completely")
    return parser


def _add(commands, name, command, text, *, homework=True):
    parser = commands.add_parser(name, help=text)
    parser.set_defaults(command=command)
    parser.add_argument("course", type=lambda path: CourseFolder(Path(path)), help="the folder of the course")
    if homework:
        parser.add_argument("homework", help="such as 01_gradient_direction")
    return parser


def read_shard(text):
    """Return (index, count) of a text such as 0/4; raises argparse.ArgumentTypeError for anything else."""
    match = re.fullmatch(r"(\d+)/(\d+)", text)
    if not match or int(match[1]) >= int(match[2]):
        raise argparse.ArgumentTypeError(f"{text!r} is not i/N with i from 0 to N - 1")
    return int(match[1]), int(match[2])


def run_doctor(_options):
    """Print what the doctor found."""
    findings = doctor.examine()
    print(doctor.report(findings))
    return 0 if all(finding.holds for finding in findings) else 1


def run_setup(options):
    """Make the course folder."""
    release.set_up(options.course, options.sources)
    print(f"The course is in {options.course.root}; keep {options.course.secret_file} to yourself.")
    return 0


def run_release(options):
    """Make one release."""
    print(f"Give this to the students: {release.release(options.course, options.homework)}")
    return 0


def run_collect(options: argparse.Namespace) -> int:
    """Collect what was downloaded; 1 when a person has to do something about it."""
    course, homework = options.course, options.homework
    sources = options.sources or collect.downloaded(course, homework)
    with gradebook.one_writer(course):
        rows = collect.collect(course, homework, sources, options.inside)
        report.write_table(course.report_folder(homework) / "collected.csv", *collect.table_of(rows))
    print("\n".join(collect.describe_rows(rows)))
    doubts = [*course.roster().remarks, *suggestions(course.people(homework)).values()]
    print("\n".join(doubts), end="\n" if doubts else "")
    print(f"Every file: {course.report_folder(homework) / 'collected.csv'}. Next: grade.")
    return 1 if any(row.to_do for row in rows) else 0


def run_grade(options):
    """Grade one homework or a shard of it."""
    limits = replace(Limits(), question_seconds=options.seconds, cell_seconds=options.seconds)
    how = batch.Options(max(options.jobs, 1), options.shard, options.again, options.unsafe, limits)
    if options.unsafe:
        print("UNSAFE: what was handed in runs with all your rights and can do what you can do.", file=sys.stderr)
    done, kept = batch.grade(options.course, options.homework, how)
    print(f"{done} marked, {kept} were up to date. Next: merge.")
    return 0


def run_merge(options: argparse.Namespace) -> int:
    """Merge all records into the gradebook and the tables; 1 when someone is not graded."""
    course, homework = options.course, options.homework
    with gradebook.one_writer(course):
        if options.no_gradebook:
            merged = (record for _person, record in report.collect(course, homework))
        else:
            merged = merging.Merging.of(course, homework).run()
        records = [record.without_answers() for record in merged]
        print(report.write_reports(course, homework, records))
    print(f"\nTables: {course.report_folder(homework)}")
    return 0 if all(record.graded for record in records) else 1


def _noted(records: Iterable[Record], light: list[Record]) -> Iterator[Record]:
    """Yield `records`, and keep in `light` what the tables need of them."""
    for record in records:
        light.append(record.without_answers())
        yield record


def run_feedback(options: argparse.Namespace) -> int:
    """Merge, then write the feedback pages of everyone whose marks are complete; 1 when one failed."""
    course, homework = options.course, options.homework
    with gradebook.one_writer(course):
        records: list[Record] = []
        written = feedback.write_pages(course, homework, _noted(merging.Merging.of(course, homework).run(), records))
        report.write_reports(course, homework, records)
        zips = feedback.write_zips(course, homework)
    counts = f"{len(written.new)} feedback pages written, {len(written.unchanged)} are up to date"
    print(f"{counts}, {written.waiting} wait for marks.")
    for path, count in zips.items():
        print(f"{count} pages to upload: {path}")
    for student in written.failed:
        print(f"nbgrader failed for {student}", file=sys.stderr)
    return 1 if written.failed else 0


if __name__ == "__main__":
    sys.exit(main())
