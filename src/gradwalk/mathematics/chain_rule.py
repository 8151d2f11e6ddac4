"""Write the chain rule out: a name for every node, its operation, its local derivatives, and the product along a path.

What is written here is for the eye: x², v1·v2 and a true minus sign. A derivative along all paths is written ∂v2/∂x, a
local one ∂₁v2.
"""

import re
from collections.abc import Sequence

from gradwalk.mathematics import notation
from gradwalk.mathematics.derivatives import local_derivative
from gradwalk.mathematics.graph import Graph
from gradwalk.mathematics.names import BELOW
from gradwalk.mathematics.propagation import Message, Propagation

LETTERS = "vuqsn"  # the first of these that no variable uses names the operations
RAISED = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")
LOWERED = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")
NUMBERED = re.compile(r"(?<![^\W_₀-₉])([a-z])(\d+)(?![\w\[(]|\.\d)")  # v1 also in ∂₁v1, but neither log10 nor 1e5
WHOLE_POWERS = re.compile(r"\*\*(?:\((-\d+)\)|(\d+))(?![\w.]|\*\*)")
POWERS_OF_TEN = re.compile(r"(?<![\w.])(\d+(?:\.\d+)?)e([+-]?\d+)")


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
    """Return formula text as it is written by hand: x**2 as x², x**0.5 as x^0.5, a*b as a·b, 2e-9 as (2·10⁻⁹)."""
    text = POWERS_OF_TEN.sub(_power_of_ten, text)
    text = WHOLE_POWERS.sub(lambda match: (match[1] or match[2]).translate(RAISED), text)
    return text.replace("**", "^").replace("*", "·").replace("-", "−")


def lowered(text: str) -> str:
    """Return a text with the numbers of nodes below the line, as in v₁ for v1: to be seen, and not to be read again."""
    return NUMBERED.sub(lambda match: match[1] + match[2].translate(LOWERED), text)


def _power_of_ten(match: re.Match[str]) -> str:
    power = "10" + str(int(match[2])).translate(RAISED)
    return power if match[1] == "1" else f"({match[1]}·{power})"


def operation_text(graph: Graph, names: Sequence[str], node: int) -> str:
    """Return what `node` computes from its operands, by their names: "v1*x"; of a variable its name."""
    operation = graph.nodes[node].operation
    if operation is None:
        return names[node]
    return notation.filled(operation, [names[p] for p in graph.parents_of(node)])


def local_text(graph: Graph, names: Sequence[str], child: int, operand: int) -> str:
    """Return the derivative of node `child` with respect to its operand number `operand`, by names: "cos(v1)"."""
    return local_derivative(graph, child, operand, names)


def derivative_name(names: Sequence[str], of: int, by: int) -> str:
    """Return the symbol of a derivative along all paths, as in ∂v2/∂x."""
    return f"∂{names[of]}/∂{names[by]}"


def local_name(names: Sequence[str], message: Message) -> str:
    """Return the symbol of the local derivative that a message is multiplied by, as in ∂₁v2.

    It is the derivative of one operation by its first (or second) operand alone. For v1 = x·x both ∂₁v1 and ∂₂v1 are
    x, and their sum is ∂v1/∂x = 2·x, so that the two must not be written alike.
    """
    return f"∂{str(message.operand + 1).translate(BELOW)}{names[message.child]}"


def path_names(names: Sequence[str], path: Sequence[Message]) -> str:
    """Return the nodes of a path by name, as in x → v1 → v2."""
    return " → ".join([names[path[0].parent], *(names[message.child] for message in path)])


def path_symbols(names: Sequence[str], path: Sequence[Message]) -> str:
    """Return the product of the local derivatives along a path, output first: ∂₁v2 · ∂₁v1."""
    return " · ".join(local_name(names, message) for message in reversed(path))


def path_rules(graph: Graph, names: Sequence[str], path: Sequence[Message]) -> str:
    """Return the same product with each local derivative by its rule: cos(v1) · 2·x."""
    return " · ".join(factor(local_text(graph, names, m.child, m.operand)) for m in reversed(path))


def factor(rule: str) -> str:
    """Return a rule as it stands in a product: a sum, a quotient or a negative one in brackets."""
    rule = pretty(rule)
    return f"({rule})" if re.search(r"[^(] [+−/]|^−|/", rule) else rule


def children_symbols(propagation: Propagation, names: Sequence[str], node: int) -> str:
    """Return the chain rule of one node, a term for each use: ∂v3/∂v1 · ∂₁v1 + ∂v3/∂v2 · ∂₁v2."""
    terms = []
    for message in propagation.received[node]:
        upstream = derivative_name(names, propagation.output, message.child)
        terms.append(f"{upstream} · {local_name(names, message)}")
    return " + ".join(terms) or "1"
