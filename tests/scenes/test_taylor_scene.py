"""Changes, predictions and remainders are those of (2.1), fall with the powers they should, and break where said."""

import math
from dataclasses import replace

import numpy as np
import pytest

from gradwalk.mathematics.calculus import hessian
from gradwalk.mathematics.surfaces import GALLERY, surface_from
from gradwalk.scenes.surface.remainder_panels import AROUND
from gradwalk.scenes.surface.taylor_scene import TaylorScene
from gradwalk.states.numerals import number
from gradwalk.states.surface.spot import FLAT, NO_GRADIENT, NO_VALUE
from gradwalk.states.surface.taylor_step import (
    FIRST,
    FLAT_ALONG,
    NO_END,
    OFF,
    PLANE,
    QUADRATIC,
    SECOND,
    TaylorStep,
    reach_of,
    share,
)

CURVED = ("monkey saddle", "Himmelblau", "Rosenbrock", "ripples", "hills", "plateau", "wall")


def step_on(name: str, length: float, angle: float = 0.7) -> TaylorStep:
    surface = GALLERY[name]
    return TaylorStep(surface, *surface.start, length, angle, reach_of(surface))


def second(step: TaylorStep) -> TaylorStep:
    """The same step, looked at with the second-order model."""
    return replace(step, with_second=True)


@pytest.mark.parametrize("name", GALLERY)
def test_a_step_agrees_with_the_mathematics(name):
    step = step_on(name, 0.3)
    surface = step.surface
    gradient = np.array(surface.gradient(*step.here))
    second = hessian(lambda at: np.array(surface.gradient(*at)), step.here)
    first_model = step.spot.height + gradient @ step.r
    second_model = first_model + step.r @ second @ step.r / 2
    beyond = float(surface.value(*(step.here + step.r)))
    for order, model in ((FIRST, first_model), (SECOND, second_model)):
        assert step.spot.height + step.predicted(order) == pytest.approx(model)
        assert step.remainder(order) == pytest.approx(beyond - model, rel=1e-6, abs=1e-8 * (1 + abs(model)))
    assert step.actual == pytest.approx(beyond - step.spot.height)


@pytest.mark.parametrize("name", CURVED)
def test_remainders_fall_with_the_second_and_the_third_power(name):
    step = step_on(name, 1e-3)
    assert step.first_exponent == pytest.approx(2, abs=0.03)
    assert step.second_exponent == pytest.approx(3, abs=0.03)


@pytest.mark.parametrize("name", ["bowl", "ravine", "saddle"])
def test_a_quadratic_has_no_second_order_remainder(name):
    step = step_on(name, 0.3)
    assert np.isnan(step.remainders(step.lengths, SECOND)).all()
    assert step.remainder(SECOND) == 0
    scene = TaylorScene(step.surface)
    marks = scene.marks(second(step))["remainder"]
    assert "exact" in marks["name 2"].look["text"]
    assert "exact" not in marks["name 1"].look["text"]
    assert second(step).note() == QUADRATIC


def test_a_plane_has_no_remainder_at_all():
    surface = surface_from("3*x - y/3 + 2")
    step = TaylorStep(surface, 0.7, -1.1, 0.4, 1.0)
    assert np.isnan(step.first_remainders).all()
    assert step.breaks_at == math.inf
    scene = TaylorScene(surface)
    assert "exact" in scene.marks(step)["remainder"]["name 1"].look["text"]
    assert step.note() == PLANE


@pytest.mark.parametrize("name", [*CURVED, "bowl", "ravine", "saddle", "kink"])
@pytest.mark.parametrize("angle", [-2.5, 0.4, 2.0])
def test_up_to_the_breaking_point_the_prediction_holds(name, angle):
    step = step_on(name, 0.1, angle)
    off = [TaylorStep(step.surface, step.x, step.y, part * step.breaks_at, angle).off_by for part in (0.98, 1, 1.02)]
    assert off[0] < off[1] < off[2]
    assert off[1] == pytest.approx(OFF, rel=1e-4)


def test_the_breaking_point_of_a_quadratic_is_known():
    step = step_on("ravine", 1.0, math.radians(200))
    curvature = step.u @ np.diag([1, 10]) @ step.u
    assert step.breaks_at == pytest.approx(2 * OFF * abs(step.slope) / curvature, rel=1e-6)


def test_a_kink_on_the_way_shows():
    step = TaylorStep(surface_from("abs(x)"), 1.0, 0.0, 0.5, math.pi)
    assert step.remainder() == 0
    beyond = TaylorStep(step.surface, 1.0, 0.0, 1.5, math.pi)
    assert beyond.remainder() == pytest.approx(1.0)
    # |1 - t| = 1 - t + 2 (t - 1) beyond t = 1: a tenth of t at t = 2/1.9
    assert step.breaks_at == pytest.approx(2 / 1.9, rel=1e-3)


def test_the_tangent_plane_is_tangent_and_in_the_picture():
    scene = TaylorScene(GALLERY["hills"])
    step = TaylorStep(scene.surface, 0.3, 1.0, 0.5, 0.4)
    patch = scene.marks(step)["surface"]["plane"].at
    heights = step.spot.height + (patch[:, :2] - step.here) @ step.spot.gradient
    assert np.allclose(patch[:, 2], heights)
    assert patch[:, 2].max() <= scene.relief.limits[1] + 1e-9


@pytest.mark.parametrize("length", [0.1, 1.0, 5.0])
def test_the_step_on_the_plane_stays_in_the_picture(length):
    scene = TaylorScene(GALLERY["hills"])
    for angle in np.linspace(-3, 3, 13):
        step = TaylorStep(scene.surface, 0.3, 1.0, length, angle)
        start, end = scene.marks(step)["surface"]["tangent"].at
        assert (end - start)[2] == pytest.approx(step.slope * (end - start)[:2] @ step.u)
        assert scene.relief.floor - 1e-9 <= end[2] <= scene.relief.limits[1] + 1e-9
        assert np.abs(end[:2]).max() <= 3


def test_the_lens_shows_the_step_at_one():
    step = step_on("hills", 0.02)
    marks = TaylorScene(step.surface).marks(second(step))["lens"]
    unit = step.actual / marks["end"].at[0, 1]
    assert marks["end"].at[0, 0] == marks["predicted"].at[0, 0] == 1
    assert marks["predicted"].at[0, 1] * unit == pytest.approx(step.predicted())
    assert np.allclose(marks["actual"].at[:, 1] * unit, step.change(AROUND * step.length))
    assert np.abs(np.concatenate([mark.at[:, 1] for name, mark in marks.items() if name != "size"])).max() <= 1 + 1e-12


@pytest.mark.parametrize(
    ("formula", "at", "angle", "note"),
    [
        ("log(x)", (0.5, 0.0), math.pi, NO_END),
        ("log(x)", (-0.5, 0.0), 0.0, NO_VALUE),
        ("abs(x)", (0.0, 0.0), 0.0, NO_GRADIENT),
        ("x**2 + y**2", (0.0, 0.0), 0.0, FLAT),
        ("x**3 + y**2", (0.0, 1.0), 0.0, FLAT_ALONG),
    ],
)
def test_special_steps_are_said_and_drawn(formula, at, angle, note):
    scene = TaylorScene(surface_from(formula))
    step = TaylorStep(scene.surface, *at, 0.8, angle, scene.reach)
    assert second(step).note() == note
    placed = scene.place(scene.marks(second(step)))
    assert {"foot", "head"} <= placed["map"].keys()
    assert "here" in placed["remainder"]
    assert all(isinstance(value, str) for _, value in second(step).readout())


def test_the_limit_of_the_learning_rate_is_said_for_quadratics_only():
    assert step_on("ravine", 0.1).limit == pytest.approx(0.2)
    assert step_on("hills", 0.1).limit is None


@pytest.mark.parametrize(
    ("value", "words"),
    [(0.1234, "12.34 %"), (0.0, "0.000 %"), (2e-6, "2.000·10⁻⁴ %"), (12.0, "1200 %"), (math.inf, "∞")],
)
def test_shares_are_written_in_per_cent(value, words):
    assert share(value) == words


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (0.1234, "0.1234"),
        (0.0079432, "0.007943"),
        (9.99996, "10.00"),
        (1234.56, "1235"),
        (-3.2, "−3.200"),
        (1e-5, "1.000·10⁻⁵"),
        (123456.0, "1.235·10⁵"),
        (0.0, "0.000"),
        (math.nan, "undefined"),
    ],
)
def test_numbers_keep_four_digits_however_small(value, words):
    assert number(value) == words
