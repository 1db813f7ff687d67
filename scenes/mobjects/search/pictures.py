"""The image and the map of its matches, of the same size, so that a place is at the same place in both."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any

import numpy as np
from manim import Group, ManimColor, Rectangle, VGroup, interpolate_color
from numpy.typing import NDArray

from convmath.core.provenance import Traced
from scenes.base.theme import Theme
from scenes.mobjects.grids.grid import PixelMap
from scenes.mobjects.grids.panel import Panel
from scenes.mobjects.search.marks import Kind, Marks

_HALF = 0.5
"""The correlation that has the full colour of what is computed; higher ones go on to ink."""


_RING, _SMALL = 0.44, 0.2
"""Radius of a ring as a share of a window's side, and up to which it has a thin line."""


class MatchMap(Group):
    """How well a patch matches at each place, in a frame as large as the image: a window's value is in its middle.

    Parameters
    ----------
    search
        A traced `convmath.images.detector.PatchSearch`.
    beside
        The panel of the image, whose size the frame has.
    theme
        The theme. Where the patch matches, the map has its colour of what is computed.

    Examples
    --------
    .. code-block:: python

        from manim import LEFT, RIGHT, Scene
        from convmath.core.provenance import traced
        from convmath.images.detector import search_for_patch
        from convmath.images.full_size import full_image_from
        from scenes.base.theme import DARK
        from scenes.mobjects.grids.panel import Panel
        from scenes.mobjects.search.pictures import MatchMap


        class Matches(Scene):
            def construct(self):
                coins = traced(full_image_from, "coins")
                search = traced(search_for_patch, coins, row=104, column=316, side=41, threshold=0.45)
                photo = Panel(coins, theme=DARK, palette=DARK.grey, side=6.0).shift(3.3 * LEFT)
                matches = MatchMap(search, photo, theme=DARK).shift(6.6 * RIGHT)
                self.add(photo, matches.frame)
                self.play(matches.picture.reveal(run_time=2))
    """

    def __init__(self, search: Traced[Any], beside: Panel, *, theme: Theme) -> None:
        self.cell_size = beside.picture.cell_size
        self.half = len(search.value.patch) // 2
        matches = search.field("matches")
        height = self.cell_size * matches.value.shape[0]
        self.picture = PixelMap(matches, height=height, palette=partial(_glow, theme))
        self.frame = Rectangle(
            width=beside.frame.width, height=beside.frame.height, stroke_color=theme.rule, stroke_width=2
        ).move_to(beside.frame)
        corner = beside.picture.centre_of(self.half, self.half)
        self.picture.shift(corner - self.picture.centre_of(0, 0))
        super().__init__(self.picture, self.frame)

    def middles(self, places: Sequence[tuple[int, int]]) -> list[NDArray[np.float64]]:
        """Return where the middles of windows stand on the map."""
        return [self.picture.centre_of(row - self.half, col - self.half) for row, col in places]


def _glow(theme: Theme, match: float) -> ManimColor:
    """Return the colour of a match: none up to 0, then that of what is computed, and towards 1 that of ink."""
    if match <= _HALF:
        return theme.magnitude(match, _HALF)
    return interpolate_color(theme.output, theme.ink, (match - _HALF) / (1 - _HALF))


class SearchedImage(Panel):
    """An image as large as it fits into a box, and the windows of one size on it.

    Parameters
    ----------
    image
        The traced image.
    size
        Side of a window in pixels.
    theme
        The theme; a window has the colour of its weights unless asked otherwise.
    width, height
        The box, in Manim units.

    Examples
    --------
    .. code-block:: python

        from manim import Create, Scene
        from convmath.core.provenance import traced
        from convmath.images.full_size import full_image_from
        from scenes.base.theme import DARK
        from scenes.mobjects.search.pictures import SearchedImage


        class Windows(Scene):
            def construct(self):
                coins = SearchedImage(traced(full_image_from, "coins"), 41, theme=DARK, width=8, height=6)
                self.add(coins)
                self.play(*map(Create, coins.tiles()))
    """

    def __init__(self, image: Traced[Any], size: int, *, theme: Theme, width: float, height: float) -> None:
        rows, cols = image.value.shape
        scale = min(width / cols, height / rows)
        super().__init__(image, theme=theme, palette=theme.grey, side=scale * max(rows, cols))
        self.size, self._theme = size, theme

    def window(self, row: int, col: int) -> Rectangle:
        """Return the frame around the window whose upper left pixel is given."""
        place = range(row, row + self.size), range(col, col + self.size)
        return self.picture.around(*place, stroke_width=5, stroke_color=self._theme.kernel)

    def eye(self, row: int, col: int) -> VGroup:
        """Return the frame of the window looked at now, in a casing that parts it from dark and bright pixels."""
        return self._cased(range(row, row + self.size), range(col, col + self.size))

    def band(self) -> VGroup:
        """Return such a frame as high as a window and as wide as the image, at its top."""
        return self._cased(range(self.size), range(self.picture.cols))

    def _cased(self, rows: range, cols: range) -> VGroup:
        looks = ((9, self._theme.background), (5, self._theme.accent))
        return VGroup(*(self.picture.around(rows, cols, stroke_width=width, color=color) for width, color in looks))

    def tiles(self) -> list[Rectangle]:
        """Return frames of windows side by side, as many as fit, in up to eight rows."""
        step = max(self.size, self.picture.rows // 8)
        rows, cols = (range(0, side - self.size + 1, step) for side in (self.picture.rows, self.picture.cols))
        return [self.window(row, col) for row in rows for col in cols]

    def middles(self, places: Sequence[tuple[int, int]]) -> list[NDArray[np.float64]]:
        """Return where pixels of the image stand."""
        return [self.picture.centre_of(row, col) for row, col in places]

    def marks(self, kind: Kind, places: Sequence[NDArray[np.float64]], color: ManimColor) -> Marks:
        """Return marks nearly as large as a window, with thinner lines where that is small."""
        radius = _RING * self.size * self.picture.cell_size
        return Marks(places, radius=radius, kind=kind, color=color, stroke_width=5 if radius > _SMALL else 2.5)
