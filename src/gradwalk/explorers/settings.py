"""Read and set the value of any control, and list the values at which it can be recorded.

A control is a widget with a `value`, or a `Held` value that buttons change. Those made here know how to check a value
themselves, by `put`; what is said below is for the widgets of ipywidgets.
"""

import json
import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import singledispatch
from typing import Any, Protocol

import ipywidgets as widgets
import numpy as np
import traitlets
from ipywidgets.widgets.widget_float import _BoundedFloat
from ipywidgets.widgets.widget_int import _BoundedInt
from ipywidgets.widgets.widget_selection import _Selection

MOST_VALUES = 41  # of one control, where the caller does not say


class Control(Protocol):
    """What the reader sets: anything with a `value` that can be observed."""

    value: Any

    def observe(self, handler: Callable[..., None], names: Any) -> None:
        """Call `handler` when one of the traits called `names` has changed."""

    def unobserve(self, handler: Callable[..., None], names: Any) -> None:
        """Call `handler` no longer."""

    def has_trait(self, name: str) -> bool:
        """Tell whether there is a trait called `name`."""
        ...


class Held(traitlets.HasTraits):
    """A value without a widget of its own, which buttons or the hand change.

    `check` returns the value to hold for a proposed one and raises ValueError, with one sentence, for a bad one.
    `choices` are the values at which it can be recorded, or what returns them; without them that is the present one
    alone.
    """

    value = traitlets.Any()

    def __init__(
        self, value: Any, check: Callable[[Any], Any], choices: Sequence[Any] | Callable[[], Sequence[Any]] = ()
    ) -> None:
        self._check, self._choices = check, choices
        super().__init__(value=check(value))

    def put(self, value: Any) -> None:
        """Hold `value`. Raises ValueError where it cannot be held."""
        self.value = self._check(value)

    def choices(self) -> Sequence[Any]:
        """Return the values at which it can be recorded."""
        found = self._choices if isinstance(self._choices, Sequence) else self._choices()
        return found if len(found) else [self.value]


def read(control: Any) -> Any:
    """Return the value of a control as JSON has it: numbers, texts, lists and dicts."""
    return json.loads(json.dumps(control.value, default=float))


def given(**values: Any) -> dict[str, Any]:
    """Return the settings that a constructor was given, without those left out, which are None."""
    return {name: value for name, value in values.items() if value is not None}


def checked_flag(name: str, value: Any) -> bool:
    """Return the value of an argument that is True or False. Raises ValueError for anything else."""
    if not isinstance(value, (bool, np.bool_)):
        raise ValueError(f"Give {name} as True or False, not {value!r}.")
    return bool(value)


def checked_numbers(name: str, value: Any) -> dict[str, float]:
    """Return the value of an argument that is a dict of numbers, or None. Raises ValueError for anything else."""
    if value is None:
        return {}
    if not isinstance(value, Mapping) or not all(isinstance(key, str) for key in value):
        raise ValueError(f"Give {name} as a dict of numbers by name, not {value!r}.")
    return dict(value)


def checked_option(name: str, value: Any, options: Sequence[Any]) -> Any:
    """Return the value of an argument that is one of the options. Raises ValueError for anything else."""
    for option in options:
        if type(value) is type(option) and value == option:
            return option
    raise ValueError(f"Give {name} as one of {', '.join(map(str, options))}, not {value!r}.")


@singledispatch
def put(control: Any, value: Any) -> None:
    """Set a control to `value`. Raises ValueError, with one sentence, where it cannot take that value."""
    control.put(value)


@put.register
def _(control: _Selection, value: Any) -> None:
    known = [option for _, option in control._options_full or ()]
    unchosen = value is None and isinstance(control, widgets.RadioButtons)
    if not unchosen and value not in known:
        raise ValueError(f"Choose one of {', '.join(map(repr, known))}, not {value!r}.")
    control.value = value


@put.register
def _(control: widgets.Checkbox, value: Any) -> None:
    if not isinstance(value, bool):
        raise ValueError(f"Give True or False, not {value!r}.")
    control.value = value


@put.register(_BoundedInt)
@put.register(_BoundedFloat)
def _(control: Any, value: Any) -> None:
    whole = isinstance(control, _BoundedInt)
    if not is_number(value, whole) or not control.min <= value <= control.max:
        kind = "a whole number" if whole else "a number"
        raise ValueError(f"Give {kind} from {control.min:g} to {control.max:g}, not {value!r}.")
    control.value = value


def is_number(value: Any, whole: bool = False) -> bool:
    """Return whether `value` is a finite real number, and a whole one if that is asked."""
    if isinstance(value, bool) or not isinstance(value, (int, float, np.integer, np.floating)):
        return False
    return math.isfinite(value) and (not whole or value == int(value))


def check_numbers(value: Any, names: Iterable[str]) -> None:
    """Raise ValueError, with one sentence, unless `value` is a dict of finite numbers, each under one of `names`."""
    if not isinstance(value, Mapping):
        raise ValueError(f"Give numbers by name, as a dict, not {value!r}.")
    for name, number in value.items():
        if name not in names:
            raise ValueError(f"There is no number {name!r} here; choose among {', '.join(names) or 'none'}.")
        if not is_number(number):
            raise ValueError(f"Give {name} as a finite number, not {number!r}.")


@singledispatch
def choices(control: Any) -> Sequence[Any]:
    """Return the finitely many values that a control can be recorded at."""
    return control.choices()


@choices.register
def _(control: _Selection) -> Sequence[Any]:
    return [option for _, option in control._options_full or ()]


@choices.register
def _(_control: widgets.Checkbox) -> Sequence[Any]:
    return [False, True]


@choices.register
def _(control: _BoundedInt) -> Sequence[Any]:
    return range(control.min, control.max + 1)


@choices.register(widgets.FloatSlider)
@choices.register(widgets.BoundedFloatText)
def _(control: Any) -> Sequence[Any]:
    count = round((control.max - control.min) / control.step)
    return [float(value) for value in np.linspace(control.min, control.max, count + 1).round(10)]


def recordable_values(control: Any, at_most: int = MOST_VALUES) -> list[Any]:
    """Return up to `at_most` values of a control, as JSON has them, evenly spread, the present one among them."""
    every, here = list(json.loads(json.dumps(list(choices(control)), default=float))), read(control)
    if len(every) > at_most:
        places = np.unique(np.linspace(0, len(every) - 1, at_most).round().astype(int))
        every = [every[place] for place in places]
    return every if here in every else _with(every, here)


def _with(values: list[Any], here: Any) -> list[Any]:
    """Return the values with `here` among them: in its place where they are numbers, else first."""
    numbers = is_number(here) and all(map(is_number, values))
    return sorted([*values, here]) if numbers else [here, *values]
