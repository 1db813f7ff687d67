"""One window of a gradient kernel, factor by factor: a difference in each row, then their weighted sum."""

from __future__ import annotations

from typing import Any

import numpy as np
from manim import DOWN, LEFT, RIGHT, UP, Animation, AnimationGroup, FadeIn, Line, Rectangle, VGroup
from numpy.typing import NDArray

from scenes.base.readout import Statement, equality
from scenes.base.typesetting import STATEMENT, words
from scenes.mobjects.grids.grid import PixelGrid
from scenes.mobjects.grids.sliding_stage import NumberStyle
from scenes.sobel_edge.edge_study import EdgeStudy
from scenes.sobel_edge.factors import FactorBoard


class WindowSum(VGroup):
    """The pixels under the window of the strongest edge, their differences, and the formula of the sum.

    Parameters
    ----------
    study
        The image and its kernel.
    board
        The kernel's factors, which come to stand above and beside the pixels.
    place
        Centre of the pixels.
    """

    def __init__(self, study: EdgeStudy, board: FactorBoard, *, place: NDArray[np.float64]) -> None:
        self._study, self._board, self._theme = study, board, study.theme
        cell = board.product.cell_size
        pixels = study.window.field("patch")
        style = NumberStyle.fitting(pixels.value, cell)
        look: dict[str, Any] = {"theme": self._theme, "cell": cell}
        self.patch = PixelGrid(pixels, palette=self._theme.grey, form=style.form, size=style.size, **look)
        self.patch.move_to(place)
        style = NumberStyle.fitting(study.differences.value, cell)
        self.differences = PixelGrid(study.differences, form=style.form, size=style.size, **look)
        self.differences.next_to(self.patch, RIGHT, buff=0.8 * cell)
        self.times = words("$times$", color=self._theme.muted)
        self.times.move_to(self.differences.get_right() + 0.4 * cell * RIGHT)
        self.reader = Rectangle(
            width=self.patch.width, height=cell, stroke_color=self._theme.kernel, stroke_width=6
        ).move_to(self._row_factor_place())
        self.formula = self._formula()
        super().__init__(self.patch, self.differences, self.times, self.reader)

    def bring_factors(self) -> list[Animation]:
        """Return the animations that bring the factors beside the pixels."""
        cell = self._board.product.cell_size
        beside = self.differences.get_right() + 1.3 * cell * RIGHT
        return [
            self._board.row.animate.move_to(self._row_factor_place()),
            self._board.column.animate.move_to(beside),
        ]

    def rays(self, window: Rectangle) -> VGroup:
        """Return two lines from the window's corners to those of the pixels."""
        corners = ((UP + RIGHT, UP + LEFT), (DOWN + RIGHT, DOWN + LEFT))
        ends = [(window.get_corner(near), self.patch.get_corner(far)) for near, far in corners]
        return VGroup(*(Line(*pair, color=self._theme.kernel, stroke_width=1.5) for pair in ends))

    def read_row(self, row: int) -> Animation:
        """Return the animation in which the row factor reads one row of pixels, and leaves its difference."""
        pixels = VGroup(*(self.patch[row, col].square for col in range(self.patch.cols)))
        return AnimationGroup(
            self.reader.animate.move_to(pixels),
            FadeIn(self.differences[row, 0], shift=0.5 * RIGHT),
            lag_ratio=0.5,
        )

    def _row_factor_place(self) -> NDArray[np.float64]:
        return np.asarray(self.patch.get_top() + 0.8 * self._board.product.cell_size * UP)

    def _formula(self) -> Statement:
        weights, differences = self._study.x_kernel.field("column"), self._study.differences
        total = self._study.window.field("sum")
        sources: dict[str, Any] = {"sum": total}
        terms = []
        for row in range(len(weights)):
            weight, difference = f"weight{row}", f"difference{row}"
            sources |= {weight: weights[row], difference: differences[row, 0]}
            negative = differences.value[row, 0] < 0
            terms.append(f"{{{weight}}} × " + (f"({{{difference}}})" if negative else f"{{{difference}}}"))
        sign = equality(total, *differences[:, 0])
        return Statement(
            "$G_x =$ " + " + ".join(terms) + f" {sign} {{sum}}",
            color=self._theme.ink,
            colors={"sum": self._theme.output},
            size=STATEMENT,
            **sources,
        )
