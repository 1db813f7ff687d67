"""Networks against torch models on the meta device, and against what their papers print."""

import pytest
import torch
from torch import nn

from convmath.core import facts
from convmath.core.errors import InputError
from convmath.networks.layers import ConvLayer, DenseLayer
from convmath.networks.network_layers import PoolLayer, SubsamplingLayer, TableConvLayer
from convmath.networks.published import ALEXNET, LENET5, LENET5_C3_TABLE, NETWORKS, VGG16, NamedLayer, Network


def vgg16() -> nn.Sequential:
    modules: list[nn.Module] = []
    channels = 3
    for width in (64, 64, "M", 128, 128, "M", 256, 256, 256, "M", 512, 512, 512, "M", 512, 512, 512, "M"):
        if width == "M":
            modules.append(nn.MaxPool2d(2))
        else:
            modules.append(nn.Conv2d(channels, width, 3, padding=1))
            channels = width
    modules += [nn.Flatten(), nn.Linear(512 * 7 * 7, 4096), nn.Linear(4096, 4096), nn.Linear(4096, 1000)]
    return nn.Sequential(*modules)


def alexnet() -> nn.Sequential:
    return nn.Sequential(
        nn.Conv2d(3, 96, 11, stride=4),
        nn.MaxPool2d(3, 2),
        nn.Conv2d(96, 256, 5, padding=2, groups=2),
        nn.MaxPool2d(3, 2),
        nn.Conv2d(256, 384, 3, padding=1),
        nn.Conv2d(384, 384, 3, padding=1, groups=2),
        nn.Conv2d(384, 256, 3, padding=1, groups=2),
        nn.MaxPool2d(3, 2),
        nn.Flatten(),
        nn.Linear(256 * 6 * 6, 4096),
        nn.Linear(4096, 4096),
        nn.Linear(4096, 1000),
    )


@pytest.mark.parametrize(("network", "build"), [(VGG16, vgg16), (ALEXNET, alexnet)], ids=["VGG-16", "AlexNet"])
def test_every_layer_is_torchs(network: Network, build) -> None:
    with torch.device("meta"):
        model = build()
        values = torch.empty(1, *network.input_shape)
    modules = [module for module in model if not isinstance(module, nn.Flatten)]
    assert len(network) == len(modules)
    for named, module in zip(network, modules):
        if isinstance(module, nn.Linear):
            values = values.flatten(1)
        values = module(values)
        assert named.layer.parameters == sum(p.numel() for p in module.parameters()), named.name
        assert named.layer.output_values == values.numel(), named.name
        if not isinstance(named.layer, DenseLayer):
            assert named.layer.output_shape == tuple(values.shape[1:]), named.name
    assert network.parameters == sum(p.numel() for p in model.parameters())


def test_multiply_adds_are_torchs_flop_counters() -> None:
    from torch.utils.flop_counter import FlopCounterMode

    with torch.device("meta"):
        model, image = vgg16(), torch.empty(1, *VGG16.input_shape)
    with FlopCounterMode(display=False) as counter:
        model(image)
    assert 2 * VGG16.connections == counter.get_total_flops()


LENET_PAPER = [
    # LeCun et al. 1998, section II.B: trainable parameters, connections (which there count each use of a bias), shape
    ("C1", 156, 122_304, (6, 28, 28)),
    ("S2", 12, 5_880, (6, 14, 14)),
    ("C3", 1_516, 151_600, (16, 10, 10)),
    ("S4", 32, 2_000, (16, 5, 5)),
    ("C5", 48_120, 48_120, (120, 1, 1)),
]


@pytest.mark.parametrize(("name", "parameters", "connections", "shape"), LENET_PAPER)
def test_lenet_is_what_its_paper_prints(name: str, parameters: int, connections: int, shape) -> None:
    layer = LENET5[name]
    assert layer.parameters == parameters
    uses_of_biases = layer.output_values
    assert layer.connections + uses_of_biases == connections
    assert layer.output_shape == shape


def test_lenets_totals_are_what_its_paper_prints() -> None:
    assert LENET5["F6"].parameters == 10_164
    assert LENET5.parameters == 60_000
    uses_of_biases = sum(named.layer.output_values for named in LENET5)
    fixed_output_codes = 84 * 10
    assert LENET5.connections + uses_of_biases + fixed_output_codes == 340_908
    assert LENET5.connections_with_biases == LENET5.connections + uses_of_biases


def test_lenets_connection_table_is_the_papers() -> None:
    crosses = [
        "X...XXX..XXXX.XX",
        "XX...XXX..XXXX.X",
        "XXX...XXX..X.XXX",
        ".XXX..XXXX..X.XX",
        "..XXX..XXXX.XX.X",
        "...XXX..XXXX.XXX",
    ]
    assert [[row[column] == "X" for column in range(16)] for row in crosses] == [
        [row in seen for seen in LENET5_C3_TABLE] for row in range(6)
    ]


def test_lenets_c3_is_a_convolution_per_output_channel() -> None:
    parts = [nn.Conv2d(len(seen), 1, 5, device="meta") for seen in LENET5_C3_TABLE]
    assert LENET5["C3"].parameters == sum(p.numel() for part in parts for p in part.parameters())


def test_a_full_table_is_a_plain_convolution() -> None:
    full = TableConvLayer(3, (tuple(range(3)),) * 8, kernel=(3, 5), input_size=(9, 7))
    plain = ConvLayer(3, 8, kernel=(3, 5), input_size=(9, 7))
    for name in ("weights", "biases", "parameters", "connections", "input_shape", "output_shape"):
        assert getattr(full, name) == getattr(plain, name)


@pytest.mark.parametrize("network", NETWORKS, ids=lambda network: network.name.text)
def test_totals_are_sums(network: Network) -> None:
    assert network.spatial_parameters + network.dense_parameters == network.parameters
    assert network.connections == sum(named.layer.connections for named in network.layers)
    assert network.name in facts.all_names()


def test_most_of_vgg16_is_its_fully_connected_layers() -> None:
    assert VGG16.dense_parameters > VGG16.parameters / 2 > VGG16.spatial_parameters


def test_layers_are_found_by_name() -> None:
    assert VGG16["conv1_1"] == ConvLayer(3, 64, kernel=3, input_size=(224, 224), padding=1)
    with pytest.raises(InputError, match="'name' was 'conv9'; allowed: one of conv1_1, conv1_2, pool1"):
        VGG16["conv9"]


def test_building_a_network_leaves_the_shorter_one_alone() -> None:
    short = Network(facts.VGG_16, "a toy", (1, 9, 7))
    longer = short.conv("conv", 4, (3, 2), stride=(2, 1)).pool("pool", 2, stride=2)
    assert len(short) == 0
    assert short.output_shape == (1, 9, 7)
    assert longer.output_shape == (4, 2, 3)
    assert longer.dense("out", 5).output_shape == (5, 1, 1)
    assert longer.dense("out", 5)["out"] == DenseLayer(24, 5)


@pytest.mark.parametrize(
    "layers",
    [
        (NamedLayer("a", DenseLayer(63, 10)), NamedLayer("b", DenseLayer(9, 1))),
        (NamedLayer("a", DenseLayer(63, 10)), NamedLayer("a", DenseLayer(10, 1))),
        (NamedLayer("a", ConvLayer(3, 1, kernel=3, input_size=(9, 7))),),
    ],
)
def test_layers_that_do_not_follow_are_refused(layers) -> None:
    with pytest.raises(InputError, match="argument 'layers' was"):
        Network(facts.VGG_16, "a toy", (1, 9, 7), layers)


@pytest.mark.parametrize(
    ("make", "argument"),
    [
        (lambda: PoolLayer(0, kernel=2, input_size=4, stride=2), "channels"),
        (lambda: PoolLayer(1, kernel=5, input_size=4, stride=2), "kernel_size"),
        (lambda: SubsamplingLayer(1, kernel=2, input_size=4, stride=0), "stride"),
        (lambda: TableConvLayer(0, ((0,),), kernel=2, input_size=4), "in_channels"),
        (lambda: TableConvLayer(2, (), kernel=2, input_size=4), "table"),
        (lambda: TableConvLayer(2, ((0,), ()), kernel=2, input_size=4), "table"),
        (lambda: TableConvLayer(2, ((0, 2),), kernel=2, input_size=4), "table"),
        (lambda: TableConvLayer(2, ((0, 0),), kernel=2, input_size=4), "table"),
        (lambda: TableConvLayer(2, ((0.5,),), kernel=2, input_size=4), "table"),
        (lambda: TableConvLayer(2, ((0,),), kernel=9, input_size=4), "kernel_size"),
    ],
)
def test_bad_layers_are_refused_by_name(make, argument) -> None:
    with pytest.raises(InputError) as caught:
        make()
    assert caught.value.argument == argument
