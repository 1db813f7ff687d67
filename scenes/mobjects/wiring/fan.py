"""What one unit reads, or one pixel feeds: its lines, and the number of the weight at the far end of each."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from manim import Polygon, Rectangle, VGroup, linear

from convmath.networks.wiring import Connection
from scenes.base.motion import ByAlpha
from scenes.base.readout import Readout, format_value
from scenes.base.typesetting import LABEL, SMALLEST
from scenes.mobjects.wiring.flat_grid import Place
from scenes.mobjects.wiring.wired_panel import WiredPanel

LIT_WIDTH = 3.2
_DIGIT_WIDTH, _DIGIT_HEIGHT = 0.602 / 80, 0.729 / 80
"""Width and height of a digit of the number font, in Manim units at font size 1."""


class Fan(VGroup):
    """The lines of one place, that place and the border of those at the other end; ``fan.stand_at`` moves it.

    Parameters
    ----------
    panel
        The layer.
    of_unit
        Whether it is of a unit, which reads; else of a pixel, which feeds.
    place
        The (row, column) where it stands first.
    ground
        Whether the cells at the other end are blank where numbers come to stand on them.

    Examples
    --------
    .. code-block:: python

        from manim import DOWN, LEFT, RIGHT, FadeIn, Scene
        from convmath.core.provenance import traced
        from convmath.networks.wiring import wiring
        from scenes.base.theme import DARK
        from scenes.mobjects.wiring.fan import Fan
        from scenes.mobjects.wiring.flat_grid import FlatGrid
        from scenes.mobjects.wiring.wired_panel import WiredPanel, looks_by_tap


        class OneUnit(Scene):
            def construct(self):
                steps = {"right": 0.5 * RIGHT, "down": 0.5 * DOWN, "theme": DARK}
                pixels = FlatGrid((4, 4), middle=4 * LEFT, color=DARK.input, **steps)
                units = FlatGrid((4, 4), middle=4 * RIGHT, color=DARK.output, **steps)
                made = traced(wiring, "convolutional", 4, kernel=3, padding=1)
                panel = WiredPanel(made, pixels, units, looks=looks_by_tap(3, 3, theme=DARK), theme=DARK)
                fan = Fan(panel, (1, 1), of_unit=True)
                self.add(panel, fan)
                self.play(fan.sweep([(1, 1), (1, 2), (2, 2)], run_time=1))
                self.play(FadeIn(fan.tags((2, 2))))
    """

    def __init__(self, panel: WiredPanel, place: Place, *, of_unit: bool, ground: bool = True) -> None:
        theme = panel.theme
        self.panel, self.of_unit, self._ground = panel, of_unit, ground
        near = theme.output if of_unit else theme.input
        self.place = Polygon(*[np.zeros(3)] * 4, stroke_color=theme.accent, stroke_width=5)
        self.place.set_fill(near, opacity=1)
        self.others = Polygon(*[np.zeros(3)] * 4, stroke_color=theme.accent, stroke_width=3)
        self.lines = panel.wires([], width=LIT_WIDTH)
        super().__init__(self.others, self.place, self.lines)
        self.stand_at(place)

    def stand_at(self, place: Place) -> None:
        """Draw the lines of another place."""
        panel, of_unit = self.panel, self.of_unit
        made = panel.connections(place, of_unit=of_unit).value
        ends = [each.pixel if of_unit else each.unit for each in made]
        rows, cols = zip(*ends)
        near, far = panel.grid(units=of_unit), panel.grid(units=not of_unit)
        self.place.set_points_as_corners(_closed(near.corners([place[0]], [place[1]])))
        self.others.set_points_as_corners(_closed(far.corners(rows, cols)))
        self.others.set_fill(panel.theme.background, opacity=1 if self._ground and tag_size(panel, made) else 0)
        for weight, wires in enumerate(self.lines):
            own = [each for each in made if len(self.lines) == 1 or each.weight == weight]
            lines = panel.ends(own)
            wires.lead(lines[:, ::-1] if not of_unit else lines)

    def sweep(self, places: list[Place], *, run_time: float) -> ByAlpha:
        """Return the animation that takes the fan from place to place."""

        def stand(_: Any, alpha: float) -> None:
            self.stand_at(place_at(places, alpha))

        return ByAlpha(self, stand, run_time=run_time, rate_func=linear)

    def tags(self, place: Place) -> VGroup:
        """Return the number of each line's weight, on a ground of its own at the far end of the line.

        There are none where they would be too small to read.
        """
        panel = self.panel
        made = panel.connections(place, of_unit=self.of_unit)
        size = tag_size(panel, made.value)
        if not size:
            return VGroup()
        far = panel.grid(units=not self.of_unit)
        grounds, numbers = VGroup(), VGroup()
        for connection in made:
            weight = connection.value.weight if len(panel.looks) > 1 else 0
            number = Readout(connection.field("ordinal"), color=panel.looks[weight].color, size=size)
            end = connection.value.pixel if self.of_unit else connection.value.unit
            number.centre_digits_at(far.centre(end))
            ground = Rectangle(width=number.width + 0.1, height=min(number.height + 0.1, 0.9 * far.cell_depth))
            grounds.add(ground.set_stroke(width=0).set_fill(panel.theme.background, opacity=1).move_to(number))
            numbers.add(number)
        return VGroup(grounds, numbers)


def tag_size(panel: WiredPanel, made: Sequence[Connection]) -> float:
    """Return the font size at which the numbers of some connections' weights fit their cells; 0 if none is legible."""
    longest = max(len(format_value(connection.ordinal)) for connection in made)
    across = 0.85 * panel.inputs.cell_width / (longest * _DIGIT_WIDTH)
    down = panel.inputs.cell_depth / _DIGIT_HEIGHT
    fits = min(across, 0.88 * down) >= SMALLEST
    return min(LABEL, across, max(SMALLEST, 0.68 * down)) if fits else 0.0


def place_at(places: Sequence[Place], share: float) -> Place:
    """Return where a sweep over some places stands when a share of it is over."""
    return places[min(int(share * len(places)), len(places) - 1)]


def _closed(corners: list[Any]) -> list[Any]:
    return [*corners, corners[0]]
