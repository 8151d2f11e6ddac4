"""Read what answers have returned in the box: as values and as Python's own names, never as text of a learner's."""

import builtins

from gradwalk.checks.exercise import Response
from gradwalk.grading.inside import values

ERROR_NAMES = frozenset(name for name, kind in vars(builtins).items() if isinstance(kind, type))
TYPE_NAMES = ERROR_NAMES | {"function", "method", "module", "generator", "builtin_function_or_method", "ellipsis"}


def read_response(entry: dict, absent: str = "") -> Response:
    """Return the Response in what came back of one call; `absent` names what is not there where it is marked."""
    printed = entry.get("printed") is True
    if isinstance(entry.get("error"), str):
        detail = f"{absent} is not there where it is marked" if absent else ""
        return Response(error=error_name(entry["error"]), detail=detail, printed=printed)
    try:
        value = _without_names(values.decode(entry.get("value")))
        after = entry.get("after")
        inputs = tuple(map(values.decode, after)) if isinstance(after, list) else None
        return Response(value, after=inputs, printed=printed)
    except (values.ValueRefused, OverflowError, ValueError):
        return Response(error="ValueError")


def error_name(name: str) -> str:
    """Return `name` if Python itself has an error of that name; any other text could carry a hidden input out."""
    return name if name in ERROR_NAMES else "Exception"


def _without_names(value: object) -> object:
    """Take the name off a type that is not Python's own, for the same reason."""
    if type(value) is values.Foreign and value.type_name not in TYPE_NAMES:
        return values.Foreign("an object")
    return value
