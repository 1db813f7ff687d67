"""How alike the pixels of an image are at a given distance: what convolution relies on, and noise lacks."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from convmath.core.errors import bad, finite_array, whole_number
from convmath.core.magnitudes import about_one
from convmath.core.records import settle_whole

ALIKE = 1e-12
"""Pixels that vary by less than this share of the image's own variance are the same, rounding aside."""


@dataclass(frozen=True, eq=False, slots=True)
class Pairs:
    """Pairs of pixels that lie at one distance from each other.

    Parameters
    ----------
    here, there : ndarray of shape (N,)
        The grey levels of the two.
    """

    here: NDArray[np.float64]
    there: NDArray[np.float64]

    @property
    def correlation(self) -> float:
        """Pearson's r over the pairs."""
        return float(np.corrcoef(about_one(self.here), about_one(self.there))[0, 1])

    def __len__(self) -> int:
        return len(self.here)

    def sample(self, count: int, *, seed: int) -> Pairs:
        """Return `count` of the pairs, drawn without repeating one; all of them if there are no more.

        Raises
        ------
        InputError
            If the count is below 1 or the seed below 0.
        """
        count = min(whole_number("count", count, at_least=1), len(self))
        chosen = np.random.default_rng(whole_number("seed", seed)).choice(len(self), count, replace=False)
        return Pairs(self.here[chosen], self.there[chosen])


def pairs_at(image: ArrayLike, *, rows: int, columns: int) -> Pairs:
    """Return all pairs of pixels of which the second lies `rows` below the first and `columns` to its right.

    Parameters
    ----------
    image : array of shape (H, W)
    rows, columns : int
        The distance in pixels, less than the height and the width; negative ones are above and to the left.

    Raises
    ------
    InputError
        If the distance leaves fewer than two pairs, or all pixels compared have the same value.

    Examples
    --------
    >>> pairs_at([[1, 2, 3]], rows=0, columns=1).there.tolist()
    [2.0, 3.0]
    """
    array = finite_array("image", image).astype(np.float64)
    rows, columns = (whole_number(name, value, at_least=None) for name, value in (("rows", rows), ("columns", columns)))
    parts = []
    for shift in ((-rows, -columns), (rows, columns)):
        kept = (slice(max(own, 0), max(size + min(own, 0), 0)) for own, size in zip(shift, array.shape))
        parts.append(array[tuple(kept)].ravel())
    here, there = parts
    if len(here) < 2:
        allowed = f"a distance that leaves two pairs in an image of {array.shape[0]} by {array.shape[1]}"
        raise bad("rows, columns", (rows, columns), allowed)
    if here.min() == here.max() or there.min() == there.max():
        raise bad("image", "the same value in all the pixels compared", "an image whose pixels differ")
    return Pairs(here, there)


def correlation_at(image: ArrayLike, *, rows: int, columns: int) -> float:
    """Return the correlation between pixels that lie `rows` down and `columns` to the right of each other.

    Pearson's r over all pairs of pixels that both lie inside the image: near 1 where neighbours look alike, near 0
    where one pixel says nothing about the other.

    Parameters
    ----------
    image : array of shape (H, W)
    rows, columns : int
        As for `pairs_at`.

    Raises
    ------
    InputError
        As for `pairs_at`.

    Examples
    --------
    >>> from convmath.images.named_images import noise, photograph
    >>> f"{correlation_at(noise(100, 100, seed=42), rows=1, columns=0):.4f}"
    '-0.0140'
    >>> correlation_at(photograph("camera"), rows=1, columns=0) > 0.95
    True
    """
    return pairs_at(image, rows=rows, columns=columns).correlation


@dataclass(frozen=True, eq=False, slots=True)
class CorrelationMap:
    """The correlation of an image's pixels at every distance up to a reach.

    Parameters
    ----------
    reach : int
        The largest distance in rows and in columns.
    values : ndarray of shape (2 · reach + 1, 2 · reach + 1)
        Pearson's r; 1 in the middle, where the distance is 0.
    """

    reach: int
    values: NDArray[np.float64]

    def __post_init__(self) -> None:
        settle_whole(self, "reach", at_least=1)

    def at(self, rows: int, columns: int) -> float:
        """Return the correlation at one distance.

        Raises
        ------
        InputError
            If it is beyond the reach.
        """
        for name, shift in (("rows", rows), ("columns", columns)):
            if abs(whole_number(name, shift, at_least=None)) > self.reach:
                raise bad(name, shift, f"a distance of at most {self.reach}")
        return float(self.values[self.reach + int(rows), self.reach + int(columns)])

    def along(self, rows: int, columns: int) -> tuple[float, ...]:
        """Return the correlations in one direction: at once, twice, three times the distance … up to the reach.

        Raises
        ------
        InputError
            If the distance is 0 or beyond the reach.
        """
        rows, columns = (whole_number("rows, columns", shift, at_least=None) for shift in (rows, columns))
        largest = max(abs(rows), abs(columns))
        if not 0 < largest <= self.reach:
            raise bad("rows, columns", (rows, columns), f"a distance from 1 to {self.reach}")
        return tuple(self.at(times * rows, times * columns) for times in range(1, self.reach // largest + 1))


def correlation_map(image: ArrayLike, *, reach: int) -> CorrelationMap:
    """Return the correlation of an image's pixels at every distance up to `reach`, all at once by Fourier transforms.

    Each value is the one of `correlation_at`.

    Parameters
    ----------
    image : array of shape (H, W)
    reach : int
        From 1 to one less than the shorter side.

    Raises
    ------
    InputError
        If the reach is out of range, or at some distance all pixels compared have the same value.

    Examples
    --------
    >>> from convmath.images.named_images import ramp
    >>> [round(value, 6) for value in correlation_map(ramp(4, 9), reach=3).along(0, 1)]
    [1.0, 1.0, 1.0]
    """
    array = finite_array("image", image).astype(np.float64)
    reach = whole_number("reach", reach, at_least=1)
    if reach >= min(array.shape):
        raise bad("reach", reach, f"a distance below the shorter side, {min(array.shape)}")
    if array.min() == array.max():
        raise bad("image", "the same value in all pixels", "an image whose pixels differ")
    centred = about_one(array)
    centred = centred - centred.mean()
    centred /= centred.std()
    ones, squares = np.ones_like(centred), centred**2
    count = np.rint(_sums_of_products(ones, ones, reach))
    # A sum over the pairs' first pixels is one over their second ones at the opposite distance.
    sums, sums_of_squares = (_sums_of_products(ones, values, reach) / count for values in (centred, squares))
    products = _sums_of_products(centred, centred, reach) / count
    spread = sums_of_squares - sums**2
    if (spread <= ALIKE).any():
        raise bad("image", "the same value in all the pixels compared", "an image whose pixels differ at any distance")
    covariance = products - sums * sums[::-1, ::-1]
    values = np.clip(covariance / np.sqrt(spread * spread[::-1, ::-1]), -1, 1)
    values[reach, reach] = 1.0
    return CorrelationMap(reach, values)


@dataclass(frozen=True, eq=False, slots=True)
class Partners:
    """Some pixels of an image, and those that lie once, twice, three times … a step from each.

    Parameters
    ----------
    rows, columns : ndarray of shape (N,)
        Where the pixels stand.
    here : ndarray of shape (N,)
        Their grey levels.
    there : ndarray of shape (times, N)
        The grey levels of their partners, at one step in the first row.
    """

    rows: NDArray[np.int64]
    columns: NDArray[np.int64]
    here: NDArray[np.float64]
    there: NDArray[np.float64]

    def __len__(self) -> int:
        return len(self.here)


def partners(image: ArrayLike, *, rows: int, columns: int, times: int, count: int, seed: int) -> Partners:
    """Return pixels drawn at random, each once, with their partners at every distance up to `times` steps.

    Only pixels are drawn whose farthest partner lies inside the image, so that they are the same at every distance.

    Parameters
    ----------
    image : array of shape (H, W)
    rows, columns : int
        One step, down and to the right.
    times : int
        At least 1.
    count : int
        How many are drawn, at least 1; all that there are if they are no more.
    seed : int

    Raises
    ------
    InputError
        If a number is out of range, or no pixel has so far a partner.

    Examples
    --------
    >>> drawn = partners([[1, 2, 3, 4]], rows=0, columns=1, times=2, count=9, seed=0)
    >>> sorted(zip(drawn.here.tolist(), *drawn.there.tolist()))
    [(1.0, 2.0, 3.0), (2.0, 3.0, 4.0)]
    """
    array = finite_array("image", image).astype(np.float64)
    rows, columns = whole_number("rows", rows), whole_number("columns", columns)
    times, count = whole_number("times", times, at_least=1), whole_number("count", count, at_least=1)
    height, width = array.shape[0] - times * rows, array.shape[1] - times * columns
    if min(height, width) < 1:
        raise bad("times", times, f"steps that stay in an image of {array.shape[0]} by {array.shape[1]}")
    random = np.random.default_rng(whole_number("seed", seed))
    chosen = random.choice(height * width, min(count, height * width), replace=False)
    down, right = np.divmod(chosen, width)
    there = [array[down + step * rows, right + step * columns] for step in range(1, times + 1)]
    return Partners(down, right, array[down, right], np.array(there))


def _sums_of_products(first: NDArray[np.float64], second: NDArray[np.float64], reach: int) -> NDArray[np.float64]:
    """Return the sum of first[p] · second[p + d] over all places p for which both are inside, for each distance d."""
    size = [length + reach for length in first.shape]
    spectrum = np.conj(np.fft.rfft2(first, size)) * np.fft.rfft2(second, size)
    whole = np.fft.irfft2(spectrum, size)
    return np.roll(whole, (reach, reach), axis=(0, 1))[: 2 * reach + 1, : 2 * reach + 1]
