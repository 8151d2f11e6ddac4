"""Key press to new pixels, and frames per second while dragging: gradwalk's explorers beside other ways.

    uv run --isolated --group benchmark python -m benchmarks.latency

starts a JupyterLab and a Chromium of its own and prints a table in about five minutes. It is no test: nothing fails
because a machine is slow. Compare ratios to the echo, which were measured in the same run, not milliseconds.
"""

from __future__ import annotations

import argparse
import math
import os
import platform
import random
import statistics
import tempfile
import time
from collections.abc import Iterable
from dataclasses import dataclass, field
from importlib.metadata import version
from pathlib import Path

import nbformat
from playwright.sync_api import Browser, Locator, sync_playwright

from benchmarks.memory import print_memory
from benchmarks.ways import ECHO, WAYS, Way
from tools.harness.chromium import launch_chromium
from tools.harness.jupyterlab import JupyterLab, running_jupyterlab
from tools.harness.notebook_page import NotebookPage

HERE = Path(__file__).resolve().parent
DRAG_SECONDS = 3.0
FRAME_MS = 1000 / 60
ANSWER_TIMEOUT = 20_000  # milliseconds a single move may take before the benchmark gives up

HAND_REACH = 60.0  # CSS pixels

START_COUNTING = "([root, selector, held]) => window.gradwalkProbe.startCounting(root, selector, held)"

# A page full of pictures slows every way down alike; with one cell in it, the page weighs as much as its way.
ONE_CELL_ONLY = ".jp-Notebook .jp-Cell:not(.measured) { display: none }"
SHOW_CELL = """root => {
    for (const cell of document.querySelectorAll(".measured")) cell.classList.remove("measured");
    root.closest(".jp-Cell").classList.add("measured");
}"""

# Importing ipympl makes it pyplot's backend; `interact` is measured with the inline one.
IMPORTS = f"import sys\nsys.path.insert(0, {str(HERE)!r})\nimport gradwalk\nimport peers"
INLINE = "%matplotlib inline"


@dataclass
class Figures:
    """What was measured of one way, in milliseconds and frames per second."""

    changed: list[float] = field(default_factory=list)
    painted: list[float] = field(default_factory=list)
    slider_drag: dict | None = None
    hand_drag: dict | None = None


def main() -> None:
    options = command_line()
    chosen = [way for way in WAYS if way is ECHO or not options.ways or way.cell_id in options.ways]
    with running_jupyterlab() as lab, sync_playwright() as playwright:
        browser = launch_chromium(playwright)
        print_machine(browser)
        notebook = open_benchmark_notebook(browser, lab, chosen)
        figures = {way: Figures() for way in chosen}
        for way in chosen:
            measure_drags(notebook, way, figures[way])
        measure_presses(notebook, figures, options.presses)
        print_table(figures)
        if not options.skip_memory:
            print_memory(notebook, [way for way in chosen if way.is_explorer])
        browser.close()


def command_line() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Measure the latency of explorers and of other ways, side by side.")
    names = [way.cell_id for way in WAYS]
    parser.add_argument(
        "ways", nargs="*", metavar="WAY", help=f"measure only these beside the echo: {', '.join(names)}"
    )
    parser.add_argument("--presses", type=int, default=40, help="key presses per way (default: 40)")
    parser.add_argument("--skip-memory", action="store_true", help="do not re-run cells 50 times and move 10,000 times")
    options = parser.parse_args()
    unknown = set(options.ways) - set(names)
    if unknown:
        parser.error(f"there is no {', '.join(sorted(unknown))}; choose from {', '.join(names)}")
    return options


def open_benchmark_notebook(browser: Browser, lab: JupyterLab, ways: Iterable[Way]) -> NotebookPage:
    """One notebook, one kernel: a cell for each way, run from top to bottom."""
    cells = [("imports", IMPORTS), ("inline", INLINE)]
    cells += [(way.cell_id, f"{way.variable} = {way.source}\n{way.variable}") for way in ways]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "benchmark.ipynb"
        notebook = nbformat.v4.new_notebook(metadata={"kernelspec": {"name": "python3", "display_name": "Python 3"}})
        notebook.cells = [nbformat.v4.new_code_cell(source, id=cell_id) for cell_id, source in cells]
        nbformat.write(notebook, path)
        served = lab.add(path)
    page = NotebookPage(browser.new_page(viewport={"width": 1500, "height": 1000}), lab, served)
    page.open()
    page.inject_script(HERE / "probe.js")
    page.run_all()
    if page.error_outputs():
        raise SystemExit(f"The benchmark's notebook did not run:\n{page.error_outputs()[0]}")
    page.page.add_style_tag(content=ONE_CELL_ONLY)
    return page


def show(notebook: NotebookPage, way: Way) -> Locator:
    """The output of a way, the only one to be seen."""
    output = notebook.output(way.cell_id)
    output.evaluate(SHOW_CELL)
    return output


def measure_presses(notebook: NotebookPage, figures: dict[Way, Figures], presses: int) -> None:
    """Round after round, one key press for each way, so that a busy moment of the machine hits them all alike."""
    for count in range(presses + 2):
        for way in random.sample(list(figures), k=len(figures)):
            answer = press(notebook, way, "ArrowLeft" if count % 2 else "ArrowRight")
            if count >= 2:  # the first two warm up
                figures[way].changed.append(answer["changed"])
                figures[way].painted.append(answer["painted"])


def press(notebook: NotebookPage, way: Way, key: str) -> dict[str, float]:
    """Press a key on the handle of the slider once; milliseconds until something changed and until it was painted."""
    output = show(notebook, way)
    handle = notebook.slider_handle(output, way.slider)
    handle.scroll_into_view_if_needed()
    handle.focus()
    # At rest, and at no fixed place between two frames of the screen.
    notebook.page.wait_for_timeout(random.uniform(150, 250))
    output.evaluate("(root, selector) => window.gradwalkProbe.arm(root, selector)", way.pixels)
    notebook.page.keyboard.press(key)
    answer = notebook.page.evaluate("timeout => window.gradwalkProbe.result(timeout)", ANSWER_TIMEOUT)
    if answer is None:
        value = handle.get_attribute("aria-valuenow")
        raise SystemExit(
            f"{way.name}: {key} on {way.slider} = {value} changed nothing in {ANSWER_TIMEOUT / 1000:.0f} s"
        )
    return answer


def measure_drags(notebook: NotebookPage, way: Way, figures: Figures) -> None:
    """Frames per second while the mouse drags the slider's handle, and a mark where one can be dragged."""
    output = show(notebook, way)
    reach = 0.3 * notebook.slider(output, way.slider).locator(".noUi-base").bounding_box()["width"]
    figures.slider_drag = drag(notebook, way, notebook.slider_handle(output, way.slider), reach)
    if way.hand:
        figures.hand_drag = drag(notebook, way, output.locator(way.hand).first, HAND_REACH, by_hand=True)


def drag(notebook: NotebookPage, way: Way, target: Locator, reach: float, by_hand: bool = False) -> dict:
    """Drag an element to and fro for three seconds, at most `reach` CSS pixels to each side, as a mouse reports it."""
    mouse = notebook.page.mouse
    x, y = notebook.centre_of(target)
    mouse.move(x, y)
    mouse.down()
    root, held = notebook.output(way.cell_id).element_handle(), target.element_handle() if by_hand else None
    notebook.page.evaluate(START_COUNTING, [root, way.pixels, held])
    moves, started = 0, time.monotonic()
    while (elapsed := time.monotonic() - started) < DRAG_SECONDS:
        mouse.move(x + reach * math.sin(2 * math.pi * elapsed), y)  # returns when the page has handled it
        moves += 1
    counted = notebook.page.evaluate("window.gradwalkProbe.stopCounting()")
    mouse.up()
    notebook.page.wait_for_timeout(1000)  # let slow ways catch up before the next begins
    return counted | {"movesPerSecond": moves / DRAG_SECONDS}


def print_machine(browser: Browser) -> None:
    libraries = ("jupyterlab", "ipywidgets", "anywidget", "matplotlib", "numpy", "ipympl")
    print(f"Python {platform.python_version()}, " + ", ".join(f"{name} {version(name)}" for name in libraries))
    load = os.getloadavg()[0] if hasattr(os, "getloadavg") else float("nan")
    print(f"Chromium {browser.version}, {os.cpu_count()} cores, load {load:.1f} before the start\n", flush=True)


def print_table(figures: dict[Way, Figures]) -> None:
    """Milliseconds from the key press; ratios to the echo; frames with new pixels per second of dragging."""
    floor = figures[ECHO]
    print(
        "| way | pixels: median ms | p90 ms | x echo | change: median ms | x echo | slider drag fps | hand drag fps |"
    )
    print("|---|---|---|---|---|---|---|---|")
    for way, of_way in figures.items():
        painted, changed = statistics.median(of_way.painted), statistics.median(of_way.changed)
        ratios = painted / statistics.median(floor.painted), changed / statistics.median(floor.changed)
        print(
            f"| {way.name} | {painted:.1f} | {percentile_90(of_way.painted):.1f} | {ratios[0]:.2f} "
            f"| {changed:.1f} | {ratios[1]:.2f} | {fps(of_way.slider_drag)} | {fps(of_way.hand_drag)} |"
        )
    print(f"\n{len(floor.painted)} key presses for each way, interleaved. 'pixels': the frame that shows the change")
    print(
        "has been drawn (60 frames a second); 'change': the page was changed. 'fps': frames with new pixels per second"
    )
    print("of dragging, of so many mouse moves per second as the browser took.")
    for way, of_way in figures.items():
        if of_way.hand_drag:
            print_hand(way, of_way.hand_drag["lags"])


def fps(drag: dict | None) -> str:
    return "" if drag is None else f"{drag['framesPerSecond']:.0f} of {drag['movesPerSecond']:.0f}"


def print_hand(way: Way, lags: list[float]) -> None:
    """How closely the mark under the mouse follows it."""
    within = 100 * sum(lag <= FRAME_MS for lag in lags) / len(lags)
    print(
        f"{way.name}: the dragged mark follows the mouse after {statistics.median(lags):.1f} ms "
        f"(p90 {percentile_90(lags):.1f}); within one frame in {within:.0f} % of {len(lags)} moves"
    )


def percentile_90(values: list[float]) -> float:
    return statistics.quantiles(values, n=10, method="inclusive")[-1]


if __name__ == "__main__":
    main()
