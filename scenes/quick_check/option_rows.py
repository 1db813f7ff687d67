"""The four options, each on a row with its letter, and what is said of them afterwards."""

from __future__ import annotations

from typing import Any

import numpy as np
from manim import RIGHT, UP, AnimationGroup, ManimColor, RoundedRectangle, VGroup, VMobject

from convmath.questions.question import Question
from scenes.base.theme import DIMMED, Theme
from scenes.base.typesetting import LABEL, STATEMENT, words
from scenes.mobjects.cards.paragraph import Paragraph, statement_of

LEFT_EDGE, RIGHT_EDGE = -6.55, 6.55
TOP, PITCH = 0.95, 1.17
LETTERS = "ABCD"

_TILE, _AFTER_TILE = 0.56, 0.9
_BELOW = 0.42
"""From the baseline of an option to that of its explanation."""


class OptionRow(VGroup):
    """A letter on a tile, and the option.

    Parameters
    ----------
    number
        Which row it is, from 0.
    question
        The question.
    baseline
        How high the option stands.
    theme
        The theme.
    """

    def __init__(self, number: int, question: Question, *, baseline: float, theme: Theme) -> None:
        self.theme, self.option = theme, question.options[number]
        self.right = number == question.answer
        self._baseline = baseline
        size = STATEMENT if question.numbers else LABEL
        self.tile = RoundedRectangle(0.12, width=_TILE, height=_TILE, stroke_color=theme.muted, stroke_width=2.5)
        self.tile.move_to([LEFT_EDGE + _TILE / 2, self._baseline + 0.13, 0])
        self.letter = words(LETTERS[number], size=LABEL, color=theme.ink)
        self.letter.move_to(self.tile)
        self.label = statement_of(self.option.label, color=theme.ink, size=size)
        self.label.set_baseline(self._baseline)
        self.label.shift((LEFT_EDGE + _AFTER_TILE - self.label.get_left()[0]) * RIGHT)
        self.verdict = theme.output if self.right else theme.wrong
        super().__init__(self.tile, self.letter, self.label)

    def mark(self) -> VMobject:
        """Return a tick if it is right, else a cross, to stand behind the option."""
        x, y = self.label.get_right()[0] + 0.42, self._baseline + 0.12
        style: dict[str, Any] = {"stroke_color": self.verdict, "stroke_width": 6}
        mark = VMobject(**style)
        strokes = (((-_ARM, 0), (-_ARM / 4, -_ARM), (_ARM, _ARM)),) if self.right else _CROSS
        for stroke in strokes:
            mark.start_new_path(np.array([x + stroke[0][0], y + stroke[0][1], 0]))
            for dx, dy in stroke[1:]:
                mark.add_line_to(np.array([x + dx, y + dy, 0]))
        return mark

    def step_back(self) -> Any:
        """Return the animation in which it steps back, its words still to be read."""
        return self._look(DIMMED, self.theme.muted)

    def come_forth(self) -> Any:
        """Return the animation in which it looks again as it did at first."""
        return self._look(1.0, self.theme.ink)

    def _look(self, border: float, color: ManimColor) -> AnimationGroup:
        return AnimationGroup(
            self.tile.animate.set_stroke(opacity=border),
            self.letter.animate.set_color(color),
            self.label.animate.set_color(color),
        )

    def explanation(self, left: float | None, right_edge: float) -> Paragraph:
        """Return what is to be said of it: beside the option, from x = `left` on, or else below it."""
        start, top = (LEFT_EDGE + _AFTER_TILE, self._baseline - _BELOW) if left is None else (left, self._baseline)
        said = Paragraph(
            self.option.explanation,
            width=right_edge - start,
            left=start,
            top=top,
            color=self.verdict if self.right else self.theme.ink,
        )
        return said if left is None else said.shift((len(said) - 1) * said.leading / 2 * UP)


def baselines(question: Question, right_edge: float, *, theme: Theme) -> list[float]:
    """Return how high the options stand: evenly, and from further up where explanations below take more than a line."""
    count = len(question.options)
    if question.numbers:
        return [TOP - number * PITCH for number in range(count)]
    rows = (OptionRow(number, question, baseline=TOP, theme=theme) for number in range(count))
    paragraphs = [row.explanation(None, right_edge) for row in rows]
    more = [(len(paragraph) - 1) * paragraph.leading for paragraph in paragraphs]
    return [TOP - number * PITCH + sum(more[number:]) for number in range(count)]


_ARM = 0.14
"""Half the width of a tick or a cross."""

_CROSS = (((-_ARM, -_ARM), (_ARM, _ARM)), ((-_ARM, _ARM), (_ARM, -_ARM)))
