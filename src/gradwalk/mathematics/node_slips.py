"""Compute what each usual slip gives in the value or the gradient of a node, with a sentence that explains the slip."""

import math
from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations
from typing import NamedTuple

import numpy as np

from gradwalk.mathematics.chain_rule import derivative_name, local_name
from gradwalk.mathematics.graph import Graph
from gradwalk.mathematics.operations import OPERATIONS, Operation
from gradwalk.mathematics.propagation import Message, Propagation

MOST_SUBSETS = 40
SWAPPED = ("subtract", "divide", "power")
CONFUSED = {
    "add": ("multiply", "subtract"),
    "subtract": ("add",),
    "multiply": ("add", "divide"),
    "divide": ("multiply",),
}


class NodeSlip(NamedTuple):
    """A usual slip: its name, what it gives, and a sentence that explains it without telling the right number."""

    name: str
    value: float
    sentence: str


# ---------------------------------------------------------------- values


def value_slips(propagation: Propagation, names: Sequence[str], node: int) -> list[NodeSlip]:
    """Return the usual slips in the value of an operation."""
    graph, values = propagation.graph, propagation.values
    operation = operation_at(graph, node)
    operands = [np.float64(values[p]) for p in graph.parents_of(node)]
    with np.errstate(all="ignore"):
        found = list(_wrong_values(operation, operands, float(values[node])))
        gradient = propagation.gradients[node]
        slopes = [float(rule(*operands, np.float64(values[node]))) for rule in operation.local_derivatives]
    found.append(
        NodeSlip("gradient instead of value", gradient, f"This is the gradient of {names[node]}, not its value.")
    )
    words = "This is a local derivative of the operation; its value is wanted here."
    found += [NodeSlip("derivative instead of value", slope, words) for slope in slopes]
    return found


def operation_at(graph: Graph, node: int) -> Operation:
    """Return what a node computes. Raises ValueError for a variable, which computes nothing."""
    operation = graph.nodes[node].operation
    if operation is None:
        raise ValueError(f"Node {node} is {graph.nodes[node]}, no operation; ask about one that has operands.")
    return operation


def _wrong_values(operation: Operation, operands: list[np.float64], right: float) -> Iterator[NodeSlip]:
    if operation.name in SWAPPED:
        yield NodeSlip(
            "operands swapped", float(operation.forward(*operands[::-1])), "The operands are in the wrong order."
        )
    yield NodeSlip("sign", -right, "The size is right, the sign is not.")
    if operation.is_function and operation.name in ("sin", "cos", "tan"):
        words = f"This is {operation.name} of an angle in degrees; a formula in calculus takes radians."
        yield NodeSlip("degrees", float(operation.forward(np.deg2rad(operands[0]))), words)
    if operation.name == "log":
        yield NodeSlip(
            "other base", float(np.log10(operands[0])), "This is the logarithm to base 10; log is the natural one."
        )
    if operation.is_function or operation.name == "negative":
        words = f"This is the operand itself; apply {operation.name} to it."
        yield NodeSlip("operation forgotten", float(operands[0]), words)
    if operation.name == "power":
        yield NodeSlip(
            "product for power", float(operands[0] * operands[1]), "This is base times exponent, not the power."
        )
    for other in CONFUSED.get(operation.name, ()):
        words = f"This is what {other} would give; the node says {operation.name}."
        yield NodeSlip("other operation", float(OPERATIONS[other].forward(*operands)), words)


# ---------------------------------------------------------------- gradients


def gradient_slips(propagation: Propagation, names: Sequence[str], node: int) -> list[NodeSlip]:
    """Return the usual slips in the gradient of the output with respect to a node, the most telling first."""
    messages = propagation.received[node]
    if not messages:
        words = "The output changes one for one with itself: its gradient says by what factor."
        return [NodeSlip("value instead of gradient", float(propagation.values[node]), words)]
    right = propagation.gradients[node]
    with np.errstate(all="ignore"):
        return [
            *_some_paths(messages, names, node),
            *_wrong_factors(messages, names),
            NodeSlip("sign", -right, "The size is right, the sign is not; follow the signs of the local derivatives."),
            *_wrong_local(messages, names, propagation),
            *_whole(names, node, propagation, right),
            *_unlikely(messages),
        ]


def _some_paths(messages: Sequence[Message], names: Sequence[str], node: int) -> Iterator[NodeSlip]:
    """Yield what comes out when some of several messages are left out."""
    if len(messages) < 2:
        return
    times = "twice" if len(messages) == 2 else f"{len(messages)} times"
    uses = f"{names[node]} is used {times}"
    last = names[messages[-1].child]
    words = f"{uses}, and only the last message, from {last}, is here: it replaced the others. Add them up: +=, not =."
    yield NodeSlip("= for +=", messages[-1].amount, words)
    subsets = [s for size in range(1, len(messages)) for s in combinations(messages, size)]
    for some in subsets[:MOST_SUBSETS]:
        missing = sorted({names[m.child] for m in messages if m not in some})
        words = f"One path is not enough: {uses}, and the message from {' and '.join(missing)} is missing from the sum."
        yield NodeSlip("one path only", sum(m.amount for m in some), words)
    words = f"{uses}. Messages of different paths are added; only along one path do factors multiply."
    yield NodeSlip("paths multiplied", math.prod(m.amount for m in messages), words)
    words = f"{uses}. The messages are added up, not averaged."
    yield NodeSlip("paths averaged", sum(m.amount for m in messages) / len(messages), words)
    for message in messages:
        words = f"{uses}: one path is not enough, and even this message lacks its local derivative."
        yield NodeSlip("one path only", message.gradient, words)
    for k, message in enumerate(messages):
        flipped = sum(-m.amount if i == k else m.amount for i, m in enumerate(messages))
        yield NodeSlip("sign of one path", flipped, f"The message from {names[message.child]} has the wrong sign.")


def _wrong_factors(messages: Sequence[Message], names: Sequence[str]) -> Iterator[NodeSlip]:
    """Yield what comes out when a factor of a message is left out, or put in wrongly."""
    children = " and ".join(sorted({names[m.child] for m in messages}))
    words = f"This is the gradient of {children}, passed on unchanged; multiply each message by its local derivative."
    yield NodeSlip("missing local derivative", sum(m.gradient for m in messages), words)
    for k, message in enumerate(messages):
        total = sum(m.gradient if i == k else m.amount for i, m in enumerate(messages))
        local = local_name(names, message)
        yield NodeSlip("missing local derivative", total, f"The local derivative {local} is missing from one message.")
    words = f"This is the local derivative alone; multiply it by the gradient that has reached {children}."
    yield NodeSlip("missing gradient from above", sum(m.local for m in messages), words)


def _unlikely(messages: Sequence[Message]) -> Iterator[NodeSlip]:
    """Yield what comes out of rarer slips, which would be mistaken for others if they were looked at first."""
    words = "Gradient and local derivative are added here; along a path the factors multiply."
    yield NodeSlip("sum for product", sum(m.gradient + m.local for m in messages), words)
    inverted = sum(m.gradient / np.float64(m.local) for m in messages)
    words = "This divides by the local derivative; the chain rule multiplies by it."
    yield NodeSlip("reciprocal of the local derivative", float(inverted), words)


def _whole(names: Sequence[str], node: int, propagation: Propagation, right: float) -> Iterator[NodeSlip]:
    value = float(propagation.values[node])
    yield NodeSlip("value instead of gradient", value, f"This is the value of {names[node]}; its gradient is wanted.")
    words = f"This is the reciprocal: {derivative_name(names, propagation.output, node)} is wanted, not its inverse."
    yield NodeSlip("reciprocal", float(1 / np.float64(right)), words)


def _wrong_local(messages: Sequence[Message], names: Sequence[str], propagation: Propagation) -> Iterator[NodeSlip]:
    """Yield what comes out when one local derivative is taken by a wrong rule."""
    for k, message in enumerate(messages):
        rest = sum(m.amount for i, m in enumerate(messages) if i != k)
        operation = operation_at(propagation.graph, message.child)
        operands = [np.float64(propagation.values[p]) for p in propagation.graph.parents_of(message.child)]
        result = np.float64(propagation.values[message.child])
        for name, local, sentence in _wrong_rules(operation, message.operand, operands, result, names[message.child]):
            yield NodeSlip(name, float(rest + message.gradient * local), sentence)


def _wrong_rules(
    operation: Operation, operand: int, operands: list[np.float64], result: np.float64, child: str
) -> Iterator[tuple[str, float, str]]:
    rule = operation.local_derivatives[operand]
    if operation.name == "multiply":
        words = f"In a product the local derivative is the other factor; at {child} the node's own value was used."
        yield "own factor", operands[operand], words
    if operation.name in ("multiply", "divide"):
        words = f"At {child} the value of the whole node was used as the local derivative."
        yield "value as derivative", result, words
    if operation.name == "divide" and operand == 1:
        yield "quotient rule", -1 / operands[1], f"At {child} the numerator is missing: d(a/b)/db = −a/b²."
        yield "quotient rule", 1 / operands[1] ** 2, f"At {child} the factor −a is missing: d(a/b)/db = −a/b²."
    if operation.name == "power" and operand == 0:
        base, exponent = operands
        yield (
            "power rule",
            base ** (exponent - 1),
            f"At {child} the exponent is missing as a factor: d(aⁿ)/da = n aⁿ⁻¹.",
        )
        yield (
            "power rule",
            exponent * base**exponent,
            f"At {child} the exponent must go down by one: d(aⁿ)/da = n aⁿ⁻¹.",
        )
    if operation.is_function:
        yield "function as derivative", result, f"At {child} the function was used as its own derivative."
    if operation.is_function and operation.arity == 1:
        words = f"At {child} the derivative was taken at the node's result; take it at the operand."
        yield "derivative at the wrong place", float(rule(result, operation.forward(result))), words
    if operation.name == "tanh":
        words = f"At {child} this is 1 − a² with the operand a; the derivative of tanh is 1 − z² with its result z."
        yield "1 − h² for 1 − z²", 1 - operands[0] ** 2, words
    if operation.name in ("sin", "cos"):
        yield (
            "sign of a rule",
            -float(rule(*operands, result)),
            f"At {child} the sign is wrong: sin′ = cos, but cos′ = −sin.",
        )


# ---------------------------------------------------------------- carried over


def carried_slips(
    propagation: Propagation, names: Sequence[str], node: int, wrong: Mapping[int, float]
) -> list[NodeSlip]:
    """Return what a right rule gives with gradients that were written wrongly before, {node: number}."""
    used = sorted({m.child for m in propagation.received[node]} & wrong.keys())
    if not used:
        return []
    total = sum(wrong.get(m.child, m.gradient) * m.local for m in propagation.received[node])
    which = " and ".join(derivative_name(names, propagation.output, child) for child in used)
    return [
        NodeSlip("carried over", total, f"Your step is right, but it starts from a wrong {which}; correct that first.")
    ]
