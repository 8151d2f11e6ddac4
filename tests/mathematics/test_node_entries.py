"""What a learner writes at a node: numbers and expressions are read, right is right, each usual slip is named."""

import math

import pytest

from gradwalk.mathematics.chain_rule import node_names
from gradwalk.mathematics.formula import FormulaError
from gradwalk.mathematics.graph import Graph
from gradwalk.mathematics.node_entries import Goal, agree, diagnose, diagnose_gradient, diagnose_value, read_entry
from gradwalk.mathematics.node_slips import carried_slips, gradient_slips, value_slips
from gradwalk.mathematics.propagation import Propagation

FORMULAS = [
    "x*y + sin(x)",
    "x*x - y/x",
    "tanh(x*y)*x + x**3",
    "exp(x - y)/cos(y)",
    "log(x)*sqrt(y) + abs(x)*x",
    "max(x, y)*sigmoid(x) - min(x*y, 2)",
]


def exercise(formula: str, **inputs: float) -> tuple[Propagation, list[str]]:
    graph = Graph.from_formula(formula)
    return Propagation(graph, inputs), node_names(graph)


def at(passed: Propagation, names: list[str], name: str) -> int:
    return names.index(name)


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("2/3", 2 / 3),
        (".5", 0.5),
        ("1e-3", 1e-3),
        ("-2", -2),
        ("2*cos(1)", 2 * math.cos(1)),
        ("x*y", 6),
        ("π/2", math.pi / 2),
    ],
)
def test_entries_are_numbers_and_expressions(text, number):
    assert read_entry(text, {"x": 2.0, "y": 3.0}) == pytest.approx(number)


@pytest.mark.parametrize("text", ["", "2,5", "q + 1", "x^", "1/2x", "x ==", "().__class__", "(" * 500])
def test_what_cannot_be_read_gets_one_sentence(text):
    with pytest.raises(FormulaError) as caught:
        read_entry(text, {"x": 2.0})
    assert str(caught.value).endswith(".")
    assert "\n" not in str(caught.value)


def test_three_digits_are_enough_and_two_are_not():
    assert agree(0.841, math.sin(1))
    assert not agree(0.83, math.sin(1))
    assert agree(0.0, math.cos(math.pi / 2), scale=math.pi / 2)
    assert not agree(0.0, 1e-17)
    assert diagnose(0.83, Goal(math.sin(1)), []).slip == "rounded"


@pytest.mark.parametrize("formula", FORMULAS)
def test_the_right_number_is_right_everywhere(formula):
    passed, names = exercise(formula, x=1.3, y=0.6)
    for node in passed.operations:
        assert diagnose_value(passed, names, node, passed.values[node]).is_right
    for node in passed.shown:
        assert diagnose_gradient(passed, names, node, passed.gradients[node]).is_right


@pytest.mark.parametrize("formula", FORMULAS)
def test_every_mistake_is_told_from_the_right_number(formula):
    passed, names = exercise(formula, x=1.3, y=0.6)
    for node in passed.shown:
        for slip in gradient_slips(passed, names, node):
            if math.isfinite(slip.value) and not agree(slip.value, passed.gradients[node], 2e-2):
                found = diagnose_gradient(passed, names, node, slip.value)
                assert not found.is_right
                assert found.slip
                assert f"{passed.gradients[node]:.3f}" not in found.sentence
    for node in passed.operations:
        for slip in value_slips(passed, names, node):
            assert slip.sentence.endswith(".")


GRADIENT_OF_X = [
    (3.0, "= for +="),  # v1 = x*y is the last to send
    (math.cos(2.0), "one path only"),
    (2.0, "missing local derivative"),
    (-(3 + math.cos(2)), "sign"),
    (1 / (3 + math.cos(2)), "reciprocal"),
    (3 * math.cos(2), "paths multiplied"),
    ((3 + math.cos(2)) / 2, "paths averaged"),
    (3 - math.cos(2), "sign of one path"),
    (3 + math.sin(2), "function as derivative"),
    (1 / 3 + 1 / math.cos(2), "reciprocal of the local derivative"),
    (1.0, "one path only"),
    (17.0, ""),
    (math.inf, "not finite"),
]


@pytest.mark.parametrize(("entry", "slip"), GRADIENT_OF_X)
def test_gradient_of_a_variable_used_twice(entry, slip):
    passed, names = exercise("x*y + sin(x)", x=2.0, y=3.0)
    found = diagnose_gradient(passed, names, at(passed, names, "x"), entry)
    assert (found.is_right, found.slip) == (False, slip)


@pytest.mark.parametrize(
    ("formula", "node", "entry", "slip"),
    [
        ("tanh(x)*y", "x", 3 * (1 - 0.8**2), "1 − h² for 1 − z²"),
        ("tanh(x)*y", "x", 3.0, "missing local derivative"),
        ("tanh(x)*y", "x", 1 - math.tanh(0.8) ** 2, "missing gradient from above"),
        ("tanh(x)*y", "x", 3 * (1 - math.tanh(math.tanh(0.8)) ** 2), "derivative at the wrong place"),
        ("x**3*5", "x", 5 * 0.8**2, "power rule"),
        ("x**3*5", "x", 5 * 3 * 0.8**3, "power rule"),
        ("cos(x)*y", "x", 3 * math.sin(0.8), "sign"),
        ("x*x", "x", 0.8, "= for +="),
        ("5*(x*y)", "x", 5 * 0.8, "own factor"),
        ("2*(x/y)", "y", 2 / 9, "quotient rule"),
        ("5*(x + y)", "x", 0.8, "value instead of gradient"),
        ("5*(x + y)", "x", 6.0, "sum for product"),
    ],
)
def test_gradient_mistakes_of_one_operation(formula, node, entry, slip):
    passed, names = exercise(
        formula, **{name: {"x": 0.8, "y": 3.0}[name] for name in Graph.from_formula(formula).variables}
    )
    assert diagnose_gradient(passed, names, at(passed, names, node), entry).slip == slip


@pytest.mark.parametrize(
    ("formula", "entry", "slip"),
    [
        ("x - y", 1.0, "operands swapped"),
        ("x/y", 1.5, "operands swapped"),
        ("x*y", 5.0, "other operation"),
        ("sin(x)", math.sin(math.radians(2)), "degrees"),
        ("sin(x)", -math.sin(2), "sign"),
        ("sin(x)", 2.0, "operation forgotten"),
        ("sin(x)", math.cos(2), "derivative instead of value"),
        ("x**y", 6.0, "product for power"),
        ("log(x)", math.log10(2), "other base"),
        ("x*y", 1.0, "gradient instead of value"),
    ],
)
def test_value_mistakes(formula, entry, slip):
    inputs = {name: {"x": 2.0, "y": 3.0}[name] for name in Graph.from_formula(formula).variables}
    passed, names = exercise(formula, **inputs)
    assert diagnose_value(passed, names, passed.output, entry).slip == slip


def test_the_output_itself():
    passed, names = exercise("x*y", x=2.0, y=3.0)
    assert diagnose_gradient(passed, names, passed.output, 1.0).is_right
    assert diagnose_gradient(passed, names, passed.output, 6.0).slip == "value instead of gradient"


def test_a_right_step_from_a_wrong_number_is_said():
    passed, names = exercise("sin(x*y)", x=2.0, y=3.0)
    product, x = at(passed, names, "v1"), at(passed, names, "x")
    carried = carried_slips(passed, names, x, {product: 7.0})
    assert diagnose_gradient(passed, names, x, 21.0, carried).slip == "carried over"
    assert carried_slips(passed, names, x, {}) == []
