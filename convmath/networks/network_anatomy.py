"""A network in a few blocks: what each holds, what it costs, and what a unit in its middle sees of the image."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from math import prod

from convmath.core.errors import bad, one_of, whole_number
from convmath.core.facts import Name
from convmath.core.records import settle_whole
from convmath.networks.axis_rules import WindowRule
from convmath.networks.tensor_fields import GraphFields, UnitField, graph_fields
from convmath.networks.tensor_graph import (
    TENSOR_INPUT,
    Mixed,
    Pointwise,
    Reshaped,
    TensorGraph,
    TensorLayer,
    TensorNode,
    Windowed,
)

MOST_BLOCKS = 8
"""How many blocks a network is condensed to at most."""
COUNTS = ("parameters", "multiply_adds")
OF_A_NETWORK = "layer of "
"""What the source of a layer's name begins with: it is that of a network, and no publication."""


@dataclass(frozen=True, slots=True)
class NetworkBlock:
    """Neighbouring layers of a network, taken together.

    Parameters
    ----------
    name : Name
        What they are called in the network.
    output_shape : tuple of int
        Channels, rows and columns of the last one's output.
    parameters, multiply_adds : int
    node : str
        The node that gives its output.
    """

    name: Name
    output_shape: tuple[int, ...]
    parameters: int
    multiply_adds: int
    node: str

    def __post_init__(self) -> None:
        settle_whole(self, "output_shape", "parameters", "multiply_adds", at_least=0)


@dataclass(frozen=True, slots=True)
class NetworkAnatomy:
    """A network, its blocks, and the receptive fields of its units.

    Parameters
    ----------
    fields : GraphFields
    blocks : tuple of NetworkBlock
    """

    fields: GraphFields
    blocks: tuple[NetworkBlock, ...]

    @property
    def graph(self) -> TensorGraph:
        """The network."""
        return self.fields.graph

    @property
    def input_shape(self) -> tuple[int, ...]:
        """Channels, rows and columns of its images."""
        return self.graph.input_shape

    @property
    def parameters(self) -> int:
        """Number of all its parameters."""
        return self.graph.parameters

    @property
    def multiply_adds(self) -> int:
        """Number of all its multiply-adds."""
        return self.graph.multiply_adds

    def dominant(self, count: str) -> tuple[int, ...]:
        """Return the numbers of the largest blocks that together hold half of a count, the largest first.

        Raises
        ------
        InputError
            If `count` is neither "parameters" nor "multiply_adds".
        """
        one_of("count", count, COUNTS)
        order = sorted(range(len(self.blocks)), key=lambda number: -int(getattr(self.blocks[number], count)))
        whole = sum(int(getattr(block, count)) for block in self.blocks)
        held, found = 0, []
        for number in order:
            if 2 * held >= whole:
                break
            found.append(number)
            held += int(getattr(self.blocks[number], count))
        return tuple(found)


def unit_seen(anatomy: NetworkAnatomy, number: int) -> UnitField | None:
    """Return what the unit in the middle of a block's output sees; None where that is not known, or nothing.

    Parameters
    ----------
    anatomy : NetworkAnatomy
    number : int
        Of the block, from 0.

    Examples
    --------
    >>> unit_seen(small_residual_network(), 3).clipped
    ((9, 55), (9, 55))
    """
    block = anatomy.blocks[whole_number("number", number)]
    if anatomy.fields.unknown(block.node) is not None:
        return None
    middle = tuple(size // 2 if axis else 0 for axis, size in enumerate(block.output_shape))
    found = anatomy.fields.unit(block.node, middle)
    return None if found.clipped is None else found


def network_anatomy(graph: TensorGraph, source: str) -> NetworkAnatomy:
    """Return a network condensed to at most `MOST_BLOCKS` blocks.

    Layers whose names begin alike are a block; one that only changes values, or lays them out anew, goes with the one
    before it. Where there are still too many blocks, neighbours are taken together.

    Parameters
    ----------
    graph : TensorGraph
    source : str
        What the network is called.

    Raises
    ------
    InputError
        If the source is empty.

    Examples
    --------
    >>> [block.name.text for block in small_residual_network().blocks]
    ['conv', 'stage1', 'stage2', 'stage3', 'pool', 'fc']
    """
    if not source.strip():
        raise bad("source", source, "a text that is not empty")
    groups = [(name, list(each)) for name, each in groupby(graph.layers, key=lambda layer: layer.name.split(".")[0])]
    if len(groups) < MOST_BLOCKS // 2:
        groups = [(layer.name, [layer]) for layer in graph.layers]
    merged: list[tuple[str, list[TensorLayer]]] = []
    for name, layers in groups:
        before = merged[-1][1][-1].output_shape if merged else (0,)
        idle = not any(layer.multiply_adds for layer in layers) and prod(before) == prod(layers[-1].output_shape)
        if merged and idle:
            merged[-1][1].extend(layers)
        else:
            merged.append((name, list(layers)))
    while len(merged) > MOST_BLOCKS:
        lightest = min(range(1, len(merged)), key=lambda place: _weight(merged[place - 1]) + _weight(merged[place]))
        (first, left), (_, right) = merged[lightest - 1 : lightest + 1]
        merged[lightest - 1 : lightest + 1] = [(first, [*left, *right])]
    return NetworkAnatomy(graph_fields(graph), tuple(_block(name, layers, source) for name, layers in merged))


def _weight(group: tuple[str, list[TensorLayer]]) -> int:
    return len(group[1])


def _block(name: str, layers: list[TensorLayer], source: str) -> NetworkBlock:
    parameters, multiply_adds = (sum(each) for each in zip(*((each.parameters, each.multiply_adds) for each in layers)))
    return NetworkBlock(
        Name(name.partition("#")[0], f"{OF_A_NETWORK}{source}"),
        layers[-1].output_shape,
        parameters,
        multiply_adds,
        layers[-1].node,
    )


def small_residual_network() -> NetworkAnatomy:
    """Return a small residual network on 64 × 64 pixels: a convolution, three residual stages, a fully connected layer.

    Examples
    --------
    >>> found = small_residual_network()
    >>> found.parameters, found.multiply_adds, found.dominant("parameters")
    (77706, 12501632, (3,))
    """
    nodes: list[TensorNode] = []

    def conv(name: str, read: str, channels: int, kernel: int, stride: int) -> str:
        _, given, side, _ = next((node.shape for node in nodes if node.name == read), (1, 3, 64, 64))
        shape = (1, channels, side // stride, side // stride)
        rule = WindowRule(kernel, stride, before=kernel // 2)
        weights = kernel * kernel * given * channels
        operation = Windowed(((2, rule), (3, rule)), 1)
        nodes.append(
            TensorNode(
                name, operation, (read,), shape, name, "Conv2d", weights + channels, weights * shape[2] * shape[3]
            )
        )
        return name

    def pointwise(name: str, kind: str, *reads: str) -> str:
        shape = next(node.shape for node in nodes if node.name == reads[0])
        nodes.append(TensorNode(name, Pointwise(), reads, shape, name, kind))
        return name

    found = pointwise("relu", "relu", conv("conv", TENSOR_INPUT, 16, 3, 2))
    for stage, (channels, stride) in enumerate([(16, 1), (32, 2), (64, 2)], start=1):
        name = f"stage{stage}"
        first = pointwise(f"{name}.relu", "relu", conv(f"{name}.a", found, channels, 3, stride))
        second = conv(f"{name}.b", first, channels, 3, 1)
        shortcut = conv(f"{name}.shortcut", found, channels, 1, stride) if stride > 1 else found
        found = pointwise(f"{name}.relu#2", "relu", pointwise(f"{name}.add", "add", second, shortcut))
    nodes.append(TensorNode("pool", Mixed((2, 3), kept=True), (found,), (1, 64, 1, 1), "pool", "AdaptiveAvgPool2d"))
    nodes.append(TensorNode("flatten", Reshaped(), ("pool",), (1, 64), "flatten", "flatten"))
    nodes.append(TensorNode("fc", Mixed((1,), kept=True), ("flatten",), (1, 10), "fc", "Linear", 650, 640))
    return network_anatomy(TensorGraph((3, 64, 64), tuple(nodes)), "the small residual network")
