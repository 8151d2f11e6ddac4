"""Write dE/dw for the weight that the reader chose: as a product, path by path, with a central difference beside it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from gradwalk.mathematics.calculus import relative_error
from gradwalk.scenes.kit.palette import BLUE, GREY, PURPLE
from gradwalk.scenes.kit.rows import Cell, Row, marked
from gradwalk.states.names import index_of, symbol
from gradwalk.states.network.passes import Passes
from gradwalk.states.network.steps import KNOWN_FROM, STEPS, TOLD_FROM
from gradwalk.states.network.wiring import words
from gradwalk.states.numerals import compact, factor, number, product, short

LEFT, RIGHT, TERMS = 16, 872, 306  # pixels: the edges of a row, and where the first path's term stands
WIDEST = 160
SMALL = 1e-3  # derivatives below this are compared by their difference: rounding in E reaches about 1e-10
AGREES = 1e-6


@dataclass(frozen=True)
class WeightProduct:
    """The derivative with respect to the number called `chosen`, of which `counted` paths are summed."""

    passed: Passes
    chosen: str
    step: int
    counted: int

    @property
    def is_weight(self) -> bool:
        """Whether a weight or a bias is chosen, not an input or a target."""
        return self.chosen[0] in "wb"

    @property
    def is_hidden(self) -> bool:
        """Whether the chosen weight or bias belongs to the hidden layer, so that paths fan out behind it."""
        return self.chosen[:2] in ("w1", "b1")

    @property
    def known(self) -> bool:
        """Whether the backward pass has come to the chosen weight."""
        return self.is_weight and self.step >= TOLD_FROM[self.chosen[:2]]

    @cached_property
    def index(self) -> tuple[int, ...]:
        """The zero-based index of the weight in its array."""
        return index_of(self.chosen)[1]

    @cached_property
    def terms(self) -> np.ndarray:
        """The summands of (5.11) for the hidden unit at the weight's end, shape (K,)."""
        return self.passed.path_terms(self.index[0])

    @property
    def source(self) -> str:
        """The name of the node from which the chosen weight leads; "x0" or "z0" for a bias."""
        return self.passed.values.wiring.links[self.chosen][0]

    @property
    def sent(self) -> float:
        """What the weight is multiplied by: x_i, z_j, or 1 for a bias."""
        return 1.0 if self.source[1:] == "0" else self.passed.value(self.source)

    @cached_property
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
    def error(self) -> float:
        """The relative error of the derivative against the central difference."""
        return float(relative_error(self.derivative, self.numerical, SMALL * max(1.0, self.passed.loss)))

    @property
    def all_counted(self) -> bool:
        """Whether the sum over k is complete; an output weight has one path only."""
        return not self.is_hidden or self.counted >= len(self.terms)

    def rows(self) -> list[Row]:
        """Return the rows to show: the product in symbols, in numbers, multiplied out, and the comparison."""
        if not self.is_weight:
            return [[Cell(self._given(), LEFT, PURPLE)]]
        if not self.known:
            return [[Cell(self._later(), LEFT, PURPLE)], *self._comparison()]
        product_rows = self._hidden_rows() if self.is_hidden else self._output_rows()
        return [*product_rows, *self._comparison()]

    def _given(self) -> str:
        name = words(self.chosen, self.passed.values.wiring).capitalize()
        return f"{name} = {number(self.passed.value(self.chosen))} is given with the data: training does not change it."

    def _later(self) -> str:
        step = TOLD_FROM[self.chosen[:2]]
        return f"∂E/∂{symbol(self.chosen)} is computed in step {step}, by ({STEPS[step].tag})."

    def _output_rows(self) -> list[Row]:
        y, target = f"y{self.index[0] + 1}", f"t{self.index[0] + 1}"
        error, numbers = self.passed.gradient(y), (number(self.passed.value(y)), factor(self.passed.value(target)))
        symbols = f"∂E/∂{symbol(self.chosen)} = ({symbol(y)} − {symbol(target)})"
        return [
            [Cell(symbols, TERMS - 8, anchor="end"), Cell(f"· {symbol(self.source)}", TERMS)],
            [Cell("= ({} − {})".format(*numbers), TERMS - 8, anchor="end"), Cell(f"· {factor(self.sent)}", TERMS)],
            [Cell(f"= {product(error, self.sent)}", TERMS - 8, anchor="end"), self._result(TERMS)],
        ]

    def _hidden_rows(self) -> list[Row]:
        j = self.index[0] + 1
        z, slope = self.passed.value(f"z{j}"), float(self.passed.slopes[j - 1])
        lead = f"∂E/∂{symbol(self.chosen)} = (1 − {symbol(f'z{j}')}²) · {symbol(self.source)} · ["
        numbers = f"= (1 − {factor(z)}²) · {factor(self.sent)} · ["
        total = float(self.terms[: self.counted].sum())
        multiplied = f"= {product(slope, self.sent, total)}"
        return [
            [Cell(lead, TERMS - 8, anchor="end"), *self._path_cells(in_symbols=True)],
            [Cell(numbers, TERMS - 8, anchor="end"), *self._path_cells(in_symbols=False)],
            [Cell(multiplied, TERMS - 8, anchor="end"), self._result(TERMS)],
        ]

    def _path_cells(self, in_symbols: bool) -> list[Cell]:
        """Return a cell for every path: the one counted last stands out, those not counted yet are pale."""
        count = len(self.terms)
        pitch = min(WIDEST, (RIGHT - TERMS - 6) / count)
        cells = []
        for k in range(count):
            string = self._term(k, pitch) if not in_symbols else self._term_in_symbols(k)
            end = " ]" if k == count - 1 else ""
            color = BLUE if k < self.counted else "#9aa0a6"
            latest = k == self.counted - 1
            cells.append(Cell(f"{'+ ' if k else ''}{string}{end}", TERMS + k * pitch, color, latest))
        return cells

    def _term(self, k: int, pitch: float) -> str:
        error = self.passed.gradient(f"y{k + 1}")
        weight = float(self.passed.values.parameters.w2[k, self.index[0]])
        return product(error, weight, write=compact if pitch > 145 else short)

    def _term_in_symbols(self, k: int) -> str:
        weight = symbol(f"w2[{k}, {self.index[0]}]")
        return f"({symbol(f'y{k + 1}')}−{symbol(f't{k + 1}')}){weight}"

    def _result(self, x: float) -> Cell:
        told = f"= {compact(self.derivative)}"
        if not self.all_counted:
            told += f", with {self.counted} of {len(self.terms)} paths counted"
        return marked(told, x, chosen=True)

    def _comparison(self) -> list[Row]:
        if self.step < KNOWN_FROM["E"]:
            return []
        string = f"Central difference: {self.shown_numerical}"
        if self.known:
            string += f"; relative error {self.shown_error}"
        return [[Cell(string, LEFT, GREY)]]

    @property
    def shown_numerical(self) -> str:
        """The central difference in words; rounded where only rounding errors are left."""
        return number(round(self.numerical, 8))

    @property
    def shown_error(self) -> str:
        """The relative error in words: below AGREES only that it is, since its digits are rounding errors."""
        return "below 10⁻⁶" if self.error < AGREES else number(self.error)

    def readout(self) -> list[tuple[str, str]]:
        """Return the text twin of what is chosen."""
        pairs = [("chosen", f"{symbol(self.chosen)} = {number(self.passed.value(self.chosen))}")]
        if self.known:
            pairs.append((f"∂E/∂{symbol(self.chosen)}", number(self.derivative)))
            if self.is_hidden:
                pairs.append(("paths counted", f"{self.counted} of {len(self.terms)}"))
        if self.is_weight and self.step >= KNOWN_FROM["E"]:
            pairs.append(("central difference", self.shown_numerical))
        if self.known:
            pairs.append(("relative error", self.shown_error))
        return pairs
