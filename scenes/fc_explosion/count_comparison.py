"""Two layers by several counts: for each, two bars, and how many times one count exceeds the other."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from manim import RIGHT, UP, Animation, AnimationGroup, FadeIn, FadeOut, ManimColor

from convmath.core.provenance import Traced
from convmath.networks.counting import Comparison
from scenes.base.readout import Statement, nearly
from scenes.base.theme import Theme
from scenes.base.typesetting import CELL, SMALLEST, STATEMENT, Typeset, words
from scenes.fc_explosion.logscale import Meter
from scenes.fc_explosion.multiples import multiple
from scenes.mobjects.charts.log_scale import LogScale

_TOP, _COUNT, _METER = 2.85, 1.8, 0.8
"""The first baseline, and the distances from count to count and from meter to meter."""

_NOTE, _RATIO = 0.36, 0.94
"""How far note and ratio stand below the heading."""


class Quantity(NamedTuple):
    """What is counted of a layer.

    Parameters
    ----------
    heading, note
        What it is, and what has to be known about it, in words.
    field
        The attribute of a layer, and of a `Comparison`, that holds it.
    """

    heading: str
    note: str
    field: str


class CountComparison:
    """Counts of two layers, pair under pair on one scale, each with what it counts and the ratio.

    Parameters
    ----------
    quantities
        What is counted, from the top.
    names
        What the two layers are called beside their meters.
    colors
        The colour of each layer.
    scale
        The scale that all bars run along.
    theme
        The theme.
    left
        Where the headings begin, in Manim units.
    """

    def __init__(
        self,
        quantities: Sequence[Quantity],
        *,
        names: tuple[str, str],
        colors: tuple[ManimColor, ManimColor],
        scale: LogScale,
        theme: Theme,
        left: float,
    ) -> None:
        self._quantities, self._names, self._colors = quantities, names, colors
        self._scale, self._theme, self._left = scale, theme, left
        self._ratios: dict[Quantity, Statement] = {}
        self.pairs: list[tuple[Meter, Meter]] = []

    def take_over(self, first: Meter, second: Meter, names: tuple[Typeset, Typeset]) -> Animation:
        """Return the animation in which two meters become the first pair, under the names given."""
        self.pairs.append((first, second))
        moves = zip((first, second), self._baselines(0), names)
        return AnimationGroup(*(meter.move_to_row(baseline, name) for meter, baseline, name in moves))

    def next_pair(self) -> Animation:
        """Return the animation in which the next pair appears and takes over the counts of the one above it."""
        above, baselines = self.pairs[-1], self._baselines(len(self.pairs))
        first, second = (
            Meter(
                words(name, size=CELL, color=self._theme.ink),
                meter.counter.shown,
                scale=self._scale,
                baseline=baseline,
                color=color,
            )
            for name, meter, baseline, color in zip(self._names, above, baselines, self._colors)
        )
        self.pairs.append((first, second))
        return AnimationGroup(*(meter.appear_from(other) for meter, other in zip((first, second), above)))

    def rename(self, index: int, name: Typeset) -> Animation:
        """Return the animation that gives the first layer another name in one of the pairs."""
        return self.pairs[index][0].move_to_row(self._baselines(index)[0], name)

    def count(self, index: int, comparison: Traced[Comparison], *, run_time: float) -> Animation:
        """Return the animation that rolls a pair's meters to the counts of the layers compared."""
        counts = (comparison.field(layer).field(self._quantities[index].field) for layer in ("first", "second"))
        return AnimationGroup(
            *(meter.roll_to(value, run_time=run_time) for meter, value in zip(self.pairs[index], counts))
        )

    def heading(self, index: int) -> Animation:
        """Return the animation that writes what a pair counts."""
        quantity = self._quantities[index]
        return FadeIn(
            self._placed(words(quantity.heading, size=STATEMENT, color=self._theme.ink), index, 0.0),
            self._placed(words(quantity.note, size=SMALLEST, color=self._theme.muted), index, _NOTE),
        )

    def ratio(self, index: int, comparison: Traced[Comparison], *, color: ManimColor) -> Animation:
        """Return the animation that writes under a pair's heading the ratio of its two counts."""
        quantity = self._quantities[index]
        read = multiple(comparison.field(quantity.field))
        template = f"{nearly(read.n, read.form)}{read.template} {'of' if read.below_one else '×'}"
        ratio = Statement(template, color=color, size=STATEMENT, n=read.n)
        self._ratios[quantity] = ratio
        return FadeIn(self._placed(ratio, index, _RATIO), shift=0.15 * UP)

    def clear_ratios(self, name: Typeset) -> Animation:
        """Return the animation in which all ratios leave, and the first layer gets another name in the first pair."""
        ratios, self._ratios = [*self._ratios.values()], {}
        first = self.pairs[0][0].move_to_row(self._baselines(0)[0], name)
        return AnimationGroup(first, *(FadeOut(ratio, shift=0.15 * UP) for ratio in ratios))

    def _baselines(self, index: int) -> tuple[float, float]:
        top = _TOP - index * _COUNT
        return top, top - _METER

    def _placed(self, line: Typeset, index: int, drop: float) -> Typeset:
        line.set_baseline(self._baselines(index)[0] - drop)
        line.shift((self._left - line.get_left()[0]) * RIGHT)
        return line
