"""Faces, noise and distances against scikit-image, SciPy and brute force."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.spatial.distance import cdist
from scipy.stats import pearsonr
from skimage.data import lfw_subset

from convmath.core.errors import InputError
from convmath.images.image_space import (
    distance_ratio,
    faces,
    neighbour_correlations,
    non_faces,
    random_images,
    random_points,
)


def test_the_faces_are_scikit_images():
    np.testing.assert_array_equal(np.concatenate([faces(), non_faces()]), lfw_subset())
    assert 0 <= faces().min() < faces().max() <= 1


def test_no_random_image_is_as_smooth_as_any_face():
    real, drawn = neighbour_correlations(faces()), neighbour_correlations(random_images(10_000, side=25, seed=0))
    assert (len(real), len(drawn)) == (100, 10_000)
    assert (f"{real.min():.3f}", f"{real.max():.3f}") == ("0.557", "0.896")
    assert drawn.max() < 0.2 < real.min()
    # Of 600 independent pairs r has a standard error of about 1/√600.
    assert drawn.std() == pytest.approx(1 / math.sqrt(600), rel=0.05)


def test_an_image_of_one_value_is_left_out():
    assert len(neighbour_correlations(non_faces())) == 99, "one is black but for its last column"
    images = np.stack([np.full((4, 4), 0.1), np.eye(4)])
    assert len(neighbour_correlations(images)) == 1


@given(st.integers(0, 99))
def test_each_correlation_is_pearsons_r(seed):
    images = np.random.default_rng(seed).random((3, 4, 5))
    expected = [pearsonr(image[:, :-1].ravel(), image[:, 1:].ravel()).statistic for image in images]
    np.testing.assert_allclose(neighbour_correlations(images), expected, atol=1e-12)


@given(st.integers(2, 30), st.integers(1, 20), st.integers(0, 99))
def test_the_ratio_is_that_of_scipys_distances(points, dimensions, seed):
    drawn = np.random.default_rng(seed).random((points + 1, dimensions))
    distances = cdist(drawn[:1], drawn[1:])
    assert distance_ratio(points, dimensions, seed=seed) == pytest.approx(distances.min() / distances.max())


@pytest.mark.parametrize("seed", range(3))
def test_distances_concentrate_as_the_dimension_grows(seed):
    ratios = [distance_ratio(200, dimensions, seed=seed) for dimensions in (1, 4, 16, 64, 256, 784, 3072)]
    assert ratios == sorted(ratios)
    assert ratios[0] < 0.05
    assert ratios[-1] > 0.9


def test_random_images_are_uniform_and_repeat_themselves():
    drawn = random_images(400, side=10, seed=3)
    np.testing.assert_array_equal(drawn, random_images(400, side=10, seed=3))
    assert drawn.mean() == pytest.approx(0.5, abs=0.01)
    assert drawn.var() == pytest.approx(1 / 12, rel=0.02)


@pytest.mark.parametrize(
    ("call", "named"),
    [
        (lambda: random_images(0, side=2, seed=0), "count"),
        (lambda: random_images(10**7, side=2, seed=0), "count"),
        (lambda: random_images(1, side=0, seed=0), "side"),
        (lambda: random_images(1, side=2, seed=-1), "seed"),
        (lambda: neighbour_correlations(np.ones((2, 3, 1))), "images"),
        (lambda: neighbour_correlations(np.ones((3, 3))), "images"),
        (lambda: distance_ratio(1, 2, seed=0), "points"),
        (lambda: distance_ratio(2, 0, seed=0), "dimensions"),
        (lambda: distance_ratio(200, 10**6, seed=0), "dimensions"),
        (lambda: distance_ratio(2, 2, seed=-1), "seed"),
    ],
)
def test_bad_input_is_named(call, named):
    with pytest.raises(InputError) as caught:
        call()
    assert caught.value.argument == named


@given(st.integers(2, 30), st.integers(1, 20), st.integers(0, 99))
def test_the_nearest_and_the_farthest_point_are_those_of_a_loop(points, dimensions, seed):
    drawn = random_points(points, dimensions, seed=seed)
    far = [math.dist(drawn.observer, point) for point in drawn.points]
    assert drawn.distances == pytest.approx(far)
    assert all(far[drawn.nearest] <= each <= far[drawn.farthest] for each in far)
    assert drawn.ratio == pytest.approx(min(far) / max(far)) == distance_ratio(points, dimensions, seed=seed)
    assert drawn.relative == pytest.approx([each / max(far) for each in far])
    assert (drawn.count, drawn.dimensions) == (points, dimensions) == drawn.points.shape
    assert (drawn.points >= 0).all()
    assert (drawn.points < 1).all()


def test_the_most_dimensions_that_are_named_are_allowed():
    with pytest.raises(InputError, match=r"an integer of at most 3333333$"):
        random_points(2, 10**7, seed=0)
