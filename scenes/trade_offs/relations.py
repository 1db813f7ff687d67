"""Two relations: one between neighbours, which a kernel can tell, and one to a place, which none can."""

from __future__ import annotations

from functools import partial
from typing import Any

import numpy as np
from manim import RIGHT, Line, VGroup

from convmath.core.provenance import Traced
from scenes.base.readout import Readout
from scenes.base.theme import Theme
from scenes.base.typesetting import LABEL, STATEMENT, Typeset, words
from scenes.mobjects.grids.grid import PixelGrid
from scenes.trade_offs.pointing import arrow_from
from scenes.trade_offs.reading_map import WIDTH, reading_map

_LEFT = -6.55
_UPPER, _LOWER = 1.45, -1.95
_UPPER_HEAD, _LOWER_HEAD = 2.85, -0.55
_CELL = 0.62


class KeptRelation:
    """The kernel, the picture with a blob, the signed map, and what the kernel says of the blob's two flanks.

    Parameters
    ----------
    kernel
        The traced kernel, which takes what is on the left from what is on the right.
    reading
        The traced reading of a picture with one blob.
    theme
        The theme.
    """

    def __init__(self, kernel: Traced[Any], reading: Traced[Any], *, theme: Theme) -> None:
        self.heading = _at_left(words("asymmetric: kept", size=STATEMENT, color=theme.output), _LEFT, _UPPER_HEAD)
        limit = 1.5 * float(abs(kernel.value).max())
        self.kernel = PixelGrid(kernel, theme=theme, cell=_CELL, palette=partial(theme.signed, limit=limit))
        self.kernel.move_to([_LEFT + self.kernel.width / 2, _UPPER, 0])
        self.picture = reading_map(reading, "image", theme=theme).move_to([-2.2, _UPPER, 0])
        self.map = reading_map(reading, "signed", theme=theme).move_to([1.7, _UPPER, 0])
        self.arrows = [
            arrow_from(self.kernel, self.picture, color=theme.ink),
            arrow_from(self.picture, self.map, color=theme.ink),
        ]
        left = 3.25
        self.answers = VGroup(
            _at_left(words("brighter to the right", size=LABEL, color=theme.ink), left, _UPPER + 0.62),
            _at_left(Readout(reading.field("highest"), color=theme.kernel, size=STATEMENT), left, _UPPER + 0.1),
            _at_left(words("brighter to the left", size=LABEL, color=theme.ink), left, _UPPER - 0.58),
            _at_left(Readout(reading.field("lowest"), color=theme.input, size=STATEMENT), left, _UPPER - 1.1),
        )


class LostRelation:
    """A blob in each quarter of a picture: what the convolution, and what a dense unit, says of each quarter.

    Parameters
    ----------
    reading
        The traced reading of that picture.
    theme
        The theme.
    """

    def __init__(self, reading: Traced[Any], *, theme: Theme) -> None:
        heading = words("bound to a place: lost", size=STATEMENT, color=theme.wrong)
        self.heading = _at_left(heading, _LEFT, _LOWER_HEAD)
        self.picture = reading_map(reading, "image", theme=theme).move_to([_LEFT + WIDTH / 2, _LOWER, 0])
        self.map = reading_map(reading, "response", theme=theme).move_to([-1.85, _LOWER, 0])
        self.convolution = VGroup(
            words("convolution", size=LABEL, color=theme.output).set_x(0.6).set_baseline(_LOWER_HEAD),
            *_by_quarter(reading.field("largest_by_quarter"), x=0.6, color=theme.output),
        )
        self.products = reading_map(reading, "products", theme=theme).move_to([3.25, _LOWER, 0])
        self.dense = VGroup(
            words("dense unit: top left only", size=LABEL, color=theme.dense).set_x(4.4).set_baseline(_LOWER_HEAD),
            *_by_quarter(reading.field("dense_by_quarter"), x=5.6, color=theme.dense),
        )
        self.arrows = [arrow_from(self.picture, self.map, color=theme.ink)]


def _by_quarter(numbers: Traced[Any], *, x: float, color: Any) -> list[Any]:
    """Return four numbers as they stand in the quarters of a picture, with the lines between them."""
    drawn: list[Any] = [
        Readout(numbers[row, col], color=color, size=LABEL).centre_digits_at(np.array([x + across, _LOWER + up, 0]))
        for row, up in enumerate((0.45, -0.45))
        for col, across in enumerate((-0.48, 0.48))
    ]
    style = {"color": color, "stroke_width": 2, "stroke_opacity": 0.5}
    drawn.append(Line([x - 0.9, _LOWER, 0], [x + 0.9, _LOWER, 0], **style))
    drawn.append(Line([x, _LOWER - 0.85, 0], [x, _LOWER + 0.85, 0], **style))
    return drawn


def _at_left(text: Typeset, left: float, baseline: float) -> Typeset:
    """Place a text by its left end and its baseline."""
    text.set_baseline(baseline).shift((left - text.get_left()[0]) * RIGHT)
    return text
