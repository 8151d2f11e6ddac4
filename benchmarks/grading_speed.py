"""Measure how many submissions a minute are graded, beside bare `nbgrader autograde` on the same submissions.

`uv run --extra grading python benchmarks/grading_speed.py` writes 60 submissions, right and wrong in turn, none of them
hostile (those stop or outlast nbgrader), grades them in both ways on two processes each, and prints a line for each.
nbgrader grades one submission after another; here two halves of the class run side by side, each with a gradebook of
its own, so that it has both cores as well. Compare the processor time when the machine has other work to do.
"""

import argparse
import contextlib
import ctypes
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
    """Grade and merge; return the seconds of each."""
    start = time.perf_counter()
    run(["gradwalk.grading", "grade", str(course), NAME, "--jobs", "2"])
    graded = time.perf_counter()
    subprocess.run([*PYTHON, "gradwalk.grading", "merge", str(course), NAME], check=True, capture_output=True)
    return graded - start, time.perf_counter() - graded


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


def adopt_orphans():
    """Become the parent of every process below that loses its own: Bubblewrap does not wait for what runs in the box.

    Without it the processor time of the boxes is counted nowhere, which would flatter Gradwalk.
    """
    pr_set_child_subreaper = 36
    ctypes.CDLL(None).prctl(pr_set_child_subreaper, 1, 0, 0, 0)


def processor_seconds():
    """Return the processor time of all processes below this one that have ended."""
    with contextlib.suppress(ChildProcessError):
        while os.waitpid(-1, os.WNOHANG)[0]:
            pass
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


def largest_memory():
    """Return the largest resident size of any child process so far, in MiB."""
    return resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024


def main():
    """Measure both ways and print the figures."""
    parser = argparse.ArgumentParser(description="Submissions a minute, beside nbgrader autograde.")
    parser.add_argument("--size", type=int, default=60)
    parser.add_argument("--only", choices=("gradwalk", "nbgrader"), help="measure one way")
    options = parser.parse_args()
    adopt_orphans()
    print(f"{options.size} submissions, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}")
    with tempfile.TemporaryDirectory() as folder:
        course = make_course(Path(folder), options.size)
        before = processor_seconds()
        if options.only != "nbgrader":
            seconds, merging = time_gradwalk(course)
            show("gradwalk grade, merge", options.size, seconds + merging, processor_seconds() - before)
            print(f"  of which {seconds:.1f} s for grade and {merging:.1f} s for merge")
        if options.only != "gradwalk":
            before = processor_seconds()
            seconds = time_nbgrader(course, Path(folder))
            show("nbgrader autograde", options.size, seconds, processor_seconds() - before)


def show(name, size, seconds, processor):
    """Print one line of figures."""
    rate = f"{60 * size / seconds:6.1f} a minute, {processor / size:5.2f} s of processor time each"
    print(f"{name:<22} {seconds:7.1f} s, {rate}, largest process {largest_memory():.0f} MiB", flush=True)


if __name__ == "__main__":
    main()
