"""What the surface scenes show must be true: where the arrow lies, how long it is, what the words say."""

import io
import math

import numpy as np
import pytest
from PIL import Image, ImageColor

from gradwalk import LinkedExplorer
from gradwalk.mathematics.calculus import numerical_gradient
from gradwalk.mathematics.surfaces import GALLERY, surface_from
from gradwalk.scenes.kit.palette import BLUE, RED
from gradwalk.scenes.surface.surface_scenes import ARROW_MOST, OUTSIDE, SHORTENED, LinkedScene
from gradwalk.states.surface.spot import FLAT, NO_GRADIENT, NO_VALUE, Spot


@pytest.mark.parametrize("name", GALLERY)
def test_arrow_is_parallel_to_the_gradient_and_flat(name):
    scene = LinkedScene(GALLERY[name])
    x, y = GALLERY[name].start
    gradient = numerical_gradient(lambda at: float(scene.surface.value(*at)), [x, y])
    marks = scene.marks(Spot.on(scene.surface, x, y))
    tail, head = marks["surface"]["gradient"].at
    assert tail[2] == head[2] == scene.relief.floor
    along = (head - tail)[:2]
    assert along @ gradient == pytest.approx(np.linalg.norm(along) * np.linalg.norm(gradient), rel=1e-6)
    assert np.allclose(marks["map"]["gradient"].at, [tail[:2], head[:2]])


def test_arrow_is_proportional_until_the_picture_ends():
    scene = LinkedScene(GALLERY["bowl"])
    spots = [Spot.on(scene.surface, x, 0.0) for x in (0.25, 0.5)]
    lengths = [scene.arrow_head(spot)[0] - spot.x for spot in spots]
    assert lengths[1] == pytest.approx(2 * lengths[0])
    steep = Spot.on(scene.surface, 3.0, 3.0)
    assert math.dist(scene.arrow_head(steep), (3, 3)) == pytest.approx(ARROW_MOST * scene.span)
    assert scene.remark(steep) == SHORTENED


def test_projected_point_lies_below_the_point():
    scene = LinkedScene(GALLERY["hills"])
    marks = scene.marks(Spot.on(scene.surface, 0.5, -0.25))["surface"]
    assert marks["foot"].at[0, :2].tolist() == marks["point"].at[0, :2].tolist() == [0.5, -0.25]
    assert marks["point"].at[0, 2] == pytest.approx(float(scene.surface.value(0.5, -0.25)))


@pytest.mark.parametrize(
    ("formula", "x", "y", "note", "has_arrow"),
    [
        ("log(x)", -1.0, 0.0, NO_VALUE, False),
        ("1/x", 0.0, 1.0, NO_VALUE, False),
        ("abs(x)", 0.0, 1.0, NO_GRADIENT, False),
        ("sqrt(x)", 0.0, 1.0, NO_GRADIENT, False),
        ("x**2 + y**2", 0.0, 0.0, FLAT, False),
        ("7", 0.0, 0.0, FLAT, False),
        ("x + 2*y", 0.5, 0.5, "", True),
    ],
)
def test_special_points_are_said(formula, x, y, note, has_arrow):
    scene = LinkedScene(surface_from(formula))
    spot = Spot.on(scene.surface, x, y)
    assert (spot.note() or scene.remark(spot)) == note
    for panel, marks in scene.marks(spot).items():
        assert ("gradient" in marks) is has_arrow, panel


def test_heights_beyond_the_picture_are_said():
    scene = LinkedScene(surface_from("1/(x**2 + y**2 + 1e-6)"))
    spot = Spot.on(scene.surface, 0.0, 0.0)
    assert spot.height > scene.relief.limits[1]
    assert scene.remark(Spot.on(scene.surface, 0.001, 0.0)) == OUTSIDE


def test_nothing_finite_still_makes_a_picture():
    scene = LinkedScene(surface_from("log(-1 - x**2)"))
    assert scene.still(scene.marks(Spot.on(scene.surface, 0.0, 0.0)))[:4] == b"\x89PNG"


def test_readout_names_point_value_gradient_length_and_angle():
    readout = dict(Spot.on(GALLERY["bowl"], 1.5, -2.0).readout())
    assert readout == {
        "(x, y)": "(1.500, −2.000)",
        "F": "6.250",
        "∇F": "(3.000, −4.000)",
        "|∇F|": "5.000",
        "angle of ∇F": "−53.1°",
    }


def test_the_still_picture_keeps_the_colours_that_mean_something():
    surface = surface_from("Himmelblau")
    scene = LinkedScene(surface)
    picture = Image.open(io.BytesIO(scene.still(scene.marks(Spot.on(surface, 1.0, -0.5)))))
    seen = {colour for _, colour in picture.convert("RGB").getcolors(256)}
    assert {ImageColor.getrgb(RED), ImageColor.getrgb(BLUE), (255, 255, 255)} <= seen


@pytest.mark.parametrize("name", GALLERY)
def test_the_first_arrow_is_long_enough_to_be_seen(name):
    scene = LinkedScene(GALLERY[name])
    spot = Spot.on(scene.surface, *scene.surface.start)
    assert math.dist(scene.arrow_head(spot), scene.surface.start) >= 0.19 * scene.span


def test_the_way_down_is_not_the_way_to_the_minimum():
    explorer = LinkedExplorer("ravine", 10, 1, way_down=True)
    said = dict(explorer.stage.readout)
    assert said["−∇F"] == "(−10.00, −10.00)"
    assert said["angle of −∇F to the nearest minimum found"] == "39.3°"
    marks = explorer.scene.marks(explorer.state)
    assert "gradient" not in marks["map"] | marks["surface"]
    down, home = (np.diff(marks["map"][key].at, axis=0)[0] for key in ("downhill", "to_minimum"))
    assert down[0] == pytest.approx(down[1])
    assert home == pytest.approx([-10, -1])


def test_without_a_minimum_the_way_down_stands_alone():
    explorer = LinkedExplorer("saddle", 1.5, 0.5, way_down=True)
    assert dict(explorer.stage.readout)["angle of −∇F to the nearest minimum found"] == "undefined"
    assert "to_minimum" not in explorer.scene.marks(explorer.state)["map"]
