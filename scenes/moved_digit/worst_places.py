"""For each network two bars: how many digits it names rightly in the middle, and where it does worst."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from manim import LEFT, RIGHT, UP, Animation, FadeIn, GrowFromEdge, LaggedStart, Rectangle, VGroup

from convmath.core.provenance import Traced
from scenes.base.readout import Statement
from scenes.base.theme import Theme
from scenes.base.typesetting import STATEMENT

_LEFT, _WIDTH, _HEIGHT = -6.1, 8.6, 0.42
_ROWS = (2.3, 0.25, -1.8)


class WorstPlaces(VGroup):
    """Three networks in rows: name and parameters, the bar for the middle, and the bar for the worst place.

    Parameters
    ----------
    networks
        Traced `TrainedClassifier`, by kind.
    names
        Words for each kind.
    theme
        Whose colours they have.
    """

    def __init__(self, networks: Mapping[str, Traced[Any]], names: Mapping[str, str], *, theme: Theme) -> None:
        super().__init__()
        self.heads, self.bars, self.counts = VGroup(), VGroup(), VGroup()
        for (kind, network), y in zip(networks.items(), _ROWS):
            parameters = network.field("network").field("parameters")
            head = Statement(
                f"{names[kind]}: {{n}} parameters", n=parameters, size=STATEMENT, color=theme.ink
            ).set_baseline(y + 0.5)
            self.heads.add(head.shift((_LEFT - head.get_left()[0]) * RIGHT))
            for place, top in (("centred", y), ("least", y - 0.55)):
                count, tested = network.field(place), network.field("tested")
                colour = theme.output if 2 * count.value > tested.value else theme.wrong
                bar = Rectangle(
                    width=max(_WIDTH * count.value / tested.value, 0.02),
                    height=_HEIGHT,
                    stroke_width=0,
                    fill_color=colour,
                    fill_opacity=1,
                ).move_to([_LEFT, top, 0], aligned_edge=LEFT)
                where = "in the middle" if place == "centred" else "at worst"
                said = Statement(f"{{n}} of {{all}} {where}", n=count, all=tested, color=theme.ink)
                said.next_to(bar, RIGHT, buff=0.25).set_baseline(top - 0.1)
                self.bars.add(bar)
                self.counts.add(said)
        self.add(self.heads, self.bars, self.counts)

    def appear(self, *, run_time: float) -> Animation:
        """Return the animation in which the rows come one after another, their bars growing."""
        rows = []
        for number, head in enumerate(self.heads):
            both = slice(2 * number, 2 * number + 2)
            rows += [FadeIn(head, shift=0.1 * UP), *(GrowFromEdge(bar, LEFT) for bar in self.bars[both])]
            rows += [FadeIn(said) for said in self.counts[both]]
        return LaggedStart(*rows, lag_ratio=0.12, run_time=run_time)
