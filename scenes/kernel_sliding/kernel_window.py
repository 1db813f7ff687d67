"""The window that carries a kernel over a grid."""

from __future__ import annotations

from typing import Any

import numpy as np
from manim import Animation, Mobject, Rectangle, Square, VGroup, linear, smooth
from numpy.typing import NDArray

from convmath.convolution.windows import WindowStep
from convmath.core.provenance import Traced
from scenes.base.motion import Carried
from scenes.base.readout import Readout
from scenes.base.theme import Theme
from scenes.base.typesetting import DIGITS, smallest_size
from scenes.mobjects.grids.grid import Cell, PixelGrid
from scenes.mobjects.grids.sliding_stage import TAG_CELL, TAG_HEIGHT

_PADDING = 0.06
"""Width of a tag beside its weight, in Manim units."""


class KernelWindow(VGroup):
    """An outline around the cells that a kernel taps, with a weight in the corner of each where there is room.

    Parameters
    ----------
    grid
        The (padded) input it slides over.
    steps
        The traced `convmath.convolution.cross_correlation.Trace`; the window stands at its first step.
    theme
        The theme; the window has the colour of its kernel.
    form
        Format of the weights.
    """

    def __init__(self, grid: PixelGrid, steps: Traced[Any], *, theme: Theme, form: str = "") -> None:
        self.grid = grid
        self.trace = steps.value
        kernel = steps[0].field("kernel")
        rows, cols = kernel.value.shape
        first = [grid[index].square for index in self.taps(0)]
        side = grid.cell_size
        stroke = {"stroke_color": theme.kernel, "stroke_width": 6}
        self.outline = VGroup(*(Square(side, **stroke).move_to(square) for square in first))
        if self.trace.geometry.dilation == (1, 1):
            self.outline = VGroup(Rectangle(width=side * cols, height=side * rows, **stroke).move_to(VGroup(*first)))
        self.weights = VGroup()
        size = smallest_size(DIGITS)
        labels = [
            Readout(kernel[row, col], color=theme.background, form=form, size=size)
            for row in range(rows)
            for col in range(cols)
        ]
        widest = max(label.width for label in labels)
        width = widest + 2 * _PADDING
        numbers = [cell.number for cell in grid if cell.number is not None]
        beside = all(number.width <= side - 2 * width for number in numbers)
        above = all(number.height <= side - 2 * TAG_HEIGHT for number in numbers)
        if side >= TAG_CELL and width <= side / 2 + 0.1 and (beside or above):
            self.weights.add(*(self._tag(label, square, theme, width) for label, square in zip(labels, first)))
        super().__init__(self.outline, self.weights)

    def taps(self, index: int) -> list[tuple[int, int]]:
        """Return the cells of the grid that step number `index` taps, in raster order."""
        step: WindowStep = self.trace[index]
        (top, _), (left, _) = self.trace.geometry.padding
        return [(row + top, col + left) for row in step.rows for col in step.cols]

    def place_of(self, index: int) -> NDArray[np.float64]:
        """Return the centre of the window at step number `index`."""
        taps = self.taps(index)
        ends = (self.grid[taps[0]].square, self.grid[taps[-1]].square)
        return np.asarray(sum(square.get_center() for square in ends) / 2)

    def to_step(self, index: int, **options: Any) -> Any:
        """Return the animation that moves the window to step number `index`."""
        return self.animate(**options).shift(self.place_of(index) - self.outline.get_center())

    def _tag(self, label: Readout, square: Square, theme: Theme, width: float) -> VGroup:
        plate = Rectangle(
            width=width, height=TAG_HEIGHT, fill_color=theme.kernel, fill_opacity=1, stroke_width=0
        ).move_to(square.get_corner(np.array([1.0, -1.0, 0.0])), aligned_edge=np.array([1.0, -1.0, 0.0]))
        return VGroup(plate, label.centre_digits_at(plate.get_center()))


class Sweep(Animation):
    """The window travels from one step to another; each result appears as the window arrives.

    Parameters
    ----------
    window
        The window.
    results, frame
        The output cells, one for each step of the trace, in raster order; and the frame around them.
    first, last
        Numbers of the first and the last step of the sweep.
    """

    by_alpha_alone = True

    def __init__(
        self, window: KernelWindow, results: PixelGrid, frame: Mobject, first: int, last: int, **options: Any
    ) -> None:
        self._window, self._results = window, results
        self._places = [window.place_of(index) for index in range(first - 1, last + 1)]
        self._cells = [results[window.trace[index].position] for index in range(first, last + 1)]
        super().__init__(VGroup(results, frame, window), **({"rate_func": linear} | options))

    def begin(self) -> None:
        """Note where the window starts from."""
        self._carried = Carried(self._window, self._window.outline.get_center())
        super().begin()

    def interpolate_mobject(self, alpha: float) -> None:
        """Stand where the window is after `alpha` of the way, with the results up to there."""
        done, travelled = divmod(self.rate_func(alpha) * len(self._cells), 1)
        leg = min(int(done), len(self._cells) - 1)
        along = 1.0 if done >= len(self._cells) else smooth(min(travelled / 0.7, 1.0))
        place = (1 - along) * self._places[leg] + along * self._places[leg + 1]
        self._carried.to(place)
        arrived = leg + (along >= 1.0)
        for index, cell in enumerate(self._cells):
            show(cell, index < arrived)


class Gather(Animation):
    """Numbers fly together into one place and vanish there, where their sum is about to stand."""

    by_alpha_alone = True

    def __init__(self, numbers: VGroup, target: Mobject, **options: Any) -> None:
        self._target = target.get_center()
        self._scale = target.height / max(number.height for number in numbers) if len(numbers) else 1.0
        super().__init__(numbers, **options)

    def interpolate_submobject(self, submobject: Mobject, starting_submobject: Mobject, alpha: float) -> Animation:
        """Carry one outline with its number: shrunk, shifted, and gone at the end."""
        submobject.points = starting_submobject.points.copy()
        submobject.set_opacity(1 - smooth(max(0.0, alpha - 0.85) / 0.15))
        return self

    def interpolate_mobject(self, alpha: float) -> None:
        """Stand where the numbers are after `alpha` of the way."""
        super().interpolate_mobject(alpha)
        along = self.rate_func(alpha)
        for number in self.mobject:
            number.scale(1 + (self._scale - 1) * along)
            number.shift((self._target - number.get_center()) * along)


def show(cell: Cell, shown: bool) -> Cell:
    """Show or hide what a cell holds; its border stays."""
    cell.square.set_fill(opacity=1.0 if shown else 0.0)
    if cell.number is not None:
        cell.number.set_opacity(1.0 if shown else 0.0)
    return cell
