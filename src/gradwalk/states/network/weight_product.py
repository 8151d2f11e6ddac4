"""Write dE/dw for the weight that the reader chose: as a product, path by path, with a central difference beside it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from gradwalk.labels import tr
from gradwalk.mathematics.calculus import relative_error
from gradwalk.mathematics.names import TARGET, Name, entry, unit
from gradwalk.states.network.forward_backward import ForwardBackward
from gradwalk.states.network.steps import KNOWN_FROM, STEPS, TOLD_FROM
from gradwalk.states.network.wiring import words
from gradwalk.states.numerals import compact, difference, factor, number, out_of, product, slope_of_tanh
from gradwalk.states.state import Readout

SMALL = 1e-3  # derivatives below this are compared by their difference: rounding in E reaches about 1e-10
AGREES = 1e-6
ROUNDING = 1e-9  # in units of the largest gradient: below it a central difference is rounding
_QUIET = np.errstate(all="ignore")  # what is too large for a number becomes infinite or none, and is written so


@dataclass(frozen=True)
class WeightProduct:
    """The derivative with respect to the number called `chosen`, of which `counted` paths are summed."""

    passed: ForwardBackward
    chosen: Name
    step: int
    counted: int

    @property
    def is_weight(self) -> bool:
        """Whether a weight or a bias is chosen, not an input or a target."""
        return self.chosen.is_parameter

    @property
    def is_hidden(self) -> bool:
        """Whether the chosen weight or bias belongs to the hidden layer, so that paths fan out behind it."""
        return self.chosen.array in ("w1", "b1")

    @property
    def known(self) -> bool:
        """Whether the backward pass has come to the chosen weight."""
        return self.is_weight and self.step >= TOLD_FROM[self.chosen.array]

    @cached_property
    def index(self) -> tuple[int, ...]:
        """The zero-based index of the weight in its array."""
        return self.chosen.index

    @cached_property
    def terms(self) -> np.ndarray:
        """The summands of (5.11) for the hidden unit at the weight's end, shape (K,)."""
        return self.passed.path_terms(self.index[0])

    @property
    def source(self) -> Name:
        """The name of the node from which the chosen weight leads; "x0" or "z0" for a bias."""
        return self.passed.values.wiring.links[self.chosen][0]

    @property
    def sent(self) -> float:
        """What the weight is multiplied by: x_i, z_j, or 1 for a bias."""
        return 1.0 if self.source.is_constant else self.passed.value(self.source)

    @cached_property
    @_QUIET
    def derivative(self) -> float:
        """dE/dw with the paths counted so far."""
        if not self.is_hidden:
            return self.passed.gradient(self.chosen)
        return float(self.passed.slopes[self.index[0]] * self.sent * self.terms[: self.counted].sum())

    @cached_property
    def numerical(self) -> float:
        """The central difference of E."""
        return self.passed.numerical_derivative(self.chosen)

    @property
    @_QUIET
    def error(self) -> float:
        """The relative error of the derivative against the central difference."""
        return float(relative_error(self.derivative, self.numerical, SMALL * max(1.0, self.passed.loss)))

    @property
    def all_counted(self) -> bool:
        """Whether the sum over k is complete; an output weight has one path only."""
        return not self.is_hidden or self.counted >= len(self.terms)

    @property
    def sentence(self) -> str:
        """What there is to say in place of a product; nothing once the derivative is known."""
        if not self.is_weight:
            name = words(self.chosen, self.passed.values.wiring).capitalize()
            value = number(self.passed.value(self.chosen))
            return tr("{name} = {value} is given with the data: training does not change it.", name=name, value=value)
        if not self.known:
            step = TOLD_FROM[self.chosen.array]
            derivative = f"∂E/∂{self.chosen.symbol}"
            return tr(
                "{derivative} is computed in step {step}, by ({equation}).",
                derivative=derivative,
                step=step,
                equation=STEPS[step].tag,
            )
        return ""

    @property
    def leads(self) -> tuple[str, str, str]:
        """What stands before the terms: in symbols, in numbers, and multiplied out with all of them."""
        return self._hidden_leads() if self.is_hidden else self._output_leads()

    def _output_leads(self) -> tuple[str, str, str]:
        y, target = unit("y", self.index[0]), unit(TARGET, self.index[0])
        return (
            f"∂E/∂{self.chosen.symbol} = ({y.symbol} − {target.symbol})",
            f"= ({difference(self.passed.value(y), self.passed.value(target))})",
            f"= {product(self.passed.gradient(y), self.sent)}",
        )

    @_QUIET
    def _hidden_leads(self) -> tuple[str, str, str]:
        z, slope = unit("z", self.index[0]), float(self.passed.slopes[self.index[0]])
        before = "=" if self.all_counted else tr("{part} of {all} paths:", part=self.counted, all=len(self.terms))
        return (
            f"∂E/∂{self.chosen.symbol} = (1 − {z.symbol}²) · {self.source.symbol} · [",
            f"= ({slope_of_tanh(self.passed.value(z))}) · {factor(self.sent)} · [",
            f"{before} {product(slope, self.sent, float(self.terms[: self.counted].sum()))}",
        )

    def terms_in_symbols(self) -> list[str]:
        """Return the terms behind the lead: one for every path, or what an output weight is multiplied by."""
        if not self.is_hidden:
            return [f"· {self.source.symbol}"]
        j = self.index[0]
        every = range(len(self.terms))
        named = ((unit("y", k), unit(TARGET, k), entry("w2", k, j)) for k in every)
        return _bracketed([f"({y.symbol}−{target.symbol}){weight.symbol}" for y, target, weight in named])

    def terms_in_numbers(self, write: Callable[[float], str] = compact) -> list[str]:
        """Return the same in numbers, each factor written by `write`."""
        if not self.is_hidden:
            return [f"· {factor(self.sent)}"]
        pairs = zip(self.passed.backward_pass.dE_dy, self.passed.values.parameters.w2[:, self.index[0]], strict=True)
        return _bracketed([product(error, weight, write=write) for error, weight in pairs])

    @property
    def result(self) -> str:
        """What the paths counted so far give, behind the last lead; the derivative, once that is all of them."""
        told, derivative = f"= {compact(self.derivative)}", f"∂E/∂{self.chosen.symbol}"
        if self.all_counted:
            return told
        return tr("{result}, which is not {derivative} yet", result=told, derivative=derivative)

    @property
    def comparison(self) -> str:
        """The central difference beside it, in words; nothing for the data, and before the loss is known."""
        if not self.is_weight or self.step < KNOWN_FROM["E"]:
            return ""
        numerical = self.shown_numerical
        if not self.known:
            return tr("Central difference: {number}", number=numerical)
        return tr("Central difference: {number}; relative error {error}", number=numerical, error=self.shown_error)

    @property
    def shown_numerical(self) -> str:
        """The central difference in words; 0 where only rounding errors are left of it."""
        largest = float(np.max(np.abs(self.passed.backward_pass.flatten())))
        return number(self.numerical if abs(self.numerical) > ROUNDING * largest else 0.0)

    @property
    def shown_error(self) -> str:
        """The relative error in words: below AGREES only that it is, since its digits are rounding errors."""
        return tr("below {limit}", limit="10⁻⁶") if self.error < AGREES else number(self.error)

    def readout(self) -> Readout:
        """Return the text twin of what is chosen."""
        pairs = [(tr("chosen"), f"{self.chosen.symbol} = {number(self.passed.value(self.chosen))}")]
        if self.known:
            part = "" if self.all_counted else f", {tr('in part')}"
            pairs.append((f"∂E/∂{self.chosen.symbol}{part}", number(self.derivative)))
            if self.is_hidden:
                pairs.append((tr("paths counted"), out_of(self.counted, len(self.terms))))
        if self.is_weight and self.step >= KNOWN_FROM["E"]:
            pairs.append((tr("central difference"), self.shown_numerical))
        if self.known:
            pairs.append((tr("relative error"), self.shown_error))
        return pairs


def _bracketed(terms: Sequence[str]) -> list[str]:
    """Return the terms of a sum whose opening bracket stands before them."""
    *first, last = terms
    return [f"{'+ ' if k else ''}{term}" for k, term in enumerate([*first, f"{last} ]"])]
