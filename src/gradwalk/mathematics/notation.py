"""Write a node of a computational graph as text, which the formula parser reads back."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from typing import Protocol

from gradwalk.mathematics.operations import ANY, ATOM, SIGN, Operation

LONGEST_EXPRESSION = 2000  # characters; a node used twice is written twice, so the length can double at every node


def filled(operation: Operation, operands: Sequence[str]) -> str:
    """Return an operation on operands that are names or numbers already: exp(-2), but (-2)*x.

    Whatever is more than one name or digits gets brackets where something else stands beside it.
    """
    style = operation.notation
    pairs = zip(operands, style.places, strict=True)
    return style.text.format(*(_enclosed(operand) if place > ANY else operand for operand, place in pairs))


def _enclosed(operand: str) -> str:
    return operand if re.fullmatch(r"\w+(\.\d*)?", operand) else f"({operand})"


class Expression(Protocol):
    """What can be written: a node of a computational graph, as `gradwalk.mathematics.node` has it."""

    @property
    def operation(self) -> Operation | None:
        """The operation, None for a variable or a constant."""

    @property
    def parents(self) -> Sequence[Expression]:
        """The operands of the operation."""

    @property
    def name(self) -> str | None:
        """The name of a variable or of a named constant."""

    @property
    def value(self) -> float | None:
        """The value of a constant."""


def text(node: Expression) -> str:
    """Return the expression of `node` as formula text, '…' standing for parts longer than 2000 characters.

    All nodes below it are written, operands first, without recursion (a learner's loop can nest deeply).
    """
    written: dict[int, tuple[str, int]] = {}
    stack = [node]
    while stack:
        current = stack[-1]
        waiting = [parent for parent in current.parents if id(parent) not in written]
        if waiting:
            stack.extend(waiting)
        else:
            stack.pop()
            written[id(current)] = _expression(current, [written[id(p)] for p in current.parents])
    return written[id(node)][0]


def _expression(node: Expression, operands: list[tuple[str, int]]) -> tuple[str, int]:
    """Return the text of one node and how strongly it binds, from those of its operands."""
    if node.operation is None:
        return _leaf(node)
    style = node.operation.notation
    terms = [_bracketed(*operand, style.places[k], k) for k, operand in enumerate(operands)]
    expression = style.text.format(*terms)
    return ("…", ATOM) if len(expression) > LONGEST_EXPRESSION else (expression, style.precedence)


def _bracketed(expression: str, precedence: int, place: int, position: int) -> str:
    """Put brackets round an operand that binds too weakly, or that would put two signs side by side."""
    two_signs = position == 1 and place > 0 and expression.startswith("-")
    return f"({expression})" if precedence < place or two_signs else expression


def _leaf(node: Expression) -> tuple[str, int]:
    """Write a variable, a named constant or a number."""
    if node.name is not None:
        return node.name, ATOM
    number = number_as_text(math.nan if node.value is None else float(node.value))
    return number, SIGN if number.startswith("-") else ATOM


def number_as_text(value: float) -> str:
    """Return the shortest text that reads back as the same float: 2 rather than 2.0. What is not finite is named."""
    if math.isnan(value):
        return "undefined"
    if math.isinf(value):
        return "∞" if value > 0 else "-∞"
    return repr(float(value)).removesuffix(".0")
