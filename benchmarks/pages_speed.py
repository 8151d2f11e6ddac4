"""The course as web pages: bytes and seconds of a first visit of each, beside JupyterLite's; what a move costs.

    uv run --extra grading python -m benchmarks.pages_speed

builds the site, serves it on the loopback, and visits it with a Chromium that has seen nothing of it, over 10 Mbit/s
and with a processor made four times slower. It is no test: nothing fails because a machine is slow.
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import tempfile
import time
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from benchmarks.lite_latency import MEGABIT, first_visit
from tools.harness.chromium import VIEWPORT, launch_chromium
from tools.harness.notebook_page import REPOSITORY
from tools.harness.pyodide_files import pyodide_files
from tools.harness.static_site import StaticSite, packed, serving

BANDWIDTH, ROUND_TRIP, SLOWER = 10 * MEGABIT, 40, 4  # bytes a second, milliseconds, times
MOVES = 60
DRAG, POLL = 40, 20  # pixels, milliseconds

# Looks at the first explorer of the page as soon as that is there, and keeps when it lived and when it answered, in
# milliseconds since the address was asked for. The page's own clock: on a busy machine the visitor hears of it late.
# What comes above the explorer later can move it out of sight; a reader follows it, and so does this.
PROBE = """(() => {
    const seen = (window.seen = {});
    const scroll = (still) => (still?.scrollIntoView({ block: "center", behavior: "instant" }), true);
    const again = () => setTimeout(() => scroll(document.querySelector(".output > .gradwalk-still")));
    document.addEventListener("DOMContentLoaded", again);
    addEventListener("load", again);
    const look = () => {
        const still = document.querySelector(".output > .gradwalk-still");
        if (still && !seen.there) seen.there = scroll(still);
        const twin = still?.dataset.live && still.querySelector(".gradwalk-twin").textContent;
        if (twin) seen.before ??= twin;
        if (twin) seen.live ??= performance.now();
        if (twin && twin !== seen.before) seen.answered ??= performance.now();
    };
    new MutationObserver(look).observe(document, {
        subtree: true, childList: true, characterData: true, attributes: true, attributeFilter: ["data-live"],
    });
})()"""
TIMES = """() => ({
    text: performance.getEntriesByName("first-contentful-paint")[0].startTime, live: seen.live, answered: seen.answered,
})"""
# The first handle that a hand can move, else the first control; where it is, in pixels of the window.
HANDLE = """() => {
    const root = document.querySelector("[data-live]");
    const handle = root.querySelector("[data-drag] .gradwalk-body");
    const control = root.querySelector(".gradwalk-controls :is(input[type=range], select, button)");
    if (!handle) control.focus();
    const { x, y, width, height } = (handle ?? control).getBoundingClientRect();
    const isLast = control?.value === (control?.max ?? String(control?.options?.length - 1));
    return { drags: Boolean(handle), x: x + width / 2, y: y + height / 2, key: isLast ? "ArrowLeft" : "ArrowRight" };
}"""
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
    """Visit a page with empty caches and move its first explorer as soon as that is live; the figures by name."""
    site.transfers.clear()
    with browser.new_context(viewport=VIEWPORT) as context:  # nothing is intercepted: that would take its own time
        page = context.new_page()
        page.add_init_script(PROBE)
        slow_down(page)
        page.goto(f"{site.url}{path}", wait_until="commit")
        page.wait_for_function("window.seen?.live", polling=POLL)
        move(page)
        page.wait_for_function("seen.answered", polling=POLL)
        before = sent(site) / 1e3
        times = page.evaluate(TIMES)
        page.evaluate(SCROLL_ALL)
        moves = page.evaluate(MOVE, MOVES)
        return {
            "text, s": times["text"] / 1e3,
            "live, s": times["live"] / 1e3,
            "first answer, s": times["answered"] / 1e3,
            "kB before it": before,
            "whole page, MB": sent(site) / 1e6,
            "a move, ms": statistics.median(moves),
        }


def move(page: Page) -> None:
    """Drag the first handle of the first explorer, or where there is none, move its first control by a key."""
    found = page.evaluate(HANDLE)
    if not found["drags"]:
        page.keyboard.press(found["key"])
        return
    page.mouse.move(found["x"], found["y"])
    page.mouse.down()
    page.mouse.move(found["x"] + DRAG, found["y"] + DRAG)
    page.mouse.up()


def sent(site: StaticSite) -> int:
    return sum(transfer.sent for transfer in site.transfers)


def print_pages(browser: Browser, site: StaticSite, folder: Path, visits: int) -> None:
    """A row for each page: of its visits the median, and in brackets the quickest."""
    for file in filter(Path.is_file, folder.rglob("*")):
        packed(file)  # a web server has its files packed before anybody asks
    names: list[str] = []
    for path in sorted(folder.glob("0*.html")):
        figures = [visit(browser, site, path.name) for _ in range(visits)]
        if not names:
            names = list(figures[0])
            print(f"| page | {' | '.join(names)} |\n|{'---|' * (len(names) + 1)}")
        shown = (in_short([each[name] for each in figures]) for name in names)
        print(f"| {path.stem} | {' | '.join(shown)} |", flush=True)
    print(f"\n10 Mbit/s, round trips of {ROUND_TRIP} ms, processor {SLOWER} times slower; {visits} first visits each,")
    load, cores = os.getloadavg()[0], os.cpu_count()
    print(f"the median (the quickest). Chromium {browser.version}, load {load:.1f} on {cores} cores.\n")


def in_short(values: list[float]) -> str:
    return f"{statistics.median(values):.2f} ({min(values):.2f})"


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
