"""Run a learner's cells in order, as her own kernel did, and know what they have given her names."""

import ast
import builtins
import contextlib
import importlib.util
import inspect
import linecache
import os
import signal
import sys
import time
import types
from collections.abc import Callable
from typing import Any

import asking
import standins
import statements
import values
from answers import NOTHING, Answers
from shell import Shell

SHORTEST = 0.25  # seconds that even the last cell gets, when those before it have used up the time of all
# What may fail here and not at home: a package, an answer to `input`, a file, the network, memory.
NOT_AT_HOME = (standins.NotHere, EOFError, OSError, MemoryError)


class CellTime(BaseException):
    """The time of a cell is over; not an Exception, so that an `except Exception` of hers does not catch it."""


def run_session(request: dict, reply: int, server: tuple[int, int], left_out: set[str], answered: set[str]) -> None:
    """Run the cells that are not left out, then ask the questions not answered yet.

    server  the pipes on which each step is named, and allowed
    """
    notebook = NotebookRun(request, reply)

    def say(word: str) -> None:
        os.write(server[0], f"{word}\n".encode())
        if word[:1] in "cdq" and not word.startswith("cut ") and not os.read(server[1], 1):
            os._exit(0)  # there is no server any more

    try:
        notebook.prepare()
        _run_all(notebook, request["cells"], say, left_out)
        asking.ask_all(notebook, say, left_out | answered)
    except standins.NeedsData:
        pass  # they come with the next run
    except asking.Full:
        say("full")
        return
    say("end")


def _run_all(notebook: "NotebookRun", cells: list[dict], say: Callable[[str], object], left_out: set[str]) -> None:
    """Run the cells; where a name was not known that a later cell gives, the answer is tried again at the end."""
    failed = []
    for cell in sorted(cells, key=lambda cell: cell["last"]):  # what was no code at home comes last
        failed += [cell] if _run_one(notebook, cell, say, left_out) == "NameError" else []
    for cell in failed:
        if notebook.answers.wants(cell["names"]):
            _run_one(notebook, cell, say, left_out)


def _run_one(notebook: "NotebookRun", cell: dict, say: Callable[[str], object], left_out: set[str]) -> str | None:
    """Run one cell, unless it is left out, and return the name of its error."""
    index, careful = cell["index"], f"c{cell['index']}" in left_out
    if f"d{index}" in left_out or (cell["last"] and not notebook.answers.wants(cell["names"])):
        return None
    step = f"d{index}" if careful else f"c{index}"
    say(f"{step} {notebook.time_for_a_cell()}")
    asking.send(notebook.reply, {"step": step})
    result = notebook.run_cell(cell, careful=careful)
    if result["cut"]:
        say(f"cut c{index}")
    asking.send(notebook.reply, {"cell": index, **result})
    if result["cut"] and not careful and asking.has_children():
        raise asking.Full  # what it has started would take the time of all others
    return result["error"]


class NotebookRun:
    """The state of one learner's notebook while its cells are run: her names, and what is known of the answers."""

    def __init__(self, request: dict, reply: int) -> None:
        """Take the request of the marking and the way back to it."""
        self.request, self.limits, self.reply = request, request["limits"], reply
        self.module = types.ModuleType("__main__")
        self.space: dict[str, Any] = self.module.__dict__
        self.homeworks = standins.Homeworks(
            request,
            {homework: {who: _decoded(one) for who, one in of.items()} for homework, of in request["data"].items()},
            lambda message: asking.send(reply, message),
        )
        self.questions = {question["name"]: question["variable"] for question in request["questions"]}
        self.answers = Answers(self.questions, self.space, self.homeworks.checked)
        self.absent: list[str] = []
        self._displayed: Any = NOTHING
        self._todo: list[tuple[str, ast.stmt]] = []
        self._starred = ""
        self._loop: Any = None

    def prepare(self) -> None:
        """Make the notebook as it was handed out: what is given, and the empty answers."""
        sys.modules["__main__"] = self.module
        sys.path.insert(0, "")  # a notebook finds the files beside it
        standins.install(self.homeworks)
        builtins.__dict__[statements.GUARD] = self._missing
        own = Shell(self.space, lambda text: exec(statements.COMPILE(text, "<shell>", "exec"), self.space))
        for name in ("display", "help", "exit", "quit"):
            builtins.__dict__[name] = standins.Shown("IPython")
        builtins.__dict__["get_ipython"] = lambda: own
        standins.REAL["get_ipython"] = lambda: None if standins.is_asked_by("matplotlib") else own
        self.space.update(In=[""], Out={})
        for number, text in enumerate([*self.request["given"], *self.request["stubs"]]):
            self._run([text], f"<given {number}>", only_definitions=False)
        self.answers = Answers(self.questions, self.space, self.homeworks.checked)
        self.homeworks.repairing = False

    # --- cells ---------------------------------------------------------------------------------------------------

    def time_for_a_cell(self) -> float:
        """Return the seconds the next cell has: when the time of all is used up, still a little."""
        left = self.request["cells_until"] - time.monotonic()
        return max(SHORTEST, min(self.limits["cell_seconds"], left))

    def is_late(self) -> bool:
        """Tell whether so much time is over that only definitions can still be run."""
        return time.monotonic() > self.request["cells_until"] + self.limits["cell_seconds"]

    def run_cell(self, cell: dict, *, careful: bool) -> dict:
        """Run one cell within its time; with `careful`, only what gives a name to something that is not computed.

        Returns the name of the first error or None, the answers the cell changed, the packages it missed, and whether
        its time was over before its end.
        """
        started, self.absent = time.monotonic(), []
        rushed = careful or self.is_late()
        cut, error = rushed, None
        signal.signal(signal.SIGALRM, _ring)
        try:
            signal.setitimer(signal.ITIMER_REAL, self.time_for_a_cell())
            error = self._run(cell["pieces"], f"<cell {cell['index']}>", only_definitions=rushed)
        except CellTime:
            cut, error = True, "TimeoutError"
            with contextlib.suppress(CellTime):  # what stands below the place it came to may still define something
                signal.setitimer(signal.ITIMER_REAL, SHORTEST)
                self._run_todo(only_definitions=True)
        except SyntaxError:
            error = "SyntaxError"
        finally:
            signal.setitimer(signal.ITIMER_REAL, 0)
        spent = round(time.monotonic() - started, 2)
        return {"error": error, "changed": self.answers.changed(), "absent": self.absent, "cut": cut, "seconds": spent}

    def _run(self, pieces: list[str], file: str, *, only_definitions: bool) -> str | None:
        """Run the statements of a cell and return the name of the first error."""
        parts = statements.statements_of(pieces)
        for number, (text, _) in enumerate(parts):
            name = f"{file}{number or ''}"
            linecache.cache[name] = (len(text), None, text.splitlines(keepends=True), name)
        self._todo = [(f"{file}{number or ''}", one) for number, (_, part) in enumerate(parts) for one in part]
        return self._run_todo(only_definitions=only_definitions)

    def _run_todo(self, *, only_definitions: bool) -> str | None:
        """Run what is left to do in a cell; what stands below an error counts little.

        At home nothing below an error was run. Here it is run where it only defines what nothing else has given, for
        at home the cells may have been run in another order.
        """
        first, failed_in = None, ""
        while self._todo:
            (file, statement), self._todo = self._todo[0], self._todo[1:]
            defines = statements.defines(statement)
            if (only_definitions and not defines) or (
                file == failed_in and not (defines and self.answers.adds_only(statement))
            ):
                continue
            if error := self._run_statement(statement, file):
                first, failed_in = first or error, file
        return first

    def _run_statement(self, statement: ast.stmt, file: str) -> str | None:
        """Run one statement; return the name of its error, None for one that comes from what is not in the box."""
        try:
            self._execute(statement, file)
            if isinstance(statement, ast.FunctionDef | ast.AsyncFunctionDef) and self._is_unknown(statement.name):
                self._execute(statements.undecorated(statement), file)
        except (CellTime, standins.NeedsData):
            raise
        except NameError as error:
            if not self._starred or not error.name or error.name in self.space:
                return asking.describe(error)
            self.space[error.name] = standins.Unknown(self._starred)
            return self._run_statement(statement, file)
        except BaseException as error:  # noqa: BLE001  SystemExit and KeyboardInterrupt are a learner's, too
            if not _is_ours(error):
                return asking.describe(error)
            self._do_without(statement, file, error)
        return None

    def _execute(self, statement: ast.stmt, file: str) -> None:
        shows = isinstance(statement, ast.Expr)
        for one in statements.guarded(statement):
            tree = ast.Expression(one.value) if shows and isinstance(one, ast.Expr) else ast.Module([one], [])
            code = statements.COMPILE(tree, file, "eval" if shows else "exec")
            value = eval(code, self.space)
            value = self._await(value) if code.co_flags & inspect.CO_COROUTINE else value
            if shows:
                self._display(value)

    def _display(self, value: Any) -> None:
        """Keep the last value shown as `_`, unless the learner uses that name herself."""
        if value is not None and self.space.get("_", NOTHING) is self._displayed:
            self.space["_"] = self._displayed = value

    def _await(self, coroutine: Any) -> Any:
        """Run what a cell awaits; the loop does without the sockets that are refused here."""
        import asyncio

        class Loop(asyncio.SelectorEventLoop):
            def _make_self_pipe(self) -> None:
                self._ssock = self._csock = None

            def _close_self_pipe(self) -> None:
                pass

            def _write_to_self(self) -> None:
                pass

        self._loop = self._loop or Loop()
        return self._loop.run_until_complete(coroutine)

    def _do_without(self, statement: ast.stmt, file: str, error: BaseException) -> None:
        """Go on after a statement that needs what is not here: what it would have given is unknown from now on."""
        if isinstance(statement, ast.FunctionDef | ast.AsyncFunctionDef):
            with contextlib.suppress(Exception):
                self._execute(statements.undecorated(statement), file)
                return
        for name in statements.names_given(statement):
            self.space[name] = standins.Unknown(_cause(error))

    def _missing(self, package: str, everything: bool = False) -> standins.Unknown:
        """Stand in for a package that could not be imported; a part that a package here has not is an error.

        With `everything`, any name that is not known from now on may be one of the package.
        """
        self._starred = package if everything else self._starred
        if everything and package in standins.STOOD_IN:
            self.space.update({"homework": self.homeworks} if package == "gradwalk" else {})
            return standins.Unknown(package)
        if _is_here(package):
            raise ImportError(package)
        if package not in self.absent and len(self.absent) < 20:
            self.absent.append(package[:80])
        return standins.Unknown(package)

    def _is_unknown(self, name: str) -> bool:
        return isinstance(self.space.get(name), standins.Unknown)


def _is_ours(error: BaseException) -> bool:
    """Tell whether an error comes from what is not in the box, and not from the notebook."""
    if isinstance(error, ModuleNotFoundError) and not isinstance(error, standins.NotHere):
        return not _is_here(str(error.name).partition(".")[0])
    return isinstance(error, NOT_AT_HOME)


def _is_here(package: str) -> bool:
    with contextlib.suppress(ValueError, ImportError):
        return importlib.util.find_spec(package) is not None
    return False


def _decoded(numbers: dict) -> dict:
    return {name: values.decode(value) for name, value in numbers.items()}


def _ring(_signal: int, _frame: object) -> None:
    raise CellTime


def _cause(error: BaseException) -> str:
    if isinstance(error, ModuleNotFoundError):
        return str(error.name).partition(".")[0]
    if isinstance(error, EOFError):
        return "what is typed"
    return "more memory" if isinstance(error, MemoryError) else "a file or the network"
