"""Outlines of images at one common scale: as a larger one arrives, those before it shrink into its corner."""

from __future__ import annotations

from typing import Any

import numpy as np
from manim import (
    DL,
    DOWN,
    LEFT,
    RIGHT,
    UL,
    UP,
    UR,
    Animation,
    AnimationGroup,
    Circle,
    FadeOut,
    Line,
    ManimColor,
    Rectangle,
    ReplacementTransform,
    Square,
    Transform,
    VGroup,
    VMobject,
    linear,
)
from numpy.typing import NDArray

from scenes.base.motion import Along

_SWEEP_ROWS = 6


class NestedFrames(VGroup):
    """Image outlines that share their lower left corner, all drawn to the scale of the largest.

    Parameters
    ----------
    seed
        What stands for the first image, such as a grid; it is the first member.
    width
        How many pixels wide that image is.
    corner
        The shared corner, shape (3,).
    room
        The width and the height that the largest outline may take, in Manim units.
    color
        Colour of the outlines and, faintly, of what they enclose.
    """

    def __init__(
        self, seed: VMobject, width: int, *, corner: NDArray[np.float64], room: tuple[float, float], color: ManimColor
    ) -> None:
        super().__init__(seed)
        self._corner, self._room, self._color = corner, room, color
        self.pixel = seed.width / width
        """Side of one pixel at the present scale, in Manim units."""

    def arrive(self, width: int, height: int, **options: Any) -> Animation:
        """Return the animation in which an image of so many pixels grows out of the last one."""
        zoom = self._zoom_to(width, height)
        last = self._outline(self[-1].width, self[-1].height)
        shrunk = [self._zoomed(frame, zoom, **options) for frame in self]
        new = self._outline(width * self.pixel, height * self.pixel)
        self.add(new)
        return AnimationGroup(*shrunk, ReplacementTransform(last, new, **options))

    def return_to(self, index: int, width: int, height: int, **options: Any) -> Animation:
        """Return the animation that goes back to an earlier image, the larger ones leaving."""
        zoom = self._zoom_to(width, height)
        kept, left = self[index], [frame for frame in self if frame is not self[index]]
        self.remove(*left)
        return AnimationGroup(self._zoomed(kept, zoom, **options), *(FadeOut(frame, **options) for frame in left))

    def sweep(self, window: VMobject, **options: Any) -> Animation:
        """Return the animation that takes a window over the last image, to and fro from the top, ending at the left."""
        frame = self[-1]
        reach = np.array([frame.width - window.width, frame.height - window.height, 0]) / 2
        rows = np.linspace(reach[1], -reach[1], _SWEEP_ROWS)
        sides = [side for row in range(_SWEEP_ROWS) for side in ((-1, 1) if row % 2 == 0 else (1, -1))]
        places = [side * reach[0] * RIGHT + y * UP for side, y in zip(sides, rows.repeat(2))]
        path = VMobject().set_points_as_corners(frame.get_center() + np.array(places))
        return Along(window, path, **({"rate_func": linear} | options))

    def _zoom_to(self, width: int, height: int) -> float:
        before, self.pixel = self.pixel, min(self._room[0] / width, self._room[1] / height)
        return float(self.pixel / before)

    def _zoomed(self, frame: VMobject, zoom: float, **options: Any) -> Animation:
        return Transform(frame, frame.copy().scale(zoom, about_point=self._corner), **options)

    def _outline(self, width: float, height: float) -> Rectangle:
        outline = Rectangle(width=width, height=height, stroke_color=self._color, stroke_width=2.5)
        outline.set_fill(self._color, opacity=0.12)
        return outline.move_to(self._corner, aligned_edge=DL)


class Loupe(VGroup):
    """A window of so few pixels that a ring has to show where it stands.

    Parameters
    ----------
    side
        Side of the window in Manim units, true to scale.
    color
        Its colour.
    """

    def __init__(self, side: float, *, color: ManimColor) -> None:
        window = Square(side, stroke_width=0, fill_color=color, fill_opacity=1)
        super().__init__(window, Circle(max(0.13, side), stroke_color=color, stroke_width=2.5))


class KernelPlates(VGroup):
    """A kernel as a pack of square plates, one for each input channel, the front one ruled into its weights.

    Parameters
    ----------
    side
        Weights along a side.
    channels
        Number of plates.
    size
        Side of a plate in Manim units.
    color, background
        Colour of the lines, and of what lies behind the stage, so that a plate hides those behind it.
    """

    def __init__(self, side: int, channels: int, *, size: float, color: ManimColor, background: ManimColor) -> None:
        super().__init__()
        for depth in reversed(range(channels)):
            plate = Square(size, stroke_color=color, stroke_width=2.5, fill_color=background, fill_opacity=1)
            self.add(plate.shift(0.12 * size * depth * UR))
        self.front = plate
        corner, step = plate.get_corner(UL), size / side
        for place in range(1, side):
            across, down = place * step * RIGHT, place * step * DOWN
            self.add(
                Line(corner + across, corner + across + size * DOWN, color=color, stroke_width=1.5),
                Line(corner + down, corner + down + size * RIGHT, color=color, stroke_width=1.5),
            )

    def magnified_from(self, loupe: VMobject) -> VGroup:
        """Return the two lines that show the kernel to be what stands under a loupe, enlarged."""
        look = {"color": self.front.get_stroke_color(), "stroke_width": 1.5}
        return VGroup(
            *(Line(loupe.get_edge_center(side), self.front.get_corner(side + UP), **look) for side in (LEFT, RIGHT))
        )
