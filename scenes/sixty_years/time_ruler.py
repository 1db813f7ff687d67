"""A ruler of years on which time runs down, and a row of a name for each event, as evenly spaced as names need it."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from manim import RIGHT, Animation, AnimationGroup, Create, Dot, FadeIn, Line, VGroup, VMobject, linear
from numpy.typing import NDArray

from convmath.core.provenance import Traced
from convmath.networks.time_line import Milestone
from scenes.base.motion import ByAlpha
from scenes.base.readout import Readout, Statement
from scenes.base.theme import Theme
from scenes.base.typesetting import LABEL, Typeset

RULER, ELBOW, NAMES = -6.5, -6.05, -5.9
"""Where the ruler stands, where its leaders end, and where the names begin."""

_TOP, _STEP, _NEXT, _BOTTOM, _WIDEST = 2.45, 0.46, 0.64, -1.9, 1.0
"""Height of the first row, steps to the other events and to the first network, lowest row, largest step from then."""

_DROP = 0.1
"""How far a name's baseline lies below the middle of its row."""


class TimeRuler(VGroup):
    """The ruler; its rows come with `reach`.

    Parameters
    ----------
    events
        The traced events, in the order of their years.
    heights
        Where the rows of the events stand; the ruler goes from the first to the last.
    theme
        The theme.
    """

    def __init__(self, events: Sequence[Traced[Milestone]], *, heights: Sequence[float], theme: Theme) -> None:
        top, bottom = heights[0], heights[-1]
        years = [event.value.year for event in events]
        self._places = [top + (bottom - top) * (year - years[0]) / (years[-1] - years[0]) for year in years]
        self.heights = heights
        self.whole = Line(_at(RULER, top), _at(RULER, bottom), color=theme.rule, stroke_width=4)
        self.past = VMobject(stroke_color=theme.ink, stroke_width=4)
        self.past.set_points_as_corners([_at(RULER, top), _at(RULER, top)])
        self.dots = [Dot(_at(RULER, y), radius=0.07, color=theme.ink) for y in self._places]
        self.leaders = [
            Line(_at(RULER, place), _at(ELBOW, height), color=theme.muted, stroke_width=2)
            for place, height in zip(self._places, heights)
        ]
        self.names = [self._name(event, theme).set_baseline(height - _DROP) for event, height in zip(events, heights)]
        for name in self.names:
            name.shift((NAMES - name.get_left()[0]) * RIGHT)
        self._reached = 0
        super().__init__(self.whole, self.past)

    @property
    def all_parts(self) -> VGroup:
        """The ruler with the rows that have come."""
        count = self._reached
        return VGroup(self.whole, self.past, *self.leaders[:count], *self.dots[:count], *self.names[:count])

    def place_of(self, number: int) -> float:
        """Return the height on the ruler of an event's year."""
        return self._places[number]

    def reach(self, number: int, *, run_time: float) -> list[Animation]:
        """Return the animations in which time runs on to an event, and its row comes."""
        top, start, end = self._places[0], self._places[max(number - 1, 0)], self._places[number]
        self._reached = number + 1

        def run(line: VMobject, alpha: float) -> None:
            line.set_points_as_corners([_at(RULER, top), _at(RULER, start + alpha * (end - start))])

        arriving = AnimationGroup(
            FadeIn(self.dots[number], scale=2), Create(self.leaders[number]), FadeIn(self.names[number]), run_time=0.5
        )
        if start == end:
            return [arriving]
        return [ByAlpha(self.past, run, run_time=run_time, rate_func=linear), arriving]

    @staticmethod
    def _name(event: Traced[Milestone], theme: Theme) -> Typeset:
        """Return an event's name, with its year unless the name has it."""
        name, year = event.value.name, event.value.year
        if str(year) in name.text:
            return Readout(name, color=theme.ink, size=LABEL)
        return Statement("{name} {year:d}", color=theme.ink, size=LABEL, name=name, year=event.field("year"))


def row_heights(before: int, count: int) -> list[float]:
    """Return where the rows of events stand, of which those after the first `before` are farther apart."""
    first = _TOP - (before - 1) * _STEP - _NEXT
    step = min(_WIDEST, (first - _BOTTOM) / (count - before - 1))
    return [_TOP - row * _STEP for row in range(before)] + [first - row * step for row in range(count - before)]


def _at(x: float, y: float) -> NDArray[np.float64]:
    return np.array([x, y, 0.0])
