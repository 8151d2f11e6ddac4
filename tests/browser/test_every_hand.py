"""Keyboard alone, fingers alone: what the mouse can do, they can, and one sees where the keyboard is."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Locator, expect

from tests.browser.test_gallery import contrast
from tools.harness.explorer_on_page import ExplorerOnPage
from tools.harness.gallery import change_theme, open_gallery, write_gallery
from tools.harness.jupyterlab import JupyterLab
from tools.harness.notebook_page import NotebookPage

SHOWN = ["question", "linked", "direction", "graph", "network", "hunt", "descent"]
WINDOW = {"width": 1250, "height": 1000}
MOST_TABS = 60

START_IN_CELL = """index => {
    const { content } = window.jupyterapp.shell.currentWidget;
    content.activeCellIndex = index;
    content.mode = "command";
    content.activeCell.node.focus();
}"""

# How an element and its parts look: what a ring, a frame or a shade of focus would change.
LOOKS = """element => [element, ...element.querySelectorAll("*")].map(part => {
    const { outline, boxShadow, borderColor, backgroundColor, stroke, strokeWidth } = getComputedStyle(part);
    return [outline, boxShadow, borderColor, backgroundColor, stroke, strokeWidth].join();
}).join("; ")"""
# A control of ipywidgets: a ring as wide as WCAG 2.2 wants it, in a colour that stands out from the page.
RING = """element => {
    const { outlineWidth, outlineStyle, outlineColor } = getComputedStyle(element);
    const { backgroundColor } = getComputedStyle(document.querySelector(".jp-Notebook"));
    return [parseFloat(outlineWidth), outlineStyle, outlineColor, backgroundColor];
}"""
IS_CONTROL = "element => element.matches('button, input, select, .noUi-handle')"
LEAST_RING, LEAST_CONTRAST = 2, 3
BLUR = "element => element.blur()"

SCROLLED = "() => document.querySelector('.jp-WindowedPanel-outer').scrollTop"


@pytest.fixture(scope="module")
def notebook(
    chromium: Browser, jupyterlab: JupyterLab, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[NotebookPage]:
    path = write_gallery(tmp_path_factory.mktemp("hands") / "notebook", SHOWN)
    with chromium.new_context(viewport=WINDOW, has_touch=True) as context:
        opened = open_gallery(context.new_page(), jupyterlab, path)
        yield opened
    jupyterlab.shut_down_kernel(opened.path)


def tab_stops(notebook: NotebookPage, cell_id: str) -> Iterator[Locator]:
    """Press Tab again and again from the cell on; yield each element of its output that gets the focus."""
    notebook.page.evaluate(START_IN_CELL, notebook.cell_index(cell_id))
    focused = notebook.output(cell_id).locator("*:focus")
    inside = False
    for _ in range(MOST_TABS):
        notebook.page.keyboard.press("Tab")
        if focused.count():
            inside = True
            yield focused
        elif inside:
            return


def tab_to(notebook: NotebookPage, cell_id: str, target: Locator) -> None:
    """Reach `target` by Tab alone."""
    wanted = target.element_handle()
    for stop in tab_stops(notebook, cell_id):
        if stop.evaluate("(element, wanted) => element === wanted", wanted):
            return
    raise AssertionError(f"{MOST_TABS} times Tab does not lead to {target}")


LIGHT, DARK = "JupyterLab Light", "JupyterLab Dark"
# Each stop of Tab is looked at several times, so the light theme has those cells that have every kind of control.
SEEN_IN = [(DARK, cell_id) for cell_id in SHOWN] + [(LIGHT, cell_id) for cell_id in ("question", "graph", "linked")]


@pytest.mark.parametrize(("theme", "cell_id"), SEEN_IN)
def test_one_sees_where_the_keyboard_is_and_a_control_has_a_ring(notebook, theme, cell_id):
    change_theme(notebook.page, theme)
    unseen, rings = [], []
    for stop in tab_stops(notebook, cell_id):
        element = stop.element_handle()
        if element.evaluate(IS_CONTROL):
            rings.append(element.evaluate(RING))
            continue
        focused = element.evaluate(LOOKS)
        element.evaluate(BLUR)
        if element.evaluate(LOOKS) == focused:
            unseen.append(element.evaluate("element => element.outerHTML.slice(0, 150)"))
        element.focus()
    assert unseen == []
    assert rings
    for width, style, colour, ground in rings:
        assert (width >= LEAST_RING, style) == (True, "solid")
        assert contrast(colour, ground) >= LEAST_CONTRAST


def test_the_point_is_moved_by_keyboard_alone(notebook):
    explorer = ExplorerOnPage(notebook, "linked")
    x, y = explorer.numbers("(x, y)")
    tab_to(notebook, "linked", explorer.mark("map", "foot"))
    for key in ("ArrowRight", "ArrowRight", "ArrowUp"):
        before = explorer.value("(x, y)").text_content() or ""
        notebook.page.keyboard.press(key)
        expect(explorer.value("(x, y)")).not_to_have_text(before)
    moved_x, moved_y = explorer.numbers("(x, y)")
    assert moved_x - x == pytest.approx(2 * (moved_y - y))


def test_a_direction_is_set_by_keyboard_alone(notebook):
    explorer = ExplorerOnPage(notebook, "direction")
    tab_to(notebook, "direction", explorer.mark("map", "tip"))
    expect(explorer.value("φ")).to_have_text("20.0°")
    notebook.page.keyboard.press("Shift+ArrowUp")
    expect(explorer.value("φ")).to_have_text("30.0°")


def test_a_graph_is_stepped_by_keyboard_alone(notebook):
    explorer = ExplorerOnPage(notebook, "graph")
    tab_to(notebook, "graph", explorer.root.get_by_title("One step on"))
    notebook.page.keyboard.press("Enter")
    notebook.page.keyboard.press("Space")
    expect(explorer.value("step")).to_have_text("2 of 7")
    tab_to(notebook, "graph", notebook.slider_handle(explorer.root, "step"))
    notebook.page.keyboard.press("End")
    expect(explorer.value("step")).to_have_text("7 of 7")


def test_a_camera_is_turned_by_keyboard_alone(notebook):
    explorer = ExplorerOnPage(notebook, "linked")
    surface = explorer.root.locator('[data-panel="surface"] > svg')
    point = explorer.mark("surface", "point")
    before, at = point.get_attribute("transform"), explorer.numbers("(x, y)")
    tab_to(notebook, "linked", surface)
    notebook.page.keyboard.press("ArrowRight")
    expect(point).not_to_have_attribute("transform", before)
    expect(surface).to_be_focused()
    assert explorer.numbers("(x, y)") == at


def test_a_graph_is_played_paused_and_reset_by_keyboard_alone(notebook):
    explorer = ExplorerOnPage(notebook, "graph")
    tab_to(notebook, "graph", explorer.root.get_by_role("button", name="reset"))
    notebook.page.keyboard.press("Enter")
    expect(explorer.value("step")).to_have_text("0 of 7")
    tab_to(notebook, "graph", explorer.play_button())
    notebook.page.keyboard.press("Space")
    expect(explorer.value("step")).not_to_have_text("0 of 7")
    notebook.page.keyboard.press("Space")
    expect(explorer.root.get_by_title("Play", exact=True)).to_be_focused()
    stopped = explorer.settled()
    notebook.page.wait_for_timeout(1500)
    assert explorer.twin() == stopped != {}


def test_a_weight_is_chosen_by_keyboard_alone(notebook):
    explorer = ExplorerOnPage(notebook, "network")
    tab_to(notebook, "network", explorer.mark("network", "w2[0, 1]"))
    notebook.page.keyboard.press("Enter")
    expect(explorer.value("chosen")).to_contain_text("w⁽²⁾₁₂")
    tab_to(notebook, "network", notebook.slider_handle(explorer.root, "w⁽²⁾₁₂"))
    before = explorer.value("chosen").inner_text()
    notebook.page.keyboard.press("ArrowRight")
    expect(explorer.value("chosen")).not_to_have_text(before)


def test_a_question_is_answered_by_keyboard_alone(notebook):
    question = notebook.widget("question", ".gradwalk-prediction")
    next(stop for stop in tab_stops(notebook, "question") if stop.evaluate("element => element.type === 'radio'"))
    checked = question.get_by_role("radio", checked=True)
    notebook.page.keyboard.press("Space")
    expect(checked).to_have_count(1)
    before = checked.get_attribute("value") or ""
    notebook.page.keyboard.press("ArrowDown")
    expect(checked).not_to_have_attribute("value", before)
    expect(question.get_by_role("button", name="Commit")).to_be_enabled()
    notebook.page.keyboard.press("Tab")
    expect(question.get_by_role("button", name="Commit")).to_be_focused()
    notebook.page.keyboard.press("Enter")
    expect(question).to_contain_text("You predicted:")


def test_arrow_keys_go_through_the_suspects(notebook):
    hunt = ExplorerOnPage(notebook, "hunt")
    radios = hunt.root.get_by_role("radio")
    tab_to(notebook, "hunt", radios.first)
    notebook.page.keyboard.press("ArrowDown")
    notebook.page.keyboard.press("ArrowDown")
    expect(radios.nth(2)).to_be_checked()
    expect(hunt.root.get_by_role("button", name="Name it")).to_be_enabled()


def test_keys_of_a_slider_leave_the_notebook_alone_and_ctrl_s_saves(notebook):
    explorer = ExplorerOnPage(notebook, "linked")
    x = explorer.numbers("(x, y)")[0]
    active = "() => window.jupyterapp.shell.currentWidget.content.activeCellIndex"
    saved = "() => !window.jupyterapp.shell.currentWidget.context.model.dirty"
    tab_to(notebook, "linked", notebook.slider_handle(explorer.root, "x"))
    before = notebook.page.evaluate(active)
    for key in ("ArrowUp", "ArrowUp", "ArrowDown", "b", "d", "d"):
        notebook.page.keyboard.press(key)
    expect(explorer.value("(x, y)")).not_to_have_text(re.compile(rf"^\({x:.3f}"))
    assert notebook.page.evaluate(active) == before
    assert len(notebook.cell_ids()) == len(SHOWN) + 1
    assert not notebook.page.evaluate(saved)
    notebook.page.keyboard.press("Control+s")
    notebook.page.wait_for_function(saved)


def test_a_cell_run_again_while_it_plays_leaves_nothing_behind(notebook):
    errors = []
    notebook.page.on("console", lambda message: errors.append(message.text) if message.type == "error" else None)
    explorer = ExplorerOnPage(notebook, "descent")
    tab_to(notebook, "descent", explorer.play_button())
    notebook.page.keyboard.press("Enter")
    expect(explorer.value("step")).to_have_text(re.compile("^[2-9] of"))
    notebook.run_cell("descent")
    again = ExplorerOnPage(notebook, "descent")
    notebook.page.wait_for_timeout(1000)
    expect(again.value("step")).to_have_text("0 of 30")
    assert (errors, notebook.page_errors) == ([], [])


class Finger:
    """One finger on a touch screen, moved through the browser's own input."""

    def __init__(self, notebook: NotebookPage):
        self.page = notebook.page
        self.session = notebook.page.context.new_cdp_session(notebook.page)

    def swipe(self, x: float, y: float, dx: float, dy: float, steps: int = 10) -> None:
        self._send("touchStart", x, y)
        for k in range(1, steps + 1):
            self._send("touchMove", x + dx * k / steps, y + dy * k / steps)
            self.page.wait_for_timeout(16)
        self.session.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})

    def _send(self, kind: str, x: float, y: float) -> None:
        self.session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": [{"x": x, "y": y}]})


def test_a_finger_drags_the_point_and_scrolls_the_page_elsewhere(notebook):
    explorer, finger = ExplorerOnPage(notebook, "linked"), Finger(notebook)
    x, y = explorer.numbers("(x, y)")
    start, before = notebook.centre_of(explorer.mark("map", "foot")), notebook.page.evaluate(SCROLLED)
    finger.swipe(*start, 60, -40)
    moved_x, moved_y = explorer.numbers("(x, y)")
    assert (moved_x - x) / (moved_y - y) == pytest.approx(60 / 40, rel=0.1)
    assert moved_x > x
    assert notebook.page.evaluate(SCROLLED) == before
    finger.swipe(*notebook.centre_of(explorer.root.locator(".gradwalk-twin")), 0, -150)
    notebook.page.wait_for_function(f"before => ({SCROLLED})() > before + 50", arg=before)
    assert explorer.numbers("(x, y)") == [moved_x, moved_y]
