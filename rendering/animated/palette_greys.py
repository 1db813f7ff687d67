"""Find the optimal palette of a few greys for many.

In general, optimal colour quantisation is intractable; but greys lie on a line, so each palette entry serves a run of
neighbouring levels, and dynamic programming finds the best division into runs exactly.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


def best_greys(levels: Sequence[int], weights: Sequence[float], numbers: Sequence[int]) -> list[list[int]]:
    """Return the greys that represent others with the least squared error, for several palette sizes.

    The best `n` greys for the levels up to some level are the best ``n - 1`` for those up to a lower level, and one
    more for the run in between. So one table over all levels, extended by one grey at a time, answers all sizes.

    Parameters
    ----------
    levels
        Distinct levels, ascending.
    weights
        The weight of each level's error.
    numbers
        The palette sizes, ascending, and no more than there are levels.

    Examples
    --------
    >>> best_greys([0, 10, 11, 250], [1, 2, 1, 5], [2, 3])
    [[8, 250], [0, 10, 250]]
    """
    costs, centres = _runs(np.array(levels, np.float64), np.array(weights, np.float64))
    count = len(levels)
    least = costs[0]  # least cost of the levels up to each, with one grey
    begins: list[NDArray[np.intp]] = [np.zeros(count, np.intp)]  # for each number, where the last run then begins
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
    """Return for each run, by its first and last level (rows, columns), its cost as one grey, and the best grey."""
    count = len(levels)
    above = ~np.tri(count, k=-1, dtype=bool)
    mass, moment = (np.cumsum(np.where(above, value, 0.0), axis=1) for value in (weights, weights * levels))
    means = np.divide(moment, mass, out=np.broadcast_to(levels[:, None], mass.shape).copy(), where=mass > 0)
    centres = np.rint(np.clip(means, levels[:, None], np.maximum(levels[:, None], levels)))
    costs = np.where(above, 0.0, np.inf)
    # The textbook's difference of cumulative sums would be quicker, but weights differ by many powers of ten (see
    # `palette.EXACT_WEIGHT`), so it would lose all digits of the small ones.
    for position, (level, weight) in enumerate(zip(levels, weights, strict=True)):
        costs[: position + 1, position:] += weight * (level - centres[: position + 1, position:]) ** 2
    return costs, centres.astype(np.int64)


def _centres(begins: Sequence[NDArray[np.intp]], centres: NDArray[np.int64]) -> list[int]:
    """Return the greys, following the beginnings of the runs from the last level back to the first."""
    found, last = [], len(centres) - 1
    for begin in reversed(begins):
        first = int(begin[last])
        found.append(int(centres[first, last]))
        last = first - 1
    return found[::-1]
