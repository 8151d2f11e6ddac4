"""The layer and network explorers: moved equals fresh, bad input loses nothing, presses and keys choose."""

from __future__ import annotations

from pathlib import Path

import nbformat
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gradwalk import BugHunt, LayerExplorer, NetworkExplorer
from gradwalk.explorers.value_controls import read_size
from gradwalk.mathematics import network
from gradwalk.states.network.steps import LAST, STEPS
from gradwalk.states.numerals import number

BAD_NUMBERS = ["abc", "", "1,500", "1e99", "101", "-101", "nan", "inf", "x", "import os", "1/0", "9**9**9"]
BAD_SIZES = ["0", "6", "-1", "2.5", "three", "", "²", "1" * 5000]


def shown(explorer):
    """All that the browser has of an explorer: pictures by their bytes, marks, read-out and note."""
    state = explorer.stage.get_state()
    pictures = {key: bytes(value) for key, value in state.items() if key.startswith("picture_")}
    return pictures, state["marks"], state["readout"], state["note"], state["frames"]


def press(explorer, mark, panel="network"):
    explorer.stage._handle_custom_msg({"type": "press", "panel": panel, "mark": mark}, [])


def moves():
    """One thing a reader may do, as (what, with what)."""
    return st.one_of(
        st.tuples(st.just("step"), st.integers(0, LAST)),
        st.tuples(st.just("slide"), st.integers(-300, 300).map(lambda n: n / 100)),
        st.tuples(st.just("type"), st.sampled_from(["0.123", "-7", "2/3", "abc", "500"])),
        st.tuples(st.just("choose"), st.integers(0, 200)),
        st.tuples(st.just("size"), st.tuples(st.integers(0, 2), st.sampled_from("0123456"))),
        st.tuples(st.just("biases"), st.booleans()),
        st.tuples(st.just("paths"), st.integers(0, 5)),
    )


def perform(explorer, move):
    what, value = move
    if what == "step":
        explorer.step.value = value
    elif what == "slide":
        explorer.chooser.slider.value = value
    elif what == "type":
        explorer.chooser.box.value = value
    elif what == "choose":
        names = explorer.values.names
        press(explorer, names[value % len(names)])
    elif what == "size":
        explorer.sizes.boxes[value[0]].value = value[1]
    elif what == "biases":
        explorer.biases.value = value
    else:
        explorer.paths.value = min(value, explorer.paths.max)


@settings(max_examples=10, deadline=None)
@given(st.lists(moves(), min_size=1, max_size=8))
def test_moved_explorer_equals_a_fresh_one(sequence):
    explorer = NetworkExplorer()
    for move in sequence:
        perform(explorer, move)
    values = explorer.values
    fresh = NetworkExplorer(
        values.parameters, values.x, values.target, step=explorer.step.value, chosen=explorer.chooser.chosen
    )
    fresh.paths.value = explorer.paths.value
    assert shown(explorer) == shown(fresh)


@settings(max_examples=10, deadline=None)
@given(st.lists(moves(), min_size=1, max_size=6))
def test_moved_layer_equals_a_fresh_one(sequence):
    explorer = LayerExplorer()
    for what, value in sequence:
        if what == "slide":
            explorer.chooser.slider.value = value
        elif what == "choose":
            names = explorer.chooser.values.names
            press(explorer, names[value % len(names)], "layer")
        elif what == "size":
            explorer.sizes.boxes[value[0] % 2].value = value[1]
    values = explorer.chooser.values
    assert shown(explorer) == shown(LayerExplorer(values.w, values.x, chosen=explorer.chooser.chosen))


def test_a_move_sends_marks_and_no_picture():
    explorer = NetworkExplorer(step=LAST)
    sent = []
    explorer.stage.send_state = lambda key=None: sent.append(explorer.stage.get_state(key))
    explorer.chooser.slider.value = 1.23
    assert len(sent) == 1
    assert set(sent[0]) == {"marks", "readout"}


def test_another_step_sends_one_picture():
    explorer = NetworkExplorer()
    sent = []
    explorer.stage.send_state = lambda key=None: sent.append(explorer.stage.get_state(key))
    explorer.step.value = 3
    assert [key for key in sent[-1] if key.startswith("picture_")] == ["picture_equation"]


@pytest.mark.parametrize("bad", BAD_NUMBERS)
@pytest.mark.parametrize("kind", [LayerExplorer, NetworkExplorer])
def test_text_that_is_no_number_loses_nothing(kind, bad):
    explorer = kind()
    before, values = shown(explorer), explorer.chooser.values
    explorer.chooser.box.value = bad
    assert shown(explorer) == before
    assert explorer.chooser.values is values
    assert explorer.chooser.box.value == bad
    assert 'role="alert"' in explorer.chooser.message.value
    explorer.chooser.box.value = "0.25"
    assert explorer.chooser.values.numbers[explorer.chooser.chosen] == 0.25
    assert 'role="alert"' not in explorer.chooser.message.value


@pytest.mark.parametrize("bad", BAD_SIZES)
@pytest.mark.parametrize("kind", [LayerExplorer, NetworkExplorer])
def test_size_that_cannot_be_loses_nothing(kind, bad):
    explorer = kind()
    before, sizes = shown(explorer), explorer.sizes.sizes
    explorer.sizes.boxes[1].value = bad
    assert shown(explorer) == before
    assert explorer.sizes.sizes == sizes
    assert explorer.sizes.boxes[1].value == bad
    assert 'role="alert"' in explorer.sizes.message.value
    explorer.sizes.boxes[1].value = "4"
    assert explorer.sizes.sizes[1] == 4
    assert 'role="alert"' not in explorer.sizes.message.value


def test_error_messages_say_what_was_typed():
    with pytest.raises(ValueError, match=r"number of inputs .* not '6'"):
        read_size("6", "inputs")


def test_number_keeps_its_digits_when_the_slider_rounds_it():
    explorer = NetworkExplorer()
    explorer.chooser.box.value = "2/3"
    explorer.chooser.slider.value = 0.67  # what the browser makes of it, and reports
    assert explorer.values.numbers[explorer.chooser.chosen] == pytest.approx(2 / 3)
    explorer.chooser.slider.value = 0.9
    assert explorer.values.numbers[explorer.chooser.chosen] == 0.9


def test_number_beyond_the_slider_is_taken():
    explorer = NetworkExplorer()
    explorer.chooser.box.value = "50"
    assert explorer.values.parameters.w1[0, 0] == 50
    assert explorer.chooser.slider.max >= 50


@pytest.mark.parametrize("mark", ["w1[2, 1]", "edge w1[2, 1]", "x2", "t1"])
def test_press_chooses(mark):
    explorer = NetworkExplorer()
    press(explorer, mark)
    assert explorer.chooser.chosen == mark.removeprefix("edge ")


@pytest.mark.parametrize("mark", ["h1", "E", "edge h1 z1", "nothing"])
def test_press_on_what_cannot_be_set_changes_nothing(mark):
    explorer = NetworkExplorer()
    before = shown(explorer)
    press(explorer, mark)
    assert shown(explorer) == before


def test_every_pressable_mark_has_a_label():
    explorer = NetworkExplorer(step=LAST)
    explorer.biases.value = True
    marks = explorer.stage.marks["network"]
    pressed = [mark for mark in marks.values() if mark.get("press") is True]
    assert len(pressed) == len(explorer.values.names)
    assert all(mark["label"] for mark in pressed)


def test_choice_survives_a_change_of_size_where_it_can():
    explorer = NetworkExplorer()
    explorer.chooser.choose("w2[1, 2]")
    explorer.sizes.boxes[0].value = "4"
    assert explorer.chooser.chosen == "w2[1, 2]"
    explorer.sizes.boxes[1].value = "2"
    assert explorer.chooser.chosen == "w1[0, 0]"


def test_numbers_come_back_with_the_larger_network():
    explorer = NetworkExplorer()
    before = shown(explorer)
    explorer.sizes.boxes[1].value = "1"
    explorer.sizes.boxes[1].value = "3"
    assert shown(explorer)[1:] == before[1:]


def test_paths_follow_the_number_of_outputs():
    explorer = NetworkExplorer(step=LAST)
    explorer.sizes.boxes[2].value = "5"
    assert (explorer.paths.value, explorer.paths.max) == (5, 5)
    explorer.paths.value = 3
    explorer.sizes.boxes[2].value = "2"
    assert explorer.paths.value == 2


def test_random_weights_and_the_way_back():
    explorer = NetworkExplorer(step=LAST)
    before = shown(explorer)
    explorer.random.click()
    assert shown(explorer) != before
    explorer.restore.click()
    assert shown(explorer) == before


def test_buttons_step_and_stay_within_the_steps():
    explorer = NetworkExplorer()
    explorer.stepper.back.click()
    assert explorer.step.value == 0
    explorer.stepper.forth.click()
    assert explorer.step.value == 1
    explorer.step.value = LAST
    explorer.stepper.forth.click()
    assert explorer.step.value == LAST


def test_read_out_is_what_the_package_computes():
    parameters = network.initialise(2, 3, 2, seed=2)
    explorer = NetworkExplorer(parameters, [0.3, -0.4], [1.0, 0.5], step=LAST, chosen="b1[1]")
    gradient = network.backward(parameters, [0.3, -0.4], [1.0, 0.5]).b1[1]
    assert f"∂E/∂b⁽¹⁾₂ = {gradient:.3f}".replace("-", "−") in explorer.text()


def test_layer_read_out_gives_the_column_of_weights():
    w = np.array([[0.1, 0.2, 0.3], [0.4, 0.5, 0.6]])
    explorer = LayerExplorer(w, [1, 2, 3], chosen="x2")
    assert "∂y₁/∂x₂ = 0.2000; ∂y₂/∂x₂ = 0.5000" in explorer.text()
    explorer.chooser.choose("w[1, 2]")
    assert "∂y₁/∂w₂₃ = 0.000; ∂y₂/∂w₂₃ = 3.000" in explorer.text()


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ({"x": [1.0, 2.0]}, "together"),
        ({"parameters": network.initialise(2, 3, 2), "x": [[1.0, 2.0]], "target": [[1.0, 2.0]]}, "single point"),
        ({"parameters": network.initialise(2, 6, 2), "x": [1.0, 2.0], "target": [1.0, 2.0]}, "from 1 to 5"),
        ({"parameters": network.initialise(2, 3, 2), "x": [1.0, np.nan], "target": [1.0, 2.0]}, "finite"),
        ({"chosen": "w9[0, 0]"}, "chosen"),
    ],
)
def test_what_cannot_be_shown_is_refused(arguments, words):
    with pytest.raises(ValueError, match=words):
        NetworkExplorer(**arguments)


def test_readers_without_a_kernel_get_a_picture_and_words():
    for explorer in (LayerExplorer(), NetworkExplorer(step=LAST)):
        bundle, _ = explorer._repr_mimebundle_()
        assert bundle["image/png"].startswith(b"\x89PNG")
        assert bundle["text/plain"].startswith(type(explorer).__name__)


def test_a_sum_over_some_paths_is_not_called_the_derivative():
    explorer = NetworkExplorer(step=10, chosen="w1[0, 0]", paths=1)
    product = explorer.state.product
    part = product.passed.slopes[0] * product.sent * product.terms[0]
    words = dict(explorer.stage.readout)
    assert words["∂E/∂w⁽¹⁾₁₁, in part"] == number(part)
    assert "∂E/∂w⁽¹⁾₁₁" not in words
    assert product.leads[2].startswith("1 of 2 paths: ")
    assert "not ∂E/∂w⁽¹⁾₁₁ yet" in product.result
    explorer.paths.value = 2
    assert dict(explorer.stage.readout)["∂E/∂w⁽¹⁾₁₁"] == number(explorer.state.product.derivative)
    assert explorer.state.product.leads[2].startswith("= ")


def test_all_weights_can_be_typed_into_tables():
    explorer = NetworkExplorer()
    assert not explorer.tables.boxes
    explorer.tables.toggle.value = True
    weights = explorer.values.wiring.weights
    assert tuple(explorer.tables.boxes) == weights
    explorer.tables.boxes[weights[3]].text.value = "−1,25"
    assert explorer.values.numbers[weights[3]] == -1.25
    assert explorer.state.passed.value(weights[3]) == -1.25
    explorer.tables.boxes[weights[4]].text.value = "a lot"
    assert weights[4].symbol in explorer.chooser.message.value
    assert explorer.values.numbers[weights[4]] == NetworkExplorer().values.numbers[weights[4]]


def test_tables_follow_sliders_and_sizes_and_lie_in_rows_and_columns():
    explorer = NetworkExplorer(biases=True)
    explorer.tables.toggle.value = True
    explorer.chooser.choose(explorer.values.wiring.weights[0])
    explorer.chooser.slider.value = 2.5
    assert explorer.tables.boxes[explorer.values.wiring.weights[0]].value == 2.5
    explorer.sizes.set((4, 2, 3))
    grids = [table.children[1] for table in explorer.tables.children[1:]]
    shapes = {(len(grid.children), grid.layout.grid_template_columns.split(",")[0][7:]) for grid in grids}
    assert shapes == {(8, "4"), (6, "2"), (2, "1"), (3, "1")}
    explorer.tables.toggle.value = False
    assert not explorer.tables.boxes


def test_a_layer_has_its_table_too():
    explorer = LayerExplorer()
    explorer.tables.toggle.value = True
    name = explorer.values.wiring.weights[-1]
    explorer.tables.boxes[name].text.value = "0.5"
    assert explorer.values.w[-1, -1] == 0.5


def test_every_step_shows_its_line_of_code_as_the_notebook_has_it():
    (path,) = (Path(__file__).resolve().parents[2] / "notebooks").glob("04_*.ipynb")
    sources = [cell.source for cell in nbformat.read(path, as_version=4).cells if cell.cell_type == "code"]
    explorer = NetworkExplorer()
    for step, each in enumerate(STEPS):
        explorer.step.value = step
        shown = dict(explorer.stage.readout).get("code", "")
        assert shown == each.code
        assert bool(shown) == (step > 0)
        assert any(shown in source for source in sources), shown
    explorer.step.value = 1
    explorer.biases.value = True
    assert dict(explorer.stage.readout)["code"] == "h = w1 @ x + b1"


@pytest.mark.parametrize("kind", [NetworkExplorer, BugHunt])
@pytest.mark.parametrize(
    ("numbers", "says"),
    [
        ({"w1[0, 0]": "a"}, r"Give w1\[0, 0\] as a finite number, not 'a'"),
        ({"x1": float("inf")}, "Give x1 as a finite number, not inf"),
        ({"w9": 1.0}, "no number 'w9' here; choose among"),
        ([1.0], r"as a dict, not \[1.0\]"),
    ],
)
def test_the_sentence_names_the_number_that_cannot_be_set(kind, numbers, says):
    with pytest.raises(ValueError, match=says):
        kind(numbers=numbers)


def test_hiding_the_sizes_hides_nothing_that_stands_beside_them():
    explorer = NetworkExplorer(hide=("sizes",))
    assert all("gradwalk-hidden" in box._dom_classes for box in explorer.sizes.boxes)
    for left in (explorer.biases, explorer.random, explorer.restore):
        assert "gradwalk-hidden" not in left._dom_classes


@pytest.mark.filterwarnings("error")
def test_a_layer_of_numbers_too_large_to_multiply_is_shown_as_such():
    assert "∞" in LayerExplorer([[1e300]], [1e300]).text()
