"""Judge what a learner says about her own code: the questions are made again, from her id and what she handed in.

What the sandbox says of her code is not believed where it can be known otherwise: its lines must stand in the notebook,
and its result must be the right one. The questions and the right choices are made here.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

from gradwalk.checks.comparison import same
from gradwalk.checks.exercise import Exercise, HomeworkDefinition, Inputs, Verdict
from gradwalk.checks.own_answer import (
    FRESH,
    Asked,
    Evidence,
    ask_about,
    committed,
    letters_in,
    read_evidence,
    share_of,
    why_about,
)
from gradwalk.grading.inside import values
from gradwalk.grading.practice import Practice

Chosen = Sequence[tuple[str, str, str]]  # question, letters, and the code it was asked about, in order


@dataclass(frozen=True)
class Understanding:
    """What came of the questions about one answer.

    verdict  with the share of the points that they leave
    asked    each question as plain data, with what was chosen and its share
    is_believed  whether what the sandbox says of her code is believed
    changed  whether they were answered for code that is not what was handed in; then a person has to ask
    why      the question for a sentence, which a person marks; "" where it is about another answer
    """

    verdict: Verdict
    asked: list[dict[str, Any]]
    changed: bool = False
    is_believed: bool = False
    why: str = ""


@dataclass(frozen=True)
class Examiner:
    """Asks about the right answers of one notebook, and judges what was chosen.

    practice  the homework, and the inputs with which its code was looked at
    who     the id the notebook was made for
    lines   the lines of the notebook without the blanks around them
    chosen  what she answered to the questions, in order, by the notebook's own claim
    share   the part of the points of an answer that the questions about it are worth
    """

    practice: Practice
    who: str
    lines: Collection[str]
    chosen: Chosen
    share: float

    @property
    def definition(self) -> HomeworkDefinition:
        """The homework."""
        return self.practice.definition

    def understanding(self, variable: str, answer: dict, verdict: Verdict) -> Understanding:
        """Return the Understanding of a right answer with its `verdict`; `answer` is what the sandbox says of it."""
        exercise = self.definition.exercises[variable]
        inputs = self.practice.inputs(variable, self.who)
        said = answer if answer.get("student") == self.who else {}
        evidence = evidence_in(exercise, inputs[0], said, self.lines)
        asked = ask_about(self.definition, variable, self.who, evidence, inputs=inputs)
        letters = {one.name: self._letters_for(one) for one in asked}
        kept = [_data(one, letters[one.name]) for one in asked]
        why = why_about(self.definition, variable, self.who, evidence)
        found = Understanding(verdict, kept, self._is_changed(asked, letters), bool(evidence.source), why)
        return found if found.changed else replace(found, verdict=self._after(verdict, asked, letters))

    def _letters_for(self, asked: Asked) -> str:
        """Return the letters that count: as at home the first one stays, and a second may follow it."""
        kept = ""
        for name, letters, code in self.chosen:
            if name == asked.name and code in ("", asked.code):
                kept = committed(asked, kept, letters_in(letters))
        return kept

    def _is_changed(self, asked: Sequence[Asked], letters: Mapping[str, str]) -> bool:
        """Tell whether a question was answered for other code alone than what was handed in."""
        known = {"", *(one.code for one in asked)}
        other = {name for name, given, code in self.chosen if code not in known and letters_in(given)}
        return any(one.name in other and not letters[one.name] for one in asked)

    def _after(self, verdict: Verdict, asked: list[Asked], letters: Mapping[str, str]) -> Verdict:
        """Return the verdict with what the letters leave of the points."""
        right = share_of(asked, letters)
        fraction = verdict.fraction * (1 - self.share + self.share * right)
        return replace(verdict, message=f"{verdict.message} {_in_words(asked, letters, right)}", fraction=fraction)


def evidence_in(exercise: Exercise, small: Inputs, answer: dict, lines: Collection[str]) -> Evidence:
    """Return what the sandbox says of her code, as far as it can be believed; see `Examiner`."""
    try:
        evidence = read_evidence(answer.get("study"), values.decode)
    except (values.ValueRefused, OverflowError, ValueError):
        return Evidence()
    is_hers = all(line.strip() in lines for line in evidence.source.split("\n") if line.strip())
    is_right = same(exercise.reference(*small), evidence.unedited, exercise.tolerance)
    return evidence if is_hers and is_right and not exercise.is_value else Evidence()


def _data(asked: Asked, letters: str) -> dict[str, Any]:
    return {**asdict(asked.question), "name": asked.name, "chosen": letters, "share": asked.share(letters)}


def _in_words(asked: list[Asked], letters: Mapping[str, str], right: float) -> str:
    if not asked:
        return "There was nothing to ask about it."
    if not any(letters.get(one.name) for one in asked):
        return f"The questions about it ({', '.join(one.name for one in asked)}) have no answer."
    if right == 1:
        return "The questions about it are right, too."
    said = {1.0: "right", FRESH: "right at the second one", 0.0: "not right"}
    parts = [f"{one.name} {said[one.share(letters.get(one.name, ''))]}" for one in asked]
    return f"Of the questions about it: {', '.join(parts)}."
