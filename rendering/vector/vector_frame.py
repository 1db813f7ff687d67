"""A frame as paths and images instead of pixels."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from rendering.core.frames import Pixels

Point: TypeAlias = tuple[float, float]
Rgba: TypeAlias = tuple[float, float, float, float]
"""Red, green, blue and opacity from 0 to 1; colours are not multiplied by their opacity."""

Matrix: TypeAlias = tuple[float, float, float, float, float, float]
"""a, b, c, d, e, f as in SVG and Cairo: x' = a·x + c·y + e and y' = b·x + d·y + f."""

Bounds: TypeAlias = tuple[float, float, float, float]
"""Left, top, right, bottom."""

MITER_LIMIT = 10.0
"""Cairo's default: the most half widths by which a mitred corner may stick out."""


@dataclass(frozen=True)
class Metadata:
    """The words that go into a vector file.

    Parameters
    ----------
    title
        Its title.
    description
        The alternative text, for those who cannot see it.
    language
        The language of both, as in HTML.
    """

    title: str = ""
    description: str = ""
    language: str = "en"


NO_METADATA = Metadata()


@dataclass(frozen=True)
class Gradient:
    """Colours along a line, from `start` to `end`; each stop is an offset from 0 to 1 and a colour."""

    start: Point
    end: Point
    stops: tuple[tuple[float, Rgba], ...]


Paint: TypeAlias = Rgba | Gradient


@dataclass(frozen=True)
class StrokeStyle:
    """How an outline is stroked: the width, and SVG's names of join and cap."""

    width: float
    join: str
    cap: str


@dataclass(frozen=True, eq=False)
class Subpath:
    """A run of connected cubic curves.

    Parameters
    ----------
    points
        Shape (3 n + 1, 2): the start, and for each curve its two control points and its end.
    closed
        Whether the last point is joined to the first.
    """

    points: NDArray[np.float64]
    closed: bool


@dataclass(frozen=True, eq=False)
class VectorPath:
    """An outline that is filled by the nonzero rule, then stroked; at least one of `fill` and `stroke` is given.

    Its `owner` is the mobject that it was drawn for, where that was recorded.
    """

    outline: tuple[Subpath, ...]
    fill: Paint | None = None
    stroke: Paint | None = None
    stroke_style: StrokeStyle | None = None
    owner: object = None

    def extent(self) -> Bounds:
        """Return bounds of everything the path can touch; they may be too large."""
        points = np.concatenate([subpath.points for subpath in self.outline])
        margin = 0.0
        if self.stroke_style is not None:
            margin = self.stroke_style.width / 2 * (MITER_LIMIT if self.stroke_style.join == "miter" else np.sqrt(2))
        (left, top), (right, bottom) = points.min(axis=0) - margin, points.max(axis=0) + margin
        return float(left), float(top), float(right), float(bottom)


@dataclass(frozen=True, eq=False)
class Raster:
    """An image at its own resolution.

    Parameters
    ----------
    pixels
        Shape (rows, cols, 4), colours not multiplied by their opacity.
    matrix
        From pixels of the image, counted from its top left corner, to the frame.
    smooth
        Whether pixels are interpolated where the image is enlarged.
    owner
        The mobject that it was drawn for, where that was recorded.
    """

    pixels: Pixels
    matrix: Matrix
    smooth: bool
    owner: object = None

    def extent(self) -> Bounds:
        """Return the bounds of the image."""
        rows, cols = self.pixels.shape[:2]
        return mapped_bounds((0.0, 0.0, float(cols), float(rows)), self.matrix)


@dataclass(frozen=True, eq=False)
class Group:
    """Items in coordinates of their own, clipped to `clip`."""

    items: tuple[Item, ...]
    matrix: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)
    clip: Bounds | None = None
    owner: object = None

    def extent(self) -> Bounds:
        """Return bounds of everything the group can touch."""
        if self.clip is not None:
            return mapped_bounds(self.clip, self.matrix)
        extents = np.array([item.extent() for item in self.items]).reshape(-1, 4)
        (left, top), (right, bottom) = extents[:, :2].min(axis=0), extents[:, 2:].max(axis=0)
        return mapped_bounds((float(left), float(top), float(right), float(bottom)), self.matrix)


Item: TypeAlias = VectorPath | Raster | Group


@dataclass(frozen=True, eq=False)
class VectorFrame:
    """One frame.

    Parameters
    ----------
    width, height
        Size of the frame; one unit is a pixel of the raster frame, y runs downwards.
    background
        What lies below everything; empty where the background is transparent.
    foreground
        What is drawn on it, from the lowest to the topmost.
    x_height
        Height of a lowercase x of its smallest text; ``None`` where there is no text.
    """

    width: float
    height: float
    background: tuple[Item, ...] = ()
    foreground: tuple[Item, ...] = ()
    x_height: float | None = None

    @property
    def bounds(self) -> Bounds:
        """The bounds of the whole frame."""
        return 0.0, 0.0, self.width, self.height

    def items_within(self, bounds: Bounds) -> Iterator[Item]:
        """Yield background and foreground, without what lies entirely outside the bounds."""
        return (item for item in (*self.background, *self.foreground) if overlap(item.extent(), bounds))


def rectangle(
    bounds: Bounds, fill: Paint | None = None, stroke: Paint | None = None, stroke_style: StrokeStyle | None = None
) -> VectorPath:
    """Return a rectangle."""
    left, top, right, bottom = bounds
    return VectorPath(
        (polygon([(left, top), (right, top), (right, bottom), (left, bottom)]),), fill, stroke, stroke_style
    )


def polygon(corners: Iterable[Point]) -> Subpath:
    """Return a closed polygon, each edge as a cubic curve with its control points at one and two thirds."""
    ends = np.array(list(corners), dtype=float)
    ends = np.vstack([ends, ends[:1]])
    thirds = ends[:-1, None] + np.diff(ends, axis=0)[:, None] * np.array([1 / 3, 2 / 3, 1])[:, None]
    return Subpath(np.vstack([ends[:1], thirds.reshape(-1, 2)]), closed=True)


def mapped_bounds(bounds: Bounds, matrix: Matrix) -> Bounds:
    """Return the upright bounds of a rectangle that has been mapped by a matrix."""
    a, b, c, d, e, f = matrix
    left, top, right, bottom = bounds
    corners = [(left, top), (right, top), (right, bottom), (left, bottom)]
    xs, ys = [a * x + c * y + e for x, y in corners], [b * x + d * y + f for x, y in corners]
    return min(xs), min(ys), max(xs), max(ys)


def overlap(one: Bounds, other: Bounds) -> bool:
    """Return whether two rectangles have a point in common, be it of an edge."""
    return one[0] <= other[2] and other[0] <= one[2] and one[1] <= other[3] and other[1] <= one[3]
