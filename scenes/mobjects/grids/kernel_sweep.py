"""A kernel that passes over all rows, or all columns, of an image at once, and the map it leaves."""

from __future__ import annotations

from typing import Any

from manim import linear

from scenes.base.theme import Theme
from scenes.mobjects.grids.grid import PixelMap


class KernelSweep:
    """A strip of windows over one column of `image` (or one row), with which `result` appears.

    Parameters
    ----------
    image
        The map that the kernel passes over.
    result
        The map, of the same shape, that it leaves.
    theme
        The theme; the strip has the colour of its kernel.
    over
        How many pixels of padding the strip covers at either end.
    down
        Whether it covers a row and passes downwards.
    """

    def __init__(self, image: PixelMap, result: PixelMap, *, theme: Theme, over: int = 0, down: bool = False) -> None:
        self._result, self._down = result, down
        length, way = (image.cols, image.rows) if down else (image.rows, image.cols)
        whole, ends = range(-over, length + over), ((end - 1, end + 1) for end in (0, way - 1))
        self.strip, self._end = (
            image.around(*((end, whole) if down else (whole, end)), stroke_color=theme.kernel, stroke_width=5)
            for end in ends
        )

    def run(self, *, run_time: float) -> list[Any]:
        """Return the animations that sweep the strip from the first column, or row, to the last."""
        travel = self.strip.animate(run_time=run_time, rate_func=linear).move_to(self._end)
        return [self._result.reveal(by_column=not self._down, run_time=run_time), travel]
