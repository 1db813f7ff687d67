"""Layers in the forms they are given in, and what they refuse."""

import pytest

from convmath.core.errors import InputError
from convmath.core.facts import MNIST, VGG_16
from convmath.networks.image_formats import IMAGE_FORMATS, ImageFormat
from convmath.networks.layers import ConvLayer, DenseLayer
from convmath.networks.network_layers import PoolLayer, SubsamplingLayer, TableConvLayer
from convmath.networks.published import ALEXNET, LENET5, Network


def test_sizes_stay_in_their_form_and_lists_become_tuples() -> None:
    layer = ConvLayer(3, 6, kernel=[3, 5], input_size=9, stride=(1, 2), padding=[1, [2, 3]], dilation=1)
    assert (layer.kernel, layer.input_size, layer.stride) == ((3, 5), 9, (1, 2))
    assert (layer.padding, layer.dilation, layer.groups, layer.bias) == ((1, (2, 3)), 1, 1, True)
    assert hash(layer) == hash(ConvLayer(3, 6, kernel=(3, 5), input_size=9, stride=(1, 2), padding=(1, (2, 3))))
    assert layer.output_size == (9, 5)
    assert TableConvLayer(2, [[0], [0, 1]], kernel=1, input_size=2).table == ((0,), (0, 1))


def test_layers_have_biases_unless_told_otherwise() -> None:
    assert (DenseLayer(2, 3).biases, DenseLayer(2, 3, bias=False).biases) == (3, 0)
    assert DenseLayer(2, 3).parameters == 9
    conv = ConvLayer(2, 4, kernel=3, input_size=5, groups=2, bias=False)
    assert (conv.biases, conv.weights, conv.parameters, conv.kernel_values) == (0, 36, 36, 9)
    assert (conv.weights_per_output, conv.connections) == (9, 9 * 9 * 4)


@pytest.mark.parametrize(("channels", "groups"), [((4, 6), 4), ((6, 4), 4), ((4, 6), 3)])
def test_groups_divide_both_counts_of_channels(channels, groups) -> None:
    with pytest.raises(InputError, match=rf"in_channels \({channels[0]}\) and out_channels \({channels[1]}\)"):
        ConvLayer(*channels, kernel=1, input_size=1, groups=groups)
    assert ConvLayer(4, 6, kernel=1, input_size=1, groups=2).weights == 12


@pytest.mark.parametrize("size", ["kernel", "input_size", "stride", "dilation"])
def test_sizes_are_refused_by_name(size) -> None:
    for value in (0, (1, 0), 1.5, "3", (1, 2, 3)):
        with pytest.raises(InputError) as caught:
            ConvLayer(1, 1, **{"kernel": 1, "input_size": 1, size: value})
        assert caught.value.argument == {"kernel": "kernel_size"}.get(size, size)


def test_pools_and_tables_count_by_channel() -> None:
    pool = PoolLayer(3, kernel=(2, 3), input_size=(6, 9), stride=(2, 3))
    assert (pool.input_shape, pool.output_shape, pool.parameters, pool.connections) == ((3, 6, 9), (3, 3, 3), 0, 0)
    sub = SubsamplingLayer(3, kernel=(2, 3), input_size=(6, 9), stride=(2, 3))
    assert (sub.weights, sub.biases, sub.parameters, sub.connections) == (3, 3, 6, 3 * 9 * 6)
    table = TableConvLayer(3, ((0,), (1, 2)), kernel=(1, 2), input_size=(2, 3))
    assert (table.weights, table.biases, table.parameters, table.connections) == (6, 2, 8, 3 * 2 * 4)
    assert (table.input_shape, table.output_shape) == ((3, 2, 3), (2, 2, 2))


@pytest.mark.parametrize(("channels", "table", "last"), [(2, ((0,), (2,)), 1), (1, ((1,),), 0), (3, ((0, 0),), 2)])
def test_tables_name_the_channels_there_are(channels, table, last) -> None:
    with pytest.raises(InputError, match=f"one or more different channels from 0 to {last}"):
        TableConvLayer(channels, table, kernel=1, input_size=1)
    with pytest.raises(InputError, match="at least one output channel"):
        TableConvLayer(channels, (), kernel=1, input_size=1)


def test_formats_are_what_their_sources_say() -> None:
    sizes = {each.name.text: (each.height, each.width, each.channels) for each in IMAGE_FORMATS}
    assert sizes == {"MNIST": (28, 28, 1), "CIFAR-10": (32, 32, 3), "ImageNet": (224, 224, 3), "HD": (1080, 1920, 3)}
    oblong = ImageFormat(MNIST, 2, 5, 3)
    assert (oblong.pixels, oblong.values, oblong.size) == (10, 30, (2, 5))
    assert oblong.dense_layer(7) == DenseLayer(30, 7)
    assert oblong.conv_layer(7, 1, padding="full") == ConvLayer(3, 7, kernel=1, input_size=(2, 5), padding="full")
    assert oblong.conv_layer(7, 1).padding == 0


@pytest.mark.parametrize("size", [(0, 1, 1), (1, 0, 1), (1, 1, 0), (1, 1.0, 1)])
def test_a_format_has_at_least_one_of_everything(size) -> None:
    with pytest.raises(InputError, match="an integer of at least 1"):
        ImageFormat(MNIST, *size)


@pytest.mark.parametrize("shape", [(3, 4), (1, 2, 3, 4), (0, 4, 4), (3, 4.0, 4), ()])
def test_a_network_has_channels_rows_and_columns(shape) -> None:
    with pytest.raises(InputError, match="argument 'input_shape' was"):
        Network(VGG_16, "a toy", shape)


def test_building_hands_every_choice_on() -> None:
    toy = Network(VGG_16, "a toy", (4, 9, 8))
    grown = (
        toy.conv("a", 6, (3, 2), stride=(2, 1), padding=1, groups=2)
        .pool("b", (2, 3), stride=(1, 2))
        .subsample("c", (2, 1))
        .table_conv("d", ((0, 5), (1,)), (2, 3))
        .dense("e", 5)
    )
    assert grown["a"] == ConvLayer(4, 6, kernel=(3, 2), input_size=(9, 8), stride=(2, 1), padding=1, groups=2)
    assert grown["b"] == PoolLayer(6, kernel=(2, 3), input_size=(5, 9), stride=(1, 2))
    assert grown["c"] == SubsamplingLayer(6, kernel=(2, 1), input_size=(4, 4), stride=(2, 1))
    assert grown["d"] == TableConvLayer(6, ((0, 5), (1,)), kernel=(2, 3), input_size=(2, 4))
    assert grown["e"] == DenseLayer(2 * 1 * 2, 5)
    assert [named.name for named in grown] == ["a", "b", "c", "d", "e"]
    assert (len(grown), grown.output_shape, toy.output_shape) == (5, (5, 1, 1), (4, 9, 8))
    assert grown.dense_parameters == 25
    assert toy.conv("a", 2, 3)["a"] == ConvLayer(4, 2, kernel=3, input_size=(9, 8))


def test_published_inputs_are_the_papers() -> None:
    assert (ALEXNET.input_shape, LENET5.input_shape) == ((3, 227, 227), (1, 32, 32))
    assert [layer.name for layer in LENET5] == ["C1", "S2", "C3", "S4", "C5", "F6"]
    assert [layer.name for layer in ALEXNET][-4:] == ["pool5", "fc6", "fc7", "fc8"]
