"""An image with its padding, and what the kernel sees at the border."""

from __future__ import annotations

from typing import Any

import numpy as np
from manim import DOWN, RIGHT, Rectangle, VGroup
from numpy.typing import NDArray

from convmath.convolution.border import BorderResponse
from convmath.convolution.padding import pad
from convmath.core.provenance import Traced, traced
from convmath.images.resampling import crop
from scenes.base.lecture_scene import TEXT_EDGE
from scenes.base.readout import Statement, form_that_holds
from scenes.base.typesetting import CELL, words
from scenes.mobjects.grids.grid import PixelGrid
from scenes.mobjects.grids.sliding_stage import NumberStyle
from scenes.sobel_edge.captions import NAMES, OUTSIDE
from scenes.sobel_edge.edge_study import EdgeStudy
from scenes.sobel_edge.tally import Tally

TALLIED = ("inside", "up to", "leaving", "up to")
"""How many windows inside the image respond and how strongly, and of those that leave it."""

_CELL = 0.75
FORMS = ("", "3")
"""Decimals in which pixels under the window may be printed."""


class PaddedImage:
    """The padded image with a frame around the image itself, a window, and the nine pixels that the window sees.

    Parameters
    ----------
    study
        The image and its padding.
    place
        Centre of the image.
    edge
        The border response that the window goes to; without one it stays at the strongest edge inside the image.
    """

    def __init__(self, study: EdgeStudy, *, place: NDArray[np.float64], edge: BorderResponse | None) -> None:
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
        self._component = edge.component if edge else study.axis

    def window(self, *, at_border: bool) -> Rectangle:
        """Return the window, at the edge inside the image or at the border."""
        row, col = self._at_border if at_border else self._at_edge
        place = (range(row, row + 3), range(col, col + 3))
        return self.panel.picture.around(*place, stroke_color=self._theme.kernel, stroke_width=5)

    def seen(self, corner: NDArray[np.float64]) -> VGroup:
        """Return the pixels under the window at the border and the response to them, their top left at `corner`."""
        row, col = self._at_border
        pixels = traced(crop, self._padded, top=row, left=col, height=3, width=3)
        response = self._study.maps.field(self._component)[row, col]
        style = NumberStyle.of(pixels.value, _CELL, self._form(pixels, response))
        style = style if style.size else NumberStyle.fitting(pixels.value, _CELL)
        patch = PixelGrid(
            pixels,
            theme=self._theme,
            cell=_CELL,
            palette=self._theme.grey,
            form=style.form,
            size=style.size,
            border=self._theme.kernel,
        ).next_to(corner, DOWN + RIGHT, buff=0)
        color = self._theme.ink if self._study.border.value is None else self._theme.wrong
        for line_break in ("", "\\ "):
            template = f"{NAMES[self._component]} = {line_break}{{value}}"
            said = Statement(template, color=color, size=CELL, value=response).next_to(patch, RIGHT, buff=0.15)
            if said.get_right()[0] < TEXT_EDGE:
                break
        return VGroup(patch, said)

    def _form(self, pixels: Traced[Any], response: Traced[Any]) -> str:
        """Return the form in which the pixels, as they are printed, give the response that is printed beside them."""
        weights = self._study.kernels[self._component].field("matrix")
        places = [place for place in np.ndindex(*weights.value.shape) if weights.value[place]]
        sources = {"value": response}
        for number, place in enumerate(places):
            sources |= {f"weight{number}": weights[place], f"pixel{number}": pixels[place]}

        def template_in(form: str) -> str:
            terms = (f"({{weight{number}}}) × ({{pixel{number}:{form}}})" for number in range(len(places)))
            return " + ".join(terms) + " = {value}"

        return form_that_holds(template_in, sources, FORMS)

    def line(self) -> Statement:
        """Return how many windows leave the image, and how many of them respond."""
        found = self._study.responses
        verb = "responds" if found.value.responding_leaving == 1 else "respond"
        return Statement(
            f"{{leaving}} of {{all}} windows leave the image; {{n}} of them {verb}",
            color=self._theme.ink,
            leaving=found.field("leaving_count"),
            all=found.field("count"),
            n=found.field("responding_leaving"),
        )

    def column(self, tally: Tally, number: int) -> VGroup:
        """Return this padding's column of a tally of `TALLIED`."""
        found, theme = self._study.responses, self._theme
        names = ("responding_inside", "maximum_inside", "responding_leaving", "maximum_leaving")
        loud = theme.wrong if found.value.louder_leaving else theme.ink
        colors = (theme.ink, theme.ink, theme.wrong if self._study.border.value else theme.ink, loud)
        return tally.column(number, self._study.padding_mode, [found.field(name) for name in names], colors=colors)
