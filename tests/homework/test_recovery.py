"""Answers are found in broken notebooks, and nothing of a broken notebook stops the grading."""

import json
import os
import time
from pathlib import Path

import pytest

from gradwalk.checks.homework import HOMEWORKS
from gradwalk.checks.student import data_for
from gradwalk.grading.marking import mark
from gradwalk.grading.reading import Unreadable, parse_notebook, read_bytes
from gradwalk.grading.records import QuestionStatus
from gradwalk.grading.recovery import recover
from gradwalk.grading.sheet import read_sheet

from .material import cell_of, release_notebook, sample_faults, sample_notebooks, save, solved_notebook

NAME = "01_gradient_direction"
CODE_POINTS = 11.0


def scores(record):
    return {row.name: row.score for row in record.questions}


def code_total(record):
    return sum(row.score or 0 for row in record.questions if row.kind == "code")


def marked(notebook, tmp_path, sheets, course, student="ada"):
    return mark(save(notebook, tmp_path / f"{NAME}.ipynb"), sheets[NAME], student, course)


def delete_first_cells(notebook):
    del notebook["cells"][:4]


REPAIRED = [*sample_faults.DAMAGE, delete_first_cells]


@pytest.mark.parametrize("damage", REPAIRED)
def test_a_damaged_notebook_keeps_its_marks(damage, tmp_path, sheets, course):
    notebook = solved_notebook(NAME)
    damage(notebook)
    record = marked(notebook, tmp_path, sheets, course)
    assert record.status == "graded"
    missing = 2.0 if damage is delete_first_cells else 0.0  # the letter is computed from `work`, numbers of nobody
    assert code_total(record) >= CODE_POINTS - missing, record
    assert code_total(record) <= CODE_POINTS


def test_deleted_cells_lose_their_own_points_only(tmp_path, sheets, course):
    notebook = solved_notebook(NAME)
    notebook["cells"].remove(cell_of(notebook, "update_step"))
    record = marked(notebook, tmp_path, sheets, course)
    assert scores(record)["update_step"] == 0
    assert code_total(record) == CODE_POINTS - 2
    assert any("update_step is gone" in note for note in record.notes)


def test_a_cut_off_file_is_graded_for_its_whole_cells(tmp_path, sheets, course):
    text = json.dumps(solved_notebook(NAME), indent=1)
    record = marked(text[: text.index('"descent_path"')].encode(), tmp_path, sheets, course)
    assert code_total(record) == 6
    assert "not whole JSON" in " ".join(record.notes)
    assert "Ask for the file again" in " ".join(record.notes)


def test_what_was_lost_with_a_part_of_the_file_waits_for_a_person_and_is_no_zero(tmp_path, sheets, course):
    text = json.dumps(solved_notebook(NAME), indent=1)
    record = marked(text[: text.index('"descent_path"')].encode(), tmp_path, sheets, course)
    waiting = {row.name for row in record.questions if row.score is None}
    assert waiting == {"descent_path", "largest_rate", "why", "why_not_straight"}
    assert {row.status for row in record.questions if row.name in waiting} == {QuestionStatus.BY_HAND}


def test_a_cell_deleted_from_a_whole_file_is_a_zero(tmp_path, sheets, course):
    notebook = solved_notebook(NAME)
    notebook["cells"].remove(cell_of(notebook, "descent_path"))
    notebook["cells"].remove(cell_of(notebook, "why_not_straight"))
    record = marked(notebook, tmp_path, sheets, course)
    assert (scores(record)["descent_path"], scores(record)["why_not_straight"]) == (0.0, 0.0)


def test_another_notebook_is_not_graded_and_an_untouched_one_is_said_to_be_so(tmp_path, sheets, course):
    lesson = Path(__file__).resolve().parents[2] / "notebooks" / f"{NAME}.ipynb"
    for other in (lesson.read_bytes(), solved_notebook("04_two_layer_network")):
        record = marked(other, tmp_path, sheets, course)
        assert record.status == "not graded"
        assert "another notebook" in record.problem
    untouched = marked(release_notebook(NAME), tmp_path, sheets, course)
    assert untouched.status == "graded"
    assert "Nothing was attempted" in " ".join(untouched.notes)


def test_a_cell_that_makes_every_answer_fail_is_pointed_at(tmp_path, sheets, course):
    notebook = sample_notebooks.with_cell(solved_notebook(NAME), sample_faults.CHEATS["builtins"])
    assert "No answer gave a value" in " ".join(marked(notebook, tmp_path, sheets, course).notes)
    assert "No answer gave a value" not in " ".join(marked(solved_notebook(NAME), tmp_path, sheets, course).notes)


def test_merge_marks_in_the_file_cost_one_cell_at_most(tmp_path, sheets, course):
    text = json.dumps(solved_notebook(NAME), indent=1)
    broken = text.replace('"def directional_derivative', '\n<<<<<<< HEAD\n"def directional_derivative')
    record = marked(broken.encode(), tmp_path, sheets, course)
    assert code_total(record) == CODE_POINTS - 2


def test_bad_bytes_and_byte_order_marks_are_read(tmp_path, sheets, course):
    text = json.dumps(solved_notebook(NAME), ensure_ascii=False)
    bad = text.encode().replace(b"Because", b"Bec\xff\xfeause")
    assert code_total(marked(bad, tmp_path, sheets, course)) == CODE_POINTS
    assert len(parse_notebook(text.encode("utf-16")).cells) == len(parse_notebook(text.encode("utf-8-sig")).cells)


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "empty"),
        (b" \n", "empty"),
        (b"PK\x03\x04 a zip file", "not a notebook"),
        (b"null", "not a notebook"),
        (b"[" * 100_000, "not a notebook"),
        (b'{"cells": 7}', "not a notebook"),
        (b'{"cells": []}', "not a notebook"),
        (b'{"worksheets": [3, {"cells": 4}]}', "not a notebook"),
        (b'{"cells": [1, null, {"source": {}}, {"cell_type": "code", "source": ""}]}', "not a notebook"),
    ],
)
def test_a_file_without_cells_gets_a_row_and_a_reason(data, reason, tmp_path, sheets, course):
    record = marked(data, tmp_path, sheets, course)
    assert record.status == "not graded"
    assert reason in record.problem
    assert record.questions == []


BEGUN = b'{"id": "' + b"a" * 30_000
HEAVY = {
    "parts": b'{"cells": [' + b"{}," * 9_000_000 + b"{}]}",
    "strings that do not end": BEGUN * 1000,
    "objects in objects": b'{"id":' * 1_900_000,
    "a list in lists": b'{"id":[' * 900 + b"0," * 1_900_000,
    "too many bytes": b'{"cells": []}' + b" " * (33 << 20),
}


@pytest.mark.parametrize("what", HEAVY)
def test_a_file_made_to_fill_memory_or_time_is_given_up_soon(what, tmp_path):
    path = save(HEAVY[what], tmp_path / "heavy.ipynb")
    before = time.process_time()
    with pytest.raises(Unreadable, match=r"ask for"):
        parse_notebook(read_bytes(path))
    assert time.process_time() - before < 20  # it was minutes


def test_of_a_hundred_thousand_cells_the_first_ten_thousand_are_read_and_empty_ones_do_not_count():
    cell, empty = {"cell_type": "code", "source": "x = 1"}, {"cell_type": "code", "source": " "}
    notebook = parse_notebook(json.dumps({"cells": [empty] * 50_000 + [cell] * 100_000}).encode())
    assert len(notebook.cells) == 10_000
    assert "100000 cells" in notebook.notes[0]


def test_a_cell_that_is_too_large_is_left_out_whole_and_said():
    large, small = {"cell_type": "code", "source": "x" * 9_000_000}, {"cell_type": "code", "source": "y = 1"}
    notebook = parse_notebook(json.dumps({"cells": [large, small]}).encode())
    assert [cell.source for cell in notebook.cells] == ["y = 1"]
    assert "Cell 1 holds 9000000 characters" in notebook.notes[0]


def test_a_notebook_with_a_large_picture_is_read():
    picture = {"data": {"image/png": "A" * (20 << 20)}}
    cell = {"cell_type": "code", "source": "x = 1", "outputs": [picture]}
    assert len(parse_notebook(json.dumps({"cells": [cell]}).encode()).cells) == 1


def test_links_pipes_and_folders_are_refused(tmp_path):
    secret = tmp_path / "gradebook.db"
    secret.write_text("marks", encoding="utf-8")
    link = tmp_path / "link.ipynb"
    link.symlink_to(secret)
    os.mkfifo(tmp_path / "pipe.ipynb")
    for path, reason in ((link, "link"), (tmp_path / "pipe.ipynb", "ordinary"), (tmp_path, "ordinary")):
        with pytest.raises(Unreadable, match=reason):
            read_bytes(path)


def test_the_untouched_release_scores_zero_and_says_not_attempted(tmp_path, sheets, course):
    for name, sheet in sheets.items():
        record = mark(save(release_notebook(name), tmp_path / "untouched.ipynb"), sheet, "ada", course)
        assert {row.status for row in record.questions} == {"not attempted"}
        assert sum(row.score for row in record.questions) == 0


def test_free_text_is_found_when_its_cell_was_replaced(sheets):
    notebook = solved_notebook(NAME)
    notebook["cells"].remove(cell_of(notebook, "why_not_straight"))
    notebook["cells"].append({"cell_type": "markdown", "metadata": {}, "source": "Only on the axes."})
    recovered = recover(parse_notebook(json.dumps(notebook).encode()), sheets[NAME], {})
    assert recovered.texts["why_not_straight"] == "Only on the axes."


def test_the_last_of_several_own_definitions_counts(tmp_path, sheets, course):
    notebook = solved_notebook(NAME)
    wrong = {
        "cell_type": "code",
        "metadata": {},
        "source": "def update_step(w, gradient, learning_rate):\n    return w\n",
    }
    notebook["cells"].append(wrong)
    assert scores(marked(notebook, tmp_path, sheets, course))["update_step"] == 0


NOT_HERE = {
    "a package that is missing": "import pandas as pd",
    "a question": "name = input('your name? ')",
    "a file": "data = open('data.csv').read()",
    "a loop": "while True:\n    pass",
    "a shell command": "files = !ls",
    "a timed line": "result = %timeit -o 1 + 1",
    "a fence of Markdown": "```python",
}


@pytest.mark.parametrize("what", NOT_HERE)
def test_what_cannot_run_here_costs_no_answer_in_the_same_cell(what, tmp_path, sheets, course):
    notebook = solved_notebook(NAME)
    cell = cell_of(notebook, "update_step")
    cell["source"] = f"{NOT_HERE[what]}\n{cell['source']}"
    assert code_total(marked(notebook, tmp_path, sheets, course)) == CODE_POINTS


def test_a_package_that_is_missing_is_named_to_both(tmp_path, sheets, course):
    notebook = solved_notebook(NAME)
    cell_of(notebook, "update_step")["source"] = "import pandas as pd\n" + cell_of(notebook, "update_step")["source"]
    cell_of(notebook, "steepest_angle")["source"] = (
        "import torch\n\ndef steepest_angle(gradient):\n    return torch.atan2(gradient[1], gradient[0])"
    )
    cell_of(notebook, "largest_rate")["source"] = "import seaborn as sns\nlargest_rate = sns.load_dataset('rates')['a']"
    record = marked(notebook, tmp_path, sheets, course)
    named = {result.name: result for result in record.questions}
    assert named["update_step"].score == 2
    assert "torch is not there where it is marked" in named["steepest_angle"].message
    assert "largest_rate needs seaborn, which is not there" in named["largest_rate"].message
    for package in ("pandas", "torch", "seaborn"):
        assert f"The notebook uses {package}, which is not there" in " ".join(record.notes)


def test_after_an_error_only_definitions_are_run(tmp_path, sheets, course):
    notebook = solved_notebook(NAME)
    cell_of(notebook, "update_step")["source"] += "\n1 / 0\nupdate_step = len('')\n"
    assert code_total(marked(notebook, tmp_path, sheets, course)) == CODE_POINTS


def test_a_line_of_python_may_begin_like_a_magic(tmp_path, sheets, course):
    body = "angle = np.degrees(np.arctan2(gradient[1], gradient[0])) + 180\nreturn (angle\n    % 360) - 180"
    record = marked(solved_notebook(NAME, steepest_angle=body), tmp_path, sheets, course)
    assert code_total(record) == CODE_POINTS


def test_the_future_is_remembered_as_in_a_notebook(tmp_path, sheets, course):
    notebook = solved_notebook(NAME)
    cell = cell_of(notebook, "update_step")
    cell["source"] = "from __future__ import annotations\n" + cell["source"].replace("(w,", "(w: Unheard,")
    assert code_total(marked(notebook, tmp_path, sheets, course)) == CODE_POINTS


def test_answers_for_the_example_numbers_keep_half(tmp_path, sheets, course):
    record = marked(solved_notebook(NAME, student=""), tmp_path, sheets, course)
    assert scores(record)["largest_rate"] == 1.0
    assert scores(record)["update_step"] == 2.0


def test_answers_for_a_classmates_numbers_do_not_count(tmp_path, sheets, course):
    letter = 'largest_rate = "{}"'
    key = {who: data_for(HOMEWORKS[NAME], who)["_rate_letters"]["limit"] for who in ("ada", "bob")}
    assert key["ada"] != key["bob"]
    notebook = solved_notebook(NAME, student="bob", largest_rate=letter.format(key["bob"]))
    record = marked(notebook, tmp_path, sheets, course)
    assert scores(record)["largest_rate"] == 0.0
    assert "classmate" in " ".join(record.notes)


def test_two_cells_with_one_grade_id_in_the_source_are_refused(tmp_path):
    notebook = release_notebook(NAME)
    sample_faults.duplicate(notebook)
    with pytest.raises(ValueError, match="update_step"):
        read_sheet(save(notebook, tmp_path / "release.ipynb"))
