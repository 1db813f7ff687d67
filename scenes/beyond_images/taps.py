"""The taps of a window in one, two or three dimensions: a line, a square and a cube of cells."""

from __future__ import annotations

import numpy as np
from manim import Square, VGroup

from scenes.base.theme import Theme

_BACK = 0.42
"""How far to the right and up the next frame's taps stand, as a share of a cell."""


class Taps(VGroup):
    """A cell for each weight; those of later frames stand behind, to the right and up.

    Parameters
    ----------
    dimensions
        1, 2 or 3.
    side
        Cells along each axis.
    cell
        Side of a cell in Manim units.
    theme
        The theme; the cells have the colour of its kernel.
    """

    def __init__(self, dimensions: int, *, side: int, cell: float, theme: Theme) -> None:
        self.side = side
        rows, frames = side if dimensions > 1 else 1, side if dimensions > 2 else 1
        super().__init__(
            *(
                VGroup(
                    *(
                        Square(cell, stroke_color=theme.background, stroke_width=max(1.0, 6 * cell))
                        .set_fill(theme.kernel, 1)
                        .move_to(cell * np.array([col + _BACK * frame, _BACK * frame - row, 0.0]))
                        for row in range(rows)
                        for col in range(side)
                    )
                )
                for frame in reversed(range(frames))
            )
        )
        self.center()

    @property
    def front(self) -> VGroup:
        """The cells of the first frame."""
        frame: VGroup = self.submobjects[-1]
        return frame

    @property
    def top_row(self) -> VGroup:
        """The first row of those."""
        return VGroup(*self.front.submobjects[: self.side])
