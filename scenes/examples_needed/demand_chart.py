"""Examples that there are, and examples that a rule asks for: rows on one logarithmic scale."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from manim import (
    LEFT,
    RIGHT,
    UP,
    Animation,
    Arrow,
    Dot,
    FadeIn,
    GrowArrow,
    LaggedStart,
    Rectangle,
    TransformFromCopy,
    VGroup,
    VMobject,
)

from convmath.core.magnitudes import enclosing_decades
from convmath.core.provenance import traced
from scenes.base.readout import Readout, Statement
from scenes.base.theme import Theme
from scenes.base.typesetting import CELL, LABEL, SMALLEST, Typeset, words
from scenes.examples_needed.parameters import Demand
from scenes.mobjects.charts.log_scale import LogScale

LEFT_EDGE = -6.6
_SCALE = {"left": -2.7, "right": -LEFT_EDGE, "y": -2.45}
_BAND_HEIGHT, _DOT = 0.4, 0.14
_ABOVE, _BELOW = 0.36, 0.56
"""How far the baselines of a row's two texts lie above and below its track."""
_LEAST_ARROW = 0.6


class DemandRow(VGroup):
    """A dot for the examples that there are, and a band for those that are asked for.

    Parameters
    ----------
    demand
        What is trained, and what it takes.
    scale
        The scale that the row runs along.
    y
        The height of its track.
    theme
        The theme.
    """

    def __init__(self, demand: Demand, *, scale: LogScale, y: float, theme: Theme) -> None:
        low, high = (scale.x_of(end) for end in demand.needed.value)
        present = scale.x_of(demand.there.value)
        self.names = VGroup(
            Readout(demand.name, color=theme.ink, size=LABEL).set_baseline(y + 0.1),
            Statement("{n} parameters", color=theme.ink, size=CELL, n=demand.parameters).set_baseline(y - 0.36),
        )
        for name in self.names:
            name.shift((LEFT_EDGE - name.get_left()[0]) * RIGHT)
        self.track = scale.track(y)
        self.band = Rectangle(width=high - low, height=_BAND_HEIGHT, stroke_color=theme.dense, stroke_width=4)
        self.band.set_fill(theme.dense, opacity=0.35).move_to([(low + high) / 2, y, 0])
        self.dot = Dot([present, y, 0], radius=_DOT, color=theme.input)
        self.arrow = VGroup()
        if low - present > _LEAST_ARROW:
            ends = np.array([[present + 1.6 * _DOT, y, 0], [low - 0.06, y, 0]])
            self.arrow.add(Arrow(*ends, buff=0, color=theme.muted, stroke_width=4, tip_length=0.2))
        ask: dict[str, Any] = {"low": demand.needed.field("low"), "high": demand.needed.field("high")}
        self.asked = Statement("asked for: {low} to {high}", color=theme.dense, size=CELL, **ask)
        self.there = Statement("there are {n}", color=theme.input, size=CELL, n=demand.there)
        _beside(self.asked, (low + high) / 2, y + _ABOVE, scale)
        _beside(self.there, present, y - _BELOW, scale)
        super().__init__(self.names, self.track, self.arrow, self.band, self.dot, self.asked, self.there)

    def appear(self, *, run_time: float) -> Animation:
        """Return the animation in which first the dot comes, then the band that it is to reach."""
        return LaggedStart(
            FadeIn(self.names, self.track),
            FadeIn(self.dot, self.there, scale=0.6),
            *self._demand(),
            lag_ratio=0.6,
            run_time=run_time,
        )

    def appear_from(self, other: DemandRow, *, run_time: float) -> Animation:
        """Return the animation in which the examples of another row serve for this one as well."""
        return LaggedStart(
            FadeIn(self.names, self.track),
            TransformFromCopy(other.dot, self.dot),
            FadeIn(self.there),
            *self._demand(),
            lag_ratio=0.5,
            run_time=run_time,
        )

    def _demand(self) -> list[Animation]:
        arrows = [GrowArrow(arrow) for arrow in self.arrow]
        return [*arrows, FadeIn(self.band, self.asked, shift=0.2 * LEFT)]


class DemandChart:
    """The scale, and a row for each thing that is trained.

    Parameters
    ----------
    demands
        A row each, from the top.
    heights
        Where the rows' tracks lie.
    theme
        The theme.
    """

    def __init__(self, demands: Sequence[Demand], *, heights: Sequence[float], theme: Theme) -> None:
        counts = [count for demand in demands for count in (demand.there, *demand.needed)]
        self.scale = LogScale(traced(enclosing_decades, counts), theme=theme, **_SCALE)
        counted = words("training examples", size=SMALLEST, color=theme.muted).set_baseline(self.scale.y - 0.32)
        counted.shift((LEFT_EDGE - counted.get_left()[0]) * RIGHT)
        self.axis = VGroup(self.scale, counted)
        self.heights = heights
        self.rows = [
            DemandRow(demand, scale=self.scale, y=y, theme=theme) for demand, y in zip(demands, heights, strict=True)
        ]

    def spread(self, heights: Sequence[float]) -> list[Animation]:
        """Return the animations that bring the rows to other heights."""
        ways = [new - old for new, old in zip(heights, self.heights)]
        self.heights = heights
        return [row.animate.shift(way * UP) for row, way in zip(self.rows, ways)]


def _beside(text: Typeset, x: float, y: float, scale: LogScale) -> VMobject:
    """Place a text over or under a point of a scale, as nearly as the scale's ends let it."""
    text.set_x(x).set_baseline(y)
    over, under = text.get_right()[0] - scale.right, scale.left - text.get_left()[0]
    return text.shift((max(under, 0) - max(over, 0)) * RIGHT)
