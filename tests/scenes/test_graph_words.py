"""What is said of a step through a graph: operations in numbers, and symbols that stand for one thing each."""

import math

import pytest

from gradwalk.mathematics.chain_rule import node_names
from gradwalk.mathematics.graph import Graph
from gradwalk.mathematics.propagation import Propagation
from gradwalk.states.graph.graph_words import GraphWords


@pytest.mark.parametrize(
    ("formula", "x", "written"),
    [
        ("exp(x)", -4.0, "exp(−4.000)"),
        ("max(x, 1)", -4.0, "max(−4.000, 1)"),
        ("x**2", -4.0, "(−4.000)²"),
        ("-x", -4.0, "−(−4.000)"),
        ("x - 1", -4.0, "(−4.000) − 1"),
        ("x*(1/3)", 3.0, "3.000·(1/3)"),
        ("1e-20*x", 1.0, "(10⁻²⁰)·1.000"),
        ("log(x)", 0.0, "log(0.000)"),
        ("exp(x)", math.inf, "exp(∞)"),
    ],
)
def test_an_operation_in_numbers_has_the_brackets_it_needs(formula, x, written):
    graph = Graph.from_formula(formula, ("x",))
    passed = Propagation(graph, {"x": x})
    assert GraphWords(passed, node_names(graph)).in_numbers(len(graph) - 1).split(" = ")[0] == written


def words_of(formula: str, **inputs: float) -> GraphWords:
    graph = Graph.from_formula(formula)
    return GraphWords(Propagation(graph, inputs), node_names(graph))


def test_a_variable_used_twice_by_one_operation_gets_two_messages_with_names_of_their_own():
    words = words_of("x*x", x=3.0)
    assert dict(words.step_pairs(3)) == {
        "step": "3 of 3",
        "∂v1/∂x by ∂₁v1: before + gradient × local derivative": "0.000 + 1.000 × 3.000 = 3.000",
        "∂v1/∂x by ∂₂v1: before + gradient × local derivative": "3.000 + 1.000 × 3.000 = 6.000",
    }
    assert words.headline(3) == "Backward: v1 sends its gradient on, times ∂₁v1 and ∂₂v1."
    assert dict(words.expression_pairs(0, 3))["∂v1/∂x"] in ("∂₁v1 + ∂₂v1", "∂₂v1 + ∂₁v1")


@pytest.mark.parametrize("formula", ["x*abs(x)", "sqrt(x**4)", "abs(x)**3", "abs(x)"])
def test_where_the_chain_rule_fails_nothing_is_said_of_the_formula(formula):
    said = words_of(formula, x=0.0).trouble()
    assert "The chain rule gives no finite gradient" in said
    assert "not differentiable" not in said
