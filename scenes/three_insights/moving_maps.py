"""A picture that moves, the map that moves along, and one of a layer whose weights are not tied, which does not."""

from __future__ import annotations

from functools import partial
from typing import Any

import numpy as np
from manim import Group, VMobject, smooth
from numpy.typing import NDArray

from convmath.convolution.equivariance import Commuting, shift
from convmath.convolution.untied import locally_connect2d
from convmath.core.provenance import Traced, traced
from convmath.images.resampling import in_steps
from scenes.base.motion import ByAlpha
from scenes.base.readout import Statement
from scenes.base.theme import Theme
from scenes.base.typesetting import Typeset, words
from scenes.mobjects.grids.grid import Palette, PixelMap
from scenes.mobjects.grids.panel import Panel

PLACES, LEVEL, SIDE = (-4.5, 0.0, 4.5), 0.8, 4.1
_ABOVE, _BELOW, _NEXT = 0.2, 0.42, 0.45
_STEPS = 120
"""Steps of the colours on either side of 0, few enough for a file with a palette."""

STRONG = 0.6
"""The share of the largest magnitude that has the full colour, so that weaker edges show as well."""


def signed_palette(values: NDArray[Any], theme: Theme) -> Palette:
    """Return the diverging palette of a map."""
    return partial(theme.signed, limit=STRONG * float(np.abs(values).max()))


class MovingMaps:
    """The third map beside picture and map, the headings, and below them what agrees.

    Parameters
    ----------
    image
        The traced picture.
    weights
        The traced weights of the layer that is not tied, shape (side, side, kernel, kernel).
    by
        The shift: rows and columns.
    theme
        The theme.
    """

    def __init__(
        self, image: Traced[NDArray[Any]], weights: Traced[NDArray[Any]], by: tuple[int, int], *, theme: Theme
    ) -> None:
        self._image, self._weights, self._by, self.theme = image, weights, by, theme
        start = traced(locally_connect2d, image, weights)
        self._limit = float(np.abs(start.value).max())
        self._palette = signed_palette(start.value, theme)
        self.untied = Panel(self._drawn(start), theme=theme, palette=self._palette, side=SIDE, hatch=True)
        self.untied.move_to([PLACES[2], LEVEL, 0.0])
        self.heads = [
            self._placed(words(text, color=theme.ink), number, LEVEL + SIDE / 2 + _ABOVE)
            for number, text in enumerate(("the picture", "tied: one kernel", "not tied: a kernel each"))
        ]

    def roll(self, map_: PixelMap, *, run_time: float) -> ByAlpha:
        """Return the animation in which a picture moves by the shift, round the border."""
        begun, size = map_.pixel_array.copy(), map_.pixel_array.shape[0]

        def stand(_: Any, alpha: float) -> None:
            by = [moved * size // map_.rows for moved in self._moved(alpha)]
            map_.pixel_array[:] = np.roll(begun, by, axis=(0, 1))

        return ByAlpha(map_, stand, run_time=run_time, rate_func=smooth)

    def recompute(self, *, run_time: float) -> ByAlpha:
        """Return the animation in which the layer that is not tied works on the picture as it moves."""
        own = self.untied.picture

        def stand(_: Any, alpha: float) -> None:
            moved = traced(shift, self._image, *self._moved(alpha))
            sums = self._drawn(traced(locally_connect2d, moved, self._weights))
            own.pixel_array[:] = PixelMap(sums, height=1.0, palette=self._palette, hatch=True).pixel_array

        return ByAlpha(own, stand, run_time=run_time, rate_func=smooth)

    def _drawn(self, sums: Traced[NDArray[Any]]) -> Traced[NDArray[Any]]:
        """Return the sums in as many steps as a palette of a file has colours."""
        return traced(in_steps, sums, limit=STRONG * self._limit, steps=_STEPS)

    def _moved(self, alpha: float) -> tuple[int, int]:
        rows, cols = (round(alpha * part) for part in self._by)
        return rows, cols

    def moved_by(self, columns: Traced[int]) -> Statement:
        """Return what the picture did."""
        noun = "column" if columns.value == 1 else "columns"
        return self._said(f"moved by {{n}} {noun}", 0, 0, n=columns)

    def agreeing(self, both: Traced[Commuting], number: int, *, line: int = 0) -> Statement:
        """Return how many outputs agree, below the picture of that number."""
        color = self.theme.output if not both.value.differing_outputs else self.theme.wrong
        template = "{n} of {all} agree"
        return self._said(
            template, number, line, color=color, n=both.field("agreeing_outputs"), all=both.field("outputs")
        )

    def with_zeros(self, both: Traced[Commuting]) -> list[Typeset]:
        """Return how many outputs of the tied layer agree with zeros beyond the border."""
        said = words("zeros beyond the border:", color=self.theme.ink)
        return [self._placed(said, 1, self._line(1)), self.agreeing(both, 1, line=2)]

    def unlike(self, picture: PixelMap, both: Traced[Commuting]) -> VMobject:
        """Return the outline, on a map, of the outputs that differ."""
        return picture.outline(~both.value.agreeing, stroke_color=self.theme.wrong, stroke_width=3)

    def _said(self, template: str, number: int, line: int, color: Any = None, **sources: Any) -> Statement:
        statement = Statement(template, color=color or self.theme.ink, **sources)
        self._placed(statement, number, self._line(line))
        return statement

    @staticmethod
    def _line(number: int) -> float:
        return LEVEL - SIDE / 2 - _BELOW - number * _NEXT

    @staticmethod
    def _placed(text: Typeset, number: int, baseline: float) -> Typeset:
        text.set_x(PLACES[number])
        return text.set_baseline(baseline)

    @property
    def all_parts(self) -> Group:
        """The map and the headings."""
        return Group(self.untied, *self.heads)
