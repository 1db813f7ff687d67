"""Printed numbers, read back: nothing but what rounding may change, no 0 for what isn't, no "=" for what isn't."""

import math
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from convmath.core.numerals import (
    SUMS,
    WEIGHTS,
    as_fraction,
    exponent,
    form_of,
    is_leftover,
    is_printed_exactly,
    last_place,
    numeral,
    worth,
)
from tests.scenes import printed

typed = st.decimals(-(10**6), 10**6, places=7, allow_nan=False).map(float)
"""Numbers as somebody would write them."""
any_float = st.floats(min_value=-1e30, max_value=1e30, allow_subnormal=False) | typed
forms = st.sampled_from(["", ",", "0", "1", "2", "3", "4", "/", "/3"])


@given(any_float | st.integers(-(10**18), 10**18), forms)
def test_a_printed_number_is_as_near_as_its_last_place_tells(number, form):
    text = numeral(number, form)
    if is_leftover(number):
        assert text == "0"
        return
    back = printed.number(text)
    slack = abs(Fraction(number)) / 10**11 if "/" in text or isinstance(number, float) else 0
    assert abs(back - Fraction(number)) <= printed.unit(text) / 2 + slack
    assert worth(text) == back


@given(typed | st.integers(-(10**9), 10**9), forms)
def test_what_is_not_0_is_not_printed_as_0(number, form):
    assert (printed.number(numeral(number, form)) == 0) == (number == 0)


@given(st.floats(1e-9, 1, exclude_max=True))
def test_a_number_below_1_has_two_digits_that_tell_something(number):
    back = printed.number(numeral(number))
    assert abs(back - Fraction(number)) <= Fraction(number) / 20 + Fraction(number) / 10**9


@given(typed, forms)
def test_zeros_are_kept_at_the_end_only_of_what_was_rounded(number, form):
    text = numeral(number, form)
    exact = printed.number(text) == Fraction(Decimal(repr(number)))
    nearly = abs(printed.number(text) - Fraction(number)) <= abs(number) * 1e-12
    assert is_printed_exactly(number, text) == (exact or nearly)
    digits = text.partition("·")[0].partition(".")[2]
    if exact and "/" not in text:
        assert not digits.endswith("0")


@pytest.mark.parametrize(
    ("number", "form", "text"),
    [
        (0.000165, "", "0.00016"),
        (0.002, "", "0.002"),
        (0.0029690167, "", "0.0030"),
        (0.996, "", "1.00"),
        (1.0, "", "1"),
        (0.1 + 0.2, "", "0.3"),
        (0.1 + 0.2 - 0.3, "", "0"),
        (1e-15, "", "1·10⁻¹⁵"),
        (9.9996e-05, "", "1.0·10⁻⁴"),
        (1e20, "", "1·10²⁰"),
        (269.747968, "1", "269.7"),
        (84_000.558, "0", "84,001"),
        (1 / 6044.6, "1/", "1/6,045"),
        (0.4, "1/", "1/2.5"),
        (1920, "d", "1920"),
        (25 / 9, "/", "25/9"),
        (2 / 3, "/3", "2/3"),
        (math.pi, "/3", "3.142"),
        (-1234.5, "", "−1,234.5"),
    ],
)
def test_numbers_are_printed_as_one_reads_them(number, form, text):
    assert numeral(number, form) == text


def test_a_form_that_does_not_exist_is_refused():
    with pytest.raises(ValueError, match=r"'\.2f'"):
        numeral(0.5, ".2f")
    with pytest.raises(ValueError, match="'nine'"):
        worth("nine")


@given(st.integers(-500, 500), st.integers(1, 256))
def test_fractions_of_small_denominators_are_found(top, bottom):
    assert as_fraction(top / bottom) == Fraction(top, bottom)


def test_numbers_are_printed_together_in_the_form_that_rounds_none_of_them():
    assert form_of([1, 2, 3]) == form_of([0.5, 0.25]) == form_of([1 / 3, 0.125]) == ""
    assert form_of([0.125, 1]) == "3"
    assert form_of([1 / 16, 1 / 8], fractions_from=WEIGHTS) == form_of([1 / 9], fractions_from=WEIGHTS) == "/"
    assert form_of([1 / 16, 1 / 8], fractions_from=SUMS) == "4"
    assert form_of([1 / 9, math.pi], fractions_from=WEIGHTS) == ""
    assert form_of([], fractions_from=WEIGHTS) == ""


@given(st.sampled_from(["0.25", "1,792", "4.0", "1·10⁻⁷", "1.65·10⁻⁷", "−3.87"]))
def test_the_last_place_is_where_the_text_ends(text):
    assert last_place(text) == printed.unit(text)


def test_an_exponent_is_a_number_of_its_own():
    assert [exponent(raised) for raised in ("⁻⁷", "¹²")] == ["−7", "12"]
