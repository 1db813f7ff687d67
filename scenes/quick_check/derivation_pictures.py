"""Pictures beside a derivation: windows along a row, fields that grow, the weights of a matrix, an edge."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from math import ceil
from typing import NamedTuple

import numpy as np
from manim import Line, Rectangle, Square, Triangle, VGroup

from convmath.questions.catalogue_of_questions import givens, variant_of
from convmath.questions.output_size_questions import windows_asked_about
from convmath.questions.question import Givens, Question
from convmath.questions.reach_questions import fields_asked_about, matrix_asked_about
from convmath.questions.window_questions import columns_that_answer
from scenes.base.theme import Theme

_STROKE, _BAR = 2.0, 6.0
_LARGEST_PIXEL, _LANES_DEEP, _BELOW = 0.36, 1.1, 0.12
_STEP_HIGH, _STEP_APART = 0.34, 0.1
_MARK = 0.11


class StageArea(NamedTuple):
    """A part of the stage, by its edges in Manim units."""

    left: float
    right: float
    top: float
    bottom: float


def derivation_picture(question: Question, area: StageArea, *, theme: Theme) -> VGroup:
    """Return the picture of a question's derivation, at the upper left of an area; without parts where it has none."""
    draw = PICTURES.get(question.name)
    if draw is None:
        return VGroup()
    drawn = draw(givens(question.name, variant_of(question.name, question.seed)), area, theme)
    return drawn.shift(np.array([area.left - drawn.get_left()[0], area.top - drawn.get_top()[1], 0.0]))


def windows_along_a_row(given: Givens, area: StageArea, theme: Theme) -> VGroup:
    """Return a row of pixels with its padding, and below it every window, on as many lanes as keep them apart."""
    geometry = windows_asked_about(given)
    count, padding = geometry.padded_size[1], geometry.padding[1][0]
    side = min(_LARGEST_PIXEL, (area.right - area.left) / count)
    drawn = VGroup()
    for place in range(count):
        inside = padding <= place < count - padding
        pixel = Square(side, stroke_color=theme.input if inside else theme.muted, stroke_width=_STROKE)
        pixel.set_fill(theme.input, opacity=0.25 if inside else 0.0)
        drawn.add(pixel.move_to([side * (place + 0.5), 0, 0]))
    kernel, stride = geometry.kernel_size[1], geometry.stride[1]
    lanes = ceil(kernel / stride)
    for unit in range(geometry.output_size[1]):
        start = unit * stride * side
        y = -side / 2 - _BELOW - (unit % lanes) * min(0.2, _LANES_DEEP / lanes)
        ends = ([start + 0.15 * side, y, 0], [start + (kernel - 0.15) * side, y, 0])
        drawn.add(Line(*ends, stroke_color=theme.kernel, stroke_width=_BAR))
    return drawn


def growing_fields(given: Givens, area: StageArea, theme: Theme) -> VGroup:
    """Return what a unit sees before each layer and after it, as bars in proportion, the widest lowest."""
    sizes = [state.size[1] for state in fields_asked_about(given)]
    unit = min(_LARGEST_PIXEL, (area.right - area.left) / sizes[-1])
    high = min(_STEP_HIGH, (area.top - area.bottom) / len(sizes) - _STEP_APART)
    drawn = VGroup()
    for number, size in enumerate(sizes):
        bar = Rectangle(width=unit * size, height=high, stroke_color=theme.output, stroke_width=_STROKE)
        bar.set_fill(theme.output, opacity=0.2 + 0.6 * number / len(sizes))
        drawn.add(bar.move_to([0, -number * (high + _STEP_APART), 0]))
    return drawn


def weights_in_a_matrix(given: Givens, area: StageArea, theme: Theme) -> VGroup:
    """Return the outline of the matrix, and a square wherever a weight stands in it."""
    structure = matrix_asked_about(given)
    rows, columns = structure.shape
    side = min((area.right - area.left) / columns, (area.top - area.bottom) / rows)
    outline = Rectangle(width=side * columns, height=side * rows, stroke_color=theme.muted, stroke_width=_STROKE)
    drawn = VGroup(outline)
    for row, column in zip(*np.nonzero(structure.weight_ordinals)):
        square = Square(side, stroke_width=0).set_fill(theme.kernel, opacity=1)
        drawn.add(square.move_to([side * (column + 0.5 - columns / 2), side * (rows / 2 - row - 0.5), 0]))
    return drawn


def edge_in_a_row(given: Givens, area: StageArea, theme: Theme) -> VGroup:
    """Return a row of the image, dark and bright, with a mark under each column in which the filter answers."""
    count = given["width"]
    side = min(_LARGEST_PIXEL, (area.right - area.left) / count)
    drawn = VGroup()
    for column in range(count):
        pixel = Square(side, stroke_color=theme.muted, stroke_width=_STROKE)
        pixel.set_fill(theme.grey(float(column >= given["edge"])), opacity=1)
        drawn.add(pixel.move_to([side * (column + 0.5), 0, 0]))
    for column in columns_that_answer(given):
        mark = Triangle(radius=_MARK, stroke_width=0).set_fill(theme.output, opacity=1)
        drawn.add(mark.move_to([side * (column + 0.5), -side / 2 - 2 * _MARK, 0]))
    return drawn


PICTURES: Mapping[str, Callable[[Givens, StageArea, Theme], VGroup]] = {
    "output-size": windows_along_a_row,
    "receptive-field": growing_fields,
    "matrix-zeros": weights_in_a_matrix,
    "sobel-columns": edge_in_a_row,
}
"""What draws the picture, for the questions that have one."""
