"""Run a learner's cells in order and call her functions, each question in a process of its own."""

import ast
import builtins
import codeop
import contextlib
import json
import os
import random
import re
import signal
import sys
import time
import types
from collections.abc import Callable
from types import CodeType

import numpy as np
import standins
import values

COMPILE: Callable[..., CodeType] = codeop.Compile()  # remembers `from __future__`, as a notebook does
# A magic (%, !, ?), what is asked of one (x = !ls), help (np.sum?), and the marks around code in Markdown.
MAGIC = re.compile(r"(?m)^(\s*)(?:(?:[\w., ]+=\s*)?[%!][^\n]*|\?[^\n]*|[\w.]+\?{1,2}\s*|```[^\n]*)$")
BUILTIN_ERRORS = frozenset(
    name for name, kind in vars(builtins).items() if isinstance(kind, type) and issubclass(kind, BaseException)
)


def in_child(work):
    """Run `work` and leave at once, so that no learner's exit handler runs in the child's name."""
    try:
        work()
    finally:
        os._exit(0)


def send(reply, message):
    """Write one line; a line break comes first so that a half-written neighbour spoils only itself."""
    data = ("\n" + json.dumps(message) + "\n").encode()
    while data:
        data = data[os.write(reply, data) :]


def run_session(request, reply, progress, left_out, answered):
    """Run the cells that are not left out, then ask the questions not answered yet; name each step on `progress`."""
    import values

    module = types.ModuleType("__main__")
    sys.modules["__main__"] = module
    standins.install({name: values.decode(value) for name, value in request["data"].items()})
    module.__dict__.update(display=standins.Nothing(), get_ipython=standins.Nothing())
    for cell in request["cells"]:
        step, only_definitions = f"c{cell['index']}", f"d{cell['index']}"
        if only_definitions in left_out:
            continue
        careful = step in left_out or cell.get("only_definitions", False)
        os.write(progress, f"{only_definitions if careful else step}\n".encode())
        seconds = request["limits"]["cell_seconds"]
        error = _run_cell(cell, module.__dict__, seconds, only_definitions=careful)
        send(reply, {"cell": cell["index"], "error": error})
    for question in request["questions"]:
        step = f"q{question['name']}"
        if step not in left_out and step not in answered:
            os.write(progress, f"{step}\n".encode())
            _ask_in_child(question, module.__dict__, reply, request["limits"]["question_seconds"])
    os.write(progress, b"end\n")


def _run_cell(cell, namespace, seconds, *, only_definitions):
    """Run the pieces of one cell; pieces that do not compile alone are tried as one (a cell split in two).

    After `seconds` an alarm interrupts it. What it had defined by then stays, and after an error only the definitions
    below are run: a package that is missing here, or `input()`, costs no answer. A cell that ended its whole session is
    run a second time with `only_definitions`, for the same reason. Returns the name of the first error, or None.
    """
    failed = None
    try:
        signal.signal(signal.SIGALRM, _interrupt)
        signal.setitimer(signal.ITIMER_REAL, seconds)
        for statement in _statements(cell["pieces"]):
            if _defines(statement) or not (only_definitions or failed):
                error = _run_statement(statement, cell["index"], namespace)
                failed = failed or error
    except BaseException as stop:  # noqa: BLE001  nothing parses, or the alarm rings between two statements
        failed = failed or _describe(stop)
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
    return failed


def _run_statement(statement, index, namespace):
    try:
        exec(COMPILE(ast.Module([statement], []), f"cell {index}", "exec"), namespace)
    except BaseException as error:  # noqa: BLE001  SystemExit and KeyboardInterrupt are a learner's, too
        return _describe(error)
    return None


def _interrupt(_signal, _frame):
    raise TimeoutError


def _statements(pieces):
    """Parse each piece; when one does not parse alone, all as one; when that fails too, those that do."""
    trees = [tree for tree in map(_parsed_or_none, pieces) if tree is not None]
    if len(trees) < len(pieces):
        joined = _parsed_or_none("\n".join(pieces))
        trees = trees if joined is None else [joined]
    if not trees:
        raise SyntaxError
    return [statement for tree in trees for statement in tree.body]


def _parsed_or_none(source):
    """Parse `source` as it is, or else without magics: in Python, too, a line may begin with `%`."""
    for text in (source, _without_magics(source)):
        with contextlib.suppress(SyntaxError, ValueError, RecursionError, MemoryError):
            return ast.parse(text)
    return None


def _defines(node):
    """Tell whether a statement only gives something a name: an import, a definition, a value without a call in it."""
    if isinstance(node, ast.Import | ast.ImportFrom | ast.FunctionDef | ast.ClassDef):
        return True
    given_a_value = isinstance(node, ast.Assign | ast.AnnAssign)
    return given_a_value and not any(isinstance(part, ast.Call) for part in ast.walk(node))


def _without_magics(source):
    """Drop the lines only IPython or Markdown understand; a cell in another language (%%html) is dropped whole."""
    first = source.lstrip().partition("\n")[0].strip()
    if first.startswith("%%"):
        source = source.lstrip().partition("\n")[2] if re.match(r"%%(time|timeit|capture|prun)\b", first) else ""
    return MAGIC.sub(r"\1pass", source)


def _describe(error):
    """Name the error by Python's own name for it; a learner's text or type could carry a hidden input out."""
    kind = next((base.__name__ for base in type(error).__mro__ if base.__name__ in BUILTIN_ERRORS), "Exception")
    return kind


def _fork_patiently():
    """Fork; wait a little when the processes of the question before have not gone yet."""
    for _ in range(100):
        try:
            return os.fork()
        except OSError:
            time.sleep(0.02)
    return os.fork()


def _ask_in_child(question, namespace, reply, seconds):
    pid = _fork_patiently()
    if pid == 0:
        os.setsid()
        in_child(lambda: send(reply, {"answer": question["name"], **_answer(question, namespace)}))
    deadline = time.monotonic() + seconds
    pause = 0.0005
    problem = "ended"
    while os.waitpid(pid, os.WNOHANG)[0] == 0:
        if time.monotonic() > deadline:
            os.kill(pid, signal.SIGKILL)
            os.waitpid(pid, 0)
            problem = "time"
            break
        time.sleep(pause)
        pause = min(2 * pause, 0.02)
    with contextlib.suppress(ProcessLookupError):
        os.killpg(pid, signal.SIGKILL)  # what the answer started must not take processes from the next one
    send(reply, {"answer": question["name"], "problem": problem})  # the first line about a question counts


def _answer(question, namespace):
    import values

    if question["variable"] not in namespace:
        return {"problem": "missing"}
    found = namespace[question["variable"]]
    if question["calls"] is None:
        return {"responses": [_guard(lambda: {"value": values.encode(found)})]}
    if not callable(found):
        return {"problem": "not callable"}
    return {"responses": [_guard(lambda call=call: _call(found, call)) for call in question["calls"]]}


def _guard(work):
    try:
        return work()
    except BaseException as error:  # noqa: BLE001  whatever the answer raises is the answer's own result
        return {"error": _describe(error)}


def _call(function, call):
    """Call `function` once on fresh inputs; report its value and what became of the inputs."""

    import values

    arguments = [_build(argument) for argument in call]
    random.seed(0)
    np.random.seed(0)  # noqa: NPY002  a learner may use the old interface; graded twice, it must say the same twice
    result = values.encode(function(*arguments))
    after = [None if callable(argument) else values.encode(argument) for argument in arguments]
    return {"value": result, "after": after}


def _build(argument):
    if isinstance(argument, dict) and "callable" in argument:
        import numpy as np

        return eval(argument["callable"], {"np": np})  # the text comes from the exercise, never from a learner
    return values.decode(argument)
