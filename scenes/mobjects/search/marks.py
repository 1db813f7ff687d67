"""Marks on a picture: rings where something was found, dashed rings where it was missed, crosses for false alarms."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal

import numpy as np
from manim import Animation, ManimColor, VMobject, linear
from numpy.typing import NDArray

from scenes.base.motion import ByAlpha

Kind = Literal["ring", "dashed", "cross"]
_PIECES = 24
"""Straight pieces of a ring; every third of a dashed one is left out."""


class Marks(VMobject):
    """Many marks of one kind, drawn as one outline in the order of their places.

    Parameters
    ----------
    places
        Their centres on stage.
    radius
        In Manim units.
    kind
        A ``"ring"``, a ``"dashed"`` one or a ``"cross"``.
    color
        Colour of the lines.
    stroke_width
        Their width.

    Examples
    --------
    .. code-block:: python

        from manim import LEFT, ORIGIN, RIGHT, Scene
        from scenes.base.theme import DARK
        from scenes.mobjects.search.marks import Marks


        class Found(Scene):
            def construct(self):
                rings = Marks([2 * LEFT, ORIGIN, 2 * RIGHT], radius=0.5, kind="ring", color=DARK.output)
                self.play(rings.appear(run_time=1))
    """

    def __init__(
        self,
        places: Sequence[NDArray[np.float64]],
        *,
        radius: float,
        kind: Kind,
        color: ManimColor,
        stroke_width: float = 5,
    ) -> None:
        super().__init__(stroke_color=color, stroke_width=stroke_width)
        self.places, self._outline = list(places), radius * _outline(kind)
        self.show(len(self.places))

    def show(self, count: int) -> Marks:
        """Draw the first `count` of the marks only."""
        if count:
            drawn = np.array(self.places[:count])[:, None] + self._outline
            self.points = drawn.reshape(-1, 3)
        else:
            self.clear_points()
        return self

    def appear(self, *, run_time: float, **options: Any) -> Animation:
        """Return the animation in which the marks appear one after another."""
        return ByAlpha(
            self,
            lambda _, alpha: self.show(round(alpha * len(self.places))),
            run_time=run_time,
            introducer=True,
            **({"rate_func": linear} | options),
        )


def _outline(kind: Kind) -> NDArray[np.float64]:
    """Return straight pieces as cubic curves, shape (4 × pieces, 3)."""
    if kind == "cross":
        ends = [((-0.7, -0.7), (0.7, 0.7)), ((-0.7, 0.7), (0.7, -0.7))]
    else:
        turns = 2 * np.pi * np.arange(_PIECES + 1) / _PIECES
        rim = np.column_stack([np.cos(turns), np.sin(turns)])
        ends = [(rim[at], rim[at + 1]) for at in range(_PIECES) if kind == "ring" or at % 3]
    shares = np.arange(4)[:, None] / 3
    curves = [(1 - shares) * np.array(start) + shares * np.array(end) for start, end in ends]
    flat = np.vstack(curves)
    return np.column_stack([flat, np.zeros(len(flat))])
