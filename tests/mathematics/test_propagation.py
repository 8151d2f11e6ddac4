"""One pass cut into steps is the pass of the engine: nothing is known too early, and in the end all agrees."""

import math

import numpy as np
import pytest

from gradwalk.mathematics.chain_rule import (
    children_symbols,
    derivative_name,
    local_name,
    local_text,
    node_names,
    operation_text,
    path_symbols,
    pretty,
)
from gradwalk.mathematics.composition import Link, Wiggle, ratio
from gradwalk.mathematics.graph import Graph, backward, forward
from gradwalk.mathematics.propagation import Propagation

FORMULAS = ["x*y + sin(x)", "x*x*x + x", "exp(-x**2)/(1 + y**2) - tanh(x*y)", "(x - y)**3*x/y", "x", "2 + 3"]
AT = {"x": 0.7, "y": -1.3}


def propagate(formula: str, **inputs: float) -> Propagation:
    graph = Graph.from_formula(formula)
    return Propagation(graph, {name: (AT | inputs)[name] for name in graph.variables})


@pytest.mark.parametrize("formula", FORMULAS)
def test_the_last_step_agrees_with_the_engine(formula):
    passed = propagate(formula)
    gradients = backward(passed.graph, forward(passed.graph, passed.inputs)).gradients
    for node in passed.shown:
        assert passed.value_at(node, passed.num_steps) == passed.values[node]
        assert passed.gradients[node] == gradients[node]


@pytest.mark.parametrize("formula", FORMULAS)
def test_nothing_is_known_before_its_operands(formula):
    passed = propagate(formula)
    for step in range(passed.num_steps + 1):
        for node in passed.operations:
            if passed.value_at(node, step) is not None:
                assert all(
                    passed.value_at(p, step) is not None
                    for p in passed.graph.parents_of(node)
                    if passed.graph.depends[p]
                )
            if passed.gradient_at(node, step) is not None:
                assert passed.value_at(passed.output, step) is not None
    assert passed.gradient_at(passed.output, len(passed.operations)) is None


@pytest.mark.parametrize("formula", FORMULAS)
def test_messages_add_up_and_a_sender_has_all_of_its_own(formula):
    passed = propagate(formula)
    for node, messages in passed.received.items():
        if node != passed.output:
            assert sum(m.amount for m in messages) == pytest.approx(passed.gradients[node])
            assert messages[0].before == 0
    for message in passed.messages:
        assert message.gradient == passed.gradients[message.child]


@pytest.mark.parametrize("formula", FORMULAS)
def test_a_gradient_is_the_sum_over_all_paths(formula):
    passed = propagate(formula)
    for node in passed.shown:
        paths = passed.paths(node, limit=100)
        assert len(paths) == passed.path_counts[node]
        assert sum(math.prod(message.local for message in path) for path in paths) == pytest.approx(
            passed.gradients[node]
        )


def test_phases_of_a_small_graph():
    passed = propagate("x*y + sin(x)")
    kinds = [passed.phase(step).kind for step in range(passed.num_steps + 1)]
    assert kinds == ["start", *["forward"] * 3, "seed", *["backward"] * 3]
    assert [m.parent for m in passed.sent_at(5)] == list(passed.graph.parents_of(passed.output))
    x = passed.graph.inputs["x"]
    assert not passed.is_complete(x, 6)
    assert passed.is_complete(x, 7)


def test_number_of_paths_is_limited_and_counted():
    passed = propagate("*".join(["(x + x)"] * 12))
    x = passed.graph.inputs["x"]
    assert passed.path_counts[x] == 24
    assert len(passed.paths(x, limit=5)) == 5


def test_names_and_operations_are_readable():
    graph = Graph.from_formula("x*y + 2*x**2 - pi/2*y")
    names = node_names(graph)
    texts = [operation_text(graph, names, i) for i in Propagation(graph, {"x": 1.0, "y": 1.0}).operations]
    assert texts == ["x*y", "x**2", "2*v2", "v1 + v3", "(pi/2)*y", "v4 - v5"]


def test_own_names_take_the_place_of_numbers():
    graph = Graph.from_formula("sin(x)*x")
    assert node_names(graph, ["wave", "product"]) == ["x", "wave", "product"]
    with pytest.raises(ValueError, match="give 2 names, not 1"):
        node_names(graph, ["wave"])
    with pytest.raises(ValueError, match="name of its own"):
        node_names(graph, ["x", "product"])


def test_names_never_collide_with_variables():
    names = node_names(Graph.from_formula("v1*v2 + u"))
    assert len(set(names)) == len(names)


@pytest.mark.parametrize(
    ("formula", "local"),
    [
        ("x**3", "3*x**2"),
        ("x**2", "2*x"),
        ("sin(x)", "cos(x)"),
        ("tanh(x)", "1 - v1**2"),
        ("1/x", "-1/x**2"),
        ("x*5", "5"),
    ],
)
def test_local_derivatives_by_name(formula, local):
    graph = Graph.from_formula(formula)
    operand = graph.parents_of(len(graph) - 1).index(graph.inputs["x"])
    assert local_text(graph, node_names(graph), len(graph) - 1, operand) == local


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("2*x**2 - y**3*x**21", "2·x² − y³·x²¹"),
        ("x**2.5 + x**(-2) + x**-0.5", "x^2.5 + x⁻² + x^−0.5"),
        ("x**y**2 + x**2**3 + x**2e3", "x^y² + x^2³ + x^(2·10³)"),
        ("1e-20*x + 1.5e+16/y", "10⁻²⁰·x + (1.5·10¹⁶)/y"),
        ("x1e5 - v2**2", "x1e5 − v2²"),
    ],
)
def test_pretty_has_one_way_to_write_powers(text, written):
    assert pretty(text) == written


@pytest.mark.parametrize("formula", ["x*x", "tanh(x*y)*x", "x*y + sin(x)", "x**x - x/y", "max(x, y)*x"])
def test_the_chain_rule_in_symbols_is_a_true_equation(formula):
    """Put numbers for the symbols: gradients for ∂v/∂x, local derivatives for ∂₁v."""
    graph = Graph.from_formula(formula)
    names, inputs = node_names(graph), {"x": 0.7, "y": 1.3}
    passed = Propagation(graph, {name: inputs[name] for name in graph.variables})
    symbols = {derivative_name(names, passed.output, i): passed.gradients[i] for i in passed.shown}
    local = {local_name(names, message): message.local for message in passed.messages}
    assert len(local) == len(passed.messages)
    assert not symbols.keys() & local.keys()
    for node in passed.shown:
        sums = [children_symbols(passed, names, node)]
        sums += [" + ".join(path_symbols(names, path) for path in passed.paths(node, 100) if path)]
        for written in filter(None, sums):
            terms = [math.prod((symbols | local | {"1": 1.0})[f] for f in t.split(" · ")) for t in written.split(" + ")]
            assert sum(terms) == pytest.approx(passed.gradients[node])


def test_changes_multiply_exactly_and_slopes_in_the_limit():
    g, f = Link(Graph.from_formula("x**2/2")), Link(Graph.from_formula("sin(y)"))
    wiggle = Wiggle(g, f, 1.0, 0.3)
    assert ratio(wiggle.dz, wiggle.dy) * ratio(wiggle.dy, wiggle.dx) == pytest.approx(ratio(wiggle.dz, wiggle.dx))
    assert wiggle.dz_dx == pytest.approx(np.cos(0.5))
    assert ratio(*(lambda w: (w.dz, w.dx))(Wiggle(g, f, 1.0, 1e-6))) == pytest.approx(wiggle.dz_dx, rel=1e-5)


def test_a_wiggle_where_nothing_is_defined():
    wiggle = Wiggle(Link(Graph.from_formula("1/x")), Link(Graph.from_formula("abs(y)")), 0.0, 0.3)
    assert math.isinf(wiggle.y)
    assert math.isnan(wiggle.dy)
    assert math.isnan(wiggle.dz)
    assert not math.isfinite(wiggle.dz_dx)
    assert Link(Graph.from_formula("3")).slope(1.0) == 0
    assert Link(Graph.from_formula("3"))(np.zeros(4)).shape == (4,)
