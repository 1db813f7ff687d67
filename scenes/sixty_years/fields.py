"""Fields of cells: one pattern at one place, at several places, and at every place of what the eye sees."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from manim import (
    DEGREES,
    Animation,
    Arrow,
    Circle,
    Create,
    Ellipse,
    FadeIn,
    LaggedStart,
    Line,
    Square,
    TransformFromCopy,
    VGroup,
)
from numpy.typing import NDArray

from scenes.base.theme import Theme
from scenes.base.typesetting import words

Point = NDArray[np.float64]
SPOKEN = (-1.6, -2.1)
"""The baselines of two lines under a frame."""


class Field(VGroup):
    """What a simple cell answers to: light on the filled bar, darkness on the hollow ones beside it.

    Parameters
    ----------
    place
        Its middle, shape (3,).
    size
        Its length.
    angle
        How its bar lies, in degrees from upright, anticlockwise.
    theme
        The theme.
    """

    def __init__(self, place: Point, *, size: float, angle: float, theme: Theme) -> None:
        bar = Ellipse(width=0.26 * size, height=0.96 * size, color=theme.kernel, stroke_width=2)
        bar.set_fill(theme.kernel, opacity=1)
        sides = [
            Ellipse(width=0.22 * size, height=0.78 * size, color=theme.input, stroke_width=2).set_x(x * size)
            for x in (-0.32, 0.32)
        ]
        super().__init__(bar, *sides)
        self.rotate(angle * DEGREES).move_to(place)


class CellWithFields(VGroup):
    """A frame for what the eye sees, one pattern at some places in it, and a cell that they lead to.

    Parameters
    ----------
    middle
        Of the frame.
    side
        Of the frame.
    offsets
        Where the fields lie, from the frame's middle.
    size, angle
        Of the fields.
    theme
        The theme.
    """

    def __init__(
        self, middle: Point, *, side: float, offsets: Sequence[Point], size: float, angle: float, theme: Theme
    ) -> None:
        self.frame = Square(side, color=theme.muted, stroke_width=2.5).move_to(middle)
        self.fields = [Field(middle + offset, size=size, angle=angle, theme=theme) for offset in offsets]
        place = middle + np.array([side / 2 + 0.75, 0.0, 0.0])
        self.cell = Circle(0.3, color=theme.output, stroke_width=4).set_fill(theme.output, opacity=0.5).move_to(place)
        self.lines = [
            Line(field.get_center() + 0.3 * size * _towards(field.get_center(), place), self.cell.get_left())
            for field in self.fields
        ]
        VGroup(*self.lines).set_stroke(theme.output, 3)
        super().__init__(self.frame, *self.lines, *self.fields, self.cell)

    def appear(self, *, run_time: float) -> Animation:
        """Return the animation in which the frame comes, then the field, then the cell."""
        parts = [
            FadeIn(self.frame),
            FadeIn(VGroup(*self.fields), scale=0.6),
            *map(Create, self.lines),
            FadeIn(self.cell),
        ]
        return LaggedStart(*parts, lag_ratio=0.6, run_time=run_time)

    def appear_from(self, other: CellWithFields, *, run_time: float) -> Animation:
        """Return the animation in which the field of another cell is taken to every place of this one."""
        (field,) = other.fields
        parts = [
            TransformFromCopy(other.frame, self.frame),
            *(TransformFromCopy(field, own) for own in self.fields),
            *map(Create, self.lines),
            FadeIn(self.cell),
        ]
        return LaggedStart(*parts, lag_ratio=0.3, run_time=run_time)


class CellPlane(VGroup):
    """A plane of cells, in rows and columns: each sees the same pattern at its own place.

    Parameters
    ----------
    middle, side
        Of the plane.
    count
        Cells in a row.
    angle
        Of their pattern.
    theme
        The theme.
    share
        How much of its place a field takes.
    """

    def __init__(
        self, middle: Point, *, side: float, count: int, angle: float, theme: Theme, share: float = 0.8
    ) -> None:
        self.frame = Square(side, color=theme.muted, stroke_width=2.5).move_to(middle)
        places = _lattice(middle, side, count)
        self.fields = [Field(place, size=share * side / count, angle=angle, theme=theme) for place in places]
        super().__init__(self.frame, *self.fields)


class Pool(VGroup):
    """A plane of complex cells, which are circles.

    Parameters
    ----------
    middle, side, count
        As of a `CellPlane`.
    theme
        The theme.
    """

    def __init__(self, middle: Point, *, side: float, count: int, theme: Theme) -> None:
        self.frame = Square(side, color=theme.muted, stroke_width=2.5).move_to(middle)
        self.cells = [
            Circle(0.32 * side / count, color=theme.output, stroke_width=2).set_fill(theme.output, 0.5).move_to(place)
            for place in _lattice(middle, side, count)
        ]
        self._arrow_color = theme.muted
        super().__init__(self.frame, *self.cells)

    def arrow_from(self, plane: CellPlane) -> Arrow:
        """Return the arrow that leads from a plane of simple cells to these."""
        ends = (plane.frame.get_right(), self.frame.get_left())
        return Arrow(*ends, buff=0.12, color=self._arrow_color, stroke_width=4)


def two_lines(frame: Square, name: str, meaning: str, *, theme: Theme) -> VGroup:
    """Return what is to stand under a frame."""
    lines = zip((name, meaning), (theme.ink, theme.muted), SPOKEN)
    return VGroup(*(words(text, color=color).set_baseline(y).set_x(frame.get_x()) for text, color, y in lines))


def _lattice(middle: Point, side: float, count: int) -> list[Point]:
    step = side / count
    return [
        middle + step * np.array([col - (count - 1) / 2, (count - 1) / 2 - row, 0.0])
        for row in range(count)
        for col in range(count)
    ]


def _towards(start: Point, end: Point) -> Point:
    way = end - start
    return np.asarray(way / np.linalg.norm(way))
