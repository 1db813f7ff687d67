"""What is refused before a sum is begun, and what a step shows."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from convmath.convolution.cross_correlation import convolution_matrix, convolve2d, cross_correlate2d, trace
from convmath.core.errors import INT64_MAX, LARGEST_FLOAT, InputError

FUNCTIONS = [cross_correlate2d, convolve2d, trace]


@pytest.mark.parametrize("function", FUNCTIONS)
@pytest.mark.parametrize(
    ("image", "kernel"),
    [
        ([[INT64_MAX]], [[2]]),
        ([[INT64_MAX, 1]], [[1, 1]]),
        ([[-(2**62)]], [[-2]]),
        ([[-(2**63)]], [[1]]),
        ([[1]], [[-(2**63)]]),
        ([[0, 0, 0, 2**62]], [[2, -1, 1]]),
    ],
)
def test_whole_sums_beyond_64_bits_are_refused(function, image, kernel) -> None:
    with pytest.raises(InputError, match=r"'image' was .*within 64 bits; give floats instead"):
        function(image, kernel)


@pytest.mark.parametrize(
    ("image", "kernel", "total"),
    [
        ([[INT64_MAX]], [[1]], INT64_MAX),
        ([[1]], [[INT64_MAX]], INT64_MAX),
        ([[2**61, -(2**61)]], [[1, -2]], 3 * 2**61),
        ([[-INT64_MAX]], [[-1]], INT64_MAX),
    ],
)
def test_whole_sums_within_64_bits_are_exact(image, kernel, total) -> None:
    assert cross_correlate2d(image, kernel).tolist() == [[total]]
    assert trace(image, kernel)[0].sum == total


def test_each_output_channel_has_its_own_limit() -> None:
    image = np.full((2, 1, 1), 2**61)
    assert cross_correlate2d(image, np.array([1, 2]).reshape(1, 2, 1, 1)).tolist() == [[[3 * 2**61]]]
    with pytest.raises(InputError, match="within 64 bits"):
        cross_correlate2d(image, np.array([1, 0, 2, 2]).reshape(2, 2, 1, 1))


@pytest.mark.parametrize("function", FUNCTIONS)
@pytest.mark.parametrize(
    ("image", "kernel"),
    [
        ([[1e308]], [[10.0]]),
        ([[1e308]], [[10]]),
        ([[10]], [[-1e308]]),
        ([[-1e308, -1e308]], [[1.0, 1.0]]),
        ([[1e308, -1e308]], [[10.0, 10.0]]),
        ([[1.0]], [[1e308, 1e308]]),
    ],
)
def test_sums_that_would_be_infinite_or_nan_are_refused(function, image, kernel) -> None:
    with pytest.raises(InputError, match=r"'image' was .*within the range of floats"):
        function(np.array(image), np.array(kernel), padding="full")


def test_the_largest_floats_may_be_summed_where_the_sum_is_one() -> None:
    assert cross_correlate2d([[LARGEST_FLOAT]], [[1.0]]).tolist() == [[LARGEST_FLOAT]]
    assert cross_correlate2d([[-LARGEST_FLOAT]], [[0.5]]).tolist() == [[-LARGEST_FLOAT / 2]]
    assert cross_correlate2d([[2**62]], [[4.0]]).tolist() == [[2.0**64]]


@pytest.mark.parametrize("mode", ["replicate", "circular", "reflect"])
def test_weights_that_add_up_beyond_64_bits_in_a_matrix_are_refused(mode) -> None:
    kernel = np.full((1, 3), 2**62)
    with pytest.raises(InputError, match=r"'kernel' was .*weights whose sum stays within 64 bits"):
        convolution_matrix(kernel, (1, 3), padding=(0, 1), padding_mode=mode)
    with pytest.raises(InputError, match="range of floats"):
        convolution_matrix(np.full((1, 3), 1e308), (1, 3), padding=((0, 0), (0, 1)), padding_mode=mode)
    assert convolution_matrix(kernel, (1, 3), padding_mode=mode).tolist() == kernel.tolist()


def test_weights_that_are_not_added_up_may_be_large() -> None:
    kernel = np.full((1, 3), 2**62)
    assert convolution_matrix(kernel, (1, 3), padding=(0, 1)).max() == 2**62
    exact = convolution_matrix([[2**61, 2**61, 2**61]], (1, 2), padding=(0, 1), padding_mode="replicate")
    assert exact.tolist() == [[2 * 2**61, 2**61], [2**61, 2 * 2**61]]
    assert convolution_matrix([[INT64_MAX, 0]], (1, 1), padding=(0, 1), padding_mode="replicate").max() == INT64_MAX


@given(st.integers(1, 3), st.integers(1, 3), st.integers(1, 2))
def test_steps_of_channels_and_groups_hold_their_own_weights_and_pixels(groups, fan_out, fan_in) -> None:
    image = np.arange(groups * fan_in * 12).reshape(groups * fan_in, 3, 4)
    kernel = np.arange(groups * fan_out * fan_in * 4).reshape(groups * fan_out, fan_in, 2, 2)
    steps = trace(image, kernel, groups=groups)
    assert len(steps) == groups * fan_out * 6
    for step in steps:
        first = step.channel // fan_out * fan_in
        np.testing.assert_array_equal(step.kernel, kernel[step.channel])
        np.testing.assert_array_equal(step.patch, image[first : first + fan_in][:, step.rows][:, :, step.cols])
        assert step.products.tolist() == (step.patch * step.kernel).tolist()
        assert step.sum == step.products.sum()
        assert type(step.sum) is int


def test_a_single_channel_keeps_its_axis() -> None:
    assert cross_correlate2d(np.ones((1, 2, 2)), np.ones((1, 1, 2, 2))).shape == (1, 1, 1)
    assert trace(np.ones((1, 2, 2)), np.ones((1, 1, 2, 2)))[0].patch.shape == (1, 2, 2)
    assert cross_correlate2d(np.ones((2, 2)), np.ones((2, 2))).shape == (1, 1)


def test_kernels_and_images_of_unlike_channels_are_told_what_fits() -> None:
    with pytest.raises(InputError, match=r"allowed: \(kh, kw\) for an \(H, W\) image"):
        cross_correlate2d(np.ones((3, 3)), np.ones((1, 1, 2, 2)))
    with pytest.raises(InputError, match=r"allowed: 2 channels in, for an image of 4 in 2 group\(s\)"):
        cross_correlate2d(np.ones((4, 3, 3)), np.ones((2, 3, 2, 2)), groups=2)
    with pytest.raises(InputError, match=r"a divisor of the image's channels \(4\) and the kernel's outputs \(3\)"):
        cross_correlate2d(np.ones((4, 3, 3)), np.ones((3, 2, 2, 2)), groups=2)
    with pytest.raises(InputError, match=r"a divisor of the image's channels \(3\) and the kernel's outputs \(4\)"):
        cross_correlate2d(np.ones((3, 3, 3)), np.ones((4, 1, 2, 2)), groups=2)


def test_the_inside_of_a_step_tells_rows_from_columns() -> None:
    step = trace(np.ones((2, 3)), np.ones((2, 3)), padding=((1, 0), (0, 0)))[0]
    assert step.inside.tolist() == [[False] * 3, [True] * 3]
    assert (step.rows, step.cols, step.origin) == ((-1, 0), (0, 1, 2), (0, 0))
