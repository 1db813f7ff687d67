"""Three rows, one for each plane: the plane, what the window sees of it, its slice of the kernel, and its maps."""

from __future__ import annotations

from functools import partial
from typing import Any

import numpy as np
from manim import ORIGIN, RIGHT, Animation, Group, Line, Rectangle, VGroup
from numpy.typing import NDArray

from convmath.core.provenance import Traced
from convmath.images.colour_planes import COLOURS
from scenes.base.readout import Readout
from scenes.base.theme import Theme
from scenes.base.typesetting import STATEMENT, Typeset, words
from scenes.channels.parameters import PLANES, ChannelParameters
from scenes.channels.pictures import light
from scenes.mobjects.grids.grid import PixelGrid
from scenes.mobjects.grids.panel import Panel
from scenes.mobjects.grids.window_frames import cased, sweep

ROWS = (2.1, 0.15, -1.8)
"""The height at which each plane's row stands."""

EDGE, PLANE_X, PATCH_X, SLICE_X, SUM_X = -6.6, -4.75, -2.8, -0.75, 1.08
ARROW_X = 0.42
SIDE, CELL_SIDE = 1.75, 0.55
OUTPUT_AT, OUTPUT_SIDE = np.array([4.95, ROWS[1], 0.0]), 3.3
LARGE_AT, LARGE_SIDE = np.array([4.3, ROWS[1], 0.0]), 4.6
PLUS_AT = np.array([2.55, ROWS[1], 0.0])
_RADIUS = 0.28


class PlaneRows:
    """What stands in the three rows.

    Parameters
    ----------
    given
        What was chosen.
    theme
        The theme.
    """

    def __init__(self, given: ChannelParameters, *, theme: Theme) -> None:
        self._given, self._theme = given, theme
        planes, place = given.planes, given.place
        self.limit = float(planes.value.max())
        tints = [light(number, self.limit) for number in range(PLANES)]
        self.planes = Group(*(Panel(plane, theme=theme, palette=tint, side=SIDE) for plane, tint in zip(planes, tints)))
        self.names = VGroup(*(words(colour, color=theme.ink) for colour in COLOURS))
        weights = given.bank()[0]
        most = float(np.abs(weights.value).max())
        signed = partial(theme.signed, limit=most)
        patches = place.field("patches")
        self.patches = VGroup(
            *(PixelGrid(patches[each], theme=theme, cell=CELL_SIDE, palette=tints[each]) for each in range(PLANES))
        )
        self.slices = VGroup(
            *(
                PixelGrid(weights[each], theme=theme, cell=CELL_SIDE, palette=signed, border=theme.kernel)
                for each in range(PLANES)
            )
        )
        sums = place.field("partial_sums")
        self.sums = VGroup(*(Readout(each, color=theme.ink, size=STATEMENT) for each in sums))
        self.times = VGroup(*(words("×", color=theme.ink, size=STATEMENT) for _ in range(PLANES)))
        self.arrows = VGroup(*(words("$->$", color=theme.muted) for _ in range(PLANES)))
        rows, columns = (range(first, first + side) for first, side in zip(place.value.position, self.window_size))
        columns_of: tuple[tuple[Any, float], ...] = (
            (self.planes, PLANE_X),
            (self.patches, PATCH_X),
            (self.slices, SLICE_X),
            (self.sums, SUM_X),
            (self.times, (PATCH_X + SLICE_X) / 2),
            (self.arrows, ARROW_X),
        )
        for column, x in columns_of:
            for part, y in zip(column, ROWS):
                part.move_to([x, y, 0])
        for name, y in zip(self.names, ROWS):
            name.move_to([EDGE, y, 0], aligned_edge=np.array([-1.0, 0.0, 0.0]))
        self.windows = VGroup(*(cased(panel.picture, rows, columns, theme.kernel, theme) for panel in self.planes))

    @property
    def window_size(self) -> tuple[int, int]:
        """Rows and columns of a slice."""
        size = self._given.bank().value.shape[2:]
        return int(size[0]), int(size[1])

    def row_frame(self, number: int) -> Rectangle:
        """Return the frame around what the window sees of a plane, and its slice."""
        width = self.slices[0].get_right()[0] - self.patches[0].get_left()[0]
        frame = Rectangle(
            width=width + 0.14, height=self.slices[0].height + 0.12, stroke_color=self._theme.accent, stroke_width=5
        )
        return frame.move_to([(PATCH_X + SLICE_X) / 2, ROWS[number], 0])

    def maps_at(self, maps: Traced[Any], x: float) -> Group:
        """Return a map for each row, all on one scale."""
        palette = partial(self._theme.signed, limit=max(1.0, float(np.abs(maps.value).max())))
        made = Group(*(Panel(each, theme=self._theme, palette=palette, side=SIDE, hatch=True) for each in maps))
        for panel, y in zip(made, ROWS):
            panel.move_to([x, y, 0])
        return made

    def sweep(self, size: tuple[int, int], window: tuple[int, int], *, run_time: float) -> list[Animation]:
        """Return the animations in which windows go over all planes at once, place by place of an output."""
        look: dict[str, Any] = {"color": self._theme.kernel, "theme": self._theme, "run_time": run_time}
        return [sweep(panel.picture, size, window, **look) for panel in self.planes]


class Funnel(VGroup):
    """Lines from three maps into a plus, a line from the bias into it, and one on to the output.

    Parameters
    ----------
    left, right
        Where the maps end and the output begins.
    theme
        The theme.
    bias
        The bias, if there is one.
    at
        Where the plus stands.
    """

    def __init__(
        self,
        left: float,
        right: float,
        *,
        theme: Theme,
        bias: Traced[Any] | None = None,
        at: NDArray[np.float64] = PLUS_AT,
    ) -> None:
        self._at, self._look = at, {"stroke_color": theme.muted, "stroke_width": 3}
        below, gap = np.array([0.0, -1.0, 0.0]), _RADIUS + 0.06
        self.lines = self.lines_from(left)
        self.plus: Typeset = words("+", color=theme.ink, size=STATEMENT).move_to(at)
        super().__init__(self.lines, Line(at + gap * RIGHT, [right, at[1], 0], **self._look), self.plus)
        if bias is not None:
            name = words("bias", color=theme.kernel).move_to(at + 1.0 * below)
            self.bias = Readout(bias, color=theme.kernel).move_to(at + 1.4 * below)
            self.add(Line(at + 0.75 * below, at + gap * below, **self._look), name, self.bias)

    def lines_from(self, left: float, moved: NDArray[np.float64] = ORIGIN) -> VGroup:
        """Return the lines into the plus from maps, or sums, that end elsewhere; and once the plus has moved."""
        at = self._at + moved
        starts = [np.array([left, y, 0.0]) for y in ROWS]
        gap = _RADIUS + 0.06
        return VGroup(*(Line(each, at + gap * _towards(each - at), **self._look) for each in starts))


def _towards(way: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return a way brought to length one."""
    return np.asarray(way / np.linalg.norm(way))
