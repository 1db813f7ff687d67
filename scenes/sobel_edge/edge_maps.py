"""An image and its three edge maps in a row, each under the kernel or formula that made it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from manim import DOWN, UP, Group, ReplacementTransform, Transform

from convmath.core.facts import GRADIENT_MAGNITUDE
from convmath.core.provenance import Traced
from scenes.base.readout import Readout
from scenes.base.typesetting import words
from scenes.mobjects.grids.grid import PixelGrid
from scenes.mobjects.grids.panel import Panel
from scenes.mobjects.grids.sliding_stage import NumberStyle
from scenes.sobel_edge.captions import NAMES
from scenes.sobel_edge.edge_study import EdgeStudy

_KERNEL_CELL = 0.46
_HEADING = 0.2
"""Distance of a heading's baseline from the kernel below it."""


class MapRow(Group):
    """What stands above and below the four panels: headings, kernels, a formula and scales; and the last two panels.

    Parameters
    ----------
    study
        The maps.
    image, first
        The image's panel and that of the first gradient map, which are on stage already and go to their places by
        `gather`.
    places
        The x coordinate of each panel's centre.
    middle
        The y coordinate of the panels' centres.
    side
        Length that no side of a panel exceeds.
    """

    def __init__(
        self, study: EdgeStudy, image: Panel, first: Panel, *, places: Sequence[float], middle: float, side: float
    ) -> None:
        self._theme, self._side = study.theme, side
        self._places = [np.array([x, middle, 0.0]) for x in places]
        self.image, self.first, self.first_name = image, first, study.axis
        self.second, self.magnitude = study.signed_panel(study.other_axis), study.magnitude_panel()
        for panel, place in zip((self.second, self.magnitude), self._places[2:]):
            panel.scale(side / study.side).move_to(place)
        top, width = self.second.get_top()[1], self.second.frame.width
        axes = (study.axis, study.other_axis)
        self.kernels = [self._kernel(study.kernels[axis], place, top) for axis, place in zip(axes, self._places[1:])]
        self.scales = [study.signed_scale(width), study.signed_scale(width), study.magnitude_scale(width)]
        for scale, place in zip(self.scales, self._places[1:]):
            scale.next_to(self.second, DOWN, buff=0.2).shift([place[0] - scale.bar.get_x(), 0.0, 0.0])
        self.headings = [
            words(text, color=self._theme.ink) for text in ("image", *(NAMES[axis] for axis in axes), "magnitude")
        ]
        for heading, place in zip(self.headings, self._places):
            heading.set_x(place[0]).set_baseline(self.kernels[0].get_top()[1] + _HEADING)
        self.formula = Readout(GRADIENT_MAGNITUDE, color=self._theme.ink)
        self.formula.move_to([self._places[3][0], self.kernels[0].get_y(), 0.0])
        super().__init__(*self.kernels, *self.scales, *self.headings, self.formula)

    def gather(self) -> list[Any]:
        """Return the animations that bring the first two panels to their places."""
        return [panel.onto(place, self._side) for panel, place in zip((self.image, self.first), self._places)]

    def turn_kernel(self) -> Any:
        """Return the animation in which the first kernel, turned by a right angle, becomes the second."""
        way = -np.pi / 2 if self.first_name == "gx" else np.pi / 2
        return ReplacementTransform(self.kernels[0].copy(), self.kernels[1], path_arc=way)

    def panel_of(self, component: str) -> Panel:
        """Return the panel of one of the two gradient maps."""
        return self.first if component == self.first_name else self.second

    def combine(self) -> list[Any]:
        """Return the animations in which both gradient maps become the map of magnitudes."""
        leaving = Transform(self.second.copy(), self.magnitude.copy(), remover=True)
        return [ReplacementTransform(self.first.copy(), self.magnitude), leaving]

    def _kernel(self, kernel: Traced[Any], place: np.ndarray, top: float) -> PixelGrid:
        matrix = kernel.field("matrix")
        style = NumberStyle.fitting(matrix.value, _KERNEL_CELL)
        border = self._theme.kernel
        grid = PixelGrid(matrix, theme=self._theme, cell=_KERNEL_CELL, size=style.size, border=border)
        grid.next_to([place[0], top, 0.0], UP, buff=0.2)
        return grid
