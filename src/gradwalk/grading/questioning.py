"""Have the answers of one notebook asked in boxes: once if all goes well, again without what brought the box down."""

import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from gradwalk.checks.exercise import Case, Exercise, HomeworkDefinition
from gradwalk.checks.homework import HOMEWORKS, public_data
from gradwalk.checks.student import data_for
from gradwalk.grading import sandbox
from gradwalk.grading.inside import values
from gradwalk.grading.limits import Limits
from gradwalk.grading.practice import Practice, encoded
from gradwalk.grading.recovery import RecoveredNotebook
from gradwalk.grading.sandbox import BoxReply, HandedOut

SHORTEST_RUN = 1.5  # seconds; in less it is not worth starting a box
MOST_RUNS, MOST_IDS = 12, 8


@dataclass
class Outcome:
    """What was learned of one notebook by running it; every part of it is the notebook's own claim.

    answers  question -> what it answered; `cells`, `calls`, `chosen`: see BoxReply
    ended_by what brought a box down before all was answered, or ""
    """

    answers: dict[str, dict] = field(default_factory=dict)
    cells: dict[int, dict] = field(default_factory=dict)
    calls: list[tuple[str, str]] = field(default_factory=list)
    chosen: list[tuple[str, str, str]] = field(default_factory=list)
    lost: set[str] = field(default_factory=set)
    ended_by: str = ""

    def attempted(self) -> set[str]:
        """The questions for which something else than the empty answer was found."""
        return {name for name, answer in self.answers.items() if answer.get("attempted") is True}

    def changed_by(self, name: str) -> set[int]:
        """The cells that were seen to give this answer."""
        return {index for index, cell in self.cells.items() if name in cell["changed"]}


class Interview:
    """Asks the questions of one homework, in as many boxes as it takes."""

    def __init__(
        self,
        recovered: RecoveredNotebook,
        handed_out: HandedOut,
        questions: Sequence[dict],
        limits: Limits,
        homeworks: Mapping[str, HomeworkDefinition] = HOMEWORKS,
        *,
        practice: Practice | None = None,
        unsafe: bool = False,
        stop: threading.Event | None = None,
    ) -> None:
        """Take what is to be run and asked, and with which inputs her code is looked at, too; nothing is run yet."""
        self.recovered, self.handed_out, self.questions = recovered, handed_out, list(questions)
        self.limits, self.homeworks, self.practice, self.unsafe, self.stop = limits, homeworks, practice, unsafe, stop
        own = handed_out.homework
        guessed = [handed_out.student, "", *recovered.ids][:MOST_IDS]
        self.ids = list(dict.fromkeys((own, one) for one in guessed))
        self.outcome, self.left_out = Outcome(), set()

    def hold(self) -> Outcome:
        """Return the Outcome. One deadline holds for all boxes; what has no answer by then is answered for."""
        deadline = time.monotonic() + self.limits.all_seconds
        for number in range(MOST_RUNS):
            seconds = deadline - time.monotonic()
            if not self._waiting() or (number and seconds < SHORTEST_RUN):
                break
            reply = self._run(seconds)
            if not self._send_numbers_for(reply) and not self._learn(reply):
                break
        for name in self._waiting():
            self._answer_for(name, self.outcome.ended_by or "time")
        return self.outcome

    def _waiting(self) -> list[str]:
        return [question["name"] for question in self.questions if question["name"] not in self.outcome.answers]

    def _run(self, seconds: float) -> BoxReply:
        waiting = set(self._waiting())
        data: dict[str, dict[str, dict]] = {}
        for homework, who in self.ids:
            numbers = public_data(data_for(self.homeworks[homework], who))
            data.setdefault(homework, {})[who] = {name: values.encode(value) for name, value in numbers.items()}
        ids = [who for homework, who in self.ids if homework == self.handed_out.homework]
        return sandbox.run(
            self.recovered.cells,
            [self._with_inputs(question, ids) for question in self.questions if question["name"] in waiting],
            data,
            self.limits,
            handed_out=self.handed_out,
            left_out=sorted(self.left_out),
            seconds=seconds,
            unsafe=self.unsafe,
            stop=self.stop,
        )

    def _with_inputs(self, question: dict, ids: Sequence[str]) -> dict:
        """Add the inputs on which the code of an answer is looked at, for each id it may have been written under."""
        definition = self.homeworks[self.handed_out.homework]
        exercise = definition.exercises.get(question["name"])
        if exercise is None or exercise.is_value or self.practice is None:
            return question
        return {**question, "study": {who: self.practice.sent(question["name"], who) for who in ids}}

    def _send_numbers_for(self, reply: BoxReply) -> bool:
        """Tell whether the notebook was made for an id whose numbers it had not got; the next run has them."""
        asked = [call for call in reply.calls if call[0] in self.homeworks and call not in self.ids]
        new = asked[: max(MOST_IDS - len(self.ids), 0)]
        self.ids += new
        return bool(new)

    def _learn(self, reply: BoxReply) -> bool:
        """Take over what a run has brought; tell whether another run without what ended this one is worth it."""
        outcome = self.outcome
        outcome.calls = outcome.calls or reply.calls
        outcome.chosen += [one for one in reply.chosen if one not in outcome.chosen]
        outcome.cells = {**reply.cells, **outcome.cells}
        for name, answer in reply.answers.items():
            outcome.answers.setdefault(name, answer)
        cut = {f"c{index}" for index, cell in reply.cells.items() if cell["cut"]}
        lost = {step for step in reply.lost_steps if step[:1] in ("c", "d", "q")}
        before = len(self.left_out)
        self.left_out |= cut | lost
        outcome.lost |= lost
        if not self._waiting():
            return False
        outcome.ended_by = "being ended from inside" if reply.ended_by == "itself" else reply.ended_by
        self.left_out.add(reply.step)
        outcome.lost.add(reply.step)
        for step in [*sorted(lost), reply.step]:
            if step[:1] == "q":
                self._answer_for(step[1:], "ended" if reply.ended_by == "itself" else reply.ended_by)
        return len(self.left_out) > before

    def _answer_for(self, name: str, problem: str) -> None:
        if name in self._waiting():
            self.outcome.answers[name] = {"problem": problem, "attempted": True}


def question_for(exercise: Exercise, name: str, cases: Sequence[Case]) -> dict:
    """Return what the box is asked for one exercise: its variable, and the arguments of its cases."""
    calls = None if exercise.is_value else [[encoded(part) for part in case.arguments] for case in cases]
    return {"name": name, "variable": exercise.variable, "calls": calls}
