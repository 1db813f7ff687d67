"""Networks with branches, node by node: which nodes each one reads, its shape, its parameters.

A chain of layers is a `convmath.networks.published.Network`. Here a node may read several others, and be read by
several.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from math import prod
from typing import TypeAlias

from convmath.core.errors import bad
from convmath.core.facts import Name
from convmath.core.records import settle
from convmath.networks.decoder_layers import CropLayer, TransposedConvLayer, UpsampleLayer
from convmath.networks.graph_layers import AddLayer, BatchNormLayer, ConcatLayer, checked_shape
from convmath.networks.layers import ConvLayer, DenseLayer, Shape
from convmath.networks.network_layers import PoolLayer

Operation: TypeAlias = (
    ConvLayer
    | PoolLayer
    | DenseLayer
    | BatchNormLayer
    | AddLayer
    | ConcatLayer
    | CropLayer
    | UpsampleLayer
    | TransposedConvLayer
)
INPUT = "input"
"""What the image is called among the nodes."""

KINDS_OF_NODE: dict[type, str] = {
    ConvLayer: "convolution",
    TransposedConvLayer: "transposed convolution",
    DenseLayer: "dense",
    BatchNormLayer: "batch normalisation",
    PoolLayer: "pooling",
    UpsampleLayer: "upsampling",
    CropLayer: "cropping",
    AddLayer: "addition",
    ConcatLayer: "concatenation",
}
_DEEP = (ConvLayer, TransposedConvLayer, DenseLayer)


@dataclass(frozen=True, slots=True)
class Node:
    """One layer of a network with branches.

    Parameters
    ----------
    name : str
        Its name in the network.
    layer : ConvLayer, PoolLayer, DenseLayer, or a layer of `convmath.networks.graph_layers` or `decoder_layers`
    reads : tuple of str
        The names of the nodes whose outputs it takes, in their order; ``"input"`` is the image.

    Raises
    ------
    InputError
        If the layer is none of these.
    """

    name: str
    layer: Operation
    reads: tuple[str, ...]

    def __post_init__(self) -> None:
        if type(self.layer) not in KINDS_OF_NODE:
            raise bad("layer", self.layer, "one of " + ", ".join(kind.__name__ for kind in KINDS_OF_NODE))
        settle(self, reads=tuple(self.reads))

    @property
    def kind(self) -> str:
        """What it does, in words: one of the values of `KINDS_OF_NODE`."""
        return KINDS_OF_NODE[type(self.layer)]

    @property
    def shape(self) -> Shape:
        """Channels, rows and columns of its output; a fully connected layer gives n × 1 × 1."""
        return (self.layer.n_out, 1, 1) if isinstance(self.layer, DenseLayer) else self.layer.output_shape

    @property
    def parameters(self) -> int:
        """Number of its parameters."""
        return self.layer.parameters

    @property
    def connections(self) -> int:
        """Number of its connections, taps on padding included."""
        return self.layer.connections

    def takes(self, shapes: tuple[Shape, ...]) -> bool:
        """Whether it can read outputs of these shapes; a fully connected layer reads all values of one."""
        if isinstance(self.layer, DenseLayer):
            return len(shapes) == 1 and prod(shapes[0]) == self.layer.n_in
        if isinstance(self.layer, ConvLayer | PoolLayer):
            return shapes == (self.layer.input_shape,)
        return shapes == self.layer.input_shapes


@dataclass(frozen=True, slots=True)
class KindTotal:
    """What all nodes of one kind come to.

    Parameters
    ----------
    kind : str
    nodes, parameters, connections : int
    """

    kind: str
    nodes: int
    parameters: int
    connections: int


@dataclass(frozen=True, slots=True)
class NetworkGraph:
    """A network whose layers may branch and meet again. Build one with `graph_builder.GraphBuilder`.

    Parameters
    ----------
    name : Name
        What it is called, with its source.
    variant : str
        Which of the networks of that name it is.
    input_shape : (int, int, int)
        Channels, rows and columns of its images.
    nodes : tuple of Node
        Each after those that it reads.

    Raises
    ------
    InputError
        If there is no node, two have one name, or one reads what is not there before it or has another shape.
    """

    name: Name
    variant: str
    input_shape: Shape
    nodes: tuple[Node, ...]

    def __post_init__(self) -> None:
        settle(self, input_shape=checked_shape("input_shape", self.input_shape), nodes=tuple(self.nodes))
        if not self.nodes:
            raise bad("nodes", self.nodes, "at least one node")
        shapes = {INPUT: self.input_shape}
        for node in self.nodes:
            if node.name in shapes:
                raise bad("nodes", node.name, "nodes of different names, none of them 'input'")
            if unknown := [read for read in node.reads if read not in shapes]:
                raise bad("nodes", node.name, f"a node that reads nodes before it, not {unknown[0]!r}")
            given = tuple(shapes[read] for read in node.reads)
            if not node.takes(given):
                raise bad("nodes", node.name, f"a node that takes what it reads, {given}")
            shapes[node.name] = node.shape

    @property
    def output_shape(self) -> Shape:
        """Channels, rows and columns of the last node's output."""
        return self.nodes[-1].shape

    @property
    def parameters(self) -> int:
        """Number of parameters of all nodes."""
        return sum(node.parameters for node in self.nodes)

    @property
    def connections(self) -> int:
        """Number of connections of all nodes, taps on padding included."""
        return sum(node.connections for node in self.nodes)

    @property
    def by_kind(self) -> tuple[KindTotal, ...]:
        """Nodes, parameters and connections of each kind that there is."""
        totals = []
        for kind in KINDS_OF_NODE.values():
            found = [node for node in self.nodes if node.kind == kind]
            if found:
                parameters, connections = (
                    sum(each) for each in zip(*((node.parameters, node.connections) for node in found))
                )
                totals.append(KindTotal(kind, len(found), parameters, connections))
        return tuple(totals)

    @property
    def depth(self) -> int:
        """The most layers of convolution and full connection one after the other: what networks are named by."""
        depths = {INPUT: 0}
        for node in self.nodes:
            depths[node.name] = max(depths[read] for read in node.reads) + isinstance(node.layer, _DEEP)
        return depths[self.nodes[-1].name]

    @property
    def paths(self) -> int:
        """Number of different ways from the image to the last node."""
        ways = {INPUT: 1}
        for node in self.nodes:
            ways[node.name] = sum(ways[read] for read in node.reads)
        return ways[self.nodes[-1].name]

    def readers(self, name: str) -> tuple[str, ...]:
        """Return the nodes that read a node, or the image; InputError if there is no such node."""
        if name != INPUT:
            _ = self[name]
        return tuple(node.name for node in self.nodes if name in node.reads)

    def __getitem__(self, name: str) -> Node:
        for node in self.nodes:
            if node.name == name:
                return node
        raise bad("name", name, f"a node of {self.name.text}, such as {self.nodes[0].name!r}")

    def __iter__(self) -> Iterator[Node]:
        return iter(self.nodes)

    def __len__(self) -> int:
        return len(self.nodes)
