"""All explorers on one page: axe-core finds nothing, letters are dark and large, nothing is cut, too tall or jumps.

One gallery serves all tests, since it takes as long to open as the tests take. Those that change something come last.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, expect

import gradwalk
from tools.harness.explorer_on_page import ExplorerOnPage
from tools.harness.gallery import CELLS, FRESH, change_theme, open_gallery, write_gallery
from tools.harness.jupyterlab import JupyterLab
from tools.harness.notebook_page import NotebookPage

COMMON = 1030  # CSS pixels, without the file browser: the room beside it in a window of 1280, a small laptop
WIDE, NARROW, ZOOMED = 1250, 800, 625  # CSS pixels; at 200 % a window of 1250 has the room of 625
HEIGHT = 1000
LIGHT, DARK = "JupyterLab Light", "JupyterLab Dark"
OURS = {"include": [[".jp-OutputArea-output"]]}  # the page around them is JupyterLab's
# Rules that have something to look at in the gallery: a run that passes none of them has looked at nothing.
APPLY = {"aria-input-field-name", "button-name", "color-contrast", "image-alt", "label", "select-name"}

SETTLE_MS = 400
LEAST_LETTERS = 11  # CSS pixels
LEAST_SCALE = 0.88  # Matplotlib's smallest letters have 12.5 pixels
LEAST_CONTRAST = 4.5

# What sticks out of the output, unless it can be scrolled to inside of it.
STICKING_OUT = """output => {
    const room = output.getBoundingClientRect();
    const fits = box => box.left >= room.left - 1 && box.right <= room.right + 1;
    const scrolls = element => {
        for (let box = element.parentElement; box !== output; box = box.parentElement)
            if (/auto|scroll/.test(getComputedStyle(box).overflowX)) return fits(box.getBoundingClientRect());
        return false;
    };
    const parts = output.querySelectorAll(
        "input, select, button, .noUi-handle, .widget-label, .widget-readout, [tabindex='0'], p, .gradwalk-pair");
    return [...parts].filter(part => part.checkVisibility())
        .filter(part => !fits(part.getBoundingClientRect()) && !scrolls(part))
        .map(part => part.outerHTML.slice(0, 120));
}"""

# Words that stand beside a control and are not seen whole.
CUT_WORDS = """output => [...output.querySelectorAll(".widget-label, .widget-readout, button")]
    .filter(part => part.checkVisibility() && part.textContent.trim())
    .filter(part => part.scrollWidth > part.clientWidth + 1 || !part.clientWidth)
    .map(part => part.textContent)"""

SMALL_LETTERS = """([least, scale]) => {
    const scaleOf = svg => svg.getBoundingClientRect().width / svg.viewBox.baseVal.width;
    const panels = [...document.querySelectorAll(".gradwalk-panel > svg")];
    const shrunk = panels.filter(svg => scaleOf(svg) < scale).map(svg => [svg.ariaLabel, scaleOf(svg)]);
    const small = panels.flatMap(svg => [...svg.querySelectorAll("text")]
        .filter(text => text.textContent && text.getAttribute("font-size") * scaleOf(svg) < least - 0.1)
        .map(text => [text.textContent, text.getAttribute("font-size") * scaleOf(svg)]));
    return shrunk.concat(small);
}"""

# Rows of panels of which a part is seen only after scrolling sideways; a wide graph is meant to scroll.
SCROLLED = """() => [...document.querySelectorAll(".gradwalk-panels")]
    .filter(row => !row.closest(".gradwalk-scrolls") && row.scrollWidth > row.clientWidth + 1)
    .map(row => [row.querySelector("svg").ariaLabel, row.scrollWidth, row.clientWidth])"""

# [words, colour of the letters, colour behind them]: a node has its own ground, everything else a white sheet or halo.
COLOURS = """() => [...document.querySelectorAll(".gradwalk-panel > svg text")]
    .filter(text => text.textContent)
    .filter(text => !(text.matches(".gradwalk-text[fill=white]") && text.nextElementSibling))  // the halo of a text
    .map(text => {
        const box = text.closest("[data-kind=node]")?.querySelector("rect");
        return [text.textContent, getComputedStyle(text).fill, box ? getComputedStyle(box).fill : "rgb(255, 255, 255)"];
    })"""


LAPTOP = {"width": 1280, "height": 800}
EXPLORERS = [name for name in FRESH if name not in ("concept-test", "question", "predictions")]
ROOM = "() => document.querySelector('.jp-WindowedPanel-outer').clientHeight"

# For each choice the middle of each line of its words, in pixels from the top of the window.
LINES_OF_CHOICES = """box => [...box.querySelectorAll("label")].map(label => {
    const words = document.createRange();
    words.selectNode(document.createTreeWalker(label, NodeFilter.SHOW_TEXT).nextNode());
    return [...words.getClientRects()].map(({ top, bottom }) => [(top + bottom) / 2]);
})"""


@pytest.fixture(scope="module")
def gallery(
    chromium: Browser, jupyterlab: JupyterLab, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[NotebookPage]:
    path = write_gallery(tmp_path_factory.mktemp("gallery") / "notebook")
    with chromium.new_context(viewport={"width": WIDE, "height": HEIGHT}) as context:
        opened = open_gallery(context.new_page(), jupyterlab, path)
        yield opened
    jupyterlab.shut_down_kernel(opened.path)


def look(gallery: NotebookPage, theme: str = LIGHT, width: int = WIDE) -> None:
    """See the gallery in a theme and in a window of some width, and give the page time to settle."""
    gallery.page.set_viewport_size({"width": width, "height": HEIGHT})
    change_theme(gallery.page, theme)
    gallery.page.wait_for_timeout(SETTLE_MS)


def test_the_gallery_has_every_explorer_and_shows_them_without_an_error(gallery):
    shown = " ".join(CELLS.values())
    explorers = [name for name in gradwalk.__all__ if name.endswith(("Explorer", "Hunt", "Lab", "Map", "Test"))]
    assert [name for name in explorers if f"gw.{name}(" not in shown] == []
    assert gallery.error_outputs() == []
    assert gallery.page_errors == []
    assert gallery.page.locator(".gradwalk-explorer").count() >= len(FRESH) - 3  # all but the questions


@pytest.mark.parametrize(("theme", "width"), [(LIGHT, WIDE), (DARK, WIDE), (LIGHT, ZOOMED)])
def test_axe_finds_nothing(gallery, theme, width):
    look(gallery, theme, width)
    found = Axe().run(gallery.page, OURS, {"resultTypes": ["violations", "passes"]}).response
    passed = {rule["id"] for rule in found["passes"]}
    assert passed >= APPLY
    wrong = [
        (rule["id"], node["html"][:200], node["failureSummary"])
        for rule in found["violations"]
        for node in rule["nodes"]
    ]
    assert wrong == [], json.dumps(wrong[:5], indent=1)


def test_handles_say_their_names_and_what_is_read_beside_them(gallery):
    handle = gallery.slider_handle(gallery.widget("descent", ".gradwalk-explorer"), "η")
    assert handle.get_attribute("aria-valuetext") == "0.15"
    gallery.press(handle, "ArrowRight")
    readout = gallery.slider(gallery.widget("descent", ".gradwalk-explorer"), "η").locator(".widget-readout")
    assert handle.get_attribute("aria-valuetext") == readout.inner_text() != "0.15"
    label = gallery.page.locator(f"#{handle.get_attribute('aria-labelledby')}")
    assert label.inner_text() == "η"


@pytest.mark.parametrize("theme", [LIGHT, DARK])
def test_letters_in_pictures_stand_out(gallery, theme):
    look(gallery, theme)
    coloured = gallery.page.evaluate(COLOURS)
    assert len(coloured) > 100
    veil = gallery.page.locator(".gradwalk-panel").first.evaluate(
        "panel => getComputedStyle(panel, '::after').backgroundColor"
    )
    dimmed = 1 - (0.15 if theme == DARK else 0)
    assert (veil == "rgba(0, 0, 0, 0.15)") == (theme == DARK)
    faint = {(words, ink, ground) for words, ink, ground in coloured if contrast(ink, ground, dimmed) < LEAST_CONTRAST}
    assert faint == set()


@pytest.mark.parametrize("width", [WIDE, NARROW])
def test_letters_are_large_enough(gallery, width):
    look(gallery, width=width)
    assert gallery.page.evaluate(SMALL_LETTERS, [LEAST_LETTERS, LEAST_SCALE]) == []


def test_wide_panels_are_seen_whole_in_a_common_window(gallery):
    look(gallery, width=COMMON)
    assert gallery.page.locator(".gradwalk-explorer:not(.gradwalk-scrolls) .gradwalk-panels").count() > 10
    assert gallery.page.evaluate(SCROLLED) == []


@pytest.mark.parametrize("width", [NARROW, ZOOMED])
def test_nothing_is_out_of_reach_or_cut(gallery, width):
    look(gallery, width=width)
    outputs = {name: gallery.output(name) for name in CELLS if name != "imports"}
    assert {name: out for name, output in outputs.items() if (out := output.evaluate(STICKING_OUT))} == {}
    assert {name: cut for name, output in outputs.items() if (cut := output.evaluate(CUT_WORDS))} == {}


@pytest.mark.parametrize("width", [WIDE, NARROW, ZOOMED])
def test_the_box_of_a_number_stays_beside_its_slider(gallery, width):
    look(gallery, width=width)
    for name in ("layer", "network", "network-back"):
        output = gallery.output(name)
        box = output.locator(".widget-text").filter(has_text=re.compile(r"^\s*=")).first.bounding_box()
        slider = output.locator(".widget-slider").first.bounding_box()
        assert slider["y"] < box["y"] + box["height"] / 2 < slider["y"] + slider["height"], name


def contrast(ink: str, ground: str, dimmed: float = 1.0) -> float:
    """The contrast ratio of WCAG 2 between two CSS colours, both dimmed."""
    light, dark = sorted((luminance(colour, dimmed) for colour in (ink, ground)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def luminance(colour: str, dimmed: float) -> float:
    shares = [dimmed * float(part) / 255 for part in colour[colour.index("(") + 1 : -1].split(",")[:3]]
    red, green, blue = (share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4 for share in shares)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def height(gallery: NotebookPage, cell_id: str) -> float:
    box = gallery.widget(cell_id, ".gradwalk-explorer").bounding_box()
    assert box is not None
    return box["height"]


@pytest.fixture(scope="module")
def laptop(gallery: NotebookPage) -> NotebookPage:
    """The gallery in the window of a small laptop, for the tests that come last."""
    look(gallery)
    gallery.page.set_viewport_size(LAPTOP)
    return gallery


@pytest.mark.parametrize("cell_id", EXPLORERS)
def test_it_is_seen_without_scrolling(laptop, cell_id):
    assert height(laptop, cell_id) <= laptop.page.evaluate(ROOM)


def test_stepping_through_a_network_moves_nothing_below(laptop):
    explorer, before = ExplorerOnPage(laptop, "network"), height(laptop, "network")
    for step in range(1, 11):
        explorer.root.get_by_title("One step on").click()
        expect(explorer.value("step")).to_contain_text(f"{step} of 10")
        assert height(laptop, "network") == before


def test_a_long_note_moves_nothing_below(laptop):
    expect(ExplorerOnPage(laptop, "small-change-downhill").note()).to_contain_text("misses by more than a tenth")
    assert height(laptop, "small-change-downhill") == height(laptop, "small-change")


def test_a_long_warning_moves_no_picture(laptop):
    explorer = ExplorerOnPage(laptop, "linked")
    picture = explorer.root.locator(".gradwalk-panel").first
    before = picture.bounding_box()
    box = explorer.root.get_by_role("textbox", name="F(x, y) =")
    box.fill("1/2x + y" + " + x" * 40)
    box.press("Enter")
    expect(explorer.root.locator(".gradwalk-warning")).to_be_visible()
    assert picture.bounding_box() == before


def test_a_choice_of_two_lines_lies_over_no_other(laptop):
    choices = laptop.widget("hunt", ".widget-radio-box")
    choices.evaluate("box => { box.style.flex = 'none'; box.style.width = '200px'; }")
    lines = choices.evaluate(LINES_OF_CHOICES)
    assert max(len(each) for each in lines) > 1
    edges = [edge for each in lines for line in each for edge in line]
    assert edges == sorted(edges)  # each line stands below the one before
    choices.evaluate("box => box.removeAttribute('style')")


def test_the_button_of_a_question_is_about_as_wide_as_its_words(laptop):
    box = laptop.widget("question-right", ".gradwalk-prediction > button").bounding_box()
    assert box is not None
    assert 60 <= box["width"] <= 200
