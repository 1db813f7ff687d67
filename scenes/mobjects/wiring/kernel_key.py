"""The one kernel: each of its weights with its number, and the look of its lines."""

from __future__ import annotations

import numpy as np
from manim import DOWN, UP, Square, VGroup

from scenes.base.readout import Readout
from scenes.base.typesetting import CELL, SMALLEST, words
from scenes.mobjects.wiring.wired_panel import WiredPanel
from scenes.mobjects.wiring.wires import Wires

_SIDE, _LARGEST_CELL = 1.9, 0.56


class KernelKey(VGroup):
    """A cell for every weight of a convolution; ``key.cells[weight]`` holds its number and a piece of its line.

    Parameters
    ----------
    panel
        The panel of the convolution.
    middle
        Shape (3,): where the kernel stands.

    Examples
    --------
    .. code-block:: python

        from manim import DOWN, LEFT, RIGHT, UP, FadeIn, Scene
        from convmath.core.provenance import traced
        from convmath.networks.wiring import wiring
        from scenes.base.theme import DARK
        from scenes.mobjects.wiring.flat_grid import FlatGrid
        from scenes.mobjects.wiring.kernel_key import KernelKey
        from scenes.mobjects.wiring.wired_panel import WiredPanel, looks_by_tap


        class Key(Scene):
            def construct(self):
                steps = {"right": 0.5 * RIGHT, "down": 0.5 * DOWN, "theme": DARK}
                pixels = FlatGrid((4, 4), middle=4 * LEFT, color=DARK.input, **steps)
                units = FlatGrid((4, 4), middle=4 * RIGHT, color=DARK.output, **steps)
                made = traced(wiring, "convolutional", 4, kernel=3, padding=1)
                panel = WiredPanel(made, pixels, units, looks=looks_by_tap(3, 3, theme=DARK), theme=DARK)
                self.add(panel, panel.web)
                self.play(FadeIn(KernelKey(panel, middle=2.5 * UP)))
    """

    def __init__(self, panel: WiredPanel, *, middle: np.ndarray) -> None:
        geometry = panel.made.value.geometry
        rows, cols = geometry.kernel_size
        cell = min(_LARGEST_CELL, _SIDE / rows)
        whole = (geometry.padding[0][0], geometry.padding[1][0])
        self.cells = VGroup()
        for made, look in zip(panel.made.field("read_by", whole), panel.looks, strict=True):
            row, col = divmod(made.value.weight, cols)
            centre = middle + cell * np.array([col - (cols - 1) / 2, (rows - 1) / 2 - row, 0.0])
            size = max(SMALLEST, CELL * cell / _LARGEST_CELL)
            number = Readout(made.field("ordinal"), color=look.color, size=size)
            number.centre_digits_at(centre + 0.13 * cell * UP)
            reach = np.array([0.42 * cell, 0.0, 0.0])
            foot = centre + 0.36 * cell * DOWN
            line = Wires(np.array([[foot - reach, foot + reach]]), color=look.color, width=3, dashes=look.dashes)
            square = Square(cell, stroke_color=panel.theme.rule, stroke_width=1.5).move_to(centre)
            self.cells.add(VGroup(square, number, line))
        border = Square(rows * cell, stroke_color=panel.theme.kernel, stroke_width=3).move_to(middle)
        self.name = words("the kernel", color=panel.theme.kernel).next_to(border, UP, buff=0.14)
        super().__init__(self.cells, border, self.name)
