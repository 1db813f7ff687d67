"""A count as a bar and a number, which grow and shrink together."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from manim import LEFT, RIGHT, UP, ManimColor, Rectangle, VGroup, linear

from convmath.core.provenance import Traced, traced
from convmath.networks.counting import log_interpolate
from scenes.base.counter import Counter
from scenes.base.motion import ByAlpha
from scenes.base.theme import Theme

_HEIGHT, _GAP = 0.27, 0.13


class CountBar(VGroup):
    """A bar with its number to the right; ``bar.counter`` holds the number.

    Parameters
    ----------
    start
        The traced count shown at first.
    longest
        The count whose bar has the full length.
    left
        Shape (3,): the bar's left end; its baseline is the number's.
    length
        The full length in Manim units.
    color
        Of the bar.
    theme
        The theme.

    Examples
    --------
    .. code-block:: python

        from manim import LEFT, Scene
        from convmath.core.provenance import traced
        from convmath.networks.layers import DenseLayer
        from scenes.base.theme import DARK
        from scenes.mobjects.charts.count_bar import CountBar


        class Weights(Scene):
            def construct(self):
                few, many = (traced(DenseLayer, n, n).field("weights") for n in (100, 1000))
                bar = CountBar(few, longest=many.value, left=5 * LEFT, length=6, color=DARK.dense, theme=DARK)
                self.add(bar)
                self.play(bar.roll_to(many, run_time=1))
    """

    def __init__(
        self,
        start: Traced[int],
        *,
        longest: int,
        left: np.ndarray,
        length: float,
        color: ManimColor,
        theme: Theme,
    ) -> None:
        self._left, self._unit = left, length / longest
        self.counter = Counter(start, color=theme.ink, anchor=LEFT)
        self.bar = Rectangle(width=length, height=_HEIGHT, stroke_width=0, fill_color=color, fill_opacity=1)
        super().__init__(self.bar, self.counter)
        self.show(start)

    @property
    def shown(self) -> Traced[int]:
        """The traced count that stands there now."""
        return self.counter.shown

    def show(self, count: Traced[int]) -> None:
        """Show another count."""
        width = max(float(count.value) * self._unit, 1e-3)
        ends = [self._left, self._left + width * RIGHT]
        corners = [*ends, *(end + _HEIGHT * UP for end in reversed(ends))]
        self.bar.set_points_as_corners([*corners, corners[0]])
        self.counter.show(count, (float(self._left[1]), self._left + (width + _GAP) * RIGHT))

    def follow(self, value_at: Callable[[float], Traced[int]], *, run_time: float) -> ByAlpha:
        """Return the animation that shows ``value_at(fraction)`` as `fraction` goes linearly from 0 to 1."""

        def count(_: Any, alpha: float) -> None:
            self.show(value_at(alpha))

        return ByAlpha(self, count, run_time=run_time, rate_func=linear)

    def roll_to(self, end: Traced[int], *, run_time: float) -> ByAlpha:
        """Return the animation that rolls the number to `end` on a log scale."""
        start = self.shown
        ends: dict[float, Traced[Any]] = {0.0: start, 1.0: end}

        def between(share: float) -> Traced[Any]:
            return ends[share] if share in ends else traced(log_interpolate, start, end, share)

        return self.follow(between, run_time=run_time)
