"""A learner's Python function becomes a graph, or an error of one sentence that says what to change."""

import math

import numpy as np
import pytest

from gradwalk.mathematics import graph as gradwalk
from gradwalk.mathematics import node
from gradwalk.mathematics.graph import Graph, Node, constant, variable


def loop(x, y):
    total = 0
    for k in range(1, 4):
        total = total + k * x**k
    return total / y


@pytest.mark.parametrize(
    ("function", "text"),
    [
        (lambda x, y: x**2 + 10 * y**2, "x**2 + 10*y**2"),
        (lambda x, y: np.sin(x) * gradwalk.cos(y), "sin(x)*cos(y)"),
        (lambda x, y: abs(x) - np.abs(y) + gradwalk.abs_(x), "abs(x) - abs(y) + abs(x)"),
        (lambda x, y: -x + +y, "-x + y"),
        (lambda x, y: np.arctan(x) + np.arcsinh(y) - np.fabs(x), "atan(x) + asinh(y) - abs(x)"),
        (lambda x, y: np.maximum(x, 0) * np.minimum(1, y), "max(x, 0)*min(1, y)"),
        (lambda x, y: node.max_(2, x) - node.sigmoid(y), "max(2, x) - sigmoid(y)"),
        (lambda x, y: 2**x / (3 - y), "2**x/(3 - y)"),
        (lambda x, y: np.square(x) + np.sqrt(y), "x**2 + sqrt(y)"),
        (lambda x, y: np.float64(2) * x + np.int64(3) * y, "2*x + 3*y"),
        (lambda x, y: np.float64(2) ** x - np.float64(1) / y, "2**x - 1/y"),
        (lambda x, y: np.sum([x, y]) + np.dot([x, y], [x, 2.0]), "x + y + (x*x + y*2)"),
        (lambda x, y: pow(x, 2) + np.power(y, 3) + np.float_power(x, 2), "x**2 + y**3 + x**2"),
        (lambda x, y: np.add(x, 1) - np.multiply(2, y) - np.negative(x) - np.divide(x, y), "x + 1 - 2*y - (-x) - x/y"),
        (lambda x, y: x - (-y) + (-2) * (-x), "x - (-y) + (-2*(-x))"),
        (lambda x, y: 3, "3"),
        (lambda x, y: np.pi, repr(np.pi)),
        (lambda x, y: math.sqrt(2) * x, f"{math.sqrt(2)!r}*x"),
        (lambda x, y: np.array(2.0) * x, "2*x"),
        (lambda x, y, scale=2: scale * x, "2*x"),
        (lambda x, y: True * x, "1*x"),
        (loop, "(0 + 1*x**1 + 2*x**2 + 3*x**3)/y"),
    ],
)
def test_functions_become_graphs(function, text):
    graph = Graph.from_function(function)
    assert graph.variables == ("x", "y")
    assert str(graph) == text


def if_on_a_node(x, y):
    return x if x > 0 else -x


def truth_of_a_node(x, y):
    return x and y


def equality(x, y):
    return 1 if x == y else 0


def forgotten_return(x, y):
    x + y


@pytest.mark.parametrize(
    ("function", "remedy"),
    [
        (if_on_a_node, "write one formula for all cases"),
        (truth_of_a_node, "write one formula for all cases"),
        (equality, "write one formula for all cases"),
        (lambda x, y: max(x, y, 0.0), "write one formula for all cases"),
        (forgotten_return, "returned NoneType; let it return one expression in x, y."),
        (lambda x, y: (x, y), "returned tuple; let it return one expression in x, y."),
        (lambda x, y: np.array([x, y]), "returned ndarray; let it return one expression"),
        (lambda x, y: "x", "returned str; let it return one expression"),
        (lambda x, y: 1j, "returned complex; let it return one expression"),
        (lambda x, y: math.sin(x), "use np.sin, not math.sin"),
        (lambda x, y: float(x), "use np.sin, not math.sin"),
        (lambda x, y: int(x), "do not convert it with float or int"),
        (lambda x, y: np.array([x, y], dtype=float), "use np.sin, not math.sin"),
        (lambda x, y: np.floor(x), "np.floor has no derivative rule here; use"),
        (lambda x, y: node.max_(x), "Give max 2 values, not 1."),
        (node.sin, "Give sin 1 value, not 2."),
        (lambda x, y: np.add.reduce(x), "write the sum or product out"),
        (lambda x, y: np.sin(x, where=True), "write the sum or product out"),
        (lambda x, y: x + "1", "replace '1' by one of these"),
        (lambda x, y: x * [1, 2], "replace [1, 2] by one of these"),
        (lambda x, y: np.array([1.0, 2.0]) * x, "replace array([1., 2.]) by one of these"),
        (lambda x, y: x + 1j, "replace 1j by one of these"),
        (lambda x, y: x + None, "replace None by one of these"),
        (lambda x: x, "write it with 2 parameters: x, y."),
        (lambda x, y, z: x, "write it with 2 parameters: x, y."),
        (lambda: 1, "write it with 2 parameters: x, y."),
        (3, "Give a Python function; int cannot be called."),
    ],
)
def test_what_is_no_formula_is_explained_in_one_sentence(function, remedy):
    with pytest.raises(TypeError) as caught:
        Graph.from_function(function, ("x", "y"))
    assert remedy in str(caught.value)
    assert str(caught.value).endswith(".")
    assert "\n" not in str(caught.value)


def test_a_number_too_large_for_a_float():
    with pytest.raises(ValueError, match=r"is too large for a float; use a number below 1\.8e308\.$"):
        Graph.from_function(lambda x: x + 10**400)


def test_names_come_from_the_function_or_from_the_caller():
    assert Graph.from_function(lambda w, b: w + b).variables == ("w", "b")
    assert Graph.from_function(lambda w, b: w + b, ("x", "y")).variables == ("x", "y")
    assert Graph.from_function(lambda *values: sum(values), ("p", "q", "r")).variables == ("p", "q", "r")
    assert Graph.from_function(np.sin, ("x",)).value(x=0.0) == 0.0
    assert Graph.from_function(lambda: 2).variables == ()


@pytest.mark.parametrize("function", [lambda *values: 1, lambda *, x: x, lambda **named: 1])
def test_unnamed_parameters_are_refused(function):
    with pytest.raises(TypeError, match=r"name them, as in f\(x, y\)\.$"):
        Graph.from_function(function)


def test_a_parameter_that_means_something_else_is_refused():
    with pytest.raises(ValueError, match="'e' already has a meaning"):
        Graph.from_function(lambda e: e)


def test_errors_of_the_function_itself_pass_through():
    with pytest.raises(ZeroDivisionError):
        Graph.from_function(lambda x: x + 1 / 0)


def test_functions_of_nodes_are_also_functions_of_numbers():
    assert gradwalk.sin(0.5) == np.sin(0.5)
    assert gradwalk.abs_(np.array([-1.0, 2.0])).tolist() == [1.0, 2.0]
    assert gradwalk.tanh.__name__ == "tanh"
    assert node.max_(2, np.array([1.0, 3.0])).tolist() == [2.0, 3.0]
    assert node.sigmoid(-1000.0) == 0.0
    assert isinstance(gradwalk.exp(variable("x")), Node)


def test_nodes_show_what_they_are():
    x = variable("x")
    assert repr(x + 1) == "Node('x + 1')"
    assert x.is_variable
    assert not x.is_constant
    assert constant(2.5).value == 2.5
    assert len({x, x, variable("x")}) == 2
