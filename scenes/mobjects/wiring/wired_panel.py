"""One layer as a picture: the grid of pixels, the grid of units, and a line for every connection."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from manim import ManimColor, VGroup
from numpy.typing import NDArray

from convmath.core.provenance import Traced
from convmath.networks.wiring import Connection, Wiring
from scenes.base.links import PointableCell, PointableCells
from scenes.base.theme import Theme
from scenes.mobjects.wiring.flat_grid import FlatGrid, Place
from scenes.mobjects.wiring.wires import DASHES, Dashes, Wires

THINNER, MANY = 0.6, 300
"""How much thinner the lines are where there are more than so many."""

WEB_WIDTHS = (1.0, 2.2)
"""Width of the lines of a layer, where all look alike and where each weight has its look."""


@dataclass(frozen=True)
class WireLook:
    """How the lines of one weight are drawn."""

    color: ManimColor
    dashes: Dashes = ()


def looks_by_tap(rows: int, cols: int, *, theme: Theme) -> list[WireLook]:
    """Return a look for each weight of a kernel: its row tells the colour, its column the dashes."""
    colors = (theme.kernel, theme.ink, theme.output, theme.input, theme.dense)
    return [WireLook(colors[row], DASHES[col]) for row in range(rows) for col in range(cols)]


class WiredPanel(VGroup):
    """The two grids of a layer and its lines; ``panel.web`` are the lines, one mobject for each look.

    Parameters
    ----------
    made
        The traced wiring.
    inputs, outputs
        The grids of pixels and of units, already in place.
    looks
        How lines are drawn: one look for all, or one for each weight.
    theme
        The theme.

    Examples
    --------
    .. code-block:: python

        from manim import DOWN, LEFT, RIGHT, FadeIn, Scene
        from convmath.core.provenance import traced
        from convmath.networks.wiring import wiring
        from scenes.base.theme import DARK
        from scenes.mobjects.wiring.flat_grid import FlatGrid
        from scenes.mobjects.wiring.wired_panel import WiredPanel, looks_by_tap


        class OneLayer(Scene):
            def construct(self):
                steps = {"right": 0.5 * RIGHT, "down": 0.5 * DOWN, "theme": DARK}
                pixels = FlatGrid((4, 4), middle=4 * LEFT, color=DARK.input, **steps)
                units = FlatGrid((4, 4), middle=4 * RIGHT, color=DARK.output, **steps)
                made = traced(wiring, "convolutional", 4, kernel=3, padding=1)
                panel = WiredPanel(made, pixels, units, looks=looks_by_tap(3, 3, theme=DARK), theme=DARK)
                self.add(panel)
                self.play(FadeIn(panel.web))
    """

    def __init__(
        self, made: Traced[Wiring], inputs: FlatGrid, outputs: FlatGrid, *, looks: Sequence[WireLook], theme: Theme
    ) -> None:
        self.made, self.looks, self.theme = made, looks, theme
        self.inputs, self.outputs = inputs, outputs
        width = WEB_WIDTHS[len(looks) > 1] * (THINNER if made.value.connections > MANY else 1)
        self.web = self.wires(list(made.value), width=width)
        super().__init__(self.inputs, self.outputs)

    def wires(self, connections: Sequence[Connection], *, width: float) -> VGroup:
        """Return the lines of some connections, a mobject for each look that there is."""
        shared = len(self.looks) > 1
        return VGroup(
            *(
                Wires(
                    self.ends([each for each in connections if not shared or each.weight == weight]),
                    color=look.color,
                    width=width,
                    dashes=look.dashes,
                )
                for weight, look in enumerate(self.looks)
            )
        )

    def plain_web(self, *, like: Wires) -> VGroup:
        """Return the lines of the web in the look of others."""
        look: dict[str, Any] = {"color": like.get_stroke_color(), "width": like.get_stroke_width()}
        return VGroup(*(Wires(wires.ends, **look) for wires in self.web))

    def ends(self, connections: Sequence[Connection]) -> NDArray[np.float64]:
        """Return where the lines of some connections begin and end, shape (lines, 2, 3)."""
        found = [(self.inputs.centre(each.pixel), self.outputs.centre(each.unit)) for each in connections]
        return np.array(found).reshape(-1, 2, 3)

    def grid(self, *, units: bool) -> FlatGrid:
        """Return the grid of units, or that of pixels."""
        return self.outputs if units else self.inputs

    def pointable(self) -> tuple[PointableCells, PointableCells]:
        """Return the pixels, and the units with the pixels that each reads, to be pointed at one by one."""
        pixels = self.inputs.pointable()

        def read(row: int, col: int) -> list[PointableCell]:
            return [pixels[made.pixel] for made in self.made.value.read_by((row, col))]

        return pixels, self.outputs.pointable(read)

    def connections(self, place: Place, *, of_unit: bool) -> Traced[Any]:
        """Return the traced connections to a unit, or from a pixel."""
        return self.made.field("read_by" if of_unit else "fed_by", place)
