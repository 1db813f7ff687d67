"""Numbers are spoken as they are printed.

That every beat is spoken over, and that what is said agrees with the ledger, is part of the audit in test_stage.py.
"""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from num2words import num2words

from convmath.core.numerals import numeral
from convmath.core.provenance import traced
from scenes.base.narration import narrated, spoken_form


@given(st.integers(-(10**12), 10**12))
def test_whole_numbers_are_spoken_as_num2words_says_them(number):
    assert spoken_form(numeral(number)) == num2words(number)


@given(st.decimals(0, 10_000, places=3))
def test_every_decimal_that_is_printed_is_spoken(number):
    said = spoken_form(f"{number:,}")
    assert len(said.partition(" point ")[2].split()) == 3


@pytest.mark.parametrize(
    ("written", "spoken"),
    [
        ("1/2", "one half"),
        ("−1/2", "minus one half"),
        ("3/2", "three halves"),
        ("1/4", "one quarter"),
        ("−1/4", "minus one quarter"),
        ("3/4", "three quarters"),
        ("1/3", "one third"),
        ("2/3", "two thirds"),
        ("−5/16", "minus five sixteenths"),
    ],
)
def test_fractions_are_spoken_as_parts(written, spoken):
    assert spoken_form(written) == spoken


def test_a_narration_takes_its_numbers_from_traced_values_as_they_are_on_screen():
    count = traced(abs, -150_528)
    parts = narrated("There are [mark n] {n} of them.", n=count)
    assert [part if isinstance(part, str) else part.written for part in parts] == [
        "There are [mark n] ",
        "150,528",
        " of them.",
    ]
    assert parts[1].spoken == "one hundred and fifty thousand, five hundred and twenty-eight"


def test_digits_typed_into_a_narration_are_refused():
    with pytest.raises(ValueError, match="digit"):
        narrated("There are 9 weights.")
