"""The image with its window at the left, the matrix at the right, and the output they both come to."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from manim import ManimColor, Rectangle, Square, VGroup
from numpy.typing import NDArray

from convmath.convolution.matrix_structure import MatrixStructure
from convmath.core.provenance import Traced
from scenes.base.readout import Readout, Statement
from scenes.base.theme import Theme
from scenes.convolution_matrix.matrix_board import COLUMN_GAP, COLUMN_WIDTH, HEADER_GAP, MatrixBoard
from scenes.mobjects.grids.grid import Cell, Palette, PixelGrid
from scenes.mobjects.grids.sliding_stage import NumberStyle

Place = tuple[int, int]

LEFT_EDGE, RIGHT_EDGE = -6.6, 6.6
CEILING, FLOOR = 3.42, -2.62
"""Between which the picture stands; below it is the running line."""

LABEL_HEIGHT, GRID_GAP = 0.5, 0.3
WIDEST, WIDEST_ALONE, LARGEST_CELL, LARGEST_ENTRY = 4.2, 5.2, 0.86, 0.62
"""Of the grids at the left, of one that stands alone, of their cells, and of the matrix's, in Manim units."""

APART = 0.7
"""Between the grids at the left and the matrix."""


class UnrolledStage:
    """Everything that one convolution's matrix is shown with, each part where it belongs.

    Parameters
    ----------
    structure
        The traced structure of the matrix.
    image, kernel, entries
        What is printed on the pixels, on the weights of the window, and in the matrix; traced.
    output
        What is printed on the output units, traced; without it there is no grid of them.
    colors
        What colour the weights of each row of the kernel have, in turns.
    palette
        What colour a pixel has.
    zeros
        Whether the matrix's entries without a weight are printed.
    theme
        The theme.
    """

    def __init__(
        self,
        structure: Traced[MatrixStructure],
        *,
        image: Traced[Any],
        kernel: Traced[Any],
        entries: Traced[Any],
        output: Traced[Any] | None,
        colors: Sequence[ManimColor],
        palette: Palette | None,
        zeros: bool,
        theme: Theme,
    ) -> None:
        self.structure, self.theme, self.kernel_values, self.colors = structure, theme, kernel, colors
        self.geometry = geometry = structure.value.geometry
        self.label = self._label("pixels", geometry.input_size, "input_size", theme.input)
        self.output_label = self._label("outputs", geometry.output_size, "output_size", theme.output)
        labels = [self.label] if output is None else [self.label, self.output_label]
        shapes = [geometry.padded_size] if output is None else [geometry.padded_size, geometry.output_size]
        room = CEILING - FLOOR - LABEL_HEIGHT * len(shapes) - GRID_GAP * (len(shapes) - 1)
        widest = WIDEST_ALONE if output is None else WIDEST
        self.cell = min(
            LARGEST_CELL, room / sum(rows for rows, _ in shapes), widest / max(columns for _, columns in shapes)
        )
        self._top = CEILING - LABEL_HEIGHT
        (self._above, _), (self._beside, _) = geometry.padding
        self.image = self._grid(image, palette, theme.rule)
        self.image.shift(self.pixel((0, 0)) - self.image[0, 0].square.get_center())
        self.ring = VGroup(
            *(
                Square(self.cell, stroke_color=theme.rule, stroke_width=1.5).move_to(self.pixel((row, column)))
                for row in range(-self._above, geometry.padded_size[0] - self._above)
                for column in range(-self._beside, geometry.padded_size[1] - self._beside)
                if not geometry.holds((row, column))
            )
        )
        self.border = self._frame_of(self.image, theme.input)
        self._below = self._top - geometry.padded_size[0] * self.cell - GRID_GAP - LABEL_HEIGHT
        self.output = None if output is None else self._outputs(output)
        self.output_border = None if self.output is None else self._frame_of(self.output, theme.output)
        for label, edge in zip(labels, (self._top, self._below)):
            label.set_baseline(edge + 0.16)
            label.shift(np.array([LEFT_EDGE - label.get_left()[0], 0.0, 0.0]))
        width = max([columns * self.cell for _, columns in shapes] + [label.width for label in labels])
        self.board = self._board(entries, image, palette, zeros, left=LEFT_EDGE + width + APART)
        self.tile = self._tile()

    @property
    def outputs(self) -> PixelGrid:
        """The grid of outputs, on a stage that has one."""
        if self.output is None:
            raise ValueError("this stage was made without outputs")
        return self.output

    def pixel(self, place: Place) -> NDArray[np.float64]:
        """Return the centre of a pixel, or of a place beyond the image, shape (3,)."""
        row, column = place
        corner = np.array([LEFT_EDGE, self._top, 0.0])
        steps = np.array([column + self._beside + 0.5, -(row + self._above + 0.5), 0.0])
        found: NDArray[np.float64] = corner + self.cell * steps
        return found

    def unit(self, place: Place) -> NDArray[np.float64]:
        """Return the centre of an output unit at the left, shape (3,)."""
        row, column = place
        corner = np.array([LEFT_EDGE, self._below, 0.0])
        found: NDArray[np.float64] = corner + self.cell * np.array([column + 0.5, -(row + 0.5), 0.0])
        return found

    def taps(self, unit: int) -> list[Place]:
        """Return the places, on the image or beyond it, that the window of a unit lies on, in raster order."""
        row, column = divmod(unit, self.geometry.output_size[1])
        rows, columns = self.geometry.axis_taps(0, row), self.geometry.axis_taps(1, column)
        return [(down, across) for down in rows for across in columns]

    def read(self, unit: int) -> list[Place]:
        """Return the pixels that a unit reads."""
        return [tap for tap in self.taps(unit) if self.geometry.holds(tap)]

    def columns(self, unit: int) -> list[int]:
        """Return the columns of the matrix that hold a weight in the row of a unit, ascending."""
        return [row * self.geometry.input_size[1] + column for row, column in self.read(unit)]

    def window_centre(self, unit: int) -> NDArray[np.float64]:
        """Return where the middle of a unit's window is, shape (3,)."""
        taps = self.taps(unit)
        middle: NDArray[np.float64] = (self.pixel(taps[0]) + self.pixel(taps[-1])) / 2
        return middle

    def _tile(self) -> VGroup:
        """Return the kernel as a tile for each weight, as it lies on the image at the first unit's window."""
        columns = self.geometry.kernel_size[1]
        tile = VGroup()
        for number, place in enumerate(self.taps(0)):
            tile.add(self.weight(divmod(number, columns), self.pixel(place)))
        return tile

    def weight(self, tap: Place, centre: NDArray[np.float64]) -> Cell:
        """Return a weight of the kernel as a tile."""
        fill = self.colors[tap[0] % len(self.colors)]
        style = NumberStyle.fitting(self.kernel_values.value, self.cell, largest=30)
        color = self.theme.text_on(fill)
        number = Readout(self.kernel_values[tap], color=color, form=style.form, size=style.size)
        tile = Cell(0.94 * self.cell, centre, fill=fill, border=self.theme.ink, number=number)
        tile.square.set_stroke(width=2.5)
        return tile

    def _grid(self, values: Traced[Any], palette: Palette | None, border: ManimColor) -> PixelGrid:
        style = NumberStyle.fitting(values.value, self.cell, largest=30)
        return PixelGrid(
            values,
            theme=self.theme,
            cell=self.cell,
            palette=palette,
            form=style.form,
            size=style.size,
            border=border,
        )

    def _outputs(self, values: Traced[Any]) -> PixelGrid:
        grid = self._grid(values, None, self.theme.rule)
        grid.shift(self.unit((0, 0)) - grid[0, 0].square.get_center())
        grid.numbers().set_color(self.theme.output)
        return grid

    def _frame_of(self, grid: PixelGrid, color: ManimColor) -> Rectangle:
        squares = grid.squares()
        sides = {"width": grid.cols * self.cell, "height": grid.rows * self.cell}
        return Rectangle(stroke_color=color, stroke_width=4, **sides).move_to(squares)

    def _label(self, word: str, size: Place, name: str, color: ManimColor) -> Statement:
        shown = self.structure.field("geometry").field(name)
        noun = word[:-1] if size == (1, 1) else word
        return Statement("{rows} × {cols} " + noun, rows=shown[0], cols=shown[1], color=color)

    def _board(
        self, entries: Traced[Any], image: Traced[Any], palette: Palette | None, zeros: bool, *, left: float
    ) -> MatrixBoard:
        rows, columns = self.structure.value.shape
        lines = rows + 1 + HEADER_GAP
        width, height = RIGHT_EDGE - COLUMN_GAP - COLUMN_WIDTH - left, CEILING - FLOOR
        cell = min(LARGEST_ENTRY, width / columns, height / lines)
        spare = np.array([(width - cell * columns) / 2, -(height - cell * lines) / 2, 0.0])
        return MatrixBoard(
            self.structure,
            entries,
            image,
            colors=self.colors,
            palette=palette,
            zeros=zeros,
            corner=np.array([left, CEILING, 0.0]) + spare,
            cell=cell,
            theme=self.theme,
        )
