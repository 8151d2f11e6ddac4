"""After a syntax error the older answer is checked, and the check says so; otherwise it says nothing of the kind."""

import json
import subprocess
import sys

import pytest

SCRIPT = """
import json, sys
from IPython.core.interactiveshell import InteractiveShell
shell = InteractiveShell.instance(history_load_length=0)
sys.stdout = sys.stderr
shell.run_cell("from gradwalk.checks import homework; work = homework('01_gradient_direction', 'ada')")
for source in json.loads(sys.stdin.read()):
    shell.run_cell(source, store_history=True)
print(shell.user_ns["feedback"].verdict.message, file=sys.__stdout__)
"""
RIGHT = "def update_step(w, gradient, learning_rate):\n    return w - learning_rate * gradient"
BROKEN = "def update_step(w, gradient, learning_rate)\n    return w"
CHECK = "feedback = work.check('update_step', update_step)"
HISTORIES = {
    "a newer version that does not parse": ([RIGHT, BROKEN, CHECK], True),
    "a wrong indentation": ([RIGHT, RIGHT.replace("    return", "  \treturn x\n   return"), CHECK], True),
    "a magic above it": ([RIGHT, f"%time\n{BROKEN}", CHECK], True),
    "mended": ([RIGHT, BROKEN, RIGHT, CHECK], False),
    "mended by another name": ([RIGHT, BROKEN, "update_step = lambda w, g, r: w - r * g", CHECK], False),
    "an error in another cell": ([RIGHT, "x = = 3", CHECK], False),
    "only spoken of": ([RIGHT, "print(update_step) = 3", CHECK], False),
    "magics": ([f"%%time\n{RIGHT}", "!echo update_step = 3", CHECK], False),
}


@pytest.mark.parametrize("what", HISTORIES)
def test_the_check_says_when_it_is_about_an_older_version(what):
    cells, older = HISTORIES[what]
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT], input=json.dumps(cells), capture_output=True, text=True, check=True
    )
    assert ("the version before" in done.stdout) == older, done.stdout
    assert "Against the gradient" in done.stdout


def test_without_ipython_nothing_is_said():
    script = (
        "from gradwalk.checks import homework\n"
        "print(homework('01_gradient_direction').check('update_step', lambda w, g, r: w - r * g))"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.startswith("✓ update_step: right. Against")
