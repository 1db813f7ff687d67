"""Stations of a processing stream: areas of cortex, and layers of a network, each a small picture over its name."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
from manim import (
    DOWN,
    LEFT,
    RIGHT,
    UP,
    Animation,
    Arrow,
    Circle,
    FadeIn,
    GrowArrow,
    LaggedStart,
    Line,
    ManimColor,
    Square,
    VGroup,
    VMobject,
)
from numpy.typing import NDArray

from convmath.core.facts import Name
from convmath.cortex.ventral_stream import areas as areas_of_cortex
from scenes.base.readout import Readout
from scenes.base.theme import Theme
from scenes.base.typesetting import LABEL, SMALLEST, words

RADIUS = 0.55
"""Half the height that every station keeps within."""

_APART = 0.35
_SHEETS = 3
_STEP = 0.11


class Station(VGroup):
    """One station: ``station.picture``, and ``station.name_label`` in it or below it."""

    def __init__(self, picture: VMobject, name_label: VMobject) -> None:
        super().__init__(picture, name_label)
        self.picture = picture
        self.name_label = name_label


def area_station(name: Name, *, color: ManimColor, theme: Theme) -> Station:
    """Return an area of cortex: a disc with its name on it."""
    disc = Circle(RADIUS, stroke_color=color, stroke_width=4, fill_color=theme.neutral, fill_opacity=1)
    label = Readout(name, color=theme.ink, size=LABEL)
    return Station(disc, label.centre_digits_at(disc.get_center()))


def conv_station(name: str, *, theme: Theme) -> Station:
    """Return a convolution layer: feature maps, and a kernel's window on the foremost."""
    maps = _sheets(0.85, theme.kernel, theme)
    window = Square(0.3, stroke_color=theme.kernel, stroke_width=3, fill_color=theme.kernel, fill_opacity=0.5)
    window.move_to(maps[-1].get_corner(UP + LEFT) + 0.3 * (DOWN + RIGHT))
    return _named(VGroup(*maps, window), name, theme)


def pool_station(name: str, *, theme: Theme) -> Station:
    """Return a pooling layer: smaller maps, the foremost divided into the regions that it summarises."""
    maps = _sheets(0.6, theme.output, theme)
    front = maps[-1]
    cross = (
        Line(front.get_left(), front.get_right(), color=theme.output, stroke_width=2),
        Line(front.get_bottom(), front.get_top(), color=theme.output, stroke_width=2),
    )
    return _named(VGroup(*maps, *cross), name, theme)


def dense_station(name: str, *, theme: Theme) -> Station:
    """Return a fully connected layer: a column of neurons."""
    dots = VGroup(
        *(
            Circle(0.09, stroke_color=theme.dense, stroke_width=3, fill_color=theme.neutral, fill_opacity=1)
            for _ in range(5)
        )
    )
    return _named(dots.arrange(DOWN, buff=0.05), name, theme)


class Stream(VGroup):
    """Stations in a row under or over their heading, an arrow into the first and from each to the next.

    Parameters
    ----------
    heading
        What the stations are.
    stations
        From first to last.
    y
        Height of the row; the heading stands outside it, as seen from the middle of the stage.
    source
        Where the arrow into the first station begins.
    theme
        The theme.
    """

    _COLUMNS = (-2.4, 0.4, 3.2, 6.0)

    def __init__(
        self, heading: str, stations: list[Station], *, y: float, source: NDArray[np.float64], theme: Theme
    ) -> None:
        self.stations = VGroup(*stations)
        for station, x in zip(stations, self._COLUMNS):
            station.shift(np.array([x, y, 0.0]) - station.picture.get_center())
        first = stations[0].picture
        entry = thin_arrow(source, np.array([first.get_left()[0] - 0.15, y, 0.0]), color=theme.muted)
        self.arrows = VGroup(entry, *(flow(*pair, color=theme.muted) for pair in pairwise(stations)))
        self.heading = words(heading, color=theme.muted)
        self.heading.next_to(self.stations, UP if y > 0 else DOWN, buff=0.4).align_to(first, LEFT)
        super().__init__(self.heading, self.stations, self.arrows)

    def appear(self, *, run_time: float) -> Animation:
        """Return the animation in which one station after another comes in."""
        steps: list[Animation] = [FadeIn(self.heading)]
        for arrow, station in zip(self.arrows, self.stations):
            steps += [GrowArrow(arrow), FadeIn(station, shift=0.2 * RIGHT)]
        return LaggedStart(*steps, lag_ratio=0.4, run_time=run_time)


def cortex_and_network(source: NDArray[np.float64], theme: Theme) -> tuple[Stream, Stream]:
    """Return the areas of cortex and the layers of a network, two streams that begin at `source`."""
    areas = [area_station(area.name, color=theme.ink, theme=theme) for area in areas_of_cortex()]
    return (
        Stream("ventral stream of the cortex", areas, y=1.5, source=source + _APART * UP, theme=theme),
        Stream("convolutional network", network_stations(theme), y=-1.5, source=source + _APART * DOWN, theme=theme),
    )


def network_stations(theme: Theme) -> list[Station]:
    """Return the layers of a small convolutional network."""
    return [
        conv_station("conv", theme=theme),
        pool_station("pool", theme=theme),
        conv_station("conv", theme=theme),
        dense_station("FC", theme=theme),
    ]


def flow(start: Station, end: Station, *, color: ManimColor) -> Arrow:
    """Return an arrow from one station's picture to the next one's on the same height."""
    left, right = start.picture.get_right(), end.picture.get_left()
    left, right = np.array([left[0], right[1], 0.0]), np.array([right[0], right[1], 0.0])
    return thin_arrow(left + 0.15 * RIGHT, right + 0.15 * LEFT, color=color)


def thin_arrow(start: NDArray[np.float64], end: NDArray[np.float64], *, color: ManimColor) -> Arrow:
    """Return an arrow in the one weight that all arrows of these pictures have."""
    return Arrow(start, end, buff=0, color=color, stroke_width=3.5, tip_length=0.2, max_tip_length_to_length_ratio=1)


def _sheets(side: float, color: ManimColor, theme: Theme) -> list[Square]:
    return [
        Square(side, stroke_color=color, stroke_width=3, fill_color=theme.neutral, fill_opacity=1).shift(
            index * _STEP * (RIGHT + DOWN)
        )
        for index in range(_SHEETS)
    ]


def _named(picture: VGroup, name: str, theme: Theme) -> Station:
    label = words(name, size=SMALLEST + 2, color=theme.ink)
    label.move_to(picture).set_baseline(picture.get_center()[1] - RADIUS - 0.35)
    return Station(picture, label)
