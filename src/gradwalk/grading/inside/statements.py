"""Take the cells of a notebook apart into statements, and see what a statement does without running it."""

import ast
import codeop
import contextlib
from collections.abc import Iterator, Sequence
from typing import Any

import source
from standins import STOOD_IN

GUARD = "__gradwalk_missing__"  # the name under which `guarded` calls for a package that is not there
COMPILE: Any = codeop.Compile()  # remembers `from __future__`, as a notebook does
COMPILE.flags |= ast.PyCF_ALLOW_TOP_LEVEL_AWAIT
SCOPES = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda, ast.ClassDef)
COMPREHENSIONS = (ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)


def statements_of(pieces: Sequence[str]) -> list[tuple[str, list[ast.stmt]]]:
    """Return (text, statements) of each piece; when one is not Python alone, of all as one, or of those that are.

    Pieces belong together when a cell was split or copied. Raises SyntaxError when there is nothing to run.
    """
    read = [_read(piece) for piece in pieces]
    if None in read and len(pieces) > 1 and (joined := _read("\n".join(pieces))) is not None:
        return [joined]
    found = [one for one in read if one is not None]
    if not found:
        raise SyntaxError
    return found


def _read(piece: str) -> tuple[str, list[ast.stmt]] | None:
    """Parse a piece; the indented rest of a function is none by itself, though it parses without its indentation."""
    text = source.to_python(piece)
    with contextlib.suppress(SyntaxError, ValueError, RecursionError, MemoryError):
        tree = ast.parse(text)
        if piece.lstrip("\n")[:1] in (" ", "\t"):
            compile(tree, "piece", "exec", COMPILE.flags, True)
        return text, tree.body
    return None


def defines(node: ast.stmt) -> bool:
    """Tell whether a statement only gives something a name: an import, a definition, a value without a call in it."""
    if isinstance(node, ast.Import | ast.ImportFrom):
        return True
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
        return not any(map(_calls, [node.args, *node.decorator_list]))
    if isinstance(node, ast.ClassDef):
        return not any(map(_calls, [*node.bases, *node.decorator_list])) and all(
            defines(part) or _is_text(part) for part in node.body
        )
    return isinstance(node, ast.Assign | ast.AnnAssign | ast.AugAssign) and not _calls(node)


def _calls(node: ast.AST) -> bool:
    return any(isinstance(part, (ast.Call, ast.Await, *COMPREHENSIONS)) for part in ast.walk(node))


def _is_text(node: ast.stmt) -> bool:
    return isinstance(node, ast.Pass) or (isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant))


def names_given(node: ast.AST) -> Iterator[str]:
    """Yield the names a statement gives a value in the notebook itself, not in a function inside it."""
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
        yield node.name
    if isinstance(node, ast.Import | ast.ImportFrom):
        yield from (alias.asname or alias.name.partition(".")[0] for alias in node.names)
    if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
        yield node.id
    if not isinstance(node, (*SCOPES, *COMPREHENSIONS)):
        for child in ast.iter_child_nodes(node):
            yield from names_given(child)


def undecorated(node: ast.FunctionDef | ast.AsyncFunctionDef) -> ast.stmt:
    """Return the definition without its decorators and annotations, which need what is not there."""
    node.decorator_list, node.returns = [], None
    arguments = node.args
    for one in (*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs, arguments.vararg, arguments.kwarg):
        if one is not None:
            one.annotation = None
    return node


class _Guard(ast.NodeTransformer):
    """Puts each import of the notebook itself into a `try`, one for each name, so that one costs no other."""

    def visit_Import(self, node: ast.Import) -> list[ast.stmt]:
        """Guard `import a, b`."""
        return [self._guarded(ast.Import([alias]), alias.name, [alias]) for alias in node.names]

    def visit_ImportFrom(self, node: ast.ImportFrom) -> ast.stmt:
        """Guard `from a import b, c`; a relative import has no package to be missing."""
        if node.level or not node.module or node.module == "__future__":
            return node
        package = node.module.partition(".")[0]
        if package in STOOD_IN and node.names[0].name == "*":
            return ast.Expr(self._all_of(package))
        return self._guarded(node, node.module, node.names)

    def _all_of(self, package: str) -> ast.Call:
        """Ask for whatever names of a package: after `from a import *` every name may be one of them."""
        return ast.Call(ast.Name(GUARD, ast.Load()), [ast.Constant(package), ast.Constant(True)], [])

    def _guarded(self, statement: ast.stmt, module: str, aliases: list[ast.alias]) -> ast.stmt:
        package = module.partition(".")[0]
        names = [alias.asname or alias.name.partition(".")[0] for alias in aliases if alias.name != "*"]
        value = ast.Call(ast.Name(GUARD, ast.Load()), [ast.Constant(package)], [])
        targets: list[ast.expr] = [ast.Name(name, ast.Store()) for name in names]
        instead = ast.Assign(targets, value) if targets else ast.Expr(self._all_of(package))
        caught = ast.Name("ModuleNotFoundError", ast.Load())
        return ast.Try([statement], [ast.ExceptHandler(caught, None, [instead])], [], [])

    def visit_Try(self, node: ast.Try) -> ast.Try:
        """Leave a `try` alone: the learner has said herself what is to happen without the package."""
        return node

    def _leave(self, node: ast.AST) -> ast.AST:
        return node

    visit_FunctionDef = visit_AsyncFunctionDef = visit_ClassDef = visit_Lambda = visit_TryStar = _leave


def guarded(statement: ast.stmt) -> list[ast.stmt]:
    """Return `statement` with its imports guarded: a package that is not there is asked for by the name GUARD."""
    result = _Guard().visit(statement)
    found = result if isinstance(result, list) else [result]
    return [ast.fix_missing_locations(ast.copy_location(one, statement)) for one in found]
