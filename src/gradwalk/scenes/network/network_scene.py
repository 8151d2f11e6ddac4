"""See a two-layer network compute: its units and weights, the equation of the step, and one weight's derivative."""

from functools import lru_cache

from matplotlib.axes import Axes

from gradwalk.labels import tr
from gradwalk.mathematics.names import LOSS, Name, entry, unit
from gradwalk.scenes.kit.palette import BLACK, BLUE, PURPLE
from gradwalk.scenes.kit.rows import PixelPanel, row_marks
from gradwalk.scenes.kit.scene import Marks, Scene
from gradwalk.scenes.network.network_layout import (
    NetworkLayout,
    Style,
    caption_marks,
    edge_marks,
    network_layout,
    node_marks,
    weight_marks,
)
from gradwalk.scenes.network.product_rows import product_rows
from gradwalk.scenes.network.step_rows import row_count, row_pitch, row_size, step_rows
from gradwalk.stage import Mark, text
from gradwalk.stage.shapes import LETTER
from gradwalk.states.network.network_state import NetworkState
from gradwalk.states.network.steps import KNOWN_FROM, LAST, SLOPES_FROM, STEPS, TOLD_FROM, Step
from gradwalk.states.network.values import NetworkValues
from gradwalk.states.network.wiring import link
from gradwalk.states.numerals import compact, short

WIDTH = 888
FORMULA_HEIGHT, PRODUCT_HEIGHT = 82, 86

LIT = {"facecolor": "#fff0b8", "edgecolor": "none", "pad": 3}  # the line of code of the step

FORWARD, BACKWARD = Style(color=BLACK, width=2.2), Style(color=BLUE, width=2.2)
NEW, TOLD = Style(color=BLACK, width=3), Style(color=BLUE, width=3)
CHOSEN = Style(fill="#f6e6f1", color=PURPLE, width=3)
PATH, LATEST = Style(color=BLUE, width=3), Style(color=BLUE, width=5)


class NetworkScene(Scene[NetworkState]):
    """The network on top, below it the equation of the step with its numbers, and the chosen weight's derivative."""

    def __init__(self, values: NetworkValues, step: int = 0) -> None:
        self.layout: NetworkLayout = network_layout(values.wiring)
        self.biases = values.biases
        self.step = step
        super().__init__(
            self.layout.panel("network", tr("The network. Press an input, a target or a weight to choose it.")),
            PixelPanel(
                "equation", tr("The equation of this step, with the current numbers."),
                WIDTH, FORMULA_HEIGHT + row_pitch(values) * row_count(values), self._draw_formula,
            ),
            PixelPanel("product", tr("The derivative with respect to the chosen weight."), WIDTH, PRODUCT_HEIGHT),
        )  # fmt: skip

    # --- the formula, the only picture that changes ----------------------------------------------------------------

    def fit(self, state: NetworkState) -> None:
        """Write the formula of the state's step, where another one stands."""
        if state.step != self.step:
            self.step = state.step
            self.redraw("equation", self._draw_formula)

    def _draw_formula(self, axes: Axes) -> None:
        step = STEPS[self.step]
        formula = step.with_biases if self.biases and step.with_biases else step.formula
        title = tr("Step {step} of {last}. {what}", step=self.step, last=LAST, what=tr(step.title))
        axes.text(16, 16, title, va="center", fontsize=9.5, color=BLUE if step.backward else BLACK, weight="bold")
        if code := step.line(self.biases):
            axes.text(
                WIDTH - 16, 16, code, va="center", ha="right", fontsize=10, color=BLACK, family="monospace", bbox=LIT
            )
        axes.text(16, 47, f"${formula}$", va="center", fontsize=11.5, color=BLACK, math_fontfamily="cm")
        if step.tag:
            axes.text(WIDTH - 16, 47, f"({step.tag})", va="center", ha="right", fontsize=11, color=BLACK)

    # --- the marks ---------------------------------------------------------------------------------------------------

    def marks(self, state: NetworkState) -> Marks:
        """Return the marks of every panel."""
        return {
            "network": self.network_marks(state),
            "equation": row_marks(
                step_rows(state.passed, state.step, state.chosen),
                FORMULA_HEIGHT,
                size=row_size(state.values),
                pitch=row_pitch(state.values),
            ),
            "product": row_marks(product_rows(state.product), 16),
        }

    def network_marks(self, state: NetworkState) -> dict[str, Mark]:
        """Return the marks of the network: edges, units, weights, gradients above units, slopes beside tanh."""
        step, values = STEPS[state.step], state.values
        edges, backwards = self._edge_looks(state, step)
        shown = {name: compact(state.passed.value(name)) for name in self._known(state.step)}
        weights = {name: short(values.numbers[name]) for name in self.layout.weights}
        return {
            **edge_marks(self.layout, edges, backwards, press=self.layout.weights),
            **node_marks(self.layout, shown, self._node_looks(state, step), press=values.names),
            **weight_marks(self.layout, weights, self._weight_looks(state, step)),
            **caption_marks(self.layout, self._gradients(state), BLUE),
            **self._slope_marks(state),
        }

    def _known(self, step: int) -> list[Name]:
        """Return the nodes that have a value after `step`."""
        return [name for name in self.layout.nodes if not name.is_constant and step >= KNOWN_FROM[name.letter]]

    def _node_looks(self, state: NetworkState, step: Step) -> dict[Name, Style]:
        look = TOLD if step.backward else NEW
        looks = {name: look for name in self.layout.nodes if name.letter in step.new and not name.is_constant}
        return {**looks, state.chosen: CHOSEN}

    def _weight_looks(self, state: NetworkState, step: Step) -> dict[Name, Style]:
        told = Style(color=BLUE, width=2)
        return {**{name: told for name in self.layout.weights if name.array in step.new}, state.chosen: CHOSEN}

    def _edge_looks(self, state: NetworkState, step: Step) -> tuple[dict[str, Style], set[str]]:
        """Return how the edges look, and those that point backwards."""
        used = [name for name in self.layout.links if self.layout.wiring.kind(name) in step.uses]
        looks = dict.fromkeys(used, BACKWARD if step.backward else FORWARD)
        backwards = set(used) if step.backward else set()
        for name, look in self._paths(state).items():
            looks[name] = look
            backwards.add(name)
        if state.product.is_weight:
            looks[state.chosen] = Style(color=PURPLE, width=3)
        return looks, backwards

    @staticmethod
    def _paths(state: NetworkState) -> dict[str, Style]:
        """Return the edges on the counted paths from the loss back to the chosen weight, once it has its gradient."""
        chosen = state.product
        if not chosen.known:
            return {}
        j = chosen.index[0]
        if not chosen.is_hidden:
            return {link(unit("y", j), LOSS): LATEST}
        lit = {link(unit("h", j), unit("z", j)): PATH} if state.counted else {}
        for k in range(state.counted):
            look = LATEST if k == state.counted - 1 else PATH
            lit |= {entry("w2", k, j): look, link(unit("y", k), LOSS): look}
        return lit

    def _gradients(self, state: NetworkState) -> dict[Name, str]:
        """Return the captions "∂E/∂y₁ = −0.538" of the units that have their gradient."""
        told = [
            name
            for name in self.layout.nodes
            if name.array in ("h", "z", "y") and state.step >= TOLD_FROM[name.array] and not name.is_constant
        ]
        return {name: f"∂E/∂{name.symbol} = {compact(state.passed.gradient(name))}" for name in told}

    def _slope_marks(self, state: NetworkState) -> dict[str, Mark]:
        """Return the slope 1 − z² on every edge from h to z, once it is computed."""
        if state.step < SLOPES_FROM:
            return {}
        return {
            f"slope {j + 1}": _slope_mark(self.layout, j, f"×{compact(slope)}")
            for j, slope in enumerate(state.passed.slopes)
        }


@lru_cache(maxsize=1024)
def _slope_mark(layout: NetworkLayout, j: int, written: str) -> Mark:
    start, end = layout.ends[link(unit("h", j), unit("z", j))]
    room = (end[0] - start[0]) / (LETTER * len(written))  # between the two boxes
    return text((start + end) / 2, written, BLUE, size=round(min(11.5, room), 1), anchor="middle", shift=(0, -6))
