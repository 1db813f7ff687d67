"""Receptive fields: which part of the input a unit of a deep layer can see.

After layer n, of kernel k, stride s, dilation d and padding p, along each axis::

    size_n  = size_(n-1) + d_n * (k_n - 1) * jump_(n-1)
    jump_n  = s_1 * s_2 * ... * s_n                       distance between the fields of neighbouring units
    start_n = start_(n-1) - p_n * jump_(n-1)              first pixel that unit 0 sees

A. Araujo, W. Norris and J. Sim, *Computing receptive fields of convolutional neural networks*, Distill, 2019,
doi:10.23915/distill.00021.

Which pixels those are, for one unit on an input of known size, is the business of `convmath.networks.cones`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import KW_ONLY, dataclass
from math import prod

from convmath.convolution.geometry import Geometry, window_geometry
from convmath.convolution.padding import Pair, Sides, checked_sides, padding_sides
from convmath.core.errors import bad, whole_or_pair, whole_pair
from convmath.core.records import settle, settle_whole
from convmath.networks.layers import SpatialLayer
from convmath.networks.network_layers import PoolLayer
from convmath.networks.published import Network


@dataclass(frozen=True, slots=True)
class RFLayer:
    """What a receptive field depends on in a layer, convolution or pooling alike.

    Parameters
    ----------
    kernel : int or (int, int)
        Rows and columns of the window.
    stride, dilation : int or (int, int), optional
        Steps of the window and distance between its taps.
    padding : int, (int, int) or ((int, int), (int, int)), optional
        Pixels added around the plane: everywhere, along (rows, columns), or at ((top, bottom), (left, right)).

    Raises
    ------
    InputError
        If a value is not an integer, or a pair of integers, of at least 1 (the padding: at least 0).

    Examples
    --------
    >>> RFLayer(3, dilation=2).on((9, 9)).output_size
    (5, 5)
    """

    kernel: int | Pair
    _: KW_ONLY
    stride: int | Pair = 1
    dilation: int | Pair = 1
    padding: int | Pair | Sides = 0

    def __post_init__(self) -> None:
        for name in ("kernel", "stride", "dilation"):
            settle(self, **{name: whole_or_pair(name, getattr(self, name), at_least=1)})
        settle(self, padding=checked_sides(self.padding))

    @classmethod
    def of(cls, geometry: Geometry) -> RFLayer:
        """Return the layer whose windows stand as in `geometry`."""
        return cls(geometry.kernel_size, stride=geometry.stride, dilation=geometry.dilation, padding=geometry.padding)

    def on(self, size: Pair) -> Geometry:
        """Return where the windows stand on a plane of `size` (rows, columns); InputError if they do not fit."""
        return window_geometry(size, self.kernel, stride=self.stride, dilation=self.dilation, padding=self.padding)


@dataclass(frozen=True, slots=True)
class Growth:
    """How a layer widens the receptive field along one axis, term by term.

    Parameters
    ----------
    previous : int
        Size before the layer.
    dilation : int
        Distance between the layer's taps.
    kernel_minus_one : int
        Number of gaps between its taps.
    strides : tuple of int
        The strides of all layers before it.
    """

    previous: int
    dilation: int
    kernel_minus_one: int
    strides: tuple[int, ...]

    def __post_init__(self) -> None:
        settle_whole(self, "previous", "dilation", "kernel_minus_one", "strides", at_least=0)

    @property
    def number(self) -> int:
        """Number of the layer, counted from 1."""
        return len(self.strides) + 1

    @property
    def jump(self) -> int:
        """Product of the strides before the layer: how far apart its neighbouring inputs lie, in pixels."""
        return prod(self.strides)

    @property
    def increment(self) -> int:
        """What the layer adds: dilation times gaps times jump."""
        return self.dilation * self.kernel_minus_one * self.jump

    @property
    def total(self) -> int:
        """Size after the layer."""
        return self.previous + self.increment


@dataclass(frozen=True, slots=True)
class RFState:
    """The receptive field of the units of one plane, along (rows, columns), in pixels of the input.

    Parameters
    ----------
    size : (int, int)
        Pixels from the first one a unit sees to the last.
    jump : (int, int)
        Distance between the fields of neighbouring units.
    start : (int, int)
        First row and column that unit (0, 0) sees; negative where that is padding.
    growth : tuple of Growth
        How the plane's layer made it so, along each axis; empty for the input itself.
    """

    size: Pair
    jump: Pair
    start: Pair
    growth: tuple[Growth, ...] = ()

    def __post_init__(self) -> None:
        settle_whole(self, "size", "jump", at_least=1)
        settle_whole(self, "start")

    @property
    def centre(self) -> tuple[float, float]:
        """Centre of the field of unit (0, 0), in pixel coordinates."""
        row, column = (start + (size - 1) / 2 for start, size in zip(self.start, self.size))
        return row, column

    @property
    def area(self) -> int:
        """Rows times columns."""
        return prod(self.size)


def receptive_field(layers: Sequence[RFLayer]) -> tuple[RFState, ...]:
    """Return the receptive field after every layer, from the input (number 0) to the last (number n).

    Raises
    ------
    InputError
        If `layers` is not a sequence of `RFLayer`.

    Examples
    --------
    >>> [state.size for state in receptive_field([RFLayer(3, stride=2)] * 3)]
    [(1, 1), (3, 3), (7, 7), (15, 15)]
    """
    strides = [whole_pair("stride", layer.stride) for layer in checked_layers(layers)]
    states = [RFState((1, 1), (1, 1), (0, 0))]
    for number, layer in enumerate(layers):
        before = states[-1]
        kernel, dilation = whole_pair("kernel", layer.kernel), whole_pair("dilation", layer.dilation)
        rows, cols = (
            Growth(before.size[axis], dilation[axis], kernel[axis] - 1, tuple(pair[axis] for pair in strides[:number]))
            for axis in (0, 1)
        )
        (top, _), (left, _) = padding_sides(layer.padding)
        states.append(
            RFState(
                size=(rows.total, cols.total),
                jump=(rows.jump * strides[number][0], cols.jump * strides[number][1]),
                start=(before.start[0] - top * rows.jump, before.start[1] - left * cols.jump),
                growth=(rows, cols),
            )
        )
    return tuple(states)


@dataclass(frozen=True, slots=True)
class LayerField:
    """The receptive field after a layer of a network.

    Parameters
    ----------
    name : str
        The layer's name in its network.
    pools : bool
        Whether it is a pooling layer, which ends a stage.
    state : RFState
    """

    name: str
    pools: bool
    state: RFState


def network_layers(network: Network) -> tuple[RFLayer, ...]:
    """Return the convolution and pooling layers of a network as far as receptive fields are concerned."""
    return tuple(RFLayer.of(layer.geometry) for _, layer in _spatial(network))


def network_fields(network: Network) -> tuple[LayerField, ...]:
    """Return the receptive field after every convolution and pooling layer of a network.

    Examples
    --------
    >>> from convmath.networks.published import VGG16
    >>> network_fields(VGG16)[-2].state.size
    (196, 196)
    """
    states = receptive_field(network_layers(network))[1:]
    return tuple(
        LayerField(name, isinstance(layer, PoolLayer), state) for (name, layer), state in zip(_spatial(network), states)
    )


def stage_fields(network: Network) -> tuple[LayerField, ...]:
    """Return the receptive field after every pooling layer of a network, where a stage ends.

    Examples
    --------
    >>> from convmath.networks.published import VGG16
    >>> [stage.state.size[0] for stage in stage_fields(VGG16)]
    [6, 16, 44, 100, 212]
    """
    return tuple(field for field in network_fields(network) if field.pools)


def _spatial(network: Network) -> tuple[tuple[str, SpatialLayer], ...]:
    return tuple((named.name, named.layer) for named in network if isinstance(named.layer, SpatialLayer))


def checked_layers(layers: Sequence[RFLayer]) -> Sequence[RFLayer]:
    """Return `layers` if they are a list or tuple of `RFLayer`, else raise an `InputError`."""
    if not isinstance(layers, list | tuple) or not all(isinstance(layer, RFLayer) for layer in layers):
        raise bad("layers", layers, "a list or tuple of RFLayer")
    return layers
