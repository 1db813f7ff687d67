"""One layer as a picture: the grid of pixels below, the grid of units above, and a line for every connection."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from manim import ManimColor, VGroup
from numpy.typing import NDArray

from convmath.core.provenance import Traced
from convmath.networks.wiring import Connection, Wiring
from scenes.base.theme import Theme
from scenes.connectivity.flat_grid import FlatGrid, Place
from scenes.connectivity.wires import DASHES, Dashes, Wires

WIDTH, DEPTH, SLANT = 2.39, 1.5, 0.95
"""How wide and how high the larger grid is drawn, and how far its near edge lies to the left of its far one.

A line from row to row slants more than any connection, so that no two connections lie on each other."""

BELOW, ABOVE = -0.9, 2.22
"""Where the middles of the two grids lie."""

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
    x
        Where the panel's middle is.
    looks
        How lines are drawn: one look for all, or one for each weight.
    theme
        The theme.
    """

    def __init__(self, made: Traced[Wiring], *, x: float, looks: Sequence[WireLook], theme: Theme) -> None:
        self.made, self.x, self.looks, self.theme = made, x, looks, theme
        geometry = made.value.geometry
        self.cell = 1 / max(*geometry.input_size, *geometry.output_size)
        steps = {
            "right": self.cell * np.array([WIDTH, 0.0, 0.0]),
            "down": self.cell * np.array([-SLANT, -DEPTH, 0.0]),
        }
        self.inputs, self.outputs = (
            FlatGrid(size, middle=np.array([x, y, 0.0]), color=color, theme=theme, **steps)
            for size, y, color in (
                (geometry.input_size, BELOW, theme.input),
                (geometry.output_size, ABOVE, theme.output),
            )
        )
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

    def connections(self, place: Place, *, of_unit: bool) -> Traced[Any]:
        """Return the traced connections to a unit, or from a pixel."""
        return self.made.field("read_by" if of_unit else "fed_by", place)
