"""A row of boxes, each for a number with a name: the inputs of a formula, or all that a network is made of."""

from collections.abc import Callable, Mapping
from typing import Any

import ipywidgets as widgets
import traitlets

from gradwalk.explorers.lifecycle import close_parts
from gradwalk.explorers.number_controls import NumberBox
from gradwalk.explorers.settings import check_numbers

WIDTH = 9.5  # em: room for ten digits, a sign, a point and a power of ten


class NumberBoxes(widgets.HBox):
    """A box for each of the numbers in `value`, which holds those in force, by name.

    `label` says what the reader calls a name; no number may be larger than `most`.
    """

    value = traitlets.Dict(read_only=True)
    trouble = traitlets.Unicode()  # what to type instead of what cannot be read, else empty

    def __init__(
        self, values: Mapping[str, float], label: Callable[[str], str] = str, most: float = float("inf")
    ) -> None:
        super().__init__()
        self.add_class("gradwalk-boxes")
        self.boxes: dict[str, NumberBox] = {}
        self._label, self._most, self._showing = label, most, False
        self.show(values)

    def show(self, values: Mapping[str, float]) -> None:
        """Put `values` into the boxes and in force; boxes of the same names are kept and only set."""
        if list(values) != list(self.boxes):
            self._make(values)
        self._showing = True
        for name, value in values.items():
            self.boxes[name].value = value
        self._showing = False
        self.set_trait("value", {name: box.value for name, box in self.boxes.items()})

    def _make(self, values: Mapping[str, float]) -> None:
        """Make other boxes; those that have gone are closed, or ipywidgets would keep them."""
        former, self.boxes = self.boxes, {name: self._box(name, value) for name, value in values.items()}
        self.children = list(self.boxes.values())
        for box in former.values():
            close_parts(box)
            box.close()

    def _box(self, name: str, value: float) -> NumberBox:
        called = self._label(name)
        box = NumberBox(value, -self._most, self._most, name=called, width="auto")
        box.observe(self._typed, "value")
        box.observe(self._gather, "trouble")
        return box

    def _typed(self, _change: Any) -> None:
        if not self._showing:
            self.show({name: box.value for name, box in self.boxes.items()})

    def _gather(self, _change: Any) -> None:
        self.trouble = next((box.trouble for box in self.boxes.values() if box.trouble), "")

    def put(self, value: Any) -> None:
        """Set some or all of the numbers. Raises ValueError for other names, and for what is no number."""
        check_numbers(value, self.boxes)
        for name, number in value.items():
            if abs(number) > self._most:
                raise ValueError(f"Give {name} as a number from {-self._most:g} to {self._most:g}, not {number!r}.")
        self.show({**self.value, **{name: float(number) for name, number in value.items()}})

    def choices(self) -> list[dict[str, float]]:
        """Return the numbers in force."""
        return [self.value]
