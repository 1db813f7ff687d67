"""How counts grow with the side of an image: curves on two logarithmic axes, and the polynomial of each."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from manim import DOWN, LEFT, RIGHT, Line, ManimColor, VGroup
from numpy.typing import NDArray

from convmath.core.magnitudes import POWERS, Decades
from convmath.core.provenance import Traced
from convmath.networks.growth import Polynomial
from scenes.base.readout import Readout, Statement, nearly
from scenes.base.theme import Theme
from scenes.base.typesetting import LABEL, SMALLEST, STATEMENT, words
from scenes.mobjects.charts.plot import Curve

_LEFT, _BOTTOM, _WIDTH, _HEIGHT = -5.35, -2.35, 5.35, 5.0
_TICK, _APART = 0.1, 0.62
_LABELS, _RIGHT_EDGE = 0.6, 6.55
_ROWS = (2.05, 0.75, -0.55, -1.85)
_HEAD, _DROP = 2.85, 0.5


class Growing(NamedTuple):
    """A count that grows with the side: what it is of, the traced polynomial, its colour and its line's width."""

    name: str
    polynomial: Traced[Polynomial]
    color: ManimColor
    width: float


class GrowthPlot:
    """The axes, a curve for each count, and to the right of them what each is and how it grows.

    Parameters
    ----------
    growing
        What is drawn, from the top label down.
    sides
        The traced sides at which the curves are drawn, the smallest first.
    ticks
        Traced sides that are marked on the way to the last.
    decades
        The ends of the axis of counts.
    theme
        The theme.
    """

    def __init__(
        self,
        growing: Sequence[Growing],
        sides: Traced[tuple[int, ...]],
        ticks: Traced[tuple[int, ...]],
        *,
        decades: Traced[Decades],
        theme: Theme,
    ) -> None:
        self.sides, self._decades, self._theme = sides, decades.value, theme
        self.axes = VGroup(
            Line(self.point(sides.value[0], 1), self.point(sides.value[-1], 1)),
            Line(self.point(sides.value[0], 1), [_LEFT, _BOTTOM + _HEIGHT, 0]),
        ).set_stroke(theme.muted, 2.5)
        self.axes.add(*self._side_ticks(ticks), *self._power_ticks())
        name = words("side of the image", size=SMALLEST, color=theme.muted)
        self.axes.add(name.set_baseline(_BOTTOM - 0.85).set_x(_LEFT + _WIDTH / 2))
        self.curves = [
            Curve(self._points(each.polynomial), color=each.color, stroke_width=each.width) for each in growing
        ]
        self.labels = [self._label(each, y) for each, y in zip(growing, _ROWS)]
        self.factors = [self._factor(each, y) for each, y in zip(growing, _ROWS)]
        head = words("twice the side", size=LABEL, color=theme.muted).set_baseline(_HEAD)
        self.head = head.shift((_RIGHT_EDGE - head.get_right()[0]) * RIGHT)

    def point(self, side: float, count: float) -> NDArray[np.float64]:
        """Return where a count for a side stands."""
        first, last = (float(np.log10(end)) for end in (self.sides.value[0], self.sides.value[-1]))
        low, high = self._decades
        across = (float(np.log10(side)) - first) / (last - first)
        up = (float(np.log10(count)) - low) / (high - low)
        return np.array([_LEFT + across * _WIDTH, _BOTTOM + up * _HEIGHT, 0.0])

    @property
    def _span(self) -> int:
        """How many powers of ten the axis of counts spans."""
        return self._decades.high - self._decades.low

    def _points(self, polynomial: Traced[Polynomial]) -> NDArray[np.float64]:
        values = polynomial.field("values_at", self.sides).value
        return np.array([self.point(*each) for each in zip(self.sides.value, values)])

    def _side_ticks(self, ticks: Traced[tuple[int, ...]]) -> list[Line | Readout]:
        """Mark the sides on the way that have room, and the last."""
        drawn: list[Line | Readout] = []
        last = self.sides[-1]
        end = self.point(last.value, 1)[0]
        marked = [tick for tick in ticks if end - self.point(tick.value, 1)[0] > _APART]
        for tick in (*marked, last):
            place = self.point(tick.value, 1)
            label = Readout(tick, size=SMALLEST, color=self._theme.muted)
            drawn += [Line(place, place + _TICK * DOWN).set_stroke(self._theme.muted, 2.5)]
            drawn += [label.next_to(place + _TICK * DOWN, DOWN, buff=0.1)]
        return drawn

    def _power_ticks(self) -> list[VGroup]:
        drawn = []
        for power, name in POWERS.items():
            if self._decades.low <= power <= self._decades.high:
                place = np.array([_LEFT, _BOTTOM + _HEIGHT * (power - self._decades.low) / self._span, 0.0])
                label = words(name, size=SMALLEST, color=self._theme.muted)
                label.next_to(place + _TICK * LEFT, LEFT, buff=0.1)
                mark = Line(place, place + _TICK * LEFT).set_stroke(self._theme.muted, 2.5)
                drawn.append(VGroup(mark, label))
        return drawn

    def _label(self, each: Growing, y: float) -> VGroup:
        name = words(each.name, size=LABEL, color=self._theme.ink).set_baseline(y)
        formula = Readout(each.polynomial.field("formula"), size=LABEL, color=each.color)
        formula.set_baseline(y - _DROP)
        mark = Line([_LABELS, y + 0.09, 0], [_LABELS + 0.4, y + 0.09, 0], color=each.color, stroke_width=each.width)
        for text in (name, formula):
            text.shift((_LABELS + 0.55 - text.get_left()[0]) * RIGHT)
        return VGroup(mark, name, formula)

    def _factor(self, each: Growing, y: float) -> Statement:
        factor = each.polynomial.field("growth_on_doubling", self.sides[-1])
        text = Statement(f"{nearly(factor, '1')}× {{n:1}}", size=STATEMENT, color=self._theme.accent, n=factor)
        text.set_baseline(y - _DROP)
        text.shift((_RIGHT_EDGE - text.get_right()[0]) * RIGHT)
        return text
