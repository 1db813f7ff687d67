"""How values are spread over a range: counts in classes of equal width."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from convmath.core.errors import bad, finite_array, real_number, whole_number

MOST_CLASSES = 1_000


@dataclass(frozen=True, eq=False, slots=True)
class Histogram:
    """Counts of values in classes of equal width.

    Parameters
    ----------
    edges : ndarray of shape (classes + 1,)
        Where the classes begin and end. A value on an edge is in the class to its right, the last edge aside.
    counts : ndarray of shape (classes,)
        How many values lie in each.
    """

    edges: NDArray[np.float64]
    counts: NDArray[np.int64]

    @property
    def total(self) -> int:
        """How many values there are in all."""
        return int(self.counts.sum())

    @property
    def shares(self) -> NDArray[np.float64]:
        """What part of all values lies in each class, shape (classes,)."""
        part: NDArray[np.float64] = self.counts / self.total
        return part

    def class_of(self, value: float) -> int:
        """Return which class a value lies in, counted from 0.

        Raises
        ------
        InputError
            If it lies outside the range.
        """
        place = real_number("value", value, at_least=float(self.edges[0]), at_most=float(self.edges[-1]))
        return min(int(np.searchsorted(self.edges, place, side="right")) - 1, len(self.counts) - 1)


def histogram(values: ArrayLike, *, low: float, high: float, classes: int) -> Histogram:
    """Return how many of some values lie in each class of a range.

    Parameters
    ----------
    values : array of shape (N,)
        At least one, none outside the range.
    low, high : float
        The range.
    classes : int
        How many classes it is cut into.

    Raises
    ------
    InputError
        If the values are not as described, the range is empty, or there are no classes or more than a thousand.

    Examples
    --------
    >>> histogram([0.1, 0.2, 0.5, 1.0], low=0, high=1, classes=2).counts.tolist()
    [2, 2]
    """
    array = finite_array("values", values, ranks=(1,)).astype(np.float64)
    start, end = real_number("low", low), real_number("high", high)
    number = whole_number("classes", classes, at_least=1)
    if number > MOST_CLASSES:
        raise bad("classes", classes, f"an integer from 1 to {MOST_CLASSES}")
    if not start < end:
        raise bad("high", high, f"a number above low, {start:g}")
    if array.min() < start or array.max() > end:
        raise bad("values", array, f"numbers from {start:g} to {end:g}")
    edges = np.linspace(start, end, number + 1)
    place = np.minimum(np.searchsorted(edges, array, side="right") - 1, number - 1)
    return Histogram(edges, np.bincount(place, minlength=number).astype(np.int64))
