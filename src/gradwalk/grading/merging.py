"""Merge the records of a homework with what persons have marked: gradebook, formgrader's notebooks, and every mark."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from gradwalk.grading import gradebook, marks_by_hand, stored
from gradwalk.grading.folder import CourseFolder, Person
from gradwalk.grading.marked_notebook import Aids, marked_notebook
from gradwalk.grading.marks_by_hand import HandMark, Marks
from gradwalk.grading.records import Record
from gradwalk.grading.report import collect
from gradwalk.grading.sheet import CHECK_SUFFIX, Sheet, text_of
from gradwalk.grading.stored import GradebookError, StoredSubmission
from gradwalk.grading.whole_file import write_whole


@dataclass(frozen=True)
class Merging:
    """One homework of a course, while one process merges it."""

    folder: CourseFolder
    homework: str
    sheet: Sheet
    source: Mapping[str, Any] = field(repr=False)
    rubrics: Mapping[str, str] = field(repr=False)

    @classmethod
    def of(cls, folder: CourseFolder, homework: str) -> Merging:
        """Read the release and the rubrics of `homework`; raises FileNotFoundError when it was not released."""
        source = json.loads(folder.released(homework).read_text(encoding="utf-8"))
        return cls(folder, homework, folder.sheet(homework), source, _rubrics(folder, homework))

    @property
    def _marks_file(self) -> Path:
        return self.folder.root / "grading" / "marks_by_hand" / f"{self.homework}.json"

    def _shown_file(self, name: str) -> Path:
        return self.folder.root / "autograded" / name / self.homework / f"{self.homework}.ipynb"

    def run(self) -> Iterator[Record]:
        """Yield every record with the marks of persons in it, after the gradebook has been brought up to date.

        What waits for a person again is set aside first, then the gradebook is written, then the notebooks formgrader
        shows: wherever it is killed, no mark is taken for that of an answer which its giver never saw.
        """
        self._check_cells()
        self._follow_names()
        kept = stored.read_submissions(self.folder.gradebook, self.homework)
        marks = self._marks(kept)
        marks_by_hand.write_marks(self._marks_file, marks)
        self._write(kept, marks)
        for _person, record in collect(self.folder, self.homework):
            yield self._marked(record, marks, kept)

    def _check_cells(self) -> None:
        if not self.folder.gradebook.is_file():
            raise GradebookError(f"There is no {self.folder.gradebook}; run `release` for {self.homework} first.")
        wanted = {one.name for one in self.sheet.questions}
        wanted |= {one.name + CHECK_SUFFIX for one in self.sheet.code_questions}
        if not wanted <= stored.cells_of(self.folder.gradebook, self.homework):
            raise GradebookError(
                f"The gradebook has other questions than the release of {self.homework}: run `release`."
            )

    def _follow_names(self) -> None:
        """Let marks follow a learner whom a changed class list calls by another id."""
        people = self.folder.people(self.homework)
        taken = {person.internal for person in people}
        known = stored.read_students(self.folder.gradebook)
        renamed = {old: one.internal for one in people for old in one.earlier_internals if old in known - taken}
        renamed = {old: new for old, new in renamed.items() if new not in known}
        gradebook.rename_students(self.folder, self.homework, renamed)
        marks = marks_by_hand.read_marks(self._marks_file)
        for old, new in renamed.items():
            marks[new] = marks.pop(old, {})
            before, after = self._shown_file(old).parent.parent, self._shown_file(new).parent.parent
            if before.is_dir() and not after.exists():
                os.rename(before, after)
        if renamed:
            marks_by_hand.write_marks(self._marks_file, marks)

    def _marks(self, kept: Mapping[str, StoredSubmission]) -> Marks:
        """Return the marks of persons as they are now."""
        before = marks_by_hand.read_marks(self._marks_file)
        marked = {name for name, one in kept.items() if one.is_marked}
        marks = dict(before)
        for person, record in collect(self.folder, self.homework):
            name = person.internal
            if record.graded and (name in marked or name in before):
                shown = marks_by_hand.shown_in(self._shown_file(name))
                marks[name] = marks_by_hand.bring_up_to_date(before.get(name, {}), record, kept.get(name), shown)
        return marks

    def _marked(self, record: Record, marks: Marks, kept: Mapping[str, StoredSubmission]) -> Record:
        name = Person(record.student).internal
        comments = kept[name].comments if name in kept else {}
        words = {question: one.by_hand for question, one in comments.items() if one.by_hand}
        return marks_by_hand.apply_marks(record, marks.get(name, {}), words)

    def _write(self, kept: Mapping[str, StoredSubmission], marks: Marks) -> None:
        """Write what has changed into the gradebook, a batch at a time, and then the notebooks formgrader shows."""
        waiting: dict[str, Record] = {}

        def entries() -> Iterator[gradebook.GradebookEntry]:
            for person, record in collect(self.folder, self.homework):
                if not record.graded:
                    continue
                name, own = person.internal, marks.get(person.internal, {})
                marked = self._marked(record, marks, kept)
                entry = gradebook.entry_for(person, record, marked, own, kept.get(name))
                if gradebook.is_stored(entry, kept.get(name)):
                    self._show(name, marked, own)
                else:
                    waiting[name] = marked
                    yield entry

        for names in gradebook.write_entries(self.folder, self.homework, entries()):
            for name in names:
                self._show(name, waiting.pop(name), marks.get(name, {}))

    def _show(self, name: str, marked: Record, marks: Mapping[str, HandMark]) -> None:
        """Write the notebook formgrader shows, unless it is there as it must be."""
        aids = Aids(marked.student, self.rubrics, {question: one for question, one in marks.items() if one.aside})
        notebook = marked_notebook(self.source, marked, aids)
        notebook["metadata"]["gradwalk"] = {"answers": marks_by_hand.digests_of(marked)}
        text = json.dumps(notebook).encode("utf-8", "backslashreplace")
        path = self._shown_file(name)
        if not path.is_file() or path.read_bytes() != text:
            write_whole(path, text)


def _rubrics(folder: CourseFolder, homework: str) -> dict[str, str]:
    """Return question -> the model answer and rubric of every text in the instructor's source, {} without it."""
    path = folder.root / "source" / homework / f"{homework}.ipynb"
    if not path.is_file():
        return {}
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    marked = [(cell["metadata"].get("nbgrader", {}), cell) for cell in cells]
    return {mark["grade_id"]: text_of(cell) for mark, cell in marked if mark.get("grade") and mark.get("solution")}
