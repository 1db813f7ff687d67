"""A signal, an image and a film side by side, each with its window, the window's taps and their number."""

from __future__ import annotations

from typing import Any

import numpy as np
from manim import Animation, AnimationGroup, Create, FadeIn, LaggedStart, Rectangle, TransformFromCopy, VGroup

from scenes.base.readout import Statement
from scenes.base.theme import Theme
from scenes.base.typesetting import words
from scenes.beyond_images.frame_stack import FrameStack
from scenes.beyond_images.parameters import SIDE, BeyondImagesParameters
from scenes.beyond_images.taps import Taps
from scenes.mobjects.charts.plot import Curve
from scenes.mobjects.grids.panel import Panel

COLUMNS = (-4.45, 0.0, 4.45)
MIDDLE, HEIGHT, _WIDTH = 0.95, 2.5, 3.9
NAMES, TAPS, COUNTS = 2.45, -1.55, -3.2
_WIDEST, _LARGEST = 1.45, 0.42
KINDS = ("a signal", "an image", "a stack of frames")
_TIMES = ("{n}", "{k} × {k} = {n}", "{k} × {k} × {k} = {n}")


class ThreeWindows:
    """What is read in one, two and three dimensions, and through what.

    Parameters
    ----------
    given
        What was chosen.
    theme
        The theme.
    """

    def __init__(self, given: BeyondImagesParameters, *, theme: Theme) -> None:
        side, look = given.kernel, {"stroke_color": theme.kernel, "stroke_width": 5}
        first, second, third = COLUMNS
        pixel = _WIDTH / SIDE
        samples = given.samples().value
        x = first - _WIDTH / 2 + pixel * (np.arange(SIDE) + 0.5)
        points = np.column_stack([x, MIDDLE - HEIGHT / 2 + HEIGHT * (0.08 + 0.84 * samples), 0 * x])
        self.signal = Curve(points, color=theme.input, stroke_width=4)
        self.image = Panel(given.picture(), theme=theme, palette=theme.grey, side=HEIGHT).move_to([second, MIDDLE, 0])
        self.film = FrameStack(
            given.films()[0].field("film"),
            theme=theme,
            left=third - _WIDTH / 2,
            right=third + _WIDTH / 2,
            y=MIDDLE,
            height=HEIGHT,
            color=theme.input,
        )
        middle = SIDE // 2 - side // 2
        row = (self.film.rows - side) // 2
        taps = range(middle, middle + side)
        self.windows = [
            Rectangle(width=pixel * side, height=HEIGHT, **look).move_to([points[SIDE // 2][0], MIDDLE, 0]),
            self.image.picture.around(taps, taps, **look),
            self.film.window(side, row=row, col=row),
        ]
        cell = min(_LARGEST, _WIDEST / side)
        self.taps = [
            Taps(dimensions, side=side, cell=cell, theme=theme).move_to([x, TAPS, 0])
            for dimensions, x in enumerate(COLUMNS, start=1)
        ]
        self.names = [words(name, color=theme.input).set_x(x).set_baseline(NAMES) for name, x in zip(KINDS, COLUMNS)]
        self.counts = [self._count(given, number, theme) for number in range(len(COLUMNS))]

    def show(self, number: int, *, run_time: float) -> Animation:
        """Return the animation in which one of them comes: what is read, its window, its taps, their number."""
        reads: list[Animation] = [FadeIn((self.signal, self.image, self.film)[number])]
        if number == 0:
            reads = [self.signal.trace(run_time=0.4 * run_time)]
        return LaggedStart(
            AnimationGroup(FadeIn(self.names[number]), *reads),
            AnimationGroup(Create(self.windows[number])),
            self._taps(number),
            FadeIn(self.counts[number]),
            lag_ratio=0.5,
            run_time=run_time,
        )

    def _taps(self, number: int) -> Animation:
        """Return the animation that brings the taps: each row of a square, each square of a cube is a copy."""
        taps = self.taps[number]
        if number == 0:
            return FadeIn(taps)
        before = self.taps[number - 1].front
        if number == 1:
            rows = len(taps.front) // taps.side
            parts = [VGroup(*taps.front[row * taps.side : (row + 1) * taps.side]) for row in range(rows)]
        else:
            parts = list(taps)
        return AnimationGroup(*(TransformFromCopy(before, part) for part in parts))

    @staticmethod
    def _count(given: BeyondImagesParameters, number: int, theme: Theme) -> Statement:
        sources: dict[str, Any] = {"n": given.weights(number + 1)}
        if number:
            sources["k"] = given.side()
        count = Statement(f"{_TIMES[number]} weights", color=theme.ink, colors={"n": theme.kernel}, **sources)
        count.set_x(COLUMNS[number]).set_baseline(COUNTS)
        return count
