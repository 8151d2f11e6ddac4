"""A control of an explorer as a page has it: its name and kind, and the values at which it was recorded."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import ipywidgets as widgets


@dataclass(frozen=True)
class RecordedControl:
    """One control: its `values` in order, how each is written, and the number of the one it starts with.

    `kind` is slider, menu or check; `seconds` > 0 is how long each value stands when the page plays through them. What
    is `hidden` is moved by the hand alone.
    """

    name: str
    label: str
    kind: str
    values: tuple[Any, ...]
    texts: tuple[str, ...]
    start: int
    seconds: float = 0
    hidden: bool = False

    @classmethod
    def of(cls, name: str, widget: Any, values: Sequence[Any], seconds: float = 0) -> "RecordedControl":
        """Return the control of a slider, a menu or a checkbox at `values`, the present one among them."""
        texts = tuple(_written(widget, value) for value in values)
        present = list(values).index(widget.value)
        label = getattr(widget, "description", "") or name
        return cls(name, label, _kind(widget), tuple(values), texts, present, seconds)

    def at(self, numbers: Sequence[int]) -> "RecordedControl":
        """Return the control with those of its values alone that have these numbers, that at the start among them."""
        values, texts = (tuple(each[k] for k in numbers) for each in (self.values, self.texts))
        return replace(self, values=values, texts=texts, start=list(numbers).index(self.start))

    def as_dict(self) -> dict[str, Any]:
        """Return the control as the page gets it; its values are there for the words that ask for one of them."""
        kept = ("name", "label", "kind", "values", "texts", "start", "seconds", "hidden")
        return {key: list(value) if isinstance(value := getattr(self, key), tuple) else value for key in kept}


def _kind(widget: Any) -> str:
    if isinstance(widget, widgets.Checkbox):
        return "check"
    return "menu" if isinstance(widget, (widgets.Dropdown, widgets.RadioButtons)) else "slider"


def _written(widget: Any, value: Any) -> str:
    """Return a value as its widget writes it; what has no widget writes nothing."""
    if not isinstance(widget, widgets.Widget):
        return ""
    if hasattr(widget, "write"):  # as the boxes for numbers have it
        return widget.write(value)
    options = {option: text for text, option in getattr(widget, "_options_full", ())}
    return options.get(value) or str(value)
