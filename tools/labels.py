"""Write the table of labels from the code: `uv run python -m tools.labels`, after a label was added or changed.

A label is a text that the code gives to `tr` or `tr_later`, or the JavaScript to `tr`, or the name of a surface.
"""

import ast
import re
import sys
from collections.abc import Iterator
from pathlib import Path

SOURCE = Path(__file__).resolve().parents[1] / "src" / "gradwalk"
TABLE = SOURCE / "labels" / "english.toml"
FUNCTIONS = {"tr", "tr_later"}
IN_JAVASCRIPT = re.compile(r'\btr\("([^"]*)"\)')
HEAD = """# All labels of the explorers: on the left the English text, by which the code calls it, on the right what is
# shown. For another language write it on the right, and say gradwalk.use_labels("this_file.toml") in the first code
# cell of a notebook. What stands in braces is filled in: keep it, wherever your sentence wants it. What is left out
# stays English.

"""


def labels() -> list[str]:
    """Return all labels of the code, each once."""
    sources = (path.read_text(encoding="utf-8") for path in sorted(SOURCE.rglob("*.py")))
    found = (text for source in sources if "from gradwalk.labels import" in source for text in python_labels(source))
    return [*dict.fromkeys([*surface_names(), *found, *browser_labels()])]


def browser_labels() -> list[str]:
    """Return what the JavaScript gives to `tr`."""
    sources = (path.read_text(encoding="utf-8") for path in sorted(SOURCE.rglob("*.js")))
    return [text for source in sources for text in IN_JAVASCRIPT.findall(source)]


def python_labels(source: str) -> Iterator[str]:
    """Yield the texts that a module gives to `tr` or `tr_later`, in their order."""
    calls = [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call) and _is_label(node)]
    for call in sorted(calls, key=lambda node: (node.lineno, node.col_offset)):
        if isinstance(text := call.args[0], ast.Constant) and isinstance(text.value, str):
            yield text.value


def surface_names() -> list[str]:
    """Return the names of the gallery, which the mathematics says in English."""
    from gradwalk.mathematics.surfaces import GALLERY

    return list(GALLERY)


def table(texts: list[str]) -> str:
    """Return the table as TOML."""
    return HEAD + "".join(f"{_quoted(text)} = {_quoted(text)}\n" for text in texts)


def _is_label(call: ast.Call) -> bool:
    return isinstance(call.func, ast.Name) and call.func.id in FUNCTIONS and bool(call.args)


def _quoted(text: str) -> str:
    """Return a TOML string: without escapes where there need be none."""
    return f"'{text}'" if '"' in text or "\\" in text else f'"{text}"'


def main() -> int:
    """Write the table; returns 0."""
    TABLE.write_text(table(labels()), encoding="utf-8")
    print(f"{TABLE.name}: {len(labels())} labels")
    return 0


if __name__ == "__main__":
    sys.exit(main())
