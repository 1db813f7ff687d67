"""Parameters and connections of networks on one logarithmic axis: a dot, a ring, and a bar from one to the other."""

from __future__ import annotations

from typing import Any

from manim import (
    RIGHT,
    Animation,
    AnimationGroup,
    Circle,
    Create,
    Dot,
    FadeIn,
    LaggedStart,
    Line,
    ReplacementTransform,
    TransformFromCopy,
    VGroup,
)

from convmath.core.magnitudes import Decades, spelt
from convmath.core.provenance import Traced, traced
from convmath.networks.sharing import Sharing
from scenes.base.readout import Statement
from scenes.base.theme import Theme
from scenes.base.typesetting import CELL, Typeset, words
from scenes.mobjects.charts.log_scale import LogScale

SCALE: dict[str, Any] = {"left": -2.1, "right": 3.6, "y": -2.45}
LEGEND = 3.0
RIGHT_EDGE = 6.6
_DROP, _GAP = 0.1, 0.22


class SharingRow(VGroup):
    """One network on the scale.

    Parameters
    ----------
    ledger
        Its traced parameters and connections.
    scale
        The scale.
    y
        The height of its row.
    theme
        The theme.
    """

    def __init__(self, ledger: Traced[Sharing], *, scale: LogScale, y: float, theme: Theme) -> None:
        start, end = (scale.x_of(ledger.field(name).value) for name in ("parameters", "connections"))
        self.bar = Line([start, y, 0], [end, y, 0], color=theme.accent, stroke_width=10)
        self.dot = Dot([start, y, 0], radius=0.12, color=theme.kernel)
        self.ring = Circle(0.11, color=theme.ink, stroke_width=4).set_fill(theme.background, 1).move_to([end, y, 0])
        self.parameters = read(ledger.field("parameters"), color=theme.kernel).set_baseline(y - _DROP)
        self.parameters.shift((start - _GAP - self.parameters.get_right()[0]) * RIGHT)
        self.connections = read(ledger.field("connections"), color=theme.ink).set_baseline(y - _DROP)
        self.connections.shift((end + _GAP - self.connections.get_left()[0]) * RIGHT)
        self.uses = Statement("× {n:1}", color=theme.accent, size=CELL, n=ledger.field("uses"))
        self.uses.set_baseline(y - _DROP).shift((RIGHT_EDGE - self.uses.get_right()[0]) * RIGHT)
        for end_mark in (self.dot, self.ring):
            end_mark.set_z_index(1)  # above the bar, which comes after the dot
        super().__init__(self.bar, self.dot, self.ring, self.parameters, self.connections)

    def appear(self, *, run_time: float) -> Animation:
        """Return the animation in which the dot comes, and the bar runs from it to the ring."""
        return LaggedStart(
            FadeIn(self.dot, self.parameters), *self._run(), FadeIn(self.connections), lag_ratio=0.5, run_time=run_time
        )

    def appear_from(self, parameters: Typeset, connections: Typeset, *, run_time: float) -> Animation:
        """Return the animation in which two numbers that stand elsewhere come to the row, and the bar runs."""
        return LaggedStart(
            AnimationGroup(ReplacementTransform(parameters, self.parameters), FadeIn(self.dot)),
            *self._run(),
            ReplacementTransform(connections, self.connections),
            lag_ratio=0.5,
            run_time=run_time,
        )

    def _run(self) -> list[Animation]:
        return [AnimationGroup(Create(self.bar), TransformFromCopy(self.dot, self.ring))]


class SharingChart:
    """The axis, and what dot and ring mean.

    Parameters
    ----------
    decades
        The ends of the scale.
    biases
        Whether biases count as connections.
    theme
        The theme.
    """

    def __init__(self, decades: Traced[Decades], *, biases: bool, theme: Theme) -> None:
        self._theme = theme
        self.scale = LogScale(decades, theme=theme, **SCALE)
        dot = Dot([SCALE["left"], LEGEND + 0.1, 0], radius=0.12, color=theme.kernel)
        learnt = words("parameters", size=CELL, color=theme.kernel).set_baseline(LEGEND)
        learnt.next_to(dot, RIGHT, buff=0.15).set_baseline(LEGEND)
        ring = Circle(0.11, color=theme.ink, stroke_width=4).move_to(dot).set_x(learnt.get_right()[0] + 0.6)
        counted = "connections, biases counted" if biases else "connections, biases left out"
        wired = words(counted, size=CELL, color=theme.ink).next_to(ring, RIGHT, buff=0.15).set_baseline(LEGEND)
        self.legend = VGroup(dot, learnt, ring, wired)
        self.uses = words("average use", size=CELL, color=theme.accent).set_baseline(LEGEND)
        self.uses.shift((RIGHT_EDGE - self.uses.get_right()[0]) * RIGHT)

    def row(self, ledger: Traced[Sharing], y: float) -> SharingRow:
        """Return a network's row."""
        return SharingRow(ledger, scale=self.scale, y=y, theme=self._theme)

    def what(self, text: str, y: float) -> Typeset:
        """Return what an event without counts was, in words, to stand in its row."""
        said = words(text, size=CELL, color=self._theme.muted).set_baseline(y - _DROP)
        said.shift((SCALE["left"] - said.get_left()[0]) * RIGHT)
        return said


def read(count: Traced[int], *, color: Any) -> Statement:
    """Return a count as it is read: from a million upwards with a word."""
    number = traced(spelt, count)
    if not number.value.power:
        return Statement("{n}", color=color, size=CELL, n=count)
    return Statement(f"{{n:1}} {number.value.power}", color=color, size=CELL, n=number.field("mantissa"))
