"""A network in a row: what it is made of, and what it makes of the digit that stands on the canvas."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import numpy as np
from manim import (
    DOWN,
    LEFT,
    RIGHT,
    UP,
    Animation,
    AnimationGroup,
    FadeIn,
    FadeOut,
    LaggedStart,
    Line,
    Rectangle,
    VGroup,
    smooth,
    squish_rate_func,
)

from convmath.core.provenance import Traced
from scenes.base.motion import ByAlpha
from scenes.base.readout import Readout, Statement
from scenes.base.theme import Theme
from scenes.base.typesetting import LABEL, TITLE, words

LAYERS = {
    "dense": ("dense",),
    "flatten": ("conv", "relu", "conv", "relu", "flatten", "dense"),
    "global max": ("conv", "relu", "conv", "relu", "global max", "dense"),
}
"""What the layers of each network are called."""

_BOX_HEIGHT, _PADDING, _GAP = 0.52, 0.12, 0.18

BAR = 3.6
"""Width of the bar between the two digits, in Manim units."""


class Chain(VGroup):
    """The layers of a network as boxes in a row, joined by lines.

    Parameters
    ----------
    kind
        Which network.
    theme
        Whose colours it has.
    """

    def __init__(self, kind: str, *, theme: Theme) -> None:
        colours = {"dense": theme.dense, "conv": theme.kernel, "flatten": theme.dense, "global max": theme.output}
        boxes: list[VGroup] = []
        for name in LAYERS[kind]:
            colour = colours.get(name, theme.muted)
            label = words(name, size=LABEL, color=theme.ink)
            outline = Rectangle(width=label.width + 2 * _PADDING, height=_BOX_HEIGHT, color=colour, stroke_width=3)
            boxes.append(VGroup(outline, label.move_to(outline).set_baseline(outline.get_center()[1] - 0.08)))
        row = VGroup(*boxes).arrange(RIGHT, buff=_GAP)
        joints = VGroup(
            *(
                Line(first.get_right(), second.get_left(), color=theme.muted, stroke_width=2)
                for first, second in pairwise(boxes)
            )
        )
        super().__init__(*row, *joints)


class Verdict(VGroup):
    """The digit that a network takes the one on the canvas for, and whether it is right, in a word."""

    def __init__(self, named: Traced[int], *, right: bool, theme: Theme) -> None:
        self.named = named.value
        colour = theme.output if right else theme.wrong
        digit = Readout(named, color=colour, size=TITLE)
        word = words("right" if right else "wrong", size=LABEL, color=colour)
        super().__init__(digit.centre_digits_at(np.zeros(3)), word.next_to(digit, RIGHT, buff=0.3).set_baseline(-0.1))


class NetworkRow(VGroup):
    """The layers of a network in a row, its left end at the origin; below, its parameters and, once asked, its answer.

    Parameters
    ----------
    kind
        Which network.
    network
        A traced `TrainedClassifier`.
    theme
        Whose colours it has.
    """

    def __init__(self, kind: str, network: Traced[Any], *, theme: Theme) -> None:
        self.network, self.theme = network, theme
        self.chain = Chain(kind, theme=theme)
        self.chain.shift(-self.chain.get_left())
        self.count = Statement("{n} parameters", n=network.field("network").field("parameters"), color=theme.muted)
        self.count.set_baseline(-0.8).shift(-self.count.get_left()[0] * RIGHT)
        super().__init__(self.chain, self.count)

    def appear(self, *, run_time: float) -> Animation:
        """Return the animation in which the layers come one after another, then the count."""
        parts = [FadeIn(part) for part in (*self.chain, self.count)]
        return LaggedStart(*parts, lag_ratio=0.15, run_time=run_time)

    def ask(self, image: Traced[Any], label: Traced[int], classes: Traced[tuple[int, int]]) -> None:
        """Make the answer for a digit in the middle; it is not on stage until `answer_appears`."""
        self.image = image
        self.answer = Answer(*self._said((0, 0)), label.value, classes=classes, theme=self.theme)
        self.answer.shift(self.chain.get_left() + 0.72 * DOWN)

    def answer_appears(self, *, run_time: float) -> Animation:
        """Return the animation in which the answer takes the place of the count."""
        leaves = FadeOut(self.count, rate_func=squish_rate_func(smooth, 0, 0.5))
        comes = FadeIn(self.answer, rate_func=squish_rate_func(smooth, 0.5, 1))
        return AnimationGroup(leaves, comes, run_time=run_time)

    def answers_at(self, move: tuple[int, int], *, run_time: float) -> list[Animation]:
        """Return the animations in which it answers for the digit after a move."""
        return self.answer.change(*self._said(move), run_time=run_time)

    def _said(self, move: tuple[int, int]) -> tuple[Traced[Any], Traced[int]]:
        rows, columns = move
        asked = {"rows": rows, "columns": columns}
        probabilities = self.network.field("probabilities", self.image, **asked)
        return probabilities, self.network.field("answer", self.image, **asked)


class Answer(VGroup):
    """A bar filled from even odds to the probability of a one, between the two digits, and the digit that is named.

    Parameters
    ----------
    probabilities
        Traced: of a zero and of a one.
    named
        Traced: the digit that the network answers.
    label
        The digit that it is.
    classes
        Traced: the two digits, for the bar's ends.
    theme
        Whose colours it has.
    """

    def __init__(
        self,
        probabilities: Traced[Any],
        named: Traced[int],
        label: int,
        *,
        classes: Traced[tuple[int, int]],
        theme: Theme,
    ) -> None:
        self.theme, self._label = theme, label
        self.frame = Rectangle(width=BAR, height=0.36, stroke_color=theme.muted, stroke_width=2)
        self.frame.move_to((0.4 + BAR / 2) * RIGHT)
        half = Line(0.28 * UP, 0.28 * DOWN, color=theme.muted, stroke_width=2).move_to(self.frame)
        self.fill = Rectangle(stroke_width=0, fill_opacity=1, fill_color=theme.input)
        ends = VGroup(
            *(
                Readout(digit, color=theme.ink).centre_digits_at(place)
                for digit, place in zip(classes, (0.15 * RIGHT, (0.65 + BAR) * RIGHT))
            )
        )
        super().__init__(self.fill, self.frame, half, ends)
        self.set_share(float(probabilities.value[1]))
        self.verdict = self._verdict(named)
        self.add(self.verdict)

    def set_share(self, share: float) -> None:
        """Fill the bar from its middle to the probability of a one."""
        self.share = share
        left, right = self.frame.get_corner(DOWN + LEFT), self.frame.get_corner(UP + RIGHT)
        start, end = (left[0] + part * (right[0] - left[0]) for part in (0.5, share))
        corners = [[start, left[1], 0], [end, left[1], 0], [end, right[1], 0], [start, right[1], 0]]
        self.fill.set_points_as_corners(np.array([*corners, corners[0]]))

    def change(self, probabilities: Traced[Any], named: Traced[int], *, run_time: float) -> list[Animation]:
        """Return the animations in which the bar moves to other probabilities and another digit is named."""
        start, end = self.share, float(probabilities.value[1])
        old, new = self.verdict, self._verdict(named)
        self.verdict = new

        def stand(mobject: Any, alpha: float) -> None:
            del mobject
            self.set_share(start + alpha * (end - start))

        moving: list[Animation] = [ByAlpha(self.fill, stand, run_time=run_time)]
        if old.named == new.named:
            self.verdict = old
            return moving
        self.remove(old)
        leaves = FadeOut(old, run_time=run_time, rate_func=squish_rate_func(smooth, 0.2, 0.5))
        return [*moving, leaves, FadeIn(new, run_time=run_time, rate_func=squish_rate_func(smooth, 0.5, 0.8))]

    def _verdict(self, named: Traced[int]) -> Verdict:
        verdict = Verdict(named, right=named.value == self._label, theme=self.theme)
        verdict.shift(self.frame.get_right() + 1.3 * RIGHT)
        return verdict
