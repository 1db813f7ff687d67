"""Image and kernel as they are first seen: large, and not yet where they belong."""

from __future__ import annotations

from typing import Any

import numpy as np
from manim import VGroup

from scenes.base.readout import Statement
from scenes.base.theme import Theme
from scenes.convolution_matrix.unrolled_stage import FLOOR, LEFT_EDGE, RIGHT_EDGE, UnrolledStage

_TITLE = 2.75
"""What stands below the title stands below this."""

_LARGEST_CELL, _LABEL, _APART = 1.05, 0.55, 0.8


class Opening:
    """The image and the kernel enlarged; `settle` and `land` bring each to its place.

    Parameters
    ----------
    stage
        The stage whose image and tile are enlarged; they stand where they belong before.
    theme
        The theme.
    """

    def __init__(self, stage: UnrolledStage, *, theme: Theme) -> None:
        self.picture = VGroup(stage.image, stage.border, stage.label)
        self.tile, self._home = stage.tile, stage.tile.get_center()
        self._place = self.picture.get_center()
        header_bottom = float(stage.board.header.get_bottom()[1])
        high = min(_TITLE, header_bottom - 0.3) - _LABEL
        board = stage.board.get_center()[0]
        widest = 2 * (RIGHT_EDGE - 0.4 - board)
        self._tile_scale = min(
            _LARGEST_CELL / stage.cell,
            (high - FLOOR) / self.tile.height,
            widest / self.tile.width,
            4.4 / self.tile.width,
        )
        self.tile.scale(self._tile_scale).move_to([board, (high + FLOOR) / 2, 0.0])
        rows, columns = stage.kernel_values.field("shape")
        self.kernel_label = Statement("kernel {a} × {b}", a=rows, b=columns, color=theme.kernel)
        self.kernel_label.set_baseline(float(self.tile.get_top()[1]) + 0.2).set_x(board)
        self.kernel_label.shift(np.array([min(0.0, RIGHT_EDGE - float(self.kernel_label.get_right()[0])), 0.0, 0.0]))
        edge = min(float(self.tile.get_left()[0]), float(self.kernel_label.get_left()[0])) - _APART
        self._scale = min(
            _LARGEST_CELL / stage.cell,
            (_TITLE - FLOOR) / self.picture.height,
            (edge - LEFT_EDGE) / self.picture.width,
        )
        middle = [(LEFT_EDGE + edge) / 2, (_TITLE + FLOOR) / 2, 0.0]
        self.picture.scale(self._scale).move_to(middle)

    def settle(self) -> Any:
        """Return the animation that brings the image to its place."""
        return self.picture.animate.scale(1 / self._scale).move_to(self._place)

    def land(self) -> Any:
        """Return the animation that lays the kernel on the image, where its first window is."""
        return self.tile.animate.scale(1 / self._tile_scale).move_to(self._home)
