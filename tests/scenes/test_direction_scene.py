"""The slopes along u are those of F, the largest is where the scene says, and every view shows the same direction."""

import math
from dataclasses import replace

import numpy as np
import pytest

from gradwalk.mathematics.calculus import central_difference, numerical_gradient
from gradwalk.mathematics.surfaces import GALLERY, surface_from
from gradwalk.scenes.surface.direction_scene import DirectionScene
from gradwalk.scenes.surface.section import EDGE, clipped, reach_within
from gradwalk.scenes.surface.slope_panel import neat_limit
from gradwalk.states.surface.direction import ACROSS, AGAINST, ALONG, ANGLES, ONE_SIDED, Direction
from gradwalk.states.surface.spot import FLAT, NO_VALUE

FINE = np.radians(np.arange(0, 360, 0.1))


def start_of(name: str, angle: float, **options) -> Direction:
    surface = GALLERY[name]
    return Direction(surface, *surface.start, angle, **options)


@pytest.mark.parametrize("name", GALLERY)
@pytest.mark.parametrize("angle", [-2.0, 0.3, 1.9])
def test_slope_is_that_of_f_along_u(name, angle):
    state = start_of(name, angle)
    measured = central_difference(lambda t: state.surface.value(*(state.here + t * state.u)), 0.0)
    assert state.slope == pytest.approx(measured, rel=1e-6, abs=1e-6)
    assert state.slope == pytest.approx(state.spot.length * math.cos(state.theta))


@pytest.mark.parametrize("y_weight", [0.4, 1.0, 3.0])
@pytest.mark.parametrize("name", ["ravine", "hills", "Rosenbrock"])
def test_steepest_is_the_best_of_all_directions(name, y_weight):
    state = start_of(name, 0.0, y_weight=y_weight)
    slopes = state.slopes(FINE)
    slope, angle = state.steepest
    assert slopes.max() == pytest.approx(slope, rel=1e-5)
    assert abs(math.remainder(FINE[slopes.argmax()] - angle, math.tau)) < math.radians(0.1)
    assert np.hypot(state.u[0], y_weight * state.u[1]) == pytest.approx(1)


def test_another_measure_is_another_unit_of_y():
    """With Y = c y the surface is G(x, Y) = F(x, Y/c): its gradient, carried back to the map, is the steepest way."""
    state, c = start_of("ravine", 0.0, y_weight=3.0), 3.0
    slopes = numerical_gradient(lambda at: float(state.surface.value(at[0], at[1] / c)), [state.x, c * state.y])
    assert state.steepest[0] == pytest.approx(np.linalg.norm(slopes), rel=1e-8)
    assert state.steepest[1] == pytest.approx(math.atan2(slopes[1] / c, slopes[0]), rel=1e-8)


def test_in_the_right_measure_the_ravine_is_a_bowl():
    state = start_of("ravine", 0.0, y_weight=math.sqrt(10))
    assert math.tan(state.steepest[1]) == pytest.approx(state.y / state.x)


@pytest.mark.parametrize(
    ("formula", "at", "slopes"),
    [
        ("abs(x) + y**2/2", (0.0, 1.5), lambda a: np.abs(np.cos(a)) + 1.5 * np.sin(a)),
        ("sqrt(x**2 + y**2)", (0.0, 0.0), np.ones_like),
        ("abs(x) + abs(y)", (0.0, 0.0), lambda a: np.abs(np.cos(a)) + np.abs(np.sin(a))),
    ],
)
def test_at_a_kink_each_direction_has_its_own_slope(formula, at, slopes):
    state = Direction(surface_from(formula), *at, 0.5)
    assert np.allclose(state.slope_curve, slopes(ANGLES), atol=1e-5)
    assert state.note() == ONE_SIDED
    assert math.isnan(state.theta)


def test_an_infinite_slope_is_undefined():
    assert math.isnan(Direction(surface_from("sqrt(abs(x))"), 0.0, 1.0, 0.0).slope)


@pytest.mark.parametrize(
    ("turn", "note"), [(0.0, ALONG), (math.pi, AGAINST), (math.pi / 2, ACROSS), (-math.pi / 2, ACROSS), (1.0, "")]
)
def test_the_note_names_what_was_found(turn, note):
    state = start_of("bowl", math.atan2(1, 2) + turn)
    assert state.note() == note
    assert replace(state, with_gradient=False).note() == ""


@pytest.mark.parametrize(("formula", "at", "note"), [("x**2 + y**2", (0, 0), FLAT), ("log(x)", (-1, 0), NO_VALUE)])
def test_special_points_are_said_and_shown(formula, at, note):
    scene = DirectionScene(surface_from(formula))
    state = Direction(scene.surface, *map(float, at), 0.5, kept=(0.1,))
    assert (state.note() or scene.remark(state)) == note
    marks = scene.marks(state)
    scene.place(marks)
    assert "gradient" not in marks["map"]
    assert "u" in marks["map"]


def test_the_shadow_of_the_gradient_is_the_slope():
    scene = DirectionScene(GALLERY["kink"])
    state = Direction(scene.surface, 1.0, 0.5, 0.9)
    marks = scene.marks(state)["map"]
    here, shadow = marks["shadow"].at
    head, foot = marks["perpendicular"].at
    assert np.allclose(shadow, foot)
    assert (head - foot) @ state.u == pytest.approx(0)
    assert (shadow - here) @ state.u == pytest.approx(scene.arrow_scale * state.slope)


def test_tangent_line_has_the_slope_and_stays_in_the_picture():
    scene = DirectionScene(GALLERY["hills"])
    for angle in FINE[::200]:
        state = Direction(scene.surface, 0.3, 1.0, angle)
        back, front = scene.marks(state)["surface"]["tangent"].at
        run = (front - back)[:2] @ state.u
        assert (front - back)[2] == pytest.approx(state.slope * run)
        assert scene.relief.floor - 1e-9 <= min(back[2], front[2])
        assert max(back[2], front[2]) <= scene.relief.limits[1] + 1e-9


def test_every_direction_is_drawn_with_the_same_length():
    scene = DirectionScene(GALLERY["bowl"])
    state = Direction(scene.surface, 0.5, 0.2, 0.9, kept=(0.3,))
    marks = scene.marks(state)["map"]
    lengths = np.linalg.norm(marks["dial"].at - state.here, axis=1)
    assert np.allclose(lengths, lengths[0])
    assert np.linalg.norm(marks["tip"].at - state.here) == pytest.approx(lengths[0])
    assert np.allclose(marks["u"].at[1], marks["tip"].at[0])


def test_the_tip_can_be_taken_wherever_u_points():
    scene = DirectionScene(GALLERY["bowl"])
    for angle in ANGLES:
        state = Direction(scene.surface, 2.7, 2.5, angle)
        (x, y) = scene.marks(state)["map"]["tip"].at[0]
        assert max(abs(x), abs(y)) <= 3 * (1 - 2 * EDGE) + 1e-9
        assert (x - 2.7) * state.u[1] == pytest.approx((y - 2.5) * state.u[0], abs=1e-9)


def test_nothing_is_given_away_before_the_reader_asks():
    scene = DirectionScene(GALLERY["hills"])
    state = Direction(scene.surface, 0.3, 1.0, 0.5, kept=(0.1, 0.2), with_gradient=False)
    marks = scene.marks(state)
    for panel in marks.values():
        assert not {"gradient", "downhill", "shadow", "curve", "line ∇F"} & panel.keys()
    assert not any("∇F" in name for name, _ in state.readout())
    assert {"kept 1", "kept 2", "here"} <= marks["slope"].keys()


@pytest.mark.parametrize("size", [1e-9, 0.013, 1.0, 1.01, 4.99, 7.6, 123.0, 9.9e9])
def test_neat_limit_is_just_enough(size):
    limit = neat_limit(size)
    assert size <= limit * (1 + 1e-9)
    assert limit < 1.7 * size


def test_what_is_clipped_lies_in_the_picture():
    relief = DirectionScene(GALLERY["bowl"]).relief
    corners = np.array([(-9.0, -9, -40), (9, -9, 0), (9, 9, 40), (-9, 9, 0)])
    patch = clipped(corners, relief)
    low, high = np.array([(-3, -3, relief.floor), (3, 3, relief.limits[1])])
    assert len(patch) >= 3
    assert np.all(patch >= low - 1e-9)
    assert np.all(patch <= high + 1e-9)
    normal = np.cross(corners[1] - corners[0], corners[3] - corners[0])
    assert np.allclose((patch - corners[0]) @ normal, 0)
    assert len(clipped(corners + np.array([0, 0, 1000]), relief)) == 0
    assert reach_within(relief, relief.limits[1], 1.0, 5.0) == 0
