"""Published networks, layer by layer. Every shape and total is derived from the layers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from math import prod
from typing import TypeAlias

from convmath.convolution.geometry import Padding
from convmath.convolution.padding import Pair
from convmath.core import facts
from convmath.core.errors import bad, one_of
from convmath.core.facts import Name
from convmath.core.records import settle_whole
from convmath.networks.layers import ConvLayer, DenseLayer, Shape
from convmath.networks.network_layers import PoolLayer, SubsamplingLayer, TableConvLayer, UnitBiasConvLayer

Layer: TypeAlias = ConvLayer | TableConvLayer | UnitBiasConvLayer | PoolLayer | SubsamplingLayer | DenseLayer


@dataclass(frozen=True, slots=True)
class NamedLayer:
    """A layer in its network.

    Parameters
    ----------
    name : str
        Its name there, such as ``"conv1_1"``.
    layer : ConvLayer, TableConvLayer, UnitBiasConvLayer, PoolLayer, SubsamplingLayer or DenseLayer
    """

    name: str
    layer: Layer


@dataclass(frozen=True, slots=True)
class Network:
    """A chain of layers, each made to fit what the one before it gives.

    Build one with `conv`, `pool`, `subsample` and `dense`, each of which returns a longer network.

    Parameters
    ----------
    name : Name
        What it is called, with its source.
    variant : str
        Which of the networks of that name it is.
    input_shape : (int, int, int)
        Channels, rows and columns of its images.
    layers : tuple of NamedLayer, optional

    Raises
    ------
    InputError
        If two layers have one name, or one does not take what the layer before it gives.

    Examples
    --------
    >>> VGG16.parameters
    138357544
    """

    name: Name
    variant: str
    input_shape: Shape
    layers: tuple[NamedLayer, ...] = ()

    def __post_init__(self) -> None:
        settle_whole(self, "input_shape", at_least=1)
        if len(self.input_shape) != 3:
            raise bad("input_shape", self.input_shape, "channels, rows and columns")
        given: int = prod(self.input_shape)
        names: set[str] = set()
        for named in self.layers:
            if named.name in names:
                raise bad("layers", named.name, "layers of different names")
            names.add(named.name)
            if named.layer.input_values != given:
                raise bad("layers", named.name, f"a layer that takes {given} values, as the one before it gives")
            given = named.layer.output_values

    @property
    def output_shape(self) -> Shape:
        """Channels, rows and columns of the last layer's output; a fully connected layer gives n × 1 × 1."""
        if not self.layers:
            return self.input_shape
        last = self.layers[-1].layer
        return (last.n_out, 1, 1) if isinstance(last, DenseLayer) else last.output_shape

    @property
    def parameters(self) -> int:
        """Number of parameters of all layers."""
        return sum(named.layer.parameters for named in self.layers)

    @property
    def dense_parameters(self) -> int:
        """Number of parameters of the fully connected layers."""
        return sum(named.layer.parameters for named in self.layers if isinstance(named.layer, DenseLayer))

    @property
    def spatial_parameters(self) -> int:
        """Number of parameters of all the other layers."""
        return self.parameters - self.dense_parameters

    @property
    def connections(self) -> int:
        """Number of connections of all layers, taps on padding included."""
        return sum(named.layer.connections for named in self.layers)

    @property
    def connections_with_biases(self) -> int:
        """The connections, and one more for each output value with a bias: as LeCun et al. count in 1989 and 1998."""
        uses = sum(named.layer.output_values for named in self.layers if named.layer.biases)
        return self.connections + uses

    def __getitem__(self, name: str) -> Layer:
        for named in self.layers:
            if named.name == name:
                return named.layer
        raise bad("name", name, "one of " + ", ".join(named.name for named in self.layers))

    def __iter__(self) -> Iterator[NamedLayer]:
        return iter(self.layers)

    def __len__(self) -> int:
        return len(self.layers)

    def conv(
        self,
        name: str,
        out_channels: int,
        kernel: int | Pair,
        *,
        stride: int | Pair = 1,
        padding: Padding = 0,
        groups: int = 1,
    ) -> Network:
        """Return the network with a convolution layer added."""
        channels, height, width = self.output_shape
        layer = ConvLayer(
            channels,
            out_channels,
            kernel=kernel,
            input_size=(height, width),
            stride=stride,
            padding=padding,
            groups=groups,
        )
        return self._with(name, layer)

    def table_conv(self, name: str, table: tuple[tuple[int, ...], ...], kernel: int | Pair) -> Network:
        """Return the network with a convolution added whose outputs see only the input channels of a table."""
        channels, height, width = self.output_shape
        return self._with(name, TableConvLayer(channels, table, kernel=kernel, input_size=(height, width)))

    def unit_bias_conv(
        self,
        name: str,
        out_channels: int,
        kernel: int | Pair,
        *,
        stride: int | Pair = 1,
        padding: Padding = 0,
        channels_seen: int | None = None,
    ) -> Network:
        """Return the network with a convolution added that has a bias for each of its output values."""
        channels, height, width = self.output_shape
        layer = UnitBiasConvLayer(
            channels,
            out_channels,
            kernel=kernel,
            input_size=(height, width),
            stride=stride,
            padding=padding,
            channels_seen=channels_seen,
        )
        return self._with(name, layer)

    def pool(self, name: str, kernel: int | Pair, *, stride: int | Pair) -> Network:
        """Return the network with a pooling layer added."""
        channels, height, width = self.output_shape
        return self._with(name, PoolLayer(channels, kernel=kernel, input_size=(height, width), stride=stride))

    def subsample(self, name: str, kernel: int | Pair) -> Network:
        """Return the network with a trainable subsampling layer added, its stride the size of its window."""
        channels, height, width = self.output_shape
        return self._with(name, SubsamplingLayer(channels, kernel=kernel, input_size=(height, width), stride=kernel))

    def dense(self, name: str, n_out: int) -> Network:
        """Return the network with a fully connected layer added."""
        return self._with(name, DenseLayer(prod(self.output_shape), n_out))

    def _with(self, name: str, layer: Layer) -> Network:
        return replace(self, layers=(*self.layers, NamedLayer(name, layer)))


def _vgg16() -> Network:
    network = Network(facts.VGG_16, "configuration D of Simonyan & Zisserman", (3, 224, 224))
    for stage, (depth, channels) in enumerate([(2, 64), (2, 128), (3, 256), (3, 512), (3, 512)], start=1):
        for place in range(1, 1 + depth):
            network = network.conv(f"conv{stage}_{place}", channels, 3, padding=1)
        network = network.pool(f"pool{stage}", 2, stride=2)
    return network.dense("fc6", 4096).dense("fc7", 4096).dense("fc8", 1000)


VGG16 = _vgg16()

ALEXNET = (
    Network(
        facts.ALEXNET,
        "as published, with the two groups of its two GPUs; on 227×227, which its sizes need (the paper says 224)",
        (3, 227, 227),
    )
    .conv("conv1", 96, 11, stride=4)
    .pool("pool1", 3, stride=2)
    .conv("conv2", 256, 5, padding=2, groups=2)
    .pool("pool2", 3, stride=2)
    .conv("conv3", 384, 3, padding=1)
    .conv("conv4", 384, 3, padding=1, groups=2)
    .conv("conv5", 256, 3, padding=1, groups=2)
    .pool("pool5", 3, stride=2)
    .dense("fc6", 4096)
    .dense("fc7", 4096)
    .dense("fc8", 1000)
)

LENET5_C3_TABLE = (
    *(tuple(sorted((first + step) % 6 for step in range(3))) for first in range(6)),
    *(tuple(sorted((first + step) % 6 for step in range(4))) for first in range(6)),
    *(tuple(sorted((first + step) % 6 for step in (0, 1, 3, 4))) for first in range(3)),
    tuple(range(6)),
)
"""Which of the six maps of S2 each of the sixteen maps of C3 sees: table I of LeCun et al. 1998."""

LENET5 = (
    Network(
        facts.LENET_5,
        "as published, with C3's connection table and trainable subsampling; the output layer's fixed codes left out",
        (1, 32, 32),
    )
    .conv("C1", 6, 5)
    .subsample("S2", 2)
    .table_conv("C3", LENET5_C3_TABLE, 5)
    .subsample("S4", 2)
    .conv("C5", 120, 5)
    .dense("F6", 84)
)

ZIP_CODES = (
    Network(
        facts.LECUN_1989,
        "as published, with a bias for each unit; which 8 of H1's 12 maps a map of H2 sees is not printed there, nor "
        "where the padding lies",
        (1, 16, 16),
    )
    .unit_bias_conv("H1", 12, 5, stride=2, padding=2)
    .unit_bias_conv("H2", 12, 5, stride=2, padding=2, channels_seen=8)
    .dense("H3", 30)
    .dense("output", 10)
)

NETWORKS = (ZIP_CODES, LENET5, ALEXNET, VGG16)


def network_by_name(name: str) -> Network:
    """Return one of `NETWORKS` by its name.

    Raises
    ------
    InputError
        If none is called `name`; the message lists the names.

    Examples
    --------
    >>> network_by_name("VGG-16").parameters
    138357544
    """
    named = {network.name.text: network for network in NETWORKS}
    return named[one_of("name", name, named)]
