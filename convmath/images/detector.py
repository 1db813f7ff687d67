"""One detector for every place: a patch of an image is searched for all over it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from convmath.core.errors import InputError, bad, finite_array, real_number, whole_number
from convmath.images.matching import Peak, Place, normalised_cross_correlation, peaks
from convmath.images.resampling import crop

SMALLEST_PATCH = 2


@dataclass(frozen=True, eq=False, slots=True)
class PatchSearch:
    """What became of a search: how well the patch matches at each place, and where it was found.

    Parameters
    ----------
    patch : ndarray of shape (side, side)
        What was searched for.
    matches : ndarray of shape (H − side + 1, W − side + 1)
        Pearson's r at each place, by the window's upper left pixel.
    found : tuple of Peak
        Where it is at or above the threshold and highest around, the best first.
    threshold : float
        The least correlation that counts as found.
    """

    patch: NDArray[np.float64]
    matches: NDArray[np.float64]
    found: tuple[Peak, ...]
    threshold: float

    @property
    def middles(self) -> tuple[Place, ...]:
        """The middle pixels of the windows in which it was found, in the same order."""
        half = len(self.patch) // 2
        return tuple((peak.row + half, peak.column + half) for peak in self.found)

    @property
    def best(self) -> Peak:
        """The best match of all."""
        return self._at(int(self.matches.argmax()))

    @property
    def worst(self) -> Peak:
        """The place that the patch matches least, which may be its opposite."""
        return self._at(int(self.matches.argmin()))

    @property
    def places(self) -> int:
        """How many places there are to look at."""
        return int(self.matches.size)

    @property
    def count(self) -> int:
        """At how many places it was found."""
        return len(self.found)

    @property
    def numbers(self) -> tuple[int, ...]:
        """How many have been found with each that is, the best first."""
        return tuple(range(1, self.count + 1))

    def windows(self, image: ArrayLike) -> tuple[NDArray[np.float64], ...]:
        """Return what the image shows in each window in which the patch was found, in the same order."""
        array, side = finite_array("image", image).astype(np.float64), len(self.patch)
        return tuple(crop(array, top=peak.row, left=peak.column, height=side, width=side) for peak in self.found)

    def _at(self, number: int) -> Peak:
        row, column = np.unravel_index(number, self.matches.shape)
        return Peak(int(row), int(column), float(self.matches[row, column]))


def search_for_patch(image: ArrayLike, *, row: int, column: int, side: int, threshold: float) -> PatchSearch:
    """Return where an image looks like a square patch of itself.

    Two places in which it is found are at least half the patch's side apart, in rows or in columns.

    Parameters
    ----------
    image : array of shape (H, W)
    row, column : int
        The patch's upper left pixel.
    side : int
        At least 2.
    threshold : float
        The least correlation that counts as found, from −1 to 1.

    Raises
    ------
    InputError
        If the patch reaches outside the image or all its pixels have the same value, or a number is out of range.

    Examples
    --------
    >>> stripes = [[0, 1, 0, 1, 0], [0, 1, 0, 1, 0]]
    >>> search = search_for_patch(stripes, row=0, column=0, side=2, threshold=0.9)
    >>> [(peak.row, peak.column, round(peak.value, 6)) for peak in search.found]
    [(0, 0, 1.0), (0, 2, 1.0)]
    """
    array = finite_array("image", image).astype(np.float64)
    row, column = whole_number("row", row), whole_number("column", column)
    side = whole_number("side", side, at_least=SMALLEST_PATCH)
    threshold = real_number("threshold", threshold, at_least=-1, at_most=1)
    for name, start, length in (("row", row, array.shape[0]), ("column", column, array.shape[1])):
        if start + side > length:
            raise bad(name, start, f"at most {length - side}, for a patch of {side} in an image of {length} pixels")
    patch = crop(array, top=row, left=column, height=side, width=side)
    if patch.min() == patch.max():
        raise InputError("row, column", f"{row}, {column}, a patch of one grey", "a patch whose pixels differ")
    matches = normalised_cross_correlation(array, patch)
    return PatchSearch(patch, matches, peaks(matches, threshold=threshold, apart=side // 2), threshold)
