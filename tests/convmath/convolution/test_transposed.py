"""Transposed convolution against torch, its matrix (dense and sparse), torch's gradients and its own steps."""

import numpy as np
import pytest
import scipy.sparse
import torch
from hypothesis import given
from hypothesis import strategies as st
from torch.nn import functional

from convmath.convolution.cross_correlation import convolution_matrix, convolve2d, cross_correlate2d
from convmath.convolution.geometry import window_geometry
from convmath.convolution.transposed import (
    outputs_fed,
    stamps,
    transposed_cross_correlate2d,
    transposed_geometry,
)
from convmath.core.errors import InputError
from tests.strategies import Windowed, pairs, whole_arrays, windowed


@st.composite
def transposable(draw, *, channels=False):
    """An image, a kernel and options whose transposed convolution leaves something; padding alike on both sides."""
    kernel, dilation, stride, padding = draw(pairs(1, 4)), draw(pairs(1, 3)), draw(pairs(1, 3)), draw(pairs(0, 3))
    more = tuple(draw(st.integers(0, step - 1)) for step in stride)
    size = tuple(
        1 + max(0, -(-(1 - d * (k - 1) - 1 - o + 2 * p) // s)) + draw(st.integers(0, 3))
        for k, d, s, p, o in zip(kernel, dilation, stride, padding, more)
    )
    options = {"stride": stride, "dilation": dilation, "padding": padding, "output_padding": more}
    if not channels:
        return draw(whole_arrays(size)), draw(whole_arrays(kernel)), options
    groups, fan_in, fan_out = draw(st.integers(1, 3)), draw(st.integers(1, 2)), draw(st.integers(1, 2))
    options["groups"] = groups
    image = draw(whole_arrays((groups * fan_in, *size)))
    return image, draw(whole_arrays((groups * fan_in, fan_out, *kernel))), options


def by_torch(image, kernel, options):
    """torch takes an output padding below the stride or the dilation; below the stride is all that is drawn here."""
    planar = image.ndim == 2
    pixels, weights = (torch.from_numpy(array.astype(float)) for array in (image, kernel))
    if planar:
        pixels, weights = pixels[None], weights[None, None]
    found = functional.conv_transpose2d(pixels[None], weights, **options)[0].numpy()
    return found[0] if planar else found


@given(transposable())
def test_one_channel_is_torchs(case):
    found = transposed_cross_correlate2d(case[0], case[1], **case[2])
    assert found.dtype == np.int64
    np.testing.assert_array_equal(found, by_torch(*case))


@given(transposable(channels=True))
def test_channels_and_groups_are_torchs(case):
    np.testing.assert_array_equal(transposed_cross_correlate2d(case[0], case[1], **case[2]), by_torch(*case))


@given(transposable())
def test_it_is_the_product_with_the_transposed_matrix(case):
    image, kernel, options = case
    more = options.pop("output_padding")
    found = transposed_cross_correlate2d(image, kernel, output_padding=more, **options)
    matrix = convolution_matrix(kernel, found.shape, **options)
    np.testing.assert_array_equal(found.ravel(), matrix.T @ image.ravel())
    sparse = scipy.sparse.csc_array(matrix)
    np.testing.assert_array_equal(found.ravel(), sparse.T @ image.ravel())


@given(windowed(channels=True, modes=("zero",)))
def test_it_leads_back_what_a_cross_correlation_leads_on(case: Windowed):
    """<Ax, y> = <x, Aᵀy> for every stride, dilation, padding on each side, and groups."""
    case.options.pop("padding_mode")
    there = cross_correlate2d(case.image, case.kernel, **case.options)
    geometry_options = {name: value for name, value in case.options.items() if name != "groups"}
    geometry = window_geometry(case.image.shape[1:], case.kernel.shape[2:], **geometry_options)
    more = tuple((side - span) % step for side, span, step in zip(geometry.padded_size, geometry.span, geometry.stride))
    other = np.arange(there.size).reshape(there.shape) % 7 - 3
    back = transposed_cross_correlate2d(other, case.kernel, output_padding=more, **case.options)
    assert back.shape == case.image.shape
    assert (there * other).sum() == (case.image * back).sum()


def test_it_is_the_gradient_of_a_convolution_by_its_input():
    image = torch.arange(63, dtype=torch.float64).reshape(1, 1, 9, 7).requires_grad_()
    kernel = torch.tensor([[1.0, -2, 3], [4, 5, -6]], dtype=torch.float64)[None, None]
    output = functional.conv2d(image, kernel, stride=2, padding=1)
    error = torch.arange(output.numel(), dtype=torch.float64).reshape(output.shape)
    output.backward(error)
    found = transposed_cross_correlate2d(error[0, 0], kernel[0, 0], stride=2, padding=1, output_padding=(1, 0))
    np.testing.assert_array_equal(found, image.grad[0, 0].numpy())


@given(image=whole_arrays((4, 5)), kernel=whole_arrays((2, 3)))
def test_with_stride_one_it_is_the_full_convolution(image, kernel):
    np.testing.assert_array_equal(
        transposed_cross_correlate2d(image, kernel), convolve2d(image, kernel, padding="full")
    )


@given(transposable())
def test_stamps_add_up_to_the_output(case):
    image, kernel, options = case
    expected = transposed_cross_correlate2d(image, kernel, **options)
    total = np.zeros_like(expected)
    steps = stamps(image, kernel, **options)
    assert [step.position for step in steps] == list(np.ndindex(image.shape))
    for step in steps:
        assert step.value == image[step.position]
        np.testing.assert_array_equal(step.products, kernel * step.value)
        for row, column in np.argwhere(step.inside):
            total[step.rows[row], step.cols[column]] += step.products[row, column]
    np.testing.assert_array_equal(total, expected)


@given(windowed(modes=("zero",)), st.data())
def test_what_a_pixel_feeds_is_a_column_of_the_matrix(case: Windowed, data):
    case.options.pop("padding_mode")
    numbered = np.arange(1, 1 + case.kernel.size).reshape(case.kernel.shape)
    matrix = convolution_matrix(numbered, case.image.shape, **case.options)
    geometry = window_geometry(case.image.shape, case.kernel.shape, **case.options)
    pixel = tuple(data.draw(st.integers(0, side - 1)) for side in case.image.shape)
    column = np.zeros(geometry.output_size, dtype=int)
    fed = outputs_fed(pixel, geometry)
    for unit, tap in fed:
        column[unit] = numbered[tap]
    assert list(fed) == sorted(fed)
    np.testing.assert_array_equal(column.ravel(), matrix[:, pixel[0] * case.image.shape[1] + pixel[1]])


def test_names_of_padding_are_those_of_the_convolution():
    image, kernel = np.arange(20).reshape(4, 5), np.array([[1, -2, 3], [4, 5, -6], [7, 8, 9]])
    for name in ("valid", "same", "full"):
        size = transposed_geometry((4, 5), 3, padding=name).input_size
        assert size == {"valid": (6, 7), "same": (4, 5), "full": (2, 3)}[name]
        found = transposed_cross_correlate2d(image, kernel, padding=name)
        np.testing.assert_array_equal(found.ravel(), convolution_matrix(kernel, size, padding=name).T @ image.ravel())


def test_a_u_nets_upsampling_doubles_the_side():
    assert transposed_geometry(28, 2, stride=2).input_size == (56, 56)


def test_floats_stay_floats():
    assert transposed_cross_correlate2d([[0.5]], [[1, 2]]).tolist() == [[0.5, 1.0]]


@pytest.mark.parametrize(
    ("image", "kernel", "options", "argument"),
    [
        ([1, 2], [[1]], {}, "image"),
        ([[1]], [1], {}, "kernel"),
        ([[1]], [[[[1]]]], {}, "kernel"),
        ([[[1]]], [[1]], {}, "kernel"),
        ([[[1]], [[2]]], [[[[1]]]], {}, "kernel"),
        ([[[1]], [[2]]], [[[[1]]]] * 2, {"groups": 3}, "groups"),
        ([[[1]], [[2]]], [[[[1]]]] * 2, {"groups": 0}, "groups"),
        ([[1]], [[1]], {"groups": 2}, "groups"),
        ([[1]], [[1]], {"stride": 0}, "stride"),
        ([[1]], [[1]], {"dilation": 0}, "dilation"),
        ([[1]], [[1, 1]], {"output_padding": 1}, "output_padding"),
        ([[1]], [[1, 1]], {"output_padding": -1}, "output_padding"),
        ([[1]], [[1, 1]], {"stride": (2, 3), "output_padding": (1, 3)}, "output_padding"),
        ([[1]], [[1]], {"padding": 1}, "padding"),
        ([[1]], [[1]], {"padding": "some"}, "padding"),
        ([[2**62]], [[2]], {}, "image"),
        ([[1e308]], [[2, 2.0]], {}, "image"),
    ],
)
def test_bad_arguments_are_refused_by_name(image, kernel, options, argument):
    with pytest.raises(InputError) as caught:
        transposed_cross_correlate2d(image, kernel, **options)
    assert caught.value.argument == argument


def test_stamps_and_feeds_refuse_what_does_not_fit():
    for image, kernel in (([1], [[1]]), ([[2**62]], [[2]])):
        with pytest.raises(InputError, match="'image'"):
            stamps(image, kernel)
    for pixel in ((3, 0), (0, 3), (-1, 0)):
        with pytest.raises(InputError, match="'pixel'"):
            outputs_fed(pixel, window_geometry(3, 2))
