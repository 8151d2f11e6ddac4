"""Read questions: what one must have, and one sentence about what is missing or does not fit."""

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

KEYS = {"question", "choices", "topic", "where", "misconception", "first", "form", "twin"}
CHOICE_KEYS = {"text", "why", "right"}


def check_question(name: str, text: object, choices: object, answer: object) -> None:
    """Raise ValueError unless there is a text, and at least two choices, each with its reason, of which one is right.

    `choices` is {answer: why it is right or wrong}; `name` is what the sentence calls the question, if it has a name.
    """
    here = f" of {name!r}" if name else ""
    if not _is_text(text):
        raise ValueError(f"Give the question{here} as a text, not {text!r:.60}.")
    if not isinstance(choices, Mapping) or len(choices) < 2:
        wanted = "a dict of at least two answers and the reason of each"
        raise ValueError(f"Give the choices{here} as {wanted}, not {choices!r:.60}.")
    for choice, why in choices.items():
        if not _is_text(choice):
            raise ValueError(f"Give each choice{here} as a text, not {choice!r:.60}.")
        if not _is_text(why):
            raise ValueError(f"Say why {choice!r:.60}{here} is right or wrong, as a text, not {why!r:.60}.")
    if not isinstance(answer, str) or answer not in choices:
        known = ", ".join(repr(choice) for choice in choices)
        raise ValueError(f"Give as answer{here} one of the choices {known}, not {answer!r:.60}.")


def read_entries(path: str | Path) -> dict[str, dict[str, Any]]:
    """Return the tables of a TOML file of questions, by name. Raises ValueError where it is no such file."""
    path = Path(path)
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError:
        raise ValueError(f"The file of questions {str(path)!r} cannot be read; is it there?") from None
    except ValueError as error:  # no UTF-8, or no TOML
        raise ValueError(f"The file of questions {str(path)!r} is no TOML: {str(error).splitlines()[0]}.") from None


def checked_entry(name: str, entry: object) -> tuple[str, dict[str, str], str]:
    """Return (text, choices, answer) of one TOML table. Raises ValueError, with one sentence, for what does not fit."""
    if not isinstance(entry, dict):
        raise ValueError(f"Write {name!r} as a table [{name}] with question and choices, not {entry!r:.60}.")
    _check_keys(f"The question {name!r}", entry, KEYS)
    tables = entry.get("choices")
    if not isinstance(tables, list) or not all(isinstance(table, dict) for table in tables):
        raise ValueError(f"Give the choices of {name!r} as tables [[{name}.choices]], not {tables!r:.60}.")
    for table in tables:
        _check_keys(f"A choice of {name!r}", table, CHOICE_KEYS)
    texts = [table.get("text") for table in tables]
    twice = [text for text in texts if texts.count(text) > 1]
    if twice:
        raise ValueError(f"Two choices of {name!r} are {twice[0]!r}; write each once.")
    right = [table.get("text") for table in tables if table.get("right")]
    if len(right) != 1:
        raise ValueError(f"Mark exactly one choice of question {name!r} with right = true, not {len(right)}.")
    choices = {table.get("text"): table.get("why") for table in tables}
    check_question(name, entry.get("question"), choices, right[0])
    return entry["question"], choices, right[0]


def _check_keys(what: str, table: dict[str, Any], known: set[str]) -> None:
    for key in table:
        if key not in known:
            raise ValueError(f"{what} has {key!r}, which is not known; choose among {', '.join(sorted(known))}.")


def _is_text(value: object) -> bool:
    return isinstance(value, str) and bool(value.strip())
