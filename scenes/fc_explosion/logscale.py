"""Counts on a logarithmic scale: meters whose bars run along it as their numbers roll."""

from __future__ import annotations

from typing import Any

import numpy as np
from manim import (
    RIGHT,
    UP,
    Animation,
    AnimationGroup,
    FadeIn,
    FadeOut,
    ManimColor,
    TransformFromCopy,
    VGroup,
    VMobject,
    linear,
)

from convmath.core.provenance import Traced
from scenes.base.counter import Counter
from scenes.base.typesetting import CELL, Typeset
from scenes.mobjects.charts.log_scale import LogScale

_HANG = 0.27
"""How far a meter's bar lies below the baseline of its text."""


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
