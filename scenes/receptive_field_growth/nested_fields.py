"""Receptive fields as nested squares on an image, each with a bar as long as its side."""

from __future__ import annotations

from typing import Any

import numpy as np
from manim import (
    LEFT,
    RIGHT,
    UP,
    Animation,
    AnimationGroup,
    FadeIn,
    GrowFromCenter,
    GrowFromEdge,
    Rectangle,
    Square,
    VGroup,
)

from convmath.core.facts import Name
from convmath.core.provenance import Traced
from scenes.base.readout import Readout, Statement
from scenes.base.theme import Theme
from scenes.base.typesetting import LABEL, STATEMENT, WORDS
from scenes.mobjects.grids.grid import PixelMap

_BAR_THICKNESS = 0.26
_ROW = 0.92
_NAME_WIDTH = 1.2
_GAP = 0.2


class NestedFields:
    """Squares around the middle of an image, and a bar for each, all at the image's scale.

    Parameters
    ----------
    image
        A traced grey image of shape (side, side).
    network
        The name of the network.
    fields
        The traced sequence of `convmath.networks.receptive_field.LayerField`, one for each stage of the network.
    height
        Height of the image on screen.
    theme
        The theme.

    Attributes
    ----------
    image
        The picture; the bars stand to its right, and all of it in the middle of the stage.
    squares, bars, names, sizes
        One of each for every field.
    title
        What the picture shows, over it.
    """

    def __init__(self, image: Traced[Any], network: Name, fields: Traced[Any], *, height: float, theme: Theme) -> None:
        self.image = PixelMap(image, height=height, palette=theme.grey)
        self.squares, self.bars, self.names, self.sizes = VGroup(), VGroup(), VGroup(), VGroup()
        self.image.shift(6.45 * LEFT - self.image.get_left()[0] * RIGHT)
        rows, cols = image.field("shape")
        title = Statement(
            "{network} on {rows} × {cols} pixels: what one unit sees",
            color=theme.ink,
            size=STATEMENT,
            network=network,
            rows=rows,
            cols=cols,
        )
        self.title = title.next_to(self.image, UP, buff=2 * _GAP, aligned_edge=LEFT)
        left = self.image.get_right() + (_NAME_WIDTH + 2 * _GAP) * -LEFT
        for index, field in enumerate(fields):
            size = field.field("state").field("size")[0]
            side = size.value * self.image.cell_size
            place = left + ((len(fields) - 1) / 2 - index) * _ROW * UP
            self.squares.add(
                VGroup(
                    Square(side, stroke_color=theme.background, stroke_width=9),
                    Square(side, stroke_color=theme.input, stroke_width=5),
                ).move_to(self.image)
            )
            bar = Rectangle(width=side, height=_BAR_THICKNESS, stroke_width=0, fill_color=theme.input, fill_opacity=1)
            self.bars.add(bar.move_to(place, aligned_edge=LEFT))
            name = Readout(field.field("name"), color=theme.muted, size=LABEL, font=WORDS)
            number = Statement("{n} × {n}", n=size, color=theme.ink, size=LABEL)
            baseline = float(place[1]) - _BAR_THICKNESS / 2
            self.names.add(name.shift((left[0] - _GAP - name.get_right()[0]) * -LEFT).set_baseline(baseline))
            self.sizes.add(
                number.shift((bar.get_right()[0] + _GAP - number.get_left()[0]) * -LEFT).set_baseline(baseline)
            )

    def grow(self, index: int, *, run_time: float) -> Animation:
        """Return the animation in which one field opens on the image while its bar grows as long."""
        return AnimationGroup(
            FadeIn(self.names[index]),
            GrowFromCenter(self.squares[index]),
            GrowFromEdge(self.bars[index], LEFT),
            FadeIn(self.sizes[index], shift=self.bars[index].width * np.array([1.0, 0.0, 0.0])),
            run_time=run_time,
        )

    @property
    def left(self) -> float:
        """The left edge of the picture."""
        return float(self.image.get_left()[0])
