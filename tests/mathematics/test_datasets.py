"""The data sets of Bishop's figure 5.3 are what they say they are."""

import numpy as np
import pytest

from gradwalk.mathematics.datasets import FIGURE_5_3

FUNCTIONS = {
    "square": lambda x: x * x,
    "sine": lambda x: np.sin(np.pi * x),
    "absolute value": lambda x: np.maximum(x, -x),
    "Heaviside": lambda x: (x >= 0).astype(float),
}


@pytest.mark.parametrize("seed", [None, 0])
@pytest.mark.parametrize("name", FUNCTIONS)
def test_targets_are_the_function_at_fifty_points(name, seed):
    x, target = FIGURE_5_3[name].points(seed=seed)
    assert x.shape == target.shape == (50, 1)
    assert np.all(np.abs(x) < 1)
    assert np.all(np.diff(x[:, 0]) > 0)
    np.testing.assert_allclose(target, FUNCTIONS[name](x), atol=1e-15)


def test_there_are_exactly_four():
    assert set(FIGURE_5_3) == set(FUNCTIONS)


def test_points_are_even_without_a_seed_and_random_with_one():
    dataset = FIGURE_5_3["square"]
    np.testing.assert_allclose(np.diff(dataset.points()[0][:, 0]), 2 / 50)
    np.testing.assert_array_equal(dataset.points(seed=3)[0], dataset.points(seed=3)[0])
    assert not np.array_equal(dataset.points(seed=3)[0], dataset.points(seed=4)[0])


def test_heaviside_is_one_at_zero():
    assert FIGURE_5_3["Heaviside"].points(num_points=1)[1] == 1


@pytest.mark.parametrize("num_points", [0, -5, 2.5, "50"])
def test_number_of_points_must_be_whole(num_points):
    with pytest.raises(ValueError, match="num_points as a whole number of at least 1"):
        FIGURE_5_3["square"].points(num_points)
