"""What one unit sees of a photograph: layer after layer, and at the end of a published network."""

from __future__ import annotations

from typing import Any

import numpy as np
from manim import DL, DOWN, DR, LEFT, RIGHT, UL, UR, Animation, AnimationGroup, Rectangle, Square, VGroup, linear

from convmath.core.facts import VGG_16
from convmath.core.provenance import Traced
from scenes.base.counter import Counter
from scenes.base.motion import ByAlpha
from scenes.base.readout import Statement
from scenes.base.theme import Theme
from scenes.base.typesetting import CELL, SMALLEST, STATEMENT, TITLE, Typeset, words
from scenes.mobjects.grids.panel import Panel
from scenes.trade_offs.parameters import TradeOffParameters

SIDE, CENTRE = 5.6, np.array([-3.75, 0.45, 0.0])
LEFT_EDGE = -0.2
_DEPTH, _SPAN = 2.05, 1.15
_NETWORK, _SIGHT, _UNSEEN, _WHERE, _DENSE = -0.2, -0.85, -1.6, -2.05, -2.75


class FarSight:
    """The photograph, the square that a unit sees of it, the frame that it does not, and the numbers beside them.

    Parameters
    ----------
    given
        The scene's parameters.
    theme
        The theme.
    """

    def __init__(self, given: TradeOffParameters, *, theme: Theme) -> None:
        self._given, self._theme = given, theme
        self._pixels = given.input_side()
        self.panel = Panel(given.traced_image(), theme=theme, palette=theme.grey, side=SIDE).move_to(CENTRE)
        self.size = Statement("{n} × {n} pixels", n=self._pixels, size=CELL, color=theme.muted)
        self.size.next_to(self.panel, DOWN, buff=0.25)
        kernel = given.layer().field("kernel")
        self.heading = self._at(Statement("layers of {k} × {k}", k=kernel, color=theme.ink), _DEPTH + 0.72)
        self._depth = given.depth_for(self._pixels)
        start = given.depth_for(1)
        self.depth = Counter(start, color=theme.kernel, size=TITLE, anchor=LEFT)
        self.span = Counter(given.span_after(start), color=theme.kernel, size=TITLE, anchor=LEFT)
        for counter, y in ((self.depth, _DEPTH), (self.span, _SPAN)):
            counter.readout.set_baseline(y).shift((LEFT_EDGE - counter.get_left()[0]) * RIGHT)
        self.units = VGroup(
            self._beside(words("layers deep", color=theme.ink), _DEPTH),
            self._beside(words("pixels across, seen by one unit", color=theme.ink), _SPAN),
        )
        self.field = Square(1, stroke_color=theme.kernel, stroke_width=6)
        self._draw_field(1)

    def deepen(self, *, run_time: float) -> Animation:
        """Return the animation in which layer after layer is added, until a unit sees all of the photograph."""

        def depth_at(share: float) -> Traced[int]:
            pixels = 1 + round(share * (self._pixels.value - 1))
            return self._depth if share >= 1 else self._given.depth_for(pixels)

        def span_at(share: float) -> Traced[int]:
            return self._given.span_after(depth_at(share))

        def draw(_: Any, alpha: float) -> None:
            self._draw_field(span_at(alpha).value)

        return AnimationGroup(
            self.depth.follow(depth_at, run_time=run_time),
            self.span.follow(span_at, run_time=run_time),
            ByAlpha(self.field, draw, run_time=run_time, rate_func=linear),
        )

    def network(self) -> list[Typeset]:
        """Return the lines that say what the published network's unit sees, and what never."""
        theme, found = self._theme, self._given.sight()
        rows, cols = found.field("sides")
        unseen = found.field("unseen_rows")
        half = len(unseen) // 2
        return [
            self._at(Statement("{name}, a unit after its last pooling", name=VGG_16, color=theme.ink), _NETWORK),
            self._at(Statement("sees {r} × {c} pixels", r=rows, c=cols, size=STATEMENT, color=theme.input), _SIGHT),
            self._at(
                Statement("{n} pixels it never sees", n=found.field("unseen"), size=STATEMENT, color=theme.wrong),
                _UNSEEN,
            ),
            self._at(
                Statement(
                    "rows {a} to {b} and {c} to {d}, and these columns",
                    a=unseen[0],
                    b=unseen[half - 1],
                    c=unseen[half],
                    d=unseen[-1],
                    size=SMALLEST + 2,
                    color=theme.muted,
                ),
                _WHERE,
            ),
            self._at(words("only dense layers behind it read all units", color=theme.ink), _DENSE),
        ]

    def seen(self) -> Rectangle:
        """Return the border of what the published network's unit sees."""
        plane = self._given.sight().value.seen
        return self.panel.picture.around(plane.rows, plane.cols, stroke_color=self._theme.input, stroke_width=5)

    def unseen(self) -> VGroup:
        """Return the frame of pixels that it never sees."""
        found = self._given.sight().value
        height, width = found.seen.size
        rows, cols = found.seen.rows, found.seen.cols
        strips = [
            (range(rows[0]), range(width)),
            (range(rows[-1] + 1, height), range(width)),
            (rows, range(cols[0])),
            (rows, range(cols[-1] + 1, width)),
        ]
        style = {"stroke_width": 0, "fill_color": self._theme.wrong, "fill_opacity": 0.9}
        return VGroup(*(self.panel.picture.around(*strip, **style) for strip in strips))

    def _draw_field(self, pixels: float) -> None:
        picture = self.panel.picture
        half = max(pixels, 1) * picture.cell_size / 2
        middle = picture.get_center()
        corners = [middle + half * corner for corner in (UR, UL, DL, DR)]
        self.field.set_points_as_corners([*corners, corners[0]])

    def _at(self, text: Typeset, y: float) -> Typeset:
        text.set_baseline(y).shift((LEFT_EDGE - text.get_left()[0]) * RIGHT)
        return text

    def _beside(self, text: Typeset, y: float) -> Typeset:
        text.set_baseline(y).shift((LEFT_EDGE + 1.35 - text.get_left()[0]) * RIGHT)
        return text
