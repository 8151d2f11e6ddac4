"""A notebook open in JupyterLab: run it, find its cells by id, drag, press keys, move sliders, read, take pictures.

Cells are named by their ids, which are readable words in this project's notebooks.
"""

from __future__ import annotations

import contextlib
import re
from collections.abc import Iterator
from pathlib import Path

from playwright.sync_api import Browser, Locator, Page, expect

from tools.harness.chromium import VIEWPORT
from tools.harness.jupyterlab import JupyterLab

REPOSITORY = Path(__file__).resolve().parents[2]
SCREENSHOTS = REPOSITORY / "artifacts" / "screenshots"

# Milliseconds, as Playwright counts.
DEFAULT_TIMEOUT = 30_000
RUN_TIMEOUT = 180_000

OPEN_NOTEBOOK = "window.jupyterapp.shell.currentWidget"

IS_READY = f"""() => {{
    const notebook = window.jupyterapp && {OPEN_NOTEBOOK};
    const session = notebook && notebook.sessionContext;
    return Boolean(session && notebook.context.isReady && session.isReady && session.session
        && session.session.kernel && session.session.kernel.status === "idle");
}}"""

HAS_RUN = f"""() => {{
    const notebook = {OPEN_NOTEBOOK};
    const code = notebook.content.widgets.filter(cell => cell.model.type === "code" && cell.model.sharedModel.source);
    return notebook.sessionContext.session.kernel.status === "idle" && code.length > 0
        && code.every(cell => cell.model.executionCount !== null && cell.promptNode.innerText.match(/\\d/));
}}"""

CLEAR_OUTPUTS = "() => window.jupyterapp.commands.execute('notebook:clear-all-cell-outputs')"
RUN_CELL = f"""async index => {{
    {OPEN_NOTEBOOK}.content.activeCellIndex = index;
    await window.jupyterapp.commands.execute("notebook:run-cell");
}}"""
SHOW_OTHER = f"""async path => {{
    const file = await window.jupyterapp.serviceManager.contents.get(path, {{ content: true }});
    {OPEN_NOTEBOOK}.context.model.fromJSON(file.content);
}}"""
CELL_IDS = f"() => {OPEN_NOTEBOOK}.content.widgets.map(cell => cell.model.id)"


@contextlib.contextmanager
def opened_notebook(browser: Browser, lab: JupyterLab, source: Path) -> Iterator[NotebookPage]:
    """A copy of a notebook, open in a window of its own before anything has run; on leaving its kernel is ended."""
    with browser.new_context(viewport=VIEWPORT) as context:
        notebook = NotebookPage(context.new_page(), lab, lab.add(source))
        notebook.open()
        yield notebook
    lab.shut_down_kernel(notebook.path)


class NotebookPage:
    """One notebook in one browser page."""

    def __init__(self, page: Page, lab: JupyterLab, path: str):
        self.page = page
        self.lab = lab
        self.path = path
        self.page_errors: list[str] = []  # JavaScript exceptions nobody caught
        page.set_default_timeout(DEFAULT_TIMEOUT)
        page.on("pageerror", lambda error: self.page_errors.append(str(error)))

    def open(self, app: str = "lab") -> None:
        """Open the notebook in JupyterLab (or in Notebook 7, "notebook") and wait until its kernel is idle."""
        self.page.goto(self.lab.notebook_url(self.path, app), timeout=2 * DEFAULT_TIMEOUT)
        self.page.wait_for_function(IS_READY, timeout=RUN_TIMEOUT)

    def show_other(self, path: str) -> None:
        """Put the cells of another notebook in the place of this one's; page and kernel stay as they are.

        For many notebooks where starting a kernel takes longer than running them, as in the browser's own.
        """
        self.page.evaluate(SHOW_OTHER, path)
        self.path = path
        self.wait_until_idle()

    def run_all(self, timeout: float = RUN_TIMEOUT) -> None:
        """Run All from the menu; wait until the kernel is idle and every code cell has an execution count.

        Stored outputs and counts are cleared first, so that what is waited for comes from this run.
        """
        self.page.evaluate(CLEAR_OUTPUTS)
        self.menu("Run", "Run All Cells")
        self.page.wait_for_function(HAS_RUN, timeout=timeout)

    def run_cell(self, cell_id: str) -> None:
        """Run one cell and wait until the kernel is idle."""
        self.page.evaluate(RUN_CELL, self.cell_index(cell_id))
        self.wait_until_idle()

    def menu(self, menu: str, item: str) -> None:
        """Choose an item of the menu bar."""
        self.page.locator(".lm-MenuBar-itemLabel", has_text=re.compile(f"^{re.escape(menu)}$")).click()
        self.page.locator(".lm-Menu-itemLabel", has_text=re.compile(f"^{re.escape(item)}$")).click()

    def wait_until_idle(self, timeout: float = RUN_TIMEOUT) -> None:
        """Wait until the kernel has nothing to do."""
        self.page.wait_for_function(IS_READY, timeout=timeout)

    def cell_ids(self) -> list[str]:
        """Ids of all cells in order."""
        return self.page.evaluate(CELL_IDS)

    def cell_index(self, cell_id: str) -> int:
        """Place of a cell among all cells; raises KeyError with the ids there are."""
        ids = self.cell_ids()
        if cell_id not in ids:
            raise KeyError(f"{self.path} has no cell {cell_id!r}; its cells are {', '.join(ids)}")
        return ids.index(cell_id)

    def cell(self, cell_id: str) -> Locator:
        """The cell with this id."""
        return self.page.locator(".jp-Notebook").first.locator(".jp-Cell").nth(self.cell_index(cell_id))

    def output(self, cell_id: str) -> Locator:
        """The output area of a cell; with a widget in it, wait for `.jupyter-widgets` inside."""
        return self.cell(cell_id).locator(".jp-Cell-outputArea")

    def unfold(self, cell_id: str) -> None:
        """Open the output of a cell that is stored folded, as a reader does once she has committed to an answer."""
        folded = self.cell(cell_id).locator(".jp-OutputPlaceholder")
        if folded.count():
            folded.click()
            expect(folded).to_have_count(0)

    def widget(self, cell_id: str, selector: str = ".jupyter-widgets") -> Locator:
        """The first element in a cell's output that matches, unfolded where it is; waits until it is visible."""
        self.unfold(cell_id)
        found = self.output(cell_id).locator(selector).first
        expect(found).to_be_visible(timeout=DEFAULT_TIMEOUT)
        found.scroll_into_view_if_needed()
        return found

    def error_outputs(self) -> list[str]:
        """Text of every error in any output: tracebacks, standard error, and widgets that could not be shown."""
        kinds = "application/vnd.jupyter.error", "application/vnd.jupyter.stderr"
        selectors = ", ".join(f'.jp-Notebook [data-mime-type="{kind}"]' for kind in kinds)
        texts = self.page.locator(selectors).all_inner_texts()
        broken = self.page.locator(".jp-Notebook .jp-OutputArea", has_text="Error displaying widget")
        return texts + broken.all_inner_texts()

    def drag(self, target: Locator, dx: float, dy: float, steps: int = 12) -> None:
        """Press the mouse on the middle of an element, move by (dx, dy) CSS pixels in steps, and let go."""
        x, y = self.centre_of(target)
        self.page.mouse.move(x, y)
        self.page.mouse.down()
        self.page.mouse.move(x + dx, y + dy, steps=steps)
        self.page.mouse.up()

    def centre_of(self, target: Locator) -> tuple[float, float]:
        """Middle of an element in CSS pixels of the page, after scrolling it into view."""
        target.scroll_into_view_if_needed()
        box = target.bounding_box()
        if box is None:
            raise AssertionError(f"{target} is not visible, so it has no middle")
        return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2

    def press(self, target: Locator, key: str, times: int = 1) -> None:
        """Focus an element and press a key."""
        target.focus()
        for _ in range(times):
            self.page.keyboard.press(key)

    def slider(self, scope: Locator, label: str) -> Locator:
        """The row of an ipywidgets slider with this label: `.noUi-handle` and `.widget-readout` are in it."""
        labelled = scope.page.locator(".widget-label", has_text=re.compile(rf"^\s*{re.escape(label)}\s*$"))
        return scope.locator(".widget-slider, .widget-hslider").filter(has=labelled).first

    def slider_handle(self, scope: Locator, label: str) -> Locator:
        """The handle of a slider; it takes focus, arrow keys and drags."""
        return self.slider(scope, label).locator(".noUi-handle").first

    def number_box(self, scope: Locator, label: str) -> Locator:
        """The box for a number beside the slider with this label."""
        labelled = scope.page.locator(".widget-label", has_text=re.compile(rf"^\s*{re.escape(label)}\s*$"))
        return scope.locator(".gradwalk-number").filter(has=labelled).locator("input").first

    def set_slider(self, scope: Locator, label: str, value: float | str) -> None:
        """Type a value into the box beside a slider, or into the read-out of one that has no box."""
        expect(self.slider(scope, label)).to_be_visible()
        box = self.number_box(scope, label)
        where = box if box.count() else self.slider(scope, label).locator(".widget-readout")
        where.click()
        where.fill(value if isinstance(value, str) else f"{value:g}")
        where.press("Enter")

    def screenshot(self, name: str, target: Locator | None = None) -> Path:
        """Keep a picture of an element (or the page) in artifacts/screenshots/."""
        path = SCREENSHOTS / f"{name}.png"
        path.parent.mkdir(parents=True, exist_ok=True)
        (target or self.page).screenshot(path=path)
        return path

    def inject_script(self, path: Path) -> None:
        """Load a JavaScript file into the page, for instance an accessibility checker."""
        self.page.evaluate(path.read_text(encoding="utf-8"))
