"""The names beside the pictures carry the colour of their mark, readable on a light page and on a dark one."""

import pytest
from matplotlib.colors import to_rgb

import gradwalk as gw
from gradwalk.scenes.kit.palette import MEANINGFUL, inks

LIGHT, DARK = "#ffffff", "#212121"  # the pages of JupyterLab's two themes
LEAST_CONTRAST = 4.5
EXPLORERS = [
    gw.SurfaceExplorer, gw.LinkedExplorer, gw.DescentExplorer, gw.DirectionExplorer, gw.TaylorExplorer,
    gw.ChainExplorer, gw.GraphExplorer, gw.FillInExplorer, gw.LayerExplorer, gw.NetworkExplorer, gw.GradientCheckLab,
    gw.BugHunt, gw.TrainingExplorer, gw.SmallChangeExplorer, gw.ConceptMap,
]  # fmt: skip


def luminance(colour: str) -> float:
    """The relative luminance of WCAG 2."""
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in to_rgb(colour)]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("name", inks())
def test_an_ink_is_readable_in_both_themes_and_has_a_shape_as_well(name):
    symbol, on_light, on_dark = inks()[name]
    assert len(symbol) == 1
    assert on_light in MEANINGFUL
    assert contrast(on_light, LIGHT) >= LEAST_CONTRAST
    assert contrast(on_dark, DARK) >= LEAST_CONTRAST


@pytest.mark.parametrize("kind", EXPLORERS, ids=lambda kind: kind.__name__)
def test_the_headline_has_at_most_four_numbers_and_names_what_there_is(kind):
    explorer = kind()
    headline = explorer.stage.words["headline"]
    names = [name for name, _ in explorer.state.readout()]
    found = [wanted for wanted in headline if any(name.startswith(wanted.rstrip("…")) for name in names)]
    assert len(headline) <= 5
    assert bool(found) == bool(headline)
    explorer.close()
