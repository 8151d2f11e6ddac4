"""The name of a unit or weight is a string that knows its array, its index and how it is written."""

from __future__ import annotations

import copy
import json
import pickle

import numpy as np
import pytest

from gradwalk.mathematics import network, parameters
from gradwalk.mathematics.names import LOSS, constant_unit, entries, entry, unit, units


@pytest.mark.parametrize(
    ("name", "text", "index", "symbol", "latex"),
    [
        (entry("w1", 0, 2), "w1[0, 2]", (0, 2), "w⁽¹⁾₁₃", "w^{(1)}_{13}"),
        (entry("w2", 4, 0), "w2[4, 0]", (4, 0), "w⁽²⁾₅₁", "w^{(2)}_{51}"),
        (entry("w", 1, 2), "w[1, 2]", (1, 2), "w₂₃", "w_{23}"),
        (entry("b1", 3), "b1[3]", (3,), "b⁽¹⁾₄", "b^{(1)}_{4}"),
        (entry("w1", 10, 0), "w1[10, 0]", (10, 0), "w⁽¹⁾₁₁,₁", "w^{(1)}_{11,1}"),
        (unit("h", 2), "h3", (2,), "h₃", "h_{3}"),
        (unit("t", 0), "t1", (0,), "ŷ₁", r"\hat{y}_{1}"),
        (constant_unit("z"), "z0", (), "1", "1"),
        (LOSS, "E", (), "E", "E"),
    ],
)
def test_parts_and_notation(name, text, index, symbol, latex):
    assert (name, name.index, name.symbol, name.latex) == (text, index, symbol, latex)


@pytest.mark.parametrize("biases", [False, True])
def test_labels_of_parameters_lead_to_the_entries_they_name(biases):
    start = parameters.initialise(3, 11, 2, biases=biases)
    found = [getattr(start, name.array)[name.index] for name in start.labels()]
    np.testing.assert_array_equal(found, start.flatten())
    assert len({name.symbol for name in start.labels()}) == len(found)
    assert all(name.is_parameter for name in start.labels())


def test_units_lead_to_the_numbers_of_a_pass():
    passed = network.forward(parameters.initialise(2, 3, 2), [1.0, 2.0])
    for letter in "hzy":
        layer = getattr(passed, letter)
        np.testing.assert_array_equal([layer[name.index] for name in units(letter, len(layer))], layer)


def test_name_is_a_string_everywhere():
    names = list(entries("w1", (2, 2)))
    assert json.loads(json.dumps(dict.fromkeys(names, 1.0))) == dict.fromkeys(map(str, names), 1.0)
    assert names.index("w1[1, 0]") == 2
    assert {"w1[0, 1]": 3}[names[1]] == 3


def test_copies_know_their_parts():
    for name in (entry("w1", 0, 2), LOSS, constant_unit("x")):
        for same in (copy.deepcopy(name), copy.copy(name), pickle.loads(pickle.dumps(name))):
            assert (same, same.array, same.index) == (name, name.array, name.index)
