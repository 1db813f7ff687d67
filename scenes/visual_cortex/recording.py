"""A recording from cells of visual cortex: a receptive field, the cells that listen, a bar of light."""

from __future__ import annotations

from functools import partial
from typing import Any

import numpy as np
from manim import DOWN, LEFT, RIGHT, UP, Animation, DashedLine, Group, Line, ManimColor, Square, VGroup

from convmath.convolution.gabor import Gabor
from convmath.core import facts
from convmath.core.provenance import Traced, traced
from convmath.cortex import cells
from scenes.base.readout import Statement
from scenes.base.theme import Theme
from scenes.base.typesetting import LABEL, SMALLEST, Typeset, words
from scenes.mobjects.charts.plot import Curve, LinePlot
from scenes.mobjects.grids.panel import Panel
from scenes.visual_cortex.neuron import Bar, Neuron
from scenes.visual_cortex.stations import thin_arrow

_FIELD = np.array([-4.5, 0.45, 0.0])
_FIELD_SIDE = 3.9
_CELLS = -1.2
_PLOT = np.array([0.95, -1.5, 0.0])
_PLOT_SIZE = {"width": 5.4, "height": 3.6}
"""The middle of the field, the column of the cells, and the plots' axes."""

_SWATCH = 0.26
_PAIR_SIDE = 0.8


class Recording:
    """The mobjects of the recording, none of them on stage yet, and the animations that move bar and cells together.

    Parameters
    ----------
    field
        The cells' receptive field.
    thickness
        Of the bar, in pixels.
    theme
        The theme.
    """

    def __init__(self, field: Traced[Gabor], *, thickness: float, theme: Theme) -> None:
        self._theme = theme
        self.angle = field.value.orientation
        self.shifts = traced(cells.shift_curves, field, thickness=thickness)
        self.best = self.shifts.field("best_offset")
        self.tuning = traced(cells.orientation_tuning, field, thickness=thickness, pivot=self.best)
        self.panel = field_panel(field, theme=theme, side=_FIELD_SIDE).move_to(_FIELD)
        self.legend = field_legend(theme)
        self.bar = Bar(self.panel.picture, angle=self.angle, offset=self.best.value, thickness=thickness, theme=theme)
        top = float(self.shifts.value.energy.max())
        self.simple = NamedNeuron("simple", top, color=theme.kernel, theme=theme)
        self.complex = NamedNeuron("complex", top, color=theme.output, theme=theme).shift(0.35 * DOWN)
        self.pair = quadrature_pair(field, theme=theme)

    @property
    def preferred(self) -> float:
        """The angle at which the simple cell answers most, in degrees: what `peak_mark` names."""
        return float(self.tuning.value.preferred)

    def turn_to_stripes(self, **options: Any) -> Animation:
        """Return the animation that turns the bar from the angle it is heard best at to that of the stripes."""
        apart = (self.angle - self.preferred + 90) % 180 - 90  # half a turn makes no difference
        return self.bar.turn(
            self.preferred, self.preferred + apart, offset=self.best.value, about=self.angle, **options
        )

    def turn(self, start: float, end: float, **options: Any) -> list[Animation]:
        """Return the animations that turn the bar between two angles, and the simple cell's answer to it."""
        angles, responses = self.tuning.value.angles, self.tuning.field("responses")
        heard = _between(responses, _index(angles, start), _index(angles, end))
        return [
            self.bar.turn(start, end, offset=self.best.value, about=self.angle, **options),
            self.simple.neuron.answer(heard, **options),
        ]

    def slide(self, start: float, end: float, **options: Any) -> list[Animation]:
        """Return the animations that move the bar between two offsets, and both cells' answers to it."""
        first, last = (_index(self.shifts.value.offsets, offset) for offset in (start, end))
        return [
            self.bar.slide(start, end, angle=self.angle, **options),
            self.simple.neuron.answer(_between(self.shifts.field("simple"), first, last), **options),
            self.complex.neuron.answer(_between(self.shifts.field("energy"), first, last), **options),
        ]

    def tuning_plot(self) -> tuple[LinePlot, Curve]:
        """Return the axes of the tuning curve, and the curve."""
        angles, responses = self.tuning.field("angles"), self.tuning.field("responses")
        labels = {"x_suffix": "°", "x_label": "direction of the bar"}
        plot = self._plot(angles, responses.field("max"), **labels)
        return plot, plot.curve(responses, color=self._theme.kernel)

    def shift_plot(self) -> tuple[LinePlot, Curve, Curve]:
        """Return the axes of the responses to the moving bar, and the simple and the complex cell's curve."""
        energy = self.shifts.field("energy")
        plot = self._plot(self.shifts.field("offsets"), energy.field("max"), x_label="shift of the bar in pixels")
        simple = plot.curve(self.shifts.field("simple"), color=self._theme.kernel, stroke_width=4)
        return plot, simple, plot.curve(energy, color=self._theme.output, stroke_width=7)

    def peak_mark(self, plot: LinePlot) -> VGroup:
        """Return a line from the tuning curve's peak down to its angle, and that angle beside it."""
        best = self.tuning.field("preferred")
        peak = plot.point(best.value, float(self.tuning.value.responses.max()))
        line = DashedLine(peak, plot.point(best.value, 0), color=self._theme.muted, stroke_width=2.5)
        label = Statement("best at {angle}°", color=self._theme.kernel, angle=best)
        label.next_to(peak, RIGHT if best.value <= 120 else LEFT, buff=0.35).align_to(peak, UP)
        return VGroup(line, label)

    def answers_where_they_part(self) -> dict[str, Traced[Any]]:
        """Return what the simple and the complex cell answer where their answers are farthest apart."""
        parting = self.shifts.field("parting")
        return {
            name: self.shifts.field(curve)[parting] for name, curve in (("simple", "simple"), ("complex", "energy"))
        }

    def reports(self) -> list[tuple[Typeset, Statement]]:
        """Return each cell's name, and what is to take its place: the name and the answer where the two part."""
        reports = []
        for cell, answer in zip((self.simple, self.complex), self.answers_where_they_part().values()):
            report = Statement(f"{cell.kind} cell: {{answer}}", size=SMALLEST, color=cell.paint, answer=answer)
            reports.append((cell.label, report.set_x(cell.label.get_x()).set_baseline(cell.label.baseline)))
        return reports

    def _plot(self, x: Traced[Any], top: Traced[Any], **labels: str) -> LinePlot:
        ticks = [x[index] for index in range(0, len(x), len(x) // 4)]
        options: dict[str, Any] = {"theme": self._theme, "y_label": "response", **_PLOT_SIZE, **labels}
        plot = LinePlot(x, top=top, x_ticks=ticks, **options)
        plot.shift(_PLOT)
        return plot


class NamedNeuron(VGroup):
    """A neuron with its name below it, and the arrow that brings it what the field makes of the stimulus."""

    def __init__(self, kind: str, top: float, *, color: ManimColor, theme: Theme) -> None:
        self.kind, self.paint = kind, color
        self.neuron = Neuron(top, color=color, theme=theme).move_to([_CELLS, _FIELD[1], 0])
        self.label = words(f"{kind} cell", size=SMALLEST, color=color).next_to(self.neuron, DOWN, buff=0.16)
        border = self.neuron.get_center()
        border[0] = _FIELD[0] + _FIELD_SIDE / 2 + 0.15
        self.arrow = thin_arrow(border, self.neuron.get_left() + 0.15 * LEFT, color=theme.muted)
        super().__init__(self.arrow, self.neuron, self.label)


def field_panel(field: Traced[Gabor], *, theme: Theme, side: float) -> Panel:
    """Return the picture of a receptive field: orange where light excites, blue and hatched where it inhibits."""
    weights = field.field("matrix")
    palette = partial(theme.signed, limit=float(abs(weights.value).max()))
    return Panel(weights, theme=theme, palette=palette, side=side, hatch=True)


def field_legend(theme: Theme) -> VGroup:
    """Return what the colours of the field mean and whose model it is, below the field, and above it whose it is."""
    excites = Square(_SWATCH, stroke_width=0, fill_color=theme.positive, fill_opacity=1)
    inhibits = Square(_SWATCH, stroke_width=0, fill_color=theme.negative, fill_opacity=1)
    corner = inhibits.get_corner(DOWN + LEFT)
    for start, end in (((0, 0.5), (0.5, 1)), ((0, 0), (1, 1)), ((0.5, 0), (1, 0.5))):
        ends = (corner + _SWATCH * np.array([*point, 0.0]) for point in (start, end))
        inhibits.add(Line(*ends, color=theme.neutral, stroke_width=3))
    meanings = (
        VGroup(swatch, words(f"light {does}", size=SMALLEST, color=theme.muted)).arrange(RIGHT, buff=0.15)
        for swatch, does in ((excites, "excites"), (inhibits, "inhibits"))
    )
    below = VGroup(
        VGroup(*meanings).arrange(RIGHT, buff=0.4),
        Statement("model: {name}", size=SMALLEST, color=theme.muted, name=facts.JONES_PALMER_1987),
    ).arrange(DOWN, buff=0.2)
    above = Statement("field of a simple cell in {area}", size=LABEL, color=theme.ink, area=facts.V1)
    below.move_to(_FIELD).set_y(_FIELD[1] - _FIELD_SIDE / 2 - 0.3, direction=UP)
    above.move_to(_FIELD).set_baseline(_FIELD[1] + _FIELD_SIDE / 2 + 0.35)
    return VGroup(above, below)


def quadrature_pair(field: Traced[Gabor], *, theme: Theme) -> Group:
    """Return a complex cell's two fields, and the letters that stand for them in its formula."""
    pair = Group()
    for one, letter, side in ((field, "a", LEFT), (field.field("partner"), "b", RIGHT)):
        panel = field_panel(one, theme=theme, side=_PAIR_SIDE).move_to([_CELLS, _FIELD[1] - 1.8, 0] + 0.5 * side)
        pair.add(panel, Typeset(f"${letter}$", size=SMALLEST + 2, color=theme.muted).next_to(panel, DOWN, buff=0.12))
    return pair


def _index(samples: np.ndarray, value: float) -> int:
    return int(np.abs(samples - value).argmin())


def _between(samples: Traced[Any], start: int, end: int) -> Traced[Any]:
    return samples[start : end + 1] if start <= end else samples[end : start + 1][::-1]
