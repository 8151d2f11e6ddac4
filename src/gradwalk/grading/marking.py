"""Mark one submission: read it, run it in the sandbox, compare outside, and return everything as one plain record.

The hidden inputs follow from a secret of the course and the student id, so they are the same each time and differ
between students. Right values, comparison, scores and reasons never enter the sandbox.
"""

import builtins
import functools
import time
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from gradwalk.checks.diagnosis import judge
from gradwalk.checks.exercise import ALMOST, NOT_ATTEMPTED, WRONG, GivenFunction, Response, Verdict
from gradwalk.checks.homework import HOMEWORKS, public_data
from gradwalk.checks.student import data_for, generator_for, normalised_id
from gradwalk.grading import sandbox
from gradwalk.grading.inside import values
from gradwalk.grading.limits import Limits
from gradwalk.grading.reading import Unreadable, parse_notebook, read_bytes
from gradwalk.grading.records import QuestionResult, QuestionStatus, Record, RecordStatus
from gradwalk.grading.recovery import build_program, only_for, typed_student_id

RESCUE_WALL_SECONDS, RESCUE_TOTAL_SECONDS = 4.0, 60.0
EXAMPLE_SHARE = 0.5
GAVE_NOTHING = ("did not answer", "error")
ERROR_NAMES = frozenset(name for name, kind in vars(builtins).items() if isinstance(kind, type))
TYPE_NAMES = ERROR_NAMES | {"function", "method", "module", "generator", "builtin_function_or_method", "ellipsis"}


@dataclass(frozen=True)
class Course:
    """What marking needs to know besides the submission: the secret, who is in the class, the limits, the sandbox.

    logins  id in its normal form -> what she types in the notebook, for those with whom that is not the id
    """

    secret: str
    students: frozenset[str] = frozenset()
    limits: Limits = field(default_factory=Limits)
    unsafe: bool = False
    logins: Mapping[str, str] = field(default_factory=dict)

    @functools.cached_property
    def everybody(self) -> frozenset[str]:
        """All ids and logins of the class, in their normal form."""
        return frozenset(map(normalised_id, (*self.students, *self.logins.values())))


def mark(path, sheet, student, course):
    """Read the file `path` and return its Record; see `mark_bytes`."""
    try:
        data = read_bytes(path)
    except Unreadable as problem:
        return Record(sheet.name, student, sheet.points, file=path.name, problem=str(problem))
    return mark_bytes(data, path.name, sheet, student, course)


def mark_bytes(data, file, sheet, student, course):
    """Return the Record of the submission `data` (bytes, from a file called `file`) of `student`, marked for `course`.

    A file nothing can be read from gives a record that is not graded and says what to do. Raises SandboxError when the
    sandbox does not start, because then nothing is known about the submission.
    """
    started = time.monotonic()
    record = Record(sheet.name, student, sheet.points, file=file)
    try:
        notebook = parse_notebook(data)
        program = _program(notebook, sheet)
    except Unreadable as problem:
        return replace(record, problem=str(problem))
    typed = normalised_id(typed_student_id(notebook))
    numbers_of, note = whose_numbers(typed, student, course)
    program.notes.extend([note] if note else [])
    marker = _Marker(sheet, student, numbers_of, course, program)
    verdicts = marker.verdicts()
    questions = [_result(question, program, verdicts) for question in sheet.questions]
    _note_all_alike(questions, program)
    return replace(
        record,
        status=RecordStatus.GRADED,
        typed=typed,
        numbers_of=numbers_of,
        questions=questions,
        notes=program.notes,
        answers={name: "\n".join(sources) for name, sources in program.answers.items()},
        texts=program.texts,
        values=marker.values,
        seconds=round(time.monotonic() - started, 3),
    )


def _program(notebook, sheet):
    """Return the Program of `notebook`; raises Unreadable when it is not this homework at all."""
    program = build_program(notebook, sheet, _variables(sheet))
    if program.foreign:
        raise Unreadable(f"No question of {sheet.name} is in the file: is it another notebook? Ask for the right one.")
    return program


def _variables(sheet):
    exercises = HOMEWORKS[sheet.name].exercises
    unknown = [question.name for question in sheet.code_questions if question.name not in exercises]
    if unknown:
        raise ValueError(f"The released notebook asks {unknown[0]!r}, which Gradwalk has no exercise for.")
    return {question.name: exercises[question.name].variable for question in sheet.code_questions}


def whose_numbers(typed: str, student: str, course: Course) -> tuple[str, str]:
    """Return the id whose numbers the answers are held against, and what is to be said about it, "" for nothing.

    The student's own id and her login are hers; those of a classmate never count. An id that nobody has counts, because
    the check cells at home went by it; who else typed it is seen when all records are merged.
    """
    typed, student = normalised_id(typed), normalised_id(student)
    own = {student, normalised_id(course.logins.get(student, ""))} - {""}
    if not typed:
        return "", "No student id was typed; answers for the example numbers keep half their points."
    if typed in own or typed not in course.everybody:
        return typed, ""
    note = "The id typed in the notebook is a classmate's; the answers were held against her own numbers."
    return normalised_id(course.logins.get(student, student)), note


def _result(question, program, verdicts):
    """Return the QuestionResult of `question`; a score of None waits for a person."""
    name, kind, points = question.name, question.kind, question.points
    if name in program.missing and not program.whole:
        message = "The file is damaged and this answer is not in it."
        return QuestionResult(name, kind, points, None, QuestionStatus.BY_HAND, message)
    if kind == "text":
        if not program.texts.get(name):
            return QuestionResult(name, kind, points, 0.0, QuestionStatus.NOT_ATTEMPTED, "No text was handed in.")
        return QuestionResult(name, kind, points, None, QuestionStatus.BY_HAND, "A person marks this text.")
    verdict = verdicts[name]
    place = f" See {verdict.equation}." if verdict.equation and verdict.status in (WRONG, ALMOST) else ""
    score = round(points * verdict.fraction, 2)
    return QuestionResult(name, kind, points, score, verdict.status, verdict.message + place, verdict.mistake)


def _note_all_alike(results, program):
    """Say it when nothing was attempted, or when every answer failed: then something around them is the cause."""
    if all(result.status == NOT_ATTEMPTED for result in results):
        program.notes.append("Nothing was attempted: perhaps it is the wrong copy of the file.")
    tried = [result for result in results if result.name in program.attempted]
    if len(tried) > 1 and all(result.mistake in GAVE_NOTHING for result in tried):
        program.notes.append("No answer gave a value: a cell around them may be the cause; look at the notebook.")


class _Marker:
    """Marks the code questions of one submission."""

    def __init__(self, sheet, student, numbers_of, course, program):
        self.definition = HOMEWORKS[sheet.name]
        self.course, self.program = course, program
        self.numbers_of = numbers_of
        self.data = data_for(self.definition, numbers_of)
        self.names = [question.name for question in sheet.code_questions]
        self.cases = {name: self._cases(name, normalised_id(student)) for name in self.names}
        self.values = {}

    def _cases(self, name, student):
        exercise = self.definition.exercises[name]
        if exercise.is_value:
            return exercise.cases(self.data)
        return exercise.cases(generator_for("hidden", self.course.secret, self.definition.name, name, student))

    def verdicts(self):
        """Return name -> Verdict for every code question."""
        asked = [name for name in self.names if name in self.program.attempted]
        answers, errors = self._ask(asked) if asked else ({}, {})
        return {name: self._verdict(name, answers.get(name), errors) for name in self.names}

    def _ask(self, names):
        """Run the whole notebook once; ask alone what the run left unanswered because the box came down."""
        reply = self._run(self.program.cells, names, self.course.limits)
        answers = dict(reply.answers)
        self._note_stopped_cells(reply)
        if any(name not in answers for name in names):
            ended_by = "being ended from inside" if reply.ended_by == "itself" else f"the limit on {reply.ended_by}"
            self.program.notes.append(f"The notebook was stopped by {ended_by}; its answers were run one by one.")
            self._ask_one_by_one([name for name in names if name not in answers], answers, reply.ended_by)
        return answers, reply.cell_errors

    def _note_stopped_cells(self, reply):
        """Say which of the learner's own cells did not come to their end; they cost nothing by themselves."""
        own = {cell["index"] for cell in self.program.cells if not cell["given"] and not cell["names"]}
        for index, error in sorted(reply.cell_errors.items()):
            if index in own:
                self.program.notes.append(f"A cell of the learner's own stopped with {_error_name(error)}.")
        if any(step[:1] in "cd" and step[1:] in set(map(str, own)) for step in reply.lost_steps):
            self.program.notes.append("A cell of the learner's own ended the whole process; it was left out.")

    def _ask_one_by_one(self, names, answers, ended_by):
        """Fill `answers` for `names`, each in a box of its own, with less and less of the notebook around it."""
        seconds = max(RESCUE_WALL_SECONDS, 3 * self.course.limits.question_seconds)
        limits = replace(self.course.limits, wall_seconds=min(seconds, self.course.limits.wall_seconds))
        deadline = time.monotonic() + RESCUE_TOTAL_SECONDS
        tries = [(True, False), (False, False), (False, True)]
        for name in names:
            for with_own_cells, only_definitions in tuple(tries):
                if name in answers or time.monotonic() > deadline:
                    break
                cells = only_for(self.program, name, with_own_cells=with_own_cells)
                again = self._run(cells, [name], limits, only_definitions=only_definitions)
                answers.update(again.answers)
                ended_by = again.ended_by if again.ended_by != "itself" else ended_by
                if again.answers and not with_own_cells and tries[0][0]:
                    del tries[0]  # it was a cell of her own that brought the box down
            answers.setdefault(name, {"problem": ended_by})

    def _run(self, cells, names, limits, *, only_definitions=False):
        questions = [self._question(name) for name in names]
        data = {name: values.encode(value) for name, value in public_data(self.data).items()}
        sent = [{"index": c["index"], "pieces": c["pieces"], "only_definitions": only_definitions} for c in cells]
        return sandbox.run(sent, questions, data, limits, unsafe=self.course.unsafe)

    def _question(self, name):
        exercise = self.definition.exercises[name]
        calls = None if exercise.is_value else [_encode_call(case) for case in self.cases[name]]
        return {"name": name, "variable": exercise.variable, "calls": calls}

    def _verdict(self, name, answer, cell_errors):
        if name not in self.program.attempted:
            return Verdict(NOT_ATTEMPTED, "Not attempted: the cell is as it was handed out, or gone.")
        exercise, cases = self.definition.exercises[name], self.cases[name]
        if "problem" in answer:
            return Verdict(
                WRONG, self._explain(name, str(answer["problem"]), cell_errors), "did not answer", exercise.equation
            )
        responses = _read_responses(answer.get("responses"), len(cases))
        if responses is None:
            return Verdict(WRONG, "What the answer returned could not be read.", "did not answer", exercise.equation)
        if exercise.is_value:
            self.values[name] = answer["responses"][0].get("value")
        verdict = judge(exercise, cases, responses)
        if exercise.is_value and self.numbers_of == "":
            return _for_example_numbers(verdict)
        return verdict

    def _explain(self, name, problem, cell_errors):
        """Say why there is no answer, in words for the learner."""
        variable = self.definition.exercises[name].variable
        if problem == "missing":
            failed = [cell_errors[cell["index"]] for cell in self.program.cells if _failed(cell, name, cell_errors)]
            cause = _error_name(failed[0]) if failed else "an error"
            return f"The cell that defines {variable} stopped with {cause}, so there was nothing to mark."
        return {
            "not callable": f"{variable} is not a function; write it with `def {variable}(...)`.",
            "time": f"{variable} did not come to its end in time: look for a loop that never stops.",
            "memory": f"{variable} was stopped because the notebook used too much memory.",
            "output": f"{variable} was stopped because the notebook wrote without end.",
        }.get(problem, f"{variable} ended the whole Python process instead of returning a value.")


def _failed(cell, name, cell_errors):
    return name in cell["names"] and cell["index"] in cell_errors


def _for_example_numbers(verdict):
    if verdict.fraction == 0:
        return verdict
    message = "This answers the example numbers; type your student id in the first cell to get your own. "
    return Verdict(ALMOST, message, "example numbers", verdict.equation, verdict.fraction * EXAMPLE_SHARE)


def _encode_call(case):
    return [_encode_argument(argument) for argument in case.arguments]


def _encode_argument(argument):
    return {"callable": argument.source} if isinstance(argument, GivenFunction) else values.encode(argument)


def _read_responses(raw, count):
    """Return the Responses in what came back, or None when it is not `count` of them."""
    if not isinstance(raw, list) or len(raw) != count or not all(isinstance(entry, dict) for entry in raw):
        return None
    return [_read_response(entry) for entry in raw]


def _read_response(entry):
    if isinstance(entry.get("error"), str):
        return Response(error=_error_name(entry["error"]))
    try:
        value = _without_names(values.decode(entry.get("value")))
        after = entry.get("after")
        return Response(value, after=tuple(map(values.decode, after)) if isinstance(after, list) else None)
    except (values.ValueRefused, OverflowError, ValueError):
        return Response(error="ValueError")


def _error_name(name):
    """Return `name` if Python itself has an error of that name; any other text could carry a hidden input out."""
    return name if name in ERROR_NAMES else "Exception"


def _without_names(value):
    if isinstance(value, values.Foreign) and value.type_name not in TYPE_NAMES:
        return values.Foreign("an object")
    return value


__all__ = ["Course", "mark", "mark_bytes"]
