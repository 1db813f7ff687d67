"""An image with its padding, and what the kernel sees at the border."""

from __future__ import annotations

import numpy as np
from manim import DOWN, RIGHT, Rectangle, VGroup
from numpy.typing import NDArray

from convmath.convolution.landmarks import FalseEdge
from convmath.convolution.padding import pad
from convmath.core.provenance import traced
from convmath.images.resampling import crop
from scenes.base.readout import Statement
from scenes.base.typesetting import words
from scenes.mobjects.grids.grid import PixelGrid
from scenes.mobjects.grids.sliding_stage import NumberStyle
from scenes.sobel_edge.edge_study import EdgeStudy
from scenes.sobel_edge.tally import Tally

OUTSIDE = {
    "zero": "black beyond the border",
    "replicate": "the border repeated",
    "reflect": "the image mirrored",
    "circular": "the image wrapped round",
}
"""What lies beyond the border under each padding mode, in words."""

TALLIED = ("respond", "clean", "altered", "largest")

_CELL = 0.52


class PaddedImage:
    """The padded image with a frame around the image itself, a window, and the nine pixels that the window sees.

    Parameters
    ----------
    study
        The image and its padding.
    place
        Centre of the image.
    edge
        The false edge that the window goes to; without one it stays at the strongest true edge.
    """

    def __init__(self, study: EdgeStudy, *, place: NDArray[np.float64], edge: FalseEdge | None) -> None:
        self._study, self._theme = study, study.theme
        self._padded = traced(pad, study.image, 1, padding_mode=study.padding_mode)
        self.panel = study.padded_panel().move_to(place)
        picture = self.panel.picture
        inner = (range(1, picture.rows - 1), range(1, picture.cols - 1))
        self.frame = picture.around(*inner, stroke_color=self._theme.input, stroke_width=3)
        self.label = words(OUTSIDE[study.padding_mode], color=self._theme.ink).next_to(self.panel, DOWN, buff=0.25)
        rows, cols = study.window.value.rows, study.window.value.cols
        self._at_edge = (rows[1], cols[1])
        self._at_border = (edge.row, edge.column) if edge else self._at_edge
        self._component = edge.component if edge else "gx"

    def window(self, *, at_border: bool) -> Rectangle:
        """Return the window, at the true edge or at the border."""
        row, col = self._at_border if at_border else self._at_edge
        place = (range(row, row + 3), range(col, col + 3))
        return self.panel.picture.around(*place, stroke_color=self._theme.kernel, stroke_width=5)

    def seen(self, corner: NDArray[np.float64]) -> VGroup:
        """Return the pixels under the window at the border and the response to them, their top left at `corner`."""
        row, col = self._at_border
        pixels = traced(crop, self._padded, top=row, left=col, height=3, width=3)
        style = NumberStyle.fitting(pixels.value, _CELL)
        patch = PixelGrid(
            pixels,
            theme=self._theme,
            cell=_CELL,
            palette=self._theme.grey,
            numbers=style.size > 0,
            form=style.form,
            size=style.size,
            border=self._theme.kernel,
        ).next_to(corner, DOWN + RIGHT, buff=0)
        name = "$G_x$" if self._component == "gx" else "$G_y$"
        color = self._theme.ink if self._study.false_edge.value is None else self._theme.wrong
        response = Statement(
            f"{name} = {{value}}", color=color, value=self._study.maps.field(self._component)[row, col]
        )
        return VGroup(patch, response.next_to(patch, RIGHT, buff=0.4))

    def column(self, tally: Tally, number: int) -> VGroup:
        """Return this padding's column of a tally of `TALLIED`."""
        responses, theme = self._study.responses, self._theme
        counts = [responses.field(name) for name in ("responding_count", "clean_count", "altered_count")]
        false = self._study.false_edge.value is not None
        colors = [theme.ink, theme.ink, theme.wrong if false else theme.ink]
        colors.append(theme.wrong if responses.value.raises_maximum else theme.ink)
        sources = [*counts, responses.field("padded").field("maximum")]
        return tally.column(number, self._study.padding_mode, sources, colors=colors)
