"""A map in a thin frame, made to fit a place on stage."""

from __future__ import annotations

from typing import Any

import numpy as np
from manim import Group, Rectangle
from numpy.typing import NDArray

from convmath.core.provenance import Traced
from scenes.base.readout import Statement
from scenes.base.theme import Theme
from scenes.mobjects.grids.grid import Palette, PixelMap


class Panel(Group):
    """A `PixelMap` and its frame; ``panel.picture`` is the map.

    Parameters
    ----------
    values
        A traced array of shape (rows, cols).
    theme
        The theme whose rule frames the map.
    palette
        What colour a value has.
    side
        Length in Manim units that neither side exceeds. The longer side has it.
    hatch
        Whether negative values are hatched.

    Examples
    --------
    .. code-block:: python

        from manim import LEFT, Scene
        from convmath.images.named_images import image_by_name
        from convmath.core.provenance import traced
        from scenes.base.theme import DARK
        from scenes.mobjects.grids.panel import Panel


        class Aside(Scene):
            def construct(self):
                values = traced(image_by_name, "camera", height=48, width=64)
                panel = Panel(values, theme=DARK, palette=DARK.grey, side=5.0)
                self.add(panel)
                self.play(panel.onto(4 * LEFT, side=3.0))
    """

    def __init__(
        self, values: Traced[NDArray[Any]], *, theme: Theme, palette: Palette, side: float, hatch: bool = False
    ) -> None:
        rows, cols = values.value.shape
        self.picture = PixelMap(values, height=side * rows / max(rows, cols), palette=palette, hatch=hatch)
        self.frame = Rectangle(
            width=self.picture.width, height=self.picture.height, stroke_color=theme.rule, stroke_width=2
        )
        super().__init__(self.picture, self.frame)

    def onto(self, place: NDArray[np.float64], side: float) -> Any:
        """Return the animation that brings the panel to `place` and its longer side to `side`."""
        longer = max(self.frame.width, self.frame.height)
        return self.animate.scale(side / longer).move_to(place)


def sides_in_pixels(image: Traced[NDArray[np.float64]], *, theme: Theme) -> Statement:
    """Return how large an image is, to stand below it: "303 × 384 pixels", in the theme's muted colour."""
    rows, cols = image.field("shape")
    return Statement("{rows} × {cols} pixels", color=theme.muted, rows=rows, cols=cols)
