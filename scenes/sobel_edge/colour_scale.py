"""The scale beside a map: which colour stands for which value."""

from __future__ import annotations

from typing import Any

import numpy as np
from manim import DOWN, LEFT, RIGHT, UP, Line, Rectangle, VGroup

from convmath.core.provenance import Traced
from scenes.base.readout import Readout
from scenes.base.theme import Theme
from scenes.mobjects.grids.grid import Palette

_THICKNESS = 0.18
_TICK = 0.08
_TICK_LABEL = 20
_STOPS = 9
"""Colours along the gradient; odd, so that the middle of a signed scale is exactly the colour of zero."""


class ColourScale(VGroup):
    """A bar of colours with ticks; the part below zero is hatched like the maps it explains.

    Parameters
    ----------
    ticks
        The traced marks, in rising order: the first and the last are the ends of the bar. A single mark stands alone,
        beside a square of its colour.
    palette
        What colour a value has.
    theme
        The theme whose muted colour the labels have.
    length
        Length of the bar in Manim units.
    vertical
        Whether the values rise upwards, with labels on the right, or to the right, with labels below.
    """

    def __init__(
        self, ticks: Traced[Any], *, palette: Palette, theme: Theme, length: float, vertical: bool = False
    ) -> None:
        super().__init__()
        self._low, self._high = float(ticks.value[0]), float(ticks.value[-1])
        self._along, label_side = (UP, RIGHT) if vertical else (RIGHT, DOWN)
        self.length = length if len(ticks) > 1 else _THICKNESS
        width, height = (_THICKNESS, self.length) if vertical else (self.length, _THICKNESS)
        colours = [palette(value) for value in np.linspace(self._low, self._high, _STOPS)]
        self.bar = Rectangle(width=width, height=height, stroke_color=theme.muted, stroke_width=1.5)
        self.bar.set_fill(colours, opacity=1).set_sheen_direction(self._along)
        self.hatching = self._hatching(palette) if self._low < 0 else VGroup()
        self.labels = VGroup()
        marks = VGroup()
        for tick in ticks:
            foot = self.point(tick.value) + _THICKNESS / 2 * label_side
            marks.add(Line(foot, foot + _TICK * label_side, color=theme.muted, stroke_width=2))
            label = Readout(tick, color=theme.muted, size=_TICK_LABEL)
            label.next_to(marks[-1], label_side, buff=0.08)
            self.labels.add(label.shift(self._inwards(label) * RIGHT))
        if not vertical:
            for label in self.labels:
                label.set_baseline(min(label.baseline for label in self.labels))
        self.add(self.bar, self.hatching, marks, self.labels)

    def point(self, value: float) -> np.ndarray:
        """Return where a value stands on the bar's middle line."""
        share = (value - self._low) / (self._high - self._low) if self._high > self._low else 0.5
        return np.asarray(self.bar.get_center() + (share - 0.5) * self.length * self._along)

    def _inwards(self, label: Readout) -> float:
        """How far a label moves along a horizontal bar so that it doesn't reach beyond its ends."""
        if self._along is UP or self._low == self._high:
            return 0.0
        over = [self.bar.get_left()[0] - label.get_left()[0], self.bar.get_right()[0] - label.get_right()[0]]
        return float(max(over[0], 0.0) + min(over[1], 0.0))

    def _hatching(self, palette: Palette) -> VGroup:
        """Lines of the colour of zero across the part of the bar that stands for negative values."""
        start, end = self.point(self._low), self.point(0.0)
        across = _THICKNESS / 2 * (UP if self._along is RIGHT else LEFT)
        count = int(np.linalg.norm(end - start) / (0.8 * _THICKNESS))
        steps = [start + (number + 0.5) / count * (end - start) for number in range(count)]
        lean = 0.3 * _THICKNESS * self._along
        return VGroup(
            *(Line(step - across - lean, step + across + lean, color=palette(0.0), stroke_width=3) for step in steps)
        )
