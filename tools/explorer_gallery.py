"""Take a picture of everything that Gradwalk shows, as different readers see it.

    uv run python -m tools.explorer_gallery                     everything, in every way
    uv run python -m tools.explorer_gallery --as dark zoom      in these ways only
    uv run python -m tools.explorer_gallery graph network       these only; before `--as`

The pictures go to artifacts/gallery/, in a folder for each way.
"""

from __future__ import annotations

import argparse
import tempfile
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from tools.harness.chromium import launch_chromium
from tools.harness.gallery import CELLS, change_theme, open_gallery, write_gallery
from tools.harness.jupyterlab import running_jupyterlab
from tools.harness.notebook_page import REPOSITORY, NotebookPage

GALLERY = REPOSITORY / "artifacts" / "gallery"
LIGHT, DARK = "JupyterLab Light", "JupyterLab Dark"
WINDOW = (1250, 1700)  # as high as the highest explorer
# Way of looking -> theme, size of the window in CSS pixels, and what of the colours is seen. At 200 % a window of
# 1250 pixels has the room of 625.
WAYS = {
    "light": (LIGHT, WINDOW, "none"),
    "dark": (DARK, WINDOW, "none"),
    "narrow": (LIGHT, (800, 1700), "none"),
    "zoom": (LIGHT, (625, 2400), "none"),
    "deuteranopia": (LIGHT, WINDOW, "deuteranopia"),
    "grey": (LIGHT, WINDOW, "achromatopsia"),
}


def main(arguments: list[str] | None = None) -> None:
    """Command line: open the gallery once and look at it in every way that is asked for."""
    parser = argparse.ArgumentParser(description="Take a picture of everything that Gradwalk shows.")
    parser.add_argument("names", nargs="*", metavar="name", help=f"of {', '.join(list(CELLS)[1:])}")
    parser.add_argument("--as", nargs="+", choices=list(WAYS), default=list(WAYS), dest="ways")
    options = parser.parse_args(arguments)
    unknown = set(options.names) - set(CELLS)
    if unknown:
        parser.error(f"there is no {min(unknown)} in the gallery")
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright, running_jupyterlab() as lab:
        page = launch_chromium(playwright).new_page()
        notebook = open_gallery(page, lab, write_gallery(Path(folder) / "gallery", options.names))
        for way in options.ways:
            look(page, *WAYS[way])
            take_pictures(notebook, GALLERY / way)
        lab.shut_down_kernel(notebook.path)


def look(page: Page, theme: str, window: tuple[int, int], vision: str) -> None:
    """Look at the page in one way."""
    page.set_viewport_size({"width": window[0], "height": window[1]})
    change_theme(page, theme)
    page.context.new_cdp_session(page).send("Emulation.setEmulatedVisionDeficiency", {"type": vision})
    page.wait_for_timeout(500)  # milliseconds, in which panels and sliders find their new places


def take_pictures(notebook: NotebookPage, folder: Path) -> None:
    """Take a picture of the output of every cell."""
    folder.mkdir(parents=True, exist_ok=True)
    for name in notebook.cell_ids():
        if name != "imports":
            notebook.output(name).screenshot(path=folder / f"{name}.png")


if __name__ == "__main__":
    main()
