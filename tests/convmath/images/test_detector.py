"""The search for a patch, against scikit-image's template matching and a search written out."""

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from hypothesis.extra import numpy as npst
from scipy.stats import pearsonr
from skimage.feature import match_template

from convmath.core.errors import InputError
from convmath.images.coins import COIN_REACH, coin_places
from convmath.images.detector import search_for_patch
from convmath.images.matching import compare_places
from convmath.images.photographs import photograph
from tests.scenes.claims.one_detector import against_coins, found_at


@given(
    npst.arrays(np.float64, st.tuples(st.integers(4, 8), st.integers(4, 9)), elements=st.integers(0, 9)),
    st.integers(0, 2),
    st.integers(0, 2),
    st.integers(2, 3),
)
def test_every_value_is_pearsons_r_of_patch_and_window(image, row, column, side):
    assume(row + side <= image.shape[0] and column + side <= image.shape[1])
    patch = image[row : row + side, column : column + side]
    assume(patch.min() < patch.max())
    search = search_for_patch(image, row=row, column=column, side=side, threshold=0.5)
    np.testing.assert_array_equal(search.patch, patch)
    for place in np.ndindex(*search.matches.shape):
        window = image[place[0] : place[0] + side, place[1] : place[1] + side]
        expected = 0 if window.min() == window.max() else pearsonr(window.ravel(), patch.ravel()).statistic
        assert search.matches[place] == pytest.approx(expected, abs=1e-9)
    assert search.best.value == pytest.approx(1)
    assert search.worst.value == search.matches.min() == search.matches[search.worst.row, search.worst.column]
    assert search.places == search.matches.size
    assert search.numbers == tuple(range(1, len(search.found) + 1))
    for peak, middle, window in zip(search.found, search.middles, search.windows(image)):
        assert peak.value >= search.threshold == 0.5
        assert middle == (peak.row + side // 2, peak.column + side // 2)
        np.testing.assert_array_equal(window, image[peak.row : peak.row + side, peak.column : peak.column + side])


@pytest.mark.parametrize(
    ("patch", "told"),
    [
        ((104, 316, 41, 0.45), (22, 2, 1)),
        ((36, 80, 41, 0.5), (21, 3, 0)),
        ((177, 24, 41, 0.45), (23, 1, 0)),
        ((107, 134, 41, 0.45), (24, 0, 2)),
    ],
)
def test_the_coins_found_are_those_of_template_matching(patch, told):
    row, column, side, threshold = patch
    image = photograph("coins")
    search = search_for_patch(image, row=row, column=column, side=side, threshold=threshold)
    np.testing.assert_allclose(
        search.matches, match_template(image, image[row : row + side, column : column + side]), atol=1e-6
    )
    _, kept = found_at(image, row, column, side, threshold)
    assert [(peak.row, peak.column) for peak in search.found] == kept
    detection = compare_places(search.middles, coin_places(), within=COIN_REACH)
    found = tuple(len(each) for each in (detection.hits, detection.misses, detection.false_alarms))
    assert found == told == against_coins(kept, side)


@pytest.mark.parametrize(
    ("changed", "named"),
    [
        ({"row": 270}, "row"),
        ({"column": -1}, "column"),
        ({"column": 344}, "column"),
        ({"side": 1}, "side"),
        ({"threshold": 1.1}, "threshold"),
        ({"threshold": np.nan}, "threshold"),
    ],
)
def test_bad_input_is_named(changed, named):
    with pytest.raises(InputError) as caught:
        search_for_patch(photograph("coins"), **({"row": 0, "column": 0, "side": 41, "threshold": 0.5} | changed))
    assert caught.value.argument == named


def test_a_patch_of_one_grey_is_like_nothing():
    image = np.pad(np.eye(3), 3)
    with pytest.raises(InputError, match="was 0, 0, a patch of one grey; allowed: a patch whose pixels differ"):
        search_for_patch(image, row=0, column=0, side=3, threshold=0.5)
