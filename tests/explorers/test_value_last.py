"""A new range and a value in it reach the browser in one message, the value last, whatever the order of a set.

ipywidgets sends the keys of a message in the order of a set, which differs from process to process; here every order is
tried in one. That the browser keeps the value is tested in tests/browser/test_new_ranges.py.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from itertools import permutations

import ipywidgets as widgets
import pytest
from ipywidgets.widgets.widget_float import _BoundedFloat
from ipywidgets.widgets.widget_int import _BoundedInt
from ipywidgets.widgets.widget_selection import _Selection

from gradwalk.explorers.controls import RateSlider
from gradwalk.explorers.number_controls import NumberSlider
from gradwalk.explorers.ordered import LAST, Menu, OptionSlider, Slider, ValueLast, WholeSlider
from tests.explorers.every_explorer import CLASSES, MOVED

BOUNDS = ("min", "max", "step", "_options_labels")
RANGED = (_BoundedInt, _BoundedFloat, _Selection)


@contextmanager
def messages() -> Iterator[list[tuple[widgets.Widget, list[str]]]]:
    """The widgets that send something inside, each with the keys of its message in their order."""
    sent: list[tuple[widgets.Widget, list[str]]] = []
    original = widgets.Widget._send

    def send(self: widgets.Widget, content: dict, buffers: object = None) -> None:
        if content.get("method") == "update":
            sent.append((self, list(content["state"])))
        original(self, content, buffers)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(widgets.Widget, "_send", send)
        yield sent


@pytest.mark.parametrize("kind", [Slider, WholeSlider])
@pytest.mark.parametrize("keys", list(permutations(["value", "min", "max", "step"])), ids=" ".join)
def test_in_every_order_of_the_keys_the_value_is_last(kind, keys):
    assert list(kind().get_state(keys))[-1] == "value"


@pytest.mark.parametrize("kind", [OptionSlider, Menu])
@pytest.mark.parametrize("keys", list(permutations(["index", "_options_labels", "description"])), ids=" ".join)
def test_in_every_order_of_the_keys_the_index_is_last(kind, keys):
    assert list(kind(options="abc").get_state(keys))[-1] == "index"


@pytest.mark.parametrize("ends", [(5, 9), (-9, -5), (-1, 1)])
def test_range_and_value_are_one_message(ends):
    control = NumberSlider("x", -1, 1, 0.5, 0.01)
    with messages() as sent:
        control.set_range(*ends, sum(ends) / 2, 0.02)
    of_track = [keys for widget, keys in sent if widget is control.track]
    assert len(of_track) == 1
    assert of_track[0][-1] == "value"
    assert (control.track.min, control.track.max, control.track.value) == (*ends, sum(ends) / 2)


def test_options_and_choice_are_one_message():
    rates, menu = RateSlider("r", 1e-4, 1, 0.1), Menu(options="abc", value="c")
    with messages() as sent:
        rates.set_range(1e-2, 1e2)
        menu.offer("defg", "f")
    assert [(widget, keys[-1]) for widget, keys in sent] == [(rates, "index"), (menu, "index")]
    assert (rates.value, menu.value) == (0.1, "f")


@pytest.mark.parametrize("name", CLASSES)
def test_no_explorer_sends_a_range_without_its_value(name):
    """Every control with a range is one of ours, and in a message with a new range the value comes behind it."""
    explorer = CLASSES[name]()
    with messages() as sent:
        explorer.settings = MOVED[name]
        explorer.settings = CLASSES[name]().settings
    for widget, keys in sent:
        if isinstance(widget, RANGED) and any(bound in keys for bound in BOUNDS):
            assert isinstance(widget, ValueLast), widget
            assert keys[-1] in LAST or not {*keys} & {*LAST}, (widget, keys)  # else the value has stayed
