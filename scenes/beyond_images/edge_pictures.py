"""The image and its slope along the rows, uncovered as the window goes: first one row, then all of them."""

from __future__ import annotations

from functools import partial
from typing import Any

import numpy as np
from manim import Animation, Group, Rectangle
from numpy.typing import NDArray

from scenes.base.motion import ByAlpha
from scenes.base.readout import Statement
from scenes.base.theme import Theme
from scenes.base.typesetting import LABEL, words
from scenes.beyond_images.parameters import SIDE, BeyondImagesParameters
from scenes.mobjects.grids.grid import PixelGrid
from scenes.mobjects.grids.panel import Panel
from scenes.mobjects.grids.sliding_stage import NumberStyle

SHOWN = 4.9
"""Side of the image on stage."""
PHOTO, MAP = np.array([-4.1, 0.75, 0.0]), np.array([4.1, 0.75, 0.0])
BELOW = -2.3
"""Baseline of the labels below."""
_WIDEST, _LARGEST = 2.5, 0.8


class EdgePictures:
    """The map of slopes, the kernel that makes it, and the window on the image.

    Parameters
    ----------
    given
        What was chosen.
    photo
        The image, which stands at `PHOTO`.
    theme
        The theme.
    """

    def __init__(self, given: BeyondImagesParameters, photo: Panel, *, theme: Theme) -> None:
        self._theme, self._side, self._photo = theme, given.kernel, photo.picture
        found = given.edges()
        limit = max(abs(found.value.lowest), abs(found.value.highest))
        palette = partial(theme.signed, limit=limit)
        rows, _ = found.value.answers.shape
        self.map = Panel(
            found.field("answers"), theme=theme, palette=palette, side=SHOWN * rows / SIDE, hatch=True
        ).move_to(MAP)
        self.row = min(max(given.row - self._side // 2, 0), rows - 1)
        kernel = given.edge_kernel()
        cell = min(_LARGEST, _WIDEST / self._side)
        style = NumberStyle.fitting(kernel.value, cell)
        pale = partial(theme.signed, limit=1.5 * (self._side // 2))
        look: dict[str, Any] = {"palette": pale, "form": style.form, "size": style.size, "border": theme.kernel}
        self.kernel = PixelGrid(kernel, theme=theme, cell=cell, **look)
        self.kernel.move_to((PHOTO + MAP) / 2)
        self.kernel_label = Statement("{n} × {n}", color=theme.kernel, size=LABEL, n=given.side()).next_to(
            self.kernel, np.array([0.0, 1.0, 0.0]), buff=0.2
        )
        self.labels = [
            words("the image", color=theme.input).set_x(PHOTO[0]).set_baseline(BELOW),
            words("hatched: darker to the right", color=theme.output).set_x(MAP[0]).set_baseline(BELOW),
        ]
        self.window = self._frame(self.row, 0, self._side)
        self._uncovered = self.map.picture.pixel_array[:, :, 3].copy()

    def row_by_row(self, *, run_time: float) -> tuple[Animation, Animation]:
        """Return two animations: the window goes along the row that was the signal, then it takes all rows at once."""
        rows, cols = self.map.picture.rows, self.map.picture.cols

        def along(_: object, alpha: float) -> None:
            self.window.become(self._frame(self.row, alpha * (cols - 1), self._side))
            self._uncover(self.row, alpha * cols, 0)

        def down(_: object, alpha: float) -> None:
            self.window.become(self._frame(alpha * (rows - 1), 0, SIDE))
            self._uncover(self.row, cols, alpha * rows)

        moved = Group(self.map.picture, self.window)
        first, second = 0.55 * run_time, 0.45 * run_time
        return ByAlpha(moved, along, run_time=first), ByAlpha(moved, down, run_time=second)

    def cover(self) -> None:
        """Hide the map, which is then uncovered."""
        self._uncover(0, 0, 0)

    def at_strongest(self, row: int, col: int) -> Rectangle:
        """Return the window at the place of an answer."""
        return self._frame(row, col, self._side)

    def _frame(self, row: float, col: float, width: int) -> Rectangle:
        cell = self._photo.cell_size
        frame = Rectangle(width=cell * width, height=cell * self._side, stroke_color=self._theme.kernel, stroke_width=5)
        return frame.move_to(self._photo.corner_of(row + self._side / 2, col + width / 2))

    def _uncover(self, row: int, cols: float, rows: float) -> None:
        """Show the first `rows`, and in `row` the first `cols` values."""
        picture = self.map.picture
        shown: NDArray[np.bool_] = np.zeros((picture.rows, picture.cols), dtype=bool)
        shown[: int(rows)] = True
        shown[row, : int(cols)] = True
        times = picture.pixel_array.shape[0] // picture.rows
        mask = shown.repeat(times, axis=0).repeat(times, axis=1)
        picture.pixel_array[:, :, 3] = np.where(mask, self._uncovered, 0)
