"""Controls for a network's numbers: boxes for the sizes of its layers, and a chooser that sets one number at a time."""

import math
from collections.abc import Mapping, Sequence
from typing import Any

import ipywidgets as widgets
import traitlets

from gradwalk.explorers.arrangement import beside, row
from gradwalk.explorers.explorer import SLIDER
from gradwalk.explorers.message import MessageLine
from gradwalk.explorers.number_controls import as_shown, number_text
from gradwalk.explorers.ordered import Menu, Slider, TextBox
from gradwalk.explorers.settings import check_numbers, is_number
from gradwalk.explorers.typed_numbers import read_number
from gradwalk.labels import tr, tr_later
from gradwalk.mathematics.names import Name
from gradwalk.states.network.values import LARGEST, Values
from gradwalk.states.network.wiring import words
from gradwalk.states.numerals import number

STEP = 0.01  # of the slider
HALF_STEP = 0.6 * STEP  # a little more than half of it, for the rounding of floats
REACH = 3.0  # the slider goes from -REACH to REACH, and further where a typed number lies beyond
MOST = 100.0  # no typed number may be larger
HOW_MANY = tr_later("From 1 to {most} units in each layer.")
HOW_TO_CHOOSE = tr_later("Choose a number here, or press it in the picture; then slide it, or type it.")


def read_size(text: str, what: str) -> int:
    """Return the number of units that `text` says. Raises ValueError unless it is whole and from 1 to LARGEST."""
    try:
        return int(read_number(text, 1, LARGEST, whole=True))
    except ValueError:
        wanted = f"the number of {what} as a whole number from 1 to {LARGEST}"
        raise ValueError(f"Give {wanted}, not {text[:40]!r}.") from None


class SizeBoxes(widgets.VBox):
    """A box for the size of every layer; `sizes` are those in force. A bad entry is explained and stays in its box."""

    sizes = traitlets.Tuple()
    value = traitlets.Tuple(read_only=True)  # the same

    def __init__(self, sizes: Sequence[int], names: Sequence[str], others: Sequence[widgets.Widget] = ()) -> None:
        self.names = names
        self.boxes = [
            widgets.Text(
                str(size),
                description=name,
                continuous_update=False,
                layout=_size_box(name),
                style=_WORDS,
                tooltip=tr(HOW_MANY, most=LARGEST),
            )
            for size, name in zip(sizes, names, strict=True)
        ]
        self.message = MessageLine(over=True)
        super().__init__([beside(*self.boxes, *others), self.message], sizes=tuple(sizes))
        for box in self.boxes:
            box.observe(self._typed, "value")

    def put(self, value: Any) -> None:
        """Put sizes in force. Raises ValueError unless there is a whole number from 1 to LARGEST for every layer."""
        sizes = value if isinstance(value, (list, tuple)) else []
        if len(sizes) != len(self.names) or not all(is_number(n, whole=True) and 1 <= n <= LARGEST for n in sizes):
            raise ValueError(f"Give {len(self.names)} whole numbers from 1 to {LARGEST}, not {value!r}.")
        self.set([int(size) for size in sizes])

    def choices(self) -> list[tuple[int, ...]]:
        """Return the sizes in force: others make another picture each."""
        return [self.sizes]

    @traitlets.observe("sizes")
    def _hold(self, change: Mapping[str, Any]) -> None:
        self.set_trait("value", change["new"])

    def set(self, sizes: Sequence[int]) -> None:
        """Put `sizes` into the boxes and in force."""
        self.message.remark("")
        self.sizes = tuple(sizes)  # first, so that a box set after it asks for nothing new
        for box, size in zip(self.boxes, sizes, strict=True):
            box.value = str(size)

    def _typed(self, _change: Any) -> None:
        try:
            sizes = [read_size(box.value, name) for box, name in zip(self.boxes, self.names, strict=True)]
        except ValueError as error:
            self.message.warn(f"{error} The sizes stay {'-'.join(map(str, self.sizes))}.")
            return
        self.message.remark("")
        self.sizes = tuple(sizes)


class ValueChooser(widgets.VBox):
    """A menu of all numbers the reader can set, and a slider and a box for the chosen one; `values` are in force."""

    values = traitlets.Instance(Values)
    value = traitlets.Dict(read_only=True)  # the numbers in use, by name

    def __init__(self, values: Values, chosen: str) -> None:
        self.menu = Menu(
            options=self._options(values),
            value=chosen,
            description=tr("choose"),
            layout=_MENU,
            tooltip=tr(HOW_TO_CHOOSE),
        )
        self.slider = Slider(
            min=-REACH, max=REACH, step=STEP, readout=False, **{**SLIDER, "style": {"description_width": "3.5em"}}
        )
        self.box = TextBox(continuous_update=False, layout=_BOX, description="=", style={"description_width": "1em"})
        self.message = MessageLine(over=True)
        number = widgets.HBox(
            [self.slider, self.box], layout={"flex_flow": "row", "align_items": "center"}
        )  # they go to a new line as one
        self.row = row(self.menu, number)
        super().__init__([self.row, self.message], values=values)
        self._showing = False
        self.show()
        self.menu.observe(lambda _: self.show(), "value")
        self.slider.observe(self._slid, "value")
        self.box.observe(self._typed, "value")

    @traitlets.observe("values")
    def _hold(self, change: Mapping[str, Any]) -> None:
        self.set_trait("value", {name: change["new"].numbers[name] for name in change["new"].names})

    def put(self, value: Any) -> None:
        """Set some or all of the numbers in use. Raises ValueError for other names, and for what is no number."""
        check_numbers(value, self.value)
        self.take(self.values.with_numbers(value))

    def choices(self) -> list[dict[str, float]]:
        """Return the numbers in force."""
        return [self.value]

    @property
    def chosen(self) -> Name:
        """The name of the chosen number."""
        return self.menu.value

    def choose(self, name: str) -> None:
        """Choose the number called `name`; a name that is none of the numbers in use changes nothing."""
        if name in self.values.names:
            self.menu.value = name

    def take(self, values: Values) -> None:
        """Put other `values` in force; what is chosen stays so where it still exists."""
        chosen = self.chosen if self.chosen in values.names else values.wiring.weights[0]
        self.values = values
        options = self._options(values)
        if options != self.menu.options:
            self._showing = True  # a menu with new options first chooses the first of them
            self.menu.offer(options, chosen)
            self._showing = False
        self.menu.value = chosen
        self.show()

    def show(self) -> None:
        """Let slider and box show the chosen number, and drop the message about what was typed before."""
        if self._showing:
            return
        value = self.values.numbers[self.chosen]
        self._showing = True
        self.message.remark("")
        low, high = min(-REACH, math.floor(value)), max(REACH, math.ceil(value))
        with self.slider.at_once():
            self.slider.description = self.chosen.symbol
            self.slider.min, self.slider.max = low, high
            # Only to another place: an answer to the hand's own move would stop the hand.
            if abs(self.slider.value - value) > HALF_STEP:
                self.slider.value = as_shown(value, low, high, STEP)
        self.box.value = number_text(value)
        self._showing = False

    @staticmethod
    def _options(values: Values) -> tuple[tuple[str, str], ...]:
        return tuple((words(name, values.wiring), name) for name in values.names)

    def _slid(self, change: Mapping[str, Any]) -> None:
        slid = abs(change["new"] - self.values.numbers[self.chosen]) > HALF_STEP
        if slid and not self._showing:  # and not the browser's own rounding
            self._set(round(change["new"], 10))

    def _typed(self, change: Mapping[str, Any]) -> None:
        if self._showing:
            return
        try:
            value = read_number(change["new"], -MOST, MOST)
        except ValueError as error:
            kept = number(self.values.numbers[self.chosen])
            self.message.warn(f"{error} {self.chosen.symbol} stays {kept}.")
            return
        self._set(value)

    def _set(self, value: float) -> None:
        self.values = self.values.with_number(self.chosen, value)
        self.show()


def checked_choice(chosen: str, values: Values) -> str:
    """Return `chosen` where it is the name of a number in use. Raises ValueError otherwise."""
    if chosen in values.names:
        return chosen
    raise ValueError(f"Give chosen as one of {', '.join(values.names)}, not {chosen!r}.")


def _size_box(name: str) -> widgets.Layout:
    return widgets.Layout(width=f"{0.6 * len(name) + 4:.1f}em")


_WORDS = {"description_width": "auto"}
_MENU = {"width": "22em", "max_width": "100%"}
_BOX = {"width": "8em"}
