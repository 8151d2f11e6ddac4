"""Run a learner's program once, edited or not, within a number of turns of its loops, and watch its parts."""

import ast
import contextlib
import io
import random
import warnings
from collections.abc import Callable, Generator, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

TURN, PART = "__gradwalk_turn__", "__gradwalk_part__"
MOST_TURNS = 20_000  # of all loops in one run, calls included; an edit can make a loop endless
LOAD = ast.Load()
BLOCKS = ("body", "orelse", "finalbody")  # where statements hold others
# The functions themselves, whatever a notebook makes of their names.
PYTHON_STATE, SET_PYTHON_STATE = random.getstate, random.setstate
NUMPY_STATE, SET_NUMPY_STATE = np.random.get_state, np.random.set_state
WATCHED = (ast.BinOp, ast.Call, ast.Subscript, ast.UnaryOp, ast.Attribute)


class _TooManyTurns(BaseException):
    """A loop did not come to its end; not an Exception, so that an `except Exception` of hers does not catch it."""


@dataclass
class Run:
    """What a run gave: a `value`, or the name of an `error`; the `turns` of its loops, the first value of each part."""

    value: Any = None
    error: str = ""
    turns: int = 0
    parts: dict[int, Any] = field(default_factory=dict)

    def turn(self) -> None:
        """Count one turn of a loop, or one call."""
        self.turns += 1
        if self.turns > MOST_TURNS:
            raise _TooManyTurns

    def part(self, number: int, value: Any) -> Any:
        """Keep the first value of a part, and give it back."""
        if number not in self.parts:
            self.parts[number] = value.copy() if isinstance(value, np.ndarray) else value
        return value


def _count(statements: list[ast.stmt]) -> None:
    """Count the turns of the loops among `statements` and the calls of functions, and those inside them."""
    for one in statements:
        for name in BLOCKS:
            _count(getattr(one, name, []))
        for handler in [*getattr(one, "handlers", ()), *getattr(one, "cases", ())]:
            _count(handler.body)
        if isinstance(one, ast.For | ast.While | ast.FunctionDef):  # without end a function may call itself, too
            turn = ast.Expr(ast.Call(ast.Name(TURN, LOAD), [], []))
            one.body.insert(0, ast.fix_missing_locations(ast.copy_location(turn, one)))


class _Watched(ast.NodeTransformer):
    """Puts a watch around every part of a calculation; `places` are the parts by their number."""

    def __init__(self) -> None:
        self.places: list[ast.expr] = []

    def visit(self, node: ast.AST) -> Any:
        """Watch a part, after those inside it."""
        if isinstance(node, ast.JoinedStr | ast.arguments):
            return node
        self.generic_visit(node)
        if not isinstance(node, WATCHED) or not isinstance(getattr(node, "ctx", LOAD), ast.Load):
            return node
        if isinstance(node, ast.Attribute) and node.attr != "T":
            return node
        self.places.append(node)
        return ast.Call(ast.Name(PART, LOAD), [ast.Constant(len(self.places) - 1), node], [])


def can_go_on(tree: ast.Module) -> bool:
    """Tell whether a program has loops, or functions that could call each other, so that its turns must be counted."""
    nodes = list(ast.walk(tree))
    given = {node.name for node in nodes if isinstance(node, ast.FunctionDef)}
    used = {node.id for node in nodes if isinstance(node, ast.Name)}
    return bool(given & used) or any(isinstance(node, ast.For | ast.While) for node in nodes)


def run(text: str, name: str, names: dict[str, Any], arguments: Sequence[Any], *, counted: bool = True) -> Run:
    """Return the Run of the program `text` with the globals `names`; its answer `name` gets copies of `arguments`.

    counted  whether its turns are; a program that cannot go on without end is sooner compiled as it is
    Raises SyntaxError for what is no program. Runs belong inside `undisturbed`.
    """
    return _run(_counted(ast.parse(text)) if counted else text, name, names, arguments)


def watch(text: str, name: str, names: dict[str, Any], arguments: Sequence[Any]) -> tuple[Run, list[ast.expr]]:
    """Run the program once; return the Run and its parts, places in the text by the numbers under which it has them."""
    tree, watched = ast.parse(text), _Watched()
    tree.body = [watched.visit(one) for one in tree.body]
    return _run(_counted(ast.fix_missing_locations(tree)), name, names, arguments), watched.places


def _counted(tree: ast.Module) -> ast.Module:
    _count(tree.body)
    return tree


def _run(program: ast.Module | str, name: str, names: dict[str, Any], arguments: Sequence[Any]) -> Run:
    result = Run()
    names |= {TURN: result.turn, PART: result.part}
    own = [one.copy() if isinstance(one, np.ndarray) else one for one in arguments]
    code = compile(program, "<your code>", "exec")
    with np.errstate(all="ignore"):
        try:
            exec(code, names)
            answer: Callable[..., Any] = names[name]
            result.value = answer(*own)
        except _TooManyTurns:
            result.error = "TimeoutError"
        except (Exception, SystemExit) as error:  # noqa: BLE001  whatever edited code raises is its result
            result.error = type(error).__name__
    return result


class _Nowhere(io.TextIOBase):
    """Takes what is printed, and keeps nothing of it: an edit can print without end."""

    def write(self, text: str) -> int:
        """Take `text`."""
        return len(text)


@contextlib.contextmanager
def undisturbed() -> Generator[None]:
    """Take what runs print and warn of: it belongs to no cell of hers; nor do the random numbers that they draw."""
    python, numpy = PYTHON_STATE(), NUMPY_STATE()
    with contextlib.redirect_stdout(_Nowhere()), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            yield
        finally:
            SET_PYTHON_STATE(python)
            SET_NUMPY_STATE(numpy)
