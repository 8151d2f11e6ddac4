"""Stands for the shell that runs a notebook: what gives names a value is real, the rest is unknown.

At home `get_ipython()` gives IPython's own; here code it is handed is run in the notebook's names, and nothing else.
"""

import contextlib
import sys
from collections.abc import Callable, Mapping
from typing import Any

import source
from standins import Shown


class Shell(Shown):
    """The stand-in; `user_ns` are the names of the notebook, and `execute` runs Python in them."""

    user_ns: dict[str, Any]
    user_global_ns: dict[str, Any]
    _execute: Callable[[str], object]

    def __init__(self, space: dict[str, Any], execute: Callable[[str], object]) -> None:
        """Take the names of the notebook, and what runs a text of Python in them."""
        super().__init__("IPython")
        self.__dict__.update(user_ns=space, user_global_ns=space, _execute=execute)

    def ex(self, code: str) -> None:
        """Run Python as it is."""
        self._execute(code)

    def ev(self, code: str) -> Any:
        """Return the value of an expression."""
        return eval(code, self.user_ns)

    def push(self, variables: Mapping[str, Any] | str | list[str] | tuple[str, ...], *_options: object) -> None:
        """Give names a value: those of a dictionary, or those of whoever calls."""
        if not isinstance(variables, Mapping):
            found = sys._getframe(1)
            names = variables.split() if isinstance(variables, str) else variables
            variables = {name: eval(name, found.f_globals, found.f_locals) for name in names}
        self.user_ns.update(variables)

    def run_cell(self, raw_cell: str, *_options: object, **_named: object) -> Shown:
        """Run the text of a cell; an error in it ends it and nothing else, as at home."""
        with contextlib.suppress(Exception):
            self._execute(source.to_python(raw_cell))
        return Shown("IPython")

    def run_line_magic(self, name: str, line: str = "", *_options: object) -> Shown:
        """Run what a line magic would run."""
        self._execute(source.to_python(f"%{name} {line}"))
        return Shown("IPython")

    def run_cell_magic(self, name: str, line: str, cell: str) -> Shown:
        """Run what a cell magic would run."""
        self._execute(source.to_python(f"%%{name} {line}\n{cell}"))
        return Shown("IPython")

    def magic(self, line: str) -> Shown:
        """Run a line magic, in the old way of asking for it."""
        return self.run_line_magic(*line.lstrip("%").split(" ", 1))

    def reset(self, *_options: object, **_named: object) -> None:
        """Take all names away."""
        for name in [name for name in self.user_ns if not name.startswith("__")]:
            del self.user_ns[name]
