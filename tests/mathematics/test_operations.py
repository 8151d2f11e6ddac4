"""Every row of the table is right: forward rule and local derivatives against sympy, kinks and edges by name."""

import dataclasses
import math

import numpy as np
import pytest
import sympy as sp

from gradwalk.mathematics.graph import Graph
from gradwalk.mathematics.operations import FUNCTIONS, NOTATION, OPERATIONS, RULES

A, B = sp.symbols("a b", real=True)
# The operations that sympy does not call by the same name; a new one of them belongs here.
ORACLE = {
    "add": A + B,
    "subtract": A - B,
    "multiply": A * B,
    "divide": A / B,
    "power": A**B,
    "negative": -A,
    "abs": sp.Abs(A),
}
ORACLE |= {name: getattr(sp, name)(A) for name in OPERATIONS if name not in ORACLE}
POINTS = [(0.3, 1.7), (1.9, -0.6), (2.6, 0.45), (0.08, 2.0)]
ROWS = [(name, k) for name, operation in OPERATIONS.items() for k in range(operation.arity)]


def at(expression, a, b):
    return float(expression.subs({A: sp.Float(a, 40), B: sp.Float(b, 40)}).evalf(30))


def evaluate(rule, operation, a, b):
    """Return rule(a, b, z) or rule(a, z) on NumPy numbers, as the engine calls it."""
    operands = [np.float64(a), np.float64(b)][: operation.arity]
    with np.errstate(all="ignore"):
        return rule(*operands, operation.forward(*operands))


def check_local_derivative(operation, k):
    symbolic = sp.diff(ORACLE[operation.name], (A, B)[k])
    for a, b in POINTS:
        found = evaluate(operation.local_derivatives[k], operation, a, b)
        assert found == pytest.approx(at(symbolic, a, b), rel=1e-13)


def check_derivative_formula(operation, k):
    graph = Graph.from_formula(operation.derivative_formulas[k], ("a", "b", "z"))
    for a, b in POINTS:
        z = evaluate(lambda *values: values[-1], operation, a, b)
        shown = graph.value(a=a, b=b, z=z)
        assert shown == pytest.approx(float(evaluate(operation.local_derivatives[k], operation, a, b)), rel=1e-13)


def test_both_tables_name_the_same_operations():
    assert list(RULES) == list(NOTATION)


@pytest.mark.parametrize("name", OPERATIONS)
def test_forward_rule_agrees_with_sympy(name):
    operation = OPERATIONS[name]
    for a, b in POINTS:
        value = evaluate(lambda *values: values[-1], operation, a, b)
        assert value == pytest.approx(at(ORACLE[name], a, b), rel=1e-14)


@pytest.mark.parametrize(("name", "k"), ROWS)
def test_local_derivative_agrees_with_sympy(name, k):
    check_local_derivative(OPERATIONS[name], k)


@pytest.mark.parametrize(("name", "k"), ROWS)
def test_displayed_derivative_is_the_one_that_is_computed(name, k):
    check_derivative_formula(OPERATIONS[name], k)


@pytest.mark.parametrize("check", [check_local_derivative, check_derivative_formula])
@pytest.mark.parametrize(("name", "k"), ROWS)
def test_a_wrong_sign_in_any_row_is_noticed(name, k, check):
    operation = OPERATIONS[name]
    rules = list(operation.local_derivatives)
    right = rules[k]
    rules[k] = lambda *values: -right(*values)
    with pytest.raises(AssertionError):
        check(dataclasses.replace(operation, local_derivatives=tuple(rules)), k)


@pytest.mark.parametrize(("name", "k"), [row for row in ROWS if row[0] not in ("power", "log", "sqrt")])
def test_local_derivative_is_right_for_negative_operands(name, k):
    symbolic = sp.diff(ORACLE[name], (A, B)[k])
    found = evaluate(OPERATIONS[name].local_derivatives[k], OPERATIONS[name], -0.7, -1.3)
    assert found == pytest.approx(at(symbolic, -0.7, -1.3), rel=1e-13)


@pytest.mark.parametrize(
    ("formula", "x", "value", "derivative"),
    [
        ("abs(x)", 0.0, 0.0, math.nan),
        ("abs(x)", -2.0, 2.0, -1.0),
        ("sqrt(x)", 0.0, 0.0, math.inf),
        ("sqrt(x)", -1.0, math.nan, math.nan),
        ("log(x)", 0.0, -math.inf, math.inf),
        ("log(x)", -1.0, math.nan, math.nan),
        ("1/x", 0.0, math.inf, -math.inf),
        ("x**2", 0.0, 0.0, 0.0),
        ("x**2", -3.0, 9.0, -6.0),
        ("x**3", -2.0, -8.0, 12.0),
        ("x**1", 0.0, 0.0, 1.0),
        ("x**0", 0.0, 1.0, 0.0),
        ("x**0", -5.0, 1.0, 0.0),
        ("x**0.5", 0.0, 0.0, math.inf),
        ("x**1.5", 0.0, 0.0, 0.0),
        ("x**0.5", -1.0, math.nan, math.nan),
        ("x**(1/3)", -8.0, math.nan, math.nan),
        ("x**-1", 0.0, math.inf, -math.inf),
        ("x**-2", -2.0, 0.25, 0.25),
        ("0**x", 2.0, 0.0, 0.0),
        ("0**x", 0.0, 1.0, -math.inf),
        ("(-1)**x", 2.0, 1.0, math.nan),
        ("2**x", 3.0, 8.0, 8 * math.log(2)),
        ("x**x", 2.0, 4.0, 4 * (math.log(2) + 1)),
        ("x**(2*1)", -3.0, 9.0, -6.0),
        ("exp(x)", 1000.0, math.inf, math.inf),
        ("9**9**9*x", 1.0, math.inf, math.inf),
        ("sqrt(x**2)", 0.0, 0.0, math.nan),
    ],
)
def test_kinks_and_edges(formula, x, value, derivative):
    graph = Graph.from_formula(formula, ("x",))
    assert graph.value(x=x) == pytest.approx(value, nan_ok=True)
    assert graph.gradient(x=x)["x"] == pytest.approx(derivative, nan_ok=True)
    on_arrays = graph.gradient(x=np.array([x, 1.25, x]))["x"]
    assert on_arrays[0] == on_arrays[2] == pytest.approx(derivative, nan_ok=True) or math.isnan(derivative)
    assert np.isnan(on_arrays[0]) == math.isnan(derivative)


@pytest.mark.parametrize(("name", "a"), [("log", -1.0), ("sqrt", -1.0), ("abs", 0.0)])
def test_local_derivatives_are_nan_where_there_is_none(name, a):
    assert math.isnan(evaluate(OPERATIONS[name].local_derivatives[0], OPERATIONS[name], a, 0.0))


def test_the_functions_of_the_course_are_there():
    assert set(FUNCTIONS) >= {"sin", "cos", "tan", "tanh", "exp", "log", "sqrt", "abs"}
