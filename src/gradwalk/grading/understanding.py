"""Judge what a learner says about her own code: the questions are made again, from her id and what she handed in.

What the sandbox says of her code is not believed where it can be known otherwise: its lines must stand in the notebook,
and its result must be the right one. The questions and the right choices are made here.
"""

from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any

from gradwalk.checks.comparison import same
from gradwalk.checks.exercise import Exercise, HomeworkDefinition, Inputs, Verdict
from gradwalk.checks.own_answer import (
    FRESH,
    Asked,
    Evidence,
    ask_about,
    inputs_for,
    letters_in,
    questions_of,
    read_evidence,
    share_of,
)
from gradwalk.grading.inside import values

Chosen = Mapping[str, tuple[str, str]]  # question -> letters, and the code it was asked about


@dataclass(frozen=True)
class Understanding:
    """What came of the questions about one answer.

    verdict  with the share of the points that they leave
    asked    each question as plain data, with what was chosen and its share
    is_believed  whether what the sandbox says of her code is believed
    changed  whether they were answered for code that is not what was handed in; then a person has to ask
    """

    verdict: Verdict
    asked: list[dict[str, Any]]
    changed: bool = False
    is_believed: bool = False


def understanding_of(
    definition: HomeworkDefinition, variable: str, who: str, answer: dict, lines: Collection[str], chosen: Chosen,
    verdict: Verdict, share: float,
) -> Understanding:  # fmt: skip
    """Return the Understanding of a right answer.

    who     the id the notebook was made for; `answer`: what the sandbox says, `chosen`: what she answered to questions
    lines   the lines of the notebook without the blanks around them
    share   the part of the points that the questions are worth
    """
    inputs = inputs_for(definition, definition.exercises[variable], who)
    evidence = evidence_in(
        definition.exercises[variable], inputs[0], answer if answer.get("student") == who else {}, lines
    )
    asked = ask_about(definition, variable, who, evidence, inputs=inputs)
    letters = {name: letters_in(given) for name, (given, _) in chosen.items()}
    kept = [_data(one, letters.get(one.name, "")) for one in asked]
    codes = {chosen[name][1] for name in questions_of(definition, variable) if name in chosen} - {""}
    if asked and codes - {asked[0].code}:
        return Understanding(verdict, kept, True, bool(evidence.source))
    right = share_of(asked, letters)
    fraction = 1 - share + share * right
    message = f"{verdict.message} {_in_words(asked, letters, right)}"
    return Understanding(
        replace(verdict, message=message, fraction=verdict.fraction * fraction), kept, False, bool(evidence.source)
    )


def evidence_in(exercise: Exercise, small: Inputs, answer: dict, lines: Collection[str]) -> Evidence:
    """Return what the sandbox says of her code, as far as it can be believed; see `understanding_of`."""
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
