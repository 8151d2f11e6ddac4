"""`gradwalk concept-test FOLDER`: what a class's exported answers say about the questions, and what has changed."""

from __future__ import annotations

import argparse
import csv
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path

import numpy as np

from gradwalk.mathematics import item_statistics as statistics
from gradwalk.mathematics.item_statistics import Estimate
from gradwalk.questions.answers import MODES, ConceptAnswers, read_answers

ABOUT = """Read all exported answers (concept_test_*.json) below FOLDER, and print for each question its difficulty and
discrimination, for each form its reliability, and for the class its normalised gain with a 95 % interval."""
FEW = 30  # learners, below which such numbers say little
COLUMNS = ("mode", "form", "question", "answered", "difficulty", "discrimination", "remark")
TOO_HARD, TOO_EASY, TOO_FLAT = 0.2, 0.9, 0.2


def main(arguments: Sequence[str] | None = None, program: str = "gradwalk concept-test") -> int:
    """Print the statistics of a folder; returns 0, or 1 where a file could not be read, 2 where there is none."""
    options = build_parser(program).parse_args(arguments)
    everyone, problems = read_class(options.folder)
    for problem in problems:
        print(problem, file=sys.stderr)
    if not everyone:
        print(f"{program}: there are no exported answers below {str(options.folder)!r}.", file=sys.stderr)
        return 2
    rows = [row for group in groups(everyone) for row in item_rows(*group)]
    print("\n".join(report(everyone, rows)))
    if options.table:
        write_table(options.table, rows)
    return 1 if problems else 0


def build_parser(program: str) -> argparse.ArgumentParser:
    """Return the parser of the command's arguments."""
    parser = argparse.ArgumentParser(
        prog=program, description=ABOUT, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", type=Path, metavar="FOLDER", help="where the files of the class are")
    parser.add_argument("--table", type=Path, metavar="FILE.csv", help="write the questions as a table, too")
    return parser


def read_class(folder: Path) -> tuple[list[ConceptAnswers], list[str]]:
    """Return the answers below a folder, one set for each learner and mode, and a sentence for what cannot be used."""
    found: dict[tuple[str, str], ConceptAnswers] = {}
    problems = []
    for path in sorted(folder.rglob("*.json")):
        try:
            answers = read_answers(path)
        except ValueError as error:
            problems.append(str(error))
            continue
        key = answers.person, answers.mode
        if key in found and found[key] != answers:
            problems.append(
                f"{path.name} is a second test {answers.mode} the course of {answers.person}; it is left out."
            )
        found.setdefault(key, answers)
    return list(found.values()), problems


Group = tuple[str, str, list[str], np.ndarray]


def groups(everyone: Iterable[ConceptAnswers]) -> list[Group]:
    """Return (mode, form, questions, right (n, k)) of every mode and form that was taken; nan is not reached."""
    kept: dict[tuple[str, str], list[ConceptAnswers]] = {}
    for answers in everyone:
        kept.setdefault((answers.mode, answers.form), []).append(answers)
    ordered = sorted(kept, key=lambda key: (MODES.index(key[0]), key[1]))
    return [(*key, *_matrix(kept[key])) for key in ordered]


def _matrix(taken: Sequence[ConceptAnswers]) -> tuple[list[str], np.ndarray]:
    names = list(dict.fromkeys(name for answers in taken for name in answers.right))
    rows = [[float(answers.right.get(name, np.nan)) for name in names] for answers in taken]
    return names, np.array(rows, dtype=float).reshape(len(taken), len(names))


def item_rows(mode: str, form: str, names: Sequence[str], right: np.ndarray) -> list[dict[str, object]]:
    """Return a row of COLUMNS for each question."""
    answered = np.isfinite(right).sum(axis=0)
    measured = zip(names, answered, statistics.difficulty(right), statistics.discrimination(right), strict=True)
    return [
        dict(zip(COLUMNS, (mode, form, name, int(n), round(p, 3), round(d, 3), remark(p, d)), strict=True))
        for name, n, p, d in measured
    ]


def remark(share: float, correlation: float) -> str:
    """Return what is worth a look at a question."""
    if share > TOO_EASY:
        return "nearly all are right"
    if share < TOO_HARD:
        return "hardly anybody is right"
    return "does not tell the strong from the weak" if correlation < TOO_FLAT else ""


def gain(everyone: Iterable[ConceptAnswers]) -> tuple[Estimate, int]:
    """Return the normalised gain, of those who took the test before and after, and how many they are."""
    scored: dict[str, dict[str, float]] = {}
    for answers in everyone:
        if answers.right:
            scored.setdefault(answers.person, {})[answers.mode] = sum(answers.right.values()) / len(answers.right)
    both = [(pair["before"], pair["after"]) for pair in scored.values() if len(pair) == 2]
    before, after = np.array(both, dtype=float).reshape(-1, 2).T
    return statistics.with_interval(statistics.normalised_gain, before, after), len(both)


def report(everyone: Sequence[ConceptAnswers], rows: Sequence[dict[str, object]]) -> Iterable[str]:
    """Yield the lines of the report."""
    for mode, form, _names, right in groups(everyone):
        n, kr20 = len(right), statistics.with_interval(statistics.reliability, right)
        yield f"{mode} the course, form {form}: {n} learners, {np.nanmean(statistics.scores(right)):.0%} right"
        whole = len(statistics.complete(right))
        yield f"  reliability (KR-20) {written(kr20)}, of the {whole} who reached all questions"
        yield f"  {'question':<44} {'answered':>8} {'right':>6} {'discr.':>7}"
        for row in rows:
            if (row["mode"], row["form"]) == (mode, form):
                numbers = f"{row['answered']:>8} {row['difficulty']:>6.2f} {row['discrimination']:>7.2f}"
                yield f"  {row['question']!s:<44} {numbers}  {row['remark']}".rstrip()
        if n < FEW:
            yield f"  {n} learners are few: with fewer than {FEW} these numbers change much from class to class."
        yield ""
    estimate, count = gain(everyone)
    yield f"normalised gain {written(estimate)}, of the {count} who took it before and after"


def written(estimate: Estimate) -> str:
    """Return an estimate with its interval in words."""
    if not np.isfinite(estimate.value):
        return "cannot be said"
    if not np.isfinite(estimate.low):
        return f"{estimate.value:.2f}"
    return f"{estimate.value:.2f} (95 %: {estimate.low:.2f} to {estimate.high:.2f})"


def write_table(path: Path, rows: Sequence[dict[str, object]]) -> None:
    """Write the questions as CSV."""
    with path.open("w", encoding="utf-8", newline="") as file:
        table = csv.DictWriter(file, COLUMNS)
        table.writeheader()
        table.writerows(rows)
