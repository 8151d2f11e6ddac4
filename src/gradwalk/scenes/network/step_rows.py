"""Write each step of (5.3) to (5.12) with the current numbers, as rows of cells."""

from collections.abc import Callable, Iterator, Sequence

from gradwalk.scenes.kit.rows import Cell, Row, marked
from gradwalk.states.names import symbol
from gradwalk.states.network.passes import Passes
from gradwalk.states.network.values import LARGEST
from gradwalk.states.numerals import compact, factor, product, short

LEFT, RIGHT = 16, 872  # pixels between which a row is written
LABEL = 52  # pixels for what stands before the first term, "h₁ ="
RESULT = 86  # pixels for "= −0.123" after the last
WIDEST_TERM, WIDEST = 140, 280


def step_rows(passed: Passes, step: int, chosen: str) -> list[Row]:
    """Return the rows of numbers of a step; what belongs to the weight called `chosen` stands out."""
    write = _WRITERS[step]
    return list(write(passed, chosen)) if write else []


def row_size(passed: Passes) -> int:
    """Return the size in pixels of the letters in which the rows fit side by side."""
    return 11 if max(passed.values.sizes) + passed.values.biases >= LARGEST else 12


def _arriving(passed: Passes, layer: int, unit: int) -> list[tuple[str, float]]:
    """Return each weight that arrives at a unit with what it is multiplied by: a bias comes last, with 1."""
    letter, count = ("x", passed.values.sizes[0]) if layer == 1 else ("z", passed.values.sizes[1])
    pairs = [(f"w{layer}[{unit}, {i}]", passed.value(f"{letter}{i + 1}")) for i in range(count)]
    return [*pairs, (f"b{layer}[{unit}]", 1.0)] if passed.values.biases else pairs


def _sums(passed: Passes, layer: int, chosen: str) -> Iterator[Row]:
    """Rows of (5.3) or (5.5): a product for every edge that arrives, and their sum."""
    goal, sender = ("h", "x") if layer == 1 else ("y", "z")
    for j, result in enumerate(getattr(passed.forward, goal)):
        terms, stands_out = [], []
        for i, (name, sent) in enumerate(_arriving(passed, layer, j)):
            weight = passed.value(name)
            terms.append(factor(weight) if name[0] == "b" else product(weight, sent))
            stands_out.append(chosen in (name, f"{sender}{i + 1}"))
        yield sum_row(f"{symbol(f'{goal}{j + 1}')} =", terms, stands_out, result)


def sum_row(label: str, terms: Sequence[str], stands_out: Sequence[bool], result: float) -> Row:
    """Return the row "label a + b + c = result", its terms in columns of equal width."""
    pitch = min(WIDEST_TERM, (RIGHT - LEFT - LABEL - RESULT) / len(terms))
    cells = [Cell(label, LEFT)]
    for i, (term, chosen) in enumerate(zip(terms, stands_out, strict=True)):
        cells.append(marked(f"+ {term}" if i else term, LEFT + LABEL + i * pitch, chosen))
    return [*cells, Cell(f"= {compact(result)}", LEFT + LABEL + len(terms) * pitch + 6, bold=True)]


def _hidden_sums(passed: Passes, chosen: str) -> Iterator[Row]:
    return _sums(passed, 1, chosen)


def _output_sums(passed: Passes, chosen: str) -> Iterator[Row]:
    return _sums(passed, 2, chosen)


def _bends(passed: Passes, _chosen: str) -> Iterator[Row]:
    for j, (h, z) in enumerate(zip(passed.forward.h, passed.forward.z, strict=True)):
        name = symbol(f"z{j + 1}")
        yield _line(f"{name} = f({compact(h)}) = tanh({compact(h)})", f"= {compact(z)}", 300)


def _line(words: str, result: str, at: float) -> Row:
    return [Cell(words, LEFT), Cell(result, LEFT + at, bold=True)]


def _loss(passed: Passes, chosen: str) -> Iterator[Row]:
    pairs = zip(passed.forward.y, passed.values.target, strict=True)
    terms = [f"({compact(y)} − {factor(target)})²" for y, target in pairs]
    stands_out = [chosen == f"t{k + 1}" for k in range(len(terms))]
    row = sum_row("E = ½ · [", terms, stands_out, passed.loss)
    yield [*row[:-1], Cell(f"] {row[-1].string}", row[-1].x, bold=True)]


def _output_layer(passed: Passes, chosen: str) -> Iterator[Row]:
    """Rows of (5.9): one for each output, a cell for each weight that arrives there."""
    for k, told in enumerate(passed.gradients.dE_dy):
        cells = [(name, (told, sent)) for name, sent in _arriving(passed, 2, k)]
        yield _products(cells, passed, chosen)


def _hidden_layer(passed: Passes, chosen: str) -> Iterator[Row]:
    """Rows of (5.10): one for each hidden unit, a cell for each weight that arrives there."""
    for j, told in enumerate(passed.gradients.dE_dh):
        cells = [(name, (told, sent)) for name, sent in _arriving(passed, 1, j)]
        yield _products(cells, passed, chosen)


def _in_full(passed: Passes, chosen: str) -> Iterator[Row]:
    """Rows of (5.12): slope, input and sum over k for each weight of the first layer."""
    for j, (slope, total) in enumerate(zip(passed.slopes, passed.gradients.dE_dz, strict=True)):
        cells = [(name, (slope, sent, total)) for name, sent in _arriving(passed, 1, j)]
        yield _products(cells, passed, chosen)


def _products(cells: list[tuple[str, tuple[float, ...]]], passed: Passes, chosen: str) -> Row:
    """Return a row of cells "name: a·b = c", the derivative for each weight; the narrower, the less of it."""
    pitch = min(WIDEST, (RIGHT - LEFT) / len(cells))
    triple = len(cells[0][1]) > 2
    write: Callable[[float], str] = compact if pitch > (250 if triple else 150) else short
    row = []
    for i, (name, factors) in enumerate(cells):
        pieces = [f"{symbol(name)}: " if pitch > 200 else "", "", write(passed.gradient(name))]
        if not triple or pitch > 160:  # six triple products do not fit side by side, their results do
            pieces[1] = f"{product(*factors, write=write)} = "
        row.append(marked("".join(pieces), LEFT + i * pitch, name == chosen))
    return row


def _told_by_outputs(passed: Passes, chosen: str) -> Iterator[Row]:
    """Rows of (5.11): for each hidden unit a term for every output."""
    told, w2 = passed.gradients.dE_dy, passed.values.parameters.w2
    for j, result in enumerate(passed.gradients.dE_dz):
        terms = [product(error, w) for error, w in zip(told, w2[:, j], strict=True)]
        stands_out = [chosen == f"w2[{k}, {j}]" for k in range(len(terms))]
        yield sum_row(f"{symbol(f'z{j + 1}')}:", terms, stands_out, result)


def _slopes(passed: Passes, _chosen: str) -> Iterator[Row]:
    for j, (z, slope) in enumerate(zip(passed.forward.z, passed.slopes, strict=True)):
        yield _line(f"{symbol(f'h{j + 1}')}:  1 − {factor(z)}²", f"= {compact(slope)}", 180)


def _through_tanh(passed: Passes, _chosen: str) -> Iterator[Row]:
    gradients = passed.gradients
    for j, (told, slope) in enumerate(zip(gradients.dE_dz, passed.slopes, strict=True)):
        yield _line(f"{symbol(f'h{j + 1}')}:  {product(told, slope)}", f"= {compact(gradients.dE_dh[j])}", 180)


_WRITERS = (
    None, _hidden_sums, _bends, _output_sums, _loss, _output_layer,
    _told_by_outputs, _slopes, _through_tanh, _hidden_layer, _in_full,
)  # fmt: skip
