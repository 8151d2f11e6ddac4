"""The numbers of (5.3) to (5.12): for each equation which terms there are, their values, and to whom they belong.

Each function takes both passes and returns one entry a row: a sum of terms, a function evaluated, or the derivatives
with respect to all weights that arrive at one unit.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from gradwalk.mathematics.names import TARGET, Name, entry, unit, units
from gradwalk.states.network.forward_backward import ForwardBackward
from gradwalk.states.numerals import compact, difference, factor, product, slope_of_tanh


@dataclass(frozen=True)
class Summand:
    """A summand in words, and the names of the weights and units whose choice makes it stand out."""

    words: str
    names: tuple[str, ...]


@dataclass(frozen=True)
class Sum:
    """A row "label a + b + c closing = result"."""

    label: str
    terms: Sequence[Summand]
    result: float
    closing: str = ""


@dataclass(frozen=True)
class Evaluation:
    """A row "words = result": the value or the slope of tanh at one hidden unit."""

    words: str
    result: float


@dataclass(frozen=True)
class Derivative:
    """The derivative of E with respect to the weight or bias called `name`: the product of `factors`."""

    name: Name
    factors: tuple[float, ...]
    value: float


NumbersOfStep = Sequence[Sum] | Sequence[Evaluation] | Sequence[Sequence[Derivative]]


def nothing(_passed: ForwardBackward) -> NumbersOfStep:
    """Return no rows: nothing is computed."""
    return []


def hidden_sums(passed: ForwardBackward) -> list[Sum]:
    """Return (5.3): for each hidden unit a product for every weight that arrives."""
    return [_sum(passed, 1, "h", "x", j, float(h)) for j, h in enumerate(passed.forward_pass.h)]


def output_sums(passed: ForwardBackward) -> list[Sum]:
    """Return (5.5): for each output a product for every weight that arrives."""
    return [_sum(passed, 2, "y", "z", k, float(y)) for k, y in enumerate(passed.forward_pass.y)]


def _sum(passed: ForwardBackward, layer: int, goal: str, sender: str, j: int, result: float) -> Sum:
    terms = []
    for i, (name, sent) in enumerate(_arriving(passed, layer, j)):
        weight = passed.value(name)
        words = factor(weight) if name.letter == "b" else product(weight, sent)
        terms.append(Summand(words, (name, unit(sender, i))))
    return Sum(f"{unit(goal, j).symbol} =", terms, result)


def _arriving(passed: ForwardBackward, layer: int, j: int) -> list[tuple[Name, float]]:
    """Return each weight that arrives at a unit with what it is multiplied by: a bias comes last, with 1."""
    letter, count = ("x", passed.values.sizes[0]) if layer == 1 else ("z", passed.values.sizes[1])
    pairs = [(entry(f"w{layer}", j, i), passed.value(sender)) for i, sender in enumerate(units(letter, count))]
    return [*pairs, (entry(f"b{layer}", j), 1.0)] if passed.values.biases else pairs


def values_of_tanh(passed: ForwardBackward) -> list[Evaluation]:
    """Return (5.4): tanh of every hidden unit's sum."""
    rows = []
    for j, (h, z) in enumerate(zip(passed.forward_pass.h, passed.forward_pass.z, strict=True)):
        rows.append(Evaluation(f"{unit('z', j).symbol} = f({compact(h)}) = tanh({compact(h)})", float(z)))
    return rows


def loss_terms(passed: ForwardBackward) -> list[Sum]:
    """Return (5.8): a square for every output."""
    pairs = zip(passed.forward_pass.y, passed.values.target, strict=True)
    terms = [Summand(f"({difference(y, target)})²", (unit(TARGET, k),)) for k, (y, target) in enumerate(pairs)]
    return [Sum("E = ½ · [", terms, passed.loss, "] ")]


def output_derivatives(passed: ForwardBackward) -> list[list[Derivative]]:
    """Return (5.9): for each output the derivative for every weight that arrives."""
    return _derivatives(passed, 2, [(float(told),) for told in passed.backward_pass.dE_dy])


def told_by_outputs(passed: ForwardBackward) -> list[Sum]:
    """Return (5.11): for each hidden unit a term for every output."""
    w2 = passed.values.parameters.w2
    rows = []
    for j, result in enumerate(passed.backward_pass.dE_dz):
        pairs = enumerate(zip(passed.backward_pass.dE_dy, w2[:, j], strict=True))
        terms = [Summand(product(error, weight), (entry("w2", k, j),)) for k, (error, weight) in pairs]
        rows.append(Sum(f"{unit('z', j).symbol}:", terms, float(result)))
    return rows


def slopes_of_tanh(passed: ForwardBackward) -> list[Evaluation]:
    """Return (5.7): the slope at every hidden unit."""
    pairs = enumerate(zip(passed.forward_pass.z, passed.slopes, strict=True))
    return [Evaluation(f"{unit('h', j).symbol}:  {slope_of_tanh(z)}", float(slope)) for j, (z, slope) in pairs]


def through_tanh(passed: ForwardBackward) -> list[Evaluation]:
    """Return the bracket of (5.10): what every hidden unit is told, times its slope."""
    gradients = passed.backward_pass
    pairs = enumerate(zip(gradients.dE_dz, passed.slopes, strict=True))
    rows = [(f"{unit('h', j).symbol}:  {product(told, slope)}", j) for j, (told, slope) in pairs]
    return [Evaluation(words, float(gradients.dE_dh[j])) for words, j in rows]


def hidden_derivatives(passed: ForwardBackward) -> list[list[Derivative]]:
    """Return (5.10): for each hidden unit the derivative for every weight that arrives."""
    return _derivatives(passed, 1, [(float(told),) for told in passed.backward_pass.dE_dh])


def hidden_derivatives_in_full(passed: ForwardBackward) -> list[list[Derivative]]:
    """Return (5.12): the same, as slope, input and the sum over k."""
    return _derivatives(passed, 1, list(zip(passed.slopes, passed.backward_pass.dE_dz, strict=True)))


def _derivatives(passed: ForwardBackward, layer: int, at_unit: Sequence[tuple[float, ...]]) -> list[list[Derivative]]:
    """Return a row for each unit: the factors that belong to the unit, with what each weight sends after the first."""
    return [
        [Derivative(name, (first, sent, *rest), passed.gradient(name)) for name, sent in _arriving(passed, layer, unit)]
        for unit, (first, *rest) in enumerate(at_unit)
    ]


Numbers = Callable[[ForwardBackward], NumbersOfStep]
