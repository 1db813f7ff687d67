"""The windows in which a patch was found, enlarged in a row."""

from __future__ import annotations

from typing import Any

import numpy as np
from manim import DOWN, Group
from numpy.typing import NDArray

from convmath.core.provenance import Traced
from scenes.base.readout import Readout
from scenes.base.theme import Theme
from scenes.base.typesetting import SMALLEST
from scenes.mobjects.grids.panel import Panel

_MOST, _GAP = 12, 0.16


class FoundStrip(Group):
    """What the image shows where the patch was found, the best match first, each with its correlation.

    Parameters
    ----------
    image
        The traced image.
    search
        A traced `convmath.images.detector.PatchSearch`.
    left, width
        Where the row begins and how wide twelve windows are; it holds no more.
    middle
        The height of the windows' middles.
    theme
        The theme.

    Examples
    --------
    .. code-block:: python

        from manim import FadeIn, Scene
        from convmath.core.provenance import traced
        from convmath.images.detector import search_for_patch
        from convmath.images.full_size import full_image_from
        from scenes.base.theme import DARK
        from scenes.one_detector.found_strip import FoundStrip


        class Letters(Scene):
            def construct(self):
                page = traced(full_image_from, "page")
                search = traced(search_for_patch, page, row=70, column=119, side=12, threshold=0.75)
                self.play(FadeIn(FoundStrip(page, search, left=-6, width=12, middle=0, theme=DARK)))
    """

    def __init__(
        self,
        image: Traced[NDArray[np.float64]],
        search: Traced[Any],
        *,
        left: float,
        width: float,
        middle: float,
        theme: Theme,
    ) -> None:
        super().__init__()
        apart = width / _MOST
        windows, found = search.field("windows", image), search.field("found")
        for number, (window, peak) in enumerate(zip(windows, list(found)[:_MOST])):
            panel = Panel(window, theme=theme, palette=theme.grey, side=apart - _GAP)
            panel.move_to([left + (number + 0.5) * apart, middle, 0])
            value = Readout(peak.field("value"), form="2", size=SMALLEST, color=theme.ink)
            self.add(Group(panel, value.next_to(panel, DOWN, buff=0.15)))
