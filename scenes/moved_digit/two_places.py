"""One map of a network for a digit in the middle and in the corner, side by side, and what is made of it."""

from __future__ import annotations

from functools import partial
from typing import Any

import numpy as np
from manim import DOWN, RIGHT, UP, Animation, AnimationGroup, Circle, FadeIn, Group, VGroup, smooth

from convmath.core.provenance import Traced, traced
from convmath.training.digits import on_canvas
from convmath.training.moved_digit import CANVAS
from scenes.base.readout import Readout
from scenes.base.theme import Theme
from scenes.base.typesetting import LABEL, STATEMENT, words
from scenes.mobjects.grids.grid import PixelGrid
from scenes.mobjects.grids.panel import Panel

SIDE = 2.7
_COLUMNS = (-5.05, -2.0, 2.0, 5.05)
_ROWS = (1.75, -1.5)
_CELL = 1.3


class TwoPlaces(Group):
    """Left the digit in the middle, right in the corner: the canvas, and beside it one map of the last convolution.

    Parameters
    ----------
    network
        A traced `TrainedClassifier`.
    image
        A traced array: the digit's pixels.
    number
        Which map, traced.
    move
        Rows and columns of the move to the corner.
    theme
        Whose colours it has.
    """

    def __init__(
        self, network: Traced[Any], image: Traced[Any], number: Traced[int], move: tuple[int, int], *, theme: Theme
    ) -> None:
        self.network, self.image, self.number, self.theme = network, image, number, theme
        self.moves = ({"rows": 0, "columns": 0}, {"rows": move[0], "columns": move[1]})
        maps = [network.field("maps", image, **each)[number] for each in self.moves]
        limit = max(float(each.value.max()) for each in maps)
        self.canvases, self.maps = Group(), Group()
        for each, values, x_canvas, x_map in zip(self.moves, maps, _COLUMNS[::2], _COLUMNS[1::2]):
            placed = traced(on_canvas, image, side=CANVAS, **each)
            canvas = Panel(placed, theme=theme, palette=theme.grey, side=SIDE)
            panel = Panel(values, theme=theme, palette=partial(theme.magnitude, limit=limit), side=SIDE)
            self.canvases.add(canvas.move_to([x_canvas, _ROWS[0], 0]))
            self.maps.add(panel.move_to([x_map, _ROWS[0], 0]))
        self.heads = VGroup(
            *(
                words(text, size=LABEL, color=theme.muted).set_baseline(_ROWS[0] + SIDE / 2 + 0.16).shift(x * RIGHT)
                for text, x in zip(("digit", "one map", "digit", "the same map"), _COLUMNS)
            )
        )
        for head, x in zip(self.heads, _COLUMNS):
            head.shift((x - head.get_center()[0]) * RIGHT)
        super().__init__(self.canvases, self.maps, self.heads)

    def maps_come_from_canvases(self) -> Animation:
        """Return the animation in which each map comes out of its canvas."""
        return AnimationGroup(
            *(
                FadeIn(panel, target_position=canvas, scale=0.9, rate_func=smooth)
                for canvas, panel in zip(self.canvases, self.maps)
            )
        )

    def weigh(self) -> tuple[Group, VGroup]:
        """Return the weights, which stay at their places, below both maps, and the sums that come of them."""
        weights = self.network.field("weights_of_map", self.number)
        limit = float(np.abs(weights.value).max())
        palette = partial(self.theme.signed, limit=limit)
        panels = Group(
            *(
                Panel(weights, theme=self.theme, palette=palette, side=SIDE, hatch=True).move_to([x, _ROWS[1], 0])
                for x in _COLUMNS[1::2]
            )
        )
        for panel in list(panels):
            head = words("its weights", size=LABEL, color=self.theme.muted).next_to(panel, UP).set_baseline(0.02)
            panels.add(head)
        sums = VGroup()
        for move, x in zip(self.moves, _COLUMNS[::2]):
            part = self.network.field("part_of_map", self.number, self.image, **move)
            says = "one" if part.value > 0 else "zero" if part.value < 0 else "neither"
            top = words("map × weights", size=LABEL, color=self.theme.muted)
            total = Readout(part, color=self.theme.ink, size=STATEMENT)
            word = words(f"speaks for {says}", size=LABEL, color=self.theme.ink)
            column = VGroup(top, total, word).arrange(DOWN, buff=0.3).move_to([x, _ROWS[1], 0])
            sums.add(column)
        return panels, sums

    def largest(self) -> tuple[VGroup, VGroup]:
        """Return a ring around the largest value of each map, and below the largest values of all maps in cells."""
        theme, chosen = self.theme, self.number.value
        rings, grids = VGroup(), VGroup()
        for move, panel, x in zip(self.moves, self.maps, _COLUMNS[1::2]):
            row, col = self.network.field("place_of_largest", self.number, self.image, **move).value
            rings.add(Circle(0.24, color=theme.accent, stroke_width=5).move_to(panel.picture.centre_of(row, col)))
            largest = self.network.field("largest_values", self.image, **move)
            palette = partial(theme.magnitude, limit=2 * float(largest.value.max()))
            cells = largest.field("reshape", 2, -1)
            grid = PixelGrid(cells, theme=theme, cell=_CELL, palette=palette, border=theme.muted)
            grid.move_to([x + (SIDE - grid.width) / 2, _ROWS[1], 0])
            mark = grid[divmod(chosen, grid.cols)].square.copy().set_fill(opacity=0)
            grids.add(VGroup(grid, mark.set_stroke(theme.accent, 5)))
        return rings, grids
