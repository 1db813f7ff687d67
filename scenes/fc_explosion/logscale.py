"""Counts on a logarithmic scale: one axis for all, and meters whose bars run along it as their numbers roll."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from manim import (
    DOWN,
    RIGHT,
    UP,
    Animation,
    AnimationGroup,
    DashedLine,
    FadeIn,
    FadeOut,
    Line,
    ManimColor,
    TransformFromCopy,
    VGroup,
    VMobject,
    linear,
)

from convmath.core.magnitudes import POWERS, Decades
from convmath.core.provenance import Traced
from scenes.base.counter import Counter
from scenes.base.theme import Theme
from scenes.base.typesetting import CELL, SMALLEST, Typeset, words

_TICK = 0.07
_HANG = 0.27
"""How far a meter's bar lies below the baseline of its text."""

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


class LogBar(VMobject):
    """A bar from the left end of a `LogScale` to a value.

    Parameters
    ----------
    value
        Where it ends.
    scale
        The scale that it runs along.
    y
        Its height on stage.
    color
        Its colour.
    """

    def __init__(self, value: float, *, scale: LogScale, y: float, color: ManimColor) -> None:
        super().__init__(stroke_color=color, stroke_width=10)
        start = np.array([scale.left, y, 0.0])
        self.set_points_as_corners(np.array([start, start]))
        self.scale_along = scale
        self.end_at(scale.x_of(value))

    def end_at(self, x: float) -> None:
        """Draw the bar from its start to the coordinate `x`."""
        start = self.points[0].copy()
        self.set_points_as_corners(np.array([start, [x, start[1], 0.0]]))

    def roll_to(self, value: float, *, run_time: float, **options: Any) -> Animation:
        """Return the animation that moves the bar's end to a value, linearly on the scale."""
        return _RunAlong(self, self.scale_along.x_of(value), run_time=run_time, **({"rate_func": linear} | options))


class _RunAlong(Animation):
    by_alpha_alone = True

    def __init__(self, bar: LogBar, x: float, **options: Any) -> None:
        super().__init__(bar, **options)
        self._ends = bar.points[-1][0], x

    def interpolate_mobject(self, alpha: float) -> None:
        start, end = self._ends
        self.mobject.end_at(start + self.rate_func(alpha) * (end - start))


class Meter(VGroup):
    """A name and a rolling number, and under them the number's bar on a logarithmic scale.

    Parameters
    ----------
    name
        What is counted; it is moved to the left end of the scale.
    value
        The traced value shown at first.
    scale
        The scale that the bar runs along.
    baseline
        The y coordinate of the text's baseline.
    color
        Colour of number and bar.
    """

    def __init__(
        self, name: Typeset, value: Traced[Any], *, scale: LogScale, baseline: float, color: ManimColor
    ) -> None:
        self.scale_along = scale
        self.label = self._at_left(name, baseline)
        self.counter = Counter(value, color=color, size=CELL, anchor=RIGHT)
        self.counter.readout.set_baseline(baseline).shift((scale.right - self.counter.get_right()[0]) * RIGHT)
        self.track = scale.track(baseline - _HANG)
        self.bar = LogBar(value.value, scale=scale, y=baseline - _HANG, color=color)
        super().__init__(self.track, self.bar, self.label, self.counter)

    def roll_to(self, value: Traced[Any], *, run_time: float) -> Animation:
        """Return the animation that rolls number and bar to a value together."""
        return AnimationGroup(
            self.counter.roll_to(value, run_time=run_time), self.bar.roll_to(value.value, run_time=run_time)
        )

    def appear_from(self, other: Meter) -> Animation:
        """Return the animation in which another meter that shows the same value hands it on to this one."""
        return AnimationGroup(
            FadeIn(self.track, self.label),
            TransformFromCopy(other.bar, self.bar),
            TransformFromCopy(other.counter, self.counter),
        )

    def move_to_row(self, baseline: float, name: Typeset) -> Animation:
        """Return the animation that moves the meter to another baseline under another name."""
        old, self.label = self.label, self._at_left(name, baseline)
        self.remove(old)
        rest = VGroup(self.track, self.bar, self.counter)
        way = (baseline - old.baseline) * UP
        self.add(self.label)
        return AnimationGroup(FadeOut(old, shift=way), rest.animate.shift(way), FadeIn(self.label))

    def _at_left(self, name: Typeset, baseline: float) -> Typeset:
        name.set_baseline(baseline)
        name.shift((self.scale_along.left - name.get_left()[0]) * RIGHT)
        return name
