"""One, two and three dimensions against torch, SciPy and the function for images."""

import itertools
import re

import numpy as np
import pytest
import scipy.ndimage
import scipy.signal
import torch
from hypothesis import given
from hypothesis import strategies as st
from torch.nn import functional

from convmath.convolution.cross_correlation import convolve2d, cross_correlate2d
from convmath.convolution.n_dimensional import convolve_nd, cross_correlate_nd, kernel_weights
from convmath.core.errors import InputError
from tests.strategies import Windowed, whole_arrays, windowed

CONVOLUTIONS = {1: functional.conv1d, 2: functional.conv2d, 3: functional.conv3d}


@st.composite
def cases(draw):
    """A signal and a kernel of one to three dimensions that fits it, with one option for each axis."""
    axes = draw(st.integers(1, 3))
    each = st.tuples(*[st.integers(1, 3)] * axes)
    kernel, stride, dilation = draw(each), draw(each), draw(each)
    padding = draw(st.tuples(*[st.integers(0, 2)] * axes))
    size = tuple(
        max(1, d * (k - 1) + 1 - 2 * p) + draw(st.integers(0, 3)) for k, d, p in zip(kernel, dilation, padding)
    )
    options = {"stride": stride, "dilation": dilation, "padding": padding}
    return draw(whole_arrays(size)), draw(whole_arrays(kernel)), options


@given(cases())
def test_every_dimension_is_torchs(case):
    signal, kernel, options = case
    found = cross_correlate_nd(signal, kernel, **options)
    values, weights = (torch.from_numpy(array.astype(float))[None, None] for array in (signal, kernel))
    expected = CONVOLUTIONS[signal.ndim](values, weights, **options)[0, 0].numpy()
    assert found.dtype == np.int64
    np.testing.assert_array_equal(found, expected)
    np.testing.assert_array_equal(convolve_nd(signal, np.flip(kernel), **options), found)


@given(windowed())
def test_two_dimensions_are_those_of_images(case: Windowed):
    np.testing.assert_array_equal(
        cross_correlate_nd(case.image, case.kernel, **case.options),
        cross_correlate2d(case.image, case.kernel, **case.options),
    )
    np.testing.assert_array_equal(
        convolve_nd(case.image, case.kernel, **case.options), convolve2d(case.image, case.kernel, **case.options)
    )


@given(cases())
def test_scipy_agrees_on_both_conventions(case):
    signal, kernel, _ = case
    np.testing.assert_array_equal(
        cross_correlate_nd(signal, kernel, padding="full"), scipy.signal.correlate(signal, kernel, method="direct")
    )
    np.testing.assert_array_equal(
        convolve_nd(signal, kernel, padding="full"), scipy.signal.convolve(signal, kernel, method="direct")
    )


@pytest.mark.parametrize(
    ("ours", "scipys"), [("zero", "constant"), ("replicate", "nearest"), ("reflect", "mirror"), ("circular", "wrap")]
)
@pytest.mark.parametrize("axes", [1, 2, 3])
def test_padding_modes_are_scipys(ours, scipys, axes):
    signal = np.arange(5**axes).reshape((5,) * axes) ** 2
    kernel = np.arange(3**axes).reshape((3,) * axes) - 4
    found = cross_correlate_nd(signal, kernel, padding="same", padding_mode=ours)
    np.testing.assert_array_equal(found, scipy.ndimage.correlate(signal, kernel, mode=scipys))


@given(cases())
def test_brute_force_agrees(case):
    signal, kernel, options = case
    padded = np.pad(signal, [(p, p) for p in options["padding"]])
    found = cross_correlate_nd(signal, kernel, **options)
    for place in np.ndindex(found.shape):
        total = 0
        for tap in itertools.product(*map(range, kernel.shape)):
            at = (u * s + t * d for u, s, t, d in zip(place, options["stride"], tap, options["dilation"]))
            total += int(kernel[tap]) * int(padded[tuple(at)])
        assert found[place] == total


def test_an_impulse_reproduces_the_kernel_in_every_dimension():
    for axes in (1, 2, 3):
        impulse, kernel = np.zeros((5,) * axes, dtype=int), np.arange(3**axes).reshape((3,) * axes)
        impulse[(2,) * axes] = 1
        inner = (slice(1, 4),) * axes
        np.testing.assert_array_equal(convolve_nd(impulse, kernel, padding="same")[inner], kernel)


def test_padding_is_taken_in_all_its_forms():
    signal = np.arange(24).reshape(2, 3, 4)
    kernel = np.ones((1, 1, 1), dtype=int)
    assert cross_correlate_nd(signal, kernel, padding=1).shape == (4, 5, 6)
    assert cross_correlate_nd(signal, kernel, padding=(0, (1, 2), [3, 0])).shape == (2, 6, 7)
    assert cross_correlate_nd(signal, kernel, padding="valid").shape == (2, 3, 4)


def test_floats_stay_floats():
    assert cross_correlate_nd([1, 2, 3], [0.5, 0.5]).tolist() == [1.5, 2.5]


@pytest.mark.parametrize(("side", "dimensions", "weights"), [(3, 1, 3), (3, 2, 9), (3, 3, 27), (5, 3, 125)])
def test_weights_grow_with_the_dimensions(side, dimensions, weights):
    assert kernel_weights(side, dimensions) == weights


@pytest.mark.parametrize(
    ("change", "argument"),
    [
        ({"signal": 3}, "signal"),
        ({"signal": np.ones((2,) * 4)}, "signal"),
        ({"kernel": [1]}, "kernel"),
        ({"kernel": np.ones((4, 1))}, "kernel"),
        ({"kernel": np.ones((2, 1)), "dilation": 3}, "kernel"),
        ({"stride": 0}, "stride"),
        ({"stride": (1, 1, 1)}, "stride"),
        ({"dilation": (1, 0)}, "dilation"),
        ({"padding": -1}, "padding"),
        ({"padding": (1, 2, 3)}, "padding"),
        ({"padding": (1, (2, 3, 4))}, "padding"),
        ({"padding": "half"}, "padding"),
        ({"padding": "same", "stride": 2}, "padding"),
        ({"padding": 3, "padding_mode": "reflect"}, "padding"),
        ({"padding": 4, "padding_mode": "circular"}, "padding"),
        ({"padding_mode": "mirror"}, "padding_mode"),
        ({"signal": np.full((3, 3), 2**62), "kernel": [[2]]}, "signal"),
        ({"signal": np.full((3, 3), 1e308), "kernel": [[2]]}, "signal"),
    ],
)
def test_bad_arguments_are_refused_by_name(change, argument):
    given = {"signal": np.ones((3, 3), dtype=int), "kernel": [[1]], **change}
    for function in (cross_correlate_nd, convolve_nd):
        arguments = dict(given)
        with pytest.raises(InputError) as caught:
            function(arguments.pop("signal"), arguments.pop("kernel"), **arguments)
        assert caught.value.argument == argument
    with pytest.raises(InputError, match="'dimensions'"):
        kernel_weights(3, 0)


def test_a_kernel_that_does_not_fit_is_told_its_span():
    with pytest.raises(
        InputError, match=re.escape("a kernel whose span, (4, 1) here, fits the padded signal of (3, 3)")
    ):
        cross_correlate_nd(np.ones((3, 3), dtype=int), np.ones((2, 1), dtype=int), dilation=3)
