"""What a box for a formula says below it: how a formula is read, what its names mean, or what is wrong."""

import html

import pytest

from gradwalk import ChainExplorer, DescentExplorer, GradientCheckLab, GraphExplorer, LinkedExplorer


def said(message):
    """Return the message as text, and whether it is a warning."""
    return html.unescape(message.value.split(">", 1)[1].rsplit("<", 1)[0]), "gradwalk-warning" in message.value


def boxes():
    """Return for each kind of box in two variables its text, its message, and what it reads."""
    graph, surface, descent = GraphExplorer("x*y"), LinkedExplorer("bowl"), DescentExplorer("bowl")
    return [
        (graph.formula.text, graph.formula.message, lambda: str(graph.graph)),
        (surface.chooser.formula, surface.chooser.message, lambda: str(surface.surface.graph)),
        (descent.chooser.formula, descent.chooser.message, lambda: str(descent.surface.graph)),
    ]


@pytest.mark.parametrize("box", range(3))
def test_what_is_written_by_hand_is_read_and_shown(box):
    text, message, read = boxes()[box]
    text.value = "x² + 2x(y − 1)"
    assert "read as x**2 + 2*x*(y - 1)." in said(message)[0]
    assert not said(message)[1]
    assert text.value == "x² + 2x(y − 1)"
    assert read() == "x**2 + 2*x*(y - 1)"
    text.value = "x**2 - y"
    assert "read as" not in said(message)[0]


@pytest.mark.parametrize("box", range(3))
def test_a_slip_is_answered_with_the_formula_corrected(box):
    text, message, read = boxes()[box]
    before = read()
    text.value = "x + sin 2y"
    assert "write x + sin(2*y)." in said(message)[0]
    assert said(message)[1]
    assert read() == before
    text.value = "1/2x"
    assert "write 1/(2*x) or (1/2)*x." in said(message)[0]
    assert text.value == "1/2x"


def test_formulas_given_in_code_are_shown_as_read_too():
    assert said(GraphExplorer("a*b*c*d*e*f").formula.message)[0] == "e is the number 2.718."
    assert "read as x**2 + y." in said(LinkedExplorer("x^2 + y").chooser.message)[0]
    assert said(GradientCheckLab("x^2").formula.message)[0] == "read as x**2."
    chain = ChainExplorer("sin(y)", "x²/2")
    assert said(chain.g.message)[0] == "read as x**2/2."
    assert not said(chain.f.message)[0].strip("\N{NO-BREAK SPACE}")


def test_the_graph_box_tells_what_may_be_meant_as_a_product():
    explorer = GraphExplorer("mx + b")
    assert said(explorer.formula.message)[0] == "mx is one variable (a product is written m*x)."
    assert explorer.graph.variables == ("mx", "b")


def test_a_variable_that_got_a_value_by_its_name_surprises_nobody():
    assert not said(GraphExplorer("2*you", you=1).formula.message)[0].strip("\N{NO-BREAK SPACE}")


def test_the_other_variable_in_a_box_for_one_is_corrected():
    chain = ChainExplorer()
    chain.f.text.value = "cos(x)"
    assert "write cos(y)." in said(chain.f.message)[0]


def test_functions_of_two_values_are_drawn_and_differentiated():
    explorer = GraphExplorer("max(x, y)*sigmoid(x)", x=1, y=2)
    explorer.step.value = explorer.step.max
    assert explorer.propagation.gradients[0] == pytest.approx(2 * 0.19661193324148185)
