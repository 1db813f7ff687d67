"""Responses to faces above, to everything else below, on one axis, and the threshold between them."""

from __future__ import annotations

from manim import RIGHT, UP, Animation, AnimationGroup, Create, DashedLine, FadeIn, VGroup

from scenes.base.readout import Statement
from scenes.base.theme import Theme
from scenes.feature_hierarchy.parameters import HierarchyParameters
from scenes.mobjects.charts.histogram_plot import HistogramPlot

_WIDTH, _HEIGHT = 12.6, 1.9
_LEVELS = (0.8, -2.0)
"""Where the two axes lie."""
_ABOVE = 0.22
_TICK_EVERY = 5


class TwoGroups:
    """Two histograms of the same classes, one above the other.

    Parameters
    ----------
    given
        What was chosen.
    theme
        The theme.
    """

    def __init__(self, given: HierarchyParameters, *, theme: Theme) -> None:
        groups = given.histograms
        edges = groups[0].field("edges")
        ticks = [edges[place] for place in range(0, len(edges), _TICK_EVERY)]
        self.plots = VGroup(
            *(
                HistogramPlot(groups, theme=theme, width=_WIDTH, height=_HEIGHT, ticks=marks).shift(level * UP)
                for level, marks in zip(_LEVELS, ([], ticks))
            )
        )
        self.bars = [
            plot.bars(group, color=color, hatched=color is theme.muted)
            for plot, group, color in zip(self.plots, groups, (theme.input, theme.muted))
        ]
        threshold = given.threshold
        self.names = VGroup(
            *(
                Statement(
                    "{all} " + name + ": {n} at or above the threshold",
                    color=color,
                    all=group.field("total"),
                    n=threshold.field("taken", values),
                )
                for group, name, color, values in zip(
                    groups, ("faces", "images without a face"), (theme.input, theme.ink), given.responses
                )
            )
        )
        for name, level in zip(self.names, _LEVELS):
            name.set_baseline(level + _HEIGHT + _ABOVE).shift((-_WIDTH / 2 - name.get_left()[0]) * RIGHT)
        look = {"color": theme.accent, "stroke_width": 5, "dash_length": 0.14}
        ends = [
            [plot.point(threshold.value.value) + rise * UP for rise in (0, _HEIGHT + _ABOVE / 2)] for plot in self.plots
        ]
        self.line = VGroup(*(DashedLine(*each, **look) for each in ends))

    def appear(self) -> Animation:
        """Return the animation in which the axes come."""
        return FadeIn(self.plots)

    def grow(self, *, run_time: float) -> Animation:
        """Return the animation in which all bars grow."""
        return AnimationGroup(*(bars.grow(run_time=run_time) for bars in self.bars))

    def divide(self, *, run_time: float) -> Animation:
        """Return the animation in which the threshold comes, and the counts beside it."""
        return AnimationGroup(*map(Create, self.line), FadeIn(self.names), run_time=run_time)
