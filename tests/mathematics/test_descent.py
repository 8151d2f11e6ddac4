"""The path of gradient descent is whole and exact, divergence included; nonsense is refused with the value."""

import math

import numpy as np
import pytest

from gradwalk.mathematics.descent import (
    diverges,
    eigenvalues,
    gradient_descent,
    growth_factor,
    growth_factors,
    learning_rate_limit,
    lengths,
    settling_limit,
    step_lengths,
)
from gradwalk.mathematics.surfaces import GALLERY

RAVINE = np.diag([1.0, 10.0])


def grad(w):
    """The gradient of (x**2 + 10 y**2)/2."""
    return RAVINE @ w


@pytest.mark.parametrize("eta", [0.01, 0.1, 0.19, 0.2, 0.25])
def test_path_of_a_quadratic_is_the_closed_form(eta):
    path = gradient_descent(grad, [10.0, 1.0], eta, 40)
    k = np.arange(41)[:, None]
    assert path.shape == (41, 2)
    assert path == pytest.approx(np.array([10.0, 1.0]) * (1 - eta * np.array([1.0, 10.0])) ** k, rel=1e-9)


@pytest.mark.parametrize("d", [1, 3, 10])
def test_any_number_of_parameters(d):
    path = gradient_descent(lambda w: 2 * w, np.ones(d), 0.25, 3)
    assert path.tolist() == [[0.5**k] * d for k in range(4)]


def test_no_steps_is_the_start():
    assert gradient_descent(grad, [1, 2], 0.1, 0).tolist() == [[1.0, 2.0]]


def test_the_callback_sees_every_point_before_its_update():
    seen = []
    path = gradient_descent(grad, [10.0, 1.0], 0.1, 3, lambda w, step, g: seen.append((w.tolist(), step, g.tolist())))
    assert [point for point, _, _ in seen] == path[:-1].tolist()
    assert [step for _, step, _ in seen] == [0, 1, 2]
    assert [gradient for _, _, gradient in seen] == [grad(w).tolist() for w in path[:-1]]


def test_neither_start_nor_path_is_changed_from_outside():
    start = np.array([1.0, 2.0])

    def careless(w):
        g = grad(w)
        w += 100.0
        return g

    def spoil(w, step, g):
        w += 100.0
        g *= 0.0

    path = gradient_descent(careless, start, 0.1, 5)
    assert start.tolist() == [1.0, 2.0]
    assert np.array_equal(path, gradient_descent(grad, start, 0.1, 5))
    assert np.array_equal(path, gradient_descent(grad, start, 0.1, 5, spoil))


def test_divergence_is_kept_whole():
    path = gradient_descent(grad, [1.0, 1.0], 0.3, 100)
    assert path.shape == (101, 2)
    assert abs(path[-1, 1]) == pytest.approx(2.0**100)
    assert diverges(path, 10)
    assert growth_factor(path) == pytest.approx(2.0, rel=1e-3)
    assert growth_factor(path) == pytest.approx(abs(1 - 0.3 * 10), rel=1e-3)


def test_the_path_ends_with_the_first_point_that_is_not_finite():
    path = gradient_descent(lambda w: w**3, [10.0], 1.0, 50)
    assert len(path) < 51
    assert np.isfinite(path[:-1]).all()
    assert not np.isfinite(path[-1]).any()
    assert diverges(path, 10)
    assert growth_factor(path) > 100


def test_a_gradient_that_does_not_exist_ends_the_path():
    surface = GALLERY["kink"]
    path = gradient_descent(lambda w: np.array(surface.gradient(*w)), [0.5, 1.0], 0.25, 50)
    assert path[:-1, 0].tolist() == [0.5, 0.25, 0.0]
    assert math.isnan(path[-1, 0])
    assert diverges(path, 10)


def test_settling_is_not_divergence():
    path = gradient_descent(grad, [10.0, 1.0], 0.19, 60)
    assert not diverges(path, 10)
    assert growth_factor(path) < 1
    assert not diverges(gradient_descent(grad, [0.0, 0.0], 0.1, 5), 10)
    assert math.isnan(growth_factor(gradient_descent(grad, [0.0, 0.0], 0.1, 5)))
    assert not diverges(np.array([[1.0, 2.0]]), 10)
    assert math.isnan(growth_factor(np.array([[1.0, 2.0]])))


def test_step_lengths_and_their_growth():
    path = np.array([[0.0, 0.0], [3.0, 4.0], [3.0, 14.0], [3.0, 14.0], [4.0, 14.0]])
    assert step_lengths(path).tolist() == [5.0, 10.0, 0.0, 1.0]
    assert growth_factors(path)[:2].tolist() == [2.0, 0.0]
    assert math.isnan(growth_factors(path)[2])


@pytest.mark.parametrize("learning_rate", [0, -0.1, math.nan, math.inf, -math.inf, "fast", "0.1", None])
def test_learning_rates_that_make_no_sense(learning_rate):
    with pytest.raises(ValueError, match=f"The learning rate is {learning_rate!r}; give a positive number"):
        gradient_descent(grad, [1.0, 1.0], learning_rate, 5)


@pytest.mark.parametrize("num_steps", [-1, 2.5, math.nan, "3", None])
def test_numbers_of_steps_that_make_no_sense(num_steps):
    with pytest.raises(ValueError, match=r"The number of steps is .*; give a whole number"):
        gradient_descent(grad, [1.0, 1.0], 0.1, num_steps)


@pytest.mark.parametrize("start", [[math.nan, 1.0], [math.inf], 3.0, [[1.0, 2.0]], [], ["a", "b"], None])
def test_starts_that_make_no_sense(start):
    with pytest.raises(ValueError, match=r"The start is .*; give finite coordinates"):
        gradient_descent(grad, start, 0.1, 5)


def test_a_gradient_of_another_shape_is_refused():
    with pytest.raises(ValueError, match=r"grad returned shape \(\) at a point of shape \(2,\)"):
        gradient_descent(lambda w: 1.0, [1.0, 2.0], 0.1, 5)
    with pytest.raises(ValueError, match=r"grad returned shape \(3,\)"):
        gradient_descent(lambda w: np.ones(3), [1.0, 2.0], 0.1, 5)


@pytest.mark.parametrize("matrix", [RAVINE, np.array([[2.0, 1.0], [1.0, 3.0]]), np.diag([4.0, 1.0, 0.5, 0.0])])
def test_the_limit_separates_settling_from_divergence(matrix):
    limit = learning_rate_limit(matrix)
    start = np.linalg.eigh(matrix)[1] @ np.ones(len(matrix))
    assert not diverges(gradient_descent(lambda w: matrix @ w, start, 0.99 * limit, 2000), 10)
    assert diverges(gradient_descent(lambda w: matrix @ w, start, 1.01 * limit, 2000), 10)


def test_limits():
    assert learning_rate_limit(RAVINE) == pytest.approx(0.2)
    assert learning_rate_limit([[-1.0, 0.0], [0.0, -2.0]]) == math.inf
    assert learning_rate_limit(np.zeros((3, 3))) == math.inf
    assert learning_rate_limit([[2.0, 0.0], [0.0, -2.0]]) == pytest.approx(1.0)
    assert learning_rate_limit([[5.0]]) == pytest.approx(0.4)


@pytest.mark.parametrize("matrix", [[[math.nan, 0.0], [0.0, 1.0]], [[1.0, 2.0]], [1.0, 2.0], 3.0, [[math.inf]]])
def test_matrices_that_are_no_hessian(matrix):
    with pytest.raises(ValueError, match=r"must be a finite square matrix; .* is not"):
        learning_rate_limit(matrix)


def test_growth_of_a_quadratic_is_that_of_its_worst_component():
    for eta in (0.05, 0.15, 0.21):
        path = gradient_descent(grad, [1.0, 1.0], eta, 300)
        assert growth_factor(path) == pytest.approx(max(abs(1 - eta), abs(1 - 10 * eta)), rel=1e-6)


def test_a_path_of_any_size_is_measured():
    path = np.array([[0.0, 0.0], [3e-300, 4e-300], [3e-300, 4e-300], [3e200, 4e200], [-3e200, -4e200]])
    assert step_lengths(path) == pytest.approx([5e-300, 0, 5e200, 1e201], rel=1e-12, abs=0)
    assert lengths([[3e300, 4e300], [math.inf, 0.0], [0.0, 0.0]]).tolist() == pytest.approx([5e300, math.inf, 0.0])


def test_a_path_with_enormous_steps_diverges():
    path = gradient_descent(lambda w: 4 * w**3, [3.0, 2.0], 0.15, 6)
    assert np.isfinite(path).all()
    assert step_lengths(path)[-1] > 1e154
    assert diverges(path, 6)


def test_a_walk_that_leaves_the_picture_and_comes_back_does_not_diverge():
    for name in ("ripples", "hills"):
        surface = GALLERY[name]
        starts = np.random.default_rng(1).uniform(-3.9, 3.9, (40, 2))
        for start in starts:
            path = gradient_descent(lambda w, F=surface: np.array(F.gradient(*w)), start, 0.29, 200)
            assert not diverges(path[:30], 8)
            assert not diverges(path, 8)


def test_steps_of_rounding_do_not_grow():
    path = gradient_descent(lambda w: w - np.pi, [1.0], 0.9, 60)
    factors = growth_factors(path)
    assert np.isnan(factors[-5:]).all()
    assert growth_factor(path) < 1


@pytest.mark.parametrize("scale", [1e-300, 1e-10, 1.0, 1e10, 1e300])
def test_limits_do_not_depend_on_the_scale(scale):
    assert learning_rate_limit(scale * RAVINE) == pytest.approx(0.2 / scale)
    assert settling_limit(scale * RAVINE) == pytest.approx(0.2 / scale)
    assert settling_limit(scale * np.diag([2.0, -2.0])) == 0
    assert learning_rate_limit(scale * np.diag([2.0, -2.0])) == pytest.approx(1 / scale)
    assert eigenvalues(scale * np.ones((2, 2)))[0] == 0
