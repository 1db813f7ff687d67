"""Pictures of what the programs computed: boards and answers, maps and their difference, a matrix."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np
from manim import Group, Mobject
from numpy.typing import NDArray

from convmath.convolution.cross_correlation import cross_correlate2d
from convmath.convolution.filters import kernel_by_name
from convmath.core.provenance import Traced, traced
from convmath.images.named_images import checkerboard
from convmath.questions.code_runs import CodeRun
from scenes.base.readout import Statement
from scenes.base.theme import Theme
from scenes.base.typesetting import Typeset, words
from scenes.mobjects.grids.grid import PixelGrid
from scenes.mobjects.grids.panel import Panel

MIDDLE, OVER = -0.35, 0.22
"""The height of the pictures' middle, and from their top to the baselines of their labels."""

_BOARD, _SIDE = 8, 3.6
_APART, _TALLEST = 0.75, 4.3


def boards(_: Traced[CodeRun], *, theme: Theme) -> list[Mobject]:
    """Return a checkerboard of single pixels and one of larger squares, each with the answers of Sobel x."""
    shown: list[Mobject] = []
    sobel = traced(kernel_by_name, "sobel_x")
    for square in (1, 2):
        board = traced(checkerboard, _BOARD, _BOARD, square=square)
        cell = _SIDE / _BOARD
        grid = PixelGrid(board, theme=theme, cell=cell, palette=theme.grey, numbers=False)
        answers = PixelGrid(
            traced(cross_correlate2d, board, sobel),
            theme=theme,
            cell=cell,
            palette=partial(theme.signed, limit=8),
            size=22,
        )
        label = "single pixels" if square == 1 else "larger squares"
        shown += [
            _labelled(grid, words(label, color=theme.input)),
            _labelled(answers, words("answers", color=theme.output)),
        ]
    return _side_by_side(shown)


def maps(run: Traced[CodeRun], *, theme: Theme) -> list[Mobject]:
    """Return the map of the rolled image, the rolled map of the image, and where they differ, with zero padding."""
    arrays = run.field("arrays")
    after, before = arrays["after"], arrays["before"]
    limit = float(abs(after.value).max())
    panels: list[tuple[Traced[Any], str]] = [
        (after, "roll, then filter"),
        (before, "filter, then roll"),
        (traced(difference, after, before), "difference"),
    ]
    return _side_by_side(
        [
            _labelled(
                Panel(values, theme=theme, palette=partial(theme.signed, limit=limit), side=_SIDE, hatch=True),
                words(label, color=theme.wrong if label == "difference" else theme.output),
            )
            for values, label in panels
        ]
    )


def difference(first: NDArray[np.float64], second: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the first map less the second, both of shape (H, W)."""
    return first - second


def whole_matrix(run: Traced[CodeRun], *, theme: Theme) -> list[Mobject]:
    """Return the matrix, each weight in its shade of the kernel's colour, zeros empty."""
    matrix = run.field("arrays")["matrix"]
    largest = float(matrix.value.max())

    def palette(value: float) -> Any:
        return theme.signed(value, 1.25 * largest)

    grid = PixelGrid(matrix, theme=theme, cell=_TALLEST / matrix.value.shape[0], palette=palette, numbers=False)
    shape = matrix.field("shape")
    label = Statement("{r} outputs × {c} pixels", color=theme.kernel, r=shape[0], c=shape[1])
    return _side_by_side([_labelled(grid, label)])


EVIDENCE: dict[str, Callable[..., list[Mobject]]] = {
    "edges_on_a_checkerboard": boards,
    "equivariance_by_roll": maps,
    "convolution_as_a_matrix": whole_matrix,
}
"""For each program what its pictures are."""


def _labelled(picture: Mobject, label: Typeset) -> Group:
    label.set_baseline(picture.get_top()[1] + OVER)
    label.set_x(picture.get_x())
    return Group(picture, label)


def _side_by_side(shown: list[Mobject]) -> list[Mobject]:
    width = sum(each[0].width for each in shown)
    gap = min(_APART, (13.1 - width) / max(1, len(shown) - 1))
    x = -(width + gap * (len(shown) - 1)) / 2
    for each in shown:
        each.shift(np.array([x - each[0].get_left()[0], MIDDLE - each[0].get_y(), 0.0]))
        x += each[0].width + gap
    return shown
