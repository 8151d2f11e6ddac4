"""Look at what was run in the learner's notebook, to tell an answer from an older version of it."""

import ast
import re
import sys
from collections.abc import Sequence

LAST_CELLS = 200  # of those that were run; what lies further back was not meant


def is_older_version(name: str) -> bool:
    """Tell whether the last cell that was to define `name` did not run, because it is not Python.

    Then the name still holds what an older cell has given it. Without IPython nothing is known, and the answer is no.
    """
    pattern = re.compile(
        rf"^[ \t]*(?:(?:async[ \t]+)?def[ \t]+{re.escape(name)}\b|{re.escape(name)}[ \t]*=(?!=))", re.M
    )
    last = next((source for source in reversed(_cells_run()[-LAST_CELLS:]) if pattern.search(source)), "")
    return not _parses(last)


def _cells_run() -> Sequence[str]:
    """Return the sources of the cells that were run, the last one last, as IPython has made Python of them."""
    module = sys.modules.get("IPython")
    shell = module.get_ipython() if module is not None else None
    found = shell.user_ns.get("In") if shell is not None else None
    return [source for source in found if isinstance(source, str)] if isinstance(found, list) else []


def _parses(source: str) -> bool:
    try:
        ast.parse(source)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return False
    return True
