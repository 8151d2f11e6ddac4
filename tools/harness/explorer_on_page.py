"""An explorer shown in an open notebook: its marks by panel and name, its text twin, and the numbers in it."""

from __future__ import annotations

import re
import time

from playwright.sync_api import Locator, expect

from tools.harness.notebook_page import NotebookPage

SETTLE_TIMEOUT = 20.0  # seconds
REST_MS = 300

DECODED_WIDTH = "image => image.decode().then(() => image.naturalWidth)"

TEXTS = """pairs => pairs.map(pair => {
    const [name, value] = [".gradwalk-name", ".gradwalk-value"].map(part => pair.querySelector(part).textContent);
    return [name.replace(/ =$/, ""), value];
})"""


class ExplorerOnPage:
    """The explorer in the output of one cell."""

    def __init__(self, notebook: NotebookPage, cell_id: str):
        self.notebook = notebook
        self.root = notebook.widget(cell_id, ".gradwalk-explorer")
        expect(self.root.locator(".gradwalk-twin")).to_be_visible()

    def mark(self, panel: str, name: str) -> Locator:
        """One mark, for instance `mark("map", "foot")`."""
        return self.root.locator(f'[data-panel="{panel}"] [data-mark="{name}"]')

    def twin(self) -> dict[str, str]:
        """The text twin: name -> value as a reader sees it."""
        return dict(self._pairs().evaluate_all(TEXTS))

    def numbers(self, name: str) -> list[float]:
        """The numbers in one value of the settled text twin; a point gives two."""
        return numbers_in(self.settled()[name])

    def value(self, name: str) -> Locator:
        """The element of the text twin that shows this value; for `expect`, which waits."""
        named = self.root.page.locator(".gradwalk-name", has_text=re.compile(rf"^{re.escape(name)}(?: =)?$"))
        return self._pairs().filter(has=named).locator(".gradwalk-value")

    def _pairs(self) -> Locator:
        return self.root.locator(".gradwalk-twin .gradwalk-pair")

    def settled(self) -> dict[str, str]:
        """The text twin, once it has stayed the same for a while and the kernel is idle."""
        deadline = time.monotonic() + SETTLE_TIMEOUT
        seen = None
        while time.monotonic() < deadline:
            self.notebook.wait_until_idle()
            if seen == (seen := self.twin()):
                return seen
            self.root.page.wait_for_timeout(REST_MS)
        raise AssertionError(f"the explorer was still changing after {SETTLE_TIMEOUT:.0f} s: {seen}")

    def play_button(self) -> Locator:
        """The button that plays and pauses."""
        return self.root.locator('button:is([title="Play"], [title="Pause"])')

    def note(self) -> Locator:
        """The sentence below the text twin."""
        return self.root.locator(".gradwalk-note")

    def slider_number(self, label: str) -> float:
        """The number beside a slider."""
        return numbers_in(self.notebook.number_box(self.root, label).input_value())[0]

    def text_box(self, label: str) -> Locator:
        """The box of a text field with this label."""
        row = self.root.locator(".widget-text").filter(has_text=re.compile(rf"^\s*{re.escape(label)}"))
        return row.locator("input").first

    def type_formula(self, label: str, formula: str) -> None:
        """Type into a text field and confirm with Enter."""
        box = self.text_box(label)
        box.fill(formula)
        box.press("Enter")
        self.settled()


RAISED = str.maketrans("⁻⁰¹²³⁴⁵⁶⁷⁸⁹", "-0123456789")


def numbers_in(text: str) -> list[float]:
    """Numbers as the course writes them: a true minus sign, and 1.200·10⁵ for large ones."""
    powers = re.sub(r"·10([⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+)", lambda power: "e" + power[1].translate(RAISED), text)
    plain = powers.replace("\N{MINUS SIGN}", "-")
    return [float(found) for found in re.findall(r"-?\d+(?:\.\d+)?(?:e-?\d+)?", plain)]
