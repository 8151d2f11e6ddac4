"""Turn u by slider, by hand and by keys; keep directions; whatever happened, the figure is that of a fresh explorer."""

import math

import numpy as np
import pytest

from gradwalk.explorers import DirectionExplorer

SEQUENCES = {
    "turn": lambda e: [setattr(e.direction, "value", angle) for angle in (10, -100, 33.5)],
    "move": lambda e: [e.move_to(0.2, 0.4), e.move_to(-2.5, 2.9)],
    "surface": lambda e: [setattr(e.chooser.menu, "value", name) for name in ("ravine", "kink", "hills")],
    "formula": lambda e: setattr(e.chooser.formula, "value", "sin(x)*y"),
    "kink": lambda e: [setattr(e.chooser.menu, "value", "kink"), e.move_to(0.0, 1.0)],
    "keep": lambda e: [e.keep_direction(), e.turn_by(50), e.keep_direction(), e.move_to(1, 1)],
    "hide": lambda e: [setattr(e.show_gradient, "value", False), e.turn_by(-20)],
    "measure": lambda e: [setattr(e.y_weight, "value", 2.0), e.turn_by(15)],
}


def fresh(explorer: DirectionExplorer) -> DirectionExplorer:
    """An explorer newly built in the state of another one."""
    new = DirectionExplorer(
        explorer.surface,
        explorer.x.value,
        explorer.y.value,
        explorer.direction.value,
        explorer.show_gradient.value,
        y_weight=explorer.y_weight.value,
    )
    new.settings = {"kept": list(explorer.kept)}
    return new


@pytest.mark.parametrize("moves", SEQUENCES.values(), ids=SEQUENCES)
def test_moved_figure_equals_a_fresh_one(moves):
    explorer = DirectionExplorer("bowl")
    moves(explorer)
    new = fresh(explorer)
    assert explorer.stage.marks == new.stage.marks
    assert explorer.stage.readout == new.stage.readout
    assert explorer.stage.note == new.stage.note
    assert explorer.stage.picture_slope == new.stage.picture_slope


def test_the_still_picture_is_that_of_a_fresh_explorer():
    explorer = DirectionExplorer("bowl")
    SEQUENCES["surface"](explorer)
    SEQUENCES["keep"](explorer)
    assert explorer.still() == fresh(explorer).still()


def drag(explorer: DirectionExplorer, panel: str, mark: str, at) -> None:
    pixel = explorer.scene.panels[panel].project(np.array([at], dtype=float))[0]
    explorer.stage.hand = {"panel": panel, "mark": mark, "x": pixel[0], "y": pixel[1], "held": True}


def test_the_tip_turns_u_and_the_foot_moves_the_point():
    explorer = DirectionExplorer("bowl", 1.0, 0.0)
    drag(explorer, "map", "tip", (1.0, 2.0))
    assert explorer.direction.value == 90
    drag(explorer, "map", "foot", (-1.0, 0.5))
    assert (explorer.x.value, explorer.y.value) == pytest.approx((-1.0, 0.5))
    assert explorer.direction.value == 90
    drag(explorer, "slope", "here", (-45, 0.0))
    assert explorer.direction.value == -45


def press(explorer: DirectionExplorer, panel: str, mark: str, key: str, shift: bool = False) -> None:
    message = {"type": "key", "panel": panel, "mark": mark, "key": key, "shift": shift}
    explorer.stage._handle_custom_msg(message, [])


def test_keys_turn_u_and_go_round():
    explorer = DirectionExplorer("bowl", direction=179.5)
    press(explorer, "map", "tip", "ArrowLeft")
    assert explorer.direction.value == -179.5
    press(explorer, "map", "tip", "ArrowRight", shift=True)
    assert explorer.direction.value == 170.5
    press(explorer, "slope", "here", "ArrowRight")
    assert explorer.direction.value == 171.5
    before = explorer.x.value
    press(explorer, "map", "foot", "ArrowRight")
    assert explorer.x.value > before


def test_kept_directions_stay_and_their_slopes_follow_the_point():
    explorer = DirectionExplorer("bowl", 2.0, 1.0, direction=0)
    explorer.keep.click()
    explorer.keep.click()
    assert explorer.kept == (0.0,)
    assert dict(explorer.view()[1])["kept 1"] == "φ 0.0°, slope 4.000"
    explorer.move_to(1.0, 1.0)
    assert dict(explorer.view()[1])["kept 1"] == "φ 0.0°, slope 2.000"
    explorer.forget.click()
    assert explorer.kept == ()
    assert explorer.forget.disabled


def test_the_largest_slope_is_found_by_turning():
    explorer = DirectionExplorer("hills")
    slopes = []
    for angle in range(-180, 180):
        explorer.direction.value = angle
        slopes.append(explorer.state.slope)
    best = math.radians(range(-180, 180)[int(np.argmax(slopes))])
    assert abs(math.remainder(best - explorer.spot.angle, math.tau)) <= math.radians(0.51)
    assert max(slopes) == pytest.approx(explorer.spot.length, rel=1e-3)


def test_a_bad_formula_is_explained_and_changes_nothing():
    explorer = DirectionExplorer("bowl")
    before = explorer.text()
    explorer.chooser.formula.value = "sin x"
    assert "write sin(x)" in explorer.chooser.message.value
    assert explorer.chooser.formula.value == "sin x"
    assert explorer.text() == before
    explorer.turn_by(10)
    assert explorer.text() != before


def test_only_the_plot_of_slopes_is_painted_anew_and_seldom():
    explorer = DirectionExplorer("bowl")
    painted = []
    explorer.stage.observe(lambda change: painted.append(change["name"]), type="change")
    explorer.direction.value = 12
    explorer.move_to(2.1, 1.0)
    assert not [name for name in painted if name.startswith("picture")]
    explorer.move_to(0.1, 0.1)
    assert [name for name in painted if name.startswith("picture")] == ["picture_slope"]


@pytest.mark.parametrize("formula", ["x**2", "1e9*x", "x + 1e-9*x**3"])
def test_at_a_right_angle_the_product_is_zero_as_the_slope_is(formula):
    told = dict(DirectionExplorer(formula, x=1.0, y=1.0, direction=90).state.readout())
    assert told["slope along u"] == told["|∇F| cos θ"] == "0.000"
