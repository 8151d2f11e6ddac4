"""Effect of an edit: one line of the learner's own code is changed, and the changed code has been run."""

from numpy.random import Generator

from gradwalk.checks.own_answer.evidence import Edited
from gradwalk.checks.own_answer.question import Choice, CodeQuestion, draw, one_of
from gradwalk.checks.own_answer.subject import Subject, shown_result

STOPS = "it stops with an error"


def edit_effect(subject: Subject, rng: Generator) -> CodeQuestion | None:
    """Return a question that shows an edit and asks for its result; None when her code gives too few results."""
    edits = subject.once(_by_result)
    drawn = draw(rng, list(edits))
    if drawn is None:
        return None
    causes = [one_of(rng, edits, result) for result in drawn.outcomes]
    asked = causes[drawn.right]
    unedited = shown_result(subject.evidence.unedited)
    text = (
        f"Suppose you had written\n\n{_code(asked.after)}\n\ninstead of\n\n{_code(asked.before)}\n\n"
        f"What would `{subject.name}` return for {subject.call}? As it stands, it returns `{unedited}`."
    )
    choices = tuple(
        Choice(result, _because(asked, unedited) if cause is asked else f"You would get that with {_told(cause)}.")
        for result, cause in zip(drawn.outcomes, causes, strict=True)
    )
    return CodeQuestion("effect of an edit", text, choices, drawn.right)


def _by_result(subject: Subject) -> dict[str, list[Edited]]:
    found: dict[str, list[Edited]] = {}
    for edit in subject.evidence.edits:
        if shown := STOPS if edit.error else shown_result(edit.value):
            found.setdefault(shown, []).append(edit)
    return found


def _code(lines: str) -> str:
    return "\n".join(f"    {line}" for line in lines.split("\n"))


def _told(edit: Edited) -> str:
    return f"`{_one_line(edit.after)}` instead of `{_one_line(edit.before)}`"


def _one_line(lines: str) -> str:
    return "; ".join(line.strip() for line in lines.split("\n"))


def _because(edit: Edited, unedited: str) -> str:
    if edit.error:
        return f"Python stops there with {edit.error}."
    came = "for these inputs it makes no difference" if shown_result(edit.value) == unedited else "this came out"
    return f"Your code was run with this edit: {came}."
