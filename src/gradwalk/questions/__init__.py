"""The questions that the notebooks ask before they show: one TOML file a notebook, read by name.

They stand here and not in the notebooks, where the reader would see the answer beside the question.
"""

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib import resources


@dataclass(frozen=True)
class Question:
    """A question with `choices` = {answer: why it is right or wrong}, of which `answer` is right."""

    text: str
    choices: dict[str, str]
    answer: str


def question(name: str) -> Question:
    """Return the question called `name`, written "notebook/question" as in "01/arrow".

    Raises KeyError where there is none, with the names there are.
    """
    bank = _bank()
    if name not in bank:
        raise KeyError(f"There is no question {name!r}; choose one of {', '.join(sorted(bank))}.")
    return bank[name]


def names() -> list[str]:
    """Return the names of all questions."""
    return sorted(_bank())


@cache
def _bank() -> dict[str, Question]:
    files = [entry for entry in resources.files(__package__).iterdir() if entry.name.endswith(".toml")]
    bank = {}
    for file in files:
        for name, entry in tomllib.loads(file.read_text(encoding="utf-8")).items():
            bank[f"{file.name.removesuffix('.toml')}/{name}"] = _read(name, entry)
    return bank


def _read(name: str, entry: dict) -> Question:
    """Return the question of one TOML table. Raises ValueError unless exactly one choice is right."""
    right = [choice["text"] for choice in entry["choices"] if choice.get("right")]
    if len(right) != 1:
        raise ValueError(f"Mark exactly one choice of question {name!r} with right = true, not {len(right)}.")
    return Question(entry["question"], {choice["text"]: choice["why"] for choice in entry["choices"]}, right[0])
