"""Build a computational graph from an expression; run it forward for values and backward for gradients.

Everything works on floats and on NumPy arrays alike: each element of an array is an evaluation point of its own.
"""

import math
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from gradwalk.mathematics import notation
from gradwalk.mathematics.formula import parse
from gradwalk.mathematics.function import trace
from gradwalk.mathematics.node import Node, abs_, constant, cos, exp, log, sin, sqrt, tan, tanh, variable
from gradwalk.mathematics.operations import Operation

__all__ = [
    "Backward", "Graph", "Node", "abs_", "backward", "constant", "cos", "exp", "forward", "log", "polynomial_degree",
    "sin", "sqrt", "tan", "tanh", "variable",
]  # fmt: skip

Value = float | np.ndarray

MOST_NODES = 2000  # far more than anyone can read, few enough that nothing hangs


class Backward(NamedTuple):
    """What `backward` found, one entry per node of the graph.

    `gradients[i]` is d output / d node i, added up over all paths. `local[i][k]` is d node i / d its k-th parent.
    Both are None where no gradient is sent: towards a node that depends on no variable. The output's own gradient is 1,
    or nan where the output is nan: where F is not defined, it has no derivative either.
    """

    gradients: list
    local: list[tuple]


class Graph:
    """A computational graph: `nodes` in an order where operands come before results and the output comes last.

    `variables` are the names of the inputs; a declared variable that the expression does not use has no node.
    `parents[i]` are the positions of node i's operands; `depends[i]` tells whether node i depends on a variable.
    """

    def __init__(self, output: Node, variables: Sequence[str] | None = None) -> None:
        """Collect the nodes below `output`. Raises ValueError for undeclared variables and for too many nodes."""
        self.output = output
        self.nodes, self.parents = _in_order(output)
        self.inputs = {str(node.name): i for i, node in enumerate(self.nodes) if node.is_variable}
        self.variables = tuple(self.inputs) if variables is None else _declared(variables, self.inputs)
        depends: list[bool] = []
        for node, parents in zip(self.nodes, self.parents, strict=True):
            depends.append(node.is_variable or any(depends[p] for p in parents))
        self.depends = tuple(depends)
        self._forward_steps = tuple((i, operation.forward, self.parents[i]) for i, operation in self._operations())
        self._backward_steps = tuple((i, self.parents[i], self._rules(i, done)) for i, done in self._operations())[::-1]

    def _operations(self) -> Iterator[tuple[int, Operation]]:
        """Yield position and operation of every node that is one."""
        return ((i, node.operation) for i, node in enumerate(self.nodes) if node.operation is not None)

    def _rules(self, i: int, operation: Operation) -> tuple[Callable | None, ...]:
        """Return the local derivatives of one node, None towards a parent that depends on no variable.

        This keeps log(x) out of x**2: only an exponent that varies asks for it.
        """
        rules = zip(self.parents[i], operation.local_derivatives, strict=True)
        return tuple(rule if self.depends[p] else None for p, rule in rules)

    @classmethod
    def from_formula(cls, text: str, variables: Sequence[str] | None = None) -> "Graph":
        """Return the graph of a typed formula; see `gradwalk.mathematics.formula.parse`."""
        return cls(*parse(text, variables))

    @classmethod
    def from_function(cls, function: Callable, variables: Sequence[str] | None = None) -> "Graph":
        """Return the graph of a Python function of nodes; see `gradwalk.mathematics.function.trace`."""
        return cls(*trace(function, variables))

    def __str__(self) -> str:
        """Return the output's expression as formula text."""
        return str(self.output)

    def __repr__(self) -> str:
        """Return the output's expression and the variables."""
        return f"Graph({str(self)!r}, variables={self.variables})"

    def __len__(self) -> int:
        """Return the number of nodes."""
        return len(self.nodes)

    def parents_of(self, index: int) -> tuple[int, ...]:
        """Return the positions of the operands of node `index` (an operand used twice appears twice)."""
        return self.parents[index]

    def expression(self, index: int) -> str:
        """Return the expression of node `index` in symbols, as formula text."""
        return notation.text(self.nodes[index])

    def value(self, /, **inputs: ArrayLike) -> Any:
        """Return the output at the given inputs, in their common (broadcast) shape; a float when all are scalars."""
        at = _checked(self, inputs)
        return _filled(_forward(self, at)[-1], _shape(at.values()))

    def gradient(self, /, **inputs: ArrayLike) -> dict[str, Any]:
        """Return {name: d output / d name}, each in the common (broadcast) shape of the inputs."""
        at = _checked(self, inputs)
        shape = _shape(at.values())
        gradients, _ = _backward(self, _forward(self, at), shape)
        found = {name: gradients[i] for name, i in self.inputs.items()}
        return {name: _filled(found.get(name, 0.0), shape) for name in self.variables}


def forward(graph: Graph, inputs: Mapping) -> list:
    """Return the value of every node, in the order of `graph.nodes`, at `inputs` = {variable name: number or array}.

    Values that are not finite (1/0, log of a negative number) are kept as inf and nan, without warnings. Raises
    ValueError or TypeError when an input is missing, unknown, or no real number.
    """
    return [_plain(value) for value in _forward(graph, _checked(graph, inputs))]


def _forward(graph: Graph, inputs: Mapping[str, Value]) -> list[Any]:
    """Run the forward rules on NumPy numbers (Python's own raise where NumPy gives inf or nan)."""
    values: list[Any] = [node.value for node in graph.nodes]
    for name, i in graph.inputs.items():
        values[i] = inputs[name]
    with np.errstate(all="ignore"):
        for i, rule, parents in graph._forward_steps:
            values[i] = rule(*[values[p] for p in parents])
    return values


def backward(graph: Graph, values: Sequence) -> Backward:
    """Return the gradients of the output, by the chain rule from the last node to the first.

    `values` is what `forward` returned. A node sends to each of its parents its own gradient times the local
    derivative; a parent adds up what it receives from all its children.
    """
    values = [np.float64(v) if isinstance(v, float) else np.asarray(v, dtype=float) for v in values]
    gradients, local = _backward(graph, values, _shape(values))
    return Backward([_plain(g) for g in gradients], [tuple(_plain(d) for d in row) for row in local])


def _backward(graph: Graph, values: list, shape: tuple[int, ...]) -> tuple[list, list]:
    """Run the chain rule backward on NumPy numbers; the gradients have the given shape."""
    gradients: list = [None] * len(values)
    local: list[tuple] = [()] * len(values)
    gradients[-1] = _seed(values[-1], shape)
    with np.errstate(all="ignore"):
        for i, parents, rules in graph._backward_steps:
            operands = [values[p] for p in parents]
            local[i] = tuple([rule and rule(*operands, values[i]) for rule in rules])
            for parent, derivative in zip(parents, local[i], strict=True):
                if derivative is not None:
                    message = gradients[i] * derivative
                    before = gradients[parent]
                    gradients[parent] = message if before is None else before + message
    return gradients, local


def _seed(output: Value, shape: tuple[int, ...]) -> Value:
    """Return d output / d output in the given shape: 1, or nan where the output is not defined."""
    if shape:
        return np.where(np.isnan(output), np.nan, np.ones(shape))
    return np.float64(np.nan if np.isnan(output) else 1.0)


def polynomial_degree(graph: Graph) -> float:
    """Return the degree of the output as a polynomial in its variables, or inf when it is not built as a polynomial.

    Cancellation is not looked for: x**2 - x**2 counts as degree 2, and x**2/x as no polynomial.
    """
    degrees: list[float] = []
    values = _forward(graph, dict.fromkeys(graph.inputs, np.float64(np.nan)))
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
    if name == "power" and operands[1] == 0 and exponent >= 0 and float(exponent).is_integer():
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
        waiting = [parent for parent in stack[-1].parents if _key(parent) not in position]
        if waiting:
            stack.append(waiting[0])
            continue
        node = stack.pop()
        position[_key(node)] = len(nodes)
        nodes.append(node)
        if len(nodes) > MOST_NODES:
            raise ValueError(f"The expression has more than {MOST_NODES} nodes; write a shorter one.")
    return tuple(nodes), tuple(tuple(position[_key(p)] for p in node.parents) for node in nodes)


def _key(node: Node) -> str | int | None:
    """Return what makes a node the same node: a variable's name, else its identity."""
    return node.name if node.is_variable else id(node)


def _declared(variables: Sequence[str], used: Mapping) -> tuple[str, ...]:
    """Return the declared variable names, after checking that they differ and include all used ones."""
    names = tuple(str(variable(name)) for name in variables)
    if len(set(names)) < len(names):
        raise ValueError(f"The variables {', '.join(names)} are not all different; give each its own name.")
    extra = [name for name in used if name not in names]
    if extra:
        raise ValueError(f"The expression uses {extra[0]!r}; use {', '.join(names) or 'no variables'} only.")
    return names


def _checked(graph: Graph, inputs: Mapping[str, Any]) -> dict[str, Value]:
    """Return the inputs as NumPy numbers, after checking that none is missing or unknown."""
    if not graph.inputs.keys() <= inputs.keys() <= set(graph.variables):
        missing = [name for name in graph.inputs if name not in inputs]
        unknown = [name for name in inputs if name not in graph.variables]
        problem = f"{missing[0]!r} has no value" if missing else f"{unknown[0]!r} is no variable of this graph"
        raise ValueError(f"{problem}; give values for {', '.join(graph.variables) or 'no variables'}.")
    return {name: _number(name, value) for name, value in inputs.items()}


def _number(name: str, value: Any) -> Value:
    """Return one input as a NumPy float or float array."""
    if isinstance(value, float):
        return np.float64(value)
    try:
        array = np.asarray(value)
    except ValueError:  # rows of different lengths
        array = np.asarray(None)
    if array.dtype.kind not in "biuf":
        kind = type(value).__name__
        raise TypeError(f"The value of {name!r} must be a real number or an array of them, not this {kind}.")
    return array.astype(float)[()]


def _plain(value: Value) -> Value:
    """Return a NumPy scalar as a float, anything else as it is."""
    return float(value) if isinstance(value, float) else value


def _shape(values: Iterable[Value]) -> tuple[int, ...]:
    """Return the common shape of scalars and arrays."""
    shapes = [np.shape(value) for value in values if not isinstance(value, float)]
    return np.broadcast_shapes(*shapes) if shapes else ()


def _filled(value: Value, shape: tuple[int, ...]) -> Value:
    """Return a value in the given shape, in memory of its own; a float for the empty shape."""
    return np.array(np.broadcast_to(value, shape)) if shape else float(value)
