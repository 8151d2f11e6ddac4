"""Find a Chromium on this machine and start it under Playwright.

`find_chromium` looks for Playwright's own browser first, then for the system's; `launch_chromium` starts it.
"""

from __future__ import annotations

import shutil
from pathlib import Path

from playwright.sync_api import Browser, Playwright

HOW_TO_INSTALL = (
    "There is no Chromium: run `uv run playwright install chromium`, or `apt-get install chromium` on Debian."
)

SYSTEM_COMMANDS = ("chromium", "google-chrome", "google-chrome-stable", "chromium-browser", "chrome")
SYSTEM_PATHS = (
    Path("/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"),
    Path("/Applications/Chromium.app/Contents/MacOS/Chromium"),
    Path("C:/Program Files/Google/Chrome/Application/chrome.exe"),
)

VIEWPORT = {"width": 1500, "height": 1000}  # CSS pixels

# The sandbox cannot start for root or in most containers; the only pages opened here are our own, on the loopback.
LAUNCH_ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


def find_chromium(playwright: Playwright) -> Path | None:
    """Path of the Chromium to use, or None if this machine has none."""
    own = Path(playwright.chromium.executable_path)
    on_path = (shutil.which(command) for command in SYSTEM_COMMANDS)
    candidates = [own, *(Path(found) for found in on_path if found), *SYSTEM_PATHS]
    return next((path for path in candidates if path.exists()), None)


def launch_chromium(playwright: Playwright) -> Browser:
    """A headless Chromium; raises FileNotFoundError with the remedy if there is none."""
    executable = find_chromium(playwright)
    if executable is None:
        raise FileNotFoundError(HOW_TO_INSTALL)
    return playwright.chromium.launch(executable_path=executable, args=list(LAUNCH_ARGUMENTS), timeout=60_000)
