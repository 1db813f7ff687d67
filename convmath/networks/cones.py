"""What one unit of a deep layer sees of an input of known size, through every plane in between.

Rows and columns never mix: whatever a unit sees is a set of rows crossed with a set of columns.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import prod
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from convmath.convolution.padding import Pair
from convmath.core.errors import bad, finite_array, stays_finite, whole_number, whole_pair
from convmath.core.magnitudes import percentage
from convmath.core.records import settle, settle_whole
from convmath.networks.receptive_field import RFLayer, checked_layers, receptive_field

Point: TypeAlias = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Region:
    """A rectangle of pixels or of units.

    Parameters
    ----------
    rows, cols : (int, int)
        The first, and the one after the last.

    Raises
    ------
    InputError
        If a pair does not hold two integers in ascending order.

    Examples
    --------
    >>> Region((0, 2), (1, 4)).area
    6
    """

    rows: Pair
    cols: Pair

    def __post_init__(self) -> None:
        for name, bounds in (("rows", self.rows), ("cols", self.cols)):
            settle(self, **{name: _bounds(name, bounds)})

    @property
    def size(self) -> Pair:
        """Number of rows and of columns."""
        return self.rows[1] - self.rows[0], self.cols[1] - self.cols[0]

    @property
    def area(self) -> int:
        """Rows times columns."""
        return prod(self.size)

    def clipped(self, size: Pair) -> Region:
        """Return the part that lies on a plane of `size` (rows, columns)."""
        rows, cols = (
            (min(max(first, 0), limit), min(max(after, 0), limit))
            for (first, after), limit in zip((self.rows, self.cols), whole_pair("size", size))
        )
        return Region(rows, cols)


def units_to_region(units: Region, layers: Sequence[RFLayer]) -> Region:
    """Return the smallest rectangle of the input that holds the fields of a rectangle of units, padding included.

    Raises
    ------
    InputError
        If `layers` is not a sequence of `RFLayer`, or there are no units in the rectangle.

    Examples
    --------
    >>> units_to_region(Region((0, 1), (0, 2)), [RFLayer(3, padding=1)])
    Region(rows=(-1, 2), cols=(-1, 3))
    """
    if not units.area:
        raise bad("units", units, "a rectangle with at least one unit in it")
    state = receptive_field(layers)[-1]
    rows, cols = (
        (start + first * jump, start + (after - 1) * jump + size)
        for (first, after), start, jump, size in zip((units.rows, units.cols), state.start, state.jump, state.size)
    )
    return Region(rows, cols)


def region_to_units(region: Region, layers: Sequence[RFLayer]) -> Region:
    """Return the rectangle of units whose fields lie within a rectangle of the input: `units_to_region` undone.

    Raises
    ------
    InputError
        If `layers` is not a sequence of `RFLayer`, or no unit's field fits in the region.

    Examples
    --------
    >>> region_to_units(Region((-1, 2), (-1, 3)), [RFLayer(3, padding=1)])
    Region(rows=(0, 1), cols=(0, 2))
    """
    state = receptive_field(layers)[-1]
    (top, below), (left, beyond) = (
        (-((start - first) // jump), (after - size - start) // jump + 1)
        for (first, after), start, jump, size in zip((region.rows, region.cols), state.start, state.jump, state.size)
    )
    if top >= below or left >= beyond:
        raise bad("region", region, "a rectangle that holds the {}×{} field of at least one unit".format(*state.size))
    return Region((top, below), (left, beyond))


def unit_to_centre(unit: Point, layers: Sequence[RFLayer]) -> Point:
    """Return where the centre of a unit's field lies, in pixel coordinates of the input.

    Examples
    --------
    >>> unit_to_centre((0, 1), [RFLayer(2, stride=2)])
    (0.5, 2.5)
    """
    state = receptive_field(layers)[-1]
    row, col = (
        stays_finite("unit", unit, centre + place * jump)
        for centre, place, jump in zip(state.centre, _point("unit", unit), state.jump)
    )
    return row, col


def centre_to_unit(centre: Point, layers: Sequence[RFLayer]) -> Point:
    """Return the unit, in fractions, whose field has its centre there: `unit_to_centre` undone.

    Examples
    --------
    >>> centre_to_unit((0.5, 2.5), [RFLayer(2, stride=2)])
    (0.0, 1.0)
    """
    state = receptive_field(layers)[-1]
    row, col = (
        (place - first) / jump for place, first, jump in zip(_point("centre", centre), state.centre, state.jump)
    )
    return row, col


def plane_sizes(layers: Sequence[RFLayer], input_size: int | Pair) -> tuple[Pair, ...]:
    """Return the (rows, columns) of every plane, from the input (number 0) to the last.

    Raises
    ------
    InputError
        If an argument is not as described or a window does not fit its padded plane.

    Examples
    --------
    >>> plane_sizes([RFLayer(3), RFLayer(3, stride=2)], 7)
    ((7, 7), (5, 5), (2, 2))
    """
    sizes = [whole_pair("input_size", input_size, at_least=1)]
    for layer in checked_layers(layers):
        sizes.append(layer.on(sizes[-1]).output_size)
    return tuple(sizes)


def input_region(unit: Pair, layers: Sequence[RFLayer], input_size: int | Pair, *, clip: bool = True) -> Region:
    """Return the rectangle of the input that spans the field of one unit of the last plane.

    Dilation leaves holes in it: `contributing_pixels` says which pixels count.

    Parameters
    ----------
    unit : (int, int)
        Row and column of the unit.
    layers : sequence of RFLayer
    input_size : int or (int, int)
        Rows and columns of the input.
    clip : bool, optional
        Whether to leave out what lies on padding.

    Raises
    ------
    InputError
        If an argument is not as described or there is no such unit.

    Examples
    --------
    >>> input_region((0, 3), [RFLayer(3, padding=1)], 7)
    Region(rows=(0, 2), cols=(2, 5))
    """
    sizes = plane_sizes(layers, input_size)
    row, col = _unit_on(sizes[-1], unit)
    region = units_to_region(Region((row, row + 1), (col, col + 1)), layers)
    return region.clipped(sizes[0]) if clip else region


@dataclass(frozen=True, slots=True)
class ConePlane:
    """The units of one plane that contribute to a unit further up: these rows crossed with these columns.

    Parameters
    ----------
    size : (int, int)
        Rows and columns of the plane.
    rows, cols : tuple of int
        The rows and the columns that contribute, ascending.
    """

    size: Pair
    rows: tuple[int, ...]
    cols: tuple[int, ...]

    def __post_init__(self) -> None:
        settle_whole(self, "size", "rows", "cols", at_least=0)

    @property
    def mask(self) -> NDArray[np.bool_]:
        """Which units contribute: boolean, of the plane's size."""
        mask = np.zeros(self.size, dtype=np.bool_)
        mask[np.ix_(self.rows, self.cols)] = True
        return mask

    @property
    def count(self) -> int:
        """Number of units that contribute."""
        return len(self.rows) * len(self.cols)

    @property
    def area(self) -> int:
        """Number of units of the plane, contributing or not."""
        return prod(self.size)

    @property
    def coverage(self) -> float:
        """Share of the plane's area that contributes, 0..1."""
        return self.count / self.area

    @property
    def percentage(self) -> float:
        """The same in hundredths."""
        return percentage(self.count, self.area)


def cone(unit: Pair, layers: Sequence[RFLayer], input_size: int | Pair) -> tuple[ConePlane, ...]:
    """Return what contributes to one unit of the last plane, on every plane from the input (number 0) up to itself.

    Exact: holes left by dilation are left out, and so is padding on every plane. Arguments and errors as in
    `input_region`.

    Examples
    --------
    >>> [plane.rows for plane in cone((2, 2), [RFLayer(3, dilation=2)], 7)]
    [(2, 4, 6), (2,)]
    """
    sizes = plane_sizes(layers, input_size)
    row, col = _unit_on(sizes[-1], unit)
    planes = [ConePlane(sizes[-1], (row,), (col,))]
    for layer, size in zip(reversed(layers), reversed(sizes[:-1])):
        geometry = layer.on(size)
        rows, cols = (
            tuple(sorted({tap for unit in units for tap in geometry.axis_taps(axis, unit) if 0 <= tap < size[axis]}))
            for axis, units in enumerate((planes[-1].rows, planes[-1].cols))
        )
        planes.append(ConePlane(size, rows, cols))
    return tuple(reversed(planes))


def contributing_pixels(unit: Pair, layers: Sequence[RFLayer], input_size: int | Pair) -> NDArray[np.bool_]:
    """Return which pixels of the input can change one unit of the last plane: boolean, of the input's size.

    Arguments and errors as in `input_region`.

    Examples
    --------
    >>> int(contributing_pixels((0, 0), [RFLayer(3, dilation=2)] * 2, 9).sum())
    25
    """
    return cone(unit, layers, input_size)[0].mask


def area_coverage(unit: Pair, layers: Sequence[RFLayer], input_size: int | Pair) -> float:
    """Return the share of the input's area that one unit of the last plane sees, 0..1.

    Arguments and errors as in `input_region`.

    Examples
    --------
    >>> round(100 * area_coverage((3, 3), [RFLayer(3, padding=1)], 7), 2)
    18.37
    """
    return cone(unit, layers, input_size)[0].coverage


def _bounds(argument: str, bounds: Pair) -> Pair:
    try:
        first, after = (whole_number(argument, bound, at_least=None) for bound in bounds)
    except (TypeError, ValueError):
        first, after = 1, 0
    if first > after:
        raise bad(argument, bounds, "two integers, the second not smaller than the first")
    return first, after


def _unit_on(size: Pair, unit: Pair) -> Pair:
    row, col = place = whole_pair("unit", unit)
    if row >= size[0] or col >= size[1]:
        raise bad("unit", unit, "a (row, column) within the last plane of {}×{}".format(*size))
    return place


def _point(argument: str, point: Point) -> Point:
    values = finite_array(argument, point, ranks=(1,)).tolist()
    if len(values) != 2:
        raise bad(argument, point, "a (row, column) pair of finite numbers")
    row, col = values
    return row, col
