"""A matrix with its pixels above and what its rows come to at its right: drawn by rows, in blocks."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
from manim import DashedVMobject, ManimColor, Rectangle, VGroup, VMobject
from numpy.typing import NDArray

from convmath.convolution.matrix_structure import MatrixStructure
from convmath.core.provenance import Traced
from scenes.base.readout import Readout, format_value
from scenes.base.theme import Theme
from scenes.base.typesetting import CELL, DIGITS, smallest_size, words
from scenes.mobjects.grids.grid import Cell, Palette
from scenes.mobjects.grids.sliding_stage import NumberStyle

Place = tuple[int, int]

HEADER_GAP, COLUMN_GAP = 0.5, 0.25
"""Between the header and the matrix, in cells; between the matrix and the column at its right, in Manim units."""

COLUMN_WIDTH = 1.0
"""Of the cells at the right of the matrix, in Manim units."""

_INSET = 0.06
"""What the border of a block is smaller than the block, so that two neighbours' are both seen."""

_DIGIT_WIDTH, _DIGIT_HEIGHT = 0.602 / 80, 0.729 / 80
_DASHES_PER_SIDE = (0, 5, 10)
"""How often the border of a block is interrupted, by the kernel's row that it holds; the first runs through."""


class MatrixBoard(VGroup):
    """The lines of a matrix; its rows, header and column are kept apart, to be shown one by one.

    Parameters
    ----------
    structure
        The traced structure of the matrix.
    entries
        Shape (rows, columns), traced: what is printed where a weight stands.
    pixels
        Shape (H, W), traced: what is printed in the header.
    colors
        What colour the weights of each row of the kernel have, in turns.
    palette
        What colour a pixel has; without one the header's cells are empty.
    zeros
        Whether the entries without a weight are printed, too.
    corner
        Shape (3,): the upper left corner of the header.
    cell
        Side of a cell in Manim units.
    theme
        The theme.
    """

    def __init__(
        self,
        structure: Traced[MatrixStructure],
        entries: Traced[NDArray[Any]],
        pixels: Traced[NDArray[Any]],
        *,
        colors: Sequence[ManimColor],
        palette: Palette | None,
        zeros: bool,
        corner: NDArray[np.float64],
        cell: float,
        theme: Theme,
    ) -> None:
        self.structure, self.theme, self.cell = structure, theme, cell
        self.colors, self.corner = colors, corner
        self.rows_count, self.columns_count = structure.value.shape
        numbers = structure.value.weight_numbers
        style = NumberStyle.fitting(entries.value, cell, largest=CELL)
        head = NumberStyle.fitting(pixels.value, cell, largest=CELL)
        self.rows = VGroup()
        self.parts: list[tuple[list[Cell], list[Readout]]] = []
        for row in range(self.rows_count):
            line, kept = VGroup(), (list[Cell](), list[Readout]())
            self.parts.append(kept)
            for column in range(self.columns_count):
                place, number = (row, column), int(numbers[row, column])
                if number >= 0:
                    fill = self._color_of(number // structure.value.geometry.kernel_size[1])
                    kept[0].append(self._cell(place, entries[place], style, fill))
                    line.add(kept[0][-1])
                elif zeros:
                    zero = Readout(entries[place], color=theme.muted, form=style.form, size=style.size)
                    kept[1].append(zero)
                    line.add(zero.centre_digits_at(self.centre(place)))
            self.rows.add(line)
        width = pixels.value.shape[1]
        self.header = VGroup(
            *(
                self._cell((-1, at), pixels[divmod(at, width)], head, palette and palette(_value(pixels, at)))
                for at in range(self.columns_count)
            )
        )
        super().__init__(self._lines(theme.rule, 1.5), self._lines(theme.muted, 2.5, blocks=True).set_z_index(1))

    def centre(self, place: Place) -> NDArray[np.float64]:
        """Return the centre of an entry, shape (3,); row −1 is the header."""
        return self._at(place[0] + 0.5, place[1] + 0.5)

    def around(self, rows: Iterable[int], columns: Iterable[int], **style: Any) -> Rectangle:
        """Return the frame around the entries from the first to the last of `rows` and of `columns`."""
        (top, bottom), (left, right) = ((min(axis), max(axis) + 1) for axis in (tuple(rows), tuple(columns)))
        frame = Rectangle(width=(right - left) * self.cell, height=(bottom - top) * self.cell, **style)
        return frame.set_z_index(2).move_to((self._at(top, left) + self._at(bottom, right)) / 2)

    def row_frame(self, row: int, **style: Any) -> Rectangle:
        """Return the frame around a row."""
        return self.around([row], range(self.columns_count), **style)

    def column_frame(self, column: int, **style: Any) -> Rectangle:
        """Return the frame around a column."""
        return self.around(range(self.rows_count), [column], **style)

    def mark_below_header(self, column: int, **style: Any) -> VMobject:
        """Return a short thick line between a pixel of the header and its column."""
        middle = self._at(0, column + 0.5) + np.array([0.0, HEADER_GAP / 2 * self.cell, 0.0])
        return self._dash(middle, np.array([0.38 * self.cell, 0.0, 0.0]), **style)

    def mark_beside_row(self, row: int, **style: Any) -> VMobject:
        """Return a short thick line between a row and what stands at its right."""
        middle = self._at(row + 0.5, self.columns_count) + np.array([COLUMN_GAP / 2, 0.0, 0.0])
        return self._dash(middle, np.array([0.0, 0.38 * self.cell, 0.0]), **style)

    def column_at_right(self, values: Sequence[Traced[Any]], name: str, *, color: ManimColor) -> VGroup:
        """Return a cell with a number for each row, right of the matrix; and, last, the name of all above them."""
        longest = max(len(format_value(value.value)) for value in values)
        size = min(CELL, 0.86 * COLUMN_WIDTH / longest / _DIGIT_WIDTH, 0.52 * self.cell / _DIGIT_HEIGHT)
        size = max(size, smallest_size(DIGITS))
        cells = VGroup()
        for row, value in enumerate(values):
            right = self._at(row + 0.5, self.columns_count)
            centre = right + np.array([COLUMN_GAP + COLUMN_WIDTH / 2, 0.0, 0.0])
            square = Rectangle(width=COLUMN_WIDTH, height=self.cell, stroke_color=self.theme.rule, stroke_width=1.5)
            number = Readout(value, color=color, size=size).centre_digits_at(centre)
            cells.add(VGroup(square.move_to(centre), number))
        label = words(name, color=color).centre_digits_at(self.header[0].square.get_center())
        cells.add(label.set_x(cells.get_x()))
        return cells

    def block_frames(self) -> VGroup:
        """Return a border around each block with weights, dashed by the row of the kernel that it holds."""
        frames = VGroup()
        height, width = self.structure.value.block_shape
        for place, kernel_row in np.ndenumerate(self.structure.value.kernel_rows):
            if kernel_row >= 0:
                rows, columns = (range(at * side, (at + 1) * side) for at, side in zip(place, (height, width)))
                style = {"stroke_color": self._color_of(int(kernel_row)), "stroke_width": 5}
                frame, dashes = self.around(rows, columns, **style), _DASHES_PER_SIDE[int(kernel_row) % 3]
                frame.stretch_to_fit_width(frame.width - _INSET).stretch_to_fit_height(frame.height - _INSET)
                frames.add(
                    DashedVMobject(frame, num_dashes=4 * dashes, dashed_ratio=0.6).set_z_index(2) if dashes else frame
                )
        return frames

    def _color_of(self, kernel_row: int) -> ManimColor:
        return self.colors[kernel_row % len(self.colors)]

    def _cell(self, place: Place, value: Traced[Any], style: NumberStyle, fill: ManimColor | None) -> Cell:
        color = self.theme.text_on(fill or self.theme.background)
        number = Readout(value, color=color, form=style.form, size=style.size) if style.size else None
        centre = self.centre(place) + np.array([0.0, HEADER_GAP * self.cell if place[0] < 0 else 0.0, 0.0])
        return Cell(self.cell, centre, fill=fill, border=self.theme.rule, number=number)

    def _lines(self, color: ManimColor, width: float, *, blocks: bool = False) -> VMobject:
        """Return the lines between all entries, or those between the blocks and around the whole."""
        lines = VMobject(stroke_color=color, stroke_width=width)
        height, across = self.structure.value.block_shape if blocks else (1, 1)
        for row in range(0, self.rows_count + 1, height):
            lines.start_new_path(self._at(row, 0)).add_line_to(self._at(row, self.columns_count))
        for column in range(0, self.columns_count + 1, across):
            lines.start_new_path(self._at(0, column)).add_line_to(self._at(self.rows_count, column))
        return lines

    def _dash(self, middle: NDArray[np.float64], reach: NDArray[np.float64], **style: Any) -> VMobject:
        return VMobject(**style).set_points_as_corners([middle - reach, middle + reach])

    def _at(self, row: float, column: float) -> NDArray[np.float64]:
        """Return where a row and a column begin, counted from the upper left corner of the matrix."""
        below = self.cell * (row + 1 + HEADER_GAP)
        place: NDArray[np.float64] = self.corner + np.array([self.cell * column, -below, 0.0])
        return place


def _value(pixels: Traced[NDArray[Any]], at: int) -> float:
    return float(pixels.value.ravel()[at])
