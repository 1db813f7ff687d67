"""The network of 1989, with a square for each of its units, and what one unit of each layer reads."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from manim import (
    DL,
    DR,
    UL,
    UR,
    Animation,
    AnimationGroup,
    Create,
    FadeIn,
    LaggedStart,
    Line,
    ManimColor,
    Square,
    TransformFromCopy,
    VGroup,
    VMobject,
    linear,
)
from numpy.typing import NDArray

from convmath.convolution.geometry import Geometry
from convmath.core.provenance import Traced
from convmath.networks.published import Network
from scenes.base.motion import ByAlpha
from scenes.base.theme import Theme
from scenes.mobjects.grids.panel import Panel

Point = NDArray[np.float64]

COLUMNS = (-5.3, -2.2, 0.1, 2.1, 3.9)
"""Where the middles of the input and of the four layers are."""

MIDDLE = 1.36
_INPUT = 2.5
_MAPS_IN_ROW = 3
_MAP, _SMALL_MAP, _UNIT = 0.56, 0.44, 0.25
"""Sides of a map of each of the two layers that have maps, and what a unit of the others takes up."""
_AIR = 0.1


def first_layer_of(network: Traced[Network]) -> tuple[dict[str, Traced[int]], dict[str, Traced[int]]]:
    """Return the first layer's window and its step; and its maps, and the sides of their kernels."""
    layer = network.field("layers")[0].field("layer")
    geometry = layer.field("geometry")
    sides = dict(zip("ab", geometry.field("kernel_size")))
    return {**sides, "s": geometry.field("stride")[0]}, {**dict(zip("nhw", layer.field("output_shape"))), **sides}


class Units(VMobject):
    """A block of units as squares, in raster order; one outline in all.

    Parameters
    ----------
    middle
        Of the block, shape (3,).
    rows, cols
        Of units.
    pitch
        From unit to unit.
    share
        How much of the pitch a square takes.
    color
        Of the squares.
    """

    def __init__(
        self, middle: Point, *, rows: int, cols: int, pitch: float, color: ManimColor, share: float = 0.8
    ) -> None:
        super().__init__(stroke_width=0, fill_color=color, fill_opacity=1)
        self.places = [
            middle + pitch * np.array([col - (cols - 1) / 2, (rows - 1) / 2 - row, 0.0])
            for row in range(rows)
            for col in range(cols)
        ]
        self._half = share * pitch / 2
        self.show(len(self.places))

    def show(self, count: int) -> None:
        """Draw the first `count` units."""
        self.clear_points()
        for place in self.places[:count]:
            corners = [place + self._half * corner for corner in (DL, DR, UR, UL)]
            self.start_new_path(corners[0])
            self.add_points_as_corners([*corners[1:], corners[0]])


class ZipNetwork:
    """Input and layers, side by side.

    Parameters
    ----------
    network
        The traced network: two layers of maps, and two of single units.
    picture
        The traced image that it reads.
    theme
        The theme.
    """

    def __init__(self, network: Traced[Network], picture: Traced[NDArray[np.float64]], *, theme: Theme) -> None:
        self._theme = theme
        self._layers: list[Any] = [named.layer for named in network.value]
        self.image = Panel(picture, theme=theme, palette=theme.grey, side=_INPUT)
        self.image.frame.set_stroke(theme.muted, 2.5)
        self.image.move_to([COLUMNS[0], MIDDLE, 0])
        first, second, third, last = self._layers
        self.maps = self._maps(first.output_shape, COLUMNS[1], _MAP)
        self.small_maps = self._maps(second.output_shape, COLUMNS[2], _SMALL_MAP)
        look: dict[str, Any] = {"pitch": _UNIT, "color": theme.dense}
        self.hidden = Units(
            np.array([COLUMNS[3], MIDDLE, 0.0]), rows=third.output_values // _MAPS_IN_ROW, cols=_MAPS_IN_ROW, **look
        )
        self.output = Units(np.array([COLUMNS[4], MIDDLE, 0.0]), rows=last.output_values, cols=1, **look)
        lit = (*self.maps, *self.small_maps, self.hidden, self.output)
        self.unlit = VGroup(*(units.copy().set_fill(theme.rule) for units in lit))
        self.window = Square(1, color=theme.kernel, stroke_width=4)
        self.wires = VGroup(*(Line([0, 0, 0], [1, 0, 0]) for _ in range(2))).set_stroke(theme.kernel, 2.5)
        self.swept = VGroup(self.window, self.wires, self.maps[0])

    def sweep(self, start: float, end: float, *, run_time: float) -> Animation:
        """Return the animation in which a window walks over the image and the first map's units come one by one."""
        places = self.maps[0].places

        def go(_: object, alpha: float) -> None:
            done = round((start + alpha * (end - start)) * len(places))
            self.maps[0].show(done)
            self.aim(max(done - 1, 0))

        return ByAlpha(self.swept, go, run_time=run_time, rate_func=linear)

    def walk_back(self, *, run_time: float) -> Animation:
        """Return the animation in which the window goes back to a unit in the middle of the map, which stays whole."""
        rows, cols = self._layers[0].output_size
        last, middle = rows * cols - 1, rows // 2 * cols + cols // 2

        def go(_: object, alpha: float) -> None:
            self.aim(round(last + alpha * (middle - last)))

        return ByAlpha(VGroup(self.window, self.wires), go, run_time=run_time)

    def aim(self, unit: int) -> None:
        """Set window and wires to a unit of the first map, in raster order."""
        geometry = self._layers[0].geometry
        cols = geometry.output_size[1]
        box = self._window_on(self.image.picture, geometry, divmod(unit, cols))
        self.window.become(box.set_stroke(self._theme.kernel, 4))
        for wire, corner in zip(self.wires, (box.get_corner([1, 1, 0]), box.get_corner([1, -1, 0]))):
            wire.set_points_as_corners([corner, self.maps[0].places[unit]])

    def other_maps(self, *, run_time: float) -> Animation:
        """Return the animation in which the first map's way of reading is taken to the others."""
        first, *others = self.maps
        return LaggedStart(*(TransformFromCopy(first, other) for other in others), lag_ratio=0.1, run_time=run_time)

    def second_layer(self, *, run_time: float) -> Animation:
        """Return the animation in which one unit of the second layer reads some of the maps, then the others come.

        Which ones a unit reads is not printed in the paper; the first ones are drawn.
        """
        layer = self._layers[1]
        geometry = layer.geometry
        rows, cols = geometry.output_size
        unit = (rows // 2, cols // 2)
        target = self.small_maps[0].places[unit[0] * cols + unit[1]]
        seen = self.maps[: layer.channels_seen]
        windows = [self._window_on(each, geometry, unit).set_stroke(self._theme.ink, 2.5) for each in seen]
        wires = [Line(window.get_right(), target) for window in windows]
        self.second_wires = VGroup(*windows, *wires)
        VGroup(*wires).set_stroke(self._theme.kernel, 1.5)
        return LaggedStart(
            LaggedStart(*(Create(part) for part in self.second_wires), lag_ratio=0.05),
            FadeIn(self.small_maps[0]),
            LaggedStart(*map(FadeIn, self.small_maps[1:]), lag_ratio=0.1),
            lag_ratio=0.5,
            run_time=run_time,
        )

    def dense_layers(self, *, run_time: float) -> Animation:
        """Return the animation in which the last layers come, and one unit of each reads all that it is given."""
        hidden, output = self.hidden.places[0], self.output.places[0]
        to_hidden = [Line(each.get_right(), hidden) for each in self.small_maps]
        to_output = [Line(place, output) for place in self.hidden.places]
        self.dense_wires = VGroup(*to_hidden, *to_output).set_stroke(self._theme.dense, 1.2)
        return LaggedStart(
            AnimationGroup(*map(Create, to_hidden)),
            FadeIn(self.hidden),
            AnimationGroup(*map(Create, to_output)),
            FadeIn(self.output),
            lag_ratio=0.4,
            run_time=run_time,
        )

    def _maps(self, shape: Sequence[int], x: float, side: float) -> list[Units]:
        count, rows, cols = shape
        tall = -(-count // _MAPS_IN_ROW)
        step = side + _AIR
        return [
            Units(
                np.array([x, MIDDLE, 0.0])
                + step * np.array([place % _MAPS_IN_ROW - 1, (tall - 1) / 2 - place // _MAPS_IN_ROW, 0.0]),
                rows=rows,
                cols=cols,
                pitch=side / cols,
                color=self._theme.kernel,
            )
            for place in range(count)
        ]

    @staticmethod
    def _window_on(what: VMobject, geometry: Geometry, unit: tuple[int, int]) -> Square:
        """Return the frame around what a unit reads of an image or a map; it may reach beyond the border."""
        pixel = what.width / geometry.input_size[1]
        middle = [
            first - before[0] + span / 2
            for first, before, span in zip(geometry.origin(unit), geometry.padding, geometry.kernel_size)
        ]
        corner = np.array([what.get_left()[0], what.get_top()[1], 0.0])
        frame = Square(pixel * geometry.kernel_size[0])
        return frame.move_to(corner + pixel * np.array([middle[1], -middle[0], 0.0]))
