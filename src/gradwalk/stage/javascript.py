"""Join the modules in `js` into one text, which is what anywidget loads: no bundler, and one file less to fetch.

A page without a kernel can serve the folder `js` as it stands, or put the same text into a `<script type="module">`.
"""

import re
from functools import cache
from pathlib import Path

FOLDER = Path(__file__).parent / "js"
ENTRY = "stage.js"

_IMPORT = re.compile(r'^import \{[^}]*\} from "\./([\w-]+\.js)";\n', re.MULTILINE)
_EXPORTED = re.compile(r"^export (?=(?:async function|class|const|function) )|^export \{\};\n", re.MULTILINE)
_LEFT_OVER = re.compile(r"^(?:import\b|export (?!default\b)).*", re.MULTILINE)


@cache
def joined(entry: str = ENTRY) -> str:
    """Return the module `entry` behind all that it imports, as one module that imports nothing.

    Names keep their spelling, so no two modules may use the same one. Raises ValueError for an import or export that
    is not of the form `import { a, b } from "./module.js";`, `export function ...`, `export const ...`.
    """
    return "\n".join(_alone(name) for name in modules(entry))


def modules(entry: str = ENTRY) -> list[str]:
    """Return the names of the modules that `entry` needs, each after those it imports, `entry` last."""
    ordered: list[str] = []

    def visit(name: str) -> None:
        if name not in ordered:
            for below in _IMPORT.findall(_text(name)):
                visit(below)
            ordered.append(name)

    visit(entry)
    return ordered


def _text(name: str) -> str:
    return (FOLDER / name).read_text(encoding="utf-8")


def _alone(name: str) -> str:
    """Return a module without its imports and exports, but for a default one."""
    text = _EXPORTED.sub("", _IMPORT.sub("", _text(name)))
    if left := _LEFT_OVER.search(text):
        raise ValueError(f'Write imports in {name} as `import {{ a }} from "./b.js";`, not as {left.group()!r}.')
    return text
