"""Find the source of a learner's function, and of the functions of hers that it calls, as one small program."""

import ast
import linecache
import textwrap
import types
from dataclasses import dataclass
from typing import Any

from .names import names_in

LONGEST_SOURCE, MOST_FUNCTIONS = 8_000, 8


@dataclass(frozen=True)
class Program:
    """Functions of a learner, the answer last: their `text`, the `name` that holds the answer, her names `space`."""

    text: str
    name: str
    space: dict[str, Any]

    def parameters(self) -> list[str]:
        """Return the names of the answer's parameters."""
        last = ast.parse(self.text).body[-1]
        found = last.value if isinstance(last, ast.Assign) else last
        arguments = found.args if isinstance(found, ast.FunctionDef | ast.Lambda) else None
        return [one.arg for one in (*arguments.posonlyargs, *arguments.args)] if arguments else []


def program_of(answer: object) -> Program | None:
    """Return the Program of `answer`, or None when there is no source that could be run by itself."""
    if not isinstance(answer, types.FunctionType):
        return None
    found: dict[str, str] = {}
    waiting, space = [answer], answer.__globals__
    while waiting and len(found) < MOST_FUNCTIONS:
        function = waiting.pop(0)
        source = _source(function)
        if source is None and function is answer:
            return None
        if source is not None and function.__name__ not in found:
            found[function.__name__] = source
            called = map(space.get, names_in(function.__code__))
            waiting += [one for one in called if isinstance(one, types.FunctionType) and one.__globals__ is space]
    texts = list(found.values())
    text, name = "\n\n\n".join([*reversed(texts[1:]), texts[0]]), _name_in(texts[0])
    return Program(text, name, space) if len(text) <= LONGEST_SOURCE else None


def _name_in(source: str) -> str:
    """Return the name that a definition gives; a lambda has it from the statement."""
    statement = ast.parse(source).body[-1]
    if isinstance(statement, ast.FunctionDef):
        return statement.name
    return next(target.id for target in getattr(statement, "targets", ()) if isinstance(target, ast.Name))


def _source(function: types.FunctionType) -> str | None:
    """Return the definition of a function alone; None when it is not known, or leans on the function around it."""
    code = function.__code__
    lines = linecache.getlines(code.co_filename)
    if code.co_freevars or not lines:
        return None
    try:
        tree = ast.parse("".join(lines))
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None
    statement = next((one for one in ast.walk(tree) if _defines(one, code)), None)
    if not isinstance(statement, ast.stmt):
        return None
    return textwrap.dedent("".join(lines[statement.lineno - 1 : statement.end_lineno])).rstrip("\n")


def _defines(node: ast.AST, code: types.CodeType) -> bool:
    """Tell whether a statement is where `code` comes from: a `def`, or a name given to a `lambda`."""
    if isinstance(node, ast.FunctionDef):
        first = min([node.lineno, *(one.lineno for one in node.decorator_list)])
        return first == code.co_firstlineno and node.name == code.co_name
    if not isinstance(node, ast.Assign) or not isinstance(node.value, ast.Lambda):
        return False
    named = len(node.targets) == 1 and isinstance(node.targets[0], ast.Name)
    return named and code.co_name == "<lambda>" and node.value.lineno == code.co_firstlineno
