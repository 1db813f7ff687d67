"""Building networks with branches: every node is made to fit the nodes that it reads."""

from __future__ import annotations

from math import prod

from convmath.convolution.geometry import Padding
from convmath.convolution.padding import Pair
from convmath.core.errors import bad
from convmath.core.facts import Name
from convmath.networks.decoder_layers import CropLayer, TransposedConvLayer, UpsampleLayer
from convmath.networks.graph import INPUT, NetworkGraph, Node, Operation
from convmath.networks.graph_layers import AddLayer, BatchNormLayer, ConcatLayer, checked_shape
from convmath.networks.layers import ConvLayer, DenseLayer, Shape
from convmath.networks.network_layers import PoolLayer


class GraphBuilder:
    """Nodes added one after the other, each made to fit what it reads; every method returns the new node's name.

    Parameters
    ----------
    input_shape : (int, int, int)
        Channels, rows and columns of the network's images.

    Examples
    --------
    >>> from convmath.core.facts import RESNET_50
    >>> build = GraphBuilder((4, 8, 8))
    >>> branch = build.conv("a", "input", 4, 3, padding=1)
    >>> build.add("sum", branch, "input")
    'sum'
    >>> build.graph(RESNET_50, "a toy").paths
    2
    """

    def __init__(self, input_shape: Shape) -> None:
        self.input_shape = checked_shape("input_shape", input_shape)
        self.nodes: list[Node] = []
        self._shapes = {INPUT: self.input_shape}

    def shape(self, name: str) -> Shape:
        """Return the shape of a node's output, or of the image; InputError if there is no such node."""
        if name not in self._shapes:
            raise bad("name", name, "the name of a node that has been added, or 'input'")
        return self._shapes[name]

    def graph(self, name: Name, variant: str) -> NetworkGraph:
        """Return the network of the nodes added so far."""
        return NetworkGraph(name, variant, self.input_shape, tuple(self.nodes))

    def conv(
        self,
        name: str,
        read: str,
        out_channels: int,
        kernel: int | Pair,
        *,
        stride: int | Pair = 1,
        padding: Padding = 0,
        groups: int = 1,
        bias: bool = True,
    ) -> str:
        """Add a convolution."""
        channels, height, width = self.shape(read)
        layer = ConvLayer(
            channels,
            out_channels,
            kernel=kernel,
            input_size=(height, width),
            stride=stride,
            padding=padding,
            groups=groups,
            bias=bias,
        )
        return self._with(name, layer, read)

    def transposed_conv(
        self, name: str, read: str, out_channels: int, kernel: int | Pair, *, stride: int | Pair
    ) -> str:
        """Add a transposed convolution without padding."""
        channels, height, width = self.shape(read)
        layer = TransposedConvLayer(channels, out_channels, kernel=kernel, input_size=(height, width), stride=stride)
        return self._with(name, layer, read)

    def pool(self, name: str, read: str, kernel: int | Pair, *, stride: int | Pair, padding: Padding = 0) -> str:
        """Add a pooling."""
        channels, height, width = self.shape(read)
        layer = PoolLayer(channels, kernel=kernel, input_size=(height, width), stride=stride, padding=padding)
        return self._with(name, layer, read)

    def global_pool(self, name: str, read: str) -> str:
        """Add a pooling over the whole plane."""
        _, height, width = self.shape(read)
        return self.pool(name, read, (height, width), stride=1)

    def batch_norm(self, name: str, read: str) -> str:
        """Add a batch normalisation."""
        return self._with(name, BatchNormLayer(self.shape(read)), read)

    def dense(self, name: str, read: str, n_out: int) -> str:
        """Add a fully connected layer with biases."""
        return self._with(name, DenseLayer(prod(self.shape(read)), n_out), read)

    def add(self, name: str, *reads: str) -> str:
        """Add a sum of branches."""
        shapes = [self.shape(read) for read in reads]
        return self._with(name, AddLayer(shapes[0] if shapes else self.input_shape, len(reads)), *reads)

    def concatenate(self, name: str, *reads: str) -> str:
        """Add a concatenation of branches."""
        return self._with(name, ConcatLayer(tuple(self.shape(read) for read in reads)), *reads)

    def crop(self, name: str, read: str, size: int | Pair) -> str:
        """Add a cropping to the middle."""
        return self._with(name, CropLayer(self.shape(read), size), read)

    def upsample(self, name: str, read: str, factor: int | Pair) -> str:
        """Add a repetition of all values."""
        return self._with(name, UpsampleLayer(self.shape(read), factor), read)

    def _with(self, name: str, layer: Operation, *reads: str) -> str:
        node = Node(name, layer, reads)
        if name in self._shapes:
            raise bad("name", name, "a name that no node has yet")
        if not node.takes(tuple(self.shape(read) for read in reads)):
            raise bad("reads", reads, "nodes whose outputs have the same shape")
        self.nodes.append(node)
        self._shapes[name] = node.shape
        return name
