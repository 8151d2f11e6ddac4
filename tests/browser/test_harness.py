"""The harness itself: a small notebook with a slider and an anywidget, run and moved in a real JupyterLab."""

from __future__ import annotations

from pathlib import Path

import nbformat
import pytest
from playwright.sync_api import expect

from tools.harness.chromium import find_chromium
from tools.harness.jupyterlab import private_environment

SLIDER = """
import ipywidgets
slider = ipywidgets.FloatSlider(description="x", min=-5, max=5, step=0.1, value=1)
label = ipywidgets.Label()
slider.observe(lambda change: setattr(label, "value", f"x = {change.new:.1f}"), "value")
ipywidgets.VBox([slider, label])
"""

SQUARE = '''
import anywidget, traitlets

class Square(anywidget.AnyWidget):
    _esm = """
    function render({ model, el }) {
        el.innerHTML = `<svg width="300" height="100"><rect width="20" height="20"></rect></svg><p></p>`;
        const rect = el.querySelector("rect");
        const place = () => {
            rect.setAttribute("x", model.get("x"));
            el.querySelector("p").textContent = `x is ${model.get("x")}`;
        };
        model.on("change:x", place);
        place();
        rect.addEventListener("pointerdown", down => rect.setPointerCapture(down.pointerId));
        rect.addEventListener("pointermove", move => {
            if (!move.buttons) return;
            model.set("x", Math.round(move.offsetX - 10));
            model.save_changes();
        });
    }
    export default { render };
    """
    x = traitlets.Int(0).tag(sync=True)

square = Square()
square
'''


def write_notebook(folder: Path, **cells: str) -> Path:
    folder.mkdir()
    notebook = nbformat.v4.new_notebook(metadata={"kernelspec": {"name": "python3", "display_name": "Python 3"}})
    notebook.cells = [
        nbformat.v4.new_code_cell(source.strip(), id=name.replace("_", "-")) for name, source in cells.items()
    ]
    nbformat.write(notebook, folder / "small.ipynb")
    return folder / "small.ipynb"


def test_slider_and_anywidget_move(open_notebook, tmp_path):
    fillers = {f"filler_{i}": "print('a line\\n' * 30)" for i in range(4)}
    notebook = open_notebook(write_notebook(tmp_path / "small", slider=SLIDER, **fillers, square=SQUARE))
    notebook.run_all()
    assert notebook.error_outputs() == []

    row = notebook.widget("slider")
    notebook.set_slider(row, "x", 2.5)
    expect(row).to_contain_text("x = 2.5")
    notebook.press(notebook.slider_handle(row, "x"), "ArrowRight", times=3)
    expect(row).to_contain_text("x = 2.8")

    # The cell is far below the visible part, and in the page nevertheless.
    square = notebook.widget("square", "svg")
    notebook.drag(square.locator("rect"), 100, 0)
    expect(notebook.output("square")).to_contain_text("x is 100")
    assert notebook.screenshot("harness", square).stat().st_size > 0
    assert notebook.page_errors == []


def test_errors_are_seen(open_notebook, tmp_path):
    notebook = open_notebook(write_notebook(tmp_path / "bad", fine="print('fine')", division="1 / 0"))
    notebook.run_all()
    (error,) = notebook.error_outputs()
    assert "ZeroDivisionError" in error
    with pytest.raises(KeyError, match="fine, division"):
        notebook.cell("absent")


def test_no_file_of_the_user_is_read(tmp_path, monkeypatch):
    monkeypatch.setenv("JUPYTER_CONFIG_PATH", "/somewhere")
    environment = private_environment(tmp_path, "token")
    assert "JUPYTER_CONFIG_PATH" not in environment
    assert environment["JUPYTER_CONFIG_DIR"].startswith(str(tmp_path))


def test_no_browser_is_reported_as_none(monkeypatch, tmp_path):
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr("tools.harness.chromium.SYSTEM_PATHS", ())

    class Chromium:
        executable_path = str(tmp_path / "chrome")

    class Playwright:
        chromium = Chromium

    assert find_chromium(Playwright()) is None
