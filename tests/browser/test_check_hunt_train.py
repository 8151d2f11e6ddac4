"""The gradient-check lab, the bug hunt and the training of notebook 4: by mouse and keyboard, to their ends."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Locator, expect

from gradwalk.states.checking.bug_evidence import SUSPICIONS, bug_of_case
from tools.harness.explorer_on_page import ExplorerOnPage

NOTEBOOK = "04_two_layer_network.ipynb"
CELLS = ("imports", "check-lab", "bug-hunt", "training-explorer")


def select(explorer: ExplorerOnPage, box: int, label: str) -> None:
    explorer.root.locator("select").nth(box).select_option(label=label)
    explorer.settled()


# --- the gradient-check lab ---


def test_a_formula_is_checked_and_a_bad_one_explained(notebook):
    lab = ExplorerOnPage(notebook, "check-lab")
    select(lab, 0, "a formula f(x)")
    lab.type_formula("f(x) =", "x**3")
    notebook.set_slider(lab.root, "x", 2)
    expect(lab.value("exact f′(x)")).to_have_text("12.00000000")
    before = lab.settled()
    lab.type_formula("f(x) =", "x**3 +")
    expect(lab.root.locator(".gradwalk-warning")).to_contain_text("nothing after")
    assert lab.settled() == before
    lab.type_formula("f(x) =", "exp(x)")
    expect(lab.root.locator(".gradwalk-warning")).to_have_count(0)


def test_h_is_dragged_to_both_bad_ends(notebook):
    lab = ExplorerOnPage(notebook, "check-lab")
    point = lab.mark("error", "central")
    best = lab.numbers("truncation and rounding balance, central: at h")[0]
    notebook.drag(point, -600, 0)
    expect(lab.note()).to_contain_text("Rounding rules both")
    notebook.screenshot("04-check-lab-too-small", lab.root)
    notebook.drag(lab.mark("error", "forward"), 600, 0)
    expect(lab.note()).to_contain_text("Truncation rules both")
    large = lab.numbers("error, central")[0]
    notebook.press(lab.mark("error", "central"), "Shift+ArrowLeft", times=4)
    expect(lab.note()).not_to_contain_text("Truncation rules both")
    assert lab.numbers("h")[0] == pytest.approx(best, rel=0.95)
    assert lab.numbers("error, central")[0] < large / 1000
    notebook.screenshot("04-check-lab-best", lab.root)


def test_the_loss_of_the_network_is_differentiated_by_any_weight(notebook):
    lab = ExplorerOnPage(notebook, "check-lab")
    select(lab, 0, "the loss E of a network")
    select(lab, 1, "w⁽²⁾₁₃")
    assert any(name.startswith("exact ∂E/∂w⁽²⁾₁₃") for name in lab.settled())
    notebook.screenshot("04-check-lab-network", lab.root)


# --- the bug hunt ---


def name_it(hunt: ExplorerOnPage, suspicion: str) -> Locator:
    hunt.root.locator("label", has_text=SUSPICIONS[suspicion]).get_by_role("radio").check()
    hunt.root.get_by_role("button", name="Name it").click()
    return hunt.root.locator(".gradwalk-feedback")


def test_a_wrong_name_is_answered_by_numbers_and_the_right_one_explained(notebook):
    hunt = ExplorerOnPage(notebook, "bug-hunt")
    bug = bug_of_case(1)
    wrong = next(name for name in SUSPICIONS if name != bug.name)
    expect(name_it(hunt, wrong)).to_contain_text("That does not fit. Look at ∂E/∂")
    notebook.screenshot("04-bug-hunt-wrong-name", hunt.root)
    expect(name_it(hunt, bug.name)).to_contain_text(f"It breaks ({bug.equation})")
    notebook.screenshot("04-bug-hunt-found", hunt.root)


def test_numbers_are_changed_by_keyboard_and_buttons(notebook):
    hunt = ExplorerOnPage(notebook, "bug-hunt")
    before = hunt.settled()
    box = hunt.root.locator(".widget-text input").first
    box.focus()
    notebook.page.keyboard.press("ControlOrMeta+a")
    notebook.page.keyboard.type("0.77")
    box.press("Tab")
    assert hunt.settled() != before
    hunt.root.get_by_role("button", name="Make every h = 0").click()
    expect(hunt.note()).to_contain_text("proves nothing about others")
    notebook.screenshot("04-bug-hunt-hidden", hunt.root)
    select(hunt, 0, "2-2-2")
    assert hunt.mark("gradients", "claimed w1[2, 0]").count() == 0
    hunt.root.get_by_role("button", name="Other random numbers").click()
    expect(hunt.note()).to_contain_text("differ from the check")


# --- the training ---


def test_it_trains_live_pauses_and_goes_back(notebook):
    training = ExplorerOnPage(notebook, "training-explorer")
    start = training.numbers("E")[0]
    training.play_button().click()
    expect(training.value("step")).to_have_text(re.compile(r"^[2-9]\d\d of"), timeout=20_000)
    # The kernel answers while it trains: a cell runs at once.
    notebook.run_cell("imports")
    training.play_button().click()
    stopped = training.numbers("step")[0]
    notebook.page.wait_for_timeout(800)
    assert training.numbers("step")[0] == stopped
    assert training.numbers("E")[0] < start / 2
    notebook.screenshot("04-training-paused", training.root)
    notebook.set_slider(training.root, "step", 0)
    expect(training.value("step")).to_have_text(re.compile("^0 of"))
    assert training.numbers("E")[0] == start


def test_an_index_stays_on_the_line_of_its_letter(notebook):
    names = ExplorerOnPage(notebook, "training-explorer").root.locator(".gradwalk-headline .gradwalk-name")
    plain, indexed = (names.filter(has_text=words).first.bounding_box() for words in ("E", "λ_max"))
    assert indexed["height"] <= 1.2 * plain["height"]


def test_it_ends_by_itself(notebook):
    training = ExplorerOnPage(notebook, "training-explorer")
    select(training, 2, "5")
    training.play_button().click()
    expect(training.value("step")).to_have_text("3000 of 3000", timeout=30_000)
    assert training.numbers("E")[0] < 0.05
    notebook.screenshot("04-training-done", training.root)


def test_equal_weights_and_divergence_are_said(notebook):
    training = ExplorerOnPage(notebook, "training-explorer")
    end = training.root.get_by_title("To the last step")
    select(training, 1, "all weights equal")
    end.click()
    expect(training.note()).to_contain_text("never part")
    notebook.screenshot("04-training-symmetric", training.root)
    select(training, 1, "random")
    notebook.press(notebook.slider_handle(training.root, "η"), "End")
    end.click()
    expect(training.note()).to_contain_text("no finite number any more")
    expect(training.value("E")).to_have_text("∞")
    notebook.screenshot("04-training-diverged", training.root)


def test_a_rerun_cell_leaves_no_training_behind(notebook):
    training = ExplorerOnPage(notebook, "training-explorer")
    select(training, 0, "x²")
    select(training, 2, "60")  # far longer than this test looks
    notebook.press(notebook.slider_handle(training.root, "η"), "Home")
    training.play_button().click()
    notebook.page.wait_for_timeout(500)
    notebook.run_cell("training-explorer")
    notebook.wait_until_idle()
    again = ExplorerOnPage(notebook, "training-explorer")
    expect(again.value("step")).to_have_text(re.compile("^0 of"))
    notebook.page.wait_for_timeout(1500)
    expect(again.value("step")).to_have_text(re.compile("^0 of"))
    # Nothing asks the kernel for anything any more.
    busy = notebook.page.evaluate(
        """async () => {
            const kernel = window.jupyterapp.shell.currentWidget.sessionContext.session.kernel;
            let messages = 0;
            const count = () => { messages += 1; };
            kernel.iopubMessage.connect(count);
            await new Promise(done => setTimeout(done, 1000));
            kernel.iopubMessage.disconnect(count);
            return messages;
        }"""
    )
    assert busy == 0
    assert notebook.page_errors == []
