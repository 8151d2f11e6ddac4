"""Run a small network forward and backward, one equation at a time, and take any of its numbers in hand."""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar, Unpack, cast

import ipywidgets as widgets
import numpy as np
from numpy.typing import ArrayLike

from gradwalk.explorers.arrangement import row
from gradwalk.explorers.explorer import Explorer, Look
from gradwalk.explorers.number_controls import NumberSlider
from gradwalk.explorers.player import Stepper
from gradwalk.explorers.settings import Control, given
from gradwalk.explorers.value_controls import SizeBoxes, ValueChooser, checked_choice
from gradwalk.explorers.weight_tables import WeightTables
from gradwalk.labels import tr, tr_later
from gradwalk.mathematics.parameters import Parameters, as_data, require_finite
from gradwalk.scenes.network.network_scene import NetworkScene
from gradwalk.states.network.network_state import NetworkState
from gradwalk.states.network.steps import LAST
from gradwalk.states.network.values import NetworkValues
from gradwalk.states.network.wiring import Wiring

SECONDS_A_STEP = 2
LAYERS = (tr_later("inputs"), tr_later("hidden units"), tr_later("outputs"))


class NetworkExplorer(Explorer[NetworkState]):
    """Bishop's two-layer tanh network for one input and its target, stepped through (5.3) to (5.12).

    Without arguments it starts with the numbers of notebook 4. `parameters`, `x` (D,) and `target` (K,) together give
    it numbers of your own, up to five units in a layer; the parameters are Parameters, plain arrays (w1, w2) or
    (w1, w2, b1, b2), or these by name; `sizes` (D, M, K), `biases` and `numbers`, by name, change what
    one starts with. `step` is the step looked at first, `chosen` the name of the weight looked at, as in "w1[0, 1]",
    and `paths` how many outputs its sum counts. Raises ValueError where shapes do not fit or a network is too large.
    """

    recorded: ClassVar = {"step": 11, "chosen": 100, "paths": 6}

    def __init__(
        self,
        parameters: Parameters | Sequence[ArrayLike] | Mapping[str, ArrayLike] | None = None,
        x: ArrayLike | None = None,
        target: ArrayLike | None = None,
        *,
        sizes: Sequence[int] | None = None,
        biases: bool | None = None,
        numbers: Mapping[str, float] | None = None,
        chosen: str = "w1[0, 0]",
        step: int = 0,
        paths: int | None = None,
        **look: Unpack[Look],
    ) -> None:
        values = _values(parameters, x, target)
        self._start, self._taking = values, False
        self.biases = widgets.Checkbox(value=values.biases, description=tr("biases"), indent=False, layout=_CHECK)
        self.random = widgets.Button(description=tr("random weights"), layout=_BUTTON)
        self.restore = widgets.Button(description=tr("first numbers"), layout=_BUTTON)
        self.sizes = SizeBoxes(values.sizes, [*map(tr, LAYERS)], [self.biases, self.random, self.restore])
        self.chooser = ValueChooser(values, values.wiring.weights[0])
        self.tables = WeightTables(self.chooser)
        outputs = values.sizes[2]
        self.paths = NumberSlider(tr("paths counted"), 0, outputs, outputs, 1, whole=True, name_width="8em")
        self.stepper = Stepper(step, LAST, SECONDS_A_STEP)
        self.step, self.play = self.stepper.step, self.stepper.play
        self._observe()
        rows = [self.sizes, self.chooser, self.tables, row(self.stepper.controls, self.paths)]
        super().__init__(self._controls(), rows, **look)
        self.stage.on_press(lambda _panel, mark: self.chooser.choose(mark.removeprefix("edge ")))
        self.play.heed(self.stage)
        self.settings = given(sizes=sizes, biases=biases, numbers=numbers, paths=paths)
        self.chooser.choose(checked_choice(chosen, self.values))

    def _controls(self) -> dict[str, Control]:
        return {
            "sizes": self.sizes,
            "biases": self.biases,
            "numbers": self.chooser,
            "chosen": self.chooser.menu,
            "step": self.step,
            "paths": self.paths,
        }

    def _observe(self) -> None:
        self.sizes.observe(self._resize, "value")
        self.biases.observe(self._resize, "value")
        self.random.on_click(lambda _: self._take(self.values.with_random_weights(np.random.default_rng())))
        self.restore.on_click(lambda _: self._take(self._start))

    @property
    def values(self) -> NetworkValues:
        """The numbers in force."""
        return cast(NetworkValues, self.chooser.values)

    @property
    def state(self) -> NetworkState:
        """What is looked at."""
        return NetworkState(self.values, self.step.value, self.chooser.chosen, self.paths.value)

    @property
    def parts(self) -> dict[str, Sequence[widgets.Widget]]:
        """What can be hidden: the controls; the boxes of the sizes without what stands beside them."""
        return {**super().parts, "sizes": [*self.sizes.boxes, self.sizes.message]}

    @property
    def pictured(self) -> Wiring:
        """How the units are joined."""
        return self.values.wiring

    def new_scene(self) -> NetworkScene:
        """Return the pictures of a network of this shape."""
        return NetworkScene(self.values, self.step.value)

    def _resize(self, _change: Any) -> None:
        self._take(self.values.resized(self.sizes.sizes, self.biases.value))

    def _take(self, values: NetworkValues) -> None:
        """Put other numbers in force, and let all controls agree with them."""
        if self._taking:
            return
        self._taking = True
        try:
            with self.together():
                self.sizes.set(values.sizes)
                self.biases.value = values.biases
                self.chooser.take(values)
                self._count_paths(values.sizes[2])
        finally:
            self._taking = False

    def _count_paths(self, outputs: int) -> None:
        """Let the reader count the paths of so many outputs; where all were counted, all are."""
        all_counted = self.paths.value == self.paths.max
        self.paths.set_range(0, outputs, outputs if all_counted else min(self.paths.value, outputs), 1)


def _values(
    given: Parameters | Sequence[ArrayLike] | Mapping[str, ArrayLike] | None,
    x: ArrayLike | None,
    target: ArrayLike | None,
) -> NetworkValues:
    """Return the numbers to start with. Raises ValueError where only some of the arguments are given."""
    if given is None and x is None and target is None:
        return NetworkValues.start()
    if given is None or x is None or target is None:
        raise ValueError("Give parameters, x and target together, or none of them.")
    parameters = Parameters.of(given)
    x, target = as_data(parameters, x, target)
    if x.ndim != 1:
        raise ValueError(f"Give x the shape ({x.shape[1]},), a single point, not {x.shape}.")
    require_finite(x=x, target=target, **dict(parameters.arrays()))
    return NetworkValues.of(parameters, x, target)


_CHECK = {"width": "6em"}
_BUTTON = {"width": "auto"}
