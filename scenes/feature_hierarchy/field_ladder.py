"""What units of each stage see, nested in a picture, and beside it how many pixels that is."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from manim import LEFT, RIGHT, UP, Animation, AnimationGroup, Create, FadeIn, Line, Square, VGroup

from convmath.core.facts import Name
from convmath.core.provenance import Traced
from scenes.base.readout import Readout, Statement
from scenes.base.theme import Theme
from scenes.base.typesetting import LABEL
from scenes.mobjects.grids.panel import Panel

_GAP = 0.45


class FieldLadder(VGroup):
    """Squares around the middle of a picture, each joined to what it is called and how wide it is.

    Parameters
    ----------
    picture
        The picture.
    pixels
        How many of the network's pixels it is wide.
    fields
        The traced widths, from the narrowest.
    names
        What the stages are called, if they have names.
    theme
        The theme.
    """

    def __init__(
        self,
        picture: Panel,
        pixels: int,
        fields: Sequence[Traced[int]],
        *,
        names: Sequence[Name] = (),
        theme: Theme,
    ) -> None:
        unit = picture.frame.width / pixels
        self.squares = VGroup(
            *(
                Square(field.value * unit, stroke_color=theme.kernel, stroke_width=5).move_to(picture)
                for field in fields
            )
        )
        self.texts = VGroup(
            *(
                Statement("{name}: {n} pixels", color=theme.ink, size=LABEL, name=name, n=field)
                for name, field in zip(names, fields)
            )
            if names
            else (Readout(field, color=theme.ink, suffix=" px") for field in fields)
        )
        span = picture.frame.height - 0.5
        for place, text in enumerate(self.texts):
            y = picture.get_bottom()[1] + 0.25 + span * place / (len(fields) - 1)
            text.shift((picture.get_right()[0] + _GAP - text.get_left()[0]) * RIGHT).set_y(y)
        self.lines = VGroup(
            *(
                Line(_corner(square, text), text.get_left() + 0.12 * LEFT, color=theme.kernel, stroke_width=2)
                for square, text in zip(self.squares, self.texts)
            )
        )
        super().__init__(self.squares, self.lines, self.texts)

    def grow(self, place: int, *, run_time: float) -> Animation:
        """Return the animation in which one field is drawn and named."""
        return AnimationGroup(
            Create(self.squares[place]),
            Create(self.lines[place]),
            FadeIn(self.texts[place], shift=0.1 * RIGHT),
            lag_ratio=0.3,
            run_time=run_time,
        )


def _corner(square: Square, text: Any) -> Any:
    """Return the point of a square's right side that is nearest to a text."""
    right, half = square.get_right(), square.width / 2
    return right + np.clip(text.get_y() - right[1], -half, half) * UP
