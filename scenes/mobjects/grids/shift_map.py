"""For each network a map: how many of the test digits it names rightly, for every place where they can stand."""

from __future__ import annotations

from functools import partial
from typing import Any

from manim import DOWN, LEFT, UP, Animation, AnimationGroup, Create, FadeIn, Group, Rectangle, Square, VGroup

from convmath.core.provenance import Traced
from convmath.training.moved_digit import REACH
from scenes.base.readout import Statement
from scenes.base.theme import Theme
from scenes.base.typesetting import LABEL, words
from scenes.mobjects.grids.panel import Panel


class ShiftMap(Group):
    """The map of one network under its name; below it, what it does in the middle and where it does worst.

    Parameters
    ----------
    name
        Words for the network.
    network
        A traced `TrainedClassifier`.
    theme
        Whose colours it has.
    side
        The map's side in Manim units.

    Examples
    --------
    .. code-block:: python

        from manim import FadeIn, Scene
        from convmath.core.provenance import traced
        from convmath.training.moved_digit import trained_classifier
        from scenes.base.theme import DARK
        from scenes.mobjects.grids.shift_map import ShiftMap


        class Places(Scene):
            def construct(self):
                network = traced(trained_classifier, "dense")
                places = ShiftMap("one dense layer", network, theme=DARK, side=4)
                self.play(FadeIn(places.panel, places.heading))
                self.play(places.counts_appear())
    """

    def __init__(self, name: str, network: Traced[Any], *, theme: Theme, side: float) -> None:
        right, tested = network.field("right"), network.field("tested")
        palette = partial(theme.magnitude, limit=float(tested.value))
        self.panel = Panel(right, theme=theme, palette=palette, side=side)
        self.heading = words(name, size=LABEL, color=theme.ink).next_to(self.panel, UP, buff=0.22)
        self.heading.set_baseline(self.panel.get_top()[1] + 0.28)
        picture = self.panel.picture
        self.middle = Square(picture.cell_size, color=theme.accent, stroke_width=4).move_to(
            picture.centre_of(REACH, REACH)
        )
        self.counts = Statement(
            "middle {middle}, worst {least}",
            middle=network.field("centred"),
            least=network.field("least"),
            color=theme.ink,
            colors={"middle": theme.output},
        )
        self.counts.next_to(self.panel, DOWN, buff=0.2).set_baseline(self.panel.get_bottom()[1] - 0.45)
        super().__init__(self.panel, self.heading, self.middle, self.counts)

    def frame_appears(self) -> Animation:
        """Return the animation in which the empty map comes on, under its name."""
        return FadeIn(self.panel.frame, self.heading)

    def counts_appear(self) -> Animation:
        """Return the animation in which the middle is marked and the counts are said."""
        return AnimationGroup(Create(self.middle), FadeIn(self.counts, shift=0.1 * UP))


class ColourKey(VGroup):
    """Which colour stands for how many: a bar from none to all of the test digits.

    Examples
    --------
    .. code-block:: python

        from manim import FadeIn, Scene
        from convmath.core.provenance import traced
        from convmath.training.moved_digit import trained_classifier
        from scenes.base.theme import DARK
        from scenes.mobjects.grids.shift_map import ColourKey


        class Scale(Scene):
            def construct(self):
                network = traced(trained_classifier, "dense")
                self.play(FadeIn(ColourKey(network, theme=DARK, width=4)))
    """

    def __init__(self, network: Traced[Any], *, theme: Theme, width: float) -> None:
        tested = network.field("tested")
        steps = 24
        bars = VGroup(
            *(
                Rectangle(
                    width=width / steps,
                    height=0.28,
                    stroke_width=0,
                    fill_opacity=1,
                    fill_color=theme.magnitude(step / (steps - 1), 1.0),
                )
                for step in range(steps)
            )
        ).arrange(buff=0)
        frame = Rectangle(width=width, height=0.28, stroke_color=theme.muted, stroke_width=1.5).move_to(bars)
        none = words("none", size=LABEL, color=theme.muted).next_to(bars, LEFT, buff=0.2)
        none.set_baseline(bars.get_center()[1] - 0.09)
        every = Statement("all {n} digits named rightly", n=tested, color=theme.muted).next_to(bars, buff=0.2)
        every.set_baseline(bars.get_center()[1] - 0.09)
        super().__init__(bars, frame, none, every)


MOVES = [(row, col) for row in range(-REACH, REACH + 1) for col in range(-REACH, REACH + 1)]
"""Every move in the order in which a map is filled, rows down and columns to the right."""
