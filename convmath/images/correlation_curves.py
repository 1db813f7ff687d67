"""How likeness falls with distance: the correlation of an image's pixels as a curve."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from numpy.typing import ArrayLike

from convmath.core.errors import bad, whole_number
from convmath.images.locality import correlation_map


@dataclass(frozen=True, slots=True)
class CorrelationCurve:
    """The correlation of an image's pixels at one, two, three … times a step.

    Parameters
    ----------
    distances : tuple of int
        1, 2, 3 …: how many steps the two pixels lie apart.
    correlations : tuple of float
        Pearson's r over all pairs at each distance.
    """

    distances: tuple[int, ...]
    correlations: tuple[float, ...]

    @property
    def lowest(self) -> float:
        """The smallest of the correlations."""
        return min(self.correlations)

    @property
    def highest(self) -> float:
        """The largest of the correlations."""
        return max(self.correlations)

    def __len__(self) -> int:
        return len(self.distances)


def correlation_curve(image: ArrayLike, *, rows: int, columns: int, times: int) -> CorrelationCurve:
    """Return how alike pixels are that lie once, twice … `times` times a step of `rows` and `columns` apart.

    Parameters
    ----------
    image : array of shape (H, W)
    rows, columns : int
        One step; not both 0.
    times : int
        At least 1; so many steps stay below the shorter side.

    Raises
    ------
    InputError
        As for `correlation_map`.

    Examples
    --------
    >>> from convmath.images.named_images import checkerboard
    >>> curve = correlation_curve(checkerboard(8, 8, square=1), rows=0, columns=1, times=3)
    >>> [round(value, 6) for value in curve.correlations]
    [-1.0, 1.0, -1.0]
    """
    times = whole_number("times", times, at_least=1)
    rows, columns = (whole_number(name, value, at_least=None) for name, value in (("rows", rows), ("columns", columns)))
    step = max(abs(rows), abs(columns))
    if not step:
        raise bad("rows, columns", (rows, columns), "a step of at least one pixel")
    correlations = correlation_map(image, reach=times * step).along(rows, columns)
    return CorrelationCurve(tuple(range(1, times + 1)), correlations)


def range_at(curves: Sequence[CorrelationCurve], *, distance: int) -> tuple[float, float]:
    """Return the lowest and the highest correlation that several curves have at one distance.

    Raises
    ------
    InputError
        If there is no curve, or the distance is not on every one.

    Examples
    --------
    >>> curves = [CorrelationCurve((1, 2), (0.9, 0.5)), CorrelationCurve((1, 2), (0.7, 0.6))]
    >>> range_at(curves, distance=2)
    (0.5, 0.6)
    """
    if not curves:
        raise bad("curves", "none", "at least one curve")
    distance, shortest = whole_number("distance", distance, at_least=1), min(map(len, curves))
    if distance > shortest:
        raise bad("distance", distance, f"an integer from 1 to {shortest}")
    found = [curve.correlations[distance - 1] for curve in curves]
    return min(found), max(found)


def correlation_marks() -> tuple[int, int, int]:
    """Return the marks of a scale for Pearson's r: −1 for opposites, 0 for no relation, 1 for a straight line.

    Examples
    --------
    >>> correlation_marks()
    (-1, 0, 1)
    """
    return -1, 0, 1
