"""Read the questions of the concept test, and count answers by topic."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources


@dataclass(frozen=True)
class ConceptQuestion:
    """One question: `choices` maps an answer to why it is right or wrong; `answer` is the right one.

    `where` names notebook and equation, `misconception` the mistake that the wrong choices look for.
    """

    id: str
    topic: str
    where: str
    misconception: str
    text: str
    choices: Mapping[str, str]
    answer: str


@cache
def concept_questions() -> tuple[ConceptQuestion, ...]:
    """Return all questions in their order. Raises ValueError unless each has exactly one right choice."""
    file = resources.files(__package__) / "concept_test.toml"
    return tuple(_read(entry) for entry in tomllib.loads(file.read_text(encoding="utf-8"))["question"])


def _read(entry: dict) -> ConceptQuestion:
    right = [choice["text"] for choice in entry["choices"] if choice.get("right")]
    if len(right) != 1:
        raise ValueError(f"Mark exactly one choice of question {entry['id']!r} with right = true, not {len(right)}.")
    choices = {choice["text"]: choice["why"] for choice in entry["choices"]}
    named = {name: entry[name] for name in ("id", "topic", "where", "misconception", "text")}
    return ConceptQuestion(**named, choices=choices, answer=right[0])


Score = dict[str, tuple[int, int]]  # topic -> (right answers, questions)


def score(answers: Mapping[str, str]) -> Score:
    """Return the right answers and the questions of every topic, for answers {question id: choice}."""
    counted: Score = {}
    for question in concept_questions():
        right, asked = counted.get(question.topic, (0, 0))
        counted[question.topic] = (right + (answers.get(question.id) == question.answer), asked + 1)
    return counted


def total(counted: Score) -> tuple[int, int]:
    """Return the right answers and the questions of all topics together."""
    return (sum(right for right, _ in counted.values()), sum(asked for _, asked in counted.values()))
