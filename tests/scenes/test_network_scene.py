"""What the network's picture says is what the mathematics computes, at every step."""

from __future__ import annotations

import numpy as np
import pytest

from gradwalk.mathematics import network
from gradwalk.mathematics.names import Name
from gradwalk.scenes.network.network_scene import NetworkScene
from gradwalk.scenes.network.step_rows import RIGHT, row_count, step_rows
from gradwalk.stage.indices import letters
from gradwalk.stage.shapes import LETTER
from gradwalk.states.network.forward_backward import ForwardBackward
from gradwalk.states.network.network_state import NetworkState
from gradwalk.states.network.steps import KNOWN_FROM, LAST, STEPS, TOLD_FROM
from gradwalk.states.network.values import LARGEST, LayerValues, NetworkValues
from gradwalk.states.network.weight_product import WeightProduct
from gradwalk.states.numerals import compact

ALL_TAGS = {f"5.{n}" for n in range(3, 13)}
SHAPES = [((2, 3, 2), False), ((1, 1, 1), False), ((5, 5, 5), True), ((3, 2, 4), True)]


def values(sizes=(2, 3, 2), biases=False, seed=None):
    start = NetworkValues.start(sizes, biases)
    return start if seed is None else start.with_random_weights(np.random.default_rng(seed))


def strings(marks):
    """All texts among marks."""
    return [mark.look["text"] for mark in marks.values() if mark.kind == "text"]


def test_steps_cover_the_equations_in_the_order_of_computation():
    shown = [tag for step in STEPS for tag in step.tag.split(", ") if tag]
    assert set(shown) == ALL_TAGS
    assert shown.index("5.3") < shown.index("5.5") < shown.index("5.8") < shown.index("5.9") < shown.index("5.11")
    assert [step.backward for step in STEPS] == sorted(step.backward for step in STEPS)


@pytest.mark.parametrize(("sizes", "biases"), SHAPES)
@pytest.mark.parametrize("step", range(LAST + 1))
def test_units_show_values_from_their_step_on(sizes, biases, step):
    held = values(sizes, biases)
    scene = NetworkScene(held, step)
    marks = scene.network_marks(NetworkState(held, step, held.named("w1[0, 0]"), sizes[2]))
    passed = network.forward(held.parameters, held.x)
    for letter in "hzy":
        for index, value in enumerate(getattr(passed, letter)):
            shown = marks[f"{letter}{index + 1}"].look["lines"][1]
            assert shown == (compact(value) if step >= KNOWN_FROM[letter] else "?")
    loss = compact(network.loss(passed.y, held.target))
    assert marks["E"].look["lines"] == ["E", loss if step >= KNOWN_FROM["E"] else "?"]


@pytest.mark.parametrize("step", range(LAST + 1))
def test_gradients_stand_above_units_from_their_step_on(step):
    held = values()
    gradients = network.backward(held.parameters, held.x, held.target)
    marks = NetworkScene(held, step).network_marks(NetworkState(held, step, held.named("w1[0, 0]"), 2))
    for letter, of_letter in zip("yzh", (gradients.dE_dy, gradients.dE_dz, gradients.dE_dh), strict=True):
        for index, value in enumerate(of_letter):
            mark = marks.get(f"above {letter}{index + 1}")
            assert (mark is not None) == (step >= TOLD_FROM[letter])
            if mark is not None:
                assert mark.look["text"].endswith(f"= {compact(value)}")


@pytest.mark.parametrize(("sizes", "biases"), SHAPES)
@pytest.mark.parametrize("step", range(LAST + 1))
def test_rows_fit_into_their_panel(sizes, biases, step):
    """Estimated with the widest digits of the typeface in use, 0.64 of its size."""
    held = values(sizes, biases, seed=step)
    passed = ForwardBackward(held)
    scene = NetworkScene(held, step)
    rows = step_rows(passed, step, "w1[0, 0]")
    assert len(rows) <= row_count(held)
    for row in rows:
        for cell, after in zip(row, [*(cell.x for cell in row[1:]), RIGHT + 16], strict=True):
            assert cell.x + 0.5 * 11 * letters(cell.string) < after + 12, cell
    assert set(scene.marks(NetworkState(held, step, held.named("w1[0, 0]"), sizes[2]))) == set(scene.panels)


@pytest.mark.parametrize(("sizes", "biases"), SHAPES)
def test_every_weight_has_its_derivative_and_agrees_with_the_difference(sizes, biases):
    held = values(sizes, biases, seed=3)
    passed = ForwardBackward(held)
    gradients = dict(network.backward(held.parameters, held.x, held.target).arrays())
    for name in held.wiring.weights:
        product = WeightProduct(passed, name, LAST, sizes[2])
        assert product.derivative == pytest.approx(gradients[name[:2]][product.index])
        assert product.shown_error == "below 10⁻⁶", name


@pytest.mark.parametrize(("sizes", "biases"), SHAPES)
@pytest.mark.parametrize("tag", ["5.9", "5.10", "5.12"])
def test_every_product_of_a_step_has_the_name_of_its_weight_and_the_chosen_one_stands_out(sizes, biases, tag):
    held, step = values(sizes, biases, seed=5), max(k for k, step in enumerate(STEPS) if step.tag == tag)
    passed = ForwardBackward(held)
    for chosen in held.wiring.weights:
        cells = [cell for row in step_rows(passed, step, chosen) for cell in row]
        named = {cell.string.split(":")[0]: cell for cell in cells if ":" in cell.string and cell.string[0] in "wb"}
        arrays = ("w2", "b2") if tag == "5.9" else ("w1", "b1")
        assert list(named) == [name.symbol for name in wanted(held, arrays)]
        assert [name for name, cell in named.items() if cell.bold] == [chosen.symbol] * (chosen.array in arrays)


def wanted(held: NetworkValues, arrays: tuple[str, str]) -> list[Name]:
    """The weights of a layer, unit by unit."""
    return sorted(
        (name for name in held.wiring.weights if name.array in arrays),
        key=lambda name: (name.index[0], name.array != arrays[0], name.index),
    )


def test_paths_add_up_one_by_one():
    held = values((2, 3, 4), seed=1)
    passed = ForwardBackward(held)
    partial = [WeightProduct(passed, passed.values.named("w1[1, 0]"), LAST, counted).derivative for counted in range(5)]
    slope, sent = passed.slopes[1], held.x[0]
    told = passed.backward_pass.dE_dy * held.parameters.w2[:, 1]
    np.testing.assert_allclose(partial, slope * sent * np.concatenate([[0], np.cumsum(told)]))


def test_a_missing_path_is_seen_in_the_error():
    passed = ForwardBackward(values())
    assert WeightProduct(passed, passed.values.named("w1[0, 0]"), LAST, 2).error < 1e-6
    assert WeightProduct(passed, passed.values.named("w1[0, 0]"), LAST, 1).error > 0.1


def test_counted_paths_are_lit_up():
    held = values()
    scene = NetworkScene(held, LAST)
    blue = {}
    for counted in (0, 1, 2):
        marks = scene.network_marks(NetworkState(held, LAST, held.named("w1[0, 0]"), counted))
        plain = scene.network_marks(NetworkState(held, LAST, held.named("x1"), counted))
        blue[counted] = {name for name in marks if name.startswith("edge") and marks[name].look != plain[name].look}
    assert blue[0] == {"edge w1[0, 0]"}
    assert blue[1] == blue[0] | {"edge h1 z1", "edge w2[0, 0]", "edge y1 E"}
    assert blue[2] == blue[1] | {"edge w2[1, 0]", "edge y2 E"}


def test_product_is_written_in_symbols_and_numbers():
    scene, held = NetworkScene(values(), LAST), values()
    written = strings(scene.marks(NetworkState(held, LAST, held.named("w1[1, 0]"), 2))["product"])
    assert "∂E/∂w⁽¹⁾₂₁ = (1 − z₂²) · x₁ · [" in written
    assert "(y₁−ŷ₁)w⁽²⁾₁₂" in written
    assert "+ (y₂−ŷ₂)w⁽²⁾₂₂ ]" in written
    assert any("relative error below 10⁻⁶" in line for line in written)


@pytest.mark.parametrize(("chosen", "step"), [("w2[0, 1]", 5), ("b2[0]", 5), ("w1[0, 0]", 9), ("b1[1]", 9)])
def test_derivative_waits_for_its_step(chosen, step):
    held = values(biases=True)
    before, after = (WeightProduct(ForwardBackward(held), held.named(chosen), s, 2) for s in (step - 1, step))
    assert not before.known
    assert after.known
    assert f"step {step}" in before.sentence


@pytest.mark.parametrize("chosen", ["x1", "t2"])
def test_data_have_no_product(chosen):
    product = WeightProduct(ForwardBackward(values()), values().named(chosen), LAST, 2)
    assert "given with the data" in product.sentence
    assert not product.known


def test_derivative_of_zero_agrees():
    held = values().with_number("x1", 0)
    assert WeightProduct(ForwardBackward(held), held.named("w1[0, 0]"), LAST, 2).shown_error == "below 10⁻⁶"


def test_smaller_network_forgets_no_number():
    held = values((5, 5, 5)).with_number("w1[4, 4]", 9.0)
    back = held.resized((1, 1, 1), True).resized((5, 5, 5), False)
    assert back.parameters.w1[4, 4] == 9.0


def test_given_parameters_are_shown_as_they_are():
    parameters = network.initialise(3, 2, 4, seed=5)
    held = NetworkValues.of(parameters, np.arange(3.0), np.ones(4))
    for name, array in parameters.arrays():
        np.testing.assert_array_equal(getattr(held.parameters, name), array)
    np.testing.assert_array_equal(held.x, np.arange(3.0))


def test_absent_bias_is_zero_where_the_other_layer_has_one():
    w1, w2 = np.ones((2, 2)), np.ones((1, 2))
    held = NetworkValues.of(network.Parameters(w1, w2, b1=[1, 2]), np.ones(2), np.ones(1))
    np.testing.assert_array_equal(held.parameters.b2, [0])


@pytest.mark.parametrize("size", [0, LARGEST + 1])
def test_too_many_units_are_refused(size):
    with pytest.raises(ValueError, match="from 1 to 5 units"):
        LayerValues.of(np.ones((size, 2)), np.ones(2))


@pytest.mark.parametrize("weight", [0.3, 4.0, 12.0])
def test_the_slope_of_a_saturated_unit_stays_between_its_boxes(weight):
    saturated = values().with_numbers({"w1[0, 0]": weight})
    state = NetworkState(saturated, LAST, saturated.wiring.weights[0], 2)
    scene = NetworkScene(saturated, LAST)
    words = scene.network_marks(state)["slope 1"].shapes[0]
    start, end = scene.layout.ends["h1 z1"]
    assert LETTER * words["size"] * len(words["text"]) <= end[0] - start[0] + 1
