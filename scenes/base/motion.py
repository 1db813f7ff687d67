"""Motion that depends on the elapsed share of time alone, so that a play can be passed over to the last bit."""

from __future__ import annotations

import numpy as np
from manim import Mobject, MoveAlongPath, UpdateFromAlphaFunc
from numpy.typing import NDArray


class ByAlpha(UpdateFromAlphaFunc):
    """Does to a mobject what a function of the elapsed share says, whatever state the mobject was in before."""

    by_alpha_alone = True


class Carried:
    """A mobject as it stands, to be set elsewhere: measured from there each time, so that no rounding adds up.

    Parameters
    ----------
    mobject
        The mobject.
    handle
        Shape (3,): the point of it that is brought to a place; its centre by default.
    """

    def __init__(self, mobject: Mobject, handle: NDArray[np.float64] | None = None) -> None:
        self._handle = mobject.get_center() if handle is None else handle
        self._outlines = [(part, part.points.copy()) for part in mobject.family_members_with_points()]

    def to(self, place: NDArray[np.float64]) -> None:
        """Set the mobject where its handle is at a place, shape (3,)."""
        for part, points in self._outlines:
            part.points = points + (place - self._handle)


class Along(MoveAlongPath):
    """Carries a mobject along a path by its centre."""

    by_alpha_alone = True

    def begin(self) -> None:
        """Note where it starts from."""
        self._carried = Carried(self.mobject)
        super().begin()

    def interpolate_mobject(self, alpha: float) -> None:
        """Stand where the path is after `alpha` of it."""
        self._carried.to(self.path.point_from_proportion(self.rate_func(alpha)))
