"""The stages of the model side by side: a face, bars found in it, their maxima, and how alike each piece is."""

from __future__ import annotations

from functools import partial
from typing import Any

import numpy as np
from manim import (
    Animation,
    AnimationGroup,
    FadeIn,
    Group,
    LaggedStart,
    ManimColor,
    Rectangle,
    Square,
    VGroup,
    linear,
)
from numpy.typing import NDArray

from convmath.core.facts import Name
from convmath.core.provenance import Traced
from scenes.base.motion import ByAlpha
from scenes.base.readout import Readout
from scenes.base.theme import Theme
from scenes.base.typesetting import LABEL, Typeset, words
from scenes.feature_hierarchy.parameters import HierarchyParameters
from scenes.mobjects.grids.grid import PixelMap
from scenes.mobjects.grids.panel import Panel

FACE_X, FILTER_X, S1_X = -5.0, -2.72, -1.05
C1_X, PROTOTYPE_X, S2_X = 0.95, 2.8, 5.2
FACE, FILTER, MAP, PROTOTYPE, LAST_MAP = 3.2, 0.9, 1.3, 0.9, 2.8
_MIDDLE, _PITCH, _HEAD = 0.0, 1.4, 3.15
_LAST_PLACE = np.array([S2_X, _MIDDLE + 0.4, 0.0])


class Column(Group):
    """A panel for each direction of bars, one below the other; its submobjects are the panels.

    Parameters
    ----------
    values
        Traced maps, shape (orientations, H, W) or a sequence of maps.
    x, side
        Where the column stands, and the side of its panels.
    theme
        The theme.
    signed
        Whether negative values are hatched, and drawn on the diverging scale.
    """

    def __init__(self, values: Any, *, x: float, side: float, theme: Theme, signed: bool = False) -> None:
        maps = list(values)
        limit = max(float(np.abs(each.value).max()) for each in maps)
        palette = partial(theme.signed if signed else theme.magnitude, limit=limit)
        super().__init__(*(Panel(each, theme=theme, palette=palette, side=side, hatch=signed) for each in maps))
        for place, panel in enumerate(self):
            panel.move_to(place_in_column(x, place, len(maps)))

    def reveal(self, *, run_time: float) -> list[Animation]:
        """Return the animations that uncover all maps at once, value by value."""
        return [
            each
            for panel in self
            for each in (FadeIn(panel.frame, run_time=0.4), panel.picture.reveal(run_time=run_time))
        ]


class Stages:
    """Everything that stands in columns.

    Parameters
    ----------
    given
        What was chosen.
    theme
        The theme.
    """

    def __init__(self, given: HierarchyParameters, *, theme: Theme) -> None:
        self._given, self._theme = given, theme
        model = given.model
        largest = model.field("sizes")[-1]
        self.filters = Column(
            [each.field("matrix") for each in model.field("filters", largest)],
            x=FILTER_X,
            side=FILTER,
            theme=theme,
            signed=True,
        )
        self.face, self.s1, self.c1 = self.of_face(0)
        self.prototype = Column(given.prototype, x=PROTOTYPE_X, side=PROTOTYPE, theme=theme)
        kernel = {"stroke_color": theme.kernel, "stroke_width": 5}
        span = model.value.prototype
        rows, columns = range(given.row, given.row + span), range(given.column, given.column + span)
        look = {"stroke_color": theme.rule, "stroke_width": 3}
        waiting = [place_in_column(C1_X, place, len(self.c1)) for place in range(len(self.c1))]
        self.slots = VGroup(
            *(Square(MAP, **look).move_to(place) for place in waiting),
            *(Square(PROTOTYPE, **look).move_to(panel) for panel in self.prototype),
            Square(LAST_MAP, **look).move_to(_LAST_PLACE),
        )
        self.boxes = VGroup(*(panel.picture.around(rows, columns, **kernel) for panel in self.c1))
        self.piece = field_on(self.face, model, "S2", given.row, given.column, color=theme.kernel, theme=theme)

    def of_face(self, number: int) -> tuple[Panel, Column, Column]:
        """Return a face, the larger bars found in it and the maxima of all bars."""
        given, theme = self._given, self._theme
        face = Panel(given.face(number), theme=theme, palette=theme.grey, side=FACE)
        return (
            face.move_to([FACE_X, _MIDDLE, 0]),
            Column(given.s1(number)[-1], x=S1_X, side=MAP, theme=theme),
            Column(given.c1(number), x=C1_X, side=MAP, theme=theme),
        )

    def likeness(self, number: int) -> Panel:
        """Return how alike each piece of a face is to the imprint."""
        values, theme = self._given.s2(number), self._theme
        low, high = float(values.value.min()), float(values.value.max())
        palette = partial(_between, theme=theme, low=low, high=high)
        panel = Panel(values, theme=theme, palette=palette, side=LAST_MAP)
        panel.move_to(_LAST_PLACE)
        return panel

    def head(self, name: Name | str, x: float) -> Typeset:
        """Return what stands over a column: the name of a stage, or a word."""
        look: dict[str, Any] = {"color": self._theme.ink, "size": LABEL}
        text = words(name, **look) if isinstance(name, str) else Readout(name, **look)
        text.set_x(x).set_baseline(_HEAD)
        return text

    def pool(self, *, run_time: float) -> Animation:
        """Return the animation in which a window goes over each map, and leaves its largest value in the next."""
        pool, step = (getattr(self._given.model.value, name) for name in ("pool", "step"))
        look = {"stroke_color": self._theme.kernel, "stroke_width": 4}
        windows = [panel.picture.around(range(pool), range(pool), **look) for panel in self.s1]
        rows, cols = self.c1[0].picture.rows, self.c1[0].picture.cols
        moves = [
            ByAlpha(
                window,
                partial(_at_place, picture=panel.picture, size=(rows, cols), pool=pool, step=step),
                rate_func=linear,
                run_time=run_time,
                remover=True,
            )
            for window, panel in zip(windows, self.s1)
        ]
        return AnimationGroup(*moves, *self.c1.reveal(run_time=run_time))

    def leave_imprint(self, *, run_time: float) -> Animation:
        """Return the animation in which the boxed values become the prototype."""
        return LaggedStart(
            *(
                FadeIn(panel, target_position=box.get_center(), scale=box.width / panel.width)
                for panel, box in zip(self.prototype, self.boxes)
            ),
            lag_ratio=0.25,
            run_time=run_time,
        )


def _between(value: float, *, theme: Theme, low: float, high: float) -> ManimColor:
    """Return the colour of a value on a scale from the lowest to the highest there is."""
    return theme.magnitude(value - low, high - low)


def _at_place(
    window: Rectangle, alpha: float, *, picture: PixelMap, size: tuple[int, int], pool: int, step: int
) -> None:
    """Put a window where the value comes from that is uncovered at `alpha`."""
    rows, cols = size
    row, col = divmod(min(int(alpha * rows * cols), rows * cols - 1), cols)
    top, left = step * row, step * col
    window.move_to((picture.corner_of(top, left) + picture.corner_of(top + pool, left + pool)) / 2)


def place_in_column(x: float, place: int, count: int) -> NDArray[np.float64]:
    """Return where a panel of a column stands."""
    return np.array([x, _MIDDLE + ((count - 1) / 2 - place) * _PITCH, 0.0])


def field_on(
    face: Panel, model: Traced[Any], stage: str, row: int, column: int, *, color: ManimColor, theme: Theme
) -> Rectangle:
    """Return the outline on a face of what a unit sees, with a seam that sets it off from dark and bright pixels."""
    top, left, side = model.value.field_at(stage, row, column)
    look = {"stroke_color": color, "stroke_width": 5}
    outline = face.picture.around(range(top, top + side), range(left, left + side), **look)
    outline.set_stroke(theme.background, width=10, background=True)
    return outline
