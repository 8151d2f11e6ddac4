"""The course as web pages: bytes and seconds of a first visit of each, beside JupyterLite's; what a move costs.

    uv run --extra grading python -m benchmarks.pages_speed

builds the site, serves it on the loopback, and visits it with a Chromium that has seen nothing of it, over 10 Mbit/s
and with a processor made four times slower. It is no test: nothing fails because a machine is slow.
"""

from __future__ import annotations

import argparse
import statistics
import subprocess
import tempfile
import time
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from benchmarks.lite_latency import MEGABIT, first_visit, visitor
from tools.harness.chromium import launch_chromium
from tools.harness.notebook_page import REPOSITORY
from tools.harness.pyodide_files import pyodide_files
from tools.harness.static_site import StaticSite, serving

BANDWIDTH, ROUND_TRIP, SLOWER = 10 * MEGABIT, 40, 4  # bytes a second, milliseconds, times
MOVES = 60
LIVE = "[data-live]"

# From the address until the first paragraph was painted, in milliseconds.
TEXT_SEEN = "performance.getEntriesByName('first-contentful-paint')[0].startTime"
# Moves of the first control that has values to choose among; what the page computes and paints, in milliseconds each.
MOVE = """count => {
    const {gradwalk: model} = [...document.querySelectorAll("[data-live]")].find(root => root.gradwalk.state.length);
    const axis = model.recording.controls.findIndex(control => control.texts.length > 2);
    if (axis < 0) return [];
    const size = model.recording.controls[axis].texts.length;
    return Array.from({length: count}, (_, k) => {
        const start = performance.now();
        model.choose(axis, (model.state[axis] + 1 + (k % 2)) % size);
        document.body.getBoundingClientRect();
        return performance.now() - start;
    });
}"""
# At once: the gentle scrolling of a page is no part of what is measured.
SCROLL_TO_FIRST = (
    "document.querySelector('.output > .gradwalk-still').scrollIntoView({block: 'center', behavior: 'instant'})"
)
SCROLL_ALL = """async () => {
    for (const fold of document.querySelectorAll("details")) fold.open = true;
    for (const outcome of document.querySelectorAll(".gradwalk-outcome")) outcome.hidden = false;
    for (const still of document.querySelectorAll(".gradwalk-still")) {
        still.scrollIntoView({block: "center", behavior: "instant"});
        while (!still.dataset.live) await new Promise(done => setTimeout(done, 50));
    }
}"""


def main() -> None:
    """Command line."""
    options = command_line()
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        site_folder = options.site or Path(folder) / "site"
        if not options.site:
            print(f"Building everything but JupyterLite took {build(site_folder):.0f} s.\n")
        browser = launch_chromium(playwright)
        has_lite = (site_folder / "lab").is_dir()
        with serving(site_folder, pyodide_files() if has_lite else site_folder) as site:
            print_pages(browser, site, site_folder, options.visits)
            if has_lite:
                print_jupyterlite(browser, site)
        browser.close()


def command_line() -> argparse.Namespace:
    """Read which site to visit, and how often."""
    parser = argparse.ArgumentParser(description="Measure the course as web pages.")
    parser.add_argument("--site", type=Path, help="a site that is built already, JupyterLite with it or not")
    parser.add_argument("--visits", type=int, default=3, help="first visits of each page (default: 3)")
    return parser.parse_args()


def build(target: Path) -> float:
    """Build the pages alone; return how many seconds that took."""
    started = time.monotonic()
    command = ["uv", "run", "website/build.py", "--only", "pages", "--output", str(target)]
    subprocess.run(command, cwd=REPOSITORY, check=True, capture_output=True)
    return time.monotonic() - started


def slow_down(page: Page) -> None:
    """Give the page the network and the processor of a phone."""
    session = page.context.new_cdp_session(page)
    session.send("Network.enable")
    speed = {"latency": ROUND_TRIP, "downloadThroughput": BANDWIDTH, "uploadThroughput": BANDWIDTH, "offline": False}
    session.send("Network.emulateNetworkConditions", speed)
    session.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})


def visit(browser: Browser, site: StaticSite, path: str) -> dict[str, float]:
    """Visit a page and move its first explorer as soon as that is live; the figures by name."""
    with visitor(browser, site) as context:
        page = context.new_page()
        slow_down(page)
        started = time.monotonic()
        page.goto(f"{site.url}{path}", wait_until="commit")
        page.wait_for_function("document.querySelector('.gradwalk-still')")
        page.evaluate(
            "document.querySelector('.output > .gradwalk-still').scrollIntoView({block: 'center', behavior: 'instant'})"
        )
        page.locator(LIVE).first.wait_for()
        answer(page)
        first = {"first answer, s": time.monotonic() - started, "kB before it": sent(site) / 1e3}
        text = page.evaluate(TEXT_SEEN) / 1e3
        page.evaluate(SCROLL_ALL)
        moves = page.evaluate(MOVE, MOVES)
        return {"text, s": text, **first, "whole page, MB": sent(site) / 1e6, "a move, ms": statistics.median(moves)}


def answer(page: Page) -> None:
    """Move the first control of the first explorer, and wait until the read-out has changed."""
    root = page.locator(LIVE).first
    before = root.locator(".gradwalk-twin").inner_text()
    control = root.locator(".gradwalk-controls").locator("input[type=range], select").first
    last = control.evaluate("input => input.value === (input.max ?? String(input.options?.length - 1))")
    control.focus()
    page.keyboard.press("ArrowLeft" if last else "ArrowRight")
    page.wait_for_function(
        "([root, before]) => root.querySelector('.gradwalk-twin').innerText !== before",
        arg=[root.element_handle(), before],
    )


def sent(site: StaticSite) -> int:
    return sum(transfer.sent for transfer in site.transfers)


def print_pages(browser: Browser, site: StaticSite, folder: Path, visits: int) -> None:
    """A row for each page, the medians of its visits."""
    names: list[str] = []
    for path in sorted(folder.glob("0*.html")):
        figures = [visit(browser, site, path.name) for _ in range(visits)]
        if not names:
            names = list(figures[0])
            print(f"| page | {' | '.join(names)} |\n|{'---|' * (len(names) + 1)}")
        medians = [statistics.median(each[name] for each in figures) for name in names]
        print(f"| {path.stem} | {' | '.join(f'{value:.2f}' for value in medians)} |", flush=True)
    print(
        f"\n10 Mbit/s, round trips of {ROUND_TRIP} ms, processor {SLOWER} times slower; {visits} first visits each.\n"
    )


def print_jupyterlite(browser: Browser, site: StaticSite) -> None:
    """The same first notebook with Python in the page: bytes, and seconds without a slow network or processor."""
    seconds = first_visit(browser, site)
    print("| JupyterLite, notebook 1 | |\n|---|---|")
    for name, value in seconds.items():
        print(f"| {name}, s | {value:.1f} |")
    print(f"| whole visit, MB | {sent(site) / 1e6:.1f} |")
    print(f"\nNot slowed down; 10 Mbit/s alone would add {sent(site) / BANDWIDTH:.0f} s.\n")


if __name__ == "__main__":
    main()
