"""A grid of cells that lies flat and is seen from above, slanting."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial
from typing import Any

import numpy as np
from manim import Dot, ManimColor, Polygon, VGroup, VMobject
from numpy.typing import NDArray

from scenes.base.links import PointableCells
from scenes.base.theme import Theme

Place = tuple[int, int]

_DOT = 0.045


class FlatGrid(VGroup):
    """The cells of a grid, the first row farthest from the viewer.

    Parameters
    ----------
    size
        Rows and columns.
    right, down
        Shape (3,): the steps from one column, and from one row, to the next.
    middle
        Shape (3,): where the grid's middle is.
    color
        Of the border.
    theme
        The theme whose rule separates the cells.
    dot
        Radius of the dot in the middle of each cell; at 0 there is none.

    Examples
    --------
    .. code-block:: python

        from manim import DOWN, LEFT, ORIGIN, RIGHT, FadeIn, Scene
        from scenes.base.theme import DARK
        from scenes.mobjects.wiring.flat_grid import FlatGrid


        class Units(Scene):
            def construct(self):
                steps = {"right": 0.8 * RIGHT, "down": 0.5 * DOWN + 0.3 * LEFT}
                units = FlatGrid((4, 5), middle=ORIGIN, color=DARK.output, theme=DARK, **steps)
                self.play(FadeIn(units))
    """

    def __init__(
        self,
        size: tuple[int, int],
        *,
        right: NDArray[np.float64],
        down: NDArray[np.float64],
        middle: NDArray[np.float64],
        color: ManimColor,
        theme: Theme,
        dot: float = _DOT,
    ) -> None:
        self.rows, self.cols = size
        self._right, self._down = right, down
        self._corner = middle - self.cols / 2 * right - self.rows / 2 * down
        lines = VMobject(stroke_color=theme.rule, stroke_width=1.5)
        for row in range(1, self.rows):
            lines.start_new_path(self._at(row, 0)).add_line_to(self._at(row, self.cols))
        for col in range(1, self.cols):
            lines.start_new_path(self._at(0, col)).add_line_to(self._at(self.rows, col))
        self.border = self.around(range(self.rows), range(self.cols), stroke_color=color, stroke_width=3)
        places = np.ndindex(self.rows, self.cols)
        dots = VGroup(*(Dot(self.centre((row, col)), radius=dot, color=color) for row, col in places if dot))
        super().__init__(lines, self.border, dots)

    @property
    def cell_width(self) -> float:
        """How far apart two columns are, from left to right."""
        return float(self._right[0])

    @property
    def cell_depth(self) -> float:
        """How far apart two rows are, from top to bottom."""
        return float(-self._down[1])

    def centre(self, place: Place) -> NDArray[np.float64]:
        """Return the centre of a cell, shape (3,)."""
        return self._at(place[0] + 0.5, place[1] + 0.5)

    def around(self, rows: Iterable[int], cols: Iterable[int], **style: Any) -> Polygon:
        """Return the border around the cells from the first to the last of `rows` and of `cols`."""
        return Polygon(*self.corners(rows, cols), **style)

    def corners(self, rows: Iterable[int], cols: Iterable[int]) -> list[NDArray[np.float64]]:
        """Return the four corners of the cells from the first to the last of `rows` and of `cols`."""
        (top, bottom), (left, right) = ((min(axis), max(axis) + 1) for axis in (tuple(rows), tuple(cols)))
        return [self._at(top, left), self._at(top, right), self._at(bottom, right), self._at(bottom, left)]

    def pointable(self, read: Callable[[int, int], Iterable[Any]] | None = None) -> PointableCells:
        """Return the cells, to be pointed at one by one, each joined by lines with what `read` says it reads."""
        corners = partial(self.corners, range(self.rows), range(self.cols))
        return PointableCells(self.border, (self.rows, self.cols), corners, read=read, lines=True)

    def _at(self, row: float, col: float) -> NDArray[np.float64]:
        corner: NDArray[np.float64] = self._corner + col * self._right + row * self._down
        return corner
