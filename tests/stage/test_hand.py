"""The hand on a page without a kernel: what is reported, what happens when nobody answers, fingers beside and on."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

import numpy as np
import pytest
from playwright.sync_api import Browser, CDPSession, Page, expect

from gradwalk.stage import Frame, Placer, Room, Stage, node, point, polyline
from tests.stage.bare_page import opened

ROOM = Room(50, 20, 380, 260)
MAP = Frame("map", 400, 300, ROOM, "A map", grab="here")
SURFACE = Frame("surface", 400, 300, ROOM, "A surface", turns=True)
WAIT_MS = 2000
BUSY = re.compile("does not answer: while it is busy, this waits .* run this cell again")
LOST = re.compile("was restarted .* run this cell again")
UNANSWERED = ".gradwalk-unanswered"
ADD_BUTTON = """document.querySelector(".gradwalk-explorer")
    .insertAdjacentHTML("afterbegin", "<button>step</button>")"""
PHONES = ("iPhone 13", "Pixel 7")


def marks(here: tuple[float, float] = (200, 150), **others) -> str:
    """The marks of a map with a handle, as the kernel sends them."""
    shown = {"here": point(here, "#c43c00", label="a point", drag=True), **others}
    placed = Placer().place(shown, np.concatenate([mark.at for mark in shown.values()]), ROOM)
    return json.dumps({"map": placed, "surface": {}})


def state(*frames: Frame, **more) -> dict:
    return {"frames": [frame.as_dict() for frame in frames or (MAP,)], "marks": marks(), "answered": 0, **more}


@pytest.fixture
def page(chromium: Browser) -> Iterator[Page]:
    with opened(chromium, state()) as page:
        yield page


def handle_at(page: Page) -> tuple[float, float]:
    """The pixel of the frame where the handle is seen."""
    moved = page.locator("[data-mark=here]").get_attribute("transform")
    x, y = re.findall(r"-?[\d.]+", moved)
    return float(x), float(y)


def middle(page: Page, selector: str = "[data-mark=here] .gradwalk-body") -> tuple[float, float]:
    box = page.locator(selector).bounding_box()
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def drag(page: Page, dx: float, dy: float) -> None:
    x, y = middle(page)
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + dx, y + dy, steps=4)
    page.mouse.up()


def told(page: Page, name: str = "hand") -> list[dict]:
    return [value for told, value in page.evaluate("window.stage.told") if told == name]


def answer(page: Page, **changed) -> None:
    page.evaluate("changed => window.stage.change(changed)", changed)


# ---------------------------------------------------------------- a kernel that does not answer


def test_a_busy_kernel_keeps_the_hand_where_it_is_until_it_answers(page):
    drag(page, -60, 40)
    dropped = handle_at(page)
    assert dropped == pytest.approx((140, 190), abs=2)
    answer(page, note="something else")  # a change that is no answer
    page.wait_for_timeout(WAIT_MS - 600)
    assert handle_at(page) == dropped
    expect(page.locator(UNANSWERED)).to_have_text(BUSY)
    assert handle_at(page) == dropped
    answer(page, marks=marks((138, 191)), answered=told(page)[-1]["number"])
    assert handle_at(page) == (138, 191)
    expect(page.locator(UNANSWERED)).to_be_empty()


def test_an_answer_without_a_change_lets_go_of_the_hand(page):
    drag(page, -60, 40)
    answer(page, answered=told(page)[-1]["number"])
    assert handle_at(page) == (200, 150)
    page.wait_for_timeout(WAIT_MS + 200)
    expect(page.locator(UNANSWERED)).to_be_empty()


def test_an_answer_to_an_earlier_report_does_not_let_go(page):
    drag(page, -60, 40)
    answer(page, marks=marks((180, 160)), answered=told(page)[-1]["number"] - 1)
    assert handle_at(page) == pytest.approx((140, 190), abs=2)


def test_a_long_drag_that_is_answered_late_every_time_is_no_silence(page):
    x, y = middle(page)
    page.mouse.move(x, y)
    page.mouse.down()
    for k in range(14):
        page.mouse.move(x + k, y)
        answer(page, answered=told(page)[-1]["number"] - 1)
        page.wait_for_timeout(200)
        expect(page.locator(UNANSWERED)).to_be_empty()
    page.mouse.up()


@pytest.mark.parametrize("use", ["key", "press", "turn"])
def test_keys_presses_and_turns_are_answered_or_missed_as_well(chromium, use):
    button = node((100, 100), ["x"], fill="white", color="#1a1a1a", label="x", press=True)
    shown = {**state(MAP, SURFACE), "marks": marks(button=button)}
    with opened(chromium, shown, viewport={"width": 1000, "height": 700}) as page:
        if use == "turn":
            page.locator("[data-panel=surface] > svg").press("ArrowLeft")
            number = told(page, "cameras")[-1]["surface"]["number"]
        else:
            target = page.locator("[data-mark=here]" if use == "key" else "[data-mark=button]")
            target.press("ArrowLeft" if use == "key" else "Enter")
            (sent,) = page.evaluate("window.stage.sent")
            assert sent["type"] == use
            number = sent["number"]
        expect(page.locator(UNANSWERED)).to_have_text(BUSY)
        answer(page, answered=number)
        expect(page.locator(UNANSWERED)).to_be_empty()


def test_controls_beside_the_stage_ask_whether_anybody_listens_where_nothing_happens(page):
    page.evaluate(ADD_BUTTON)
    button = page.get_by_role("button", name="step")
    for answer_to in ("first", "second"):
        button.press("Enter")
        page.evaluate("note => window.stage.change({ note })", answer_to)  # which says that somebody listens
    button.press("Enter")
    expect(page.locator(UNANSWERED)).to_have_text(BUSY)
    assert [message["type"] for message in page.evaluate("window.stage.sent")] == ["ask"]


def test_a_restarted_kernel_is_said_at_once_and_the_hand_goes_back(page):
    page.evaluate("document.querySelector('#stage').classList.add('jupyter-widgets-disconnected')")
    page.evaluate("window.stage.fire('comm_live_update')")
    expect(page.locator(UNANSWERED)).to_have_text(LOST)
    drag(page, -60, 40)
    expect(page.locator("[data-mark=here]")).to_have_attribute("transform", "translate(200 150)")
    expect(page.locator(UNANSWERED)).to_have_text(LOST)


def test_a_model_that_is_no_kernel_settles_by_itself(chromium):
    with opened(chromium, {key: value for key, value in state().items() if key != "answered"}) as page:
        drag(page, -60, 40)
        expect(page.locator("[data-mark=here]")).to_have_attribute("transform", "translate(200 150)")
        page.evaluate(ADD_BUTTON)
        page.get_by_role("button", name="step").press("Enter")
        page.wait_for_timeout(WAIT_MS + 200)
        assert page.evaluate("window.stage.sent.filter(message => message.type === 'ask')") == []
        expect(page.locator(UNANSWERED)).to_be_empty()


def test_the_kernel_answers_after_what_it_does_even_where_that_fails():
    stage, seen = Stage([MAP]), []
    stage.on_drag(lambda *hand: seen.append((hand, stage.answered)))
    stage.hand = {"panel": "map", "mark": "here", "x": 1, "y": 2, "held": False, "number": 3}
    assert seen == [(("map", "here", (1, 2), False), 0)]
    assert stage.answered == 3
    stage.on_press(lambda *_: 1 / 0)
    stage._handle_custom_msg({"type": "press", "panel": "map", "mark": "x", "number": 4}, [])
    assert stage.answered == 4
    stage._handle_custom_msg({"type": "ask", "number": 9}, [])
    assert stage.answered == 9


def test_what_a_hand_held_is_forgotten_where_something_later_was_already_done():
    stage, seen = Stage([MAP]), []
    stage.on_drag(lambda *hand: seen.append(hand))
    stage.on_key(lambda *key: seen.append(key))
    stage.hand = {"panel": "map", "mark": "here", "x": 1, "y": 2, "held": True, "number": 1}
    drop = {"panel": "map", "mark": "here", "x": 3, "y": 4, "held": False, "number": 3}
    stage._handle_custom_msg({"type": "hand", **drop}, [])
    stage._handle_custom_msg(
        {"type": "key", "panel": "map", "mark": "here", "key": "ArrowUp", "shift": 0, "number": 4}, []
    )
    stage.hand = {"panel": "map", "mark": "here", "x": 2, "y": 3, "held": True, "number": 2}  # kept back by the browser
    assert seen == [("map", "here", (1, 2), True), ("map", "here", (3, 4), False), ("map", "here", "ArrowUp", 0)]
    assert stage.answered == 4


def test_a_drop_is_told_at_once_and_numbers_go_on_where_another_view_was_used(chromium):
    with opened(chromium, state()) as page:
        answer(page, answered=40)
        drag(page, -60, 40)
        assert page.evaluate("window.stage.sent.map(message => [message.type, message.held])") == [["hand", False]]
        numbers = [hand["number"] for hand in told(page)]
        assert numbers == list(range(41, 41 + len(numbers)))


# ---------------------------------------------------------------- fingers


@pytest.fixture(params=PHONES)
def phone(request, chromium: Browser, playwright_devices: dict) -> Iterator[Page]:
    device = {key: value for key, value in playwright_devices[request.param].items() if key != "default_browser_type"}
    chip = node((300, 60), ["0.50"], fill="white", color="#1a1a1a", box=(46, 20), label="w", press=True)
    shown = {**state(MAP, SURFACE), "marks": marks(chip=chip, line=polyline([(60, 60), (300, 200)], "#0072b2"))}
    with opened(chromium, shown, **device) as page:
        yield page


def touch(page: Page, path: list[tuple[float, float]]) -> None:
    """Put a finger down, move it along a path in pixels of the window, and lift it."""
    session: CDPSession = page.context.new_cdp_session(page)
    for kind, (x, y) in zip(["touchStart"] + ["touchMove"] * (len(path) - 1), path, strict=True):
        session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": [{"x": x, "y": y}]})
        page.wait_for_timeout(30)
    session.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    page.wait_for_timeout(100)


def swipe(start: tuple[float, float], dx: float, dy: float, steps: int = 8) -> list[tuple[float, float]]:
    return [(start[0] + dx * k / steps, start[1] + dy * k / steps) for k in range(steps + 1)]


def scrolled(page: Page) -> float:
    return page.evaluate("window.scrollY")


@pytest.mark.parametrize("off", [(0, 0), (19, 0), (0, -19), (-13, 13)])
def test_a_finger_on_a_handle_moves_it_and_the_page_stays(phone, off):
    x, y = middle(phone)
    scale = phone.locator("[data-panel=map]").bounding_box()["width"] / 400
    touch(phone, swipe((x + off[0], y + off[1]), -40, -60))
    assert scrolled(phone) == 0
    hand = told(phone)[-1]
    assert (hand["mark"], hand["held"]) == ("here", False)
    wanted = (200 + (off[0] - 40) / scale, 150 + (off[1] - 60) / scale)
    assert (hand["x"], hand["y"]) == pytest.approx(wanted, abs=4)


def test_a_finger_beside_the_handle_scrolls_the_page_and_moves_nothing(phone):
    x, y = middle(phone)
    touch(phone, swipe((x - 90, y + 40), 0, -100))
    assert scrolled(phone) > 50
    assert told(phone) == []
    assert handle_at(phone) == (200, 150)


def test_a_tap_beside_the_handle_sends_it_there(phone):
    box = phone.locator("[data-panel=map] > svg").bounding_box()
    x, y = box["x"] + 0.3 * box["width"], box["y"] + 0.7 * box["height"]
    touch(phone, [(x, y)])
    hand = told(phone)[-1]
    assert (hand["x"], hand["y"], hand["held"]) == (pytest.approx(120, abs=2), pytest.approx(210, abs=2), False)


@pytest.mark.parametrize("off", [(0, 0), (0, 19), (0, -19), (30, 0)])
def test_a_tap_near_a_small_button_presses_it(phone, off):
    x, y = middle(phone, "[data-mark=chip] .gradwalk-body")
    touch(phone, [(x + off[0], y + off[1])])
    (sent,) = phone.evaluate("window.stage.sent")
    assert (sent["type"], sent["mark"]) == ("press", "chip")
    assert told(phone) == []


def test_a_swipe_that_begins_on_a_button_scrolls_and_presses_nothing(phone):
    touch(phone, swipe(middle(phone, "[data-mark=chip] .gradwalk-body"), 0, -80))
    assert scrolled(phone) > 30
    assert phone.evaluate("window.stage.sent") == []


def test_a_camera_turns_across_and_the_page_scrolls_along(phone):
    panel = phone.locator("[data-panel=surface] > svg")
    panel.scroll_into_view_if_needed()
    before, (x, y) = scrolled(phone), middle(phone, "[data-panel=surface] > svg")
    touch(phone, swipe((x, y), 80, 0))
    turned = told(phone, "cameras")[-1]["surface"]
    assert turned["azimuth"] == pytest.approx(-60 - 40, abs=6)
    assert scrolled(phone) == before
    touch(phone, swipe((x, y), 0, -120))
    assert scrolled(phone) > before + 50
