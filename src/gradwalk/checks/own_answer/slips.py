"""Whose numbers? The results of slips that are known by name, on inputs of the learner's own."""

from numpy.random import Generator

from gradwalk.checks.diagnosis import outcome
from gradwalk.checks.exercise import KnownMistake, Numbers
from gradwalk.checks.own_answer.question import Choice, CodeQuestion, draw
from gradwalk.checks.own_answer.subject import Subject, shown_result


def whose_numbers(subject: Subject, rng: Generator) -> CodeQuestion | None:
    """Return a question that shows the result of one slip and asks for the slip; None when too few differ."""
    results = subject.once(_results)
    drawn = draw(rng, list(results))
    if drawn is None:
        return None
    shown = drawn.outcomes[drawn.right]
    right = shown_result(subject.exercise.reference(*subject.small))
    if subject.exercise.is_value and shown.startswith('"'):
        return _advice(subject.small[0], results, drawn.outcomes, drawn.right)
    texts = tuple(
        Choice(
            results[one].name,
            f"Its check would say: {results[one].message}" if one == shown else f"This slip would give {one}.",
        )
        for one in drawn.outcomes
    )
    where = "for your numbers" if subject.exercise.is_value else f"for {subject.call}"
    gives = f"Somebody else's `{subject.name}` gives, {where}:\n\n    {shown}"
    text = f"{gives}\n\nRight is `{right}`. Which slip do you see in it?"
    return CodeQuestion("whose numbers", text, texts, drawn.right)


def _results(subject: Subject) -> dict[str, KnownMistake]:
    """Return result -> the slip that gives it; what several slips give, or is right, is left out."""
    found: dict[str, list[KnownMistake]] = {shown_result(subject.exercise.reference(*subject.small)): []}
    for mistake in subject.exercise.mistakes:
        result = outcome(mistake.compute, subject.small)
        if not result.error and (shown := shown_result(result.value)):
            found.setdefault(shown, []).append(mistake)
    first = next(iter(found))
    return {shown: mistakes[0] for shown, mistakes in found.items() if len(mistakes) == 1 and shown != first}


def _option(data: Numbers, quoted: str) -> str:
    """Return what a letter stands for, after a comma."""
    letter = quoted.strip('"')
    shown = (value for name, value in data.items() if not name.startswith("_") and isinstance(value, dict))
    return next((f", {value[letter]}" for value in shown if letter in value), "")


def _advice(data: Numbers, results: dict[str, KnownMistake], letters: tuple[str, ...], right: int) -> CodeQuestion:
    """Return the question of what to say to somebody who chose another letter."""
    choices = tuple(
        Choice(
            results[one].message,
            "It speaks to just that choice." if place == right else f"This would help somebody who chose {one}.",
        )
        for place, one in enumerate(letters)
    )
    text = f"Somebody with your numbers chose {letters[right]}{_option(data, letters[right])}. What would you say?"
    return CodeQuestion("whose numbers", text, choices, right)
