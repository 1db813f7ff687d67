"""What moves as one: a window, its row and its output; or a pixel, its column and the outputs that it feeds."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np
from manim import Animation, Mobject, Square, VGroup, linear, smooth
from numpy.typing import NDArray

from convmath.convolution.transposed import outputs_fed
from convmath.core.provenance import traced
from scenes.base.motion import Carried
from scenes.base.readout import Readout
from scenes.base.theme import Theme
from scenes.convolution_matrix.unrolled_stage import Place, UnrolledStage
from scenes.mobjects.grids.grid import Cell

_TRAVEL = 0.6
"""Share of a step in which the window travels; the rest it stands."""


class Shown:
    """A mobject that is shown or hidden as a whole, with the opacities it was made with."""

    def __init__(self, mobject: Mobject) -> None:
        self._parts = [
            (part, part.get_fill_opacity(), part.get_stroke_opacity()) for part in mobject.family_members_with_points()
        ]

    def set(self, shown: bool) -> None:
        """Show or hide it."""
        for part, fill, stroke in self._parts:
            part.set_fill(opacity=fill if shown else 0.0, family=False)
            part.set_stroke(opacity=stroke if shown else 0.0, family=False)


class RowCursor:
    """The window on the image, the frame around its row, and marks at the columns that it reads.

    Parameters
    ----------
    stage
        The stage; its tile is the window. Rows and outputs are hidden until they are visited.
    """

    def __init__(self, stage: UnrolledStage) -> None:
        self.stage, board, theme = stage, stage.board, stage.theme
        units = range(board.rows_count)
        style = {"stroke_color": theme.accent, "stroke_width": 5}
        self.frame = board.row_frame(0, **style)
        marks = {"stroke_color": theme.kernel, "stroke_width": 8}
        self.marks = VGroup(*(board.mark_below_header(column, **marks) for column in range(board.columns_count)))
        self.whole = VGroup(self.marks, stage.tile, self.frame)
        self._marks = [Shown(mark) for mark in self.marks]
        self._rows = [Shown(row) for row in board.rows]
        self._outputs: list[Shown] = []
        if stage.output is not None:
            self._outputs = [Shown(VGroup(*filter(None, [cell.number]))) for cell in stage.output]
        self._numbers: dict[Place, Shown] = {}
        for place in np.ndindex(*stage.geometry.input_size):
            if (number := stage.image[place[0], place[1]].number) is not None:
                self._numbers[place[0], place[1]] = Shown(number)
        self._windows = [stage.window_centre(unit) for unit in units]
        self._frames = [board.row_frame(unit).get_center() for unit in units]
        self._carried = (Carried(stage.tile, self._windows[0]), Carried(self.frame, self._frames[0]))

    def stand(self, unit: int, *, visited: int) -> None:
        """Stand at a unit, with the rows and outputs of the first `visited` units shown."""
        self._set(self._windows[unit], self._frames[unit], visited, covered=unit)

    def between(self, start: int, end: int, share: float, *, visited: int) -> None:
        """Stand somewhere on the way from one unit to another."""
        window, frame = ((1 - share) * ways[start] + share * ways[end] for ways in (self._windows, self._frames))
        self._set(window, frame, visited, covered=None)

    def numbers_below(self, unit: int) -> list[Readout]:
        """Return the numbers of the pixels that a unit's window covers."""
        numbers = (self.stage.image[place].number for place in self.stage.read(unit))
        return [number for number in numbers if number is not None]

    def leave(self) -> None:
        """Let go of the image: its numbers are all to be seen again."""
        for number in self._numbers.values():
            number.set(True)

    def _set(
        self, window: NDArray[np.float64], frame: NDArray[np.float64], visited: int, *, covered: int | None
    ) -> None:
        for carried, target in zip(self._carried, (window, frame)):
            carried.to(target)
        read = [] if covered is None else self.stage.read(covered)
        for place, number in self._numbers.items():
            number.set(place not in read)
        columns = [] if covered is None else self.stage.columns(covered)
        for column, mark in enumerate(self._marks):
            mark.set(column in columns)
        for shown in (self._rows, self._outputs):
            for unit, each in enumerate(shown):
                each.set(unit < visited)


class RowWalk(Animation):
    """The window goes from unit to unit; row and output of each appear as it arrives.

    Parameters
    ----------
    cursor
        What moves.
    units
        The units' numbers: where it stands, and then where it goes.
    fill
        Whether rows and outputs appear; else all are there already.
    """

    by_alpha_alone = True

    def __init__(self, cursor: RowCursor, units: Iterable[int], *, fill: bool = True, **options: Any) -> None:
        self._cursor, self._units, self._fill = cursor, list(units), fill
        stage = cursor.stage
        parts = [stage.image, stage.board.rows, cursor.whole]
        super().__init__(
            VGroup(*parts, *([stage.output] if stage.output is not None else [])), **({"rate_func": linear} | options)
        )

    def interpolate_mobject(self, alpha: float) -> None:
        """Stand where the window is after `alpha` of the way."""
        units, legs = self._units, len(self._units) - 1
        done = self.rate_func(alpha) * legs
        leg = min(int(done), legs - 1)
        along = smooth(min((done - leg) / _TRAVEL, 1.0))
        start, end = units[leg], units[leg + 1]
        every = self._cursor.stage.board.rows_count
        if along >= 1.0:
            self._cursor.stand(end, visited=end + 1 if self._fill else every)
        elif along <= 0.0:
            self._cursor.stand(start, visited=start + 1 if self._fill else every)
        else:
            self._cursor.between(start, end, along, visited=start + 1 if self._fill else every)


class ColumnWalk(Animation):
    """A pointer goes from pixel to pixel: its column is framed, and the weights lie on the outputs that it feeds.

    Parameters
    ----------
    stage
        The stage, which has a grid of outputs.
    pixels
        The (row, column) of each pixel, in turns.
    """

    by_alpha_alone = True

    def __init__(self, stage: UnrolledStage, scatter: Scatter, pixels: list[Place], **options: Any) -> None:
        self._scatter, self._pixels = scatter, pixels
        super().__init__(VGroup(stage.outputs, scatter), **({"rate_func": linear} | options))

    def interpolate_mobject(self, alpha: float) -> None:
        """Stand at the pixel that is due after `alpha` of the way."""
        number = min(int(self.rate_func(alpha) * len(self._pixels)), len(self._pixels) - 1)
        self._scatter.stand(self._pixels[number])


def _frame_on(cell: Cell, theme: Theme) -> VGroup:
    """Return a frame that shows on every grey: of the accent, between lines of the background."""
    thick = min(11.0, 13.0 * cell.square.width)  # as wide as the air around the widest number allows
    widths = ((theme.background, thick), (theme.accent, 0.6 * thick))
    frames = (Square(cell.square.width, stroke_color=color, stroke_width=width) for color, width in widths)
    return VGroup(*frames).move_to(cell.square)


class Scatter(VGroup):
    """The frames of a pixel and of its column, and each weight on the output that the pixel feeds through it.

    Parameters
    ----------
    stage
        The stage, which has a grid of outputs.
    """

    def __init__(self, stage: UnrolledStage) -> None:
        board, theme = stage.board, stage.theme
        style = {"stroke_color": theme.accent, "stroke_width": 5}
        self._stage = stage
        self._frame = board.column_frame(0, **style)
        self._pixel, self._header = (_frame_on(square, theme) for square in (stage.image[0, 0], board.header[0]))
        marks = VGroup(
            *(board.mark_beside_row(row, stroke_color=theme.kernel, stroke_width=8) for row in range(board.rows_count))
        )
        self._carried = [Carried(part) for part in (self._frame, self._pixel, self._header)]
        self._tiles: dict[Place, VGroup] = {}
        self._fed: dict[Place, list[Place]] = {}
        for row, column in np.ndindex(*stage.geometry.input_size):
            feeds = traced(outputs_fed, (row, column), stage.geometry).value
            self._fed[row, column] = [feed.unit for feed in feeds]
            self._tiles[row, column] = VGroup(*(stage.weight(feed.tap, stage.unit(feed.unit)) for feed in feeds))
        super().__init__(marks, *self._tiles.values(), self._frame, self._pixel, self._header)
        self._marks = [Shown(mark) for mark in marks]
        self._shown = {place: Shown(tiles) for place, tiles in self._tiles.items()}
        grid = stage.outputs
        self._numbers = {
            (row, column): Shown(VGroup(*filter(None, [grid[row, column].number])))
            for row, column in np.ndindex(grid.rows, grid.cols)
        }

    def tiles(self, pixel: Place) -> VGroup:
        """Return the weights that lie on the outputs when it stands at a pixel."""
        return self._tiles[pixel]

    def stand(self, pixel: Place) -> Scatter:
        """Stand at a pixel."""
        stage, width = self._stage, self._stage.geometry.input_size[1]
        column = pixel[0] * width + pixel[1]
        targets = (
            stage.board.column_frame(column).get_center(),
            stage.pixel(pixel),
            stage.board.header[column].square.get_center(),
        )
        for carried, target in zip(self._carried, targets):
            carried.to(target)
        units = stage.geometry.output_size[1]
        rows = {row * units + across for row, across in self._fed[pixel]}
        for row, mark in enumerate(self._marks):
            mark.set(row in rows)
        for place, tiles in self._shown.items():
            tiles.set(place == pixel)
        for place, number in self._numbers.items():
            number.set(place not in self._fed[pixel])
        return self
