"""The questions of a notebook in a page: the reader commits to an answer, and only then sees why, and the outcome.

Without JavaScript each is a list of its choices, with an outcome to unfold; the runtime makes a form of it.
"""

import html
import json
from collections.abc import Callable, Iterable, Mapping
from typing import Any

KEPT_HERE = "Your answers stay in this browser. To export them, without your name, take the test in the notebook."


def prediction(asked: Any, show: Callable[[Any], str]) -> str:
    """Return the HTML of a `Prediction`; `show` gives that of the explorer which it opens, if it opens one."""
    opened = asked.reveal() if asked.reveal is not None else None
    shown = show(opened) if opened is not None else ""
    title = "Recall. " if asked.where else "Predict. "
    return _form(asked.question, asked.choices, asked.answer, shown, title, where=asked.where)


def concept_test(mode: str, questions: Iterable[Any]) -> str:
    """Return the HTML of a concept test, folded; `mode` "before" keeps the reasons back until the course is done."""
    questions = list(questions)
    told = mode == "after"
    forms = (_form(q.text, q.choices, q.answer, folded=told, where=q.where if told else "") for q in questions)
    items = "".join(f"<li>{form}</li>" for form in forms)
    return (
        f'<details class="gradwalk-quiz" data-mode="{mode}"><summary>Take it: {len(questions)} questions</summary>'
        f'<ol>{items}</ol><p class="gradwalk-score" role="status"></p><p>{KEPT_HERE}</p></details>'
    )


def _form(
    question: str,
    choices: Mapping[str, str],
    answer: str,
    outcome: str = "",
    title: str = "",
    folded: bool = True,
    where: str = "",
) -> str:
    kept = [{"text": text, "why": why} for text, why in choices.items()]
    data: dict[str, Any] = {
        "title": title,
        "question": question,
        "choices": kept,
        "answer": list(choices).index(answer),
    }
    if where:
        data["where"] = where
    items = "".join(f"<li>{html.escape(choice)}</li>" for choice in choices)
    words = f"<p>{html.escape(f'{answer} {choices[answer]}')}</p>"
    fold = f"<details><summary>The outcome</summary>{words}</details>" if folded else ""
    return (
        f'<div class="gradwalk-question"><script type="application/json">{_inside_script(data)}</script>'
        f'<div class="gradwalk-asked"><p><b>{title}</b>{html.escape(question)}</p><ul>{items}</ul>{fold}</div>'
        f'<div class="gradwalk-outcome">{outcome}</div></div>'
    )


def _inside_script(data: Any) -> str:
    """Return JSON that cannot end the script in which it stands."""
    return json.dumps(data, ensure_ascii=False).replace("</", "<\\/")
