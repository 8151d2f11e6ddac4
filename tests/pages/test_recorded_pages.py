"""A recorded page shows just what the explorer shows: in every recorded state, by hand, by key, by press, and alone."""

from __future__ import annotations

import itertools
import json
import random
import re
from pathlib import Path

import numpy as np
import pytest
from matplotlib.text import Text
from playwright.sync_api import Page, expect

import gradwalk as gw
from gradwalk.explorers.explorer import Explorer
from gradwalk.pages import album
from gradwalk.pages.document import page as document
from gradwalk.pages.document import runtime
from gradwalk.pages.questions import concept_test
from gradwalk.scenes.kit.panel import DPI
from gradwalk.states.checking.bug_evidence import SUSPICIONS
from tests.explorers.every_explorer import CLASSES
from tools.harness.gallery import FRESH

STATES = 200
# Fewer values than a page has, so that a record takes a second or two; what is not named has all its own.
FEW = {
    "surface": {"x": 15, "y": 14},
    "linked": {"x": 15, "y": 14},
    "descent": {"learning_rate": 9, "step": 31},
    "taylor": {"length": 9, "direction": 13},
    "chain": {"x": 15, "dx": 14},
    "small-change": {"length": 4},
    "network": {"paths": 1},
}
KIND = re.compile(r"gw\.(\w+)\(")
NAMES = [name for name, code in FRESH.items() if (kind := KIND.match(code)) and kind[1] in CLASSES]


def explorer_of(name: str) -> Explorer:
    return eval(FRESH[name], {"gw": gw, "np": np})


@pytest.fixture(scope="module")
def recorded(tmp_path_factory):
    """Name -> the file of its page and its record, made once."""
    made: dict[str, tuple[Path, object]] = {}

    def page_of(name: str):
        if name not in made:
            taken = album(explorer_of(name), **FEW.get(name, {}))
            path = tmp_path_factory.mktemp("pages") / f"{name}.html"
            path.write_text(document(taken, name), encoding="utf-8")
            made[name] = path, taken.first
        return made[name]

    return page_of


@pytest.fixture
def opened(page_alone: Page, recorded):
    """Open the page of an explorer and wait until it is live."""

    def open_page(name: str) -> Page:
        page_alone.goto(recorded(name)[0].as_uri())
        page_alone.wait_for_selector("[data-live]")
        expect(page_alone.locator(".gradwalk-value").first).not_to_be_empty()  # written once the pictures are there
        return page_alone

    return open_page


SHOWN = """states => states.map(state => {
    const model = document.querySelector("[data-live]").gradwalk;
    model.go(state);
    return {marks: JSON.parse(model.get("marks")), readout: model.get("readout"), note: model.get("note"),
            frames: model.get("frames").map(frame => [frame.name, frame.width, frame.height, frame.inner])};
})"""


PHONES = (360, 390, 412)  # pixels
LETTERS = 10.5  # pixels, the smallest on a phone

# The height of every letter of the marks, and how much each panel is shrunk.
SIZES = """() => [...document.querySelectorAll(".gradwalk-panel")].map(panel => {
    const svg = panel.querySelector("svg"), scale = svg.getScreenCTM().a;
    const sizes = [...svg.querySelectorAll("text")].map(text => scale * parseFloat(getComputedStyle(text).fontSize));
    const {width} = panel.getBoundingClientRect();
    return {name: panel.dataset.panel, scale, smallest: Math.min(99, ...sizes), width};
})"""


@pytest.mark.parametrize("name", NAMES)
def test_on_a_phone_letters_are_readable_and_the_width_is_used(opened, recorded, name):
    page = opened(name)
    explorer = explorer_of(name)
    with explorer.narrow():
        panels = explorer.scene.panels.values()
        painted = {panel.name: smallest_letters(panel) for panel in panels}
    for width in PHONES:
        page.set_viewport_size({"width": width, "height": 800})
        page.wait_for_selector(".gradwalk-narrow")
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        row = page.locator(".gradwalk-panels").bounding_box()
        shown = page.evaluate(SIZES)
        assert row["width"] >= 0.9 * (width - 32), name
        for panel in shown:
            assert panel["smallest"] >= LETTERS, (name, width, panel)
            assert panel["scale"] * painted[panel["name"]] >= LETTERS, (name, width, panel)
            assert panel["width"] >= 0.9 * row["width"], (name, width, panel)
        wide = max(panel["width"] for panel in shown) > row["width"] + 4
        assert page.get_by_text("push it sideways").is_visible() == wide
        sizes = page.locator("input, button, select").evaluate_all(
            "all => all.map(one => one.getBoundingClientRect().height)"
        )
        assert (
            min(size for size in sizes if size) >= 40 or page.locator("input[type=radio], input[type=checkbox]").count()
        )


def smallest_letters(panel) -> float:
    """Return the size of the smallest letters that are painted in a picture, in pixels."""
    texts = [text for text in panel.figure.findobj(Text) if text.get_text().strip() and text.get_visible()]
    return min((text.get_fontsize() * DPI / 72 for text in texts), default=99.0)


@pytest.mark.parametrize("name", ["linked", "lab", "training"])
def test_a_narrow_page_has_the_marks_of_narrow_pictures(opened, recorded, name):
    page, (_, record) = opened(name), recorded(name)
    page.set_viewport_size({"width": 390, "height": 800})
    page.wait_for_function("document.querySelector('[data-live]').gradwalk.get('frames').every(f => f.width <= 340)")
    every = list(itertools.product(*(range(size) for size in record.shape)))
    states = random.Random(7).sample(every, 12)
    shown = page.evaluate(SHOWN, [list(state) for state in states])
    explorer = explorer_of(name)
    with explorer.narrow():
        for state, seen in zip(states, shown, strict=True):
            explorer.settings = {c.name: c.values[k] for c, k in zip(record.controls, state, strict=True)}
            marks, readout, _ = explorer.view()
            assert seen["marks"] == json.loads(json.dumps(explorer.scene.place(marks), default=float)), state
            assert seen["readout"] == [list(pair) for pair in readout]


SCREENS = [(1024, 768), (683, 512)]  # a projector, and the same at 150 %


@pytest.mark.parametrize("name", NAMES)
def test_for_a_lecture_controls_and_pictures_are_on_one_screen(opened, name):
    page = opened(name)
    for width, height in SCREENS:
        page.set_viewport_size({"width": width, "height": height})
        page.get_by_role("button", name="Large view").click()
        page.wait_for_selector(".gradwalk-large")
        page.wait_for_function(
            "document.querySelector('.gradwalk-panels').getBoundingClientRect().bottom <= innerHeight"
        )
        controls = page.locator(".gradwalk-controls").bounding_box()
        assert controls is None or 0 <= controls["y"] <= height
        panels = page.locator(".gradwalk-panel").evaluate_all(
            "all => all.map(panel => panel.getBoundingClientRect().right)"
        )
        assert max(panels) <= width
        page.get_by_role("button", name="Back to the page").click()


@pytest.mark.parametrize("name", NAMES)
def test_every_state_is_that_of_the_explorer(opened, recorded, name):
    _, record = recorded(name)
    every = list(itertools.product(*(range(size) for size in record.shape)))
    states = random.Random(2006).sample(every, min(STATES, len(every)))
    shown = opened(name).evaluate(SHOWN, [list(state) for state in states])
    explorer = explorer_of(name)
    for state, seen in zip(states, shown, strict=True):
        with explorer.quietly():  # no picture is painted for a state: those are looked at below
            explorer.settings = {c.name: c.values[k] for c, k in zip(record.controls, state, strict=True)}
        marks, readout, note = explorer.view()
        assert seen["marks"] == json.loads(json.dumps(explorer.scene.place(marks), default=float)), state
        assert (seen["readout"], seen["note"]) == ([list(pair) for pair in readout], note), state
        frames = [[frame.name, frame.width, frame.height, frame.inner] for frame in explorer.scene.frames]
        assert seen["frames"] == json.loads(json.dumps(frames)), state


@pytest.mark.parametrize("name", ["descent", "network"])
def test_pictures_are_those_of_the_state(recorded, name):
    _, record = recorded(name)
    explorer = explorer_of(name)
    every = list(itertools.product(*(range(size) for size in record.shape)))
    for state in random.Random(5).sample(every, 12):
        explorer.settings = {c.name: c.values[k] for c, k in zip(record.controls, state, strict=True)}
        for panel, column in record.columns["pictures"].items():
            row = 0
            for axis in column.get("axes", ()):
                row = row * record.shape[axis] + state[axis]
            number = column["values"][column["index"][row]] if "axes" in column else column["value"]
            assert record.pictures[number] == getattr(explorer.stage, f"picture_{panel}"), (panel, state)


def test_an_explorer_ends_as_it_was(recorded):
    explorer = explorer_of("descent")
    before, words, marks = explorer.settings, explorer.text(), json.dumps(explorer.stage.marks, default=float)
    explorer.record(learning_rate=3, step=3)
    assert (explorer.settings, explorer.text()) == (before, words)
    assert json.dumps(explorer.stage.marks, default=float) == marks


def test_a_dragged_point_goes_to_the_nearest_recorded_place(opened, recorded):
    page, (_, record) = opened("linked"), recorded("linked")
    panel = page.locator('[data-panel="map"]').bounding_box()
    page.mouse.move(panel["x"] + 200, panel["y"] + 200)
    page.mouse.down()
    page.mouse.move(panel["x"] + 120, panel["y"] + 260, steps=4)
    page.mouse.up()
    state = page.evaluate("document.querySelector('[data-live]').gradwalk.state")
    point = [control.values[k] for control, k in zip(record.controls, state, strict=True)]
    page.wait_for_function(
        """([x, y]) => {
            const shown = document.querySelector(".gradwalk-value").innerText.replaceAll("−", "-");
            const [a, b] = shown.slice(1, -1).split(",");
            return Math.abs(a - x) < 1e-3 && Math.abs(b - y) < 1e-3;
        }""",
        arg=point,
    )
    explorer = explorer_of("linked")
    scale = page.locator('[data-panel="map"]').bounding_box()["width"] / 430
    wanted = explorer.scene.panels["map"].unproject((120 / scale, 260 / scale))
    steps = [np.diff(control.values).max() for control in record.controls]
    assert all(abs(a - b) <= step for a, b, step in zip(point, wanted, steps, strict=True))


def test_keys_sliders_steps_and_presses(opened):
    page = opened("descent")
    page.get_by_role("button", name="One step on").click(click_count=3)
    expect(page.get_by_text("3 of 30")).to_be_visible()
    page.get_by_role("slider", name=re.compile("^step")).press("ArrowLeft")
    expect(page.get_by_text("2 of 30")).to_be_visible()
    page.get_by_role("button", name="Play").click()
    expect(page.get_by_text(re.compile(r"\b(\d\d|[3-9]) of 30"))).to_be_visible()  # it may have played on by now
    page.get_by_role("button", name="Pause").click()
    page = opened("network")
    page.get_by_role("button", name=re.compile("weight w⁽²⁾₂₁")).first.press("Enter")
    expect(page.locator("select").first).to_have_value(re.compile(r"\d+"))
    expect(page.locator(".gradwalk-twin")).to_contain_text("w⁽²⁾₂₁")
    page = opened("linked")
    before = page.locator(".gradwalk-value").first.inner_text()
    page.locator('[data-panel="map"] [data-drag]').first.focus()
    page.keyboard.press("ArrowRight")
    expect(page.locator(".gradwalk-value").first).not_to_have_text(before)


def test_two_fragments_on_one_page_do_not_disturb_each_other(page_alone, tmp_path):
    one = explorer_of("chain").write_html(full_html=False, x=5, dx=5)
    other = explorer_of("graph").write_html(full_html=False)
    (tmp_path / "both.html").write_text(f"<!DOCTYPE html><title>a slide</title><p>text</p>{one}<p>text</p>{other}")
    page_alone.goto((tmp_path / "both.html").as_uri())
    expect(page_alone.locator("[data-live]")).to_have_count(2)
    expect(page_alone.locator(".gradwalk-twin").first).to_contain_text("Δz/Δx")  # written a frame after it lives
    first = page_alone.locator(".gradwalk-twin").first.inner_text()
    page_alone.get_by_role("button", name="One step on").click()
    expect(page_alone.locator(".gradwalk-twin").nth(1)).to_contain_text("1 of")
    assert page_alone.locator(".gradwalk-twin").first.inner_text() == first


def test_a_turned_panel_shows_the_marks_of_its_new_side(page_alone, tmp_path):
    explorer = explorer_of("surface")
    explorer.write_html(tmp_path / "turns.html", views=8, x=3, y=3)
    page_alone.goto((tmp_path / "turns.html").as_uri())
    page_alone.wait_for_selector("[data-live]")
    page_alone.locator("svg[tabindex='0']").first.focus()
    for _ in range(9):  # five degrees each: 45 degrees are the next recorded side
        page_alone.keyboard.press("ArrowRight")
    page_alone.wait_for_function("document.querySelector('[data-live]').gradwalk.views.surface")
    shown = page_alone.evaluate("JSON.parse(document.querySelector('[data-live]').gradwalk.get('marks')).surface")
    elevation, azimuth = explorer.scene.panels["surface"].camera
    explorer.settings = {"camera": [elevation, azimuth + 45]}
    assert shown == json.loads(json.dumps(explorer.stage.marks["surface"], default=float))


def test_a_table_that_is_damaged_leaves_the_picture_and_says_so(page_alone, recorded, tmp_path):
    text = recorded("graph")[0].read_text()
    (tmp_path / "damaged.html").write_text(re.sub(r'"record": "....', '"record": "AAAA', text))
    page_alone.goto((tmp_path / "damaged.html").as_uri())
    expect(page_alone.locator(".gradwalk-failed")).to_contain_text("stands still")
    assert page_alone.locator(".gradwalk-still > img").is_visible()


@pytest.mark.parametrize(
    ("most", "words"),
    [({"z": 3}, "not 'z'"), ({"formula": 3}, "formula"), ({"step": 400, "node": 200, "inputs": 2}, "inputs")],
)
def test_what_cannot_be_recorded_is_refused_in_a_sentence(most, words):
    with pytest.raises(ValueError, match=words):
        explorer_of("graph").record(**most)


def test_other_surfaces_are_loaded_when_chosen(page_alone, tmp_path):
    explorer = gw.LinkedExplorer("bowl")
    explorer.write_html(tmp_path / "menu.html", menus=True, narrow=False, x=5, y=5)
    page_alone.goto((tmp_path / "menu.html").as_uri())
    page_alone.wait_for_selector("[data-live]")
    page_alone.locator(".gradwalk-top select").select_option(label="saddle")
    page_alone.get_by_label(re.compile("Contour map.*- y")).first.wait_for()
    expected = gw.LinkedExplorer("saddle")
    seen = page_alone.evaluate("JSON.parse(document.querySelector('[data-live]').gradwalk.get('marks'))")
    assert seen == json.loads(json.dumps(expected.stage.marks, default=float))
    assert explorer.settings["surface"] == "bowl"


def test_a_bug_is_hunted_in_the_page(opened):
    page, evidence = opened("hunt"), explorer_of("hunt").state
    asked = explorer_of("hunt").question()
    wrong = next(choice for choice in asked["choices"] if not choice["right"])
    page.get_by_label(wrong["text"]).check()
    page.get_by_role("button", name="Name it").click()
    expect(page.get_by_role("status").filter(has_text=wrong["why"])).to_be_visible()
    (right,) = [choice for choice in asked["choices"] if choice["right"]]
    assert evidence.settles(next(name for name, words in SUSPICIONS.items() if words == right["text"]))
    page.get_by_label(right["text"]).check()
    page.get_by_role("button", name="Name it").click()
    expect(page.get_by_role("status").filter(has_text=right["why"])).to_be_visible()
    expect(page.get_by_label(wrong["text"])).to_be_disabled()


def test_a_graph_is_filled_in_and_each_number_gets_the_verdict_of_the_explorer(opened):
    page, explorer = opened("fill-in"), explorer_of("fill-in")
    for task in explorer.question()["tasks"]:
        first, *others = task["ranges"]
        told_apart = [each for each in others if not first[0] <= (each[0] + each[1]) / 2 <= first[1]]
        for low, high, is_right, _ in [*told_apart[:2], first]:
            text = repr((low + high) / 2)
            explorer.settings = {"task": task["name"]}
            judged = explorer.state.judged(text)
            page.get_by_role("textbox", name=f"{task['name']} =", exact=True).fill(text)
            page.get_by_role("button", name="Check").click()
            said = page.locator(".gradwalk-more[role=status]").text_content()  # written by the click itself
            assert judged.is_right == is_right
            assert said in (
                f"{task['name']}: {judged.sentence}",
                f"{task['name']} is right.",
                "Nothing is left to fill in.",
            )
        explorer.entry.value = ""
        explorer.settings = {"entries": {**explorer.settings["entries"], task["name"]: text}}
    expect(page.locator(".gradwalk-twin")).to_contain_text("8 of 8")
    page.reload()
    page.wait_for_selector("[data-live]")
    expect(page.locator(".gradwalk-twin")).to_contain_text("8 of 8")
    page.get_by_role("button", name="Begin anew").click()
    page.get_by_role("textbox", name="v1 =").fill("two")
    page.get_by_role("button", name="Check").click()
    expect(page.get_by_text("Expressions need Python")).to_be_visible()


def test_too_many_states_are_refused():
    with pytest.raises(ValueError, match="at most 30000 states, not"):
        explorer_of("linked").record(x=400, y=400)


@pytest.fixture
def titled(page_alone: Page, tmp_path):
    """A page of a lecturer's: words above an explorer with a title, a menu, and a slider that she has hidden."""
    explorer = gw.LinkedExplorer("bowl", title="A valley & a pass", hide=("x",))
    words = '<p><a href="#below?surface=saddle&y=1">the pass</a> <a href="#below?surface=sea&y=1">the sea</a></p>'
    live = explorer.write_html(full_html=False, menus=True, narrow=False, x=5, y=5)
    (tmp_path / "titled.html").write_text(f'<!DOCTYPE html><meta charset="utf-8"><title>a page</title>{words}{live}')
    page_alone.goto((tmp_path / "titled.html").as_uri())
    page_alone.wait_for_selector("[data-live]")
    return page_alone


def test_a_title_and_what_is_hidden_are_as_in_the_notebook(titled):
    expect(titled.locator(".gradwalk-title")).to_have_text("A valley & a pass")
    expect(titled.get_by_role("slider")).to_have_count(1)
    expect(titled.locator(".gradwalk-control").filter(has=titled.get_by_role("slider"))).to_contain_text("y")


def test_words_choose_in_the_menus_too_and_are_plain_where_there_is_no_such_choice(titled):
    expect(titled.get_by_text("the sea")).not_to_have_attribute("href", re.compile("."))
    titled.get_by_role("link", name="the pass").click()
    titled.get_by_label(re.compile("Contour map.*- y")).first.wait_for()
    assert titled.locator(".gradwalk-top select").evaluate("menu => menu.selectedOptions[0].text") == "saddle"
    titled.wait_for_function(
        """() => {
            const { recording, state } = document.querySelector("[data-live]").gradwalk;
            return Math.abs(recording.controls[1].values[state[1]] - 1) < 0.6;
        }"""
    )


def test_in_a_concept_test_one_may_not_know_and_may_stop_anywhere(page_alone, tmp_path):
    asked = gw.ConceptTest("after", folder=tmp_path).questions[:2]
    page = f'<!DOCTYPE html><meta charset="utf-8"><title>a page</title><script>{runtime()}</script>'
    (tmp_path / "test.html").write_text(page + concept_test("after", asked))
    page_alone.goto((tmp_path / "test.html").as_uri())
    page_alone.locator("summary").first.click()
    first = page_alone.locator(".gradwalk-question").first
    first.get_by_role("button", name="I do not know").click()
    said = first.get_by_role("status")
    expect(said).to_contain_text(f"The answer: {asked[0].answer}")
    expect(said).to_contain_text(f"See {asked[0].where}.")
    expect(page_alone.locator(".gradwalk-score")).to_have_text("0 of 1 right; 2 questions in all.")
