"""A stage on a page of its own, without a notebook and without a kernel."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import matplotlib
from playwright.sync_api import Browser, Page

from gradwalk.stage import Stage

FONTS = Path(matplotlib.get_data_path()) / "fonts" / "ttf"

# The stand-in for the model keeps what it is told in `told` and `sent`; `change` is what a kernel does.
PAGE = """async ([code, state]) => {
    const stage = (await import(URL.createObjectURL(new Blob([code], { type: "text/javascript" })))).default;
    const listeners = {};
    const told = [], sent = [];
    const model = {
        get: name => state[name],
        set: (name, value) => { state[name] = value; told.push([name, value]); },
        save_changes: () => {},
        send: message => { sent.push(message); if (message.type === "hand") told.push(["hand", message]); },
        on: (event, listener) => (listeners[event] ??= []).push(listener),
        off: (event, listener) => { listeners[event] = (listeners[event] ?? []).filter(each => each !== listener); },
    };
    const fire = (event, ...values) => [...(listeners[event] ?? [])].forEach(listener => listener(...values));
    const change = changed => { Object.assign(state, changed); fire("change"); };
    const el = document.querySelector("#stage");
    window.stage = { model, told, sent, change, fire, close: stage.render({ model, el }) };
}"""


@contextmanager
def opened(chromium: Browser, state: dict, **options: Any) -> Iterator[Page]:
    """Show a state ({"frames", "marks", ...}) on a page of a browser context with these options."""
    with chromium.new_context(**options) as context:
        page = context.new_page()
        page.set_content(html())
        usual = {"marks": "{}", "readout": [], "note": "", "cameras": {}, "reduced_motion": False}
        page.evaluate(PAGE, [Stage._esm, {**usual, **state}])
        page.evaluate("document.fonts.ready.then(() => true)")
        yield page


def html() -> str:
    """A page with the stage's style, and with Matplotlib's own letters, whatever is installed here."""
    faces = face("DejaVuSans.ttf", 400) + face("DejaVuSans-Bold.ttf", 700)
    head = (
        f'<meta name="viewport" content="width=device-width"><style>{faces}{Stage._css} body {{ margin: 8px }}</style>'
    )
    body = '<div class="gradwalk-explorer"><div id="stage"></div></div><div style="height: 3000px"></div>'
    return f"<!doctype html><html lang='en'><head>{head}</head><body>{body}</body></html>"


def face(file: str, weight: int) -> str:
    data = base64.b64encode((FONTS / file).read_bytes()).decode("ascii")
    return f'@font-face {{ font-family: "DejaVu Sans"; font-weight: {weight}; src: url(data:font/ttf;base64,{data}) }}'
