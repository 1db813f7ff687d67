"""Parameters and multiply-adds of each block as bars on logarithmic scales, the few that dominate in full colour."""

from __future__ import annotations

from typing import Any

import numpy as np
from manim import LEFT, Animation, FadeIn, GrowFromEdge, LaggedStart, ManimColor, Rectangle, VGroup

from convmath.core.facts import Name
from convmath.core.magnitudes import enclosing_decades
from convmath.core.provenance import Traced, traced
from scenes.base.readout import Readout
from scenes.base.theme import Theme
from scenes.base.typesetting import CELL, SMALLEST, words
from scenes.mobjects.charts.log_scale import LogScale

_TOP, _DEPTH, _WIDEST_STEP, _BAR = 2.5, 4.5, 0.75, 0.3
_NAMES = -4.55
_COLUMNS = {"parameters": (-4.3, -1.25), "multiply_adds": (1.25, 4.3)}
_HEADINGS = {"parameters": "parameters", "multiply_adds": "multiply-adds"}
_OTHERS = 0.4


class CountChart(VGroup):
    """A row for each block, with two bars and their numbers.

    Parameters
    ----------
    anatomy
        The traced `convmath.networks.network_anatomy.NetworkAnatomy`.
    theme
        The theme.

    Examples
    --------
    .. code-block:: python

        from manim import Scene
        from convmath.core.provenance import traced
        from convmath.networks.network_anatomy import small_residual_network
        from scenes.base.theme import DARK
        from scenes.your_network.count_chart import CountChart


        class Counts(Scene):
            def construct(self):
                chart = CountChart(traced(small_residual_network), theme=DARK)
                self.play(chart.bring_on("parameters"))
    """

    def __init__(self, anatomy: Traced[Any], *, theme: Theme) -> None:
        super().__init__()
        self.theme = theme
        blocks = anatomy.field("blocks")
        count = len(anatomy.value.blocks)
        step = min(_WIDEST_STEP, _DEPTH / count)
        self.baselines = [_TOP - step * number for number in range(count)]
        self.names = VGroup()
        for block, y in zip(anatomy.value.blocks, self.baselines):
            name = Readout(_short(block.name), color=theme.ink, size=CELL).set_baseline(y)
            self.names.add(name.shift((_NAMES - name.get_right()[0]) * np.array([1.0, 0.0, 0.0])))
        self.columns = {
            kind: self._column(anatomy, [blocks[number].field(kind) for number in range(count)], kind, color)
            for kind, color in (("parameters", theme.kernel), ("multiply_adds", theme.output))
        }
        self.add(self.names, *self.columns.values())

    def bring_on(self, kind: str, **options: Any) -> Animation:
        """Return the animation in which a column's bars grow and their numbers appear."""
        scale, bars, numbers = self.columns[kind]
        growing = (GrowFromEdge(bar, LEFT) for bar in bars)
        return LaggedStart(FadeIn(scale), *growing, FadeIn(numbers), lag_ratio=0.15, **options)

    def _column(self, anatomy: Traced[Any], counts: list[Traced[int]], kind: str, color: ManimColor) -> VGroup:
        left, right = _COLUMNS[kind]
        known = [count.value for count in counts if count.value > 0] or [1]
        decades = traced(enclosing_decades, [1, *known])
        scale = LogScale(decades, theme=self.theme, left=left, right=right, y=self.baselines[-1] - 0.5)
        _thin_out(scale)
        heading = words(_HEADINGS[kind], size=CELL, color=color).set_baseline(_TOP + 0.55)
        heading.shift((left - heading.get_left()[0]) * np.array([1.0, 0.0, 0.0]))
        dominant = anatomy.value.dominant(kind)
        bars, numbers = VGroup(), VGroup()
        for number, (count, y) in enumerate(zip(counts, self.baselines)):
            end = scale.x_of(count.value) if count.value > 0 else left
            bar = Rectangle(width=max(end - left, 1e-3), height=_BAR, stroke_width=0)
            bar.set_fill(color, 1 if number in dominant else _OTHERS)
            bar.move_to([left, y + 0.1, 0.0], aligned_edge=LEFT)
            readout = Readout(count, color=self.theme.ink, size=SMALLEST).set_baseline(y)
            readout.shift((end + 0.12 - readout.get_left()[0]) * np.array([1.0, 0.0, 0.0]))
            bars.add(bar)
            numbers.add(readout)
        return VGroup(VGroup(scale, heading), bars, numbers)


def _thin_out(scale: LogScale) -> None:
    """Leave out the names of powers that would touch the one before."""
    right = -np.inf
    for label in list(scale.submobjects[2::2]):
        if label.get_left()[0] < right + 0.1:
            scale.remove(label)
        else:
            right = label.get_right()[0]


def _short(name: Name) -> Name:
    return Name(name.text if len(name.text) <= 14 else f"{name.text[:13]}…", name.source)
