"""How deep a network must be until a unit sees so many pixels, and what the last unit of one never sees."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from convmath.convolution.padding import Pair
from convmath.core.errors import bad, whole_number, whole_pair
from convmath.core.records import settle_whole
from convmath.networks.cones import ConePlane, cone
from convmath.networks.published import Network
from convmath.networks.receptive_field import RFLayer, network_layers
from convmath.networks.stacks import middle_unit


def layers_needed(pixels: int | Pair, layer: RFLayer) -> int:
    """Return how many equal layers, one on the other, it takes until a unit's field spans so many pixels.

    After n layers of kernel k, dilation d and stride s the field spans ``1 + d * (k - 1) * (1 + s + ... + s ** (n -
    1))`` pixels, as `convmath.networks.receptive_field` has it. A dilation above 1 leaves holes in the field:
    `Sight` tells which pixels are in it.

    Parameters
    ----------
    pixels : int or (int, int)
        How far to see along (rows, columns), in pixels of the input.
    layer : RFLayer
        The layer that is repeated; its padding changes where the field lies, not how large it is.

    Raises
    ------
    InputError
        If an argument is not as described, or no number of such layers is enough, since a kernel has a single tap.

    Examples
    --------
    >>> layers_needed(224, RFLayer(3)), layers_needed(224, RFLayer(3, stride=2)), layers_needed(1, RFLayer(3))
    (112, 7, 0)
    """
    wanted = whole_pair("pixels", pixels, at_least=1)
    if not isinstance(layer, RFLayer):
        raise bad("layer", layer, "an RFLayer")
    sides = (whole_pair(name, getattr(layer, name)) for name in ("kernel", "stride", "dilation"))
    return max(_along(size, *side) for size, side in zip(wanted, zip(*sides)))


def _along(size: int, kernel: int, stride: int, dilation: int) -> int:
    step = dilation * (kernel - 1)
    if size > 1 and step == 0:
        raise bad("pixels", size, "1 along an axis where the kernel has a single tap: more is never seen")
    if size == 1 or stride == 1:
        return -(-(size - 1) // step) if size > 1 else 0
    seen, jump, layers = 1, 1, 0
    while seen < size:
        seen, jump, layers = seen + step * jump, jump * stride, layers + 1
    return layers


def pixels_spanned(layers: int, layer: RFLayer) -> Pair:
    """Return how many pixels a unit's field spans after so many equal layers, one on the other, along (rows, columns).

    Parameters
    ----------
    layers : int
        How many there are; after none a unit is a pixel.
    layer : RFLayer
        The layer that is repeated. For one whose kernel has a single tap it is one pixel after any number of them.

    Raises
    ------
    InputError
        If an argument is not as described.

    Examples
    --------
    >>> pixels_spanned(112, RFLayer(3)), pixels_spanned(3, RFLayer(3, stride=2))
    ((225, 225), (15, 15))
    """
    count = whole_number("layers", layers)
    if not isinstance(layer, RFLayer):
        raise bad("layer", layer, "an RFLayer")
    sides = (whole_pair(name, getattr(layer, name)) for name in ("kernel", "stride", "dilation"))
    rows, columns = (
        1 + dilation * (kernel - 1) * (count if stride == 1 else (stride**count - 1) // (stride - 1))
        for kernel, stride, dilation in zip(*sides)
    )
    return rows, columns


@dataclass(frozen=True, slots=True)
class Sight:
    """Which pixels of an input one unit of a last plane sees, and which it never does.

    Parameters
    ----------
    unit : (int, int)
        The unit's row and column.
    seen : ConePlane
        The rows and columns of the input that it sees: every seen row crossed with every seen column.
    """

    unit: Pair
    seen: ConePlane

    def __post_init__(self) -> None:
        settle_whole(self, "unit", at_least=0)

    @property
    def sides(self) -> Pair:
        """How many rows and columns of the input the unit sees."""
        rows, cols = self._lines
        return len(rows), len(cols)

    @property
    def unseen_rows(self) -> tuple[int, ...]:
        """The rows of which it sees no pixel, ascending."""
        return tuple(sorted(set(range(self.seen.size[0])) - set(self._lines[0])))

    @property
    def unseen_cols(self) -> tuple[int, ...]:
        """The columns of which it sees no pixel, ascending."""
        return tuple(sorted(set(range(self.seen.size[1])) - set(self._lines[1])))

    @property
    def unseen(self) -> int:
        """Number of pixels that it never sees."""
        return self.seen.area - self.seen.count

    @property
    def mask(self) -> NDArray[np.bool_]:
        """Which pixels it never sees: boolean, of the input's size."""
        return ~self.seen.mask

    @property
    def _lines(self) -> tuple[tuple[int, ...], tuple[int, ...]]:
        """The rows and columns with seen pixels: none where padding is all that is seen along the other axis."""
        return (self.seen.rows, self.seen.cols) if self.seen.count else ((), ())


def sight(layers: Sequence[RFLayer], input_size: int | Pair, *, unit: Pair | None = None) -> Sight:
    """Return what one unit of the last plane sees of an input, holes and padding left out.

    Parameters
    ----------
    layers : sequence of RFLayer
    input_size : int or (int, int)
        Rows and columns of the input.
    unit : (int, int), optional
        The unit; by default the one in the middle.

    Raises
    ------
    InputError
        If an argument is not as described, a window does not fit or there is no such unit.

    Examples
    --------
    >>> sight([RFLayer(3, padding=1)] * 2, 7).unseen_rows
    (0, 6)
    """
    chosen = middle_unit(layers, input_size) if unit is None else whole_pair("unit", unit)
    return Sight(chosen, cone(chosen, layers, input_size)[0])


def network_sight(network: Network, *, unit: Pair | None = None) -> Sight:
    """Return what one unit after the last convolution or pooling of a network sees of its image.

    A fully connected layer behind it sees all units and so all that any of them sees.

    Parameters
    ----------
    network : Network
    unit : (int, int), optional
        The unit; by default the one in the middle.

    Raises
    ------
    InputError
        If there is no such unit.

    Examples
    --------
    >>> from convmath.networks.published import VGG16
    >>> found = network_sight(VGG16)
    >>> found.sides, len(found.unseen_rows)
    ((212, 212), 12)
    """
    _, height, width = network.input_shape
    return sight(network_layers(network), (height, width), unit=unit)
