"""Give each run of a learner's program names of its own, so that nothing an edit does reaches her notebook."""

import copy
import types
from collections import deque
from collections.abc import Iterable, Iterator
from typing import Any

import numpy as np

MOST_ENTRIES = 200_000  # of all that is copied for one run
SHARED = (
    types.ModuleType,
    types.BuiltinFunctionType,
    types.MethodWrapperType,
    np.ufunc,
    str,
    bytes,
    int,
    float,
    complex,
)
# With these a program can reach names that are not written in it.
UNSEEN_WAYS = frozenset({"globals", "locals", "vars", "eval", "exec", "compile", "setattr", "delattr", "__import__"})


class NotAlone(ValueError):
    """The program uses something that cannot be copied, so that an edit of it could change the notebook."""


class OwnNames:
    """The names of a notebook for runs of one program: what the program can change is copied for each run.

    Raises NotAlone for a program that uses a class of hers, or anything else that cannot be copied.
    """

    def __init__(self, space: dict[str, Any], used: Iterable[str]) -> None:
        """Take the names of the notebook, and those that stand in the program."""
        self.space, self.used = space, list(_reached(space, used))
        if UNSEEN_WAYS.intersection(self.used):
            raise NotAlone("the program can reach any name")
        self.fresh()

    def fresh(self) -> dict[str, Any]:
        """Return the names for one run: they hold what those of the notebook hold now."""
        names = dict(self.space)
        copier = _Copier(self.space, names)
        names.update({name: copier.copied(self.space[name]) for name in self.used if name in self.space})
        return names


def _reached(space: dict[str, Any], used: Iterable[str]) -> Iterator[str]:
    """Yield the names that are used, also by the functions of hers that are."""
    waiting, seen = list(used), set()
    while waiting:
        name = waiting.pop()
        if name not in seen:
            seen.add(name)
            yield name
            function = space.get(name)
            if isinstance(function, types.FunctionType) and function.__globals__ is space:
                waiting += names_in(function.__code__)


def names_in(code: types.CodeType) -> Iterator[str]:
    """Yield the global names that code uses, also in the functions inside it."""
    yield from code.co_names
    for constant in code.co_consts:
        if isinstance(constant, types.CodeType):
            yield from names_in(constant)


class _Copier:
    """Copies values of hers, each once; functions of hers get the names of the run."""

    def __init__(self, space: dict[str, Any], names: dict[str, Any]) -> None:
        self.space, self.names = space, names
        self.done: dict[int, tuple[Any, Any]] = {}
        self.left = MOST_ENTRIES

    def copied(self, value: Any) -> Any:
        """Return a copy of `value`, or itself where nothing can change it; raises NotAlone."""
        if id(value) not in self.done:
            self.done[id(value)] = value, self._copied(value)
        return self.done[id(value)][1]

    def _copied(self, value: Any) -> Any:
        kind = type(value)
        if value is None or isinstance(value, SHARED) or getattr(kind, "is_handed_out", False) is True:
            return value
        if isinstance(value, types.FunctionType):
            return self._function(value)
        if (value if isinstance(value, type) else kind).__module__ == self.space.get("__name__", "__main__"):
            raise NotAlone(f"{kind.__name__} is a class of hers")
        inner = (getattr(value, name, None) for name in ("__wrapped__", "__func__", "func"))
        if any(isinstance(one, types.FunctionType) and one.__globals__ is self.space for one in inner):
            raise NotAlone(f"{kind.__name__} keeps a function of hers")
        return value if isinstance(value, type) else self._container(value, kind)

    def _container(self, value: Any, kind: type) -> Any:
        if kind in (list, tuple, set, frozenset, deque, dict):
            self._take(len(value))
            parts = value.items() if kind is dict else value
            return kind(tuple(map(self.copied, one)) if kind is dict else self.copied(one) for one in parts)
        if isinstance(value, np.ndarray) and value.dtype != object:
            self._take(value.size)
            return value.copy()
        try:
            return copy.deepcopy(value)
        except Exception as error:  # whatever it is, it cannot be copied
            raise NotAlone(f"{kind.__name__} cannot be copied") from error

    def _function(self, function: types.FunctionType) -> types.FunctionType:
        """Return a function of hers with the names of the run; one of a package is left as it is."""
        if function.__globals__ is not self.space:
            return function
        cells = function.__closure__ and tuple(
            types.CellType(self.copied(one.cell_contents)) for one in function.__closure__
        )
        own = types.FunctionType(
            function.__code__, self.names, function.__name__, self.copied(function.__defaults__), cells
        )
        own.__kwdefaults__, own.__dict__ = self.copied(function.__kwdefaults__), self.copied(function.__dict__)
        return own

    def _take(self, count: int) -> None:
        self.left -= count
        if self.left < 0:
            raise NotAlone("too much would have to be copied")
