"""Judge a value or a gradient that a learner wrote at a node: right, a usual slip, or wrong for an unknown reason.

An entry is a number or an expression, such as 2/3, .5, 1e-3 or 2*cos(x), in which the names of known nodes may stand.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import NamedTuple

import numpy as np

from gradwalk.mathematics.calculus import TINY, relative_error
from gradwalk.mathematics.graph import Graph, forward
from gradwalk.mathematics.node_slips import NodeSlip, gradient_slips, operation_at, value_slips
from gradwalk.mathematics.propagation import Propagation

TOLERANCE = 2e-3  # relative: three digits are enough
CLOSE = 2e-2
ROUNDED_OFF = 1e-12  # in units of the terms that a number is made of: so little of them is rounding, and counts as 0
SHOWN_DIGITS = 4  # of the numbers in the nodes and the hints, with which a reader works on


class Diagnosis(NamedTuple):
    """Whether an entry is right; else the name of the slip that gives exactly this entry ("" if none is known)."""

    is_right: bool
    slip: str
    sentence: str


def read_entry(text: str, known: Mapping[str, float]) -> float:
    """Return the number that an entry stands for; `known` are the names it may use, with their values.

    Raises FormulaError, with one sentence, for what cannot be read.
    """
    return float(forward(Graph.from_formula(text, tuple(known)), known)[-1])


def agree(entry: float, right: float, tolerance: float = TOLERANCE, scale: float = 0.0) -> bool:
    """Tell whether an entry is right within the relative tolerance; `scale` is the size of the terms of `right`."""
    rounding = ROUNDED_OFF * scale if math.isfinite(scale) else 0.0
    return bool(relative_error(entry, right, max(TINY, rounding / tolerance)) <= tolerance)


@dataclass(frozen=True)
class Goal:
    """The right number, what a reader gets who works with the rounded numbers in view, and the size of their terms."""

    right: float
    in_view: tuple[float, ...] = ()
    scale: float = 0.0

    def is_met_by(self, entry: float) -> bool:
        """Tell whether an entry is right, as the exact numbers or the rounded ones have it, or anything between."""
        numbers = [self.right, *(number for number in self.in_view if math.isfinite(number))]
        nearest = min(max(entry, min(numbers)), max(numbers)) if math.isfinite(self.right) else self.right
        return agree(entry, nearest, scale=self.scale)


def diagnose(entry: float, goal: Goal, slips: Sequence[NodeSlip]) -> Diagnosis:
    """Compare an entry with the right number and with what each slip gives; the first that fits is named."""
    if not math.isfinite(entry):
        words = "This has no value" if math.isnan(entry) else "This is infinite"
        return Diagnosis(False, "not finite", f"{words}, so it is no number to write here; check for 0 below a line.")
    if goal.is_met_by(entry):
        return Diagnosis(True, "", "Right.")
    for slip in slips:
        told_apart = math.isfinite(slip.value) and not agree(slip.value, goal.right, CLOSE, goal.scale)
        if told_apart and agree(entry, slip.value, scale=goal.scale):
            return Diagnosis(False, slip.name, slip.sentence)
    if agree(entry, goal.right, CLOSE):
        return Diagnosis(
            False, "rounded", "Close, but not exact enough: carry more digits, or write the expression itself."
        )
    return Diagnosis(False, "", "Not right, and no usual mistake gives this number; a hint says how to go about it.")


def _in_view(value: float) -> float:
    """Return a number as it is shown, in four digits."""
    return float(f"{float(value):.{SHOWN_DIGITS - 1}e}")


def diagnose_value(
    propagation: Propagation,
    names: Sequence[str],
    node: int,
    entry: float,
    written: Mapping[int, float] = MappingProxyType({}),
) -> Diagnosis:
    """Return the Diagnosis of an entry for the value of an operation.

    `written` are values that were taken as right before, {node: number}; a reader may work with these.
    """
    operation, parents = operation_at(propagation.graph, node), propagation.graph.parents_of(node)
    exact = [np.float64(propagation.values[p]) for p in parents]
    with np.errstate(all="ignore"):
        in_view = (
            float(operation.forward(*[np.float64(_in_view(value)) for value in exact])),
            float(operation.forward(*[np.float64(written.get(p, v)) for p, v in zip(parents, exact, strict=True)])),
        )
        slopes = [float(rule(*exact, propagation.values[node])) for rule in operation.local_derivatives]
        terms = [abs(slope * value) for slope, value in zip(slopes, exact, strict=True)]
    goal = Goal(float(propagation.values[node]), in_view, float(np.nansum(terms)))
    return diagnose(entry, goal, value_slips(propagation, names, node))


def diagnose_gradient(
    propagation: Propagation,
    names: Sequence[str],
    node: int,
    entry: float,
    more: Sequence[NodeSlip] = (),
    written: Mapping[int, float] = MappingProxyType({}),
) -> Diagnosis:
    """Return the Diagnosis of an entry for d output / d node; `more` slips are looked at first.

    `written` are gradients that were taken as right before, {node: number}; a reader may work with these.
    """
    messages, right = propagation.received[node], propagation.gradients[node]
    in_view = (
        sum(_in_view(m.gradient) * _in_view(m.local) for m in messages),
        sum(written.get(m.child, m.gradient) * _in_view(m.local) for m in messages),
    )
    goal = Goal(right, in_view if messages else (), float(np.nansum([abs(m.amount) for m in messages])))
    return diagnose(entry, goal, [*more, *gradient_slips(propagation, names, node)])
