"""The ledger beside a layer: connections, distinct weights, and how often each weight is used."""

from __future__ import annotations

from typing import Any

from manim import LEFT, RIGHT, Animation, FadeIn, FadeOut, VGroup

from convmath.core.provenance import Traced, traced
from convmath.networks.counting import grown_connections
from scenes.base.counter import Counter
from scenes.base.readout import Statement
from scenes.base.theme import Theme
from scenes.base.typesetting import DIGITS, LABEL, STATEMENT, Typeset, words
from scenes.three_insights.parameters import Counts

_LEFT, _TOP, _ROW, _BELOW = 3.05, 2.2, 1.55, 0.62
_WIDEST = 3.6
_NAMES = ("connections", "distinct weights", "uses of each weight")


class InsightLedger:
    """Three rows: a name, and a number below it.

    Parameters
    ----------
    pixels
        The traced number of pixels, and of units; the ledger begins with no connection.
    theme
        The theme.
    """

    def __init__(self, pixels: Traced[int], *, theme: Theme) -> None:
        self._theme, self._pixels = theme, pixels
        self.names = VGroup(*(self._at_left(words(name, color=theme.ink), row) for row, name in enumerate(_NAMES)))
        none = traced(grown_connections, pixels, pixels, 0)
        self.counters = [self._counter(none, row) for row in range(2)]
        self.uses: Statement | None = None

    def grow(self, first: int, last: int, *, run_time: float) -> list[Animation]:
        """Return the animations that count a dense layer's connections, and weights, from unit to unit."""
        pixels = self._pixels

        def grown(share: float) -> Traced[int]:
            return traced(grown_connections, pixels, pixels, (first + share * (last - first)) / pixels.value)

        return [counter.follow(grown, run_time=run_time) for counter in self.counters]

    def settle(self, counts: Counts) -> None:
        """Let both numbers be those of a layer."""
        for counter, count in zip(self.counters, counts):
            counter.show(count)

    def roll_to(self, counts: Counts, *, run_time: float) -> list[Animation]:
        """Return the animations that roll both numbers to those of another layer."""
        return [counter.roll_to(count, run_time=run_time) for counter, count in zip(self.counters, counts)]

    def show_uses(self, counts: Counts) -> list[Animation]:
        """Return the animations in which the last row gets its number."""
        leaving = [] if self.uses is None else [FadeOut(self.uses)]
        ends = list(counts.uses)
        template = "{a} to {b}" if len(ends) > 1 else "{a}"
        sizes = (STATEMENT, LABEL, LABEL - 3)
        lines = [
            Statement(template, color=self._theme.ink, size=size, font=DIGITS, a=ends[0], b=ends[-1]) for size in sizes
        ]
        self.uses = next((line for line in lines if line.width <= _WIDEST), lines[-1])
        self._at_left(self.uses, 2, below=_BELOW)
        return [*leaving, FadeIn(self.uses)]

    @property
    def parts(self) -> list[Any]:
        """Everything that is on stage of it."""
        return [self.names, *self.counters, *([] if self.uses is None else [self.uses])]

    def _counter(self, count: Traced[int], row: int) -> Counter:
        counter = Counter(count, color=self._theme.ink, size=STATEMENT, anchor=LEFT)
        self._at_left(counter.readout, row, below=_BELOW)
        return counter

    @staticmethod
    def _at_left(text: Any, row: int, below: float = 0.0) -> Any:
        line: Typeset = text
        line.set_baseline(_TOP - row * _ROW - below)
        return line.shift((_LEFT - line.get_left()[0]) * RIGHT)
