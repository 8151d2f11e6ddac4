"""See one fully connected layer: every input sends to every output (5.1), and the weights are the slopes (5.2)."""

from matplotlib.axes import Axes

from gradwalk.labels import tr
from gradwalk.mathematics.names import entry, unit
from gradwalk.scenes.kit.palette import BLACK, GREY, PURPLE
from gradwalk.scenes.kit.rows import PITCH, PixelPanel, Row, RowPiece, marked, row_marks
from gradwalk.scenes.kit.scene import Marks, Scene
from gradwalk.scenes.network.network_layout import Style, edge_marks, layer_layout, node_marks, weight_marks
from gradwalk.scenes.network.step_rows import sum_row
from gradwalk.stage import Mark
from gradwalk.states.network.layer_state import LayerState, output
from gradwalk.states.network.step_numbers import Sum, Summand
from gradwalk.states.network.values import LayerValues
from gradwalk.states.numerals import compact, number, product, short

WIDTH, LEFT = 888, 16
SUM_TOP, SLOPE_TOP = 76, 76  # pixels where the first row of numbers stands, below the formula
CHOSEN, TOUCHED = Style(fill="#f6e6f1", color=PURPLE, width=3), Style(color=PURPLE, width=3)


class LayerScene(Scene[LayerState]):
    """The layer on top; below it (5.1) with its numbers, and the slope of every output in the chosen number."""

    def __init__(self, values: LayerValues) -> None:
        self.layout = layer_layout(values.wiring)
        rows = values.sizes[1]
        super().__init__(
            self.layout.panel("layer", tr("A fully connected layer. Press an input or a weight to choose it.")),
            PixelPanel("sums", tr("The outputs with their numbers."), WIDTH, SUM_TOP + PITCH * rows, self._draw_sum),
            PixelPanel(
                "slopes", tr("The derivatives of the outputs."), WIDTH, SLOPE_TOP + 2 * PITCH + 4, self._draw_slope
            ),
        )

    @staticmethod
    def _draw_sum(axes: Axes) -> None:
        _write(axes, r"y_j = \sum_{i} w_{ji}\, x_i", "5.1")

    @staticmethod
    def _draw_slope(axes: Axes) -> None:
        _write(axes, r"\dfrac{\partial y_j}{\partial x_i} = w_{ji}", "5.2")

    def marks(self, state: LayerState) -> Marks:
        """Return the marks of every panel."""
        return {
            "layer": self.layer_marks(state),
            "sums": row_marks([sum_row(each, state.chosen) for each in _sums(state)], SUM_TOP),
            "slopes": row_marks(_slopes(state), SLOPE_TOP),
        }

    def layer_marks(self, state: LayerState) -> dict[str, Mark]:
        """Return the marks of the layer; what the chosen number touches stands out."""
        values = state.values
        shown = {unit("y", j): compact(y) for j, y in enumerate(state.y)}
        shown |= {name: compact(values.numbers[name]) for name in self.layout.nodes if name in values.numbers}
        nodes = {unit("y", j): TOUCHED for j in state.touched}
        if state.is_input:
            edges = {entry("w", j, state.index[0]): TOUCHED for j in state.touched}
        else:
            edges = {state.chosen: TOUCHED}
        weights = {name: short(values.numbers[name]) for name in self.layout.weights}
        return {
            **edge_marks(self.layout, {**edges}, press=self.layout.weights),
            **node_marks(self.layout, shown, {**nodes, state.chosen: CHOSEN}, press=values.names),
            **weight_marks(self.layout, weights, {**edges, state.chosen: CHOSEN}),
        }


def _write(axes: Axes, formula: str, tag: str) -> None:
    axes.text(LEFT, 34, f"${formula}$", va="center", fontsize=12, color=BLACK, math_fontfamily="cm")
    axes.text(WIDTH - LEFT, 34, f"({tag})", va="center", ha="right", fontsize=11, color=BLACK)


def _sums(state: LayerState) -> list[Sum]:
    """Return for every output a product for every input."""
    rows = []
    for j, result in enumerate(state.y):
        pairs = enumerate(zip(state.values.w[j], state.values.x, strict=True))
        terms = [Summand(product(w, x), (entry("w", j, i), unit("x", i))) for i, (w, x) in pairs]
        rows.append(Sum(f"{output(j)} =", terms, float(result)))
    return rows


def _slopes(state: LayerState) -> list[Row]:
    """Return the derivative of every output, and the central differences below."""
    name, pitch = state.chosen.symbol, (WIDTH - 2 * LEFT) / len(state.slopes)
    derivatives, differences = [], []
    for j, (slope, numerical) in enumerate(zip(state.slopes, state.numerical, strict=True)):
        x, touched = LEFT + j * min(pitch, 280), j in state.touched
        derivatives.append(marked(f"∂{output(j)}/∂{name}{_equal(state, j)} = {number(slope)}", x, touched))
        differences.append(
            RowPiece(tr("central difference: {number}", number=number(round(float(numerical), 8))), x, GREY)
        )
    return [derivatives, differences]


def _equal(state: LayerState, j: int) -> str:
    """Return " = w₁₂", what the derivative is by (5.2), or by (5.1) for a weight; nothing where it is zero."""
    if state.is_input:
        return f" = {entry('w', j, state.index[0]).symbol}"
    return f" = {unit('x', state.index[1]).symbol}" if j in state.touched else ""
