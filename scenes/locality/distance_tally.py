"""Distance and correlation as two numbers that run."""

from __future__ import annotations

from functools import partial
from typing import Any

from manim import LEFT, RIGHT, Animation, ManimColor, VGroup

from convmath.core.provenance import Traced
from scenes.base.counter import Counter
from scenes.base.typesetting import STATEMENT, words


class DistanceTally(VGroup):
    """How far two pixels are apart, and how alike such pixels are: at first those side by side.

    Parameters
    ----------
    curve
        A traced `convmath.images.correlation_curves.CorrelationCurve`.
    colors
        Colours of the words and the distance, and of the correlation.
    place
        Left end and baseline, x and y.

    Examples
    --------
    .. code-block:: python

        from manim import Scene
        from convmath.core.provenance import traced
        from convmath.images.correlation_curves import correlation_curve
        from convmath.images.named_images import image_by_name
        from scenes.base.theme import DARK
        from scenes.locality.distance_tally import DistanceTally


        class Counting(Scene):
            def construct(self):
                camera = traced(image_by_name, "camera", height=64, width=64)
                curve = traced(correlation_curve, camera, rows=0, columns=1, times=20)
                tally = DistanceTally(curve, colors=(DARK.ink, DARK.output), place=(-4, 0))
                self.add(tally)
                self.play(*tally.count(run_time=2))
    """

    def __init__(
        self, curve: Traced[Any], *, colors: tuple[ManimColor, ManimColor], place: tuple[float, float]
    ) -> None:
        super().__init__()
        ink, own = colors
        self._values = curve.field("distances"), curve.field("correlations")
        self.counters: list[Counter] = []
        left, baseline = place
        kinds = (("distance", ink, "", 0.6), ("correlation", own, "3", 0.0))
        for values, (name, color, form, apart) in zip(self._values, kinds):
            word = words(name, size=STATEMENT, color=ink).set_baseline(baseline)
            self.add(word.shift((left - word.get_left()[0]) * RIGHT))
            # set at its widest, so that what stands to its right has room
            counter = Counter(values[-1], color=color, size=STATEMENT, form=form, anchor=LEFT)
            counter.readout.set_baseline(baseline)
            counter.shift((word.get_right()[0] + 0.25 - counter.get_left()[0]) * RIGHT)
            left = counter.get_right()[0] + apart
            self.add(counter.show(values[0]))
            self.counters.append(counter)

    def count(self, *, run_time: float) -> list[Animation]:
        """Return the animations that run through all distances."""
        return [
            counter.follow(partial(_at, values), run_time=run_time)
            for counter, values in zip(self.counters, self._values)
        ]


def _at(values: Traced[Any], share: float) -> Traced[Any]:
    return values[round(share * (len(values) - 1))]
