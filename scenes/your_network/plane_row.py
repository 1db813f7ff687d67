"""The blocks of a network as planes in a row, and lines that open from a unit down to the image."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from manim import Dot, Line, Polygon, Rectangle, VGroup
from numpy.typing import NDArray

from convmath.core.facts import Name
from convmath.core.provenance import Traced
from scenes.base.readout import Readout
from scenes.base.theme import Theme
from scenes.base.typesetting import SMALLEST
from scenes.mobjects.grids.panel import Panel

_SLANT = 0.24
_TALLEST, _SHORTEST = 2.9, 0.45
_LONGEST_NAME = 12
_NAMES = (-2.15, -2.6)
"""Heights of the names on stage, in turn, so that neighbours do not meet."""


class PlaneRow(VGroup):
    """A slanted plane for each block, as high as the logarithm of its rows says, with its name below.

    Parameters
    ----------
    anatomy
        The traced `convmath.networks.network_anatomy.NetworkAnatomy`.
    theme
        The theme.
    left, right, level
        Where the planes stand, in Manim units.

    Examples
    --------
    .. code-block:: python

        from manim import FadeIn, Scene
        from convmath.core.provenance import traced
        from convmath.networks.network_anatomy import small_residual_network
        from scenes.base.theme import DARK
        from scenes.your_network.plane_row import PlaneRow


        class Planes(Scene):
            def construct(self):
                anatomy = traced(small_residual_network)
                self.play(FadeIn(PlaneRow(anatomy, theme=DARK, left=-5, right=5, level=0.5)))
    """

    def __init__(self, anatomy: Traced[Any], *, theme: Theme, left: float, right: float, level: float) -> None:
        blocks = anatomy.value.blocks
        largest = math.log2(max(2, anatomy.value.input_shape[1]))
        places = np.linspace(left, right, 2 * len(blocks) + 1)[1::2]
        self.planes, self.names = VGroup(), VGroup()
        for number, (block, x) in enumerate(zip(blocks, places)):
            rows = block.output_shape[1] if len(block.output_shape) > 1 else 1
            height = _SHORTEST + (_TALLEST - _SHORTEST) * math.log2(max(1, rows)) / largest
            color = theme.dense if len(block.output_shape) == 1 else theme.output
            plane = _plane(x, level, height).set_stroke(color, 3).set_fill(color, 0.22)
            name = Readout(_short(block.name), color=theme.muted, size=SMALLEST)
            name.set_x(x).set_baseline(_NAMES[number % 2 if len(blocks) > 4 else 0])
            self.planes.add(plane)
            self.names.add(name)
        super().__init__(self.planes, self.names)

    def unit(self, number: int) -> NDArray[np.float64]:
        """Return where the middle unit of a block stands."""
        return np.asarray(self.planes[number].get_center())


class OpenedField(VGroup):
    """A unit, the pixels that it sees, and lines from the one to the other.

    Parameters
    ----------
    panel
        The image.
    unit
        Where the unit stands.
    interval
        The first and last row, and the first and last column, of what it sees.
    theme
        The theme.
    """

    def __init__(
        self, panel: Panel, unit: NDArray[np.float64], interval: tuple[tuple[int, int], ...], *, theme: Theme
    ) -> None:
        (top, bottom), (left, right) = interval
        cell = panel.picture.cell_size
        corners = [panel.picture.centre_of(row, col) for row, col in ((top, left), (bottom, right))]
        middle, size = (corners[0] + corners[1]) / 2, np.abs(corners[1] - corners[0]) + cell
        self.region = Rectangle(width=size[0], height=size[1], stroke_color=theme.accent, stroke_width=4)
        self.region.move_to(middle).set_fill(theme.accent, 0.12)
        ends = [self.region.get_corner(np.array([1.0, up, 0.0])) for up in (1.0, -1.0)]
        self.lines = VGroup(*(Line(unit, end, color=theme.accent, stroke_width=2.5) for end in ends))
        self.dot = Dot(unit, radius=0.09, color=theme.accent)
        super().__init__(self.region, self.lines, self.dot)

    def outline(self) -> Rectangle:
        """Return the outline of the pixels, to stay where the next unit's field opens."""
        return self.region.copy().set_fill(opacity=0).set_stroke(width=2, opacity=0.7)


def _plane(x: float, level: float, height: float) -> Polygon:
    rise = min(_SLANT, height / 3)
    half = height / 2
    return Polygon(
        [x - _SLANT, level - half - rise / 2, 0],
        [x + _SLANT, level - half + rise / 2, 0],
        [x + _SLANT, level + half + rise / 2, 0],
        [x - _SLANT, level + half - rise / 2, 0],
    )


def _short(name: Name) -> Name:
    text = name.text if len(name.text) <= _LONGEST_NAME else f"{name.text[: _LONGEST_NAME - 1]}…"
    return Name(text, name.source)
