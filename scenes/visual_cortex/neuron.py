"""A neuron of visual cortex, and the stimulus it is shown: a bar of light over its receptive field."""

from __future__ import annotations

from typing import Any

import numpy as np
from manim import DEGREES, DL, DR, UL, UR, Animation, Circle, ManimColor, VGroup, VMobject
from numpy.typing import NDArray

from convmath.core.provenance import Traced
from scenes.base.motion import ByAlpha
from scenes.base.theme import Theme
from scenes.mobjects.charts.plot import at_fraction
from scenes.mobjects.grids.grid import PixelMap

Point = NDArray[np.float64]


class Bar(VMobject):
    """A bar of light across the picture of a receptive field, cut off at its border as the field sees it.

    Angles and offsets are those of `convmath.images.named_images.bar`: in degrees anticlockwise from the horizontal,
    and in pixels across the bar's own direction.

    Parameters
    ----------
    field
        The picture that it lies on.
    angle, offset
        How it lies at first.
    thickness
        In the field's pixels.
    theme
        The theme whose accent it has.
    """

    def __init__(self, field: PixelMap, *, angle: float, offset: float, thickness: float, theme: Theme) -> None:
        super().__init__(stroke_color=theme.accent, stroke_width=4, fill_color=theme.accent, fill_opacity=0.3)
        self._field = field
        self._thickness = thickness
        self.pose(angle, offset * across(angle))

    def pose(self, angle: float, through: Point) -> Bar:
        """Lay the bar at `angle` through a point, given from the field's middle in pixels."""
        pixel, middle = self._field.cell_size, self._field.get_center()
        normal = across(angle)
        outline = [middle + self._field.width / 2 * corner for corner in (DL, DR, UR, UL)]
        for side in (1, -1):
            limit = side * normal @ (middle + pixel * through) + self._thickness / 2 * pixel
            outline = _cut(outline, side * normal, limit)
        self.set_points_as_corners([*outline, outline[0]])
        return self

    def turn(self, start: float, end: float, *, offset: float, about: float, **options: Any) -> Animation:
        """Return the animation that turns the bar from one angle to another.

        The point it turns about lies at `offset` across a bar at the angle `about`.
        """
        point = offset * across(about)
        return ByAlpha(self, lambda bar, alpha: bar.pose(start + alpha * (end - start), point), **options)

    def slide(self, start: float, end: float, *, angle: float, **options: Any) -> Animation:
        """Return the animation that moves the bar from one offset to another."""
        return ByAlpha(
            self, lambda bar, alpha: bar.pose(angle, (start + alpha * (end - start)) * across(angle)), **options
        )


def across(angle: float) -> Point:
    """Return the unit vector across a bar at `angle`: to the right of an upright bar, down from a flat one."""
    return np.array([np.sin(angle * DEGREES), -np.cos(angle * DEGREES), 0.0])


def _cut(outline: list[Point], normal: Point, limit: float) -> list[Point]:
    """Return the part of a convex polygon for which `normal` times the point is at most `limit`."""
    kept: list[Point] = []
    for here, there in zip(outline, [*outline[1:], outline[0]]):
        first, second = normal @ here - limit, normal @ there - limit
        if first <= 0:
            kept.append(here)
        if first * second < 0:
            kept.append(here + first / (first - second) * (there - here))
    return kept


class Neuron(VGroup):
    """A ring, filled by a disc whose area is the response.

    Parameters
    ----------
    top
        The response that fills the ring.
    color
        Colour of ring and disc.
    theme
        The theme whose neutral colour the silent neuron has.
    radius
        Of the ring, in Manim units.
    """

    _MARGIN = 0.05
    """Between the full disc and the ring."""

    _SILENT = 1e-6
    """The share of `top` below which nothing is drawn."""

    def __init__(self, top: float, *, color: ManimColor, theme: Theme, radius: float = 0.45) -> None:
        self.ring = Circle(radius, stroke_color=color, stroke_width=5, fill_color=theme.neutral, fill_opacity=1)
        self.disc = Circle(radius - self._MARGIN, stroke_width=0, fill_color=color)
        super().__init__(self.ring, self.disc)
        self._top = top
        self.respond(0.0)

    def respond(self, response: float) -> Neuron:
        """Show one response."""
        share = response / self._top
        self.disc.set_fill(opacity=1.0 if share > self._SILENT else 0.0)
        centre, width = self.ring.get_center(), self.ring.width
        scale = max(share, self._SILENT) ** 0.5 * (width - 2 * self._MARGIN) / width
        self.disc.points = centre + scale * (self.ring.points - centre)
        return self

    def answer(self, responses: Traced[NDArray[Any]], **options: Any) -> Animation:
        """Return the animation that shows one response after another, each as long as the next."""
        return ByAlpha(
            self, lambda neuron, alpha: neuron.respond(float(at_fraction(responses.value, alpha))), **options
        )
