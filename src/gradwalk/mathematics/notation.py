"""Write a node of a computational graph as text (which the formula parser reads back) or as LaTeX."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from gradwalk.mathematics.operations import ANY, ATOM, PRODUCT, SIGN, Operation

if TYPE_CHECKING:
    from gradwalk.mathematics.node import Node

LONGEST_EXPRESSION = 2000  # characters; a node used twice is written twice, so the length can double at every node
GREEK = frozenset(
    ("alpha", "beta", "gamma", "delta", "epsilon", "zeta", "eta", "theta", "iota", "kappa", "mu", "nu", "xi", "pi",
     "rho", "sigma", "tau", "upsilon", "phi", "chi", "psi", "omega")
)  # fmt: skip


def text(node: Node) -> str:
    """Return the expression of `node` as formula text, '…' standing for parts longer than 2000 characters."""
    return _write(node, latex=False)


def latex(node: Node) -> str:
    """Return the expression of `node` as LaTeX, '…' standing for parts longer than 2000 characters."""
    return _write(node, latex=True)


def filled(operation: Operation, operands: Sequence[str]) -> str:
    """Return an operation on operands that are names or numbers already: exp(-2), but (-2)*x.

    Whatever is more than one name or digits gets brackets where something else stands beside it.
    """
    style = operation.notation
    pairs = zip(operands, style.places, strict=True)
    return style.text.format(*(_enclosed(operand) if place > ANY else operand for operand, place in pairs))


def _enclosed(operand: str) -> str:
    return operand if re.fullmatch(r"\w+(\.\d*)?", operand) else f"({operand})"


def _write(node: Node, latex: bool) -> str:
    """Write all nodes below `node`, operands first, without recursion (a learner's loop can nest deeply)."""
    written: dict[int, tuple[str, int]] = {}
    stack = [node]
    while stack:
        current = stack[-1]
        waiting = [parent for parent in current.parents if id(parent) not in written]
        if waiting:
            stack.extend(waiting)
        else:
            stack.pop()
            written[id(current)] = _expression(current, [written[id(p)] for p in current.parents], latex)
    return written[id(node)][0]


def _expression(node: Node, operands: list[tuple[str, int]], latex: bool) -> tuple[str, int]:
    """Return the text of one node and how strongly it binds, from those of its operands."""
    if node.operation is None:
        return _leaf(node, latex)
    style = node.operation.notation
    template, precedence, places = style[3:] if latex else style[:3]
    terms = [_bracket(*operand, places[k], k, latex) for k, operand in enumerate(operands)]
    expression = template.format(*terms)
    return ("…", ATOM) if len(expression) > LONGEST_EXPRESSION else (expression, precedence)


def _bracket(expression: str, precedence: int, place: int, position: int, latex: bool) -> str:
    """Put brackets round an operand that binds too weakly, or that would put two signs side by side."""
    two_signs = position == 1 and place > 0 and expression.startswith("-")
    if precedence >= place and not two_signs:
        return expression
    return rf"\left({expression}\right)" if latex else f"({expression})"


def _leaf(node: Node, latex: bool) -> tuple[str, int]:
    """Write a variable, a named constant or a number."""
    if node.name is not None:
        return (name_as_latex(node.name) if latex else node.name), ATOM
    value = math.nan if node.value is None else float(node.value)
    number = number_as_text(value)
    precedence = SIGN if number.startswith("-") else ATOM
    if not latex:
        return number, precedence
    if not math.isfinite(value):
        return number.replace("∞", r"\infty").replace("undefined", r"\mathrm{undefined}"), precedence
    mantissa, _, exponent = number.partition("e")
    return (rf"{mantissa} \cdot 10^{{{int(exponent)}}}", PRODUCT) if exponent else (number, precedence)


def number_as_text(value: float) -> str:
    """Return the shortest text that reads back as the same float: 2 rather than 2.0. What is not finite is named."""
    if math.isnan(value):
        return "undefined"
    if math.isinf(value):
        return "∞" if value > 0 else "-∞"
    return repr(float(value)).removesuffix(".0")


def name_as_latex(name: str) -> str:
    r"""Return a variable's name in LaTeX: eta -> \eta, w_1 -> w_{1}, speed -> \mathrm{speed}."""
    stem, *subscripts = name.split("_")
    match = re.fullmatch(r"([^\W\d]+)(\d+)", stem)
    if match and not subscripts:
        stem, subscripts = match[1], [match[2]]
    if stem in GREEK:
        stem = "\\" + stem
    elif len(stem) > 1:
        stem = rf"\mathrm{{{stem}}}"
    return stem + (f"_{{{','.join(subscripts)}}}" if subscripts else "")
