"""A few pixels of a picture, enlarged until their numbers can be read."""

from __future__ import annotations

from typing import Any

import numpy as np
from manim import DOWN, LEFT, RIGHT, UP, Animation, AnimationGroup, Create, FadeIn, Line, VGroup
from numpy.typing import NDArray

from convmath.core.provenance import Traced
from convmath.images.resampling import Part
from scenes.base.theme import Theme
from scenes.mobjects.grids.grid import PixelGrid, PixelMap


class CloseUp(VGroup):
    """A frame around a spot of a picture, its pixels as a grid of numbers, and the lines of sight between the two.

    Parameters
    ----------
    greys
        The traced pixels of the part, as whole grey levels.
    part
        Where it was cut out.
    picture
        The picture it was cut out of.
    cell
        Side of an enlarged pixel in Manim units.
    theme
        The theme.

    Examples
    --------
    .. code-block:: python

        from manim import LEFT, RIGHT, Scene
        from convmath.core.provenance import traced
        from convmath.images.named_images import image_by_name
        from convmath.images.resampling import part_around, quantise
        from scenes.base.theme import DARK
        from scenes.locality.close_up import CloseUp
        from scenes.mobjects.grids.grid import PixelMap


        class Near(Scene):
            def construct(self):
                camera = traced(image_by_name, "camera", height=64, width=64)
                picture = PixelMap(camera, height=5.0, palette=DARK.grey).shift(3 * LEFT)
                part = traced(part_around, camera, row=20, column=30, side=4)
                greys = traced(quantise, part.field("pixels"), levels=256)
                near = CloseUp(greys, part.value, picture, cell=0.9, theme=DARK)
                near.move_grid(3 * RIGHT)
                self.add(picture, near.spot)
                self.play(near.open(run_time=1))
    """

    def __init__(self, greys: Traced[Any], part: Part, picture: PixelMap, *, cell: float, theme: Theme) -> None:
        brightest = 255
        self.theme = theme
        self.grid = PixelGrid(greys, theme=theme, cell=cell, palette=lambda grey: theme.grey(grey / brightest))
        rows, cols = part.pixels.shape
        where = range(part.top, part.top + rows), range(part.left, part.left + cols)
        self.spot = picture.around(*where, color=theme.accent, stroke_width=3)
        self.sight = VGroup()
        super().__init__(self.grid, self.spot, self.sight)

    def move_grid(self, place: NDArray[np.float64] | list[float]) -> None:
        """Set the grid where its centre is at a place, and draw the lines of sight to it."""
        self.grid.move_to(place)
        ends = ((UP + RIGHT, UP + LEFT), (DOWN + RIGHT, DOWN + LEFT))
        look = {"color": self.theme.accent, "stroke_width": 2}
        lines = (Line(self.spot.get_corner(own), self.grid.get_corner(other), **look) for own, other in ends)
        self.sight.become(VGroup(*lines))

    def open(self, *, run_time: float) -> Animation:
        """Return the animation in which the grid comes out of the spot."""
        grid = FadeIn(self.grid, target_position=self.spot, scale=0.05)
        return AnimationGroup(grid, *(Create(line) for line in self.sight), run_time=run_time)

    def ring(self, *cells: tuple[int, int]) -> VGroup:
        """Return frames around some of the grid's cells."""
        squares = (self.grid[cell].square.copy() for cell in cells)
        return VGroup(*(square.set_fill(opacity=0).set_stroke(self.theme.accent, 6) for square in squares))
