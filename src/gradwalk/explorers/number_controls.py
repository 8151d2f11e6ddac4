"""Controls for one number: a box to type it into, and a slider with such a box beside it."""

import math
from collections.abc import Callable, Sequence
from typing import Any

import ipywidgets as widgets
import numpy as np
import traitlets

from gradwalk.explorers.ordered import Slider, TextBox, WholeSlider
from gradwalk.explorers.settings import is_number
from gradwalk.explorers.typed_numbers import read_number
from gradwalk.stage import PictureFirst

ROW = {"flex_flow": "row nowrap", "align_items": "center"}
TRACK = {"flex": "1 1 auto", "width": "auto", "min_width": "5em"}
DIGITS = 10  # after the point; a slider leaves noise in the last ones
MOST_PLACES = 2000  # of a slider whose places are listed


class NumberBox(PictureFirst, widgets.HBox):
    """A box for a number from `min` to `max`; `value` is the one in force.

    Whatever cannot be read stays in the box, and `trouble` says in one sentence what to type instead; it is empty
    otherwise. `write` puts a number into words.
    """

    value = traitlets.Any()
    min = traitlets.Any(-math.inf)
    max = traitlets.Any(math.inf)
    trouble = traitlets.Unicode()

    def __init__(
        self,
        value: float,
        low: float = -math.inf,
        high: float = math.inf,
        *,
        name: str = "",
        whole: bool = False,
        write: Callable[[float], str] | None = None,
        width: str = "8em",
        name_width: str = "initial",
    ) -> None:
        check_given(name, value, low, high, whole)
        self._whole, self.description, self.write = whole, name, write or (str if whole else number_text)
        self.text = TextBox(
            continuous_update=False, description=name, layout={"width": width}, style={"description_width": name_width}
        )
        super().__init__([self.text], min=low, max=high, layout={"max_width": "100%"})
        self.value = value
        self.text.observe(self._typed, "value")

    @traitlets.validate("value")
    def _validate_value(self, proposal: dict[str, Any]) -> float:
        kept = np.clip(proposal["value"], self.min, self.max)
        return int(kept) if self._whole else float(kept)

    @traitlets.observe("value")
    def _show(self, _change: Any) -> None:
        """Write the number in force into the box; what was wrong before is over."""
        self.trouble = ""
        self.text.value = self.write(self.value)

    def _typed(self, change: dict[str, Any]) -> None:
        if change["new"] == self.write(self.value):
            self.trouble = ""
            return
        try:
            self.value = read_number(change["new"], self.min, self.max, self._whole)
        except ValueError as error:
            self.trouble = f"{error} {self.description} stays {self.write(self.value)}."
        else:
            self._show(change)  # 0.50 is written 0.5

    def put(self, value: Any) -> None:
        """Set the number. Raises ValueError unless it is one from `min` to `max`."""
        check_number(value, self.min, self.max, self._whole)
        self.value = value

    def choices(self) -> Sequence[float]:
        """Return the whole numbers that can be typed; of others the one in force."""
        return range(self.min, self.max + 1) if self._whole else [self.value]


class NumberSlider(PictureFirst, widgets.HBox):
    """A slider from `min` to `max` in steps of `step`, and beside it a box for any number between them.

    `value` is exact: what was typed stays as it is, while the handle stands at the nearest step. `decimals` is how many
    the box shows of a number that the handle can reach.
    """

    value = traitlets.Any()
    min = traitlets.Any()
    max = traitlets.Any()
    step = traitlets.Any()
    trouble = traitlets.Unicode()

    def __init__(
        self, name: str, low: float, high: float, value: float, step: float, *,
        decimals: int = 3, whole: bool = False, name_width: str = "3em", width: str = "22em",
    ) -> None:  # fmt: skip
        check_given(name, value, low, high, whole)
        self._whole, self._showing = whole, False
        self.track = (WholeSlider if whole else Slider)(
            description=name, readout=False, layout=TRACK, style={"description_width": name_width}
        )
        self.box = NumberBox(value, low, high, whole=whole, write=None if whole else _writer(decimals), width="6.6em")
        self.box.text.description, self.box.text.style.description_width = "=", "1em"
        self.box.description = name
        super().__init__([self.track, self.box], layout={**ROW, "width": width, "max_width": "100%"})
        self.add_class("gradwalk-number")
        self.set_range(low, high, value, step)
        self.track.observe(self._slid, "value")
        self.box.observe(self._typed, "value")
        traitlets.dlink((self.box, "trouble"), (self, "trouble"))

    @property
    def description(self) -> str:
        """What stands before the slider."""
        return self.track.description

    @description.setter
    def description(self, name: str) -> None:
        self.track.description = self.box.description = name

    def write(self, value: float) -> str:
        """Return a number as the box shows it."""
        return self.box.write(value)

    def set_range(self, low: float, high: float, value: float, step: float) -> None:
        """Give the slider a new range and value, all at once."""
        self._showing = True
        self.min, self.max, self.step = low, high, step
        self.box.min, self.box.max = low, high
        with self.track.at_once():
            self.track.min, self.track.max, self.track.step = low, high, step
            self.track.value = self._place(value)
        self._showing = False
        self.value = value

    def nearest(self, value: float) -> float:
        """Return the number that the handle stands for at its place nearest to `value`."""
        return round(self._place(value), DIGITS)

    def _place(self, value: float) -> float:
        """Return the place of the handle nearest to `value`, to the last digit as the browser has it."""
        kept = float(np.clip(value, self.min, self.max))
        return round(kept) if self._whole else as_shown(kept, self.min, self.max, self.step)

    @traitlets.validate("value")
    def _validate_value(self, proposal: dict[str, Any]) -> float:
        kept = np.clip(proposal["value"], self.min, self.max)
        return round(float(kept)) if self._whole else float(kept)

    @traitlets.observe("value")
    def _show(self, _change: Any) -> None:
        """Let handle and box show the number in force."""
        self._showing = True
        self.track.value = self._place(self.value)
        self.box.value = self.value
        self._showing = False

    def _slid(self, change: dict[str, Any]) -> None:
        if not self._showing:
            self.value = round(change["new"], DIGITS)

    def _typed(self, change: dict[str, Any]) -> None:
        if not self._showing:
            self.value = change["new"]

    def put(self, value: Any) -> None:
        """Set the number. Raises ValueError unless it is one from `min` to `max`."""
        check_number(value, self.min, self.max, self._whole)
        self.value = value

    def choices(self) -> Sequence[float]:
        """Return the places of the handle."""
        if self._whole:
            return range(self.min, self.max + 1)
        count = min(round((self.max - self.min) / self.step), MOST_PLACES)
        return [self.nearest(value) for value in np.linspace(self.min, self.max, count + 1)]


def check_number(value: Any, low: float, high: float, whole: bool = False) -> None:
    """Raise ValueError, with one sentence, unless `value` is a number from `low` to `high`, and whole where asked."""
    if is_number(value, whole) and low <= value <= high:
        return
    kind = "a whole number" if whole else "a number"
    limits = "" if math.isinf(low) and math.isinf(high) else f" from {low:g} to {high:g}"
    raise ValueError(f"Give {kind}{limits}, not {value!r}.")


def check_given(name: str, value: Any, low: float, high: float, whole: bool = False) -> None:
    """Raise ValueError, with the name of the control, unless it can start with `value`: nothing is ever clamped."""
    try:
        check_number(value, low, high, whole)
    except ValueError as error:
        raise ValueError(f"{name}: {error}" if name else str(error)) from None


def as_shown(value: float, low: float, high: float, step: float) -> float:
    """Return the step of a slider over [low, high] nearest to `value`, in the very arithmetic of noUiSlider 15.

    It counts in percent of the range: `Spectrum.toStepping`, `getStep` and `fromStepping` in its source. A value that
    is none of these the browser would round, and send back; be it late, that would undo a newer move of the kernel.
    """
    percent = (value + abs(low) if low < 0 else value - low) * 100 / (high - low)
    if percent >= 100:
        return high
    percent_a_step = step * 100 / (high - low)
    return min(math.floor(percent / percent_a_step + 0.5) * percent_a_step * (high - low) / 100 + low, high)


def number_text(value: float) -> str:
    """Return a number as one would type it, without needless digits."""
    return f"{value:.10g}".replace("-", "−")


def _writer(decimals: int) -> Callable[[float], str]:
    """Return what writes a number with so many decimals, or with all its digits where it has more."""

    def write(value: float) -> str:
        rounded = f"{value + 0.0:.{decimals}f}"
        return (rounded if math.isclose(float(rounded), value, abs_tol=1e-9) else f"{value:.10g}").replace("-", "−")

    return write
