"""Where the bands of a matrix break: the pixels that they would read if they ran on."""

from __future__ import annotations

from typing import Any

from manim import DashedVMobject, Rectangle, Square, VGroup

from convmath.core.provenance import Traced
from scenes.convolution_matrix.unrolled_stage import UnrolledStage

_DASHES, _INSET = 12, 0.86


class Gaps:
    """Dashed frames in the matrix and on the image, and marks below the header.

    Parameters
    ----------
    stage
        The stage.
    """

    def __init__(self, stage: UnrolledStage) -> None:
        self._stage = stage
        self._gaps = stage.structure.value.gaps

    def columns(self, unit: int) -> list[int]:
        """Return the columns of the gaps in the row of a unit, ascending."""
        return sorted(column for row, column in self._gaps if row == unit)

    def pixels(self, unit: int) -> list[Traced[Any]]:
        """Return the numbers of the pixels that the row of a unit would read if its bands ran on."""
        width = self._stage.geometry.input_size[1]
        ordinals = self._stage.structure.field("pixel_ordinals")
        return [ordinals[divmod(column, width)] for column in self.columns(unit)]

    def in_row(self, unit: int) -> VGroup:
        """Return what marks a unit's gaps: in its row, below the header, and on the image."""
        stage, board, width = self._stage, self._stage.board, self._stage.geometry.input_size[1]
        frames = VGroup()
        for column in self.columns(unit):
            frames.add(
                self._frame(board.around([unit], [column])),
                board.mark_below_header(column, stroke_color=stage.theme.wrong, stroke_width=8),
                self._frame(Square(stage.cell).move_to(stage.pixel(divmod(column, width)))),
            )
        return frames

    def everywhere(self) -> VGroup:
        """Return the frames of all gaps in the matrix, from the top row down."""
        return VGroup(*(self._frame(self._stage.board.around([row], [column])) for row, column in sorted(self._gaps)))

    def _frame(self, square: Rectangle) -> DashedVMobject:
        square.scale(_INSET).set_stroke(self._stage.theme.wrong, width=5).set_fill(opacity=0)
        return DashedVMobject(square, num_dashes=_DASHES, dashed_ratio=0.6).set_z_index(2)
