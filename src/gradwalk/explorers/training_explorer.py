"""Watch Bishop's network of three hidden units learn x², sin πx, |x| or a step: start, pause, go back, begin anew."""

import math
from functools import lru_cache
from typing import Any, ClassVar, Unpack

import ipywidgets as widgets
from numpy.typing import ArrayLike

from gradwalk.explorers.arrangement import beside, row, wide
from gradwalk.explorers.controls import RateSlider
from gradwalk.explorers.explorer import Explorer, Look
from gradwalk.explorers.number_controls import NumberBox, NumberSlider
from gradwalk.explorers.player import SECONDS_A_FRAME, Player
from gradwalk.explorers.settings import Control, checked_flag, checked_option
from gradwalk.labels import tr, tr_later
from gradwalk.mathematics.datasets import FIGURE_5_3, OWN, OwnDataset
from gradwalk.scenes.network.training_scene import TrainingScene
from gradwalk.states.network.training_run import STARTS, TrainingRun
from gradwalk.states.network.training_step import TrainingStep

MOST_STEPS = 20_000
RATES = (1e-4, 1.0)  # learning rates that can be chosen
DURATIONS = (5, 15, 60)  # seconds that a play from the first to the last step takes, at least
FORMULAS = {"square": "x²", "sine": "sin πx", "absolute value": "|x|", "Heaviside": tr_later("Heaviside step")}


class TrainingExplorer(Explorer[TrainingStep]):
    """A 1-3-1 tanh network with biases, trained by (1.1) on 50 points, as in Bishop's figure 5.3.

    `dataset` is one of "square", "sine", "absolute value", "Heaviside", or a pair (x, y) of up to 500 numbers each;
    `seed` draws the start, unless `symmetric` makes all weights equal; `learning_rate` is from 1e-4 to 1; `num_steps`
    is the last step, `step` the one looked at first; to play from the first to the last takes so many `seconds`.
    Raises ValueError for what is none of these.
    """

    menus: ClassVar = ("dataset", "symmetric")
    recorded: ClassVar = {"step": 101}

    def __init__(
        self,
        dataset: str | tuple[ArrayLike, ArrayLike] = "sine",
        seed: int = 4,
        learning_rate: float = 0.005,
        num_steps: int = 3000,
        step: int = 0,
        symmetric: bool = False,
        seconds: int = 15,
        **look: Unpack[Look],
    ) -> None:
        self._own = None if isinstance(dataset, str) else OwnDataset.of(dataset)
        first = OWN if self._own else checked_option("dataset", dataset, list(FIGURE_5_3))
        self._make_settings(first, seed, learning_rate, checked_flag("symmetric", symmetric))
        self._make_player(num_steps, step, checked_option("seconds", seconds, DURATIONS))
        self._train = lru_cache(maxsize=1)(TrainingRun)
        self._observe()
        super().__init__(self._controls(), [self._settings_row(), self._player_row()], **look)
        self.play.heed(self.stage)

    def _make_settings(self, dataset: str, seed: int, learning_rate: float, symmetric: bool) -> None:
        options = [(tr(formula), name) for name, formula in FORMULAS.items()]
        options += [(tr("your data"), OWN)] if self._own else []
        self.dataset = widgets.Dropdown(options=options, value=dataset, description=tr("learn"), **_box("15em", "3em"))
        starts = list(zip(map(tr, STARTS), (False, True), strict=True))
        self.start = widgets.Dropdown(options=starts, value=symmetric, description=tr("start"), **_box("15em", "3em"))
        self.seed = NumberBox(seed, 0, 999, name=tr("seed"), whole=True, width="9em", name_width="4em")
        self.learning_rate = RateSlider("η", *RATES, learning_rate)

    def _make_player(self, num_steps: int, step: int, seconds: int) -> None:
        self.num_steps = NumberBox(
            num_steps, 1, MOST_STEPS, name=tr("steps"), whole=True, width="9em", name_width="4em"
        )
        self.seconds = widgets.Dropdown(
            options=DURATIONS, value=seconds, description=tr("seconds"), **_box("11em", "5em")
        )
        self.step = NumberSlider(tr("step"), 0, num_steps, step, 1, whole=True)
        self.play = Player(self._advance)
        self.end = widgets.Button(
            icon="fast-forward", tooltip=tr("To the last step"), layout=widgets.Layout(width="3em")
        )

    def _controls(self) -> dict[str, Control]:
        return {
            "dataset": self.dataset,
            "symmetric": self.start,
            "seed": self.seed,
            "learning_rate": self.learning_rate,
            "num_steps": self.num_steps,
            "step": self.step,
            "seconds": self.seconds,
        }

    def _settings_row(self) -> widgets.HBox:
        return row(self.dataset, self.start, self.seed, self.learning_rate, self.num_steps, self.seconds)

    def _player_row(self) -> widgets.HBox:
        return row(wide(beside(self.play, self.end, self.step)))

    def _observe(self) -> None:
        for control in (self.dataset, self.start, self.seed, self.learning_rate):
            control.observe(self._begin_anew, "value")
        self.num_steps.observe(self._change_length, "value")
        self.end.on_click(lambda _: self._go_to_end())
        self.play.observe(self._started, "value")

    @property
    def run(self) -> TrainingRun:
        """The training with the present data, start and learning rate, as far as it has come."""
        dataset = self._own if self.dataset.value == OWN else self.dataset.value
        return self._train(dataset, STARTS[self.start.value], self.seed.value, self.learning_rate.value)

    @property
    def state(self) -> TrainingStep:
        """The training at the present step, as far as it gets."""
        return TrainingStep(self.run, self.run.advance(self.step.value), self.num_steps.value)

    def new_scene(self) -> TrainingScene:
        """Return both plots."""
        return TrainingScene(self.state)

    def _advance(self) -> bool:
        """Take the steps of one frame of the play; return whether there is more to come."""
        frames = max(1, round(self.seconds.value / SECONDS_A_FRAME))
        wanted = self.step.value + math.ceil(self.num_steps.value / frames)
        self.step.value = self.run.advance(min(wanted, self.num_steps.value))
        return self.step.value < self.num_steps.value and not self.run.has_ended

    def _begin_anew(self, _change: Any) -> None:
        """Another run starts at step 0 and waits to be played."""
        self.play.value = False
        with self.quietly():
            self.step.value = 0

    def _change_length(self, change: dict[str, Any]) -> None:
        with self.quietly():
            self.step.set_range(0, change["new"], min(self.step.value, change["new"]), 1)

    def _go_to_end(self) -> None:
        self.play.value = False
        self.step.value = self.run.advance(self.num_steps.value)

    def _started(self, change: dict[str, Any]) -> None:
        """Played at its end, a training begins at the start."""
        if change["new"] and (self.step.value == self.num_steps.value or self.run.has_ended):
            self.step.value = 0


def _box(width: str, name_width: str = "4em") -> dict[str, Any]:
    return {"style": {"description_width": name_width}, "layout": widgets.Layout(width=width, max_width="100%")}
