"""Two pixels of a picture, and the gap between them that opens."""

from __future__ import annotations

from typing import Any

import numpy as np
from manim import Animation, Circle, Line, VGroup
from numpy.typing import NDArray

from scenes.base.motion import ByAlpha, Carried
from scenes.base.theme import Theme
from scenes.mobjects.grids.grid import PixelMap

_RADIUS = 0.09


class Gap(VGroup):
    """A filled and an open ring on two pixels and a line between them, in a casing that parts them from the picture.

    Parameters
    ----------
    picture
        The picture.
    pixel
        Row and column of the first pixel.
    step
        Rows and columns that the second is away at a distance of one.
    theme
        The theme whose accent it has.

    Examples
    --------
    .. code-block:: python

        from manim import Scene
        from convmath.core.provenance import traced
        from convmath.images.named_images import image_by_name
        from scenes.base.theme import DARK
        from scenes.locality.gap import Gap
        from scenes.mobjects.grids.grid import PixelMap


        class Opening(Scene):
            def construct(self):
                camera = traced(image_by_name, "camera", height=96, width=96)
                picture = PixelMap(camera, height=5.0, palette=DARK.grey)
                gap = Gap(picture, (40, 20), (0, 1), theme=DARK)
                self.add(picture, gap)
                self.play(gap.open(1, 50, run_time=2))
    """

    def __init__(
        self, picture: PixelMap, pixel: tuple[int, int], step: tuple[int, int], *, theme: Theme, distance: float = 1
    ) -> None:
        self.picture, self._pixel, self._step = picture, pixel, np.array(step)
        casing = {"color": theme.background, "stroke_width": 11}
        line = {"color": theme.accent, "stroke_width": 5}
        start, end = self._ends(distance)
        self.casing = VGroup(
            Line(start, end + 1e-3, **casing), *(Circle(_RADIUS, **casing).move_to(at) for at in (start, end))
        )
        first = Circle(_RADIUS, **line).move_to(start).set_fill(theme.accent, 1)
        second = Circle(_RADIUS, **line).move_to(end).set_fill(theme.background, 1)
        self.line = Line(start, end + 1e-3, **line)
        self.marks = VGroup(self.line, first, second)
        super().__init__(self.casing, self.marks)
        self._firsts, self._seconds = (
            [Carried(ring) for ring in rings] for rings in ((self.casing[1], first), (self.casing[2], second))
        )
        self.set_distance(distance)

    def set_distance(self, distance: float) -> Gap:
        """Stand on the picture, where it is now, with the second pixel at a distance from the first."""
        start, end = self._ends(distance)
        for line in (self.casing[0], self.line):
            line.set_points_as_corners([start, end])
        for rings, place in ((self._firsts, start), (self._seconds, end)):
            for ring in rings:
                ring.to(place)
        return self

    def open(self, start: float, end: float, **options: Any) -> Animation:
        """Return the animation in which the second pixel moves off, from one distance to another."""
        return ByAlpha(self, lambda _, alpha: self.set_distance((1 - alpha) * start + alpha * end), **options)

    def _ends(self, distance: float) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        row, col = self._pixel
        down, right = distance * self._step
        return self.picture.centre_of(row, col), self.picture.centre_of(row + down, col + right)
