"""Measure how many submissions a minute are graded, beside bare `nbgrader autograde` on the same submissions.

`uv run --extra grading python benchmarks/grading_speed.py` writes 60 submissions, right and wrong in turn, none of them
hostile (those stop or outlast nbgrader), grades them in both ways on two processes each, and prints a line for each.
nbgrader grades one submission after another; here two halves of the class run side by side, each with a gradebook of
its own, so that it has both cores as well. Compare the processor time when the machine has other work to do.
"""

import argparse
import contextlib
import importlib
import json
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "homework"))

sample_class, sample_notebooks = map(importlib.import_module, ("sample_class", "sample_notebooks"))

NAME = "01_gradient_direction"
PYTHON = [sys.executable, "-m"]
CONTROL_GROUPS = Path("/sys/fs/cgroup")


def write_submissions(course, size):
    """Write `size` submissions, every third of them with wrong answers."""
    mistakes = {exercise: next(iter(found.values())) for exercise, found in sample_notebooks.wrong_answers().items()}
    for number in range(size):
        student = f"student-{number:03}"
        bodies = {} if number % 3 else mistakes
        place = course / "submitted" / student / NAME
        place.mkdir(parents=True)
        notebook = sample_notebooks.answered(NAME, student, bodies)
        (place / f"{NAME}.ipynb").write_text(json.dumps(notebook), encoding="utf-8")


def make_course(root, size):
    """Make a course with a release and `size` submissions."""
    course = root / "course"
    run(["gradwalk.grading", "setup", str(course), "--sources", str(ROOT / "homework")])
    run(["gradwalk.grading", "release", str(course), NAME])
    write_submissions(course, size)
    return course


def run(arguments, **options):
    """Run a module quietly; raises CalledProcessError with its output when it fails."""
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", "")])
    environment = {**os.environ, "PATH": path}
    return subprocess.run([*PYTHON, *arguments], env=environment, check=True, capture_output=True, **options)


def time_gradwalk(course):
    """Grade, merge, and merge again what has not changed; return the seconds of each."""
    return tuple(
        timed(["gradwalk.grading", *words])
        for words in (["grade", str(course), NAME, "--jobs", "2"], *2 * [["merge", str(course), NAME]])
    )


def timed(arguments):
    """Run a module quietly and return the seconds it took."""
    start = time.perf_counter()
    run(arguments)
    return time.perf_counter() - start


def time_nbgrader(course, root):
    """Autograde two halves of the class side by side; return the seconds."""
    halves = [root / "half-0", root / "half-1"]
    for half in halves:
        shutil.copytree(course, half, ignore=shutil.ignore_patterns("submitted", "autograded", "grading"))
    for number, folder in enumerate(sorted((course / "submitted").iterdir())):
        shutil.copytree(folder, halves[number % 2] / "submitted" / folder.name)
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", "")])
    start = time.perf_counter()
    command = [*PYTHON, "nbgrader", "autograde", NAME, "--create"]
    quiet = {"env": {**os.environ, "PATH": path}, "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    workers = [subprocess.Popen(command, cwd=half, **quiet) for half in halves]
    codes = [worker.wait() for worker in workers]
    if any(codes):
        raise RuntimeError(f"nbgrader autograde failed with {codes}")
    return time.perf_counter() - start


class ProcessorTime:
    """The processor time of this process and all it starts, counted by a control group of its own.

    What a process has used is counted nowhere else when its box is killed from outside, which would flatter Gradwalk.
    Raises OSError where no control group can be made (that takes root).
    """

    def __init__(self) -> None:
        """Move this process into a new group, under version 1 or version 2 of control groups."""
        accounting = CONTROL_GROUPS / "cpuacct"
        self.group = (accounting if accounting.is_dir() else CONTROL_GROUPS) / f"gradwalk-{os.getpid()}"
        self.group.mkdir()
        (self.group / "cgroup.procs").write_text(str(os.getpid()))

    def seconds(self) -> float:
        """Return the seconds so far."""
        if (self.group / "cpuacct.usage").is_file():
            return int((self.group / "cpuacct.usage").read_text()) / 1e9
        return int((self.group / "cpu.stat").read_text().split()[1]) / 1e6

    def close(self) -> None:
        """Move this process back and remove the group."""
        (self.group.parent / "cgroup.procs").write_text(str(os.getpid()))
        with contextlib.suppress(OSError):  # what is left of a box may need a moment more
            self.group.rmdir()


def largest_memory():
    """Return the largest resident size of any child process so far, in MiB."""
    return resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024


def main():
    """Measure both ways, as often as is asked for, and print the figures."""
    parser = argparse.ArgumentParser(description="Submissions a minute, beside nbgrader autograde.")
    parser.add_argument("--size", type=int, default=60)
    parser.add_argument("--rounds", type=int, default=1, help="the ways take turns; each round has a class of its own")
    parser.add_argument("--only", choices=("gradwalk", "nbgrader"), help="measure one way")
    options = parser.parse_args()
    with contextlib.closing(ProcessorTime()) as processor:
        for _ in range(options.rounds):
            print(f"{options.size} submissions, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}")
            with tempfile.TemporaryDirectory() as folder:
                measure(Path(folder), options, processor)


def measure(folder, options, processor):
    """Measure what is asked for on one class, and print a line for each way and how they compare."""
    course, took = make_course(folder, options.size), {}
    if options.only != "nbgrader":
        before = processor.seconds()
        graded, merged, again = time_gradwalk(course)
        took["gradwalk grade, merge"] = graded + merged, processor.seconds() - before
        show("gradwalk grade, merge", options.size, *took["gradwalk grade, merge"])
        print(
            f"  of which {graded:.1f} s for grade, {merged:.1f} s for merge; merged again, nothing new: {again:.2f} s"
        )
    if options.only != "gradwalk":
        before = processor.seconds()
        took["nbgrader autograde"] = time_nbgrader(course, folder), processor.seconds() - before
        show("nbgrader autograde", options.size, *took["nbgrader autograde"])
    if not options.only:
        ours, theirs = took.values()
        print(f"  {theirs[0] / ours[0]:.1f} x as long, {theirs[1] / ours[1]:.1f} x the processor time", flush=True)


def show(name, size, seconds, processor):
    """Print one line of figures."""
    rate = f"{60 * size / seconds:6.1f} a minute, {processor / size:5.2f} s of processor time each"
    print(f"{name:<22} {seconds:7.1f} s, {rate}, largest process {largest_memory():.0f} MiB", flush=True)


if __name__ == "__main__":
    main()
