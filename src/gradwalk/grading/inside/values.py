"""Carry numbers, arrays, texts and containers across the sandbox wall as plain JSON.

Used on both sides. JSON is chosen over pickle because reading it can run no code.
"""

import math

import numpy as np

MAX_ELEMENTS = 20_000
MAX_TEXT = 2_000
MAX_DEPTH = 6


class ValueRefused(ValueError):
    """A value that is too large, too deep or of a kind that does not cross the wall."""


def encode(value, depth=0):
    """Turn `value` into something `json.dumps` accepts.

    Numbers, booleans, texts and None stay themselves; arrays become {"array": flat list, "shape": [...], "kind": "f"};
    lists and tuples become lists; dicts with text keys become {"dict": {...}}; anything else {"object": type name}.
    Raises ValueRefused when the value holds more than MAX_ELEMENTS numbers or nests deeper than MAX_DEPTH.
    """
    if depth > MAX_DEPTH:
        raise ValueRefused("the value is nested too deeply")
    if value is None or isinstance(value, bool | np.bool_):
        return None if value is None else bool(value)
    if isinstance(value, str):
        return str(value[:MAX_TEXT])
    if isinstance(value, int | float | complex | np.number):
        return _encode_number(value)
    if isinstance(value, np.ndarray):
        return _encode_array(value)
    if isinstance(value, list | tuple):
        _check_size(len(value))
        return [encode(item, depth + 1) for item in value]
    if isinstance(value, dict):
        _check_size(len(value))
        return {"dict": {str(key)[:MAX_TEXT]: encode(item, depth + 1) for key, item in value.items()}}
    return {"object": type(value).__name__[:80]}


def _check_size(count):
    if count > MAX_ELEMENTS:
        raise ValueRefused(f"the value holds {count} numbers, more than {MAX_ELEMENTS}")


def _encode_number(value):
    if isinstance(value, complex | np.complexfloating):
        return {"complex": [float(value.real), float(value.imag)]}
    if isinstance(value, int | np.integer) and abs(int(value)) < 2**53:
        return int(value)
    return float(value)


def _encode_array(array):
    _check_size(array.size)
    if array.dtype.kind == "c":
        return {"object": "complex array"}
    kind = array.dtype.kind if array.dtype.kind in "biuf" else "f"
    numbers = np.asarray(array, dtype=float).ravel().tolist()
    return {"array": numbers, "shape": list(array.shape), "kind": kind}


class Foreign:
    """Stands for an object that did not cross the wall; only the name of its type did."""

    def __init__(self, type_name):
        """Remember `type_name`, a text."""
        self.type_name = type_name

    def __repr__(self):
        """Name the type."""
        return f"<{self.type_name}>"


def decode(data, depth=0):
    """Turn what `encode` made back into values; raises ValueRefused for anything `encode` could not have made."""
    if depth > MAX_DEPTH + 1:
        raise ValueRefused("the value is nested too deeply")
    if data is None or isinstance(data, bool | int | float | str):
        return data
    if isinstance(data, list):
        _check_size(len(data))
        return [decode(item, depth + 1) for item in data]
    if not isinstance(data, dict):
        raise ValueRefused(f"a {type(data).__name__} is not a value")
    return _decode_tagged(data, depth)


def _decode_tagged(data, depth):
    if isinstance(data.get("array"), list):
        return _decode_array(data)
    if isinstance(data.get("dict"), dict):
        return {str(key): decode(item, depth + 1) for key, item in data["dict"].items()}
    if isinstance(data.get("complex"), list) and len(data["complex"]) == 2:
        return complex(*(_number(part) for part in data["complex"]))
    if isinstance(data.get("object"), str):
        return Foreign(data["object"][:80])
    raise ValueRefused("an unknown kind of value")


def _decode_array(data):
    numbers, shape = data["array"], data.get("shape")
    _check_size(len(numbers))
    if not isinstance(shape, list) or not all(type(n) is int and 0 <= n <= MAX_ELEMENTS for n in shape):
        raise ValueRefused("an array without a shape")
    if len(shape) > MAX_DEPTH or math.prod(shape) != len(numbers):
        raise ValueRefused("an array whose shape does not fit its numbers")
    kind = {"b": bool, "i": np.int64, "u": np.int64}.get(data.get("kind"), float)
    array = np.array([_number(number) for number in numbers], dtype=float).reshape(shape)
    return array.astype(kind) if np.isfinite(array).all() else array


def _number(value):
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise ValueRefused("a number was expected")
    try:
        return float(value)
    except OverflowError:
        return math.inf
