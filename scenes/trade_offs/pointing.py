"""A level arrow between two things that stand side by side."""

from __future__ import annotations

import numpy as np
from manim import RIGHT, UP, Line, ManimColor, Mobject, Polygon, VGroup

_GAP, _HEAD, _HALF = 0.12, 0.18, 0.1


def arrow_from(left: Mobject, right: Mobject, *, color: ManimColor, most: float = 0.7) -> VGroup:
    """Return an arrow from one thing to another on its right, at the height of the first and in the middle between.

    Parameters
    ----------
    left, right
        The two.
    color
        The arrow's colour.
    most
        How long it is at most, in Manim units.
    """
    start, end = float(left.get_right()[0]) + _GAP, float(right.get_left()[0]) - _GAP
    spare = max(end - start - most, 0) / 2
    y = float(left.get_center()[1])
    first, last = np.array([start + spare, y, 0.0]), np.array([end - spare, y, 0.0])
    neck = last - _HEAD * RIGHT
    shaft = Line(first, neck, stroke_color=color, stroke_width=3)
    head = Polygon(last, neck + _HALF * UP, neck - _HALF * UP, stroke_width=0, fill_color=color, fill_opacity=1)
    return VGroup(shaft, head)
