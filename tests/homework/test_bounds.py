"""One slot, one budget: nothing that is handed in takes the machine, the memory or the evening from the others."""

import json
import os
import resource
import shutil
import signal
import subprocess
import sys
import time
from dataclasses import replace

import pytest

from gradwalk.grading import box as grading_box
from gradwalk.grading import sandbox
from gradwalk.grading.folder import CourseFolder
from gradwalk.grading.inside import values
from gradwalk.grading.limits import Limits, descendants
from gradwalk.grading.marking import mark

from .material import release_notebook, sample_faults, save, solved_notebook

NAME = "01_gradient_direction"
FUNCTIONS = ("update_step", "directional_derivative", "steepest_angle", "descent_path")
ALL_CODE = 11.0
FORKS = """
import os, time
for _ in range(40):
    try:
        if os.fork() == 0:
            os.setsid()
            time.sleep(300)
    except OSError:
        break
return 1
"""
STOP_ALL = "import os, signal\nos.kill(-1, signal.SIGSTOP)\nos.kill(os.getpid(), signal.SIGSTOP)"
PATIENT_BOMB = """
import os, time
while True:
    try:
        os.fork()
    except OSError:
        time.sleep(0.01)
"""
IN_CELLS = {
    "fork bomb": [sample_faults.WILD_CELLS["fork-bomb"]],
    "patient fork bomb": [PATIENT_BOMB],
    "stopped server": ["import os, signal\nos.kill(os.getppid(), signal.SIGSTOP)"],
    "everything stopped": [STOP_ALL],
    "everyone killed": [sample_faults.WILD_CELLS["kill-everyone"]],
    "a class that loops": ["class Loop:\n    while True:\n        pass"],
    "memory": [sample_faults.WILD_CELLS["memory-bomb"]],
    "a cell that no signal ends": [sample_faults.STUBBORN],
    "six cells that no signal ends": [sample_faults.STUBBORN] * 6,
}
IN_ANSWERS = {
    "loops": "while True: pass",
    "loops that no signal ends": sample_faults.STUBBORN,
    "fork bombs": sample_faults.WILD_CELLS["fork-bomb"],
    "forks that stay": FORKS,
    "everyone killed": "import os, signal\nos.kill(-1, signal.SIGKILL)",
    "everything stopped": STOP_ALL,
}


def marked(course, sheets, tmp_path, extra=(), **bodies):
    """Mark a solved notebook with `extra` cells before the answers; return the record and the seconds it took."""
    notebook = solved_notebook(NAME, **bodies)
    notebook["cells"][2:2] = [{"cell_type": "code", "metadata": {}, "source": source} for source in extra]
    started = time.monotonic()
    record = mark(save(notebook, tmp_path / "a.ipynb"), sheets[NAME], "ada", course)
    return record, time.monotonic() - started


def code_points(record):
    return sum(one.score for one in record.questions if one.kind == "code")


@pytest.fixture
def patient(course):
    """The limits as they are in use, for what is bounded as a whole."""
    return replace(course, limits=Limits())


@pytest.mark.parametrize("what", IN_CELLS)
def test_a_wild_cell_costs_no_mark_and_no_more_than_twenty_seconds(what, patient, sheets, tmp_path):
    record, seconds = marked(patient, sheets, tmp_path, IN_CELLS[what])
    assert code_points(record) == ALL_CODE, record.questions
    assert seconds < 20


@pytest.mark.parametrize("what", IN_ANSWERS)
def test_wild_answers_cost_their_own_marks_and_no_more_than_twenty_seconds(what, patient, sheets, tmp_path):
    record, seconds = marked(patient, sheets, tmp_path, **dict.fromkeys(FUNCTIONS, IN_ANSWERS[what]))
    others = 0.0 if what == "everything stopped" else 2.0  # each time it takes a while to see that nothing moves
    assert code_points(record) >= others, record.questions
    assert seconds < 20


def test_twelve_honest_cells_that_are_too_slow_are_named_and_cost_nothing(patient, sheets, tmp_path):
    record, seconds = marked(patient, sheets, tmp_path, ["import time\ntime.sleep(6)"] * 12)
    assert code_points(record) == ALL_CODE
    assert seconds < 20
    notes = " ".join(record.notes)
    assert "The time was over before the end of cell 3 ('import time'), cell 4 ('import time')" in notes


def test_one_budget_holds_for_all_runs_together():
    limits = Limits()
    assert limits.all_seconds < 19
    assert replace(limits, cell_seconds=20, question_seconds=20).all_seconds == 82
    assert replace(limits, wall_seconds=3).all_seconds == 3


def test_there_are_no_sockets_to_hide_memory_in(box):
    source = """
import socket
def probe(x):
    refused = []
    for make in (socket.socketpair, lambda: socket.socket(socket.AF_UNIX), socket.socket):
        try:
            make()
            refused.append(0)
        except OSError as error:
            refused.append(error.errno)
    return refused
"""
    question = {"name": "probe", "variable": "probe", "calls": [[1.0]]}
    reply = sandbox.run([{"index": 0, "pieces": [source]}], [question], {}, box)
    assert values.decode(reply.answers["probe"]["responses"][0]["value"]) == [97, 97, 97]


def test_what_is_ours_in_the_box_is_compiled_before_it_is_bound(tmp_path, monkeypatch):
    place = shutil.copytree(grading_box.INSIDE, tmp_path / "inside", ignore=shutil.ignore_patterns("__pycache__"))
    monkeypatch.setattr(grading_box, "INSIDE", place)
    grading_box._compile_once.cache_clear()
    grading_box.bubblewrap_command("bwrap", Limits(), None)
    assert {path.name.partition(".")[0] for path in place.glob("__pycache__/*.pyc")} == {
        path.stem for path in place.glob("*.py")
    }


def test_an_interpreter_below_tmp_is_in_the_box_and_tmp_stays_writable(box, tmp_path, monkeypatch):
    assert tmp_path.is_relative_to("/tmp")
    (tmp_path / "python3").write_text("x", encoding="ascii")
    (tmp_path / "marks").write_text("x", encoding="ascii")
    paths = (*grading_box._interpreter_paths(), str(tmp_path / "python3"))
    monkeypatch.setattr(grading_box, "_interpreter_paths", lambda: paths)
    source = f"import os\nopen('/tmp/mine', 'w').close()\nx = sorted(os.listdir({str(tmp_path)!r}))"
    question = {"name": "x", "variable": "x", "calls": None}
    reply = sandbox.run([{"index": 0, "pieces": [source]}], [question], {}, box)
    assert reply.answers["x"]["responses"] == [{"value": ["python3"]}]


HARD = {
    "files": [(resource.RLIMIT_NOFILE, 64)],
    "size of a file": [(resource.RLIMIT_FSIZE, 2 << 20)],
    "memory": [(resource.RLIMIT_AS, 900 << 20)],
    "time of a processor": [(resource.RLIMIT_CPU, 30)],
    "locked memory": [(resource.RLIMIT_MEMLOCK, 0)],
}


@pytest.mark.parametrize("what", HARD)
def test_hard_limits_below_ours_stop_nobody(what, box):
    script = (
        "from gradwalk.grading import sandbox\n"
        "question = {'name': 'x', 'variable': 'x', 'calls': None}\n"
        "print(sandbox.run([{'index': 0, 'pieces': ['x = 3']}], [question], {}).answers['x']['responses'])"
    )

    def lower():
        for kind, value in HARD[what]:
            resource.setrlimit(kind, (value, value))

    done = subprocess.run([sys.executable, "-c", script], preexec_fn=lower, capture_output=True, text=True, check=False)
    assert done.stdout.strip() == "[{'value': 3}]", done.stderr


def course_of(tmp_path, students, notebook):
    folder = CourseFolder(tmp_path / "course")
    (folder.root / "release" / NAME).mkdir(parents=True)
    save(release_notebook(NAME), folder.root / "release" / NAME / f"{NAME}.ipynb")
    folder.make_secret()
    for student in students:
        place = folder.root / "submitted" / student / NAME
        place.mkdir(parents=True)
        save(notebook, place / f"{NAME}.ipynb")
    return folder


def command(*words, **environment):
    variables = {**os.environ, **environment}
    arguments = [sys.executable, "-m", "gradwalk.grading", *map(str, words)]
    return subprocess.Popen(
        arguments,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=variables,
        preexec_fn=_hear_interrupts,  # noqa: PLW1509  it takes no lock that a thread could hold
    )


def _hear_interrupts():
    """Be as at a terminal: where a shell runs the tests in the background, all they start is deaf to interrupts."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def test_an_interrupt_ends_marking_within_five_seconds_and_leaves_nothing(box, tmp_path):
    notebook = solved_notebook(NAME, **dict.fromkeys(FUNCTIONS, "while True: pass"))
    folder = course_of(tmp_path, [f"s{n}" for n in range(6)], notebook)
    before = set(descendants(os.getpid()))
    process = command("grade", folder.root, NAME)
    process.stderr.readline()  # it says how many there are when it begins
    time.sleep(2)
    process.send_signal(signal.SIGINT)
    started = time.monotonic()
    process.communicate(timeout=60)
    assert time.monotonic() - started < 5
    assert process.returncode == 130
    assert not [path for path in folder.record_folder(NAME).glob("*.json") if not json.loads(path.read_bytes())]
    assert set(descendants(os.getpid())) - before - {process.pid} == set()


def test_a_terminal_that_cannot_show_a_name_stops_nothing(box, tmp_path):
    folder = course_of(tmp_path, ["émilie"], solved_notebook(NAME))
    for words in (("grade", folder.root, NAME), ("merge", folder.root, NAME, "--no-gradebook")):
        process = command(*words, PYTHONIOENCODING="ascii:strict")
        output, errors = process.communicate()
        assert process.returncode == 0, errors
    assert b"\\xe9milie" in output
