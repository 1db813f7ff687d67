"""What slides over what in the backward pass: three pictures side by side, their names above and their sizes below."""

from __future__ import annotations

from functools import partial
from typing import Any

import numpy as np
from manim import PI, RIGHT, Animation, AnimationGroup, FadeIn, Group, LaggedStart, VGroup, linear
from numpy.typing import NDArray

from convmath.convolution.cross_correlation import cross_correlate2d, flip_kernel, trace
from convmath.convolution.padding import pad
from convmath.core.provenance import Traced, traced
from convmath.training.cnn_run import largest_product
from scenes.base.motion import ByAlpha, Carried
from scenes.base.readout import Statement
from scenes.base.theme import Theme
from scenes.base.typesetting import LABEL, STATEMENT, TITLE, Typeset, words
from scenes.mobjects.charts.plot import at_fraction
from scenes.mobjects.grids.grid import PixelGrid
from scenes.mobjects.grids.panel import Panel
from scenes.mobjects.grids.sliding_stage import NumberStyle
from scenes.mobjects.grids.window_frames import cased
from scenes.numpy_cnn.parameters import CnnParameters

LEFT_X, MIDDLE_X, RIGHT_X = -4.45, -0.15, 4.55
MIDDLE_Y = 0.35
_PIXEL, _CELL, _KERNEL_CELL = 0.335, 1.15, 1.0
_HEAD, _SIZE = 2.95, -2.45
_SIGNS = (-2.13, 2.1)
_SIGN_BESIDE_PADDED = -1.74
_SIGN_SIZE = 30


class BackwardStage:
    """The pictures of one slice: what it saw, the error that came back to its filter, and what comes of them.

    Parameters
    ----------
    given
        What was chosen.
    theme
        The theme.
    """

    def __init__(self, given: CnnParameters, *, theme: Theme) -> None:
        self.theme = theme
        self.steps = traced(trace, given.seen, given.error)
        self.kernel_values = given.kernel
        self.seen = self._panel(given.seen, LEFT_X)
        self.error = self._panel(given.error, MIDDLE_X)
        self.gradient = number_grid(traced(cross_correlate2d, given.seen, given.error), theme=theme, cell=_CELL)
        self.gradient.move_to([RIGHT_X, MIDDLE_Y, 0])
        beyond = given.kernel.value.shape[0] - 1
        limit = float(np.abs(given.error.value).max())
        self.padded = self._panel(traced(pad, given.error, beyond), LEFT_X, limit=limit)
        self.kernel = number_grid(given.kernel, theme=theme, cell=_KERNEL_CELL, border=theme.kernel)
        self.kernel.move_to([MIDDLE_X + 0.2, MIDDLE_Y, 0])
        part = traced(cross_correlate2d, given.error, traced(flip_kernel, given.kernel), padding=beyond)
        limit = max(float(np.abs(values.value).max()) for values in (part, given.handed_down))
        self.part, self.handed_down = (
            self._panel(values, RIGHT_X, limit=limit) for values in (part, given.handed_down)
        )
        self.signs = VGroup(*(words(sign, color=theme.ink, size=TITLE) for sign in ("$star.op$", "$->$")))
        for sign, x in zip(self.signs, _SIGNS):
            sign.move_to([x, MIDDLE_Y, 0])

    def head(self, text: str, x: float) -> Typeset:
        """Return what stands over a picture."""
        name = words(text, color=self.theme.ink, size=LABEL).set_baseline(_HEAD)
        name.shift((x - name.get_center()[0]) * RIGHT)
        return name

    def size(self, values: Traced[Any], x: float) -> Statement:
        """Return how many rows and columns a picture has, to stand below it."""
        rows, cols = values.field("shape")
        text = Statement("{r} × {c}", r=rows, c=cols, color=self.theme.ink)
        text.set_baseline(_SIZE).shift((x - text.get_center()[0]) * RIGHT)
        return text

    def window(self, place: tuple[int, int]) -> VGroup:
        """Return the frame of the size of the error around the part of what was seen that it meets at a place."""
        rows, cols = self.error.picture.rows, self.error.picture.cols
        first, left = place
        return cased(
            self.seen.picture, range(first, first + rows), range(left, left + cols), self.theme.accent, self.theme
        )

    def go_on(self, window: VGroup, first: int, end: int, *, run_time: float) -> Animation:
        """Return the animation in which the window goes from place to place, and each place's sum appears."""
        rows, cols = self.gradient.rows, self.gradient.cols
        places = [self.window(divmod(number, cols)).get_center() for number in range(rows * cols)]
        carried = Carried(window)

        def stand(mobject: Any, alpha: float) -> None:
            del mobject
            carried.to(at_fraction(np.array(places[first - 1 : end]), alpha))

        sums = [self.gradient[divmod(number, cols)] for number in range(first, end)]
        appear = LaggedStart(*map(FadeIn, sums), lag_ratio=1.0, run_time=run_time)
        return AnimationGroup(ByAlpha(window, stand, run_time=run_time, rate_func=linear), appear)

    def largest_pair(self, place: int) -> tuple[Traced[Any], VGroup]:
        """Return the largest product at a place, and the marks of its factors on both pictures."""
        step = self.steps[place]
        pair = traced(largest_product, step.field("patch"), step.field("kernel"))
        row, column = pair.value.row, pair.value.column
        top, left = step.value.origin
        marks = VGroup()
        for picture, (first, second) in (
            (self.seen.picture, (top + row, left + column)),
            (self.error.picture, (row, column)),
        ):
            look = (range(first, first + 1), range(second, second + 1), self.theme.accent, self.theme)
            marks.add(cased(picture, *look))
        return pair, marks

    def turn(self, *, run_time: float) -> Animation:
        """Return the animation in which every weight goes half a turn round the middle one, upright all the way."""
        rows, cols = self.kernel.rows, self.kernel.cols
        centres = {(row, col): self.kernel[row, col].square.get_center() for row in range(rows) for col in range(cols)}
        return AnimationGroup(
            *(
                self.kernel[row, col].animate(path_arc=PI).move_to(centres[rows - 1 - row, cols - 1 - col])
                for row, col in centres
                if (2 * row, 2 * col) != (rows - 1, cols - 1)
            ),
            run_time=run_time,
        )

    def ring_appears(self) -> list[Animation]:
        """Return the animations in which zeros come round the error, and the sign makes room for them."""
        return [FadeIn(self.padded), self.signs[0].animate.set_x(_SIGN_BESIDE_PADDED)]

    def _panel(self, values: Traced[NDArray[Any]], x: float, *, limit: float | None = None) -> Panel:
        most = float(np.abs(values.value).max()) if limit is None else limit
        palette = partial(self.theme.signed, limit=most)
        side = _PIXEL * max(values.value.shape)
        panel = Panel(values, theme=self.theme, palette=palette, side=side, hatch=True)
        panel.move_to([x, MIDDLE_Y, 0])
        return panel


def number_grid(values: Traced[Any], *, theme: Theme, cell: float, border: Any = None) -> PixelGrid:
    """Return values in cells, pale enough for the numbers on them, in the form that fits the cells."""
    style = NumberStyle.fitting(values.value, cell, largest=30)
    palette = partial(theme.signed, limit=1.5 * float(np.abs(values.value).max()))
    return PixelGrid(
        values, theme=theme, cell=cell, palette=palette, form=style.form, size=style.size, border=border or theme.muted
    )


class StepGrids(Group):
    """A slice before the first step, its gradient over the batch, and the slice after the step.

    Parameters
    ----------
    given
        What was chosen.
    theme
        The theme.
    """

    def __init__(self, given: CnnParameters, *, theme: Theme) -> None:
        run = given.run
        values = (given.kernel, given.gradient, given.changed_kernel)
        borders = (theme.kernel, theme.wrong, theme.kernel)
        self.grids = VGroup(
            *(number_grid(each, theme=theme, cell=_KERNEL_CELL, border=border) for each, border in zip(values, borders))
        )
        self.signs = VGroup(
            Statement("− {r} ×", r=run.field("learning_rate"), color=theme.ink, size=_SIGN_SIZE),
            words("$->$", color=theme.ink, size=STATEMENT),
        )
        self.heads = VGroup(
            words("before", color=theme.kernel),
            Statement("mean gradient of {n} digits", n=run.field("batch"), color=theme.ink),
            words("after one step", color=theme.kernel),
        )
        for grid, head, x in zip(self.grids, self.heads, (-5.05, 0.0, 5.05)):
            grid.move_to([x, MIDDLE_Y, 0])
            head.set_baseline(2.55).shift((x - head.get_center()[0]) * RIGHT)
        for sign, x in zip(self.signs, (-2.52, 2.52)):
            sign.move_to([x, MIDDLE_Y, 0])
        super().__init__(self.grids, self.signs, self.heads)
        row, column = (
            int(place) for place in np.unravel_index(np.abs(given.gradient.value).argmax(), values[0].value.shape)
        )
        self.one = {name: each[row, column] for name, each in zip(("w", "g", "new"), values)}
        self.place = (row, column)
