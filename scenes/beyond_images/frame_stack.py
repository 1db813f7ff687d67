"""Frames of a film one behind the other, seen obliquely: time runs to the right."""

from __future__ import annotations

from typing import Any

import numpy as np
from manim import Animation, Line, ManimColor, Polygon, VGroup
from numpy.typing import NDArray

from convmath.core.provenance import Traced
from scenes.base.motion import ByAlpha, Carried
from scenes.base.theme import Theme

Point = NDArray[np.float64]

_RISE = 0.34
"""How far a row rises over its width, as a share of it."""
_WIDTH = 0.9
"""How much of the way to the next frame a frame takes up."""


class FrameStack(VGroup):
    """A plane for each frame, and on it a strip for each line along which the frame is not 0.

    The frames have to be alike along their columns, or along their rows, as those with a bar across them are. Values
    above 0 fill their strip, those below 0 are an outline.

    Parameters
    ----------
    values
        Traced, shape (T, H, W).
    theme
        The theme.
    left, right
        Where the first plane begins and the last one's place ends.
    y
        Where the middle of the planes is.
    height
        From the lowest to the highest point of a plane.
    color
        Of the values above 0; those below have the theme's colour for them.
    limit
        The value that has the full colour; weaker ones are paler.
    ruled
        Whether every line is ruled, as are the weights of a kernel.
    """

    def __init__(
        self,
        values: Traced[NDArray[Any]],
        *,
        theme: Theme,
        left: float,
        right: float,
        y: float,
        height: float,
        color: ManimColor,
        limit: float = 1.0,
        ruled: bool = False,
    ) -> None:
        self._theme, self._color, self._limit = theme, color, limit
        film = values.value
        self.frames, self.rows, self.cols = film.shape
        self.pitch = (right - left) / self.frames
        self._across = _WIDTH * self.pitch * np.array([1.0, _RISE, 0.0])
        self._down = (height - _WIDTH * self.pitch * _RISE) * np.array([0.0, -1.0, 0.0])
        first = np.array([left + (1 - _WIDTH) / 2 * self.pitch, y, 0.0])
        self._corner = first - (self._across + self._down) * np.array([0.0, 0.5, 0.0])
        self.upright = bool((film == film[:, :1]).all())
        self.planes = [self._plane(number, ruled=ruled) for number in range(self.frames)]
        self.strips = [self._strips(number, frame) for number, frame in enumerate(film)]
        super().__init__(*(VGroup(*pair) for pair in zip(self.planes, self.strips)))

    def quad(self, frame: float, rows: tuple[float, float], cols: tuple[float, float]) -> list[Point]:
        """Return the corners of what lies between two rows and two columns of a frame, clockwise from the top left."""
        corner = self._corner + frame * self.pitch * np.array([1.0, 0.0, 0.0])
        places = ((rows[0], cols[0]), (rows[0], cols[1]), (rows[1], cols[1]), (rows[1], cols[0]))
        return [corner + row / self.rows * self._down + col / self.cols * self._across for row, col in places]

    def window(self, side: int, *, row: int, col: int) -> VGroup:
        """Return the outline of a window on the first frames, its upper left tap at (row, col)."""
        faces = [self.quad(frame, (row, row + side), (col, col + side)) for frame in range(side)]
        edges = [Line(*ends, stroke_width=2) for ends in zip(faces[0], faces[-1])]
        box = VGroup(*edges, *(Polygon(*face, stroke_width=3.5) for face in faces))
        return box.set_stroke(self._theme.kernel).set_z_index(1)

    def along_time(self, box: VGroup, start: float, end: float, **options: Any) -> Animation:
        """Return the animation that takes a window, as it stands on the first frames, from one frame to another."""
        carried, home = Carried(box), box.get_center()

        def go(_: object, alpha: float) -> None:
            carried.to(home + (start + alpha * (end - start)) * self.pitch * np.array([1.0, 0.0, 0.0]))

        return ByAlpha(box, go, **options)

    def _plane(self, number: int, *, ruled: bool) -> VGroup:
        whole = self.quad(number, (0, self.rows), (0, self.cols))
        sheet = Polygon(*whole, stroke_color=self._theme.muted, stroke_width=1.5)
        sheet.set_fill(self._theme.neutral, 1)
        lines = range(1, (self.cols if self.upright else self.rows) if ruled else 1)
        rules = (self._strip(number, line, line) for line in lines)
        ends = ((quad[0], quad[3]) if self.upright else (quad[0], quad[1]) for quad in rules)
        return VGroup(sheet, *(Line(*pair, stroke_color=self._theme.rule, stroke_width=1) for pair in ends))

    def _strips(self, number: int, frame: NDArray[Any]) -> VGroup:
        values = frame[0] if self.upright else frame[:, 0]
        strips = VGroup()
        for line, value in enumerate(values.tolist()):
            if not value:
                continue
            strength = min(1.0, abs(value) / self._limit)
            strip = Polygon(*self._strip(number, line, line + 1), stroke_width=1.5)
            if value > 0:
                strip.set_stroke(self._color).set_fill(self._color, 0.25 + 0.75 * strength)
            else:
                strip.set_stroke(self._theme.negative, opacity=0.4 + 0.6 * strength).set_fill(opacity=0)
            strips.add(strip)
        return strips

    def _strip(self, number: int, start: int, end: int) -> list[Point]:
        if self.upright:
            return self.quad(number, (0, self.rows), (start, end))
        return self.quad(number, (start, end), (0, self.cols))
