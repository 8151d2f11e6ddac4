"""Write numbers and points the way the course shows them: four digits, a true minus sign, no jitter.

A small number keeps two significant digits at least: 0.0006 read as 0.001 would be another number.
"""

import math
from collections.abc import Callable, Iterable

_RAISED = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")


def number(value: float) -> str:
    """Return `value` in about four significant digits, never less than two; what is not finite is named."""
    value = float(value)
    if math.isnan(value):
        return "undefined"
    if math.isinf(value):
        return "∞" if value > 0 else "−∞"
    size = abs(value)
    if size and (size < 1e-3 or size >= 1e5):
        mantissa, exponent = f"{value:.2e}".split("e")
        return f"{mantissa}·10^{int(exponent)}".replace("-", "−")
    decimals = 4 if 0 < size < 1e-2 else 3 if size < 10 else 2 if size < 100 else 1
    return f"{value + 0.0:.{decimals}f}".replace("-", "−")


def compact(value: float) -> str:
    """Return `value` as `number` does, but in fewer letters where it is tiny or huge, as in −3.9·10⁻⁵: for boxes."""
    written = number(value)
    return powered(value, 1) if "·10^" in written else written


def powered(value: float, decimals: int) -> str:
    """Return `value` as a power of ten with a factor of so many decimals: 6.2·10⁻⁴."""
    factor, exponent = f"{float(value):.{decimals}e}".split("e")
    return f"{factor}·10{str(int(exponent)).translate(_RAISED)}".replace("-", "−")


def significant(value: float) -> str:
    """Return `value` in four significant digits, however small; what is not finite is named."""
    value = float(value)
    if not math.isfinite(value) or not value:
        return number(value)
    if not 1e-3 <= abs(value) < 1e5:
        mantissa, exponent = f"{value:.3e}".split("e")
        return f"{mantissa}·10^{int(exponent)}".replace("-", "−")
    decimals = max(0, 3 - math.floor(math.log10(abs(float(f"{value:.3e}")))))
    return f"{value:.{decimals}f}".replace("-", "−")


def vector(values: Iterable[float]) -> str:
    """Return the components in brackets, as in (1.000, −2.000)."""
    return f"({', '.join(number(value) for value in values)})"


def degrees(radians: float) -> str:
    """Return an angle given in radians as degrees, with one decimal."""
    return "undefined" if math.isnan(radians) else f"{math.degrees(radians):.1f}°".replace("-", "−")


def factor(value: float, write: Callable[[float], str] = compact) -> str:
    """Return a number as a factor of a product: a negative one stands in brackets."""
    written = write(value)
    return f"({written})" if written.startswith("−") else written


def product(*values: float, write: Callable[[float], str] = compact) -> str:
    """Return the product of `values` as text, not multiplied out: "(−0.500)·2.000"."""
    return "·".join(factor(value, write) for value in values)


def short(value: float) -> str:
    """Return a number with two decimals, for where there is little room; a tiny one keeps one digit: 7·10⁻⁴."""
    return powered(value, 0) if 0 < abs(value) < 0.005 else f"{value + 0.0:.2f}".replace("-", "−")
