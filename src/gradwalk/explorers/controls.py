"""Controls that several explorers share: choose a surface, a slider over a range, a message that is never lost."""

import math
from collections.abc import Callable
from typing import Any

import ipywidgets as widgets
import numpy as np
import traitlets

from gradwalk.explorers.arrangement import row, wide
from gradwalk.explorers.explorer import SLIDER
from gradwalk.explorers.message import MessageLine
from gradwalk.explorers.number_controls import NumberSlider
from gradwalk.explorers.ordered import OptionSlider
from gradwalk.explorers.settings import is_number, put
from gradwalk.labels import tr, tr_later
from gradwalk.mathematics.formula import FormulaError
from gradwalk.mathematics.surfaces import GALLERY, Surface, surface_from
from gradwalk.states.numerals import compact

OWN = tr_later("your own")


class SurfaceChooser(widgets.VBox):
    """A menu of the gallery and a box for any formula; `surface` is the one in force.

    A bad formula is explained and stays in the box; the surface in force stays too.
    """

    surface = traitlets.Instance(Surface)
    value = traitlets.Unicode(
        read_only=True
    )  # the name of the surface, or its formula where the gallery has none like it

    def __init__(self, surface: Surface | str | Callable[..., Any]) -> None:
        first = self._first = surface_from(surface)
        self.menu = widgets.Dropdown(
            options=[(tr(name), name) for name in (*GALLERY, OWN)],
            value=first.name if GALLERY.get(first.name) is first else OWN,
            description=tr("surface"),
            style={"description_width": "5em"},
            layout=widgets.Layout(width="15em"),
        )
        self.formula = widgets.Text(
            value=first.formula,
            description="F(x, y) =",
            continuous_update=False,
            style={"description_width": "5em"},
            layout=widgets.Layout(width="30em", max_width="100%"),
        )
        self.message = MessageLine(first.reason)
        super().__init__([row(self.menu, wide(self.formula)), self.message])
        self.surface = first
        self.set_trait("value", _called(first))
        self.menu.observe(self._from_menu, "value")
        self.formula.observe(self._from_box, "value")

    def put(self, value: Any) -> None:
        """Put the surface of this name or formula in force. Raises ValueError where there is none."""
        if not isinstance(value, str):
            raise ValueError(f"Give the name of a surface or a formula in x and y, not {value!r}.")
        if value != self.value:
            self._take(self._named(value))

    def _named(self, text: str) -> Surface:
        """Return the surface of a name or formula; the first one, whose window no text holds, by its own."""
        return self._first if text == _called(self._first) else surface_from(text)

    @staticmethod
    def choices() -> list[str]:
        """Return the names of the gallery."""
        return list(GALLERY)

    def _from_menu(self, change: dict[str, Any]) -> None:
        if change["new"] != OWN:
            self._take(GALLERY[change["new"]])

    def _from_box(self, change: dict[str, Any]) -> None:
        if change["new"] == self.surface.formula:
            self.message.remark(self.surface.reason)
            return
        try:
            self._take(self._named(change["new"]))
        except FormulaError as error:
            self.message.warn(f"{error} The surface stays as it was.")

    def _take(self, surface: Surface) -> None:
        """Put `surface` in force and let menu, box and reason agree with it."""
        self.message.remark(surface.reason)
        self.surface = surface
        self.formula.value = surface.formula
        self.menu.value = surface.name if GALLERY.get(surface.name) is surface else OWN
        self.set_trait("value", _called(surface))


def _called(surface: Surface) -> str:
    """Return the name of a surface of the gallery, the formula of any other."""
    return surface.name if GALLERY.get(surface.name) is surface else surface.formula


def slider(name: str, low: float, high: float, value: float) -> NumberSlider:
    """Return a slider over [low, high] in 400 steps, rounded to a power of ten times 1, 2 or 5."""
    return NumberSlider(name, low, high, value, slider_step(low, high))


def slider_step(low: float, high: float) -> float:
    """Return a 400th of [low, high], rounded to a power of ten times 1, 2 or 5."""
    return neat_step((high - low) / 400)


class RateSlider(OptionSlider):
    """A slider over the round numbers in [low, high], evenly spread on a logarithmic scale, `value` among them.

    Raises ValueError where `value` lies outside [low, high].
    """

    def __init__(self, name: str, low: float, high: float, value: float) -> None:
        self.low, self.high, self._name = low, high, name
        self._check(value)
        super().__init__(options=_rates(low, high, value), value=float(value), description=name, **SLIDER)
        self.add_class("gradwalk-rate")

    def _check(self, value: Any) -> None:
        if not is_number(value) or not self.low <= value <= self.high:
            raise ValueError(f"Choose {self._name} between {self.low:g} and {self.high:g}, not {value!r}.")

    def put(self, value: Any) -> None:
        """Set the slider to a number of its range, offered so far or not. Raises ValueError for anything else."""
        self._check(value)
        with self.hold_sync():
            if value not in [rate for _, rate in self.options]:
                self.options = _rates(self.low, self.high, value)
            self.value = float(value)

    def set_range(self, low: float, high: float) -> None:
        """Offer the round numbers in [low, high]; the value goes to the nearest of them."""
        value, self.low, self.high = self.value, low, high
        with self.hold_sync():
            self.options = _rates(low, high)
            self.set_nearest(value)

    def set_nearest(self, wanted: float) -> None:
        """Go to the number nearest to `wanted` > 0, on the logarithmic scale."""
        rates = np.array([rate for _, rate in self.options])
        self.value = float(rates[np.argmin(np.abs(np.log(rates / wanted)))])

    def move(self, places: int) -> None:
        """Go on by `places` numbers, up or down, no further than the ends."""
        self.index = int(np.clip(self.index + places, 0, len(self.options) - 1))


def _rates(low: float, high: float, *others: float) -> list[tuple[str, float]]:
    """Return the options of a slider over round numbers in [low, high] and `others`."""
    rates = sorted({*map(float, others), *_round_numbers(low, high)})
    return [(compact(rate), rate) for rate in rates]


def _round_numbers(low: float, high: float) -> list[float]:
    """Return the numbers in [low, high] with mantissa 1, 1.05, ..., 2, 2.1, ..., 5, 5.2, ..., 9.8."""
    mantissas = [*range(100, 200, 5), *range(200, 500, 10), *range(500, 1000, 20)]
    decades = range(math.floor(math.log10(low)), math.ceil(math.log10(high)) + 1)
    numbers = [float(f"{mantissa}e{decade - 2}") for decade in decades for mantissa in mantissas]
    return [number for number in numbers if low <= number <= high]


def neat_step(size: float) -> float:
    """Return the largest of 1, 2 or 5 times a power of ten that is at most `size` > 0."""
    mantissa, exponent = f"{size:e}".split("e")
    digit = max(d for d in (1, 2, 5) if d <= float(mantissa))
    return float(f"{digit}e{exponent}")


@put.register
def _(control: RateSlider, value: Any) -> None:
    control.put(value)
