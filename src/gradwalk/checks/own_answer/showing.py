"""Show questions, and what is said to an answer: as text everywhere, as HTML where that is shown."""

import html
import re
from collections.abc import Sequence

from gradwalk.checks.own_answer.asking import Asked
from gradwalk.checks.own_answer.question import LETTERS, CodeQuestion

NUMBER = {1: "One question", 2: "Two questions", 3: "Three questions"}
INTRODUCTION = (
    "It works. {} about it: what would you expect? Decide first. Then choose your answer below *Questions about your "
    "answers*, or copy the last line of each question into a cell of yours, put your letter between the empty quotes, "
    "and run it. The reasons follow at once."
)
SENTENCE = (
    "And one sentence, for a person to read: write it below *One sentence*, at the end of the homework. What it means "
    "counts, not that Python then gives other numbers."
)
NOTHING = "There is nothing to ask about this code, so the answer counts as it is."
PANEL = "margin:10px 0 4px;padding:2px 14px 6px;border-left:6px solid #1565c0;max-width:44em;line-height:1.5"
CODE = "margin:4px 0 4px 1.5em;padding:0;line-height:1.4;white-space:pre-wrap"


def introduction(asked: Sequence[Asked]) -> str:
    """Return the sentence that stands before the questions, or instead of them."""
    return INTRODUCTION.format(NUMBER[len(asked)]).replace("*", "") if asked else NOTHING


def why_text(why: str) -> str:
    """Return the question for one sentence as text."""
    return f"{SENTENCE.replace('*', '')}\n{why}"


def why_html(why: str) -> str:
    """Return the question for one sentence as HTML."""
    said = f"<b>{SENTENCE.partition(',')[0]}</b>,{SENTENCE.partition(',')[2].replace('*', '')}"
    return f'<p style="margin:10px 0 6px">{said}</p>{blocks_html(why)}'


def text_of(asked: Asked) -> str:
    """Return one question as text, with the line to copy."""
    return f"{question_text(asked.name, asked.question)}\n{asked.line}"


def question_text(name: str, question: CodeQuestion) -> str:
    """Return a question and its choices as text."""
    choices = [f"  ({letter}) {choice.text}" for letter, choice in zip(LETTERS, question.choices, strict=False)]
    return "\n".join([f"{name}. {question.text}", *choices])


def html_of(asked: Asked) -> str:
    """Return one question as HTML, with the line to copy."""
    return f"{question_html(asked.name, asked.question)}<pre style='{CODE}'>{html.escape(asked.line)}</pre>"


def question_html(name: str, question: CodeQuestion) -> str:
    """Return a question and its choices as HTML."""
    choices = "".join(
        f'<li style="list-style:none">({letter}) {inline(choice.text)}</li>'
        for letter, choice in zip(LETTERS, question.choices, strict=False)
    )
    first, *rest = question.text.split("\n\n")
    blocks = "".join(map(_block, [f"{name}. {first}", *rest]))
    return f'{blocks}<ul style="margin:4px 0;padding-left:1.5em">{choices}</ul>'


def blocks_html(text: str) -> str:
    """Return paragraphs as HTML; one that begins with four blanks is code."""
    return "".join(map(_block, text.split("\n\n")))


def _block(text: str) -> str:
    if not text.startswith("    "):
        return f'<p style="margin:6px 0">{inline(text)}</p>'
    code = "\n".join(line[4:] for line in text.split("\n"))
    return f'<pre style="{CODE}">{html.escape(code)}</pre>'


def inline(text: str) -> str:
    """Escape a text for HTML and set what stands between backticks as code."""
    return re.sub(r"`([^`]+)`", r"<code>\1</code>", html.escape(text))


def panel(content: str) -> str:
    """Return HTML in the frame that all about questions has."""
    return f'<div role="status" style="{PANEL}">{content}</div>'
