"""Sobel kernels of any size, against OpenCV's published ones and polynomials."""

from math import comb

import numpy as np
import pytest

from convmath.convolution.filters import gradient_x
from convmath.convolution.wide_gradients import wide_sobel_x
from convmath.core.errors import InputError

OPENCV = {
    3: ([1, 2, 1], [-1, 0, 1]),
    5: ([1, 4, 6, 4, 1], [-1, -2, 0, 2, 1]),
    7: ([1, 6, 15, 20, 15, 6, 1], [-1, -4, -5, 0, 5, 4, 1]),
}
"""What `cv2.getDerivKernels(1, 0, size)` returns: smoothing and difference."""


@pytest.mark.parametrize("size", OPENCV)
def test_the_factors_are_those_of_opencv(size):
    kernel = wide_sobel_x(size)
    assert ([*kernel.column], [*kernel.row]) == OPENCV[size]


@pytest.mark.parametrize("size", range(3, 32, 2))
def test_smoothing_is_binomial_and_the_difference_sums_to_nothing(size):
    kernel = wide_sobel_x(size)
    assert list(kernel.column) == [comb(size - 1, number) for number in range(size)]
    expected = np.poly1d([comb(size - 3, number) for number in range(size - 2)]) * np.poly1d([-1, 0, 1])
    assert list(kernel.row) == [round(number) for number in expected.coeffs]
    assert sum(kernel.row) == 0
    assert kernel.matrix.shape == (size, size)


def test_the_smallest_is_sobels_own():
    assert wide_sobel_x(3) == gradient_x("sobel")


@pytest.mark.parametrize("size", [1, 2, 4, 33, 3.0])
def test_other_sizes_are_refused(size):
    with pytest.raises(InputError) as caught:
        wide_sobel_x(size)
    assert caught.value.argument == "size"
