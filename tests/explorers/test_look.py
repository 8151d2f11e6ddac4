"""A title, hidden controls, pictures for a paper, and two explorers that move together."""

from __future__ import annotations

import contextlib
import json
import re
import sys
import zlib

import ipywidgets as widgets
import numpy as np
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from PIL import Image

from gradwalk import DescentExplorer, LinkedExplorer, SurfaceExplorer, TaylorExplorer, TrainingExplorer, link
from gradwalk.scenes.kit.paper import figure_of
from tests.explorers.every_explorer import CLASSES, seen

every_explorer = pytest.mark.parametrize("kind", CLASSES.values(), ids=CLASSES)


def hidden(explorer) -> list[widgets.Widget]:
    waiting, found = list(explorer.children), []
    while waiting:
        part = waiting.pop()
        waiting += getattr(part, "children", ())
        found += [part] if "gradwalk-hidden" in getattr(part, "_dom_classes", ()) else []
    return found


def leaves(part: widgets.Widget) -> list[widgets.Widget]:
    inside = getattr(part, "children", ())
    return [leaf for child in inside for leaf in leaves(child)] if inside else [part]


# --- title and hiding ---


@every_explorer
def test_every_control_can_be_hidden_and_goes_on_working(kind):
    plain = kind()
    explorer = kind(hide=tuple(plain.parts))
    gone = hidden(explorer)
    # The box around a part may stand elsewhere or nowhere; what is seen are the leaves.
    assert all(part in gone or set(leaves(part)) <= set(gone) for parts in explorer.parts.values() for part in parts)
    assert explorer.stage not in gone
    assert seen(explorer) == seen(plain)
    assert explorer.settings == plain.settings


@every_explorer
def test_a_title_stands_above_and_names_the_page(kind):
    explorer = kind(title="Profit < loss")
    assert "Profit &lt; loss" in explorer.children[0].value
    assert not hidden(explorer)
    with pytest.raises(ValueError, match="Give the title as a text of one line, not 3"):
        kind(title=3)


def test_the_formula_alone_is_hidden():
    explorer = LinkedExplorer("sin(x)*y", hide=("formula",))
    assert {explorer.chooser.message, explorer.chooser.formula} <= set(hidden(explorer))
    assert explorer.chooser.menu not in hidden(explorer)
    assert explorer.x not in hidden(explorer)


@every_explorer
@pytest.mark.parametrize("bad", ["formula", 3, ("nothing",), (3,)], ids=str)
def test_what_cannot_be_hidden_is_said(kind, bad):
    with pytest.raises(ValueError, match=r"Give hide as names in brackets|cannot be hidden; choose among") as caught:
        kind(hide=bad)
    assert "\n" not in str(caught.value)


def test_a_slip_in_an_argument_is_said():
    with pytest.raises(TypeError, match="There is no argument 'xrange'"):
        LinkedExplorer("bowl", xrange=(0, 1))
    with pytest.raises(TypeError, match="xrange"):
        TrainingExplorer(xrange=(0, 1))


# --- settings in a file ---


@every_explorer
def test_settings_are_kept_in_a_file_and_come_back(kind, tmp_path):
    path = tmp_path / "settings.json"
    path.write_text(json.dumps(kind().settings), encoding="utf-8")
    assert kind(**json.loads(path.read_text(encoding="utf-8"))).settings == kind().settings


# --- for a paper ---


@every_explorer
def test_the_figure_for_a_paper_shows_what_the_still_picture_shows(kind):
    """Painted anew on one figure at the size of the page, every panel has its picture and its marks where they are."""
    explorer = kind()
    marks = explorer.view()[0]
    figure = figure_of(explorer.scene, marks)
    canvas = FigureCanvasAgg(figure)
    figure.set_dpi(200)
    canvas.draw()
    painted = np.asarray(canvas.buffer_rgba())[..., :3].astype(float)
    for row in explorer.scene.rows:
        left = 0
        for panel in row:
            still = panel.still(marks.get(panel.name, {}))[..., :3].astype(float)
            if row is explorer.scene.rows[0]:
                part = painted[: still.shape[0], left : left + still.shape[1]]
                assert part.shape == still.shape
                assert np.mean(np.abs(part - still) > 64) < 0.02, panel.name
            left += still.shape[1] + 8


@pytest.mark.parametrize("ending", ["pdf", "svg", "PNG"])
def test_the_width_is_kept_and_the_file_is_the_same_each_time(tmp_path, ending):
    explorer = LinkedExplorer("Himmelblau", x=1.0, y=-0.5, title="Four valleys")
    files = [tmp_path / f"{name}.{ending}" for name in "ab"]
    for file in files:
        explorer.save(file, width=16)
    data = files[0].read_bytes()
    assert data == files[1].read_bytes()
    points = 16 / 2.54 * 72
    if ending == "pdf":
        assert data.startswith(b"%PDF")
        assert float(re.search(rb"/MediaBox \[ 0 0 ([\d.]+)", data)[1]) == pytest.approx(points, abs=0.1)
    elif ending == "svg":
        assert float(re.search(rb'width="([\d.]+)pt"', data)[1]) == pytest.approx(points, abs=0.1)
        assert data.count(b"<path") > 50
        assert b"<image" not in data
    else:
        assert Image.open(files[0]).size[0] == pytest.approx(16 / 2.54 * 300, abs=2)


def lines_of(path) -> int:
    """How many lines and curves the page of a PDF draws."""
    pieces = re.findall(rb"stream\r?\n(.*?)endstream", path.read_bytes(), re.DOTALL)
    drawn = 0
    for piece in pieces:
        with contextlib.suppress(zlib.error):
            drawn += len(re.findall(rb" [lc]\n", zlib.decompress(piece)))
    return drawn


def test_a_smaller_or_larger_page_has_all_lines(tmp_path):
    """Matplotlib leaves out lines beyond the page: that has to be the figure, not its scaled page."""
    explorer, counts = DescentExplorer("Himmelblau", learning_rate=0.01, step=12), []
    for width in (None, 8, 16, 40):
        explorer.save(tmp_path / "a.pdf", width=width)
        counts.append(lines_of(tmp_path / "a.pdf"))
    assert counts[0] > 1000
    assert len(set(counts)) == 1


@pytest.mark.parametrize("width", [0, 4.9, 101, -5, float("nan"), "16", True])
def test_a_width_that_fits_no_paper_is_said(tmp_path, width):
    with pytest.raises(ValueError, match="Give the width from 5 to 100 centimetres, not "):
        LinkedExplorer().save(tmp_path / "a.pdf", width=width)


def test_where_fonttools_is_missing_a_pdf_says_what_to_do_and_an_svg_is_written(monkeypatch, tmp_path):
    monkeypatch.setitem(sys.modules, "matplotlib.backends.backend_pdf", None)
    with pytest.raises(ImportError, match=r"Run `import fontTools` .* save '.*a\.pdf' again"):
        SurfaceExplorer("bowl").save(tmp_path / "a.pdf")
    SurfaceExplorer("bowl").save(tmp_path / "a.svg")
    assert (tmp_path / "a.svg").stat().st_size > 0


def test_a_folder_that_there_is_not_is_said(tmp_path):
    with pytest.raises(ValueError, match=r"there is no '.*missing'"):
        LinkedExplorer().save(tmp_path / "missing" / "a.pdf")


@pytest.mark.parametrize("path", ["a.jpg", "a", "", "a.pdf.txt", 3])
def test_another_ending_is_said(path):
    with pytest.raises(ValueError, match=r"Give a path that ends in \.pdf, \.svg, \.png, not"):
        LinkedExplorer().save(path)


# --- two together ---


def test_two_explorers_move_together_both_ways():
    left, right = LinkedExplorer("bowl", 1, 1), TaylorExplorer("hills", 0, 0)
    unlink = link(left, right, "x", "y")
    assert right.point == (1, 1)
    left.move_to(-2, 0.5)
    assert right.point == (-2, 0.5)
    right.x.value = 0.25
    assert left.point == (0.25, 0.5)
    assert "(0.2500, 0.5000)" in left.text()
    unlink()
    left.move_to(1, 1)
    assert right.point == (0.25, 0.5)


def test_what_is_out_of_range_leaves_the_other_as_it_is_and_is_said():
    wide, narrow = SurfaceExplorer("ravine", 2, 1), LinkedExplorer("saddle", 1, 1)
    link(wide, narrow, "x", "y")
    wide.x.value = 10
    assert (wide.x.value, narrow.x.value) == (10, 2)
    assert "from -2 to 2, not 10" in narrow.message.value
    wide.x.value = -1.5
    assert narrow.x.value == -1.5
    narrow.settings = {"surface": "Himmelblau"}
    assert wide.point == narrow.point
    wide.x.value = 4.5
    assert narrow.x.value == 4.5


def test_all_common_settings_are_linked_without_names():
    left, right = DescentExplorer("bowl", learning_rate=0.3), DescentExplorer("ravine")
    link(left, right)
    assert {**right.settings, "camera": 0} == {**left.settings, "camera": 0}
    right.settings = {"surface": "Rosenbrock", "num_steps": 60, "step": 44}
    assert left.settings["surface"] == "Rosenbrock"
    assert left.step.value == 44


@pytest.mark.parametrize(
    ("names", "message"),
    [
        (("x", "speed"), "'speed' is no setting of both; choose among surface, x, y, camera"),
        (("learning_rate",), "'learning_rate' is no setting of both"),
    ],
)
def test_what_cannot_be_linked_is_said(names, message):
    with pytest.raises(ValueError, match=message):
        link(LinkedExplorer(), DescentExplorer(), *names)


def test_an_explorer_is_not_linked_with_itself_or_with_nothing_in_common():
    explorer = LinkedExplorer()
    with pytest.raises(ValueError, match="Give two explorers"):
        link(explorer, explorer, "x")
    with pytest.raises(ValueError, match="and then names, not 'x'"):
        link(explorer, "x")
    with pytest.raises(ValueError, match="have no setting in common"):
        link(CLASSES["ConceptMap"](), CLASSES["ChainExplorer"]())


def test_a_start_that_the_other_cannot_take_is_said_and_nothing_is_linked():
    wide, narrow = SurfaceExplorer("ravine", 10, 1), LinkedExplorer("saddle", 1, 1)
    with pytest.raises(ValueError, match="from -2 to 2, not 10"):
        link(wide, narrow, "x", "y")
    wide.y.value = 0.5
    assert narrow.point == (1, 1)
