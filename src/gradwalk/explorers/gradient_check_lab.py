"""Find out how small the step of a gradient check should be: error against h for forward and central differences."""

from typing import Any

import ipywidgets as widgets
import numpy as np

from gradwalk.explorers.controls import Message, Slider, rate_slider, set_nearest
from gradwalk.explorers.explorer import ROW, SLIDER, Explorer
from gradwalk.explorers.surface_explorers import KEYS
from gradwalk.mathematics.formula import FormulaError, reading
from gradwalk.mathematics.graph import Graph
from gradwalk.mathematics.parameters import Parameters, initialise
from gradwalk.scenes.checking.gradient_check_scene import GradientCheckScene, note, readout
from gradwalk.scenes.kit.scene import Marks
from gradwalk.states.checking.difference_study import LARGEST, SMALLEST, DifferenceStudy
from gradwalk.states.names import symbol

FORMULA, NETWORK = "a formula f(x)", "the loss E of a network"
DATA = (np.array([0.8, -0.5]), np.array([0.3, -0.6]))  # the one input and target of the network


class GradientCheckLab(Explorer):
    """Forward and central differences of a formula at x, or of a network's loss at one weight, for any step h.

    `formula` is a formula in x; `x` is where it is differentiated; `h`, from 1e-15 to 1e-1, is the step looked at.
    With `network=True` the loss of a 2-3-2 tanh network at one of its weights is looked at first.
    Raises FormulaError where the formula cannot be read.
    """

    def __init__(self, formula: str = "exp(x)", x: float = 1.0, h: float = 1e-3, network: bool = False) -> None:
        self._graph = Graph.from_formula(formula, ["x"])
        drawn = initialise(2, 3, 2, seed=1)
        self._network = drawn.unflatten(np.round(drawn.flatten(), 2))
        self._make_controls(formula, x, h, network)
        self._study = self._new_study()
        self.scene = GradientCheckScene(self._study)
        what = widgets.HBox([self.source, self.formula, self.weight], layout=ROW)
        super().__init__([what, self.message, widgets.HBox([self.x, self.h], layout=ROW)])
        self._observe()

    def _make_controls(self, formula: str, x: float, h: float, network: bool) -> None:
        names = {symbol(name): index for index, name in enumerate(self._network.labels())}
        self.source = widgets.Dropdown(
            options=[FORMULA, NETWORK], value=NETWORK if network else FORMULA, description="differentiate", **_menu()
        )
        self.formula = widgets.Text(value=formula, description="f(x) =", continuous_update=False, **_menu())
        self.weight = widgets.Dropdown(options=names, value=1, description="by the weight", **_menu())
        self.message = Message(reading(formula, ["x"]))
        start = self._network.flatten()[1] if network else x
        self.x = Slider(value=start, min=-5, max=5, step=0.01, description="x", readout_format=".2f", **SLIDER)
        self.h = rate_slider("h", SMALLEST, LARGEST, h)
        self._show_boxes()

    def _observe(self) -> None:
        self.h.observe(self.refresh, "value")
        self.x.observe(self._change_study, "value")
        self.formula.observe(self._change_formula, "value")
        self.source.observe(self._change_source, "value")
        self.weight.observe(self._change_source, "value")
        self.stage.on_drag(self._drag)
        self.stage.on_key(self._key)

    @property
    def network(self) -> Parameters:
        """The 2-3-2 network whose loss can be studied."""
        return self._network

    def _new_study(self) -> DifferenceStudy:
        if self.source.value == NETWORK:
            return DifferenceStudy.of_loss(self._network, DATA, self.weight.value, self.x.value)
        return DifferenceStudy.of_formula(self._graph, self.x.value)

    def view(self) -> tuple[Marks, list[tuple[str, str]], str]:
        """Return the marks, the text twin and the note of the present state."""
        self.scene.fit(self._study)
        study, seen = self._study, self._study.look(self.h.value)
        return self.scene.marks(study, seen), readout(study, seen), note(study, seen)

    def _change_study(self, _change: Any = None) -> None:
        """Study another function or point."""
        if not self._batched:
            self._study = self._new_study()
            self.refresh()

    def _change_formula(self, change: dict[str, Any]) -> None:
        try:
            self._graph: Graph = Graph.from_formula(change["new"], ["x"])
        except FormulaError as error:
            self.message.warn(f"{error} The function stays as it was.")
        else:
            self.message.remark(reading(change["new"], ["x"]))
            self._change_study()

    def _change_source(self, _change: Any) -> None:
        """Look at another function: a weight starts from the value it has in the network."""
        self._show_boxes()
        self._batched = True
        if self.source.value == NETWORK:
            self.x.value = float(self._network.flatten()[self.weight.value])
        self._batched = False
        self._change_study()

    def _show_boxes(self) -> None:
        """Show the box that belongs to what is differentiated, and name the slider after its variable."""
        network = self.source.value == NETWORK
        self.formula.layout.display = "none" if network else ""
        self.weight.layout.display = "" if network else "none"
        self.x.description = self.weight.label if network else "x"

    def _drag(self, panel: str, _mark: str, pixel: tuple[float, float], _held: bool) -> None:
        set_nearest(self.h, float(self.scene.panels[panel].unproject(pixel)[0]))

    def _key(self, _panel: str, _mark: str, key: str, shift: bool) -> None:
        set_nearest(self.h, self.h.value * 10 ** (sum(KEYS[key]) * (1.0 if shift else 0.1)))


def _menu() -> dict[str, Any]:
    """Return the look of a box; each has a layout of its own, because it is hidden on its own."""
    return {"style": {"description_width": "7em"}, "layout": widgets.Layout(width="22em", max_width="100%")}
