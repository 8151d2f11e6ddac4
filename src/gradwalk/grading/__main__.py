"""The instructor's commands: `gradwalk homework COMMAND`; see homework/README.md for the walk-through.

What a command needs is imported when it runs: help, and a doctor who marks nothing, should not wait for NumPy.
"""

from __future__ import annotations

import argparse
import errno
import io
import os
import re
import sys
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from gradwalk.material import homework_folder

if TYPE_CHECKING:
    from gradwalk.grading.folder import CourseFolder

Command = Callable[[argparse.Namespace], int]
PATTERNS = frozenset("[]*?{}")  # in the path of a course: nbgrader's globs, fields and addresses of databases
PROGRAM = "python -m gradwalk.grading"
REFUSALS = (OSError, ValueError, RuntimeError)  # SandboxError and ReleaseRefused are of the last kind
_PERMISSIONS = "change its permissions, or those of the folder it is in"
REMEDIES = {
    errno.EACCES: _PERMISSIONS,
    errno.EPERM: _PERMISSIONS,
    errno.EROFS: "move the course to where you may write",
    errno.ENOSPC: "make room",
    errno.EDQUOT: "make room",
    errno.EEXIST: "rename the file that is in the place of a folder",
    errno.ENOTDIR: "rename the file that is in the place of a folder",
    errno.EISDIR: "move the folder that is in the place of a file away",
}
ABOUT = """Hand out the homework, collect it, mark it in a sandbox, give it back.

The way through a week: doctor, setup, release, collect, grade, merge, feedback. Each command can be given again:
what is done stays done, and marks by hand are kept."""
MORE = """Exit code: 0 done; 1 somebody is not graded, or a person has to look; 2 refused, with the reason; 130 stopped.
Nothing is ever marked without Bubblewrap, unless you say --unsafe."""


def main(arguments: Sequence[str] | None = None, program: str = PROGRAM) -> int:
    """Run one command of `program`; returns the exit code.

    0 done, 1 something is not right, 2 refused and said why, 130 stopped.
    """
    options = build_parser(program).parse_args(arguments)
    if os.name == "nt":
        print(f"{program}: the homework is marked on Linux: give this command in WSL.", file=sys.stderr)
        return 2
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")  # a terminal that cannot show a name must not stop the class
    try:
        return options.command(options)
    except REFUSALS as error:
        print(f"{program.removeprefix('python -m ')}: {sentence_about(error)}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        print(f"{program.removeprefix('python -m ')}: stopped; give the same command again to go on.", file=sys.stderr)
        return 130


def sentence_about(error: Exception) -> str:
    """Return what an error says; one of the operating system about a file names it and says what to do."""
    if not isinstance(error, OSError) or error.filename is None or error.errno not in REMEDIES:
        return str(error)
    return f"{error.filename}: {error.strerror}: {REMEDIES[error.errno]}, and give the same command again."


def build_parser(program: str = PROGRAM) -> argparse.ArgumentParser:
    """Return the parser of all commands of `program`."""
    parser = argparse.ArgumentParser(
        prog=program, description=ABOUT, epilog=MORE, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    commands.add_parser("doctor", help="tell which protections are active").set_defaults(command=run_doctor)
    new = commands.add_parser("new", help="begin homeworks of your own, from an example with one exercise")
    new.add_argument("folder", type=Path, help="a folder that is not there yet")
    new.set_defaults(command=run_new)
    _add_build(commands)
    tried = commands.add_parser("try", help="try homeworks of your own: solutions right, wrong answers recognised")
    tried.add_argument("folder", type=Path, help="the folder with checks.py, exercises/ and wrong_answers.toml")
    tried.set_defaults(command=run_trial)
    setup = _add(commands, "setup", run_setup, "make a course folder", homework=False)
    setup.add_argument("--sources", type=Path, help="a homework folder of your own (default: the five of the course)")
    setup.add_argument("--questions", type=read_percent, metavar="PERCENT", help="points for questions about an answer")
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
    _add(commands, "interview", run_interview, "write pages to print: a talk about her own code, the homework on paper")
    _add(commands, "feedback", run_feedback, "write the feedback pages of those who are marked completely")
    return parser


def _add_build(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command that builds homeworks of one's own."""
    from gradwalk.grading import building

    text = "make the notebooks of homeworks of your own, run and with outputs, from their texts"
    raw = argparse.RawDescriptionHelpFormatter
    build = commands.add_parser("build", help=text, description=building.__doc__, formatter_class=raw)
    build.add_argument("folder", type=Path, help="the folder with checks.py and exercises/NAME.md")
    build.add_argument("--check", action="store_true", help="write nothing; 1 when a notebook is out of date")
    build.set_defaults(command=run_build)


def _add(
    commands: argparse._SubParsersAction[argparse.ArgumentParser],
    name: str,
    command: Command,
    text: str,
    *,
    homework: bool = True,
) -> argparse.ArgumentParser:
    parser = commands.add_parser(name, help=text)
    parser.set_defaults(command=command)
    parser.add_argument("course", type=read_course, help="the folder of the course")
    if homework:
        parser.add_argument("homework", help="such as 01_gradient_direction")
    return parser


def read_course(text: str) -> CourseFolder:
    """Return the CourseFolder at the path `text`; raises argparse.ArgumentTypeError where nbgrader would go astray."""
    from gradwalk.grading.folder import CourseFolder

    root = Path(text)
    odd = sorted(set(str(root.absolute())) & PATTERNS)
    if odd:
        raise argparse.ArgumentTypeError(
            f"the path {text!r} holds {' '.join(odd)}, which nbgrader takes for a pattern: rename the folder"
        )
    return CourseFolder(root)


def read_shard(text: str) -> tuple[int, int]:
    """Return (index, count) of a text such as 0/4; raises argparse.ArgumentTypeError for anything else."""
    match = re.fullmatch(r"(\d+)/(\d+)", text)
    if not match or int(match[1]) >= int(match[2]):
        raise argparse.ArgumentTypeError(f"{text!r} is not i/N with i from 0 to N - 1")
    return int(match[1]), int(match[2])


def read_percent(text: str) -> float:
    """Return a number from 0 to 100; raises argparse.ArgumentTypeError for anything else."""
    if not re.fullmatch(r"\d{1,3}(\.\d+)?%?", text) or float(text.removesuffix("%")) > 100:
        raise argparse.ArgumentTypeError(f"{text!r} is not a number from 0 to 100")
    return float(text.removesuffix("%"))


def run_doctor(_options: argparse.Namespace) -> int:
    """Print what the doctor found."""
    from gradwalk.grading import doctor

    findings = doctor.examine()
    print(doctor.report(findings))
    return 0 if all(finding.holds for finding in findings) else 1


def run_new(options: argparse.Namespace) -> int:
    """Copy the example."""
    from gradwalk.grading import building

    folder = building.begin(options.folder)
    print(f"{folder}: change checks.py, exercises/ and wrong_answers.toml. Next: build, try, and setup --sources.")
    return 0


def run_build(options: argparse.Namespace) -> int:
    """Build homeworks of one's own, or tell which notebook is out of date; 1 where one is."""
    from gradwalk.grading import building

    if not options.check:
        print("\n".join(map(str, building.build_all(options.folder))))
        return 0
    stale = [path.stem for path in building.texts_in(options.folder) if not building.is_current(path)]
    print("\n".join(f"out of date: {name}" for name in stale) or "Every notebook is up to date.")
    return 1 if stale else 0


def run_trial(options: argparse.Namespace) -> int:
    """Print what is wrong with homeworks of one's own; 1 where something is."""
    from gradwalk.grading.trial import trial

    faults = trial(options.folder)
    print("\n".join(faults) or "Every solution is right, and every wrong answer is recognised.")
    return 1 if faults else 0


def run_setup(options: argparse.Namespace) -> int:
    """Make the course folder."""
    from gradwalk.grading import release

    for remark in release.set_up(options.course, options.sources or homework_folder()):
        print(remark)
    if options.questions is not None:
        options.course.set_share_of_questions(options.questions)
    share = options.course.share_of_questions()
    print(f"Questions about her own answer are worth {share:.0%} of its points; `setup --questions 0` asks none.")
    print(f"The course is in {options.course.root}; keep {options.course.secret_file} to yourself.")
    return 0


def run_release(options: argparse.Namespace) -> int:
    """Make one release."""
    from gradwalk.grading import gradebook, release

    with gradebook.one_writer(options.course):
        print(f"Give this to the students: {release.release(options.course, options.homework)}")
    return 0


def run_collect(options: argparse.Namespace) -> int:
    """Collect what was downloaded; 1 when a person has to do something about it."""
    from gradwalk.grading import collect, gradebook, tables
    from gradwalk.grading.folder import suggestions

    course, homework = options.course, options.homework
    sources = options.sources or collect.downloaded(course, homework)
    with gradebook.one_writer(course):
        rows = collect.collect(course, homework, sources, options.inside)
        tables.write_table(course.report_folder(homework) / "collected.csv", *collect.table_of(rows))
    print("\n".join(collect.describe_rows(rows)))
    doubts = [*course.roster().remarks, *suggestions(course.people(homework)).values()]
    print("\n".join(doubts), end="\n" if doubts else "")
    print(f"Every file: {course.report_folder(homework) / 'collected.csv'}. Next: grade.")
    found = any(row.result.startswith("notebook") for row in rows)
    return 1 if not found or any(row.to_do for row in rows) else 0


def run_grade(options: argparse.Namespace) -> int:
    """Grade one homework or a shard of it."""
    from gradwalk.grading import batch
    from gradwalk.grading.limits import Limits

    limits = replace(Limits(), question_seconds=options.seconds, cell_seconds=options.seconds)
    how = batch.Options(max(options.jobs, 1), options.shard, options.again, options.unsafe, limits)
    if options.unsafe:
        print("UNSAFE: what was handed in runs with all your rights and can do what you can do.", file=sys.stderr)
    done, kept = batch.grade(options.course, options.homework, how)
    print(f"{done} marked, {kept} were up to date. Next: merge.")
    return 0


def run_merge(options: argparse.Namespace) -> int:
    """Merge all records into the gradebook and the tables; 1 when someone is not graded."""
    from gradwalk.grading import gradebook, merging, report

    course, homework = options.course, options.homework
    summing = report.Summing()
    with gradebook.one_writer(course):
        if options.no_gradebook:
            merged = (record for _person, record in report.collect(course, homework))
        else:
            merged = merging.Merging.of(course, homework).run()
        for record in merged:
            summing.take(record)
        print(report.write_reports(course, homework, summing))
    print(f"\nTables: {course.report_folder(homework)}")
    return 0 if all(record.graded for record in summing.records) else 1


def run_interview(options: argparse.Namespace) -> int:
    """Write the pages for a talk with each learner, and the homework on paper with its key."""
    from gradwalk.grading import interview

    for path in interview.write_pages(options.course, options.homework):
        print(path)
    return 0


def run_feedback(options: argparse.Namespace) -> int:
    """Merge, then write the feedback pages of everyone whose marks are complete; 1 when one failed."""
    from gradwalk.grading import feedback, gradebook, merging, report

    course, homework = options.course, options.homework
    with gradebook.one_writer(course):
        summing = report.Summing()
        written = feedback.write_pages(course, homework, summing.passing(merging.Merging.of(course, homework).run()))
        report.write_reports(course, homework, summing)
        zips = feedback.write_zips(course, homework, written)
    counts = f"{len(written.new)} feedback pages written, {len(written.unchanged)} are up to date"
    print(f"{counts}, {written.waiting} wait for marks.")
    for path, count in zips.items():
        print(f"{count} pages to upload: {path}")
    for student in written.failed:
        print(f"nbgrader failed for {student}", file=sys.stderr)
    return 1 if written.failed else 0


if __name__ == "__main__":
    sys.exit(main())
