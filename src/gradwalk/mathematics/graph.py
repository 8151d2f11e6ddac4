"""Build a computational graph from an expression; run it forward for values and backward for gradients.

Everything works on floats and on NumPy arrays alike; each element of an array is an evaluation point of its own.
"""

import inspect
import math
from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

import numpy as np

from gradwalk.mathematics import notation
from gradwalk.mathematics.node import (
    Node,
    abs_,
    as_node,
    constant,
    cos,
    exp,
    is_number,
    log,
    sin,
    sqrt,
    tan,
    tanh,
    variable,
)

__all__ = [
    "Backward", "Graph", "Node", "abs_", "backward", "constant", "cos", "exp", "forward", "log", "polynomial_degree",
    "sin", "sqrt", "tan", "tanh", "variable",
]  # fmt: skip

MOST_NODES = 2000  # far more than anyone can read, few enough that nothing hangs


class Backward(NamedTuple):
    """What `backward` found, one entry per node of the graph.

    `gradients[i]` is d output / d node i, added up over all paths. `local[i][k]` is d node i / d its k-th parent.
    Both are None where no gradient is sent: towards a node that depends on no variable.
    """

    gradients: list
    local: list[tuple]


class Graph:
    """A computational graph: `nodes` in an order where operands come first and the output comes last.

    `variables` are the names of the inputs; a declared variable that the expression does not use has no node.
    `parents[i]` are the positions of node i's operands and `depends[i]` tells whether it depends on a variable.
    """

    def __init__(self, output: Node, variables: Sequence[str] | None = None):
        self.output = output
        self.nodes, self.parents = _in_order(output)
        used = tuple(node.name for node in self.nodes if node.is_variable)
        self.variables = used if variables is None else _declared(variables, used)
        depends: list[bool] = []
        for node, parents in zip(self.nodes, self.parents, strict=True):
            depends.append(node.is_variable or any(depends[p] for p in parents))
        self.depends = tuple(depends)

    @classmethod
    def from_formula(cls, text: str, variables: Sequence[str] | None = None) -> "Graph":
        """Return the graph of a typed formula; see `gradwalk.mathematics.formula.parse`."""
        from gradwalk.mathematics.formula import parse  # noqa: PLC0415 - formula stands above graph

        return parse(text, variables)

    @classmethod
    def from_function(cls, function: Callable, variables: Sequence[str] | None = None) -> "Graph":
        """Return the graph of a Python function, which is called once with a node for each parameter.

        `variables` names the parameters (default: the names the function itself gives them). Raises TypeError, with
        one sentence that says what to change, when the function is no formula of its parameters.
        """
        names = _parameter_names(function, variables)
        result = function(*(variable(name) for name in names))
        if not isinstance(result, Node) and not is_number(result):
            raise TypeError(
                f"{_name(function)} returned {type(result).__name__}; "
                f"let it return one expression in {' and '.join(names) or 'numbers'}."
            )
        return cls(as_node(result), names)

    def __str__(self):
        return str(self.output)

    def __repr__(self):
        return f"Graph({str(self)!r}, variables={self.variables})"

    def __len__(self):
        return len(self.nodes)

    def parents_of(self, index: int) -> tuple[int, ...]:
        """Return the positions of the operands of node `index` (a node used twice appears twice)."""
        return self.parents[index]

    def expression(self, index: int, latex: bool = False) -> str:
        """Return the expression of node `index` in symbols, as formula text or as LaTeX."""
        return (notation.latex if latex else notation.text)(self.nodes[index])

    def value(self, /, **inputs):
        """Return the output at the given inputs, in their common (broadcast) shape; a float when all are scalars."""
        inputs = as_inputs(self, inputs)
        return _filled(forward(self, inputs)[-1], _shape(inputs.values()))

    def gradient(self, /, **inputs) -> dict:
        """Return {name: d output / d name}, each in the common (broadcast) shape of the inputs."""
        inputs = as_inputs(self, inputs)
        gradients = backward(self, forward(self, inputs)).gradients
        found = {node.name: g for node, g in zip(self.nodes, gradients, strict=True) if node.is_variable}
        shape = _shape(inputs.values())
        return {name: _filled(found.get(name, 0.0), shape) for name in self.variables}


def forward(graph: Graph, inputs: Mapping) -> list:
    """Return the value of every node, in the order of `graph.nodes`, at `inputs` = {variable name: number or array}.

    Values that are not finite (1/0, log of a negative number) are kept as inf and nan, without warnings.
    """
    inputs = as_inputs(graph, inputs)
    values: list = []
    with np.errstate(all="ignore"):
        for node, parents in zip(graph.nodes, graph.parents, strict=True):
            if node.operation is not None:
                values.append(node.operation.forward(*[values[p] for p in parents]))
            else:
                values.append(inputs[node.name] if node.is_variable else node.value)
    return [_plain(value) for value in values]


def backward(graph: Graph, values: Sequence) -> Backward:
    """Return the gradients of the output, by the chain rule from the last node to the first.

    Each node sends to each of its parents: its own gradient times the local derivative. A parent adds up what it
    receives from all its children. `values` is what `forward` returned.
    """
    values = [_numpy(value) for value in values]
    gradients: list = [None] * len(values)
    local: list[tuple] = [()] * len(values)
    gradients[-1] = np.ones(_shape(values))[()]
    with np.errstate(all="ignore"):
        for i in reversed(range(len(values))):
            local[i] = _local_derivatives(graph, i, values)
            for parent, derivative in zip(graph.parents[i], local[i], strict=True):
                if derivative is not None:
                    message = gradients[i] * derivative
                    before = gradients[parent]
                    gradients[parent] = message if before is None else before + message
    return Backward([_plain(g) for g in gradients], [tuple(map(_plain, row)) for row in local])


def _local_derivatives(graph: Graph, i: int, values: list) -> tuple:
    """Return d node i / d parent for each parent, None for a parent that depends on no variable.

    Skipping those keeps log(x) out of x**2: only an exponent that varies asks for it.
    """
    operation, parents = graph.nodes[i].operation, graph.parents[i]
    if operation is None:
        return ()
    operands = [values[p] for p in parents]
    rules = zip(parents, operation.local_derivatives, strict=True)
    return tuple([rule(*operands, values[i]) if graph.depends[p] else None for p, rule in rules])


def as_inputs(graph: Graph, inputs: Mapping) -> dict:
    """Return the inputs as NumPy floats. Raises ValueError or TypeError when one is missing, unknown or no number."""
    unknown = [name for name in inputs if name not in graph.variables]
    missing = [node.name for node in graph.nodes if node.is_variable and node.name not in inputs]
    if unknown or missing:
        problem = f"{missing[0]!r} has no value" if missing else f"{unknown[0]!r} is no variable of this graph"
        raise ValueError(f"{problem}; give values for {', '.join(graph.variables) or 'no variables'}.")
    return {name: _input(name, value) for name, value in inputs.items()}


def _input(name: str, value):
    """Return one input as a NumPy float or float array."""
    if type(value) is float or type(value) is np.float64:
        return np.float64(value)
    array = np.asarray(value)
    if array.dtype.kind not in "biuf":
        raise TypeError(f"The value of {name!r} must be a real number or an array of them, not {type(value).__name__}.")
    return array.astype(float)[()]


def polynomial_degree(graph: Graph) -> float:
    """Return the degree of the output as a polynomial in its variables, or inf when it is not built as a polynomial.

    Cancellation is not looked for: x**2 - x**2 counts as degree 2, x**2/x as no polynomial.
    """
    degrees: list[float] = []
    values = forward(graph, dict.fromkeys(graph.variables, np.nan))
    for i, node in enumerate(graph.nodes):
        operands = [degrees[p] for p in graph.parents[i]]
        exponent = values[graph.parents[i][-1]] if operands else np.nan
        degrees.append(_degree(node, operands, exponent) if graph.depends[i] else 0)
    return degrees[-1]


def _degree(node: Node, operands: list, exponent: float) -> float:
    """Return the degree of one node that depends on a variable, from the degrees of its operands."""
    name = node.operation.name if node.operation else "variable"
    if name == "variable":
        return 1
    if name in ("add", "subtract", "negative"):
        return max(operands)
    if name == "multiply":
        return sum(operands)
    if name == "divide" and operands[1] == 0:
        return operands[0]
    if name == "power" and operands[1] == 0 and exponent >= 0 and exponent == math.floor(exponent):
        return operands[0] * int(exponent) if exponent else 0
    return math.inf


def _in_order(output: Node) -> tuple[tuple[Node, ...], tuple[tuple[int, ...], ...]]:
    """Return all nodes below `output`, operands first, and the positions of their operands.

    Variables of the same name become one node. Raises ValueError beyond MOST_NODES nodes.
    """
    position: dict = {}
    nodes: list[Node] = []
    stack = [output]
    while stack:
        node = stack[-1]
        waiting = [parent for parent in node.parents if _key(parent) not in position]
        if waiting:
            stack.append(waiting[0])
            continue
        stack.pop()
        position[_key(node)] = len(nodes)
        nodes.append(node)
        if len(nodes) > MOST_NODES:
            raise ValueError(f"The expression has more than {MOST_NODES} nodes; write a shorter one.")
    return tuple(nodes), tuple(tuple(position[_key(p)] for p in node.parents) for node in nodes)


def _key(node: Node):
    """Return what makes a node the same node: a variable's name, else its identity."""
    return node.name if node.is_variable else id(node)


def _declared(variables: Sequence[str], used: tuple[str, ...]) -> tuple[str, ...]:
    """Return the declared variable names, after checking that all used ones are among them."""
    names = tuple(variable(name).name for name in variables)
    extra = [name for name in used if name not in names]
    if extra:
        raise ValueError(f"The expression uses {extra[0]!r}; use {', '.join(names) or 'no variables'} only.")
    return names


def _parameter_names(function: Callable, variables: Sequence[str] | None) -> tuple[str, ...]:
    """Return the names for the parameters of a function, the declared ones or its own."""
    if not callable(function):
        raise TypeError(f"Give a Python function; {type(function).__name__} cannot be called.")
    try:
        signature = inspect.signature(function)
    except ValueError:
        if variables is None:
            raise TypeError(f"{_name(function)} does not tell its parameters; name them in variables.") from None
        return tuple(variables)
    if variables is None:
        variables = [p.name for p in signature.parameters.values() if p.default is p.empty]
    try:
        signature.bind(*variables)
    except TypeError:
        raise TypeError(
            f"{_name(function)} takes {signature}; write it with {len(variables)} parameters: {', '.join(variables)}."
        ) from None
    return tuple(variables)


def _name(function: Callable) -> str:
    """Return how to call the function in a message."""
    return f"The function {getattr(function, '__name__', type(function).__name__)!r}"


def _numpy(value):
    """Return a value as NumPy scalar or array: Python floats raise where NumPy gives inf or nan."""
    return np.float64(value) if isinstance(value, float) else np.asarray(value, dtype=float)[()]


def _plain(value):
    """Return a NumPy scalar as a float, an array as it is."""
    return float(value) if isinstance(value, float) else value


def _shape(values) -> tuple[int, ...]:
    """Return the common shape of scalars and arrays."""
    shapes = {np.shape(value) for value in values if not isinstance(value, float)}
    return np.broadcast_shapes(*shapes)


def _filled(value, shape: tuple[int, ...]):
    """Return the value in the given shape; never the caller's own array."""
    return np.array(np.broadcast_to(value, shape)) if shape else value
