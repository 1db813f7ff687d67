"""A kernel that passes over all rows of an image at once, and the map it leaves column by column."""

from __future__ import annotations

from typing import Any

from manim import linear

from scenes.base.theme import Theme
from scenes.mobjects.grids.grid import PixelMap


class ColumnSweep:
    """A strip of windows over one column of `image`, with which `result` appears.

    Parameters
    ----------
    image
        The map that the kernel passes over.
    result
        The map, of the same shape, that it leaves.
    theme
        The theme; the strip has the colour of its kernel.
    over
        How many rows of padding the strip covers above and below the image.
    """

    def __init__(self, image: PixelMap, result: PixelMap, *, theme: Theme, over: int = 0) -> None:
        self._result = result
        rows = range(-over, image.rows + over)
        self.strip, self._end = (
            image.around(rows, (column - 1, column + 1), stroke_color=theme.kernel, stroke_width=5)
            for column in (0, image.cols - 1)
        )

    def run(self, *, run_time: float) -> list[Any]:
        """Return the animations that sweep the strip from the first column to the last."""
        travel = self.strip.animate(run_time=run_time, rate_func=linear).move_to(self._end)
        return [self._result.reveal(by_column=True, run_time=run_time), travel]
