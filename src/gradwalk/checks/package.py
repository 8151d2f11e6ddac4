"""Read the homeworks of a package: the five of the course, a lecturer's file, or a module she has installed."""

import pkgutil
import runpy
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from gradwalk.checks.exercise import HomeworkDefinition

COURSE = "gradwalk.checks.course"  # the first such package
NAME = "HOMEWORKS"


def read_homeworks(source: str | Path = COURSE) -> dict[str, HomeworkDefinition]:
    """Return the homeworks of a package by name, in their order.

    `source` is the path of a Python file, as in "checks.py", or the dotted name of an importable module. The file or
    module holds HOMEWORKS, a list of HomeworkDefinition or a dict of them by name. Raises ValueError, with one
    sentence, for a source that is not there, has an error, or holds something else.
    """
    where = str(source)
    found = _from_file(Path(source)) if where.endswith(".py") else _from_module(where)
    definitions = list(found.values() if isinstance(found, Mapping) else found if isinstance(found, Iterable) else [])
    if not definitions or not all(isinstance(definition, HomeworkDefinition) for definition in definitions):
        raise ValueError(f"Let {NAME} in {where!r} be a list of HomeworkDefinition, not {found!r:.80}.")
    return _by_name(definitions, where)


def _from_file(path: Path) -> Any:
    if not path.is_file():
        raise ValueError(f"There is no file {str(path)!r} with homeworks; put it beside the notebook.")
    try:
        return runpy.run_path(str(path)).get(NAME)
    except Exception as error:
        raise ValueError(f"The homeworks in {str(path)!r} cannot be read: {_first_line(error)}.") from error


def _from_module(name: str) -> Any:
    try:
        return getattr(pkgutil.resolve_name(name), NAME, None)
    except (ImportError, ValueError, AttributeError) as error:
        raise ValueError(
            f"There is no module {name!r} with homeworks; install it, or give a file ending in .py."
        ) from (error)


def _first_line(error: Exception) -> str:
    return f"{type(error).__name__}: {error}".splitlines()[0].rstrip(".")


def _by_name(definitions: Iterable[HomeworkDefinition], where: str) -> dict[str, HomeworkDefinition]:
    """Return the definitions by name. Raises ValueError for a name given twice."""
    by_name: dict[str, HomeworkDefinition] = {}
    for definition in definitions:
        if definition.name in by_name:
            raise ValueError(f"Two homeworks in {where!r} are called {definition.name!r}; give each its own name.")
        by_name[definition.name] = definition
    return by_name
