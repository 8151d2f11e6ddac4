"""What holds of every explorer: what is seen is a function of its settings, which one can read, assign and record."""

from __future__ import annotations

import json
import traceback
from typing import Any

import ipywidgets as widgets
import pytest

import gradwalk as gw
from gradwalk.explorers.explorer import Explorer
from gradwalk.scenes.kit.scene import Scene
from tests.explorers.every_explorer import CLASSES, MOVED, seen

every_explorer = pytest.mark.parametrize("kind", CLASSES.values(), ids=CLASSES)


unpainted = pytest.mark.usefixtures("unpainted")


def test_all_are_moved():
    assert CLASSES.keys() == MOVED.keys()


@every_explorer
def test_one_view_and_one_refresh_for_all(kind):
    for method in ("view", "refresh", "together", "settings", "recordable"):
        assert getattr(kind, method) is getattr(Explorer, method)


@unpainted
@every_explorer
def test_scene_and_state_keep_the_contract(kind):
    explorer = kind()
    state = explorer.state
    assert isinstance(explorer.scene, Scene)
    assert explorer.scene.marks(state).keys() == explorer.scene.panels.keys()
    assert all(isinstance(part, str) for pair in state.readout() for part in pair)
    assert isinstance(state.note(), str)
    assert not hasattr(state, "marks")


@every_explorer
def test_settings_survive_json_and_make_the_same_explorer_again(kind):
    explorer = kind()
    explorer.settings = MOVED[kind.__name__]
    kept = explorer.settings
    assert json.loads(json.dumps(kept)) == kept
    again = kind(**kept)
    assert again.settings == kept
    assert seen(again) == seen(explorer)


@unpainted
@every_explorer
def test_what_was_assigned_is_what_one_reads(kind):
    explorer, wanted = kind(), MOVED[kind.__name__]
    explorer.settings = wanted
    for name, value in wanted.items():
        held = explorer.settings[name]
        assert {key: held[key] for key in value} == value if isinstance(value, dict) else held == pytest.approx(value)


@every_explorer
def test_back_at_the_first_settings_all_is_as_at_first(kind):
    explorer = kind()
    first, shown = explorer.settings, seen(explorer)
    explorer.settings = MOVED[kind.__name__]
    assert seen(explorer) != shown
    explorer.settings = first
    assert explorer.settings == first
    assert seen(explorer) == shown


@unpainted
@every_explorer
def test_a_bad_name_changes_nothing_and_is_said(kind):
    explorer = kind()
    first, shown = explorer.settings, seen(explorer)
    with pytest.raises(ValueError, match="'speed' is no setting here; choose among"):
        explorer.settings = {**MOVED[kind.__name__], "speed": 3}
    assert (explorer.settings, seen(explorer)) == (first, shown)


BAD = {
    "object": object(), "list of it": [object()], "nan": float("nan"), "infinity": float("inf"),
    "low": -1e9, "high": 1e9,
    "text": "no such thing (", "dict": {"a": "b"}, "many": list(range(10)),
}  # fmt: skip


@unpainted
@every_explorer
def test_a_bad_value_is_said_in_a_sentence(kind):
    explorer = kind()
    first, shown = explorer.settings, seen(explorer)
    for name in explorer.controls:
        for bad in BAD.values():
            with pytest.raises(ValueError, match=r"^[^\n]+[.]$"):
                explorer.settings = {name: bad}
            assert explorer.settings == first, (name, bad)
    assert seen(explorer) == shown


@unpainted
@every_explorer
def test_a_bad_value_among_good_ones_changes_nothing(kind):
    """The last control is given what it cannot take, after the others have been set: those must come back."""
    explorer, moved = kind(), MOVED[kind.__name__]
    first, shown = explorer.settings, seen(explorer)
    last = list(explorer.controls)[-1]
    with pytest.raises(ValueError, match=f"Setting {last}: "):
        explorer.settings = {**moved, last: BAD["object"]}
    assert (explorer.settings, seen(explorer)) == (first, shown)


@unpainted
@every_explorer
def test_settings_are_a_dict(kind):
    explorer = kind()
    for bad in (None, 3, "x", [("x", 1)]):
        with pytest.raises(ValueError, match="as a dict"):
            explorer.settings = bad


@unpainted
@every_explorer
def test_every_control_says_at_which_values_it_can_be_recorded(kind):
    explorer = kind()
    first = explorer.settings
    for name, values in explorer.recordable(at_most=3).items():
        assert 1 <= len(values) <= 4, name
        assert first[name] in values, name
        for value in values:
            explorer.settings = first
            explorer.settings = {name: value}
            assert explorer.settings[name] == value, name


class PlannedError(Exception):
    """What the test throws."""


def parts_of(widget: widgets.Widget) -> list[widgets.Widget]:
    return [widget, *(part for child in getattr(widget, "children", ()) for part in parts_of(child))]


@unpainted
@every_explorer
def test_a_button_that_stays_down_says_what_it_does(kind):
    """Without a tooltip of its own, ipywidgets shows the word null over it."""
    buttons = [part for part in parts_of(kind()) if isinstance(part, widgets.ToggleButton)]
    assert all(button.tooltip for button in buttons)


def fail_after(explorer: Explorer, settings: dict[str, Any]) -> None:
    with explorer.together():
        explorer.settings = settings
        raise PlannedError


@every_explorer
def test_an_exception_leaves_the_explorer_alive(kind):
    """Thrown while several controls are set, before and after a change that asks for new pictures."""
    explorer = kind()
    moved = list(MOVED[kind.__name__].items())
    for count in (0, 1, len(moved)):
        with pytest.raises(PlannedError):
            fail_after(explorer, dict(moved[:count]))
    assert explorer.settings == kind(**dict(moved)).settings
    assert seen(explorer) == seen(kind(**explorer.settings))


@every_explorer
def test_an_exception_in_a_picture_or_a_state_is_over_with_it(kind, monkeypatch):
    explorer, moved = kind(), MOVED[kind.__name__]

    def broken(*_: Any) -> None:
        raise PlannedError

    for method in ("new_scene", "state"):
        with monkeypatch.context() as patch:
            patch.setattr(kind, method, property(broken) if method == "state" else broken)
            try:
                explorer.settings = moved
            except PlannedError:
                assert "PlannedError" in traceback.format_exc()
    explorer.settings = moved
    assert seen(explorer) == seen(kind(**explorer.settings))


def ask_for(explorer, **settings):
    """What a link in the text around an explorer does."""
    explorer.stage._handle_custom_msg({"type": "try", "settings": settings, "number": 1}, [])


def test_words_around_an_explorer_set_its_values():
    explorer = gw.LinkedExplorer("hills")
    ask_for(explorer, surface="kink", x=0, y=0.5)
    assert explorer.settings["surface"] == "kink"
    assert explorer.point == (0, 0.5)
    assert explorer.stage.answered == 1


def test_words_that_do_not_fit_change_nothing_and_are_answered():
    explorer = gw.LinkedExplorer("hills")
    before = explorer.settings
    ask_for(explorer, x=0.5, surface="no surface")
    assert explorer.settings == before
    assert "Setting surface" in explorer.message.value
    ask_for(explorer, width=3)
    assert "width" in explorer.message.value
