"""What rounding leaves of a sum that is 0 in exact fractions, and what is small and meant."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.signal import correlate2d

from convmath.convolution.leftovers import settled
from convmath.core.errors import InputError

tenths = st.integers(-99, 99).map(lambda number: number / 10)


@given(
    st.lists(tenths, min_size=4, max_size=9), st.lists(tenths, min_size=1, max_size=4), st.sampled_from([1e-6, 1, 1e6])
)
def test_a_sum_is_0_where_that_of_the_numbers_as_written_is(row, taps, scale):
    image, kernel = scale * np.array([row]), np.array([taps])
    found = settled(correlate2d(image, kernel, mode="valid"), image, kernel)[0]
    for place, value in enumerate(found):
        terms = [Fraction(repr(row[place + tap])) * Fraction(repr(weight)) for tap, weight in enumerate(taps)]
        assert (value == 0) == (sum(terms) == 0)


LEFT = 1e6 * (0.1 + 0.2 - 0.3)


@pytest.mark.parametrize("image", [[[1e6]], [[0.0, 1e6]], [[-1e6, 1.0]]])
@pytest.mark.parametrize("kernel", [[[0.1, 0.2, -0.3]], [[0.0, 0.3]], [[1.0, -2.0]]])
def test_leftovers_are_small_against_the_largest_product(image, kernel):
    assert LEFT != 0
    assert settled([[LEFT, 0.25]], image, kernel).tolist() == [[0.0, 0.25]]


def test_what_is_small_because_all_products_are_stays():
    small = 1.23456789012345e-13
    assert settled([[small]], [[1.0]], [[1e-6]]).tolist() == [[small]]
    assert settled([[small]], [[1e-6]], [[1.0]]).tolist() == [[small]]
    assert settled([[small]], [[1.0]], [[1.0]]).tolist() == [[0.0]]


def test_whole_sums_stay_whole():
    found = settled(np.array([[0, 3]]), [[1]], [[1]])
    assert (found.dtype.kind, found.tolist()) == ("i", [[0, 3]])


@pytest.mark.parametrize("place", range(3))
@pytest.mark.parametrize("wrong", [[[float("nan")]], []], ids=["not finite", "empty"])
def test_what_is_no_array_of_numbers_is_refused_by_name(place, wrong):
    given = [[[1.0]]] * 3
    given[place] = wrong
    with pytest.raises(InputError) as caught:
        settled(*given)
    assert caught.value.argument == ("output", "image", "kernel")[place]
