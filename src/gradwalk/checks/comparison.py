"""Compare what an answer returned with a result: numbers within a tolerance, texts, tuples and tables entry by entry.

All comparison happens on values that were already returned, so it works on answers from another process as well.
"""

from collections.abc import Mapping
from typing import Any

import numpy as np

TINY = 1e-9  # every exercise works with numbers of ordinary size, so this only forgives rounding around zero


def same(right: Any, value: Any, tolerance: float) -> bool:
    """Tell whether `value` is `right` (number, array, text, tuple or dict of these) within the relative `tolerance`."""
    if isinstance(right, str):
        return isinstance(value, str) and value.strip().strip("().").lower() == right.lower()
    if isinstance(right, dict):
        return isinstance(value, dict) and all(same(right[key], entry(value, key), tolerance) for key in right)
    if isinstance(right, tuple):
        parts = parts_of(value)
        return len(parts) == len(right) and all(map(same, right, parts, [tolerance] * len(right)))
    return _same_numbers(right, value, tolerance)


def entry(table: Mapping[Any, Any], key: str) -> Any:
    """Return what the dict `table` has under the text `key`, or under a number written like it; else None."""
    return next((value for name, value in table.items() if str(name) == key), None)


def parts_of(value: object) -> list[Any]:
    """Return what a function returned as a list of results; an array is the list of its rows, anything else empty."""
    if isinstance(value, np.ndarray):
        return list(value) if value.ndim else []
    return list(value) if isinstance(value, list | tuple) else []


def _same_numbers(right: object, value: object, tolerance: float) -> bool:
    wanted, found = np.asarray(right, dtype=float), numbers(value)
    if found is None or not (wanted.shape == found.shape or wanted.size == found.size == 1):
        return False
    scale = np.max(np.abs(wanted), initial=0.0)
    with np.errstate(all="ignore"):
        return bool(np.all(np.abs(found.ravel() - wanted.ravel()) <= tolerance * scale + TINY))


def numbers(value: object) -> np.ndarray | None:
    """Return `value` as an array of floats, or None when it is not made of real numbers."""
    array = None if isinstance(value, bool) else _array(value)
    return None if array is None or array.dtype.kind not in "iuf" else array.astype(float)


def _array(value: object) -> np.ndarray | None:
    """Return `value` as an array, or None where NumPy cannot make one, or a text is among its entries."""
    try:
        return None if _holds_text(value) else np.asarray(value)
    except (TypeError, ValueError, OverflowError, RecursionError):
        return None


def _holds_text(value: object) -> bool:
    """Tell whether there is a text in `value`: an array would give every entry the room of the longest one."""
    if isinstance(value, list | tuple):
        return any(map(_holds_text, value))
    return isinstance(value, str | bytes | dict)


def shaped_like(right: Any, value: object) -> Any:
    """Return `value` as the array or tuple of arrays that `right` is; None for another shape or no finite numbers."""
    if isinstance(right, tuple):
        parts = [shaped_like(*pair) for pair in zip(right, parts_of(value), strict=False)]
        return None if len(parts) != len(right) or any(part is None for part in parts) else tuple(parts)
    array = numbers(value)
    if array is None or array.shape != np.shape(right) or not np.all(np.isfinite(array)):
        return None
    return array


def rearranged(right: Any, value: object, tolerance: float) -> str:
    """Return "transposed" or "reshaped" when `value` holds the numbers of `right` in another shape, else ""."""
    found = numbers(value)
    if found is None or isinstance(right, str | dict | tuple) or found.size != np.size(right) or found.size < 2:
        return ""
    if found.ndim == 2 and same(right, found.T, tolerance):
        return "transposed"
    return "reshaped" if same(np.ravel(right), np.ravel(found), tolerance) else ""


def is_nothing(value: object) -> bool:
    """Tell whether `value` is None, `...` or an empty text, or a list or table in which every entry is."""
    if isinstance(value, str):
        return not value.strip()
    if isinstance(value, dict | list | tuple) and len(value):
        return all(map(is_nothing, value.values() if isinstance(value, dict) else value))
    return value is None or value is Ellipsis or type_name(value) == "ellipsis"


def type_name(value: object) -> str:
    """Return the name of the type of `value`, also of one that stayed behind the sandbox wall."""
    return getattr(value, "type_name", type(value).__name__)


def kind_of(value: object) -> str:
    """Say in a few plain words what `value`, which is not made of real numbers, is instead."""
    if isinstance(value, str | bytes):
        return "a text"
    if isinstance(value, bool | np.bool_) or (isinstance(value, np.ndarray) and value.dtype.kind == "b"):
        return "True or False"
    if _is_complex(value):
        return "complex numbers"
    if isinstance(value, list | tuple | np.ndarray):
        return "a list whose rows differ in length, or whose entries are not all numbers"
    name = type_name(value)
    return name if name.startswith(("a ", "an ")) else f"{'an' if name[:1].lower() in 'aeiou' else 'a'} {name}"


def _is_complex(value: object) -> bool:
    array = _array(value)
    return array is not None and array.dtype.kind == "c"
