"""Read a typed formula such as "sin(x)*y + exp(-x**2)" into nodes of a computational graph; nothing is ever executed.

Much that people write by hand is read: 2x, x², |x|, 2(x + y). `reading` says how. A usual slip is refused with the
writer's own formula corrected, and what can be read in two ways with both.
"""

from collections.abc import Sequence

from gradwalk.mathematics.node import Node, variable_name
from gradwalk.mathematics.reading import Reader
from gradwalk.mathematics.terms import Term
from gradwalk.mathematics.tokens import Cut, FormulaError, mistake, read_tokens
from gradwalk.mathematics.vocabulary import looks_like_product

__all__ = ["FormulaError", "parse", "reading"]

LONGEST_REMEDY = 70  # characters of a corrected formula that are shown
CONTEXT = 15  # of them before the place that was corrected


def parse(text: str, variables: Sequence[str] | None = None) -> tuple[Node, tuple[str, ...]]:
    """Return the output node of a formula and the names of its variables; `Graph.from_formula` makes a graph of them.

    `variables` are the names the formula may use; by default every name that is no function and not pi or e is a
    variable, in the order of appearance. Accepted are + - * / ** ( ), numbers, the functions of `operations`, pi and
    e; and what is written by hand, such as ^ and raised numbers for powers, products without a sign, √(x), |x|, ln,
    × · ÷ −, and z = or F(x, y) = at the start. Raises TypeError when `text` is no text, ValueError for a bad name in
    `variables`, and FormulaError (a ValueError) with one sentence for anything that is no formula.
    """
    names = _checked(variables)
    cut = read_tokens(text, names)
    term = _read(cut, text)
    if names is None:
        names = tuple(dict.fromkeys(token.text for token in cut.tokens if token.kind == "variable"))
    return term.node, names


def reading(text: str, variables: Sequence[str] | None = None, known: Sequence[str] = ()) -> str:
    """Return how a formula is read, where this differs from what is written or may surprise; else an empty string.

    As in "read as x**2 + 2*x." Without declared `variables` it tells that xy is one variable, unless it is among the
    `known` ones, and that e is a number. Raises as `parse` does.
    """
    cut = read_tokens(text, _checked(variables))
    remarks = []
    written = _read(cut, text).alone
    if _close(written) != _close(text):
        remarks.append(f"read as {written}")
    if variables is None:
        remarks += _surprises(cut, known)
    return "; ".join(remarks) + "." * bool(remarks)


def _checked(variables: Sequence[str] | None) -> tuple[str, ...] | None:
    return None if variables is None else tuple(map(variable_name, variables))


def _close(text: str) -> str:
    """Return the text without its spaces."""
    return "".join(text.split())


def _surprises(cut: Cut, known: Sequence[str]) -> list[str]:
    """Return what a name means that may be meant otherwise."""
    names = dict.fromkeys(token.text for token in cut.tokens if token.kind == "variable")
    remarks = [
        f"{name} is one variable (a product is written {'*'.join(name)})"
        for name in names
        if looks_like_product(name) and name not in known
    ]
    after = zip(cut.tokens, cut.tokens[1:], strict=False)
    if any(token.text == "e" and following.text not in ("**", "^") for token, following in after):
        remarks.append("e is the number 2.718")
    return remarks


def _read(cut: Cut, text: str) -> Term:
    """Return the term of a formula. Raises FormulaError for slips, with the formula corrected."""
    first = Reader(cut.tokens, second=False)
    term = first.read()
    slips = [*cut.slips, *first.slips]
    if not slips:
        return term
    readings = dict.fromkeys((term.alone, _second_reading(cut) or term.alone))
    slip = min(slips, key=lambda slip: slip.position)
    corrected = " or ".join(_shortened(written, text) for written in readings)
    raise mistake(slip.problem, slip.position, f"write {corrected}")


def _second_reading(cut: Cut) -> str:
    """Return the formula as the other one of two readings has it; nothing where that is no formula."""
    try:
        return Reader(cut.tokens, second=True).read().alone
    except FormulaError:
        return ""


def _shortened(corrected: str, text: str) -> str:
    """Return a corrected formula, or, of a long one, the part around the first place that differs from the text."""
    if len(corrected) <= LONGEST_REMEDY:
        return corrected
    pairs = zip(corrected, text, strict=False)
    place = next((k for k, (new, old) in enumerate(pairs) if new != old), 0)
    start = max(0, place - CONTEXT)
    part = corrected[start : start + LONGEST_REMEDY]
    return ("…" if start else "") + part + ("…" if start + LONGEST_REMEDY < len(corrected) else "")
