"""Symbols on the screen say what the numbers say: labels and local derivatives."""

import math
import re

import numpy as np
import pytest

from gradwalk.mathematics import notation
from gradwalk.mathematics.chain_rule import node_names
from gradwalk.mathematics.derivatives import local_derivative
from gradwalk.mathematics.graph import Graph, backward, constant, forward, variable
from gradwalk.mathematics.notation import number_as_text
from gradwalk.mathematics.operations import OPERATIONS

FORMULAS = [
    "x**2 + 10*y**2",
    "sin(x)*y - cos(x*y)/tan(y)",
    "tanh(w_1*x + b)**2/(1 - eta)",
    "abs(-x)**-1.5 + sqrt(exp(x)) + log(x)",
    "x**y",
    "x**3 - x**1 + x**0 - x*1.5e-20",
]
POINT = {"x": 0.7, "y": 1.3, "w_1": -0.4, "b": 0.2, "eta": 0.1}


@pytest.mark.parametrize("formula", FORMULAS)
def test_every_local_derivative_in_symbols_has_the_value_that_backward_used(formula):
    graph = Graph.from_formula(formula)
    values = forward(graph, {name: POINT[name] for name in graph.variables})
    found, labels = backward(graph, values), node_names(graph)
    known = {**POINT, **dict(zip(labels, values, strict=True))}
    for i in range(len(graph)):
        for k, expected in enumerate(found.local[i]):
            if expected is not None:
                for shown in (local_derivative(graph, i, k), local_derivative(graph, i, k, labels)):
                    rule = Graph.from_formula(shown)
                    value = rule.value(**{name: known[name] for name in rule.variables})
                    assert value == pytest.approx(expected, rel=1e-12), shown


def test_a_wrong_local_derivative_would_be_noticed():
    graph = Graph.from_formula("sin(x)*y")
    assert local_derivative(graph, 1, 0) == "cos(x)"
    local = backward(graph, forward(graph, {"x": 0.7, "y": 1.3})).local
    assert Graph.from_formula("-cos(x)").value(x=0.7) != local[1][0]


@pytest.mark.parametrize(
    ("formula", "k", "text"),
    [
        ("x**2", 0, "2*x"),
        ("x**3", 0, "3*x**2"),
        ("x**1", 0, "1"),
        ("x**0", 0, "0"),
        ("x*y", 0, "y"),
        ("x/y", 1, "-x/y**2"),
        ("tanh(x)", 0, "1 - tanh(x)**2"),
        ("exp(x)", 0, "exp(x)"),
        ("abs(x)", 0, "x/abs(x)"),
        ("sqrt(x)", 0, "1/(2*sqrt(x))"),
        ("x**pi", 0, "pi*x**(pi - 1)"),
    ],
)
def test_symbols_of_local_derivatives(formula, k, text):
    graph = Graph.from_formula(formula)
    assert local_derivative(graph, -1, k) == text


def test_labels_call_results_by_numbers_and_leaves_by_their_names():
    graph = Graph.from_formula("v1*x + 2*pi")
    assert node_names(graph) == ["v1", "x", "u1", "2", "pi", "2*pi", "u2"]
    third = Graph.from_formula("x**(1/3)")
    assert local_derivative(third, -1, 0, node_names(third)) == "1/3*x**(1/3 - 1)"
    product = Graph.from_formula("sin(x*y)")
    assert local_derivative(product, -1, 0, node_names(product)) == "cos(v1)"


@pytest.mark.parametrize("value", [0.0, 2.0, -2.0, 0.1, 1e15, 1e16, 123456789.0, -1.5e-20, 1e308, np.float64(3.0)])
def test_numbers_read_back_as_themselves(value):
    text = number_as_text(value)
    assert Graph.from_formula(text).value() == value
    assert not text.endswith(".0")


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (math.inf, "∞"),
        (-math.inf, "-∞"),
        (math.nan, "undefined"),
        (-0.0, "-0"),
        (0.0, "0"),
        (1.5e-20, "1.5e-20"),
        (1e16, "1e+16"),
    ],
)
def test_numbers_that_are_not_finite_or_have_powers_of_ten(value, text):
    assert str(constant(value)) == text
    product = Graph(variable("x") * constant(value))
    for shown in (str(product), local_derivative(product, -1, 0)):
        assert not re.search(r"nan|inf(?!ty)|-0\.0", shown)
    if math.isfinite(value):
        read = Graph.from_formula(text).value()
        assert (read, math.copysign(1, read)) == (value, math.copysign(1, value))


def test_no_negative_zero_is_left_of_numbers_put_together():
    assert local_derivative(Graph.from_formula("0/x"), -1, 1) == "0/x**2"
    assert local_derivative(Graph.from_formula("x*-0"), -1, 0) == "-0"  # which is what was written


def test_an_operation_is_filled_with_the_brackets_it_needs():
    filled = notation.filled
    assert filled(OPERATIONS["exp"], ["-4.000"]) == "exp(-4.000)"
    assert filled(OPERATIONS["max"], ["-4.000", "x"]) == "max(-4.000, x)"
    assert filled(OPERATIONS["multiply"], ["-2", "v1"]) == "(-2)*v1"
    assert filled(OPERATIONS["power"], ["2.5", "1/3"]) == "2.5**(1/3)"
    assert filled(OPERATIONS["negative"], ["-2"]) == "-(-2)"


def test_long_expressions_are_cut_with_an_ellipsis():
    node = variable("x")
    for _ in range(40):
        node = node * node
    assert len(str(node)) < 5000
    assert "…" in str(node)
