"""A small table of results: what was counted, and a column for each way of counting."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from manim import LEFT, ORIGIN, RIGHT, Line, ManimColor, VGroup

from scenes.base.readout import Readout, Source
from scenes.base.theme import Theme
from scenes.base.typesetting import words

_SIZE = 24
_ABOVE = 0.16
"""How far above the rule the headings stand."""


class Tally(VGroup):
    """The labels of the rows under a rule; `column` makes the results that stand beside them.

    Parameters
    ----------
    labels
        What each row counts, in words.
    theme
        The theme.
    right_edges
        Where each column of results ends, from the table's left edge, in Manim units; the last is the table's width.
    line
        Distance of the baselines.
    heading
        What is counted, in words, over the labels.
    """

    def __init__(
        self,
        labels: Sequence[str],
        *,
        theme: Theme,
        right_edges: Sequence[float],
        line: float = 0.6,
        heading: str = "",
    ) -> None:
        self._theme, self._right_edges = theme, right_edges
        self._baselines = [-line * (number + 0.9) for number in range(len(labels))]
        self.rule = Line(ORIGIN, right_edges[-1] * RIGHT, color=theme.rule, stroke_width=2)
        texts = [words(label, size=_SIZE, color=theme.ink) for label in labels]
        for text, baseline in zip(texts, self._baselines):
            text.shift(text.get_left()[0] * LEFT).set_baseline(baseline)
        if heading:
            texts.append(words(heading, size=_SIZE, color=theme.muted).set_baseline(_ABOVE))
            texts[-1].shift(texts[-1].get_left()[0] * LEFT)
        super().__init__(self.rule, *texts)

    def column(self, number: int, heading: str, sources: Iterable[Source], *, colors: Sequence[ManimColor]) -> VGroup:
        """Return the results of one column, where the table stands now: a heading and a number in each row.

        Parameters
        ----------
        number
            Which column, from 0 at the left.
        heading
            Its heading, in words.
        sources
            The traced number of each row.
        colors
            The colour of each row's number.
        """
        left, top, _ = self.rule.get_start()
        results = VGroup(words(heading, size=_SIZE, color=self._theme.muted).set_baseline(top + _ABOVE))
        for source, color, baseline in zip(sources, colors, self._baselines):
            results.add(Readout(source, color=color, size=_SIZE).set_baseline(top + baseline))
        for result in results:
            result.shift((left + self._right_edges[number] - result.get_right()[0]) * RIGHT)
        return results


def stacked(*lines: VGroup, left: float, top: float, line: float = 0.5) -> VGroup:
    """Return lines of text below each other, left-aligned, the first baseline at y = `top`."""
    for number, text in enumerate(lines):
        text.shift((left - text.get_left()[0]) * RIGHT).set_baseline(top - line * number)
    return VGroup(*lines)
