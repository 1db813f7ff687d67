"""A network's layers as planes side by side, and the cones of what a unit sees through them."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from manim import VGroup

from scenes.base.theme import Theme
from scenes.receptive_field_growth.layer_plane import Footprint, Lattice, LayerPlane, Oblique
from scenes.receptive_field_growth.unit_cone import UnitCone


class LayerStack(VGroup):
    """Planes side by side, the input at the left; ``stack[layer][row, col]`` is a unit's outline.

    Parameters
    ----------
    lattices
        One for each plane, the input's first.
    height
        Height of the input's plane on screen.
    left, right, level
        The horizontal places of the first and of the last plane's centre, and their common height.
    theme
        The theme.

    Attributes
    ----------
    places
        The horizontal place of each plane's centre.
    """

    def __init__(
        self, lattices: Sequence[Lattice], *, height: float, left: float, right: float, level: float, theme: Theme
    ) -> None:
        self._theme = theme
        size = lattices[0].units
        view = Oblique.fitting(size, height)
        self.places = np.linspace(left, right, len(lattices)).tolist()
        super().__init__(
            *(
                LayerPlane(
                    lattice,
                    view,
                    centre=np.array([x, level, 0.0]),
                    middle=(size - 1) / 2,
                    color=theme.output if layer else theme.input,
                    theme=theme,
                )
                for layer, (lattice, x) in enumerate(zip(lattices, self.places))
            )
        )

    def cone(self, footprints: Sequence[Footprint]) -> UnitCone:
        """Return the cone of a unit of layer ``len(footprints) - 1``, from its footprints, the input's first."""
        return UnitCone(self.submobjects[: len(footprints)], footprints, theme=self._theme)
