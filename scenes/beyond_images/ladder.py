"""Networks at work, by the dimensions of their windows: what for, which, how many parameters, and who described it."""

from __future__ import annotations

from itertools import groupby
from typing import Any

from manim import LEFT, RIGHT, Animation, FadeIn, LaggedStart, Line, VGroup

from convmath.core.provenance import Traced, traced
from convmath.networks.applications import Application, c3d_kernel_weights, samples_seen
from scenes.base.readout import Readout, Statement
from scenes.base.theme import Theme
from scenes.base.typesetting import LABEL, SMALLEST, Typeset, words
from scenes.beyond_images.taps import Taps

HEAD, FIRST, STEP, GAP = 3.12, 2.55, 0.5, 0.22
SHAPES, DOMAIN, NETWORK = -6.05, -5.3, -2.05
COUNT, SOURCE, _EDGE = 2.75, 3.15, 6.6
FOOT = -3.42
_WIDEST = 0.95
"""Width of the windows."""


class Ladder:
    """A row for each network; those of one dimension stand together, beside their window.

    Parameters
    ----------
    applications
        The traced networks, by dimensions.
    side
        How long the windows are that stand beside them.
    theme
        The theme.
    """

    def __init__(self, applications: Traced[tuple[Application, ...]], *, side: int, theme: Theme) -> None:
        self._theme = theme
        self.heads = [
            _from(words(text, size=SMALLEST, color=theme.muted), x, HEAD)
            for text, x in (("used for", DOMAIN), ("network", NETWORK), ("source", SOURCE))
        ]
        self.count_head = _up_to(words("parameters", size=SMALLEST, color=theme.muted), COUNT, HEAD)
        self.feet = VGroup(_from(words("–: not counted here", size=SMALLEST, color=theme.muted), SOURCE, FOOT))
        self.shapes: list[Taps] = []
        self.rules: list[Line] = []
        self.names: list[list[VGroup]] = []
        self.counts: list[Typeset] = []
        y = FIRST
        for dimensions, group in groupby(applications, key=lambda each: each.value.dimensions):
            rows, top = list(group), y
            self.names.append([])
            for each in rows:
                self._add(each, y)
                y -= STEP
            middle = (top + y + STEP) / 2 + 0.1
            cell = _WIDEST / (side if dimensions < 3 else 1.42 * side)
            self.shapes.append(Taps(dimensions, side=side, cell=cell, theme=theme).move_to([SHAPES, middle, 0]))
            self.rules.append(
                Line([DOMAIN, y + STEP - GAP, 0], [_EDGE, y + STEP - GAP, 0], stroke_color=theme.rule, stroke_width=2)
            )
            y -= GAP
        self.rules.pop()

    def bring(self, number: int, *, run_time: float) -> Animation:
        """Return the animation in which the networks of one dimension come after their window."""
        rule = [FadeIn(self.rules[number - 1])] if number else []
        return LaggedStart(
            FadeIn(self.shapes[number]),
            *rule,
            *(FadeIn(row, shift=0.2 * LEFT) for row in self.names[number]),
            lag_ratio=0.3,
            run_time=run_time,
        )

    def count(self, *, run_time: float) -> Animation:
        """Return the animation in which the counts come."""
        coming = (FadeIn(text, shift=0.2 * LEFT) for text in (self.count_head, *self.counts))
        return LaggedStart(*coming, FadeIn(self.feet), lag_ratio=0.3, run_time=run_time)

    def _add(self, each: Traced[Application], y: float) -> None:
        theme, value = self._theme, each.value
        domain = _from(words(value.domain, color=theme.ink), DOMAIN, y)
        network = _from(Readout(value.network, color=theme.input, size=LABEL), NETWORK, y)
        source = _from(Readout(value.cited, color=theme.muted, size=SMALLEST), SOURCE, y)
        self.names[-1].append(VGroup(domain, network, source))
        if value.use is not None:
            small: dict[str, Any] = {"color": theme.muted, "size": SMALLEST}
            used = Statement(f"{{name}} on {value.domain}: {{by}}", name=value.network, by=value.use, **small)
            self.feet.add(_from(used, DOMAIN, FOOT))
        self.counts.append(_up_to(self._count(each), COUNT, y))

    def _count(self, each: Traced[Application]) -> Typeset:
        """Return the parameters of a network; of others what else follows from their paper, or a dash."""
        small: dict[str, Any] = {"color": self._theme.muted, "size": SMALLEST}
        if each.value.parameters is not None:
            return Readout(each.field("parameters"), color=self._theme.kernel, size=LABEL, form=",")
        if each.value.dimensions == 1:
            return Statement("a block sees {n} samples", n=traced(samples_seen), **small)
        if each.value.dimensions == 3:
            return Statement("{n} weights a kernel", n=traced(c3d_kernel_weights), **small)
        return words("–", color=self._theme.muted)


def _from(text: Typeset, left: float, baseline: float) -> Typeset:
    text.set_baseline(baseline)
    text.shift((left - text.get_left()[0]) * RIGHT)
    return text


def _up_to(text: Typeset, right: float, baseline: float) -> Typeset:
    text.set_baseline(baseline)
    text.shift((right - text.get_right()[0]) * RIGHT)
    return text
