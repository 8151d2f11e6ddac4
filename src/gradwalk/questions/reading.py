"""Read questions: what one must have, and one sentence about what is missing or does not fit."""

import tomllib
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Any

KEYS = {"question", "choices", "topic", "where", "misconception", "first", "form", "twin"}
OWN_KEYS = {"question", "choices", "where"}  # of what is no concept test
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


def read_entries(path: str | Path) -> dict[str, Any]:
    """Return the tables of a TOML file of questions, by name. Raises ValueError where it is no such file."""
    if not isinstance(path, str | Path):
        raise ValueError(f"Give file as the name of a TOML file, not {path!r:.60}.")
    called = f"The file of questions {str(path)!r}"
    try:
        entries = tomllib.loads(Path(path).read_text(encoding="utf-8-sig"))  # as Windows may begin it
    except OSError:
        raise ValueError(f"{called} cannot be read; is it there?") from None
    except UnicodeDecodeError:
        raise ValueError(f"{called} is not written in UTF-8; save it so.") from None
    except tomllib.TOMLDecodeError as error:
        raise ValueError(f"{called} is no TOML: {str(error).splitlines()[0]}.") from None
    if not entries:
        raise ValueError(f"{called} has no question; write a table [name] with question and choices.")
    return entries


def checked_entry(name: str, entry: Any, keys: Collection[str] = KEYS) -> tuple[str, dict[str, str], str]:
    """Return (text, choices, answer) of one TOML table, which may have these `keys`.

    Raises ValueError, with one sentence, for what does not fit.
    """
    if not isinstance(entry, dict):
        raise ValueError(f"Write {name!r} as a table [{name}] with question and choices, not {entry!r:.60}.")
    if "answer" in entry:
        raise ValueError(f"Mark the right choice of {name!r} with right = true, in place of answer.")
    _check_keys(f"The question {name!r}", entry, keys)
    _check_kinds(name, entry)
    tables = _choice_tables(name, entry.get("choices"))
    right = [table["text"] for table in tables if table.get("right")]
    if len(right) != 1:
        raise ValueError(f"Mark exactly one choice of question {name!r} with right = true, not {len(right)}.")
    choices: dict[str, Any] = {table["text"]: table.get("why") for table in tables}
    check_question(name, entry.get("question"), choices, right[0])
    return entry["question"], choices, right[0]


def _choice_tables(name: str, tables: Any) -> list[dict[str, Any]]:
    """Return the choices of a question, each with a text of its own. Raises ValueError for what does not fit."""
    if not isinstance(tables, list) or not all(isinstance(table, dict) for table in tables):
        raise ValueError(f"Give the choices of {name!r} as tables [[{name}.choices]], not {tables!r:.60}.")
    if len(tables) < 2:
        raise ValueError(f"Give {name!r} at least two choices, not {len(tables)}.")
    for table in tables:
        _check_keys(f"A choice of {name!r}", table, CHOICE_KEYS)
        if not _is_text(table.get("text")):
            raise ValueError(f"Give each choice of {name!r} as a text, not {table.get('text')!r:.60}.")
        if not isinstance(table.get("right", False), bool):
            raise ValueError(f"Write right = true for the right choice of {name!r}, not {table['right']!r:.60}.")
    texts = [table["text"] for table in tables]
    for text in texts:
        if texts.count(text) > 1:
            raise ValueError(f"Two choices of {name!r} are {text!r}; write each once.")
    return tables


def _check_keys(what: str, table: dict[str, Any], known: Collection[str]) -> None:
    for key in table:
        if key not in known:
            raise ValueError(f"{what} has {key!r}, which is not known; choose among {', '.join(sorted(known))}.")


def _check_kinds(name: str, entry: dict[str, Any]) -> None:
    """Raise ValueError where what else a question has is of another kind: all are texts, but for `first`."""
    for key, value in entry.items():
        if key == "first" and not isinstance(value, bool):
            raise ValueError(f"Give first of {name!r} as true or false, not {value!r:.60}.")
        if key not in ("first", "choices", "question") and not _is_text(value):
            raise ValueError(f"Give {key} of {name!r} as a text, not {value!r:.60}.")


def _is_text(value: object) -> bool:
    return isinstance(value, str) and bool(value.strip())
