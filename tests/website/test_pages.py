"""A page of the course, built by the documented command: live without Python, and nothing comes from outside."""

from __future__ import annotations

import importlib
import re
import subprocess

import nbformat
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, expect

from tests.ci import skip_or_fail
from tools.harness.notebook_page import REPOSITORY

pytestmark = pytest.mark.network  # npm brings KaTeX

NAME = "03_chain_rule"
NOTEBOOK = nbformat.read(REPOSITORY / "notebooks" / f"{NAME}.ipynb", as_version=4)
NO_REGISTRY = ("ENOTFOUND", "ECONNREFUSED", "ETIMEDOUT", "EAI_AGAIN", "No solution found", "dns error")
PHONE = {"viewport": {"width": 360, "height": 740}, "has_touch": True, "is_mobile": True}
DESK = {"viewport": {"width": 1280, "height": 800}}


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    folder = tmp_path_factory.mktemp("site") / "site"
    command = ["uv", "run", "website/build.py", "--only", "pages", "--notebook", NAME, "--output", str(folder)]
    done = subprocess.run(command, cwd=REPOSITORY, capture_output=True, text=True, timeout=600, check=False)
    if done.returncode and any(sign in done.stderr for sign in NO_REGISTRY):
        skip_or_fail(f"The pages cannot be built without a package registry: {done.stderr[-300:]}")
    assert done.returncode == 0, done.stderr
    return folder


@pytest.fixture
def visit(chromium: Browser, site):
    """Open the page as somebody whom the network refuses everything else; what it asked for is kept."""
    contexts = []

    def open_page(window=DESK, **options):
        context = chromium.new_context(**window, **options)
        contexts.append(context)
        page = context.new_page()
        page.asked = []
        page.on("request", lambda request: page.asked.append(request.url))
        page.goto((site / f"{NAME}.html").as_uri())
        return page

    yield open_page
    for context in contexts:
        context.close()


def test_text_code_outputs_and_alternative_texts_are_those_of_the_notebook(site):
    text = (site / f"{NAME}.html").read_text(encoding="utf-8")
    headings = [line for c in NOTEBOOK.cells if c.cell_type == "markdown" for line in c.source.splitlines()]
    for heading in (line.removeprefix("## ") for line in headings if line.startswith("## ")):
        assert f">{heading}</h2>" in text
    assert text.count('class="cell"') == sum(cell.cell_type == "code" for cell in NOTEBOOK.cells)
    assert "-7.5000" in text
    assert all(re.findall(r'<img[^>]* alt="([^"]*)"', text))


def test_a_page_is_small_because_pictures_and_tables_wait_beside_it(site):
    assert (site / f"{NAME}.html").stat().st_size < 400_000
    assert "data:image" not in (site / f"{NAME}.html").read_text(encoding="utf-8")


def test_the_table_of_the_first_explorer_is_asked_for_before_the_runtime_runs(site):
    head = (site / f"{NAME}.html").read_text(encoding="utf-8").split("</head>")[0]
    early = re.findall(r'rel="preload" as="script" href="([^"]*)"', head)
    assert early
    assert all((site / address).is_file() for address in early)


def test_the_first_frame_waits_for_the_whole_text_and_for_nothing_else(site):
    text = (site / f"{NAME}.html").read_text(encoding="utf-8")
    assert re.findall(r'<link rel="expect" href="#(\w+)" blocking="render">', text) == ["end"]
    assert text.count('id="end"') == 1
    assert re.findall(r"<script src=[^>]*>", text) == ['<script src="assets/gradwalk.js" defer>']


def test_every_formula_is_set_and_none_is_left(site):
    text = (site / f"{NAME}.html").read_text(encoding="utf-8")
    written = "\n".join(cell.source for cell in NOTEBOOK.cells if cell.cell_type == "markdown")
    inline = len(
        re.findall(
            r"(?<![$\\])\$(?!\$)[^$]+\$(?!\$)", re.sub(r"`[^`]*`", "", re.sub(r"\$\$.*?\$\$", "", written, flags=re.S))
        )
    )
    display = len(re.findall(r"\$\$.*?\$\$", written, flags=re.S))
    assert text.count('class="katex-display"') == display
    assert text.count('<span class="katex">') == inline + display
    assert "\ue000" not in text
    assert "(4.1)" in re.sub(r"<[^>]+>", "", text)


def test_explorers_come_to_life_as_they_come_near_and_ask_nothing_of_other_hosts(visit):
    page = visit()
    shown = page.locator(".output > .gradwalk-still")
    for k in range(shown.count()):
        shown.nth(k).scroll_into_view_if_needed()
        expect(shown.nth(k)).to_have_attribute("data-live", "true")
    assert all(url.startswith(("file:", "data:", "blob:")) for url in page.asked)
    expect(page.locator("html")).to_have_attribute("data-whole", "true")  # all of the text is laid out by then
    graph = page.locator("[data-live] .gradwalk-scrolls").first
    graph.get_by_role("button", name="One step on").click()
    expect(graph.locator(".gradwalk-twin")).to_contain_text("1 of 7")


def test_a_question_opens_its_outcome_once_and_keeps_the_answer(visit):
    page = visit()
    question = page.locator(".gradwalk-question", has_text="Predict. ").first  # others recall a notebook before
    expect(question.locator(".gradwalk-outcome")).to_be_hidden()
    expect(question.get_by_role("button", name="Commit")).to_be_disabled()
    question.get_by_label("By 3 − 2 = 1.").check()
    question.get_by_role("button", name="Commit").click()
    expect(question.get_by_role("status").first).to_contain_text("It turns out otherwise.")
    expect(question.locator(".gradwalk-outcome")).to_be_visible()
    page.reload()
    expect(question.locator(".gradwalk-outcome")).to_be_visible()
    expect(page.locator(".gradwalk-predicted li").first).to_contain_text("You predicted: By 3 − 2 = 1.")
    expect(page.locator(".gradwalk-predicted li").nth(1)).to_contain_text("Not predicted yet.")


def test_without_javascript_text_formulas_and_pictures_are_there(visit):
    page = visit(java_script_enabled=False)
    assert page.locator(".output > .gradwalk-still > img").first.is_visible()
    assert page.locator(".katex-display").first.is_visible()
    assert page.locator(".gradwalk-asked li").first.is_visible()
    question = page.locator(".gradwalk-question", has=page.locator(".gradwalk-outcome img")).first
    expect(question.locator("img")).to_be_hidden()  # nobody reads the outcome before the question
    question.locator("summary").first.click()
    expect(question.locator("img")).to_be_visible()


def test_a_phone_scrolls_down_and_never_sideways(visit):
    page = visit(PHONE)
    live = page.locator(".output > .gradwalk-still").first
    live.scroll_into_view_if_needed()
    expect(live).to_have_attribute("data-live", "true")
    assert page.evaluate("document.documentElement.scrollWidth") == 360
    assert live.locator(".gradwalk-panel").first.bounding_box()["width"] >= 0.8 * 328
    sizes = live.locator("input, button, select").evaluate_all(
        "all => all.map(one => one.getBoundingClientRect().height)"
    )
    assert min(sizes) >= 40


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing(visit, site, scheme):
    page = visit(color_scheme=scheme)
    page.locator(".output > .gradwalk-still").first.scroll_into_view_if_needed()
    page.wait_for_selector("[data-live]")
    found = Axe().run(page).response["violations"]
    page.goto((site / "index.html").as_uri())
    found += Axe().run(page).response["violations"]
    assert [(each["id"], each["nodes"][0]["html"][:120]) for each in found] == []


def test_what_may_scroll_sideways_is_reached_by_keys(monkeypatch):
    monkeypatch.syspath_prepend(REPOSITORY / "website")
    mathematics = importlib.import_module("mathematics")
    text = mathematics.render_markdown("| a | b |\n|---|---|\n| 1 | $x$ |\n\n$$y = 1$$", mathematics.Formulas())
    assert '<table tabindex="0">' in text
    assert '<div class="formula" tabindex="0">' in text


def test_the_start_page_leads_to_every_page(site):
    assert 'href="03_chain_rule.html"' in (site / "index.html").read_text(encoding="utf-8")


def test_an_outcome_on_a_phone_has_controls_as_wide_as_the_page(visit):
    page = visit(PHONE)
    question = page.locator(".gradwalk-question", has_text="Predict. ").first  # others recall a notebook before
    question.locator("input[type=radio]").first.check()
    question.get_by_role("button", name="Commit").click()
    slider = question.locator(".gradwalk-outcome input[type=range]").first
    slider.scroll_into_view_if_needed()
    assert slider.bounding_box()["width"] >= 120
    assert page.evaluate("document.documentElement.scrollWidth") == 360


def test_a_table_that_does_not_load_leaves_the_picture_and_says_so(visit):
    page = visit()
    page.route("**/records/*.js", lambda route: route.abort())
    page.reload()
    still = page.locator(".output > .gradwalk-still").first
    still.scroll_into_view_if_needed()
    expect(still.locator(".gradwalk-failed")).to_contain_text("stands still")
    assert still.locator("img").is_visible()
