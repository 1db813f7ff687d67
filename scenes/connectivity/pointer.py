"""A pointer that stands at the same unit, or the same pixel, of several layers at once."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from manim import Animation, FadeIn, FadeOut, VGroup

from convmath.core.provenance import Traced
from scenes.mobjects.wiring.fan import Fan
from scenes.mobjects.wiring.flat_grid import Place
from scenes.mobjects.wiring.wired_panel import WiredPanel


class Pointer:
    """The fans of one place in every panel, and the numbers of the weights on their lines.

    Parameters
    ----------
    panels
        The layers.
    place
        The (row, column) where it stands first.
    of_unit
        Whether it points at a unit, which reads; else at a pixel, which feeds.
    """

    def __init__(self, panels: Sequence[WiredPanel], place: Place, *, of_unit: bool) -> None:
        self._panels, self._of_unit = panels, of_unit
        self.fans = [Fan(panel, place, of_unit=of_unit) for panel in panels]
        self._tags: list[VGroup] = []
        size = panels[0].grid(units=of_unit)
        self.everywhere = [(row, col) for row in range(size.rows) for col in range(size.cols)]

    def counts(self, place: Place) -> list[Traced[int]]:
        """Return how many pixels the unit at a place reads, or units the pixel feeds, in each layer."""
        return [panel.made.field("reads" if self._of_unit else "feeds")[place] for panel in self._panels]

    def sweep(self, places: list[Place], *, run_time: float) -> list[Animation]:
        """Return the animations that take the pointer from place to place."""
        return [fan.sweep(places, run_time=run_time) for fan in self.fans]

    def show_tags(self, place: Place) -> list[Animation]:
        """Return the animations in which the numbers of the weights come."""
        self._tags = [tags for tags in (fan.tags(place) for fan in self.fans) if len(tags)]
        return [FadeIn(tags) for tags in self._tags]

    def hide_tags(self) -> list[Animation]:
        """Return the animations in which the numbers of the weights leave."""
        leaving, self._tags = self._tags, []
        return [FadeOut(tags) for tags in leaving]

    def leave(self) -> list[Any]:
        """Return the animations in which everything of it leaves."""
        return [*(FadeOut(fan) for fan in self.fans), *self.hide_tags()]
