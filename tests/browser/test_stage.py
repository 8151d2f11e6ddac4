"""The browser's half of the stage: what it has drawn step by step equals what it draws afresh, and every hand works."""

import contextlib
import re

import nbformat
import pytest
from playwright.sync_api import Browser, Locator, expect
from playwright.sync_api import TimeoutError as PlaywrightTimeout

from tools.harness.jupyterlab import JupyterLab
from tools.harness.notebook_page import NotebookPage, opened_notebook

CELLS = {
    "explorer": "from gradwalk import DescentExplorer, LinkedExplorer\nexplorer = LinkedExplorer('bowl')\nexplorer",
    "again": "explorer",
    "descent": "descent = DescentExplorer('ravine', learning_rate=0.15)\ndescent",
}

DRAWN = """stage => [...stage.querySelectorAll('svg > g > [data-mark]')].map(mark => {
    const copy = mark.cloneNode(true);
    return [mark.closest('.gradwalk-panel').dataset.panel, copy.outerHTML];
}).concat([[stage.querySelector('.gradwalk-twin').innerText, stage.querySelector('.gradwalk-note').innerText]])"""

SAME = f"views => new Set(views.map({DRAWN}).map(drawn => JSON.stringify(drawn))).size === 1"


@pytest.fixture(scope="module")
def opened(chromium: Browser, jupyterlab: JupyterLab, tmp_path_factory: pytest.TempPathFactory):
    """A notebook with nothing but the explorers, run once."""
    notebook = nbformat.v4.new_notebook(metadata={"kernelspec": {"name": "python3", "display_name": "Python 3"}})
    notebook.cells = [nbformat.v4.new_code_cell(source, id=name) for name, source in CELLS.items()]
    path = tmp_path_factory.mktemp("stage") / "stage.ipynb"
    nbformat.write(notebook, path)
    with opened_notebook(chromium, jupyterlab, path) as page:
        page.run_all()
        yield page


@pytest.fixture
def lab(opened: NotebookPage):
    """The notebook with its explorers as they are at first, because the cells have just run again."""
    opened.page.emulate_media(reduced_motion="no-preference")
    for cell in CELLS:
        opened.run_cell(cell)
    return opened


def twin(stage: Locator, name: str) -> Locator:
    """The value that the text twin gives for a name."""
    return stage.locator(".gradwalk-pair", has_text=f"{name} =").locator(".gradwalk-value").first


def test_moved_view_equals_a_fresh_view(lab):
    first = lab.widget("explorer", ".gradwalk-stage")
    explorer = lab.widget("explorer", ".gradwalk-explorer")
    lab.drag(first.locator("[data-panel=map] [data-mark=foot]"), -90, 50)
    lab.press(first.locator("[data-panel=map] [data-mark=foot]"), "Shift+ArrowUp", times=3)
    lab.wait_until_idle()
    explorer.locator("select").select_option("wall")
    expect(twin(first, "(x, y)")).to_have_text("(4.000, 2.000)")
    lab.drag(first.locator("[data-panel=map] [data-mark=foot]"), -230, 0)
    expect(first.locator(".gradwalk-note")).to_contain_text("no finite value")
    lab.drag(first.locator("[data-panel=map] [data-mark=foot]"), 150, 20)
    lab.wait_until_idle()
    second = lab.widget("again", ".gradwalk-stage")
    lab.page.mouse.move(1, 1)  # a name under the mouse lights its marks in one view
    with contextlib.suppress(PlaywrightTimeout):  # what differs to the end is shown below
        lab.page.wait_for_function(SAME, arg=[first.element_handle(), second.element_handle()])
    assert first.evaluate(DRAWN) == second.evaluate(DRAWN)
    assert len(first.evaluate(DRAWN)) >= 6


def test_handle_follows_the_pointer_before_the_kernel_answers(lab):
    stage = lab.widget("explorer", ".gradwalk-stage")
    handle = stage.locator("[data-panel=map] [data-mark=foot]")
    x, y = lab.centre_of(handle)
    lab.page.mouse.move(x, y)
    lab.page.mouse.down()
    # In the same task as the pointer event, so before any message can have come back.
    moved = handle.evaluate(
        """(mark, [x, y]) => {
            const svg = mark.ownerSVGElement, before = mark.getBoundingClientRect();
            svg.dispatchEvent(new PointerEvent('pointermove', {clientX: x - 60, clientY: y + 20, bubbles: true}));
            const after = mark.getBoundingClientRect();
            return [after.x - before.x, after.y - before.y];
        }""",
        [x, y],
    )
    lab.page.mouse.up()
    assert moved == pytest.approx([-60, 20], abs=1.5)


def test_pressing_on_the_map_sends_the_point_there(lab):
    stage = lab.widget("explorer", ".gradwalk-stage")
    box = stage.locator("[data-panel=map] svg").bounding_box()
    lab.page.mouse.click(box["x"] + 0.4 * box["width"], box["y"] + 0.6 * box["height"])
    expect(twin(stage, "(x, y)")).not_to_have_text("(2.000, 1.000)")
    numbers = twin(stage, "(x, y)").inner_text().replace("−", "-").strip("()").split(", ")
    assert float(numbers[0]) < 0
    assert float(numbers[1]) < 0


def test_point_moves_by_keyboard_alone(lab):
    stage = lab.widget("explorer", ".gradwalk-stage")
    point = stage.locator("[data-panel=map] [data-mark=foot]")
    lab.press(point, "ArrowLeft", times=5)
    expect(twin(stage, "(x, y)")).to_have_text("(1.900, 1.000)")
    expect(point).to_be_focused()  # the arrow keys did not wander off to the next cell
    assert point.get_attribute("aria-label")


def test_camera_turns_by_drag_and_by_keys(lab):
    stage = lab.widget("explorer", ".gradwalk-stage")
    panel = stage.locator("[data-panel=surface]")
    before = panel.locator("[data-mark=point]").get_attribute("transform")
    box = panel.bounding_box()
    lab.page.mouse.move(box["x"] + 20, box["y"] + 20)
    lab.page.mouse.down()
    lab.page.mouse.move(box["x"] + 120, box["y"] + 30, steps=5)
    lab.page.mouse.up()
    expect(panel.locator("[data-mark=point]")).not_to_have_attribute("transform", before)
    turned = panel.locator("[data-mark=point]").get_attribute("transform")
    lab.press(panel.locator("svg"), "ArrowRight", times=2)
    expect(panel.locator("[data-mark=point]")).not_to_have_attribute("transform", turned)


def test_screen_reader_hears_the_outcome_once_not_every_pixel(lab):
    stage = lab.widget("explorer", ".gradwalk-stage")
    stage.evaluate(
        """stage => {
            window.spoken = 0;
            const voice = stage.querySelector('[aria-live=polite]');
            new MutationObserver(() => window.spoken++).observe(voice, {childList: true, characterData: true});
        }"""
    )
    lab.drag(stage.locator("[data-panel=map] [data-mark=foot]"), -100, 0)
    lab.page.wait_for_timeout(1500)
    assert lab.page.evaluate("window.spoken") == 1
    assert "F: " in stage.locator("[aria-live=polite]").inner_text()


def test_less_motion_stops_the_play_button(lab):
    lab.page.emulate_media(reduced_motion="reduce")
    explorer = lab.widget("descent", ".gradwalk-explorer")
    expect(explorer.locator("button.widget-toggle-button")).to_be_disabled()


def test_learning_rate_is_dragged_past_its_limit(lab):
    stage = lab.widget("descent", ".gradwalk-stage")
    lab.drag(stage.locator("[data-panel=rate] [data-mark=rate]"), 40, 0)
    expect(twin(stage, "η")).to_have_text(re.compile(r"^0\.[2-9]|^1"))
