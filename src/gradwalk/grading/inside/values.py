"""Carry numbers, arrays, texts and containers across the sandbox wall as plain JSON.

Used on both sides. JSON is chosen over pickle because reading it can run no code. A value must be judged as it would
be at home, so scalars of NumPy, tuples, and whatever NumPy would make an array of stay what they are.
"""

import math
from typing import Any

import numpy as np

MAX_ELEMENTS = 20_000
MAX_TEXT = 2_000
LONGEST_SIDE = 800  # points of a picture
MAX_DEPTH = 64  # as deep as NumPy's arrays go
SCALARS = {"b": np.bool_, "i": np.int64, "u": np.int64, "f": np.float64}


class ValueRefused(ValueError):
    """What came back is nothing `encode` could have made."""


class _Room:
    """Counts how many numbers may still cross the wall."""

    def __init__(self) -> None:
        self.left = MAX_ELEMENTS

    def holds(self, count: int) -> bool:
        """Take the room for `count` more, if there is so much."""
        if count > self.left:
            return False
        self.left -= count
        return True


def encode(value: Any, depth: int = 0, room: _Room | None = None) -> Any:
    """Turn `value` into something `json.dumps` accepts; it is never refused, and what is too much becomes an object.

    Numbers, booleans, texts, lists and None stay themselves; arrays become {"array": flat list, "shape", "kind"},
    arrays of objects {"objects": list, "shape"}, scalars of NumPy {"scalar": number, "kind"}, tuples {"tuple": list},
    dicts {"dict": {...}}, anything else {"object": type name}, with "like": an array if NumPy can make one of it.
    """
    room = room or _Room()
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, str):
        return str(value if len(value) <= MAX_TEXT else value.strip()[:MAX_TEXT])
    if isinstance(value, np.generic):
        return _encode_scalar(value)
    if isinstance(value, int | float | complex):
        return _encode_number(value)
    if depth > MAX_DEPTH:
        return _object(value)
    if isinstance(value, np.ndarray):
        return _encode_array(value, depth, room)
    if isinstance(value, list | tuple | dict):
        return _encode_container(value, depth, room)
    return _encode_other(value, depth, room)


def _object(value: Any) -> dict:
    return {"object": type(value).__name__[:80]}


def _encode_container(value: Any, depth: int, room: _Room) -> Any:
    if not room.holds(len(value)):
        return _object(value)
    if isinstance(value, dict):
        entries: dict[str, Any] = {}
        for key, item in value.items():
            entries.setdefault(str(key)[:MAX_TEXT], encode(item, depth + 1, room))
        return {"dict": entries}
    items = [encode(item, depth + 1, room) for item in value]
    return {"tuple": items} if isinstance(value, tuple) else items


def _encode_number(value: Any) -> Any:
    if isinstance(value, complex):
        return {"complex": [float(value.real), float(value.imag)]}
    if isinstance(value, int):
        return int(value) if -(2**63) <= value < 2**64 else _object(value)  # NumPy has no number for a longer one
    return float(value)


def _encode_scalar(value: Any) -> Any:
    kind = value.dtype.kind
    if kind == "c":
        return {"complex": [float(value.real), float(value.imag)]}
    if kind not in SCALARS:
        return _object(value)
    return {"scalar": float(value) if kind == "f" else int(value) if kind in "iu" else bool(value), "kind": kind}


def _encode_array(array: Any, depth: int, room: _Room) -> dict:
    if array.dtype.kind not in "biufcOU" or not room.holds(array.size):
        return _object(array)
    if array.dtype.kind in "cOU":
        items = [encode(item, depth + 1, room) for item in array.ravel().tolist()]
        return {"objects": items, "shape": list(array.shape)}
    numbers = np.asarray(array, dtype=float).ravel().tolist()
    return {"array": numbers, "shape": list(array.shape), "kind": array.dtype.kind}


def _encode_other(value: Any, depth: int, room: _Room) -> dict:
    """Encode what is no container of Python; a deque or a range is an array to NumPy, and so to the check."""
    found = _object(value)
    if isinstance(value, bytes | set | frozenset | type) or callable(value):
        return found
    try:
        array = np.asarray(value)
    except Exception:  # noqa: BLE001  whatever it is, it is not made of numbers
        return found
    return {**found, "like": _encode_array(array, depth, room)} if array.dtype.kind in "biuf" else found


class Foreign:
    """Stands for an object that did not cross the wall; only the name of its type did."""

    def __init__(self, type_name: str) -> None:
        """Remember `type_name`, a text."""
        self.type_name = type_name

    def __repr__(self) -> str:
        """Name the type."""
        return f"<{self.type_name}>"


class ForeignArray(Foreign):
    """Stands for an object NumPy can make an array of, such as a deque."""

    def __init__(self, type_name: str, array: np.ndarray) -> None:
        """Remember `type_name`, a text, and the array."""
        super().__init__(type_name)
        self._array = array

    def __array__(self, dtype: Any = None, copy: bool | None = None) -> np.ndarray:
        """Be the array."""
        return np.array(self._array, dtype=dtype)


def decode(data: Any, depth: int = 0) -> Any:
    """Turn what `encode` made back into values; raises ValueRefused for anything `encode` could not have made."""
    if depth > MAX_DEPTH + 3:
        raise ValueRefused("the value is nested too deeply")
    if data is None or isinstance(data, bool | int | float | str):
        return data
    if isinstance(data, list):
        _check_size(len(data))
        return [decode(item, depth + 1) for item in data]
    if not isinstance(data, dict):
        raise ValueRefused(f"a {type(data).__name__} is not a value")
    return _decode_tagged(data, depth)


def _check_size(count: int) -> None:
    if count > MAX_ELEMENTS:
        raise ValueRefused(f"the value holds {count} numbers, more than {MAX_ELEMENTS}")


def _decode_tagged(data: dict, depth: int) -> Any:
    if isinstance(data.get("array"), list):
        return _decode_array(data)
    if isinstance(data.get("objects"), list):
        return _decode_objects(data, depth)
    if isinstance(data.get("tuple"), list):
        return tuple(decode(data["tuple"], depth + 1))
    if isinstance(data.get("dict"), dict):
        return {str(key): decode(item, depth + 1) for key, item in data["dict"].items()}
    if isinstance(data.get("complex"), list) and len(data["complex"]) == 2:
        return complex(*(_number(part) for part in data["complex"]))
    if str(data.get("kind")) in SCALARS and "scalar" in data:
        return _decode_scalar(data)
    if isinstance(data.get("object"), str):
        name, like = data["object"][:80], data.get("like")
        return ForeignArray(name, _decode_array(like)) if isinstance(like, dict) else Foreign(name)
    raise ValueRefused("an unknown kind of value")


def _decode_scalar(data: dict) -> Any:
    value, kind = data["scalar"], str(data["kind"])
    if kind == "b":
        return np.bool_(value is True)
    if kind != "f" and not isinstance(value, int):
        raise ValueRefused("a whole number was expected")
    return SCALARS[kind](value if isinstance(value, int) and -(2**63) <= value < 2**63 else _number(value))


def _shape(data: dict, count: int) -> list[int]:
    shape = data.get("shape")
    _check_size(count)
    if not isinstance(shape, list) or not all(type(n) is int and 0 <= n <= MAX_ELEMENTS for n in shape):
        raise ValueRefused("an array without a shape")
    if len(shape) > MAX_DEPTH or math.prod(shape) != count:
        raise ValueRefused("an array whose shape does not fit its numbers")
    return shape


def _decode_objects(data: dict, depth: int) -> Any:
    array = np.empty(len(data["objects"]), dtype=object)
    for place, item in enumerate(data["objects"]):
        array[place] = decode(item, depth + 1)
    return array.reshape(_shape(data, len(data["objects"])))


def _decode_array(data: dict) -> Any:
    numbers = data.get("array")
    if not isinstance(numbers, list):
        raise ValueRefused("an array without numbers")
    shape = _shape(data, len(numbers))
    kind = {"b": bool, "i": np.int64, "u": np.int64}.get(str(data.get("kind")), float)
    array = np.array([_number(number) for number in numbers], dtype=float).reshape(shape)
    return array.astype(kind) if np.isfinite(array).all() else array


def _number(value: Any) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise ValueRefused("a number was expected")
    try:
        return float(value)
    except OverflowError:
        return math.inf
