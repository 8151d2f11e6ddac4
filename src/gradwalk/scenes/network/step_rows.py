"""Write the numbers of a step of (5.3) to (5.12) as rows of cells; what belongs to the chosen weight stands out."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from gradwalk.mathematics.names import unit
from gradwalk.scenes.kit.palette import GREY
from gradwalk.scenes.kit.rows import PITCH, Row, RowPiece, marked
from gradwalk.states.network.forward_backward import ForwardBackward
from gradwalk.states.network.step_numbers import Derivative, Evaluation, Sum
from gradwalk.states.network.steps import STEPS
from gradwalk.states.network.values import LARGEST, NetworkValues
from gradwalk.states.numerals import compact, product, short

LEFT, RIGHT = 16, 872  # pixels between which a row is written
LABEL = 52  # pixels for what stands before the first term, "h₁ ="
RESULT = 86  # pixels for "= −0.123" after the last
WIDEST_TERM, WIDEST = 140, 280
SIDE_BY_SIDE = 3  # products for as many weights fit into a row
TOLD = 165  # pixels for the factors of a unit, "h₁: (−0.123)·(−0.4567)"
NARROW_PITCH = 17  # pixels from row to row, where there are many
BEGINS, ENDS = {"w1": "x", "w2": "z"}, {"w1": "h", "w2": "y"}  # the letters of the units that weights connect
EVALUATED, SLOPE = 300, 180  # pixels from the left edge to the result, behind "z₁ = f(0.123) = tanh(0.123)" and "h₁: …"


def step_rows(passed: ForwardBackward, step: int, chosen: str) -> list[Row]:
    """Return the rows of numbers of a step; what belongs to the weight called `chosen` stands out."""
    at = LEFT + (SLOPE if STEPS[step].backward else EVALUATED)
    rows = STEPS[step].numbers(passed)
    derivatives = [each for each in rows if not isinstance(each, Sum | Evaluation)]
    if derivatives and len(derivatives[0]) > SIDE_BY_SIDE:
        return _outer_product(derivatives, chosen)
    return [_row(numbers, chosen, at) for numbers in rows]


def row_size(values: NetworkValues) -> int:
    """Return the size in pixels of the letters in which the rows fit side by side."""
    return 11 if max(values.sizes) + values.biases >= LARGEST else 12


def row_pitch(values: NetworkValues) -> int:
    """Return the pixels from one row to the next."""
    return NARROW_PITCH if row_count(values) > LARGEST - 1 else PITCH


def row_count(values: NetworkValues) -> int:
    """Return how many rows a step has at most."""
    inputs, hidden, outputs = values.sizes
    tables = [
        units + (arrive + values.biases > SIDE_BY_SIDE) for arrive, units in ((inputs, hidden), (hidden, outputs))
    ]
    return max(hidden, outputs, *tables)


def _row(numbers: Sum | Evaluation | Sequence[Derivative], chosen: str, at: float) -> Row:
    if isinstance(numbers, Sum):
        return sum_row(numbers, chosen)
    if isinstance(numbers, Evaluation):
        return [RowPiece(numbers.words, LEFT), RowPiece(f"= {compact(numbers.result)}", at, bold=True)]
    return _derivative_row(numbers, chosen)


def sum_row(numbers: Sum, chosen: str) -> Row:
    """Return the row "label a + b + c = result", its terms in columns of equal width."""
    pitch = min(WIDEST_TERM, (RIGHT - LEFT - LABEL - RESULT) / len(numbers.terms))
    cells = [RowPiece(numbers.label, LEFT)]
    for i, term in enumerate(numbers.terms):
        words = f"+ {term.words}" if i else term.words
        cells.append(marked(words, LEFT + LABEL + i * pitch, chosen in term.names))
    result = f"{numbers.closing}= {compact(numbers.result)}"
    return [*cells, RowPiece(result, LEFT + LABEL + len(numbers.terms) * pitch + 6, bold=True)]


def _derivative_row(derivatives: Sequence[Derivative], chosen: str) -> Row:
    """Return a row of cells "name: a·b = c", the derivative for each weight."""
    pitch = min(WIDEST, (RIGHT - LEFT) / len(derivatives))
    write: Callable[[float], str] = compact if pitch > 250 else short
    words = [f"{each.name.symbol}: {product(*each.factors, write=write)} = {write(each.value)}" for each in derivatives]
    return [marked(word, LEFT + i * pitch, derivatives[i].name == chosen) for i, word in enumerate(words)]


def _outer_product(rows: Sequence[Sequence[Derivative]], chosen: str) -> list[Row]:
    """Return a table: on top what each unit sends, on the left what each is told, and in the cells their products.

    Where many weights arrive, their products do not fit side by side, but have these factors in common.
    """
    pitch = (RIGHT - LEFT - TOLD) / len(rows[0])
    heads = [RowPiece(_sent(each), LEFT + TOLD + i * pitch, GREY) for i, each in enumerate(rows[0])]
    return [[RowPiece("told × sent", LEFT, GREY), *heads], *(_told_row(each, chosen, pitch) for each in rows)]


def _sent(derivative: Derivative) -> str:
    """Return what the unit where a connection begins sends along it, as in "x₁ = 0.5"; along a bias 1."""
    name = derivative.name
    return (
        f"{unit(BEGINS[name.array], name.index[1]).symbol} = {compact(derivative.factors[1])}"
        if name.index[1:]
        else "1"
    )


def _told_row(derivatives: Sequence[Derivative], chosen: str, pitch: float) -> Row:
    """Return the row of one unit: the factors that are its own, and the derivative for each weight that arrives."""
    name, (first, _, *rest) = derivatives[0].name, derivatives[0].factors
    told = f"{unit(ENDS[name.array], name.index[0]).symbol}: {product(first, *rest) if rest else compact(first)}"
    cells = (
        marked(f"{each.name.symbol}: {compact(each.value)}", LEFT + TOLD + i * pitch, each.name == chosen)
        for i, each in enumerate(derivatives)
    )
    return [RowPiece(told, LEFT, GREY), *cells]
