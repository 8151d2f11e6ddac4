"""The room kept for an explorer is the room that it takes once it lives: no text jumps, wide or on a phone."""

from __future__ import annotations

import re
from importlib.resources import files

import pytest

import gradwalk as gw
from gradwalk.explorers.explorer import Explorer
from gradwalk.pages import room

WIDTHS = (1100, 390)  # pixels
APART = 6  # pixels
SHOWN = {
    "linked": lambda: gw.LinkedExplorer("bowl", title="A valley").write_html(full_html=False, menus=False, x=3, y=3),
    "descent": lambda: gw.DescentExplorer("bowl").write_html(full_html=False, learning_rate=2, step=3),
    "graph": lambda: gw.GraphExplorer("x*y + sin(x)", x=2, y=3).write_html(full_html=False, step=3, node=2),
    "network": lambda: gw.NetworkExplorer().write_html(full_html=False, step=3, chosen=2, paths=2),
}
# An explorer is as high as it stays once its numbers are there.
WRITTEN = """() => [...document.querySelectorAll('.gradwalk-still')].every(
    one => one.dataset.live && one.querySelector('.gradwalk-value')
)"""
HEIGHTS = "() => [...document.querySelectorAll('.gradwalk-still')].map(one => one.getBoundingClientRect().height)"


@pytest.fixture(scope="module")
def fragments() -> str:
    assert issubclass(gw.LinkedExplorer, Explorer)
    return "".join(f"<p>{name}</p>{write()}" for name, write in SHOWN.items())


def test_an_explorer_takes_the_room_that_was_kept_for_it(page_alone, fragments, tmp_path):
    head = (
        '<!DOCTYPE html><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>a page</title>'
    )
    waits = re.sub(r"<script>\(\(\) => \{.*?</script>", "", fragments, flags=re.DOTALL)
    for name, text in (("waits", waits), ("lives", fragments)):
        (tmp_path / f"{name}.html").write_text(f"{head}{text}", encoding="utf-8")
    for width in WIDTHS:
        page_alone.set_viewport_size({"width": width, "height": 20_000})  # all is near
        page_alone.goto((tmp_path / "waits.html").as_uri())
        kept = page_alone.evaluate(HEIGHTS)
        page_alone.goto((tmp_path / "lives.html").as_uri())
        page_alone.wait_for_function(WRITTEN)
        taken = page_alone.evaluate(HEIGHTS)
        apart = {name: round(b - a) for name, a, b in zip(SHOWN, kept, taken, strict=True)}
        assert all(abs(pixels) <= APART for pixels in apart.values()), (width, apart)


def test_panels_are_laid_out_by_the_numbers_of_the_stage():
    painter = (files("gradwalk.stage") / "js" / "panel.js").read_text(encoding="utf-8")
    for name in ("SHRINK", "WIDE", "WIDE_SHRINK"):
        assert f"const {name} = {getattr(room, name):g};" in painter, name


def test_names_fit_as_they_do_in_the_browser():
    assert room._fits("F along u", "F along …")
    assert room._fits("Länge von r in Grad", "Länge von … in Grad")
    assert not room._fits("Länge von r", "Länge von … in Grad")
    assert not room._fits("|r|²", "|r|")
