"""Write a learner's answers to the concept test into a file without her name, if she wants, and read such files."""

import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

KIND = "answers to the concept test of Gradwalk"
MODES = ("before", "after")
UNKNOWN = -1  # the place of the choice of someone who does not know


@dataclass(frozen=True)
class ConceptAnswers:
    """What one learner answered: question -> place of her choice (-1: she does not know), and whether it was right.

    `person` is a random code, the same before and after the course; nothing else says who she is.
    """

    person: str
    mode: str
    form: str
    choices: Mapping[str, int]
    right: Mapping[str, bool]


def export_answers(
    folder: str | Path, mode: str, answers: Mapping[str, int], right: Mapping[str, bool], form: str = "A"
) -> Path:
    """Write answers to `folder` under this learner's random code, and return the path; a second test takes its place.

    Raises ValueError for another mode and for questions of which only one of both is known, OSError where the file
    cannot be written.
    """
    if mode not in MODES:
        raise ValueError(f"Give the mode as one of {', '.join(MODES)}, not {mode!r}.")
    if answers.keys() != right.keys():
        odd = sorted(answers.keys() ^ right.keys())[0]
        raise ValueError(f"Say of {odd!r} both what was chosen and whether it was right.")
    person = _code_in(Path(folder)) or secrets.token_hex(4)
    table = {name: {"choice": answers[name], "right": right[name]} for name in answers}
    kept = {"gradwalk": KIND, "person": person, "mode": mode, "form": form, "answers": table}
    path = Path(folder) / f"concept_test_{mode}_{person}.json"
    path.write_text(json.dumps(kept, indent=1) + "\n", encoding="utf-8")
    return path


def _code_in(folder: Path) -> str:
    """Return the code of an export in a folder, "" where there is none."""
    for path in sorted(folder.glob("concept_test_*.json")):
        try:
            return read_answers(path).person
        except ValueError:
            continue
    return ""


def read_answers(path: str | Path) -> ConceptAnswers:
    """Return the answers in one exported file. Raises ValueError, with one sentence, for any other file."""
    path = Path(path)
    try:
        kept = json.loads(path.read_text(encoding="utf-8"))
        return _checked(kept)
    except (OSError, ValueError, TypeError, KeyError, AttributeError):
        raise ValueError(f"{path.name} holds no {KIND}; ask for the file that the test has written.") from None


def _checked(kept: Any) -> ConceptAnswers:
    if kept["gradwalk"] != KIND or kept["mode"] not in MODES:
        raise ValueError(kept["mode"])
    for part in (kept["person"], kept["form"], *kept["answers"]):
        if not isinstance(part, str) or not part:
            raise ValueError(part)
    for answer in kept["answers"].values():
        if type(answer["choice"]) is not int or type(answer["right"]) is not bool:
            raise ValueError(answer)
    choices = {name: answer["choice"] for name, answer in kept["answers"].items()}
    right = {name: answer["right"] for name, answer in kept["answers"].items()}
    return ConceptAnswers(kept["person"], kept["mode"], kept["form"], choices, right)
