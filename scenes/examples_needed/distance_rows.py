"""How far random points are away: in the plane they are drawn, in more dimensions their distances alone."""

from __future__ import annotations

import numpy as np
from manim import (
    DOWN,
    LEFT,
    RIGHT,
    UP,
    Animation,
    Dot,
    FadeIn,
    LaggedStart,
    Line,
    ReplacementTransform,
    Square,
    TransformFromCopy,
    VGroup,
    VMobject,
)
from numpy.typing import NDArray

from convmath.core.facts import Name
from convmath.core.provenance import Traced
from convmath.images.image_space import RandomPoints
from scenes.base.readout import Readout, Statement
from scenes.base.theme import Theme
from scenes.base.typesetting import CELL, LABEL, SMALLEST, words

_POINT = 0.035
_TICK, _NEAREST = 0.26, 0.52
"""Half the height of a distance's line, and of the nearest one's."""
_MARGIN, _LEAST_ROOM = 0.35, 1.2


class Plane(VGroup):
    """Points of a square, and the ways from one of them to the nearest and the farthest.

    Parameters
    ----------
    points
        Random points of two dimensions.
    side
        Of the square, in Manim units.
    theme
        The theme.
    """

    def __init__(self, points: Traced[RandomPoints], *, side: float, theme: Theme) -> None:
        drawn = points.value
        self.square = Square(side, stroke_color=theme.rule, stroke_width=3)
        self.dots = VGroup(*(Dot(_on(point, side), radius=_POINT, color=theme.input) for point in drawn.points))
        here = _on(drawn.observer, side)
        self.near, self.far = (
            Line(here, _on(drawn.points[index], side), color=color, stroke_width=width)
            for index, color, width in (
                (drawn.nearest, theme.accent, 8),
                (drawn.farthest, theme.kernel, 4),
            )
        )
        self.observer = Dot(here, radius=2.6 * _POINT, color=theme.ink)
        super().__init__(self.square, self.dots, self.far, self.near, self.observer)


class DistanceRow(VGroup):
    """A line for each distance from 0 to that of the farthest point, the nearest marked with its share of it.

    Parameters
    ----------
    points
        Random points.
    left, right, y
        Where the row runs: 0 lies at `left`, the farthest at `right`.
    theme
        The theme.
    height
        How many times as high as usual the lines are.
    of
        What has so many dimensions.
    """

    def __init__(
        self,
        points: Traced[RandomPoints],
        *,
        left: float,
        right: float,
        y: float,
        theme: Theme,
        height: float = 1.0,
        of: Name | None = None,
    ) -> None:
        self._theme, tick, nearest = theme, _TICK * height, _NEAREST * height
        drawn = points.value
        places = left + (right - left) * drawn.relative
        self.axis = Line([left, y - tick, 0], [right, y - tick, 0], color=theme.muted, stroke_width=2.5)
        self.lines = VGroup(
            *(
                Line([x, y - tick, 0], [x, y + tick, 0], color=theme.input, stroke_width=1.5, stroke_opacity=0.75)
                for x in places
            )
        )
        self.seeds = VGroup(*(Dot([x, y - tick, 0], radius=_POINT, color=theme.input) for x in places))
        x = float(places[drawn.nearest])
        self.nearest = Line([x, y - tick, 0], [x, y + nearest, 0], color=theme.accent, stroke_width=7)
        self.farthest = Line([right, y - tick, 0], [right, y + nearest, 0], color=theme.kernel, stroke_width=7)
        self.share = Readout(points.field("ratio"), color=theme.accent, size=LABEL)
        self.share.next_to([x, y + nearest, 0], UP if x - left < _LEAST_ROOM else LEFT, buff=0.12)
        self.share.shift(max(0, left - self.share.get_left()[0]) * RIGHT)
        self.label = VGroup(Statement("{n} dimensions", color=theme.ink, n=points.field("dimensions")))
        if of is not None:
            self.label.add(Statement("as {of} images have", color=theme.muted, size=SMALLEST, of=of))
        for line, baseline in zip(self.label, (y + 0.02, y - 0.36)):
            line.set_baseline(baseline).shift((left - _MARGIN - line.get_right()[0]) * RIGHT)
        super().__init__(self.axis, self.lines, self.nearest, self.farthest, self.share, self.label)

    @property
    def outlines(self) -> tuple[VMobject, ...]:
        """All of it that isn't text."""
        return self.axis, self.lines, self.nearest, self.farthest

    def heads(self) -> VGroup:
        """Return the names of the two marks, below them."""
        near, far = (
            words(text, size=CELL, color=mark.get_color())
            for text, mark in (("nearest", self.nearest), ("farthest", self.farthest))
        )
        near.next_to(self.axis, DOWN, buff=0.25).align_to(self.axis, LEFT)
        far.next_to(self.axis, DOWN, buff=0.25).align_to(self.axis, RIGHT).set_baseline(near.baseline)
        return VGroup(near, far)

    def gather(self, plane: Plane, *, run_time: float) -> Animation:
        """Return the animation in which each point of a plane comes to where its distance lies on the axis."""
        pairs = zip(plane.dots, self.seeds)
        return LaggedStart(*(TransformFromCopy(*pair) for pair in pairs), lag_ratio=0.005, run_time=run_time)

    def rise(self) -> Animation:
        """Return the animation in which the points on the axis become lines."""
        return ReplacementTransform(self.seeds, self.lines, run_time=0.7)

    def mark(self) -> Animation:
        """Return the animation that marks the nearest."""
        return FadeIn(self.nearest, self.farthest, self.share, shift=0.15 * UP)

    def appear(self, *, run_time: float) -> Animation:
        """Return the animation in which the row comes, the nearest point last."""
        steps = (FadeIn(self.label, self.axis), FadeIn(self.lines, shift=0.3 * LEFT), self.mark())
        return LaggedStart(*steps, lag_ratio=0.45, run_time=run_time)


def _on(point: NDArray[np.float64], side: float) -> NDArray[np.float64]:
    """Return where a point of the unit square lies on a square around the origin."""
    x, y = (point - 0.5) * side
    return np.array([x, y, 0.0])
