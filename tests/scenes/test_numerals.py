"""Numbers as the reader sees them: what is computed from what is shown agrees with what is shown."""

import math

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from gradwalk.states.numerals import (
    apart,
    as_shown,
    compact,
    degrees,
    difference,
    factor,
    number,
    product,
    short,
    signed,
    slope_of_tanh,
    vector,
)

RAISED = str.maketrans("⁻⁰¹²³⁴⁵⁶⁷⁸⁹", "-0123456789")


def read(text: str) -> float:
    """The number that a reader reads."""
    return float(text.replace("·10", "e").translate(RAISED).replace("−", "-"))


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (0, "0.000"),
        (-0.0, "0.000"),
        (-1.5, "−1.500"),
        (12.3456, "12.35"),
        (1234.56, "1235"),
        (12345.6, "12346"),
        (0.05, "0.05000"),
        (0.84147, "0.8415"),
        (-0.0046, "−0.004600"),
        (0.99996, "1.000"),
        (99999.6, "1.000·10⁵"),
        (0.0006, "6.000·10⁻⁴"),
        (1e-6, "1.000·10⁻⁶"),
        (-2.5e9, "−2.500·10⁹"),
        (5e-324, "4.941·10⁻³²⁴"),
        (1.7e308, "1.700·10³⁰⁸"),
        (math.nan, "undefined"),
        (math.inf, "∞"),
        (-math.inf, "−∞"),
    ],
)
def test_number(value, shown):
    assert number(value) == shown


FINITE = st.floats(allow_nan=False, allow_infinity=False)


@given(FINITE, st.integers(1, 12))
def test_number_has_so_many_digits_and_can_be_read_back(value, digits):
    assume(value == 0 or 1e-307 < abs(value) < 9e307)
    assert read(number(value, digits)) == pytest.approx(value, rel=0.5001 * 10.0 ** (1 - digits), abs=0)
    assert read(number(value, digits)) == as_shown(value, digits)


@given(FINITE)
def test_every_way_of_writing_uses_the_same_signs(value):
    for written in (number(value), compact(value), short(value), signed(value), apart(value, 1.0), vector([value])):
        assert set(written) <= set("0123456789.−+·⁻⁰¹²³⁴⁵⁶⁷⁸⁹(), ")


@given(FINITE, FINITE)
def test_a_larger_number_never_reads_smaller(one, other):
    small, large = sorted((one, other))
    assert read(number(small)) <= read(number(large))


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (0, "0"),
        (-0.5, "−0.5"),
        (1 / 3, "0.3333"),
        (0.49998, "0.5000"),
        (6.23e-4, "6.23·10⁻⁴"),
        (-3.9e-5, "−3.9·10⁻⁵"),
        (2e6, "2·10⁶"),
        (1200, "1200"),
        (math.inf, "∞"),
    ],
)
def test_compact_drops_only_zeros_that_say_nothing(value, shown):
    assert compact(value) == shown


@given(FINITE)
def test_compact_is_exact_or_has_four_digits(value):
    assert read(compact(value)) == as_shown(value)
    digits = [sign for sign in compact(value).split("·")[0] if sign.isdigit()]
    assert read(compact(value)) == value or len("".join(digits).lstrip("0")) >= 4


@pytest.mark.parametrize(("value", "shown"), [(0.7123, "0.71"), (-0.4, "−0.4"), (0.00066, "7·10⁻⁴"), (123.4, "123")])
def test_short(value, shown):
    assert short(value) == shown


def test_sign_vector_degrees_and_product():
    assert (signed(0.5), signed(-0.5), signed(0.0)) == ("+0.5000", "−0.5000", "0")
    assert vector([1, -2.25]) == "(1.000, −2.250)"
    assert degrees(math.pi / 4) == "45.0°"
    assert degrees(-1e-9) == "0.0°"
    assert degrees(math.nan) == "undefined"
    assert factor(-1.5) == "(−1.5)"
    assert product(-0.5, 2.0, 1 / 3) == "(−0.5)·2·0.3333"


def close(a: float, b: float) -> bool:
    """Whether two numbers agree to the share to which an entry is judged."""
    return math.isclose(a, b, rel_tol=2e-3, abs_tol=0)


@given(st.floats(-1e3, 1e3), st.floats(1e-9, 1e3), st.sampled_from([-1, 1]))
def test_a_difference_can_be_worked_out_from_what_is_shown(value, gap, sign):
    other = value + sign * gap
    assume(abs(value) > 1e-3)
    first, second = difference(value, other).split(" − ")
    assert close(read(first) - read(second.strip("()")), value - other)


@given(st.floats(-25, 25))
def test_the_slope_of_tanh_can_be_worked_out_from_what_is_shown(h):
    z = math.tanh(h)
    assume(0 < abs(z) < 1 - 1e-12)
    written = slope_of_tanh(z).removeprefix("1 − ").removesuffix("²").strip("()")
    assert close(1 - read(written) ** 2, 1 - z**2)
