"""A small line plot: two axes, a few ticks, and curves that are drawn as time goes on."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np
from manim import DOWN, LEFT, RIGHT, UP, Animation, Dot, Line, ManimColor, VGroup, VMobject, linear
from numpy.typing import NDArray

from convmath.core.provenance import Traced
from scenes.base.motion import ByAlpha, Carried
from scenes.base.readout import Readout
from scenes.base.theme import Theme
from scenes.base.typesetting import SMALLEST, words

_TICK = 0.1
_TICK_LABEL = 20


class Curve(VGroup):
    """Samples joined by straight lines, and a dot at the last one drawn.

    Parameters
    ----------
    points
        The samples on stage, shape (samples, 3).
    color
        Colour of line and dot.
    stroke_width
        Width of the line.

    Examples
    --------
    .. code-block:: python

        import numpy as np
        from manim import Scene
        from scenes.base.theme import DARK
        from scenes.mobjects.charts.plot import Curve


        class Wave(Scene):
            def construct(self):
                x = np.linspace(-5, 5, 60)
                curve = Curve(np.column_stack([x, np.sin(x), 0 * x]), color=DARK.output)
                self.play(curve.trace(run_time=2))
                self.play(curve.follow(59, 0, run_time=1))
    """

    def __init__(self, points: NDArray[np.float64], *, color: ManimColor, stroke_width: float = 5) -> None:
        self.samples = points
        self.line = VMobject(stroke_color=color, stroke_width=stroke_width).set_points_as_corners(points)
        self.tip = Dot(points[-1], radius=0.09, color=color)
        super().__init__(self.line, self.tip)

    def trace(self, *, run_time: float, **options: Any) -> Animation:
        """Return the animation that draws the curve, each sample taking as long as the next."""
        return _Trace(self, run_time=run_time, **({"rate_func": linear} | options))

    def follow(self, start: int, end: int, **options: Any) -> Animation:
        """Return the animation that moves the dot along the curve from one sample to another."""
        way = self.samples[start : end + 1] if start < end else self.samples[end : start + 1][::-1]
        tip = Carried(self.tip)
        return ByAlpha(self.tip, lambda _, alpha: tip.to(at_fraction(way, alpha)), **options)


class _Trace(Animation):
    by_alpha_alone = True

    def __init__(self, curve: Curve, **options: Any) -> None:
        super().__init__(curve, introducer=True, **options)
        self._whole = curve.line.copy()

    def begin(self) -> None:
        self._tip = Carried(self.mobject.tip)
        super().begin()

    def interpolate_mobject(self, alpha: float) -> None:
        fraction = self.rate_func(alpha)
        self.mobject.line.pointwise_become_partial(self._whole, 0, fraction)
        self._tip.to(at_fraction(self.mobject.samples, fraction))


def at_fraction(samples: NDArray[np.float64], fraction: float) -> NDArray[np.float64]:
    """Return what a row of samples holds at `fraction` of its length, between two samples by their distance.

    Parameters
    ----------
    samples
        Shape (samples, ...).
    fraction
        From 0, the first sample, to 1, the last.
    """
    place = float(np.clip(fraction, 0, 1)) * (len(samples) - 1)
    before = int(place)
    after = min(before + 1, len(samples) - 1)
    return np.asarray(samples[before] + (place - before) * (samples[after] - samples[before]))


class LinePlot(VGroup):
    """Axes from the first to the last value of `x` and from 0 to `top`.

    Parameters
    ----------
    x
        Traced values that rise, shape (samples,).
    top
        The traced value at the upper end of the y axis.
    theme
        The theme whose muted colour axes and ticks have.
    width, height
        Length of the axes in Manim units.
    x_ticks
        The traced values that get a tick on the x axis; `top` gets one on the y axis.
    x_form, y_form
        Format of the tick labels, see `Readout`.
    x_suffix
        A unit that stands close to each value on the x axis.
    x_label, y_label
        What is measured along each axis, in words.

    Examples
    --------
    .. code-block:: python

        import numpy as np
        from manim import FadeIn, Scene
        from convmath.convolution.gabor import Gabor
        from convmath.core.provenance import traced
        from convmath.cortex.cells import orientation_tuning
        from scenes.base.theme import DARK
        from scenes.mobjects.charts.plot import LinePlot


        class Tuning(Scene):
            def construct(self):
                tuning = traced(orientation_tuning, traced(Gabor, size=21, wavelength=8), thickness=4)
                angles, responses = tuning.field("angles"), tuning.field("responses")
                look = {"theme": DARK, "width": 6, "height": 3, "x_label": "angle", "y_label": "response"}
                plot = LinePlot(angles, top=traced(np.max, responses), x_ticks=[angles[0], angles[90]], **look)
                self.play(FadeIn(plot))
                self.play(plot.curve(responses, color=DARK.output).trace(run_time=2))
    """

    def __init__(
        self,
        x: Traced[NDArray[Any]],
        *,
        top: Traced[Any],
        theme: Theme,
        width: float,
        height: float,
        x_ticks: Iterable[Traced[Any]],
        x_label: str,
        y_label: str,
        x_form: str = "",
        y_form: str = "",
        x_suffix: str = "",
    ) -> None:
        super().__init__()
        self.x = x
        self._size = np.array([width, height])
        self._limits = np.array([[float(x.value[0]), 0.0], [float(x.value[-1]), float(top.value)]])
        self.axes = VGroup(
            Line(0 * RIGHT, width * RIGHT, color=theme.muted, stroke_width=2.5),
            Line(0 * UP, height * UP, color=theme.muted, stroke_width=2.5),
        )
        self.add(self.axes)
        look = {"color": theme.muted, "size": _TICK_LABEL}
        for value in x_ticks:
            label = Readout(value, form=x_form, suffix=x_suffix, **look)
            label.next_to(self._mark(self.point(value.value, 0), DOWN, theme), DOWN, buff=0.1)
            self.add(label)
        label = Readout(top, form=y_form, **look)
        self.add(label.next_to(self._mark(self.point(x.value[0], top.value), LEFT, theme), LEFT, buff=0.1))
        self.x_label = words(x_label, size=SMALLEST, color=theme.muted)
        self.x_label.next_to(self, DOWN, buff=0.16).set_x(width / 2)
        self.y_label = words(y_label, size=SMALLEST, color=theme.muted)
        self.y_label.next_to(self.axes, UP, buff=0.2).align_to(self.axes, LEFT)
        self.add(self.x_label, self.y_label)

    def point(self, x: float, y: float) -> NDArray[np.float64]:
        """Return where the values (x, y) stand."""
        low, high = self._limits
        place = self._size * (np.array([x, y], dtype=float) - low) / (high - low)
        return np.asarray(self.axes[0].get_start() + np.array([*place, 0.0]))

    def curve(self, y: Traced[NDArray[Any]], *, color: ManimColor, stroke_width: float = 5) -> Curve:
        """Return the curve of the values `y`, one for each of the plot's `x`; it isn't part of the plot."""
        points = np.array([self.point(*sample) for sample in zip(self.x.value, y.value)])
        return Curve(points, color=color, stroke_width=stroke_width)

    def _mark(self, point: NDArray[np.float64], direction: NDArray[np.float64], theme: Theme) -> Line:
        mark = Line(point, point + _TICK * direction, color=theme.muted, stroke_width=2.5)
        self.axes.add(mark)
        return mark
