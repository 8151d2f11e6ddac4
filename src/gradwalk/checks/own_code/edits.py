"""Make one small edit in a learner's code: a sign, a lost factor, a transpose, an order, an index that is off by one.

What may be edited is found by walking the syntax tree; the edit is then made in her own text, so that what is shown is
what is run.
"""

import ast
import itertools
import re
from collections.abc import Iterator
from dataclasses import dataclass

MOST_EDITS = 12
LONGEST_LINE = 100
CONVERSIONS = frozenset(
    {"array", "asarray", "float", "int", "list", "tuple", "len", "zip", "enumerate", "print", "dict"}
)
WEAK = (ast.Compare, ast.BoolOp, ast.IfExp, ast.Lambda)  # weaker than a sum
OPERATORS = (ast.BinOp, ast.UnaryOp, *WEAK)
PRODUCTS = (ast.Mult, ast.Div, ast.MatMult, ast.Pow)
ATOMS = (ast.Name, ast.Constant, ast.Call, ast.Attribute, ast.Subscript)
GROUP = re.compile(rb"(?:^|[^\w\s)\]}]|\b(?:return|in|and|or|not|if|else)\b)\s*\(\s*$")  # a bracket that calls nothing
SIMPLE = (ast.Assign, ast.AugAssign, ast.Expr)


@dataclass(frozen=True)
class Edit:
    """The line or lines `before` and `after` the edit, the number of the first one, and the whole edited `text`."""

    line: int
    before: str
    after: str
    text: str


def edits_of(text: str, most: int = MOST_EDITS) -> list[Edit]:
    """Return at most `most` edits of the program `text`, from all over it, in the order in which it is read.

    All their texts differ. One of them may be no program after all; that is seen when it is compiled.
    """
    tree, lines = ast.parse(text), text.split("\n")
    parents = {child: node for node in ast.walk(tree) for child in ast.iter_child_nodes(node)}
    found: dict[str, Edit] = {}
    nodes = [node for node in parents if isinstance(node, ast.expr | ast.stmt)]
    for node in sorted(nodes, key=lambda node: (node.lineno, node.col_offset)):
        for first, before, after in (*_replacements(node, parents, lines), *_swaps(node, lines)):
            if max(map(len, [*before, *after])) <= LONGEST_LINE:
                whole = "\n".join([*lines[: first - 1], *after, *lines[first - 1 + len(before) :]])
                found.setdefault(whole, Edit(first, _shown(before), _shown(after), whole))
    found.pop(text, None)
    return _spread(list(found.values()), most)


def _spread(edits: list[Edit], most: int) -> list[Edit]:
    """Return at most so many of the edits, as evenly as it goes."""
    if len(edits) <= most:
        return edits
    return [edits[place * len(edits) // most] for place in range(most)]


Lines = tuple[int, list[str], list[str]]  # the number of the first line, the lines before, the lines after


def _shown(lines: list[str]) -> str:
    """Return lines without the indentation they share and without comments, which would tell what is meant."""
    shared = min(len(line) - len(line.lstrip()) for line in lines)
    return "\n".join(_without_comment(line[shared:]) for line in lines)


def _without_comment(line: str) -> str:
    code, mark, _ = line.partition("  #")
    return code if mark and "'" not in code and '"' not in code else line


# --- edits inside one line -------------------------------------------------------------------------------------------


def _replacements(node: ast.AST, parents: dict[ast.AST, ast.AST], lines: list[str]) -> Iterator[Lines]:
    """Yield the lines of each edit of one expression that stands on one line."""
    if not isinstance(node, ast.expr) or node.lineno != node.end_lineno or _is_kept(node, parents):
        return
    old = lines[node.lineno - 1].encode()
    for piece in _pieces(node, parents.get(node), old):
        start, end, fitted = _fitted(piece, old, node.col_offset, node.end_col_offset or 0)
        new = old[:start] + fitted.encode() + old[end:]
        yield node.lineno, [old.decode()], [new.decode()]


def _fitted(piece: str, line: bytes, start: int, end: int) -> tuple[int, int, str]:
    """Return what is replaced by which text, so that no brackets are left around what needs none."""
    if not GROUP.search(line[:start]) or not line[end:].lstrip().startswith(b")"):
        return start, end, piece
    tree = ast.parse(piece, mode="eval").body
    inner = tree.col_offset, len(piece.encode()) - (tree.end_col_offset or 0)
    if inner == (1, 1) and not isinstance(tree, ast.Tuple):
        return start, end, piece[1:-1]
    if not isinstance(tree, ATOMS):
        return start, end, piece
    return len(line[:start].rstrip()) - 1, end + line[end:].index(b")") + 1, piece


def _is_kept(node: ast.AST, parents: dict[ast.AST, ast.AST]) -> bool:
    """Tell whether a node stands in what is not the calculation: a default, an annotation, a message."""
    above = parents.get(node)
    while above is not None and not isinstance(above, ast.stmt):
        if isinstance(above, ast.arguments | ast.JoinedStr):
            return True
        above = parents.get(above)
    if isinstance(above, ast.Raise | ast.Assert | ast.Import | ast.ImportFrom | ast.ClassDef):
        return True
    return isinstance(above, ast.FunctionDef) and node not in above.body


def _pieces(node: ast.expr, parent: ast.AST | None, line: bytes) -> Iterator[str]:
    """Yield what can stand in the place of `node`."""
    if isinstance(node, ast.BinOp):
        yield from _of_operation(node, parent, line)
    elif isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub) and not isinstance(node.operand, ast.Constant):
        yield _term(node.operand, parent, line)
    elif isinstance(node, ast.Attribute) and node.attr == "T":
        yield _term(node.value, parent, line)
    elif isinstance(node, ast.Call):
        yield from _of_call(node, parent, line)
    elif isinstance(node, ast.Subscript):
        yield from _of_index(node, line)
    elif isinstance(node, ast.Tuple) and isinstance(parent, ast.Return) and len(node.elts) > 1:
        yield ", ".join(_text(one, line) for one in reversed(node.elts))


def _of_operation(node: ast.BinOp, parent: ast.AST | None, line: bytes) -> Iterator[str]:
    left, right = node.left, node.right
    if isinstance(node.op, ast.Add | ast.Sub):
        old, new = ("+", "-") if isinstance(node.op, ast.Add) else ("-", "+")
        yield _with_operator(node, line, old, new)
        yield _term(left, parent, line)
        yield _term(right, parent, line) if old == "+" else _negative(right, parent, line)
    elif isinstance(node.op, ast.Mult):
        yield _term(right, parent, line)
        yield _term(left, parent, line)
    elif isinstance(node.op, ast.Div):
        yield _term(left, parent, line)
        yield _with_operator(node, line, "/", "*")
    elif isinstance(node.op, ast.Pow):
        yield _term(left, parent, line)
    elif isinstance(node.op, ast.MatMult):
        yield _with_operator(node, line, "@", "*")


def _with_operator(node: ast.BinOp, line: bytes, old: str, new: str) -> str:
    """Return the operation with another sign between its two sides."""
    start, end = node.left.end_col_offset or 0, node.right.col_offset
    gap = line[start:end].decode().replace(old, new, 1)
    return line[node.col_offset : start].decode() + gap + line[end : node.end_col_offset].decode()


def _text(node: ast.expr, line: bytes) -> str:
    """Return an expression as she has written it."""
    return line[node.col_offset : node.end_col_offset].decode()


def _term(node: ast.expr, parent: ast.AST | None, line: bytes) -> str:
    """Return an expression as a text that can stand beside an operator."""
    text = _text(node, line)
    inside = isinstance(parent, ast.BinOp | ast.UnaryOp | ast.Attribute | ast.Subscript)
    return f"({text})" if inside and isinstance(node, OPERATORS) else text


def _negative(node: ast.expr, parent: ast.AST | None, line: bytes) -> str:
    """Return an expression with the opposite sign, as a text that can stand beside an operator."""
    is_product = isinstance(node, ast.BinOp) and isinstance(node.op, PRODUCTS)
    weak = isinstance(node, OPERATORS) and not is_product
    text = f"-({_text(node, line)})" if weak else f"-{_text(node, line)}"
    return f"({text})" if isinstance(parent, ast.BinOp | ast.UnaryOp | ast.Attribute | ast.Subscript) else text


def _of_call(node: ast.Call, parent: ast.AST | None, line: bytes) -> Iterator[str]:
    name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
    if node.keywords or any(isinstance(one, ast.Starred) for one in node.args):
        return
    given = [_text(one, line) for one in node.args]
    if name == "range":
        end = 0 if len(given) == 1 else 1
        last = f"({given[end]})" if isinstance(node.args[end], WEAK) else given[end]
        for moved in (f"{last} - 1", f"{last} + 1"):
            yield f"range({', '.join([*given[:end], moved, *given[end + 1 :]])})"
    elif len(given) == 1 and name not in CONVERSIONS and name != "append":
        yield _term(node.args[0], parent, line)
    elif len(given) == 2:
        yield f"{_text(node.func, line)}({given[1]}, {given[0]})"


def _of_index(node: ast.Subscript, line: bytes) -> Iterator[str]:
    if not isinstance(node.ctx, ast.Load):
        return
    try:
        index = ast.literal_eval(node.slice)
    except ValueError:
        return
    if isinstance(index, int):
        yield f"{_term(node.value, node, line)}[{0 if index else 1}]"


# --- edits of whole lines --------------------------------------------------------------------------------------------


def _swaps(node: ast.AST, lines: list[str]) -> Iterator[Lines]:
    """Yield the two orders of neighbouring lines of which the second uses what the first gives, or changes."""
    body = getattr(node, "body", None)
    if not isinstance(node, ast.stmt) or not isinstance(body, list):
        return
    for one, two in itertools.pairwise(body):
        if all(isinstance(each, SIMPLE) and each.lineno == each.end_lineno for each in (one, two)):
            first, second = lines[one.lineno - 1], lines[two.lineno - 1]
            if two.lineno == one.lineno + 1 and _given(one) & _used(two):
                yield one.lineno, [first, second], [second, first]


def _given(statement: ast.stmt) -> set[str]:
    targets = statement.targets if isinstance(statement, ast.Assign) else [getattr(statement, "target", None)]
    return {node.id for target in targets if target for node in ast.walk(target) if isinstance(node, ast.Name)}


def _used(statement: ast.stmt) -> set[str]:
    return {node.id for node in ast.walk(statement) if isinstance(node, ast.Name)}
