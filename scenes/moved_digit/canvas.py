"""A black canvas, and on it a digit that travels."""

from __future__ import annotations

from typing import Any

import numpy as np
from manim import BLACK, Animation, DashedVMobject, Group, Square
from numpy.typing import NDArray

from convmath.core.provenance import Traced
from convmath.training.moved_digit import CANVAS, REACH
from convmath.training.zeros_and_ones import SIDE
from scenes.base.motion import ByAlpha, Carried
from scenes.base.theme import DARK, Theme
from scenes.mobjects.grids.grid import PixelMap


class Canvas(Group):
    """A canvas with a digit in its middle; ``canvas.home`` marks where it stands then.

    Parameters
    ----------
    image
        A traced array: the digit's pixels.
    theme
        The theme whose rule frames the canvas.
    side
        The canvas's side in Manim units.
    """

    def __init__(self, image: Traced[NDArray[Any]], *, theme: Theme, side: float) -> None:
        self.pixel = side / CANVAS
        self.ground = Square(side, fill_color=BLACK, fill_opacity=1, stroke_color=theme.muted, stroke_width=2)
        self.digit = PixelMap(image, height=self.pixel * SIDE, palette=theme.grey)
        self.home = home(side)
        super().__init__(self.ground, self.digit, self.home)

    def place(self, move: tuple[float, float]) -> NDArray[np.float64]:
        """Return the digit's centre after a move by rows down and columns to the right."""
        rows, columns = move
        return np.asarray(self.ground.get_center() + self.pixel * np.array([columns, -rows, 0.0]))

    def travel(self, moves: list[tuple[int, int]], *, run_time: float, **options: Any) -> Animation:
        """Return the animation that takes the digit along straight lines from each move to the next."""
        carried = Carried(self.digit)
        places = np.array([self.place(move) for move in moves])
        legs = np.linspace(0, 1, len(moves))

        def stand(mobject: Any, alpha: float) -> None:
            del mobject
            carried.to(np.array([np.interp(alpha, legs, axis) for axis in places.T]))

        return ByAlpha(self.digit, stand, run_time=run_time, **options)

    def step_through(self, moves: list[tuple[int, int]], *, run_time: float, **options: Any) -> Animation:
        """Return the animation that sets the digit at each move in turn, without a way between."""
        carried = Carried(self.digit)
        places = [self.place(move) for move in moves]

        def stand(mobject: Any, alpha: float) -> None:
            del mobject
            carried.to(places[min(int(alpha * len(places)), len(places) - 1)])

        return ByAlpha(self.digit, stand, run_time=run_time, **options)


def home(side: float) -> DashedVMobject:
    """Return the mark of where digits stand in training, on a canvas of some side in Manim units."""
    return DashedVMobject(Square(side / CANVAS * SIDE, stroke_color=DARK.kernel, stroke_width=2), num_dashes=28)


CORNERS = ((REACH, REACH), (REACH, -REACH), (-REACH, -REACH), (-REACH, REACH))
"""The moves that take a digit to the corners of the canvas, clockwise from the lower right one."""
