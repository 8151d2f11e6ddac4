"""Say the labels of the explorers in the reader's language: one table, from the English text to what is shown.

The English text is the key, as with gettext, so that the code reads as the screen does. All labels are listed in
`english.toml` beside this file; tests hold that list to the code and to what is shown.
"""

import difflib
import string
import tomllib
from collections.abc import Callable, Generator, Iterable, Mapping
from contextlib import contextmanager
from functools import cache, lru_cache
from importlib import resources
from pathlib import Path
from typing import TypeVar, cast

Table = Mapping[str, str]
Function = TypeVar("Function", bound=Callable)

ANY = "…"  # in the name of a number, stands for whatever is there
AS_IN = '"learning rate η" = "Lernrate η"'

# What the browser writes itself; see `tr` in stage/js/labels.js.
IN_BROWSER = (
    "Values", "movable point", "Wider than the page", "Play", "Pause", "One step back", "One step on",
    "Large view", "Back to the page", "Check", "Hint", "Begin anew",
)  # fmt: skip

# The language of this process, as a locale is, because one reader sits before it: a notebook runs each cell, each
# message of a slider and each step of a play in a context of its own, where a context variable would be forgotten.
_chosen: dict[str, str] = {}
_caches: list[Callable[[], None]] = []


def tr(text: str, /, **fields: object) -> str:
    """Return a label in the language in force, its `fields` filled in; English where the table has no other word."""
    said = _chosen.get(text, text)
    return said.format(**fields) if fields else said


def tr_later(text: str, /) -> str:
    """Return `text` as it is: a label that is kept in English, as a key, and given to `tr` where it is shown."""
    return text


def cached(maxsize: int) -> Callable[[Function], Function]:
    """Return `lru_cache(maxsize)` for what has labels in it: forgotten when another language is chosen."""

    def decorated(function: Function) -> Function:
        kept = lru_cache(maxsize)(function)
        _caches.append(kept.cache_clear)
        return cast(Function, kept)

    return decorated


def use_labels(labels: str | Path | Table | None = None) -> None:
    """Show labels in another language: `labels` is a TOML file or a dict, from each English label to what is shown.

    What it leaves out stays English, and so does everything without `labels`. Choose before the first explorer is made:
    one that is there already mixes both. The names and values of settings are the same in every language.
    Raises ValueError, with one sentence, for a file that cannot be read, for what is no label, and for a text that does
    not fit its place; then nothing changes.
    """
    _choose(_checked(_read(labels) if isinstance(labels, str | Path) else labels if labels is not None else {}))


@contextmanager
def labels_in_use(labels: str | Path | Table) -> Generator[None]:
    """Use `labels` inside, as `use_labels` does, and afterwards again those from before."""
    before = dict(_chosen)
    use_labels(labels)
    try:
        yield
    finally:
        _choose(before)


def write_template(path: str | Path) -> None:
    """Write all labels to a new TOML file, for a translator. Raises FileExistsError rather than write over a file."""
    with Path(path).open("x", encoding="utf-8") as file:
        file.write(_english_text())


@cache
def english() -> tuple[str, ...]:
    """Return all labels in English, in the order of the table."""
    return tuple(tomllib.loads(_english_text()))


def shown_names(names: Iterable[str]) -> dict[str, str]:
    """Return for names of numbers what they are in the language in force, each with the name that it stands for.

    A name may hold "…", which stands for whatever is there; it then stands for every label that fits.
    """
    return {shown: name for name in names for shown in _shown(name)}


def for_browser() -> dict[str, str]:
    """Return what the browser writes itself, where it is not to be in English."""
    return {text: _chosen[text] for text in IN_BROWSER if text in _chosen}


def _shown(name: str) -> list[str]:
    """Return how a name, or all labels that its "…" stands for, are written; the name itself where it is no label."""
    start, dots, end = name.partition(ANY)
    fitting = [text for text in _chosen if dots and text.startswith(start) and text.endswith(end)]
    return [*(_with_any(tr(text)) for text in fitting), _with_any(tr(name))]


def _with_any(text: str) -> str:
    """Return a label with "…" in place of all from its first field to its last."""
    if "{" not in text:
        return text
    return f"{text[: text.index('{')]}{ANY}{text[text.rindex('}') + 1 :]}"


def _choose(labels: Table) -> None:
    _chosen.clear()
    _chosen.update(labels)
    for clear in _caches:
        clear()


def _english_text() -> str:
    return resources.files("gradwalk.labels").joinpath("english.toml").read_text(encoding="utf-8")


def _read(path: str | Path) -> Table:
    """Return what a TOML file holds. Raises ValueError, with the file and the place, where it cannot be read."""
    try:
        return tomllib.loads(Path(path).read_text(encoding="utf-8-sig"))  # as Windows may begin it
    except OSError:
        raise ValueError(f"The file of labels {str(path)!r} cannot be read; is it there?") from None
    except UnicodeDecodeError:
        raise ValueError(f"The file of labels {str(path)!r} is not written in UTF-8; save it so.") from None
    except tomllib.TOMLDecodeError as error:
        raise ValueError(
            f"The file of labels {str(path)!r} is no TOML ({error}); write a label a line, as in {AS_IN}."
        ) from None


def _checked(labels: object) -> dict[str, str]:
    """Return a table of labels. Raises ValueError, with one sentence, for what is none."""
    if not isinstance(labels, Mapping):
        raise ValueError(f"Give the labels as the name of a TOML file or as a dict, not {labels!r:.60}.")
    known = set(english())
    for text, said in labels.items():
        if text not in known:
            raise ValueError(f"{text!r:.80} is no label{_nearest(text)}.")
        if not isinstance(said, str) or not said.strip() or "\n" in said:
            raise ValueError(f"Say the label {text!r} as a text of one line, not {said!r:.60}.")
        _check_fields(text, said)
    return dict(labels)


def _nearest(text: object) -> str:
    """Return which label was perhaps meant."""
    near = difflib.get_close_matches(str(text), english(), 1, 0.5)
    return f"; did you mean {near[0]!r}?" if near else "; `gradwalk labels` writes a file of all that there are"


def _check_fields(text: str, said: str) -> None:
    try:
        same = _fields(said) == _fields(text)
    except ValueError:
        same = False
    if not same:
        wanted = ", ".join(f"{{{field}}}" for field in _fields(text)) or "no braces"
        raise ValueError(f"Say the label {text!r} with {wanted} in it, as the English has it, not as {said!r:.80}.")


def _fields(text: str) -> list[str]:
    """Return the fields of a label in alphabetical order. Raises ValueError where its braces are none of format."""
    parsed = [part for part in string.Formatter().parse(text) if part[1] is not None]
    if any(spec or conversion for _, _, spec, conversion in parsed):
        raise ValueError(f"{text!r} has more in its braces than a name")
    return sorted(name or "" for _, name, _, _ in parsed)
