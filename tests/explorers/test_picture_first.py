"""Of all that a move changes, the picture is sent first: every message before it would keep the reader waiting."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import ipywidgets as widgets
import pytest
from ipywidgets.widgets.widget_float import _BoundedFloat
from ipywidgets.widgets.widget_int import _BoundedInt
from ipywidgets.widgets.widget_selection import _Selection

from gradwalk.explorers.explorer import Explorer
from gradwalk.explorers.number_controls import NumberSlider
from gradwalk.explorers.ordered import Slider, TextBox
from gradwalk.stage import Stage, picture_first
from tests.explorers.every_explorer import CLASSES

RANGED = (_BoundedInt, _BoundedFloat, widgets.SelectionSlider)


@pytest.fixture
def sent(monkeypatch: pytest.MonkeyPatch) -> list[widgets.Widget]:
    """The widgets that tell the browser something, in this order."""
    told: list[widgets.Widget] = []
    original = widgets.Widget._send

    def send(self: widgets.Widget, content: dict, buffers: object = None) -> None:
        told.append(self)
        original(self, content, buffers)

    monkeypatch.setattr(widgets.Widget, "_send", send)
    return told


def sliders(widget: widgets.Widget) -> Iterator[widgets.Widget]:
    if isinstance(widget, RANGED):
        yield widget
    for child in getattr(widget, "children", ()):
        yield from sliders(child)


def pushed(slider: widgets.Widget) -> dict:
    """What the browser says when the handle goes on by one place, or back from the end."""
    if isinstance(slider, _Selection):
        return {"index": slider.index - 1 if slider.index else 1}
    on = slider.value + slider.step
    return {"value": on if on <= slider.max else slider.value - slider.step}


@pytest.mark.parametrize("name", CLASSES)
def test_a_slider_that_is_moved_shows_the_picture_before_anything_else(name, sent):
    explorer: Explorer = CLASSES[name]()
    for slider in sliders(explorer):
        before = explorer.stage.marks
        sent.clear()
        slider.set_state(pushed(slider))
        moved = explorer.stage.marks != before
        assert not moved or isinstance(sent[0], Stage), (slider.description, sent[0])


def test_a_hand_gets_the_picture_and_its_answer_in_one_message_before_the_sliders(sent):
    explorer = CLASSES["LinkedExplorer"]()
    sent.clear()
    x, y = explorer.scene.panels["map"].project([[-1.0, 0.5]])[0]
    explorer.stage.set_state({"hand": {"panel": "map", "mark": "foot", "x": x, "y": y, "held": True, "number": 7}})
    assert (explorer.point, explorer.stage.answered) == ((-1.0, 0.5), 7)
    assert sent[0] is explorer.stage
    assert {*sent[1:]} == {explorer.x.track, explorer.x.box.text, explorer.y.track, explorer.y.box.text}
    sent.clear()
    explorer.stage._handle_custom_msg(
        {"type": "key", "panel": "map", "mark": "foot", "key": "ArrowUp", "shift": False}, []
    )
    assert sent == [explorer.stage, explorer.y.track, explorer.y.box.text]


def test_what_was_held_back_is_sent_where_the_picture_fails(sent):
    control = NumberSlider("x", -1, 1, 0.5, 0.01)
    control.observe(lambda _: 1 / 0, "value")
    sent.clear()
    with pytest.raises(ZeroDivisionError):
        control.value = 0.25
    assert sent == [control.track, control.box.text]
    sent.clear()
    control.track.description = "y"
    assert sent == [control.track]  # nothing is held back any more


def test_what_one_widget_says_keeps_its_order(sent):
    slider, box, told = Slider(), TextBox(), []
    with picture_first():
        slider.value = 1.0
        box.value = "1"
        slider.value = 2.0
        told += sent
    assert [each for each in told if each in (slider, box)] == []
    assert [each for each in sent if each in (slider, box)] == [slider, box, slider]


def test_a_block_in_one_thread_holds_back_nothing_of_another(sent):
    """A cell and the sliders may run in threads of their own."""
    slider = Slider(value=0.0, min=0.0, max=1.0)
    sent.clear()
    with picture_first():
        other = threading.Thread(target=lambda: setattr(slider, "value", 0.5))
        other.start()
        other.join()
        assert sent == [slider]
