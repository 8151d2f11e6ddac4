"""The course without a server: bytes and seconds of a first visit, and key press to new pixels beside an echo.

    uv run --extra grading python -m benchmarks.lite_latency

builds the site, serves it on the loopback, visits it with a Chromium that has seen nothing of it, and prints three
tables. Python runs in the page there, so the echo is another one than in JupyterLab. It is no test: nothing fails
because a machine is slow.
"""

from __future__ import annotations

import argparse
import os
import statistics
import tempfile
import time
from collections import Counter
from pathlib import Path

from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from benchmarks.latency import ONE_CELL_ONLY, Figures, measure_presses, print_table
from benchmarks.ways import ECHO, WAYS, Way
from tools.harness.built_site import build_site
from tools.harness.chromium import VIEWPORT, launch_chromium
from tools.harness.notebook_page import RUN_TIMEOUT, NotebookPage
from tools.harness.pyodide_files import PYODIDE_URL, pyodide_files
from tools.harness.static_site import StaticSite, serving

HERE = Path(__file__).resolve().parent
FIRST = "notebooks/01_gradient_direction.ipynb"
BENCHMARK = "benchmark.ipynb"
TEXT = ".jp-Notebook .jp-RenderedMarkdown h1"
LIVE_FIGURE = ".gradwalk-stage svg [data-mark]"
MEGABIT = 1e6 / 8

SAVE = """([path, cells]) => window.jupyterapp.serviceManager.contents.save(path, {
    type: "notebook", format: "json", content: {
        nbformat: 4, nbformat_minor: 5,
        metadata: { kernelspec: { name: "python", display_name: "Python", language: "python" } },
        cells: cells.map(([id, source]) =>
            ({ cell_type: "code", id, source, metadata: {}, outputs: [], execution_count: null })),
    } })"""


def main() -> None:
    options = command_line()
    parts = pyodide_files()
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        built = options.site or Path(folder) / "site"
        if not options.site:
            build_site(built, parts)
        browser = launch_chromium(playwright)
        print(f"Chromium {browser.version}, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f} before the start\n")
        with serving(built, parts) as site:
            visits = [first_visit(browser, site) for _ in range(options.visits)]
            print_bytes(site)
            print_seconds(visits)
            print_latency(browser, site, options.presses)
        browser.close()


def command_line() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Measure the course as it runs in the browser alone.")
    parser.add_argument("--site", type=Path, help="a site that is built already (default: build one)")
    parser.add_argument("--visits", type=int, default=3, help="first visits (default: 3)")
    parser.add_argument("--presses", type=int, default=30, help="key presses per way (default: 30)")
    return parser.parse_args()


def visitor(browser: Browser, site: StaticSite) -> BrowserContext:
    """A browser with empty caches."""
    site.transfers.clear()
    context = browser.new_context(viewport=VIEWPORT)
    site.answer_for_pyodide(context)
    return context


# --- a first visit ---------------------------------------------------------------------------------------------------


def first_visit(browser: Browser, site: StaticSite) -> dict[str, float]:
    """Open notebook 1 and choose Run All as soon as the kernel is ready; seconds until each of them is seen."""
    with visitor(browser, site) as context:
        notebook = NotebookPage(context.new_page(), site, FIRST)
        started = time.monotonic()
        notebook.page.goto(site.notebook_url(FIRST))
        notebook.page.locator(TEXT).first.wait_for(timeout=RUN_TIMEOUT)
        text = time.monotonic() - started
        notebook.wait_until_idle()
        ready = time.monotonic() - started
        notebook.menu("Run", "Run All Cells")
        notebook.page.locator(LIVE_FIGURE).first.wait_for(timeout=RUN_TIMEOUT)
        return {
            "text and stored pictures": text,
            "kernel ready": ready,
            "first live figure": time.monotonic() - started,
        }


def print_seconds(visits: list[dict[str, float]]) -> None:
    print("| seconds from opening the address | median | slowest |")
    print("|---|---|---|")
    for name in visits[0]:
        seconds = [visit[name] for visit in visits]
        print(f"| {name} | {statistics.median(seconds):.1f} | {max(seconds):.1f} |")
    after = [visit["first live figure"] - visit["kernel ready"] for visit in visits]
    print(f"| first live figure, after Run All | {statistics.median(after):.1f} | {max(after):.1f} |")
    print(f"\n{len(visits)} first visits, each with empty caches, from the loopback: add what the network takes.\n")


def print_bytes(site: StaticSite) -> None:
    """What the last first visit brought over the wire, by kind."""
    sent, files = Counter(), Counter()
    for transfer in site.transfers:
        sent[kind(transfer.path)] += transfer.sent
        files[kind(transfer.path)] += 1
    total = sum(sent.values())
    print("| first visit of notebook 1 | files | MB |")
    print("|---|---|---|")
    for name, size in sent.most_common():
        print(f"| {name} | {files[name]} | {size / 1e6:.2f} |")
    print(f"| together | {files.total()} | {total / 1e6:.2f} |")
    print(f"\nAs sent, text and wasm compressed by gzip. At 50 Mbit/s these take {total / (50 * MEGABIT):.0f} s.\n")


def kind(address: str) -> str:
    """Which part of the site a transfer belongs to."""
    if address.startswith(PYODIDE_URL):
        return "compiled packages of Pyodide" if address.endswith(".whl") else "Python itself (Pyodide)"
    names = {"files": "notebooks", "api": "notebooks", "static": "gradwalk and packages of the site"}
    return names.get(address.split("/")[1], "JupyterLab and its extensions")


# --- a moved slider --------------------------------------------------------------------------------------------------


def print_latency(browser: Browser, site: StaticSite, presses: int) -> None:
    """Key presses on the echo and on every explorer, in one notebook."""
    ways = [way for way in WAYS if way is ECHO or way.is_explorer]
    with visitor(browser, site) as context:
        notebook = open_benchmark_notebook(context.new_page(), site, ways)
        figures = {way: Figures() for way in ways}
        measure_presses(notebook, figures, presses)
        print_table(figures)


def open_benchmark_notebook(page: Page, site: StaticSite, ways: list[Way]) -> NotebookPage:
    """Save a notebook with a cell for each way in the browser, open it, and run it."""
    notebook = NotebookPage(page, site, BENCHMARK)
    page.goto(f"{site.url}lab/index.html")
    page.wait_for_function("window.jupyterapp && window.jupyterapp.shell")
    page.evaluate("window.jupyterapp.restored")
    cells = [["imports", "import gradwalk"], ["floor", (HERE / "echo.py").read_text(encoding="utf-8")]]
    cells += [[way.cell_id, f"{way.variable} = {way.source.removeprefix('peers.')}\n{way.variable}"] for way in ways]
    page.evaluate(SAVE, [BENCHMARK, cells])
    notebook.open()
    notebook.inject_script(HERE / "probe.js")
    notebook.run_all()
    if notebook.error_outputs():
        raise SystemExit(f"The benchmark's notebook did not run:\n{notebook.error_outputs()[0]}")
    page.add_style_tag(content=ONE_CELL_ONLY)
    return notebook


if __name__ == "__main__":
    main()
