"""The structure of a convolution's matrix: its blocks, its bands, and how many weights stand in each row.

The matrix has a row for each output unit and a column for each pixel, both row by row of their planes. So it falls into
blocks: block (i, j) says how row i of the output reads row j of the image. A block holds one row of the kernel as a
band, or nothing. With stride 1 each band is constant along its diagonal (a Toeplitz matrix), and the blocks are equal
along the diagonals of blocks: together, a doubly block Toeplitz matrix (A. K. Jain, *Fundamentals of Digital Image
Processing*, Prentice Hall, 1989, chapter 2). With padding 0 beyond the image, a band breaks where a window leaves it.

What stands here follows from the geometry alone: no matrix is made, and no weight is taken for 0.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from convmath.convolution.cross_correlation import LARGEST_MATRIX
from convmath.convolution.geometry import Geometry, Padding, window_geometry
from convmath.convolution.padding import Pair
from convmath.convolution.pixels_read import row_non_zeros
from convmath.core.errors import bad, whole_number, whole_pair

NOTHING = -1
"""Where no weight stands."""

Numbers: TypeAlias = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class MatrixStructure:
    """Where the weights of a kernel stand in its matrix. Made by `matrix_structure`, which checks it.

    Parameters
    ----------
    geometry : Geometry
        Where the windows stand, on an image with zeros around it.
    """

    geometry: Geometry

    @property
    def shape(self) -> Pair:
        """The matrix's rows and columns: output units and pixels."""
        height, width = self.geometry.input_size
        return self.geometry.positions, height * width

    @property
    def block_grid(self) -> Pair:
        """Number of blocks down and across: rows of the output, and of the image."""
        return self.geometry.output_size[0], self.geometry.input_size[0]

    @property
    def block_shape(self) -> Pair:
        """Rows and columns of a block: columns of the output, and of the image."""
        return self.geometry.output_size[1], self.geometry.input_size[1]

    @property
    def kernel_rows(self) -> Numbers:
        """Which row of the kernel each block holds, in the grid of blocks; −1 where a block is empty."""
        return self._taps_along(0)

    @property
    def kernel_columns(self) -> Numbers:
        """Which column of the kernel stands where within a block, of the shape of a block; −1 where nothing does."""
        return self._taps_along(1)

    @property
    def weight_numbers(self) -> Numbers:
        """Which weight stands where in the whole matrix, counted along the kernel's rows; −1 where none does.

        Raises
        ------
        InputError
            If the matrix has more than 2**26 entries, as `convolution_matrix` refuses it.
        """
        if self.shape[0] * self.shape[1] > LARGEST_MATRIX:
            raise bad(
                "input_size", self.geometry.input_size, f"a size whose matrix has at most {LARGEST_MATRIX} entries"
            )
        rows, columns = self.kernel_rows[:, None, :, None], self.kernel_columns[None, :, None, :]
        there = (rows != NOTHING) & (columns != NOTHING)
        found: Numbers = np.where(there, rows * self.geometry.kernel_size[1] + columns, NOTHING).reshape(self.shape)
        return found

    @property
    def weight_ordinals(self) -> Numbers:
        """Which weight stands where in the whole matrix, the first being number 1; 0 where none does."""
        return self.weight_numbers + 1

    @property
    def kernel_ordinals(self) -> Numbers:
        """The numbers of the weights in the shape of the kernel, row by row from 1."""
        return _counted(self.geometry.kernel_size)

    @property
    def pixel_ordinals(self) -> Numbers:
        """The numbers of the pixels in the shape of the image, row by row from 1, as the columns of the matrix."""
        return _counted(self.geometry.input_size)

    @property
    def blocks_are_toeplitz(self) -> bool:
        """Whether each block is constant along all its diagonals, as with stride 1 along the rows of the image."""
        return _is_toeplitz(self.kernel_columns)

    @property
    def grid_is_toeplitz(self) -> bool:
        """Whether blocks on one diagonal of the grid are all equal, as with stride 1 down the image."""
        return _is_toeplitz(self.kernel_rows)

    @property
    def is_doubly_block_toeplitz(self) -> bool:
        """Whether both are so."""
        return self.blocks_are_toeplitz and self.grid_is_toeplitz

    @property
    def block_diagonals(self) -> tuple[int, ...]:
        """The diagonals of the grid with blocks that are not empty: column minus row of blocks, ascending."""
        return _diagonals(self.kernel_rows)

    @property
    def diagonals(self) -> tuple[int, ...]:
        """The diagonals within a block with weights on them: column minus row, ascending."""
        return _diagonals(self.kernel_columns)

    @property
    def bandwidth(self) -> Pair:
        """How far the weights reach below the whole matrix's main diagonal, and how far above it; at least 0."""
        (height, width), offsets = self.block_shape, self.diagonals
        blocks = [int(across) * width - int(down) * height for down, across in np.argwhere(self.kernel_rows != NOTHING)]
        if not blocks or not offsets:
            return 0, 0
        return max(0, -min(blocks) - offsets[0]), max(0, max(blocks) + offsets[-1])

    @property
    def row_non_zeros(self) -> tuple[int, ...]:
        """How many pixels each output unit reads: the weights in each row."""
        return row_non_zeros(self.geometry)

    @property
    def column_non_zeros(self) -> tuple[int, ...]:
        """How many output units each pixel feeds: the weights in each column."""
        rows, columns = ((taps != NOTHING).sum(axis=0) for taps in (self.kernel_rows, self.kernel_columns))
        return tuple(np.outer(rows, columns).ravel().tolist())

    @property
    def non_zeros(self) -> int:
        """Number of weights in the whole matrix."""
        return self.geometry.taps_within_image

    @property
    def entries(self) -> int:
        """Number of entries of the whole matrix: the weights of a dense layer between the same grids."""
        rows, columns = self.shape
        return rows * columns

    @property
    def zeros(self) -> int:
        """Number of entries where no weight stands: what such a dense layer would have to hold at 0."""
        return self.entries - self.non_zeros

    @property
    def row_counts(self) -> tuple[int, ...]:
        """The different numbers of weights that rows have, ascending."""
        return tuple(sorted(set(self.row_non_zeros)))

    def equal_blocks(self, kernel_row: int) -> tuple[Pair, ...]:
        """Return the places, in the grid of blocks, of those that hold one row of the kernel: they are all equal.

        Raises
        ------
        InputError
            If the kernel has no such row.
        """
        if (wanted := whole_number("kernel_row", kernel_row)) >= self.geometry.kernel_size[0]:
            raise bad("kernel_row", kernel_row, f"one of the kernel's {self.geometry.kernel_size[0]} rows, from 0")
        return tuple((int(down), int(across)) for down, across in np.argwhere(self.kernel_rows == wanted))

    def band(self, tap: Pair) -> tuple[Pair, ...]:
        """Return where in the matrix one weight of the kernel stands: (row, column), from the top row down.

        Raises
        ------
        InputError
            If the kernel has no such tap.
        """
        down, across = self._checked(tap)
        width_out, width = self.block_shape
        return tuple(
            (int(block_row) * width_out + int(row), int(block_column) * width + int(column))
            for block_row, block_column in np.argwhere(self.kernel_rows == down)
            for row, column in np.argwhere(self.kernel_columns == across)
        )

    def broken_rows(self, tap: Pair) -> tuple[int, ...]:
        """Return the matrix's rows where one weight of the kernel is missing, since it falls on padding.

        Raises
        ------
        InputError
            If the kernel has no such tap.
        """
        there = {row for row, _ in self.band(tap)}
        return tuple(row for row in range(self.shape[0]) if row not in there)

    def run_on(self, tap: Pair) -> tuple[Pair, ...]:
        """Return where the band of one weight would go on if it did not break, from the top row down.

        A window that reaches beyond the image has no pixel there. Counted on along the flattened image, the place is
        that of a pixel at the other end of a neighbouring row, which is no neighbour on the image.

        Raises
        ------
        InputError
            If the kernel has no such tap.
        """
        down, across = self._checked(tap)
        geometry, width = self.geometry, self.geometry.input_size[1]
        pixels = (
            (geometry.axis_taps(0, row)[down], geometry.axis_taps(1, column)[across])
            for row, column in product(*map(range, geometry.output_size))
        )
        return tuple(
            (unit, row * width + column)
            for unit, (row, column) in enumerate(pixels)
            if not geometry.holds((row, column)) and 0 <= row * width + column < self.shape[1]
        )

    @property
    def gaps(self) -> tuple[Pair, ...]:
        """Where the bands of all weights would go on if they did not break, weight by weight, as in `run_on`."""
        return tuple(place for tap in self._all_taps for place in self.run_on(tap))

    @property
    def gap_count(self) -> int:
        """Number of those gaps."""
        return len(self.gaps)

    @property
    def _all_taps(self) -> list[Pair]:
        rows, columns = self.geometry.kernel_size
        return list(product(range(rows), range(columns)))

    def _taps_along(self, axis: int) -> Numbers:
        units, pixels = self.geometry.output_size[axis], self.geometry.input_size[axis]
        numbers = np.full((units, pixels), NOTHING, dtype=np.int64)
        for unit in range(units):
            for tap, pixel in enumerate(self.geometry.axis_taps(axis, unit)):
                if 0 <= pixel < pixels:
                    numbers[unit, pixel] = tap
        return numbers

    def _checked(self, tap: Pair) -> Pair:
        row, column = whole_pair("tap", tap)
        rows, columns = self.geometry.kernel_size
        if row >= rows or column >= columns:
            raise bad("tap", tap, f"a (row, column) within the kernel of {rows} by {columns}")
        return row, column


def matrix_structure(
    kernel_size: int | Pair,
    input_size: int | Pair,
    *,
    stride: int | Pair = 1,
    dilation: int | Pair = 1,
    padding: Padding = 0,
) -> MatrixStructure:
    """Return the structure of the matrix that `convmath.convolution.cross_correlation.convolution_matrix` makes.

    Parameters
    ----------
    kernel_size, input_size : int or (int, int)
        Rows and columns of the kernel and of the image. With channels, each pair of an output and an input channel has
        such a matrix, and the whole is a table of them.
    stride, dilation, padding : optional
        As in `convmath.convolution.geometry.window_geometry`; the padding holds zeros.

    Raises
    ------
    InputError
        If an argument is not as described or the kernel does not fit.

    Examples
    --------
    >>> found = matrix_structure(3, 4, padding=1)
    >>> found.shape, found.is_doubly_block_toeplitz, found.block_diagonals
    ((16, 16), True, (-1, 0, 1))
    >>> found.equal_blocks(0), found.broken_rows((1, 2))
    (((1, 0), (2, 1), (3, 2)), (3, 7, 11, 15))
    """
    return MatrixStructure(window_geometry(input_size, kernel_size, stride=stride, dilation=dilation, padding=padding))


def _counted(shape: Pair) -> Numbers:
    rows, columns = shape
    return np.arange(1, 1 + rows * columns, dtype=np.int64).reshape(shape)


def _is_toeplitz(table: Numbers) -> bool:
    return bool(np.array_equal(table[1:, 1:], table[:-1, :-1]))


def _diagonals(table: Numbers) -> tuple[int, ...]:
    return tuple(sorted({int(column) - int(row) for row, column in np.argwhere(table != NOTHING)}))
