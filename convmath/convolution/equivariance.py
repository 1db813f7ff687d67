"""Shift, then convolve; convolve, then shift: where the two give the same, and what padding, stride and pooling do.

A layer here is one kernel at a stride, then, if asked for, a maximum over regions. The output moves by the shift over
the layer's whole stride; where that is no whole number no shift of the output gives what the shifted image gives.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from convmath.convolution.cross_correlation import cross_correlate2d
from convmath.convolution.padding import Pair
from convmath.convolution.pooling import max_pool2d
from convmath.core.errors import bad, finite_array, one_of, whole_number, whole_pair
from convmath.core.records import settle

Maps = NDArray[np.float64]

PADDING_MODES = ("circular", "zero", "replicate", "reflect")
ALIKE = 1e-9
"""Outputs whose difference is up to this share of the largest agree, rounding aside."""


def shift(image: ArrayLike, rows: int, columns: int) -> NDArray[np.float64]:
    """Return `image` moved down by `rows` and to the right by `columns`; what leaves comes in at the other side.

    Parameters
    ----------
    image : array of shape (H, W)
    rows, columns : int
        Negative ones move it up and to the left.

    Raises
    ------
    InputError
        If the image or a number is not as described.

    Examples
    --------
    >>> shift([[1, 2, 3]], 0, 1).tolist()
    [[3.0, 1.0, 2.0]]
    """
    array = finite_array("image", image).astype(np.float64)
    by = (whole_number("rows", rows, at_least=None), whole_number("columns", columns, at_least=None))
    return np.roll(array, by, axis=(0, 1))


@dataclass(frozen=True, eq=False, slots=True)
class Commuting:
    """The two ways from an image to an output: shifted before the layer, and after it.

    Parameters
    ----------
    shifted_first : ndarray of shape (H', W')
        The layer's output for the shifted image.
    shifted_last : ndarray of shape (H', W')
        The shifted output for the image.
    by : (int, int)
        By how many rows and columns the image moves.
    output_shift : (float, float)
        By how many rows and columns the output moves: the shift over the layer's stride.
    """

    shifted_first: NDArray[np.float64]
    shifted_last: NDArray[np.float64]
    by: Pair
    output_shift: tuple[float, float]

    @property
    def difference(self) -> Maps:
        """The first less the second, shape (H', W')."""
        return self.shifted_first - self.shifted_last

    @property
    def agreeing(self) -> NDArray[np.bool_]:
        """Where they agree, rounding aside, shape (H', W')."""
        largest = max(float(np.abs(part).max()) for part in (self.shifted_first, self.shifted_last))
        agreeing: NDArray[np.bool_] = np.abs(self.difference) <= ALIKE * largest
        return agreeing

    @property
    def share(self) -> float:
        """The share of the outputs that agree."""
        return float(self.agreeing.mean())

    @property
    def percent(self) -> float:
        """That share, in percent."""
        return 100 * self.share

    @property
    def outputs(self) -> int:
        """How many outputs there are."""
        return self.shifted_first.size

    @property
    def differing_outputs(self) -> int:
        """How many of them differ."""
        return int((~self.agreeing).sum())

    @property
    def agreeing_outputs(self) -> int:
        """How many of them agree."""
        return int(self.agreeing.sum())

    @property
    def largest_difference(self) -> float:
        """The magnitude of the largest difference."""
        return float(np.abs(self.difference).max())

    @property
    def differing_rows(self) -> tuple[int, ...]:
        """The rows in which some output differs."""
        return tuple(int(row) for row in np.flatnonzero(~self.agreeing.all(axis=1)))

    @property
    def differing_columns(self) -> tuple[int, ...]:
        """The columns in which some output differs."""
        return tuple(int(column) for column in np.flatnonzero(~self.agreeing.all(axis=0)))


@dataclass(frozen=True, kw_only=True, slots=True)
class ShiftedLayer:
    """A layer to hold shifts against.

    Parameters
    ----------
    padding_mode : {"circular", "zero", "replicate", "reflect"}, optional
        What lies beyond the border; the output has the image's size before stride and pooling.
    stride : int, optional
        How far the kernel moves.
    pool : int, optional
        The side of the regions that the maximum is taken over, and their stride; 1 for none.

    Raises
    ------
    InputError
        If the mode is unknown or a number is not an integer of at least 1.
    """

    padding_mode: str = "circular"
    stride: int = 1
    pool: int = 1

    def __post_init__(self) -> None:
        one_of("padding_mode", self.padding_mode, PADDING_MODES)
        settle(self, **{name: whole_number(name, getattr(self, name), at_least=1) for name in ("stride", "pool")})

    @property
    def total_stride(self) -> int:
        """How many pixels of the image lie between two neighbouring outputs."""
        return self.stride * self.pool

    def output(self, image: ArrayLike, kernel: ArrayLike) -> Maps:
        """Return what the layer gives.

        Raises
        ------
        InputError
            If a side of the kernel is even, or image and kernel do not go together.
        """
        weights = finite_array("kernel", kernel)
        if any(side % 2 == 0 for side in weights.shape):
            raise bad("kernel", weights, "a kernel with odd sides, which has a middle")
        reach = (weights.shape[0] // 2, weights.shape[1] // 2)
        array = finite_array("image", image).astype(np.float64)
        given: Maps = cross_correlate2d(
            array, weights, stride=self.stride, padding=reach, padding_mode=self.padding_mode
        ).astype(np.float64)
        return given if self.pool == 1 else max_pool2d(given, size=self.pool)

    def commute(self, image: ArrayLike, kernel: ArrayLike, by: Pair) -> Commuting:
        """Return the layer's output for the shifted image, beside its shifted output.

        Where the shift is no multiple of the layer's stride, the output is moved by the next smaller whole number.

        Parameters
        ----------
        image : array of shape (H, W)
            Its sides are multiples of the layer's stride, so that a shift can go round.
        kernel : array of shape (kh, kw)
        by : (int, int)
            Rows and columns, as for `shift`.

        Raises
        ------
        InputError
            If an argument is not as described.
        """
        array = finite_array("image", image).astype(np.float64)
        if any(side % self.total_stride for side in array.shape):
            raise bad("image", array, f"an image whose sides are multiples of the layer's stride, {self.total_stride}")
        rows, columns = (whole_number("by", part, at_least=None) for part in by)
        first = self.output(shift(array, rows, columns), kernel)
        last = shift(self.output(array, kernel), rows // self.total_stride, columns // self.total_stride)
        return Commuting(first, last, (rows, columns), (rows / self.total_stride, columns / self.total_stride))

    def after_and_before(self, image: ArrayLike, kernel: ArrayLike, by: Pair) -> Commuting:
        """Return the layer's output for the shifted image, beside its output for the image, which is not moved.

        Arguments and errors as in `commute`, save that the image may have any size.
        """
        array = finite_array("image", image).astype(np.float64)
        rows, columns = (whole_number("by", part, at_least=None) for part in by)
        before, after = self.output(array, kernel), self.output(shift(array, rows, columns), kernel)
        return Commuting(after, before, (rows, columns), (0.0, 0.0))

    def unchanged(self, image: ArrayLike, kernel: ArrayLike, by: Pair) -> float:
        """Return the share of outputs that are the same for the shifted image, unmoved: how invariant the layer is.

        Arguments and errors as in `after_and_before`.
        """
        return self.after_and_before(image, kernel, by).share

    def strongest(self, image: ArrayLike, kernel: ArrayLike, by: Pair) -> float:
        """Return the largest output for the shifted image, wherever it stands: global maximum pooling.

        Arguments and errors as in `after_and_before`.
        """
        return float(self.after_and_before(image, kernel, by).shifted_first.max())


def pooled_share_unchanged(size: int | Pair, by: Pair) -> float:
    """Return the expected share of maxima over `size` regions of noise that a shift leaves as they are.

    The maximum stays if it lies in what the region has before and after the shift in common, and is the largest of all
    that either holds: of independent, continuous values each is the largest equally often.

    Raises
    ------
    InputError
        If a number is not an integer, or the size below 1.

    Examples
    --------
    >>> round(pooled_share_unchanged(2, (0, 1)), 4)
    0.3333
    """
    sides = whole_pair("size", size, at_least=1)
    shifts = [abs(whole_number("by", part, at_least=None)) for part in by]
    common = 1
    for side, moved in zip(sides, shifts):
        common *= max(side - moved, 0)
    return common / (2 * sides[0] * sides[1] - common)
