"""From exported answers to the statistics of a class: no names, bad files said, planted values recovered."""

from __future__ import annotations

import csv
import json
import re
import shutil

import numpy as np
import pytest

from gradwalk.__main__ import main
from gradwalk.grading.concept_test import gain, groups, item_rows, read_class
from gradwalk.questions.answers import export_answers, read_answers

NAMES = [f"concept_test/q{number}" for number in range(12)]


def export(folder, mode, row, form="A"):
    folder.mkdir(exist_ok=True)
    right = {name: bool(value) for name, value in zip(NAMES, row, strict=True) if np.isfinite(value)}
    return export_answers(folder, mode, dict.fromkeys(right, 1), right, form)


@pytest.fixture(scope="module")
def simulated(tmp_path_factory):
    """A class of 80 with planted difficulties before the course and a planted gain of 0.5."""
    root, rng = tmp_path_factory.mktemp("class"), np.random.default_rng(11)
    chance = np.clip(rng.beta(2, 2, (80, 1)) + np.linspace(-0.25, 0.25, 12), 0.02, 0.98)
    for number, row in enumerate(chance):
        export(root / f"learner {number}", "before", rng.random(12) < row)
        export(root / f"learner {number}", "after", rng.random(12) < row + 0.5 * (1 - row), "B")
    return root, chance


def test_the_command_recovers_what_was_planted(simulated, tmp_path, capsys):
    root, chance = simulated
    assert main(["concept-test", str(root), "--table", str(tmp_path / "items.csv")]) == 0
    told = capsys.readouterr().out
    assert "before the course, form A: 80 learners" in told
    assert "after the course, form B: 80 learners" in told
    value, low, high = map(
        float, re.search(r"normalised gain (\S+) \(95 %: (\S+) to (\S+)\), of the 80", told).groups()
    )
    assert value == pytest.approx(0.5, abs=0.08)
    assert low < 0.5 < high
    with (tmp_path / "items.csv").open(encoding="utf-8") as file:
        rows = [row for row in csv.DictReader(file) if row["mode"] == "before"]
    found = np.array([float(row["difficulty"]) for row in rows])
    assert np.abs(found - chance.mean(axis=0)).max() < 4 * 0.5 / np.sqrt(80)
    assert np.mean([float(row["discrimination"]) for row in rows]) > 0.2


def test_no_name_is_in_an_export_and_the_code_stays(tmp_path):
    first = export(tmp_path, "before", np.ones(12))
    second = export(tmp_path, "after", np.zeros(12))
    kept = json.loads(first.read_text(encoding="utf-8"))
    assert kept.keys() == {"gradwalk", "person", "mode", "form", "answers"}
    assert re.fullmatch("[0-9a-f]{8}", kept["person"])
    assert read_answers(second).person == kept["person"]
    assert read_answers(first).person != read_answers(export(tmp_path / "b", "before", np.ones(12))).person
    again = export(tmp_path, "before", np.zeros(12))
    assert again == first
    assert not any(read_answers(first).right.values())


def test_a_test_that_ended_early_counts_what_was_answered(tmp_path):
    for number in range(4):
        row = np.full(12, float(number % 2))
        row[6:] = np.nan if number == 0 else row[6:]
        export(tmp_path / str(number), "before", row)
    everyone, problems = read_class(tmp_path)
    assert problems == []
    rows = item_rows(*groups(everyone)[0])
    assert [row["answered"] for row in rows] == [4] * 6 + [3] * 6


BAD = {
    "empty": "", "list": "[]", "number": "3", "other": '{"a": 1}', "no JSON": "{",
    "mode": '{"gradwalk": "answers to the concept test of Gradwalk", "person": "a", "mode": "x", "form": "A",'
            ' "answers": {}}',
    "right": '{"gradwalk": "answers to the concept test of Gradwalk", "person": "a", "mode": "after", "form": "A",'
             ' "answers": {"q": {"choice": 1, "right": "yes"}}}',
}  # fmt: skip


@pytest.mark.parametrize("text", BAD.values(), ids=BAD)
def test_a_file_that_is_none_is_said_and_the_others_count(tmp_path, capsys, text):
    export(tmp_path / "a", "before", np.ones(12))
    (tmp_path / "odd.json").write_text(text, encoding="utf-8")
    assert main(["concept-test", str(tmp_path)]) == 1
    told = capsys.readouterr()
    assert "odd.json holds no answers to the concept test" in told.err
    assert "1 learners are few" in told.out
    assert "normalised gain cannot be said" in told.out


def test_a_copy_counts_once_and_a_second_test_is_said(tmp_path):
    path = export(tmp_path / "a", "before", np.ones(12))
    (tmp_path / "b").mkdir()
    shutil.copy(path, tmp_path / "b")
    assert len(read_class(tmp_path)[0]) == 1
    other = json.loads(path.read_text(encoding="utf-8")) | {"form": "B"}
    (tmp_path / "b" / path.name).write_text(json.dumps(other), encoding="utf-8")
    everyone, problems = read_class(tmp_path)
    assert [one.form for one in everyone] == ["A"]
    assert "is a second test before the course" in problems[0]


def test_an_empty_folder_is_said(tmp_path, capsys):
    assert main(["concept-test", str(tmp_path)]) == 2
    assert "there are no exported answers below" in capsys.readouterr().err
    assert np.isnan(gain([])[0].value)


def test_bad_calls_are_said(tmp_path):
    with pytest.raises(ValueError, match="Give the mode as one of before, after, not 'during'"):
        export_answers(tmp_path, "during", {}, {})
    with pytest.raises(ValueError, match="Say of 'b' both"):
        export_answers(tmp_path, "after", {"a": 1}, {"a": True, "b": False})
