"""Functions that are no formula: called point by point, with central differences, undefined where they fail."""

from __future__ import annotations

import math

import numpy as np
import pytest

from gradwalk.mathematics.graph import Graph
from gradwalk.mathematics.pointwise import PointwiseFunction, graph_or_pointwise
from gradwalk.mathematics.surfaces import surface_from

XY = ("x", "y")


def with_if(x, y):
    return x**2 + y if x > 0 else -x + y


def with_float(x, y):
    return float(x) ** 2 * float(y)


def with_where(x, y):
    return np.where(x > y, x - y, 0.0) ** 2


def with_math(x, y):
    return math.hypot(x, y - 10)


def with_table(x, y):
    return {0: x, 1: y}[int(x > 0)] * 2.0


def with_clip(x, y):
    return np.clip(x, -1, 1) + y


# function -> (point, gradient by hand)
POINTWISE = {
    with_if: ((2.0, 1.0), (4.0, 1.0)),
    with_float: ((3.0, 2.0), (12.0, 9.0)),
    with_where: ((2.0, 0.5), (3.0, -3.0)),
    with_math: ((3.0, 6.0), (0.6, -0.8)),
    with_table: ((2.0, 5.0), (0.0, 2.0)),
    with_clip: ((0.5, 2.0), (1.0, 1.0)),
}


@pytest.mark.parametrize(("function", "at", "slopes"), [(f, *rest) for f, rest in POINTWISE.items()])
def test_any_function_has_a_value_and_a_numerical_gradient(function, at, slopes):
    found = graph_or_pointwise(function, XY)
    assert isinstance(found, PointwiseFunction)
    x, y = at
    assert found.value(x=x, y=y) == pytest.approx(float(function(x, y)))
    assert found.gradient(x=x, y=y) == pytest.approx(dict(zip(XY, slopes, strict=True)), rel=1e-8, abs=1e-8)


@pytest.mark.parametrize("function", POINTWISE)
def test_arrays_are_taken_point_by_point(function):
    found = graph_or_pointwise(function, XY)
    x, y = np.meshgrid([-1.5, 0.4, 2.2], [0.3, 1.9])
    values = found.value(x=x, y=y)
    assert values.shape == (2, 3)
    assert values[1, 2] == pytest.approx(float(function(2.2, 1.9)))
    assert found.gradient(x=x, y=1.0)["y"].shape == (2, 3)


def test_what_can_be_traced_goes_on_using_the_graph():
    assert isinstance(graph_or_pointwise(lambda x, y: np.maximum(x, y) + np.sin(x), XY), Graph)
    assert not surface_from(lambda x, y: x * y).is_numerical


def test_numerical_slopes_agree_with_the_graph():
    def same(x, y):
        return float(np.exp(-x * x) * np.sin(3 * y) + x * y)

    exact = Graph.from_formula("exp(-x*x)*sin(3*y) + x*y", XY)
    x, y = np.random.default_rng(3).uniform(-3, 3, (2, 200))
    found, wanted = graph_or_pointwise(same, XY).gradient(x=x, y=y), exact.gradient(x=x, y=y)
    for name in XY:
        np.testing.assert_allclose(found[name], wanted[name], atol=1e-8)


def test_at_a_kink_and_at_a_jump_there_is_no_slope_and_beside_them_there_is():
    kink = PointwiseFunction(lambda x, y: abs(x) + y, XY)
    jump = PointwiseFunction(lambda x, y: float(x > 1) + y, XY)
    assert math.isnan(kink.gradient(x=0.0, y=1.0)["x"])
    assert kink.gradient(x=0.01, y=1.0) == pytest.approx({"x": 1.0, "y": 1.0})
    assert math.isnan(jump.gradient(x=1.0, y=0.0)["x"])
    assert jump.gradient(x=0.9, y=0.0) == pytest.approx({"x": 0.0, "y": 1.0})


@pytest.mark.parametrize("scale", [1e-6, 1.0, 1e6])
def test_a_smooth_minimum_is_no_kink_whatever_its_size(scale):
    bowl = PointwiseFunction(lambda x, y: scale * (x * x + y**4) + 7, XY)
    assert bowl.gradient(x=0.0, y=0.0) == pytest.approx({"x": 0.0, "y": 0.0}, abs=1e-5 * scale + 1e-8)


def test_where_a_function_fails_it_is_not_defined():
    def fails(x, y):
        if x > 1:
            raise KeyError("far")
        return math.log(y) / x

    found = PointwiseFunction(fails, XY)
    values = found.value(x=[2.0, 0.5, 0.0, 0.5], y=[1.0, -1.0, 1.0, 1.0])
    assert np.isnan(values[:3]).all()
    assert values[3] == 0


@pytest.mark.parametrize(
    ("function", "message"),
    [
        (lambda x, y: print(end="" if x > 0 else "\r"), r"returned NoneType; let it return one real number"),
        (lambda x, y: [float(x)], "returned list"),
        (lambda x, y: str(float(x)), "returned str"),
        (lambda x, y: complex(float(x), 1), "returned complex"),
        (lambda x, y: float(x).nonsense, "stops with AttributeError"),
        (lambda x, y: undefined_name, "stops with NameError"),  # noqa: F821
        (lambda x: x, "write it with 2 parameters: x, y"),
        (lambda x, y, z: x, "write it with 2 parameters: x, y"),
    ],
)
def test_what_is_no_function_of_two_numbers_is_said_in_one_sentence(function, message):
    with pytest.raises(TypeError, match=message) as caught:
        surface_from(function)
    assert "\n" not in str(caught.value)


def test_defined_nowhere_is_allowed_as_for_a_formula():
    nowhere = surface_from(lambda x, y: math.log(-1 - float(x) ** 2))
    assert math.isnan(nowhere.value(1.0, 1.0))
