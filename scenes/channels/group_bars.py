"""How many parameters layers have that split their planes into groups, as bars to one scale."""

from __future__ import annotations

from typing import Any

import numpy as np
from manim import LEFT, RIGHT, Animation, AnimationGroup, FadeIn, GrowFromEdge, LaggedStart, Rectangle, VGroup

from convmath.core.provenance import Traced
from scenes.base.readout import Statement
from scenes.base.theme import Theme

_WIDEST, _HEIGHT = 5.2, 0.5
_TEMPLATES = (
    "no groups: {n} parameters",
    "{g} groups: {n}",
    "depthwise, {g} groups: {n}",
)


class GroupBars(VGroup):
    """A bar for each layer, and above it what it stands for.

    Parameters
    ----------
    layers
        Traced layers of the same size, from the one without groups to the depthwise one.
    left
        Where the bars begin.
    rows
        The height at which each bar stands.
    theme
        The theme.
    """

    def __init__(self, layers: list[Traced[Any]], *, left: float, rows: tuple[float, ...], theme: Theme) -> None:
        most = layers[0].value.parameters
        self.bars, self.texts = VGroup(), VGroup()
        looks = (theme.muted, theme.kernel, theme.output)
        for layer, template, y, color in zip(layers, _TEMPLATES, rows, looks):
            width = _WIDEST * layer.value.parameters / most
            bar = Rectangle(width=width, height=_HEIGHT, stroke_width=0, fill_color=color, fill_opacity=1)
            text = Statement(template, color=theme.ink, g=layer.field("groups"), n=layer.field("parameters"))
            self.bars.add(bar.move_to([left, y - 0.25, 0], aligned_edge=LEFT))
            text.set_baseline(y + 0.2).shift((left - text.get_left()[0]) * RIGHT)
            self.texts.add(text)
        super().__init__(self.bars, self.texts)

    def appear(self, *, run_time: float) -> Animation:
        """Return the animation in which the bars grow one after another."""
        return LaggedStart(
            *(
                AnimationGroup(FadeIn(text), GrowFromEdge(bar, np.array(LEFT)))
                for text, bar in zip(self.texts, self.bars)
            ),
            lag_ratio=0.6,
            run_time=run_time,
        )
