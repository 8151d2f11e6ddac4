"""The network's equations against loops written from the text's sums, against differences and against the graph."""

import math
import re

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gradwalk.mathematics import calculus, network
from gradwalk.mathematics.gradient_check import gradient_check
from gradwalk.mathematics.graph import Graph
from gradwalk.mathematics.parameters import Parameters, initialise, symmetric_start

sizes = st.tuples(*[st.integers(1, 5)] * 3)
seeds = st.integers(0, 2**32 - 1)


def problem(size=(2, 3, 2), seed=0, num_points=4, biases=True):
    """Random parameters and data; num_points=None makes a single point without its N."""
    num_inputs, _, num_outputs = size
    rng = np.random.default_rng([seed, 1])  # not the numbers that the weights are drawn from
    points = () if num_points is None else (num_points,)
    x, target = rng.normal(size=(*points, num_inputs)), rng.normal(size=(*points, num_outputs))
    return initialise(*size, seed=seed, biases=biases), x, target


problems = st.builds(problem, sizes, seeds, st.sampled_from([None, 1, 2, 5]), st.booleans())


class Sums:
    """Every quantity of (5.3)-(5.12) as the text writes it: one index at a time, in Python floats."""

    def __init__(self, parameters, x, target):
        D, M, K = parameters.sizes
        self.D, self.M, self.K = range(D), range(M), range(K)
        self.w1, self.w2 = parameters.w1.tolist(), parameters.w2.tolist()
        self.b1 = [0.0] * M if parameters.b1 is None else parameters.b1.tolist()
        self.b2 = [0.0] * K if parameters.b2 is None else parameters.b2.tolist()
        self.x, self.target = np.atleast_2d(x).tolist(), np.atleast_2d(target).tolist()
        self.N = range(len(self.x))

    def h(self, n, j):
        return sum(self.w1[j][i] * self.x[n][i] for i in self.D) + self.b1[j]

    def z(self, n, j):
        h = self.h(n, j)
        return (math.exp(h) - math.exp(-h)) / (math.exp(h) + math.exp(-h))

    def y(self, n, k):
        return sum(self.w2[k][j] * self.z(n, j) for j in self.M) + self.b2[k]

    def E(self):
        return sum((self.y(n, k) - self.target[n][k]) ** 2 for n in self.N for k in self.K) / 2

    def dE_dy(self, n, k):
        return self.y(n, k) - self.target[n][k]

    def dE_dz(self, n, j):
        return sum((self.y(n, k) - self.target[n][k]) * self.w2[k][j] for k in self.K)

    def dE_dh(self, n, j):
        return self.dE_dz(n, j) * (1 - self.z(n, j) ** 2)

    def dE_dw1(self, j, i):
        return sum(self.dE_dh(n, j) * self.x[n][i] for n in self.N)

    def dE_dw2(self, k, j):
        return sum(self.dE_dy(n, k) * self.z(n, j) for n in self.N)

    def dE_db1(self, j):
        return sum(self.dE_dh(n, j) for n in self.N)

    def dE_db2(self, k):
        return sum(self.dE_dy(n, k) for n in self.N)


def table(function, *ranges):
    """The values of function(a, b) for all a, b of the ranges, as an array."""
    if len(ranges) == 1:
        return np.array([function(a) for a in ranges[0]])
    return np.array([[function(a, b) for b in ranges[1]] for a in ranges[0]])


def assert_close(actual, expected):
    np.testing.assert_allclose(actual, expected, rtol=1e-9, atol=1e-11)


# --- each equation by itself -------------------------------------------------------------------------------------


def test_layer_adds_what_each_input_sends():
    x, w = np.array([2.0, -1.0]), np.array([[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]])
    np.testing.assert_array_equal(network.layer(x, w), [0, 2, 4])
    np.testing.assert_array_equal(network.layer(x, w, np.array([10.0, 20.0, 30.0])), [10, 22, 34])
    np.testing.assert_array_equal(network.layer(np.stack([x, 2 * x]), w), [[0, 2, 4], [0, 4, 8]])


def test_layer_derivative_is_the_slope_of_layer():
    rng = np.random.default_rng(0)
    x, w, b = rng.normal(size=3), rng.normal(size=(2, 3)), rng.normal(size=2)
    for j in range(2):
        slopes = calculus.numerical_gradient(lambda x, j=j: network.layer(x, w, b)[j], x)
        np.testing.assert_allclose(network.layer_derivative(w)[j], slopes, rtol=1e-8)


@pytest.mark.parametrize("h", [-700.0, -3.0, -1e-9, 0.0, 0.5, 3.0, 700.0])
def test_activation_is_tanh_and_never_overflows(h):
    assert network.activation(np.array([h]))[0] == pytest.approx(math.tanh(h), rel=1e-14, abs=0)


@settings(deadline=None)
@given(st.floats(-4, 4))
def test_activation_derivative_is_the_slope_of_activation(h):
    derivative = network.activation_derivative(network.activation(np.array(h)))
    assert derivative == pytest.approx(calculus.central_difference(network.activation, h), rel=1e-6)


def test_loss_is_half_the_sum_of_squares_over_outputs_and_points():
    y, target = np.array([[1.0, 2.0], [3.0, 4.0]]), np.array([[0.0, 0.0], [3.0, 1.0]])
    assert network.loss(y, target) == (1 + 4 + 0 + 9) / 2
    assert network.loss(y[0], target[0]) == (1 + 4) / 2
    assert type(network.loss(y, target)) is float


@settings(max_examples=60, deadline=None)
@given(problems)
def test_forward_is_the_sums_of_the_text(given_problem):
    parameters, x, target = given_problem
    sums, passed = Sums(*given_problem), network.forward(parameters, x)
    assert_close(np.atleast_2d(passed.h), table(sums.h, sums.N, sums.M))
    assert_close(np.atleast_2d(passed.z), table(sums.z, sums.N, sums.M))
    assert_close(np.atleast_2d(passed.y), table(sums.y, sums.N, sums.K))
    assert passed.y.shape == target.shape
    assert_close(network.total_loss(*given_problem), sums.E())


@settings(max_examples=60, deadline=None)
@given(problems)
def test_backward_is_the_sums_of_the_text(given_problem):
    parameters, x, target = given_problem
    sums, gradient = Sums(*given_problem), network.backward(parameters, x, target)
    assert_close(np.atleast_2d(gradient.dE_dy), table(sums.dE_dy, sums.N, sums.K))
    assert_close(np.atleast_2d(gradient.dE_dz), table(sums.dE_dz, sums.N, sums.M))
    assert_close(np.atleast_2d(gradient.dE_dh), table(sums.dE_dh, sums.N, sums.M))
    assert_close(gradient.w1, table(sums.dE_dw1, sums.M, sums.D))
    assert_close(gradient.w2, table(sums.dE_dw2, sums.K, sums.M))
    if parameters.b1 is None:
        assert gradient.b1 is None
        assert gradient.b2 is None
    else:
        assert_close(gradient.b1, table(sums.dE_db1, sums.M))
        assert_close(gradient.b2, table(sums.dE_db2, sums.K))


@settings(max_examples=30, deadline=None)
@given(problems)
def test_equation_5_12_is_5_10_with_5_11_and_5_7(given_problem):
    parameters, x, target = given_problem
    passed = network.forward(parameters, x)
    in_full = network.hidden_weight_gradient_in_full(x, passed.z, passed.y, target, parameters.w2)
    assert_close(in_full, network.backward(parameters, x, target).w1)


@settings(max_examples=40, deadline=None)
@given(sizes, seeds, st.booleans())
def test_every_step_backward_agrees_with_differences(size, seed, biases):
    parameters, x, target = problem(size, seed, None, biases)
    gradient, passed = network.backward(parameters, x, target), network.forward(parameters, x)

    def E_of_y(y):
        return network.loss(y, target)

    def E_of_z(z):
        return E_of_y(network.network_output(z, parameters.w2, parameters.b2))

    def E_of_h(h):
        return E_of_z(network.hidden_output(h))

    assert gradient_check(E_of_y, gradient.dE_dy, passed.y)
    assert gradient_check(E_of_z, gradient.dE_dz, passed.z)
    assert gradient_check(E_of_h, gradient.dE_dh, passed.h)
    assert network.gradient_check(parameters, x, target)


# --- the fast way ------------------------------------------------------------------------------------------------


@settings(max_examples=40, deadline=None)
@given(problems)
def test_fast_way_is_forward_and_backward(given_problem):
    loss, gradient = network.loss_and_gradient(*given_problem)
    assert loss == pytest.approx(network.total_loss(*given_problem), rel=1e-12)
    assert type(loss) is float
    slow = network.backward(*given_problem)
    assert [name for name, _ in gradient.arrays()] == [name for name, _ in slow.arrays()]
    for name, array in gradient.arrays():
        assert array.shape == getattr(given_problem[0], name).shape
        assert_close(array, getattr(slow, name))


@pytest.mark.parametrize("biases", [True, False])
@pytest.mark.parametrize("extra", [-1, 0, 1, network.BLOCK + 7])
def test_blocks_leave_no_point_out(extra, biases):
    given_problem = problem((3, 4, 2), 1, network.BLOCK + extra, biases)
    loss, gradient = network.loss_and_gradient(*given_problem)
    assert loss == pytest.approx(network.total_loss(*given_problem), rel=1e-12)
    assert_close(gradient.flatten(), network.backward(*given_problem).flatten())


@settings(max_examples=20, deadline=None)
@given(problems)
def test_nothing_passed_in_is_changed(given_problem):
    parameters, x, target = given_problem
    before = parameters.flatten(), x.copy(), target.copy()
    network.loss_and_gradient(parameters, x, target)
    network.backward(parameters, x, target)
    for array, copy in zip((parameters.flatten(), x, target), before, strict=True):
        np.testing.assert_array_equal(array, copy)


def test_one_point_is_a_batch_of_one():
    parameters, x, target = problem(num_points=None)
    loss, gradient = network.loss_and_gradient(parameters, x, target)
    batch_loss, batch_gradient = network.loss_and_gradient(parameters, x[None], target[None])
    assert loss == pytest.approx(batch_loss, rel=1e-14)
    np.testing.assert_allclose(gradient.flatten(), batch_gradient.flatten(), rtol=1e-14)


def test_gradient_of_a_batch_is_the_sum_over_its_points():
    parameters, x, target = problem(num_points=5)
    parts = [network.loss_and_gradient(parameters, x[n], target[n]) for n in range(5)]
    loss, gradient = network.loss_and_gradient(parameters, x, target)
    assert_close(loss, sum(part for part, _ in parts))
    assert_close(gradient.flatten(), sum(part.flatten() for _, part in parts))


def test_lists_and_whole_numbers_are_taken_too():
    parameters = Parameters([[1, 2]], [[3]], [0], [1])
    assert parameters.w1.dtype == np.float64
    loss, gradient = network.loss_and_gradient(parameters, [[1, 0]], [[2]])
    assert loss == pytest.approx((3 * math.tanh(1) + 1 - 2) ** 2 / 2)
    assert gradient.sizes == (2, 1, 1)


# --- the same network as a graph ---------------------------------------------------------------------------------


def formula_of(D, M, K, biases):
    """E of one point as formula text, in the variables x0, t0, w1_00 (w1[0, 0]), b1_0, ..."""
    y = []
    for k in range(K):
        z = []
        for j in range(M):
            h = " + ".join([f"w1_{j}{i}*x{i}" for i in range(D)] + [f"b1_{j}"] * biases)
            z.append(f"w2_{k}{j}*tanh({h})")
        y.append(" + ".join(z + [f"b2_{k}"] * biases))
    return " + ".join(f"(({y[k]}) - t{k})**2/2" for k in range(K))


def by_label(label):
    """The variable that stands for one entry: w1[0, 1] -> w1_01."""
    return re.sub(r"\[(\d)(?:, (\d))?\]", r"_\1\2", label)


@pytest.mark.parametrize("size", [(1, 1, 1), (2, 3, 2), (3, 2, 1)])
@pytest.mark.parametrize("biases", [True, False])
def test_graph_engine_gives_the_same_loss_and_gradient(size, biases):
    parameters, x, target = problem(size, 3, None, biases)
    graph = Graph.from_formula(formula_of(*size, biases))
    names = [by_label(label) for label in parameters.labels()]
    inputs = dict(zip(names, parameters.flatten(), strict=True))
    inputs |= {f"x{i}": value for i, value in enumerate(x)} | {f"t{k}": value for k, value in enumerate(target)}
    loss, gradient = network.loss_and_gradient(parameters, x, target)
    assert graph.value(**inputs) == pytest.approx(loss, rel=1e-12)
    from_graph = graph.gradient(**inputs)
    np.testing.assert_allclose(gradient.flatten(), [from_graph[name] for name in names], rtol=1e-10, atol=1e-13)


# --- the gradient check ------------------------------------------------------------------------------------------


def test_gradient_check_names_the_worst_parameter():
    parameters, x, target = problem()

    def one_wrong_entry(*given_problem):
        gradient = network.backward(*given_problem)
        gradient.w2[1, 2] += 1
        return gradient

    check = network.gradient_check(parameters, x, target, backward_pass=one_wrong_entry)
    assert not check
    assert parameters.labels()[check.worst[0]] == "w2[1, 2]"


def test_gradient_check_takes_the_step_it_is_given():
    parameters, x, target = problem()
    fine, coarse = (network.gradient_check(parameters, x, target, h).largest_error for h in (1e-5, 1e-1))
    assert fine < 1e-6 < coarse


def test_loss_function_takes_one_vector():
    parameters, x, target = problem()
    E = network.loss_function(parameters, x, target)
    assert E(parameters.flatten()) == network.total_loss(parameters, x, target)
    with pytest.raises(ValueError, match=r"shape \(17,\).*not \(3,\)"):
        E(np.zeros(3))


# --- parameters --------------------------------------------------------------------------------------------------


@settings(deadline=None)
@given(sizes, seeds, st.booleans())
def test_unflatten_undoes_flatten(size, seed, biases):
    parameters = initialise(*size, seed=seed, biases=biases)
    again = parameters.unflatten(parameters.flatten())
    assert again.sizes == size
    assert len(parameters.labels()) == parameters.flatten().size
    for name, array in parameters.arrays():
        np.testing.assert_array_equal(array, getattr(again, name))


def test_labels_are_in_the_order_of_flatten():
    parameters, _, _ = problem()
    for label, value in zip(parameters.labels(), parameters.flatten(), strict=True):
        name, *index = re.findall(r"\w+", label)
        assert getattr(parameters, name)[tuple(map(int, index))] == value


def test_one_bias_may_be_there_without_the_other():
    _, x, target = problem()
    for given_biases in ({"b1": np.ones(3)}, {"b2": np.ones(2)}):
        parameters = Parameters(np.ones((3, 2)), np.ones((2, 3)), **given_biases)
        assert network.gradient_check(parameters, x, target)
        _, gradient = network.loss_and_gradient(parameters, x, target)
        assert_close(gradient.flatten(), network.backward(parameters, x, target).flatten())
        assert {name for name, _ in gradient.arrays()} == {"w1", "w2", *given_biases}


def test_parameters_are_copies():
    w1 = np.ones((3, 2))
    parameters = Parameters(w1, np.ones((2, 3)))
    w1[0, 0] = 7
    assert parameters.w1[0, 0] == 1
    vector = parameters.flatten()
    again = parameters.unflatten(vector)
    vector[0] = 9
    assert again.w1[0, 0] == 1


def test_initial_weights_have_the_stated_scale_and_follow_the_seed():
    parameters = initialise(400, 300, 200, seed=5)
    assert parameters.w1.std() == pytest.approx(400**-0.5, rel=0.02)
    assert parameters.w2.std() == pytest.approx(300**-0.5, rel=0.02)
    assert parameters.b1.std() == pytest.approx(400**-0.5, rel=0.2)
    np.testing.assert_array_equal(parameters.w1, initialise(400, 300, 200, seed=5).w1)
    assert not np.array_equal(parameters.w1, initialise(400, 300, 200, seed=6).w1)


def test_symmetric_start_is_all_one_value():
    assert set(symmetric_start(2, 3, 1, 0.25).flatten()) == {0.25}
    assert symmetric_start(2, 3, 1, biases=False).b1 is None


def test_repr_names_the_shapes():
    assert repr(initialise(2, 3, 1)) == "Parameters(w1 (3, 2), w2 (1, 3), b1 (3,), b2 (1,))"
    assert "dE_dz (3,)" in repr(network.backward(initialise(2, 3, 1), [1, 2], [0]))


# --- bad input ---------------------------------------------------------------------------------------------------

W1, W2 = np.ones((3, 2)), np.ones((2, 3))


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((np.ones(3), W2), r"w1 as a matrix.*\(3,\)"),
        ((W1, np.ones((2, 4))), r"w2 one column per row of w1, 3 of them.*\(2, 4\)"),
        ((W1, W2, np.ones(2)), r"b1 the shape \(3,\).*\(2,\)"),
        ((W1, W2, None, np.ones((2, 1))), r"b2 the shape \(2,\).*\(2, 1\)"),
        ((np.ones((0, 2)), W2), r"w1 as a matrix.*\(0, 2\)"),
        (([["a", "b"]], W2), "w1 as real numbers.*'a'"),
        (([["1", "2"]], W2), "w1 as real numbers"),
        ((W1 * 1j, W2), "w1 as real numbers"),
        (([[1, 2], [3]], W2), "w1 rows of equal length"),
        ((None, W2), "w1 as real numbers, not None"),
    ],
)
def test_parameters_that_do_not_fit_are_refused(arguments, message):
    with pytest.raises(ValueError, match=message):
        Parameters(*arguments)


@pytest.mark.parametrize("entry", [network.backward, network.total_loss, network.loss_and_gradient])
@pytest.mark.parametrize(
    ("x", "target", "message"),
    [
        (np.ones((4, 3)), np.ones((4, 2)), r"x the shape \(N, 2\) or \(2,\).*\(4, 3\)"),
        (np.ones((4, 2)), np.ones((4, 3)), r"target the shape \(4, 2\).*\(4, 3\)"),
        (np.ones((4, 2)), np.ones(4), r"target the shape \(4, 2\).*\(4,\)"),
        (np.ones((4, 2)), np.ones((3, 2)), r"target the shape \(4, 2\).*\(3, 2\)"),
        (np.ones((0, 2)), np.ones((0, 2)), r"x the shape.*\(0, 2\)"),
        (np.ones((1, 4, 2)), np.ones((1, 4, 2)), r"x the shape.*\(1, 4, 2\)"),
        (1.0, np.ones(2), r"x the shape.*\(\)"),
        (["one", "two"], np.ones(2), "x as real numbers.*'one'"),
        (np.ones(2), [None, 1.0], "target as real numbers.*None"),
        ([np.nan, 1.0], np.ones(2), r"finite.*x\[0\] is nan"),
        (np.ones((1, 2)), [[1.0, np.inf]], r"finite.*target\[0, 1\] is inf"),
    ],
)
def test_data_that_do_not_fit_are_refused(entry, x, target, message):
    with pytest.raises(ValueError, match=message):
        entry(Parameters(W1, W2), x, target)


def test_forward_refuses_an_infinite_input_and_hints_at_a_missing_axis():
    with pytest.raises(ValueError, match=r"x\[1\] is inf"):
        network.forward(Parameters(W1, W2), [0.0, np.inf])
    with pytest.raises(ValueError, match=r"x\[:, None\]"):
        network.forward(initialise(1, 3, 1), np.zeros(50))


@pytest.mark.parametrize("size", [0, -1, 2.0, True, "3"])
def test_sizes_must_be_positive_whole_numbers(size):
    with pytest.raises(ValueError, match=f"num_hidden as a whole number of at least 1, not {size!r}"):
        initialise(2, size, 1)
