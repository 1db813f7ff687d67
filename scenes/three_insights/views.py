"""A picture on a plane that may be seen from the side, and of which any part may fill the plane."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np
from manim import DOWN, RIGHT, UP
from numpy.typing import NDArray

from convmath.core.provenance import Traced
from scenes.mobjects.grids.grid import Palette, PixelMap

Point = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class View:
    """Where a plane stands on stage, and which square part of an image fills it.

    Parameters
    ----------
    corner, right, down
        Shape (3,): its upper left corner, and the ways along its upper and its left edge.
    top, left, count
        The first row and column of the part, and how many of both it has; not always whole numbers.
    """

    corner: Point
    right: Point
    down: Point
    top: float
    left: float
    count: float

    @classmethod
    def slanting(cls, middle: Point, *, right: Point, down: Point, count: float) -> View:
        """Return a plane around its middle that shows the whole of an image."""
        return cls(middle - (right + down) / 2, right, down, 0.0, 0.0, count)

    @classmethod
    def frontal(cls, middle: Point, side: float, *, count: float) -> View:
        """Return a plane seen from the front that shows the whole of an image."""
        return cls.slanting(middle, right=side * RIGHT, down=side * DOWN, count=count)

    @property
    def middle(self) -> Point:
        """The plane's middle, shape (3,)."""
        return np.asarray(self.corner + (self.right + self.down) / 2)

    def part(self, top: float, left: float, count: float) -> View:
        """Return the same plane with another part of the image."""
        return View(self.corner, self.right, self.down, top, left, count)

    def at(self, row: float, col: float) -> Point:
        """Return where the upper left corner of the pixel at (row, col) stands."""
        along, across = (col - self.left) / self.count, (row - self.top) / self.count
        return np.asarray(self.corner + along * self.right + across * self.down)

    def centre(self, place: tuple[int, int]) -> Point:
        """Return where the middle of a pixel stands."""
        return self.at(place[0] + 0.5, place[1] + 0.5)

    def corners(self, rows: Iterable[int], cols: Iterable[int]) -> list[Point]:
        """Return the outline of the pixels from the first to the last of `rows` and of `cols`, closed."""
        (top, bottom), (left, right) = ((min(axis), max(axis) + 1) for axis in (tuple(rows), tuple(cols)))
        found = [self.at(top, left), self.at(top, right), self.at(bottom, right), self.at(bottom, left)]
        return [*found, found[0]]

    def outline(self) -> list[Point]:
        """Return the outline of the plane, closed."""
        ends = [self.corner, self.corner + self.right, self.corner + self.right + self.down, self.corner + self.down]
        return [*ends, ends[0]]

    def towards(self, other: View, share: float) -> View:
        """Return what is seen after a share of the way to another view; the zoom goes by equal factors."""
        if share in (0, 1):
            return (self, other)[int(share)]
        count = self.count ** (1 - share) * other.count**share
        left = 1 - share if self.count == other.count else (count - other.count) / (self.count - other.count)

        def between(first: Any, last: Any, rest: float) -> Any:
            return last + rest * (first - last)

        return View(
            corner=between(self.corner, other.corner, 1 - share),
            right=between(self.right, other.right, 1 - share),
            down=between(self.down, other.down, 1 - share),
            top=between(self.top, other.top, left),
            left=between(self.left, other.left, left),
            count=count,
        )


class PlanePicture(PixelMap):
    """A map that is looked at in some view.

    Parameters
    ----------
    values
        A traced array of shape (side, side).
    view
        The first view.
    palette
        What colour a value has.
    """

    def __init__(self, values: Traced[NDArray[Any]], view: View, *, palette: Palette) -> None:
        super().__init__(values, height=1.0, palette=palette)
        self._whole: NDArray[np.uint8] = self.pixel_array.copy()
        self.look(view)

    def look(self, view: View) -> None:
        """Show what is seen in a view."""
        self.view = view
        rows, cols = self._lines(view.top, view.count), self._lines(view.left, view.count)
        self.pixel_array = self._whole[np.ix_(rows, cols)]
        self.orig_alpha_pixel_array = self.pixel_array[:, :, 3].copy()
        below = view.corner + view.down
        self.points = np.array([view.corner, view.corner + view.right, below, below + view.right])

    def _lines(self, first: float, count: float) -> NDArray[np.int64]:
        """Return which of all rows, or columns, of the whole picture stand where in the part."""
        size = len(self._whole)
        places = (first + (np.arange(size) + 0.5) / size * count) * size / self.rows
        lines: NDArray[np.int64] = np.clip(places.astype(np.int64), 0, size - 1)
        return lines


LEANING = {"right": 2.4 * RIGHT + 0.85 * UP, "down": 4.0 * DOWN}
"""How the two planes of a layer are turned: their edges from left to right, and from top to bottom."""
