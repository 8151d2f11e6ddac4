"""Show numbers and shapes only where they are short and plain; nothing else of a result may stand in a message.

What an answer returns could spell out the hidden inputs that it was called with. One that is shown has few digits.
"""

from typing import Any

import numpy as np

from gradwalk.checks.comparison import numbers

MOST_ENTRIES, MOST_AXES, LONGEST_AXIS = 6, 2, 9
FACTORS = {2.0: "twice", 0.5: "half", 3.0: "three times", 1 / 3: "a third of", 4.0: "four times", 0.25: "a quarter of"}


def shown_value(value: Any) -> str:
    """Return a number, a small array or a tuple of these as a text with four digits; "" for anything else."""
    if isinstance(value, tuple):
        parts = [shown_value(part) for part in value]
        return f"({', '.join(parts)})" if all(parts) and len(parts) <= MOST_AXES else ""
    array = numbers(value)
    if array is None or array.size > MOST_ENTRIES or array.ndim > MOST_AXES:
        return ""
    return _nested(array)


def _nested(array: np.ndarray) -> str:
    if array.ndim == 0:
        return f"{float(array) + 0.0:.4g}"
    return f"[{', '.join(_nested(part) for part in array)}]"


def shown_shape(shape: tuple[int, ...]) -> str:
    """Return the shape if it is small, otherwise only how many axes it has."""
    if len(shape) <= MOST_AXES and max(shape, default=0) <= LONGEST_AXIS:
        return f"the shape {shape}"
    return "more than two axes" if len(shape) > MOST_AXES else "an axis of ten or more"


def shown_count(count: int) -> str:
    """Return a small number as it is, and say of a larger one only that it is."""
    return str(count) if count <= LONGEST_AXIS else "ten or more"


def shown_factor(factor: float, tolerance: float) -> str:
    """Return the word for a plain factor, such as "twice", also of the opposite sign; "" for any other number."""
    words = (word for plain, word in FACTORS.items() if abs(abs(factor) - plain) <= tolerance * plain)
    word = next(words, "")
    return f"minus {word}" if word and factor < 0 else word
