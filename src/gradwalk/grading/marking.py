"""Mark one submission: read it, run it in the sandbox, compare outside, and return everything as one plain record.

The hidden inputs follow from a secret of the course and the student id, so they are the same each time and differ
between students. Right values, comparison, scores and reasons never enter the sandbox.
"""

import time
from collections.abc import Collection, Mapping
from dataclasses import replace
from pathlib import Path

from gradwalk.checks.exercise import ALMOST, WRONG, HomeworkDefinition, Verdict
from gradwalk.checks.homework import HOMEWORKS
from gradwalk.grading.code_questions import CodeMarker
from gradwalk.grading.course import Course
from gradwalk.grading.notes import notes_on
from gradwalk.grading.pictures import repainted
from gradwalk.grading.reading import Notebook, Unreadable, parse_notebook, read_bytes
from gradwalk.grading.records import QuestionResult, QuestionStatus, Record, RecordStatus
from gradwalk.grading.recovery import RecoveredNotebook, recover, settle_missing
from gradwalk.grading.sheet import Sheet, SheetQuestion

CHANGED = (
    "But the questions about it were answered for other code than was handed in: ask about this code, `interview` has "
    "questions, and give the points."
)


def mark(path: Path, sheet: Sheet, student: str, course: Course) -> Record:
    """Read the file `path` and return its Record; see `mark_bytes`."""
    try:
        data = read_bytes(path)
    except Unreadable as problem:
        return Record(sheet.name, student, sheet.points, file=path.name, problem=str(problem))
    return mark_bytes(data, path.name, sheet, student, course)


def mark_bytes(data: bytes, file: str, sheet: Sheet, student: str, course: Course) -> Record:
    """Return the Record of the submission `data` (bytes, from a file called `file`) of `student`, marked for `course`.

    A file nothing can be read from gives a record that is not graded and says what to do. Raises SandboxError when the
    sandbox does not start, because then nothing is known about the submission.
    """
    started = time.monotonic()
    record = Record(sheet.name, student, sheet.points, file=file)
    try:
        notebook = parse_notebook(data)
        recovered = _recovered(notebook, sheet, course)
    except Unreadable as problem:
        return replace(record, problem=str(problem))
    marker = CodeMarker(sheet, student, course, recovered)
    verdicts, outcome = marker.verdicts(), marker.outcome
    settle_missing(recovered, outcome.attempted())
    questions = [_result(question, recovered, verdicts, marker.changed) for question in sheet.questions]
    sources = {name: recovered.sources_for(name, outcome.changed_by(name)) for name in marker.names}
    return replace(
        record,
        status=RecordStatus.GRADED,
        typed=marker.numbers.typed,
        numbers_of=marker.numbers.shown,
        questions=questions,
        notes=[*recovered.notes, *notes_on(outcome, recovered, marker.numbers, questions)],
        answers={name: "\n".join(found) for name, found in sources.items() if found},
        texts=recovered.texts,
        pictures=_pictures(recovered, course),
        values=marker.values,
        asked=marker.asked,
        why=marker.why,
        studies=marker.studies,
        seconds=round(time.monotonic() - started, 3),
    )


def _recovered(notebook: Notebook, sheet: Sheet, course: Course) -> RecoveredNotebook:
    """Return the RecoveredNotebook of `notebook`; raises Unreadable when it is not this homework at all."""
    recovered = recover(notebook, sheet, _variables(sheet, course.homeworks))
    if recovered.foreign:
        raise Unreadable(f"No question of {sheet.name} is in the file: is it another notebook? Ask for the right one.")
    return recovered


def _variables(sheet: Sheet, homeworks: Mapping[str, HomeworkDefinition] = HOMEWORKS) -> dict[str, str]:
    if sheet.name not in homeworks:
        raise ValueError(f"There is no homework {sheet.name!r} among {', '.join(homeworks)}: add it to checks.py.")
    exercises = homeworks[sheet.name].exercises
    unknown = [question.name for question in sheet.code_questions if question.name not in exercises]
    if unknown:
        raise ValueError(f"The released notebook asks {unknown[0]!r}, which Gradwalk has no exercise for.")
    return {question.name: exercises[question.name].variable for question in sheet.code_questions}


def _pictures(recovered: RecoveredNotebook, course: Course) -> dict[str, list[str]]:
    """Return question -> the pictures of its text, painted again; "" for one that cannot be shown."""
    found = {name: pictures for name, pictures in recovered.pictures.items() if pictures}
    limits, unsafe, stop = course.limits, course.unsafe, course.stop
    return {name: repainted(pictures, limits, unsafe=unsafe, stop=stop) for name, pictures in found.items()}


def _result(
    question: SheetQuestion, recovered: RecoveredNotebook, verdicts: dict[str, Verdict], changed: Collection[str]
) -> QuestionResult:
    """Return the QuestionResult of `question`; a score of None waits for a person, as what is in `changed` does."""
    name, kind, points = question.name, question.kind, question.points
    if name in recovered.missing and not recovered.whole:
        message = "The file is damaged and this answer is not in it."
        return QuestionResult(name, kind, points, None, QuestionStatus.BY_HAND, message)
    if kind == "text":
        if not recovered.texts.get(name):
            return QuestionResult(name, kind, points, 0.0, QuestionStatus.NOT_ATTEMPTED, "No text was handed in.")
        return QuestionResult(name, kind, points, None, QuestionStatus.BY_HAND, "A person marks this text.")
    verdict = verdicts[name]
    if name in changed:
        return QuestionResult(name, kind, points, None, QuestionStatus.BY_HAND, f"{verdict.message} {CHANGED}")
    place = f" See {verdict.equation}." if verdict.equation and verdict.status in (WRONG, ALMOST) else ""
    score = round(points * verdict.fraction, 2)
    status = QuestionStatus(verdict.status)
    return QuestionResult(name, kind, points, score, status, verdict.message + place, verdict.mistake)
