"""Does anything pile up? Re-run an explorer's cell 50 times, move its slider 10,000 times, and look at the kernel.

Called by the latency benchmark with its notebook open; prints one table.
"""

from __future__ import annotations

import json

from benchmarks.ways import Way
from tools.harness.notebook_page import OPEN_NOTEBOOK, NotebookPage

RERUNS = 50
MOVES = 10_000
MOVES_AT_ONCE = 100  # the server passes on at most 1,000 messages a second

EXECUTE = f"""async code => {{
    const future = {OPEN_NOTEBOOK}.sessionContext.session.kernel.requestExecute({{ code, store_history: false }});
    let text = "";
    future.onIOPub = message => {{
        if (message.header.msg_type === "stream") text += message.content.text;
        if (message.header.msg_type === "error") text += message.content.traceback.join("\\n");
    }};
    await future.done;
    return text;
}}"""

TAKE_STOCK = """
import gc, json, psutil
import matplotlib._pylab_helpers, matplotlib.figure
from ipywidgets.widgets import widget as _widget
gc.collect()
print(json.dumps({
    "memory": psutil.Process().memory_info().rss / 2**20,
    "widgets": len(_widget._instances),
    "pyplot": len(matplotlib._pylab_helpers.Gcf.figs),
    "figures": sum(isinstance(each, matplotlib.figure.Figure) for each in gc.get_objects()),
}))
"""

MOVE = """
def _walk(widget):
    yield widget
    for _child in getattr(widget, "children", ()):
        yield from _walk(_child)

def _place(slider, share):
    if hasattr(slider, "options"):
        slider.index = int(share * len(slider.options))
    else:
        _value = slider.min + share * (slider.max - slider.min)
        slider.value = type(slider.value)(slider.base**_value if hasattr(slider, "base") else _value)

_slider = next(each for each in _walk({variable}) if getattr(each, "description", None) == {label!r})
for _i in range({start}, {start} + {moves}):
    _place(_slider, (_i % 97) / 97)
"""


def print_memory(notebook: NotebookPage, ways: list[Way]) -> None:
    """Print what the kernel holds before, after re-running each cell, and after moving each slider."""
    print("\n| after | memory MiB | live widgets | figures in pyplot | figures in all |\n|---|---|---|---|---|")
    for way in ways:
        for _ in range(2):  # warm up: caches and compiled code are not a leak
            notebook.run_cell(way.cell_id)
        move(notebook, way, MOVES_AT_ONCE)
        print_stock(notebook, f"{way.name}, warm")
        for _ in range(RERUNS):
            notebook.run_cell(way.cell_id)
        print_stock(notebook, f"{way.name}, its cell run {RERUNS} times more")
        move(notebook, way, MOVES)
        print_stock(notebook, f"{way.name}, {MOVES:,} moves more")


def move(notebook: NotebookPage, way: Way, moves: int) -> None:
    """Set the slider from the kernel, with the page showing every value it can."""
    for start in range(0, moves, MOVES_AT_ONCE):
        execute(notebook, MOVE.format(variable=way.variable, label=way.slider, start=start, moves=MOVES_AT_ONCE))


def print_stock(notebook: NotebookPage, label: str) -> None:
    stock = json.loads(execute(notebook, TAKE_STOCK))
    numbers = f"{stock['memory']:.0f} | {stock['widgets']} | {stock['pyplot']} | {stock['figures']}"
    print(f"| {label} | {numbers} |", flush=True)


def execute(notebook: NotebookPage, code: str) -> str:
    """Run code in the notebook's kernel and return what it prints; raises on a traceback."""
    text = notebook.page.evaluate(EXECUTE, code)
    if "Traceback" in text:
        raise RuntimeError(text)
    return text
