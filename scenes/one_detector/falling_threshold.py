"""The correlation down to which places have been taken, and how many they are, as two numbers that run."""

from __future__ import annotations

from functools import partial
from typing import Any

from manim import LEFT, RIGHT, Animation, VGroup

from convmath.core.provenance import Traced
from scenes.base.counter import Counter
from scenes.base.theme import Theme
from scenes.base.typesetting import STATEMENT, words


class FallingThreshold(VGroup):
    """The correlation of the last place that was taken, and how many were found down to it.

    Parameters
    ----------
    search
        A traced `convmath.images.detector.PatchSearch`.
    theme
        The theme.
    place
        Left end and baseline, x and y.

    Examples
    --------
    .. code-block:: python

        from manim import Scene
        from convmath.core.provenance import traced
        from convmath.images.detector import search_for_patch
        from convmath.images.full_size import full_image_from
        from scenes.base.theme import DARK
        from scenes.one_detector.falling_threshold import FallingThreshold


        class Falling(Scene):
            def construct(self):
                coins = traced(full_image_from, "coins")
                search = traced(search_for_patch, coins, row=104, column=316, side=41, threshold=0.45)
                line = FallingThreshold(search, theme=DARK, place=(-4, 0))
                self.add(line)
                self.play(*line.fall(run_time=2))
    """

    def __init__(self, search: Traced[Any], *, theme: Theme, place: tuple[float, float]) -> None:
        super().__init__()
        values = [peak.field("value") for peak in search.field("found")]
        self._runs: list[tuple[Counter, list[Traced[Any]]]] = []
        left, baseline = place
        kinds = (
            ("correlation down to", values, theme.ink, "2"),
            ("found", [*search.field("numbers")], theme.output, ""),
        )
        for name, numbers, color, form in kinds:
            word = words(name, size=STATEMENT, color=theme.ink).set_baseline(baseline)
            self.add(word.shift((left - word.get_left()[0]) * RIGHT))
            # set at its last, so that what stands to its right has room
            counter = Counter(numbers[-1], color=color, size=STATEMENT, form=form, anchor=LEFT)
            counter.readout.set_baseline(baseline)
            counter.shift((word.get_right()[0] + 0.25 - counter.get_left()[0]) * RIGHT)
            left = counter.get_right()[0] + 0.7
            self.add(counter.show(numbers[0]))
            self._runs.append((counter, numbers))

    def fall(self, *, run_time: float) -> list[Animation]:
        """Return the animations that take one place after another, the best first."""
        return [counter.follow(partial(_at, numbers), run_time=run_time) for counter, numbers in self._runs]


def _at(numbers: list[Traced[Any]], share: float) -> Traced[Any]:
    return numbers[max(0, round(share * len(numbers)) - 1)]
