"""Write a node of a computational graph as text (which the formula parser reads back) or as LaTeX."""

import re

from gradwalk.mathematics.operations import ATOM, PRODUCT, SIGN

LONGEST_EXPRESSION = 2000  # characters; a node used twice is written twice, so the length can double at every node
GREEK = frozenset(
    ("alpha", "beta", "gamma", "delta", "epsilon", "zeta", "eta", "theta", "kappa", "mu", "nu", "xi", "pi", "rho",
     "sigma", "tau", "phi", "chi", "psi", "omega")
)  # fmt: skip


def text(node) -> str:
    """Return the expression of `node` as formula text, '…' standing for parts longer than 2000 characters."""
    return _write(node, latex=False)


def latex(node) -> str:
    """Return the expression of `node` as LaTeX, '…' standing for parts longer than 2000 characters."""
    return _write(node, latex=True)


def _write(node, latex: bool) -> str:
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


def _expression(node, operands: list[tuple[str, int]], latex: bool) -> tuple[str, int]:
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


def _leaf(node, latex: bool) -> tuple[str, int]:
    """Write a variable, a named constant or a number."""
    if node.name is not None:
        return (name_as_latex(node.name) if latex else node.name), ATOM
    number = number_as_text(node.value)
    precedence = SIGN if number.startswith("-") else ATOM
    if latex and "e" in number:
        mantissa, exponent = number.split("e")
        return rf"{mantissa} \cdot 10^{{{int(exponent)}}}", PRODUCT
    return number, precedence


def number_as_text(value: float) -> str:
    """Return the shortest text that reads back as the same float: 2 rather than 2.0."""
    shown = repr(float(value))
    return shown.removesuffix(".0") if shown != "-0.0" else shown


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
