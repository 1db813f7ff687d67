"""Two ways from an image to an output as a picture: shifted and then filtered, filtered and then shifted."""

from __future__ import annotations

from functools import partial
from typing import Any

import numpy as np
from manim import (
    LEFT,
    UP,
    Animation,
    FadeIn,
    FadeOut,
    Line,
    Polygon,
    Triangle,
    VGroup,
    VMobject,
    smooth,
    squish_rate_func,
)

from convmath.convolution.equivariance import Commuting, shift
from convmath.core.provenance import Traced, traced
from scenes.base.motion import ByAlpha
from scenes.base.readout import Statement
from scenes.base.theme import Theme
from scenes.base.typesetting import Typeset, words
from scenes.mobjects.grids.grid import Palette
from scenes.mobjects.grids.panel import Panel

SIDE, RESULT_SIDE = 2.3, 2.9
TOP, BOTTOM, MIDDLE = 1.42, -1.28, 0.07
COLUMNS = (-5.4, -1.95, 1.5, 5.1)
FEW = 6
"""So many rows or columns are marked one by one."""

_GAP = 0.12


class TwoWays:
    """The pictures of both ways and, at their end, the difference.

    Parameters
    ----------
    image
        The traced image.
    both
        The traced outputs of the first layer.
    theme
        The theme.
    """

    def __init__(self, image: Traced[Any], both: Traced[Commuting], *, theme: Theme) -> None:
        self.theme = theme
        self._limit = float(np.abs(both.value.shifted_first).max())
        self._by = rows, columns = both.value.by
        upper, lower = (np.array([COLUMNS[1], y, 0.0]) for y in (TOP, BOTTOM))
        self.image = self._panel(image, self._grey(image)).move_to([COLUMNS[0], MIDDLE, 0.0])
        self.shifted = self._panel(traced(shift, image, rows, columns), self._grey(image)).move_to(upper)
        self._lower = lower
        height, width = image.field("shape")
        self.size = Statement("{a} × {b} pixels", a=height, b=width, color=theme.muted)
        self.size.set_x(COLUMNS[0]).set_baseline(MIDDLE - SIDE / 2 - 0.4)
        self.arrows = [
            arrow([COLUMNS[0], MIDDLE], [COLUMNS[1], TOP], theme=theme),
            arrow([COLUMNS[1], TOP], [COLUMNS[2], TOP], theme=theme),
            arrow([COLUMNS[0], MIDDLE], [COLUMNS[1], BOTTOM], theme=theme),
            arrow([COLUMNS[1], BOTTOM], [COLUMNS[2], BOTTOM], theme=theme),
        ]
        out, back = (COLUMNS[0] + COLUMNS[1]) / 2, (COLUMNS[1] + COLUMNS[2]) / 2
        self.verbs = [
            self._word("shift", out - 0.3, TOP + 0.05),
            self._word("filter", back, TOP + 0.22),
            self._word("filter", out, BOTTOM - 0.72),
            self._word("shift", back, BOTTOM + 0.22),
        ]
        self.headings = [
            self._word("shift, then filter", back, TOP + SIDE / 2 + 0.18),
            self._word("filter, then shift", back, BOTTOM - SIDE / 2 - 0.4),
        ]
        self.to_result = VGroup(
            arrow([COLUMNS[2], TOP], [COLUMNS[3] - 0.3, MIDDLE + 0.9], theme=theme),
            arrow([COLUMNS[2], BOTTOM], [COLUMNS[3] - 0.3, MIDDLE - 0.9], theme=theme),
        )
        self.result_name = self._word("difference", COLUMNS[3], MIDDLE + RESULT_SIDE / 2 + 0.4)
        self.show(both)

    def show(self, both: Traced[Commuting], unshifted: Traced[Any] | None = None) -> None:
        """Make the pictures of another layer, with its output for the image as it is, if that is to be shown."""
        signed = partial(self.theme.signed, limit=self._limit)
        first, last = (self._panel(both.field(name), signed) for name in ("shifted_first", "shifted_last"))
        first.move_to([COLUMNS[2], TOP, 0.0])
        last.move_to([COLUMNS[2], BOTTOM, 0.0])
        self.first, self.last = first, last
        self.result = self._panel(both.field("difference"), signed, RESULT_SIDE).move_to([COLUMNS[3], MIDDLE, 0.0])
        self.marks = self._marks(both.value)
        self.count = Statement(
            "{n} of {all} agree",
            n=both.field("agreeing_outputs"),
            all=both.field("outputs"),
            color=self.theme.ink,
        )
        self.count.set_x(COLUMNS[3]).set_baseline(MIDDLE - RESULT_SIDE / 2 - 0.42)
        if unshifted is not None:
            self.filtered = self._panel(unshifted, signed).move_to(self._lower)

    @property
    def changing(self) -> list[Any]:
        """What another layer has other pictures of."""
        return [self.filtered, self.first, self.last, self.result, self.marks, self.count]

    def roll(self, panel: Panel, start: Panel, *, run_time: float) -> ByAlpha:
        """Return the animation in which a picture that looks as `start` does moves by the shift, round the border."""
        picture, begun = panel.picture, start.picture.pixel_array.copy()
        own, moved = picture.pixel_array.copy(), [part * len(begun) / picture.rows for part in self._by]

        def stand(_: Any, alpha: float) -> None:
            by = [round(alpha * part) for part in moved]
            picture.pixel_array[:] = own if alpha >= 1 else np.roll(begun, by, axis=(0, 1))

        return ByAlpha(picture, stand, run_time=run_time, rate_func=smooth)

    def exchange(self, old: list[Any]) -> list[Animation]:
        """Return the animations in which the pictures of one layer take the place of those of another."""
        leave, come = squish_rate_func(smooth, 0, 0.45), squish_rate_func(smooth, 0.55, 1)
        over, after = squish_rate_func(smooth, 0, 0.85), squish_rate_func(smooth, 0.85, 1)
        fading: list[Animation] = []
        for before, now in zip(old, self.changing):
            panel = isinstance(now, Panel)
            if len(before.get_family()) > 1:
                fading.append(FadeOut(before, rate_func=after if panel else leave))
            if len(now.get_family()) > 1:
                fading.append(FadeIn(now, rate_func=over if panel else come))
        return fading

    def _panel(self, values: Traced[Any], palette: Palette, side: float = SIDE) -> Panel:
        return Panel(values, theme=self.theme, palette=palette, side=side, hatch=True)

    def _grey(self, image: Traced[Any]) -> Palette:
        darkest = min(float(image.value.min()), 0.0)
        span = float(image.value.max()) - darkest or 1.0
        return lambda value: self.theme.grey((value - darkest) / span)

    def _word(self, text: str, x: float, y: float) -> Typeset:
        word = words(text, color=self.theme.ink)
        word.set_x(x)
        return word.set_baseline(y)

    def _marks(self, both: Commuting) -> VGroup:
        """Return a mark at each column, and at each row, that differs, if there are few."""
        marks = VGroup()
        picture = self.result.picture
        width = 0.95 * picture.cell_size
        style: dict[str, Any] = {"color": self.theme.accent, "fill_opacity": 1, "stroke_width": 0}
        if 0 < len(both.differing_columns) <= FEW:
            for column in both.differing_columns:
                tip = picture.corner_of(0, column + 0.5) + 0.16 * UP
                mark = Triangle(**style).rotate(np.pi).stretch_to_fit_width(width).stretch_to_fit_height(0.22)
                marks.add(mark.move_to(tip))
        if 0 < len(both.differing_rows) <= FEW:
            for row in both.differing_rows:
                tip = picture.corner_of(row + 0.5, 0) + 0.16 * LEFT
                mark = Triangle(**style).rotate(-np.pi / 2).stretch_to_fit_height(width).stretch_to_fit_width(0.22)
                marks.add(mark.move_to(tip))
        return marks


def arrow(start: list[float], end: list[float], *, theme: Theme) -> VMobject:
    """Return an arrow between the pictures that stand at two places."""
    first = np.array([start[0] + SIDE / 2 + _GAP, start[1], 0.0])
    last = np.array([end[0] - SIDE / 2 - _GAP, end[1], 0.0])
    if start[1] != end[1]:
        first = first + np.sign(end[1] - start[1]) * 0.5 * UP
        last = last + np.sign(start[1] - end[1]) * 0.15 * UP
    way = (last - first) / np.linalg.norm(last - first)
    side = np.array([-way[1], way[0], 0.0])
    shaft = Line(first, last - 0.15 * way, stroke_color=theme.ink, stroke_width=3)
    head = Polygon(last, last - 0.2 * way + 0.1 * side, last - 0.2 * way - 0.1 * side)
    return VGroup(shaft, head.set_fill(theme.ink, opacity=1).set_stroke(width=0))
