"""Many kernels, each a small stack of three slices."""

from __future__ import annotations

import numpy as np
from manim import Animation, Square, VGroup, linear
from numpy.typing import NDArray

from scenes.base.motion import ByAlpha
from scenes.base.theme import Theme
from scenes.channels.parameters import PLANES

_SHARE, _SHIFT = 0.58, 0.12
"""Side of a slice, and how far the next one stands beside it, as shares of the place that a stack has."""

_BLOCK_AT, _BLOCK_STEP, _BLOCK_CELL = np.array([4.1, 0.15, 0.0]), np.array([0.75, 0.75, 0.0]), 1.05
"""Where the middle of a large stack stands, how far the next slice stands beside it, and the side of its cells."""


class KernelStacks(VGroup):
    """Stacks at given places; its submobjects are the stacks.

    Parameters
    ----------
    places
        Where their middles stand.
    pitch
        The side of the place that each has.
    theme
        The theme; slices have the colour of kernels.
    """

    def __init__(self, places: list[NDArray[np.float64]], *, pitch: float, theme: Theme) -> None:
        super().__init__(*(_stack(place, pitch, theme) for place in places))

    def show_more(self, first: int, last: int, *, run_time: float) -> Animation:
        """Return the animation that shows the stacks from one number to another, one by one."""

        def show(stacks: VGroup, alpha: float) -> None:
            reached = first + int(alpha * (last - first) + 1e-9)
            for number, stack in enumerate(stacks):
                stack.set_stroke(opacity=float(number < reached))
                stack.set_fill(opacity=float(number < reached))

        return ByAlpha(self, show, run_time=run_time, rate_func=linear)


class KernelBlock(VGroup):
    """One such stack at a size at which its cells are seen; its submobjects are the slices, the first in front.

    Parameters
    ----------
    size
        Rows and columns of a slice.
    theme
        The theme.
    """

    def __init__(self, size: tuple[int, int], *, theme: Theme) -> None:
        look = {"stroke_color": theme.kernel, "stroke_width": 3, "fill_color": theme.background, "fill_opacity": 1}
        rows, cols = size
        slices = [
            VGroup(*(Square(_BLOCK_CELL, **look) for _ in range(rows * cols))).arrange_in_grid(rows, cols, buff=0)
            for _ in range(PLANES)
        ]
        for number, each in enumerate(slices):
            each.move_to(_BLOCK_AT + (number - (PLANES - 1) / 2) * _BLOCK_STEP).set_z_index(-number)
        super().__init__(*slices)


def _stack(place: NDArray[np.float64], pitch: float, theme: Theme) -> VGroup:
    step = _SHIFT * pitch * np.array([1.0, 1.0, 0.0])
    look = {"stroke_color": theme.kernel, "stroke_width": 2.5, "fill_color": theme.background, "fill_opacity": 1}
    middle = (PLANES - 1) / 2
    return VGroup(
        *(
            Square(_SHARE * pitch, **look).move_to(place + (slice_ - middle) * step)
            for slice_ in reversed(range(PLANES))
        )
    )
