"""Set the formulas of Markdown as HTML with KaTeX, so that a page needs no script to show them.

A page's text is rendered with a mark in the place of each formula; KaTeX then sets all of them in one call.
"""

from __future__ import annotations

import html
import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

from nbconvert.filters.markdown_mistune import IPythonRenderer, MarkdownWithMath

HERE = Path(__file__).resolve().parent
KATEX = "katex@0.19.1"
FONTS = "woff2"  # every browser that can run the explorers reads it


class Formulas:
    """The formulas met so far; `hold` gives what stands in the text until `fill` puts their HTML there."""

    def __init__(self) -> None:
        self.found: list[tuple[str, bool]] = []

    def hold(self, tex: str, display: bool) -> str:
        """Return the mark for a formula in TeX."""
        self.found.append((tex, display))
        return f"\ue000{len(self.found) - 1}\ue001"

    def fill(self, text: str, katex: Path) -> str:
        """Return `text` with every mark replaced by its formula, set by the KaTeX in the folder `katex`."""
        for number, formula in enumerate(set_formulas(self.found, katex)):
            text = text.replace(f"\ue000{number}\ue001", formula)
        return text


def set_formulas(formulas: list[tuple[str, bool]], katex: Path) -> list[str]:
    """Return the HTML of formulas (TeX, whether on a line of its own). Raises SystemExit where one cannot be read."""
    command = ["node", str(HERE / "formulas.mjs"), str(katex)]
    done = subprocess.run(command, input=json.dumps(formulas), capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"KaTeX refused a formula: {done.stderr[-800:]}")
    return json.loads(done.stdout)


class Renderer(IPythonRenderer):
    """nbconvert's renderer, with formulas held back for KaTeX and links of notebooks led to their pages."""

    def __init__(self, formulas: Formulas, **options: Any) -> None:
        super().__init__(**options)
        self.formulas = formulas

    def inline_math(self, body: str) -> str:
        """Hold back a formula in a line."""
        return self.formulas.hold(body, False)

    def block_math(self, body: str) -> str:
        """Hold back a formula on a line of its own."""
        return f'<div class="formula" tabindex="0">{self.formulas.hold(body, True)}</div>'

    def latex_environment(self, name: str, body: str) -> str:
        """Hold back an environment such as align."""
        return self.block_math(f"\\begin{{{name}}}{body}\\end{{{name}}}")

    def link(self, text: str, url: str, title: str | None = None) -> str:
        """Lead from notebook to notebook as from page to page."""
        return super().link(text, url.replace(".ipynb", ".html"), title)


def render_markdown(source: str, formulas: Formulas) -> str:
    """Return Markdown as HTML, its formulas held back in `formulas`."""
    renderer = Renderer(formulas, escape=False, exclude_anchor_links=True)
    text = MarkdownWithMath(renderer=renderer).render(source)
    return text.replace("<table>", '<table tabindex="0">')  # a wide one is scrolled by keys, too


def fetch_katex(folder: Path) -> Path:
    """Put KaTeX into `folder` with npm, and return the folder of its package."""
    if shutil.which("npm") is None:
        raise SystemExit("Install Node.js with npm (on Debian: apt-get install npm): KaTeX sets the formulas.")
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "package.json").write_text('{"private": true}', encoding="utf-8")
    command = ["npm", "install", "--silent", "--no-audit", "--no-fund", "--no-package-lock", KATEX]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"npm did not bring {KATEX}: {done.stderr[-500:]}{done.stdout[-500:]}")
    return folder / "node_modules" / "katex"


def copy_style(katex: Path, target: Path) -> None:
    """Copy the style sheet of KaTeX and the fonts it names to `target`, in the one format that is needed."""
    (target / "fonts").mkdir(parents=True, exist_ok=True)
    shutil.copy(katex / "dist" / "katex.min.css", target / "katex.css")
    for font in (katex / "dist" / "fonts").glob(f"*.{FONTS}"):
        shutil.copy(font, target / "fonts")


def alternative(text: str) -> str:
    """Return text for an attribute."""
    return html.escape(text, quote=True)
