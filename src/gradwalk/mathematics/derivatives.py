"""Write the local derivatives of a graph in symbols: for z = x**2 that dz/dx is 2*x."""

from collections.abc import Sequence
from functools import cache

from gradwalk.mathematics import notation
from gradwalk.mathematics.graph import Graph
from gradwalk.mathematics.node import Node, constant
from gradwalk.mathematics.operations import Operation


def local_derivative(graph: Graph, index: int, k: int, names: Sequence[str] | None = None) -> str:
    """Return d node `index` / d its k-th parent in symbols, the rule that `backward` evaluates as `local[index][k]`.

    With `names` (one per node) results are called by their names; without, by their whole expressions.
    """
    index = range(len(graph))[index]
    places = {**dict(zip("ab", graph.parents[index], strict=False)), "z": index}
    nodes = {letter: _named(graph, place, names) for letter, place in places.items()}
    rule = _substituted(_rule(graph.nodes[index].operation, k), nodes)
    return notation.text(rule)


@cache
def _rule(operation: Operation, k: int) -> Node:
    """Return the k-th local derivative of an operation as an expression in a, b and z."""
    return Graph.from_formula(operation.derivative_formulas[k], ("a", "b", "z")).output


def _named(graph: Graph, place: int, names: Sequence[str] | None) -> Node:
    """Return the node at a place, or a name for it when names are wanted and it is the result of an operation."""
    node = graph.nodes[place]
    is_result = node.operation is not None and graph.depends[place]
    return Node(name=names[place]) if is_result and names is not None else node


def _substituted(rule: Node, nodes: dict[str, Node]) -> Node:
    """Return the expression with nodes in place of a, b and z, and with arithmetic on plain numbers done."""
    if rule.operation is None:
        return nodes.get(rule.name or "", rule)
    return _simplified(rule.operation, [_substituted(parent, nodes) for parent in rule.parents])


def _simplified(operation: Operation, operands: Sequence[Node]) -> Node:
    """Return 2*a for 2*a**(3 - 2): numbers are put together; a**1, a**0 and 0*a are a, 1 and 0."""
    name = operation.name
    plain = [operand.value if operand.name is None and operand.is_constant else None for operand in operands]
    if None not in plain and name in ("add", "subtract", "multiply", "negative"):
        return constant(float(operation.forward(*plain)) + 0.0)  # never -0
    if name == "multiply" and 0 in plain:
        return constant(0.0)
    if name == "power" and plain[1] == 0:
        return constant(1.0)
    if name == "power" and plain[1] == 1:
        return operands[0]
    return Node(operation, operands)
