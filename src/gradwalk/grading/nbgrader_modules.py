"""Import nbgrader without the slowest part of what it brings along."""

from __future__ import annotations

import importlib
import sys
from types import ModuleType

from gradwalk.grading.stored import NOT_INSTALLED, GradebookError

# The grammar of international addresses, built anew at each import, which takes longer than all the rest of nbgrader.
# jsonschema can do without it, and no notebook holds such an address where its schema would ask for one.
SLOW = "rfc3987_syntax"


def nbgrader_module(name: str) -> ModuleType:
    """Return the module `name` of nbgrader; raises GradebookError when it is not installed."""
    hidden = SLOW not in sys.modules
    if hidden:
        sys.modules[SLOW] = None  # ty: ignore[invalid-assignment]  Python's own way to say that there is none
    try:
        return importlib.import_module(name)
    except ImportError as error:
        raise GradebookError(NOT_INSTALLED) from error
    finally:
        if hidden:
            del sys.modules[SLOW]
