"""The best few greys for many: exact, as greys lie on a line."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


def best_greys(levels: Sequence[int], weights: Sequence[float], numbers: Sequence[int]) -> list[list[int]]:
    """Return the greys that stand for others with the least squared error, for several numbers of them.

    The best few greys of those up to some level are one more than the best of those up to a lower level; so the best of
    all are found level by level (dynamic programming).

    Parameters
    ----------
    levels
        Distinct levels, ascending.
    weights
        How much the error of each counts.
    numbers
        How many greys to return, for each answer; ascending, and no more than there are levels.

    Examples
    --------
    >>> best_greys([0, 10, 11, 250], [1, 2, 1, 5], [2, 3])
    [[8, 250], [0, 10, 250]]
    """
    costs, centres = _runs(np.array(levels, np.float64), np.array(weights, np.float64))
    count = len(levels)
    least = costs[0]
    begins: list[NDArray[np.intp]] = [np.zeros(count, np.intp)]
    answers: list[list[int]] = []
    for number in range(1, numbers[-1] + 1):
        if number > 1:
            before = np.concatenate([[np.inf], least[:-1]])
            totals = before[:, None] + costs
            begins.append(totals.argmin(axis=0))
            least = totals.min(axis=0)
        if number in numbers:
            answers.append(_centres(begins, centres))
    return answers


def _runs(levels: Floats, weights: Floats) -> tuple[Floats, NDArray[np.int64]]:
    """Return for each first and last level what it costs to show all between as one grey, and which grey is best."""
    count = len(levels)
    above = ~np.tri(count, k=-1, dtype=bool)
    mass, first = (np.cumsum(np.where(above, value, 0.0), axis=1) for value in (weights, weights * levels))
    middle = np.divide(first, mass, out=np.broadcast_to(levels[:, None], mass.shape).copy(), where=mass > 0)
    centres = np.rint(np.clip(middle, levels[:, None], np.maximum(levels[:, None], levels)))
    costs = np.where(above, 0.0, np.inf)
    for at, (level, weight) in enumerate(zip(levels, weights, strict=True)):  # weights differ by many powers of ten
        costs[: at + 1, at:] += weight * (level - centres[: at + 1, at:]) ** 2
    return costs, centres.astype(np.int64)


def _centres(begins: Sequence[NDArray[np.intp]], centres: NDArray[np.int64]) -> list[int]:
    """Follow the beginnings of the runs from the last level back to the first."""
    found, last = [], len(centres) - 1
    for begin in reversed(begins):
        first = int(begin[last])
        found.append(int(centres[first, last]))
        last = first - 1
    return found[::-1]
