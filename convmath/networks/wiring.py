"""Who is wired to whom: every connection between a grid of pixels and a grid of units, and the weight it uses.

Three layers between the same grids: dense (every unit reads every pixel), locally connected (every unit reads its
window, each connection with a weight of its own) and convolutional (the same windows, the same few weights for all).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product
from typing import NamedTuple, SupportsInt

import numpy as np
from numpy.typing import NDArray

from convmath.convolution.geometry import Geometry, Padding, window_geometry
from convmath.convolution.padding import Pair
from convmath.core.errors import bad, one_of, whole_pair

KINDS = ("dense", "locally connected", "convolutional")
UNCONNECTED = -1
MOST_PAIRS = 1_000_000


class Connection(NamedTuple):
    """One connection: from which pixel to which unit, (row, column) each, and the number of its weight."""

    pixel: Pair
    unit: Pair
    weight: int

    @property
    def ordinal(self) -> int:
        """Which weight it is, counted from one."""
        return self.weight + 1


@dataclass(frozen=True, eq=False, slots=True)
class Wiring:
    """All connections of a layer between two grids.

    Parameters
    ----------
    kind : str
        One of `KINDS`.
    geometry : Geometry
        The windows of the units.
    weight_numbers : ndarray of int, shape (units, pixels)
        Which weight connects them; −1 where none does. Both grids are read row by row.
    """

    kind: str
    geometry: Geometry
    weight_numbers: NDArray[np.int64]

    @property
    def connections(self) -> int:
        """How many connections there are; those to padding are none."""
        return int(self._there.sum())

    @property
    def weights(self) -> int:
        """How many distinct weights they use."""
        return len(np.unique(self.weight_numbers[self._there]))

    @property
    def uses(self) -> tuple[int, ...]:
        """How many connections use each weight."""
        return tuple(int(count) for count in np.bincount(self.weight_numbers[self._there]))

    @property
    def uses_range(self) -> tuple[int, ...]:
        """The fewest and the most connections that a weight in use has, or the number that all of them have."""
        uses = [count for count in self.uses if count]
        return tuple(sorted({min(uses), max(uses)}))

    @property
    def reads(self) -> NDArray[np.int64]:
        """How many pixels each unit reads, in the units' grid."""
        counts: NDArray[np.int64] = self._there.sum(axis=1).reshape(self.geometry.output_size)
        return counts

    @property
    def feeds(self) -> NDArray[np.int64]:
        """How many units each pixel feeds, in the pixels' grid."""
        counts: NDArray[np.int64] = self._there.sum(axis=0).reshape(self.geometry.input_size)
        return counts

    @property
    def distances(self) -> dict[float, int]:
        """How many connections there are at each distance, the nearest first.

        The distance is the larger of rows and columns between the pixel and the centre of the unit's window.
        """
        found: Counter[float] = Counter()
        for made in self:
            taps = [self.geometry.axis_taps(axis, made.unit[axis]) for axis in (0, 1)]
            found[max(abs(place - (own[0] + own[-1]) / 2) for place, own in zip(made.pixel, taps))] += 1
        return dict(sorted(found.items()))

    def read_by(self, unit: Pair) -> tuple[Connection, ...]:
        """Return the connections to a unit, pixel by pixel.

        Raises
        ------
        InputError
            If there is no such unit.
        """
        row = self._place("unit", unit, self.geometry.output_size)
        return tuple(self._made(row, column) for column in np.flatnonzero(self._there[row]))

    def fed_by(self, pixel: Pair) -> tuple[Connection, ...]:
        """Return the connections from a pixel, unit by unit.

        Raises
        ------
        InputError
            If there is no such pixel.
        """
        column = self._place("pixel", pixel, self.geometry.input_size)
        return tuple(self._made(row, column) for row in np.flatnonzero(self._there[:, column]))

    def __iter__(self) -> Iterator[Connection]:
        return (self._made(row, column) for row, column in np.argwhere(self._there))

    def __len__(self) -> int:
        return self.connections

    @property
    def _there(self) -> NDArray[np.bool_]:
        there: NDArray[np.bool_] = self.weight_numbers != UNCONNECTED
        return there

    def _made(self, row: SupportsInt, column: SupportsInt) -> Connection:
        unit, pixel = (
            divmod(int(index), size[1])
            for index, size in ((row, self.geometry.output_size), (column, self.geometry.input_size))
        )
        return Connection(pixel, unit, int(self.weight_numbers[int(row), int(column)]))

    @staticmethod
    def _place(argument: str, place: Pair, size: Pair) -> int:
        row, column = whole_pair(argument, place)
        if row >= size[0] or column >= size[1]:
            raise bad(argument, place, f"a place in a grid of {size[0]} by {size[1]}")
        return row * size[1] + column


def wiring(kind: str, input_size: int | Pair, *, kernel: int | Pair, padding: Padding = 0) -> Wiring:
    """Return the wiring of a layer.

    Parameters
    ----------
    kind : {"dense", "locally connected", "convolutional"}
        A dense layer gets the same grid of units as the others.
    input_size : int or (int, int)
        The rows and columns of pixels.
    kernel : int or (int, int)
        The size of a unit's window.
    padding : int, pair or str, optional
        As for `convmath.convolution.geometry.window_geometry`.

    Raises
    ------
    InputError
        If the kind is unknown, the sizes do not fit, or there are more than a million pairs of a pixel and a unit.

    Examples
    --------
    >>> layers = [wiring(kind, 4, kernel=3, padding=1) for kind in KINDS]
    >>> [(layer.connections, layer.weights) for layer in layers]
    [(256, 256), (100, 100), (100, 9)]
    """
    one_of("kind", kind, KINDS)
    geometry = window_geometry(input_size, kernel, padding=padding)
    (height, width), (rows, columns) = geometry.input_size, geometry.output_size
    if height * width * rows * columns > MOST_PAIRS:
        raise bad("input_size", input_size, f"a size with at most {MOST_PAIRS:,} pairs of a pixel and a unit")
    numbers = np.full((rows * columns, height * width), UNCONNECTED)
    if kind == "dense":
        numbers[:] = 0
    else:
        for row, column in np.ndindex(rows, columns):
            taps = product(geometry.axis_taps(0, row), geometry.axis_taps(1, column))
            for number, pixel in enumerate(taps):
                if geometry.holds(pixel):
                    numbers[row * columns + column, pixel[0] * width + pixel[1]] = number
    if kind != "convolutional":
        there = numbers != UNCONNECTED
        numbers[there] = np.arange(there.sum())
    numbers.setflags(write=False)
    return Wiring(kind, geometry, numbers)
