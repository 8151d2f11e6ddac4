"""One fully connected layer and the number of it that is chosen: what that reaches, and with what slopes, (5.2)."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import ClassVar

import numpy as np

from gradwalk.labels import tr
from gradwalk.mathematics.calculus import central_difference
from gradwalk.mathematics.names import Name, unit
from gradwalk.mathematics.network import layer, layer_derivative
from gradwalk.states.network.values import LayerValues
from gradwalk.states.numerals import number, vector
from gradwalk.states.state import Readout


@dataclass(frozen=True)
class LayerState:
    """What is looked at: the reader's numbers, and the input or weight that is chosen."""

    headline: ClassVar[tuple[str, ...]] = ("chosen", "y", "∂y…")

    values: LayerValues
    chosen: Name

    @cached_property
    def y(self) -> np.ndarray:
        """The outputs by (5.1), shape (J,)."""
        with np.errstate(over="ignore", invalid="ignore"):  # what is too large is shown as such
            return layer(self.values.x, self.values.w)

    @property
    def is_input(self) -> bool:
        """Whether an input is chosen, not a weight."""
        return not self.chosen.is_parameter

    @property
    def index(self) -> tuple[int, ...]:
        """The zero-based index of what is chosen."""
        return self.chosen.index

    @cached_property
    def touched(self) -> list[int]:
        """The zero-based indices of the outputs that feel what is chosen."""
        return list(range(len(self.y))) if self.is_input else [self.index[0]]

    @cached_property
    def slopes(self) -> np.ndarray:
        """dy_j with respect to what is chosen, shape (J,): a column of weights by (5.2), or x_i at one output."""
        if self.is_input:
            return layer_derivative(self.values.w)[:, self.index[0]]
        slopes = np.zeros(len(self.y))
        slopes[self.index[0]] = self.values.x[self.index[1]]
        return slopes

    @cached_property
    def numerical(self) -> np.ndarray:
        """The same by central differences, shape (J,)."""
        value = self.values.numbers[self.chosen]
        with np.errstate(over="ignore", invalid="ignore"):
            return np.array([float(central_difference(self._output(j), value)) for j in range(len(self.y))])

    def _output(self, j: int):
        return lambda value: LayerState(self.values.with_number(self.chosen, value), self.chosen).y[j]

    def readout(self) -> Readout:
        """Return the text twin."""
        name = self.chosen.symbol
        pairs = [("x", vector(self.values.x)), ("y", vector(self.y))]
        pairs.append((tr("chosen"), f"{name} = {number(self.values.numbers[self.chosen])}"))
        return [*pairs, *((f"∂{output(j)}/∂{name}", number(slope)) for j, slope in enumerate(self.slopes))]

    def note(self) -> str:
        """Return one sentence about what the chosen number touches."""
        outputs = ", ".join(output(j) for j in self.touched)
        if self.is_input:
            every = "every output" if len(self.touched) > 1 else "the only output"
            return f"{self.chosen.symbol} sends to {every}: a change of it reaches {outputs}."
        sent = unit("x", self.index[1]).symbol
        return f"{self.chosen.symbol} is on one edge: a change of it reaches {outputs} alone, with slope {sent}."


def output(j: int) -> str:
    """Return the symbol of the output of index `j`."""
    return unit("y", j).symbol
