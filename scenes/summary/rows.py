"""The four rows: a problem, an arrow, an answer with its gain, and how high each row is at the moment."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from manim import (
    Animation,
    AnimationGroup,
    Create,
    FadeIn,
    FadeOut,
    Line,
    Transform,
    Triangle,
    VGroup,
    VMobject,
)
from numpy.typing import NDArray

from scenes.base.readout import Statement
from scenes.base.theme import Theme
from scenes.base.typesetting import LABEL, STATEMENT, words

TOP, BOTTOM, STRIP = 3.5, -2.85, 0.6
"""Between what the rows lie, and the height of one that is not looked at while another is."""

HEADER = 1.1
"""How much of the row that is looked at its words take up."""

PROBLEM, ANSWER = -3.85, 2.35
"""Where problems begin, and where answers do."""

KERNEL_AT, _ARROW_END, _GAP = 0.85, 2.2, 0.15
"""Where the middle between them is, where arrows end, and how far from its problem each begins."""

ONE_LINE, FIRST_LINE, SECOND_LINE = 0.1, 0.13, 0.35
"""How far below the middle the baseline of a line alone is; how far above and below it those of two lines are."""

_TIP = 0.11


class Band(NamedTuple):
    """The height of a row: its upper and its lower end, and where its words have their middle."""

    top: float
    bottom: float
    words: float

    @property
    def middle(self) -> float:
        """The middle of the whole row."""
        return (self.top + self.bottom) / 2


def bands(count: int, looked_at: int | None = None) -> list[Band]:
    """Return the heights of some rows, of which one is looked at, or all alike."""
    if looked_at is None:
        step = (TOP - BOTTOM) / count
        tops = [TOP - row * step for row in range(count)]
        return [Band(top, top - step, top - step / 2) for top in tops]
    found, top = [], TOP
    for row in range(count):
        height = TOP - BOTTOM - (count - 1) * STRIP if row == looked_at else STRIP
        found.append(Band(top, top - height, top - (HEADER if row == looked_at else STRIP) / 2))
        top -= height
    return found


class Row:
    """The words of a row; ``row.band`` is where they are.

    Parameters
    ----------
    problem, reason, answer
        In words.
    gain
        The answer's number, in a line.
    theme
        The theme.
    """

    def __init__(self, problem: str, reason: str, answer: str, gain: Statement, *, theme: Theme) -> None:
        self.problem = words(problem, size=STATEMENT, color=theme.dense)
        self.reason = words(reason, size=LABEL, color=theme.muted)
        self.answer = words(answer, size=LABEL, color=theme.kernel)
        self.gain = gain
        self.is_answered = self.has_gain = False
        self.before, self.after = (VMobject(color=color, stroke_width=3) for color in (theme.dense, theme.kernel))
        self.tip = Triangle(fill_color=theme.kernel, fill_opacity=1, stroke_width=0).rotate(-np.pi / 2)
        self.tip.scale_to_fit_width(2 * _TIP)
        for line, gap in ((self.answer, ANSWER), (gain, ANSWER)):
            line.shift(np.array([gap - line.get_left()[0], 0.0, 0.0]))

    @property
    def arrow(self) -> VGroup:
        """The line from the problem, the line to the answer, and its tip."""
        return VGroup(self.before, self.after, self.tip)

    def stand(self, x: float, y: float) -> None:
        """Set the problem, large, where its left end and its baseline are at a place."""
        self.problem.set_baseline(y)
        self.problem.shift(np.array([x - self.problem.get_left()[0], 0.0, 0.0]))

    def settle(self, band: Band) -> Animation:
        """Return the animation in which the problem goes to its row and takes the size that it keeps."""
        self.band = band
        self.problem.generate_target()
        target = self.problem.target.scale(LABEL / STATEMENT)
        target.set_baseline(band.words - ONE_LINE)
        target.shift(np.array([PROBLEM - target.get_left()[0], 0.0, 0.0]))
        return Transform(self.problem, target)

    def move(self, band: Band, *, narrow: bool) -> list[Animation]:
        """Return the animations in which the words go along with their row; a narrow one has no room for the gain."""
        if np.allclose(band, self.band):
            return []
        self.band = band
        moves: list[Any] = [self.problem.animate.set_baseline(band.words - ONE_LINE)]
        if self.is_answered:
            shift = np.array([0.0, band.words - self.tip.get_y(), 0.0])
            answer = band.words + (-ONE_LINE if narrow else FIRST_LINE)
            moves += [self.answer.animate.set_baseline(answer), self.arrow.animate.shift(shift)]
        if self.has_gain:
            gain = self.gain.animate.set_baseline(band.words - SECOND_LINE)
            moves.append(FadeOut(self.gain) if narrow else gain)
            self.has_gain = not narrow
        return moves

    def answered(self) -> Animation:
        """Return the animation in which the arrow and the answer come, with its gain."""
        self.is_answered = True
        self.draw_arrow()
        self.answer.set_baseline(self.band.words + FIRST_LINE)
        drawn = AnimationGroup(Create(self.before), Create(self.after), FadeIn(self.tip))
        return AnimationGroup(drawn, FadeIn(self.answer), self.gain_comes(), lag_ratio=0.4)

    def gain_comes(self) -> Animation:
        """Return the animation in which the gain comes, below the answer."""
        self.has_gain = True
        self.gain.set_baseline(self.band.words - SECOND_LINE)
        return FadeIn(self.gain)

    def draw_arrow(self) -> None:
        """Set the arrow, straight, beside the problem."""
        start, middle, end = (
            np.array([x, self.band.words, 0.0])
            for x in (self.problem.get_right()[0] + _GAP, KERNEL_AT, _ARROW_END - _TIP)
        )
        for line, ends in ((self.before, (start, middle)), (self.after, (middle, end))):
            line.points = Line(*ends).points
        self.tip.move_to(end)

    def bend(self, entry: NDArray[np.float64], way_out: NDArray[np.float64]) -> list[Animation]:
        """Return the animations in which the arrow is led through something: in at one place, out at another."""
        start, end = self.before.points[0], self.after.points[-1]
        return [
            Transform(line, _curve(*ends, like=line))
            for line, ends in ((self.before, (start, entry)), (self.after, (way_out, end)))
        ]


def _curve(start: NDArray[np.float64], end: NDArray[np.float64], *, like: VMobject) -> VMobject:
    """Return a curve that leaves and arrives level."""
    middle = (start[0] + end[0]) / 2
    bent = like.copy()
    bent.points = np.array([start, [middle, start[1], 0.0], [middle, end[1], 0.0], end])
    return bent
