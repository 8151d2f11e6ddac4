"""Turn the source of a notebook's cell into Python, as IPython does: prompts, indentation, magics, shell lines.

The result is text again. A magic that runs Python becomes that Python, one that does something else becomes `pass`.
Everything is found in one walk over the lines, so a long cell costs no more than its length.
"""

import ast
import contextlib
import re
import textwrap

RUN = frozenset({"time", "prun", "memit", "lprun", "mprun", "snakeviz", "debug", "pyinstrument", "capture"})
# Cell magics whose body IPython gives to something else than the notebook's own Python.
NOT_RUN = frozenset(
    {
        "html",
        "HTML",
        "javascript",
        "js",
        "latex",
        "markdown",
        "svg",
        "SVG",
        "bash",
        "sh",
        "script",
        "cmd",
        "perl",
        "ruby",
    }
    | {"python", "python2", "python3", "pypy", "system", "sx"}
)
PYLAB = (
    "import numpy, numpy as np; from matplotlib import pylab, pyplot, pyplot as plt; "
    "from matplotlib.pylab import *; from numpy import *"
)
DOCTEST = re.compile(r"^[ \t]*(?:>>>|\.\.\.)(?: |$)")
PROMPT = re.compile(r"^(?:In \[\d+\]: |[ \t]*\.{3,}: ?)")
HELP = re.compile(r"^%{0,2}(?!\d)[\w*]+(?:\.\w+|\[-?\d+\])*\s*\?{1,2}\s*(?:#.*)?$")
CALL = re.compile(r"^([,;/])\s*([A-Za-z_][\w.]*)\s+(.+)$")  # `/f a b`, `,f a b`, `;f a b`: calls without brackets
ASSIGNED = re.compile(r"^([^'\"#=%!]+?)=\s*([%!])(?!=)(.*)$")
MARK = re.compile(r"'''|\"\"\"|'|\"|#|[\[({]|[\])}]")
CLOSES = {mark: re.compile(rf"(?:[^\\]|\\.)*?{mark}", re.DOTALL) for mark in ("'''", '"""', "'", '"')}


def to_python(source: str) -> str:
    """Return `source` as Python; what already is Python stays as it is, but for the indentation of the whole."""
    text = source.replace("\r\n", "\n").replace("\r", "\n")
    if parses(text) and not PROMPT.match(text.lstrip("\n")):  # `In [1]: x` is Python, too, and not meant so
        return text
    text = _without_prompts(_without_indentation(text.lstrip("\n")))
    if text.lstrip().startswith("%%") and not HELP.match(text.lstrip().partition("\n")[0]):
        return _cell_magic(text.lstrip())
    return text if parses(text) else _line_magics(text)


def parses(text: str) -> bool:
    """Tell whether `text` is Python."""
    with contextlib.suppress(SyntaxError, ValueError, RecursionError, MemoryError):
        ast.parse(text)
        return True
    return False


def _without_indentation(text: str) -> str:
    """Take the blanks the first line begins with off every line that has them."""
    first = next((line for line in text.split("\n") if line.strip()), "")
    blanks = first[: len(first) - len(first.lstrip())]
    return "\n".join(line.removeprefix(blanks) for line in text.split("\n")) if blanks else text


def _without_prompts(text: str) -> str:
    """Take `>>>`, `...` and `In [1]:` off lines that were copied from a session."""
    lines = text.split("\n")
    if any(line.lstrip().startswith(">>>") for line in lines):
        return textwrap.dedent("\n".join(DOCTEST.sub("", line) for line in lines))
    if any(PROMPT.match(line) for line in lines[:2]):
        return "\n".join(PROMPT.sub("", line) for line in lines)
    return text


def _cell_magic(text: str) -> str:
    first, _, body = text.partition("\n")
    name, _, rest = first[2:].strip().partition(" ")
    if name in ("writefile", "file"):
        mode = "a" if rest.startswith("-a") else "w"
        return f"with open({rest.removeprefix('-a').strip()!r}, {mode!r}) as _file: _file.write({body!r})\n"
    if name in NOT_RUN or name.startswith("!"):
        return ""
    body = to_python(body)
    if name == "timeit":  # IPython, too, runs it in a function of its own, so that its names are gone afterwards
        return f"def _timed():\n    pass\n{textwrap.indent(body, '    ')}\n_timed()\n"
    captured = rest.split()[0] if name == "capture" and rest.strip() and not rest.startswith("-") else ""
    return f"{captured} = get_ipython()\n{body}" if captured.isidentifier() else body


def _line_magics(text: str) -> str:
    """Replace each line that begins a statement and that only IPython understands."""
    found, walk, lines = [], _Walk(), iter(text.split("\n"))
    for line in lines:
        replaced = _statement(line.strip().rstrip("\\")) if walk.at_start() else None
        if replaced is None:
            walk.take(line)
            found.append(line)
            continue
        found.append(line[: len(line) - len(line.lstrip())] + replaced)
        last = line
        while last.endswith("\\"):  # a magic goes on on the next line
            last = next(lines, "")
    return "\n".join(found)


def _statement(line: str) -> str | None:
    """Return the Python for a line only IPython understands, or None for any other."""
    if line[:1] in ("!", "?") or HELP.match(line) or line.startswith("```"):
        return "pass"
    if line.startswith("%"):
        return _line_magic(line.lstrip("%"))
    if call := CALL.match(line):
        return _call(*call.groups())
    match = ASSIGNED.match(line)
    if not match:
        return None
    value = _line_magic(match.group(3)) if match.group(2) == "%" else "pass"
    return f"{match.group(1)}= {'get_ipython()' if value == 'pass' else value}"


def _call(mark: str, name: str, rest: str) -> str:
    """Return the call that is meant: of values, of each word as a text, or of all words as one text."""
    words = [rest.strip()] if mark == ";" else rest.split()
    return f"{name}({', '.join(words if mark == '/' else map(repr, words))})"


def _line_magic(command: str) -> str:
    name, _, rest = command.partition(" ")
    rest = rest.strip()
    if name in RUN:
        return _without_options(rest)
    if name == "run" and rest:
        return f"exec(open({rest.split()[0]!r}).read(), globals())"
    if name == "pylab":
        return PYLAB
    return "get_ipython().reset()" if name == "reset" else "pass"


def _without_options(text: str) -> str:
    """Return the Python that follows the options of a magic such as `-r 3`; "pass" when there is none."""
    words = text.split(" ")
    optional = 0
    while optional < len(words) and (words[optional].startswith("-") or not words[optional]):
        optional += 1
    for start in (optional, optional + 1, 0):
        rest = " ".join(words[start:])
        if rest.strip() and parses(rest):
            return rest
    return "pass"


class _Walk:
    """Follows brackets, texts and continued lines, to know at which lines a statement begins."""

    def __init__(self) -> None:
        """Begin at the first line."""
        self.depth, self.quote, self.continued = 0, "", False

    def at_start(self) -> bool:
        """Tell whether the next line begins a statement."""
        return not (self.depth or self.quote or self.continued)

    def take(self, line: str) -> None:
        """Walk over one line of Python."""
        position = self._end_of_text(line, 0) if self.quote else 0
        while not self.quote and (match := MARK.search(line, position)):
            mark, position = match.group(), match.end()
            if mark == "#":
                break
            if mark in "([{":
                self.depth += 1
            elif mark in ")]}":
                self.depth = max(self.depth - 1, 0)
            else:
                self.quote = mark
                position = self._end_of_text(line, position)
        self.continued = line.endswith("\\") and not self.quote
        if len(self.quote) == 1 and not line.endswith("\\"):
            self.quote = ""  # a text that does not end on its line is an error, and ends there

    def _end_of_text(self, line: str, position: int) -> int:
        """Return where the open text ends; when it goes on after this line, `quote` stays."""
        match = CLOSES[self.quote].match(line, position)
        self.quote = "" if match else self.quote
        return match.end() if match else len(line)
