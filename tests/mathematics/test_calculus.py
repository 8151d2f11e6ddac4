"""Differences have the order they claim, the gradient check finds planted errors, remainders have the right slopes."""

import math

import numpy as np
import pytest
import sympy as sp

from gradwalk.mathematics.calculus import (
    central_difference,
    directional_derivative,
    forward_difference,
    hessian,
    numerical_gradient,
    relative_error,
    unit_vector,
)

RNG = np.random.default_rng(7)
A = RNG.normal(size=(5, 5))


def wave(x):
    """A function of any number of variables with third derivatives that do not vanish."""
    return float(np.sum(np.sin(x) * np.exp(x / 2)) + np.prod(x))


def wave_gradient(x):
    products = np.array([np.prod(np.delete(x, k)) for k in range(len(x))])
    return np.exp(x / 2) * (np.cos(x) + np.sin(x) / 2) + products


@pytest.mark.parametrize(("difference", "order"), [(central_difference, 2), (forward_difference, 1)])
def test_differences_have_the_order_they_claim(difference, order):
    steps = np.array([1e-1, 1e-2, 1e-3])
    errors = np.array([abs(difference(np.exp, 0.4, h) - math.exp(0.4)) for h in steps])
    assert np.diff(np.log10(errors)) == pytest.approx([-order, -order], abs=0.1)


def test_default_steps_are_good_at_large_and_small_points():
    x = np.array([-300.0, -1.0, 0.0, 1e-3, 2.0, 1e3])
    assert central_difference(np.sin, x) == pytest.approx(np.cos(x), abs=1e-5)
    assert forward_difference(np.sin, x) == pytest.approx(np.cos(x), abs=1e-4)


def test_difference_of_a_number_is_a_number():
    assert isinstance(central_difference(np.sin, 0.3, 1e-5), float)
    assert isinstance(central_difference(math.sin, 0.3, 1e-5), float)


@pytest.mark.parametrize("h", [0.0, -1e-3, math.nan, math.inf])
def test_steps_must_be_positive(h):
    for difference in (central_difference, forward_difference):
        with pytest.raises(ValueError, match=r"The step h is .*; give a positive number"):
            difference(np.sin, 1.0, h)
    with pytest.raises(ValueError, match="The step h is"):
        hessian(wave_gradient, np.ones(2), h)


@pytest.mark.parametrize("d", [1, 2, 5])
def test_numerical_gradient_in_any_number_of_variables(d):
    x = RNG.normal(size=d)
    assert numerical_gradient(wave, x) == pytest.approx(wave_gradient(x), rel=1e-8, abs=1e-9)
    assert numerical_gradient(wave, x, difference=forward_difference) == pytest.approx(wave_gradient(x), abs=1e-5)


def test_numerical_gradient_with_respect_to_a_matrix():
    x = RNG.normal(size=(2, 3))
    before = x.copy()
    gradient = numerical_gradient(lambda w: np.sum(w**3), x)
    assert gradient.shape == (2, 3)
    assert gradient == pytest.approx(3 * x**2, rel=1e-6)
    assert np.array_equal(x, before)


def test_directional_derivative_does_not_depend_on_the_length_of_the_direction():
    gradient = np.array([3.0, -4.0])
    for length in (1e-200, 1e-3, 1.0, 7.0, 1e200):
        assert directional_derivative(gradient, length * np.array([3.0, -4.0])) == pytest.approx(5.0)
        assert directional_derivative(gradient, length * np.array([4.0, 3.0])) == pytest.approx(0.0, abs=1e-12)
        assert directional_derivative(gradient, length * np.array([-3.0, 4.0])) == pytest.approx(-5.0)


def test_directional_derivative_is_the_slope_of_f_along_the_unit_vector():
    x, direction = RNG.normal(size=4), RNG.normal(size=4)
    along = central_difference(lambda t: wave(x + t * unit_vector(direction)), 0.0, 1e-5)
    assert directional_derivative(wave_gradient(x), direction) == pytest.approx(along, rel=1e-7)


def test_directional_derivative_for_many_directions_at_once():
    theta = np.linspace(0, 2 * np.pi, 9)
    directions = np.stack([np.cos(theta), np.sin(theta)], axis=-1)
    assert directional_derivative([2.0, 0.0], directions) == pytest.approx(2 * np.cos(theta))


@pytest.mark.parametrize("direction", [[0.0, 0.0], [math.nan, 1.0], [math.inf, 1.0]])
def test_a_direction_without_direction_is_refused(direction):
    with pytest.raises(ValueError, match="is no direction; give a finite vector that is not zero"):
        directional_derivative([1.0, 2.0], direction)


def test_gradient_and_direction_must_match():
    with pytest.raises(ValueError, match="The gradient has 3 components, the direction 2"):
        directional_derivative([1.0, 2.0, 3.0], [1.0, 0.0])


def test_relative_error():
    assert relative_error(2.0, 1.0) == 0.5
    assert relative_error(0.0, 0.0) == 0.0
    assert relative_error(1e-300, -1e-300) == 2.0
    assert relative_error(math.inf, math.inf) == 0.0
    assert math.isnan(relative_error(math.nan, 1.0))
    assert relative_error([1.0, 10.0], [1.0, 11.0]) == pytest.approx([0.0, 1 / 11])
    assert relative_error(0.0, 1e-12, tiny=1e-6) == pytest.approx(1e-6)


def test_hessian_against_sympy():
    x, y = symbols = sp.symbols("x y")
    f = (x**2 + y - 11) ** 2 + (x + y**2 - 7) ** 2
    gradient = sp.lambdify([symbols], [sp.diff(f, s) for s in symbols])
    exact = sp.lambdify([symbols], sp.hessian(f, symbols))
    for point in RNG.uniform(-4, 4, size=(10, 2)):
        found = hessian(gradient, point)
        assert found == pytest.approx(np.array(exact(point)), rel=1e-7, abs=1e-6)
        assert np.array_equal(found, found.T)


def test_hessian_in_five_variables():
    quadratic = A + A.T
    assert hessian(lambda x: quadratic @ x, RNG.normal(size=5)) == pytest.approx(quadratic, rel=1e-9, abs=1e-9)
