"""One kernel between two places of a picture: pixels, products and the sum of each, and the same weights for both."""

from __future__ import annotations

from functools import partial
from typing import Any

import numpy as np
from manim import LEFT, RIGHT, UP, Animation, Circle, FadeIn, LaggedStart, Line, Rectangle, TransformFromCopy, VGroup
from numpy.typing import NDArray

from convmath.convolution.common_answers import CommonAnswer
from convmath.core.provenance import Traced
from scenes.base.readout import Readout, format_value
from scenes.base.theme import Theme
from scenes.base.typesetting import LABEL, STATEMENT, Typeset, words
from scenes.mobjects.grids.grid import Palette, PixelGrid
from scenes.mobjects.grids.sliding_stage import NumberStyle
from scenes.three_insights.two_planes import level_palette
from scenes.three_insights.views import PlanePicture

_SIDE, _KERNEL_SIDE = 1.95, 2.3
_ROWS, _KERNEL = (1.6, -1.2), 0.2
_COLUMNS = (-0.65, 1.85, 4.35)
_SUM = (5.5, 6.62)
_ABOVE, _BELOW = 0.22, 0.42
_RING = 0.17
NAMES = ("top left", "bottom right")


class SharedKernel:
    """The kernel in the middle; above it what it makes of one window, below it what it makes of another.

    Parameters
    ----------
    picture
        The picture, seen from the front, that the windows lie on.
    common
        The traced windows.
    theme
        The theme.
    """

    def __init__(self, picture: PlanePicture, common: Traced[CommonAnswer], *, theme: Theme) -> None:
        self._theme = theme
        self.steps = [common.field(name) for name in ("first", "second")]
        patches = [step.field("patch") for step in self.steps]
        products = [step.field("products") for step in self.steps]
        weights = self.steps[0].field("kernel")
        self.kernel = self._grid([weights], self._signed([weights]), _COLUMNS[1], (_KERNEL,), side=_KERNEL_SIDE)[0]
        self.patches = self._grid(patches, level_palette(theme), _COLUMNS[0], _ROWS)
        self.products = self._grid(products, self._signed(products), _COLUMNS[2], _ROWS)
        self.border = _border(self.kernel, theme.kernel)
        self.frames = [_border(patch, theme.input) for patch in self.patches]
        self.sums = [self._sum(step.field("sum"), y) for step, y in zip(self.steps, _ROWS)]
        self.rings = [
            Circle(_RING, stroke_color=theme.accent, stroke_width=5).move_to(picture.view.centre(middle_of(step)))
            for step in self.steps
        ]
        self.rays = [VGroup(*self._rays(ring, patch)) for ring, patch in zip(self.rings, self.patches)]
        self.ways = [VGroup(*self._ways(number)) for number in range(len(self.steps))]
        self.names = [self._below(text, patch) for text, patch in zip(NAMES, self.patches)]
        self.heads = VGroup(
            self._above("pixels", self.patches[0]),
            self._above("weights", self.kernel, color=theme.kernel),
            self._above("products", self.products[0]),
        )
        self.sum_head = words("sum", color=theme.ink).set_x(self.sums[0].get_x())
        self.sum_head.set_baseline(self.heads[2].baseline)

    def bring_kernel(self) -> Animation:
        """Return the animation in which the kernel appears."""
        return FadeIn(self.kernel, self.border, self.heads[1])

    def open_window(self, number: int, *, run_time: float) -> list[Animation]:
        """Return the animations in which a window opens and shows its pixels."""
        ring, patch = self.rings[number], self.patches[number]
        opening = FadeIn(patch, self.frames[number], target_position=ring, scale=0.1, run_time=run_time)
        heads = [FadeIn(self.heads[0], run_time=run_time)] if number == 0 else []
        return [opening, FadeIn(self.rays[number], self.names[number], run_time=run_time), *heads]

    def multiply(self, number: int, *, run_time: float) -> Animation:
        """Return the animation in which the weights meet the pixels and leave their products."""
        cells = (
            FadeIn(product, shift=0.3 * (product.get_center() - weight.get_center()))
            for weight, product in zip(self.kernel, self.products[number])
        )
        return LaggedStart(*cells, lag_ratio=0.35, run_time=run_time)

    def send_weights(self, number: int, *, run_time: float) -> list[Animation]:
        """Return the animations in which the ways from the kernel to a window and to its products appear."""
        frame = self.border.copy().set_fill(opacity=0)
        landed = _border(self.products[number], self._theme.output)
        self.frames.append(landed)
        heads = [FadeIn(self.heads[2], run_time=run_time)] if number == 0 else []
        return [
            FadeIn(self.ways[number], run_time=run_time),
            TransformFromCopy(frame, landed, run_time=run_time),
            *heads,
        ]

    def add_up(self, number: int, *, run_time: float) -> list[Animation]:
        """Return the animations in which the sum of the products appears."""
        heads = [FadeIn(self.sum_head, run_time=run_time)] if number == 0 else []
        return [FadeIn(self.sums[number], shift=0.3 * RIGHT, run_time=run_time), *heads]

    def _grid(
        self, values: list[Traced[Any]], palette: Palette, x: float, rows: tuple[float, ...], *, side: float = _SIDE
    ) -> list[PixelGrid]:
        """Return grids in one style, so that one number is as large as another."""
        cell = side / len(values[0].value)
        style = NumberStyle.fitting(np.concatenate([each.value for each in values]), cell, largest=LABEL)
        look: dict[str, Any] = {"theme": self._theme, "cell": cell, "form": style.form, "size": style.size}
        return [PixelGrid(each, palette=palette, **look).move_to([x, y, 0.0]) for each, y in zip(values, rows)]

    def _signed(self, values: list[Traced[Any]]) -> Palette:
        """Return a diverging palette, pale enough for the numbers on it."""
        limit = 1.5 * max(float(np.abs(each.value).max()) for each in values)
        return partial(self._theme.signed, limit=limit)

    def _sum(self, total: Traced[Any], y: float) -> Readout:
        width = _SUM[1] - _SUM[0]
        size = min(STATEMENT, width / (len(format_value(total.value)) * 0.602 / 80))
        number = Readout(total, color=self._theme.output, size=size)
        number.centre_digits_at(np.array([sum(_SUM) / 2, y, 0.0]))
        return number

    def _rays(self, ring: Circle, patch: PixelGrid) -> list[Line]:
        corners = (patch.get_corner(UP + LEFT), patch.get_corner(-UP + LEFT))
        return [Line(ring.get_center(), corner, **self._line(self._theme.accent)) for corner in corners]

    def _ways(self, number: int) -> list[Line]:
        patch, product = self.patches[number], self.products[number]
        up = (1 - 2 * number) * 0.5 * UP
        return [
            Line(patch.get_right(), self.kernel.get_left() + up, **self._line(self._theme.kernel)),
            Line(self.kernel.get_right() + up, product.get_left(), **self._line(self._theme.kernel)),
        ]

    @staticmethod
    def _line(color: Any) -> dict[str, Any]:
        return {"stroke_color": color, "stroke_width": 2.5}

    def _above(self, text: str, grid: PixelGrid, color: Any = None) -> Typeset:
        name = words(text, color=color or self._theme.ink)
        name.set_x(grid.get_x())
        return name.set_baseline(grid.get_top()[1] + _ABOVE)

    def _below(self, text: str, grid: PixelGrid) -> Typeset:
        name = words(text, color=self._theme.ink)
        name.set_x(grid.get_x())
        return name.set_baseline(grid.get_bottom()[1] - _BELOW)


def _border(grid: PixelGrid, color: Any) -> Rectangle:
    return Rectangle(width=grid.width, height=grid.height, stroke_color=color, stroke_width=4).move_to(grid)


def middle_of(step: Traced[Any]) -> tuple[int, int]:
    """Return the (row, column) of the pixel in the middle of a window."""
    rows, cols = step.value.rows, step.value.cols
    return rows[len(rows) // 2], cols[len(cols) // 2]


def ring_at(point: NDArray[np.float64], theme: Theme) -> Circle:
    """Return the ring that marks a place."""
    return Circle(_RING, stroke_color=theme.accent, stroke_width=5).move_to(point)
