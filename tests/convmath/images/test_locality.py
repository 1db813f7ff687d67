import itertools

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from hypothesis.extra import numpy as npst
from scipy.stats import pearsonr

from convmath.core.errors import InputError
from convmath.images.locality import correlation_at, correlation_map, pairs_at, partners
from convmath.images.named_images import image_by_name, noise, ramp
from convmath.images.photographs import photograph, photograph_names


@given(
    npst.arrays(np.int64, st.tuples(st.integers(4, 8), st.integers(4, 8)), elements=st.integers(-9, 9)),
    st.integers(-2, 2),
    st.integers(-2, 2),
)
def test_it_is_pearsons_r_over_all_pairs(image, rows, columns):
    height, width = image.shape
    pairs = [
        (image[row, column], image[row + rows, column + columns])
        for row in range(height)
        for column in range(width)
        if 0 <= row + rows < height and 0 <= column + columns < width
    ]
    here, there = zip(*pairs)
    assume(len(set(here)) > 1 and len(set(there)) > 1)
    expected = pearsonr(here, there).statistic
    # Whole numbers up to 9 in at most 64 pairs: sums are exact but for some dozens of roundings of numbers up to 1.
    assert correlation_at(image, rows=rows, columns=columns) == pytest.approx(expected, abs=1e-14)
    found = pairs_at(image, rows=rows, columns=columns)
    assert sorted(zip(found.here, found.there)) == sorted(pairs)


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
        (ramp(3, 4), -3, 0, "rows, columns"),
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


@given(
    npst.arrays(np.float64, st.tuples(st.integers(4, 8), st.integers(4, 8)), elements=st.integers(-9, 9)),
    st.sampled_from([1e-9, 1.0, 1e6]),
)
def test_the_map_holds_the_direct_sum_of_every_distance(image, scale):
    direct = {}
    for rows, columns in itertools.product(range(-2, 3), repeat=2):
        try:
            direct[rows, columns] = correlation_at(image * scale, rows=rows, columns=columns)
        except InputError:
            with pytest.raises(InputError, match="the same value"):
                correlation_map(image * scale, reach=2)
            return
    found = correlation_map(image * scale, reach=2)
    for distance, expected in direct.items():
        assert found.at(*distance) == pytest.approx(expected, abs=1e-9)
    assert found.along(-1, 1) == (found.at(-1, 1), found.at(-2, 2))
    assert found.along(0, 2) == (found.at(0, 2),)


@pytest.mark.parametrize(
    ("name", "printed"),
    [
        ("camera", {1: "0.978", 64: "0.595", 128: "0.343"}),
        ("cat", {1: "0.963", 64: "-0.004", 128: "-0.027"}),
        ("astronaut", {1: "0.979", 64: "0.243", 128: "0.179"}),
        ("grass", {1: "0.748", 64: "0.004"}),
    ],
)
def test_photographs_lose_their_likeness_at_different_rates(name, printed):
    along = correlation_map(photograph(name), reach=128).along(0, 1)
    for distance, expected in printed.items():
        assert f"{along[distance - 1]:.3f}" == expected
        assert along[distance - 1] == pytest.approx(correlation_at(photograph(name), rows=0, columns=distance))


def test_noise_has_no_likeness_at_any_distance():
    found = correlation_map(noise(512, 512, seed=0), reach=64)
    values = np.delete(found.values.ravel(), found.values.size // 2)
    assert np.abs(values).max() < 0.012, "the largest of 8,320 correlations of a quarter of a million pairs"
    assert np.abs(found.along(0, 1)).mean() < 0.003


def test_a_sample_of_pairs_is_pairs_and_repeats_itself():
    whole = pairs_at(ramp(6, 8) ** 2, rows=1, columns=2)
    first, second, other = (whole.sample(10, seed=seed) for seed in (1, 1, 2))
    assert len(first) == 10
    assert set(zip(first.here, first.there)) <= set(zip(whole.here, whole.there))
    assert first.here.tolist() == second.here.tolist() != other.here.tolist()
    assert len(whole.sample(1000, seed=1)) == len(whole) == 30


@pytest.mark.parametrize(
    ("call", "named"),
    [
        (lambda: correlation_map(ramp(4, 9), reach=4), "reach"),
        (lambda: correlation_map(ramp(4, 9), reach=0), "reach"),
        (lambda: correlation_map(np.ones((4, 9)), reach=1), "image"),
        (lambda: correlation_map(ramp(4, 9), reach=2).at(3, 0), "rows"),
        (lambda: correlation_map(ramp(4, 9), reach=2).at(0, -3), "columns"),
        (lambda: correlation_map(ramp(4, 9), reach=2).along(0, 0), "rows, columns"),
        (lambda: correlation_map(ramp(4, 9), reach=2).along(0, 3), "rows, columns"),
        (lambda: pairs_at(ramp(4, 9), rows=0, columns=1).sample(0, seed=0), "count"),
        (lambda: pairs_at(ramp(4, 9), rows=0, columns=1).sample(1, seed=-1), "seed"),
    ],
)
def test_bad_distances_are_named(call, named):
    with pytest.raises(InputError) as caught:
        call()
    assert caught.value.argument == named


@given(
    npst.arrays(np.float64, st.tuples(st.integers(3, 8), st.integers(3, 8)), elements=st.integers(0, 99)),
    st.sampled_from([(0, 1), (1, 0), (1, 1)]),
    st.integers(1, 2),
    st.integers(1, 70),
)
def test_partners_are_what_stands_so_many_steps_from_pixels_drawn_once_each(image, step, times, count):
    drawn = partners(image, rows=step[0], columns=step[1], times=times, count=count, seed=5)
    with_partner = [
        place
        for place in np.ndindex(*image.shape)
        if place[0] + times * step[0] < image.shape[0] and place[1] + times * step[1] < image.shape[1]
    ]
    places = list(zip(drawn.rows.tolist(), drawn.columns.tolist()))
    assert len(set(places)) == len(places) == len(drawn) == min(count, len(with_partner))
    assert set(places) <= set(with_partner)
    assert drawn.there.shape == (times, len(drawn))
    for number, (row, column) in enumerate(places):
        assert drawn.here[number] == image[row, column]
        for steps in range(1, times + 1):
            assert drawn.there[steps - 1, number] == image[row + steps * step[0], column + steps * step[1]]


def test_a_sample_of_partners_is_as_alike_as_all_of_them():
    drawn = partners(photograph("camera"), rows=0, columns=1, times=64, count=5000, seed=1)
    for steps, expected in ((1, 0.978), (64, 0.595)):
        assert pearsonr(drawn.here, drawn.there[steps - 1]).statistic == pytest.approx(expected, abs=0.03)


@pytest.mark.parametrize(
    ("call", "named"),
    [
        (lambda: partners(ramp(4, 9), rows=0, columns=1, times=9, count=1, seed=0), "times"),
        (lambda: partners(ramp(4, 9), rows=0, columns=-1, times=1, count=1, seed=0), "columns"),
        (lambda: partners(ramp(4, 9), rows=0, columns=1, times=1, count=0, seed=0), "count"),
    ],
)
def test_bad_samples_are_named(call, named):
    with pytest.raises(InputError) as caught:
        call()
    assert caught.value.argument == named
