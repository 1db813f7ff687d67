"""Shares as bars in frames: a row of upright ones, one for each shift, and a table of lying ones."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from manim import DOWN, LEFT, Animation, FadeIn, LaggedStart, Line, Rectangle, VGroup, VMobject, smooth

from convmath.convolution.equivariance import Commuting
from convmath.core.provenance import Traced
from scenes.base.motion import ByAlpha
from scenes.base.readout import Readout, Statement, nearly
from scenes.base.theme import Theme
from scenes.base.typesetting import LABEL, words

_ALL = 1 - 1e-12


def share_in_percent(both: Traced[Commuting], *, theme: Theme) -> Statement:
    """Return the share of outputs that agree, in percent."""
    percent = both.field("percent")
    form = "1"
    sign = nearly(percent, form)
    return Statement(f"{sign}{{n:{form}}} %", n=percent, color=theme.ink, size=LABEL)


def bar_color(both: Commuting, *, theme: Theme) -> Any:
    """Return the colour of a share: that of outputs if all agree, else that of what is wrong."""
    return theme.output if both.share >= _ALL else theme.wrong


def grown(bar: VMobject, *, axis: int) -> ByAlpha:
    """Return the animation in which a bar grows along an axis (0 to the right, 1 upwards) from its foot."""
    whole = bar.points.copy()
    foot = whole[:, axis].min()

    def stand(_: Any, alpha: float) -> None:
        points = whole.copy()
        points[:, axis] = foot + alpha * (whole[:, axis] - foot)
        bar.points = points

    return ByAlpha(bar, stand, rate_func=smooth)


class ShiftBars(VGroup):
    """An upright bar for each shift: the share of the outputs that agree.

    Parameters
    ----------
    shares
        Both ways, for each shift.
    theme
        The theme.
    """

    WIDTH, HEIGHT, FLOOR = 12.6, 3.9, -1.75

    def __init__(self, shares: Sequence[Traced[Commuting]], *, theme: Theme) -> None:
        step = self.WIDTH / len(shares)
        self.bars, self.frames, self.feet, self.heads = VGroup(), VGroup(), VGroup(), VGroup()
        for number, both in enumerate(shares):
            x = step * (number + 0.5) - self.WIDTH / 2
            frame = Rectangle(width=0.6 * step, height=self.HEIGHT, stroke_color=theme.rule, stroke_width=2)
            frame.move_to([x, self.FLOOR + self.HEIGHT / 2, 0])
            bar = Rectangle(width=0.6 * step, height=max(self.HEIGHT * both.value.share, 0.02), stroke_width=0)
            bar.set_fill(bar_color(both.value, theme=theme), opacity=1).move_to(frame, aligned_edge=DOWN)
            foot = Readout(both.field("by")[1], color=theme.ink).set_x(x)
            head = share_in_percent(both, theme=theme).set_x(x)
            self.frames.add(frame)
            self.bars.add(bar)
            self.feet.add(foot.set_baseline(self.FLOOR - 0.45))
            self.heads.add(head.set_baseline(self.FLOOR + self.HEIGHT + 0.2))
        base = Line([-self.WIDTH / 2, self.FLOOR, 0], [self.WIDTH / 2, self.FLOOR, 0])
        self.base = base.set_stroke(theme.muted, width=2)
        self.title = words("outputs that agree", color=theme.ink).set_x(0).set_baseline(3.1)
        self.axis = words("columns that the image moves", color=theme.ink).set_x(0).set_baseline(self.FLOOR - 0.95)
        super().__init__(self.frames, self.base, self.title, self.axis, self.bars, self.feet, self.heads)

    def frame(self) -> VGroup:
        """Return what stands there before the bars grow."""
        return VGroup(self.frames, self.base, self.title, self.axis, self.feet)

    def grow(self, *, run_time: float) -> Animation:
        """Return the animation in which the bars grow, one after another."""
        return LaggedStart(
            *(each for bar, head in zip(self.bars, self.heads) for each in (grown(bar, axis=1), FadeIn(head))),
            lag_ratio=0.25,
            run_time=run_time,
        )


class ShareTable(VGroup):
    """A lying bar for each padding and each layer: the share of the outputs that agree.

    Parameters
    ----------
    shares
        Both ways, in rows of one padding mode each.
    rows, heads
        The names of the rows and of the columns.
    theme
        The theme.
    """

    LEFT_EDGE, FIRST, STEP, BAR = -6.6, -4.65, 2.82, 1.15
    TOP, DROP, HEIGHT = 1.65, 1.12, 0.5

    def __init__(
        self,
        shares: Sequence[Sequence[Traced[Commuting]]],
        rows: Sequence[str],
        heads: Sequence[Any],
        *,
        theme: Theme,
    ) -> None:
        self.names, self.frames, self.lines = VGroup(), VGroup(), VGroup()
        for number, head in enumerate(heads):
            head.shift((self.FIRST + number * self.STEP - head.get_left()[0]) * np.array([1.0, 0, 0]))
            self.names.add(head.set_baseline(self.TOP + 0.75))
        for number, (name, line) in enumerate(zip(rows, shares)):
            y = self.TOP - number * self.DROP
            label = words(name, color=theme.ink)
            label.shift((self.LEFT_EDGE - label.get_left()[0]) * np.array([1.0, 0, 0]))
            self.names.add(label.set_baseline(y - 0.1))
            bars = VGroup()
            for column, both in enumerate(line):
                left = np.array([self.FIRST + column * self.STEP, y, 0.0])
                frame = Rectangle(width=self.BAR, height=self.HEIGHT, stroke_color=theme.rule, stroke_width=2)
                self.frames.add(frame.move_to(left, aligned_edge=LEFT))
                bar = Rectangle(width=max(self.BAR * both.value.share, 0.02), height=self.HEIGHT, stroke_width=0)
                bar.set_fill(bar_color(both.value, theme=theme), opacity=1).move_to(left, aligned_edge=LEFT)
                number_text = share_in_percent(both, theme=theme)
                number_text.shift((left[0] + self.BAR + 0.1 - number_text.get_left()[0]) * np.array([1.0, 0, 0]))
                bars.add(VGroup(bar, number_text.set_baseline(y - 0.1)))
            self.lines.add(bars)
        title = words("outputs that agree, for each padding and each layer", color=theme.ink)
        title.shift((self.LEFT_EDGE - title.get_left()[0]) * np.array([1.0, 0, 0]))
        self.names.add(title.set_baseline(self.TOP + 1.5))
        super().__init__(self.names, self.frames, self.lines)

    def grow(self, *, run_time: float) -> Animation:
        """Return the animation in which the bars grow, row by row."""
        steps = [each for line in self.lines for bar, number in line for each in (grown(bar, axis=0), FadeIn(number))]
        return LaggedStart(*steps, lag_ratio=0.15, run_time=run_time)
