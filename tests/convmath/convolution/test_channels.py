"""Many channels step by step, against torch and against loops."""

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from torch import nn
from torch.nn import functional

from convmath.convolution.channels import channel_maps
from convmath.convolution.cross_correlation import cross_correlate2d
from convmath.core.errors import InputError
from tests.strategies import Windowed, whole_arrays, windowed

RNG = np.random.default_rng(5)
IMAGE = RNG.integers(-9, 10, (6, 7, 8))


def by_torch(image, kernels, bias, *, groups, stride, dilation, padding):
    (top, bottom), (left, right) = padding
    padded = functional.pad(torch.from_numpy(image.astype(float))[None], (left, right, top, bottom))
    offsets = None if bias is None else torch.from_numpy(np.asarray(bias, dtype=float))
    weights = torch.from_numpy(kernels.astype(float))
    found = functional.conv2d(padded, weights, offsets, groups=groups, stride=stride, dilation=dilation)
    return found[0].numpy()


@pytest.mark.parametrize("biased", [False, True])
@pytest.mark.parametrize("groups", [1, 2, 3, 6])
def test_every_number_of_groups_is_torchs(groups, biased):
    kernels = RNG.integers(-9, 10, (12, 6 // groups, 3, 2))
    bias = RNG.integers(-99, 100, 12) if biased else None
    options = {"groups": groups, "stride": (2, 1), "dilation": (1, 2), "padding": ((1, 2), (0, 3))}
    found = channel_maps(IMAGE, kernels, bias=bias, **options)
    assert found.output.dtype == np.int64
    np.testing.assert_array_equal(found.output, by_torch(IMAGE, kernels, bias, **options))
    layer = nn.Conv2d(6, 12, (3, 2), groups=groups, bias=biased, device="meta")
    assert found.parameters == sum(p.numel() for p in layer.parameters())
    assert (found.weights, found.biases) == (layer.weight.numel(), 12 * biased)
    assert (found.filters, found.channels, found.groups, found.slices) == (12, 6, groups, 6 // groups)
    assert found.depthwise == (groups == 6)


@given(windowed(channels=True), st.data())
def test_partial_maps_are_single_channels_and_add_up(case: Windowed, data):
    bias = data.draw(whole_arrays((len(case.kernel),)))
    found = channel_maps(case.image, case.kernel, bias=bias, **case.options)
    alone = {name: value for name, value in case.options.items() if name != "groups"}
    for number in range(found.filters):
        for place, channel in enumerate(found.seen_by(number)):
            expected = cross_correlate2d(case.image[channel], case.kernel[number, place], **alone)
            np.testing.assert_array_equal(found.partial_maps[number, place], expected)
    np.testing.assert_array_equal(found.sums, cross_correlate2d(case.image, case.kernel, **case.options))
    np.testing.assert_array_equal(found.output, found.sums + bias[:, None, None])


@given(windowed(channels=True), st.data())
def test_a_place_shows_how_its_value_came_about(case: Windowed, data):
    bias = data.draw(whole_arrays((len(case.kernel),)))
    found = channel_maps(case.image, case.kernel, bias=bias, **case.options)
    number = data.draw(st.integers(0, found.filters - 1))
    position = tuple(data.draw(st.integers(0, side - 1)) for side in found.geometry.output_size)
    place = found.place(number, position)
    assert (place.filter, place.position, place.channels) == (number, position, found.seen_by(number))
    np.testing.assert_array_equal(place.products, place.patches * case.kernel[number])
    assert place.partial_sums == tuple(place.products.sum(axis=(1, 2)).tolist())
    assert place.running_sums[-1] == place.sum == place.products.sum()
    assert place.value == found.output[(number, *position)] == place.sum + bias[number]


def test_floats_are_torchs_and_a_place_is_exactly_its_output():
    image, kernels, bias = RNG.normal(size=(3, 6, 5)), RNG.normal(size=(4, 3, 3, 3)), RNG.normal(size=4)
    options = {"groups": 1, "stride": 1, "dilation": 1, "padding": ((1, 1), (1, 1))}
    found = channel_maps(image, kernels, bias=bias, **options)
    np.testing.assert_allclose(found.output, by_torch(image, kernels, bias, **options), atol=1e-12)
    assert all(found.place(f, (r, c)).value == found.output[f, r, c] for f, r, c in np.ndindex(found.output.shape))


def test_groups_share_the_channels_out_in_order():
    found = channel_maps(IMAGE, np.ones((6, 2, 1, 1), dtype=int), groups=3)
    assert [found.seen_by(number) for number in range(6)] == [(0, 1), (0, 1), (2, 3), (2, 3), (4, 5), (4, 5)]
    assert found.pointwise
    assert not found.depthwise


def test_one_by_one_mixes_channels_and_nothing_else():
    mix = np.array([[1, 2, 3, 4, 5, 6], [0, 0, 1, 0, 0, 0]])
    found = channel_maps(IMAGE, mix[:, :, None, None])
    np.testing.assert_array_equal(found.output, np.tensordot(mix, IMAGE, axes=1))
    assert found.pointwise


def test_depthwise_keeps_channels_apart():
    kernels = RNG.integers(-5, 6, (6, 1, 3, 3))
    found = channel_maps(IMAGE, kernels, groups=6)
    assert found.depthwise
    assert found.weights == 6 * 9
    changed = IMAGE.copy()
    changed[2] += 1
    differs = (channel_maps(changed, kernels, groups=6).output != found.output).any(axis=(1, 2))
    assert differs.tolist() == [False, False, bool(kernels[2].sum()), False, False, False]
    assert not channel_maps(IMAGE[:1], kernels[:1]).depthwise, "one channel of one is an ordinary layer"


def test_sixty_four_filters_on_three_planes():
    found = channel_maps(np.ones((3, 4, 4)), np.ones((64, 3, 3, 3)), bias=np.zeros(64), padding=1)
    assert found.parameters == 3 * 3 * 3 * 64 + 64 == 1_792
    assert not found.pointwise


def test_what_is_handed_out_can_be_changed_without_harm():
    found = channel_maps(IMAGE, np.ones((1, 6, 2, 2), dtype=int))
    before = found.output
    for array in (found.sums, found.output, found.kernel(0), found.place(0, (0, 0)).patches):
        array[:] = 99
    np.testing.assert_array_equal(found.output, before)
    assert found.kernel(0).tolist() == np.ones((6, 2, 2)).tolist()


@pytest.mark.parametrize(
    ("change", "argument"),
    [
        ({"image": np.ones((3, 3))}, "image"),
        ({"kernels": np.ones((2, 2))}, "kernels"),
        ({"kernels": np.ones((2, 3, 1, 1))}, "kernel"),
        ({"bias": [1]}, "bias"),
        ({"bias": [1, np.nan]}, "bias"),
        ({"bias": 1}, "bias"),
        ({"groups": 4}, "groups"),
        ({"bias": [2**63 - 1, 0]}, "bias"),
        ({"image": np.full((6, 2, 2), 1e307), "bias": [1.7e308, 0]}, "bias"),
    ],
)
def test_bad_arguments_are_refused_by_name(change, argument):
    given = {"image": np.ones((6, 2, 2), dtype=int), "kernels": np.ones((2, 6, 1, 1), dtype=int), **change}
    with pytest.raises(InputError) as caught:
        channel_maps(given.pop("image"), given.pop("kernels"), **given)
    assert caught.value.argument == argument


def test_the_largest_bias_that_fits_is_taken():
    found = channel_maps([[[1]]], [[[[1]]]], bias=[2**63 - 2])
    assert found.output.tolist() == [[[2**63 - 1]]]


def test_filters_and_places_that_are_not_there_are_refused():
    found = channel_maps(IMAGE, np.ones((2, 6, 2, 2), dtype=int))
    for call in (found.seen_by, found.kernel, lambda number: found.place(number, (0, 0))):
        for number in (2, -1, 0.5):
            with pytest.raises(InputError, match="'filter'"):
                call(number)
    for position in ((6, 0), (0, 7), (-1, 0)):
        with pytest.raises(InputError, match="'position'"):
            found.place(0, position)
    assert found.place(1, (5, 6)).bias is None
    assert found.place(1, (5, 6)).value == found.output[1, 5, 6]
