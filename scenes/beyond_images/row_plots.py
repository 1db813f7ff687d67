"""A row of an image as a signal, and below it what two kernels make of it, sample under sample."""

from __future__ import annotations

from functools import partial
from typing import Any

import numpy as np
from manim import RIGHT, Animation, Line, ManimColor, Rectangle, VGroup
from numpy.typing import NDArray

from convmath.core.numerals import WEIGHTS
from convmath.core.provenance import Traced
from scenes.base.motion import ByAlpha, Carried
from scenes.base.readout import Statement
from scenes.base.theme import Theme
from scenes.base.typesetting import LABEL, Typeset, words
from scenes.beyond_images.parameters import BeyondImagesParameters
from scenes.mobjects.charts.plot import Curve
from scenes.mobjects.grids.grid import PixelGrid
from scenes.mobjects.grids.sliding_stage import NumberStyle

LEFT, END = -1.45, 6.55
_LANE = 1.2
_CELL = 0.56
BRIGHTNESS, SMOOTHED, SLOPE = 1.5, -0.45, -2.35
"""Where the lowest points of the three plots are."""
_ABOVE = 0.16
"""How far above a plot its label's baseline is."""


class RowPlots:
    """Three plots on one axis: the row, its mean over a window, its slope; and the window.

    Parameters
    ----------
    given
        What was chosen.
    theme
        The theme.
    """

    def __init__(self, given: BeyondImagesParameters, *, theme: Theme) -> None:
        self._theme, self._side = theme, given.kernel
        samples = given.samples()
        self._pitch = (END - LEFT) / len(samples.value)
        smoothed, slopes = given.smoothed(), given.slopes()
        self.axes = VGroup(*(self._axis(y) for y in (BRIGHTNESS, SMOOTHED, SLOPE + _LANE / 2)))
        self.brightness = self._curve(samples, BRIGHTNESS, 1.0, theme.input)
        self.smoothed = self._curve(smoothed.field("answers"), SMOOTHED, 1.0, theme.output)
        reach = 2 * max(abs(slopes.value.lowest), abs(slopes.value.highest)) or 1.0
        self.slope = self._curve(slopes.field("answers"), SLOPE + _LANE / 2, reach, theme.output)
        of_row = Statement("brightness along row {n}", color=theme.input, size=LABEL, n=given.row_number())
        self.names = [
            self._label(of_row, BRIGHTNESS),
            self._label(words("smoothed: a mean", color=theme.output), SMOOTHED),
            self._label(words("slope: right less left", color=theme.output), SLOPE),
        ]
        self.kernels = [self._kernel(kernel, y) for kernel, y in ((given.mean(), SMOOTHED), (given.slope(), SLOPE))]
        self.window = Rectangle(width=self._pitch * self._side, height=_LANE, stroke_color=theme.kernel, stroke_width=5)
        self.window.move_to(self._place(0))

    @property
    def places(self) -> int:
        """At how many places the window stands."""
        return len(self.slope.samples)

    def slide(self, start: int, end: int, *, run_time: float, **options: Any) -> Animation:
        """Return the animation that takes the window from one place to another."""
        carried = Carried(self.window)
        first, last = self._place(start), self._place(end)
        return ByAlpha(
            self.window, lambda _, alpha: carried.to((1 - alpha) * first + alpha * last), run_time=run_time, **options
        )

    def _place(self, number: float) -> NDArray[np.float64]:
        return np.array([LEFT + self._pitch * (number + self._side / 2), BRIGHTNESS + _LANE / 2, 0.0])

    def _axis(self, y: float) -> Line:
        return Line([LEFT, y, 0], [END, y, 0], stroke_color=self._theme.muted, stroke_width=1.5)

    def _curve(self, values: Traced[Any], zero: float, unit: float, color: ManimColor) -> Curve:
        """Return the curve of values, each over the middle of its window; `unit` is as high as a plot."""
        numbers = values.value
        outside = (round((END - LEFT) / self._pitch) - len(numbers)) / 2
        x = LEFT + self._pitch * (np.arange(len(numbers)) + outside + 0.5)
        return Curve(np.column_stack([x, zero + _LANE * numbers / unit, 0 * x]), color=color, stroke_width=4)

    def _label(self, label: Typeset, bottom: float) -> Typeset:
        label.set_baseline(bottom + _LANE + _ABOVE)
        label.shift((LEFT - label.get_left()[0]) * RIGHT)
        return label

    def _kernel(self, kernel: Traced[Any], bottom: float) -> PixelGrid:
        """Return a kernel's weights in cells, to stand over its plot on the right."""
        style = NumberStyle.fitting(kernel.value, _CELL, fractions_from=WEIGHTS)
        pale = partial(self._theme.signed, limit=1.5 * float(np.abs(kernel.value).max()))
        look: dict[str, Any] = {"palette": pale, "form": style.form, "size": style.size, "border": self._theme.kernel}
        cells = PixelGrid(kernel[None], theme=self._theme, cell=_CELL, **look)
        cells.move_to([END - cells.width / 2, bottom + _LANE + 0.34, 0.0])
        return cells
