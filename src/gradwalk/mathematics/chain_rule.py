"""Write the chain rule out: a name for every node, its operation, its local derivatives, and the product along a path.

What is written here is for the eye: x², v1·v2 and a true minus sign.
"""

import re
from collections.abc import Sequence

from gradwalk.mathematics.derivatives import local_derivative
from gradwalk.mathematics.graph import Graph
from gradwalk.mathematics.propagation import Message, Propagation

LETTERS = "vuqsn"  # the first of these that no variable uses names the operations
SIGNS = {"**2": "²", "**3": "³", "*": "·", "-": "−"}
POWERS = re.compile(r"\*\*([23])(?![\d.]|\*\*)")


def node_names(graph: Graph, names: Sequence[str] | None = None) -> list[str]:
    """Return a name for every node: a variable's own, v1, v2, ... for operations, the digits of constants.

    `names` replaces v1, v2, ...; raises ValueError unless there is one different name for each operation.
    """
    operations = [i for i, node in enumerate(graph.nodes) if node.operation is not None and graph.depends[i]]
    chosen = _numbered(graph, len(operations)) if names is None else _checked(graph, names, len(operations))
    given = dict(zip(operations, chosen, strict=True))
    return [given.get(i, graph.expression(i)) for i in range(len(graph))]


def _numbered(graph: Graph, count: int) -> list[str]:
    taken = {name[:1] for name in graph.inputs if name[1:].isdigit()}
    letter = next((letter for letter in LETTERS if letter not in taken), "node")
    return [f"{letter}{k}" for k in range(1, count + 1)]


def _checked(graph: Graph, names: Sequence[str], count: int) -> list[str]:
    """Return the given names, after checking that they are as many as the operations and all different."""
    if len(names) != count:
        raise ValueError(f"The graph has {count} operations; give {count} names, not {len(names)}: {list(names)}.")
    if len({*names, *graph.inputs}) < count + len(graph.inputs):
        raise ValueError(f"Give every operation a name of its own that no variable has; these are {list(names)}.")
    return list(names)


def pretty(text: str) -> str:
    """Return formula text as it is written by hand: x**2 as x², a*b as a·b; other powers stay as **."""
    text = POWERS.sub(lambda match: SIGNS[match[0]], text)
    return re.sub(r"(?<!\*)\*(?!\*)", "·", text).replace("-", "−")


def operation_text(graph: Graph, names: Sequence[str], node: int) -> str:
    """Return what `node` computes from its operands, by their names: "v1*x"; of a variable its name."""
    operation = graph.nodes[node].operation
    if operation is None:
        return names[node]
    operands = [_operand(graph, names, p) for p in graph.parents_of(node)]
    return operation.notation.text.format(*operands)


def local_text(graph: Graph, names: Sequence[str], child: int, operand: int) -> str:
    """Return the derivative of node `child` with respect to its operand number `operand`, by names: "cos(v1)"."""
    labels = [_operand(graph, names, i) if graph.nodes[i].operation else name for i, name in enumerate(names)]
    return local_derivative(graph, child, operand, labels)


def _operand(graph: Graph, names: Sequence[str], node: int) -> str:
    """Return an operand's name, in brackets where it is a negative number or made of several constants."""
    if graph.depends[node] or re.fullmatch(r"\w+(\.\d*)?", names[node]):
        return names[node]
    return f"({names[node]})"


def derivative_name(names: Sequence[str], of: int, by: int) -> str:
    """Return the symbol of a derivative, as in ∂v2/∂x."""
    return f"∂{names[of]}/∂{names[by]}"


def path_names(names: Sequence[str], path: Sequence[Message]) -> str:
    """Return the nodes of a path by name, as in x → v1 → v2."""
    return " → ".join([names[path[0].parent], *(names[message.child] for message in path)])


def path_symbols(names: Sequence[str], path: Sequence[Message]) -> str:
    """Return the product of the derivatives along a path, output first: ∂v2/∂v1 · ∂v1/∂x."""
    return " · ".join(derivative_name(names, message.child, message.parent) for message in reversed(path))


def path_rules(graph: Graph, names: Sequence[str], path: Sequence[Message]) -> str:
    """Return the same product with each local derivative by its rule: cos(v1) · 2·x."""
    return " · ".join(factor(local_text(graph, names, m.child, m.operand)) for m in reversed(path))


def factor(rule: str) -> str:
    """Return a rule as it stands in a product: a sum, a quotient or a negative one in brackets."""
    rule = pretty(rule)
    return f"({rule})" if re.search(r"[^(] [+−/]|^−|/", rule) else rule


def children_symbols(propagation: Propagation, names: Sequence[str], node: int) -> str:
    """Return the chain rule of one node, a term for each use: ∂v3/∂v1 · ∂v1/∂x + ∂v3/∂v2 · ∂v2/∂x."""
    terms = []
    for message in propagation.received[node]:
        upstream = derivative_name(names, propagation.output, message.child)
        terms.append(f"{upstream} · {derivative_name(names, message.child, node)}")
    return " + ".join(terms) or "1"
