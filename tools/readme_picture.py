"""Paint the pictures of the README: `uv run python -m tools.readme_picture`.

The still one is the explorer's own, for readers who want less motion. For the moving one a Chromium drags the point of
the linked explorer, as a hand does, on a page without Python, and each place is photographed.
"""

from __future__ import annotations

import io
import tempfile
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from PIL import Image
from playwright.sync_api import Page, sync_playwright

from gradwalk import LinkedExplorer
from tools.harness.chromium import launch_chromium

FOLDER = Path(__file__).resolve().parents[1] / ".github"
STILL, MOVING = FOLDER / "linked_explorer.png", FOLDER / "dragged_point.webp"
VIEWPORT = {"width": 920, "height": 700}  # CSS pixels: both panels side by side
STEPS, FRAME_MS, REST_MS = 36, 90, 900
RECORDED = 61  # values of x and of y


def main() -> None:
    """Write both pictures of the explorer on Himmelblau's surface."""
    FOLDER.mkdir(exist_ok=True)
    explorer = LinkedExplorer("Himmelblau", x=1.0, y=-0.5)
    STILL.write_bytes(explorer.still())
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        path = Path(folder) / "explorer.html"
        explorer.write_html(path, x=RECORDED, y=RECORDED)
        page = launch_chromium(playwright).new_page(viewport=VIEWPORT)
        page.goto(path.as_uri())
        write_moving(list(dragged(page)), MOVING)


def dragged(page: Page) -> Iterator[Image.Image]:
    """Drag the point once around the map; yield a picture of each place, the last one being where it began."""
    panel = page.locator('[data-panel="map"]')
    foot = page.locator('[data-panel="map"] [data-mark="foot"]').bounding_box()
    x, y = foot["x"] + foot["width"] / 2, foot["y"] + foot["height"] / 2
    box = panel.bounding_box()
    centre = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    radius, start = np.hypot(x - centre[0], y - centre[1]), np.arctan2(y - centre[1], x - centre[0])
    page.mouse.move(x, y)
    page.mouse.down()
    for turn in np.linspace(0, 2 * np.pi, STEPS + 1)[1:]:
        reach = radius + 0.22 * box["width"] * np.sin(turn / 2) ** 2  # out to the edge and back
        page.mouse.move(centre[0] + reach * np.cos(start - turn), centre[1] + reach * np.sin(start - turn))
        page.evaluate("new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")
        yield Image.open(io.BytesIO(page.locator(".gradwalk-panels").first.screenshot())).convert("RGB")
    page.mouse.up()


def write_moving(frames: list[Image.Image], path: Path) -> None:
    """Write a moving picture that goes round three times, rests a moment where it begins, and then stays."""
    times = [FRAME_MS] * (len(frames) - 1) + [REST_MS]
    frames[0].save(path, save_all=True, append_images=frames[1:], duration=times, loop=3, quality=60, method=6)


if __name__ == "__main__":
    main()
