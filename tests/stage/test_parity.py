"""One painter's geometry: a mark looks alike where the picture is live and where it stands still.

The placed description is what both get. The browser must set exactly what it says, Matplotlib must draw exactly what it
says, and the two pictures must have the same ink in the same places.
"""

from __future__ import annotations

import io
import json
import re
from collections.abc import Iterator

import numpy as np
import pytest
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.colors import to_hex
from matplotlib.figure import Figure
from matplotlib.patches import Patch
from matplotlib.path import Path
from PIL import Image, ImageFilter
from playwright.sync_api import Page

from gradwalk.scenes.kit.still import draw_placed
from gradwalk.stage import Frame, Placer, Room, Stage, arrow, edge, node, point, polygon, polyline, text
from gradwalk.stage.shapes import HALO
from tests.stage.bare_page import opened

ROOM = Room(50, 20, 380, 260)
FRAME = Frame("map", 400, 300, ROOM, "A panel")
SCALE = 2
NEAR = 2  # pixels of the picture, two to a CSS pixel, by which two renderers may differ
BLUE, RED = "#0072b2", "#c43c00"
ROUTE = [(90, 60), (200, 60), (300, 180)]
WALK = [(60, 200), (150, 90), (np.nan, np.nan), (200, 100), (300, 230)]

# Every kind of mark with every option, by a name that says which.
MARKS = {
    **{
        f"point {shape}": point((150, 120), RED, size=9, shape=shape)
        for shape in ("circle", "square", "diamond", "ring")
    },
    "point to drag": point((150, 120), RED, label="a point", drag=True),
    "point on a rail": point((150, 120), RED, label="a point", drag=True, guided=True),
    "point cut by the axes": point((50, 120), RED, size=12),
    "arrow": arrow((100, 200), (250, 90), BLUE),
    "arrow thin": arrow((100, 200), (250, 90), BLUE, width=1),
    "arrow thick": arrow((100, 200), (250, 90), BLUE, width=6),
    "arrow dashed": arrow((100, 200), (250, 90), BLUE, dash="7 5"),
    "arrow named": arrow((100, 200), (250, 90), BLUE, name="∇F"),
    "arrow named, to the left": arrow((250, 90), (100, 130), BLUE, name="−∇F"),
    "arrow short and named": arrow((100, 200), (118, 196), BLUE, name="steepest"),
    "arrow shorter than its head": arrow((100, 200), (105, 200), BLUE),
    "arrow hollow at the axes' edge": arrow((370, 100), (900, 100), BLUE),
    "arrow that leaves the axes": arrow((300, 100), (900, 40), BLUE, name="∇F"),
    "arrow that runs away": arrow((300, 100), (1e300, 1e299), BLUE, name="∇F"),
    "line": polyline(ROUTE, BLUE),
    "line thick and dashed": polyline(ROUTE, BLUE, width=4, dash="8 6"),
    "line with gaps and dots": polyline(WALK, BLUE, dots=4),
    "line that runs away": polyline([(60, 60), (200, 100), (1e200, -1e200), (220, 200)], BLUE, width=3),
    "polygon": polygon([(80, 60), (250, 90), (180, 220)], BLUE),
    "polygon opaque": polygon([(80, 60), (250, 90), (180, 220)], BLUE, opacity=1),
    "text": text((100, 120), "slope 2.000", BLUE),
    "text bold": text((100, 120), "slope 2.000", BLUE, bold=True),
    "text large": text((100, 120), "slope", BLUE, size=24),
    "text centred": text((200, 120), "slope 2.000", BLUE, anchor="middle"),
    "text to the left, moved": text((300, 120), "slope 2.000", BLUE, anchor="end", shift=(-5, 30)),
    "text with indices": text((60, 120), "∂E/∂w⁽¹⁾₁₁ = (1 − z₁²)·x₁ = −1.2·10⁻⁶, λ_max ≥ w⁽²⁾₁₀,₁₂", BLUE),
    "text with indices, bold and large": text(
        (200, 120), "w⁽¹⁾₁₁ + z₁² + v₃", RED, bold=True, size=20, anchor="middle"
    ),
    "text with indices, to the left, on a plate": text(
        (350, 120), "∂E/∂h₁ = 3", RED, anchor="end", size=20, plate=True
    ),
    "edge with an index": edge([(90, 60), (300, 180)], BLUE, text="× w⁽²⁾₁₃", size=14),
    "node with an index": node((200, 120), ["x₁", "10⁻⁵"], fill="white", color=BLUE, size=16),
    "node": node((200, 120), ["x", "1.000"], fill="white", color=BLUE),
    "node chosen": node((200, 120), ["x"], fill="#dcebf5", color=BLUE, text_color=BLUE, width=4, size=16, box=(90, 60)),
    "node to press": node((200, 120), ["x", "", "y"], fill="white", color=RED, label="x", press=True, follow=True),
    "chip": node((200, 120), ["−0.80"], fill="white", color=BLUE, box=(46, 10), size=11.5),
    "edge": edge(ROUTE, BLUE),
    "edge straight and dashed": edge([(90, 60), (300, 180)], BLUE, width=3, dash="6 4"),
    "edge with text": edge([(90, 60), (300, 180)], BLUE, text="× 3.000", where=0.3, size=14),
    "edge with text of another colour": edge(ROUTE, BLUE, text="gives", text_color=RED),
    "edge to press": edge([(90, 60), (300, 180)], BLUE, press="pointer"),
    "edge too short": edge([(90, 60), (90, 60)], BLUE),
}


def placed(name: str) -> dict:
    """The placed marks that come of one mark; an edge with a text gives two."""
    return Placer().place({name: MARKS[name]}, MARKS[name].at, ROOM)


def origin(mark: dict) -> np.ndarray:
    """The pixel around which the shapes of a placed mark are drawn."""
    return np.array(mark["at"][0]) if mark["kind"] in ("point", "text", "node") else np.zeros(2)


# ---------------------------------------------------------------- the browser


@pytest.fixture(scope="module")
def page(chromium) -> Iterator[Page]:
    with opened(chromium, {"frames": [FRAME.as_dict()]}, device_scale_factor=SCALE) as page:
        # No border beside the picture, and no words in place of the one that is missing here.
        page.add_style_tag(content=".gradwalk-panel { border: 0 !important } .gradwalk-picture { display: none }")
        yield page


ELEMENTS = """() => Object.fromEntries([...document.querySelectorAll("[data-mark]")].map(group => [group.dataset.mark,
    [...group.children].slice(1).map(each => ({
        tag: each.tagName, words: each.textContent, moved: group.getAttribute("transform"),
        runs: [...each.children].map(run => ({ text: run.textContent, ...Object.fromEntries([...run.attributes].map(
            ({ name, value }) => [name === "font-size" ? "size" : name, Number(value)])) })),
        ...Object.fromEntries([...each.attributes].map(({ name, value }) => [name, value])) }))]))"""

ATTRIBUTES = {
    **{name: name for name in ("x", "y", "width", "height", "rx", "r", "fill", "stroke")},
    **{"opacity": "fill-opacity", "line": "stroke-width", "dash": "stroke-dasharray"},
    **{"size": "font-size", "anchor": "text-anchor"},
}


def show(page: Page, marks: dict) -> None:
    page.evaluate("text => window.stage.change({ marks: text })", json.dumps({"map": marks}))


def as_number(text: str) -> float | str:
    return float(text) if re.fullmatch(r"-?\d+(\.\d+)?", text) else text


@pytest.mark.parametrize("name", MARKS)
def test_the_browser_sets_what_was_placed(page, name):
    marks = placed(name)
    show(page, marks)
    elements = page.evaluate(ELEMENTS)
    assert set(elements) == set(marks)
    for id_, mark in marks.items():
        assert len(elements[id_]) == len(mark["shapes"])
        for element, shape in zip(elements[id_], mark["shapes"], strict=True):
            assert element["words"] == "".join(run["text"] for run in shape.get("runs", [])) or shape.get("text", "")
            assert element["runs"] == shape.get("runs", [])
            assert (element.get("font-weight") == "700") is shape.get("bold", False)
            assert (element.get("class") == "gradwalk-text") is shape.get("halo", False)
            said = {ATTRIBUTES[key]: value for key, value in shape.items() if key in ATTRIBUTES}
            assert {key: as_number(element[key]) for key in said} == said
            if element["tag"] == "path":
                points = [point for point in shape.get("points", mark["at"]) if point]
                assert numbers(element["d"].replace("h0", "")) == pytest.approx(np.ravel(points))
                assert element["d"].endswith("Z") is ("closed" in shape)
            if origin(mark).any():
                assert numbers(element["moved"]) == pytest.approx(origin(mark))


def numbers(text: str) -> list[float]:
    return [float(found) for found in re.findall(r"-?\d+(?:\.\d+)?", text)]


# ---------------------------------------------------------------- Matplotlib


def drawn(marks: dict) -> Axes:
    """The axes on which Matplotlib has drawn placed marks, one unit to a CSS pixel."""
    figure = Figure(figsize=(FRAME.width / 100, FRAME.height / 100), dpi=100 * SCALE, facecolor="white")
    FigureCanvasAgg(figure)
    axes = figure.add_axes((0, 0, 1, 1))
    draw_placed(axes, marks.values(), FRAME)
    figure.canvas.draw()
    return axes


@pytest.mark.parametrize("name", MARKS)
def test_matplotlib_draws_what_was_placed(name):
    marks = placed(name)
    shapes = [(mark, piece) for mark in marks.values() for shape in mark["shapes"] for piece in pieces(shape)]
    axes = drawn(marks)
    artists = sorted([*axes.patches, *axes.lines, *axes.texts], key=Artist.get_zorder)
    assert len(artists) == len(shapes)
    for artist, (mark, shape) in zip(artists, shapes, strict=True):
        if "text" in shape:
            assert artist.get_text() == shape["text"]
            if "in line" not in shape:  # where the others begin is seen in the pictures
                assert artist.get_position() == pytest.approx(origin(mark) + np.array([shape["x"], shape["y"]]))
            assert artist.get_position()[1] == pytest.approx(origin(mark)[1] + shape["y"])
            assert artist.get_fontsize() == pytest.approx(shape["size"] * 0.72)
            assert (artist.get_fontweight() == "bold") is shape.get("bold", False)
            assert to_hex(artist.get_color()) == to_hex(shape["fill"])
            continue
        if "dots" not in shape:
            assert_same_look(artist, shape)
        outline = artist.get_path().vertices if "dots" in shape else in_data(artist)
        expected = extent(mark, shape)
        assert [*np.nanmin(outline, axis=0), *np.nanmax(outline, axis=0)] == pytest.approx(expected, abs=0.01)


def pieces(shape: dict) -> Iterator[dict]:
    """The shapes of a shape: the pieces of a text with indices, of which only the height is known."""
    height = shape.get("y", 0)
    for run in shape.get("runs", []):
        height += run.get("dy", 0)
        yield {**shape, **run, "y": height, "size": run.get("size", shape["size"]), "in line": True}
    if "runs" not in shape:
        yield shape


def in_data(artist: Patch) -> np.ndarray:
    """The corners of a patch, where curves bend with the corners that only pull at them."""
    path = artist.get_patch_transform().transform_path(artist.get_path())
    real = path.codes != Path.CLOSEPOLY if path.codes is not None else slice(None)
    return path.vertices[real]


def extent(mark: dict, shape: dict) -> list[float]:
    """left, top, right, bottom of a shape."""
    if "r" in shape:
        corners = [(-shape["r"], -shape["r"]), (shape["r"], shape["r"])]
    elif "width" in shape:
        corners = [(shape["x"], shape["y"]), (shape["x"] + shape["width"], shape["y"] + shape["height"])]
    else:
        corners = [point for point in shape.get("points", mark["at"]) if point]
    around = np.array(corners) + origin(mark)
    return [*around.min(axis=0), *around.max(axis=0)]


def assert_same_look(artist: Patch, shape: dict) -> None:
    assert artist.get_linewidth() == pytest.approx(shape["line"] * 0.72 if "stroke" in shape else 0)
    if "stroke" in shape:
        assert to_hex(artist.get_edgecolor()) == to_hex(shape["stroke"])
    fill = artist.get_facecolor()
    assert fill[3] == pytest.approx(0 if shape.get("fill", "none") == "none" else shape.get("opacity", 1))
    if fill[3]:
        assert to_hex(fill) == to_hex(shape["fill"])


# ---------------------------------------------------------------- the two pictures


def still_picture(marks: dict) -> np.ndarray:
    """Pixels of shape (rows, columns, 3)."""
    return np.asarray(drawn(marks).figure.canvas.buffer_rgba())[..., :3].copy()


def live_picture(page: Page, marks: dict) -> np.ndarray:
    show(page, marks)
    png = page.locator(".gradwalk-panel > svg").screenshot()
    return np.asarray(Image.open(io.BytesIO(png)).convert("RGB"))


def ink(picture: np.ndarray) -> np.ndarray:
    """Where a picture is clearly not white."""
    return picture.min(axis=2) < 200


def stray(mine: np.ndarray, other: np.ndarray) -> float:
    """The share of the ink of one picture that has none of the other's nearby."""
    near = np.asarray(Image.fromarray(ink(other)).convert("L").filter(ImageFilter.MaxFilter(2 * NEAR + 1))) > 0
    return (ink(mine) & ~near).sum() / max(1, ink(mine).sum())


@pytest.mark.parametrize("name", MARKS)
def test_live_and_still_picture_have_the_same_ink(page, name):
    marks = placed(name)
    still, live = still_picture(marks), live_picture(page, marks)
    assert still.shape == live.shape
    assert stray(live, still) < 0.01
    assert stray(still, live) < 0.01
    assert ink(still).sum() == pytest.approx(ink(live).sum(), rel=0.12, abs=20)
    if ink(still).any():
        assert still[ink(still)].mean(axis=0) == pytest.approx(live[ink(live)].mean(axis=0), abs=20)


def test_a_difference_in_weight_is_noticed(page):
    still, live = still_picture(placed("text bold")), live_picture(page, placed("text"))
    assert ink(still).sum() != pytest.approx(ink(live).sum(), rel=0.12)
    assert stray(still, live) > 0.01


def test_the_page_knows_the_width_of_the_halo():
    assert (
        f".gradwalk-text {{ paint-order: stroke; stroke: rgba(255, 255, 255, 0.9); stroke-width: {HALO}px" in Stage._css
    )


INDICES = """() => [...document.querySelectorAll(".gradwalk-value .gradwalk-index")].map(
    index => [index.dataset.up ?? "", index.dataset.down ?? "", index.textContent])"""


def test_words_beside_the_picture_have_the_same_indices_and_keep_their_letters(page):
    page.evaluate(
        "() => window.stage.change({ readout: [['a', 'w⁽¹⁾₁₁ z₁² 10⁻⁶ λ_max w⁽²⁾₁₀,₁₂'], ['b', 'x_max 1e5']] })"
    )
    page.wait_for_function("() => document.querySelectorAll('.gradwalk-value .gradwalk-index').length === 5")
    assert page.evaluate(INDICES) == [
        ["(1)", "11", "⁽¹⁾₁₁"], ["2", "1", "₁²"], ["−6", "", "⁻⁶"], ["", "max", "_max"], ["(2)", "10,12", "⁽²⁾₁₀,₁₂"]
    ]  # fmt: skip
