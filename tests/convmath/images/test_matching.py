"""Matching against scikit-image, SciPy and brute force."""

import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as npst
from scipy.optimize import linear_sum_assignment
from scipy.stats import pearsonr
from skimage.feature import match_template, peak_local_max

from convmath.core.errors import InputError
from convmath.images.matching import compare_places, normalised_cross_correlation, peaks
from convmath.images.photographs import photograph
from convmath.images.resampling import crop

images = npst.arrays(np.float64, st.tuples(st.integers(3, 9), st.integers(3, 9)), elements=st.integers(-9, 9))
templates = npst.arrays(np.float64, st.tuples(st.integers(1, 3), st.integers(1, 3)), elements=st.integers(-9, 9))


@given(images, templates, st.sampled_from([2.0**-500, 1.0, 1e5, 2.0**500]))
def test_each_value_is_pearsons_r_of_template_and_patch(image, template, scale):
    if template.min() == template.max():
        with pytest.raises(InputError, match="an image whose pixels differ"):
            normalised_cross_correlation(image, template)
        return
    found = normalised_cross_correlation(image * scale, template)
    h, w = template.shape
    assert found.shape == (image.shape[0] - h + 1, image.shape[1] - w + 1)
    for row, column in np.ndindex(*found.shape):
        patch = image[row : row + h, column : column + w]
        expected = 0 if patch.min() == patch.max() else pearsonr(patch.ravel(), template.ravel()).statistic
        assert found[row, column] == pytest.approx(expected, abs=1e-9)


@pytest.mark.parametrize("name", ["coins", "page", "camera"])
def test_in_photographs_it_is_scikit_images_match_template(name):
    image = photograph(name)
    patch = crop(image, top=20, left=30, height=31, width=41)
    found = normalised_cross_correlation(image, patch)
    np.testing.assert_allclose(found, match_template(image, patch), atol=1e-6)
    assert found[20, 30] == pytest.approx(1, abs=1e-9)
    assert np.unravel_index(found.argmax(), found.shape) == (20, 30)


@given(
    npst.arrays(np.float64, st.tuples(st.integers(1, 8), st.integers(1, 8)), elements=st.integers(0, 99)),
    st.integers(1, 4),
    st.integers(0, 99),
)
def test_peaks_are_apart_and_everything_else_lies_near_a_higher_one(values, apart, threshold):
    found = peaks(values, threshold=threshold, apart=apart)

    def near(a, b):
        return max(abs(a[0] - b[0]), abs(a[1] - b[1])) < apart

    assert [peak.value for peak in found] == sorted((peak.value for peak in found), reverse=True)
    assert all(values[peak.row, peak.column] == peak.value >= threshold for peak in found)
    assert not any(near(first, second) for first, second in itertools.combinations(found, 2))
    for place in np.argwhere(values >= threshold):
        assert any(near(place, peak) and peak.value >= values[tuple(place)] for peak in found)


def test_peaks_without_equals_are_scikit_images():
    values = np.random.default_rng(4).random((40, 30))
    ours = {(peak.row, peak.column) for peak in peaks(values, threshold=0.5, apart=3)}
    theirs = peak_local_max(values, min_distance=2, threshold_abs=0.5, exclude_border=False)
    assert {tuple(place) for place in theirs.tolist()} <= ours, "which drops also what is near a dropped one"


places = st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)), max_size=5, unique=True)


@given(places, places, st.integers(0, 6))
def test_every_place_is_counted_once(found, marked, within):
    told = compare_places(found, marked, within=within)
    assert sorted([place for place, _ in told.hits] + list(told.false_alarms)) == sorted(found)
    assert sorted([place for _, place in told.hits] + list(told.misses)) == sorted(marked)
    assert all(np.hypot(a[0] - b[0], a[1] - b[1]) <= within for a, b in told.hits)
    for a, b in itertools.product(told.false_alarms, told.misses):
        assert np.hypot(a[0] - b[0], a[1] - b[1]) > within, "what is left could not have been paired"
    if found and marked:
        apart = np.array([[np.hypot(a[0] - b[0], a[1] - b[1]) > within for b in marked] for a in found])
        rows, columns = linear_sum_assignment(apart)
        assert len(told.hits) <= (~apart[rows, columns]).sum() <= 2 * len(told.hits)


@pytest.mark.parametrize(
    ("call", "named"),
    [
        (lambda: normalised_cross_correlation(np.eye(3), np.eye(4)), "template"),
        (lambda: normalised_cross_correlation(np.eye(3), [[1, np.nan]]), "template"),
        (lambda: normalised_cross_correlation(np.ones(3), np.eye(2)), "image"),
        (lambda: peaks(np.eye(3), threshold=np.nan, apart=1), "threshold"),
        (lambda: peaks(np.eye(3), threshold=0, apart=0), "apart"),
        (lambda: compare_places([(0, 0, 0)], [], within=1), "found"),
        (lambda: compare_places([], [(0, -1)], within=1), "marked"),
        (lambda: compare_places([], [], within=-1), "within"),
    ],
)
def test_bad_input_is_named(call, named):
    with pytest.raises(InputError) as caught:
        call()
    assert caught.value.argument == named


def test_an_image_of_one_value_is_like_nothing():
    assert not normalised_cross_correlation(np.full((4, 5), 0.1), np.eye(2)).any()
