"""The questions that the course asks, one TOML file a notebook and one for the concept test, read by name.

They stand here and not in the notebooks, where the reader would see the answer beside the question.
"""

import tomllib
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any

from gradwalk.questions.reading import KEYS, OWN_KEYS, checked_entry, read_entries


@dataclass(frozen=True)
class Question:
    """A question with `choices` = {answer: why it is right or wrong}, of which `answer` is right.

    `where` names the notebook that has taught the answer; a question that has it asks to recall, and not to predict.
    In the concept test, `topic` is what its score counts for, and `misconception` is the mistake that the wrong choices
    look for; `first` are the few that are asked before the course, too; `form` and `twin` are for parallel forms, see
    `forms`.
    """

    name: str
    text: str
    choices: Mapping[str, str]
    answer: str
    topic: str = ""
    where: str = ""
    misconception: str = ""
    first: bool = False
    form: str = ""
    twin: str = ""


def question(name: str, file: str | Path | None = None) -> Question:
    """Return the question called `name`, written "notebook/question" as in "01/arrow", or one of a TOML `file`.

    Raises KeyError where there is none, with the names there are, ValueError for a file that does not fit.
    """
    bank = _bank() if file is None else read_questions(file)
    if name not in bank:
        raise KeyError(f"There is no question {name!r}; choose one of {', '.join(sorted(bank))}.")
    return bank[name]


def names() -> list[str]:
    """Return the names of all questions."""
    return sorted(_bank())


@cache
def concept_questions() -> tuple[Question, ...]:
    """Return the questions of the concept test in their order."""
    return tuple(each for name, each in _bank().items() if name.startswith("concept_test/"))


@cache
def first_questions() -> tuple[Question, ...]:
    """Return the few questions of the concept test that are asked before the course."""
    return tuple(each for each in concept_questions() if each.first)


@cache
def more_concept_questions() -> tuple[Question, ...]:
    """Return the questions that complete form A of the concept test, and those of form B; see `forms`."""
    return tuple(each for name, each in _bank().items() if name.startswith("concept_test_forms/"))


@cache
def _bank() -> dict[str, Question]:
    files = [entry for entry in resources.files("gradwalk.questions").iterdir() if entry.name.endswith(".toml")]
    bank = {}
    for file in files:
        for name, entry in tomllib.loads(file.read_text(encoding="utf-8")).items():
            read = _read(f"{file.name.removesuffix('.toml')}/{name}", entry)
            bank[read.name] = read
    return bank


def read_questions(path: str | Path) -> dict[str, Question]:
    """Return the questions of a TOML file of one's own, by name.

    Each is a table [name] with `question` and the tables [[name.choices]], of `text`, `why`, and `right = true` in one;
    it may have `where`, the place that has taught the answer. Raises ValueError, with the file and one sentence, for
    anything else.
    """
    entries = read_entries(path)
    try:
        return {name: _read(name, entry, OWN_KEYS) for name, entry in entries.items()}
    except ValueError as error:
        raise ValueError(f"{path}: {error}") from None


def _read(name: str, entry: Any, keys: Collection[str] = KEYS) -> Question:
    """Return the question of one TOML table. Raises ValueError for one that does not fit; see `checked_entry`."""
    text, choices, answer = checked_entry(name, entry, keys)
    placed = {key: value for key, value in entry.items() if key not in ("question", "choices")}
    return Question(name, text, choices, answer, **placed)
