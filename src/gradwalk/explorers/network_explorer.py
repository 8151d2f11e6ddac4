"""Run a small network forward and backward, one equation at a time, and take any of its numbers in hand."""

from typing import Any

import ipywidgets as widgets
import numpy as np
from numpy.typing import ArrayLike

from gradwalk.explorers.explorer import ROW, SLIDER, Explorer
from gradwalk.explorers.player import Stepper
from gradwalk.explorers.value_controls import SizeBoxes, ValueChooser, checked_choice
from gradwalk.mathematics.parameters import Parameters, as_data, require_finite
from gradwalk.scenes.kit.scene import Marks
from gradwalk.scenes.network.network_scene import NetworkScene, NetworkState
from gradwalk.states.network.steps import LAST
from gradwalk.states.network.values import NetworkValues

SECONDS_A_STEP = 2
LAYERS = ("inputs", "hidden units", "outputs")


class NetworkExplorer(Explorer):
    """Bishop's two-layer tanh network for one input and its target, stepped through (5.3) to (5.12).

    Without arguments it starts with the numbers of notebook 4. `parameters`, `x` (D,) and `target` (K,) together give
    it numbers of your own, up to five units in a layer. `step` is the step looked at first, `chosen` the name of the
    weight looked at, as in "w1[0, 1]". Raises ValueError where shapes do not fit or a network is too large to show.
    """

    def __init__(
        self,
        parameters: Parameters | None = None,
        x: ArrayLike | None = None,
        target: ArrayLike | None = None,
        *,
        step: int = 0,
        chosen: str = "w1[0, 0]",
    ) -> None:
        values = _values(parameters, x, target)
        self._start = values
        self.biases = widgets.Checkbox(value=values.biases, description="biases", indent=False, layout=_CHECK)
        self.random = widgets.Button(description="random weights", layout=_BUTTON)
        self.restore = widgets.Button(description="first numbers", layout=_BUTTON)
        self.sizes = SizeBoxes(values.sizes, LAYERS, [self.biases, self.random, self.restore])
        self.chooser = ValueChooser(values, checked_choice(chosen, values))
        self.paths = widgets.IntSlider(
            values.sizes[2], min=0, max=values.sizes[2], description="paths counted", **_PATHS
        )
        self.stepper = Stepper(step, LAST, SECONDS_A_STEP)
        self.step, self.play = self.stepper.step, self.stepper.play
        self.scene = NetworkScene(values, self.step.value)
        super().__init__([self.sizes, self.chooser, widgets.HBox([*self.stepper.controls, self.paths], layout=ROW)])
        self._observe()

    def _observe(self) -> None:
        for control in (self.step, self.paths, self.chooser.menu):
            control.observe(self.refresh, "value")
        self.chooser.observe(self.refresh, "values")
        self.sizes.observe(self._resize, "sizes")
        self.biases.observe(self._resize, "value")
        self.random.on_click(lambda _: self._take(self.values.with_random_weights(np.random.default_rng())))
        self.restore.on_click(lambda _: self._take(self._start))
        self.stage.on_press(lambda _panel, mark: self.chooser.choose(mark.removeprefix("edge ")))
        self.play.heed(self.stage)

    @property
    def values(self) -> NetworkValues:
        """The numbers in force."""
        return self.chooser.values

    @property
    def state(self) -> NetworkState:
        """What is looked at."""
        return NetworkState(self.values, self.step.value, self.chooser.chosen, self.paths.value)

    def view(self) -> tuple[Marks, list[tuple[str, str]], str]:
        """Return the marks, the text twin and the note of the present state."""
        state = self.state
        self.scene.turn_to(state.step)
        return self.scene.marks(state), self.scene.readout(state), self.scene.note(state)

    def _resize(self, _change: Any) -> None:
        self._take(self.values.resized(self.sizes.sizes, self.biases.value))

    def _take(self, values: NetworkValues) -> None:
        """Put other numbers in force, and draw the network anew where its shape is another."""
        if self._batched:
            return
        before = self.values.wiring
        self._batched = True
        self.sizes.set(values.sizes)
        self.biases.value = values.biases
        self.chooser.take(values)
        outputs = values.sizes[2]
        all_counted = self.paths.value == self.paths.max
        self.paths.max = outputs
        self.paths.value = outputs if all_counted else min(self.paths.value, outputs)
        self._batched = False
        if values.wiring is before:
            self.refresh()
        else:
            self.scene = NetworkScene(values, self.step.value)
            self.repaint()


def _values(parameters: Parameters | None, x: ArrayLike | None, target: ArrayLike | None) -> NetworkValues:
    """Return the numbers to start with. Raises ValueError where only some of the arguments are given."""
    if parameters is None and x is None and target is None:
        return NetworkValues.start()
    if parameters is None or x is None or target is None:
        raise ValueError("Give parameters, x and target together, or none of them.")
    x, target = as_data(parameters, x, target)
    if x.ndim != 1:
        raise ValueError(f"Give x the shape ({x.shape[1]},), a single point, not {x.shape}.")
    require_finite(x=x, target=target, **dict(parameters.arrays()))
    return NetworkValues.of(parameters, x, target)


_PATHS = {**SLIDER, "style": {"description_width": "8em"}}
_CHECK = {"width": "6em"}
_BUTTON = {"width": "auto"}
