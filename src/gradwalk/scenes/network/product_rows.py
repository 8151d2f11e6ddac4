"""Write dE/dw for the weight that the reader chose as rows of cells: path by path, the central difference below."""

from __future__ import annotations

from collections.abc import Sequence

from gradwalk.scenes.kit.palette import BLACK, BLUE, GREY, PURPLE
from gradwalk.scenes.kit.rows import Row, RowPiece, marked
from gradwalk.states.network.weight_product import WeightProduct
from gradwalk.states.numerals import compact, short

LEFT, RIGHT, TERMS = 16, 872, 306  # pixels: the edges of a row, and where the first path's term stands
WIDEST, ROOMY = 160, 145  # pixels for the term of a path, and from where it has room for all its digits
NOT_COUNTED = "#9aa0a6"


def product_rows(product: WeightProduct) -> list[Row]:
    """Return the rows to show: the product in symbols, in numbers, multiplied out, and the comparison."""
    comparison = [[RowPiece(product.comparison, LEFT, GREY)]] if product.comparison else []
    if product.sentence:
        return [[RowPiece(product.sentence, LEFT, PURPLE)], *comparison]
    pitch = min(WIDEST, (RIGHT - TERMS - 6) / len(product.terms_in_symbols()))
    written = product.terms_in_numbers(compact if pitch > ROOMY else short)
    symbols, numbers, multiplied = product.leads
    return [
        [_lead(symbols), *_term_cells(product, product.terms_in_symbols(), pitch)],
        [_lead(numbers), *_term_cells(product, written, pitch)],
        [_lead(multiplied), marked(product.result, TERMS, chosen=True)],
        *comparison,
    ]


def _lead(words: str) -> RowPiece:
    return RowPiece(words, TERMS - 8, anchor="end")


def _term_cells(product: WeightProduct, terms: Sequence[str], pitch: float) -> list[RowPiece]:
    """Return a cell for every path: the one counted last stands out, those not counted yet are pale."""
    if not product.is_hidden:
        return [RowPiece(term, TERMS, BLACK) for term in terms]
    return [
        RowPiece(term, TERMS + k * pitch, BLUE if k < product.counted else NOT_COUNTED, k == product.counted - 1)
        for k, term in enumerate(terms)
    ]
