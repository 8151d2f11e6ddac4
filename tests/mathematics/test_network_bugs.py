"""Each planted bug is wrong as it says, is found by the gradient check, and differs from every other."""

import itertools

import numpy as np
import pytest

from gradwalk.mathematics import calculus, network
from gradwalk.mathematics.network_bugs import BUGS, LISTING, run
from gradwalk.mathematics.parameters import initialise

SIZES = [(2, 3, 2), (3, 2, 2), (2, 4, 3)]


def problem(size, seed=0):
    rng = np.random.default_rng([seed, 1])  # not the numbers that the weights are drawn from
    x, target = rng.normal(size=size[0]), rng.normal(size=size[2])
    return initialise(*size, seed=seed), x, target


@pytest.mark.parametrize("biases", [True, False])
@pytest.mark.parametrize("size", SIZES)
def test_listing_without_a_bug_is_the_backward_pass(size, biases):
    _, x, target = problem(size)
    parameters = initialise(*size, biases=biases)
    found, right = run(LISTING, parameters, x, target), network.backward(parameters, x, target)
    assert [name for name, _ in found.arrays()] == [name for name, _ in right.arrays()]
    for name in ("w1", "w2", "dE_dy", "dE_dz", "dE_dh"):
        np.testing.assert_allclose(getattr(found, name), getattr(right, name), rtol=1e-12)
    np.testing.assert_allclose(found.flatten(), right.flatten(), rtol=1e-12)


@pytest.mark.parametrize("bug", BUGS.values(), ids=BUGS)
def test_wrong_line_stands_in_the_place_of_one_line(bug):
    before, after = LISTING.splitlines(), bug.listing.splitlines()
    assert [(one, other) for one, other in zip(before, after, strict=True) if one != other] == [(bug.right, bug.wrong)]


def test_what_is_read_is_what_is_run():
    doubled = LISTING.replace("np.outer(dE_dh, x)", "2 * np.outer(dE_dh, x)")
    np.testing.assert_allclose(
        run(doubled, *problem((2, 3, 2))).w1, 2 * network.backward(*problem((2, 3, 2))).w1, rtol=1e-12
    )


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("bug", BUGS.values(), ids=BUGS)
def test_gradient_check_finds_the_bug(bug, seed, size):
    assert network.gradient_check(*problem(size, seed)).passed
    check = network.gradient_check(*problem(size, seed), backward_pass=bug.backward)
    assert check.largest_error > 1e-3


@pytest.mark.parametrize("size", SIZES)
def test_no_two_bugs_give_the_same_gradient(size):
    gradients = {name: bug.backward(*problem(size)).flatten() for name, bug in BUGS.items()}
    gradients["no bug"] = network.backward(*problem(size)).flatten()
    for (first, a), (second, b) in itertools.combinations(gradients.items(), 2):
        assert np.max(calculus.relative_error(a, b)) > 1e-3, f"{first} and {second} agree"


@pytest.mark.parametrize("bug", BUGS.values(), ids=BUGS)
def test_several_points_are_refused(bug):
    parameters, x, target = problem((2, 3, 2))
    with pytest.raises(ValueError, match=r"Give one point x of shape \(2,\), not 3 points"):
        bug.backward(parameters, np.tile(x, (3, 1)), np.tile(target, (3, 1)))


def hidden_problem(name):
    """A problem in which the named bug cannot be seen, as its `hidden_when` says."""
    parameters, x, target = problem((2, 3, 1) if name in ("one path", "transposed weights") else (2, 3, 2))
    if name in ("sign", "updated weights"):
        target = network.forward(parameters, x).y
    if name in ("missing derivative", "derivative at h"):
        parameters, x = initialise(2, 3, 2, biases=False), np.zeros_like(x)
    if name == "bias forgotten":
        parameters = initialise(2, 3, 2, biases=False)
    return parameters, x, target


@pytest.mark.parametrize("name", BUGS)
def test_bug_hides_where_it_says_it_does(name):
    given_problem = hidden_problem(name)
    hidden, right = BUGS[name].backward(*given_problem), network.backward(*given_problem)
    np.testing.assert_allclose(hidden.flatten(), right.flatten(), rtol=1e-12, atol=1e-15)


def test_transposed_is_the_plain_transpose_when_the_matrix_is_square():
    parameters, x, target = problem((2, 3, 3))
    gradient = BUGS["transposed weights"].backward(parameters, x, target)
    np.testing.assert_allclose(gradient.dE_dz, parameters.w2 @ gradient.dE_dy, rtol=1e-12)


@pytest.mark.parametrize("bug", BUGS.values(), ids=BUGS)
def test_bad_data_are_refused_as_by_the_right_backward_pass(bug):
    parameters, x, _ = problem((2, 3, 2))
    with pytest.raises(ValueError, match=r"target the shape \(2,\)"):
        bug.backward(parameters, x, np.ones(4))


@pytest.mark.parametrize("bug", BUGS.values(), ids=BUGS)
def test_explanation_is_one_sentence(bug):
    assert bug.explanation.endswith(".")
    assert bug.explanation.count(". ") == 0
    assert bug.equation in {"5.7", "5.9", "5.10", "5.11"}
