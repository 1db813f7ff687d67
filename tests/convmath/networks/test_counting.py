"""Counts against torch, brute force and exact arithmetic."""

import decimal
import math
from fractions import Fraction

import mpmath
import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from convmath.convolution.cross_correlation import convolution_matrix, cross_correlate2d
from convmath.core.errors import InputError
from convmath.networks.counting import (
    HEURISTIC_EXAMPLES_PER_PARAMETER,
    PossibleImages,
    compare_layers,
    dense_connections,
    dense_layer_with_same_output_shape,
    examples_needed,
    grown_connections,
    image_values,
    log_interpolate,
    pixel_count,
    possible_images,
    ratio,
)
from convmath.networks.image_formats import IMAGE_FORMATS, IMAGENET, ImageFormat
from convmath.networks.layers import ConvLayer, DenseLayer
from tests.strategies import pairs


def torch_parameters(module: torch.nn.Module) -> int:
    return sum(parameter.numel() for parameter in module.parameters())


@given(n_in=st.integers(1, 200_000), n_out=st.integers(1, 5_000), bias=st.booleans())
def test_dense_parameters_are_torchs(n_in: int, n_out: int, bias: bool) -> None:
    module = torch.nn.Linear(n_in, n_out, bias=bias, device="meta")
    layer = DenseLayer(n_in, n_out, bias=bias)
    assert layer.parameters == layer.weights + layer.biases == torch_parameters(module)
    assert layer.connections == layer.connections_within_image == layer.multiply_adds == layer.weights
    assert (layer.input_values, layer.output_values) == (n_in, n_out)


@st.composite
def conv_layers(draw: st.DrawFn, *, most_channels: int = 4) -> ConvLayer:
    groups = draw(st.integers(1, 3))
    kernel, dilation, padding = draw(pairs(1, 4)), draw(pairs(1, 3)), draw(pairs(0, 3))
    rows, cols = (
        max(1, d * (k - 1) + 1 - 2 * p) + draw(st.integers(0, 5)) for k, d, p in zip(kernel, dilation, padding)
    )
    return ConvLayer(
        groups * draw(st.integers(1, most_channels)),
        groups * draw(st.integers(1, most_channels)),
        kernel=kernel,
        input_size=(rows, cols),
        stride=draw(pairs(1, 3)),
        padding=padding,
        dilation=dilation,
        groups=groups,
        bias=draw(st.booleans()),
    )


@given(conv_layers())
def test_conv_parameters_and_shapes_are_torchs(layer: ConvLayer) -> None:
    module = torch.nn.Conv2d(
        layer.in_channels,
        layer.out_channels,
        layer.kernel,
        stride=layer.stride,
        padding=layer.padding,
        dilation=layer.dilation,
        groups=layer.groups,
        bias=layer.bias,
        device="meta",
    )
    assert layer.parameters == layer.weights + layer.biases == torch_parameters(module)
    image = torch.empty(1, *layer.input_shape, device="meta")
    assert layer.output_shape == tuple(module(image).shape[1:])
    assert layer.input_values == image.numel()
    assert layer.output_values == module(image).numel()
    assert layer.weights_per_output == module.weight[0].numel()


@given(conv_layers(most_channels=2))
def test_connections_are_counted_one_by_one(layer: ConvLayer) -> None:
    rows, cols = layer.geometry.kernel_size
    every, within = 0, 0
    for row, col in np.ndindex(layer.output_size):
        for tap_row, tap_col in np.ndindex(rows, cols):
            pixel = (
                row * layer.stride[0] + tap_row * layer.dilation[0] - layer.padding[0],
                col * layer.stride[1] + tap_col * layer.dilation[1] - layer.padding[1],
            )
            every += 1
            within += all(0 <= place < size for place, size in zip(pixel, layer.input_size))
    pairs_of_channels = layer.in_channels * layer.out_channels // layer.groups
    assert layer.connections == layer.multiply_adds == every * pairs_of_channels
    assert layer.connections_within_image == within * pairs_of_channels


@given(conv_layers(most_channels=2))
def test_connections_within_the_image_are_the_matrixs_non_zeros(layer: ConvLayer) -> None:
    matrix = convolution_matrix(
        np.ones(layer.kernel, dtype=int),
        layer.input_size,
        stride=layer.stride,
        dilation=layer.dilation,
        padding=layer.padding,
    )
    pairs_of_channels = layer.in_channels * layer.out_channels // layer.groups
    assert np.count_nonzero(matrix) * pairs_of_channels == layer.connections_within_image


@given(conv_layers(most_channels=2))
def test_connections_within_the_image_are_what_ones_sum_to(layer: ConvLayer) -> None:
    image = np.ones(layer.input_shape, dtype=int)
    kernel = np.ones((layer.out_channels, layer.in_channels // layer.groups, *layer.kernel), dtype=int)
    geometry = {name: getattr(layer, name) for name in ("stride", "padding", "dilation", "groups")}
    assert cross_correlate2d(image, kernel, **geometry).sum() == layer.connections_within_image


@given(conv_layers())
def test_the_dense_layer_with_the_same_output_shape(conv: ConvLayer) -> None:
    dense = dense_layer_with_same_output_shape(conv)
    assert dense == DenseLayer(math.prod(conv.input_shape), math.prod(conv.output_shape), bias=conv.bias)
    comparison = compare_layers(dense, conv)
    assert comparison.weights == dense.weights / conv.weights
    assert comparison.parameters == dense.parameters / conv.parameters
    assert comparison.multiply_adds == comparison.connections == dense.connections / conv.connections
    if conv.connections_within_image:
        assert comparison.connections_within_image == dense.connections / conv.connections_within_image


def test_one_size_stands_for_both_axes() -> None:
    square = ConvLayer(3, 8, kernel=3, input_size=9, stride=2, padding=1, dilation=2)
    spelt_out = ConvLayer(
        3, 8, kernel=(3, 3), input_size=(9, 9), stride=(2, 2), padding=((1, 1), (1, 1)), dilation=(2, 2)
    )
    assert square.geometry == spelt_out.geometry
    assert ConvLayer(3, 8, kernel=(3, 2), input_size=(9, 7), padding="same").output_size == (9, 7)


@given(st.integers(1, 5000), st.integers(1, 5000), st.integers(1, 4))
def test_pixels_and_values(height: int, width: int, channels: int) -> None:
    image = np.lib.stride_tricks.as_strided(np.zeros(1), (channels, height, width), (0, 0, 0))
    assert image_values(height, width, channels) == image.size
    assert pixel_count(height, width) == image[0].size


@pytest.mark.parametrize("image_format", IMAGE_FORMATS, ids=lambda image_format: image_format.name.text)
def test_formats_make_their_layers(image_format: ImageFormat) -> None:
    dense = image_format.dense_layer(1000)
    assert dense.weights == image_format.height * image_format.width * image_format.channels * 1000
    assert dense.biases == 1000
    conv = image_format.conv_layer(64, (3, 5), padding=1)
    assert conv.input_shape == (image_format.channels, *image_format.size)
    assert conv.input_values == image_format.values == image_format.pixels * image_format.channels


@given(st.integers(1, 1500), st.integers(1, 300))
def test_the_number_of_possible_images(values: int, levels: int) -> None:
    number = levels**values
    result = possible_images(values, levels)
    with_point = Fraction(number, 10**result.exponent)
    assert 1 <= with_point < 10
    assert result.mantissa == pytest.approx(float(with_point), rel=1e-14)
    assert result.log10 == pytest.approx(math.log10(number), rel=1e-14)
    assert result.digits == format(decimal.Context(prec=4_000).power(levels, values), "f")


def test_the_digits_of_all_grey_images_of_28_by_28_pixels() -> None:
    digits = possible_images(784).digits
    assert len(digits) == 1889
    assert digits.startswith("11485")
    assert digits == str(2**6272)
    with pytest.raises(InputError, match="at most 4000 digits"):
        _ = possible_images(1661).digits
    assert len(possible_images(1660).digits) == 3998


def test_the_number_of_possible_photographs_is_not_too_large() -> None:
    result = possible_images(IMAGENET.values)
    assert result.exponent == math.floor(result.log10)
    assert result.mantissa == pytest.approx(float(Fraction(256**IMAGENET.values, 10**result.exponent)), rel=1e-14)


@given(st.integers(0, 10**12))
def test_examples_needed(parameters: int) -> None:
    low, high = examples_needed(parameters)
    assert HEURISTIC_EXAMPLES_PER_PARAMETER == (5, 10)
    assert low == 5 * parameters
    assert high == 2 * low


@given(st.integers(1, 12), st.integers(1, 12))
def test_dense_connections_are_every_pair_once(n_in: int, n_out: int) -> None:
    listed = dense_connections(n_in, n_out)
    assert len(listed) == DenseLayer(n_in, n_out).connections
    assert sorted(listed, key=lambda pair: pair[::-1]) == list(listed)
    assert set(listed) == {(i, j) for i in range(n_in) for j in range(n_out)}


@given(st.integers(1, 99), st.integers(1, 99), st.lists(st.floats(0, 1), min_size=2).map(sorted))
def test_connections_grow_from_none_to_all(n_in: int, n_out: int, fractions: list[float]) -> None:
    grown = [grown_connections(n_in, n_out, fraction) for fraction in (0, *fractions, 1)]
    assert grown == sorted(grown)
    assert grown[0] == 0
    assert grown[-1] == n_in * n_out


COUNTS = st.integers(0, 10**13)


@given(COUNTS, COUNTS, st.lists(st.floats(0, 1), min_size=2).map(sorted))
def test_a_rolling_counter_is_whole_monotone_and_exact_at_both_ends(start, end, fractions) -> None:
    shown = [log_interpolate(start, end, fraction) for fraction in (0, *fractions, 1)]
    assert shown[0] == start
    assert shown[-1] == end
    assert all(type(value) is int for value in shown)
    assert shown == sorted(shown, reverse=start > end)


def test_a_rolling_counter_between_real_numbers() -> None:
    assert log_interpolate(0.0, 84_000.56, 1) == 84_000.56
    assert log_interpolate(1.5, 1.5, 0.3) == 1.5
    assert log_interpolate(np.int64(0), 99, 0.5) == 9


def test_ratios() -> None:
    assert ratio(7, 2) == 3.5
    assert ratio(10**17 + 1, 10**17 + 1) == 1


@pytest.mark.parametrize(
    ("function", "arguments", "named"),
    [
        (DenseLayer, {"n_in": 0, "n_out": 1}, "n_in"),
        (DenseLayer, {"n_in": 1, "n_out": 2.0}, "n_out"),
        (DenseLayer, {"n_in": 1, "n_out": 2, "bias": 1}, "bias"),
        (ConvLayer, {"in_channels": 0}, "in_channels"),
        (ConvLayer, {"out_channels": True}, "out_channels"),
        (ConvLayer, {"kernel": 9}, "kernel_size"),
        (ConvLayer, {"kernel": 0}, "kernel_size"),
        (ConvLayer, {"input_size": (5, 0)}, "input_size"),
        (ConvLayer, {"stride": 0}, "stride"),
        (ConvLayer, {"padding": -1}, "padding"),
        (ConvLayer, {"dilation": 0}, "dilation"),
        (ConvLayer, {"groups": 0}, "groups"),
        (ConvLayer, {"groups": 4}, "groups"),
        (ConvLayer, {"bias": None}, "bias"),
        (image_values, {"height": 0, "width": 1}, "height"),
        (image_values, {"height": 1, "width": "1"}, "width"),
        (image_values, {"height": 1, "width": 1, "channels": 0}, "channels"),
        (ratio, {"a": float("nan"), "b": 1}, "a"),
        (ratio, {"a": 1, "b": 0}, "b"),
        (examples_needed, {"parameters": -1}, "parameters"),
        (examples_needed, {"parameters": 1.5}, "parameters"),
        (possible_images, {"values": 0}, "values"),
        (possible_images, {"values": 1, "levels": 0}, "levels"),
        (dense_layer_with_same_output_shape, {"conv": DenseLayer(1, 1)}, "conv"),
        (compare_layers, {"first": DenseLayer(1, 1), "second": 5}, "second"),
        (dense_connections, {"n_in": 1000, "n_out": 1000}, "n_in"),
        (grown_connections, {"n_in": 1, "n_out": 1, "fraction": 1.5}, "fraction"),
        (log_interpolate, {"start": -1, "end": 1, "fraction": 0}, "start"),
        (log_interpolate, {"start": 1, "end": -0.5, "fraction": 0}, "end"),
        (log_interpolate, {"start": 1, "end": float("inf"), "fraction": 0}, "end"),
        (log_interpolate, {"start": 1, "end": 1, "fraction": -0.1}, "fraction"),
        (log_interpolate, {"start": 1, "end": 1, "fraction": 1.1}, "fraction"),
        (grown_connections, {"n_in": 1, "n_out": 1, "fraction": -0.1}, "fraction"),
        (log_interpolate, {"start": 1, "end": 1, "fraction": float("nan")}, "fraction"),
    ],
)
def test_bad_input_is_refused_by_name(function, arguments, named) -> None:
    defaults = {"in_channels": 3, "out_channels": 6, "kernel": 3, "input_size": (5, 7)} if function is ConvLayer else {}
    with pytest.raises(InputError, match="allowed: ") as caught:
        function(**{**defaults, **arguments})
    assert caught.value.argument == named


@pytest.mark.parametrize(("n_in", "n_out"), [(94_906_267, 94_906_267), (1, 49), (3, 7), (10**6, 10**6), (1, 1)])
def test_all_connections_are_there_at_the_end_and_each_at_its_own_share(n_in: int, n_out: int) -> None:
    total = n_in * n_out
    assert grown_connections(n_in, n_out, 1) == total
    assert grown_connections(n_in, n_out, 0) == 0
    for count in range(1, total) if total < 100 else (1, 2, 94_906_267):
        assert grown_connections(n_in, n_out, count / total) == count
        assert grown_connections(n_in, n_out, math.nextafter(count / total, 0)) == count - 1


@given(st.integers(1, 10**4), st.integers(1, 10**4), st.floats(0, 1))
def test_grown_connections_are_the_most_whose_share_is_not_above(n_in: int, n_out: int, fraction: float) -> None:
    total = n_in * n_out
    count = grown_connections(n_in, n_out, fraction)
    assert count / total <= fraction
    assert count == total or (count + 1) / total > fraction


@pytest.mark.parametrize("values", [10**18, 10**20, 123_456_789 * 10**15, 10**300])
def test_the_logarithm_of_an_enormous_number_of_images_is_exact(values: int) -> None:
    with mpmath.workdps(len(str(values)) + 60):
        logarithm = values * mpmath.log10(256)
        exponent = int(mpmath.floor(logarithm))
        mantissa = float(mpmath.mpf(10) ** (logarithm - exponent))
    result = possible_images(values)
    assert result.exponent == exponent
    assert result.mantissa == pytest.approx(mantissa, rel=1e-15)


@pytest.mark.parametrize("levels", [1, 10, 1000, 10**40])
def test_powers_of_ten_have_a_mantissa_of_one(levels: int) -> None:
    for values in (1, 7, 10**18):
        result = possible_images(values, levels)
        assert (result.mantissa, result.exponent) == (1, values * (len(str(levels)) - 1))


def test_more_values_than_floats_can_count_are_refused() -> None:
    for make in (possible_images, lambda values: PossibleImages(values, 2)):
        make(10**300)
        with pytest.raises(InputError, match=r"'values' was .*; allowed: an integer from 1 to 10\*\*300"):
            make(10**300 + 1)


def test_images_have_256_levels_and_one_channel_unless_given() -> None:
    assert possible_images(1) == PossibleImages(1, 256)
    assert image_values(3, 5) == 15


def test_dense_connections_are_listed_up_to_a_limit() -> None:
    assert len(dense_connections(1000, 100)) == 100_000
    with pytest.raises(InputError, match="'n_in' was 100001; allowed: at most 100000 connections in all, not 100001"):
        dense_connections(100_001, 1)


def test_ratios_beyond_the_range_of_floats_are_refused() -> None:
    for a, b in ((1e308, 1e-10), (-1e308, 0.1), (1, 5e-324)):
        with pytest.raises(InputError, match=r"'b' was .*; allowed: numbers whose result stays within the range"):
            ratio(a, b)
    assert ratio(1e308, 1e308) == 1
    assert ratio(3 * 10**300, 10**300) == 3
    assert ratio(-7, 2) == -3.5


@given(st.integers(0, 10**15), st.integers(0, 10**15), st.fractions(0, 1, max_denominator=64))
def test_a_rolling_counter_is_the_power_rounded_and_never_leaves_its_ends(
    start: int, end: int, share: Fraction
) -> None:
    shown = log_interpolate(start, end, float(share))
    with mpmath.workdps(40):
        exact = (1 + mpmath.mpf(start)) ** (1 - float(share)) * (1 + mpmath.mpf(end)) ** float(share) - 1
        relative = 64 * np.finfo(float).eps * float(exact)  # of a logarithm of up to 35, and its exponential
        assert abs(shown - exact) <= 0.5 + relative
    assert min(start, end) <= shown <= max(start, end)


def test_a_rolling_counter_reaches_the_ends_of_the_range() -> None:
    largest = float(np.finfo(float).max)
    assert log_interpolate(0, largest, 1) == largest
    assert log_interpolate(largest, largest, 0.5) == largest
    assert 1e153 < log_interpolate(0.0, largest, 0.5) < 1e155
    assert isinstance(log_interpolate(1, 9.5, 0.5), float)
    assert isinstance(log_interpolate(1.5, 9, 0.5), float)
    assert isinstance(log_interpolate(np.uint8(1), np.uint8(200), 0.5), int)


@given(st.floats(0, 1e6), st.floats(0, 1e6))
def test_a_rolling_counter_is_exact_at_both_ends_of_real_numbers(start: float, end: float) -> None:
    assert (log_interpolate(start, end, 0), log_interpolate(start, end, 1)) == (start, end)


def test_a_comparison_holds_the_first_layer_against_the_second() -> None:
    first, second = DenseLayer(10, 6, bias=False), ConvLayer(1, 2, kernel=2, input_size=3)
    comparison = compare_layers(first, second)
    assert (comparison.first, comparison.second) == (first, second)
    assert (comparison.weights, comparison.parameters, comparison.connections) == (60 / 8, 60 / 10, 60 / 32)
    for bad in ((5, second), (first, None)):
        with pytest.raises(InputError, match="a DenseLayer or a ConvLayer"):
            compare_layers(*bad)


@given(st.integers(1, 3_000), st.integers(2, 256))
def test_a_number_of_images_is_printed_as_python_rounds_it(values, levels):
    shown = possible_images(values, levels).scientific
    factor, power = shown.split("·10")
    expected = f"{decimal.Decimal(levels**values):.2e}" if values * math.log10(levels) < 3_999 else None
    if expected is not None:
        mantissa, exponent = expected.split("E" if "E" in expected else "e")
        raised = dict(zip("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹"))
        assert float(factor) == pytest.approx(float(mantissa), abs=0.0101)
        assert power == "".join(raised[digit] for digit in str(int(exponent)))


def test_all_grey_images_of_28_by_28_pixels_are_printed_as_the_chapter_has_them():
    assert possible_images(784).scientific == "1.15·10¹⁸⁸⁸"
    assert possible_images(784).number == 2**6272
    assert possible_images(3, 10).scientific == "1.00·10³"
