"""One window of a gradient kernel, factor by factor: a difference in each line, then their weighted sum."""

from __future__ import annotations

from typing import Any

import numpy as np
from manim import DOWN, LEFT, RIGHT, UP, Animation, AnimationGroup, FadeIn, Line, Rectangle, VGroup
from numpy.typing import NDArray

from scenes.base.readout import Statement, form_that_holds
from scenes.base.typesetting import STATEMENT, words
from scenes.mobjects.grids.grid import PixelGrid
from scenes.mobjects.grids.sliding_stage import NumberStyle
from scenes.sobel_edge.captions import NAMES
from scenes.sobel_edge.edge_study import EdgeStudy
from scenes.sobel_edge.factors import FactorBoard

FORMS = ("", "3")
"""Decimals in which the sum may be written."""


class WindowSum(VGroup):
    """The pixels under the window of the strongest edge, their differences, and the formula of the sum.

    Parameters
    ----------
    study
        The image and its kernel.
    board
        The kernel's factors, which come to stand beside the pixels and the differences.
    place
        Centre of the pixels. In windows over upright edges the differences stand to their right, else below them.
    """

    def __init__(self, study: EdgeStudy, board: FactorBoard, *, place: NDArray[np.float64]) -> None:
        self._study, self._board, self._theme = study, board, study.theme
        self._upright = study.axis == "gx"
        cell = board.product.cell_size
        pixels = study.window.field("patch")
        style = NumberStyle.fitting(pixels.value, cell)
        look: dict[str, Any] = {"theme": self._theme, "cell": cell}
        self.patch = PixelGrid(pixels, palette=self._theme.grey, form=style.form, size=style.size, **look)
        self.patch.move_to(place)
        style = NumberStyle.fitting(study.differences.value, cell)
        self.differences = PixelGrid(study.differences, form=style.form, size=style.size, **look)
        self.differences.next_to(self.patch, *((RIGHT, 0.8 * cell) if self._upright else (DOWN, 0.5 * cell)))
        self.times = words("$times$", color=self._theme.muted)
        self.times.move_to(self.differences.get_right() + 0.4 * cell * RIGHT)
        width, height = (self.patch.width, cell) if self._upright else (cell, self.patch.height)
        self.reader = Rectangle(width=width, height=height, stroke_color=self._theme.kernel, stroke_width=6)
        self.reader.move_to(self._reader_place())
        self.formula = self._formula()
        super().__init__(self.patch, self.differences, self.times, self.reader)

    def bring_factors(self) -> list[Animation]:
        """Return the animations that bring the factors beside the pixels and the differences."""
        board = self._board
        reading, weighing = (board.row, board.column) if self._upright else (board.column, board.row)
        beside = self.differences.get_right() + (0.8 * board.product.cell_size + weighing.width / 2) * RIGHT
        return [reading.animate.move_to(self._reader_place()), weighing.animate.move_to(beside)]

    def rays(self, window: Rectangle) -> VGroup:
        """Return two lines from the window's corners to those of the pixels."""
        corners = ((UP + RIGHT, UP + LEFT), (DOWN + RIGHT, DOWN + LEFT))
        ends = [(window.get_corner(near), self.patch.get_corner(far)) for near, far in corners]
        return VGroup(*(Line(*pair, color=self._theme.kernel, stroke_width=1.5) for pair in ends))

    def read_line(self, number: int) -> Animation:
        """Return the animation in which the difference factor reads one row or column, and leaves its difference."""
        places = [(number, across) if self._upright else (across, number) for across in range(self.patch.cols)]
        pixels = VGroup(*(self.patch[place].square for place in places))
        left = self.differences[(number, 0) if self._upright else (0, number)]
        arriving = FadeIn(left, shift=0.5 * (RIGHT if self._upright else DOWN))
        return AnimationGroup(self.reader.animate.move_to(pixels), arriving, lag_ratio=0.5)

    def _reader_place(self) -> NDArray[np.float64]:
        beside = 0.8 * self._board.product.cell_size
        return np.asarray(
            self.patch.get_top() + beside * UP if self._upright else self.patch.get_right() + beside * RIGHT
        )

    def _formula(self) -> Statement:
        weights = self._study.smoothing
        lines = [line for row in self._study.differences for line in row]
        sources: dict[str, Any] = {"sum": self._study.window.field("sum")}
        for number, (weight, line) in enumerate(zip(weights, lines)):
            sources |= {f"weight{number}": weight, f"difference{number}": line}

        def template_in(form: str) -> str:
            terms = []
            for number, line in enumerate(lines):
                difference = f"{{difference{number}:{form}}}"
                terms.append(f"{{weight{number}}} × " + (f"({difference})" if line.value < 0 else difference))
            return f"{NAMES[self._study.axis]} = " + " + ".join(terms) + f" = {{sum:{form}}}"

        return Statement(
            template_in(form_that_holds(template_in, sources, FORMS)),
            color=self._theme.ink,
            colors={"sum": self._theme.output},
            size=STATEMENT,
            **sources,
        )
