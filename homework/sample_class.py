"""Write a class of submissions to try the grading on: good, wrong in every way that has a name, broken, and hostile.

`python homework/sample_class.py COURSE 01_gradient_direction` writes COURSE/submitted/STUDENT/01_gradient_direction and
COURSE/expected.csv, the points for code that each of them must get. With --size 300 the good ones are repeated.
"""

import argparse
import contextlib
import copy
import csv
import io
import json
import linecache
import re
import sys
import textwrap
import tomllib
from pathlib import Path

HERE = Path(__file__).resolve().parent
SOLUTION = re.compile(r"^([ ]*)### BEGIN SOLUTION\n(.*?)^[ ]*### END SOLUTION\n?", re.M | re.S)
STUB = "pass  # write your answer here"
TEXT_STUB = "Write your answer here."
TEXT = "Only on the axes. Elsewhere the steep direction dominates, but every small step lowers the loss."


# --- notebooks -------------------------------------------------------------------------------------------------------


def source_notebook(name):
    """Return the instructor's notebook as a dict, its sources as single texts, without outputs."""
    notebook = json.loads((HERE / "source" / name / f"{name}.ipynb").read_text(encoding="utf-8"))
    for cell in notebook["cells"]:
        cell["source"] = "".join(cell["source"]) + "\n"
        if cell["cell_type"] == "code":
            cell |= {"outputs": [], "execution_count": None}
    return notebook


def mark_of(cell):
    """Return the nbgrader metadata of a cell, empty when it has none."""
    return cell["metadata"].get("nbgrader", {})


def cell_of(notebook, grade_id):
    """Return the cell with this grade id, to be changed in place."""
    return next(cell for cell in notebook["cells"] if mark_of(cell).get("grade_id") == grade_id)


def untouched(name):
    """Return the notebook as it is handed out."""
    return _filled(name, "", lambda cell: SOLUTION.sub(lambda m: f"{m.group(1)}{STUB}\n", cell["source"]), TEXT_STUB)


def answered(name, student, bodies=None):
    """Return the notebook answered by `student`: by the solutions, or by the body given under the exercise's name."""

    def fill(cell):
        body = (bodies or {}).get(mark_of(cell)["grade_id"])
        return solved(cell["source"]) if body is None else with_body(cell["source"], body)

    return _filled(name, student, fill, TEXT)


def _filled(name, student, fill, text):
    notebook = source_notebook(name)
    for cell in notebook["cells"]:
        mark = mark_of(cell)
        if 'student_id = ""' in cell["source"]:
            cell["source"] = cell["source"].replace('student_id = ""', f'student_id = "{student}"')
        elif mark.get("solution"):
            cell["source"] = text if mark["grade"] else fill(cell)
        cell["source"] = cell["source"].rstrip("\n")
    return notebook


def solved(source):
    """Return the source of an answer cell without the marks around its solution."""
    return SOLUTION.sub(lambda match: match.group(2), source)


def with_body(source, body):
    """Return the source of an answer cell with `body` in the place of its solution."""
    return SOLUTION.sub(lambda match: textwrap.indent(textwrap.dedent(body).strip("\n"), match.group(1)) + "\n", source)


def wrong_answers():
    """Return exercise -> mistake -> body."""
    return tomllib.loads((HERE / "wrong_answers.toml").read_text(encoding="utf-8"))


def code_points(notebook):
    """Return exercise -> points, in the order of the notebook."""
    marks = [mark_of(cell) for cell in notebook["cells"] if mark_of(cell).get("locked")]
    return {mark["grade_id"].removesuffix("_check"): mark["points"] for mark in marks}


# --- damage ----------------------------------------------------------------------------------------------------------


def split(notebook):
    """Split an answer in the middle of its function, the way JupyterLab does: both halves keep the metadata."""
    cell = _last_function(notebook)
    lines = cell["source"].split("\n")
    other = copy.deepcopy(cell)
    cell["source"], other["source"] = "\n".join(lines[:3]), "\n".join(lines[3:])
    notebook["cells"].insert(notebook["cells"].index(cell) + 1, other)


def duplicate(notebook):
    """An unanswered copy of an answer comes after it, under the same grade id."""
    cell = _first_function(notebook)
    stub = copy.deepcopy(cell)
    stub["source"] = _stub(mark_of(cell)["grade_id"])
    notebook["cells"].insert(notebook["cells"].index(cell) + 3, stub)


def _stub(grade_id):
    """Return the source of an answer cell as it is handed out, in whichever homework it is."""
    released = (untouched(folder.name) for folder in sorted((HERE / "source").iterdir()))
    cells = (cell for notebook in released for cell in notebook["cells"])
    return next(cell["source"] for cell in cells if mark_of(cell).get("grade_id") == grade_id)


def retype(notebook):
    """Answers have become a Markdown and a raw cell."""
    _first_function(notebook)["cell_type"] = "markdown"
    _last_function(notebook)["cell_type"] = "raw"


def strip_metadata(notebook):
    """All metadata is gone."""
    notebook["metadata"] = {}
    for cell in notebook["cells"]:
        cell["metadata"] = {}


def forge(notebook):
    """The answers carry each other's grade ids, and the points are raised."""
    first, last = _first_function(notebook), _last_function(notebook)
    first["metadata"], last["metadata"] = last["metadata"], first["metadata"]
    for cell in notebook["cells"]:
        if "points" in mark_of(cell):
            mark_of(cell)["points"] = 1000


def delete_checks(notebook):
    """The check cells and the text are deleted."""
    notebook["cells"] = [cell for cell in notebook["cells"] if not mark_of(cell).get("grade")]


def old_format(notebook):
    """The file is in notebook format 3."""
    cells = []
    for cell in notebook["cells"]:
        old = {"cell_type": cell["cell_type"], "metadata": cell["metadata"]}
        old |= {"input": cell["source"], "language": "python"} if cell["cell_type"] == "code" else {}
        old |= {"source": cell["source"]} if cell["cell_type"] != "code" else {}
        cells.append(old)
    del notebook["cells"]
    notebook |= {"nbformat": 3, "nbformat_minor": 0, "worksheets": [{"cells": cells}]}


def without_ids(notebook):
    """The file is in notebook format 4.4."""
    notebook["nbformat_minor"] = 4
    for cell in notebook["cells"]:
        del cell["id"]


def same_ids(notebook):
    """All cells have one id."""
    for cell in notebook["cells"]:
        cell["id"] = "same"


def foreign_kernel(notebook):
    """The notebook says it is written in another language."""
    notebook["metadata"]["kernelspec"] = {"name": "julia-1.9", "display_name": "Julia", "language": "julia"}


def lines_as_list(notebook):
    """The sources are lists of lines."""
    for cell in notebook["cells"]:
        cell["source"] = cell["source"].splitlines(keepends=True)


def magics(notebook):
    """An answer cell is full of IPython's own commands."""
    cell = _first_function(notebook)
    cell["source"] = f"%%time\n%matplotlib inline\n!ls\n{cell['source']}\nnp.sum?\n"


def odd_outputs(notebook):
    """The outputs are not what the format allows."""
    _first_function(notebook)["outputs"] = [{"output_type": "stream", "text": 7}, None, "x" * 1000]


def _functions(notebook):
    answers = [cell for cell in notebook["cells"] if mark_of(cell).get("solution") and cell["cell_type"] == "code"]
    return [cell for cell in answers if cell["source"].startswith("def ")]


def _first_function(notebook):
    return _functions(notebook)[0]


def _last_function(notebook):
    return _functions(notebook)[-1]


DAMAGE = (
    split,
    duplicate,
    retype,
    strip_metadata,
    forge,
    delete_checks,
    old_format,
    without_ids,
    same_ids,
    foreign_kernel,
    lines_as_list,
    magics,
    odd_outputs,
)
UNREADABLE = {
    "empty": b"",
    "not-a-notebook": b"PK\x03\x04 an archive",
    "no-cells": b'{"cells": []}',
    "deep": b"[" * 90_000,
}

# --- running wild, in a cell before the answers: costs no mark -------------------------------------------------------

STUBBORN = """
import signal, time
signal.pthread_sigmask(signal.SIG_BLOCK, range(1, 64))
for number in range(1, 32):
    try:
        signal.signal(number, signal.SIG_IGN)
    except (OSError, ValueError):
        pass
while True:
    try:
        while True:
            time.sleep(0.01)
    except BaseException:
        pass
"""
WILD_CELLS = {
    "loop": "while True:\n    pass",
    "loop-that-catches-all": "while True:\n    try:\n        while True: pass\n    except BaseException: pass",
    "loop-that-ignores-signals": STUBBORN,
    "sys-exit": "import sys\nsys.exit()",
    "os-exit": "import os\nos._exit(0)",
    "input": "name = input('your name? ')",
    "kill-itself": "import os, signal\nos.kill(os.getpid(), signal.SIGKILL)",
    "kill-everyone": "import os, signal\nos.kill(-1, signal.SIGKILL)",
    "crash": "import ctypes\nctypes.string_at(0)",
    "recursion": "def f(): return f()\nf()",
    "memory-bomb": "big = [bytearray(10**8) for _ in range(100)]",
    "fork-bomb": "import os\nwhile True:\n    try:\n        os.fork()\n    except OSError:\n        pass",
    "syntax": "def broken(:\n    pass",
    "exit-handler": "import atexit, os\natexit.register(lambda: os._exit(1))",
    "closed-files": "import os\nos.closerange(0, 3)",
    "thread": "import threading\ndef spin():\n    while True: pass\nthreading.Thread(target=spin).start()",
    "daemon": "import os, time\nif os.fork() == 0:\n    os.setsid()\n    os.fork() or time.sleep(60)\n    os._exit(0)",
    "print-flood": "for _ in range(10**6): print('x' * 100)",
}

# --- cheating, with a wrong first answer: no marks for it ------------------------------------------------------------

CHEATS = {
    "numpy": "np.allclose = lambda *a, **k: True\nnp.array_equal = lambda *a, **k: True\nnp.abs = lambda x: 0",
    "numpy-testing": "import sys\nsys.modules['numpy'].testing.assert_allclose = lambda *a, **k: None",
    "builtins": "import builtins\nbuiltins.all = lambda *a: True\nbuiltins.bool = lambda *a: True",
    "assert": "import builtins\nclass AssertionError(Exception): pass\nbuiltins.AssertionError = AssertionError",
    "display-hook": "import sys\nsys.displayhook = lambda *a: print('5/5')\nprint('points: 100')",
    "ast-transformer": (
        "import ast\nip = get_ipython()\nclass T(ast.NodeTransformer): pass\nip.ast_transformers.append(T())\n"
        "ast.parse = lambda *a, **k: None"
    ),
    "gradwalk": (
        "import sys, types\nfake = types.ModuleType('gradwalk')\nfake.checks = fake\nfake.homework = lambda *a: 1\n"
        "sys.modules.update({'gradwalk': fake, 'gradwalk.checks': fake})"
    ),
    "gradebook": (
        "import glob, os, sqlite3\nfor path in glob.glob('/**/gradebook.db', recursive=True):\n"
        "    sqlite3.connect(path).execute('update grade set manual_score = 99')"
    ),
    "forged-reply": (
        "import json, os\nline = json.dumps({'answer': 'update_step', 'responses': [{'value': True}] * 3})\n"
        "for fd in range(3, 40):\n    try:\n        os.write(fd, ('\\n' + line + '\\n').encode())\n"
        "    except OSError:\n        pass"
    ),
    "worker": (
        "import sys\nsession = sys.modules['session']\nsession._answer = lambda *a: {'status': 'right', 'score': 99}\n"
        "sys.modules['values'].encode = lambda *a: True"
    ),
}

# --- the class -------------------------------------------------------------------------------------------------------


def members(name):
    """Yield (student, notebook dict or bytes, expected points for code or None, file name) for one of each kind."""
    full = code_points(source_notebook(name))
    total = float(sum(full.values()))
    yield "good-1", answered(name, "good-1"), total, f"{name}.ipynb"
    yield "honest", with_letters(answered(name, "honest"), name, lambda right: right), total, f"{name}.ipynb"
    yield "pasted", with_letters(answered(name, "pasted"), name, lambda _right: "a"), total, f"{name}.ipynb"
    yield "untouched", untouched(name), 0.0, f"{name}.ipynb"
    yield from _wrong_members(name, full)
    for damage in DAMAGE:
        student = "broken-" + damage.__name__.replace("_", "-")
        notebook = answered(name, student)
        damage(notebook)
        yield student, notebook, total, f"{name}.ipynb"
    yield from _damaged_files(name, total)
    for student, source in WILD_CELLS.items():
        yield f"wild-{student}", _with_cell(answered(name, f"wild-{student}"), source), total, f"{name}.ipynb"
    first = next(iter(full))
    wrong = {first: next(iter(wrong_answers()[first].values()))}
    for student, source in CHEATS.items():
        notebook = _with_cell(answered(name, f"cheat-{student}", wrong), source)
        yield f"cheat-{student}", notebook, None, f"{name}.ipynb"


def with_letters(notebook, name, choose):
    """Answer the questions about the solutions in a solved notebook: `choose` takes the right letter, returns one."""
    from gradwalk.checks import HOMEWORKS

    space = {"__name__": "__main__"}
    for number, cell in enumerate(notebook["cells"]):
        if cell["cell_type"] == "code":
            file, source = f"<cell {number} of {id(notebook)}>", cell["source"]
            linecache.cache[file] = len(source), None, source.splitlines(keepends=True), file
            with contextlib.redirect_stdout(io.StringIO()):
                exec(compile(source, file, "exec"), space)
    work, lines = space["work"], []
    for variable in HOMEWORKS[name].exercises:
        asked = work.check(variable, space[variable]).questions or ()
        lines += [one.line.replace('""', f'"{choose(one.question.right_letter)}"', 1) for one in asked]
    place = next(cell for cell in notebook["cells"] if cell["source"].startswith("# here: the lines of your questions"))
    place["source"] += "\n" + "\n".join(lines)
    return notebook


def _wrong_members(name, full):
    """Every named mistake once: in each notebook one mistake for each exercise that has one left."""
    mistakes = {exercise: list(wrong_answers()[exercise].items()) for exercise in full}
    for row in range(max(map(len, mistakes.values()))):
        student = f"wrong-{row + 1}"
        bodies = {exercise: found[row][1] for exercise, found in mistakes.items() if row < len(found)}
        yield student, answered(name, student, bodies), None, f"{name}.ipynb"


def _damaged_files(name, total):
    for student, data in UNREADABLE.items():
        yield f"broken-{student}", data, None, f"{name}.ipynb"
    text = json.dumps(answered(name, "broken-bytes"), ensure_ascii=False)
    yield "broken-bytes", text.encode().replace(TEXT[:4].encode(), b"On\xff\xfely"), total, f"{name}.ipynb"
    yield "broken-name", answered(name, "broken-name"), total, "Homework (1) FINAL.ipynb"
    cut = json.dumps(answered(name, "broken-cut"), indent=1)
    yield "broken-cut", cut[: cut.rindex('"outputs"')].encode(), None, f"{name}.ipynb"


def _with_cell(notebook, source):
    """Put a code cell in front of the first answer."""
    cell = {
        "cell_type": "code",
        "id": "extra",
        "metadata": {},
        "source": source,
        "outputs": [],
        "execution_count": None,
    }
    notebook["cells"].insert(2, cell)
    return notebook


def write_class(course, name, size=60):
    """Write at least one of each kind, and more good ones up to `size`; returns student -> expected points or None."""
    expected = {}
    for student, notebook, points, file_name in _enough(name, size):
        folder = Path(course) / "submitted" / student / name
        folder.mkdir(parents=True, exist_ok=True)
        data = notebook if isinstance(notebook, bytes) else json.dumps(notebook, indent=1).encode()
        (folder / file_name).write_bytes(data)
        expected[student] = points
    with open(Path(course) / "expected.csv", "w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows([("student", "code points"), *expected.items()])
    return expected


def _enough(name, size):
    kinds = list(members(name))
    yield from kinds
    total = float(sum(code_points(source_notebook(name)).values()))
    for number in range(2, size - len(kinds) + 2):
        yield f"good-{number}", answered(name, f"good-{number}"), total, f"{name}.ipynb"


def main(arguments=None):
    """Write the class named on the command line."""
    parser = argparse.ArgumentParser(description="Write a class of good, wrong, broken and hostile submissions.")
    parser.add_argument("course", type=Path, help="the folder of the course")
    parser.add_argument("homework", help="such as 01_gradient_direction")
    parser.add_argument("--size", type=int, default=60, help="at least so many submissions")
    options = parser.parse_args(arguments)
    expected = write_class(options.course, options.homework, options.size)
    print(f"{len(expected)} submissions written to {options.course / 'submitted'}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
