"""The numbers a lecture on this subject quotes, each worked out; and common slips beside the right value."""

import numpy as np
import pytest

from convmath.convolution.cross_correlation import convolution_matrix, convolve2d, cross_correlate2d, matrix_statistics
from convmath.networks.cones import area_coverage, contributing_pixels, input_region
from convmath.networks.counting import (
    compare_layers,
    dense_layer_with_same_output_shape,
    examples_needed,
    image_values,
    pixel_count,
    possible_images,
)
from convmath.networks.image_formats import CIFAR_10, FULL_HD, IMAGENET, MNIST
from convmath.networks.layers import ConvLayer, DenseLayer
from convmath.networks.published import VGG16
from convmath.networks.receptive_field import RFLayer, network_fields, receptive_field, stage_fields

HIDDEN = 1000
CONV = IMAGENET.conv_layer(64, 3, padding=1)
FC = IMAGENET.dense_layer(HIDDEN)


@pytest.mark.parametrize(
    ("image_format", "values", "parameters"),
    [
        (MNIST, 784, 785_000),
        (CIFAR_10, 3_072, 3_073_000),
        (IMAGENET, 150_528, 150_529_000),
        (FULL_HD, 6_220_800, 6_220_801_000),  # not 6,221,801,000: 1,000 biases, not 1,001,000
    ],
    ids=lambda value: value.name.text if hasattr(value, "name") else None,
)
def test_a_fully_connected_first_layer(image_format, values: int, parameters: int) -> None:
    layer = image_format.dense_layer(HIDDEN)
    assert layer.n_in == image_format.values == values
    assert layer.parameters == parameters


def test_pixels_are_not_values() -> None:
    assert IMAGENET.pixels == pixel_count(224, 224) == 50_176
    assert IMAGENET.values == image_values(224, 224, 3) == 150_528


def test_larger_images() -> None:
    assert DenseLayer(image_values(512, 512, 3), HIDDEN).parameters == 786_433_000


def test_one_convolution_layer() -> None:
    assert CONV.parameters == 1_792
    assert CONV.weights == 1_728, "weights; connections are another ledger"


def test_connections_are_not_weights() -> None:
    assert CONV.connections == CONV.multiply_adds == 86_704_128
    assert CONV.connections_within_image == 86_188_800
    assert FC.connections == FC.multiply_adds == 150_528_000


def test_the_saving_against_a_thousand_outputs() -> None:
    comparison = compare_layers(FC, CONV)
    assert round(comparison.parameters, 2) == 84_000.56
    assert round(comparison.weights) == 87_111
    assert round(comparison.connections_within_image, 2) == 1.75, "sharing saves parameters, sparsity hardly here"


def test_the_saving_against_the_same_output_shape() -> None:
    fair = dense_layer_with_same_output_shape(CONV)
    assert fair.parameters == 483_388_358_656
    assert round(compare_layers(fair, CONV).parameters / 1e6, 1) == 269.7


def test_the_exercise_on_a_smaller_image() -> None:
    dense = DenseLayer(image_values(64, 64, 3), 512)
    conv = ConvLayer(3, 64, kernel=5, input_size=64)
    assert (dense.parameters, conv.parameters) == (6_291_968, 4_864)
    assert round(compare_layers(dense, conv).parameters, 1) == 1_293.6


def test_one_channel_to_one_channel_of_the_same_size() -> None:
    conv = ConvLayer(1, 1, kernel=3, input_size=224, padding=1, bias=False)
    dense = dense_layer_with_same_output_shape(conv)
    comparison = compare_layers(dense, conv)
    assert dense.parameters == 2_517_630_976
    assert conv.parameters == 9
    assert (conv.connections, conv.connections_within_image) == (451_584, 448_900)
    assert ConvLayer(1, 1, kernel=3, input_size=224).connections == 443_556
    assert int(comparison.parameters) == 279_736_775
    assert int(comparison.connections) == 5_575


@pytest.mark.parametrize(
    ("parameters", "low", "high"),
    [
        (MNIST.dense_layer(HIDDEN).parameters, "3.9", "7.8"),
        (CIFAR_10.dense_layer(HIDDEN).parameters, "15.4", "30.7"),
        (FC.parameters, "752.6", "1505.3"),
        (VGG16.parameters, "691.8", "1383.6"),  # by the same heuristic: it was trained on 1.2 million
    ],
)
def test_examples_by_the_heuristic(parameters: int, low: str, high: str) -> None:
    assert tuple(f"{count / 1e6:.1f}" for count in examples_needed(parameters)) == (low, high)


def test_examples_for_mnist_and_vgg16() -> None:
    assert examples_needed(785_000) == (3_925_000, 7_850_000)
    assert round(examples_needed(VGG16.parameters).low / 1e6) == 692


def test_vgg16() -> None:
    assert VGG16.parameters == 138_357_544
    assert VGG16.parameters < FC.parameters


def test_the_number_of_digits_one_could_draw() -> None:
    images = possible_images(MNIST.values)
    assert images.exponent == 1888
    assert round(images.mantissa, 4) == 1.1485


def test_a_small_cross_correlation() -> None:
    image = np.arange(16).reshape(4, 4)
    assert cross_correlate2d(image, [[1, 2], [3, 4]]).tolist() == [[34, 44, 54], [74, 84, 94], [114, 124, 134]]
    assert convolve2d(image, [[1, 2], [3, 4]]).tolist() != cross_correlate2d(image, [[1, 2], [3, 4]]).tolist()


def test_a_convolution_as_a_matrix() -> None:
    ones = np.ones((3, 3), dtype=int)
    plain = matrix_statistics(convolution_matrix(ones, 6))
    assert plain.shape == (16, 36)
    assert plain.row_counts == (9,)
    assert (plain.non_zeros, plain.entries) == (144, 576)
    padded = matrix_statistics(convolution_matrix(ones, 4, padding=1))
    assert padded.shape == (16, 16), "from 4×4 to 4×4 takes padding 1"
    assert padded.non_zeros == 100
    assert padded.row_counts == (4, 6, 9)


def test_a_convolution_is_a_fully_connected_layer_under_constraints() -> None:
    rng = np.random.default_rng(0)
    image, kernel = rng.integers(-9, 9, (4, 6)), rng.integers(1, 9, (3, 2))
    conv = ConvLayer(1, 1, kernel=(3, 2), input_size=(4, 6), padding=1, bias=False)
    dense = dense_layer_with_same_output_shape(conv)
    matrix = convolution_matrix(kernel, (4, 6), padding=1)
    assert matrix.size == dense.weights
    assert np.count_nonzero(matrix) == conv.connections_within_image
    np.testing.assert_array_equal(matrix @ image.ravel(), cross_correlate2d(image, kernel, padding=1).ravel())


def test_relations_may_be_asymmetric_but_not_position_dependent() -> None:
    kernel = np.array([[1, 2, 3], [4, 5, 6], [7, 8, 9]])
    matrix = convolution_matrix(kernel, (5, 7), padding=1)
    assert (matrix != matrix.T).any(), "what a pixel is to its neighbour, the neighbour need not be to it"
    by_place = matrix.reshape(5, 7, 5, 7)
    for row, col in np.ndindex(3, 5):
        np.testing.assert_array_equal(by_place[row + 1, col + 1, row : row + 3, col : col + 3], kernel)


@pytest.mark.parametrize(
    ("layer", "sizes"),
    [
        (RFLayer(3), [1, 3, 5, 7]),
        (RFLayer(3, stride=2), [1, 3, 7, 15]),  # not 5, 9, 13: strides multiply
        (RFLayer(3, dilation=2), [1, 5, 9, 13]),
    ],
)
def test_receptive_fields_of_three_layers(layer: RFLayer, sizes: list[int]) -> None:
    assert [state.size for state in receptive_field([layer] * 3)] == [(size, size) for size in sizes]


def test_starts_move_with_dilation_and_padding() -> None:
    plain = receptive_field([RFLayer(3, padding=1)] * 2)[-1]
    dilated = receptive_field([RFLayer(3, dilation=2, padding=1)] * 2)[-1]
    assert plain.start == dilated.start == (-2, -2)
    assert plain.centre == (0, 0)
    assert dilated.centre == (2, 2)


def test_coverage_is_of_the_area() -> None:
    layers = [RFLayer(3, padding=1)] * 3
    shares = [area_coverage((3, 3), layers[:depth], 7) for depth in range(4)]
    assert [round(100 * share, 2) for share in shares] == [2.04, 18.37, 51.02, 100]
    assert shares == [size**2 / 49 for size in (1, 3, 5, 7)]


def test_two_dilated_layers_span_nine_and_touch_five() -> None:
    layers = [RFLayer(3, dilation=2)] * 2
    assert input_region((0, 0), layers, 9).size == (9, 9)
    assert contributing_pixels((0, 0), layers, 9).any(axis=0).sum() == 5


def test_vgg16_by_stage() -> None:
    assert [stage.state.size for stage in stage_fields(VGG16)] == [(n, n) for n in (6, 16, 44, 100, 212)]
    assert [field.state.size[0] for field in network_fields(VGG16)[:2]] == [3, 5]


def test_plain_layers_do_not_reach_as_far_as_stages() -> None:
    assert [state.size[0] for state in receptive_field([RFLayer(3)] * 4)[1:]] == [3, 5, 7, 9]
