"""Pooled noise before a shift and after it, and which of the maxima stay."""

from __future__ import annotations

from typing import Any

from manim import ManimColor, VMobject

from convmath.convolution.equivariance import Commuting
from convmath.core.provenance import Traced
from scenes.base.readout import Statement
from scenes.base.theme import Theme
from scenes.base.typesetting import words
from scenes.mobjects.grids.panel import Panel

_SIDE, _PLACES, _LEVEL = 3.9, (-4.6, 0.0, 4.6), 0.35


class PooledNoise:
    """Three pictures in a row: the maxima before, those after, and the frame of those that stay.

    Parameters
    ----------
    both
        The traced maxima after and before.
    theme
        The theme.
    """

    def __init__(self, both: Traced[Commuting], *, theme: Theme) -> None:
        darkest, brightest = float(both.value.shifted_last.min()), float(both.value.shifted_last.max())

        def grey(value: float) -> ManimColor:
            return theme.grey((value - darkest) / (brightest - darkest))

        self.before, self.after, self.staying = (
            Panel(both.field(name), theme=theme, palette=palette, side=_SIDE).move_to([x, _LEVEL, 0.0])
            for name, palette, x in zip(
                ("shifted_last", "shifted_first", "agreeing"),
                (grey, grey, lambda stays: theme.output if stays else theme.neutral),
                _PLACES,
            )
        )
        names = ("maxima before the shift", "after it", "the same as before")
        self.names = [words(name, color=theme.ink).set_x(x) for name, x in zip(names, _PLACES)]
        for name in self.names:
            name.set_baseline(_LEVEL + _SIDE / 2 + 0.25)
        self.count = Statement(
            "{n} of {all} stay",
            n=both.field("agreeing_outputs"),
            all=both.field("outputs"),
            color=theme.ink,
        )
        self.count.set_x(_PLACES[2]).set_baseline(_LEVEL - _SIDE / 2 - 0.5)

    def rings(self, theme: Theme) -> list[VMobject]:
        """Return the borders of what stays, on the maxima before and after."""
        mask = self.staying.picture.values.value
        style: dict[str, Any] = {"stroke_color": theme.output, "stroke_width": 2}
        return [panel.picture.outline(mask, **style) for panel in (self.before, self.after)]
