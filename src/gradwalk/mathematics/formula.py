"""Read a typed formula such as "sin(x)*y + exp(-x**2)" into nodes of a computational graph; nothing is ever executed.

Every mistake is met while the text is cut into tokens, with a sentence that names its place and its remedy. What
passes is a formula, and Python's own `ast` then knows which operation comes first.
"""

import ast
from collections.abc import Sequence

from gradwalk.mathematics.node import Node, apply, constant, variable, variable_name
from gradwalk.mathematics.operations import CONSTANTS, FUNCTIONS
from gradwalk.mathematics.tokens import FormulaError, read_tokens

__all__ = ["FormulaError", "parse"]

BINARY: dict[type[ast.operator], str] = {
    ast.Add: "add",
    ast.Sub: "subtract",
    ast.Mult: "multiply",
    ast.Div: "divide",
    ast.Pow: "power",
}


def parse(text: str, variables: Sequence[str] | None = None) -> tuple[Node, tuple[str, ...]]:
    """Return the output node of a formula and the names of its variables; `Graph.from_formula` makes a graph of them.

    `variables` are the names the formula may use; by default every name that is no function and not pi or e is a
    variable, in the order of appearance. Accepted are + - * / ** ( ), numbers, sin cos tan tanh exp log (or ln) sqrt
    abs, pi, e, and the typographic − × · ÷ π. Raises TypeError when `text` is no text, ValueError for a bad name in
    `variables`, and FormulaError (a ValueError) with one sentence for anything that is no formula.
    """
    names = None if variables is None else tuple(map(variable_name, variables))
    tokens = read_tokens(text, names)
    if names is None:
        names = tuple(dict.fromkeys(token.text for token in tokens if token.kind == "variable"))
    try:
        tree = ast.parse(" ".join(token.text for token in tokens), mode="eval")
        return _node(tree.body), names
    except (SyntaxError, RecursionError, MemoryError):
        raise FormulaError("The formula is nested too deeply at character 1; write a shorter one.", 0) from None


def _node(tree: ast.expr) -> Node:
    """Return the node of a syntax tree, which may hold what is listed here and nothing else."""
    match tree:
        case ast.BinOp(left=left, op=op, right=right) if type(op) in BINARY:
            return apply(BINARY[type(op)], _node(left), _node(right))
        case ast.UnaryOp(op=ast.USub(), operand=ast.Constant(value=int() | float() as number)):
            return constant(-number)
        case ast.UnaryOp(op=ast.USub(), operand=operand):
            return apply("negative", _node(operand))
        case ast.UnaryOp(op=ast.UAdd(), operand=operand):
            return _node(operand)
        case ast.Call(func=ast.Name(id=name), args=[argument], keywords=[]) if name in FUNCTIONS:
            return apply(name, _node(argument))
        case ast.Name(id=name):
            return constant(CONSTANTS[name], name) if name in CONSTANTS else variable(name)
        case ast.Constant(value=int() | float() as number):
            return constant(number)
    raise FormulaError(f"{type(tree).__name__} at character 1 has no place in a formula; use + - * / **.", 0)
