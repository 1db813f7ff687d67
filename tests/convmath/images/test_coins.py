"""The marked coins, found again by segmentations of scikit-image that know nothing of them."""

import numpy as np
import pytest
from scipy import ndimage
from scipy.spatial.distance import cdist
from skimage import data, filters, measure, morphology, segmentation

from convmath.images.coins import COIN_REACH, coin_places


def by_watershed(image):
    """Regions of the watershed of the gradient, from what is surely dark and surely bright."""
    markers = np.where(image < 30, 1, np.where(image > 150, 2, 0))
    return ndimage.binary_fill_holes(segmentation.watershed(filters.sobel(image / 255), markers) == 2)


def by_threshold(image):
    """What is brighter than a blurred background, by Otsu's threshold, with its holes filled."""
    above = filters.gaussian(image / 255, 1) - filters.gaussian(image / 255, 40)
    bright = morphology.closing(above > filters.threshold_otsu(above), morphology.disk(4))
    return morphology.opening(ndimage.binary_fill_holes(bright), morphology.disk(6))


def coins_of(mask):
    return [region for region in measure.regionprops(measure.label(mask)) if region.area > 300]


@pytest.mark.parametrize(("segmentation", "within"), [(by_watershed, 0.75), (by_threshold, 4)])
def test_each_marked_place_is_the_middle_of_one_coin(segmentation, within):
    regions = coins_of(segmentation(data.coins()))
    marked = np.array(coin_places())
    assert len(regions) == len(marked) == len(set(coin_places())) == 24
    apart = cdist(np.array([region.centroid for region in regions]), marked)
    assert sorted(apart.argmin(axis=1)) == list(range(24))
    assert apart.min(axis=0).max() <= within


def test_what_is_within_reach_is_still_on_the_smallest_coin_and_on_no_other():
    radii = [region.equivalent_diameter_area / 2 for region in coins_of(by_watershed(data.coins()))]
    assert int(min(radii)) == COIN_REACH
    places = np.array(coin_places())
    assert cdist(places, places)[~np.eye(24, dtype=bool)].min() > 2 * COIN_REACH


def test_they_are_given_in_reading_order():
    rows = np.array(coin_places()).reshape(4, 6, 2)
    assert (np.diff(rows[:, :, 1], axis=1) > 0).all()
    assert (np.diff(rows[:, :, 0].mean(axis=1)) > 50).all()
