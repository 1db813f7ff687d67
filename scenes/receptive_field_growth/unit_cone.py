"""The cone of what one unit sees, through every plane down to the input."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise, product
from typing import Any

import numpy as np
from manim import Animation, ManimColor, Succession, VGroup, VMobject, linear

from scenes.base.motion import Carried
from scenes.base.theme import Theme
from scenes.receptive_field_growth.layer_plane import (
    EDGES,
    FACES,
    Cells,
    Footprint,
    LayerPlane,
    Points,
    anticlockwise,
    closed,
    line_between,
)

_SIDES = tuple((corner, (corner + 1) % 4) for corner in range(4))
_LIT, _PASSED = 0.9, 0.45
"""Opacity of cells in view, and of those that a travelling cone has passed over."""

_FIRST_REACH = 1e-3
"""A frustum that has just begun to open: no face of it may be empty."""


class Frustum(VGroup):
    """The part of a cone between two planes: translucent faces and the edges that bound them.

    Parameters
    ----------
    top, base
        The corners where it begins and where it ends, each of shape (4, 3).
    color
        Its colour.
    """

    def __init__(self, top: Points, base: Points, *, color: ManimColor) -> None:
        super().__init__()
        self.faces = VMobject(fill_color=color, fill_opacity=0.16, stroke_width=0, z_index=FACES)
        self.edges = VMobject(stroke_color=color, stroke_width=2.5, z_index=EDGES)
        self.add(self.faces, self.edges)
        self._top, self._base = top, base
        self.reach(1.0)

    def reach(self, fraction: float) -> Frustum:
        """Draw it as far as `fraction` of the way from top to base."""
        end = self._top + fraction * (self._base - self._top)
        sides = [np.array([self._top[a], self._top[b], end[b], end[a]]) for a, b in _SIDES]
        self.faces.set_points(np.vstack([closed(anticlockwise(face)) for face in (*sides, end)]))
        self.edges.set_points(np.vstack([*(line_between(*ends) for ends in zip(self._top, end)), closed(end)]))
        return self

    def open(self, **options: Any) -> Animation:
        """Return the animation that opens it from its top to its base."""
        return _Open(self, introducer=True, **options)


class _Open(Animation):
    by_alpha_alone = True

    def interpolate_mobject(self, alpha: float) -> None:
        self.mobject.reach(max(self.rate_func(alpha), _FIRST_REACH))


class UnitCone(VGroup):
    """What one unit sees: itself, and its footprint on every plane below, joined by frusta.

    Parameters
    ----------
    planes
        The planes from the input (first) to the unit's own (last).
    footprints
        One for each plane, in the same order; the last is the unit itself.
    theme
        The theme: pixels, units, the cone and the unit it belongs to have their roles' colours.

    Attributes
    ----------
    cells, frusta, unit
        The footprints below the unit and the frusta above each of them, both from the input up; the unit.
    """

    def __init__(self, planes: Sequence[LayerPlane], footprints: Sequence[Footprint], *, theme: Theme) -> None:
        super().__init__()
        self._fills = [theme.input, *(theme.output for _ in planes[1:])]
        *self.cells, self.unit = (
            plane.cells(footprint).paint(fill, theme.background, _LIT)
            for plane, footprint, fill in zip(planes, footprints, self._fills)
        )
        self.unit.paint(theme.accent, theme.background)
        quads = [plane.quad(footprint) for plane, footprint in zip(planes, footprints)]
        self.frusta = [Frustum(top, base, color=theme.kernel) for base, top in pairwise(quads)]
        self.add(*self.frusta, *self.cells, self.unit)

    def become_tap(self) -> Any:
        """Return the animation that gives the unit the colour of the others on its plane."""
        return self.unit.animate.set_fill(self._fills[-1], opacity=_LIT)

    def as_passed(self) -> UnitCone:
        """Draw the cells below the unit faintly, as passed over by another cone."""
        for cells in self.cells:
            cells.set_fill(opacity=_PASSED)
        return self

    def light_up(self) -> list[Any]:
        """Return the animations that undo `as_passed`."""
        return [cells.animate.set_fill(opacity=_LIT) for cells in self.cells]


def open_in_turn(frusta: Sequence[Frustum], *, run_time: float) -> list[Animation]:
    """Return the animations that open frusta one after another, the last first; none if there are none."""
    steps = [frustum.open(run_time=run_time / len(frusta)) for frustum in reversed(frusta)]
    return [Succession(*steps)] if steps else []


class FieldSweep(Animation):
    """A cone travels from tap to tap of the unit above; whatever it passes over stays lit.

    Parameters
    ----------
    cone
        The cone that travels.
    stops
        Where its unit stops, as points on screen.
    cells
        What is lit, one for each plane of the cone.
    seen
        For each of `cells`, the footprint that comes into view at each stop.
    """

    by_alpha_alone = True

    def __init__(
        self,
        cone: UnitCone,
        stops: Sequence[Points],
        cells: Sequence[Cells],
        seen: Sequence[Sequence[Footprint]],
        **options: Any,
    ) -> None:
        self._cone, self._stops, self._cells = cone, stops, cells
        self._seen = [[set(product(*footprint)) for footprint in footprints] for footprints in seen]
        super().__init__(VGroup(*cells, cone), introducer=True, **({"rate_func": linear} | options))

    def begin(self) -> None:
        """Note where the cone starts from."""
        self._carried = Carried(self._cone, self._cone.unit.get_center())
        super().begin()

    def interpolate_mobject(self, alpha: float) -> None:
        """Move the cone, and light what it has reached."""
        travelled = self.rate_func(alpha) * (len(self._stops) - 1)
        leg = min(int(travelled), max(len(self._stops) - 2, 0))
        ends = self._stops[leg], self._stops[min(leg + 1, len(self._stops) - 1)]
        place = ends[0] + (travelled - leg) * (ends[1] - ends[0])
        self._carried.to(place)
        arrived = int(travelled + 1e-6) + 1
        for cells, seen in zip(self._cells, self._seen):
            cells.show(set().union(*seen[:arrived]))
