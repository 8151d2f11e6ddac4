"""Numbers as the reader sees them."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gradwalk.states.numerals import compact, degrees, number, vector


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (0, "0.000"),
        (-0.0, "0.000"),
        (-1.5, "−1.500"),
        (12.3456, "12.35"),
        (1234.56, "1234.6"),
        (0.05, "0.050"),
        (-0.0046, "−0.0046"),
        (0.0006, "6.00·10^−4"),
        (1e-6, "1.00·10^−6"),
        (-2.5e9, "−2.50·10^9"),
        (math.nan, "undefined"),
        (math.inf, "∞"),
        (-math.inf, "−∞"),
    ],
)
def test_number(value, shown):
    assert number(value) == shown


@given(st.floats(-1e300, 1e300))
def test_number_can_be_read_back(value):
    text = number(value).replace("−", "-").replace("·10^", "e")
    assert float(text) == pytest.approx(value, rel=0.05, abs=0)  # two significant digits


@given(st.floats(-9.999, 9.999), st.floats(-9.999, 9.999))
def test_a_larger_number_never_reads_smaller(one, other):
    small, large = (float(number(v).replace("−", "-").replace("·10^", "e")) for v in sorted((one, other)))
    assert small <= large


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (0, "0.000"),
        (-0.5, "−0.500"),
        (6.23e-4, "6.2·10⁻⁴"),
        (-3.9e-5, "−3.9·10⁻⁵"),
        (9.99e-12, "1.0·10⁻¹¹"),
        (2e6, "2.0·10⁶"),
    ],
)
def test_compact(value, shown):
    assert compact(value) == shown


def test_vector_and_degrees():
    assert vector([1, -2.25]) == "(1.000, −2.250)"
    assert degrees(math.pi / 4) == "45.0°"
    assert degrees(math.nan) == "undefined"
