"""A title on an empty stage: what `render.py lecture` puts before a lecture, or before a section of it."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping
from typing import Annotated, Any

from manim import DOWN, FadeIn, FadeOut, Line, VGroup
from pydantic import Field

from convmath.core.facts import Name
from scenes.base.descriptions import Description, phrase
from scenes.base.lecture_scene import TEXT_EDGE, LectureScene
from scenes.base.parameters import Parameters
from scenes.base.readout import Readout
from scenes.base.typesetting import TITLE

TITLE_SIZE = 1.8 * TITLE
LINE_LENGTH, SUBTITLE_LENGTH = 32, 52
"""Characters after which a line is broken."""

Text = Annotated[str, Field(min_length=1, max_length=120, pattern=r"\S")]


class TitleCardParameters(Parameters):
    """What the card says."""

    card: Text = Field(default="Motivation for convolutions", description="The title.")
    subtitle: Annotated[str, Field(max_length=160)] = Field(default="", description="A smaller line below it.")


EXAMPLES: tuple[Mapping[str, Any], ...] = (
    {"card": "Sums that slide", "subtitle": "Second week"},
    {
        "card": "What a convolution saves, what it gives up, and for which of several good reasons it does so at all",
        "subtitle": "Second week of the course on images, with a question after each of the scenes and time for it",
    },
)


def even_lines(text: str, most: int) -> list[str]:
    """Return a text in as few lines of at most `most` characters as it takes, none much longer than the others.

    Examples
    --------
    >>> even_lines("one two three four", 14)
    ['one two', 'three four']
    """
    count = len(textwrap.wrap(text, most))
    widths = range(-(-len(text) // count), most)
    return next(
        (lines for width in widths if len(lines := textwrap.wrap(text, width)) == count), textwrap.wrap(text, most)
    )


class TitleCard(LectureScene):
    """A title and perhaps a smaller line below it, which come, stay long enough to be read, and leave."""

    title = "Title card"
    summary = "The title of a lecture or of a section."
    Parameters = TitleCardParameters
    examples = EXAMPLES

    def describe(self) -> Description:
        """Return what is shown, in words; the title itself may hold what no description can."""
        words = phrase("A title on an empty stage names what follows.")
        return Description(alt=words, caption=words, description=words)

    def construct(self) -> None:
        """Show the title."""
        given, theme = self.parameters, self.theme
        title = VGroup(*(self.text(line, TITLE_SIZE) for line in even_lines(given.card, LINE_LENGTH)))
        title.arrange(DOWN, buff=0.35)
        shown = [title]
        if given.subtitle.strip():
            below = VGroup(*(self.text(line, TITLE) for line in even_lines(given.subtitle, SUBTITLE_LENGTH)))
            rule = Line([-1.2, 0.0, 0.0], [1.2, 0.0, 0.0], color=theme.accent, stroke_width=4)
            shown += [rule, below.arrange(DOWN, buff=0.25)]
        card = VGroup(*shown).arrange(DOWN, buff=0.5).move_to([0.0, 0.2, 0.0])
        if card.width > 2 * TEXT_EDGE:
            card.scale_to_fit_width(2 * TEXT_EDGE)
        with self.beat("title", given.card.strip()):
            self.play(FadeIn(card, shift=0.2 * DOWN), run_time=0.8)
            self.wait(2.0)
        self.next_section("leave")  # without a caption: it has been read
        self.play(FadeOut(card), run_time=0.5)

    def text(self, line: str, size: float) -> Readout:
        """Return a line as its author wrote it, digits and all."""
        return Readout(Name(line, "as the lecture file says"), size=size, color=self.theme.ink)
