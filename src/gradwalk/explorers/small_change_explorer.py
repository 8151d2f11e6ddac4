"""Change one weight or all of them a little, and follow the change through the network to the loss, (6.1)-(6.4)."""

from typing import Any

import ipywidgets as widgets
import numpy as np

from gradwalk.explorers.controls import rate_slider, set_nearest, step_rate
from gradwalk.explorers.explorer import ROW, SLIDER, Explorer
from gradwalk.explorers.surface_explorers import KEYS
from gradwalk.scenes.kit.scene import Marks
from gradwalk.scenes.network.small_change_scene import STAGES, SmallChangeScene, note, readout
from gradwalk.states.names import symbol
from gradwalk.states.network.small_change import (
    DIRECTIONS,
    DOWN,
    LARGEST,
    PARAMETERS,
    RANDOM,
    SMALLEST,
    UP,
    SmallChange,
    unit_direction,
)

WEIGHTS = PARAMETERS.labels()


class SmallChangeExplorer(Explorer):
    """A 2-3-1 tanh network whose weights change by Δw: each node's change, and predicted beside actual ΔE.

    `direction` is one of small_change.DIRECTIONS; `weight` is a name as in `Parameters.labels()`, "w1[0, 1]", used
    where one weight changes; `length` is |Δw|, from 1e-4 to 2; `stage` from 0 to 4 is how far the change has run.
    Raises ValueError for another direction or weight.
    """

    def __init__(self, direction: str = UP, weight: str = "w1[0, 0]", length: float = 0.1, stage: int = 4) -> None:
        if direction not in DIRECTIONS:
            raise ValueError(f"Choose as direction one of {', '.join(DIRECTIONS)}, not {direction!r}.")
        if weight not in WEIGHTS:
            raise ValueError(f"Choose as weight one of {', '.join(WEIGHTS)}, not {weight!r}.")
        self._make_controls(direction, weight, length, stage)
        self._change = self._new_change()
        self.scene = SmallChangeScene()
        what = widgets.HBox([self.direction, self.weight, self.seed], layout=ROW)
        how = widgets.HBox([self.length, self.back, self.forth, self.stage_slider], layout=ROW)
        super().__init__([what, how])
        self._observe()

    def _make_controls(self, direction: str, weight: str, length: float, stage: int) -> None:
        names = [(symbol(name), place) for place, name in enumerate(WEIGHTS)]
        self.direction = widgets.Dropdown(options=DIRECTIONS, value=direction, description="change", **_box("20em"))
        self.weight = widgets.Dropdown(options=names, value=WEIGHTS.index(weight), description="weight", **_box("12em"))
        self.seed = widgets.BoundedIntText(0, min=0, max=999, description="seed", **_box("10em"))
        self.length = rate_slider("|Δw|", SMALLEST, LARGEST, length)
        stages = [(name, place) for place, name in enumerate(STAGES)]
        self.stage_slider = widgets.SelectionSlider(options=stages, value=stage, description="up to", **SLIDER)
        self.back = widgets.Button(icon="step-backward", tooltip="One stage back", layout=_ICON)
        self.forth = widgets.Button(icon="step-forward", tooltip="One stage on", layout=_ICON)
        self._show_boxes()

    def _observe(self) -> None:
        for control in (self.direction, self.weight, self.seed):
            control.observe(self._turn_change, "value")
        for control in (self.length, self.stage_slider):
            control.observe(self.refresh, "value")
        self.back.on_click(lambda _: self._go(-1))
        self.forth.on_click(lambda _: self._go(+1))
        self.stage.on_press(self._press)
        self.stage.on_drag(self._drag)
        self.stage.on_key(self._key)

    def _new_change(self) -> SmallChange:
        return SmallChange(unit_direction(self.direction.value, self.weight.value, self.seed.value))

    def view(self) -> tuple[Marks, list[tuple[str, str]], str]:
        """Return the marks, the text twin and the note of the present state."""
        change, length, stage = self._change, self.length.value, self.stage_slider.value
        return self.scene.marks(change, length, stage), readout(change, length), note(change, length, stage)

    def _turn_change(self, _change: Any = None) -> None:
        """Change the weights in another direction."""
        if self._batched:
            return
        self._show_boxes()
        self._change = self._new_change()
        self.refresh()

    def _show_boxes(self) -> None:
        """Show the boxes that matter for the chosen direction."""
        self.weight.layout.visibility = "visible" if self.direction.value in (UP, DOWN) else "hidden"
        self.seed.layout.visibility = "visible" if self.direction.value == RANDOM else "hidden"

    def _go(self, stages: int) -> None:
        self.stage_slider.value = int(np.clip(self.stage_slider.value + stages, 0, len(STAGES) - 1))

    def _press(self, _panel: str, mark: str) -> None:
        """A pressed number is the one weight to change."""
        name = mark.removeprefix("edge ")
        if name not in WEIGHTS:
            return
        self._batched = True
        if self.direction.value not in (UP, DOWN):
            self.direction.value = UP
        self.weight.value = WEIGHTS.index(name)
        self._batched = False
        self._turn_change()

    def _drag(self, panel: str, _mark: str, pixel: tuple[float, float], _held: bool) -> None:
        set_nearest(self.length, float(self.scene.panels[panel].unproject(pixel)[0]))

    def _key(self, _panel: str, _mark: str, key: str, shift: bool) -> None:
        step_rate(self.length, sum(KEYS[key]) * (20 if shift else 2))


def _box(width: str) -> dict[str, Any]:
    return {"style": {"description_width": "5em"}, "layout": widgets.Layout(width=width, max_width="100%")}


_ICON = {"width": "3em"}
