"""The gradient check passes what is right, names what is wrong, and says what rounding explains."""

import math
import re

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from gradwalk.mathematics import network
from gradwalk.mathematics.gradient_check import gradient_check
from gradwalk.mathematics.graph import Graph
from gradwalk.mathematics.parameters import Parameters, initialise

RNG = np.random.default_rng(7)


def wave(x):
    """A function of any number of variables with third derivatives that do not vanish."""
    return float(np.sum(np.sin(x) * np.exp(x / 2)) + np.prod(x))


def wave_gradient(x):
    products = np.array([np.prod(np.delete(x, k)) for k in range(len(x))])
    return np.exp(x / 2) * (np.cos(x) + np.sin(x) / 2) + products


@pytest.mark.parametrize("d", [1, 3, 6])
def test_gradient_check_passes_for_the_right_gradient(d):
    check = gradient_check(wave, wave_gradient, RNG.normal(size=d))
    assert check
    assert check.passed
    assert check.largest_error < 1e-7
    assert "agree" in str(check)


@pytest.mark.parametrize("k", range(4))
@pytest.mark.parametrize(
    "change", [lambda g: -g, lambda g: g + 1e-4, lambda g: 1.001 * g, lambda g: 0.0, lambda g: np.nan]
)
def test_gradient_check_names_the_element_that_is_wrong(k, change):
    def wrong(x):
        gradient = wave_gradient(x)
        gradient[k] = change(gradient[k])
        return gradient

    check = gradient_check(wave, wrong, np.array([0.3, -0.8, 1.1, 2.0]))
    assert not check
    assert check.worst == (k,)
    assert f"disagree: at index ({k},), where they are furthest apart" in str(check)
    assert f"a relative error of {check.largest_error:.1e}" in str(check)
    assert "\n" not in str(check)


def test_rounding_is_no_disagreement():
    check = gradient_check(lambda x: 1e6 + np.sum(x**2), lambda x: 2 * x, np.array([0.0, 1e-9, 3.0]))
    assert check.passed


def test_gradient_check_takes_an_array_a_step_and_a_tolerance():
    x = np.array([[0.5, 1.0], [2.0, -1.0]])
    assert gradient_check(lambda w: np.sum(w**4), 4 * x**3, x, h=1e-4)
    assert not gradient_check(lambda w: np.sum(w**4), 4 * x**3, x, h=1e-1)
    assert gradient_check(lambda w: np.sum(w**4), 4 * x**3, x, h=1e-1, tolerance=0.1)
    assert gradient_check(lambda w: np.sum(w**4), 4 * x**3 + 1e-2, x).worst == (0, 0)


def test_gradient_check_at_a_kink_does_not_pass():
    assert not gradient_check(lambda x: abs(x[0]), lambda x: np.array([np.nan]), np.array([0.0]))


def exact_fit(point: np.ndarray, seed: int):
    """A sum of squares of smooth functions, all zero at `point` but for their rounding."""
    random = np.random.default_rng(seed)
    weights, bends = random.normal(size=(2, 3, point.size))
    targets = np.tanh(weights @ point) + np.exp(bends @ point / 4)
    return lambda w: 0.5 * np.sum((np.tanh(weights @ w) + np.exp(bends @ w / 4) - targets) ** 2)


@given(
    arrays(float, st.integers(1, 4), elements=st.floats(-3, 3)),
    st.integers(0, 1000),
    st.sampled_from([1e-6, 1e-3, 1.0, 1e3, 1e6]),
)
@example(np.array([1.5, 2.31145889e-240]), 177, 1e-6)
def test_zero_is_right_at_an_exact_fit_and_a_wrong_number_is_not(point, seed, scale):
    loss = exact_fit(point, seed)
    zero = np.zeros(point.shape)
    assert gradient_check(lambda w: scale * loss(w), zero, point)
    assert not gradient_check(lambda w: scale * loss(w), zero + 1e-3 * scale, point)


@pytest.mark.parametrize(
    "function",
    [
        lambda w: (w[0] - 1) ** 2 + (w[0] - 1) ** 3,
        lambda w: (w[0] - 1) ** 3,
        lambda w: w[0] ** 3 - 3 * w[0] * (w[0] - 1) ** 2 - w[0] ** 2 - 1 * (w[0] - 1),
        lambda w: 100 * (w[0] ** 2 - 1) ** 2 + (1 - w[0]) ** 2,
    ],
)
def test_zero_is_right_where_the_series_is_cut_off(function):
    assert gradient_check(function, np.zeros(1), np.ones(1))
    assert not gradient_check(function, np.full(1, 1e-6), np.ones(1))


def test_a_long_step_is_not_excused():
    assert not gradient_check(lambda w: (w[0] - 1) ** 3, np.zeros(1), np.ones(1), h=0.1)


def test_gradient_check_refuses_another_shape():
    with pytest.raises(ValueError, match=r"shape \(3,\) and the point \(2,\)"):
        gradient_check(wave, np.ones(3), np.ones(2))


def test_a_plain_number_is_a_point():
    check = gradient_check(lambda x: x**3, lambda x: 3 * x**2, 2.0)
    assert check.passed
    assert check.worst == ()
    assert "disagree: here, where they are furthest apart, the gradient says 11 and the differences 12," in str(
        gradient_check(math.exp, 11.0, math.log(12))
    )


@pytest.mark.parametrize(
    ("x", "place"), [([1.0, math.nan], "x[1] is nan"), ([[math.inf]], "x[0, 0] is inf"), (math.nan, "x is nan")]
)
def test_a_point_that_is_no_number_is_blamed_and_not_the_step(x, place):
    with pytest.raises(ValueError, match=f"^{re.escape(place)}; give finite numbers only.$"):
        gradient_check(np.sum, np.ones_like(x), x)


@pytest.mark.parametrize("x", [1e-9, 1e-3, 0.3, 30.0, 1e3, 1e6, 1e9])
@pytest.mark.parametrize(
    ("f", "derivative"), [(math.sin, math.cos), (lambda x: x**5, lambda x: 5 * x**4), (np.log, lambda x: 1 / x)]
)
def test_the_step_suits_the_scale_of_the_point_and_of_the_function(f, derivative, x):
    assert gradient_check(f, derivative, x)
    check = gradient_check(f, lambda x: 1.01 * derivative(x), x)
    assert not check.passed
    assert check.largest_error == pytest.approx(1e-2, rel=0.1)


def test_the_error_that_is_printed_is_the_true_one():
    check = gradient_check(lambda x: 1e12 + np.sum(x**2), np.array([3e-6]), np.array([0.0]))
    assert check.passed
    assert check.largest_error == 1.0
    assert check.allowance[0] > 3e-6
    assert "the gradient says 3e-06 and the differences 0, a relative error of 1.0e+00" in str(check)
    wrong = gradient_check(lambda x: np.sum(x**2), np.array([1.0]), np.array([0.0]))
    assert wrong.largest_error == 1.0
    assert not wrong.passed


@pytest.mark.parametrize("constant", [0, 1, 1e3, 1e6, 1e8, 1e10])
@pytest.mark.parametrize(
    ("f", "x", "right", "wrong"),
    [
        (lambda x: x**2, 3.0, 6.0, (6.5, 4.0, 0.0, -6.0)),
        (np.sin, 0.3, math.cos(0.3), (0.9, 0.0, -math.cos(0.3))),
        (np.exp, -1.0, math.exp(-1), (0.4, 0.3, 0.0)),
    ],
)
def test_a_large_constant_hides_no_wrong_gradient(f, x, right, wrong, constant):
    assert gradient_check(lambda x: constant + f(x), right, x)
    assert not any(gradient_check(lambda x: constant + f(x), claimed, x) for claimed in wrong)


def test_a_large_slope_hides_no_wrong_sign_of_a_small_one():
    x = np.array([1.0, 1.0])
    assert gradient_check(lambda x: 1e8 * x[0] + 1e-3 * x[1], [1e8, 1e-3], x)
    for claimed in (0, -1e-3, 2e-3):
        assert not gradient_check(lambda x: 1e8 * x[0] + 1e-3 * x[1], [1e8, claimed], x)


def network_problem(seed):
    """A network of any size and scale, most of them saturated, with targets at, beside or far from its outputs."""
    random = np.random.default_rng(seed)
    sizes = random.integers(1, 13 if seed % 10 == 0 else 6, 3)
    start = initialise(*map(int, sizes), seed=seed, biases=bool(seed % 2))
    parameters = start.unflatten(start.flatten() * 10 ** random.uniform(-2, 2.5))
    x = random.normal(size=(int(random.choice([1, 4, 20])), sizes[0])) * 10 ** random.uniform(-2, 2)
    y = network.forward(parameters, x).y
    noise = random.normal(size=y.shape) * random.choice([0, 1e-8, 1, np.abs(y).max()])
    return parameters, x, y + noise


def test_a_right_gradient_passes_at_saturated_and_large_networks():
    refused = [seed for seed in range(150) if not network.gradient_check(*network_problem(seed))]
    assert refused == []


def test_a_wrong_gradient_is_found_at_saturated_and_large_networks():
    found = 0
    for seed in range(100):
        parameters, x, target = network_problem(seed)
        gradient = network.backward(parameters, x, target).flatten()
        largest = np.argmax(np.abs(gradient))
        if network.total_loss(parameters, x, target) < 1e-10 * np.sum(target**2):
            continue  # near an exact fit a gradient is rounding, too
        gradient[largest] *= 1.001
        check = gradient_check(network.loss_function(parameters, x, target), gradient, parameters.flatten())
        assert check.worst == (largest,)
        assert not check
        found += 1
    assert found > 40


@pytest.mark.parametrize("formula", ["tanh(50*x)", "tanh(8*x)*y**2", "exp(-x**2*60)", "1/(1 + exp(-40*x))", "x**9*y"])
@pytest.mark.parametrize("scale", [1e-200, 1e-8, 1.0, 1e8, 1e200])
def test_a_right_gradient_passes_at_any_scale_and_on_plateaus(formula, scale):
    graph = Graph.from_formula(f"({formula})*{scale!r}", ("x", "y"))
    for at in np.random.default_rng(3).normal(size=(20, 2)):
        point = {"x": at[0], "y": at[1]}
        gradient = np.array(list(graph.gradient(**point).values()))
        value = lambda w: graph.value(x=w[0], y=w[1])  # noqa: E731
        assert gradient_check(value, gradient, at)
        assert not gradient_check(value, gradient + scale, at)


def test_weights_that_are_not_finite_are_named():
    with pytest.raises(ValueError, match=r"x\[1\] is inf"):
        network.gradient_check(Parameters([[1.0]], [[np.inf]]), [0.5], [1.0])


def test_a_point_without_numbers_is_refused():
    with pytest.raises(ValueError, match="without a number"):
        gradient_check(lambda x: float(np.sum(x)), np.ones_like, np.array([]))


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("f", [np.sqrt, np.log])
def test_a_function_that_ends_beside_the_point_warns_nobody(f):
    gradient_check(lambda x: float(f(x)), 1.0, 1e-12)
