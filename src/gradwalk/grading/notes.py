"""Say what was odd about a notebook: whose numbers it was made for, which cells did not run, what is missing."""

from collections.abc import Iterator, Sequence

from gradwalk.checks.exercise import NOT_ATTEMPTED
from gradwalk.grading.claims import Numbers
from gradwalk.grading.questioning import Outcome
from gradwalk.grading.records import QuestionResult
from gradwalk.grading.recovery import RecoveredNotebook

GAVE_NOTHING = ("did not answer", "error")
SHOWN_OF_A_LINE, SHOWN_CELLS = 40, 5


def notes_on(
    outcome: Outcome, recovered: RecoveredNotebook, numbers: Numbers, results: Sequence[QuestionResult]
) -> list[str]:
    """Return one sentence for each thing that the instructor, and the learner, should know."""
    found = [numbers.note, *_on_packages(outcome, recovered), *_on_cells(outcome, recovered), *_on_the_end(outcome)]
    return [note for note in [*found, *_on_all(outcome, results)] if note]


def _on_packages(outcome: Outcome, recovered: RecoveredNotebook) -> Iterator[str]:
    """Name each package that was asked for and is not here; only names that stand in the notebook's own imports."""
    absent = {package for cell in outcome.cells.values() for package in cell["absent"]}
    for package in recovered.imports:
        if package in absent:
            yield f"The notebook uses {package}, which is not there where it is marked; NumPy and Matplotlib are."


def _on_cells(outcome: Outcome, recovered: RecoveredNotebook) -> Iterator[str]:
    """Say which cells did not come to their end; they cost nothing by themselves."""
    cells = {cell["index"]: cell for cell in recovered.cells}
    named = {index: _name_of(cell) for index, cell in cells.items()}
    ended = {index for index in cells if {f"c{index}", f"d{index}"} & outcome.lost}
    cut = [named[index] for index, cell in sorted(outcome.cells.items()) if cell["cut"] and index in set(cells) - ended]
    if cut:
        which = ", ".join(cut[:SHOWN_CELLS]) + (f" and {len(cut) - SHOWN_CELLS} more" if len(cut) > SHOWN_CELLS else "")
        yield f"The time was over before the end of {which}; of what stands below it, only definitions were run."
    if ended:
        which = ", ".join(named[index] for index in sorted(ended))
        yield f"Left out because it took or ended the whole process: what is computed in {which}."
    for index, cell in sorted(outcome.cells.items()):
        if index in cells and not cells[index]["names"] and cell["error"] and not cell["cut"]:
            yield f"A cell of the learner's own, {named[index]}, stopped with an error."


def _name_of(cell: dict) -> str:
    line = next((line.strip() for line in cell["pieces"][0].split("\n") if line.strip()), "")
    short = line if len(line) <= SHOWN_OF_A_LINE else f"{line[:SHOWN_OF_A_LINE]}..."
    return f"cell {cell['index']} ({short!r})"


def _on_the_end(outcome: Outcome) -> Iterator[str]:
    if outcome.ended_by:
        ended_by = outcome.ended_by if outcome.ended_by.startswith("being") else f"the limit on {outcome.ended_by}"
        yield f"The notebook was stopped by {ended_by}; it was run again without what had stopped it."


def _on_all(outcome: Outcome, results: Sequence[QuestionResult]) -> Iterator[str]:
    """Say it when nothing was attempted, or when every answer failed: then something around them is the cause."""
    if all(result.status == NOT_ATTEMPTED for result in results):
        yield "Nothing was attempted: perhaps it is the wrong copy of the file."
    tried = [result for result in results if result.name in outcome.attempted()]
    if len(tried) > 1 and all(result.mistake in GAVE_NOTHING for result in tried):
        yield "No answer gave a value: a cell around them may be the cause; look at the notebook."
