"""Make of a notebook, whose cells may be deleted, split, copied, re-typed or stripped of marks, what is to be run.

Which answers a cell gives is found out where it is run. What is read here is only how it looks: for showing it, for
putting split cells together, for telling another notebook. Python is not parsed here.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from gradwalk.checks.own_answer import WHY
from gradwalk.grading.reading import Cell, Notebook
from gradwalk.grading.sheet import Sheet, normalised
from gradwalk.grading.texts import writings

MOST_IMPORTS, MOST_IDS = 30, 4
IMPORT = re.compile(r"^[ \t]*(?:import|from)[ \t]+([A-Za-z_]\w{0,40})", re.MULTILINE)
# An id is what is given to `student_id`, or to `homework` itself. It is only a guess of which numbers to send along.
ID = re.compile(
    r"(?:student_id[^\n=]{0,40}=|homework\([^\n,]{1,60},)[ \t]*(?:\"([^\"\n]{1,100})\"|'([^'\n]{1,100})'|(\d{1,40}))"
)


@dataclass
class RecoveredNotebook:
    """What is sent to the worker for one notebook, and what is known without running anything.

    cells     list of {"index": place in the notebook, "pieces", "names": the questions it seems to answer, "last"}
    texts     name -> the learner's text, for questions a person marks; `pictures` are those in it, files in base64
    missing   names of questions of which the notebook has neither an answer nor the cell that was handed out
    whole     whether all of the file could be read; else what is missing may have been lost with the rest
    foreign   whether nothing of the homework is there, because it is another notebook
    notes     one sentence for each thing that had to be put right
    imports   the packages the code asks for, the first MOST_IMPORTS of them
    ids       what looks like the id of a student where `homework` is called
    """

    cells: list[dict] = field(default_factory=list)
    texts: dict[str, str] = field(default_factory=dict)
    pictures: dict[str, list[str]] = field(default_factory=dict)
    missing: set[str] = field(default_factory=set)
    whole: bool = True
    foreign: bool = False
    notes: list[str] = field(default_factory=list)
    imports: list[str] = field(default_factory=list)
    ids: list[str] = field(default_factory=list)

    def sources_for(self, name: str, changed_by: Iterable[int] = ()) -> list[str]:
        """Return the sources that answer a question: by their look, or because cell `changed_by` was seen to do so."""
        cells = [cell for cell in self.cells if name in cell["names"] or cell["index"] in changed_by]
        return [piece for cell in cells for piece in cell["pieces"]]


def recover(notebook: Notebook, sheet: Sheet, variables: dict[str, str]) -> RecoveredNotebook:
    """Return the RecoveredNotebook for `notebook`, handed out as `sheet`.

    variables  question name -> the Python name that must hold its answer
    """
    recovered = RecoveredNotebook(notes=list(notebook.notes), whole=notebook.whole)
    handed_out = {normalised(source) for source in (*sheet.given, *sheet.checks)}
    stubs = {normalised(question.stub) for question in sheet.code_questions}
    patterns = {name: _gives(variable) for name, variable in variables.items()}
    for cell in notebook.cells:
        text = normalised(cell.source)
        if text not in stubs:  # an untouched copy never takes the place of an answer
            _take_code(recovered, cell, {} if text in handed_out else patterns)
    _take_texts(recovered, notebook, sheet)
    code = [cell.source for cell in notebook.cells if cell.kind == "code"]
    recovered.imports = list(dict.fromkeys(found for source in code for found in IMPORT.findall(source)))[:MOST_IMPORTS]
    recovered.ids = list(dict.fromkeys("".join(found) for source in code for found in ID.findall(source)))[:MOST_IDS]
    _note_missing(recovered, notebook, sheet, {name for cell in recovered.cells for name in cell["names"]})
    texts = {question.name for question in sheet.text_questions} - {WHY}  # which is in every homework
    all_code_missing = len(recovered.missing - texts - {WHY}) == len(sheet.code_questions)
    asks = any(f'"{sheet.name}"' in source or f"'{sheet.name}'" in source for source in code)
    recovered.foreign = all_code_missing and not asks and texts.isdisjoint(cell.grade_id for cell in notebook.cells)
    return recovered


def _gives(variable: str) -> re.Pattern[str]:
    """Return a pattern for a line that seems to give `variable` a value, in any of the ways there are."""
    name = re.escape(variable)
    return re.compile(
        rf"^[ \t]*(?:(?:async[ \t]+)?(?:def|class)[ \t]+{name}\b"
        rf"|(?:[\w.\[\]\"', (]{{0,200}},[ \t]*)?{name}[ \t]*"
        rf"(?:,[^=\n]{{0,200}}|:[^=\n]{{1,200}}|\[[^=\n]{{0,200}}\][ \t]*|\)[ \t]*)?[-+*/|&^%@]{{0,2}}=(?!=)"
        rf"|{name}\.\w+\()",
        re.MULTILINE,
    )


def _take_code(recovered: RecoveredNotebook, cell: Cell, patterns: dict[str, re.Pattern[str]]) -> None:
    """Take a cell as code; one that is text now is run after all others, if nothing else answers its question."""
    names = tuple(name for name, pattern in patterns.items() if pattern.search(cell.source))
    if cell.kind != "code":
        if not names:
            return
        recovered.notes.append(f"The answer to {names[0]} was in a {cell.kind} cell; it was run as code.")
    elif not names and cell.grade_id in patterns:
        names = (cell.grade_id,)
    elif names and cell.grade_id not in names:
        recovered.notes.append(f"The answer to {names[0]} was found by its name, its cell had lost its mark.")
    _append(recovered, cell, names)


def _append(recovered: RecoveredNotebook, cell: Cell, names: tuple[str, ...]) -> None:
    """Add a cell; one that begins indented, or answers what the cell before answers, may be a piece of that one."""
    before = recovered.cells[-1] if recovered.cells else None
    indented = cell.source.lstrip("\n")[:1] in (" ", "\t")
    last = cell.kind != "code"
    if before and before["last"] == last and (indented or (names and before["names"] == names)):
        before["pieces"].append(cell.source)
        recovered.notes.append("A cell had been split or copied; its pieces were put together.")
    else:
        recovered.cells.append({"index": cell.place, "pieces": [cell.source], "names": names, "last": last})


def _take_texts(recovered: RecoveredNotebook, notebook: Notebook, sheet: Sheet) -> None:
    """Take what a person is to read; a text is missing only where neither its cell nor any words are there."""
    marks = {cell.grade_id for cell in notebook.cells}
    for name, writing in writings(notebook, sheet).items():
        recovered.texts[name], recovered.pictures[name] = writing.text, writing.pictures
        recovered.notes += [writing.note] if writing.note else []
        if not writing.text and name not in marks:
            recovered.missing.add(name)


def _note_missing(recovered: RecoveredNotebook, notebook: Notebook, sheet: Sheet, seen: set[str]) -> None:
    """Note the code questions of which neither an answer is seen nor the cell that was handed out."""
    stubs = {normalised(cell.source) for cell in notebook.cells}
    marked = {cell.grade_id for cell in notebook.cells}
    recovered.missing |= {
        question.name
        for question in sheet.code_questions
        if question.name not in seen | marked and normalised(question.stub) not in stubs
    }


def settle_missing(recovered: RecoveredNotebook, attempted: set[str]) -> None:
    """Take what was `attempted` after all, as the box has seen, off what is missing, and say what remains."""
    recovered.missing -= attempted
    texts = set(recovered.texts)
    for name in sorted(recovered.missing - texts):
        recovered.notes.append(f"The cell for {name} is gone and nothing answers it.")
    if recovered.missing and not recovered.whole:
        recovered.notes.append("Ask for the file again: what is missing may have been lost with the rest of it.")
    recovered.notes[:] = dict.fromkeys(recovered.notes)
