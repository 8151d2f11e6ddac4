"""Pictures do not depend on what the reader has set in Matplotlib, and her settings stay as she left them."""

from __future__ import annotations

import warnings
from collections.abc import Generator
from contextlib import ExitStack
from typing import Any

import matplotlib
import matplotlib.style
import pytest

from gradwalk.scenes.kit.style import ELSEWHERE, OURS, own_settings
from tests.explorers.every_explorer import CLASSES, MOVED, seen

ZOO: dict[str, dict[str, Any]] = {
    "tight": {"savefig.bbox": "tight", "savefig.pad_inches": 0.5},
    "tight layout": {"figure.autolayout": True},
    "constrained layout": {"figure.constrained_layout.use": True},
    "resolution": {"figure.dpi": 300, "savefig.dpi": 37, "figure.figsize": (2.0, 9.0)},
    "fonts": {"font.family": "serif", "font.size": 23, "font.weight": "bold", "axes.titlesize": 40},
    "a font that is not there": {"font.family": "No Such Font", "mathtext.fontset": "stix"},
    "TeX": {"text.usetex": True, "text.latex.preamble": r"\usepackage{nothing}"},
    "no mathtext": {"text.parse_math": False},
    "colours": {"axes.facecolor": "black", "figure.facecolor": "red", "savefig.facecolor": "lime"},
    "dark": {"text.color": "pink", "axes.edgecolor": "yellow", "xtick.color": "cyan", "axes.labelcolor": "white"},
    "transparent": {"savefig.transparent": True, "savefig.format": "svg"},
    "lines": {"lines.linewidth": 9, "lines.marker": "*", "lines.linestyle": ":", "patch.linewidth": 7},
    "margins": {"axes.xmargin": 0.4, "axes.ymargin": 0.4, "axes.zmargin": 0.4, "axes.autolimit_mode": "round_numbers"},
    "ticks": {"xtick.minor.visible": True, "ytick.labelsize": 30, "xtick.top": True, "ytick.direction": "inout"},
    "numbers": {"axes.formatter.use_locale": True, "axes.unicode_minus": False, "axes.formatter.limits": (-1, 1)},
    "grid and frame": {"axes.grid": True, "axes.spines.left": False, "axes.grid.which": "both"},
    "sketch": {"path.sketch": (3, 100, 2), "path.simplify": False, "agg.path.chunksize": 20},
    "images": {"image.cmap": "gray", "contour.linewidth": 5, "contour.algorithm": "mpl2005", "hatch.linewidth": 9},
}  # fmt: skip
STYLES = ["dark_background", "ggplot", "classic", "fivethirtyeight", "seaborn-v0_8-poster"]


@pytest.fixture(scope="module")
def by_default() -> dict[str, tuple]:
    return {name: painted(name) for name in KINDS}


KINDS = ("LinkedExplorer", "DescentExplorer", "ChainExplorer", "NetworkExplorer", "GraphExplorer", "GradientCheckLab")


def painted(name: str) -> tuple:
    """All pictures of an explorer, fresh, moved and still."""
    explorer = CLASSES[name]()
    first = seen(explorer)
    explorer.settings = {key: value for key, value in MOVED[name].items() if key != "camera"}
    return first, seen(explorer), explorer.still("a caption")


@pytest.fixture(params=[*ZOO, *STYLES])
def hers(request: pytest.FixtureRequest) -> Generator[dict[str, Any], None, None]:
    """Settings of a reader, in force."""
    chosen = request.param
    with matplotlib.rc_context(ZOO[chosen]) if chosen in ZOO else matplotlib.style.context(chosen):
        yield dict(matplotlib.rcParams)


def test_ours_are_the_same_whatever_hers_are(hers):
    with own_settings():
        ours = {name: value for name, value in matplotlib.rcParams.items() if not name.startswith(ELSEWHERE)}
    assert ours == OURS
    assert dict(matplotlib.rcParams) == hers


@pytest.mark.parametrize("kind", KINDS)
def test_pictures_are_the_same_to_the_byte(kind, by_default):
    """All of the zoo at once: nothing of a picture is made outside our settings, and nobody is warned."""
    with ExitStack() as stack:
        for setting in ZOO.values():
            stack.enter_context(matplotlib.rc_context(setting))
        stack.enter_context(warnings.catch_warnings())
        warnings.simplefilter("error")
        hers = dict(matplotlib.rcParams)
        assert painted(kind) == by_default[kind]
        assert dict(matplotlib.rcParams) == hers


def test_settings_changed_between_making_and_painting_do_not_show(by_default):
    explorer = CLASSES["LinkedExplorer"]()
    with matplotlib.rc_context({"savefig.bbox": "tight", "font.size": 30, "text.usetex": True}):
        explorer.settings = {key: value for key, value in MOVED["LinkedExplorer"].items() if key != "camera"}
        explorer._turn("surface", 30.0, -60.0, True)
        explorer._turn("surface", 30.0, -60.0, False)
        assert explorer.still("a caption") == by_default["LinkedExplorer"][2]
    assert seen(explorer) == by_default["LinkedExplorer"][1]


def test_her_settings_come_back_even_after_an_error():
    def fail() -> None:
        with own_settings():
            assert matplotlib.rcParams["font.size"] == 10
            raise ZeroDivisionError

    with matplotlib.rc_context({"font.size": 23, "savefig.bbox": "tight"}):
        with pytest.raises(ZeroDivisionError):
            fail()
        assert (matplotlib.rcParams["font.size"], matplotlib.rcParams["savefig.bbox"]) == (23, "tight")
