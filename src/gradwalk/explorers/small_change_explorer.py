"""Change one weight or all of them a little, and follow the change through the network to the loss, (6.1)-(6.4)."""

from functools import lru_cache
from typing import Any, ClassVar, Unpack

import ipywidgets as widgets
import numpy as np

from gradwalk.explorers.arrangement import beside, row, wide
from gradwalk.explorers.controls import RateSlider
from gradwalk.explorers.explorer import SLIDER, Explorer, Look
from gradwalk.explorers.number_controls import NumberBox
from gradwalk.explorers.ordered import OptionSlider
from gradwalk.explorers.settings import Control, checked_option
from gradwalk.explorers.surface_explorers import KEYS
from gradwalk.labels import tr
from gradwalk.scenes.network.small_change_scene import SmallChangeScene
from gradwalk.states.network.change_step import STAGES, ChangeStep
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


class SmallChangeExplorer(Explorer[ChangeStep]):
    """A 2-3-1 tanh network whose weights change by Δw: each node's change, and predicted beside actual ΔE.

    `direction` is one of small_change.DIRECTIONS; `weight` is a name as in `Parameters.labels()`, "w1[0, 1]", used
    where one weight changes, and `seed` where all change at random; `length` is |Δw|, from 1e-4 to 2; `stage` from 0 to
    4 is how far the change has run.
    Raises ValueError for another direction or weight.
    """

    recorded: ClassVar = {"direction": 5, "weight": 50, "length": 13, "stage": 6}

    def __init__(
        self,
        direction: str = UP,
        weight: str = "w1[0, 0]",
        length: float = 0.1,
        stage: int = 4,
        seed: int = 0,
        **look: Unpack[Look],
    ) -> None:
        if direction not in DIRECTIONS:
            raise ValueError(f"Choose as direction one of {', '.join(DIRECTIONS)}, not {direction!r}.")
        if weight not in WEIGHTS:
            raise ValueError(f"Choose as weight one of {', '.join(WEIGHTS)}, not {weight!r}.")
        stage = checked_option("stage", stage, range(len(STAGES)))
        self._change = lru_cache(maxsize=1)(_change)
        self._make_controls(direction, weight, length, stage, seed)
        self._observe()
        what = row(self.direction, self.weight, self.seed)
        how = row(self.length, wide(beside(self.back, self.forth, self.stage_slider)))
        super().__init__(self._controls(), [what, how], **look)
        self.add_class("gradwalk-two-lines")  # what is said of a long step needs them, and nothing below may jump
        self.stage.on_press(self._press)
        self.stage.on_drag(self._drag)
        self.stage.on_key(self._key)

    def _controls(self) -> dict[str, Control]:
        return {
            "direction": self.direction,
            "weight": self.weight,
            "seed": self.seed,
            "length": self.length,
            "stage": self.stage_slider,
        }

    def _make_controls(self, direction: str, weight: str, length: float, stage: int, seed: int) -> None:
        names = [(name.symbol, name) for name in WEIGHTS]
        self.direction = widgets.Dropdown(
            options=[(tr(name), name) for name in DIRECTIONS], value=direction, description=tr("change"), **_box("20em")
        )
        self.weight = widgets.Dropdown(options=names, value=weight, description=tr("weight"), **_box("12em"))
        self.seed = NumberBox(seed, 0, 999, name=tr("seed"), whole=True, width="10em", name_width="5em")
        self.length = RateSlider("|Δw|", SMALLEST, LARGEST, length)
        stages = [(name, place) for place, name in enumerate(STAGES)]
        self.stage_slider = OptionSlider(options=stages, value=stage, description=tr("up to"), **SLIDER)
        self.back = widgets.Button(icon="step-backward", tooltip=tr("One stage back"), layout=_ICON)
        self.forth = widgets.Button(icon="step-forward", tooltip=tr("One stage on"), layout=_ICON)
        self._show_boxes()

    def _observe(self) -> None:
        self.direction.observe(self._show_boxes, "value")
        self.back.on_click(lambda _: self._go(-1))
        self.forth.on_click(lambda _: self._go(+1))

    @property
    def state(self) -> ChangeStep:
        """The change that is looked at, and how far it has run."""
        change = self._change(self.direction.value, self.weight.value, self.seed.value)
        return ChangeStep(change, self.length.value, self.stage_slider.value)

    def new_scene(self) -> SmallChangeScene:
        """Return the network and the two plots."""
        return SmallChangeScene()

    def _show_boxes(self, _change: Any = None) -> None:
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
        with self.together():
            if self.direction.value not in (UP, DOWN):
                self.direction.value = UP
            self.weight.value = name

    def _drag(self, panel: str, _mark: str, pixel: tuple[float, float], _held: bool) -> None:
        self.length.set_nearest(float(self.scene.panels[panel].unproject(pixel)[0]))

    def _key(self, _panel: str, _mark: str, key: str, shift: bool) -> None:
        self.length.move(sum(KEYS[key]) * (20 if shift else 2))


def _change(direction: str, weight: str, seed: int) -> SmallChange:
    return SmallChange(unit_direction(direction, WEIGHTS.index(weight), seed))


def _box(width: str) -> dict[str, Any]:
    return {"style": {"description_width": "5em"}, "layout": widgets.Layout(width=width, max_width="100%")}


_ICON = {"width": "3em"}
