"""The brightness along one row or column of an image, plotted beside it."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
from manim import DOWN, LEFT, RIGHT, UP, Animation, AnimationGroup, Create, Dot, FadeIn, VGroup, linear
from numpy.typing import NDArray

from scenes.base.readout import Statement
from scenes.mobjects.charts.plot import Curve
from scenes.mobjects.grids.grid import PixelMap
from scenes.sobel_edge.edge_study import EdgeStudy

_GAP = 0.25
_ABOVE = 0.5


class BrightnessProfile(VGroup):
    """The row of the strongest edge, its brightness as a curve of steps, and the scale of greys it is read on.

    Across flat edges runs a column, and it is read from top to bottom.

    Parameters
    ----------
    study
        The image.
    picture
        Its map, where it stands on stage.
    left, right
        Where the plot begins and where the scale of greys stands.
    height
        Height of the plot, whose middle lies level with the picture's.
    """

    def __init__(self, study: EdgeStudy, picture: PixelMap, *, left: float, right: float, height: float) -> None:
        theme = study.theme
        along_row = study.axis == "gx"
        place = study.window.field("rows" if along_row else "cols")[1]
        values = study.image.value[place.value] if along_row else study.image.value[:, place.value]
        line = ([place.value], range(picture.cols)) if along_row else (range(picture.rows), [place.value])
        self.scale = study.grey_scale(height).move_to([right, picture.get_y(), 0.0])
        what = "row" if along_row else "column"
        self.caption = Statement(f"brightness along {what} {{place}}", color=theme.ink, place=place)
        self.caption.next_to(self.scale, UP, buff=_ABOVE).shift((left - self.caption.get_left()[0]) * RIGHT)
        self.band = picture.around(*line, stroke_color=theme.accent, stroke_width=3)
        start, self._end = (LEFT, RIGHT) if along_row else (UP, DOWN)
        self.cursor = Dot(self.band.get_critical_point(start), radius=0.07, color=theme.accent)
        end = self.scale.bar.get_left()[0] - _GAP
        self.curve = Curve(self._steps(values, left, end), color=theme.input)
        super().__init__(self.scale, self.caption, self.band, self.curve, self.cursor)

    def appear(self) -> Animation:
        """Return the animation that brings all but the curve."""
        return AnimationGroup(FadeIn(self.scale, self.caption), Create(self.band))

    def trace(self, *, run_time: float) -> Animation:
        """Return the animation that goes along the row, or down the column, and draws the curve."""
        goal = self.band.get_critical_point(self._end)
        along = self.cursor.animate(run_time=run_time, rate_func=linear).move_to(goal)
        return AnimationGroup(self.curve.trace(run_time=run_time), along)

    def _steps(self, values: NDArray[np.float64], left: float, right: float) -> NDArray[np.float64]:
        """Each pixel as a level as wide as the pixel."""
        edges = np.linspace(left, right, len(values) + 1)
        heights = [self.scale.point(value)[1] for value in values]
        return np.array([[x, y, 0.0] for y, ends in zip(heights, pairwise(edges)) for x in ends])
