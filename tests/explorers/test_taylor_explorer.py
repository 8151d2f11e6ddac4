"""Take steps by slider, by hand and by keys; whatever happened, the figure is that of a fresh explorer."""

import math

import numpy as np
import pytest

from gradwalk.explorers import TaylorExplorer

SEQUENCES = {
    "turn": lambda e: [setattr(e.direction, "value", angle) for angle in (10, -100, 33.5)],
    "shrink": lambda e: [setattr(e.length, "value", length) for length in (1.0, 1e-3, 1e-6)],
    "move": lambda e: [e.move_to(0.2, 0.4), e.move_to(-2.5, 2.9)],
    "surface": lambda e: [setattr(e.chooser.menu, "value", name) for name in ("ravine", "kink", "bowl", "wall")],
    "plane": lambda e: setattr(e.chooser.formula, "value", "x - 2*y"),
    "kink": lambda e: [setattr(e.chooser.menu, "value", "kink"), e.move_to(0.0, 1.0)],
    "second": lambda e: [setattr(e.second_order, "value", True), e.point_along(-1)],
    "undefined": lambda e: [setattr(e.chooser.menu, "value", "wall"), e.move_to(0.3, 0.0), e.point_along(-1)],
}


def fresh(explorer: TaylorExplorer) -> TaylorExplorer:
    """An explorer newly built in the state of another one."""
    return TaylorExplorer(
        explorer.surface,
        explorer.x.value,
        explorer.y.value,
        explorer.length.value,
        explorer.direction.value,
        explorer.second_order.value,
    )


@pytest.mark.parametrize("moves", SEQUENCES.values(), ids=SEQUENCES)
def test_moved_figure_equals_a_fresh_one(moves):
    explorer = TaylorExplorer("hills")
    moves(explorer)
    new = fresh(explorer)
    assert explorer.stage.marks == new.stage.marks
    assert explorer.stage.readout == new.stage.readout
    assert explorer.stage.note == new.stage.note


def test_the_still_picture_is_that_of_a_fresh_explorer():
    explorer = TaylorExplorer("hills")
    SEQUENCES["surface"](explorer)
    SEQUENCES["second"](explorer)
    assert explorer.still() == fresh(explorer).still()


def drag(explorer: TaylorExplorer, panel: str, mark: str, at) -> None:
    pixel = explorer.scene.panels[panel].project(np.array([at], dtype=float))[0]
    explorer.stage.hand = {"panel": panel, "mark": mark, "x": pixel[0], "y": pixel[1], "held": True}


def test_the_head_is_length_and_direction():
    explorer = TaylorExplorer("bowl", 1.0, 0.0)
    drag(explorer, "map", "head", (1.0, 2.0))
    assert (explorer.length.value, explorer.direction.value) == pytest.approx((2.0, 90.0))
    drag(explorer, "map", "foot", (-1.0, 0.5))
    assert (explorer.x.value, explorer.y.value) == pytest.approx((-1.0, 0.5))
    assert explorer.length.value == 2.0
    drag(explorer, "remainder", "here", (1e-3, 1e-5))
    assert explorer.length.value == 1e-3
    drag(explorer, "map", "head", (-1.0, 0.5))
    assert explorer.length.value > 0


def press(explorer: TaylorExplorer, panel: str, mark: str, key: str, shift: bool = False) -> None:
    message = {"type": "key", "panel": panel, "mark": mark, "key": key, "shift": shift}
    explorer.stage._handle_custom_msg(message, [])


def test_keys_turn_the_step_and_change_its_length():
    explorer = TaylorExplorer("bowl", length=0.5, direction=0)
    press(explorer, "map", "head", "ArrowLeft")
    assert explorer.direction.value == 1
    press(explorer, "map", "head", "ArrowUp")
    assert explorer.length.value == pytest.approx(0.52)
    press(explorer, "remainder", "here", "ArrowLeft", shift=True)
    assert 0.3 < explorer.length.value < 0.52
    for _ in range(80):
        press(explorer, "remainder", "here", "ArrowLeft", shift=True)
    assert explorer.length.value == explorer.state.reach[0]


def test_the_buttons_point_along_the_gradient():
    explorer = TaylorExplorer("hills")
    explorer.downhill.click()
    assert math.degrees(explorer.state.theta) == pytest.approx(180, abs=0.051)
    explorer.uphill.click()
    assert math.degrees(explorer.state.theta) == pytest.approx(0, abs=0.051)
    explorer.chooser.menu.value = "bowl"
    explorer.move_to(0.0, 0.0)
    before = explorer.direction.value
    explorer.uphill.click()
    assert explorer.direction.value == before


def test_shorter_steps_are_predicted_better():
    explorer = TaylorExplorer("hills", length=0.5)
    off = []
    for length in (0.5, 0.05, 0.005):
        explorer.length.value = length
        off.append(explorer.state.off_by)
    assert off[0] > 5 * off[1] > 25 * off[2] > 0
    assert explorer.state.first_exponent == pytest.approx(2, abs=0.05)


def test_the_slider_offers_what_the_picture_shows():
    explorer = TaylorExplorer("saddle", length=0.5)
    explorer.chooser.menu.value = "ravine"
    lengths = [value for _, value in explorer.length.options]
    assert (lengths[0], lengths[-1]) == pytest.approx(explorer.state.reach)
    assert explorer.length.value == 0.5


@pytest.mark.parametrize("length", [0, -1, math.nan, 1e9])
def test_a_length_that_cannot_be_is_refused(length):
    with pytest.raises(ValueError, match="between"):
        TaylorExplorer("bowl", length=length)


def test_a_bad_formula_is_explained_and_changes_nothing():
    explorer = TaylorExplorer("bowl")
    before = explorer.text()
    explorer.chooser.formula.value = "sin 2x"
    assert "alert" in explorer.chooser.message.value
    assert explorer.text() == before


def test_a_move_paints_no_picture():
    explorer = TaylorExplorer("hills")
    painted = []
    explorer.stage.observe(lambda change: painted.append(change["name"]), type="change")
    explorer.length.value = 0.05
    explorer.direction.value = -100
    explorer.move_to(1.0, -1.0)
    assert "marks" in painted
    assert not [name for name in painted if name.startswith("picture")]


def test_each_number_has_a_name_of_its_own():
    names = [name for name, _ in TaylorExplorer("hills", second_order=True).stage.readout]
    assert len(set(names)) == len(names)
