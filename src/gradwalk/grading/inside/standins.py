"""Stand-ins for the libraries a notebook shows things with, so that its cells run and nothing of Gradwalk is inside.

Anything imported from them accepts every call and does nothing. Only `homework(...).data` is real: it carries the
learner's own numbers, because an answer may be computed from them.
"""

import importlib.abc
import importlib.machinery
import sys
import types
from typing import Any

STOOD_IN = frozenset({"gradwalk", "IPython", "ipywidgets", "anywidget", "ipympl", "google", "micropip", "piplite"})
# Matplotlib asks for the running IPython, of which there is none, and for its version.
REAL: dict[str, Any] = {"get_ipython": lambda: None, "version_info": (99, 0)}


class Nothing:
    """An object that takes any call, any attribute, any item, and gives itself back."""

    def __call__(self, *_arguments, **_named):
        """Give itself back."""
        return self

    def __getattr__(self, name):
        """Give itself back for a plain name, so that protocols of NumPy and of copying are not promised by accident."""
        if name.startswith("__"):
            raise AttributeError(name)
        return self

    def __getitem__(self, _key):
        """Give itself back."""
        return self

    def __iter__(self):
        """Refuse: how many items there should be is unknown."""
        raise TypeError("this library is not available while the homework is graded")

    def __enter__(self):
        """Give itself back."""
        return self

    def __exit__(self, *_exception):
        """Let exceptions through."""
        return False

    def __repr__(self):
        """Say what it is."""
        return "<not available while graded>"


class Homework(Nothing):
    """Stands for the learner's homework: its `data` is real, its checks and hints do nothing."""

    def __init__(self, data):
        """Keep `data`, a dict of names to numbers and arrays."""
        self.data = data


class StandInModule(types.ModuleType):
    """A module of which every attribute is a Nothing, but for those in REAL."""

    __all__: list[str]

    def __getattr__(self, name):
        """Give a Nothing, or what REAL has under this name."""
        if name.startswith("__"):
            raise AttributeError(name)
        return REAL[name] if name in REAL else Nothing()


class StandInFinder(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Finds a stand-in for every module below the names in STOOD_IN."""

    def find_spec(self, fullname, _path=None, _target=None):
        """Claim the modules that are stood in for, leave the others to Python."""
        if fullname.partition(".")[0] in STOOD_IN:
            return importlib.machinery.ModuleSpec(fullname, self, is_package=True)
        return None

    def create_module(self, spec):
        """Make the empty stand-in."""
        module = StandInModule(spec.name)
        module.__all__ = []
        return module

    def exec_module(self, module):
        """Do nothing: there is no code."""


def install(data):
    """Put the stand-ins first in line for imports; `data` is what `homework(...).data` shows."""
    sys.meta_path.insert(0, StandInFinder())
    REAL["homework"] = lambda *_arguments, **_named: Homework(data)
