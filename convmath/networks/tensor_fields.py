"""The receptive fields of every unit of a network with branches, of tensors of any shape.

Each node's fields are computed from those of the nodes that it reads (`convmath.networks.axis_fields`). A field is the
smallest interval along each axis that holds every pixel the unit depends on.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import prod

import numpy as np
from numpy.typing import NDArray

from convmath.convolution.padding import Pair
from convmath.core.errors import bad, whole_number
from convmath.core.records import settle_whole
from convmath.networks import axis_fields
from convmath.networks.axis_fields import AxisField
from convmath.networks.tensor_graph import (
    TENSOR_INPUT,
    Joined,
    Mixed,
    Permuted,
    Pointwise,
    Reshaped,
    TensorGraph,
    TensorNode,
    Unknown,
    Untied,
    Windowed,
)

MOST_ELEMENTS = 4_000_000
"""The most elements of a tensor of which each may get a field of its own."""


@dataclass(frozen=True, slots=True)
class AxisSummary:
    """The receptive fields of a layer's units along one axis.

    Parameters
    ----------
    sizes : (int, int)
        The least and the greatest number of pixels from the first that a unit sees to the last, as if the input had no
        border; 0 where a unit sees nothing.
    starts : (int, int)
        The first pixel that the first unit sees, the least and the greatest of all channels; of all units where no
        dimension follows the axis.
    stride : int or None
        Pixels from the field of one unit to that of the next; None where that differs, or no dimension follows the
        axis.
    """

    sizes: Pair
    starts: Pair
    stride: int | None

    def __post_init__(self) -> None:
        settle_whole(self, "sizes", "starts")

    @property
    def alike(self) -> bool:
        """Whether the fields of all units have one size and, where they follow the axis, one stride."""
        return self.sizes[0] == self.sizes[1] and self.starts[0] == self.starts[1]

    @property
    def centres(self) -> tuple[float, float]:
        """The centre of the first unit's field, in pixels: the least and the greatest."""
        return self.starts[0] + (self.sizes[0] - 1) / 2, self.starts[1] + (self.sizes[1] - 1) / 2


@dataclass(frozen=True, slots=True)
class UnitField:
    """What one unit sees of the input: the first and the last pixel along each axis.

    Parameters
    ----------
    unit : tuple of int
        Channel, row, column.
    clipped : tuple of (int, int), or None
        Within the input; None if the unit sees nothing of it.
    unclipped : tuple of (int, int), or None
        As if the input had no border.
    """

    unit: tuple[int, ...]
    clipped: tuple[Pair, ...] | None
    unclipped: tuple[Pair, ...] | None

    @property
    def pixels(self) -> tuple[int, ...]:
        """How many pixels it sees along each axis, from the first to the last; none where it sees nothing."""
        return tuple(last - first + 1 for first, last in self.clipped or ())


@dataclass(frozen=True, slots=True)
class GraphFields:
    """The receptive fields of all nodes of a network. Made by `graph_fields`.

    Parameters
    ----------
    graph : TensorGraph
    fields : dict
        For each node what its units see along each axis, or the operation because of which that is not known.
    exact : bool
        Whether every interval is the smallest. In a network with units that see nothing but padding, and too large to
        hold each unit's field by itself, intervals may be too large.
    """

    graph: TensorGraph
    fields: dict[str, tuple[AxisField, ...] | str]
    exact: bool

    def unknown(self, name: str) -> str | None:
        """Return the operation because of which a node's fields are not known; None if they are."""
        found = self.fields[self.graph.node(name).name]
        return found if isinstance(found, str) else None

    def summary(self, name: str) -> tuple[AxisSummary, ...] | None:
        """Return the fields of a node's units along each axis; None if they are not known."""
        found = self.fields[self.graph.node(name).name]
        return None if isinstance(found, str) else tuple(_summary(each) for each in found)

    def unit(self, name: str, unit: Sequence[int]) -> UnitField:
        """Return what a unit of a node sees.

        Parameters
        ----------
        name : str
        unit : sequence of int
            Its place in the node's output: channel, row, column of an image.

        Raises
        ------
        InputError
            If there is no such unit, or its field is not known.
        """
        shape = self.graph.node(name).shape[1:]
        place = tuple(whole_number("unit", each) for each in unit)
        if len(place) != len(shape) or any(each >= size for each, size in zip(place, shape)):
            raise bad("unit", place, f"{len(shape)} numbers below {', '.join(map(str, shape))}")
        found = self.fields[name]
        if isinstance(found, str):
            raise bad("unit", name, f"a layer before the operation {found!r}, of which it is not known what it reads")
        whole = (0, *place)
        return UnitField(
            place,
            _intervals([_element(each.clipped, whole) for each in found]),
            _intervals([_free_element(each, whole) for each in found]),
        )


def graph_fields(graph: TensorGraph) -> GraphFields:
    """Return the receptive fields of all nodes of a network.

    Examples
    --------
    >>> from convmath.networks.axis_rules import WindowRule
    >>> rules = ((2, WindowRule(3, 2, before=1)),)
    >>> first = TensorNode("a", Windowed(rules, 1), ("input",), (1, 4, 5), "a", "convolution")
    >>> second = TensorNode("b", Windowed(rules, 1), ("a",), (1, 4, 3), "b", "convolution")
    >>> found = graph_fields(TensorGraph((1, 9), (first, second)))
    >>> found.summary("b"), found.unit("b", (0, 0)).clipped
    ((AxisSummary(sizes=(7, 7), starts=(-3, -3), stride=4),), ((0, 3),))
    """
    fields = _propagated(graph, full=False)
    known = [each for found in fields.values() if not isinstance(found, str) for each in found]
    blind = graph.axes > 1 and any(
        field.blind
        for name, found in fields.items()
        if not isinstance(found, str) and not _untied(graph, name)
        for field in found
    )
    if not blind or not known:
        return GraphFields(graph, fields, exact=True)
    largest = max(prod(shape) for shape in ((1, *graph.input_shape), *(node.shape for node in graph.nodes)))
    if largest > MOST_ELEMENTS:
        return GraphFields(graph, fields, exact=False)
    return GraphFields(graph, _propagated(graph, full=True), exact=True)


def _untied(graph: TensorGraph, name: str) -> bool:
    return name != TENSOR_INPUT and isinstance(graph.node(name).operation, Untied)


def _propagated(graph: TensorGraph, *, full: bool) -> dict[str, tuple[AxisField, ...] | str]:
    shape = (1, *graph.input_shape)
    fields: dict[str, tuple[AxisField, ...] | str] = {
        TENSOR_INPUT: tuple(axis_fields.input_field(shape, 2 + axis, full=full) for axis in range(graph.axes))
    }
    for node in graph.nodes:
        read = [fields[name] for name in node.reads]
        unknown = next((each for each in read if isinstance(each, str)), None)
        if isinstance(node.operation, Unknown):
            unknown = node.operation.operation
        if unknown is not None:
            fields[node.name] = unknown
            continue
        shapes = [graph.shape_of(name) for name in node.reads]
        by_axis = zip(*(each for each in read if not isinstance(each, str))) if read else [()] * graph.axes
        found = tuple(_made(node, list(each), shapes) for each in by_axis)
        fields[node.name] = axis_fields.joint(found) if full and isinstance(node.operation, Windowed) else found
    return fields


def _made(node: TensorNode, fields: list[AxisField], shapes: list[tuple[int, ...]]) -> AxisField:
    """Return the fields of a node's units along one axis, from those of what it reads."""
    match node.operation:
        case Pointwise():
            return axis_fields.united(fields, shapes, node.shape)
        case Windowed(rules, groups):
            sizes = {dim: node.shape[dim] for dim, _ in rules}
            found = axis_fields.windowed(fields[0], shapes[0], dict(rules), sizes)
            return axis_fields.grouped(found, 1, shapes[0][1], node.shape[1], groups) if groups else found
        case Mixed(dims, kept):
            return axis_fields.mixed(fields[0], shapes[0], dims, node.shape if kept else None)
        case Reshaped():
            return axis_fields.reshaped(fields[0], shapes[0], node.shape)
        case Permuted(dims):
            return axis_fields.permuted(fields[0], dims)
        case Joined(dim):
            return axis_fields.laid_end_to_end(fields, shapes, dim)
        case Untied() | Unknown():
            nothing = np.full((2, *(1,) * len(node.shape)), np.inf)
            return AxisField(nothing, nothing)


def _summary(field: AxisField) -> AxisSummary:
    starts, ends = field.free[0], -field.free[1]
    seeing = np.isfinite(starts)
    sizes = np.where(seeing, ends - starts + 1, 0)
    first = starts if field.dim is None else np.take(starts, [0], axis=field.dim)
    first = first[np.isfinite(first)]
    if not first.size:
        first = np.zeros(1)
    lowest, highest = int(first.min()), int(first.max())
    regular = field.dim is not None and field.period == 1 and bool(seeing.all())
    return AxisSummary(
        (int(sizes.min()), int(sizes.max())), (lowest, highest), field.step if regular and lowest == highest else None
    )


def _element(values: NDArray[np.float64], place: Sequence[int]) -> NDArray[np.float64]:
    at = tuple(each if size > 1 else 0 for each, size in zip(place, values.shape[1:]))
    return np.array([values[0][at], values[1][at]])


def _free_element(field: AxisField, place: Sequence[int]) -> NDArray[np.float64]:
    if field.dim is None:
        return _element(field.free, place)
    values = field.free_at(place[field.dim])
    return _element(values, [0 if dim == field.dim else each for dim, each in enumerate(place)])


def _intervals(found: list[NDArray[np.float64]]) -> tuple[Pair, ...] | None:
    if any(np.isinf(each).any() for each in found):
        return None
    return tuple((int(first), int(-last)) for first, last in found)
