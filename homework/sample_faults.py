"""What goes wrong with a notebook by accident, and what is done to a marker on purpose."""

import copy

from sample_notebooks import HERE, mark_of, untouched

# --- damage -----------------------------------------------------------------------------------------------------------


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
