"""Graphs of layers: what fits, what is refused, and the layers that only branches need, against torch."""

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from torch import nn

from convmath.core.errors import InputError
from convmath.core.facts import RESNET_50
from convmath.networks.axis_rules import InterpolationRule
from convmath.networks.decoder_layers import CropLayer, TransposedConvLayer, UpsampleLayer
from convmath.networks.graph import KINDS_OF_NODE, NetworkGraph, Node
from convmath.networks.graph_builder import GraphBuilder
from convmath.networks.graph_layers import AddLayer, BatchNormLayer, ConcatLayer, checked_shape
from convmath.networks.layers import ConvLayer, DenseLayer
from convmath.networks.network_layers import PoolLayer, UnitBiasConvLayer
from convmath.networks.published import ZIP_CODES
from tests.strategies import pairs

SHAPES = st.tuples(st.integers(1, 5), st.integers(1, 6), st.integers(1, 6))


def parameters_of(module):
    return sum(p.numel() for p in module.parameters())


@given(SHAPES, pairs(1, 4), pairs(1, 3), pairs(0, 1), st.integers(1, 4), st.booleans(), st.data())
def test_transposed_convolutions_are_torchs(shape, kernel, stride, padding, fan_out, bias, data):
    more = tuple(data.draw(st.integers(0, step - 1)) for step in stride)
    options = {"stride": stride, "padding": padding, "output_padding": more, "bias": bias}
    sides = [s * (n - 1) + k - 2 * p + o for s, n, k, p, o in zip(stride, shape[1:], kernel, padding, more)]
    if min(sides) < 1:
        with pytest.raises(InputError, match="'padding'"):
            TransposedConvLayer(shape[0], fan_out, kernel=kernel, input_size=shape[1:], **options)
        return
    layer = TransposedConvLayer(shape[0], fan_out, kernel=kernel, input_size=shape[1:], **options)
    module = nn.ConvTranspose2d(shape[0], fan_out, kernel, device="meta", **options)
    assert layer.parameters == parameters_of(module)
    assert (layer.weights, layer.biases) == (module.weight.numel(), fan_out * bias)
    assert layer.input_shapes == (shape,)
    assert layer.output_shape == tuple(module(torch.empty(1, *shape, device="meta")).shape[1:])
    ones = torch.ones(1, *shape)
    counting = nn.ConvTranspose2d(shape[0], fan_out, kernel, stride, padding, more, bias=False)
    nn.init.ones_(counting.weight)
    assert layer.connections == int(counting(ones).sum().round())


@given(SHAPES, pairs(1, 3))
def test_the_other_layers_are_torchs(shape, factor):
    given = torch.empty(1, *shape, device="meta")
    norm = nn.BatchNorm2d(shape[0], device="meta")
    layer = BatchNormLayer(shape)
    assert (layer.parameters, layer.weights, layer.biases) == (parameters_of(norm), shape[0], shape[0])
    assert (layer.input_shapes, layer.output_shape) == ((shape,), shape)
    assert layer.connections == shape[0] * shape[1] * shape[2]
    up = nn.Upsample(scale_factor=factor)(given)
    assert UpsampleLayer(shape, factor).output_shape == tuple(up.shape[1:])
    both = torch.cat([given, given[:, :1]], dim=1)
    stacked = ConcatLayer((shape, (1, *shape[1:])))
    assert (stacked.output_shape, stacked.input_shapes) == (tuple(both.shape[1:]), (shape, (1, *shape[1:])))
    assert (AddLayer(shape, 3).output_shape, AddLayer(shape, 3).input_shapes) == (shape, (shape,) * 3)
    for free in (UpsampleLayer(shape, 2), stacked, AddLayer(shape, 2), CropLayer(shape, 1)):
        assert (free.weights, free.biases, free.parameters, free.connections) == (0, 0, 0, 0)


@given(SHAPES, st.data())
def test_cropping_leaves_the_middle(shape, data):
    size = tuple(data.draw(st.integers(1, side)) for side in shape[1:])
    layer = CropLayer(shape, size)
    assert (layer.input_shapes, layer.output_shape) == ((shape,), (shape[0], *size))
    for (before, after), side, kept in zip(layer.margins, shape[1:], size):
        assert before + kept + after == side
        assert after - before in (0, 1)


@given(SHAPES, pairs(1, 4), pairs(1, 3), st.integers(0, 2))
def test_padded_pools_are_torchs(shape, kernel, stride, padding):
    if padding > min(kernel) // 2 or any(side + 2 * padding < k for side, k in zip(shape[1:], kernel)):
        return
    layer = PoolLayer(shape[0], kernel=kernel, stride=stride, padding=padding, input_size=shape[1:])
    module = nn.MaxPool2d(kernel, stride, padding)
    assert layer.output_shape == tuple(module(torch.empty(1, *shape, device="meta")).shape[1:])
    assert (layer.weights, layer.biases, layer.parameters) == (0, 0, 0)


class UnitBias(nn.Module):
    """A convolution in torch whose bias is a whole plane for each channel."""

    def __init__(self, seen, channels, size):
        super().__init__()
        self.kernel = nn.Conv2d(seen, channels, 5, stride=2, padding=2, bias=False)
        self.bias = nn.Parameter(torch.empty(channels, size, size))

    def forward(self, x):
        return self.kernel(x) + self.bias


@pytest.mark.parametrize(
    ("name", "build", "shape", "parameters", "connections"),
    [
        ("H1", lambda: UnitBias(1, 12, 8), (1, 16, 16), 1_068, 19_968),
        ("H2", lambda: UnitBias(8, 12, 4), (8, 8, 8), 2_592, 38_592),
        ("H3", lambda: nn.Linear(192, 30), (192,), 5_790, 5_790),
        ("output", lambda: nn.Linear(30, 10), (30,), 310, 310),
    ],
)
def test_the_network_of_1989_is_what_its_paper_prints(name, build, shape, parameters, connections):
    layer = ZIP_CODES[name]
    with torch.device("meta"):
        module, given = build(), torch.empty(1, *shape)
    assert layer.parameters == parameters == parameters_of(module)
    assert layer.output_values == module(given).numel()
    assert layer.connections + layer.output_values == connections


def test_the_totals_of_1989_are_what_its_paper_prints():
    assert (ZIP_CODES.parameters, ZIP_CODES.connections_with_biases) == (9_760, 64_660)
    assert ZIP_CODES.connections == 64_660 - (768 + 192 + 30 + 10), "its 1,000 biases are no connections here"
    assert [ZIP_CODES[name].output_shape for name in ("H1", "H2")] == [(12, 8, 8), (12, 4, 4)]


def test_a_unit_bias_layer_is_a_convolution_but_for_its_biases():
    own = UnitBiasConvLayer(3, 4, kernel=(3, 2), input_size=(9, 7), stride=(2, 1), padding=1)
    plain = ConvLayer(3, 4, kernel=(3, 2), input_size=(9, 7), stride=(2, 1), padding=1)
    for name in ("weights", "connections", "input_shape", "output_shape"):
        assert getattr(own, name) == getattr(plain, name)
    assert own.biases == own.output_values
    assert UnitBiasConvLayer(3, 4, kernel=1, input_size=2, channels_seen=2).weights == 8
    for seen in (0, 4, 1.5):
        with pytest.raises(InputError, match="'channels_seen'"):
            UnitBiasConvLayer(3, 4, kernel=1, input_size=2, channels_seen=seen)


def toy():
    build = GraphBuilder((4, 8, 6))
    left = build.batch_norm("norm", build.conv("left", "input", 6, 3, padding=1, bias=False))
    right = build.conv("right", "input", 6, 1, groups=2)
    both = build.add("sum", left, right)
    small = build.pool("pool", both, 2, stride=2)
    up = build.transposed_conv("up", small, 3, 2, stride=2)
    larger = build.upsample("larger", small, 2)
    all_of_it = build.concatenate("all", up, larger, build.crop("crop", "input", (8, 6)))
    build.dense("out", build.global_pool("mean", all_of_it), 5)
    return build.graph(RESNET_50, "a toy")


def test_a_graph_says_what_reads_what():
    graph = toy()
    names = "left norm right sum pool up larger crop all mean out"
    assert " ".join(node.name for node in graph) == names
    assert graph.readers("input") == ("left", "right", "crop")
    assert graph.readers("pool") == ("up", "larger")
    assert graph.readers("out") == ()
    assert graph["all"].reads == ("up", "larger", "crop")
    assert (graph["all"].shape, graph.output_shape, len(graph)) == ((3 + 6 + 4, 8, 6), (5, 1, 1), 11)
    assert graph.paths == 2 * 2 + 1
    assert graph.depth == 3
    assert {node.kind for node in graph} == set(KINDS_OF_NODE.values())
    assert graph.parameters == 4 * 6 * 9 + 12 + (2 * 6 + 6) + (6 * 3 * 4 + 3) + (13 * 5 + 5)
    assert graph["left"].connections == graph["left"].layer.connections


def test_nodes_take_what_they_read():
    conv = Node("a", ConvLayer(2, 3, kernel=1, input_size=4), ("input",))
    assert conv.takes(((2, 4, 4),))
    assert not conv.takes(((2, 4, 5),))
    assert not conv.takes(((2, 4, 4), (2, 4, 4)))
    dense = Node("a", DenseLayer(32, 3), ["input"])
    assert dense.takes(((2, 4, 4),))
    assert dense.reads == ("input",)
    assert not dense.takes(((2, 4, 3),))
    assert not dense.takes(((2, 4, 4), (2, 4, 4)))


CONV = ConvLayer(2, 2, kernel=1, input_size=4)


@pytest.mark.parametrize(
    ("nodes", "words"),
    [
        ((), "at least one node"),
        ((Node("a", CONV, ("b",)),), "not 'b'"),
        ((Node("a", CONV, ("a",)),), "not 'a'"),
        ((Node("a", CONV, ("input",)), Node("a", CONV, ("input",))), "different names"),
        ((Node("input", CONV, ("input",)),), "different names"),
        ((Node("a", ConvLayer(3, 2, kernel=1, input_size=4), ("input",)),), "takes what it reads"),
        ((Node("a", AddLayer((2, 4, 4), 3), ("input", "input")),), "takes what it reads"),
    ],
)
def test_graphs_that_do_not_hang_together_are_refused(nodes, words):
    with pytest.raises(InputError, match=words):
        NetworkGraph(RESNET_50, "a toy", (2, 4, 4), nodes)


@pytest.mark.parametrize(
    ("call", "argument"),
    [
        (lambda: GraphBuilder((3, 4)), "input_shape"),
        (lambda: GraphBuilder((3, 4, 0)), "input_shape"),
        (lambda: GraphBuilder((3, 4, 4)).conv("a", "b", 1, 1), "name"),
        (lambda: GraphBuilder((3, 4, 4)).conv("input", "input", 1, 1), "name"),
        (lambda: GraphBuilder((3, 4, 4)).add("a", "input"), "branches"),
        (lambda: GraphBuilder((3, 4, 4)).add("a"), "branches"),
        (lambda: GraphBuilder((3, 4, 4)).concatenate("a"), "shapes"),
        (lambda: GraphBuilder((3, 4, 4)).crop("a", "input", 5), "size"),
        (lambda: GraphBuilder((3, 4, 4)).upsample("a", "input", 0), "factor"),
        (lambda: GraphBuilder((3, 4, 4)).graph(RESNET_50, "empty"), "nodes"),
        (lambda: toy()["nothing"], "name"),
        (lambda: toy().readers("nothing"), "name"),
        (lambda: Node("a", 3, ("input",)), "layer"),
        (lambda: ConcatLayer(((1, 2, 3), (1, 3, 2))), "shapes"),
        (lambda: ConcatLayer(3), "shapes"),
        (lambda: checked_shape("shape", (1, 2, 3, 4)), "shape"),
        (lambda: checked_shape("shape", (1, 2.0, 3)), "shape"),
        (lambda: TransposedConvLayer(1, 1, kernel=2, input_size=2, output_padding=1), "output_padding"),
        (lambda: TransposedConvLayer(0, 1, kernel=2, input_size=2), "in_channels"),
        (lambda: TransposedConvLayer(1, 1, kernel=2, input_size=2, bias=0), "bias"),
    ],
)
def test_bad_arguments_are_refused_by_name(call, argument):
    with pytest.raises(InputError) as caught:
        call()
    assert caught.value.argument == argument


def test_branches_of_different_shapes_are_not_added():
    build = GraphBuilder((3, 4, 4))
    build.conv("a", "input", 2, 1)
    with pytest.raises(InputError, match="same shape"):
        build.add("sum", "a", "input")
    assert [node.name for node in build.nodes] == ["a"]


def test_three_places_brought_down_to_one_with_corners_aligned_advance_by_none():
    rule = InterpolationRule(3, 1, "linear", align_corners=True)
    assert (rule.advance, rule.period) == (0, 1)


def test_a_crop_keeps_something():
    with pytest.raises(InputError, match="'size'"):
        CropLayer((3, 4, 4), 0)


def test_a_shape_with_a_side_of_0_is_told_what_a_shape_is():
    with pytest.raises(InputError, match="channels, rows and columns, each an integer of at least 1"):
        CropLayer((3, 0, 4), 1)
