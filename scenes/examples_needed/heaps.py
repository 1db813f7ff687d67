"""One number of every image, heaped up: first the images themselves, then bars for all of them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from manim import DOWN, RIGHT, UP, DoubleArrow, VGroup

from convmath.convolution.landmarks import value_range
from convmath.core.histograms import histogram
from convmath.core.provenance import Traced, traced
from scenes.base.readout import Statement
from scenes.base.theme import Theme
from scenes.base.typesetting import CELL, words
from scenes.mobjects.charts.histogram_plot import Bars, HistogramPlot
from scenes.mobjects.grids.grid import PixelMap

CLASSES = {"low": -0.4, "high": 1.0, "classes": 28}
_TICK_EVERY = 4
_WIDTH, _HEIGHT, _AXIS_Y, _EDGE = 12.6, 4.3, -2.2, 6.6
_AIR, _ROOM = 0.03, 5.6
_GAP_Y = 0.7
"""How far above the axis the gap is marked, in Manim units."""


class Heaps:
    """An axis for the correlation of neighbours, and what is heaped on it.

    Parameters
    ----------
    likeness
        The traced correlations of two groups of images, the lower ones first.
    theme
        The theme.
    """

    def __init__(self, likeness: tuple[Traced[Any], Traced[Any]], *, theme: Theme) -> None:
        self._theme, self._likeness = theme, likeness
        self._groups = [traced(histogram, values, **CLASSES) for values in likeness]
        edges = self._groups[0].field("edges")
        ticks = [edges[place] for place in range(0, len(edges), _TICK_EVERY)]
        self.plot = HistogramPlot(self._groups, theme=theme, width=_WIDTH, height=_HEIGHT, ticks=ticks)
        self.plot.shift(_AXIS_Y * UP)

    def stack(self, tiles: Sequence[tuple[PixelMap, int, int]]) -> list[Any]:
        """Return the animations that bring images onto the heaps over their numbers.

        Parameters
        ----------
        tiles
            Each an image, its group, and which image of the group it is.
        """
        places = [self._groups[group].value.class_of(self._likeness[group].value[index]) for _, group, index in tiles]
        levels = [places[:number].count(place) for number, place in enumerate(places)]
        step = min(self.plot.class_width, _ROOM / (1 + max(levels)))
        return [
            tile.animate.scale((step - _AIR) / tile.height).move_to(
                self.plot.middle_of(place) + (level + 0.5) * step * UP
            )
            for (tile, *_), place, level in zip(tiles, places, levels)
        ]

    def bars(self, group: int) -> Bars:
        """Return the bars of one of the groups, the lower one hatched."""
        color = (self._theme.muted, self._theme.input)[group]
        return self.plot.bars(self._groups[group], color=color, hatched=group == 0)

    def label(self, group: int, name: str, over: Bars) -> VGroup:
        """Return what stands over the bars of a group: how many images, and from where to where they reach."""
        low, high = traced(value_range, self._likeness[group])
        look = {"color": (self._theme.ink, self._theme.input)[group]}
        lines = VGroup(
            Statement("{n} " + name, n=self._groups[group].field("total"), **look),
            Statement("{low:3} to {high:3}", low=low, high=high, size=CELL, **look),
        ).arrange(DOWN, buff=0.15)
        lines.next_to(over, UP, buff=0.2)
        return lines.shift(min(0, _EDGE - lines.get_right()[0]) * RIGHT)

    def gap(self) -> VGroup:
        """Return the arrow from the highest of the lower group to the lowest of the other."""
        ends = [self.plot.point(traced(value_range, values)[end].value) for values, end in zip(self._likeness, (1, 0))]
        arrow = DoubleArrow(*ends, buff=0.05, color=self._theme.accent, stroke_width=5, tip_length=0.22)
        arrow.shift(_GAP_Y * UP)
        said = words("nothing between", size=CELL, color=self._theme.accent).next_to(arrow, UP, buff=0.15)
        return VGroup(arrow, said)
