"""No function, scale or control ends an explorer: every mark is finite or missing, and nothing warns."""

from __future__ import annotations

import json
import re
import warnings
from collections.abc import Callable, Iterator

import ipywidgets as widgets
import pytest

import gradwalk as gw
from gradwalk.explorers.explorer import Explorer
from gradwalk.explorers.player import Player

UNNAMED = re.compile(r"\b(nan|inf)\b|e[+-]?\d\d|-\d", re.IGNORECASE)

SCALES = ["1e-300", "1e-150", "1e-20", "1e20", "1e150", "1e300"]
SURFACES = [
    *(f"{scale}*(x**2 + y**2)" for scale in SCALES),
    *(f"{scale}*(x*y - x)" for scale in ("1e-300", "1e299")),
    "x**2 + 5e15", "x + 1e300", "1e299*x**2", "1e306*y", "1e-10*(x**2 + y**2)", "x**2 - 1e-12*y**2", "1e-310*x",
    "0*x", "7", "x", "1/x", "log(x)", "1/(x*y)", "tan(3*x)", "sqrt(-1 - x**2)", "sqrt(x) + sqrt(y)", "x**x",
    "abs(x) + abs(y)", "exp(x**2)*1e300", "exp(-1e6*x**2)", "tanh(1e9*x)", "x**2/(x**2 + y**2)", "x*abs(x)",
    "exp(exp(x**2))", "1 - exp(-((x - 6)**2 + y**2)/2)", "(x - 1e9)**2", "x**9*1e30 - y", "1e-320*x", "1e-315*x**2",
]  # fmt: skip
SHORT = [
    "1e-300*(x**2 + y**2)", "1e300*(x**2 + y**2)", "x**2 + 5e15", "1e306*y", "7", "1/(x*y)", "sqrt(-1 - x**2)",
    "abs(x) + abs(y)", "exp(exp(x**2))", "log(x)", "x**2 - 1e-12*y**2", "1e-10*(x**2 + y**2)", "1e308*(x - y)",
]  # fmt: skip
LINES = [
    "x", "0*x", "3", "1/x", "log(x)", "1e306*x", "1e-306*x", "x**2 + 5e15", "exp(x**2)*1e300", "abs(x)", "sqrt(x)",
    "tan(x)", "1e200*x**3", "tanh(1e9*x)", "sqrt(-1 - x**2)", "1e-320*x",
]  # fmt: skip
GRAPHS = [
    "x*y + sin(x)",
    "x/y - 1e300*x",
    "1e-300*x*y",
    "log(x)*sqrt(y)",
    "exp(x)*exp(y)",
    "x**y",
    "x*abs(x)",
    "1/(x - y)",
]
INPUTS = [(0.0, 0.0), (1e-300, 1e300), (-1e5, 1e-5), (1.0, 1.0), (700.0, -700.0)]


def parts(widget: widgets.Widget) -> Iterator[widgets.Widget]:
    """A widget and all that it holds."""
    yield widget
    for child in getattr(widget, "children", ()):
        yield from parts(child)


def settings(control: widgets.Widget) -> list[Callable[[], object]]:
    """What a reader can do with a control: its ends and its middle, every option, a press."""
    if isinstance(control, Player) or getattr(control, "disabled", False):
        return []
    if isinstance(control, widgets.Button):
        return [control.click]
    if isinstance(control, widgets.Checkbox):
        values = [not control.value, control.value]
    elif isinstance(control, widgets.SelectionSlider):
        values = [control.options[k][1] for k in (0, -1, len(control.options) // 2)]
    elif isinstance(control, (widgets.Dropdown, widgets.RadioButtons, widgets.ToggleButtons)):
        values = [option[1] if isinstance(option, tuple) else option for option in control.options[:8]]
        values = [] if "ripples" in values else values  # the surfaces come by their formulas
    elif isinstance(
        control, (widgets.FloatSlider, widgets.IntSlider, widgets.BoundedFloatText, widgets.BoundedIntText)
    ):
        values = [control.min, control.max, (control.min + control.max) // 2]
    else:
        values = []
    return [lambda value=value: setattr(control, "value", value) for value in values]


def assert_sound(explorer: Explorer) -> None:
    """What is shown is strict JSON, and its words name what is not finite, with one sign and one way of powers."""
    for sent in (explorer.stage.marks, explorer.stage.frames):
        json.dumps(sent, allow_nan=False, default=float)
    words = [explorer.stage.note, *(word for pair in explorer.stage.readout for word in pair)]
    formula = str(getattr(getattr(explorer, "surface", None), "formula", ""))
    assert [word for word in words if UNNAMED.search(word.replace(formula, ""))] == []
    for name in explorer.stage.traits():
        if name.startswith("picture_"):
            assert getattr(explorer.stage, name).startswith(b"\x89PNG")


def move_everything(explorer: Explorer) -> None:
    """Use each control in turn, and look after each use."""
    assert_sound(explorer)
    for control in list(parts(explorer)):
        for use in settings(control):
            use()
            assert_sound(explorer)


@pytest.fixture(autouse=True)
def _nothing_is_passed_over(caplog) -> Iterator[None]:
    """Warnings are errors, and so is what ipywidgets logs of a button's callback."""
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        yield
    assert [record.getMessage() for record in caplog.records if "xception" in record.getMessage()] == []


@pytest.mark.parametrize("formula", SURFACES)
def test_linked(formula):
    explorer = gw.LinkedExplorer(formula)
    move_everything(explorer)
    explorer._key("map", "point", "ArrowUp", True)
    assert_sound(explorer)


@pytest.mark.parametrize("formula", SHORT)
@pytest.mark.parametrize("kind", ["DirectionExplorer", "TaylorExplorer", "DescentExplorer"])
def test_surface(kind, formula):
    move_everything(getattr(gw, kind)(formula))


@pytest.mark.parametrize("formula", ["1e300*(x**2 + y**2)", "sqrt(-1 - x**2)"])  # it shows a part of the linked one
def test_surface_alone(formula):
    move_everything(gw.SurfaceExplorer(formula))


@pytest.mark.parametrize("rate", [1e-4, 0.3, 10.0])
@pytest.mark.parametrize(
    "formula", ["1e299*x**2", "(1 - x)**2 + 100*(y - x**2)**2", "x**4 - y**2", "1e-10*(x**2 + y**2)"]
)
def test_runaway_descent(formula, rate):
    explorer = gw.DescentExplorer(formula, learning_rate=rate, num_steps=60)
    for step in (1, 2, 5, 30, 60):
        explorer.step.value = step
        assert_sound(explorer)


@pytest.mark.parametrize("g", LINES)
def test_chain(g):
    explorer = gw.ChainExplorer("1e306*y" if "306" in g else "y**2 + 1", g)
    move_everything(explorer)


@pytest.mark.parametrize("formula", LINES[::2])
def test_gradient_check_lab(formula):
    move_everything(gw.GradientCheckLab(formula))


@pytest.mark.parametrize("inputs", INPUTS)
@pytest.mark.parametrize("kind", ["GraphExplorer", "FillInExplorer"])
def test_graphs(kind, inputs):
    for formula in GRAPHS:
        values = {
            name: value
            for name, value in zip("xy", inputs, strict=True)
            if name in gw.Graph.from_formula(formula).variables
        }
        explorer = getattr(gw, kind)(formula, inputs=values)
        assert_sound(explorer)
        if kind == "GraphExplorer":
            for step in range(0, explorer.step.max + 1, 2):
                explorer.step.value = step
                assert_sound(explorer)


@pytest.mark.parametrize("kind", ["LayerExplorer", "NetworkExplorer", "SmallChangeExplorer", "BugHunt", "ConceptMap"])
def test_networks(kind):
    explorer = getattr(gw, kind)()
    move_everything(explorer)


@pytest.mark.parametrize("size", [1e-300, 1e-8, 30.0, 1e150, 1e300])
def test_networks_of_any_size(size):
    w = [[size, -size], [0.5 * size, 0.0], [0.0, 1.0]]
    parameters = gw.mathematics.parameters.Parameters(w, [[size, 1.0, -size], [0.0, 0.0, 1.0]])
    explorer = gw.NetworkExplorer(parameters, [1.0, 0.5], [1.0, 0.0])
    for step in range(explorer.step.max + 1):
        explorer.step.value = step
        assert_sound(explorer)
    assert_sound(gw.LayerExplorer(w, [1.0, 0.5]))


def test_training_with_every_rate():
    explorer = gw.TrainingExplorer(num_steps=40)
    for rate in explorer.learning_rate.options[::30]:
        explorer.learning_rate.value = rate[1]
        explorer.step.value = explorer.step.max
        assert_sound(explorer)
