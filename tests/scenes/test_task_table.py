"""What a node or a hint shows, typed back or worked out, is accepted when a graph is filled in."""

from __future__ import annotations

import math
import re

import pytest

from gradwalk.mathematics.chain_rule import node_names
from gradwalk.mathematics.graph import Graph
from gradwalk.mathematics.propagation import Propagation
from gradwalk.states.graph.task_table import VALUE, TaskTable
from gradwalk.states.numerals import number

FORMULAS = [
    "x*y + sin(x)",
    "x*x - y/x",
    "tanh(x*y)*x + x**3",
    "exp(x - y)/cos(y)",
    "log(x)*sqrt(y) - abs(x)*x",
    "x**y/(x - y)",
]
INPUTS = [(2.0, 3.0), (0.0123, 1.0), (314.16, 2.7), (1.2341, 1.2339), (1e-5, 4e-5), (70000.0, 1e-3)]
RAISED = str.maketrans("⁻⁰¹²³⁴⁵⁶⁷⁸⁹", "-0123456789")


def typed(shown: str) -> str:
    """What is shown, as it is typed."""
    powers = re.sub(r"·10([⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+)", lambda power: "e" + power[1].translate(RAISED), shown)
    return powers.replace("·", "*").replace("−", "-").replace("²", "**2").replace("³", "**3")


@pytest.mark.parametrize("formula", FORMULAS)
@pytest.mark.parametrize("inputs", INPUTS)
def test_what_is_shown_and_what_the_last_hint_says_are_accepted(formula, inputs):
    graph = Graph.from_formula(formula, ("x", "y"))
    passed, names = Propagation(graph, dict(zip("xy", inputs, strict=True))), node_names(graph)
    for name, task in TaskTable(passed, names, {}, "", {}).tasks.items():
        right = float(passed.values[task.node] if task.kind == VALUE else passed.gradients[task.node])
        if not math.isfinite(right) or abs(right) > 1e290:
            continue
        table = TaskTable(passed, names, {}, name, {})
        entries = [typed(number(right))]
        if "work it out" in table.hints()[-1]:
            entries.append(typed(table.hints()[-1].split(" = ", 1)[1].split("; work it out")[0]))
        for entry in entries:
            judged = table.judged(entry)
            assert judged.is_right, (name, entry, right, judged.sentence)


def test_a_step_may_start_from_a_number_that_was_accepted():
    graph = Graph.from_formula("sin(x) - y", ("x", "y"))
    passed, names = Propagation(graph, {"x": 1.0, "y": 0.84}), node_names(graph)
    first = TaskTable(passed, names, {}, "v1", {}).judged("0.842")
    assert first.is_right
    assert TaskTable(passed, names, {"v1": first}, "v2", {}).judged("0.002").is_right
    assert not TaskTable(passed, names, {"v1": first}, "v2", {}).judged("-0.002").is_right
