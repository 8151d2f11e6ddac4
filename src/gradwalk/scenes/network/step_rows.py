"""Write the numbers of a step of (5.3) to (5.12) as rows of cells; what belongs to the chosen weight stands out."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from gradwalk.scenes.kit.rows import Row, RowPiece, marked
from gradwalk.states.network.forward_backward import ForwardBackward
from gradwalk.states.network.step_numbers import Derivative, Evaluation, Sum
from gradwalk.states.network.steps import STEPS
from gradwalk.states.network.values import LARGEST
from gradwalk.states.numerals import compact, product, short

LEFT, RIGHT = 16, 872  # pixels between which a row is written
LABEL = 52  # pixels for what stands before the first term, "h₁ ="
RESULT = 86  # pixels for "= −0.123" after the last
WIDEST_TERM, WIDEST = 140, 280
EVALUATED, SLOPE = 300, 180  # pixels from the left edge to the result, behind "z₁ = f(0.123) = tanh(0.123)" and "h₁: …"


def step_rows(passed: ForwardBackward, step: int, chosen: str) -> list[Row]:
    """Return the rows of numbers of a step; what belongs to the weight called `chosen` stands out."""
    at = LEFT + (SLOPE if STEPS[step].backward else EVALUATED)
    return [_row(numbers, chosen, at) for numbers in STEPS[step].numbers(passed)]


def row_size(passed: ForwardBackward) -> int:
    """Return the size in pixels of the letters in which the rows fit side by side."""
    return 11 if max(passed.values.sizes) + passed.values.biases >= LARGEST else 12


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
    """Return a row of cells "name: a·b = c", the derivative for each weight; the narrower, the less of it."""
    pitch = min(WIDEST, (RIGHT - LEFT) / len(derivatives))
    triple = len(derivatives[0].factors) > 2
    write: Callable[[float], str] = compact if pitch > (250 if triple else 150) else short
    row = []
    for i, each in enumerate(derivatives):
        pieces = [f"{each.name.symbol}: " if pitch > 200 else "", "", write(each.value)]
        if not triple or pitch > 160:  # six triple products do not fit side by side, their results do
            pieces[1] = f"{product(*each.factors, write=write)} = "
        row.append(marked("".join(pieces), LEFT + i * pitch, each.name == chosen))
    return row
