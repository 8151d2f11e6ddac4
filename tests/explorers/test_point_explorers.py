"""Explorers driven as the browser drives them: traits set, messages received; what is shown must fit the state."""

import json

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gradwalk import DescentExplorer, DirectionExplorer, LinkedExplorer, SurfaceExplorer, TaylorExplorer
from gradwalk.explorers.controls import neat_step, slider
from gradwalk.explorers.number_controls import as_shown
from gradwalk.mathematics.formula import FormulaError
from gradwalk.mathematics.surfaces import GALLERY

NAMES = ["bowl", "saddle", "kink", "wall", "Rosenbrock"]


def shown(explorer):
    """All that the browser has of an explorer: pictures by their bytes, marks, read-out and note."""
    state = explorer.stage.get_state()
    pictures = {key: bytes(value) for key, value in state.items() if key.startswith("picture_")}
    return pictures, state["marks"], state["readout"], state["note"], state["frames"]


def drag(explorer, panel, mark, pixel, held=True):
    explorer.stage.hand = {"panel": panel, "mark": mark, "x": pixel[0], "y": pixel[1], "held": held}


def press_key(explorer, panel, mark, key, shift=False):
    explorer.stage._handle_custom_msg({"type": "key", "panel": panel, "mark": mark, "key": key, "shift": shift}, [])


def moves():
    """One thing a reader may do, as a function of the explorer."""
    share = st.floats(0, 1)
    return st.one_of(
        st.builds(lambda s: ("slide x", s), share),
        st.builds(lambda s: ("slide y", s), share),
        st.builds(lambda u, v: ("drag on the map", (u, v)), share, share),
        st.builds(lambda k: ("key", k), st.sampled_from(["ArrowLeft", "ArrowRight", "ArrowUp", "ArrowDown"])),
        st.builds(lambda n: ("surface", n), st.sampled_from(NAMES)),
        st.builds(lambda f: ("formula", f), st.sampled_from(["x*y", "sin(x)", "x^", "", "log(x)", "1/2x", "x**2 + 1"])),
        st.builds(lambda up, around: ("turn", (up, around)), st.floats(5, 90), st.floats(-180, 180)),
    )


def do(explorer, move):
    kind, what = move
    if kind.startswith("slide"):
        control = explorer.x if kind.endswith("x") else explorer.y
        control.value = control.min + what * (control.max - control.min)
    elif kind == "drag on the map":
        left, top, right, bottom = explorer.scene.panels["map"].frame.inner
        mark = explorer.scene.panels["map"].grab
        drag(explorer, "map", mark, (left + what[0] * (right - left), top + what[1] * (bottom - top)))
    elif kind == "key":
        press_key(explorer, "map", explorer.scene.panels["map"].grab, what)
    elif kind == "surface":
        explorer.chooser.menu.value = what
    elif kind == "formula":
        explorer.chooser.formula.value = what
    else:
        view = {"elevation": what[0], "azimuth": what[1], "held": False}
        explorer.stage.cameras = {**explorer.stage.cameras, "surface": view}


def fresh(explorer, cls, **options):
    """A new explorer in the state of another."""
    new = cls(explorer.surface, *explorer.point, **options)
    do(new, ("turn", explorer.scene.panels["surface"].camera))
    return new


@given(st.lists(moves(), min_size=1, max_size=5))
@settings(max_examples=6)
def test_moved_linked_explorer_equals_a_fresh_one(steps):
    explorer = LinkedExplorer("bowl")
    for move in steps:
        do(explorer, move)
    assert shown(explorer) == shown(fresh(explorer, LinkedExplorer))


@given(st.lists(moves(), min_size=1, max_size=4), st.integers(0, 30), st.sampled_from([0.01, 0.1, 0.21, 5.0]))
@settings(max_examples=4)
def test_moved_descent_explorer_equals_a_fresh_one(steps, step, rate):
    explorer = DescentExplorer("bowl")
    for move in steps:
        do(explorer, move)
    explorer.learning_rate.set_nearest(rate)
    explorer.step.value = step
    new = fresh(explorer, DescentExplorer, learning_rate=explorer.learning_rate.value, step=step)
    assert shown(explorer) == shown(new)


def test_views_sliders_and_words_agree_after_a_drag():
    explorer = LinkedExplorer("bowl")
    pixel = explorer.scene.panels["map"].project([(-1.5, 0.75)])[0]
    drag(explorer, "map", "foot", pixel)
    assert explorer.point == (-1.5, 0.75)
    assert dict(explorer.stage.readout)["(x, y)"] == "(−1.500, 0.7500)"
    placed = explorer.stage.marks
    assert np.allclose(placed["map"]["foot"]["at"][0], pixel, atol=0.1)
    floor = explorer.scene.relief.floor
    assert np.allclose(
        placed["surface"]["foot"]["at"], explorer.scene.panels["surface"].project([(-1.5, 0.75, floor)]), atol=0.1
    )


def test_point_on_the_surface_follows_the_hand():
    explorer = SurfaceExplorer("bowl")
    before = np.array(explorer.stage.marks["surface"]["point"]["at"][0])
    drag(explorer, "surface", "point", before + np.array([-40, 10]))
    after = np.array(explorer.stage.marks["surface"]["point"]["at"][0])
    assert np.abs(after - before - [-40, 10]).max() < 1.5


def test_a_drag_far_outside_stops_at_the_edge():
    explorer = LinkedExplorer("bowl")
    drag(explorer, "surface", "foot", (5000, 5000))
    assert -3 <= explorer.x.value <= 3
    assert -3 <= explorer.y.value <= 3


@pytest.mark.parametrize(("key", "shift", "x", "y"), [("ArrowRight", False, 2.02, 1), ("ArrowUp", True, 2, 1.2)])
def test_arrow_keys_move_the_point(key, shift, x, y):
    explorer = LinkedExplorer("bowl")
    press_key(explorer, "map", "foot", key, shift)
    assert explorer.point == (x, y)


def test_a_move_sends_a_short_message_without_pictures():
    explorer = LinkedExplorer("hills")
    sent = []
    explorer.stage.send_state = lambda key=None: sent.append(explorer.stage.get_state(key))
    explorer.x.value = 1.0
    assert len(sent) == 1
    assert {"marks", "readout"} <= set(sent[0]) <= {"marks", "readout", "note"}
    assert len(json.dumps(sent[0])) < 2000


@pytest.mark.parametrize("bad", ["x^", "", "1/2x", "import os", "x +", "__import__('os')", "y" * 5000])
def test_bad_formula_loses_nothing(bad):
    explorer = LinkedExplorer("bowl", 1.0, 1.0)
    before = shown(explorer)
    explorer.chooser.formula.value = bad
    assert shown(explorer) == before
    assert explorer.chooser.formula.value == bad
    assert 'role="alert"' in explorer.chooser.message.value
    assert "Traceback" not in explorer.chooser.message.value
    explorer.chooser.formula.value = "x*y"
    assert dict(explorer.stage.readout)["F"] == "2.000"
    assert "alert" not in explorer.chooser.message.value


@pytest.mark.parametrize("huge", ["1e308*x*x", "-1e308*x*x", "1e308*(x - y)", "1e307*x**3", "9**9**9"])
@pytest.mark.parametrize("cls", [SurfaceExplorer, LinkedExplorer, DescentExplorer, DirectionExplorer, TaylorExplorer])
def test_heights_that_overflow_are_left_out_of_the_picture(cls, huge):
    explorer = cls("bowl", 1.0, 1.0)
    explorer.chooser.formula.value = huge
    assert explorer.surface.formula == huge
    fresh = cls(huge, *explorer.point)
    assert shown(explorer) == shown(fresh)


def test_own_function_and_bad_arguments():
    assert "F = 5.000" in SurfaceExplorer(lambda x, y: x**2 + y**2).text()
    with pytest.raises(FormulaError):
        SurfaceExplorer("x^")
    with pytest.raises(ValueError, match="Choose η between"):
        DescentExplorer(learning_rate=-1)


def test_a_point_where_f_is_undefined_is_said_and_left_again():
    explorer = LinkedExplorer("wall", 2.0, 1.0)
    explorer.x.value = -0.5
    assert "no finite value" in explorer.stage.note
    assert "gradient" not in explorer.stage.marks["map"]
    explorer.x.value = 2.0
    assert explorer.stage.note == ""
    assert "gradient" in explorer.stage.marks["map"]


def test_camera_is_sketched_while_held_and_painted_when_let_go():
    explorer = SurfaceExplorer("bowl")
    sharp = bytes(explorer.stage.picture_surface)
    explorer.stage.cameras = {"surface": {"elevation": 50, "azimuth": 0, "held": True}}
    sketch = bytes(explorer.stage.picture_surface)
    assert len(sketch) < len(sharp) / 3
    explorer.stage.cameras = {"surface": {"elevation": 50, "azimuth": 0, "held": False}}
    assert int.from_bytes(explorer.stage.picture_surface[16:20], "big") == 2 * explorer.scene.panels["surface"].width


def test_camera_stays_when_the_surface_changes():
    explorer = SurfaceExplorer("bowl")
    explorer.stage.cameras = {"surface": {"elevation": 50, "azimuth": 0, "held": False}}
    explorer.chooser.menu.value = "saddle"
    assert explorer.scene.panels["surface"].camera == (50, 0)


@pytest.mark.parametrize("cls", [SurfaceExplorer, LinkedExplorer, DescentExplorer])
def test_reader_without_a_kernel_gets_picture_and_words(cls):
    bundle, metadata = cls("bowl")._repr_mimebundle_()
    assert bundle["text/plain"].startswith(f"{cls.__name__}: ")
    assert "F = 5.000" in bundle["text/plain"]
    # Pictures have two pixels to a CSS pixel, and the words serve who cannot see them.
    assert bundle["image/png"][:4] == b"\x89PNG"
    assert int.from_bytes(bundle["image/png"][16:20], "big") == 2 * metadata["image/png"]["width"]
    assert metadata["image/png"]["alt"] in bundle["text/plain"]


@pytest.mark.parametrize("name", GALLERY)
def test_every_surface_of_the_gallery_can_be_opened(name):
    explorer = LinkedExplorer("bowl")
    explorer.chooser.menu.value = name
    assert explorer.surface is GALLERY[name]
    assert explorer.point == GALLERY[name].start


@given(st.floats(-5, 5), st.floats(0.1, 20), st.floats(0, 1))
def test_slider_holds_what_its_front_end_would_not_change(low, width, share):
    step = neat_step(width / 400)
    value = as_shown(low + share * width, low, low + width, step)
    assert as_shown(value, low, low + width, step) == value
    assert abs(value - (low + share * width)) <= 0.5001 * step + 1e-9


def test_point_of_a_slider_at_zero_is_exactly_zero():
    explorer = LinkedExplorer("kink")
    explorer.x.value = 0.0
    assert explorer.point[0] == 0
    assert "no finite gradient" in explorer.stage.note


def test_slider_steps_are_neat():
    assert [neat_step(size) for size in (0.015, 0.06, 0.0025, 1.0)] == [0.01, 0.05, 0.002, 1.0]
    assert slider("x", -3, 3, 1).step == 0.01


def test_a_formula_too_large_to_be_drawn_is_shown_as_such_and_never_by_the_old_picture():
    explorer = LinkedExplorer("bowl")
    before = explorer.stage.picture_map, explorer.stage.picture_surface
    explorer.chooser.formula.value = "exp(x**2)*1e300"
    assert explorer.surface.formula == "exp(x**2)*1e300"
    assert explorer.stage.picture_map != before[0]
    assert explorer.stage.picture_surface != before[1]
    assert "no picture can show it" in explorer.stage.note
