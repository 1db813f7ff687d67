"""Grids of pixels: few, with their numbers in cells; or many, as a map."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import numpy as np
from manim import (
    RESAMPLING_ALGORITHMS,
    Animation,
    ImageMobject,
    ManimColor,
    Rectangle,
    Square,
    VGroup,
    VMobject,
    linear,
)
from numpy.typing import NDArray

from convmath.core.provenance import Traced
from scenes.base.readout import Readout
from scenes.base.theme import Theme
from scenes.base.typesetting import CELL

Palette = Callable[[float], ManimColor]
"""What colour a value has; such as ``theme.grey`` or a `functools.partial` of ``theme.signed``."""


class Cell(VGroup):
    """One pixel: a square, and on it the number it holds (if any).

    Parameters
    ----------
    side
        Side of the square in Manim units.
    centre
        Where it stands.
    fill
        Colour of the square; without one it is empty.
    border
        Colour of its outline.
    number
        The number, which is centred on the square.

    Examples
    --------
    .. code-block:: python

        from manim import ORIGIN, Create, Scene
        from scenes.mobjects.grids.grid import Cell
        from scenes.base.theme import DARK


        class OneCell(Scene):
            def construct(self):
                self.play(Create(Cell(1.0, ORIGIN, fill=DARK.input, border=DARK.rule)))
    """

    def __init__(
        self,
        side: float,
        centre: NDArray[np.float64],
        *,
        fill: ManimColor | None,
        border: ManimColor,
        number: Readout | None = None,
    ) -> None:
        self.square = Square(side, stroke_color=border, stroke_width=1.5).move_to(centre)
        if fill is not None:
            self.square.set_fill(fill, opacity=1.0)
        self.number = number
        super().__init__(self.square, *([number.centre_digits_at(centre)] if number is not None else []))


class PixelGrid(VGroup):
    """Values in cells; ``grid[row, col]``, zero-based, is a `Cell`.

    Parameters
    ----------
    values
        A traced array of shape (rows, cols).
    theme
        The theme whose rule separates the cells.
    cell
        Side of a cell in Manim units.
    palette
        What colour a value's cell has; without one, cells are empty.
    numbers
        Whether the values are printed.
    form, size
        Format and font size of the numbers, see `Readout`; at a size of 0 none is printed.
    border
        Colour of the lines between cells; the theme's rule by default.

    Examples
    --------
    .. code-block:: python

        from manim import FadeIn, Indicate, Scene
        from convmath.images.named_images import image_by_name
        from convmath.core.provenance import traced
        from scenes.mobjects.grids.grid import PixelGrid
        from scenes.base.theme import DARK


        class Ramp(Scene):
            def construct(self):
                values = traced(image_by_name, "ramp", height=3, width=5)
                grid = PixelGrid(values, theme=DARK, cell=0.9, palette=DARK.grey)
                self.play(FadeIn(grid))
                self.play(Indicate(grid[1, 4], color=DARK.accent))
    """

    def __init__(
        self,
        values: Traced[NDArray[Any]],
        *,
        theme: Theme,
        cell: float,
        palette: Palette | None = None,
        numbers: bool = True,
        form: str = "",
        size: float = CELL,
        border: ManimColor | None = None,
    ) -> None:
        super().__init__()
        self.values = values
        self.rows, self.cols = values.value.shape
        self.cell_size = cell
        for row in range(self.rows):
            for col in range(self.cols):
                fill = palette(float(values.value[row, col])) if palette else None
                centre = cell * np.array([col - (self.cols - 1) / 2, (self.rows - 1) / 2 - row, 0.0])
                text_color = theme.text_on(fill or theme.background)
                number = Readout(values[row, col], color=text_color, form=form, size=size) if numbers and size else None
                self.add(Cell(cell, centre, fill=fill, border=border or theme.rule, number=number))

    def __getitem__(self, index: tuple[int, int]) -> Cell:
        row, col = index
        if not (0 <= row < self.rows and 0 <= col < self.cols):
            raise IndexError(f"cell {index} lies outside the {self.rows}×{self.cols} grid")
        cell: Cell = self.submobjects[row * self.cols + col]
        return cell

    def squares(self) -> VGroup:
        """Return all squares, without their numbers."""
        return VGroup(*(cell.square for cell in self.submobjects))

    def numbers(self) -> VGroup:
        """Return all numbers, in raster order."""
        return VGroup(*(cell.number for cell in self.submobjects if cell.number is not None))

    def block(self, rows: list[int], cols: list[int]) -> VGroup:
        """Return the cells in these rows and columns, in raster order."""
        return VGroup(*(self[row, col] for row in rows for col in cols))


class PixelMap(ImageMobject):
    """Many values as one picture; negative ones are hatched, so that the sign shows without colour.

    Parameters
    ----------
    values
        A traced array of shape (rows, cols).
    height
        Height of the picture in Manim units.
    palette
        What colour a value has.
    hatch
        Whether negative values are hatched: crossed by lines of the colour of zero, which stand out the more the
        stronger the value.

    Examples
    --------
    .. code-block:: python

        from manim import Scene
        from convmath.images.named_images import image_by_name
        from convmath.core.provenance import traced
        from scenes.mobjects.grids.grid import PixelMap
        from scenes.base.theme import DARK


        class Photograph(Scene):
            def construct(self):
                values = traced(image_by_name, "camera", height=48, width=64)
                picture = PixelMap(values, height=4.0, palette=DARK.grey)
                self.play(picture.reveal(run_time=2))
                self.add(picture.around([10, 20], [30, 40], color=DARK.kernel))
    """

    _LONGEST = 512
    """Picture pixels along the longer side, at most."""

    _SAMPLES = 512
    """Colours that are asked of the palette, at most; more would differ by less than a picture's pixels can."""

    _HATCH_PERIOD = 0.11
    """Distance of the hatching's lines along a row, in Manim units."""

    def __init__(self, values: Traced[NDArray[Any]], *, height: float, palette: Palette, hatch: bool = False) -> None:
        self.values = values
        self.rows, self.cols = values.value.shape
        self._pixels_per_value = max(1, self._LONGEST // max(self.rows, self.cols))
        pixels = self._enlarged(self._coloured(values.value, palette))
        if hatch:
            row, col = np.indices(pixels.shape[:2])
            period = max(4, round(self._HATCH_PERIOD * pixels.shape[0] / height))
            lines = (row + col) % period < 0.4 * period
            pixels[lines & (self._enlarged(values.value) < 0)] = palette(0.0).to_int_rgb()
        super().__init__(np.dstack([pixels, np.full(pixels.shape[:2], 255, dtype=np.uint8)]))
        self.set_resampling_algorithm(RESAMPLING_ALGORITHMS["nearest"])
        self.height = height

    def _coloured(self, values: NDArray[Any], palette: Palette) -> NDArray[np.uint8]:
        """Colour every value: each on its own if they are few, else between the colours of `_SAMPLES` values."""
        samples = np.unique(values)
        if len(samples) > self._SAMPLES:
            samples = np.union1d(np.linspace(samples[0], samples[-1], self._SAMPLES), [0.0])
        colours = 255 * np.array([palette(float(value)).to_rgb() for value in samples])
        return np.stack([np.interp(values, samples, channel) for channel in colours.T], axis=-1).astype(np.uint8)

    def _enlarged(self, values: NDArray[Any]) -> NDArray[Any]:
        return values.repeat(self._pixels_per_value, axis=0).repeat(self._pixels_per_value, axis=1)

    @property
    def cell_size(self) -> float:
        """Side of one value's square in Manim units."""
        return float(self.height / self.rows)

    def corner_of(self, row: float, col: float) -> NDArray[np.float64]:
        """Return the top left corner of the value at (row, col); (rows, cols) is the picture's bottom right."""
        corner = self.get_corner(np.array([-1.0, 1.0, 0.0]))
        return np.asarray(corner + self.cell_size * np.array([col, -row, 0.0]))

    def centre_of(self, row: float, col: float) -> NDArray[np.float64]:
        """Return the centre of the value at (row, col)."""
        return self.corner_of(row + 0.5, col + 0.5)

    def around(self, rows: Iterable[int], cols: Iterable[int], **style: Any) -> Rectangle:
        """Return the rectangle around the values from the first to the last of `rows` and of `cols`.

        Rows and columns may lie outside the picture, as those of a window over padding do.
        """
        (top, bottom), (left, right) = ((min(axis), max(axis) + 1) for axis in (tuple(rows), tuple(cols)))
        frame = Rectangle(width=self.cell_size * (right - left), height=self.cell_size * (bottom - top), **style)
        return frame.move_to((self.corner_of(top, left) + self.corner_of(bottom, right)) / 2)

    def outline(self, mask: NDArray[np.bool_], **style: Any) -> VMobject:
        """Return the border of the values for which `mask`, of shape (rows, cols), is true."""
        border = VMobject(**style)
        padded = np.pad(mask, 1)
        for row, col in np.argwhere(padded[1:, 1:-1] != padded[:-1, 1:-1]):
            border.start_new_path(self.corner_of(row, col)).add_line_to(self.corner_of(row, col + 1))
        for row, col in np.argwhere(padded[1:-1, 1:] != padded[1:-1, :-1]):
            border.start_new_path(self.corner_of(row, col)).add_line_to(self.corner_of(row + 1, col))
        return border

    def reveal(self, *, run_time: float, by_column: bool = False, **options: Any) -> Animation:
        """Return the animation that uncovers the values one after another, in raster order or by columns."""
        return _Reveal(self, by_column, run_time=run_time, **({"rate_func": linear} | options))


class _Reveal(Animation):
    by_alpha_alone = True

    def __init__(self, picture: PixelMap, by_column: bool, **options: Any) -> None:
        super().__init__(picture, introducer=True, **options)
        order = np.arange(picture.rows * picture.cols)
        order = order.reshape(picture.cols, picture.rows).T if by_column else order.reshape(picture.rows, picture.cols)
        self._order = picture._enlarged(order)  # noqa: SLF001 (the animation is the map's own)
        self._alpha = picture.pixel_array[:, :, 3].copy()
        self._count = order.size

    def interpolate_mobject(self, alpha: float) -> None:
        shown = self._order < self.rate_func(alpha) * self._count
        self.mobject.pixel_array[:, :, 3] = np.where(shown, self._alpha, 0)
