"""One test an explorer, which looks at all of it once: opened, moved by its first slider, and read without a kernel."""

from __future__ import annotations

import ipywidgets as widgets
import pytest

import gradwalk as gw
from gradwalk import explorers
from gradwalk.explorers.explorer import Explorer
from tools.harness.gallery import FRESH

PNG = b"\x89PNG"
EVERY = [name for name in explorers.__all__ if isinstance(getattr(explorers, name), type)]


def opened(name: str) -> widgets.Widget:
    """The explorer as the gallery first shows it; `ask` makes a Prediction."""
    source = next(each for each in FRESH.values() if f"gw.{'ask' if name == 'Prediction' else name}(" in each)
    return eval(source, {"gw": gw})


def sliders(widget: widgets.Widget) -> list[widgets.FloatSlider | widgets.IntSlider]:
    """All sliders in a widget, from the top."""
    if isinstance(widget, (widgets.FloatSlider, widgets.IntSlider)):
        return [widget]
    return [found for child in getattr(widget, "children", ()) for found in sliders(child)]


@pytest.mark.parametrize("name", EVERY)
def test_it_opens_moves_and_can_be_read_without_a_kernel(name):
    widget = opened(name)
    assert type(widget) is getattr(explorers, name)
    bundle = widget._repr_mimebundle_()
    if isinstance(widget, Explorer):
        data, metadata = bundle
        assert data["text/plain"].startswith(name)
        assert data["image/png"].startswith(PNG)
        assert metadata["image/png"]["alt"]
        look_at(widget)
    else:
        assert bundle["text/plain"]


def look_at(explorer: Explorer) -> None:
    """Every panel has a picture and every number a name; a moved slider changes what is seen, and back again."""
    stage, pictures = explorer.stage, explorer.scene.pictures()
    assert {frame.name for frame in explorer.scene.frames} == set(pictures)
    assert all(picture.startswith(PNG) for picture in pictures.values())
    marks, readout, _ = explorer.view()
    assert any(marks.values())
    assert all(value for _, value in readout)
    assert all(label for label, _ in readout) or isinstance(explorer, gw.ConceptMap)  # which says sentences
    if movable := [slider for slider in sliders(explorer) if slider.min < slider.max and not slider.disabled]:
        before, slider = stage.marks, movable[0]
        start = slider.value
        slider.value = start + (slider.step if start + slider.step <= slider.max else -slider.step)
        assert stage.marks != before
        slider.value = start
        assert stage.marks == before
