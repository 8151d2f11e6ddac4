"""A submission can neither cheat nor hurt: each test is one thing a hostile or an unlucky notebook does."""

import json
import os
import socket
import subprocess
import threading
import time
import tracemalloc
from dataclasses import replace

import pytest

from gradwalk.checks.comparison import kind_of, numbers
from gradwalk.checks.homework import HOMEWORKS
from gradwalk.grading import sandbox
from gradwalk.grading.inside import values
from gradwalk.grading.limits import MEBIBYTE, descendants
from gradwalk.grading.marking import mark

from .material import HOMEWORK_FOLDER, sample_faults, sample_notebooks, save, solved_notebook

NAME = "01_gradient_direction"
WRONG_STEP = "return w + learning_rate * gradient"
ALL_CODE = 11.0


def probe(body, limits, **changes):
    """Run a function `probe(x)` with this body in the box and return the value it gives back, or its error."""
    source = "def probe(x):\n" + "\n".join("    " + line for line in body.strip("\n").split("\n"))
    questions = [{"name": "probe", "variable": "probe", "calls": [[1.0]]}]
    reply = sandbox.run([{"index": 0, "pieces": [source]}], questions, {}, replace(limits, **changes))
    answer = reply.answers.get("probe", {"problem": reply.ended_by})
    if "responses" not in answer:
        return {"problem": answer["problem"]}
    response = answer["responses"][0]
    return values.decode(response["value"]) if "value" in response else response["error"]


def marked(tmp_path, sheets, course, extra=(), **bodies):
    """Mark a solved notebook with `extra` cells before the answers and other bodies for some of them."""
    notebook = solved_notebook(NAME, **bodies)
    cells = [{"cell_type": "code", "metadata": {}, "source": source} for source in extra]
    notebook["cells"][2:2] = cells
    record = mark(save(notebook, tmp_path / f"{NAME}.ipynb"), sheets[NAME], "ada", course)
    assert record.status == "graded"
    return {row.name: row for row in record.questions}


def points(rows):
    return sum(row.score for row in rows.values() if row.kind == "code")


# --- cheating --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("cheat", sample_faults.CHEATS)
def test_a_wrong_function_behind_a_cheat_gets_no_marks(cheat, tmp_path, sheets, course):
    rows = marked(tmp_path, sheets, course, [sample_faults.CHEATS[cheat]], update_step=WRONG_STEP)
    assert rows["update_step"].score == 0


def test_a_value_that_claims_to_equal_everything_gets_no_marks(tmp_path, sheets, course):
    liar = "class Liar(np.ndarray):\n    __eq__ = lambda s, o: True\n    __sub__ = lambda s, o: 0 * s\n"
    body = "return np.zeros_like(w).view(Liar)"
    assert marked(tmp_path, sheets, course, [liar], update_step=body)["update_step"].score == 0


def test_the_library_does_not_answer_for_the_learner(tmp_path, sheets, course):
    body = "import gradwalk as gw\nreturn gw.gradient_descent(lambda w: gradient, w, learning_rate, 1)[1]"
    assert marked(tmp_path, sheets, course, update_step=body)["update_step"].score == 0


def test_an_object_disguised_by_its_names_tells_nothing_in_the_feedback(tmp_path, sheets, course):
    bodies = {
        "update_step": "return type('w=' + str(w.tolist()), (), {})()",
        "directional_derivative": "raise type('g=' + str(gradient.tolist()), (Exception,), {})(str(direction))",
        "steepest_angle": "return str(gradient.tolist())",
    }
    rows = marked(tmp_path, sheets, course, **bodies)
    text = " ".join(row.message for row in rows.values())
    assert "w=" not in text
    assert "g=" not in text
    assert "[" not in text
    assert "Exception" in rows["directional_derivative"].message


def test_a_package_that_is_made_up_tells_nothing_in_the_feedback(tmp_path, sheets, course):
    body = "raise ModuleNotFoundError('x', name='p' + str(w[0]).replace('.', ''))"
    rows = marked(tmp_path, sheets, course, update_step=body)
    assert "(a package is not there where it is marked)" in rows["update_step"].message


def nested(depth):
    return [nested(depth - 1)] if depth else 1


ODD_REPLIES = [
    {"problem": []},
    {"problem": {"a": 1}},
    {"responses": {}},
    {"responses": [1, None, "x"]},
    *(
        {"responses": [{"value": value, "after": after}] * 3}
        for after in (None, [], {}, [{"array": 1}], "x", [[[[]]]])
        for value in (
            10**4000,
            float("nan"),
            float("inf"),
            -0.0,
            "=cmd",
            True,
            {"array": [1, "x"], "shape": [2]},
            {"array": [], "shape": [0, 20_000, 20_000]},
            {"array": [1.0], "shape": [True]},
            {"array": [10**4000] * 2, "shape": [2], "kind": "i"},
            {"complex": [1, 2]},
            {"complex": [[], {}]},
            {"object": "w=[1, 2]"},
            {"dict": {"u": {"dict": {"u": {"dict": {}}}}}},
            {"other": 1},
            [[1, 2], [3]],
            [{"object": "type"}] * 2,
            nested(40),
        )
    ),
    {},
]


@pytest.mark.parametrize("name", HOMEWORKS)
def test_a_forged_reply_of_any_form_is_wrong_and_never_an_error(name, sheets, course, tmp_path, monkeypatch):
    path = save(sample_notebooks.answered(name, "ada"), tmp_path / f"{name}.ipynb")
    asked = [question.name for question in sheets[name].code_questions]
    for forged in ODD_REPLIES:
        lines = [json.dumps({"ready": True}), *(json.dumps({"answer": name, **forged}) for name in asked)]
        reply = sandbox.read_reply("\n".join(lines).encode(), set(asked))
        monkeypatch.setattr(sandbox, "run", lambda *_all, reply=reply, **_named: reply)
        record = mark(path, sheets[name], "ada", course)
        assert record.status == "graded"
        assert {row.score for row in record.questions if row.kind == "code"} == {0.0}, forged
        assert "w=" not in json.dumps([row.message for row in record.questions])


@pytest.mark.parametrize("rows", [1, 50])
def test_long_texts_in_a_forged_reply_cost_no_memory(rows):
    values = [["x" * 1_000_000, *["a"] * 5_000]] * rows
    tracemalloc.start()
    try:
        assert numbers(values) is None
        assert "list" in kind_of(values)
        assert tracemalloc.get_traced_memory()[1] < MEBIBYTE  # an array of them would take gigabytes
    finally:
        tracemalloc.stop()


def test_a_reply_of_a_million_short_lines_is_not_read_line_by_line(monkeypatch):
    read = []
    monkeypatch.setattr(sandbox.json, "loads", lambda line: read.append(line) or {})
    sandbox.read_reply(b"1\n{\nx\n\n" * 1000 + b'{"lost": "c0"}\n{"ready": true}', set())
    assert read == [b'{"lost": "c0"}', b'{"ready": true}']


# --- reading and writing ---------------------------------------------------------------------------------------------


def test_nothing_of_this_machine_but_python_is_in_the_box(box, tmp_path):
    secret = tmp_path / "gradebook.db"
    secret.write_text("marks", encoding="utf-8")
    places = [str(secret), str(HOMEWORK_FOLDER), str(sandbox.__file__)]
    walk = f"""
import os
found = []
for root, folders, files in os.walk("/"):
    if root.startswith(("/usr/lib", "/lib", "/packages")) or "/lib/python3" in root:
        folders[:] = []
        continue
    found += [os.path.join(root, name) for name in files]
bad = [name for name in found if name.endswith((".ipynb", ".db", ".toml", ".md"))]
return [os.path.exists(path) for path in {places!r}], bad, len(found)
"""
    exists, bad, count = probe(walk, box)
    assert exists == [False, False, False]
    assert bad == []
    assert count < 400


def test_no_copy_of_the_package_or_of_the_answers_can_be_imported(box):
    body = """
import importlib, sys
found = []
for path in sys.path:
    sys.path_importer_cache.clear()
    import os
    for root, folders, files in os.walk(path):
        names = folders + files
        found += [name for name in names if "gradwalk" in name or name in ("marking.py", "chain_rule.py")]
return found
"""
    assert probe(body, box) == []


def test_nothing_can_be_written_outside_the_private_folder(box):
    body = """
import os
wrote = []
places = ["/", "/inside", "/packages", "/usr/lib", "/etc", "/dev", "/packages/numpy", "/lib", "/root"]
for place in [*places, os.path.dirname(os.__file__)]:
    try:
        open(os.path.join(place, "mark"), "w").close()
        wrote.append(place)
    except OSError:
        pass
open("/tmp/allowed", "w").write("x")
return wrote
"""
    assert probe(body, box) == []


def test_what_one_submission_writes_the_next_does_not_see(box):
    assert probe("open('/tmp/mine', 'w').write('x'); return 1", box) == 1
    assert probe("import os\nreturn os.listdir('/tmp')", box) == []


def test_the_worker_is_an_ordinary_user_without_powers(box):
    body = """
import os, ctypes
uid = os.getuid()
try:
    os.setuid(0)
    raised = False
except OSError:
    raised = True
libc = ctypes.CDLL(None, use_errno=True)
spaces = [libc.unshare(flag) for flag in (0x10000000, 0x00020000, 0x40000000)]
return uid, raised, spaces, libc.prctl(39, 0, 0, 0, 0), os.environ.get("HOME"), len(os.environ)
"""
    uid, raised, spaces, no_new_privileges, home, variables = probe(body, box)
    assert uid != 0
    assert raised
    assert spaces == [-1, -1, -1]
    assert no_new_privileges == 1
    assert home == "/tmp"
    assert variables < 20


def test_other_processes_can_be_neither_seen_nor_ended(box):
    bystander = subprocess.Popen(["sleep", "30"])
    try:
        body = f"""
import os
try:
    os.kill({bystander.pid}, 9)
    return "ended"
except OSError:
    return os.path.exists("/proc")
"""
        assert probe(body, box) is False
        assert bystander.poll() is None
    finally:
        bystander.kill()
        bystander.wait()


# --- network ---------------------------------------------------------------------------------------------------------


def test_there_is_no_network(box):
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        port = listener.getsockname()[1]
        body = f"""
import socket
results = []
for family in (socket.AF_INET, socket.AF_INET6, socket.AF_NETLINK, 40):
    try:
        socket.socket(family, socket.SOCK_STREAM if family != socket.AF_NETLINK else socket.SOCK_RAW)
        results.append("open")
    except OSError:
        results.append("refused")
try:
    socket.create_connection(("127.0.0.1", {port}), timeout=1)
    results.append("connected")
except OSError:
    results.append("refused")
return results
"""
        assert probe(body, box) == ["refused"] * 5


def test_the_network_is_gone_without_the_filter_too(box, monkeypatch):
    monkeypatch.setattr(sandbox, "build_filter", lambda: None)
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        address = ("127.0.0.1", listener.getsockname()[1])
        body = f"""
import socket
try:
    socket.create_connection({address}, timeout=1)
    return 1
except OSError:
    return 0
"""
        assert probe(body, box) == 0


# --- running wild ----------------------------------------------------------------------------------------------------


def test_an_endless_loop_costs_only_its_own_question(tmp_path, sheets, course):
    rows = marked(tmp_path, sheets, course, directional_derivative="while True:\n    pass")
    assert points(rows) == ALL_CODE - 2
    assert "loop" in rows["directional_derivative"].message


@pytest.mark.parametrize("what", sample_faults.WILD_CELLS)
def test_a_cell_that_runs_wild_costs_no_mark_of_the_answers(what, tmp_path, sheets, course):
    assert points(marked(tmp_path, sheets, course, [sample_faults.WILD_CELLS[what]])) == ALL_CODE


AFTER_THE_ANSWER = ("import os\nos._exit(0)", "while True: pass", sample_faults.STUBBORN, "import os\nos.kill(-1, 9)")


@pytest.mark.parametrize("wild", AFTER_THE_ANSWER)
def test_an_answer_keeps_its_marks_when_its_own_cell_runs_wild_below_it(wild, tmp_path, sheets, course):
    body = "return w - learning_rate * gradient\n"
    notebook = solved_notebook(NAME, update_step=body)
    cell = next(c for c in notebook["cells"] if c["metadata"].get("nbgrader", {}).get("grade_id") == "update_step")
    cell["source"] += "\n" + wild
    record = mark(save(notebook, tmp_path / "a.ipynb"), sheets[NAME], "ada", course)
    assert sum(row.score for row in record.questions if row.kind == "code") == ALL_CODE


IN_AN_ANSWER = {
    "os._exit": "import os\nos._exit(0)",
    "sys.exit": "import sys\nsys.exit()",
    "input": "return float(input())",
    "kill the session": "import os, signal\nos.kill(os.getppid(), signal.SIGKILL)",
    "kill everyone": "import os, signal\nos.kill(-1, signal.SIGKILL)",
    "memory": "return [bytearray(10**8) for _ in range(200)]",
    "huge value": "return np.zeros((3000, 3000))",
    "deep value": "x = []\nfor _ in range(5000):\n    x = [x]\nreturn x",
    "huge number": "return 10 ** 10000",
    "endless text": "return 'x' * 10**8",
}


@pytest.mark.parametrize("what", IN_AN_ANSWER, ids=list(IN_AN_ANSWER))
def test_an_answer_that_runs_wild_costs_only_its_own_marks(what, tmp_path, sheets, course):
    rows = marked(tmp_path, sheets, course, directional_derivative=IN_AN_ANSWER[what])
    assert rows["directional_derivative"].score == 0
    assert points(rows) == ALL_CODE - 2, rows


def test_a_fork_bomb_in_an_answer_costs_only_its_own_marks(tmp_path, sheets, course):
    rows = marked(tmp_path, sheets, course, directional_derivative=sample_faults.WILD_CELLS["fork-bomb"])
    assert points(rows) == ALL_CODE - 2


def test_the_number_of_processes_is_bounded(box):
    body = """
import os, time
count = 0
while count < 500:
    try:
        if os.fork() == 0:
            time.sleep(0.5)
            os._exit(0)
    except OSError:
        break
    count += 1
return count
"""
    assert probe(body, box, memory_bytes=4096 * MEBIBYTE) <= box.processes


def test_a_box_stays_on_its_processor(box):
    body = """
import os
try:
    os.sched_setaffinity(0, os.sched_getaffinity(0))
    return "changed"
except PermissionError:
    return "refused"
"""
    assert probe(body, box) == "refused"


def test_memory_of_all_processes_together_is_bounded(box):
    body = """
import os, time
for _ in range(8):
    if os.fork() == 0:
        block = bytearray(120 * 2**20)
        for i in range(0, len(block), 4096):
            block[i] = 1
        time.sleep(0.9)
        os._exit(0)
time.sleep(0.9)
return 1
"""
    assert probe(body, box, memory_bytes=512 * MEBIBYTE) == {"problem": "memory"}


def test_memory_cannot_be_hidden_outside_processes(box):
    body = """
import ctypes, mmap, os
libc = ctypes.CDLL(None, use_errno=True)
results = [libc.shmget(0, 10**8, 0o1600), libc.memfd_create(b"x", 0), libc.vmsplice(1, None, 0, 0)]
zero = os.open("/dev/zero", os.O_RDWR)
for descriptor, flags in ((-1, mmap.MAP_SHARED), (zero, mmap.MAP_SHARED), (-1, 3 | mmap.MAP_ANONYMOUS)):
    try:
        mmap.mmap(descriptor, 10**6, flags)
        results.append("shared")
    except OSError:
        results.append(-1)
written = {}
for place in ("/tmp", "/dev/shm"):
    total = 0
    try:
        for n in range(50):
            with open(f"{place}/{n}", "wb") as file:
                total += file.write(bytes(4 * 2**20))
                file.flush()
    except OSError:
        pass
    written[place] = total / 2**20
return results, written
"""
    hidden, written = probe(body, box)
    assert hidden == [-1] * 6
    assert written["/tmp"] <= box.temporary_bytes / MEBIBYTE
    assert written["/dev/shm"] <= 4


def test_memory_cannot_be_hidden_in_the_names_of_files(box):
    body = """
import os
for _ in range(4):
    if os.fork() == 0:
        break
for n in range(300_000):
    os.mkdir(f"/tmp/{os.getpid()}-{n}")
return 1
"""
    patient = replace(box, question_seconds=40, wall_seconds=90, memory_bytes=512 * MEBIBYTE)
    assert probe(body, patient) == {"problem": "memory"}


def test_one_file_is_bounded(box):
    body = """
import os
try:
    open("/tmp/big", "wb").write(bytes(20 * 2**20))
except OSError:
    pass
return os.path.getsize("/tmp/big")
"""
    assert probe(body, box) <= box.file_bytes


def test_a_flood_to_the_grader_is_cut_off_and_the_other_answers_count(tmp_path, sheets, course):
    flood = """
import os
while True:
    for fd in range(3, 30):
        try:
            os.write(fd, b"x" * 65536)
        except OSError:
            pass
"""
    rows = marked(tmp_path, sheets, course, directional_derivative=flood)
    assert points(rows) == ALL_CODE - 2


def test_after_the_run_nothing_is_left(box):
    source = "import os, time\nfor _ in range(5):\n    if os.fork() == 0:\n        os.setsid()\n        time.sleep(60)"
    before = set(descendants(os.getpid()))
    questions = [{"name": "f", "variable": "f", "calls": None}]
    sandbox.run([{"index": 0, "pieces": [source]}], questions, {}, replace(box, wall_seconds=3))
    deadline = time.monotonic() + 5
    while set(descendants(os.getpid())) - before and time.monotonic() < deadline:
        time.sleep(0.05)
    assert set(descendants(os.getpid())) - before == set()


def test_the_wall_clock_ends_what_nothing_else_ends(box):
    source = sample_faults.STUBBORN
    cells = [{"index": n, "pieces": [source]} for n in range(20)]
    assert sandbox.run(cells, [], {}, replace(box, wall_seconds=3)).ended_by == "time"


def test_killing_the_box_from_outside_ends_everything_in_it(box):
    started = threading.Event()
    pids = []
    others = set(descendants(os.getpid()))  # this process itself, and what other tests have started and still use

    def watch():
        deadline = time.monotonic() + 8
        while time.monotonic() < deadline:
            pids[:] = [pid for pid in descendants(os.getpid()) if pid not in others]
            if len(pids) >= 4:
                started.set()
                return
            time.sleep(0.05)

    watcher = threading.Thread(target=watch)
    watcher.start()
    cells = [{"index": 0, "pieces": ["import os, time\nos.fork()\nos.fork()\ntime.sleep(30)"]}]
    sandbox.run(cells, [], {}, replace(box, wall_seconds=2, cell_seconds=30))
    watcher.join()
    assert started.is_set()
    time.sleep(0.3)
    assert not [pid for pid in pids if os.path.exists(f"/proc/{pid}") and pid in descendants(os.getpid())]


# --- right answers that look odd -------------------------------------------------------------------------------------


def test_a_right_answer_that_warns_prints_and_plots_keeps_its_marks(tmp_path, sheets, course):
    body = """
import warnings
import matplotlib.pyplot as plt
warnings.warn("careful")
print("step", w, learning_rate)
np.log(-1.0)
plt.plot([1, 2], [3, 4])
plt.show()
return w - learning_rate * gradient
"""
    show = """
import ipywidgets
from IPython.display import display
from gradwalk import *
import gradwalk as gw
display(gw.explore(1))
"""
    generous = replace(course, limits=replace(course.limits, question_seconds=15, wall_seconds=40))
    assert points(marked(tmp_path, sheets, generous, [show], update_step=body)) == ALL_CODE


def test_grading_twice_gives_the_same_record(tmp_path, sheets, course):
    body = "return w - learning_rate * gradient + np.random.normal(size=w.shape) * (np.random.rand() > 0.5)"
    records = [marked(tmp_path, sheets, course, update_step=body) for _ in range(2)]
    assert records[0] == records[1]


def test_a_set_has_the_same_order_each_time(box):
    body = "return [hash('a'), list({'u', 'v', 'dF/du', 'dF/dv'})]"
    assert probe(body, box) == probe(body, box)


# --- without bubblewrap ----------------------------------------------------------------------------------------------


def test_without_bubblewrap_nothing_starts_and_the_reason_says_how_to_get_it(monkeypatch):
    monkeypatch.setenv("PATH", "/nowhere")
    with pytest.raises(sandbox.SandboxError, match="apt-get install bubblewrap"):
        sandbox.run([], [], {})
