"""Parts of a formula that have been read: the node of each, and beside it its text as the course spells it."""

import unicodedata
from collections.abc import Sequence
from typing import NamedTuple

from gradwalk.mathematics.node import Node, apply, constant


class Term(NamedTuple):
    """A part of a formula: its node, its text, and its kind, which tells where it needs brackets.

    The kinds are number (digits alone), atom (a name, or anything in her own brackets), bracket (in brackets that were
    added), power, signed, product and sum.
    """

    node: Node
    text: str
    kind: str = "atom"

    @property
    def enclosed(self) -> str:
        """The text as the base of a power."""
        return self.text if self.kind in ("number", "atom", "bracket") else f"({self.text})"

    @property
    def in_brackets(self) -> "Term":
        """The same with brackets around it, which can be left out where it stands alone."""
        return Term(self.node, f"({self.text})", "bracket")

    @property
    def alone(self) -> str:
        """The text as the whole formula, or as the value of a function."""
        return self.text[1:-1] if self.kind == "bracket" else self.text


def product(left: Term, right: Term) -> Term:
    """Return left*right."""
    return Term(apply("multiply", left.node, right.node), f"{left.text}*{right.text}", "product")


def quotient(left: Term, right: Term) -> Term:
    """Return left/right, with brackets where the divisor is a product."""
    below = right.enclosed if right.kind == "product" else right.text
    return Term(apply("divide", left.node, right.node), f"{left.text}/{below}", "product")


def power(base: Term, exponent: Term) -> Term:
    """Return base**exponent."""
    above = exponent.enclosed if exponent.kind in ("product", "sum") else exponent.text
    return Term(apply("power", base.node, exponent.node), f"{base.enclosed}**{above}", "power")


def signed(signs: Sequence[str], term: Term) -> Term:
    """Return a term with signs before it; a minus and digits make one negative number."""
    for sign in reversed(signs):
        node = term.node
        if sign == "-":
            node = constant(-float(term.text)) if term.kind == "number" else apply("negative", node)
        term = Term(node, sign + term.text, "signed")
    return term


def folded(chain: Sequence[tuple[Sequence[str], Term]]) -> Term:
    """Return a**-b**c, which is a**(-(b**c)), from pairs of signs and what they stand before."""
    *earlier, (signs, last) = chain
    term = signed(signs, last)
    for signs, base in reversed(earlier):
        term = signed(signs, power(base, term))
    return term


def fraction(sign: str) -> Term:
    """Return (1/2) for ½."""
    above, below = unicodedata.normalize("NFKC", sign).split("⁄")
    node = apply("divide", constant(float(above)), constant(float(below)))
    return Term(node, f"({above}/{below})", "bracket")


def number(text: str) -> Term:
    """Return a number from its digits."""
    text = text.lstrip("0") or "0" if text.isdecimal() else text
    return Term(constant(float(text)), text, "number")
