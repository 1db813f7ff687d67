"""The ledgers below the panels: connections as bars, weights as bars, and a row of what is looked at."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from manim import LEFT, RIGHT, Animation, FadeIn, FadeOut, VGroup

from convmath.core.provenance import Traced, traced
from convmath.networks.counting import grown_connections
from scenes.base.counter import Counter
from scenes.base.theme import Theme
from scenes.base.typesetting import Typeset, words
from scenes.mobjects.charts.count_bar import CountBar

ROWS = (-2.02, -2.42, -2.82)
"""The baselines of connections, of weights, and of what is looked at."""

BAR_LEFT, BAR_LENGTH = -1.62, 1.95
"""Where bars begin, from the middle of a panel, and the length of the longest."""


class WiringTable:
    """Names of the rows on the left, and under each panel its entries.

    Parameters
    ----------
    left
        Where the names begin.
    places
        Where the middles of the panels are.
    longest
        The count whose bar has the full length.
    theme
        The theme.
    """

    def __init__(self, *, left: float, places: Sequence[float], longest: int, theme: Theme) -> None:
        self._left, self._places, self._longest, self._theme = left, places, longest, theme
        self.names = VGroup(*(self._name(text, row) for text, row in zip(("connections", "distinct weights"), ROWS)))
        self.bars: list[list[CountBar]] = []
        self.last = VGroup()
        self.counters: list[Counter] = []

    def add_bars(self, *counts: Traced[int]) -> list[CountBar]:
        """Return the bars of the next panel, of connections and of weights."""
        theme = self._theme
        left = self._places[len(self.bars)] + BAR_LEFT
        colors = (theme.muted, theme.kernel if self.bars else theme.dense)
        look: dict[str, Any] = {"longest": self._longest, "length": BAR_LENGTH, "theme": theme}
        bars = [
            CountBar(count, left=np.array([left, row, 0.0]), color=color, **look)
            for count, row, color in zip(counts, ROWS, colors)
        ]
        self.bars.append(bars)
        return bars

    def grow(
        self, pixels: Traced[int], units: Traced[int], first: int, last: int, *, run_time: float
    ) -> list[Animation]:
        """Return the animations that count the connections of a dense layer, its first panel's, from unit to unit."""
        count = units.value

        def grown(share: float) -> Traced[int]:
            return traced(grown_connections, pixels, units, (first + share * (last - first)) / count)

        return [bar.follow(grown, run_time=run_time) for bar in self.bars[0]]

    def clear_last(self) -> list[Animation]:
        """Return the animation in which the last row leaves, if there is one."""
        return [FadeOut(self.last)] if len(self.last) else []

    def show_last(self, name: str, entries: Sequence[Typeset | Counter]) -> Animation:
        """Return the animation in which the last row comes, with an entry for every panel."""
        for x, entry in zip(self._places, entries, strict=True):
            (entry.readout if isinstance(entry, Counter) else entry).set_baseline(ROWS[-1])
            entry.shift((x + BAR_LEFT - entry.get_left()[0]) * RIGHT)
        self.last = VGroup(self._name(name, ROWS[-1]), *entries)
        return FadeIn(self.last)

    def count_last(self, name: str, counts: Sequence[Traced[int]]) -> Animation:
        """Return the animation in which the last row comes, with a count for every panel."""
        self.counters = [Counter(count, color=self._theme.ink, anchor=LEFT) for count in counts]
        return self.show_last(name, self.counters)

    def follow(self, counts_at: Callable[[int, float], Traced[int]], *, run_time: float) -> list[Animation]:
        """Return the animations that show ``counts_at(panel, fraction)`` in the last row."""

        def of_panel(number: int) -> Callable[[float], Traced[int]]:
            return lambda share: counts_at(number, share)

        return [counter.follow(of_panel(number), run_time=run_time) for number, counter in enumerate(self.counters)]

    def _name(self, text: str, row: float) -> Typeset:
        name = words(text, color=self._theme.ink)
        name.set_baseline(row)
        name.shift((self._left - name.get_left()[0]) * RIGHT)
        return name
