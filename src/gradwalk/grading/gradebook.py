"""Write records into nbgrader's gradebook through its own API, so that formgrader, feedback and export work as known.

Marks a person has given stay. Only one process may write at a time; a lock in the course folder sees to that.
"""

import contextlib
import datetime
import fcntl
import itertools
import json
import os
import warnings

from gradwalk.grading.identity import internal_name
from gradwalk.grading.marked_notebook import marked_notebook
from gradwalk.grading.sheet import CHECK_SUFFIX

BATCH = 50  # submissions in one transaction: few commits, and formgrader never waits long for the database
ROSTER_COLUMNS = ("first_name", "last_name", "email", "lms_user_id")


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
    """Write the graded ones of `records` (read one by one) of `homework`; return how many.

    A submission that could not be graded is not written at all, because nbgrader would show its missing score as 0.
    Each BATCH is one transaction: a merge that is killed has written whole batches, and the next one writes the rest.
    """
    source = json.loads((folder.root / "release" / homework / f"{homework}.ipynb").read_text(encoding="utf-8"))
    graded = (record for record in records if record.graded)
    roster, count = folder.roster(), 0
    with _open(folder, homework) as gradebook:
        while batch := list(itertools.islice(graded, BATCH)):
            for record in batch:
                _write_notebook(folder, homework, source, record)
            _write_batch(gradebook, folder, homework, batch, roster)
            count += len(batch)
    return count


@contextlib.contextmanager
def _open(folder, homework):
    """Open the gradebook, which must know `homework`."""
    api = _api()
    file = folder.root.resolve() / "gradebook.db"
    if not file.is_file():
        raise GradebookMissing(f"There is no {file}; run `release` for {homework} first.")
    with warnings.catch_warnings(), api.Gradebook(f"sqlite:///{file}") as gradebook:
        warnings.filterwarnings("ignore", "Object of type")  # these objects are added in the same transaction
        try:
            gradebook.find_assignment(homework)
        except api.MissingEntry as error:
            raise GradebookMissing(f"The gradebook does not know {homework}; run `release` for it first.") from error
        yield gradebook


def _write_batch(gradebook, folder, homework, batch, roster):
    """Write the students, the submissions and their grades in one transaction, then let go of all of them."""
    with gradebook.db.no_autoflush:
        assignment = gradebook.find_assignment(homework)
        names = {cell.id: cell.name for notebook in assignment.notebooks for cell in _cells(notebook)}
        students = _students(gradebook, batch, roster)
        submissions = _submissions(gradebook, assignment, students)
        for record in batch:
            submission = submissions.get(internal_name(record.student))
            submission = submission or _new_submission(gradebook, assignment, students[internal_name(record.student)])
            submission.timestamp = datetime.datetime.fromisoformat(record.handed_in) if record.handed_in else None
            _write_grades(submission, names, record)
        gradebook.db.commit()
    gradebook.db.expunge_all()


def _cells(notebook):
    return [*notebook.grade_cells, *notebook.solution_cells, *notebook.task_cells]


def _students(gradebook, batch, roster):
    """Return internal name -> Student for the records of `batch`; the names of the class list are kept up to date."""
    student_type = _api().Student
    wanted = {internal_name(record.student): record.student for record in batch}
    found = {one.id: one for one in gradebook.db.query(student_type).filter(student_type.id.in_(list(wanted)))}
    for name, student in wanted.items():
        if name not in found:
            found[name] = student_type(id=name)
            gradebook.db.add(found[name])
        entry = roster.find(student)
        for column in ROSTER_COLUMNS if entry else ():
            text = getattr(entry, column)
            if text and getattr(found[name], column) != text:
                setattr(found[name], column, text)
    return found


def _submissions(gradebook, assignment, students):
    """Return internal name -> SubmittedAssignment, with everything below it loaded in a few queries."""
    from sqlalchemy.orm import selectinload

    api = _api()
    submitted, notebook = api.SubmittedAssignment, api.SubmittedNotebook
    below = selectinload(submitted.notebooks)
    query = gradebook.db.query(submitted).options(
        below.selectinload(notebook.grades), below.selectinload(notebook.comments)
    )
    found = query.filter(submitted.assignment_id == assignment.id, submitted.student_id.in_(list(students)))
    return {submission.student_id: submission for submission in found}


def _new_submission(gradebook, assignment, student):
    """Make the submission with an empty grade and comment for each cell, as nbgrader does, but commit nothing yet."""
    api = _api()
    submission = api.SubmittedAssignment(assignment=assignment, student=student)
    for notebook in assignment.notebooks:
        mine = api.SubmittedNotebook(notebook=notebook, assignment=submission)
        for cell in (*notebook.grade_cells, *notebook.task_cells):
            api.Grade(cell_id=cell.id, notebook=mine)
        for cell in (*notebook.solution_cells, *notebook.task_cells):
            api.Comment(cell_id=cell.id, notebook=mine)
    gradebook.db.add(submission)
    return submission


def _write_notebook(folder, homework, source, record):
    """Write the notebook formgrader shows; a score that a person changed is in the gradebook and not in it."""
    place = folder.root / "autograded" / internal_name(record.student) / homework
    place.mkdir(parents=True, exist_ok=True)
    temporary = place / f".{homework}.{os.getpid()}"
    text = json.dumps(marked_notebook(source, record))
    temporary.write_text(text, encoding="utf-8", errors="backslashreplace")
    temporary.replace(place / f"{homework}.ipynb")


def _write_grades(submission, names, record):
    """Put the scores and reasons of `record` into the objects of `submission`; `names` has the name of each cell."""
    results = {result.name: result for result in record.questions}
    for notebook in submission.notebooks:
        for grade in notebook.grades:
            result = results[names[grade.cell_id].removesuffix(CHECK_SUFFIX)]
            grade.auto_score = result.score
            grade.needs_manual_grade = result.score is None and grade.manual_score is None
        for comment in notebook.comments:
            result = results.get(names[comment.cell_id])
            # A text that waits for a person has no comment yet: nbgrader would print it on the page for the learner.
            comment.auto_comment = result.message if result and result.score is not None else None


def manual_scores(folder, homework):
    """Return internal name -> question -> score given by a person, extra credit included; {} without a gradebook."""
    if not (folder.root / "gradebook.db").is_file():
        return {}
    with _open(folder, homework) as gradebook:
        found = {}
        for student, name, *scores in _scores_by_hand(gradebook, homework):
            score = _total(*scores)
            if score is not None:
                found.setdefault(student, {})[name.removesuffix(CHECK_SUFFIX)] = score
        return found


def _scores_by_hand(gradebook, homework):
    """Return (student, cell, automatic score, score by hand, extra credit) wherever a person entered something."""
    api = _api()
    grade = api.Grade
    columns = (api.SubmittedAssignment.student_id, api.BaseCell.name)
    query = gradebook.db.query(*columns, grade.auto_score, grade.manual_score, grade.extra_credit).select_from(grade)
    query = query.join(api.BaseCell, api.BaseCell.id == grade.cell_id)
    query = query.join(api.SubmittedNotebook, api.SubmittedNotebook.id == grade.notebook_id)
    query = query.join(api.SubmittedAssignment, api.SubmittedAssignment.id == api.SubmittedNotebook.assignment_id)
    query = query.filter(api.SubmittedAssignment.assignment_id == gradebook.find_assignment(homework).id)
    return query.filter((grade.manual_score.isnot(None)) | (grade.extra_credit.isnot(None))).all()


def _total(automatic, by_hand, extra):
    """Return what nbgrader shows as the score, but None while there is neither score: extra credit alone is none."""
    score = automatic if by_hand is None else by_hand
    return None if score is None else score + (extra or 0.0)


def write_feedback(folder, homework, students):
    """Let nbgrader write the feedback pages of `students`; return those it failed for."""
    _api()
    from nbgrader.apps.api import NbGraderAPI
    from nbgrader.coursedir import CourseDirectory

    place = CourseDirectory(root=str(folder.root.resolve()), course_id="gradwalk")
    nbgrader = NbGraderAPI(coursedir=place)
    return [name for name in students if not nbgrader.generate_feedback(homework, name, force=True)["success"]]
