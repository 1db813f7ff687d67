import pytest
from hypothesis import given
from hypothesis import strategies as st

from convmath.core.errors import InputError
from convmath.core.magnitudes import POWERS, SPELT_FROM, enclosing_decades, percentage, spelt

WORDS = {"": 1} | {name: 10**power for power, name in POWERS.items()}


@given(st.integers(0, 10**15 - 1))
def test_a_spelt_number_is_worth_the_number_and_has_at_most_three_digits_before_the_point(number):
    mantissa, word = spelt(number)
    assert mantissa * WORDS[word] == pytest.approx(number, rel=1e-15)
    assert (mantissa < 10**SPELT_FROM) if not word else (1 <= mantissa < 1000)


def test_spelt_numbers_change_their_word_at_the_power_itself():
    assert [spelt(n).power for n in (999_999, 10**6, 10**9 - 1, 10**9, 10**12)] == [
        "",
        "million",
        "million",
        "billion",
        "trillion",
    ]


@given(st.lists(st.integers(1, 10**14), min_size=1))
def test_decades_enclose_all_numbers_and_closely(numbers):
    low, high = enclosing_decades(numbers)
    assert 10**low <= min(numbers)
    assert max(numbers) <= 10**high
    assert min(numbers) < 10 ** (low + 1)
    assert high == low + 1 or max(numbers) > 10 ** (high - 1)


@pytest.mark.parametrize("numbers", [[], [0, 1], [-1], [float("nan")]])
def test_numbers_without_a_place_on_a_logarithmic_scale_are_refused(numbers):
    with pytest.raises(InputError, match="numbers"):
        enclosing_decades(numbers)


@pytest.mark.parametrize("number", [-1, float("inf"), True])
def test_what_cannot_be_spelt_is_refused(number):
    with pytest.raises(InputError, match="number"):
        spelt(number)


@given(st.integers(0, 10**6), st.integers(1, 10**6))
def test_a_percentage_of_the_whole_is_the_part(part, whole):
    assert percentage(part, whole) / 100 * whole == pytest.approx(part)


@pytest.mark.parametrize(("part", "whole", "name"), [(1, 0, "whole"), (-1, 2, "part"), (1, float("inf"), "whole")])
def test_a_percentage_of_nothing_or_of_less_is_refused(part, whole, name):
    with pytest.raises(InputError, match=name):
        percentage(part, whole)
