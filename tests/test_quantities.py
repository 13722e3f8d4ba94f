"""Numbers as text: hand-written cases and rounding rules."""

import math
from decimal import ROUND_HALF_EVEN, Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chapter7.quantities import parameters, significant, with_interval, with_prefix, with_unit

NARROW = "\u202f"

HAND = [  # value, digits -> text, worked out on paper
    (0, 3, "0"),
    (0.3716, 3, "0.372"),
    (63_872, 3, "63,900"),
    (1, 3, "1.00"),
    (-12.34, 3, "-12.3"),
    (9.999, 3, "10.0"),
    (999.6, 3, "1,000"),
    (0.001, 3, "0.00100"),
    (0.00099999, 3, "0.00100"),  # rounds up into the plain range
    (0.0009994, 3, "9.99 × 10⁻⁴"),
    (9_994_999, 3, "9,990,000"),
    (9_999_999, 3, "1.00 × 10⁷"),
    (1.3e-7, 2, "1.3 × 10⁻⁷"),
    (6.02e23, 3, "6.02 × 10²³"),
    (12.25, 3, "12.2"),  # an exact tie goes to the even digit
    (12.75, 3, "12.8"),
    (2.5, 1, "2"),
    (4.4, 1, "4"),
]


@pytest.mark.parametrize(("value", "digits", "text"), HAND)
def test_significant_digits_by_hand(value, digits, text):
    assert significant(value, digits) == text


@given(
    st.floats(min_value=0.001, max_value=9e6, allow_subnormal=False),
    st.integers(min_value=1, max_value=6),
)
def test_significant_agrees_with_exact_decimal_arithmetic(value, digits):
    exact = Decimal(value)
    unit = Decimal(1).scaleb(exact.adjusted() - digits + 1)
    expected = exact.quantize(unit, rounding=ROUND_HALF_EVEN)
    text = significant(value, digits)
    read = Decimal(text.replace(",", "")) if "×" not in text else Decimal(1).scaleb(7)
    assert read == expected


@pytest.mark.parametrize("value", [math.nan, math.inf, -math.inf])
def test_a_value_that_is_no_number_is_refused(value):
    with pytest.raises(ValueError, match="finite"):
        significant(value)


def test_no_digits_are_refused():
    with pytest.raises(ValueError, match="digits >= 1"):
        significant(1.0, 0)


def test_a_unit_follows_after_a_narrow_space():
    assert with_unit(0.1466, "bits per GFLOP") == f"0.147{NARROW}bits per GFLOP"
    assert with_unit(4.364, "%", 2) == f"4.4{NARROW}%"


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (1, f"1.00{NARROW}FLOP"),
        (999, f"999{NARROW}FLOP"),
        (999.9, f"1.00{NARROW}kFLOP"),  # the prefix follows the rounded value
        (222e9, f"222{NARROW}GFLOP"),
        (4.026e12, f"4.03{NARROW}TFLOP"),
        (3.1e24, f"3.10{NARROW}YFLOP"),
        (3.1e27, f"3,100{NARROW}YFLOP"),
    ],
)
def test_prefixes(value, text):
    assert with_prefix(value, "FLOP") == text


@pytest.mark.parametrize("value", [0.5, 0, -3, math.nan])
def test_a_value_below_one_has_no_prefix(value):
    with pytest.raises(ValueError, match="at least 1"):
        with_prefix(value, "FLOP")


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (124_439_808, "124M"),
        (6_738_415_616, "6.74B"),
        (68_976_648_192, "69B"),
        (100e9, "100B"),
        (2e12, "2T"),
        (850, "850"),
    ],
)
def test_parameters_as_the_field_writes_them(value, text):
    assert parameters(value) == text


def test_a_difference_carries_its_sign_and_its_interval():
    assert with_interval(-0.1433, -0.1639, 0.0226) == "−0.143 (−0.164 to +0.023)"
    assert with_interval(16.4, 16, 16.83, digits=1) == "+16.4 (+16.0 to +16.8)"
