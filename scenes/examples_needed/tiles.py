"""Small images in rows: drawn at random, and photographs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from manim import DOWN, RIGHT, Animation, FadeIn, Group, LaggedStart
from numpy.typing import NDArray

from convmath.core.provenance import Traced
from scenes.base.theme import Theme
from scenes.mobjects.grids.grid import PixelMap

COLUMNS, ROWS = 5, 4
SIDE, _GAP = 1.14, 0.11


class Tiles(Group):
    """Images side by side, `COLUMNS` in a row; its submobjects are the pictures, in reading order.

    Parameters
    ----------
    images
        The traced images, all of one size.
    top_left
        Where the block's corner lies.
    theme
        The theme.
    """

    def __init__(self, images: Sequence[Traced[Any]], *, top_left: NDArray[np.float64], theme: Theme) -> None:
        super().__init__(*(PixelMap(image, height=SIDE, palette=theme.grey) for image in images))
        self.arrange_in_grid(cols=COLUMNS, buff=_GAP)
        self.shift(top_left - self.get_corner(np.array([-1.0, 1.0, 0.0])))

    def appear(self, *, run_time: float) -> Animation:
        """Return the animation in which the images come, one after another."""
        return LaggedStart(*(FadeIn(tile, scale=0.8) for tile in self), lag_ratio=0.1, run_time=run_time)


def width_of_block() -> float:
    """Return how wide a block of tiles is, in Manim units."""
    return COLUMNS * SIDE + (COLUMNS - 1) * _GAP


def block_corner(*, right_half: bool, top: float, edge: float) -> NDArray[np.float64]:
    """Return the top left corner of a block whose outer side lies at the distance `edge` from the middle."""
    return np.asarray(top * -DOWN + (edge - width_of_block() if right_half else -edge) * RIGHT)
