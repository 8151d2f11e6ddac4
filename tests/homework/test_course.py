"""A whole class: graded in shards, killed and resumed, merged by one writer, exported; nothing is lost."""

import csv
import io
import json
import os
import re
import signal
import subprocess
import sys
import threading
import time
from dataclasses import replace
from pathlib import Path

import pytest

from gradwalk.grading import batch, report, sandbox, tables
from gradwalk.grading.__main__ import main, read_shard
from gradwalk.grading.folder import CourseFolder, in_shard
from gradwalk.grading.gradebook import one_writer
from gradwalk.grading.marked_notebook import LONGEST_SHOWN, harmless, marked_notebook, writable
from gradwalk.grading.records import Record, read_record, record_path, write_record

from .material import HOMEWORK_FOLDER, release_notebook, sample_notebooks, save, solved_notebook

NAME = "01_gradient_direction"


@pytest.fixture
def folder(tmp_path):
    """A course with a release, a secret, and nobody in it."""
    course = CourseFolder(tmp_path / "course")
    (course.root / "release" / NAME).mkdir(parents=True)
    save(release_notebook(NAME), course.root / "release" / NAME / f"{NAME}.ipynb")
    course.make_secret()
    return course


def hand_in(folder, student, notebook, file_name=f"{NAME}.ipynb"):
    place = folder.root / "submitted" / student / NAME
    place.mkdir(parents=True)
    return save(notebook, place / file_name)


def grade(folder, box, **options):
    out = io.StringIO()
    counts = batch.grade(folder, NAME, batch.Options(limits=box, **options), out)
    return counts, out.getvalue()


def records_of(folder):
    return {record.student: record for _person, record in report.collect(folder, NAME)}


def write_reports(folder, by_hand=None):
    """Write the reports; `by_hand` has marks of a person, student -> question -> score."""
    summing = report.Summing()
    for student, record in records_of(folder).items():
        for result in record.questions:
            result.score = (by_hand or {}).get(student, {}).get(result.name, result.score)
        summing.take(record)
    return report.write_reports(folder, NAME, summing)


def table(folder, name):
    with open(folder.report_folder(NAME) / name, newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def small_class(folder):
    wrong = sample_notebooks.wrong_answers()["update_step"]["sign"]
    hand_in(folder, "ada", solved_notebook(NAME, "ada"))
    hand_in(folder, "bob", solved_notebook(NAME, "bob", update_step=wrong))
    hand_in(folder, "cyd", b"", "my homework.ipynb")
    hand_in(folder, "dan", solved_notebook(NAME, "dan"), "Final (2).ipynb")
    (folder.root / "students.csv").write_text(
        "id,first_name,last_name,email,lms_user_id\nada,Ada,Lovelace,ada@example.org,17\neve,Eve,Moneypenny,,\n",
        encoding="utf-8",
    )


def test_everyone_gets_a_row_and_nobody_a_false_zero(folder, box):
    small_class(folder)
    counts, log = grade(folder, box)
    assert counts == (5, 0)
    assert log.count("\n") == 6
    assert "5/5" in log
    text = write_reports(folder)
    rows = {row["student"]: row for row in table(folder, "report.csv")}
    assert list(rows) == ["ada", "bob", "cyd", "dan", "eve"]
    assert (rows["ada"]["score"], rows["bob"]["score"], rows["cyd"]["score"]) == ("11.0", "9.0", "")
    assert "empty" in rows["cyd"]["problem"]
    assert rows["eve"]["problem"] == "Nothing was handed in."
    assert "Final (2).ipynb" in rows["dan"]["notes"]
    assert all(student in text for student in rows)
    assert "update_step: sign" in text


def test_tables_for_other_systems_leave_unfinished_marks_empty(folder, box):
    small_class(folder)
    grade(folder, box)
    by_hand = {"ada": {"why_not_straight": 2.5}}
    write_reports(folder, by_hand)
    canvas = {row["SIS Login ID"]: row for row in table(folder, "canvas.csv")}
    assert canvas["ada"][NAME] == "13.5"
    assert (canvas["ada"]["Student"], canvas["ada"]["ID"]) == ("Lovelace, Ada", "17")
    assert [canvas[student][NAME] for student in ("bob", "cyd", "dan", "eve")] == [""] * 4
    moodle = table(folder, "moodle.csv")  # whose marks are not complete, or who has no address, is left out
    assert [(row["ID number"], row["Email address"], row[NAME]) for row in moodle] == [
        ("ada", "ada@example.org", "13.5")
    ]
    questions = table(folder, "questions.csv")
    assert {row["score"] for row in questions if row["student"] == "cyd"} == {""}
    assert [row["mistake"] for row in questions if row["student"] == "bob" and row["question"] == "update_step"] == [
        "sign"
    ]
    place = folder.report_folder(NAME) / "gradescope"
    results = json.loads((place / "bob" / "results.json").read_text(encoding="utf-8"))
    tests = {test["name"]: test for test in results["tests"]}
    assert (tests["update_step"]["score"], tests["update_step"]["max_score"]) == (0.0, 2.0)
    assert all("score" in test for test in results["tests"])  # as its specification asks
    assert "why_not_straight (3 points) is still to be marked by hand" in results["output"]
    assert not (place / "cyd").exists()


def test_marks_by_hand_complete_the_results_for_gradescope_and_stale_ones_go(folder, box):
    small_class(folder)
    grade(folder, box)
    place = folder.report_folder(NAME) / "gradescope"
    write_reports(folder, {"bob": {"why_not_straight": 2.0}})
    results = json.loads((place / "bob" / "results.json").read_text(encoding="utf-8"))
    assert {test["name"]: test["score"] for test in results["tests"]}["why_not_straight"] == 2.0
    save(b"", folder.root / "submitted" / "bob" / NAME / f"{NAME}.ipynb")
    grade(folder, box)
    write_reports(folder)
    assert not (place / "bob").exists()


def test_the_report_says_when_each_was_handed_in(folder, box):
    hand_in(folder, "ada", solved_notebook(NAME, "ada"))
    late = hand_in(folder, "bob", solved_notebook(NAME, "bob"))
    os.utime(late, (1_700_000_000, 1_700_000_000))
    (folder.root / "submitted" / "ada" / NAME / "timestamp.txt").write_text("2026-02-06 10:20:30.5 UTC\n", "ascii")
    grade(folder, box)
    write_reports(folder)
    times = {row["student"]: row["handed in"] for row in table(folder, "report.csv")}
    assert times == {"ada": "2026-02-06 10:20:30", "bob": "2023-11-14 22:13:20"}


def test_of_several_notebooks_the_report_says_which_was_marked(folder, box):
    hand_in(folder, "ada", solved_notebook(NAME, "ada"))
    save(release_notebook(NAME), folder.root / "submitted" / "ada" / NAME / "copy.ipynb")
    grade(folder, box)
    notes = " ".join(records_of(folder)["ada"].staff_notes)
    assert f"2 notebooks; '{NAME}.ipynb' was marked" in notes


def test_grading_again_keeps_what_is_up_to_date_and_redoes_what_changed(folder, box):
    small_class(folder)
    grade(folder, box)
    first = records_of(folder)
    assert grade(folder, box)[0] == (0, 5)
    save(solved_notebook(NAME, "bob"), folder.root / "submitted" / "bob" / NAME / f"{NAME}.ipynb")
    record_path(folder.record_folder(NAME), "ada").write_text('{"student": "ada", "que', encoding="utf-8")
    assert grade(folder, box)[0] == (2, 3)
    second = records_of(folder)
    assert second["bob"].score is None
    assert sum(row.score or 0 for row in second["bob"].questions) == 11
    assert replace(first["ada"], seconds=0) == replace(second["ada"], seconds=0)
    assert grade(folder, box, again=True)[0] == (5, 0)


def test_shards_cover_everyone_once_and_merge_to_the_same_marks(folder, box):
    small_class(folder)
    grade(folder, box)
    whole = {student: replace(record, seconds=0) for student, record in records_of(folder).items()}
    for path in folder.record_folder(NAME).glob("*.json"):
        path.unlink()
    counts = [grade(folder, box, shard=(index, 3))[0][0] for index in range(3)]
    assert sum(counts) == 5
    assert {student: replace(record, seconds=0) for student, record in records_of(folder).items()} == whole
    names = [f"student-{number}" for number in range(1000)]
    sizes = [sum(in_shard(name, (index, 4)) for name in names) for index in range(4)]
    assert sum(sizes) == 1000
    assert min(sizes) > 200


def test_several_processes_and_a_kill_in_the_middle_lose_nothing(folder, box):
    for number in range(8):
        hand_in(folder, f"student-{number}", solved_notebook(NAME, f"student-{number}"))
    command = [sys.executable, "-m", "gradwalk.grading", "grade", str(folder.root), NAME, "--jobs", "1", "--shard"]
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    workers = [subprocess.Popen([*command, f"{index}/2"], **quiet) for index in range(2)]
    deadline = time.monotonic() + 60
    while not list(folder.record_folder(NAME).glob("*.json")) and time.monotonic() < deadline:
        time.sleep(0.02)
    workers[0].send_signal(signal.SIGKILL)
    for worker in workers:
        worker.wait(120)
    left = [record.problem for record in records_of(folder).values() if not record.graded]
    assert all("run `grade` again" in problem for problem in left)
    assert subprocess.run([*command, "0/2"], **quiet, timeout=120, check=False).returncode == 0
    records = records_of(folder)
    assert {record.status for record in records.values()} == {"graded"}
    assert len(records) == 8
    assert not [
        path for path in folder.record_folder(NAME).glob("*.json") if read_record(path.parent, path.stem) is None
    ]


def test_a_failure_of_the_grading_is_a_row_and_is_tried_again(folder, box, monkeypatch):
    small_class(folder)
    real = batch.mark_bytes

    def sometimes(data, file, sheet, student, course):
        if student == "bob":
            raise ZeroDivisionError("a bug")
        return real(data, file, sheet, student, course)

    monkeypatch.setattr(batch, "mark_bytes", sometimes)
    grade(folder, box)
    assert records_of(folder)["bob"].status == "not graded"
    assert "ZeroDivisionError" in records_of(folder)["bob"].problem
    monkeypatch.setattr(batch, "mark_bytes", real)
    assert grade(folder, box)[0] == (1, 4)
    assert records_of(folder)["bob"].status == "graded"


def test_a_record_of_other_questions_is_not_counted(folder, box):
    small_class(folder)
    grade(folder, box)
    notebook = release_notebook(NAME)
    notebook["cells"] = [c for c in notebook["cells"] if "steepest_angle" not in json.dumps(c["metadata"])]
    save(notebook, folder.root / "release" / NAME / f"{NAME}.ipynb")
    record = records_of(folder)["ada"]
    assert record.status == "not graded"
    assert "questions have changed" in record.problem
    grade(folder, box)
    assert records_of(folder)["cyd"].score is None
    assert records_of(folder)["ada"].points == folder.sheet(NAME).points


def test_an_interruption_drops_what_has_not_begun(folder, box, monkeypatch):
    for number in range(6):
        hand_in(folder, f"s-{number}", solved_notebook(NAME, f"s-{number}"))

    def interrupted(_progress, _student, _result):
        raise KeyboardInterrupt

    monkeypatch.setattr(batch.Progress, "step", interrupted)
    assert main(["grade", str(folder.root), NAME, "--jobs", "1"]) == 130
    assert 1 <= len(list(folder.record_folder(NAME).glob("*.json"))) <= 3
    monkeypatch.undo()
    assert grade(folder, box)[0][0] >= 3


def test_links_out_of_the_submissions_are_rows_and_not_followed(folder, box):
    hand_in(folder, "ada", solved_notebook(NAME, "ada"))
    (folder.root / "submitted" / "mallory").symlink_to(folder.root / "submitted" / "ada")
    place = folder.root / "submitted" / "trudy" / NAME
    place.mkdir(parents=True)
    (place / f"{NAME}.ipynb").symlink_to(folder.secret_file)
    grade(folder, box)
    problems = {student: record.problem for student, record in records_of(folder).items()}
    assert "link" in problems["mallory"]
    assert "link" in problems["trudy"]
    assert problems["ada"] == ""


def test_without_bubblewrap_grading_refuses_and_unsafe_is_said_aloud(folder, monkeypatch, capsys):
    hand_in(folder, "ada", solved_notebook(NAME, "ada"))
    monkeypatch.setenv("PATH", "/nowhere")
    assert main(["grade", str(folder.root), NAME]) == 2
    assert "apt-get install bubblewrap" in capsys.readouterr().err
    assert not folder.record_folder(NAME).exists()
    assert main(["grade", str(folder.root), NAME, "--unsafe"]) == 0
    assert "UNSAFE" in capsys.readouterr().err
    record = records_of(folder)["ada"]
    assert record.unsafe is True
    assert sum(row.score or 0 for row in record.questions) == 11


def test_a_record_made_without_the_sandbox_is_made_again_with_it(folder, box):
    hand_in(folder, "ada", solved_notebook(NAME, "ada"))
    assert grade(folder, box, unsafe=True)[0] == (1, 0)
    assert grade(folder, box)[0] == (1, 0)


def test_what_is_missing_is_refused_with_the_next_step(tmp_path, capsys):
    assert main(["grade", str(tmp_path), NAME]) == 2
    assert "run `release`" in capsys.readouterr().err
    assert main(["setup", str(tmp_path / "course"), "--sources", str(tmp_path)]) == 2
    assert "homework folder of the repository" in capsys.readouterr().err


def test_the_secret_is_the_owners_alone_and_is_made_once(folder):
    assert folder.secret_file.stat().st_mode & 0o077 == 0
    before = folder.secret()
    folder.make_secret()
    assert folder.secret() == before
    assert len(before) == 64


@pytest.mark.parametrize("text", ["4/4", "1", "a/b", "-1/2", "1/0"])
def test_a_shard_that_cannot_be_is_refused(text):
    with pytest.raises(Exception, match="is not i/N"):
        read_shard(text)
    assert read_shard("0/4") == (0, 4)


ODD_NAMES = [
    "=cmd|'calc'!A0",
    "<img src=x onerror=alert(1)>",
    "line\nbreak",
    os.fsdecode(b"bad-\xff-bytes"),
    "n" * 250,
    ".hidden",
    " blank ",
]


def test_a_folder_with_an_impossible_name_is_a_row_and_stops_nothing(folder, box, capsys):
    hand_in(folder, "ada", solved_notebook(NAME, "ada"))
    for name in ODD_NAMES:
        hand_in(folder, name, solved_notebook(NAME, "ada"))
    (folder.root / "students.csv").write_text("id\n../../etc\n..\n", encoding="utf-8")
    assert main(["grade", str(folder.root), NAME, "--jobs", "1"]) == 0
    assert main(["merge", str(folder.root), NAME, "--no-gradebook"]) == 1
    records = records_of(folder)
    assert len(records) == len(ODD_NAMES) + 3
    people = {name for name in ODD_NAMES if name.isprintable()}
    assert {name for name, record in records.items() if record.status == "graded"} == {"ada", *people}
    for name, record in records.items():
        if not record.graded:
            assert (
                record.problem == "Nothing was handed in." if name[0] == "." else "rename the folder" in record.problem
            )
    assert len(table(folder, "report.csv")) == len(records)
    assert len((folder.report_folder(NAME) / "report.txt").read_text(encoding="utf-8").split("\n")) >= len(records)
    assert len(list(folder.record_folder(NAME).glob("*.json"))) == len(records)
    assert "line\\nbreak" in capsys.readouterr().out


def misplace(folder):
    """Hand in seven notebooks that are not where they belong."""
    submitted, text = folder.root / "submitted", json.dumps(solved_notebook(NAME))
    submitted.mkdir()
    for name in ("dangling", "circle", "loose", "capitals", "in-place-of-the-folder"):
        (submitted / name).mkdir()
    (submitted / "dangling" / NAME).symlink_to("/nowhere")
    (submitted / "circle" / NAME).symlink_to(NAME)
    (submitted / "loose" / "homework.ipynb").write_text(text, encoding="utf-8")
    (submitted / "capitals" / NAME.upper()).mkdir()
    (submitted / "in-place-of-the-folder" / NAME).write_text(text, encoding="utf-8")
    (submitted / "file.ipynb").write_text(text, encoding="utf-8")
    (submitted / "link").symlink_to("/nowhere")


def test_a_submission_in_a_wrong_place_is_a_row_with_what_to_do(folder, box):
    misplace(folder)
    (folder.root / "submitted" / "eve" / "02_taylor_expansion").mkdir(parents=True)
    (folder.root / "submitted" / ".DS_Store").touch()
    grade(folder, box)
    problems = {name: record.problem for name, record in records_of(folder).items()}
    assert len(problems) == 7
    linked = {name for name, problem in problems.items() if "link to another place" in problem}
    assert linked == {"dangling", "circle", "link"}
    assert all("move it" in problem for name, problem in problems.items() if name not in linked)


def test_each_of_the_boxes_has_a_processor_to_itself():
    both, before = threading.Barrier(2), os.sched_getaffinity(0)

    class Job:
        def run(self):
            both.wait(10)  # so that two threads run the two jobs
            return Record(NAME, "ada", 14.0, problem=str(os.sched_getaffinity(0)))

    out = io.StringIO()
    batch._run_all([Job(), Job()], 2, threading.Event(), batch.Progress(2, out))
    used = re.findall(r"\{(\d+)\}", out.getvalue())
    assert len(used) == 2
    assert len(set(used)) == min(2, len(before))
    assert os.sched_getaffinity(0) == before


def test_a_folder_called_like_the_notebook_does_not_hide_it(folder, box):
    hand_in(folder, "ada", solved_notebook(NAME, "ada"), "mine.ipynb")
    (folder.root / "submitted" / "ada" / NAME / f"{NAME}.ipynb").mkdir()
    grade(folder, box)
    assert records_of(folder)["ada"].file == "mine.ipynb"


def test_a_folder_that_may_not_be_read_is_a_row_and_stops_nothing(folder, box, monkeypatch):
    hand_in(folder, "ada", solved_notebook(NAME, "ada"))
    hand_in(folder, "closed", solved_notebook(NAME, "ada"))
    iterdir = Path.iterdir

    def refuse(path):
        if "closed" in path.parts:
            raise PermissionError(13, "Permission denied", str(path))
        return iterdir(path)

    monkeypatch.setattr(Path, "iterdir", refuse)  # root, who may run this test, may read everything
    grade(folder, box)
    found = records_of(folder)
    assert found["ada"].status == "graded"
    assert "may not be read" in found["closed"].problem


def test_a_record_is_whole_when_two_machines_with_one_process_id_write_it(tmp_path, monkeypatch):
    record, rename = Record(NAME, "ada", 14.0, texts={"why": "x" * 10_000}), os.replace

    def interleaved(source, target):
        monkeypatch.setattr(os, "replace", rename)
        write_record(tmp_path, replace(record, file="second"))
        rename(source, target)

    monkeypatch.setattr(os, "replace", interleaved)
    write_record(tmp_path, record)
    assert read_record(tmp_path, "ada") == record
    assert [path.name for path in tmp_path.iterdir()] == ["ada.json"]


def test_what_a_page_shows_of_a_learner_is_short_and_can_be_written():
    assert writable("a \ud800 b") == "a ? b"
    assert writable("x" * LONGEST_SHOWN) == "x" * LONGEST_SHOWN
    assert writable("[" * 10**6).endswith("more characters are in the submitted file.)")
    assert len(writable("[" * 10**6)) < LONGEST_SHOWN + 100


def test_only_one_process_merges_at_a_time(folder):
    with one_writer(folder), pytest.raises(RuntimeError, match="Another process"), one_writer(folder):
        pass


def test_a_cell_of_a_table_is_never_a_formula():
    assert tables.harmless_cell("=HYPERLINK()") == "'=HYPERLINK()"
    assert tables.harmless_cell(-1.5) == -1.5
    for text in ("=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "  =1", "＝1", "|calc", "=cmd|' /C calc'!A0"):
        assert tables.harmless_cell(text).startswith("'")
    assert tables.harmless_cell(None) == ""


def test_the_notebook_an_instructor_sees_holds_no_html_and_no_links_of_the_learner(folder, box):
    notebook = solved_notebook(NAME, "ada")
    text = "<script>alert(1)</script> ![x](http://example.org/a.png) [y](javascript:alert(1))\n[z]: http://e.org $a<b$"
    sample_notebooks.cell_of(notebook, "why_not_straight")["source"] = text
    hand_in(folder, "ada", notebook)
    grade(folder, box)
    shown = json.dumps(marked_notebook(release_notebook(NAME), records_of(folder)["ada"]))
    assert "<script" not in shown
    assert "](" not in harmless(text)
    assert "]:" not in harmless(text)
    mathematics = r"$\frac12 \delta \leftarrow \text{x}$ "
    links = r"$\href{javascript:alert(1)}{x} \require{html} \mmlToken{mi}[href='javascript:alert(1)']{x} \let\h=\href$"
    assert harmless(mathematics) == mathematics
    assert not re.search(r"\\(href|require|mmlToken|let)", harmless(links))


@pytest.mark.parametrize("text", ["\n" * 200_000, "[\n" * 100_000, "]\n\n\n" * 50_000])
def test_a_text_made_to_take_long_is_shown_at_once(text):
    before = time.process_time()
    harmless(text)
    assert time.process_time() - before < 5  # it was minutes


def test_feedback_never_shows_hidden_inputs_or_expected_values(folder, box):
    wrong = {exercise: next(iter(found.values())) for exercise, found in sample_notebooks.wrong_answers().items()}
    hand_in(folder, "bob", solved_notebook(NAME, "bob", **{k: v for k, v in wrong.items() if k != "largest_rate"}))
    grade(folder, box)
    text = " ".join(result.message for result in records_of(folder)["bob"].questions)
    digits = [word for word in text.replace("(", " ").replace(",", " ").split() if "." in word and word[0].isdigit()]
    assert [word for word in digits if len(word.rstrip(".)")) > 3] == []


def test_the_library_is_never_imported_by_a_notebook():
    for path in (HOMEWORK_FOLDER / "source").rglob("*.ipynb"):
        assert "gradwalk.grading" not in path.read_text(encoding="utf-8")


def test_starting_the_box_many_times_leaves_no_open_file(box):
    sandbox.run([], [], {}, box)
    before = len(os.listdir("/proc/self/fd"))
    for _ in range(5):
        sandbox.run([], [], {}, box)
    assert len(os.listdir("/proc/self/fd")) == before
