"""A kernel as the outer product of a column and a row."""

from __future__ import annotations

from functools import partial
from typing import Any

from manim import DOWN, LEFT, UP, Animation, AnimationGroup, LaggedStart, ReplacementTransform, Transform, VGroup

from convmath.convolution.filters import SeparableKernel
from convmath.core.provenance import Traced
from scenes.base.theme import Theme
from scenes.base.typesetting import LABEL, words
from scenes.mobjects.grids.grid import PixelGrid


class FactorBoard(VGroup):
    """A column, a row, and between them the kernel that is their product.

    Parameters
    ----------
    kernel
        The traced kernel.
    theme
        The theme.
    cell
        Side of a cell in Manim units.
    size
        Font size of the numbers.
    upright
        Whether the column smooths along upright edges and the row takes the difference, as in Gx; else it is the other
        way round.
    """

    def __init__(
        self, kernel: Traced[SeparableKernel], *, theme: Theme, cell: float, size: float, upright: bool = True
    ) -> None:
        limit = 1.5 * float(abs(kernel.value.matrix).max())
        palette = partial(theme.signed, limit=limit)
        look: dict[str, Any] = {"theme": theme, "cell": cell, "size": size, "palette": palette}
        self.product = PixelGrid(kernel.field("matrix"), border=theme.kernel, **look)
        self.column = PixelGrid(kernel.field("column_matrix"), **look).next_to(self.product, LEFT, buff=cell / 2)
        self.row = PixelGrid(kernel.field("row_matrix"), **look).next_to(self.product, UP, buff=cell / 2)
        self.times = words("$times$", size=LABEL, color=theme.muted)
        self.times.move_to([self.column.get_x(), self.row.get_y(), 0.0])
        column, row = ("smooth", "difference") if upright else ("difference", "smooth")
        self.column_label = words(column, size=LABEL, color=theme.ink).next_to(self.column, DOWN, buff=0.25)
        self.row_label = words(row, size=LABEL, color=theme.ink).next_to(self.row, UP, buff=0.25)
        super().__init__(self.column, self.row, self.product, self.times, self.column_label, self.row_label)

    def multiply(self, row: int) -> Animation:
        """Return the animation in which one weight of the column meets the row and gives one row of the product."""
        weight = self.column[row, 0]
        return LaggedStart(
            *(
                AnimationGroup(
                    ReplacementTransform(weight.copy(), self.product[row, col]),
                    Transform(self.row[0, col].copy(), self.product[row, col].copy(), remover=True),
                )
                for col in range(self.product.cols)
            ),
            lag_ratio=0.25,
        )
