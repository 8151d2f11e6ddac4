"""Nothing that a picture of a surface has written beside its axes is cut by the edge of the picture."""

import contextlib

import pytest

from gradwalk.mathematics.surfaces import GALLERY
from gradwalk.scenes.kit.panel import narrow_panels
from gradwalk.scenes.surface.descent_scene import DescentScene
from gradwalk.scenes.surface.direction_scene import DirectionScene
from gradwalk.scenes.surface.surface_scenes import LinkedScene, SurfaceScene

SHEETS = {"wide": contextlib.nullcontext, "narrow": narrow_panels}
CLEAR = 2  # pixels at each edge in which nothing is painted
PALE = 215  # as are the walls of the space, which may end there


def inked_edges(panel):
    """Return the names of the edges at which something is painted that is to be read."""
    grey = panel._painted(1)[..., :3].min(axis=-1)
    edges = {"top": grey[:CLEAR], "bottom": grey[-CLEAR:], "left": grey[:, :CLEAR], "right": grey[:, -CLEAR:]}
    return [name for name, pixels in edges.items() if (pixels < PALE).any()]


@pytest.mark.parametrize("sheet", SHEETS)
@pytest.mark.parametrize("name", GALLERY)
def test_no_letter_is_cut(name, sheet):
    with SHEETS[sheet]():
        scenes = [make(GALLERY[name]) for make in (LinkedScene, SurfaceScene, DescentScene)]
    found = {panel.name: inked_edges(panel) for scene in scenes for panel in scene.panels.values()}
    assert not any(found.values()), found


def test_the_angles_are_not_cut():
    assert inked_edges(DirectionScene(GALLERY["bowl"]).panels["slope"]) == []


def test_a_cut_letter_is_found():
    panel = LinkedScene(GALLERY["bowl"]).panels["map"]
    panel.figure.text(0.97, 0.5, "cut")
    assert inked_edges(panel) == ["right"]
