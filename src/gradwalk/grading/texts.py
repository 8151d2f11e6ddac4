"""Find what a learner wrote in words, wherever in the notebook it is, so that a person reads all of it, in order.

A text is never judged here. It is only nothing when the whole notebook holds no word of her own.
"""

import itertools
import re
from dataclasses import dataclass, field

from gradwalk.checks.own_answer import WHY
from gradwalk.grading.reading import Cell, Notebook
from gradwalk.grading.sheet import Sheet, SheetQuestion, normalised

WORDS = re.compile(r"[^\W\d_]{2,}")
FEW_WORDS, MANY_WORDS = 3, 6  # of a comment or a text in quotes, to be words of hers
LETTERS_OF_A_WORD = 5  # there are languages that put no blanks between words
MOST_PARTS = 2_000
CODE = re.compile(r"[=()\[\]{}:#\"]")
COMMENT = re.compile(r"#(.*)|[\"']([^\"'\n]*)[\"']")
LONG_LINE = 12  # characters of a line that, once handed out, is not hers; shorter ones may be in both by chance
PICTURE = re.compile(
    r"!\[(?P<alt>[^\]\n]{0,200})\]\([ \t]*<?(?P<target>[^)\s>]{1,500})>?[^)\n]{0,200}\)"
    r"|<img\b[^>]{0,500}?\bsrc[ \t]*=[ \t]*[\"']?(?P<source>[^\"'\s>]{1,500})[^>]{0,500}>",
    re.IGNORECASE,
)
MOST_PICTURES = 4


@dataclass
class Writing:
    """What a person has to read: `text`, and the `pictures` in it as they stand in the file, in base64."""

    text: str = ""
    pictures: list[str] = field(default_factory=list)
    note: str = ""


def writings(notebook: Notebook, sheet: Sheet) -> dict[str, Writing]:
    """Return question -> Writing for every question that a person marks."""
    return {question.name: _Search(notebook, sheet, question).writing() for question in sheet.text_questions}


class _Search:
    """Looks for the answer to one question: in its own cell, around it, everywhere."""

    def __init__(self, notebook: Notebook, sheet: Sheet, question: SheetQuestion) -> None:
        self.question, self.cells = question, notebook.cells
        texts = (*sheet.given, *sheet.checks, *sheet.prose, *(one.stub for one in sheet.questions))
        self.handed_out = {normalised(text) for text in texts}
        self.all_handed_out = "\n".join(self.handed_out)
        prose = (*sheet.prose, *(one.stub for one in sheet.text_questions))
        self.lines = {line.strip() for text in prose for line in text.split("\n") if len(line.strip()) >= LONG_LINE}
        self.lines |= {line.strip() for line in question.stub.split("\n")}
        self.others = {one.name for one in sheet.questions} - {question.name}

    def writing(self) -> Writing:
        """Return the Writing: what stands near the question, or else all words there are, or nothing."""
        near = [found for cell in self._around() if (found := self._own(cell, near=True)) is not None]
        if near:
            return self._put_together(near, "")
        place = "is as it was handed out" if self._marked() else "is gone"
        anywhere = [found for cell in self.cells if (found := self._own(cell, near=False)) is not None]
        if anywhere:
            note = f"The cell for the text {self.question.name} {place}; the learner's other texts were collected."
            return self._put_together(anywhere, note)
        gone = (
            "" if self._marked() else f"The cell for the text {self.question.name} is gone and nothing stands for it."
        )
        return Writing(note=gone)

    def _marked(self) -> list[int]:
        """Return the places of the cells that are the question's own: by their mark, or by what was handed out."""
        stub = normalised(self.question.stub)
        own = [n for n, cell in enumerate(self.cells) if cell.grade_id == self.question.name]
        return own or [n for n, cell in enumerate(self.cells) if normalised(cell.source) == stub and stub]

    def _around(self) -> list[Cell]:
        """Return the cells of the question, and those beside them up to the next that was handed out."""
        places: set[int] = set()
        for marked in self._marked():
            first = last = marked
            while first > 0 and self._is_new(self.cells[first - 1]):
                first -= 1
            if first > 0 and self.cells[first - 1].kind != "code":
                first -= 1  # the words of the task itself: some write below them, in the same cell
            while last + 1 < len(self.cells) and self._is_new(self.cells[last + 1]):
                last += 1
            places |= set(range(first, last + 1))
        return [self.cells[place] for place in sorted(places)]

    def _is_new(self, cell: Cell) -> bool:
        return cell.grade_id not in self.others and normalised(cell.source) not in self.handed_out

    def _own(self, cell: Cell, *, near: bool) -> Cell | None:
        """Return what is her own in a cell, None when there is nothing."""
        if normalised(cell.source) in self.handed_out:
            return None
        if self.question.name == WHY and cell.grade_id in self.others:
            return None  # what answers another question is no sentence about her code; other words may be one
        if cell.kind == "code" and cell.grade_id != self.question.name and not self._is_wordy(cell, near=near):
            return None
        lines = [line for line in cell.source.split("\n") if line.strip() not in self.lines or not line.strip()]
        text = "\n".join(lines).strip("\n")
        found = WORDS.search(text) or re.search(r"\w", text) or cell.pictures
        return Cell(cell.kind, text, cell.grade_id, cell.place, cell.pictures) if found else None

    def _is_wordy(self, cell: Cell, *, near: bool) -> bool:
        """Tell whether there are words in a cell of code: beside the question a few, elsewhere a whole sentence."""
        if near and cell.grade_id in self.others:
            return False
        found = (part.strip() for match in COMMENT.finditer(cell.source) for part in match.groups() if part)
        own = [part for part in itertools.islice(found, MOST_PARTS) if part not in self.all_handed_out]
        lines = cell.source.split("\n")[:MOST_PARTS] if near else []
        plain = [line for line in lines if not CODE.search(line)]
        return any(_is_sentence(part, FEW_WORDS if near else MANY_WORDS) for part in [*own, *plain])

    def _put_together(self, cells: list[Cell], note: str) -> Writing:
        writing = Writing(note=note)
        parts = [_with_pictures(cell, writing) for cell in cells]
        writing.text = "\n\n".join(dict.fromkeys(part for part in parts if part.strip()))
        return writing


def _is_sentence(text: str, words: int) -> bool:
    found = WORDS.findall(text)
    return len(found) >= words or (bool(found) and sum(map(len, found)) >= words * LETTERS_OF_A_WORD)


def _with_pictures(cell: Cell, writing: Writing) -> str:
    """Return the text of a cell with words in the place of its pictures; those in the file are added to `writing`."""
    used: set[str] = set()

    def shown(match: re.Match[str]) -> str:
        target = match.group("target") or match.group("source")
        name = target.removeprefix("attachment:")
        used.add(name)
        return _picture(cell.pictures.get(name), name, writing)

    text = PICTURE.sub(shown, cell.source)
    left = [_picture(data, name, writing) for name, data in cell.pictures.items() if name not in used]
    return "\n\n".join([text, *left])


def _picture(data: str | None, name: str, writing: Writing) -> str:
    name = name[:60]
    if data is None:
        return f"(Here the learner shows a picture, {name}, that is not in the file: ask her for it.)"
    if len(writing.pictures) == MOST_PICTURES:
        return f"(Here is one more picture, {name}: look at it in the submitted file.)"
    writing.pictures.append(data)
    return f"(picture {len(writing.pictures)}, see below)"
