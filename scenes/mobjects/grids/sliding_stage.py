"""Input, kernel and output side by side, at one cell size that fits the frame."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from itertools import pairwise
from typing import Any

import numpy as np
from manim import RIGHT, UP, ManimColor, SurroundingRectangle, VGroup
from numpy.typing import NDArray

from convmath.convolution.padding import pad
from convmath.core.numerals import SUMS, WEIGHTS, form_of
from convmath.core.provenance import Traced, traced
from scenes.base.readout import Readout, Statement, format_value
from scenes.base.theme import Theme
from scenes.base.typesetting import DIGITS, LABEL, smallest_size
from scenes.mobjects.grids.grid import Cell, Palette, PixelGrid

_FLOOR, _CEILING, _BELOW_TITLE, _SIDE = -2.1, 3.45, 2.6, 6.6
"""The lowest bottom of the grids, the highest top with and without padding, and the distance of the sides."""

_MIDDLE = 0.45
"""Where the middle of the tallest grid lies if it has room."""

_LARGEST_CELL, _WIDEST_GAP = 0.9, 8
_BETWEEN_LABELS = 0.3
_LARGEST_SIZE = 34
_DIGIT_WIDTH = 0.602 / 80
_DIGIT_HEIGHT = 0.729 / 80
"""Width and height of a digit of the number font, in Manim units at font size 1."""

_AIR = 0.03
"""What round digits are higher than the others, and some air, in Manim units."""

TAG_CELL, TAG_HEIGHT = 0.76, 0.26
"""Side of the smallest cell with room for a number and, in its corner, a tag with its weight; and a tag's height."""


@dataclass(frozen=True)
class NumberStyle:
    """How the numbers of a grid are printed; `size` is 0 where no legible size fits its cells."""

    form: str
    size: float

    @classmethod
    def fitting(
        cls, values: NDArray[Any], cell: float, *, fractions_from: int | None = None, largest: float = _LARGEST_SIZE
    ) -> NumberStyle:
        """Return the form with the most digits in which every value fits a cell at a legible size.

        Parameters
        ----------
        values
            The numbers.
        cell
            Side of a cell in Manim units.
        fractions_from
            As in `convmath.core.numerals.form_of`.
        largest
            Font size that the numbers don't exceed.
        """
        forms = (form_of(values.ravel(), fractions_from=fractions_from), "", "2", "1")
        styles = (cls.of(values, cell, form, largest) for form in forms)
        return next((style for style in styles if style.size), cls("", 0.0))

    @classmethod
    def of(cls, values: NDArray[Any], cell: float, form: str, largest: float = _LARGEST_SIZE) -> NumberStyle:
        """Return the largest size in which every value fits a cell in some form."""
        characters = max(len(format_value(value, form)) for value in np.unique(values))
        size = min(largest, 0.86 * cell / (characters * _DIGIT_WIDTH), 0.52 * cell / _DIGIT_HEIGHT)
        return cls(form, size if size >= smallest_size(DIGITS) else 0.0)


class SlidingStage:
    """The three grids of a sliding kernel, with their frames and labels.

    Parameters
    ----------
    image, kernel, output
        Traced arrays: the image without padding, the kernel as it is used, and what the windows sum to.
    steps
        The traced trace that leads from one to the other.
    padding_mode
        What stands outside the image.
    theme
        The theme.

    Examples
    --------
    .. code-block:: python

        from manim import FadeIn, Scene
        from convmath.convolution.cross_correlation import cross_correlate2d, trace
        from convmath.convolution.filters import kernel_by_name
        from convmath.images.named_images import image_by_name
        from convmath.core.provenance import traced
        from scenes.base.theme import DARK
        from scenes.mobjects.grids.sliding_stage import SlidingStage


        class ThreeGrids(Scene):
            def construct(self):
                image = traced(image_by_name, "ramp", height=5, width=6)
                kernel = traced(kernel_by_name, "sobel_x")
                output, steps = traced(cross_correlate2d, image, kernel), traced(trace, image, kernel)
                stage = SlidingStage(image, kernel, output, steps, padding_mode="zero", theme=DARK)
                self.play(FadeIn(stage.input, stage.kernel, stage.output, stage.labels))
    """

    def __init__(
        self,
        image: Traced[Any],
        kernel: Traced[Any],
        output: Traced[Any],
        steps: Traced[Any],
        *,
        padding_mode: str,
        theme: Theme,
    ) -> None:
        self.theme = theme
        (top, bottom), (left, right) = steps.value.geometry.padding
        padded = traced(pad, image, ((top, bottom), (left, right)), padding_mode=padding_mode)
        self.labels = VGroup(
            self._label("input", image, theme.input),
            self._label("kernel", kernel, theme.kernel),
            self._label("output", output, theme.output),
        )
        self.cell, gap = _cell_and_gap(
            [values.value.shape for values in (padded, kernel, output)],
            image.value.shape,
            [label.width for label in self.labels],
        )
        detailed = [steps.value[index].products for index in range(min(2, len(steps)))]
        self.product_style = NumberStyle.fitting(np.concatenate(detailed), self.cell, fractions_from=WEIGHTS)
        self.kernel_style = NumberStyle.fitting(kernel.value, self.cell, fractions_from=WEIGHTS)
        self.input = self._grid(padded, self._palette(image.value), self._beside_tags(padded.value))
        self.kernel = self._grid(kernel, self._signed(kernel.value), self.kernel_style)
        style = NumberStyle.fitting(output.value, self.cell, fractions_from=SUMS)
        self.output = self._grid(output, self._signed(output.value), style)
        VGroup(self.input, self.kernel, self.output).arrange(RIGHT, buff=gap)
        self.floor = max(_FLOOR, _MIDDLE - max(self.input.height, self.kernel.height, self.output.height) / 2)
        for grid in (self.input, self.kernel, self.output):
            grid.shift((self.floor - grid.squares().get_bottom()[1]) * UP)
        rows, cols = image.value.shape
        self.image = self.input.block(list(range(top, top + rows)), list(range(left, left + cols)))
        inner = set(self.image.submobjects)
        self.ring = VGroup(*(cell for cell in self.input if cell not in inner))
        self.frames = VGroup(
            *(
                SurroundingRectangle(grid, buff=0, color=color, stroke_width=5)
                for grid, color in ((self.image, theme.input), (self.kernel, theme.kernel), (self.output, theme.output))
            )
        )
        for label, grid in zip(self.labels, (self.input, self.kernel, self.output)):
            label.set_x(grid.get_x()).set_baseline(self.floor - 0.5)
            label.shift(min(0.0, _SIDE - label.get_right()[0]) * RIGHT)

    @property
    def left(self) -> float:
        """The left edge of the picture."""
        return float(self.input.get_left()[0])

    def product_cards(self, step: Traced[Any], taps: list[Cell]) -> VGroup:
        """Return a card with the product for each tap of a window step, laid over the tapped cells."""
        style = self.product_style
        cards = VGroup()
        for tap, product in zip(taps, (product for row in step.field("products") for product in row)):
            number = Readout(product, color=self.theme.output, form=style.form, size=style.size) if style.size else None
            centre, fill, border = tap.square.get_center(), self.theme.background, self.theme.output
            cards.add(Cell(self.cell * 0.94, centre, fill=fill, border=border, number=number))
        return cards

    def _grid(self, values: Traced[Any], palette: Palette, style: NumberStyle) -> PixelGrid:
        return PixelGrid(values, theme=self.theme, cell=self.cell, palette=palette, form=style.form, size=style.size)

    def _beside_tags(self, values: NDArray[Any]) -> NumberStyle:
        """Return how pixels are printed: where there is room for tags with their weights, above those."""
        above = (self.cell - 2 * TAG_HEIGHT - _AIR) / _DIGIT_HEIGHT if self.cell >= TAG_CELL else _LARGEST_SIZE
        return NumberStyle.fitting(values, self.cell, largest=min(above, _LARGEST_SIZE))

    def _palette(self, image: NDArray[Any]) -> Palette:
        if image.min() < 0:
            return self._signed(image)
        return lambda value: self.theme.grey(value / (float(image.max()) or 1.0))

    def _signed(self, values: NDArray[Any]) -> Palette:
        """Return a diverging palette, pale enough for the numbers on it."""
        return partial(self.theme.signed, limit=1.5 * float(np.abs(values).max()))

    def _label(self, word: str, values: Traced[Any], color: ManimColor) -> Statement:
        rows, cols = values.field("shape")
        return Statement(word + " {rows} × {cols}", rows=rows, cols=cols, color=color, size=LABEL)


def _cell_and_gap(
    shapes: Sequence[tuple[int, int]], image: tuple[int, int], labels: Sequence[float]
) -> tuple[float, float]:
    """Return the cell size and the gap, a whole number of cells, at which grids of these shapes fit the frame.

    The gap also keeps their labels, whose widths are given, apart.
    """
    rows, widths = max(shape[0] for shape in shapes), [shape[1] for shape in shapes]
    tall = min((_CEILING - _FLOOR) / rows, (_BELOW_TITLE - _FLOOR) / image[0])
    gaps = range(1, _WIDEST_GAP + 1)
    choices = [(min(_LARGEST_CELL, tall, 2 * _SIDE / (sum(widths) + 2 * apart)), apart) for apart in gaps]
    legible = [
        (cell, apart)
        for cell, apart in choices
        if all(
            cell * (apart + sum(grids) / 2) >= sum(texts) / 2 + _BETWEEN_LABELS
            for grids, texts in zip(pairwise(widths), pairwise(labels))
        )
    ]
    cell, apart = max(legible or choices, key=lambda choice: choice[0] * (1.0 + 0.05 * min(choice[1], 2)))
    return cell, cell * apart
