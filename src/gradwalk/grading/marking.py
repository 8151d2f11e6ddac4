"""Mark one submission: read it, run it in the sandbox, compare outside, and return everything as one plain record.

The hidden inputs follow from a secret of the course and the student id, so they are the same each time and differ
between students. Right values, comparison, scores and reasons never enter the sandbox.
"""

import builtins
import functools
import threading
import time
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from gradwalk.checks.diagnosis import judge
from gradwalk.checks.exercise import (
    ALMOST,
    NOT_ATTEMPTED,
    RIGHT,
    WRONG,
    Case,
    Exercise,
    HomeworkDefinition,
    Response,
    Verdict,
)
from gradwalk.checks.homework import HOMEWORKS, not_a_function
from gradwalk.checks.student import data_for, generator_for, normalised_id
from gradwalk.grading.claims import Numbers, whose_numbers
from gradwalk.grading.inside import values
from gradwalk.grading.inside.standins import STOOD_IN
from gradwalk.grading.limits import Limits
from gradwalk.grading.notes import notes_on
from gradwalk.grading.pictures import repainted
from gradwalk.grading.practice import Practice
from gradwalk.grading.questioning import Interview, Outcome, question_for
from gradwalk.grading.reading import Notebook, Unreadable, parse_notebook, read_bytes
from gradwalk.grading.records import QuestionResult, QuestionStatus, Record, RecordStatus
from gradwalk.grading.recovery import RecoveredNotebook, recover, settle_missing
from gradwalk.grading.sandbox import HandedOut
from gradwalk.grading.sheet import Sheet, SheetQuestion
from gradwalk.grading.understanding import Examiner

EXAMPLE_SHARE = 0.5
CHANGED = (
    "But the questions about it were answered for other code than was handed in: ask about this code, `interview` has "
    "questions, and give the points."
)
NOT_PACKAGES = frozenset({"what is typed", "a file or the network", "more memory"})  # but as missing as one
ERROR_NAMES = frozenset(name for name, kind in vars(builtins).items() if isinstance(kind, type))
TYPE_NAMES = ERROR_NAMES | {"function", "method", "module", "generator", "builtin_function_or_method", "ellipsis"}


@dataclass(frozen=True)
class Course:
    """What marking needs to know besides the submission: the secret, who is in the class, the limits, the sandbox.

    logins  id in its normal form -> what she types in the notebook, for those with whom that is not the id
    share   the part of the points of an answer that the questions about it are worth; 0 asks none
    stop    ends all marking when it is set
    homeworks  the homeworks there are, by name
    """

    secret: str
    students: frozenset[str] = frozenset()
    limits: Limits = field(default_factory=Limits)
    unsafe: bool = False
    logins: Mapping[str, str] = field(default_factory=dict)
    share: float = 0.0
    stop: threading.Event = field(default_factory=threading.Event)
    homeworks: Mapping[str, HomeworkDefinition] = field(default_factory=lambda: HOMEWORKS)
    _practice: dict[str, Practice] = field(default_factory=dict, repr=False, compare=False)

    @functools.cached_property
    def everybody(self) -> frozenset[str]:
        """All ids and logins of the class, in their normal form."""
        return frozenset(map(normalised_id, (*self.students, *self.logins.values())))

    def practice(self, homework: str) -> Practice:
        """Return the inputs on which the code of a homework is looked at."""
        return self._practice.setdefault(homework, Practice(self.homeworks[homework]))

    def numbers(self, called: Sequence[str], student: str) -> Numbers:
        """Return whose numbers count for a notebook of `student` that called `homework` with these ids."""
        return whose_numbers(called, student, self.logins.get(normalised_id(student), ""), self.everybody)


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
    marker = _Marker(sheet, student, course, recovered)
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


class _Marker:
    """Marks the code questions of one submission."""

    def __init__(self, sheet: Sheet, student: str, course: Course, recovered: RecoveredNotebook) -> None:
        self.practice = course.practice(sheet.name)
        self.definition = self.practice.definition
        self.student, self.course, self.recovered = normalised_id(student), course, recovered
        self.names = [question.name for question in sheet.code_questions]
        stubs = tuple(question.stub for question in sheet.code_questions)
        self.outcome, self.numbers = Outcome(), course.numbers([], student)
        self.handed_out = HandedOut(sheet.name, tuple(course.homeworks), self.numbers.own[0], sheet.given, stubs)
        self.values: dict[str, object] = {}
        self.asked: dict[str, list[dict]] = {}
        self.studies: dict[str, dict] = {}
        self.changed: set[str] = set()
        self.why = ""
        self.lines = {
            line.strip() for cell in recovered.cells for piece in cell["pieces"] for line in piece.split("\n")
        }

    def verdicts(self) -> dict[str, Verdict]:
        """Run the notebook and return question -> Verdict."""
        questions = [question_for(self._exercise(name), name, self._hidden_cases(name)) for name in self.names]
        course = self.course
        self.outcome = Interview(
            self.recovered, self.handed_out, questions, course.limits, course.homeworks,
            practice=self.practice if course.share else None, unsafe=course.unsafe, stop=course.stop,
        ).hold()  # fmt: skip
        called = [who for homework, who in self.outcome.calls if homework == self.definition.name]
        self.numbers = self.course.numbers(called, self.student)
        answers = {name: self.outcome.answers.get(name, {}) for name in self.names}
        return {name: self._understood(name, self._verdict(name, answer), answer) for name, answer in answers.items()}

    def _understood(self, name: str, verdict: Verdict, answer: dict) -> Verdict:
        """Return the Verdict with what the questions about a right answer leave of its points.

        An answer that is not right has had no questions, and cannot have more than a right one without them.
        """
        share, chosen = self.course.share, self.outcome.chosen
        if not share:
            return verdict
        if verdict.status != RIGHT:
            return replace(verdict, fraction=min(verdict.fraction, 1 - share))
        examiner = Examiner(self.practice, self.numbers.shown, self.lines, chosen, share)
        found = examiner.understanding(name, answer, verdict)
        self.why = self.why or found.why
        self.asked[name] = found.asked
        self.studies |= {name: answer["study"]} if found.is_believed else {}
        self.changed |= {name} if found.changed else set()
        return found.verdict

    def _exercise(self, name: str) -> Exercise:
        return self.definition.exercises[name]

    def _hidden_cases(self, name: str) -> list[Case]:
        exercise = self._exercise(name)
        parts = "hidden", self.course.secret, self.definition.name, name, self.student
        return [] if exercise.is_value else exercise.cases(generator_for(*parts))

    def _verdict(self, name: str, answer: dict) -> Verdict:
        exercise = self._exercise(name)
        if "problem" in answer:
            return self._without_responses(exercise, name, answer)
        verdict = self._judge_value(name, answer) if exercise.is_value else self._judge(name, answer, self.student)
        if verdict.status == NOT_ATTEMPTED and answer.get("attempted") is not True:
            return self._not_attempted(exercise, name)
        return verdict

    def _judge_value(self, name: str, answer: dict) -> Verdict:
        """Hold a value against the numbers it may have been computed from; the best of the verdicts counts."""
        found = [self._judge(name, answer, own) for own in self.numbers.own]
        if self.numbers.claimed:
            found.insert(0, self._judge(name, answer, self.numbers.claimed))
        if self.numbers.example:
            found.insert(0, _for_example_numbers(self._judge(name, answer, "")))
        if isinstance(answer.get("responses"), list) and answer["responses"]:
            first = answer["responses"][0]
            self.values[name] = first.get("value") if isinstance(first, dict) else None
        return max(found, key=lambda verdict: verdict.fraction)

    def _judge(self, name: str, answer: dict, who: str) -> Verdict:
        exercise = self._exercise(name)
        cases = exercise.cases(data_for(self.definition, who)) if exercise.is_value else self._hidden_cases(name)
        responses = self._responses(answer.get("responses"), len(cases))
        if responses is None:
            return Verdict(WRONG, "What the answer returned could not be read.", "did not answer", exercise.equation)
        return judge(exercise, cases, responses)

    def _responses(self, raw: object, count: int) -> list[Response] | None:
        """Return the Responses in what came back, or None when it is not `count` of them."""
        if not isinstance(raw, list) or len(raw) != count or not all(isinstance(entry, dict) for entry in raw):
            return None
        return [_read_response(entry, self._absent(entry)) for entry in raw]

    def _absent(self, answer: dict) -> str:
        """Return what an answer needs that is not here, in words; only words of this list and of her imports."""
        name = answer.get("absent")
        known = {*self.recovered.imports, *STOOD_IN, *NOT_PACKAGES}
        return "" if name is None else name if isinstance(name, str) and name in known else "a package"

    def _without_responses(self, exercise: Exercise, name: str, answer: dict) -> Verdict:
        """Say why there is nothing to judge, in words for the learner."""
        variable, problem = exercise.variable, str(answer.get("problem"))
        if problem == "missing":
            return self._not_attempted(exercise, name)
        if problem == "not callable":
            return not_a_function(variable, _read_response(answer).value)
        message = {
            "absent": f"{variable} needs {self._absent(answer)}, which is not there where it is marked: use NumPy.",
            "time": f"{variable} did not come to its end in time: look for a loop that never stops.",
            "memory": f"{variable} was stopped because the notebook used too much memory.",
            "output": f"{variable} was stopped because the notebook wrote without end.",
        }.get(problem, f"{variable} ended the whole Python process instead of returning a value.")
        return Verdict(WRONG, message, "did not answer", exercise.equation)

    def _not_attempted(self, exercise: Exercise, name: str) -> Verdict:
        """Tell a cell that was tried and failed from one that is as it was handed out."""
        cells = [self.outcome.cells.get(cell["index"], {}) for cell in self.recovered.cells if name in cell["names"]]
        failed = [_error_name(cell["error"]) for cell in cells if cell.get("error")]
        if not failed:
            return Verdict(NOT_ATTEMPTED, "Not attempted: the cell is as it was handed out, or gone.")
        message = f"The cell that defines {exercise.variable} stopped with {failed[-1]}, so there was nothing to mark."
        return Verdict(WRONG, message, "did not answer", exercise.equation)


def _for_example_numbers(verdict: Verdict) -> Verdict:
    if verdict.fraction == 0:
        return verdict
    message = "This answers the example numbers; type your student id in the first cell to get your own. "
    return Verdict(ALMOST, message, "example numbers", verdict.equation, verdict.fraction * EXAMPLE_SHARE)


def _read_response(entry: dict, absent: str = "") -> Response:
    printed = entry.get("printed") is True
    if isinstance(entry.get("error"), str):
        detail = f"{absent} is not there where it is marked" if absent else ""
        return Response(error=_error_name(entry["error"]), detail=detail, printed=printed)
    try:
        value = _without_names(values.decode(entry.get("value")))
        after = entry.get("after")
        inputs = tuple(map(values.decode, after)) if isinstance(after, list) else None
        return Response(value, after=inputs, printed=printed)
    except (values.ValueRefused, OverflowError, ValueError):
        return Response(error="ValueError")


def _error_name(name: str) -> str:
    """Return `name` if Python itself has an error of that name; any other text could carry a hidden input out."""
    return name if name in ERROR_NAMES else "Exception"


def _without_names(value: object) -> object:
    """Take the name off a type that is not Python's own, for the same reason."""
    if type(value) is values.Foreign and value.type_name not in TYPE_NAMES:
        return values.Foreign("an object")
    return value


__all__ = ["Course", "mark", "mark_bytes"]
