"""Landmarks against brute force over small images, and the whole pictures that users bring."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as npst
from PIL import Image
from scipy.signal import correlate2d

from convmath.convolution.edges import detect_edges
from convmath.convolution.filters import gradient_operators, gradient_x
from convmath.convolution.landmarks import scale_ticks, strongest_window, value_range
from convmath.core.errors import InputError
from convmath.images.named_images import image_by_name, image_from, ramp, vertical_edge, whole_image_from
from convmath.images.resampling import within

images = npst.arrays(
    np.int64, npst.array_shapes(min_dims=2, max_dims=2, min_side=3, max_side=9), elements=st.integers(-9, 9)
)
operators = st.sampled_from(gradient_operators())


@given(images, operators)
def test_the_strongest_window_is_scipys_and_lies_inside_the_image(image, operator):
    step = strongest_window(image, operator=operator)
    answers = correlate2d(image, gradient_x(operator).matrix, mode="valid")
    assert abs(step.sum) == np.abs(answers).max()
    assert answers[step.rows[0], step.cols[0]] == step.sum
    np.testing.assert_array_equal(step.patch, image[np.ix_(step.rows, step.cols)])


def test_equally_strong_windows_are_told_apart_by_the_distance_to_the_centre():
    step = strongest_window(vertical_edge(32, 20, column=10))
    assert (step.rows[1], step.cols[1]) == (15, 9)


@given(images)
def test_scales_hold_every_value(image):
    maps = detect_edges(image)
    ticks = scale_ticks(maps.gx, maps.gy, signed=True)
    low, middle, high = ticks if len(ticks) == 3 else ticks * 3
    assert low == -high
    assert low <= min(maps.gx.min(), maps.gy.min()) <= max(maps.gx.max(), maps.gy.max()) <= high
    assert middle == 0
    assert scale_ticks(maps.magnitude)[-1] == maps.maximum


def test_the_range_of_one_value_is_that_value():
    assert value_range(np.full((3, 4), 0.5)) == (0.5,)
    assert value_range([3.0, -1.0, 2.0]) == (-1.0, 3.0)
    assert value_range(vertical_edge(3, 4, column=2, dark=0.25)) == (0.25, 1.0)


def test_a_scale_without_maps_is_refused():
    with pytest.raises(InputError, match="maps"):
        scale_ticks()


@given(npst.array_shapes(min_dims=2, max_dims=2, min_side=1, max_side=40), st.integers(1, 40))
def test_an_image_brought_within_a_size_keeps_its_shape_and_mean(shape, longest):
    image = np.random.default_rng(5).random(shape)
    small = within(image, longest=longest)
    assert max(small.shape) == min(longest, max(shape))
    assert small.mean() == pytest.approx(image.mean())
    scale = min(Fraction(1), Fraction(longest, max(shape)))
    assert all(abs(new - max(1, scale * old)) <= Fraction(1, 2) for new, old in zip(small.shape, shape))


def test_a_users_own_picture_comes_whole(tmp_path):
    Image.fromarray(np.uint8(ramp(100, 200) * 255)).save(tmp_path / "own.png")
    assert whole_image_from(str(tmp_path / "own.png"), longest=64).shape == (32, 64)
    np.testing.assert_array_equal(whole_image_from("bar"), image_from("bar"))
    with pytest.raises(InputError, match="image"):
        whole_image_from("brr")
    with pytest.raises(InputError, match="image"):
        whole_image_from(str(tmp_path / "missing.png"))


@pytest.mark.parametrize("scale", [1e-12, 1e9, 1e150])
def test_landmarks_do_not_depend_on_the_scale_of_the_image(scale):
    image = image_by_name("coins", height=24, width=30)
    assert strongest_window(image * scale).index == strongest_window(image).index
    assert scale_ticks(image * scale) == (0, image.max() * scale)


def test_windows_are_alike_up_to_rounding_and_no_further():
    bright = np.zeros((3, 15))
    bright[:, 1] = 1
    for share, column in ((1 - 1e-10, 7), (1 - 1e-8, 2)):
        bright[:, 8:] = share
        assert strongest_window(bright).cols[1] in (column, column + 1)


def test_the_nearest_of_equal_windows_is_the_first_of_those_at_one_distance():
    image = np.zeros((5, 10))
    image[:, 3:7] = 1
    assert strongest_window(image).position == (1, 2)
    assert strongest_window(np.zeros((4, 4))).position == (0, 0)
    stripes = np.zeros((9, 4))
    stripes[:, 2:] = 1
    assert strongest_window(stripes).position[0] == 3, "rows count as much as columns"


def test_scales_are_signed_only_where_asked_and_one_mark_where_nothing_is():
    assert scale_ticks(np.array([[-4.0, 1.0]])) == (0.0, 4.0)
    assert scale_ticks(np.array([[-4.0, 1.0]]), signed=True) == (-4.0, 0.0, 4.0)
    assert scale_ticks(np.zeros((2, 2)), signed=True) == (0.0,)
    assert scale_ticks(np.zeros((2, 2)), np.array([[1e-200]])) == (0.0, 1e-200)
    assert scale_ticks(np.array([[-(2**63), 5]])) == (0.0, 2.0**63)
    assert value_range(np.array([[-(2**63), 2**62]])) == (-(2.0**63), 2.0**62)


def test_a_strongest_window_needs_room_and_sums_that_are_finite():
    with pytest.raises(InputError):
        strongest_window(np.ones((2, 5)))
    with pytest.raises(InputError, match="range of floats"):
        strongest_window(vertical_edge(4, 6, column=3) * 1e308)
