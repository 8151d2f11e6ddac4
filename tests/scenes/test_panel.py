"""Marks must land where Matplotlib draws the data, and the hand must mean the point it touches."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gradwalk.mathematics.surfaces import GALLERY
from gradwalk.scenes.surface.relief import COARSE
from gradwalk.scenes.surface.surface_scenes import LinkedScene
from gradwalk.stage import point

SCENE = LinkedScene(GALLERY["ripples"])
FROM_ABOVE = LinkedScene(GALLERY["bowl"])  # from here, every point of the bowl can be seen
FROM_ABOVE.turn("surface", 80, -60)
inside = st.floats(-3.9, 3.9)


def seen_at(panel, data, color):
    """Draw one point with Matplotlib itself; return the middle of the pixels of that colour, in CSS pixels.

    Agg rounds the place of a marker to whole pixels, so the comparison allows one and a half.
    """
    artist = panel.axes.plot(*([value] for value in data), "o", color=color, markersize=9, zorder=100)[0]
    artist.set(clip_on=False, snap=False)
    panel.figure.canvas.draw()
    pixels = np.asarray(panel.figure.canvas.buffer_rgba()).astype(int)
    artist.remove()
    rows, columns = np.nonzero((pixels[..., 0] > 230) & (pixels[..., 1] < 30) & (pixels[..., 2] > 230))
    return np.array([columns.mean() + 0.5, rows.mean() + 0.5])


@pytest.mark.parametrize("xy", [(0.0, 0.0), (-3.1, 2.4), (3.5, -3.5)])
def test_projection_is_matplotlibs_own(xy):
    chart, space = SCENE.panels["map"], SCENE.panels["surface"]
    assert np.abs(chart.project([xy])[0] - seen_at(chart, xy, "#ff00ff")).max() < 1.5
    there = (*xy, float(SCENE.surface.value(*xy)) + 1.0)
    assert np.abs(space.project([there])[0] - seen_at(space, there, "#ff00ff")).max() < 1.5


@given(inside, inside)
def test_map_unprojects_what_it_projects(x, y):
    chart = SCENE.panels["map"]
    assert np.allclose(chart.unproject(chart.project([(x, y)])[0]), (x, y), atol=1e-9)


@given(inside, inside, st.floats(5, 89), st.floats(-180, 180))
@settings(max_examples=40)
def test_floor_is_touched_where_it_is_seen_from_any_camera(x, y, elevation, azimuth):
    scene = SCENE
    scene.turn("surface", elevation, azimuth)
    space, floor = scene.panels["surface"], scene.relief.floor
    assert np.allclose(space.unproject_at(space.project([(x, y, floor)])[0], floor), (x, y), atol=1e-7)


@given(inside, inside, st.floats(-0.15, 0.15), st.floats(-0.15, 0.15))
def test_hand_on_the_surface_finds_the_point_under_it(x, y, dx, dy):
    x, y = 0.6 * x, 0.6 * y
    pixel = FROM_ABOVE.panels["surface"].project([(x, y, float(FROM_ABOVE.surface.value(x, y)))])[0]
    found = FROM_ABOVE.locate("surface", "point", tuple(pixel), (x + dx, y + dy))
    assert np.allclose(found, (x, y), atol=0.02)


def test_frame_is_the_rectangle_of_the_axes():
    frame = SCENE.panels["map"].frame
    left, top, right, bottom = frame.inner
    corners = SCENE.panels["map"].project([(-4, -4), (4, 4)])
    assert np.allclose(corners, [(left, bottom), (right, top)], atol=0.06)
    assert right - left == pytest.approx(bottom - top, abs=0.2)  # equal axes: a square range is a square


def test_picture_has_twice_the_pixels():
    png = SCENE.panels["map"].picture()
    width, height = (int.from_bytes(png[at : at + 4], "big") for at in (16, 20))
    assert (width, height) == (2 * SCENE.panels["map"].width, 2 * SCENE.panels["map"].height)


def test_sketch_has_the_camera_of_the_panel():
    scene = LinkedScene(GALLERY["bowl"])
    scene.turn("surface", 50, 10)
    scene.quick_pictures(["surface"])
    assert scene.panels["surface"]._sketch.camera == (50, 10)
    x, _, _ = scene.relief.sample(COARSE)
    assert x.shape == (COARSE, COARSE)


def test_a_point_that_is_not_finite_is_left_out():
    placed = SCENE.panels["map"].place({"p": point((np.nan, 1.0), "#000000")})
    assert placed["p"]["at"] == [None]
