"""Every row of the table is right: forward rule and local derivatives against sympy, kinks and edges by name."""

import dataclasses
import math

import numpy as np
import pytest
import sympy as sp

from gradwalk.mathematics.graph import Graph
from gradwalk.mathematics.operations import FUNCTIONS, NOTATION, OPERATIONS, RULES
from tests.mathematics.oracles import ORACLE, A, B

POINTS = [(0.3, 1.7), (1.9, -0.6), (2.6, 0.45), (0.08, 2.0), (-0.7, -1.3), (-2.4, -0.2)]
ROWS = [(name, k) for name, operation in OPERATIONS.items() for k in range(operation.arity)]


def at(expression, a, b):
    """Return the number that a sympy expression has at (a, b), nan where that is not real."""
    found = complex(expression.subs({A: sp.Float(a, 40), B: sp.Float(b, 40)}).evalf(30))
    return found.real if found.imag == 0 else math.nan


def expected(operation, expression, a, b):
    """Return what a derivative must be at (a, b): nan where the operation itself has no real value."""
    return at(expression, a, b) if math.isfinite(at(ORACLE[operation.name], a, b)) else math.nan


def evaluate(rule, operation, a, b):
    """Return rule(a, b, z) or rule(a, z) on NumPy numbers, as the engine calls it."""
    operands = [np.float64(a), np.float64(b)][: operation.arity]
    with np.errstate(all="ignore"):
        return rule(*operands, operation.forward(*operands))


def check_local_derivative(operation, k):
    symbolic = sp.diff(ORACLE[operation.name], (A, B)[k])
    for a, b in POINTS:
        found = evaluate(operation.local_derivatives[k], operation, a, b)
        assert found == pytest.approx(expected(operation, symbolic, a, b), rel=1e-13, nan_ok=True)


def check_derivative_formula(operation, k):
    graph = Graph.from_formula(operation.derivative_formulas[k], ("a", "b", "z"))
    for a, b in POINTS:
        z = evaluate(lambda *values: values[-1], operation, a, b)
        if np.isfinite(z):
            shown = graph.value(a=a, b=b, z=z)
            assert shown == pytest.approx(float(evaluate(operation.local_derivatives[k], operation, a, b)), rel=1e-13)


def test_the_second_table_names_operations_of_the_first():
    assert set(NOTATION) <= set(RULES)


@pytest.mark.parametrize("name", OPERATIONS)
def test_every_operation_has_a_value_at_two_points_at_least(name):
    assert sum(math.isfinite(at(ORACLE[name], a, b)) for a, b in POINTS) >= 2


@pytest.mark.parametrize("name", OPERATIONS)
def test_forward_rule_agrees_with_sympy(name):
    operation = OPERATIONS[name]
    for a, b in POINTS:
        value = evaluate(lambda *values: values[-1], operation, a, b)
        assert value == pytest.approx(at(ORACLE[name], a, b), rel=1e-14, nan_ok=True)


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
        ("sqrt(-x)", 0.0, 0.0, -math.inf),
        ("sqrt(0 - x)", 0.0, 0.0, -math.inf),
        ("sqrt(x*-2)", 0.0, 0.0, -math.inf),
        ("-sqrt(-x)", 0.0, 0.0, math.inf),
        ("log(-x)", 0.0, -math.inf, -math.inf),
        ("log10(-x)", 0.0, -math.inf, -math.inf),
        ("log2(-x)", 0.0, -math.inf, -math.inf),
        ("(-x)**0.5", 0.0, 0.0, -math.inf),
        ("max(x, 0)", 0.0, 0.0, math.nan),
        ("max(x, 1)", 2.0, 2.0, 1.0),
        ("min(x, 1)", 2.0, 1.0, 0.0),
        ("relu(x)", 0.0, 0.0, math.nan),
        ("relu(x)", -1.0, 0.0, 0.0),
        ("asin(x)", 1.0, math.pi / 2, math.inf),
        ("acos(x)", -1.0, math.pi, -math.inf),
        ("asin(x)", 1.5, math.nan, math.nan),
        ("acosh(x)", 1.0, 0.0, math.inf),
        ("acosh(x)", -2.0, math.nan, math.nan),
        ("atanh(x)", 1.0, math.inf, math.inf),
        ("atanh(x)", 2.0, math.nan, math.nan),
        ("log10(x)", -1.0, math.nan, math.nan),
        ("sigmoid(x)", -800.0, 0.0, 0.0),
        ("sigmoid(x)", 800.0, 1.0, 0.0),
        ("softplus(x)", 800.0, 800.0, 1.0),
        ("tanh(x)", 800.0, 1.0, 0.0),
        ("tanh(x)", 20.0, 1.0, 4 * math.exp(-40)),
        ("tanh(x)", -300.0, -1.0, 4 * math.exp(-600)),
        ("tanh(x)", 1e5, 1.0, 0.0),
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


@pytest.mark.parametrize(("name", "a"), [("tanh", 20.0), ("tanh", -30.0), ("sigmoid", 45.0), ("sigmoid", -45.0)])
def test_saturated_functions_keep_the_digits_of_their_slope(name, a):
    found = evaluate(OPERATIONS[name].local_derivatives[0], OPERATIONS[name], a, 0.0)
    exact = sp.diff(ORACLE[name], A).subs(A, sp.Float(a, 80)).evalf(80)
    assert found == pytest.approx(float(exact), rel=1e-13)


def test_the_functions_of_the_course_are_there():
    basic = "sin cos tan tanh exp log sqrt abs"
    more = "max min sigmoid relu softplus atan asin acos sinh cosh log10"
    assert set(FUNCTIONS) >= {*basic.split(), *more.split()}
