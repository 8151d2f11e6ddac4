"""Training follows (1.1), learns Bishop's four data sets, keeps symmetric units equal and reports divergence."""

import itertools
import warnings

import numpy as np
import pytest

from gradwalk.mathematics import network
from gradwalk.mathematics.datasets import FIGURE_5_3
from gradwalk.mathematics.parameters import Parameters, initialise, symmetric_start
from gradwalk.mathematics.training import gradient_step, gradient_steps, train


def test_one_step_is_equation_1_1():
    parameters = initialise(2, 3, 2)
    x, target = np.array([[1.0, 2.0]]), np.array([[0.5, -0.5]])
    gradient = network.backward(parameters, x, target)
    result = train(parameters, x, target, learning_rate=0.1, num_steps=1)
    expected = parameters.flatten() - 0.1 * gradient.flatten()
    np.testing.assert_allclose(result.parameters.flatten(), expected, rtol=1e-14)
    np.testing.assert_array_equal(gradient_step(parameters, gradient, 0.1).flatten(), expected)
    assert result.losses[0] == pytest.approx(network.total_loss(parameters, x, target), rel=1e-14)
    assert result.losses[1] == pytest.approx(network.total_loss(result.parameters, x, target), rel=1e-14)


@pytest.mark.parametrize(
    ("name", "largest_loss"), [("square", 0.05), ("sine", 0.05), ("absolute value", 0.1), ("Heaviside", 0.5)]
)
def test_three_hidden_units_learn_the_data_sets_of_figure_5_3(name, largest_loss):
    x, target = FIGURE_5_3[name].points()
    result = train(initialise(1, 3, 1, seed=1), x, target, learning_rate=0.01, num_steps=5000)
    constant = network.loss(np.full_like(target, target.mean()), target)
    assert not result.diverged
    assert result.losses[-1] < largest_loss < constant / 10
    assert result.losses[-1] == pytest.approx(network.total_loss(result.parameters, x, target), rel=1e-12)


def test_small_steps_never_raise_the_loss():
    x, target = FIGURE_5_3["sine"].points()
    assert np.all(np.diff(train(initialise(1, 3, 1), x, target, 1e-3, 300).losses) < 0)


@pytest.mark.parametrize("biases", [True, False])
def test_units_that_start_equal_stay_equal(biases):
    x, target = FIGURE_5_3["sine"].points()
    result = train(symmetric_start(1, 3, 1, biases=biases), x, target, learning_rate=0.01, num_steps=500)
    z = network.forward(result.parameters, x).z
    np.testing.assert_allclose(z, z[:, :1].repeat(3, axis=1), rtol=1e-12, atol=1e-12)
    assert result.losses[-1] < result.losses[0]
    parted = train(initialise(1, 3, 1, seed=1), x, target, learning_rate=0.01, num_steps=500).parameters
    assert np.ptp(network.forward(parted, x).z, axis=1).max() > 0.1


def test_divergence_is_kept_and_reported_without_warnings():
    x, target = FIGURE_5_3["square"].points()
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        result = train(initialise(1, 3, 1), x, target, learning_rate=1.0, num_steps=5000)
    assert result.diverged
    assert result.num_steps < 5000
    assert not np.isfinite(result.losses[-1])
    assert np.isfinite(result.losses[:-1]).all()
    assert result.losses[-2] > 1e100
    assert "diverged" in str(result)
    assert "smaller learning rate" in str(result)


def test_weights_that_are_no_longer_finite_count_as_divergence():
    parameters = Parameters([[1e-170]], [[1e154]])
    result = train(parameters, [[1e170]], [[0.0]], learning_rate=1e100, num_steps=1)
    assert not np.isfinite(result.parameters.flatten()).all()
    assert result.diverged


def test_result_says_what_the_loss_did():
    x, target = FIGURE_5_3["square"].points()
    assert "fell from" in str(train(initialise(1, 3, 1), x, target, 0.01, 100))
    assert "stayed" in str(train(initialise(1, 3, 1), x, target, 0.01, 0))
    point = np.array([[1.0]])
    assert "rose from" in str(train(Parameters([[1.0]], [[1.0]]), point, point * 0, 10.0, 1))


def test_callback_sees_every_step():
    x, target = FIGURE_5_3["square"].points()
    seen = []
    result = train(initialise(1, 3, 1), x, target, 0.01, 7, callback=lambda *state: seen.append(state))
    assert [step for _, step, _ in seen] == list(range(8))
    np.testing.assert_array_equal([loss for _, _, loss in seen], result.losses)
    assert seen[-1][0] is result.parameters


def test_steps_can_be_taken_one_at_a_time_with_pauses():
    x, target = FIGURE_5_3["square"].points()
    parameters = initialise(1, 3, 1)
    steps = gradient_steps(parameters, x, target, 0.01)
    losses = [loss for _, loss in itertools.islice(steps, 5)] + [loss for _, loss in itertools.islice(steps, 5)]
    np.testing.assert_array_equal(losses, train(parameters, x, target, 0.01, 9).losses)


def test_training_leaves_the_start_alone():
    x, target = FIGURE_5_3["square"].points()
    parameters = initialise(1, 3, 1)
    before = parameters.flatten()
    train(parameters, x, target, 0.01, 3)
    np.testing.assert_array_equal(parameters.flatten(), before)


@pytest.mark.parametrize("learning_rate", [0, -0.1, np.inf, np.nan, "0.1", None])
def test_learning_rate_must_be_positive(learning_rate):
    with pytest.raises(ValueError, match=r"learning rate is .*; give a positive number"):
        train(initialise(1, 1, 1), [[1.0]], [[1.0]], learning_rate, 1)


@pytest.mark.parametrize("num_steps", [-1, 1.5, "3", None])
def test_number_of_steps_must_be_whole(num_steps):
    with pytest.raises(ValueError, match=r"number of steps is .*; give a whole number"):
        train(initialise(1, 1, 1), [[1.0]], [[1.0]], 0.1, num_steps)


def test_bad_data_are_refused_before_the_first_step():
    start = initialise(1, 1, 1)
    with pytest.raises(ValueError, match=r"x\[0, 0\] is inf"):
        gradient_steps(start, [[np.inf]], [[1.0]], 0.1)
    with pytest.raises(ValueError, match=r"w2\[0, 0\] is nan"):
        gradient_steps(Parameters([[1.0]], [[np.nan]]), [[1.0]], [[1.0]], 0.1)
    with pytest.raises(ValueError, match=r"target the shape \(1, 1\)"):
        train(start, [[1.0]], [1.0], 0.1, 1)
