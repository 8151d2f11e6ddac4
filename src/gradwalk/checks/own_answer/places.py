"""Where is it? Which part of the learner's own code is a factor, a sum or an equation of the course."""

from numpy.random import Generator

from gradwalk.checks.comparison import numbers, same
from gradwalk.checks.diagnosis import outcome
from gradwalk.checks.own_answer.evidence import Part
from gradwalk.checks.own_answer.question import Choice, CodeQuestion, draw
from gradwalk.checks.own_answer.subject import Subject, shown_result

TOLERANCE = 1e-7
LONGEST_VALUE = 40


def which_part(subject: Subject, rng: Generator) -> CodeQuestion | None:
    """Return a question that names a quantity and asks for its place; None when too few are found in her code."""
    parts = subject.once(_found)
    drawn = draw(rng, list(parts))
    if drawn is None:
        return None
    asked = drawn.outcomes[drawn.right]
    text = f"Which part of your code gives {asked}?"
    choices = tuple(
        Choice(f"`{parts[one].text}`", _because(parts[one]) if one == asked else f"This gives {one}.")
        for one in drawn.outcomes
    )
    return CodeQuestion("where is it", text, choices, drawn.right)


def _because(part: Part) -> str:
    value = shown_result(part.value)
    with_value = f": {value}" if 0 < len(value) <= LONGEST_VALUE else ""
    return f"When your code was run, both had the same value{with_value}."


def _found(subject: Subject) -> dict[str, Part]:
    """Return the name of each quantity -> the part of her code that has its value, and no other quantity's."""
    inputs, found = subject.cases[0].arguments, dict[str, Part]()
    values = {name: outcome(rule, inputs).value for name, rule in subject.exercise.parts.items()}
    for name, value in values.items():
        if any(same(value, other, TOLERANCE) for key, other in values.items() if key != name):
            continue
        for part in subject.evidence.parts:
            fits = numbers(part.value) is not None and same(value, part.value, TOLERANCE)
            if fits and part.text not in (one.text for one in found.values()):
                found[name] = part
                break
    return found
