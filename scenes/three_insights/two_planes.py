"""One layer on a picture: its plane, the plane of units, and lines between them, from afar or close up."""

from __future__ import annotations

from typing import Any

import numpy as np
from manim import LEFT, RIGHT, UP, Dot, Group, Polygon, VGroup, linear, smooth
from numpy.typing import NDArray

from convmath.core.provenance import Traced, traced
from convmath.images.sampling import SpreadPlaces
from convmath.networks.wiring import KINDS, wiring
from scenes.base.motion import ByAlpha, Carried
from scenes.base.theme import Theme
from scenes.mobjects.grids.grid import Palette
from scenes.mobjects.wiring.fan import place_at
from scenes.mobjects.wiring.flat_grid import FlatGrid, Place
from scenes.mobjects.wiring.wired_panel import WiredPanel, WireLook, looks_by_tap
from scenes.mobjects.wiring.wires import Wires
from scenes.three_insights.parameters import LEVELS, MORE
from scenes.three_insights.views import LEANING, PlanePicture, View

ALONG = 13
"""Lines that stand for all, along a side of the picture."""

_STEPS = 5
"""Units along a side that the lines are led to in turns."""

_MIDDLE = 0.35
_FAR_LINES = {"width": 1.2, "opacity": 0.7}


def level_palette(theme: Theme) -> Palette:
    """Return the palette of a picture in whole grey levels."""
    return lambda level: theme.grey(level / (LEVELS - 1))


class TwoPlanes(Group):
    """The picture on the left and the plane of units on the right, both leaning; ``planes.look`` zooms both.

    Parameters
    ----------
    image
        The traced picture, shape (side, side).
    kernel
        Rows and columns of a window.
    place
        The (row, column) of the unit that is looked at; near the border, the next one that a close-up can hold.
    middle
        Shape (3,): the middle between the planes.
    apart
        How far the middles of the two are apart.
    scale
        How large the planes are, against `LEANING`.
    theme
        The theme.
    """

    def __init__(
        self,
        image: Traced[NDArray[Any]],
        kernel: int,
        place: Place,
        *,
        middle: NDArray[np.float64],
        apart: float,
        scale: float = 1.0,
        theme: Theme,
    ) -> None:
        self.theme, self.side, self.kernel = theme, len(image.value), kernel
        self._scale = scale
        count = kernel + MORE
        row, col = (min(max(part, count // 2), self.side - 1 - count // 2) for part in place)
        self.place: Place = (row, col)
        ways = {name: scale * way for name, way in LEANING.items()}
        ends = (middle + apart / 2 * LEFT, middle + apart / 2 * RIGHT)
        self.whole = tuple(View.slanting(end, count=self.side, **ways) for end in ends)
        top, left = (part - count // 2 for part in self.place)
        self.close = tuple(view.part(top, left, count) for view in self.whole)
        self.picture = PlanePicture(image, self.whole[0], palette=level_palette(theme))
        self.frame = self._outline(theme.input, 3)
        self.units = self._outline(theme.output, 3).set_fill(theme.background, opacity=1)
        self.window = self._outline(theme.accent, 3)
        self.unit = self._outline(theme.accent, 3).set_fill(theme.output, opacity=1)
        self.dot = Dot(radius=0.08 * scale**0.5, color=theme.output).set_stroke(theme.accent, 2)
        self._dot_at = Carried(self.dot)
        self.near = Wires(np.zeros((0, 2, 3)), color=theme.dense, **self._far_lines())
        super().__init__(self.picture, self.frame, self.units, self.window, self.unit, self.near, self.dot)
        self.board = Group(self.picture, self.frame)
        self.look(*self.whole)

    @property
    def window_places(self) -> list[Place]:
        """The pixels that the unit in the middle keeps."""
        reach = range(-(self.kernel // 2), self.kernel // 2 + 1)
        return [(self.place[0] + row, self.place[1] + col) for row in reach for col in reach]

    def look(self, pixels: View, units: View) -> None:
        """Show both planes in some views."""
        places = self.window_places
        self.views = pixels, units
        self.picture.look(pixels)
        self.frame.set_points_as_corners(pixels.outline())
        self.units.set_points_as_corners(units.outline())
        self.window.set_points_as_corners(pixels.corners(*zip(*places)))
        self.unit.set_points_as_corners(units.corners([self.place[0]], [self.place[1]]))
        end = units.centre(self.place)
        self._dot_at.to(end)
        self.near.lead(np.array([[pixels.centre(place), end] for place in places]))

    def zoom(self, *, run_time: float) -> ByAlpha:
        """Return the animation that brings both planes up close."""

        def zoomed(_: Any, alpha: float) -> None:
            self.look(*(first.towards(last, alpha) for first, last in zip(self.whole, self.close)))

        return ByAlpha(self, zoomed, run_time=run_time, rate_func=smooth)

    def turn(self, view: View, *, run_time: float) -> ByAlpha:
        """Return the animation in which the picture is looked at in another view; the rest does not follow."""
        start = self.picture.view

        def turned(_: Any, alpha: float) -> None:
            seen = start.towards(view, alpha)
            self.picture.look(seen)
            self.frame.set_points_as_corners(seen.outline())

        return ByAlpha(self.board, turned, run_time=run_time, rate_func=smooth)

    def far_lines(self) -> tuple[Traced[SpreadPlaces], Wires]:
        """Return a sample of all lines to the unit in the middle, those from the farthest pixels first."""
        sample = traced(SpreadPlaces, self.side, ALONG)
        row, col = self.place
        places = sorted(sample.value.places, key=lambda place: -np.hypot(place[0] - row, place[1] - col))
        self._starts = np.array([self.whole[0].centre(place) for place in places])
        return sample, Wires(self._ends_at(self.place), color=self.theme.dense, **self._far_lines())

    def lead_to_all(self, lines: Wires, *, run_time: float) -> ByAlpha:
        """Return the animation in which the lines are led to unit after unit, and back to the one in the middle."""
        places = [*traced(SpreadPlaces, self.side, _STEPS).value.places, self.place]

        def led(_: Any, alpha: float) -> None:
            place = self.place if alpha >= 1 else place_at(places, alpha)
            lines.lead(self._ends_at(place))
            self._dot_at.to(self.whole[1].centre(place))

        return ByAlpha(VGroup(lines, self.dot), led, run_time=run_time, rate_func=linear)

    def panel(self, kind: str, *, dot: float = 0.045) -> WiredPanel:
        """Return the close-up's wiring, with dots of that size; of units near its edge, what it holds."""
        count = self.kernel + MORE
        tied = kind == KINDS[-1]
        looks = looks_by_tap(self.kernel, self.kernel, theme=self.theme) if tied else [WireLook(self.theme.kernel)]
        grids = (
            FlatGrid(
                (count, count),
                right=view.right / count,
                down=view.down / count,
                middle=view.middle,
                color=color,
                theme=self.theme,
                dot=dot,
            )
            for view, color in zip(self.close, (self.theme.input, self.theme.output))
        )
        made = traced(wiring, kind, count, kernel=self.kernel, padding=self.kernel // 2)
        return WiredPanel(made, *grids, looks=looks, theme=self.theme)

    def units_below(self) -> list[Place]:
        """Return the units of the close-up, from the middle row down, whose windows it holds whole, row by row."""
        reach, count = self.kernel // 2, self.kernel + MORE
        return [(row, col) for row in range(count // 2, count - reach) for col in range(reach, count - reach)]

    def neighbours(self) -> list[Place]:
        """Return three units of the close-up: the one in the middle and two beside it."""
        middle = (self.kernel + MORE) // 2
        return [(middle, middle), (middle, middle + 1), (middle + 1, middle)]

    def _ends_at(self, place: Place) -> NDArray[np.float64]:
        end = np.broadcast_to(self.whole[1].centre(place), self._starts.shape)
        return np.stack([self._starts, end], axis=1)

    def _far_lines(self) -> dict[str, Any]:
        return _FAR_LINES | {"width": _FAR_LINES["width"] * self._scale**0.5}

    @staticmethod
    def _outline(color: Any, width: float) -> Polygon:
        return Polygon(*[np.zeros(3)] * 4, stroke_color=color, stroke_width=width)


MIDDLE = np.array([-2.2, _MIDDLE, 0.0])
APART = 6.2
"""Where the planes of the first beats stand."""

SPOKEN = UP * (_MIDDLE - 2.95)
"""The baseline of what is said below the planes."""
