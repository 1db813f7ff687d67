"""Finding one thing in many places: the normalised cross-correlation of a small image with every patch of a large one.

Source: J. P. Lewis, Fast normalized cross-correlation, Vision Interface, 1995, pp. 120-123.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from convmath.core.errors import bad, finite_array, real_number, whole_number, whole_pair
from convmath.core.magnitudes import about_one

Place = tuple[int, int]

FLAT = 1e-12
"""A patch whose variance is up to this share of the image's mean square is flat, rounding aside."""


ROUNDING = 1e-10
"""A correlation that misses 1 or −1 by less is that, rounding aside."""


class Peak(NamedTuple):
    """A place where a template matches: the patch's upper left pixel, and how well it does."""

    row: int
    column: int
    value: float


def normalised_cross_correlation(image: ArrayLike, template: ArrayLike) -> NDArray[np.float64]:
    """Return how well `template` matches each patch of `image`: Pearson's r of their pixels.

    Parameters
    ----------
    image : array of shape (H, W)
    template : array of shape (h, w)
        No larger than the image.

    Returns
    -------
    ndarray of shape (H − h + 1, W − w + 1)
        From −1 to 1, by the patch's upper left pixel; 0 for a patch of one value, which is like nothing.

    Raises
    ------
    InputError
        If the template is larger than the image, or all its pixels have the same value.

    Examples
    --------
    >>> image = [[0, 1, 2, 0], [5, 5, 5, 0]]
    >>> normalised_cross_correlation(image, [[4, 6]]).round(3).tolist()
    [[1.0, 1.0, -1.0], [0.0, 0.0, -1.0]]
    """
    array = finite_array("image", image).astype(np.float64)
    small = finite_array("template", template).astype(np.float64)
    if any(size > whole for size, whole in zip(small.shape, array.shape)):
        raise bad(
            "template", small, f"an image no larger than the other, which is {array.shape[0]} by {array.shape[1]}"
        )
    if small.min() == small.max():
        raise bad("template", "the same value in all pixels", "an image whose pixels differ")
    weights = about_one(small)
    weights = weights - weights.mean()
    weights /= np.linalg.norm(weights)
    pixels = about_one(array)
    pixels = pixels - pixels.mean()
    products = _valid_sums(pixels, weights)
    sums, squares = (_window_sums(values, small.shape) for values in (pixels, pixels**2))
    spread = squares - sums**2 / small.size
    flat = spread <= FLAT * small.size * max(float(np.mean(pixels**2)), np.finfo(float).tiny)
    matches = np.where(flat, 0.0, products / np.sqrt(np.where(flat, 1.0, spread)))
    return np.where(1 - np.abs(matches) < ROUNDING, np.sign(matches), matches)


def peaks(values: ArrayLike, *, threshold: float, apart: int) -> tuple[Peak, ...]:
    """Return where `values` are highest, the highest first, none nearer than `apart` to a higher one.

    This is non-maximum suppression: of all places at or above the threshold the highest is kept, those less than
    `apart` rows and columns away are dropped, and so on with the rest. Of equals the first in raster order is kept.

    Parameters
    ----------
    values : array of shape (H, W)
    threshold : float
    apart : int
        At least 1.

    Raises
    ------
    InputError
        If a number is not as described.

    Examples
    --------
    >>> peaks([[0.9, 0.8, 0.1, 0.7]], threshold=0.5, apart=2)
    (Peak(row=0, column=0, value=0.9), Peak(row=0, column=3, value=0.7))
    """
    array = finite_array("values", values).astype(np.float64)
    threshold, apart = real_number("threshold", threshold), whole_number("apart", apart, at_least=1)
    places = np.argwhere(array >= threshold)
    order = np.argsort(-array[tuple(places.T)], kind="stable")
    free = np.ones(array.shape, dtype=bool)
    found = []
    for row, column in places[order].tolist():
        if free[row, column]:
            found.append(Peak(row, column, float(array[row, column])))
            free[max(row - apart + 1, 0) : row + apart, max(column - apart + 1, 0) : column + apart] = False
    return tuple(found)


@dataclass(frozen=True, slots=True)
class Detection:
    """What was found, held against what is there.

    Parameters
    ----------
    hits : tuple of (place, place)
        What was found and the marked place it belongs to.
    misses : tuple of places
        Marked places that nothing was found at.
    false_alarms : tuple of places
        What was found where nothing is marked, or a second time.
    """

    hits: tuple[tuple[Place, Place], ...]
    misses: tuple[Place, ...]
    false_alarms: tuple[Place, ...]


def compare_places(found: Sequence[Place], marked: Sequence[Place], *, within: float) -> Detection:
    """Return which of the marked places were found, each by one place at most.

    The nearest pairs are taken first; of pairs equally near, the first in the order given.

    Parameters
    ----------
    found, marked : sequences of (row, column)
    within : float
        The largest distance at which a place counts as found, in pixels.

    Raises
    ------
    InputError
        If a place is not a pair of integers, or the distance is negative.

    Examples
    --------
    >>> compare_places([(0, 0), (0, 9)], [(0, 1), (5, 5)], within=2)
    Detection(hits=(((0, 0), (0, 1)),), misses=((5, 5),), false_alarms=((0, 9),))
    """
    distance = real_number("within", within, at_least=0)
    seen, there = (
        [whole_pair(name, place) for place in places] for name, places in (("found", found), ("marked", marked))
    )
    pairs = sorted(
        (float(np.hypot(a[0] - b[0], a[1] - b[1])), first, second)
        for first, a in enumerate(seen)
        for second, b in enumerate(there)
    )
    taken: dict[int, int] = {}
    for apart, first, second in pairs:
        if apart <= distance and first not in taken and second not in taken.values():
            taken[first] = second
    return Detection(
        tuple((seen[first], there[second]) for first, second in sorted(taken.items())),
        tuple(place for number, place in enumerate(there) if number not in taken.values()),
        tuple(place for number, place in enumerate(seen) if number not in taken),
    )


def _valid_sums(pixels: NDArray[np.float64], weights: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the cross-correlation where the window lies inside, by Fourier transforms."""
    spectrum = np.fft.rfft2(pixels) * np.conj(np.fft.rfft2(weights, pixels.shape))
    whole = np.fft.irfft2(spectrum, pixels.shape)
    rows, columns = (size - own + 1 for size, own in zip(pixels.shape, weights.shape))
    inside: NDArray[np.float64] = whole[:rows, :columns]
    return inside


def _window_sums(values: NDArray[np.float64], size: tuple[int, ...]) -> NDArray[np.float64]:
    """Return the sum over each window, from running sums along both axes."""
    running = np.pad(values, ((1, 0), (1, 0))).cumsum(axis=0).cumsum(axis=1)
    rows, columns = size
    sums: NDArray[np.float64] = (
        running[rows:, columns:] - running[:-rows, columns:] - running[rows:, :-columns] + running[:-rows, :-columns]
    )
    return sums
