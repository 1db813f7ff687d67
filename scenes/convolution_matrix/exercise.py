"""The matrix of a larger image, which takes the whole stage."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from manim import ManimColor, Rectangle, VGroup

from convmath.convolution.matrix_structure import MatrixStructure
from convmath.core.provenance import Traced
from scenes.base.readout import Statement
from scenes.base.theme import Theme
from scenes.base.typesetting import STATEMENT
from scenes.convolution_matrix.matrix_board import COLUMN_GAP, COLUMN_WIDTH, HEADER_GAP, MatrixBoard
from scenes.convolution_matrix.unrolled_stage import CEILING, FLOOR, LEFT_EDGE, RIGHT_EDGE
from scenes.mobjects.grids.grid import PixelGrid

_MIDDLE, _APART = 0.35, 1.6
"""The height of the grids' middle, and the distance between them."""

_LARGE, _NUMBER = 0.82, 36
"""Side of the cells before they are unrolled, and the size of their numbers."""


class Exercise:
    """An image and a kernel whose cells are numbered, and their matrix.

    Parameters
    ----------
    structure
        The traced structure of the matrix.
    colors
        What colour the weights of each row of the kernel have.
    theme
        The theme.
    """

    def __init__(self, structure: Traced[MatrixStructure], *, colors: Sequence[ManimColor], theme: Theme) -> None:
        rows, columns = structure.value.shape
        cell = min(
            (RIGHT_EDGE - LEFT_EDGE - COLUMN_GAP - COLUMN_WIDTH) / columns,
            (CEILING - FLOOR) / (rows + 1 + HEADER_GAP),
        )
        drop = (CEILING - FLOOR - cell * (rows + 1 + HEADER_GAP)) / 2
        self.board = MatrixBoard(
            structure,
            structure.field("weight_ordinals"),
            structure.field("pixel_ordinals"),
            colors=colors,
            palette=None,
            zeros=False,
            corner=np.array([LEFT_EDGE, CEILING - drop, 0.0]),
            cell=cell,
            theme=theme,
        )
        self.counts = self.board.column_at_right(list(structure.field("row_non_zeros")), "weights", color=theme.ink)
        look: dict[str, Any] = {"theme": theme, "cell": _LARGE, "size": _NUMBER}
        self.image = PixelGrid(structure.field("pixel_ordinals"), **look)
        self.kernel = PixelGrid(structure.field("kernel_ordinals"), **look)
        for row, column in np.ndindex(self.kernel.rows, self.kernel.cols):
            square, number = self.kernel[row, column]
            square.set_fill(colors[row], opacity=1)
            number.set_color(theme.text_on(colors[row]))
        self.image.shift(np.array([-_APART / 2 - self.kernel.cols * _LARGE / 2, _MIDDLE, 0.0]))
        self.kernel.shift(np.array([_APART / 2 + self.image.cols * _LARGE / 2, _MIDDLE, 0.0]))
        self.frames = VGroup(
            *(
                Rectangle(
                    width=grid.cols * _LARGE, height=grid.rows * _LARGE, stroke_color=color, stroke_width=5
                ).move_to(grid.squares())
                for grid, color in ((self.image, theme.input), (self.kernel, theme.kernel))
            )
        )
        geometry = structure.field("geometry")
        self.labels = VGroup()
        for word, name, color, grid in (
            ("image", "input_size", theme.input, self.image),
            ("kernel", "kernel_size", theme.kernel, self.kernel),
        ):
            size = geometry.field(name)
            label = Statement(word + " {a} × {b}", a=size[0], b=size[1], color=color, size=STATEMENT)
            label.set_baseline(grid.squares().get_top()[1] + 0.2)
            label.set_x(grid.get_x())
            self.labels.add(label)
