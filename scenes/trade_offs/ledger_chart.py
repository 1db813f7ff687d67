"""Two ledgers of three layers side by side: bars and numbers on logarithmic scales, and what a convolution saves."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from manim import LEFT, RIGHT, UP, Animation, AnimationGroup, ManimColor, Rectangle, VGroup

from convmath.core.magnitudes import Decades
from convmath.core.provenance import Traced, traced
from convmath.networks.counting import log_interpolate
from scenes.base.counter import Counter
from scenes.base.motion import ByAlpha
from scenes.base.readout import Statement, nearly
from scenes.base.theme import Theme
from scenes.base.typesetting import LABEL, SMALLEST, STATEMENT, words
from scenes.mobjects.charts.log_scale import LogScale

ROWS = (1.4, 0.2, -1.0)
"""The baselines of the three layers' numbers."""

_HEADING, _NOTE, _SCALE, _SAVING, _OF_WHAT = 2.42, 2.04, -1.8, -2.72, -3.3
_HANG, _THICKNESS, _LEAST = 0.3, 0.26, 1e-3


class LogCount(VGroup):
    """A number, and under it its bar along a logarithmic scale.

    Parameters
    ----------
    value
        The traced count.
    scale
        The scale that the bar runs along.
    baseline
        The baseline of the number.
    color
        Colour of the bar.
    theme
        The theme.
    """

    def __init__(
        self, value: Traced[int], *, scale: LogScale, baseline: float, color: ManimColor, theme: Theme
    ) -> None:
        self.value, self._scale = value, scale
        self.counter = Counter(value, color=theme.ink, size=LABEL, anchor=LEFT)
        self.counter.readout.set_baseline(baseline).shift((scale.left - self.counter.get_left()[0]) * RIGHT)
        self._place = self.counter.place
        self._corner = np.array([scale.left, baseline - _HANG, 0.0])
        self.bar = Rectangle(width=1, height=_THICKNESS, stroke_width=0, fill_color=color, fill_opacity=1)
        super().__init__(self.bar, self.counter)
        self._show(value)

    def count(self, *, run_time: float) -> Animation:
        """Return the animation in which number and bar run up together from the scale's beginning."""

        def run(_: Any, alpha: float) -> None:
            on_the_way: Traced[Any] = self.value if alpha >= 1 else traced(log_interpolate, 0, self.value, alpha)
            self._show(on_the_way)

        return ByAlpha(self, run, run_time=run_time)

    def _show(self, value: Traced[int]) -> None:
        width = max(self._scale.x_of(max(value.value, 1)) - self._scale.left, _LEAST)
        down = _THICKNESS * -UP
        corners = [self._corner, self._corner + width * RIGHT]
        self.bar.set_points_as_corners([*corners, *(corner + down for corner in reversed(corners)), corners[0]])
        self.counter.show(value, self._place)


class LedgerPanel:
    """One ledger: its heading, its scale, a `LogCount` for each layer, and how much the convolution saves of it.

    Parameters
    ----------
    heading, note
        What is counted, and what has to be known about it, in words.
    counts
        The traced counts of the layers, from the top.
    saving
        The traced number of times the last count goes into the first.
    decades
        The ends of the scale.
    left, right
        Where the panel lies.
    theme
        The theme.
    """

    def __init__(
        self,
        heading: str,
        note: str,
        counts: Sequence[Traced[int]],
        saving: Traced[float],
        *,
        decades: Traced[Decades],
        left: float,
        right: float,
        theme: Theme,
    ) -> None:
        title = words(heading, size=STATEMENT, color=theme.ink).set_baseline(_HEADING)
        remark = words(note, size=SMALLEST, color=theme.muted).set_baseline(_NOTE)
        self.heading = VGroup(_at_left(title, left), _at_left(remark, left))
        self.scale = LogScale(decades, theme=theme, left=left, right=right, y=_SCALE)
        colors = (theme.dense, theme.input, theme.kernel)
        self.counts = [
            LogCount(count, scale=self.scale, baseline=baseline, color=color, theme=theme)
            for count, baseline, color in zip(counts, ROWS, colors)
        ]
        times = Statement(f"{nearly(saving, '0')}{{n:0}} ×", color=theme.accent, size=STATEMENT, n=saving)
        fewer = words(f"fewer {heading}", color=theme.ink)
        self.saving = VGroup(_at_left(times.set_baseline(_SAVING), left), _at_left(fewer.set_baseline(_OF_WHAT), left))

    def count(self, row: int, *, run_time: float) -> Animation:
        """Return the animation in which the count of one layer runs up."""
        return self.counts[row].count(run_time=run_time)


def count_both(panels: Sequence[LedgerPanel], row: int, *, run_time: float) -> Animation:
    """Return the animation in which the counts of one layer run up in several ledgers at once."""
    return AnimationGroup(*(panel.count(row, run_time=run_time) for panel in panels))


def _at_left(text: Any, left: float) -> Any:
    return text.shift((left - text.get_left()[0]) * RIGHT)
