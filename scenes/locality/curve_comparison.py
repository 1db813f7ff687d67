"""The curves of several photographs, of noise and of the image itself on one large plot."""

from __future__ import annotations

from manim import ManimColor, VGroup

from convmath.core.provenance import traced
from convmath.images.correlation_curves import range_at
from scenes.base.readout import Statement
from scenes.base.theme import Theme
from scenes.base.typesetting import SMALLEST
from scenes.locality.correlation_plot import CorrelationPlot, dashed
from scenes.locality.parameters import NOISE, LocalityParameters
from scenes.locality.words import COMPARED, name_of

_WIDTH, _HEIGHT = 9.2, 5.2
_NAMES_APART = 0.42


class CurveComparison(VGroup):
    """The plot, a curve for each image, and at their ends the names and the correlations that they end at.

    Parameters
    ----------
    given
        The image, what it is compared with, the distance and the direction.
    theme
        The theme.
    left, middle
        Where the middle of the upright axis stands, x and y.

    Examples
    --------
    .. code-block:: python

        from manim import Scene
        from scenes.base.theme import DARK
        from scenes.locality.curve_comparison import CurveComparison
        from scenes.locality.parameters import LocalityParameters


        class Photographs(Scene):
            def construct(self):
                seen = CurveComparison(LocalityParameters(distance=24), theme=DARK, left=-6, middle=0)
                self.add(seen.plot, seen.names)
                self.play(*(curve.trace(run_time=2) for curve in seen.curves.values()))
    """

    def __init__(self, given: LocalityParameters, *, theme: Theme, left: float, middle: float) -> None:
        self.given, self.theme = given, theme
        self.values = {name: given.traced_curve(name) for name in (given.image, given.other, *COMPARED)}
        self.plot = CorrelationPlot(list(self.values.values()), width=_WIDTH, height=_HEIGHT, theme=theme)
        self.plot.shift([left - self.plot.axes[0].get_x(), middle - self.plot.axes[0].get_y(), 0])
        self.curves = {
            name: self.plot.curve(curve, color=self._color(name), stroke_width=6 if name == given.image else 4)
            for name, curve in self.values.items()
        }
        dashed(self.curves[NOISE])
        labels = [
            Statement(
                name_of(name) + " {r:3}",
                color=self._color(name),
                size=SMALLEST + 2,
                r=curve.field("correlations")[-1],
            )
            for name, curve in self.values.items()
        ]
        self.names = self.plot.named(list(self.curves.values()), labels, apart=_NAMES_APART)
        super().__init__(self.plot, *self.curves.values(), self.names)

    def statement(self) -> Statement:
        """Return the line that says between what the photographs are, near and far."""
        photographs = [self.values[name] for name in COMPARED]
        distances = photographs[0].field("distances")
        near, far = (traced(range_at, photographs, distance=distances[end]) for end in (0, -1))
        return Statement(
            "photographs, side by side: {a:3} to {b:3}; {d} pixels apart: {e:3} to {f:3}",
            color=self.theme.ink,
            a=near[0],
            b=near[1],
            d=distances[-1],
            e=far[0],
            f=far[1],
        )

    def _color(self, name: str) -> ManimColor:
        if name == self.given.image:
            return self.theme.output
        return self.theme.muted if name == self.given.other else self.theme.input
