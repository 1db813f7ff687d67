"""A network's layer as an upright plane, seen obliquely.

A unit stands where the centre of its receptive field stands in the input, and units are as far apart as those centres
are. So planes one behind another are true to scale, and a unit's neighbour sees the same region, moved.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Any

import numpy as np
from manim import ManimColor, Polygon, VGroup, VMobject
from numpy.typing import NDArray

from scenes.base.theme import Theme

Points = NDArray[np.float64]
Footprint = tuple[Sequence[int], Sequence[int]]
"""Rows and columns of a plane; every crossing of the two is a unit of the footprint."""

FACES, CELLS, EDGES = 1, 2, 3
"""What lies over the planes: the faces of a cone, lit cells, the edges of a cone (as z-index)."""


@dataclass(frozen=True)
class Lattice:
    """Where the units of a square layer stand over the input; all lengths in input pixels.

    Parameters
    ----------
    units
        Number of rows, and of columns.
    start
        Coordinate of the first unit's centre; the centre of the first input pixel is 0.
    jump
        Distance between the centres of neighbouring units.
    """

    units: int
    start: float = 0.0
    jump: float = 1.0


@dataclass(frozen=True)
class Oblique:
    """An oblique view on upright planes: where one pixel across and one pixel down lead on screen.

    Parameters
    ----------
    pixel
        Height of an input pixel on screen, in Manim units.
    foreshortening
        Width of a pixel on screen, as a fraction of its height.
    slope
        How far a row rises over its width, as a fraction of that width.
    """

    pixel: float
    foreshortening: float = 0.68
    slope: float = 0.32

    @classmethod
    def fitting(cls, pixels: int, height: float) -> Oblique:
        """Return the view in which a plane of `pixels` × `pixels` is `height` high."""
        return cls(height / pixels / (1 + cls.foreshortening * cls.slope))

    @property
    def across(self) -> Points:
        """The way on screen from a pixel to its right neighbour."""
        return self.pixel * self.foreshortening * np.array([1.0, self.slope, 0.0])

    @property
    def down(self) -> Points:
        """The way on screen from a pixel to the one below it."""
        return self.pixel * np.array([0.0, -1.0, 0.0])


class LayerPlane(VGroup):
    """One layer; ``plane[row, col]``, zero-based, is the outline of a unit.

    Parameters
    ----------
    lattice
        Where the units stand.
    view
        How the plane is seen.
    centre
        Where on screen the middle of the input would be, if this were the input's plane.
    middle
        Coordinate of the middle of the input, in input pixels.
    color
        Colour of the plane's border.
    theme
        The theme; its rule separates the units.
    """

    def __init__(
        self, lattice: Lattice, view: Oblique, *, centre: Points, middle: float, color: ManimColor, theme: Theme
    ) -> None:
        super().__init__()
        self.units = lattice.units
        self._across, self._down = view.across * lattice.jump, view.down * lattice.jump
        first = (lattice.start - middle) / lattice.jump - 0.5
        self._corner_at_start = centre + first * (self._across + self._down)
        whole = self._corner_at_start + np.array(self._corners(0, 0, self.units, self.units))
        self.sheet = Polygon(*whole, color=color, stroke_width=2.5, fill_color=theme.neutral, fill_opacity=0.6)
        self.rules = VMobject(stroke_color=theme.rule, stroke_width=1.5)
        for line in range(1, self.units):
            for step, along in ((self._across, self._down), (self._down, self._across)):
                start = self._corner_at_start + line * step
                self.rules.append_points(line_between(start, start + self.units * along))
        self.add(self.sheet, self.rules)

    def __getitem__(self, index: tuple[int, int]) -> Cells:
        row, col = index
        return self.cells(((row,), (col,)))

    def cells(self, footprint: Footprint) -> Cells:
        """Return the units of a footprint as one mobject, in raster order.

        Raises
        ------
        IndexError
            If one of them lies outside the plane.
        """
        places = list(product(*footprint))
        return Cells(places, [self.quad(((row,), (col,))) for row, col in places])

    def quad(self, footprint: Footprint) -> Points:
        """Return the corners of the region that a footprint spans, clockwise from the top left, as shape (4, 3)."""
        (top, bottom), (left, right) = ((min(axis), max(axis)) for axis in footprint)
        if min(top, left) < 0 or max(bottom, right) >= self.units:
            raise IndexError(f"rows {top}…{bottom}, columns {left}…{right} leave the {self.units}×{self.units} plane")
        corner = self.sheet.get_vertices()[0]
        return np.asarray(corner + np.array(self._corners(top, left, bottom + 1, right + 1)))

    def frame(self, footprint: Footprint, **style: Any) -> Polygon:
        """Return an outline around the region that a footprint spans."""
        return Polygon(*self.quad(footprint), **style)

    def _corners(self, top: int, left: int, bottom: int, right: int) -> list[Points]:
        places = ((top, left), (top, right), (bottom, right), (bottom, left))
        return [row * self._down + col * self._across for row, col in places]


class Cells(VMobject):
    """Units of a plane as one mobject, which may show only some of them.

    Parameters
    ----------
    places
        Row and column of each.
    quads
        Their corners, each of shape (4, 3).
    """

    def __init__(self, places: Sequence[tuple[int, int]], quads: Sequence[Points]) -> None:
        super().__init__(z_index=CELLS)
        self.places = tuple(places)
        self._quads = tuple(quads)
        self.show(self.places)

    def paint(self, color: ManimColor, border: ManimColor, opacity: float = 1.0) -> Cells:
        """Fill the cells, with a thin border that keeps neighbours apart."""
        self.set_fill(color, opacity=opacity)
        self.set_stroke(border, width=1.5)
        return self

    def show(self, places: Collection[tuple[int, int]]) -> Cells:
        """Draw those of the cells that are among `places`, and no others."""
        quads = [closed(quad) for place, quad in zip(self.places, self._quads) if place in places]
        self.set_points(np.vstack(quads) if quads else np.zeros((0, 3)))
        return self


def anticlockwise(quad: Points) -> Points:
    """Return the corners in the order in which they enclose a positive area on screen."""
    following = np.roll(quad, -1, axis=0)
    area = (quad[:, 0] * following[:, 1] - quad[:, 1] * following[:, 0]).sum()
    return quad if area >= 0 else quad[::-1]


def closed(corners: Points) -> Points:
    """Return the outline of a polygon as cubic Bézier curves."""
    return np.vstack([line_between(start, end) for start, end in zip(corners, np.roll(corners, -1, axis=0))])


def line_between(start: Points, end: Points) -> Points:
    """Return a straight line as one cubic Bézier curve."""
    return np.array([start + fraction * (end - start) for fraction in (0, 1 / 3, 2 / 3, 1)])
