"""Where something stands, and who can tell: one picture read by a convolution with global pooling and by a dense unit.

The convolution has stride 1 and "same" zero padding, then a rectifier, and of its map only the largest value and the
mean are kept. Both are the same wherever a thing stands, as long as no window that meets it leaves the image; a dense
unit, which has a weight of its own for each pixel, can tell one place from another.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from convmath.convolution.cross_correlation import cross_correlate2d
from convmath.core.errors import InputError, bad, finite_array, whole_number

Values = NDArray[Any]


def blob(height: int, width: int, *, row: int, column: int, radius: int = 4) -> NDArray[np.int64]:
    """Return a round bright blob on black, in whole numbers.

    A pixel at the distance d from its middle holds (radius + 1)² − d² where that is above 0, and 0 elsewhere.

    Parameters
    ----------
    height, width : int
        The size in pixels.
    row, column : int
        The pixel in its middle.
    radius : int, optional
        How far it reaches from there along an axis, in pixels.

    Returns
    -------
    ndarray of int64, shape (height, width)

    Raises
    ------
    InputError
        If a size is below 1, or the blob does not lie wholly on the image.

    Examples
    --------
    >>> blob(3, 4, row=1, column=1, radius=1).tolist()
    [[2, 3, 2, 0], [3, 4, 3, 0], [2, 3, 2, 0]]
    """
    rows, columns = _size(height, width)
    reach = whole_number("radius", radius)
    middle = [
        _on_image(name, place, reach, side) for name, place, side in (("row", row, rows), ("column", column, columns))
    ]
    down, right = np.ogrid[:rows, :columns]
    squared = (down - middle[0]) ** 2 + (right - middle[1]) ** 2
    levels: NDArray[np.int64] = np.maximum((reach + 1) ** 2 - squared, 0).astype(np.int64)
    return levels


def blob_in_each_quarter(height: int, width: int, *, radius: int = 4) -> NDArray[np.int64]:
    """Return four equal blobs, one in the middle of each quarter of an image; see `blob`.

    Raises
    ------
    InputError
        As for `blob`, or if the quarters are too small for them.

    Examples
    --------
    >>> blob_in_each_quarter(3, 7, radius=0).tolist()
    [[0, 1, 0, 0, 0, 1, 0], [0, 0, 0, 0, 0, 0, 0], [0, 1, 0, 0, 0, 1, 0]]
    """
    rows, columns = _size(height, width)
    reach = whole_number("radius", radius)
    for name, side in (("height", rows), ("width", columns)):
        if side // 2 < 2 * reach + 1:
            raise bad(name, side, f"at least {2 * (2 * reach + 1)}, so that each quarter holds a blob")
    down, right = (rows // 2 - 1) // 2, (columns // 2 - 1) // 2
    whole = np.zeros((rows, columns), dtype=np.int64)
    for row in (down, rows - 1 - down):
        for column in (right, columns - 1 - right):
            whole += blob(rows, columns, row=row, column=column, radius=reach)
    return whole


def side_weights(height: int, width: int) -> NDArray[np.int64]:
    """Return the weights of a dense unit that tells left from right: −1 left of the middle, 1 right of it, 0 on it.

    Raises
    ------
    InputError
        If a size is below 1.

    Examples
    --------
    >>> side_weights(1, 5).tolist(), side_weights(2, 2).tolist()
    ([[-1, -1, 0, 1, 1]], [[-1, 1], [-1, 1]])
    """
    rows, columns = _size(height, width)
    return np.tile(np.sign(2 * np.arange(columns) - (columns - 1)), (rows, 1)).astype(np.int64)


def top_left_weights(height: int, width: int) -> NDArray[np.int64]:
    """Return the weights of a dense unit that reads the top left quarter alone: 1 above and left of the middle, else 0.

    Raises
    ------
    InputError
        If a size is below 1.

    Examples
    --------
    >>> top_left_weights(3, 4).tolist()
    [[1, 1, 0, 0], [0, 0, 0, 0], [0, 0, 0, 0]]
    """
    rows, columns = _size(height, width)
    weights = np.zeros((rows, columns), dtype=np.int64)
    weights[: rows // 2, : columns // 2] = 1
    return weights


@dataclass(frozen=True, eq=False, slots=True)
class Reading:
    """What a convolution with global pooling, and a dense unit, make of one picture; `read_picture` makes it.

    Parameters
    ----------
    image : ndarray, shape (H, W)
    signed : ndarray, shape (H, W)
        The convolution's sums, before the rectifier.
    products : ndarray, shape (H, W)
        Each pixel times the dense unit's weight for it.
    border_enters : bool
        Whether a window that meets a pixel other than 0 leaves the image: then what is found depends on the padding.
    """

    image: NDArray[np.float64]
    signed: NDArray[np.float64]
    products: NDArray[np.float64]
    border_enters: bool

    @property
    def response(self) -> Values:
        """The convolution's map after the rectifier, shape (H, W)."""
        return np.maximum(self.signed, 0)

    @property
    def largest(self) -> float:
        """The map's largest value: global max pooling."""
        largest: float = self.response.max().item()
        return largest

    @property
    def mean(self) -> float:
        """The map's mean: global average pooling."""
        total: float = self.response.sum().item()
        return total / self.response.size

    @property
    def highest(self) -> float:
        """The largest of the convolution's sums."""
        highest: float = self.signed.max().item()
        return highest

    @property
    def lowest(self) -> float:
        """The smallest of the convolution's sums."""
        lowest: float = self.signed.min().item()
        return lowest

    @property
    def dense(self) -> float:
        """The dense unit's sum of products."""
        total: float = self.products.sum().item()
        return total

    @property
    def largest_by_quarter(self) -> Values:
        """The map's largest value in each quarter, shape (2, 2); a row or column in the middle belongs to none."""
        return np.array([[part.max() for part in parts] for parts in _quarters(self.response)])

    @property
    def dense_by_quarter(self) -> Values:
        """The sum of products in each quarter, shape (2, 2); a row or column in the middle belongs to none."""
        return np.array([[part.sum() for part in parts] for parts in _quarters(self.products)])


class Differences(NamedTuple):
    """By how much the second of two readings exceeds the first, number by number."""

    largest: float
    mean: float
    dense: float


def read_picture(image: ArrayLike, kernel: ArrayLike, weights: ArrayLike) -> Reading:
    """Return what a convolution with global pooling, and a dense unit, make of a picture.

    Sums of whole numbers are exact.

    Parameters
    ----------
    image : array_like, shape (H, W)
        At least 2 × 2 pixels.
    kernel : array_like, shape (kh, kw)
        With odd sides, so that each window has a middle.
    weights : array_like, shape (H, W)
        The dense unit's.

    Raises
    ------
    InputError
        If an array is not as described.

    Examples
    --------
    >>> found = read_picture(blob(5, 9, row=2, column=2, radius=0), [[-1, 0, 1]], side_weights(5, 9))
    >>> found.largest, found.dense, found.border_enters
    (1, -1, False)
    """
    picture, taps = finite_array("image", image), finite_array("kernel", kernel)
    dense = finite_array("weights", weights)
    if min(picture.shape) < 2:
        raise bad("image", picture, "at least 2 × 2 pixels, so that it has quarters")
    if any(side % 2 == 0 for side in taps.shape):
        raise bad("kernel", taps, "odd sides, so that each window has a middle")
    if dense.shape != picture.shape:
        raise bad("weights", dense, f"a weight for each of the image's {picture.shape[0]} by {picture.shape[1]} pixels")
    signed = cross_correlate2d(picture, taps, padding="same")
    return Reading(picture, signed, picture * dense, _leave(picture, taps))


def compare_readings(first: Reading, second: Reading) -> Differences:
    """Return by how much the second reading exceeds the first.

    Raises
    ------
    InputError
        If either is no `Reading`, or one whose numbers depend on what lies beyond the border.

    Examples
    --------
    >>> left, right = (blob(5, 9, row=2, column=column, radius=0) for column in (2, 6))
    >>> compare_readings(*(read_picture(each, [[-1, 0, 1]], side_weights(5, 9)) for each in (left, right)))
    Differences(largest=0, mean=0.0, dense=2)
    """
    for name, reading in (("first", first), ("second", second)):
        if not isinstance(reading, Reading):
            raise bad(name, reading, "a Reading")
        if reading.border_enters:
            raise InputError(name, "a picture whose windows leave it", "one that is black near its border")
    return Differences(*(getattr(second, name) - getattr(first, name) for name in Differences._fields))


def _on_image(name: str, place: int, reach: int, side: int) -> int:
    """Return the row or column of a blob's middle, refusing one from which it would reach beyond the image."""
    middle = whole_number(name, place)
    if not reach <= middle < side - reach:
        raise bad(name, place, f"an integer from {reach} to {side - reach - 1}, so that all of the blob is on it")
    return middle


def _leave(image: Values, kernel: Values) -> bool:
    """Return whether a window that meets a pixel other than 0 leaves the image, or is not among those taken."""
    rows, columns = np.nonzero(image)
    if not len(rows):
        return False
    ends = (
        (int(places.min()), int(places.max()), side, taps - 1)
        for places, side, taps in zip((rows, columns), image.shape, kernel.shape)
    )
    return any(first < reach or last >= side - reach for first, last, side, reach in ends)


def _quarters(values: Values) -> list[list[Values]]:
    rows, columns = (side // 2 for side in values.shape)
    halves = [(slice(half), slice(-half, None)) for half in (rows, columns)]
    return [[values[down, right] for right in halves[1]] for down in halves[0]]


def _size(height: int, width: int) -> tuple[int, int]:
    return whole_number("height", height, at_least=1), whole_number("width", width, at_least=1)
