"""Training follows (1.1), learns Bishop's four data sets, keeps symmetric units equal and reports divergence."""

import itertools
import math
import warnings

import numpy as np
import pytest

from gradwalk.mathematics import network
from gradwalk.mathematics.datasets import FIGURE_5_3
from gradwalk.mathematics.parameters import Parameters, initialise, symmetric_start
from gradwalk.mathematics.training import gradient_step, gradient_steps


def train(start, x, target, learning_rate, num_steps):
    """The parameters after so many steps, fewer where the loss is no longer finite, and the learning curve."""
    taken = []
    for pair in itertools.islice(gradient_steps(start, x, target, learning_rate), num_steps + 1):
        taken.append(pair)
        if not math.isfinite(pair[1]):
            break
    return taken[-1][0], np.array([loss for _, loss in taken])


def test_one_step_is_equation_1_1():
    start = initialise(2, 3, 2)
    x, target = np.array([[1.0, 2.0]]), np.array([[0.5, -0.5]])
    gradient = network.backward(start, x, target)
    parameters, losses = train(start, x, target, 0.1, 1)
    expected = start.flatten() - 0.1 * gradient.flatten()
    np.testing.assert_allclose(parameters.flatten(), expected, rtol=1e-14)
    np.testing.assert_array_equal(gradient_step(start, gradient, 0.1).flatten(), expected)
    assert losses[0] == pytest.approx(network.total_loss(start, x, target), rel=1e-14)
    assert losses[1] == pytest.approx(network.total_loss(parameters, x, target), rel=1e-14)


@pytest.mark.parametrize(
    ("name", "largest_loss"), [("square", 0.05), ("sine", 0.05), ("absolute value", 0.1), ("Heaviside", 0.5)]
)
def test_three_hidden_units_learn_the_data_sets_of_figure_5_3(name, largest_loss):
    x, target = FIGURE_5_3[name].points()
    parameters, losses = train(initialise(1, 3, 1, seed=1), x, target, 0.01, 5000)
    constant = network.loss(np.full_like(target, target.mean()), target)
    assert losses[-1] < largest_loss < constant / 10
    assert losses[-1] == pytest.approx(network.total_loss(parameters, x, target), rel=1e-12)


def test_small_steps_never_raise_the_loss():
    x, target = FIGURE_5_3["sine"].points()
    assert np.all(np.diff(train(initialise(1, 3, 1), x, target, 1e-3, 300)[1]) < 0)


@pytest.mark.parametrize("biases", [True, False])
def test_units_that_start_equal_stay_equal(biases):
    x, target = FIGURE_5_3["sine"].points()
    parameters, losses = train(symmetric_start(1, 3, 1, biases=biases), x, target, 0.01, 500)
    z = network.forward(parameters, x).z
    np.testing.assert_allclose(z, z[:, :1].repeat(3, axis=1), rtol=1e-12, atol=1e-12)
    assert losses[-1] < losses[0]
    parted, _ = train(initialise(1, 3, 1, seed=1), x, target, 0.01, 500)
    assert np.ptp(network.forward(parted, x).z, axis=1).max() > 0.1


def test_divergence_is_handed_out_without_warnings():
    x, target = FIGURE_5_3["square"].points()
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        _, losses = train(initialise(1, 3, 1), x, target, 1.0, 5000)
    assert len(losses) < 5000
    assert not np.isfinite(losses[-1])
    assert np.isfinite(losses[:-1]).all()
    assert losses[-2] > 1e100


def test_weights_that_overflow_are_handed_out():
    start = Parameters([[1e-170]], [[1e154]])
    parameters, _ = train(start, [[1e170]], [[0.0]], 1e100, 1)
    assert not np.isfinite(parameters.flatten()).all()


def test_steps_can_be_taken_one_at_a_time_with_pauses():
    x, target = FIGURE_5_3["square"].points()
    start = initialise(1, 3, 1)
    steps = gradient_steps(start, x, target, 0.01)
    losses = [loss for _, loss in itertools.islice(steps, 5)] + [loss for _, loss in itertools.islice(steps, 5)]
    np.testing.assert_array_equal(losses, train(start, x, target, 0.01, 9)[1])


def test_training_leaves_the_start_alone():
    x, target = FIGURE_5_3["square"].points()
    start = initialise(1, 3, 1)
    before = start.flatten()
    train(start, x, target, 0.01, 3)
    np.testing.assert_array_equal(start.flatten(), before)


@pytest.mark.parametrize("learning_rate", [0, -0.1, np.inf, np.nan, "0.1", None])
def test_learning_rate_must_be_positive(learning_rate):
    with pytest.raises(ValueError, match=r"learning rate is .*; give a positive number"):
        gradient_steps(initialise(1, 1, 1), [[1.0]], [[1.0]], learning_rate)


def test_bad_data_are_refused_before_the_first_step():
    start = initialise(1, 1, 1)
    with pytest.raises(ValueError, match=r"x\[0, 0\] is inf"):
        gradient_steps(start, [[np.inf]], [[1.0]], 0.1)
    with pytest.raises(ValueError, match=r"w2\[0, 0\] is nan"):
        gradient_steps(Parameters([[1.0]], [[np.nan]]), [[1.0]], [[1.0]], 0.1)
    with pytest.raises(ValueError, match=r"target the shape \(1, 1\)"):
        gradient_steps(start, [[1.0]], [1.0], 0.1)
