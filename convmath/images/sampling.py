"""A few places spread evenly over an image, where all of them would be too many to draw."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product

from convmath.core.errors import bad
from convmath.core.records import settle_whole


@dataclass(frozen=True, slots=True)
class SpreadPlaces:
    """Places in rows and columns over a square image, at equal distances up to half a pixel.

    Parameters
    ----------
    side : int
        Rows and columns of the image.
    along : int
        How many places there are along a side, at most as many as pixels.

    Raises
    ------
    InputError
        If a number is not an integer of at least 1, or there are more places than pixels.

    Examples
    --------
    >>> SpreadPlaces(9, 3).places[:4], SpreadPlaces(9, 3).count
    (((1, 1), (1, 4), (1, 7), (4, 1)), 9)
    """

    side: int
    along: int

    def __post_init__(self) -> None:
        settle_whole(self, "side", "along", at_least=1)
        if self.along > self.side:
            raise bad("along", self.along, f"at most {self.side}, the side of the image")

    @property
    def places(self) -> tuple[tuple[int, int], ...]:
        """Their (row, column), row by row: the pixel in the middle of each of `along` equal parts of a side."""
        line = [(2 * part + 1) * self.side // (2 * self.along) for part in range(self.along)]
        return tuple(product(line, line))

    @property
    def count(self) -> int:
        """How many there are."""
        return self.along**2
