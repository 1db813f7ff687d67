"""Data without neighbours: a table whose columns may stand in any order, and a graph that may be drawn in any way."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from manim import RIGHT, UP, Animation, AnimationGroup, Circle, LaggedStart, Line, Rectangle, VGroup
from numpy.typing import NDArray

from convmath.convolution.cross_correlation import cross_correlate2d
from convmath.core.provenance import Traced, traced
from convmath.networks.image_formats import IMAGE_FORMATS, ImageFormat, image_format_by_name
from scenes.base.motion import ByAlpha
from scenes.base.readout import Readout
from scenes.base.theme import Theme
from scenes.base.typesetting import LABEL, STATEMENT, Typeset, words

_LEFT, _HEAD, _TOP, _ROW = -6.55, 2.75, 1.7, 0.92
_COLUMNS, _SUMS = (-3.95, -2.45, -0.9), 0.85
_ARC = 0.95
_PAIR = ((1, 1),)
"""The window over two neighbouring columns, which adds them up."""

_NODES, _STEP, _RADIUS, _OVER_GRAPH = 7, 3, 2.0, 1.6
_GRAPH = np.array([4.2, -0.35, 0.0])


class FormatTable:
    """Image formats in a table, and a window of two columns that adds up what it reads in each row.

    Parameters
    ----------
    theme
        The theme.
    """

    order = ("height", "width", "channels")
    swapped = ("channels", "width", "height")

    def __init__(self, *, theme: Theme) -> None:
        self._theme = theme
        self._formats: list[Traced[ImageFormat]] = [
            traced(image_format_by_name, known.name.text) for known in IMAGE_FORMATS
        ]
        lines = [_TOP - (number + 1) * _ROW for number in range(len(self._formats))]
        self._lines = lines
        self.names = VGroup()
        for each, y in zip(self._formats, lines):
            name = Readout(each.value.name, color=theme.ink, size=LABEL).set_baseline(y)
            self.names.add(name.shift((_LEFT - name.get_left()[0]) * RIGHT))
        self.columns = {name: self._column(name, x) for name, x in zip(self.order, _COLUMNS)}
        self.rule = Line(
            [_LEFT, _TOP - 0.25, 0], [_COLUMNS[-1] + 0.6, _TOP - 0.25, 0], color=theme.rule, stroke_width=3
        )
        width = _COLUMNS[1] - _COLUMNS[0] + 1.4
        self.window = Rectangle(width=width, height=len(lines) * _ROW + 0.15, stroke_color=theme.kernel, stroke_width=5)
        self.window.move_to([(_COLUMNS[0] + _COLUMNS[1]) / 2, (lines[0] + lines[-1]) / 2 + 0.1, 0])
        self.heading = _over_half("a table: columns in any order", _LEFT, theme=theme)
        self.head = words("window sum", color=theme.kernel).set_baseline(_TOP).set_x(_SUMS)

    def sums(self, order: Sequence[str]) -> VGroup:
        """Return what the window adds up to in each row, if the columns stand in some order."""
        drawn = VGroup()
        for each, y in zip(self._formats, self._lines):
            found = traced(cross_correlate2d, [[each.field(name) for name in order]], _PAIR)
            drawn.add(Readout(found[0, 0], color=self._theme.kernel, size=LABEL).set_baseline(y).set_x(_SUMS))
        return drawn

    def swap(self, *, run_time: float) -> Animation:
        """Return the animation in which the first and the last column change places, row by row."""
        first, _, last = (self.columns[name] for name in self.order)
        way = (_COLUMNS[-1] - _COLUMNS[0]) * RIGHT
        pairs = (
            AnimationGroup(one.animate(path_arc=-_ARC).shift(way), other.animate(path_arc=-_ARC).shift(-way))
            for one, other in zip(first, last)
        )
        return LaggedStart(*pairs, lag_ratio=0.2, run_time=run_time)

    def _column(self, name: str, x: float) -> VGroup:
        head = words(name, size=LABEL, color=self._theme.muted).set_baseline(_TOP).set_x(x)
        numbers = [
            Readout(each.field(name), color=self._theme.ink, size=LABEL).set_baseline(y).set_x(x)
            for each, y in zip(self._formats, self._lines)
        ]
        return VGroup(head, *numbers)


class LooseGraph(VGroup):
    """A graph: a ring of nodes and two chords. It may be drawn in more than one way.

    Parameters
    ----------
    theme
        The theme.
    """

    def __init__(self, *, theme: Theme) -> None:
        self._edges = [(node, (node + 1) % _NODES) for node in range(_NODES)] + [(0, 2), (0, 4)]
        lines = [Line(UP, RIGHT, color=theme.muted, stroke_width=4) for _ in self._edges]
        nodes = [
            Circle(0.2, stroke_color=theme.input, stroke_width=5, fill_color=theme.background, fill_opacity=1)
            for _ in range(_NODES)
        ]
        nodes[0].set_fill(theme.input)
        self.lines, self.nodes = lines, nodes
        self.heading = _over_half("a graph: drawn in any way", _OVER_GRAPH, theme=theme)
        super().__init__(*lines, *nodes)
        self._stand(_on_a_circle(1))

    def redraw(self, *, run_time: float) -> Animation:
        """Return the animation in which the nodes go elsewhere and keep their edges."""
        start, end = _on_a_circle(1), _on_a_circle(_STEP)

        def stand(_: Any, alpha: float) -> None:
            self._stand(start + alpha * (end - start))

        return ByAlpha(self, stand, run_time=run_time)

    def _stand(self, at: NDArray[np.float64]) -> None:
        for node, place in zip(self.nodes, at):
            node.points = Circle(0.2).points + place
        for line, (start, end) in zip(self.lines, self._edges):
            line.set_points_as_corners([at[start], at[end]])


def _over_half(text: str, left: float, *, theme: Theme) -> Typeset:
    """Return what stands over one of the two."""
    said = words(text, size=STATEMENT, color=theme.ink).set_baseline(_HEAD)
    said.shift((left - said.get_left()[0]) * RIGHT)
    return said


def _on_a_circle(step: int) -> NDArray[np.float64]:
    """Return where the nodes stand on a circle, each so many places after the one before, shape (nodes, 3)."""
    angles = np.pi / 2 - 2 * np.pi * step * np.arange(_NODES) / _NODES
    return np.asarray(_GRAPH + _RADIUS * np.column_stack([np.cos(angles), np.sin(angles), 0 * angles]))
