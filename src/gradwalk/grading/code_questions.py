"""Mark the code questions of one submission: have them answered in the sandbox, and compare outside."""

from dataclasses import replace

from gradwalk.checks.diagnosis import judge
from gradwalk.checks.exercise import ALMOST, NOT_ATTEMPTED, RIGHT, WRONG, Case, Exercise, Response, Verdict
from gradwalk.checks.homework import not_a_function
from gradwalk.checks.student import data_for, generator_for, normalised_id
from gradwalk.grading.course import Course
from gradwalk.grading.inside.standins import STOOD_IN
from gradwalk.grading.questioning import Interview, Outcome, question_for
from gradwalk.grading.recovery import RecoveredNotebook
from gradwalk.grading.responses import error_name, read_response
from gradwalk.grading.sandbox import HandedOut
from gradwalk.grading.sheet import Sheet
from gradwalk.grading.understanding import Examiner

EXAMPLE_SHARE = 0.5
NOT_PACKAGES = frozenset({"what is typed", "a file or the network", "more memory"})  # but as missing as one


class CodeMarker:
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
        return [read_response(entry, self._absent(entry)) for entry in raw]

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
            return not_a_function(variable, read_response(answer).value)
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
        failed = [error_name(cell["error"]) for cell in cells if cell.get("error")]
        if not failed:
            return Verdict(NOT_ATTEMPTED, "Not attempted: the cell is as it was handed out, or gone.")
        message = f"The cell that defines {exercise.variable} stopped with {failed[-1]}, so there was nothing to mark."
        return Verdict(WRONG, message, "did not answer", exercise.equation)


def _for_example_numbers(verdict: Verdict) -> Verdict:
    if verdict.fraction == 0:
        return verdict
    message = "This answers the example numbers; type your student id in the first cell to get your own. "
    return Verdict(ALMOST, message, "example numbers", verdict.equation, verdict.fraction * EXAMPLE_SHARE)
