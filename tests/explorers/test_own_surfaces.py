"""A lecturer's own function, ranges, axes and start: all point explorers take them, and say what they cannot take."""

from __future__ import annotations

import pytest

from gradwalk import (
    DescentExplorer,
    DirectionExplorer,
    LinkedExplorer,
    SurfaceExplorer,
    TaylorExplorer,
)
from gradwalk.mathematics.surfaces import GALLERY, surface_from

KINDS = (SurfaceExplorer, LinkedExplorer, DescentExplorer, DirectionExplorer, TaylorExplorer)
every_kind = pytest.mark.parametrize("kind", KINDS)


def hinge(x, y):
    return x**2 + y if x > 0 else y - x


@every_kind
def test_a_function_with_an_if_is_shown_and_says_that_its_slopes_are_numerical(kind):
    explorer = kind(hinge, x=1.0, y=1.0)
    assert "slopes found = numerically, by central differences" in explorer.text()
    assert "numerically" in explorer.chooser.message.value
    explorer.x.value = 2.0
    assert explorer.spot.gradient == pytest.approx([4.0, 1.0], abs=1e-8)
    assert "numerically" not in kind(lambda x, y: x * y).text()


@every_kind
def test_it_comes_back_after_another_surface(kind):
    explorer = kind(hinge, x=1.0, y=1.0, x_range=(-1, 4))
    kept = explorer.settings
    explorer.settings = {"surface": "bowl"}
    explorer.settings = kept
    assert explorer.settings == kept
    assert explorer.surface.graph.function is hinge
    assert explorer.surface.x_range == (-1, 4)
    again = kind(hinge, x_range=(-1, 4))
    again.settings = kept
    assert again.text() == explorer.text()


def test_at_its_kink_the_note_says_so():
    explorer = LinkedExplorer(hinge, x=0.0, y=1.0)
    assert "found numerically on the two sides of this point do not come together" in explorer.text()


def test_it_is_recorded_for_a_page():
    page = LinkedExplorer(hinge, x=1.0, y=1.0).write_html(x=3, y=3, surface=1)
    assert "numerically, by central differences" in page


@every_kind
def test_ranges_and_names_of_the_axes_are_the_lecturers(kind):
    explorer = kind("x*y", x_range=(0, 10), y_range=(5, 6), axis_names=("price", "size"), x=10, y=5.5)
    assert (explorer.x.min, explorer.x.max, explorer.y.min, explorer.y.max) == (0, 10, 5, 6)
    assert explorer.point == (10, 5.5)
    assert (explorer.x.description, explorer.y.description) == ("price", "size")
    labels = {(panel.axes.get_xlabel(), panel.axes.get_ylabel()) for panel in explorer.scene.panels.values()}
    assert ("price", "size") in labels
    explorer.settings = {"surface": "bowl"}
    assert (explorer.x.description, explorer.y.description) == ("x", "y")


@every_kind
@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"x": 15}, r"from -3 to 3, not 15"),
        ({"y": -3.5}, r"from -3 to 3, not -3\.5"),
        ({"x": float("nan")}, "from -3 to 3, not nan"),
        ({"y": "up"}, "from -3 to 3, not 'up'"),
        ({"x_range": (3, 1)}, r"x_range is \(3, 1\); give two numbers, the smaller one first"),
        ({"x_range": 5}, "x_range is 5; give two numbers"),
        ({"y_range": (0, float("inf"))}, "y_range is"),
        ({"y_range": (0, 1, 2)}, "y_range is"),
        ({"x_range": (0, 1e160)}, r"of a size up to 1e\+100"),
        ({"x_range": (1e-30, 2e-30)}, "far enough apart"),
        ({"y_range": (1e15, 1e15 + 1)}, "far enough apart"),
        ({"axis_names": ("a", "a")}, "different names"),
        ({"axis_names": "ab"}, "give two texts"),
        ({"axis_names": ("a", "")}, "give two texts"),
    ],
)
def test_what_does_not_fit_is_said_with_the_value(kind, given, message):
    with pytest.raises(ValueError, match=message) as caught:
        kind("x*y", **given)
    assert "\n" not in str(caught.value)


def test_a_start_of_the_surface_outside_of_its_ranges_is_said():
    with pytest.raises(ValueError, match=r"start is \(9, 1\); give x from -3 to 3"):
        surface_from("x*y", start=(9, 1))
    with pytest.raises(ValueError, match="give two numbers, x and y"):
        surface_from("x*y", start=3)
    assert surface_from("x*y", start=(1, 2)).start == (1, 2)


@pytest.mark.parametrize("name", GALLERY)
def test_a_surface_of_the_gallery_takes_another_window_and_forgets_what_it_knew(name):
    surface = surface_from(name, x_range=(0.25, 1.25), y_range=(0.25, 1.25))
    assert surface.x_range == surface.y_range == (0.25, 1.25)
    x, y = surface.start
    assert 0.25 <= x <= 1.25
    assert 0.25 <= y <= 1.25
    assert ((surface.minima >= 0.25) & (surface.minima <= 1.25)).all()
    assert surface_from(name) is GALLERY[name]
