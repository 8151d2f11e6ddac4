"""A lecturer's own points and own network, as plain arrays; what cannot be shown is said in one sentence."""

from __future__ import annotations

import numpy as np
import pytest

from gradwalk import NetworkExplorer, Parameters, TrainingExplorer, initialise
from gradwalk.mathematics.network import forward, loss_and_gradient
from tests.explorers.every_explorer import seen

X = np.array([4.0, 2.0, 0.0, 3.0, 1.0])
Y = np.array([9.0, 1.0, -3.0, 4.0, 0.5])


@pytest.mark.parametrize("data", [(X, Y), (list(X), list(Y)), (X[:, None], Y[:, None]), [X, Y]], ids=str)
def test_own_points_are_learned_as_by_hand(data):
    explorer = TrainingExplorer(dataset=data, num_steps=20, step=20, learning_rate=0.01)
    order = np.argsort(X)
    x, target = X[order, None], Y[order, None]
    parameters = initialise(1, 3, 1, seed=4)
    for _ in range(20):
        _, gradient = loss_and_gradient(parameters, x, target)
        parameters = parameters.unflatten(parameters.flatten() - 0.01 * gradient.flatten())
    np.testing.assert_allclose(explorer.run.parameters(20).flatten(), parameters.flatten())
    assert explorer.settings["dataset"] == "your own"


def test_the_picture_holds_all_points_and_the_curves_over_them():
    explorer = TrainingExplorer(dataset=(X, Y))
    axes = explorer.scene.panels["fit"].axes
    (left, right), (low, high) = axes.get_xlim(), axes.get_ylim()
    assert left < X.min() < X.max() < right < X.max() + 2
    assert low < Y.min() < Y.max() < high
    fit = explorer.scene.marks(explorer.state)["fit"]["y"].at
    assert (fit[0, 0], fit[-1, 0]) == (0, 4)
    np.testing.assert_allclose(fit[:, 1], forward(explorer.run.parameters(0), fit[:, :1]).y[:, 0])


def test_own_points_come_back_after_another_data_set():
    explorer = TrainingExplorer(dataset=(X, Y), num_steps=10)
    kept, shown = explorer.settings, seen(explorer)
    explorer.settings = {"dataset": "square"}
    assert explorer.scene.panels["fit"].axes.get_xlim()[0] == pytest.approx(-1.03)
    explorer.settings = kept
    assert seen(explorer) == shown
    again = TrainingExplorer(dataset=(X, Y))
    again.settings = kept
    assert seen(again) == shown


@pytest.mark.parametrize(
    ("data", "message"),
    [
        ((X,), r"as a pair \(x, y\)"),
        (X, r"as a pair \(x, y\)"),
        (3, "not 3"),
        ((X, Y[:-1]), "equally many numbers, not 5 and 4"),
        ((X[:1], Y[:1]), "from 2 to 500 points, which can be shown, not 1"),
        ((np.arange(501), np.arange(501)), "not 501"),
        ((np.ones(4), np.arange(4)), "at two different x at least; all 4 are at 1"),
        ((X, [1, 2, 3, 4, np.nan]), r"y finite numbers only; y\[4\] is nan"),
        ((np.ones((5, 2)), Y), r"Give x the shape \(N,\) or \(N, 1\), one number a point, not \(5, 2\)"),
        (("abc", Y), "Give x as real numbers"),
        (([[1], [2, 3]], Y), "rows of equal length"),
        ("cosine", "Give dataset as one of square, sine"),
        ("your own", "Give dataset as one of square, sine"),
    ],
)
def test_data_that_cannot_be_learned_are_said(data, message):
    with pytest.raises(ValueError, match=message) as caught:
        TrainingExplorer(dataset=data)
    assert "\n" not in str(caught.value)


W1, W2 = np.array([[0.1, 0.2], [0.3, -0.4], [0.5, 0.6]]), np.array([[1.0, -1.0, 0.5]])
B1, B2 = np.array([0.1, 0.0, -0.1]), np.array([0.7])


@pytest.mark.parametrize(
    "given",
    [(W1, W2), [W1.tolist(), W2.tolist()], {"w1": W1, "w2": W2}, Parameters(W1, W2), (W1, W2, B1, B2),
     {"w1": W1, "w2": W2, "b2": B2}],
    ids=["pair", "lists", "dict", "Parameters", "biases", "one bias"],
)  # fmt: skip
def test_a_network_of_plain_arrays_is_run(given):
    explorer = NetworkExplorer(given, [1.0, -2.0], [0.5], step=10)
    wanted = forward(Parameters.of(given), np.array([1.0, -2.0])).y
    np.testing.assert_allclose(forward(explorer.values.parameters, explorer.values.x).y, wanted)


@pytest.mark.parametrize(
    ("given", "message"),
    [
        (W1, r"as arrays \(w1, w2\) or \(w1, w2, b1, b2\), not an array of shape \(3, 2\)"),
        ((W1,), "as arrays"),
        ((W1, W2, B1), "as arrays"),
        ({"w1": W1}, "as arrays"),
        ({"w1": W1, "w2": W2, "w3": W2}, "as arrays"),
        ((W2, W1), "Give w2 one column per row of w1"),
        ((np.ones((6, 2)), np.ones((1, 6))), r"Give from 1 to 5 units in each layer, not \(2, 6, 1\)"),
        (("a", W2), "Give w1 as real numbers"),
        ((W1 * np.nan, W2), r"w1 finite numbers only"),
    ],
)
def test_a_network_that_cannot_be_shown_is_said(given, message):
    with pytest.raises(ValueError, match=message) as caught:
        NetworkExplorer(given, [1.0, -2.0], [0.5])
    assert "\n" not in str(caught.value)
