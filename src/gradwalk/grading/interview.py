"""Pages to print: for a talk of five minutes about each learner's own code, and the homework on paper with its key."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from gradwalk.checks.exercise import Exercise, HomeworkDefinition
from gradwalk.checks.own_answer import WHY, Asked, Evidence, ask_about, asks_why, inputs_for, read_evidence
from gradwalk.checks.own_answer.showing import blocks_html, inline, question_html
from gradwalk.checks.own_answer.subject import Subject, numbers_among, shown_result
from gradwalk.checks.student import data_for, generator_for, normalised_id
from gradwalk.grading.folder import CourseFolder, Person
from gradwalk.grading.inside import values
from gradwalk.grading.records import QuestionStatus, Record, read_record
from gradwalk.grading.sheet import text_of
from gradwalk.grading.whole_file import write_whole

RIGHT_CODE = (QuestionStatus.RIGHT, QuestionStatus.BY_HAND, QuestionStatus.MARKED_BY_HAND)
QUESTIONS, TALK = 3, 1  # for each learner; the number of the draw, so that none is one of her notebook's
HINTS = re.compile(r"<details>.*</details>", re.S)
STYLE = (
    "body{font:11pt/1.45 serif;max-width:44em;margin:2em auto}pre{font-size:9.5pt;white-space:pre-wrap}"
    "section{break-after:page}.space{height:9em;border-bottom:1px solid #777}"
)
PAGE = (
    '<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{}</title><style>{}</style></head>'
    "<body>{}</body></html>"
)


def write_pages(folder: CourseFolder, homework: str) -> list[Path]:
    """Write interview.html, paper.html and key.html of a homework; return their paths.

    Raises FileNotFoundError where nothing is released, ValueError for a homework that Gradwalk does not know.
    """
    released, homeworks = json.loads(folder.released(homework).read_text(encoding="utf-8")), folder.homeworks()
    if homework not in homeworks:
        raise ValueError(f"There is no homework {homework!r}; choose one of {', '.join(homeworks)}.")
    definition, people = homeworks[homework], folder.people(homework)
    records = ((one, read_record(folder.record_folder(homework), one.id)) for one in people)
    pages = {
        "interview": [_talk(definition, person, record) for person, record in records],
        "paper": [_paper(definition, _name(one), _login(one), released["cells"]) for one in people],
        "key": [_key(definition, _name(one), _login(one)) for one in people],
    }
    return [_write(folder.report_folder(homework) / f"{name}.html", name, found) for name, found in pages.items()]


def _write(path: Path, title: str, sections: Iterable[str]) -> Path:
    body = "".join(f"<section>{section}</section>" for section in sections if section)
    write_whole(path, PAGE.format(title, STYLE, body))
    return path


def _name(person: Person) -> str:
    full = person.entry.full_name if person.entry else ""
    return f"{full} ({person.id})" if full and full != person.id else person.id


def _login(person: Person) -> str:
    return normalised_id((person.entry.login if person.entry else "") or person.id)


# --- the talk --------------------------------------------------------------------------------------------------------


def _talk(definition: HomeworkDefinition, person: Person, record: Record | None) -> str:
    """Return her code, three questions about it, and below them what is right; her slips on the way are not shown."""
    if record is None or not record.graded:
        return f"<h1>{html.escape(_name(person))}</h1><p>Nothing is marked yet.</p>"
    right = [one.name for one in record.questions if one.kind == "code" and one.status in RIGHT_CODE]
    asked = _questions(definition, record, right)
    code = "".join(
        f"<h3>{name}</h3><pre>{html.escape(record.answers[name])}</pre>" for name in right if name in record.answers
    )
    questions = "".join(question_html(f"{n}", one.question) for n, one in enumerate(asked, start=1))
    answers = "".join(_answer(n, one) for n, one in enumerate(asked, start=1))
    nothing = "<p>No answer is right yet, so there is nothing to ask about.</p>"
    title = f"<h1>{html.escape(_name(person))}</h1><p>{html.escape(definition.title)}."
    code += _sentence(record)
    parts = f"{code}<h2>Questions</h2>{questions or nothing}<h2>For you</h2><ul>{answers}</ul>"
    return f"{title} Five minutes: let her explain in her own words first.</p>{parts}"


def _sentence(record: Record) -> str:
    """Return what she was asked why, and her sentence; "" where there is none."""
    if not record.texts.get(WHY):
        return ""
    return f"<h3>One sentence</h3>{blocks_html(record.why)}<blockquote>{html.escape(record.texts[WHY])}</blockquote>"


def _questions(definition: HomeworkDefinition, record: Record, right: Iterable[str]) -> list[Asked]:
    """Return QUESTIONS about her answers, one about each as long as there are others, and of code before numbers."""
    each = [
        ask_about(definition, name, record.numbers_of, _evidence(record, name), extra=TALK)
        for name in sorted(right, key=lambda name: name not in record.studies)
    ]
    found = [asked[0] for asked in each if asked] + [one for asked in each for one in asked[1:]]
    return found[:QUESTIONS]


def _evidence(record: Record, name: str) -> Evidence:
    return read_evidence(record.studies.get(name), values.decode)


def _answer(number: int, asked: Asked) -> str:
    question = asked.question
    choice = question.choices[question.right]
    return f"<li>{number}: ({question.right_letter}) {inline(choice.text)}. {inline(choice.reason)}</li>"


# --- on paper --------------------------------------------------------------------------------------------------------


def _paper(definition: HomeworkDefinition, name: str, student: str, cells: list[dict[str, Any]]) -> str:
    """Return the homework as it was handed out, without hints, with her numbers and space to write."""
    parts = [f"<p><b>{html.escape(name)}</b></p>"]
    for cell in cells:
        mark, text = cell["metadata"].get("nbgrader", {}), text_of(cell)
        if mark.get("solution"):
            parts.append(_task(definition, str(mark.get("grade_id")), student, text))
        elif cell["cell_type"] == "markdown":
            parts.append(_prose(HINTS.sub("", text)))
    return "".join(parts)


def _prose(text: str) -> str:
    """Return Markdown as simple HTML: headings, and paragraphs in which code is set as code."""
    blocks = (block.strip() for block in text.split("\n\n"))
    return "".join(
        f"<h2>{inline(block.lstrip('# '))}</h2>" if block.startswith("#") else f"<p>{inline(block)}</p>"
        for block in blocks
        if block
    )


def _task(definition: HomeworkDefinition, name: str, student: str, stub: str) -> str:
    space = '<div class="space"></div>'
    if name not in definition.exercises:
        return space
    exercise = definition.exercises[name]
    code = "" if exercise.is_value else f"<pre>{html.escape(stub)}</pre>{space}"
    return f"{code}<p>{_given(definition, exercise, student)}</p>{space}"


def _given(definition: HomeworkDefinition, exercise: Exercise, student: str) -> str:
    """Return her numbers for an exercise, or the inputs with which she is to go through her function by hand."""
    small, cases = inputs_for(definition, exercise, student)
    if not exercise.is_value:
        call = inline(Subject(exercise, small, cases, Evidence()).call)
        return f"By hand: what does <code>{exercise.variable}</code> return for {call}?"
    own = exercise.numbers(generator_for("data", definition.name, exercise.variable, student))
    options = [text for value in own.values() if isinstance(value, dict) for text in _options(value)]
    shown = [f"{key} = {shown_result(value)}" for key, value in numbers_among(own).items()]
    return html.escape("; ".join(["Your numbers: " + ", ".join(shown)] if shown else [])) + "<br>".join(["", *options])


def _options(value: dict[str, Any]) -> Iterator[str]:
    """Yield the options of a choice; which name has which letter is no option."""
    for letter, text in value.items():
        if len(letter) == 1:
            yield html.escape(f"({letter}) {text}")


def _key(definition: HomeworkDefinition, name: str, student: str) -> str:
    """Return the results for her numbers."""
    rows = []
    for exercise in definition.exercises.values():
        small, _ = inputs_for(definition, exercise, student)
        inputs = (data_for(definition, student),) if exercise.is_value else small
        rows.append(
            f"<li><code>{exercise.variable}</code>: {html.escape(shown_result(exercise.reference(*inputs)))}</li>"
        )
    if about := asks_why(definition, student):
        rows.append(
            f"<li><code>{WHY}</code>: a sentence about her <code>{about}</code>; the rubric is in the source</li>"
        )
    return f"<h1>{html.escape(name)}</h1><ul>{''.join(rows)}</ul>"
