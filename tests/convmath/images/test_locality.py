import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from hypothesis.extra import numpy as npst
from scipy.stats import pearsonr

from convmath.core.errors import InputError
from convmath.images.locality import correlation_at
from convmath.images.named_images import image_by_name, noise, ramp
from convmath.images.photographs import photograph_names


@given(
    npst.arrays(np.int64, st.tuples(st.integers(4, 8), st.integers(4, 8)), elements=st.integers(-9, 9)),
    st.integers(0, 2),
    st.integers(0, 2),
)
def test_it_is_pearsons_r_over_all_pairs(image, rows, columns):
    height, width = image.shape
    pairs = [
        (image[row, column], image[row + rows, column + columns])
        for row in range(height - rows)
        for column in range(width - columns)
    ]
    here, there = zip(*pairs)
    assume(len(set(here)) > 1 and len(set(there)) > 1)
    expected = pearsonr(here, there).statistic
    # Whole numbers up to 9 in at most 64 pairs: sums are exact but for some dozens of roundings of numbers up to 1.
    assert correlation_at(image, rows=rows, columns=columns) == pytest.approx(expected, abs=1e-14)


def test_a_ramp_is_all_locality_and_an_alternation_its_opposite():
    assert correlation_at(ramp(3, 9), rows=0, columns=4) == pytest.approx(1)
    assert correlation_at(np.indices((4, 4)).sum(axis=0) % 2, rows=1, columns=0) == pytest.approx(-1)


@pytest.mark.parametrize("name", photograph_names())
def test_in_every_photograph_neighbours_are_more_alike_than_strangers(name):
    image = image_by_name(name, height=100, width=100)
    near, far = correlation_at(image, rows=1, columns=0), correlation_at(image, rows=50, columns=50)
    assert near > 0.3
    assert near > abs(far) + 0.2


def test_in_noise_they_are_not():
    image = noise(200, 120, seed=1)
    assert abs(correlation_at(image, rows=1, columns=0)) < 0.03
    assert abs(correlation_at(image, rows=60, columns=50)) < 0.03


@pytest.mark.parametrize(
    ("image", "rows", "columns", "argument"),
    [
        (ramp(3, 4), 3, 0, "rows, columns"),
        (ramp(3, 4), 2, 3, "rows, columns"),
        (ramp(3, 4), 0, 9, "rows, columns"),
        (ramp(3, 4), -1, 0, "rows"),
        (ramp(3, 4), 1, 0.5, "columns"),
        (np.ones((3, 4)), 1, 0, "image"),
        (np.ones(4), 1, 0, "image"),
    ],
)
def test_bad_input_is_named(image, rows, columns, argument):
    with pytest.raises(InputError) as caught:
        correlation_at(image, rows=rows, columns=columns)
    assert caught.value.argument == argument


@pytest.mark.parametrize("scale", [2.0**-1000, 2.0**-500, 2.0**10, 2.0**500, 2.0**1000])
def test_the_scale_of_an_image_does_not_matter(scale):
    image = np.random.default_rng(3).standard_normal((6, 7))
    assert correlation_at(image * scale, rows=1, columns=2) == correlation_at(image, rows=1, columns=2)


def test_pixels_from_one_end_of_the_floats_to_the_other_are_compared():
    ends = np.where(np.indices((4, 5)).sum(axis=0) % 2, 1.0, -1.0) * np.finfo(float).max
    assert correlation_at(ends, rows=0, columns=1) == pytest.approx(-1)


def test_two_pairs_are_enough_and_one_is_not():
    image = np.array([[1.0, 2.0, 4.0], [3.0, 5.0, 9.0]])
    assert correlation_at(image, rows=1, columns=1) == pytest.approx(1)
    assert correlation_at(image, rows=0, columns=2) == pytest.approx(1)
    with pytest.raises(
        InputError, match=r"'\(1, 2\)'|was \(1, 2\); allowed: a distance that leaves two pairs in an image of 2"
    ):
        correlation_at(image, rows=1, columns=2)


def test_a_side_of_one_value_has_no_correlation_whichever_side_it_is():
    for image in ([[1.0, 1.0, 2.0], [1.0, 1.0, 3.0]], [[2.0, 1.0, 1.0], [3.0, 1.0, 1.0]]):
        with pytest.raises(InputError, match="the same value in all the pixels compared"):
            correlation_at(image, rows=0, columns=2)
