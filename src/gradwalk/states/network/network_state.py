"""A network at one step of (5.3) to (5.12), with the number that is chosen and how many paths to it are counted."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import ClassVar

from gradwalk.labels import tr, tr_later
from gradwalk.mathematics.names import Name
from gradwalk.states.network.forward_backward import ForwardBackward
from gradwalk.states.network.steps import KNOWN_FROM, LAST, SLOPES_FROM, STEPS, TOLD_FROM
from gradwalk.states.network.values import NetworkValues
from gradwalk.states.network.weight_product import WeightProduct
from gradwalk.states.numerals import number, out_of, vector
from gradwalk.states.state import Readout


@dataclass(frozen=True)
class NetworkState:
    """What is looked at: the reader's numbers, the step, the chosen number and how many paths are counted."""

    headline: ClassVar[tuple[str, ...]] = (tr_later("step"), tr_later("chosen"), "E", "∂E/∂w…", "∂E/∂b…")

    values: NetworkValues
    step: int
    chosen: Name
    counted: int

    @cached_property
    def passed(self) -> ForwardBackward:
        """Both passes with these numbers."""
        return ForwardBackward(self.values)

    @cached_property
    def product(self) -> WeightProduct:
        """The derivative with respect to the chosen number."""
        return WeightProduct(self.passed, self.chosen, self.step, self.counted)

    def readout(self) -> Readout:
        """Return the text twin: the step, all values and gradients known, and what is chosen."""
        passed, step = self.passed, self.step
        tag = f" ({STEPS[step].tag})" if STEPS[step].tag else ""
        pairs = [
            (tr("step"), out_of(step, LAST) + tag),
            ("x", vector(self.values.x)),
            ("ŷ", vector(self.values.target)),
        ]
        if code := STEPS[step].line(self.values.biases):
            pairs.insert(1, (tr("code"), code))
        pairs += [(name, vector(getattr(passed.forward_pass, name))) for name in "hzy" if step >= KNOWN_FROM[name]]
        if step >= KNOWN_FROM["E"]:
            pairs.append(("E", number(passed.loss)))
        told = [name for name in "yzh" if step >= TOLD_FROM[name]]
        pairs += [(f"∂E/∂{name}", vector(getattr(passed.backward_pass, f"dE_d{name}"))) for name in told]
        if step >= SLOPES_FROM:
            pairs.append(("1 − z²", vector(passed.slopes)))
        return pairs + self.product.readout()

    def note(self) -> str:
        """Return the sentence of the step."""
        return STEPS[self.step].sentence
