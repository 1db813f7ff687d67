"""A ring that empties while the viewer thinks."""

from __future__ import annotations

from math import pi
from typing import Any

import numpy as np
from manim import Animation, Arc, Circle, VGroup, linear
from numpy.typing import NDArray

from scenes.base.motion import ByAlpha
from scenes.base.theme import Theme
from scenes.base.typesetting import LABEL, words

_STROKE = 12
_LAST = 1e-3
"""The share of the ring that is left at the end, so that there is something to draw until it leaves."""


class ThinkingRing(VGroup):
    """A full ring on its track, and what to do meanwhile in its middle.

    Parameters
    ----------
    centre
        Where it stands, shape (3,).
    radius
        Of the ring, in Manim units.
    theme
        The theme; what is left of the time has the colour of its accent.

    Examples
    --------
    .. code-block:: python

        from manim import ORIGIN, Scene
        from scenes.base.theme import DARK
        from scenes.mobjects.cards.thinking_ring import ThinkingRing


        class Thinking(Scene):
            def construct(self):
                ring = ThinkingRing(ORIGIN, radius=1.2, theme=DARK)
                self.add(ring)
                self.play(ring.empty(run_time=2))
    """

    def __init__(self, centre: NDArray[np.float64], *, radius: float, theme: Theme) -> None:
        self._centre, self._radius = centre, radius
        track = Circle(radius, stroke_color=theme.rule, stroke_width=_STROKE).move_to(centre)
        self.left = Arc(radius, stroke_color=theme.accent, stroke_width=_STROKE)
        label = words("think", size=LABEL, color=theme.ink)
        label.move_to(centre)
        super().__init__(track, self.left, label)
        self._leave(1.0)

    def empty(self, *, run_time: float) -> Animation:
        """Return the animation in which the ring empties, evenly, clockwise from the top."""
        return ByAlpha(self.left, lambda _, alpha: self._leave(1 - alpha), run_time=run_time, rate_func=linear)

    def _leave(self, share: float) -> None:
        arc: Any = Arc(self._radius, start_angle=pi / 2, angle=2 * pi * max(share, _LAST))
        self.left.points = arc.points + self._centre
