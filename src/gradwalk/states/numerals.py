"""Write numbers the way the course shows them: four significant digits, a true minus sign, powers of ten as 1.234·10⁻⁵.

With four digits what a reader computes from what is shown agrees with what is shown. Where leading digits cancel, as in
1 − z², `apart` shows so many more. Infinity is ∞, and what has no value is undefined.
"""

import math
from collections.abc import Callable, Iterable

from gradwalk.labels import tr

DIGITS = 4
MOST_DIGITS = 15  # more a float does not hold
SMALLEST, LARGEST = -3, 4  # exponents of ten between which no power of ten is written
_RAISED = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")


def number(value: float, digits: int = DIGITS) -> str:
    """Return `value` in so many significant digits, as a power of ten below 0.001 and from 100,000 on."""
    value = float(value)
    if not math.isfinite(value):
        return tr("undefined") if math.isnan(value) else "∞" if value > 0 else "−∞"
    exponent = int(f"{value:.{digits - 1}e}".split("e")[1])
    if not SMALLEST <= exponent <= LARGEST:
        return powered(value, digits - 1)
    return f"{value + 0.0:.{max(0, digits - 1 - exponent)}f}".replace("-", "−")


def out_of(part: int, whole: int) -> str:
    """Return a count and what it is a part of: 3 of 10."""
    return tr("{part} of {all}", part=part, all=whole)


def powered(value: float, decimals: int) -> str:
    """Return `value` as a power of ten with a factor of so many decimals: 6.2·10⁻⁴."""
    factor, exponent = f"{float(value):.{decimals}e}".split("e")
    return f"{factor}·{power_of_ten(int(exponent))}".replace("-", "−")


def power_of_ten(exponent: int) -> str:
    """Return a power of ten such as 10⁻³."""
    return "10" + str(exponent).translate(_RAISED)


def compact(value: float, digits: int = DIGITS) -> str:
    """Return `value` as `number` does, without the zeros at its end where it is exactly what is left: 0.5, 2·10⁶."""
    written = number(value, digits)
    if "." not in written or as_shown(value, digits) != value:
        return written
    factor, dot, power = written.partition("·")
    return factor.rstrip("0").rstrip(".") + dot + power


def short(value: float) -> str:
    """Return a number in two digits, a power of ten in one, for where there is little room: 0.71, 7·10⁻⁴."""
    written = compact(value, 2)
    return powered(value, 0) if "·" in written else written


def as_shown(value: float, digits: int = DIGITS) -> float:
    """Return the number that a reader reads where `number` shows `value`."""
    value = float(value)
    rounded = float(f"{value:.{digits - 1}e}")
    return round(value) if 10**digits <= abs(rounded) < 10 ** (LARGEST + 1) else rounded


def apart(value: float, other: float, digits: int = DIGITS) -> str:
    """Return `value` with so many digits that its difference from `other` can be read to about `digits` of them."""
    difference = abs(value - other)
    if not math.isfinite(difference) or not difference or not value:
        return number(value, digits)
    cancelled = math.floor(math.log10(abs(value))) - math.floor(math.log10(difference))
    return number(value, min(digits + max(0, cancelled), MOST_DIGITS))


def signed(value: float, digits: int = DIGITS) -> str:
    """Return a change with its sign, +0.5000 or −0.5000; no change is 0."""
    written = number(value, digits)
    return "0" if value == 0 else f"+{written}" if value > 0 else written


def vector(values: Iterable[float]) -> str:
    """Return the components in brackets, as in (1.000, −2.000)."""
    return f"({', '.join(number(value) for value in values)})"


def degrees(radians: float) -> str:
    """Return an angle given in radians as degrees, with one decimal."""
    if math.isnan(radians):
        return tr("undefined")
    return f"{round(math.degrees(radians), 1) + 0.0:.1f}°".replace("-", "−")


def factor(value: float, write: Callable[[float], str] = compact) -> str:
    """Return a number as a factor of a product: a negative one stands in brackets."""
    written = write(value)
    return f"({written})" if written.startswith("−") else written


def product(*values: float, write: Callable[[float], str] = compact) -> str:
    """Return the product of `values` as text, not multiplied out: "(−0.5)·2"."""
    return "·".join(factor(value, write) for value in values)


def difference(value: float, other: float) -> str:
    """Return "value − other" in so many digits that it can be worked out from what is shown."""
    written = compact(other) if as_shown(other) == other else apart(other, value)
    return f"{apart(value, other)} − {f'({written})' if other < 0 else written}"


def slope_of_tanh(z: float) -> str:
    """Return "1 − z²" with z in so many digits that it can be worked out from what is shown."""
    return f"1 − {factor(z, lambda value: apart(value, math.copysign(1.0, value)))}²"
