"""Small slips in a right program: each mutant is the program with one thing changed, as a learner might have it.

Used by test_mutants. A mutant that computes the same as the program is no slip; the tests tell by running it.
"""

from __future__ import annotations

import ast
import copy
from collections.abc import Callable, Iterator

Change = Callable[[ast.AST], None]  # changes a node in place

OTHER_OPERATORS: dict[type[ast.operator], tuple[type[ast.operator], ...]] = {
    ast.Add: (ast.Sub, ast.Mult),
    ast.Sub: (ast.Add,),
    ast.Mult: (ast.Div, ast.Add),
    ast.Div: (ast.Mult,),
    ast.Pow: (ast.Mult,),
    ast.MatMult: (ast.Mult,),
}
OTHER_FUNCTIONS = {
    "tanh": ("sin", "sinh"),
    "abs": ("negative", "positive", "sign"),
    "arctan2": ("subtract", "divide"),
    "degrees": ("radians",),
    "outer": ("multiply",),
    "argmax": ("argmin", "max"),
    "sum": ("max", "mean", "prod"),
    "mean": ("sum",),
    "cos": ("sin", "abs"),
    "sin": ("cos",),
    "norm": ("sum", "max"),
    "log2": ("log", "log10", "sqrt", "abs"),
    "dot": ("multiply",),
    "sqrt": ("abs",),
}
CONSTANTS = (0, 1, 2, 0.1, 0.5)  # among them those of the worked examples
INDICES = (0, 1, -1)
# What a learner may do to a whole result, written with {0} in its place.
AROUND_RESULTS = (
    "2 * {0}",
    "{0} / 2",
    "{0} + 1",
    "{0} % 360",
    "{0} + 180",
    "{0} - 360",
    "np.mod({0}, 1)",
    "np.round({0}, 1)",
    "np.mean({0})",
    "np.max({0})",
    "np.maximum({0}, 0)",
    "{0} / np.linalg.norm({0})",
    "np.square({0})",
    "np.ravel({0})[0]",
)
AROUND_PARTS = ("abs({0})", "-{0}", "np.square({0})", "np.mean({0})", "np.max({0})", "np.size({0})")


def mutants(source: str) -> dict[str, str]:
    """Return mutant -> what was changed, for every change of `source` that is known here."""
    tree = ast.parse(source)
    whole = ast.unparse(tree)
    found = {}
    for index, node in enumerate(ast.walk(tree)):
        for name, change in changes(node, tree):
            mutant = ast.parse(source)
            change(list(ast.walk(mutant))[index])
            changed = ast.unparse(ast.fix_missing_locations(mutant))
            if changed != whole:
                found.setdefault(changed, name)
    return found


def changes(node: ast.AST, tree: ast.Module) -> Iterator[tuple[str, Change]]:
    """Yield a name and a change of `node`, for everything that may be wrong with it alone."""
    if isinstance(node, ast.expr) and isinstance(getattr(node, "ctx", ast.Load()), ast.Load):
        yield from _of_expressions(node, tree)
    if isinstance(node, ast.FunctionDef | ast.For):
        yield from _of_blocks(node)
    if isinstance(node, ast.Return):
        yield from ((text, _around("value", text)) for text in (*AROUND_RESULTS, *AROUND_PARTS))
    if isinstance(node, ast.AugAssign):
        yield "= for +=", lambda it: _become(it, ast.Assign([it.target], it.value))


def _of_expressions(node: ast.expr, tree: ast.Module) -> Iterator[tuple[str, Change]]:
    if isinstance(node, ast.BinOp):
        yield from _of_operators(node)
    if isinstance(node, ast.Constant) and isinstance(node.value, int | float):
        for other in {node.value + 1, node.value - 1, -node.value, 2 * node.value, 0} - {node.value}:
            yield f"{other} for {node.value}", lambda it, other=other: setattr(it, "value", other)
    if isinstance(node, ast.Name):
        yield from _of_names(node, tree)
    if isinstance(node, ast.Attribute):
        for other in OTHER_FUNCTIONS.get(node.attr, ()):
            yield f"{other} for {node.attr}", lambda it, other=other: setattr(it, "attr", other)
        if node.attr == "T":
            yield "not transposed", lambda it: setattr(it, "attr", "real")
    if isinstance(node, ast.Tuple) and len(node.elts) > 1:
        yield from _of_tuples(node)
    if isinstance(node, ast.Call):
        yield from _of_calls(node)
    if isinstance(node, ast.Subscript):
        for index in INDICES:
            yield f"[{index}]", lambda it, index=index: setattr(it, "slice", ast.Constant(index))
        yield "not indexed", lambda it: _become(it, it.value)
    if isinstance(node, ast.BinOp | ast.Call | ast.Subscript | ast.Name):
        yield from ((text, _wrap(text)) for text in AROUND_PARTS)


def _of_operators(node: ast.BinOp) -> Iterator[tuple[str, Change]]:
    for other in OTHER_OPERATORS.get(type(node.op), ()):
        yield f"{other.__name__} for {type(node.op).__name__}", lambda it, other=other: setattr(it, "op", other())
    yield "operands exchanged", lambda it: it.__dict__.update(left=it.right, right=it.left)
    yield "left operand only", lambda it: _become(it, it.left)
    yield "right operand only", lambda it: _become(it, it.right)
    if isinstance(node.op, ast.MatMult):
        yield "mean for sum", _wrap_operands("np.mean({0} * {1})")


def _of_names(node: ast.Name, tree: ast.Module) -> Iterator[tuple[str, Change]]:
    names = {it.id for it in ast.walk(tree) if isinstance(it, ast.Name)} | {
        it.arg for it in ast.walk(tree) if isinstance(it, ast.arg)
    }
    for other in sorted(names - {node.id, "np", "work", "range", "abs", "int", "float", "len", "min", "max"}):
        yield f"{other} for {node.id}", lambda it, other=other: setattr(it, "id", other)
    for constant in CONSTANTS:
        yield f"{constant} for {node.id}", lambda it, constant=constant: _become(it, ast.Constant(constant))
    for index in INDICES:
        yield f"{node.id}[{index}]", _wrap(f"{{0}}[{index}]")


def _of_tuples(node: ast.Tuple) -> Iterator[tuple[str, Change]]:
    yield "exchanged", lambda it: it.elts.reverse()
    yield "last one missing", lambda it: it.elts.pop()
    yield "first one missing", lambda it: it.elts.pop(0)
    yield "first one twice", lambda it: it.elts.__setitem__(1, it.elts[0])
    yield "last one twice", lambda it: it.elts.__setitem__(0, it.elts[1])
    for place in range(len(node.elts)):
        yield "0 for a result", lambda it, place=place: it.elts.__setitem__(place, ast.Constant(0))


def _of_calls(node: ast.Call) -> Iterator[tuple[str, Change]]:
    if len(node.args) == 2:
        yield "arguments exchanged", lambda it: it.args.reverse()
    if isinstance(node.func, ast.Name) and node.func.id == "range":
        for text in ("{0} - 1", "{0} + 1", "{0} // 2", "1, {0}"):
            yield f"range({text})", _around_argument(text)
    if len(node.args) == 1:
        yield "argument alone", lambda it: _become(it, it.args[0])


def _of_blocks(node: ast.FunctionDef | ast.For) -> Iterator[tuple[str, Change]]:
    """Yield statements left out, exchanged or ended too early, and the last return moved into a loop."""
    for place in range(len(node.body)):
        if len(node.body) > 1:
            yield "statement left out", lambda it, place=place: it.body.pop(place)
        if place:
            yield "statements exchanged", lambda it, place=place: _exchange(it.body, place)
    if isinstance(node, ast.FunctionDef) and isinstance(node.body[-1], ast.Return):
        for place, statement in enumerate(node.body[:-1]):
            yield "early return", lambda it, place=place: it.body.insert(place, copy.deepcopy(it.body[-1]))
            if isinstance(statement, ast.For):
                yield "return in the loop", lambda it, place=place: it.body[place].body.append(it.body[-1])
            if isinstance(statement, ast.Assign) and isinstance(statement.targets[0], ast.Name):
                name = statement.targets[0].id
                yield f"returns {name}", lambda it, name=name: setattr(it.body[-1], "value", ast.Name(name, ast.Load()))


def _exchange(body: list[ast.stmt], place: int) -> None:
    body[place - 1], body[place] = body[place], body[place - 1]


# --- ways to change a node -------------------------------------------------------------------------------------------


def _become(node: ast.AST, other: ast.AST) -> None:
    """Turn `node` into `other`, in place."""
    fields = dict(vars(other))
    node.__class__ = other.__class__
    node.__dict__.clear()
    node.__dict__.update(fields)


def _written(text: str, *parts: ast.expr) -> ast.expr:
    return ast.parse(text.format(*(f"({ast.unparse(part)})" for part in parts)), mode="eval").body


def _wrap(text: str) -> Change:
    return lambda node: _become(node, _written(text, node))  # type: ignore[arg-type]


def _wrap_operands(text: str) -> Change:
    return lambda node: _become(node, _written(text, node.left, node.right))  # type: ignore[attr-defined]


def _around(field: str, text: str) -> Change:
    return lambda node: setattr(node, field, _written(text, getattr(node, field)))


def _around_argument(text: str) -> Change:
    def change(node: ast.AST) -> None:
        call = _written(f"range({text})", node.args[0])  # type: ignore[attr-defined]
        node.args = call.args  # type: ignore[attr-defined]

    return change
