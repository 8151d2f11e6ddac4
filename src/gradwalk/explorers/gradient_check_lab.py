"""Find out how small the step of a gradient check should be: error against h for forward and central differences."""

from functools import lru_cache, partial
from typing import Any, ClassVar, Unpack

import ipywidgets as widgets
import numpy as np

from gradwalk.explorers.arrangement import row, wide
from gradwalk.explorers.controls import RateSlider
from gradwalk.explorers.explorer import Explorer, Look
from gradwalk.explorers.formula_box import FormulaBox
from gradwalk.explorers.number_controls import NumberSlider
from gradwalk.explorers.settings import Control, checked_flag
from gradwalk.explorers.surface_explorers import KEYS
from gradwalk.labels import tr, tr_later
from gradwalk.mathematics.parameters import Parameters, initialise
from gradwalk.scenes.checking.gradient_check_scene import GradientCheckScene
from gradwalk.states.checking.difference import Difference
from gradwalk.states.checking.difference_study import LARGEST, SMALLEST, DifferenceStudy

FORMULA, NETWORK = tr_later("a formula f(x)"), tr_later("the loss E of a network")
DATA = (np.array([0.8, -0.5]), np.array([0.3, -0.6]))  # the one input and target of the network


class GradientCheckLab(Explorer[Difference]):
    """Forward and central differences of a formula at x, or of a network's loss at one weight, for any step h.

    `formula` is a formula in x; `x` is where it is differentiated; `h`, from 1e-15 to 1e-1, is the step looked at.
    With `network=True` the loss of a 2-3-2 tanh network at one of its weights, `weight`, is looked at first; x is then
    the weight's own value where it is not given. Raises FormulaError where the formula cannot be read, ValueError for
    another weight.
    """

    menus: ClassVar = ("network",)
    recorded: ClassVar = {"h": 141}

    def __init__(
        self,
        formula: str = "exp(x)",
        x: float | None = None,
        h: float = 1e-3,
        network: bool = False,
        weight: str = "w1[0, 1]",
        **look: Unpack[Look],
    ) -> None:
        network, drawn = checked_flag("network", network), initialise(2, 3, 2, seed=1)
        self._network = drawn.unflatten(np.round(drawn.flatten(), 2))
        if weight not in self._network.labels():
            raise ValueError(f"Choose as weight one of {', '.join(self._network.labels())}, not {weight!r}.")
        self._study_of_formula = lru_cache(maxsize=1)(DifferenceStudy.of_formula)
        self._study_of_loss = lru_cache(maxsize=1)(partial(DifferenceStudy.of_loss, self._network, DATA))
        self._make_controls(formula, x, h, network, weight)
        self.source.observe(self._change_source, "value")
        self.weight.observe(self._change_source, "value")
        what = row(self.source, wide(self.formula.text), self.weight)
        rows = [what, row(self.x, self.h), self.formula.message]
        super().__init__(self._controls(), rows, **look)
        self.stage.on_drag(self._drag)
        self.stage.on_key(self._key)

    def _controls(self) -> dict[str, Control]:
        return {"network": self.source, "formula": self.formula, "weight": self.weight, "x": self.x, "h": self.h}

    def _make_controls(self, formula: str, x: float | None, h: float, network: bool, weight: str) -> None:
        names = [(name.symbol, name) for name in self._network.labels()]
        sources = [(tr(FORMULA), False), (tr(NETWORK), True)]
        self.source = widgets.Dropdown(options=sources, value=network, description=tr("differentiate"), **_menu())
        self.formula = FormulaBox(formula, "f(x) =", variables=("x",), width="22em", name_width="7em")
        self.weight = widgets.Dropdown(options=names, value=weight, description=tr("by the weight"), **_menu())
        start = x if x is not None else self._weight_value() if network else 1.0
        self.x = NumberSlider("x", -5, 5, start, 0.01, decimals=2)
        self.h = RateSlider("h", SMALLEST, LARGEST, h)
        self._show_boxes()

    @property
    def network(self) -> Parameters:
        """The 2-3-2 network whose loss can be studied."""
        return self._network

    @property
    def study(self) -> DifferenceStudy:
        """The function that is differentiated, at the present point."""
        if self.source.value:
            return self._study_of_loss(self.weight.index, self.x.value)
        return self._study_of_formula(self.formula.graph, self.x.value)

    @property
    def state(self) -> Difference:
        """The function at the present point, and the step."""
        return Difference(self.study, self.h.value)

    def new_scene(self) -> GradientCheckScene:
        """Return both plots."""
        return GradientCheckScene(self.study)

    def _weight_value(self) -> float:
        """Return the value that the chosen weight has in the network."""
        return float(self._network.flatten()[self.weight.index])

    def _change_source(self, _change: Any) -> None:
        """Look at another function: a weight starts from the value it has in the network."""
        self._show_boxes()
        if self.source.value:
            with self.quietly():
                self.x.value = self._weight_value()

    def _show_boxes(self) -> None:
        """Show the box that belongs to what is differentiated, and name the slider after its variable."""
        network = self.source.value
        self.formula.text.layout.display = "none" if network else ""
        self.weight.layout.display = "" if network else "none"
        self.x.description = (self.weight.label or "") if network else "x"

    def _drag(self, panel: str, _mark: str, pixel: tuple[float, float], _held: bool) -> None:
        self.h.set_nearest(float(self.scene.panels[panel].unproject(pixel)[0]))

    def _key(self, _panel: str, _mark: str, key: str, shift: bool) -> None:
        self.h.set_nearest(self.h.value * 10 ** (sum(KEYS[key]) * (1.0 if shift else 0.1)))


def _menu() -> dict[str, Any]:
    """Return the look of a box; each has a layout of its own, because it is hidden on its own."""
    return {"style": {"description_width": "7em"}, "layout": widgets.Layout(width="22em", max_width="100%")}
