"""A network as a graph of operations on tensors of any shape: shapes, parameters, multiply-adds.

Finer than `convmath.networks.graph`, whose nodes are layers of images: here a dimension may be laid out anew, permuted
or mixed, so that any order of dimensions, any number of them, and any way of writing a layer can be told. The receptive
fields are the business of `convmath.networks.tensor_fields`.

Multiply-adds are multiplications by a weight, or of two values that both depend on the input, each with its addition:
those of convolutions, of fully connected layers and of matrix products. Padding is multiplied like any other value;
biases, normalisation, pooling, activations and sums have none.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import groupby
from typing import TypeAlias

from convmath.core.errors import bad
from convmath.core.records import settle, settle_whole
from convmath.networks.axis_rules import AxisRule

TensorShape: TypeAlias = tuple[int, ...]

TENSOR_INPUT = "input"
"""What the image is called among the nodes."""


@dataclass(frozen=True, slots=True)
class Pointwise:
    """Each value depends on one value of each tensor, that of a dimension of one value repeated."""


@dataclass(frozen=True, slots=True)
class Windowed:
    """Each value depends on what windows read along some dimensions.

    Parameters
    ----------
    rules : tuple of (int, AxisRule)
        The dimensions, and what is read along each.
    groups : int, optional
        Of dimension 1, the channels: how many groups of which each output reads all; 0 where each reads only its own.
    """

    rules: tuple[tuple[int, AxisRule], ...]
    groups: int = 0

    def __post_init__(self) -> None:
        settle_whole(self, "groups", at_least=0)
        settle(self, rules=tuple((int(dim), rule) for dim, rule in self.rules))


@dataclass(frozen=True, slots=True)
class Mixed:
    """Each value depends on all values along some dimensions, which are kept or dropped.

    Parameters
    ----------
    dims : tuple of int
    kept : bool
    """

    dims: tuple[int, ...]
    kept: bool

    def __post_init__(self) -> None:
        settle_whole(self, "dims", at_least=0)


@dataclass(frozen=True, slots=True)
class Reshaped:
    """The same values in another shape."""


@dataclass(frozen=True, slots=True)
class Permuted:
    """The same values with their dimensions in another order.

    Parameters
    ----------
    dims : tuple of int
    """

    dims: tuple[int, ...]

    def __post_init__(self) -> None:
        settle_whole(self, "dims", at_least=0)


@dataclass(frozen=True, slots=True)
class Joined:
    """Tensors laid end to end along a dimension.

    Parameters
    ----------
    dim : int
    """

    dim: int

    def __post_init__(self) -> None:
        settle_whole(self, "dim", at_least=0)


@dataclass(frozen=True, slots=True)
class Untied:
    """Values that do not depend on the input, such as a learnt token."""


@dataclass(frozen=True, slots=True)
class Unknown:
    """An operation of which it is not known what depends on what.

    Parameters
    ----------
    operation : str
        What it is called.
    """

    operation: str


TensorOperation: TypeAlias = Pointwise | Windowed | Mixed | Reshaped | Permuted | Joined | Untied | Unknown


@dataclass(frozen=True, slots=True)
class TensorNode:
    """One operation of a network.

    Parameters
    ----------
    name : str
    operation : TensorOperation
    reads : tuple of str
        The nodes that it reads; ``"input"`` is the image.
    shape : tuple of int
        Of its output, the batch of one first.
    layer : str
        The layer that it is part of; nodes of one layer follow each other, the last is the layer's output.
    kind : str
        What the layer is, in a word.
    parameters : int, optional
        How many parameters it is the first to use.
    multiply_adds : int, optional

    Raises
    ------
    InputError
        If a number is not an integer of at least 0, or of at least 1 where it is a size.
    """

    name: str
    operation: TensorOperation
    reads: tuple[str, ...]
    shape: TensorShape
    layer: str
    kind: str
    parameters: int = 0
    multiply_adds: int = 0

    def __post_init__(self) -> None:
        settle(self, reads=tuple(self.reads))
        settle_whole(self, "shape", at_least=1)
        settle_whole(self, "parameters", "multiply_adds", at_least=0)


@dataclass(frozen=True, slots=True)
class TensorLayer:
    """A layer of a network as a table lists it.

    Parameters
    ----------
    name, kind : str
    output_shape : tuple of int
        Without the batch: channels, rows, columns of an image.
    parameters, multiply_adds : int
    node : str
        The node that gives its output.
    """

    name: str
    kind: str
    output_shape: TensorShape
    parameters: int
    multiply_adds: int
    node: str

    def __post_init__(self) -> None:
        settle_whole(self, "output_shape", "parameters", "multiply_adds", at_least=0)


@dataclass(frozen=True, slots=True)
class TensorGraph:
    """A network.

    Parameters
    ----------
    input_shape : tuple of int
        Channels and then the sizes along each axis of its images.
    nodes : tuple of TensorNode
        Each after those that it reads, in order of execution.
    unused_parameters : int, optional
        How many parameters no node uses.

    Raises
    ------
    InputError
        If there is no node, two have one name, or one reads what is not there before it.

    Examples
    --------
    >>> from convmath.networks.axis_rules import WindowRule
    >>> rules = ((2, WindowRule(3, before=1)), (3, WindowRule(3, before=1)))
    >>> conv = TensorNode("c", Windowed(rules, 1), ("input",), (1, 64, 8, 8), "conv", "convolution", 1792, 110592)
    >>> graph = TensorGraph((3, 8, 8), (conv,))
    >>> graph.parameters, graph.layers[0].output_shape
    (1792, (64, 8, 8))
    """

    input_shape: TensorShape
    nodes: tuple[TensorNode, ...]
    unused_parameters: int = 0
    _named: dict[str, TensorNode] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        settle(self, nodes=tuple(self.nodes))
        settle_whole(self, "input_shape", at_least=1)
        settle_whole(self, "unused_parameters", at_least=0)
        if not self.nodes:
            raise bad("nodes", self.nodes, "at least one node")
        known = {TENSOR_INPUT}
        for node in self.nodes:
            if node.name in known:
                raise bad("nodes", node.name, "nodes of different names, none of them 'input'")
            if unknown := [read for read in node.reads if read not in known]:
                raise bad("nodes", node.name, f"a node that reads nodes before it, not {unknown[0]!r}")
            known.add(node.name)
        settle(self, _named={node.name: node for node in self.nodes})

    @property
    def axes(self) -> int:
        """How many axes its images have: one of a signal, two of an image, three of a volume."""
        return len(self.input_shape) - 1

    @property
    def output_shape(self) -> TensorShape:
        """Shape of the last node's output, without the batch."""
        return self.nodes[-1].shape[1:]

    @property
    def parameters(self) -> int:
        """Number of all parameters, each counted once."""
        return sum(node.parameters for node in self.nodes) + self.unused_parameters

    @property
    def multiply_adds(self) -> int:
        """Number of all multiply-adds."""
        return sum(node.multiply_adds for node in self.nodes)

    @property
    def layers(self) -> tuple[TensorLayer, ...]:
        """The layers in order of execution."""
        return tuple(self._layers())

    def node(self, name: str) -> TensorNode:
        """Return the node called `name`; InputError if there is none."""
        if name not in self._named:
            raise bad("name", name, "the name of a node")
        return self._named[name]

    def shape_of(self, name: str) -> TensorShape:
        """Return the shape of a node's output, or of the image, the batch of one first."""
        return (1, *self.input_shape) if name == TENSOR_INPUT else self.node(name).shape

    def layer(self, name: str) -> TensorLayer:
        """Return the layer called `name`.

        Raises
        ------
        InputError
            If there is none.
        """
        for layer in self.layers:
            if layer.name == name:
                return layer
        raise bad("layer", name, "the name of a layer, such as " + ", ".join(each.name for each in self.layers[-3:]))

    def _layers(self) -> Iterator[TensorLayer]:
        for name, group in groupby(self.nodes, key=lambda node: node.layer):
            nodes = list(group)
            parameters, multiply_adds = (
                sum(each) for each in zip(*((node.parameters, node.multiply_adds) for node in nodes))
            )
            yield TensorLayer(name, nodes[-1].kind, nodes[-1].shape[1:], parameters, multiply_adds, nodes[-1].name)
