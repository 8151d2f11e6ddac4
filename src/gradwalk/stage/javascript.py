"""Join the modules in `js` into one text, which is what anywidget loads: no bundler, and one file less to fetch.

A page without a kernel can serve the folder `js` as it stands, or put the same text into a `<script type="module">`.
"""

import re
from functools import cache
from pathlib import Path

FOLDER = Path(__file__).parent / "js"
ENTRY = FOLDER / "stage.js"

_IMPORT = re.compile(r'^import \{[^}]*\} from "(\.\.?/[\w./-]+\.js)";\n', re.MULTILINE)
_DEFAULT = re.compile(r"^export default .*;\n", re.MULTILINE)
_EXPORTED = re.compile(r"^export (?=(?:async function|class|const|function\*?) )|^export \{\};\n", re.MULTILINE)
_LEFT_OVER = re.compile(r"^(?:import\b|export (?!default\b)).*", re.MULTILINE)


@cache
def joined(entry: Path = ENTRY) -> str:
    """Return the module `entry` behind all that it imports, as one module that imports nothing.

    Names keep their spelling, so no two modules may use the same one. Raises ValueError for an import or export that
    is not of the form `import { a, b } from "./module.js";`, `export function ...`, `export const ...`.
    """
    *below, last = modules(entry)
    return "\n".join([*(_DEFAULT.sub("", _alone(path)) for path in below), _alone(last)])


def modules(entry: Path = ENTRY) -> list[Path]:
    """Return the modules that `entry` needs, each after those it imports, `entry` last."""
    ordered: list[Path] = []

    def visit(path: Path) -> None:
        if path not in ordered:
            for below in _IMPORT.findall(_text(path)):
                visit((path.parent / below).resolve())
            ordered.append(path)

    visit(entry.resolve())
    return ordered


def _text(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def _alone(path: Path) -> str:
    """Return a module without its imports and exports, but for a default one."""
    text = _EXPORTED.sub("", _IMPORT.sub("", _text(path)))
    if left := _LEFT_OVER.search(text):
        raise ValueError(f'Write imports in {path.name} as `import {{ a }} from "./b.js";`, not as {left.group()!r}.')
    return text
