import math
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from convmath.core.errors import InputError
from convmath.core.facts import ATOMS
from convmath.core.magnitudes import (
    POWERS,
    SPELT_FROM,
    atoms_in_the_universe,
    digit_count,
    digit_lines,
    doublings_between,
    enclosing_decades,
    nearest_power_of_ten,
    percentage,
    sides_between,
    spelt,
)

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


@pytest.mark.parametrize("power", [0, 1, 5, 15, 17, 23, 100, 300])
@pytest.mark.parametrize("away", [-1, 0, 1])
def test_decades_of_whole_numbers_next_to_a_power_of_ten_are_exact(power, away):
    number = 10**power + away
    if number < 1:
        return
    low = len(str(number)) - 1
    assert enclosing_decades([number]) == (low, max(low + 1, low + (number > 10**low)))
    assert enclosing_decades([1, number])[1] == max(1, power + (away > 0))
    assert enclosing_decades([number, 10**305])[0] == power - (away < 0)


@pytest.mark.parametrize("power", [-300, -3, -1, 0, 1, 22, 23, 300])
def test_a_power_of_ten_as_a_float_lies_on_its_own_decade(power):
    number = float(f"1e{power}")
    assert enclosing_decades([number]) == (power, power + 1)
    assert enclosing_decades([number / 1e5, number])[1] == power
    above = math.nextafter(number, math.inf)
    assert enclosing_decades([number / 1e5, above])[1] == power + 1
    assert enclosing_decades([math.nextafter(number, 0), 10 * above])[0] == power - 1


@given(st.lists(st.floats(5e-324, 1.7e308), min_size=1))
def test_decades_enclose_all_floats_and_closely(numbers):
    low, high = enclosing_decades(numbers)
    assert float(f"1e{low}") <= min(numbers) < float(f"1e{low + 1}")
    assert max(numbers) <= float(f"1e{high}")
    assert high == low + 1 or max(numbers) > float(f"1e{high - 1}")


def test_numbers_may_come_as_an_array():
    assert enclosing_decades(np.array([272, 785_000])) == (2, 6)


def test_a_percentage_is_exact_where_a_hundredfold_of_the_part_is_not_a_float():
    assert percentage(1e308, 1e308) == 100
    assert percentage(1e308, 4e307) == 250
    assert percentage(10**17 + 1, 10**17 + 1) == 100
    assert percentage(0, 3) == 0
    assert percentage(0.125, 0.5) == 25
    assert percentage(1, 3) == 100 / 3
    with pytest.raises(InputError, match="'part' was 1e\\+308; allowed: numbers whose result stays within"):
        percentage(1e308, 1)


def test_spelt_numbers_stop_at_the_last_power_with_a_name():
    assert spelt(10**15) == (1000.0, "trillion")
    assert spelt(269_700_000) == (269.7, "million")
    assert spelt(0.5) == (0.5, "")
    assert spelt(0) == (0, "")
    assert type(spelt(7).mantissa) is int


@given(st.integers(0, 10**300), st.integers(1, 400))
def test_the_lines_of_a_number_are_its_digits_one_after_another(number, per_line):
    lines = digit_lines(number, per_line=per_line)
    assert int("".join(lines)) == number
    assert all(len(line) == per_line for line in lines[:-1])
    assert 1 <= len(lines[-1]) <= per_line
    assert digit_count(number) == (1 if number == 0 else next(n for n in range(1, 302) if 10**n > number))


@pytest.mark.parametrize("call", [digit_count, lambda number: digit_lines(number, per_line=9)])
def test_a_number_too_long_to_be_written_out_is_refused(call):
    assert call(10**4_000 - 1)
    with pytest.raises(InputError, match=r"'number' was .*; allowed: an integer of at most 4000 digits"):
        call(10**4_000)
    with pytest.raises(InputError, match="'number' was -1"):
        call(-1)


def test_the_atoms_are_as_many_as_ordinary_matter_has_protons():
    """Worked out again from the density and the radius that the source gives."""
    critical = 3 * (100e3 / 3.0857e22) ** 2 / (8 * math.pi * 6.674e-11)
    per_cubic_metre = 0.0224 * critical / 1.6726e-27
    atoms = per_cubic_metre * 4 / 3 * math.pi * (46e9 * 9.4607e15) ** 3
    assert per_cubic_metre == pytest.approx(1 / 4, rel=0.02)
    assert round(math.log10(atoms)) == round(math.log10(atoms_in_the_universe())) == 80
    assert digit_count(atoms_in_the_universe()) == 81
    assert ATOMS.typst == "10^80"


@given(st.integers(1, 50), st.integers(0, 900), st.integers(1, 60))
def test_sides_between_two_rise_by_about_the_same_factor(first, more, steps):
    last = first + more
    sides = sides_between(first, last, steps=steps)
    assert (sides[0], sides[-1]) == (first, last)
    assert len(sides) <= steps + 1
    assert list(sides) == sorted(set(sides))
    on_the_curve = [first * math.exp(step / steps * math.log(last / first)) for step in range(steps + 1)]
    assert all(min(abs(side - place) for place in on_the_curve) <= 0.5 + 1e-6 for side in sides)


@given(st.integers(1, 50), st.integers(1, 5000))
def test_doublings_are_powers_of_two_times_the_first(first, last):
    found = doublings_between(first, last)
    assert list(found) == [first * 2**power for power in range(20) if first * 2**power <= last]


@pytest.mark.parametrize(
    ("call", "argument"),
    [
        (lambda: sides_between(0, 5, steps=2), "first"),
        (lambda: sides_between(6, 5, steps=2), "last"),
        (lambda: sides_between(1, 5, steps=0), "steps"),
        (lambda: doublings_between(0, 5), "first"),
        (lambda: doublings_between(1, 0), "last"),
    ],
)
def test_sides_that_are_none_are_refused(call, argument):
    with pytest.raises(InputError) as caught:
        call()
    assert caught.value.argument == argument


@given(st.integers(1, 10**40))
def test_the_nearest_power_of_ten_is_the_one_of_the_smallest_ratio(number):
    powers = [10**power for power in range(42)]
    ratios = [max(Fraction(number, power), Fraction(power, number)) for power in powers]
    assert nearest_power_of_ten(number) == powers[ratios.index(min(ratios))]


@pytest.mark.parametrize(("number", "power"), [(1, 1), (3.16, 1), (3.17, 10), (87_111.1, 100_000), (1e300, 10**300)])
def test_orders_of_magnitude(number, power):
    assert nearest_power_of_ten(number) == power


@pytest.mark.parametrize("number", [0, 0.99, -5, math.inf, math.nan, "ten"])
def test_what_has_no_order_of_magnitude_is_refused(number):
    with pytest.raises(InputError):
        nearest_power_of_ten(number)
