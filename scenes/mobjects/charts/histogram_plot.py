"""Histograms of several groups of values over one axis."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np
from manim import DOWN, RIGHT, UP, Animation, GrowFromEdge, LaggedStart, Line, ManimColor, Rectangle, VGroup
from numpy.typing import NDArray

from convmath.core.histograms import Histogram
from convmath.core.provenance import Traced
from scenes.base.readout import Readout
from scenes.base.theme import Theme
from scenes.base.typesetting import SMALLEST

_TICK = 0.1


class Bars(VGroup):
    """The bars of one group: the share of its values in each class; its submobjects are those that aren't empty.

    Parameters
    ----------
    bars
        The bars, from the left.

    Examples
    --------
    .. code-block:: python

        from manim import RIGHT, Rectangle, Scene
        from scenes.mobjects.charts.histogram_plot import Bars


        class Growth(Scene):
            def construct(self):
                self.play(Bars([Rectangle(height=2), Rectangle(height=1).shift(5 * RIGHT)]).grow(run_time=1))
    """

    def __init__(self, bars: Iterable[Rectangle]) -> None:
        super().__init__(*bars)

    def grow(self, *, run_time: float) -> Animation:
        """Return the animation in which the bars grow from the axis, from left to right."""
        return LaggedStart(*(GrowFromEdge(bar, DOWN) for bar in self), lag_ratio=0.1, run_time=run_time)


class HistogramPlot(VGroup):
    """An axis with ticks, over which groups of values are drawn as bars of equal width.

    Parameters
    ----------
    groups
        Traced histograms of the same classes.
    theme
        The theme whose muted colour the axis has.
    width, height
        Length of the axis, and height of the tallest bar of all, in Manim units.
    ticks
        Traced values that are marked on the axis.
    form
        Format of the ticks, see `Readout`.

    Examples
    --------
    .. code-block:: python

        from manim import FadeIn, Scene
        from convmath.core.histograms import histogram
        from convmath.core.provenance import traced
        from scenes.base.theme import DARK
        from scenes.mobjects.charts.histogram_plot import HistogramPlot


        class Heaps(Scene):
            def construct(self):
                options = {"low": 0, "high": 1, "classes": 4}
                first, second = (traced(histogram, values, **options) for values in ([0.1, 0.2], [0.6, 0.7, 0.9]))
                plot = HistogramPlot([first, second], theme=DARK, width=8, height=3, ticks=first.field("edges"))
                self.play(FadeIn(plot))
                self.play(plot.bars(first, color=DARK.input, hatched=True).grow(run_time=1))
                self.play(plot.bars(second, color=DARK.dense).grow(run_time=1))
    """

    def __init__(
        self,
        groups: Iterable[Traced[Histogram]],
        *,
        theme: Theme,
        width: float,
        height: float,
        ticks: Iterable[Traced[Any]],
        form: str = "",
    ) -> None:
        super().__init__()
        values = [group.value for group in groups]
        self._edges = values[0].edges
        self._tallest = max(float(group.shares.max()) for group in values)
        self._height = height
        self.axis = Line(width / 2 * -RIGHT, width / 2 * RIGHT, color=theme.muted, stroke_width=3)
        self.add(self.axis)
        for value in ticks:
            x = self.point(value.value)[0]
            self.add(Line([x, 0, 0], [x, -_TICK, 0], color=theme.muted, stroke_width=2.5))
            label = Readout(value, form=form, color=theme.muted, size=SMALLEST)
            self.add(label.next_to([x, -_TICK, 0], DOWN, buff=0.1))

    @property
    def class_width(self) -> float:
        """Width of a class in Manim units."""
        return float(self.axis.get_length() / (len(self._edges) - 1))

    def point(self, value: float, level: float = 0.0) -> NDArray[np.float64]:
        """Return where a value stands on the axis, or as far above it as a bar of the share `level` reaches."""
        low, high = self._edges[0], self._edges[-1]
        start, end = self.axis.get_start(), self.axis.get_end()
        along = start + (end - start) * (value - low) / (high - low)
        return np.asarray(along + self._height * level / self._tallest * UP)

    def middle_of(self, place: int) -> NDArray[np.float64]:
        """Return the middle of a class on the axis."""
        return self.point((self._edges[place] + self._edges[place + 1]) / 2)

    def bars(self, group: Traced[Histogram], *, color: ManimColor, hatched: bool = False) -> Bars:
        """Return the bars of a group; they aren't part of the plot. Hatched ones are outlined and crossed by lines."""
        drawn = []
        for place, share in enumerate(group.value.shares):
            if share > 0:
                top = self.point(0, float(share))[1] - self.point(0)[1]
                bar = Rectangle(width=0.9 * self.class_width, height=top, stroke_color=color, stroke_width=2.5)
                bar.set_fill(color, opacity=0.25 if hatched else 0.9).move_to(self.middle_of(place), aligned_edge=DOWN)
                if hatched:
                    bar.add(*_hatching(bar, color))
                drawn.append(bar)
        return Bars(drawn)


def _hatching(bar: Rectangle, color: ManimColor) -> list[Line]:
    """Return level strokes across a bar."""
    left, right = bar.get_left()[0], bar.get_right()[0]
    levels = np.arange(bar.get_bottom()[1] + 0.12, bar.get_top()[1] - 0.03, 0.12)
    return [Line([left, y, 0], [right, y, 0], color=color, stroke_width=2) for y in levels]
