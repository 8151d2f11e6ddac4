"""Count the answers of a concept test by topic, and keep the score in a file: before the course beside after it."""

import json
from collections.abc import Mapping
from pathlib import Path

from gradwalk.questions.forms import FORMS, concept_form

FILE = "concept_test_scores.json"

Score = dict[str, tuple[int, int]]  # topic -> (right answers, questions)


def score(answers: Mapping[str, str]) -> Score:
    """Return the right answers and the questions answered, by topic, for answers {question id: choice}."""
    counted: Score = {}
    for question in (each for form in FORMS for each in concept_form(form)):
        if question.name not in answers:
            continue
        right, asked = counted.get(question.topic, (0, 0))
        counted[question.topic] = (right + (answers[question.name] == question.answer), asked + 1)
    return counted


def total(counted: Score) -> tuple[int, int]:
    """Return the right answers and the questions of all topics together."""
    return (sum(right for right, _ in counted.values()), sum(asked for _, asked in counted.values()))


def kept_scores(path: Path) -> dict[str, Score]:
    """Return {mode: score} of the tests kept at `path`, empty where there is no file.

    Raises ValueError where the file holds something else.
    """
    if not path.exists():
        return {}
    try:
        kept = json.loads(path.read_text(encoding="utf-8"))
        return {mode: {topic: (int(right), int(asked)) for topic, (right, asked) in entry.items()}
                for mode, entry in kept.items()}  # fmt: skip
    except (OSError, ValueError, TypeError, AttributeError) as error:
        raise ValueError(f"{path.name} holds no scores of this test; rename or delete it, then try again.") from error


def keep_score(path: Path, mode: str, score: Score) -> None:
    """Write the score of one mode to `path`, leaving the other mode's as it is.

    Raises ValueError where the file holds something else, OSError where it cannot be written.
    """
    kept: Mapping[str, Score] = {**kept_scores(path), mode: score}
    path.write_text(json.dumps(kept, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
