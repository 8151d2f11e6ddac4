"""Write records into nbgrader's gradebook through its own API, so that formgrader, feedback and export work as known.

Marks a person has given stay. Only one process may write at a time; a lock in the course folder sees to that.
"""

import contextlib
import datetime
import fcntl
import json
import os
import warnings
from pathlib import Path

from gradwalk.grading.marked_notebook import marked_notebook
from gradwalk.grading.marking import GRADED
from gradwalk.grading.sheet import CHECK_SUFFIX


class GradebookMissing(RuntimeError):
    """nbgrader is not installed, or the homework was never released into its gradebook."""


def _api():
    try:
        from nbgrader import api
    except ImportError as error:
        raise GradebookMissing(
            "nbgrader is not installed; install the extra with `pip install gradwalk[grading]`."
        ) from error
    return api


@contextlib.contextmanager
def one_writer(folder):
    """Hold the lock of the CourseFolder `folder`; raises RuntimeError when another process is writing."""
    path = folder.root / "grading" / "lock"
    path.parent.mkdir(parents=True, exist_ok=True)
    with open(path, "w", encoding="ascii") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise RuntimeError(f"Another process is merging into {folder.root}; wait until it has ended.") from error
        yield


def write_gradebook(folder, homework, records):
    """Write the graded ones of `records` (list of dicts) of `homework`; return how many.

    A submission that could not be graded is not written at all, because nbgrader would show its missing score as 0.
    """
    api = _api()
    source = json.loads((folder.root / "release" / homework / f"{homework}.ipynb").read_text(encoding="utf-8"))
    graded = [record for record in records if record["status"] == GRADED]
    file = folder.root.resolve() / "gradebook.db"
    if not file.is_file():
        raise GradebookMissing(f"There is no {file}; run `release` for {homework} first.")
    database = f"sqlite:///{file}"
    with warnings.catch_warnings(), api.Gradebook(database) as gradebook:
        warnings.filterwarnings("ignore", "Object of type")  # nbgrader adds these objects itself, a little later
        _require_homework(api, gradebook, homework)
        for record in graded:
            _write_notebook(folder, homework, source, record)
            _write_grades(gradebook, homework, record, _age_of(folder, homework, record))
    return len(graded)


def _require_homework(api, gradebook, homework):
    try:
        gradebook.find_assignment(homework)
    except api.MissingEntry as error:
        raise GradebookMissing(f"The gradebook does not know {homework}; run `release` for it first.") from error


def _age_of(folder, homework, record):
    path = folder.root / "submitted" / record["student"] / homework / record["file"]
    seconds = path.lstat().st_mtime if os.path.lexists(path) else 0
    return datetime.datetime.fromtimestamp(seconds, datetime.UTC).replace(tzinfo=None)


def _write_notebook(folder, homework, source, record):
    """Write the notebook formgrader shows; a score that a person changed is in the gradebook and not in it."""
    place = folder.root / "autograded" / record["student"] / homework
    place.mkdir(parents=True, exist_ok=True)
    temporary = place / f".{homework}.{os.getpid()}"
    text = json.dumps(marked_notebook(source, record), indent=1)
    temporary.write_text(text, encoding="utf-8", errors="backslashreplace")
    temporary.replace(place / f"{homework}.ipynb")


def _write_grades(gradebook, homework, record, timestamp):
    gradebook.update_or_create_student(record["student"])
    submission = gradebook.update_or_create_submission(homework, record["student"], timestamp=str(timestamp))
    notebook = next(notebook for notebook in submission.notebooks if notebook.name == homework)
    rows = {row["name"]: row for row in record["questions"]}
    for grade in notebook.grades:
        row = rows[grade.name.removesuffix(CHECK_SUFFIX)]
        grade.auto_score = row["score"]
        grade.needs_manual_grade = row["score"] is None and grade.manual_score is None
    for comment in notebook.comments:
        comment.auto_comment = rows[comment.name]["message"] if comment.name in rows else None
    gradebook.db.commit()


def manual_scores(folder, homework):
    """Return student -> question -> score given by a person, or {} when there is no gradebook yet."""
    path = Path(folder.root) / "gradebook.db"
    if not path.is_file():
        return {}
    api = _api()
    found = {}
    with api.Gradebook(f"sqlite:///{path.resolve()}") as gradebook:
        for submission in gradebook.assignment_submissions(homework):
            scores = {g.name: g.manual_score for nb in submission.notebooks for g in nb.grades}
            found[submission.student.id] = {
                name.removesuffix(CHECK_SUFFIX): score for name, score in scores.items() if score is not None
            }
    return found


def write_feedback(folder, homework, students):
    """Let nbgrader write the feedback pages of `students`; return those it failed for."""
    _api()
    from nbgrader.apps.api import NbGraderAPI
    from nbgrader.coursedir import CourseDirectory

    place = CourseDirectory(root=str(folder.root.resolve()), course_id="gradwalk")
    nbgrader = NbGraderAPI(coursedir=place)
    return [name for name in students if not nbgrader.generate_feedback(homework, name, force=True)["success"]]
