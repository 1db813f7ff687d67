"""Filters that change while the loss is drawn: the course of a training, from what was recorded."""

from __future__ import annotations

from functools import partial
from typing import Any

import numpy as np
from manim import LEFT, RIGHT, UP, Animation, AnimationGroup, FadeIn, Group, VGroup, linear

from convmath.convolution.filter_bank import kernel_sheet
from convmath.core.provenance import Traced, traced
from convmath.training.cnn_run import CnnRun
from scenes.base.counter import Counter
from scenes.base.motion import ByAlpha
from scenes.base.readout import Statement
from scenes.base.theme import Theme
from scenes.base.typesetting import LABEL, words
from scenes.mobjects.charts.plot import LinePlot
from scenes.mobjects.grids.grid import PixelMap

_GAP = 1
_TOP, _HEIGHT = 2.65, 4.6
_HEAD = 2.95
_LEFT = -6.5
_FIRST_WIDTH, _LEAST_APART = 2.55, 0.45
"""How wide the shape below the first convolution's filters is, and how far the second's are away at least."""
_PLOT_X, _PLOT_WIDTH, _PLOT_HEIGHT = 1.85, 4.6, 4.0
_COUNTS_X = (1.5, 4.15)


class FilterSheet(PixelMap):
    """All slices of a convolution's kernels at one of the recorded moments: filters in rows, channels in columns.

    Parameters
    ----------
    kernels
        Traced, shape (moments, filters, channels, size, size).
    moment
        Which of the moments is shown at first.
    theme
        The theme.
    height
        In Manim units.
    """

    def __init__(self, kernels: Traced[Any], moment: int, *, theme: Theme, height: float) -> None:
        self._kernels = kernels
        limit = float(np.abs(kernels.value).max())
        self._look: dict[str, Any] = {"height": height, "palette": partial(theme.signed, limit=limit), "hatch": True}
        super().__init__(self._sheet(moment), **self._look)
        filled = kernel_sheet(np.ones(kernels.value.shape[1:]), gap=_GAP)
        self.pixel_array[:, :, 3] = 255 * self._enlarged(filled)
        filters, channels, size, _ = kernels.value.shape[1:]
        starts = [[number * (size + _GAP) for number in range(count)] for count in (filters, channels)]
        look = {"stroke_color": theme.muted, "stroke_width": 1.5}
        self.borders = VGroup(
            *(
                self.around(range(row, row + size), range(col, col + size), **look)
                for row in starts[0]
                for col in starts[1]
            )
        )

    def show(self, moment: int) -> None:
        """Show the kernels of another moment."""
        self.values = self._sheet(moment)
        self.pixel_array[:, :, :3] = PixelMap(self.values, **self._look).pixel_array[:, :, :3]

    def _sheet(self, moment: int) -> Traced[Any]:
        return traced(kernel_sheet, self._kernels[moment], gap=_GAP)


class SheetPair(Group):
    """The filters of both convolutions side by side, the first convolution's at the left.

    Parameters
    ----------
    run
        The traced training run.
    moment
        Which of the recorded moments is shown at first.
    theme
        The theme.
    height
        In Manim units.
    apart
        Distance between the two, in Manim units; by default there is room for the shape of the first below it.
    """

    def __init__(
        self, run: Traced[CnnRun], moment: int, *, theme: Theme, height: float, apart: float | None = None
    ) -> None:
        self._run, self._shown = run, moment
        self.sheets = Group(*(FilterSheet(each, moment, theme=theme, height=height) for each in run.field("kernels")))
        room = max(_LEAST_APART, _FIRST_WIDTH - self.sheets[0].width)
        self.sheets[1].next_to(self.sheets[0], RIGHT, buff=room if apart is None else apart)
        for sheet in self.sheets:
            sheet.borders.move_to(sheet)
        super().__init__(*self.sheets, *(sheet.borders for sheet in self.sheets))

    def show_at(self, share: float) -> None:
        """Show the kernels as they were at a share of the way."""
        moment = self._run.value.moment_at(share)
        if moment != self._shown:
            self._shown = moment
            for sheet in self.sheets:
                sheet.show(moment)


class Film(Group):
    """The filters at the left; at the right the loss of every step, above it which step and epoch it is.

    Parameters
    ----------
    run
        The traced training run.
    theme
        The theme.
    """

    def __init__(self, run: Traced[CnnRun], *, theme: Theme) -> None:
        self._run, self._theme = run, theme
        self.filters = SheetPair(run, 0, theme=theme, height=_HEIGHT)
        self.filters.shift([_LEFT, _TOP, 0] - self.filters.get_corner(LEFT + UP))
        self.heads = VGroup(
            *(words(name, size=LABEL, color=theme.kernel).set_baseline(_HEAD) for name in ("first conv", "second conv"))
        )
        shapes = [each.field("shape")[1:] for each in run.field("kernels")]
        self.sizes = VGroup(
            *(
                Statement("{f} × {c} × {h} × {w}", f=f, c=c, h=h, w=w, color=theme.ink).set_baseline(
                    _TOP - _HEIGHT - 0.42
                )
                for f, c, h, w in shapes
            )
        )
        for texts in (self.heads, self.sizes):
            for text, sheet in zip(texts, self.filters.sheets):
                text.shift((sheet.get_left()[0] - text.get_left()[0]) * RIGHT)
        steps, losses = run.field("step_numbers"), run.field("losses")
        self.plot = LinePlot(
            steps,
            top=traced(np.max, losses),
            theme=theme,
            width=_PLOT_WIDTH,
            height=_PLOT_HEIGHT,
            x_ticks=[steps[0], steps[-1]],
            x_label="step",
            y_label="loss of its batch",
        )
        self.plot.shift(np.array([_PLOT_X, _TOP - _HEIGHT, 0]) - self.plot.axes[0].get_start())
        self.curve = self.plot.curve(losses, color=theme.accent, stroke_width=4)
        self.counts = VGroup(
            *self._count("step", "steps", "step_at", _COUNTS_X[0]),
            *self._count("epoch", "epochs", "epoch_at", _COUNTS_X[1]),
        )
        super().__init__(self.filters, self.heads, self.sizes, self.plot, self.counts)

    def appear(self, *, run_time: float) -> Animation:
        """Return the animation in which all but the curve appears."""
        return AnimationGroup(
            FadeIn(self.filters, self.heads, self.sizes), FadeIn(self.plot, self.counts), run_time=run_time
        )

    def run_on(self, *, run_time: float) -> list[Animation]:
        """Return the animations of the training: curve, filters and counts, all at the same step."""
        look: dict[str, Any] = {"run_time": run_time, "rate_func": linear}
        film = ByAlpha(self.filters, lambda _, alpha: self.filters.show_at(alpha), **look)
        counting = [
            counter.follow(partial(self._run.field, name), run_time=run_time)
            for counter, name in zip((self.counts[1], self.counts[4]), ("step_at", "epoch_at"))
        ]
        return [self.curve.trace(**look), film, *counting]

    def _count(self, noun: str, whole: str, name: str, x: float) -> tuple[Any, Counter, Any]:
        theme, run = self._theme, self._run
        word = words(noun, size=LABEL, color=theme.ink).set_baseline(_HEAD)
        rest = Statement("of {n}", n=run.field(whole), color=theme.ink).set_baseline(_HEAD)
        counter = Counter(run.field(name, 0.0), color=theme.accent, size=LABEL, anchor=RIGHT)
        widest = Counter(run.field(whole), color=theme.accent, size=LABEL)
        word.shift((x - word.get_left()[0]) * RIGHT)
        counter.readout.set_baseline(_HEAD)
        counter.shift((word.get_right()[0] + 0.18 + widest.width - counter.get_right()[0]) * RIGHT)
        rest.shift((counter.get_right()[0] + 0.16 - rest.get_left()[0]) * RIGHT)
        return word, counter, rest
