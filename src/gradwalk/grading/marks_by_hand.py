"""Marks that a person gave: for which version of an answer, so that none covers a new hand-in in silence.

nbgrader keeps a mark with its cell and forgets what was marked. Here each mark is remembered with the answer that
formgrader showed when it was given. Where the answer has changed, the mark is set aside and the question waits again;
where the old answer comes back, so does its mark.
"""

from __future__ import annotations

import dataclasses
import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from gradwalk.grading.records import QuestionResult, QuestionStatus, Record, points_in_words
from gradwalk.grading.sheet import CHECK_SUFFIX, normalised, text_of
from gradwalk.grading.stored import StoredSubmission
from gradwalk.grading.whole_file import write_whole


@dataclass
class HandMark:
    """A person's mark of one question.

    score    in place of the automatic one, None when only `extra` was added; comment: her words
    digest   of the answer that was marked; shown: that answer, as formgrader showed it
    aside    whether the answer has changed since, so that somebody has to look again
    """

    score: float | None
    extra: float | None
    comment: str
    digest: str
    shown: str
    aside: bool = False

    @property
    def words(self) -> str:
        """The mark in words."""
        parts = [] if self.score is None else [points_in_words(self.score)]
        parts += [f"{points_in_words(self.extra)} extra"] if self.extra else []
        return " and ".join(parts)


@dataclass
class ShownAnswers:
    """What formgrader shows of one submission: question -> digest of the answer, and the answer itself."""

    digests: dict[str, str] = field(default_factory=dict)
    answers: dict[str, str] = field(default_factory=dict)


Marks = dict[str, dict[str, HandMark]]  # internal name -> question -> mark


def read_marks(path: Path) -> Marks:
    """Return the marks kept in `path`, none when there is no such file; raises ValueError when it is damaged."""
    try:
        raw = json.loads(path.read_text(encoding="utf-8"))
        return {name: {question: HandMark(**one) for question, one in marks.items()} for name, marks in raw.items()}
    except FileNotFoundError:
        return {}
    except (ValueError, TypeError, AttributeError) as error:
        raise ValueError(
            f"{path} is damaged: move it away; what formgrader holds is kept, and counts as it is."
        ) from error


def write_marks(path: Path, marks: Marks) -> None:
    """Keep the marks, where there are any or there were some."""
    raw = {name: {q: dataclasses.asdict(one) for q, one in own.items()} for name, own in marks.items() if own}
    if raw or path.exists():
        text = json.dumps(raw, indent=1)
        if not path.exists() or path.read_text(encoding="utf-8") != text:
            write_whole(path, text)


def digest_of(record: Record, question: str) -> str:
    """Return a text that changes when the answer of `record` to `question` changes."""
    answer = record.answers.get(question) or record.texts.get(question) or ""
    seen = "\x1f".join([normalised(answer), *record.pictures.get(question, [])])
    return hashlib.sha256(seen.encode("utf-8", "surrogatepass")).hexdigest()


def digests_of(record: Record) -> dict[str, str]:
    """Return question -> digest of all answers of `record`."""
    return {result.name: digest_of(record, result.name) for result in record.questions}


def shown_in(path: Path) -> ShownAnswers:
    """Return what the notebook `path` in autograded/ shows; nothing when it is not there or was not made by merge."""
    try:
        notebook = json.loads(path.read_text(encoding="utf-8"))
        digests = notebook["metadata"]["gradwalk"]["answers"]
        marked = {cell["metadata"].get("nbgrader", {}).get("grade_id"): text_of(cell) for cell in notebook["cells"]}
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return ShownAnswers()
    return ShownAnswers(digests, {question: marked.get(question, "") for question in digests})


def bring_up_to_date(
    own: dict[str, HandMark], record: Record, stored: StoredSubmission | None, shown: ShownAnswers
) -> dict[str, HandMark]:
    """Return question -> HandMark of one student after what is in the gradebook now.

    own     the marks known before; they stand again when the gradebook has lost the whole submission
    stored  what the gradebook has; shown: what formgrader showed when a mark that is new was given
    """
    found = {}
    for result in record.questions:
        mark = own.get(result.name)
        if stored is not None:
            mark = _after_marking(mark, result.name, record, stored, shown)
        if mark is not None:
            found[result.name] = dataclasses.replace(mark, aside=mark.digest != digest_of(record, result.name))
    return found


def _after_marking(
    mark: HandMark | None, question: str, record: Record, stored: StoredSubmission, shown: ShownAnswers
) -> HandMark | None:
    grade = stored.grades.get(question) or stored.grades.get(question + CHECK_SUFFIX)
    comment = stored.comments.get(question)
    words = (comment.by_hand if comment else "") or ""
    if grade is None or (grade.by_hand is None and not grade.extra):
        return mark if mark is not None and mark.aside else None  # it was set aside by us, or taken back by a person
    if mark is not None and not mark.aside and (mark.score, mark.extra) == (grade.by_hand, grade.extra):
        return dataclasses.replace(mark, comment=words)
    digest = shown.digests.get(question, digest_of(record, question))
    return HandMark(grade.by_hand, grade.extra, words, digest, shown.answers.get(question, ""))


def apply_marks(record: Record, marks: Mapping[str, HandMark], comments: Mapping[str, str]) -> Record:
    """Return `record` with the scores, states and words of a person; `comments` has those given without a mark."""
    results = [_marked(one, marks.get(one.name), comments.get(one.name, "")) for one in record.questions]
    return dataclasses.replace(record, questions=results)


def _marked(result: QuestionResult, mark: HandMark | None, comment: str) -> QuestionResult:
    if mark is None:
        words = f"{result.message} {comment}".strip() if comment else result.message
        return dataclasses.replace(result, message=words)
    if mark.aside:
        message = f"A person gave {mark.words} for an earlier version; the answer has changed, so it waits again."
        return dataclasses.replace(result, score=None, status=QuestionStatus.BY_HAND, message=message, mistake="")
    score = (result.score if mark.score is None else mark.score) or 0.0
    message = f"{_said(result, mark)} {mark.comment}".strip()
    total = round(score + (mark.extra or 0.0), 2)
    return dataclasses.replace(result, score=total, status=QuestionStatus.MARKED_BY_HAND, message=message, mistake="")


def _said(result: QuestionResult, mark: HandMark) -> str:
    instead = "" if result.score is None or mark.score is None else f" in place of {result.score:g}"
    return f"A person gave {mark.words}{instead}."
