"""Take the inputs and weights of one fully connected layer in hand, and see what each of them reaches."""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar, Unpack, cast

import numpy as np
from numpy.typing import ArrayLike

from gradwalk.explorers.explorer import Explorer, Look
from gradwalk.explorers.settings import given
from gradwalk.explorers.value_controls import SizeBoxes, ValueChooser, checked_choice
from gradwalk.explorers.weight_tables import WeightTables
from gradwalk.labels import tr
from gradwalk.mathematics.parameters import as_floats, require_finite
from gradwalk.scenes.network.layer_scene import LayerScene
from gradwalk.states.network.layer_state import LayerState
from gradwalk.states.network.values import LayerValues
from gradwalk.states.network.wiring import Wiring


class LayerExplorer(Explorer[LayerState]):
    """One layer y_j = sum_i w_ji x_i (5.1): choose an input or a weight, move it, and see which outputs it touches.

    `w` (J, I) and `x` (I,) together give it numbers of your own, up to five units on each side. `chosen` is the name
    of what is looked at first, "x1" or "w[0, 2]". `sizes` (inputs, outputs) and `numbers`, by such names, change what
    one starts with. Raises ValueError where shapes do not fit.
    """

    recorded: ClassVar = {"chosen": 100}

    def __init__(
        self,
        w: ArrayLike | None = None,
        x: ArrayLike | None = None,
        *,
        sizes: Sequence[int] | None = None,
        numbers: Mapping[str, float] | None = None,
        chosen: str = "x1",
        **look: Unpack[Look],
    ) -> None:
        values = _values(w, x)
        self.sizes = SizeBoxes(values.sizes, (tr("inputs"), tr("outputs")))
        self.chooser = ValueChooser(values, values.names[0])
        self.tables = WeightTables(self.chooser)
        self.sizes.observe(self._resize, "value")
        controls = {"sizes": self.sizes, "numbers": self.chooser, "chosen": self.chooser.menu}
        super().__init__(controls, [self.sizes, self.chooser, self.tables], **look)
        self.settings = given(sizes=sizes, numbers=numbers)
        self.chooser.choose(checked_choice(chosen, self.chooser.values))
        self.stage.on_press(lambda _panel, mark: self.chooser.choose(mark.removeprefix("edge ")))

    @property
    def values(self) -> LayerValues:
        """The numbers in force."""
        return cast(LayerValues, self.chooser.values)

    @property
    def state(self) -> LayerState:
        """What is looked at."""
        return LayerState(self.values, self.chooser.chosen)

    @property
    def pictured(self) -> Wiring:
        """How the units are joined."""
        return self.values.wiring

    def new_scene(self) -> LayerScene:
        """Return the pictures of a layer of this size."""
        return LayerScene(self.values)

    def _resize(self, _change: Any) -> None:
        with self.quietly():
            self.chooser.take(self.values.resized(self.sizes.sizes))


def _values(w: ArrayLike | None, x: ArrayLike | None) -> LayerValues:
    """Return the numbers to start with. Raises ValueError where one argument is missing or a shape does not fit."""
    if w is None and x is None:
        return LayerValues.start()
    if w is None or x is None:
        raise ValueError("Give w and x together, or none of them.")
    w, x = as_floats("w", w), as_floats("x", x)
    if w.ndim != 2 or x.shape != w.shape[1:]:
        raise ValueError(f"Give w the shape (J, I) and x the shape (I,), not {w.shape} and {np.shape(x)}.")
    require_finite(w=w, x=x)
    return LayerValues.of(w, x)
