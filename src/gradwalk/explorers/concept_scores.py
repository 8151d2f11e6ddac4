"""Keep the score of a concept test in a small file beside the notebook, to compare before and after the course."""

import json
from collections.abc import Mapping
from pathlib import Path

from gradwalk.explorers.concept_questions import Score

FILE = "concept_test_scores.json"


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
