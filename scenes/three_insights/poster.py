"""All in one picture: dense, local and tied side by side, each with what it holds."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import numpy as np
from manim import Arrow, Group, VGroup

from convmath.core.provenance import Traced
from convmath.networks.wiring import KINDS
from scenes.base.readout import Readout, Statement, format_value, nearly
from scenes.base.typesetting import LABEL, SMALLEST, STATEMENT, TITLE, Typeset, words
from scenes.mobjects.wiring.wired_panel import WiredPanel
from scenes.three_insights.parameters import Counts
from scenes.three_insights.two_planes import TwoPlanes

_PLACES = (-4.5, 0.0, 4.5)
_BETWEEN = (-2.35, 2.75)
_LEVEL, _APART, _SCALE = 1.2, 2.75, 0.56
_HEAD, _WEIGHTS, _NAME, _CONNECTIONS = 3.0, -1.02, -1.45, -1.88
_FEWER, _PADDED = -2.4, -2.75
_WIDEST = 4.15
_NAMES = ("dense", "only neighbours", "and one kernel for all")
_THIN = 1.6


class Poster:
    """Three columns; ``poster.columns`` are they, ``poster.fewer`` is what stands between them.

    Parameters
    ----------
    shown
        The planes of the beats before.
    counts
        What each layer holds.
    fewer
        The ratios of `ThreeInsightsParameters.fewer`.
    """

    def __init__(self, shown: TwoPlanes, counts: Sequence[Counts], fewer: dict[str, Traced[float]]) -> None:
        self._theme = theme = shown.theme
        self._ratios = fewer
        colors = (theme.dense, theme.kernel, theme.kernel)
        size = min(self._size(each.weights) for each in counts)
        self.columns: list[Group] = []
        numbers: list[VGroup] = []
        for number, (x, each, color) in enumerate(zip(_PLACES, counts, colors)):
            middle = np.array([x, _LEVEL, 0.0])
            planes = TwoPlanes(
                shown.picture.values,
                shown.kernel,
                shown.place,
                middle=middle,
                apart=_APART,
                scale=_SCALE,
                theme=theme,
            )
            drawing = self._drawing(planes, number)
            said = self._said(_NAMES[number], each, x, color, size)
            self.columns.append(Group(drawing, said))
            numbers.append(said[1])
        self.arrows = [
            Arrow(
                first.get_right(),
                [last.get_left()[0], first.get_y(), 0.0],
                buff=0.2,
                color=theme.accent,
                stroke_width=4,
                tip_length=0.2,
            )
            for first, last in pairwise(numbers)
        ]
        self.fewer = [
            self._ratio(fewer["local"], "connections", _BETWEEN[0]),
            self._ratio(fewer["tied"], "weights", _BETWEEN[1]),
        ]
        padded = fewer["padded"]
        template = f"({nearly(padded, '0')}{{n:0}} × if taps on padding count)"
        self.padded = Statement(template, color=theme.muted, size=SMALLEST, n=padded)
        self.padded.set_x(self.fewer[0].get_x())
        self.padded.set_baseline(_PADDED)

    def whole(self) -> Statement:
        """Return what is saved in all."""
        both = self._ratios["all"]
        return Statement(f"in all, {nearly(both, '0')}{{n:0}} × fewer weights", color=self._theme.ink, n=both)

    def _drawing(self, planes: TwoPlanes, number: int) -> Group:
        if number == 0:
            _, lines = planes.far_lines()
            return Group(planes.picture, planes.frame, planes.units, lines, planes.dot)
        planes.look(*planes.close)
        panel = planes.panel(KINDS[number], dot=0)
        made = [each for unit in planes.neighbours() for each in panel.made.value.read_by(unit)]
        web = panel.wires(made, width=_THIN)
        units = VGroup(*(self._unit(panel, unit) for unit in planes.neighbours()))
        return Group(planes.picture, planes.frame, planes.units, panel, units, web)

    def _unit(self, panel: WiredPanel, place: tuple[int, int]) -> Any:
        cell = panel.outputs.around([place[0]], [place[1]], stroke_color=self._theme.accent, stroke_width=2)
        return cell.set_fill(self._theme.output, opacity=1)

    def _said(self, name: str, counts: Counts, x: float, color: Any, size: float) -> VGroup:
        noun = "distinct weight" if counts.weights.value == 1 else "distinct weights"
        lines: list[tuple[Typeset, float]] = [
            (words(name, color=color, size=STATEMENT), _HEAD),
            (Readout(counts.weights, color=color, size=size), _WEIGHTS),
            (words(noun, color=self._theme.ink), _NAME),
            (Statement("{n} connections", color=self._theme.ink, n=counts.connections), _CONNECTIONS),
        ]
        for line, baseline in lines:
            line.set_x(x).set_baseline(baseline)
        return VGroup(*(line for line, _ in lines))

    def _ratio(self, ratio: Traced[float], noun: str, x: float) -> Statement:
        line = Statement(f"{nearly(ratio, '0')}{{n:0}} × fewer {noun}", color=self._theme.accent, size=LABEL, n=ratio)
        line.set_x(x)
        line.set_baseline(_FEWER)
        return line

    @staticmethod
    def _size(count: Traced[int]) -> float:
        digits = len(format_value(count.value))
        return max(SMALLEST, min(TITLE, _WIDEST / (digits * 0.602 / 80)))
