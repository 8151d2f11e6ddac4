"""One sentence: why is a part of the learner's own code as it is, and not a little different? A person reads it."""

from gradwalk.checks.exercise import HomeworkDefinition
from gradwalk.checks.own_answer.evidence import Edited, Evidence
from gradwalk.checks.own_answer.subject import shown_result
from gradwalk.checks.student import generator_for

WHY = "why"  # the question of the homework that takes the sentence
NOTHING_SHOWN = "Why does `{}` calculate what it does, in your own code? Say it in one sentence."


def asks_why(definition: HomeworkDefinition, student: str) -> str:
    """Return the exercise about whose answer a learner is asked why; "" in a homework that does not ask."""
    functions = [name for name, one in definition.exercises.items() if not one.is_value]
    if not definition.why or not functions:
        return ""
    return functions[int(generator_for("why", definition.name, student).integers(len(functions)))]


def why_about(definition: HomeworkDefinition, variable: str, student: str, evidence: Evidence) -> str:
    """Return the question that asks for a sentence; "" for an exercise about which this learner is asked none.

    It shows a line of hers and an edit that gives another result; code of which nothing is known is asked about as a
    whole. Lines that begin with four blanks are code.
    """
    if variable != asks_why(definition, student):
        return ""
    edits = [edit for edit in evidence.edits if _tells(edit, evidence)]
    if not edits:
        return NOTHING_SHOWN.format(variable)
    rng = generator_for("why", definition.name, student, evidence.version)
    edit = edits[int(rng.integers(len(edits)))]
    return (
        f"Your `{variable}` has this line:\n\n    {edit.before}\n\nWhy this, and not\n\n    {edit.after}\n\n"
        "Say in one sentence what the other line would get wrong."
    )


def _tells(edit: Edited, evidence: Evidence) -> bool:
    """Tell whether there is something to say about an edit: it stands on one line, runs, and gives another result."""
    if edit.error or any(len(text.splitlines()) != 1 for text in (edit.before, edit.after)):
        return False
    result = shown_result(edit.value)
    return bool(result) and result != shown_result(evidence.unedited)
