"""Find a learner's answers in a notebook whose cells may be deleted, split, copied, re-typed or stripped of marks.

The grade id of a cell is a hint, never a proof: what counts is what a cell defines. Python is not parsed here; a
pattern at the start of a line is enough to see which name a cell gives a value.
"""

import re
from dataclasses import dataclass, field

from gradwalk.grading.sheet import normalised


@dataclass
class Program:
    """What is sent to the worker for one notebook, and what is known without running anything.

    cells     list of {"index", "pieces", "names": the questions it answers, "given": whether it was handed out}
    attempted names of code questions for which something other than the released stub was found
    texts     name -> the learner's text, for questions a person marks
    answers   name -> the sources that answer it, for showing them again
    missing   names of questions of which the notebook has neither an answer nor the cell that was handed out
    whole     whether all of the file could be read; else what is missing may have been lost with the rest
    foreign   whether nothing of the homework is there, because it is another notebook
    notes     one sentence for each thing that had to be put right
    """

    cells: list = field(default_factory=list)
    attempted: set = field(default_factory=set)
    texts: dict = field(default_factory=dict)
    answers: dict = field(default_factory=dict)
    missing: set = field(default_factory=set)
    whole: bool = True
    foreign: bool = False
    notes: list = field(default_factory=list)


def build_program(notebook, sheet, variables):
    """Return the Program for `notebook` (of reading.py), handed out as `sheet`.

    variables  question name -> the Python name that must hold its answer
    """
    program = Program(notes=list(notebook.notes), whole=notebook.whole)
    handed_out = {normalised(source) for source in (*sheet.given, *sheet.checks)}
    stubs = {normalised(question.stub) for question in sheet.code_questions}
    patterns = {name: _defines(variable) for name, variable in variables.items()}
    for source in sheet.given:
        _append(program, source, (), given=True)
    for cell in notebook.cells:
        text = normalised(cell.source)
        if text in handed_out or text in stubs:
            continue
        _take_code(program, cell, patterns)
    _take_texts(program, notebook, sheet)
    _note_missing(program, notebook, sheet)
    texts = {question.name for question in sheet.text_questions}
    all_code_missing = len(program.missing - texts) == len(sheet.code_questions)
    program.foreign = all_code_missing and texts.isdisjoint(cell.grade_id for cell in notebook.cells)
    program.notes = list(dict.fromkeys(program.notes))
    return program


def _defines(variable):
    name = re.escape(variable)
    return re.compile(
        rf"^(?:async\s+)?(?:def\s+{name}\s*\(|{name}\s*(?::[^=\n]+)?=[^=]|class\s+{name}\b)", re.MULTILINE
    )


def _take_code(program, cell, patterns):
    names = tuple(name for name, pattern in patterns.items() if pattern.search(cell.source))
    answers = names or ((cell.grade_id,) if cell.grade_id in patterns else ())
    if cell.kind != "code":
        if not names:
            return
        program.notes.append(f"The answer to {names[0]} was in a {cell.kind} cell; it was run as code.")
    if names and cell.grade_id not in names:
        program.notes.append(f"The answer to {names[0]} was found by its name, its cell had lost its mark.")
    _append(program, cell.source, answers)
    for name in answers:
        program.attempted.add(name)
        program.answers.setdefault(name, []).append(cell.source)


def _append(program, source, names, *, given=False):
    """Add a cell; one that begins indented, or answers what the cell before answers, is a piece of that one."""
    last = program.cells[-1] if program.cells else None
    indented = source.lstrip("\n")[:1] in (" ", "\t")
    if last and not last["given"] and (indented or (names and last["names"] == names)):
        last["pieces"].append(source)
        program.notes.append("A cell had been split or copied; its pieces were put together.")
    else:
        program.cells.append({"index": len(program.cells), "pieces": [source], "names": names, "given": given})


def _take_texts(program, notebook, sheet):
    """Find the free texts by their grade id, whatever the cell has become; the longest copy that was changed counts."""
    for question in sheet.text_questions:
        found = [cell.source for cell in notebook.cells if cell.grade_id == question.name]
        changed = [source for source in found if normalised(source) != normalised(question.stub)]
        program.texts[question.name] = max(changed, key=len, default="")
        if not found:
            _take_other_texts(program, question.name, _unmarked_text(notebook, sheet))


def _take_other_texts(program, name, text):
    """Let `text`, all that the learner wrote elsewhere, stand for the text whose cell is gone; "" when she did not."""
    program.texts[name] = text
    if text:
        program.notes.append(f"The cell for the text {name} is gone; the learner's other texts were collected.")
    else:
        program.missing.add(name)
        program.notes.append(f"The cell for the text {name} is gone and nothing stands for it.")


def _unmarked_text(notebook, sheet):
    """Return every markdown cell that was not handed out, for a person to look through."""
    released = {normalised(text) for text in sheet.prose}
    own = [
        cell.source for cell in notebook.cells if cell.kind == "markdown" and normalised(cell.source) not in released
    ]
    return "\n\n".join(own)


def _note_missing(program, notebook, sheet):
    stubs = {normalised(cell.source) for cell in notebook.cells}
    for question in sheet.code_questions:
        if question.name not in program.attempted and normalised(question.stub) not in stubs:
            program.missing.add(question.name)
            program.notes.append(f"The cell for {question.name} is gone and nothing answers it.")
    if program.missing and not program.whole:
        program.notes.append("Ask for the file again: what is missing may have been lost with the rest of it.")


def only_for(program, name, *, with_own_cells):
    """Return the cells needed for one question alone, for a second try when the whole notebook brought the box down.

    With `with_own_cells`, the learner's cells that answer no question are kept too.
    """
    return [
        cell
        for cell in program.cells
        if cell["given"] or name in cell["names"] or (with_own_cells and not cell["names"])
    ]


STUDENT_ID = re.compile(r"^student_id\s*=\s*(['\"])(.{0,100}?)\1", re.MULTILINE)


def typed_student_id(notebook):
    """Return the student id typed in the notebook, "" when none is."""
    for cell in notebook.cells:
        match = STUDENT_ID.search(cell.source)
        if match:
            return match.group(2).strip()
    return ""
