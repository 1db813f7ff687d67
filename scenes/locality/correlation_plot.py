"""Correlation against distance: axes, the line of no relation, and curves with their names at their ends."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from manim import DOWN, LEFT, RIGHT, UP, Line, ManimColor, VGroup
from numpy.typing import NDArray

from convmath.core.provenance import Traced, traced
from convmath.images.correlation_curves import correlation_marks
from scenes.base.readout import Readout
from scenes.base.theme import Theme
from scenes.base.typesetting import SMALLEST, Typeset, words
from scenes.mobjects.charts.plot import Curve

_TICK, _DASH = 0.1, 0.16
_SHALLOW, _DEEP = -0.2, -1.0
"""Where the axis of correlations begins: a little below 0, unless a curve goes far below."""


class CorrelationPlot(VGroup):
    """Axes from a distance of one to the largest, and from no correlation (or its opposite) to a full one.

    Parameters
    ----------
    curves
        The traced `convmath.images.correlation_curves.CorrelationCurve` of every image that will be drawn.
    width, height
        Of the axes, in Manim units.
    theme
        The theme.

    Examples
    --------
    .. code-block:: python

        from manim import FadeIn, Scene
        from convmath.core.provenance import traced
        from convmath.images.full_size import full_image_from
        from convmath.images.correlation_curves import correlation_curve
        from scenes.base.theme import DARK
        from scenes.locality.correlation_plot import CorrelationPlot


        class Falling(Scene):
            def construct(self):
                cat = traced(correlation_curve, traced(full_image_from, "cat"), rows=0, columns=1, times=60)
                plot = CorrelationPlot([cat], width=8, height=5, theme=DARK).center()
                self.play(FadeIn(plot))
                self.play(plot.curve(cat, color=DARK.output).trace(run_time=2))
    """

    def __init__(self, curves: Sequence[Traced[Any]], *, width: float, height: float, theme: Theme) -> None:
        lowest, nothing, full = traced(correlation_marks)
        deep = min(curve.value.lowest for curve in curves) < _SHALLOW
        self._low, self._longest = (_DEEP if deep else _SHALLOW), curves[0].value.distances[-1]
        self._size, distances = np.array([width, height]), curves[0].field("distances")
        muted = {"color": theme.muted, "stroke_width": 2.5}
        self.axes = VGroup(Line(0 * UP, height * UP, **muted))
        self.axes.add(Line(self.point(1, 0), self.point(self._longest, 0), **muted))
        super().__init__(self.axes)
        look = {"color": theme.muted, "size": SMALLEST}
        for value in (*([lowest] if deep else []), nothing, full):
            end = self.point(1, value.value)
            self.axes.add(Line(end, end + _TICK * LEFT, **muted))
            self.add(Readout(value, **look).next_to(end, LEFT, buff=0.2))
        self.foot = self.point(1, self._low)[1]
        for value in (distances[0], distances[-1]):
            end = self.point(value.value, 0)
            self.axes.add(Line(end + _TICK / 2 * UP, end + _TICK / 2 * DOWN, **muted))
            self.add(Readout(value, **look).next_to([end[0], self.foot, 0], DOWN, buff=0.1))
        across, upward = words("distance in pixels", **look), words("correlation", **look)
        self.add(across.next_to([width / 2, self.foot, 0], DOWN, buff=0.1))
        self.add(upward.next_to(self.axes[0], UP, buff=0.16).align_to(self.axes[0], LEFT))

    def point(self, distance: float, correlation: float) -> NDArray[np.float64]:
        """Return where a correlation at a distance stands."""
        share = np.array(
            [(distance - 1) / (self._longest - 1), (correlation - self._low) / (1 - self._low)], dtype=float
        )
        return np.asarray(self.axes[0].get_start() + np.array([*(share * self._size), 0.0]))

    def curve(self, curve: Traced[Any], *, color: ManimColor, stroke_width: float = 5) -> Curve:
        """Return the curve of an image, which isn't part of the plot."""
        points = zip(curve.value.distances, curve.value.correlations)
        return Curve(np.array([self.point(*point) for point in points]), color=color, stroke_width=stroke_width)

    def named(self, curves: Sequence[Curve], names: Sequence[Typeset], *, apart: float) -> VGroup:
        """Return the names at the ends of their curves, none nearer than `apart` to another, and lines to them."""
        ends = [curve.samples[-1] for curve in curves]
        heights = kept_apart([float(end[1]) for end in ends], apart)
        column, leads = ends[0][0] + 0.55, VGroup()
        for curve, name, end, height in zip(curves, names, ends, heights):
            name.next_to([column, height, 0], RIGHT, buff=0.1)
            leads.add(Line(end, [column, height, 0], color=curve.line.get_stroke_color(), stroke_width=2))
        return VGroup(leads, *names)


def kept_apart(heights: Sequence[float], apart: float) -> list[float]:
    """Return heights near those asked for, in their order, none nearer than `apart` to another."""
    order = sorted(range(len(heights)), key=lambda index: heights[index])
    blocks: list[tuple[float, list[int]]] = []
    for index in order:
        middle, members = heights[index], [index]
        while blocks and middle - blocks[-1][0] < apart * (len(members) + len(blocks[-1][1])) / 2:
            before, others = blocks.pop()
            middle = (middle * len(members) + before * len(others)) / (len(members) + len(others))
            members = others + members
        blocks.append((middle, members))
    placed = [0.0] * len(heights)
    for middle, members in blocks:
        for rank, index in enumerate(members):
            placed[index] = middle + apart * (rank - (len(members) - 1) / 2)
    return placed


def dashed(curve: Curve) -> Curve:
    """Return the curve with its line in dashes, so that it is told from others without its colour."""
    lengths = np.concatenate([[0.0], np.linalg.norm(np.diff(curve.samples, axis=0), axis=1).cumsum()])
    fine = np.arange(0, lengths[-1], _DASH / 4)
    path = np.column_stack([np.interp(fine, lengths, axis) for axis in curve.samples.T])
    curve.line.clear_points()
    for start in range(0, len(path) - 1, 6):
        curve.line.start_new_path(path[start])
        curve.line.add_points_as_corners(path[start + 1 : start + 5])
    return curve
