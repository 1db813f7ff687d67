"""A logarithmic axis, with a named tick at each thousandfold."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from manim import DOWN, RIGHT, UP, DashedLine, Line, VGroup

from convmath.core.magnitudes import POWERS, Decades
from convmath.core.provenance import Traced
from scenes.base.theme import Theme
from scenes.base.typesetting import SMALLEST, words

_TICK = 0.07
_BELOW, _ABOVE = 0.12, 0.34
"""How far the text of a meter reaches below and above its baseline, with some air."""


class LogScale(VGroup):
    """A horizontal axis between two powers of ten, with a named tick at each thousandfold.

    Parameters
    ----------
    decades
        The traced exponents at the left and the right end.
    theme
        The theme whose muted colour the axis has.
    left, right, y
        Where the axis lies, in Manim units.

    Examples
    --------
    .. code-block:: python

        from manim import FadeIn, Scene
        from convmath.core.magnitudes import enclosing_decades
        from convmath.core.provenance import traced
        from scenes.base.theme import DARK
        from scenes.mobjects.charts.log_scale import LogScale


        class Axis(Scene):
            def construct(self):
                decades = traced(enclosing_decades, [272, 785_000])
                self.play(FadeIn(LogScale(decades, theme=DARK, left=-6, right=6, y=0)))
    """

    def __init__(self, decades: Traced[Decades], *, theme: Theme, left: float, right: float, y: float) -> None:
        super().__init__()
        self.theme = theme
        self.decades = decades.value
        self.left, self.right, self.y = left, right, y
        self.add(Line(left * RIGHT + y * UP, right * RIGHT + y * UP, color=theme.muted, stroke_width=2))
        for power in self._named_powers():
            label = words(POWERS[power], size=SMALLEST, color=theme.muted)
            label.set_x(self._x_of_power(power)).set_baseline(y - 0.32)
            label.shift(min(0.0, right - label.get_right()[0]) * RIGHT)
            self.add(self._tick(power, y), label)

    def x_of(self, value: float) -> float:
        """Return where a value stands; one beyond an end of the scale stands at that end."""
        low, high = self.decades
        return self._x_of_power(float(np.clip(np.log10(value), low, high)))

    def track(self, y: float) -> VGroup:
        """Return the line at height `y` that a bar runs along, notched at the named powers."""
        line = Line(self.left * RIGHT + y * UP, self.right * RIGHT + y * UP)
        return VGroup(line, *(self._tick(power, y) for power in self._named_powers())).set_stroke(self.theme.rule, 2)

    def mark(self, value: Traced[Any], *, top: float, rows: Sequence[float]) -> VGroup:
        """Return the dashed line that stands at a value, from the axis up to the height `top`.

        It leaves out the texts of meters, whose baselines are given as `rows` from the lowest.
        """
        x = self.x_of(value.value)
        ends = [self.y, *(end for row in rows for end in (row - _BELOW, row + _ABOVE)), top]
        return VGroup(
            *(
                DashedLine([x, low, 0.0], [x, high, 0.0], color=self.theme.ink, stroke_width=2.5, dash_length=0.1)
                for low, high in zip(ends[::2], ends[1::2])
            )
        )

    def _x_of_power(self, power: float) -> float:
        low, high = self.decades
        return self.left + (self.right - self.left) * (power - low) / (high - low)

    def _named_powers(self) -> list[int]:
        return [power for power in POWERS if self.decades.low <= power <= self.decades.high]

    def _tick(self, power: int, y: float) -> Line:
        point = np.array([self._x_of_power(power), y, 0.0])
        return Line(point + _TICK * UP, point + _TICK * DOWN, color=self.theme.muted, stroke_width=2)
