"""The photograph in colour, its planes in shades of their own light, and many maps on one sheet."""

from __future__ import annotations

from functools import partial
from typing import Any

import numpy as np
from manim import RESAMPLING_ALGORITHMS, WHITE, Animation, ImageMobject, ManimColor, interpolate_color, linear
from numpy.typing import NDArray

from convmath.convolution.filter_bank import each_to_one, tile_columns, tiled
from convmath.core.provenance import Traced, traced
from scenes.base.theme import Theme
from scenes.mobjects.grids.grid import Palette, PixelMap

GAP = 2
_PIXELS = 16
"""Picture pixels along the side of a value of the photograph."""

_SOME_WHITE = 0.3
"""White in the light of a plane: pure blue would be too dark to tell its shades apart."""


def light(plane: int, limit: float) -> Palette:
    """Return the palette of the red, the green or the blue plane, whose values go from 0 to `limit`."""
    full = interpolate_color(ManimColor(tuple(np.eye(3)[plane])), WHITE, _SOME_WHITE)
    return partial(_shade, full=full, limit=limit)


def _shade(value: float, *, full: ManimColor, limit: float) -> ManimColor:
    return interpolate_color(ManimColor("#000000"), full, value / limit)


class ColourPicture(ImageMobject):
    """Three planes as one picture in colour.

    Parameters
    ----------
    planes
        Traced whole levels, shape (3, rows, columns).
    limit
        The highest level.
    side
        Height in Manim units.
    """

    def __init__(self, planes: Traced[NDArray[np.int64]], *, limit: float, side: float) -> None:
        pixels = (255 * planes.value.transpose(1, 2, 0) / limit).astype(np.uint8)
        pixels = pixels.repeat(_PIXELS, axis=0).repeat(_PIXELS, axis=1)
        super().__init__(np.dstack([pixels, np.full(pixels.shape[:2], 255, dtype=np.uint8)]))
        self.set_resampling_algorithm(RESAMPLING_ALGORITHMS["nearest"])
        self.height = side


class OutputSheet(PixelMap):
    """Many maps on one picture, row by row, each on a scale of its own, with the stage between them.

    Parameters
    ----------
    maps
        Traced maps, shape (maps, rows, columns).
    theme
        The theme.
    side
        Length of the longer side in Manim units.
    """

    def __init__(self, maps: Traced[NDArray[Any]], *, theme: Theme, side: float) -> None:
        sheet = traced(tiled, traced(each_to_one, maps), gap=GAP)
        rows, cols = sheet.value.shape
        palette = partial(theme.signed, limit=1.0)
        super().__init__(sheet, height=side * rows / max(rows, cols), palette=palette, hatch=True)
        self._places = np.full(sheet.value.shape, len(maps))
        self.count, height, width = maps.value.shape
        for number in range(self.count):
            top, left = self.corner(number, height, width)
            self._places[top : top + height, left : left + width] = number
        self.size = height, width
        self.show(0)

    def corner(self, number: int, height: int, width: int) -> tuple[int, int]:
        """Return the row and the column of the sheet in which a map begins."""
        row, column = divmod(number, tile_columns(self.count))
        return row * (height + GAP), column * (width + GAP)

    def middle_of(self, number: int) -> NDArray[np.float64]:
        """Return where the middle of a map stands."""
        height, width = self.size
        top, left = self.corner(number, height, width)
        return self.corner_of(top + height / 2, left + width / 2)

    def show(self, count: float) -> None:
        """Show the first maps and hide the others."""
        shown = self._enlarged(self._places < min(count, self.count))
        self.pixel_array[:, :, 3] = np.where(shown, 255, 0)

    def show_more(self, first: int, last: int, *, run_time: float) -> Animation:
        """Return the animation that shows the maps from one number to another, one by one."""
        return _Appear(self, first, last, run_time=run_time, rate_func=linear)


class _Appear(Animation):
    by_alpha_alone = True

    def __init__(self, sheet: OutputSheet, first: int, last: int, **options: Any) -> None:
        super().__init__(sheet, **options)
        self._ends = first, last

    def interpolate_mobject(self, alpha: float) -> None:
        first, last = self._ends
        self.mobject.show(first + int(self.rate_func(alpha) * (last - first) + 1e-9))
