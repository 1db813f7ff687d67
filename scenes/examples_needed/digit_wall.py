"""A number written out in lines, each as long as another number is in all."""

from __future__ import annotations

from typing import Any

from manim import LEFT, RIGHT, Animation, FadeIn, LaggedStart, ManimColor, VGroup

from convmath.core.magnitudes import digit_lines
from convmath.core.provenance import Traced, traced
from scenes.base.readout import Readout

_SIZE = 20
_LINE = 0.222
"""From one baseline to the next."""


class DigitWall(VGroup):
    """All digits of a number; its submobjects are the lines.

    Parameters
    ----------
    number
        The traced number.
    per_line
        How many digits stand in a line.
    top
        The first baseline.
    left
        Where the lines begin.
    color
        The digits' colour.
    """

    def __init__(
        self, number: Traced[int], *, per_line: Traced[int], top: float, left: float, color: ManimColor
    ) -> None:
        lines: Traced[Any] = traced(digit_lines, number, per_line=per_line)
        super().__init__(*(Readout(line, color=color, size=_SIZE) for line in lines))
        for place, line in enumerate(self):
            line.set_baseline(top - place * _LINE)
            line.shift((left - line.get_left()[0]) * RIGHT)

    def write(self, *, run_time: float) -> Animation:
        """Return the animation that brings line after line."""
        return LaggedStart(*(FadeIn(line, shift=0.1 * LEFT) for line in self), lag_ratio=0.35, run_time=run_time)
