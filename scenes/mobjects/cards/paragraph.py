"""Sentences with numbers in them, set in lines that fit a width."""

from __future__ import annotations

from string import Formatter
from typing import Any

from manim import RIGHT, ManimColor, VGroup

from convmath.questions.wording import Wording
from scenes.base.readout import Statement
from scenes.base.typesetting import LABEL

LEADING = 1 / 62
"""From one baseline to the next, in Manim units for each unit of font size."""

_NARROWER = 0.96
"""How much fewer characters a line is given when one does not fit, or the last is short."""

_CHARACTER = 0.0052
"""Width of a character of words, nearly, in Manim units for each unit of font size."""


class Paragraph(VGroup):
    """A wording in as many lines as it needs; its submobjects are the lines.

    Parameters
    ----------
    wording
        What it says.
    width
        The length that no line exceeds, in Manim units.
    left, top
        Where its lines begin, and the baseline of the first.
    color, size
        As in `Statement`.

    Examples
    --------
    .. code-block:: python

        from manim import FadeIn, Scene
        from convmath.questions.catalogue_of_questions import draw_question
        from scenes.base.theme import DARK
        from scenes.mobjects.cards.paragraph import Paragraph


        class Asked(Scene):
            def construct(self):
                asking = draw_question("output-size", 0).draft.asking
                self.play(FadeIn(Paragraph(asking, width=9, left=-5, top=2, color=DARK.ink)))
    """

    def __init__(
        self, wording: Wording, *, width: float, left: float, top: float, color: ManimColor, size: float = LABEL
    ) -> None:
        most = width / (_CHARACTER * size)
        lines = self._set(wording, most, color, size)
        while max(line.width for line in lines) > width and len(lines) < len(wording.template.split(" ")):
            most *= _NARROWER
            lines = self._set(wording, most, color, size)
        super().__init__(*lines)
        self.leading = size * LEADING
        for number, line in enumerate(lines):
            line.set_baseline(top - number * self.leading)
            line.shift((left - line.get_left()[0]) * RIGHT)

    @property
    def lowest(self) -> float:
        """The baseline of the last line."""
        last: Statement = self.submobjects[-1]
        return last.baseline

    @staticmethod
    def _set(wording: Wording, most: float, color: ManimColor, size: float) -> list[Statement]:
        return [statement_of(part, color=color, size=size) for part in lines_of(wording, most=most)]


def statement_of(wording: Wording, *, color: ManimColor, size: float = LABEL) -> Statement:
    """Return a wording on one line."""
    sources: dict[str, Any] = dict(wording.parts)
    return Statement(wording.template, color=color, size=size, **sources)


def lines_of(wording: Wording, *, most: float) -> list[Wording]:
    """Return a wording in as few lines as `most` characters allow, as they are printed, of nearly equal length."""
    lines = _cut(wording, most)
    while len(shorter := _cut(wording, most * _NARROWER)) == len(lines) > 1:
        lines, most = shorter, most * _NARROWER
    return [_with_its_parts(line, wording) for line in lines]


def _cut(wording: Wording, most: float) -> list[str]:
    lines: list[str] = []
    length = 0.0
    for word in wording.template.split(" "):
        printed = len(Wording(word, wording.parts).text) + 1
        if lines and length + printed <= most:
            lines[-1] += f" {word}"
            length += printed
        else:
            lines.append(word)
            length = printed
    return lines


def _with_its_parts(template: str, wording: Wording) -> Wording:
    names = {name for _, name, _, _ in Formatter().parse(template) if name is not None}
    return Wording(template, {name: wording.parts[name] for name in names})
