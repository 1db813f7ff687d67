"""Two films of a bar, which moves one way and the other; one kernel in space and time; and its answers."""

from __future__ import annotations

from typing import Any

from manim import Animation, FadeIn, LaggedStart, VGroup

from convmath.core.provenance import Traced
from scenes.base.readout import Statement
from scenes.base.theme import Theme
from scenes.base.typesetting import LABEL, Typeset, words
from scenes.beyond_images.frame_stack import FrameStack
from scenes.beyond_images.parameters import BeyondImagesParameters

ROWS = (1.55, -1.45)
"""Where the middles of the two rows are."""
HEIGHT = 2.2
FILM, KERNEL = (-6.55, -1.75), (-1.05, 1.25)
ANSWERS = (2.0, 6.55)
"""From where to where they reach."""
_ABOVE = HEIGHT / 2 + 0.2
KERNEL_HEIGHT = 1.9


class FilmBoard:
    """The films on the left, the kernel between them, the answers on the right.

    Parameters
    ----------
    given
        What was chosen.
    theme
        The theme.
    """

    def __init__(self, given: BeyondImagesParameters, *, theme: Theme) -> None:
        self._theme, self._side = theme, given.kernel
        films, middle = given.films(), sum(ROWS) / 2
        look: dict[str, Any] = {"theme": theme, "height": HEIGHT}
        self.films = [
            FrameStack(film.field("film"), left=FILM[0], right=FILM[1], y=y, color=theme.input, **look)
            for film, y in zip(films, ROWS)
        ]
        weights = given.film_kernel()
        self.kernel = FrameStack(
            weights,
            theme=theme,
            left=KERNEL[0],
            right=KERNEL[1],
            y=middle,
            height=KERNEL_HEIGHT,
            color=theme.positive,
            limit=float(weights.value.max()),
            ruled=True,
        )
        limit = float(films[0].value.largest)
        self.answers = [
            FrameStack(
                film.field("answers"), left=ANSWERS[0], right=ANSWERS[1], y=y, color=theme.positive, limit=limit, **look
            )
            for film, y in zip(films, ROWS)
        ]
        self.film_labels = [
            self._label(words(text, color=theme.input), FILM, y)
            for text, y in zip((f"a bar moves {given.direction}", f"a bar moves {given.against}"), ROWS)
        ]
        sizes = Statement("{n} × {n} × {n}", color=theme.kernel, size=LABEL, n=given.side())
        self.kernel_label = sizes.set_x(sum(KERNEL) / 2).set_baseline(middle + KERNEL_HEIGHT / 2 + 0.2)
        self.answer_labels = [
            self._label(self._said(given.film_answers(number)), ANSWERS, y) for number, y in enumerate(ROWS)
        ]
        place = given.film_answers(0).value.strongest
        self.windows = [film.window(self._side, row=place[1], col=place[2]) for film in self.films]
        self.start = place[0]

    def planes(self) -> VGroup:
        """Return the empty planes of all answers."""
        return VGroup(*(plane for stack in self.answers for plane in stack.planes))

    def through_time(self, *, run_time: float) -> list[Animation]:
        """Return the animations in which both windows go from the first frames to the last, and the answers come."""
        moves = [
            film.along_time(window, 0, len(self.answers[0].strips) - 1, run_time=run_time)
            for film, window in zip(self.films, self.windows)
        ]
        coming = (FadeIn(strips) for strips in self.answers[0].strips)
        return [*moves, LaggedStart(*coming, lag_ratio=0.8, run_time=run_time)]

    def _said(self, found: Traced[Any]) -> Statement:
        lowest, highest = found.field("lowest"), found.field("highest")
        if lowest.value == highest.value:
            return Statement("answers: {n} everywhere", color=self._theme.output, size=LABEL, n=highest)
        return Statement("answers: {a} to {b}", color=self._theme.output, size=LABEL, a=lowest, b=highest)

    @staticmethod
    def _label(label: Typeset, where: tuple[float, float], y: float) -> Typeset:
        label.set_x(sum(where) / 2).set_baseline(y + _ABOVE)
        return label
