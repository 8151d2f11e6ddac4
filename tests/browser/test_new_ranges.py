"""A number that is typed or chosen is the number in force, in kernels whose sets have different orders.

The order of a set of names depends on PYTHONHASHSEED. A browser that is told a value before its range clips it, and
sends the clipped one back: typing 5 gave 3, and a chosen surface put the point in the wrong place.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import nbformat
import pytest
from playwright.sync_api import expect

from gradwalk.mathematics.surfaces import GALLERY
from gradwalk.states.numerals import number, vector
from tools.harness.explorer_on_page import ExplorerOnPage, numbers_in
from tools.harness.notebook_page import NotebookPage, opened_notebook

# In the first, a value would be told before its range; in the second, after the one end and before the other.
SEEDS = {1: ["value", "min", "max"], 3: ["max", "value", "min"]}
SLOW = 30_000  # milliseconds: a new surface is painted first
ORDER = "[*{'value', 'min', 'max'}]"
CELLS = {
    "order": f"import gradwalk as gw\nprint({ORDER})",
    "network": "network = gw.NetworkExplorer()\nnetwork",
    "linked": "gw.LinkedExplorer('bowl')",
    "taylor": "gw.TaylorExplorer('hills')",
    "descent": "gw.DescentExplorer('ravine', num_steps=30)",
    "set": "network.settings = {'numbers': {'w1[1, 1]': 4}}",
}


@pytest.fixture(scope="module", params=SEEDS, ids=lambda seed: f"seed {seed}")
def seed(request) -> int:
    """A hash seed, which sets the order of a set of names."""
    return request.param


@pytest.fixture(scope="module")
def notebook(seed, tmp_path_factory, chromium, jupyterlab) -> Iterator[NotebookPage]:
    """The explorers in a notebook whose kernel has this hash seed."""
    spec = jupyterlab.kernel_with_environment(f"seed{seed}", {"PYTHONHASHSEED": str(seed)})
    book = nbformat.v4.new_notebook(metadata={"kernelspec": {"name": spec, "display_name": spec}})
    book.cells = [nbformat.v4.new_code_cell(source, id=name) for name, source in CELLS.items()]
    path: Path = tmp_path_factory.mktemp("ranges") / f"ranges-{seed}.ipynb"
    nbformat.write(book, path)
    with opened_notebook(chromium, jupyterlab, path) as opened:
        opened.run_all()
        yield opened


def test_the_kernel_has_the_order_of_its_seed(notebook, seed):
    expect(notebook.output("order")).to_have_text(str(SEEDS[seed]))
    assert notebook.error_outputs() == []


def chosen(explorer: ExplorerOnPage) -> float:
    """The value of the chosen number, as the read-out has it."""
    return numbers_in(explorer.settled()["chosen"].split("=")[1])[0]


@pytest.mark.parametrize("text", ["5", "100", "-50", "−7,5", "0,25"])
def test_a_typed_number_is_the_number(notebook, text):
    explorer = ExplorerOnPage(notebook, "network")
    box = explorer.text_box("=")
    box.fill(text)
    box.press("Enter")
    wanted = float(text.replace("−", "-").replace(",", "."))
    expect(explorer.value("chosen")).to_contain_text(number(wanted), timeout=SLOW)
    assert chosen(explorer) == pytest.approx(wanted)
    handle = notebook.slider_handle(explorer.root, "w⁽¹⁾₁₁")
    assert float(handle.get_attribute("aria-valuenow")) == pytest.approx(wanted, abs=0.05)  # it has one decimal


def test_a_chosen_weight_stays_what_it_is(notebook):
    explorer = ExplorerOnPage(notebook, "network")
    explorer.text_box("=").fill("0,1")
    explorer.text_box("=").press("Enter")
    explorer.mark("network", "w1[1, 1]").click()
    assert chosen(explorer) == 4
    explorer.mark("network", "w1[0, 0]").click()
    explorer.mark("network", "w1[1, 1]").click()
    assert chosen(explorer) == 4
    explorer.mark("network", "w1[0, 0]").click()


CHOICES = [("linked", name) for name in ("Rosenbrock", "ravine", "wall", "monkey saddle", "Himmelblau", "bowl")]


@pytest.mark.parametrize(("cell", "surface"), [*CHOICES, ("taylor", "Rosenbrock"), ("taylor", "wall")])
def test_a_chosen_surface_puts_the_point_at_its_start(notebook, cell, surface):
    explorer = ExplorerOnPage(notebook, cell)
    explorer.root.locator("select").first.select_option(surface)
    name, start = ("(x, y)" if cell == "linked" else "r₀"), vector(GALLERY[surface].start)
    expect(explorer.value(name)).to_have_text(start, timeout=SLOW)
    assert explorer.settled()[name] == start


@pytest.mark.parametrize("formula", ["x*y + x", "log(x - 2) + y**2", "(x - 2.5)**2 + exp(y)"])
def test_a_typed_formula_keeps_its_start(notebook, formula):
    """The point that the kernel says is the one that handles, boxes and read-out show."""
    explorer = ExplorerOnPage(notebook, "linked")
    explorer.root.locator("select").first.select_option("ravine")
    expect(explorer.value("(x, y)")).to_have_text(vector(GALLERY["ravine"].start), timeout=SLOW)
    explorer.type_formula("F(x, y) =", formula)
    expect(explorer.value("(x, y)")).not_to_have_text(vector(GALLERY["ravine"].start), timeout=SLOW)
    x, y = numbers_in(explorer.settled()["(x, y)"])
    assert (explorer.slider_number("x"), explorer.slider_number("y")) == pytest.approx((x, y), abs=1e-3)
    assert max(abs(x), abs(y)) <= 3


def test_more_and_fewer_steps_keep_the_step(notebook):
    explorer = ExplorerOnPage(notebook, "descent")
    for steps, step, expected in (("150", 120, 120), ("60", None, 60), ("200", 199, 199), ("30", None, 30)):
        explorer.text_box("steps").fill(steps)
        explorer.text_box("steps").press("Enter")
        explorer.settled()
        if step is not None:
            notebook.set_slider(explorer.root, "step", step)
        assert explorer.settled()["step"] == f"{expected} of {steps}"


# What follows concerns the browser's reading alone, so one kernel is enough.
@pytest.mark.parametrize("seed", [1], indirect=True)
@pytest.mark.parametrize(("typed", "expected"), [("1,5", 1.5), ("−0,5", -0.5), ("１", 1.0), ("0.25", 0.25)])
def test_a_number_beside_a_slider_is_read_as_it_is_meant(notebook, typed, expected):
    explorer = ExplorerOnPage(notebook, "linked")
    explorer.root.locator("select").first.select_option("bowl")
    explorer.settled()
    notebook.set_slider(explorer.root, "x", typed)
    assert explorer.numbers("(x, y)")[0] == expected


@pytest.mark.parametrize("seed", [1], indirect=True)
@pytest.mark.parametrize("typed", ["1,250", "½", "abc", "99", "1 5"])
def test_what_cannot_be_read_is_said_and_changes_nothing(notebook, typed):
    explorer = ExplorerOnPage(notebook, "linked")
    before = json.dumps(explorer.settled())
    notebook.set_slider(explorer.root, "x", typed)
    warning = explorer.root.get_by_role("alert")
    warning.wait_for()
    assert typed in warning.inner_text()
    assert json.dumps(explorer.settled()) == before
    notebook.set_slider(explorer.root, "x", 1)
    explorer.settled()
    assert warning.count() == 0
