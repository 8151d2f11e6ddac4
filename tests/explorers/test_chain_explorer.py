"""Three linked plots of a composition: slopes multiply, changes agree in all plots, and bad input loses nothing."""

import json
import math

import numpy as np
import pytest

from gradwalk import ChainExplorer
from gradwalk.mathematics.formula import FormulaError


def shown(explorer: ChainExplorer):
    stage = explorer.stage
    pictures = [getattr(stage, f"picture_{name}") for name in ("g", "f", "fg")]
    return (json.dumps(stage.marks), stage.readout, stage.note, pictures)


def drag(explorer: ChainExplorer, panel: str, mark: str, x: float, y: float) -> None:
    pixel = explorer.scene.panels[panel].project([(x, y)])[0]
    explorer._drag(panel, mark, tuple(pixel), False)


def test_slopes_multiply():
    explorer = ChainExplorer("sin(y)", "x**2/2", x=1, dx=0.5)
    wiggle = explorer.state
    assert wiggle.dz_dx == pytest.approx(math.cos(0.5) * 1.0)
    assert dict(explorer.stage.readout)["dz/dx = dz/dy · dy/dx"] == "0.8776 · 1.000 = 0.8776"


@pytest.mark.parametrize(("f", "g"), [("sin(y)", "x**2/2"), ("3*y", "-2*x"), ("y**2", "exp(x)"), ("-y", "cos(x)")])
def test_the_slope_is_written_where_no_curve_runs_if_there_is_room(f, g):
    explorer = ChainExplorer(f, g, x=0.5, dx=0.3)
    marks = explorer.scene.marks(explorer.state)
    for name, panel in explorer.scene.panels.items():
        mark = marks[name]["slope"]
        (column, row), (right, down) = panel.project(mark.at)[0], mark.look["shift"]
        width = 0.66 * mark.look["size"] * len(mark.look["text"])
        left = column + right - {"start": 0, "middle": 0.5, "end": 1}[mark.look["anchor"]] * width
        curve = panel.project(panel.axes.lines[0].get_xydata())
        beside = (curve[:, 0] > left) & (curve[:, 0] < left + width)
        assert not (beside & (curve[:, 1] < row + down) & (curve[:, 1] > row + down - mark.look["size"])).any(), name


def test_the_same_change_is_drawn_in_every_plot():
    explorer = ChainExplorer()
    marks = explorer.scene.marks(explorer.state)
    dy = np.diff(marks["g"]["rise"].at[:, 1])
    assert dy == pytest.approx(np.diff(marks["f"]["run"].at[:, 0]))
    dz = np.diff(marks["f"]["rise"].at[:, 1])
    assert dz == pytest.approx(np.diff(marks["fg"]["rise"].at[:, 1]))
    assert np.diff(marks["g"]["run"].at[:, 0]) == pytest.approx(np.diff(marks["fg"]["run"].at[:, 0]))


def test_tangents_have_the_slopes():
    explorer = ChainExplorer(x=-1.2)
    marks, wiggle = explorer.scene.marks(explorer.state), explorer.state
    for panel, slope in (("g", wiggle.dy_dx), ("f", wiggle.dz_dy), ("fg", wiggle.dz_dx)):
        run, rise = np.diff(marks[panel]["tangent"].at, axis=0)[0]
        assert rise / run == pytest.approx(slope)


def test_points_are_dragged_along_their_curves():
    explorer = ChainExplorer(x=1, dx=0.6)
    drag(explorer, "g", "start", -0.5, 4.0)
    assert explorer.x.value == pytest.approx(-0.5, abs=0.01)
    drag(explorer, "fg", "end", 0.1, 0.0)
    assert explorer.dx.value == pytest.approx(0.6, abs=0.01)
    drag(explorer, "g", "start", 99, 0)
    assert explorer.x.value == explorer.x.max
    for panel in ("g", "fg"):
        assert all(explorer.stage.marks[panel][name]["drag"] for name in ("start", "end"))


def test_arrow_keys_move_both_points():
    explorer = ChainExplorer(x=1, dx=0.6)
    explorer._key("g", "start", "ArrowRight", False)
    assert explorer.x.value == pytest.approx(1 + explorer.x.step)
    explorer._key("fg", "end", "ArrowLeft", True)
    assert explorer.dx.value == pytest.approx(0.6 - 10 * explorer.dx.step)


@pytest.mark.parametrize(
    ("f", "g", "x", "dx", "words"),
    [
        ("y", "1/x", 0, 0.3, "g(x) has no finite value"),
        ("log(y)", "x", -1, 0.3, "f(y) has no finite value"),
        ("y", "abs(x)", 0, 0.3, "no finite slope of g"),
        ("abs(y)", "x", 0, 0.3, "no finite slope of f"),
        ("sqrt(y)", "x", 0.2, -0.5, "leads to a point without a finite value"),
        ("y", "x", 1, 0, "Δx is zero"),
        ("sin(y)", "x**2", -0.5, 1.0, "Δy is zero although Δx is not"),
        ("y", "x", 1, 0.3, ""),
    ],
)
def test_what_is_special_is_said(f, g, x, dx, words):
    explorer = ChainExplorer(f, g, x=x, dx=dx)
    assert words in explorer.stage.note
    assert bool(words) == bool(explorer.stage.note)
    for panel in explorer.stage.marks.values():
        assert all(at is not None for mark in panel.values() for at in mark["at"])


@pytest.mark.parametrize("bad", ["x^", "y**2 + x", "1/2x", "", "sin(x", "x.real"])
def test_a_bad_formula_is_explained_and_loses_nothing(bad):
    explorer = ChainExplorer()
    before = shown(explorer)
    explorer.g.text.value = bad
    assert "gradwalk-warning" in explorer.g.message.value
    assert explorer.g.text.value == bad
    assert shown(explorer) == before


def test_the_moved_figure_equals_a_fresh_one():
    explorer = ChainExplorer()
    explorer.x.value = -1
    explorer.g.text.value = "x**3 - x"
    explorer.f.text.value = "exp(-y)"
    explorer.dx.value = -0.4
    explorer.x.value = 0.5
    assert shown(explorer) == shown(ChainExplorer("exp(-y)", "x**3 - x", x=0.5, dx=-0.4))


def test_a_move_paints_no_picture():
    explorer = ChainExplorer()
    before = explorer.stage.picture_g
    explorer.x.value = 0.3
    assert explorer.stage.picture_g is before


def test_constants_and_functions_are_welcome():
    assert ChainExplorer("3", "x").state.dz_dx == 0
    assert ChainExplorer(lambda y: y * y, lambda x: x + 1, x=1).state.dz_dx == pytest.approx(4)


@pytest.mark.parametrize(
    ("f", "g"),
    [
        ("tan(y)", "3*x"),
        ("1/y", "x"),
        ("log(y)", "1/x"),
        ("sqrt(-1 - y**2)", "x"),
        ("1e300*y", "exp(9*x)"),
        ("sin(y)", "1e308*x*x"),
        ("1e308*y**3", "x"),
    ],
)
def test_wild_functions_get_a_picture(f, g):
    assert ChainExplorer(f, g).still().startswith(b"\x89PNG")


def test_wrong_arguments_get_one_sentence():
    with pytest.raises(FormulaError):
        ChainExplorer("x")
    with pytest.raises(ValueError, match="Give x_range as two finite numbers"):
        ChainExplorer(x_range=(1, 1))
