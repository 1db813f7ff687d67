"""Digits that were not learned from: those the network is least sure of, how many it names, and what has changed."""

from __future__ import annotations

from typing import Any

import numpy as np
from manim import (
    LEFT,
    RIGHT,
    Animation,
    FadeIn,
    Group,
    GrowFromEdge,
    LaggedStart,
    Rectangle,
    SurroundingRectangle,
    VGroup,
)

from convmath.core.provenance import Traced
from convmath.training.cnn_run import CnnRun
from scenes.base.readout import Readout, Statement
from scenes.base.theme import Theme
from scenes.base.typesetting import LABEL, words
from scenes.mobjects.grids.panel import Panel
from scenes.numpy_cnn.film import SheetPair

SHOWN = 6
_SIDE, _TOP, _PITCH = 1.6, 1.95, 2.24
_TITLE, _TOLD = 3.05, 0.72
_SHEETS_X, _SHEETS_Y, _SHEETS_HEIGHT = (-6.5, -3.1), -1.45, 2.2
_SHEETS_HEAD = -0.1
_BARS_X, _BARS_WIDTH, _BARS_Y = 0.75, 3.9, (-0.75, -2.0)


class HeldOut:
    """What stands there at the end.

    Parameters
    ----------
    run
        The traced training run.
    theme
        The theme.
    """

    def __init__(self, run: Traced[CnnRun], *, theme: Theme) -> None:
        self._run, self._theme = run, theme
        self.title = words("held-out digits that it is least sure of; its share for what each is", color=theme.ink)
        self.title.set_baseline(_TITLE).shift((_SHEETS_X[0] - self.title.get_left()[0]) * RIGHT)
        self.digits, self.told, self.rings = Group(), VGroup(), VGroup()
        for place, number in enumerate(run.field("least_sure", SHOWN)):
            self._add(place, number)
        self.filters = Group(self._filters(0, "before"), self._filters(-1, "after"))
        self.bars, self.counts = VGroup(), VGroup()
        for name, when, y in zip(("right_before", "right"), ("before", "after"), _BARS_Y):
            self._add_bar(name, when, y)

    def digits_appear(self, *, run_time: float) -> Animation:
        """Return the animation in which the digits come one after another, with what the network says of them."""
        parts = [FadeIn(panel, said, scale=0.9) for panel, said in zip(self.digits, self.told)]
        return LaggedStart(*parts, *map(FadeIn, self.rings), lag_ratio=0.2, run_time=run_time)

    def bars_appear(self, *, run_time: float) -> Animation:
        """Return the animation in which the bars grow, and their counts are said."""
        parts = [each for bar, said in zip(self.bars, self.counts) for each in (GrowFromEdge(bar, LEFT), FadeIn(said))]
        return LaggedStart(*parts, lag_ratio=0.3, run_time=run_time)

    def _add(self, place: int, number: Traced[int]) -> None:
        run, theme = self._run, self._theme
        testing = run.field("testing")
        panel = Panel(testing.field("images")[number], theme=theme, palette=theme.grey, side=_SIDE)
        panel.move_to([(place - (SHOWN - 1) / 2) * _PITCH, _TOP, 0])
        share = run.field("tested_share", number)
        if number.value in run.value.wrong:
            said = Statement("{p}: says {n}", p=share, n=run.field("answer", number), color=theme.wrong)
            self.rings.add(SurroundingRectangle(panel.frame, buff=0.05, color=theme.wrong, stroke_width=5))
        else:
            said = Readout(share, color=theme.ink, size=LABEL)
        said.set_baseline(_TOLD).shift((panel.get_center()[0] - said.get_center()[0]) * RIGHT)
        self.digits.add(panel)
        self.told.add(said)

    def _filters(self, moment: int, when: str) -> Group:
        count = len(self._run.value.recorded)
        pair = SheetPair(self._run, moment % count, theme=self._theme, height=_SHEETS_HEIGHT, apart=0.25)
        x = _SHEETS_X[0] if moment == 0 else _SHEETS_X[1]
        pair.shift(np.array([x, _SHEETS_Y, 0]) - pair.get_edge_center(LEFT))
        head = words(f"filters {when}", size=LABEL, color=self._theme.kernel).set_baseline(_SHEETS_HEAD)
        return Group(pair, head.shift((x - head.get_left()[0]) * RIGHT))

    def _add_bar(self, name: str, when: str, y: float) -> None:
        theme, count, tested = self._theme, self._run.field(name), self._run.field("tested")
        whole = Rectangle(width=_BARS_WIDTH, height=0.42, stroke_color=theme.muted, stroke_width=2)
        whole.move_to([_BARS_X, y, 0], aligned_edge=LEFT)
        colour = theme.output if when == "after" else theme.muted
        bar: Any = Rectangle(
            width=max(_BARS_WIDTH * count.value / tested.value, 0.02),
            height=0.42,
            stroke_width=0,
            fill_color=colour,
            fill_opacity=1,
        ).move_to(whole, aligned_edge=LEFT)
        said = Statement("{n} of {all}", n=count, all=tested, color=theme.ink)
        said.next_to(whole, RIGHT, buff=0.2).set_baseline(y - 0.1)
        head = words(f"{when} training, right:", size=LABEL, color=theme.ink)
        head.set_baseline(y + 0.4).shift((_BARS_X - head.get_left()[0]) * RIGHT)
        self.bars.add(bar)
        self.counts.add(VGroup(whole, said, head))
