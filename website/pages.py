"""Make a page of every notebook: its text, its equations, its stored outputs, and its explorers live without Python."""

from __future__ import annotations

import html
import json
import re
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import nbformat
from contents import title
from jinja2 import Environment, FileSystemLoader
from mathematics import Formulas, alternative, copy_style, fetch_katex, render_markdown
from nbclient import NotebookClient
from nbconvert.filters import Highlight2HTML, ansi2html
from pygments.formatters import HtmlFormatter

from gradwalk.pages.document import runtime, style

HERE = Path(__file__).resolve().parent
PAGE = "application/vnd.gradwalk.page+html"
TIMEOUT = 600  # seconds for a cell
FIRST = re.compile(r'<div class="gradwalk-still" data-album="([^"]*)" data-record="([^"]*)" data-from="([^"]*)"')
PHONE = 592  # pixels of a window in which an explorer has 560: below that the runtime takes narrow pictures
FOLDED = "Open after you committed"
BACKSTAGE = {"imports", "your-predictions"}  # cells whose code says nothing of the subject


class Page:
    """A page whose formulas are still to be set."""

    def __init__(self, text: str, formulas: Formulas) -> None:
        self.text, self.formulas = text, formulas

    def fill(self, katex: Path) -> str:
        """Return the page with its formulas."""
        return self.formulas.fill(self.text, katex)


def build_pages(paths: list[Path], target: Path, work: Path, live: bool) -> None:
    """Write the page of each notebook of `paths`, and what they share, to `target`.

    With `live` each leads to its notebook in JupyterLite.
    """
    katex = fetch_katex(work / "node")
    assets = target / "assets"
    assets.mkdir(parents=True)
    copy_style(katex, assets)
    (assets / "gradwalk.js").write_text(runtime(), encoding="utf-8")
    (assets / "gradwalk.css").write_text(f"{style()}\n{code_style()}\n{read('page.css')}", encoding="utf-8")
    with ThreadPoolExecutor(max_workers=2) as pool:  # each notebook has a kernel of its own
        shown = list(pool.map(lambda path: shown_in_pages(path, target / "records"), paths))
    titles = [title(path) for path in paths]
    for number, path in enumerate(paths):
        text = page_of(path, shown[number], number, list(zip(paths, titles, strict=True)), live)
        (target / f"{path.stem}.html").write_text(text.fill(katex), encoding="utf-8")


def read(name: str) -> str:
    """Return a file of the template."""
    return (HERE / "template" / name).read_text(encoding="utf-8")


def code_style() -> str:
    """Return the colours of code, for light pages and dark ones."""
    light, dark = HtmlFormatter(style="xcode"), HtmlFormatter(style="github-dark")
    in_the_dark = f"@media (prefers-color-scheme: dark) {{ {dark.get_style_defs('.highlight')} }}"
    return f"{light.get_style_defs('.highlight')}\n{in_the_dark}"


def shown_in_pages(path: Path, records: Path) -> dict[str, list[str]]:
    """Execute a notebook and return, by cell id, what its explorers and questions show in a page."""
    notebook = nbformat.read(path, as_version=4)
    lines = [f"import sys; sys.path.insert(0, {str(HERE)!r})", f"__import__('recording').record_to({str(records)!r})"]
    start = [f"--IPKernelApp.exec_lines={lines}"]
    folder = {"metadata": {"path": str(path.parent)}}
    NotebookClient(notebook, timeout=TIMEOUT, extra_arguments=start, resources=folder).execute()
    return {
        cell.id: found
        for cell in notebook.cells
        if cell.cell_type == "code" and (found := [o.data[PAGE] for o in cell.outputs if PAGE in o.get("data", {})])
    }


def page_of(
    path: Path, shown: dict[str, list[str]], number: int, all_pages: list[tuple[Path, str]], live: bool
) -> Page:
    """Return the page of a notebook, its formulas still held back."""
    notebook = nbformat.read(path, as_version=4)
    formulas, cells, contents = Formulas(), [], []
    for cell in notebook.cells:
        if cell.cell_type == "markdown":
            cells.append(with_anchors(render_markdown(cell.source, formulas), contents))
        elif cell.cell_type == "code":
            cells.append(code_cell(cell, shown.get(cell.id, []), live_link(path) if live else ""))
    before, after = (all_pages[k] if 0 <= k < len(all_pages) else None for k in (number - 1, number + 1))
    template = Environment(loader=FileSystemLoader(HERE / "template"), autoescape=False).get_template("page.html")
    text = template.render(
        title=html.escape(title(path)), early=early(shown), cells=cells, contents=contents, notebook=path.name,
        before=before, after=after, pages=all_pages, here=path, live=live,
    )  # fmt: skip
    return Page(text, formulas)


def early(shown: dict[str, list[str]]) -> list[tuple[str, str]]:
    """Return the scripts with the table of the first explorer, each with the width of the window that asks for it.

    They are on their way while the text is read; the runtime alone would ask for them only once it runs.
    """
    found = next((match for shows in shown.values() for each in shows if (match := FIRST.match(each))), None)
    if found is None:
        return []
    album, record, folder = json.loads(html.unescape(found[1])), found[2], found[3]
    part = f"{folder}{record}.{album['start']}".rstrip(".")
    if not album["narrow"]:
        return [(f"{part}.js", "all")]
    return [(f"{part}.js", f"(min-width: {PHONE}px)"), (f"{part}.narrow.js", f"(max-width: {PHONE - 0.02}px)")]


def with_anchors(text: str, contents: list[tuple[str, str]]) -> str:
    """Give every heading of the second order a name to link to, and append (name, heading) to `contents`."""

    def named(match: re.Match[str]) -> str:
        name = f"section-{len(contents) + 1}"
        contents.append((name, match[1]))
        return f'<h2 id="{name}">{match[1]}</h2>'

    return re.sub(r"<h2>(.*?)</h2>", named, text)


def live_link(notebook: Path) -> str:
    """Return the link that opens a notebook in JupyterLite, in its simpler app on a narrow screen."""
    path = f"index.html?path=notebooks/{notebook.name}"
    return f'<a class="change" href="lab/{path}" data-narrow="notebooks/{path}">Change it live</a>'


def code_cell(cell: Any, shown: list[str], change: str) -> str:
    """Return a code cell: its code, coloured, and below it what it shows in a page or else its stored outputs.

    Beside the code of an explorer stands `change`, the link to where it can be changed.
    """
    code = Highlight2HTML(pygments_lexer="python3")(cell.source)
    if cell.id == "your-predictions":
        outputs = ['<div class="gradwalk-predicted"></div>']
    else:
        outputs = shown or [output_html(output) for output in cell.outputs]
    if cell.metadata.get("jupyter", {}).get("outputs_hidden"):
        outputs = [f"<details><summary>{FOLDED}</summary>", *outputs, "</details>"]
    if shown or cell.id in BACKSTAGE:
        code = f'<details class="code"><summary>The code of this cell</summary>{code}{change}</details>'
    text = f'<div class="cell">{code}<div class="output">{"".join(outputs)}</div></div>'
    return text.replace("<pre>", '<pre tabindex="0">')  # a long line is scrolled by keys, too


def output_html(output: Any) -> str:
    """Return a stored output as HTML: a picture with its words, HTML as it is, or text."""
    if output.output_type == "stream":
        return f"<pre>{ansi2html(output.text)}</pre>"
    data, words = output.data, output.metadata.get("image/png", {})
    if "image/png" in data:
        source = f"data:image/png;base64,{data['image/png']}"
        return f'<img src="{source}" width="{words.get("width", "")}" alt="{alternative(words.get("alt", ""))}">'
    return data.get("text/html") or f"<pre>{html.escape(data['text/plain'])}</pre>"
