"""A layer whose units lie above its pixels, both seen from above, slanting."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from convmath.core.provenance import Traced
from convmath.networks.wiring import Wiring
from scenes.base.theme import Theme
from scenes.mobjects.wiring.flat_grid import FlatGrid
from scenes.mobjects.wiring.wired_panel import WiredPanel, WireLook

WIDTH, DEPTH, SLANT = 2.39, 1.5, 0.95
"""How wide and how high the larger grid is drawn, and how far its near edge lies to the left of its far one.

A line from row to row slants more than any connection, so that no two connections lie on each other."""

BELOW, ABOVE = -0.9, 2.22
"""Where the middles of the two grids lie."""


class StackedPanel(WiredPanel):
    """The grid of pixels below, the grid of units above.

    Parameters
    ----------
    made
        The traced wiring.
    x
        Where the panel's middle is.
    looks, theme
        As for `WiredPanel`.

    Examples
    --------
    .. code-block:: python

        from manim import FadeIn, Scene
        from convmath.core.provenance import traced
        from convmath.networks.wiring import wiring
        from scenes.base.theme import DARK
        from scenes.mobjects.wiring.stacked_panel import StackedPanel
        from scenes.mobjects.wiring.wired_panel import looks_by_tap


        class Shared(Scene):
            def construct(self):
                made = traced(wiring, "convolutional", 4, kernel=3, padding=1)
                panel = StackedPanel(made, x=0, looks=looks_by_tap(3, 3, theme=DARK), theme=DARK)
                self.play(FadeIn(panel))
                self.play(*(wires.grow(run_time=1) for wires in panel.web))
    """

    def __init__(self, made: Traced[Wiring], *, x: float, looks: Sequence[WireLook], theme: Theme) -> None:
        self.x = x
        geometry = made.value.geometry
        cell = 1 / max(*geometry.input_size, *geometry.output_size)
        steps: dict[str, Any] = {
            "right": cell * np.array([WIDTH, 0.0, 0.0]),
            "down": cell * np.array([-SLANT, -DEPTH, 0.0]),
        }
        inputs, outputs = (
            FlatGrid(size, middle=np.array([x, y, 0.0]), color=color, theme=theme, **steps)
            for size, y, color in (
                (geometry.input_size, BELOW, theme.input),
                (geometry.output_size, ABOVE, theme.output),
            )
        )
        super().__init__(made, inputs, outputs, looks=looks, theme=theme)
