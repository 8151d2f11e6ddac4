"""Every unit, weight and number of a network has a place of its own, for all sizes up to five."""

from __future__ import annotations

import itertools

import numpy as np
import pytest

from gradwalk.mathematics.names import entry, unit
from gradwalk.mathematics.parameters import initialise
from gradwalk.scenes.network.network_layout import (
    WAITING,
    Style,
    _box,
    caption_marks,
    edge_marks,
    layer_layout,
    network_layout,
    node_marks,
    weight_marks,
)
from gradwalk.stage.shapes import LETTER
from gradwalk.states.network.wiring import layer_wiring, network_wiring, words

SIZES = list(itertools.product((1, 2, 5), repeat=3))


def boxes(layout):
    """(left, top, right, bottom) of every unit and of every number on an edge."""
    for name, (x, y) in layout.nodes.items():
        width, height = _box(name)
        yield name, (x - width / 2, y - height / 2, x + width / 2, y + height / 2)
    for name, (x, y) in layout.spots.items():
        width, height = layout.chip_box(name)
        yield name, (x - width / 2, y - height / 2, x + width / 2, y + height / 2)


@pytest.mark.parametrize("biases", [False, True])
@pytest.mark.parametrize("sizes", SIZES)
def test_nothing_overlaps_and_all_is_inside(sizes, biases):
    layout = network_layout(network_wiring(sizes, biases))
    named = list(boxes(layout))
    for _, (left, top, right, bottom) in named:
        assert left >= 0
        assert top >= 30  # below the titles
        assert right <= layout.width
        assert bottom <= layout.height
    for (one, a), (other, b) in itertools.combinations(named, 2):
        apart = a[2] <= b[0] or b[2] <= a[0] or a[3] <= b[1] or b[3] <= a[1]
        assert apart, (one, other)


@pytest.mark.parametrize("sizes", SIZES)
def test_a_gradient_above_a_unit_stands_clear_of_all_boxes(sizes):
    layout = network_layout(network_wiring(sizes, False))
    told = {name: "∂E/∂y₂ = −0.06051" for name in layout.nodes if name.letter in "hzy"}
    for name, mark in zip(told, caption_marks(layout, told, "blue").values(), strict=True):
        (x, y), words = layout.nodes[name], mark.shapes[0]
        base, letter = y + words["y"], words["size"]
        top, bottom = base - 0.8 * letter, base + 0.25 * letter  # of its letters
        for other, (left, above, right, below) in boxes(layout):
            beside = right < x - 100 or left > x + words["x"] or other in layout.weights
            assert beside or below <= top or above >= bottom, (name, other)


@pytest.mark.parametrize("sizes", [(2, 3, 2), (5, 5, 5), (1, 4, 2)])
@pytest.mark.parametrize("biases", [False, True])
def test_weights_have_the_names_of_the_parameters(sizes, biases):
    parameters = initialise(*sizes, biases=biases)
    assert network_layout(network_wiring(sizes, biases)).weights == parameters.labels()


def test_layer_has_a_weight_for_every_pair():
    layout = layer_layout(layer_wiring(3, 2))
    assert set(layout.weights) == {f"w[{j}, {i}]" for j in range(2) for i in range(3)}
    assert layout.links["w[1, 2]"] == ("x3", "y2")


def test_words_say_where_a_weight_leads():
    layout = network_layout(network_wiring((2, 3, 2), True))
    assert words(entry("w1", 2, 0), layout.wiring) == "weight w⁽¹⁾₃₁ from x₁ to h₃"
    assert words(entry("b2", 1), layout.wiring) == "bias b⁽²⁾₂ of y₂"
    assert words(unit("t", 0), layout.wiring) == "target ŷ₁"


def test_marks_cover_all_units_and_links():
    layout = network_layout(network_wiring((2, 3, 2), False))
    nodes = node_marks(layout, {"x1": "0.500"}, press=["x1"])
    assert set(nodes) == set(layout.nodes)
    assert nodes["x1"].look["press"] is True
    assert "0.500" in nodes["x1"].look["label"]
    assert nodes["h1"].look["fill"] == WAITING.fill
    assert "press" not in nodes["h1"].look
    assert set(edge_marks(layout)) == {f"edge {name}" for name in layout.links}
    assert set(weight_marks(layout, {})) == set(layout.weights)
    assert set(caption_marks(layout, {unit("y", 0): "a"}, "black")) == {"above y1"}


def test_backward_edge_is_the_same_edge_turned_round():
    layout = network_layout(network_wiring((2, 3, 2), False))
    there = edge_marks(layout)["edge w2[1, 0]"].at
    back = edge_marks(layout, {"w2[1, 0]": Style()}, backwards=["w2[1, 0]"])["edge w2[1, 0]"].at
    np.testing.assert_array_equal(back, there[::-1])


def test_edge_is_pressed_by_the_pointer_and_its_number_by_the_keyboard():
    layout = network_layout(network_wiring((2, 3, 2), False))
    assert edge_marks(layout, press=layout.weights)["edge w1[0, 0]"].look["press"] == "pointer"
    assert "press" not in edge_marks(layout, press=layout.weights)["edge h1 z1"].look
    assert weight_marks(layout, {})["w1[0, 0]"].look["press"] is True


@pytest.mark.parametrize("sizes", SIZES)
def test_the_number_of_a_weight_touches_no_border(sizes):
    layout = network_layout(network_wiring(sizes, True))
    for mark in weight_marks(layout, dict.fromkeys(layout.weights, "−0.038")).values():
        frame, words = mark.shapes
        assert 0.72 * words["size"] + 2 <= frame["height"]  # digits are 0.72 of the size tall
        assert LETTER * words["size"] * len(words["text"]) + 4 <= frame["width"]
