"""A claim about a convolution's connections, and what they are: bars of connections and of weights."""

from __future__ import annotations

from typing import Any

import numpy as np
from manim import LEFT, RIGHT, UP, Animation, AnimationGroup, FadeIn, FadeOut, VGroup

from convmath.core.magnitudes import nearest_power_of_ten
from convmath.core.provenance import Traced, traced
from convmath.networks.counting import Comparison
from scenes.base.readout import Readout, Statement, nearly
from scenes.base.theme import Theme
from scenes.base.typesetting import LABEL, STATEMENT, words
from scenes.mobjects.charts.count_bar import CountBar

_HEAD = 2.75
_GROUPS, _ROWS = (1.85, -0.6), (0.75, 1.4)
_LEFT, _BARS, _LENGTH = -6.6, -4.2, 8.0
_RATIO = 6.6
_QUANTITIES = (("connections", "connections_within_image"), ("weights", "weights"))


class ClaimBars:
    """Two groups of two bars, dense and convolutional; the claimed number stands in the wrong group at first.

    Parameters
    ----------
    compared
        The traced comparison of the dense layer with the convolution.
    theme
        The theme.
    """

    def __init__(self, compared: Traced[Comparison], *, theme: Theme) -> None:
        self._theme, self._compared = theme, compared
        dense, conv = compared.field("first"), compared.field("second")
        self.claimed_number = conv.field("weights")
        self.names, self.dense, self.conv = VGroup(), [], []
        longest = dense.field("connections").value
        for (name, field), top in zip(_QUANTITIES, _GROUPS):
            rows = [top - drop for drop in _ROWS]
            self.names.add(self._at_left(name, top, STATEMENT))
            self.names.add(*(self._at_left(text, row) for text, row in zip(("dense", "convolution"), rows)))
            look: dict[str, Any] = {"longest": longest, "length": _LENGTH, "theme": theme}
            ends = [np.array([_BARS, row, 0.0]) for row in rows]
            self.dense.append(CountBar(dense.field(field), left=ends[0], color=theme.dense, **look))
            start = self.claimed_number
            self.conv.append(CountBar(start, left=ends[1], color=theme.kernel, **look))
        self.claimed = Readout(self.claimed_number, color=theme.wrong)
        self._stand(self.claimed, self.conv[0])
        self.heading = self._heading()

    def claim(self) -> Statement:
        """Return the claim."""
        ratio = self._compared.field("weights")
        return Statement(
            "claimed: {n} connections, almost {m} × fewer",
            color=self._theme.wrong,
            n=self.claimed_number,
            m=traced(nearest_power_of_ten, ratio),
        )

    def computed(self) -> Statement:
        """Return what the claimed number is."""
        conv = self._compared.field("second")
        kernel = conv.field("geometry").field("kernel_size")
        return Statement(
            "computed: {h} × {w} × {i} × {o} = {n} are the weights, not the connections",
            color=self._theme.ink,
            h=kernel[0],
            w=kernel[1],
            i=conv.field("in_channels"),
            o=conv.field("out_channels"),
            n=self.claimed_number,
        )

    def corrected(self) -> Statement:
        """Return what is right."""
        conv = self._compared.field("second")
        return Statement(
            "corrected: {c} connections ({p} with taps on padding), {n} weights",
            color=self._theme.ink,
            c=conv.field("connections_within_image"),
            p=conv.field("connections"),
            n=self.claimed_number,
        )

    def move_claim(self, *, run_time: float) -> Animation:
        """Return the animation in which the claimed number goes to the weights, which it is the number of."""
        bar = self.conv[1]
        goal = bar.counter.readout.get_center()
        return AnimationGroup(self.claimed.animate(run_time=run_time).move_to(goal).set_color(self._theme.ink))

    def correct(self, *, run_time: float) -> list[Animation]:
        """Return the animations in which the bar of connections grows to its length."""
        conv = self._compared.field("second")
        return [self.conv[0].roll_to(conv.field("connections_within_image"), run_time=run_time)]

    def ratios(self) -> list[Animation]:
        """Return the animations in which both ratios appear."""
        found: list[Animation] = []
        for (_, field), top, form in zip(_QUANTITIES, _GROUPS, ("2", "0")):
            value = self._compared.field(field)
            template = f"{nearly(value, form)}{{n:{form}}} × fewer"
            line = Statement(template, color=self._theme.accent, size=STATEMENT, n=value)
            line.set_baseline(top).shift((_RATIO - line.get_right()[0]) * RIGHT)
            found.append(FadeIn(line, shift=0.15 * UP))
        return found

    def drop_claim(self) -> list[Animation]:
        """Return the animations in which the claimed number gives way to the bar of weights."""
        return [FadeOut(self.claimed), FadeIn(self.conv[1])]

    def _heading(self) -> Statement:
        first, conv = self._compared.field("first"), self._compared.field("second")
        rows, cols = conv.field("geometry").field("input_size")
        line = Statement(
            "{rows} × {cols} pixels, {i} channels: dense to {units} units, or convolution to {o} channels",
            color=self._theme.ink,
            size=LABEL,
            rows=rows,
            cols=cols,
            i=conv.field("in_channels"),
            units=first.field("n_out"),
            o=conv.field("out_channels"),
        )
        line.set_baseline(_HEAD).shift((_LEFT - line.get_left()[0]) * RIGHT)
        return line

    def _at_left(self, text: str, baseline: float, size: float = LABEL) -> Any:
        name = words(text, color=self._theme.ink, size=size)
        name.set_baseline(baseline)
        return name.shift((_LEFT - name.get_left()[0]) * RIGHT)

    @staticmethod
    def _stand(number: Readout, bar: CountBar) -> None:
        number.set_baseline(bar.counter.readout.baseline)
        number.shift((bar.counter.get_critical_point(LEFT) - number.get_critical_point(LEFT))[0] * RIGHT)
