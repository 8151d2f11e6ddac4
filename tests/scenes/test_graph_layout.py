"""A graph is laid out in layers: no box on another, no way through a box, no crossing that a better order avoids."""

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gradwalk.mathematics.graph import Graph
from gradwalk.scenes.graph.graph_layout import Boxes, lay_out, layers_of

RIGHTWARDS = Boxes(100, 50, 60, 12, downwards=False)
DOWNWARDS = Boxes(100, 50, 40, 12, downwards=True)
SIXTY = (
    "sin(x*y+exp(-x**2))*cos(y*z) + log(1+x**2*z**2)/(1+exp(-(a*x+b*y+c*z))) + tanh(a*b+sqrt(1+c**2))*(x-y)**2/(1+z**2)"
    " + (a-x)*(b-y)*(c-z)*abs(x+y+z)*sin(a*b*c)*cos(x/(2+y**2))*(x*a+y*b)"
)


def parents_of(formula: str) -> dict:
    graph = Graph.from_formula(formula)
    shown = [i for i in range(len(graph)) if graph.depends[i]]
    return {i: [(k, p) for k, p in enumerate(graph.parents_of(i)) if graph.depends[p]] for i in shown}


def boxes_of(layout, boxes: Boxes) -> np.ndarray:
    half = np.array([boxes.width, boxes.height]) / 2
    return np.array([[*(centre - half), *(centre + half)] for centre in layout.centres.values()])


def check(parents: dict, boxes: Boxes) -> None:
    layout = lay_out(parents, boxes)
    rectangles = boxes_of(layout, boxes)
    assert rectangles[:, :2].min() >= 0
    assert np.all(rectangles[:, 2:] <= [layout.width + 1e-9, layout.height + 1e-9])
    for (a, b, c, d), (p, q, r, s) in itertools.combinations(rectangles, 2):
        assert c <= p + 1e-6 or r <= a + 1e-6 or d <= q + 1e-6 or s <= b + 1e-6
    along = 1 if boxes.downwards else 0
    for route in layout.routes.values():
        assert np.all(np.diff(route[:, along]) > 0)
        assert not through(route, rectangles)


def through(route: np.ndarray, rectangles: np.ndarray) -> bool:
    """Tell whether a way runs through the inside of a box."""
    share = np.linspace(0, 1, 40)[:, None]
    points = np.concatenate([a + share * (b - a) for a, b in itertools.pairwise(route)])[:, None]
    inside = (points > rectangles[:, :2] + 1).all(axis=2) & (points < rectangles[:, 2:] - 1).all(axis=2)
    return bool(inside.any())


@pytest.mark.parametrize("boxes", [RIGHTWARDS, DOWNWARDS], ids=["rightwards", "downwards"])
@pytest.mark.parametrize("formula", ["x", "x*x", "x*y + sin(x)", "x*x*x + x", "(0.5*x + 2*x - 4)**2", SIXTY])
def test_boxes_and_ways_keep_clear_of_one_another(formula, boxes):
    check(parents_of(formula), boxes)


@st.composite
def graphs(draw) -> dict:
    """Small graphs: each operation takes one or two earlier nodes; nodes that lead nowhere are taken up at the end."""
    parents: dict = {i: [] for i in range(draw(st.integers(1, 3)))}
    for node in range(len(parents), len(parents) + draw(st.integers(1, 9))):
        chosen = draw(st.lists(st.integers(0, node - 1), min_size=1, max_size=2))
        parents[node] = list(enumerate(chosen))
    used = {p for operands in parents.values() for _, p in operands}
    open_ends = [i for i in parents if i not in used]
    while len(open_ends) > 1:
        parents[len(parents)] = list(enumerate(open_ends[:2]))
        open_ends = [*open_ends[2:], len(parents) - 1]
    return parents


@settings(max_examples=40)
@given(graphs())
def test_any_graph_keeps_clear(parents):
    check(parents, RIGHTWARDS)


@given(graphs())
def test_operands_stand_in_earlier_layers_and_layers_have_no_gap(parents):
    ranks = layers_of(parents)
    assert all(ranks[p] < ranks[node] for node, operands in parents.items() for _, p in operands)
    assert set(ranks.values()) == set(range(max(ranks.values()) + 1))


@pytest.mark.parametrize(
    "formula",
    [
        "x*y + sin(x)",
        "x*x*x + x",
        "(a + b)*(c + d) - exp(e1*f)",
        "sin(x)*cos(x) + tan(x)",
        "(a*x + b)**2",
    ],
)
def test_graphs_that_can_be_drawn_without_crossings_are(formula):
    assert lay_out(parents_of(formula), RIGHTWARDS).crossings == 0


def test_crossings_that_no_order_avoids_are_counted():
    # Two operands, each used by the same two results, which meet again: x·y and x/y cross once at least.
    assert lay_out(parents_of("(x*y)*(x/y)"), RIGHTWARDS).crossings == 1


def test_layout_is_the_same_every_time():
    one, other = lay_out(parents_of(SIXTY), DOWNWARDS), lay_out(parents_of(SIXTY), DOWNWARDS)
    assert all(np.array_equal(one.routes[edge], other.routes[edge]) for edge in one.routes)
