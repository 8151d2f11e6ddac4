"""Measure the memory that a large class takes: the largest resident size of the command, and of all it starts.

`uv run --extra grading python benchmarks/grading_memory.py --size 1000` writes a class, good, broken and hostile, and
runs `grade`, `merge` and `feedback` on it. The trusted process is measured apart from the boxes, whose memory each has
a limit of its own. Pages of files that are shared are counted in the first figure and not in the second.
"""

import argparse
import subprocess
import tempfile
import time
from pathlib import Path

from grading_speed import NAME, PYTHON, ROOT, run, sample_class

from gradwalk.grading.folder import CourseFolder
from gradwalk.grading.gradebook import _open
from gradwalk.grading.limits import MEBIBYTE, bytes_in_use

WATCH_SECONDS = 0.1


def main():
    """Run the three commands and print a line for each."""
    parser = argparse.ArgumentParser(description="The memory of grading a large class.")
    parser.add_argument("--size", type=int, default=1000)
    parser.add_argument("--jobs", type=int, default=2)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        course = Path(folder) / "course"
        run(["gradwalk.grading", "setup", str(course), "--sources", str(ROOT / "homework")])
        run(["gradwalk.grading", "release", str(course), NAME])
        sample_class.write_class(course, NAME, options.size)
        watch("grade", course, "--jobs", str(options.jobs))
        watch("merge", course)
        mark_texts(course)
        watch("merge", course)
        watch("feedback", course)


def mark_texts(course):
    """Give every text a point, as a person does, so that the feedback can be written."""
    with _open(CourseFolder(course), NAME) as gradebook:
        for submission in gradebook.assignment_submissions(NAME):
            for grade in (grade for notebook in submission.notebooks for grade in notebook.grades):
                if grade.needs_manual_grade:
                    grade.manual_score, grade.needs_manual_grade = 1.0, False
        gradebook.db.commit()


def watch(command, course, *more):
    """Run one command and print the largest memory seen of it and of its whole tree of processes."""
    arguments = [*PYTHON, "gradwalk.grading", command, str(course), NAME, *more]
    started, largest = time.monotonic(), 0
    process = subprocess.Popen(arguments, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    alone = 0
    while process.poll() is None:
        alone = max(alone, peak_bytes(process.pid))
        largest = max(largest, bytes_in_use(process.pid))
        time.sleep(WATCH_SECONDS)
    sizes = f"{alone / MEBIBYTE:5.0f} MiB trusted process, {largest / MEBIBYTE:5.0f} MiB with all it started"
    print(f"{command:<9} {time.monotonic() - started:7.1f} s, {sizes}, exit {process.returncode}", flush=True)


def peak_bytes(pid):
    """Return the largest resident size a process has had so far, 0 when it has gone."""
    try:
        lines = Path(f"/proc/{pid}/status").read_text(encoding="ascii").splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) * 1024 for line in lines if line.startswith("VmHWM")), 0)


if __name__ == "__main__":
    main()
